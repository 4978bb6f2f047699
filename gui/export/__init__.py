"""Taking it with you: pictures of the stage, films of its animation, the derivation as pages.

Each export is a generator of `Progress` (see `gui/export/job.py`): the window runs it in slices,
the command line and the tests run it to its end.
"""
