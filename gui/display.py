"""Can a window be opened here? Asked before Qt is loaded.

Qt ends the whole process (abort, no exception) when there is no screen or a library of the
system is missing, so the question must be answered without it. There is no Qt in here.
"""

import ctypes
import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from core.messages import Message

PACKAGES = "libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3"
X11_PACKAGES = "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
_LIBRARIES = ("libGL.so.1", "libEGL.so.1", "libxkbcommon.so.0", "libfontconfig.so.1")
_X11_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxkbcommon-x11.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
)
_SECONDS = 2.0


def problem(environment: Mapping[str, str] = os.environ) -> Message | None:
    """Why no window can be opened, in one sentence with what to do; None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    wayland = platform in ("", "wayland") and _wayland_answers(environment)
    if platform in ("", "xcb", "wayland") and not wayland:
        display = environment.get("DISPLAY", "")
        if not display:
            return Message("app.error.no_display")
        if not _reachable(display):
            return Message("app.error.dead_display", {"display": repr(display)})
        return missing_library(_LIBRARIES + _X11_LIBRARIES)
    return missing_library(_LIBRARIES)


def missing_library(names: tuple[str, ...] = _LIBRARIES) -> Message | None:
    """The first library of the system that Qt needs and that is not there."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            packages = f"{PACKAGES} {X11_PACKAGES}"
            fields = {"library": name, "packages": packages}
            return Message("app.error.missing_library", fields)
    return None


def _reachable(display: str) -> bool:
    """Does the X server that DISPLAY names answer?"""
    found = re.fullmatch(r"(?:unix)?(?P<host>[^:/]*):(?P<number>\d+)(?:\.\d+)?", display)
    if not found:
        return False
    number = int(found["number"])
    try:
        if found["host"]:
            socket.create_connection((found["host"], 6000 + number), _SECONDS).close()
        else:
            _connect_local(number)
    except (OSError, UnicodeError):
        return False
    return True


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    """Is there a Wayland compositor behind WAYLAND_DISPLAY?"""
    name, folder = environment.get("WAYLAND_DISPLAY"), environment.get("XDG_RUNTIME_DIR", "")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_SECONDS)
        try:
            connection.connect(str(Path(folder) / name))
        except (OSError, UnicodeError):
            return False
    return True


def _connect_local(number: int) -> None:
    """An X server on this machine listens on a file, or on a name in the abstract space."""
    for name in (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_SECONDS)
            if connection.connect_ex(name) == 0:
                return
    raise ConnectionRefusedError
