"""The journals of earlier searches. They lie beside the present one, with a date in their names:
`search 2026-11-28 14.05.07.jsonl` beside `search.jsonl`."""

import time
from itertools import count
from pathlib import Path

from core.files import is_there, unwritable
from core.messages import StudioError


def set_aside(path: Path) -> None:
    """Give a journal the name of the time of its last line; unless it knows of no trial.

    Raises:
        StudioError: it cannot be renamed.
    """
    try:
        if not path.is_file() or path.read_bytes().count(b"\n") <= 2:  # header and ranges
            return
        date = time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(path.stat().st_mtime))
        names = (path.with_stem(f"{path.stem} {date}{f' ({n})' if n else ''}") for n in count())
        path.rename(next(each for each in names if not each.exists()))
    except OSError as error:
        raise unwritable(path, error) from None


def earlier(path: Path) -> list[Path]:
    """Those that have been set aside, the newest first."""
    return sorted(path.parent.glob(f"{path.stem} *{path.suffix}"), reverse=True)


def date_of(journal: Path, path: Path) -> str:
    """The part of its name that tells it from the others."""
    return journal.stem.removeprefix(path.stem).strip()


def take_up(path: Path, journal: Path) -> None:
    """Make an earlier journal the present one, which is set aside.

    Raises:
        StudioError: one of them cannot be renamed.
    """
    if not is_there(journal):  # another window was faster: the present one stays where it is
        raise StudioError("export.error.missing", path=str(journal))
    set_aside(path)
    try:
        journal.replace(path)
    except OSError as error:
        raise unwritable(journal, error) from None
