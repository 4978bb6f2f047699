"""Why the system refused, in the language of the program: its own words come in one only."""

import errno

from core.messages import Message

_KNOWN = {
    errno.ENOENT: "missing",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "taken",
    errno.ENAMETOOLONG: "long_name",
    errno.ELOOP: "circle",
    errno.EIO: "device",
    errno.EFBIG: "large",
    errno.EMFILE: "many",
}


def reason_of(error: BaseException) -> Message | str:
    """What goes after the colon of a sentence: no capital, no full stop. The words of the system
    for what is rare, and those of Python for what is no error of the system."""
    known = _KNOWN.get(error.errno or 0) if isinstance(error, OSError) else None
    if known is not None:
        return Message(f"core.system.{known}")
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(words).rstrip(".。")
