"""How somebody gets an optional package for the very Python that runs this program."""

import sys


def install_command(package: str) -> str:
    """The line for a terminal that has this interpreter's own pip fetch `package`."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{python} -m pip install {package}"
