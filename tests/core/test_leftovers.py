"""What a program that was killed in the middle of a save has left is not there for good."""

import os
from pathlib import Path

from core.files import Part, write_whole

LONG_AGO = 3600.0  # seconds


def left(wanted: Path, suffix: str | None, age: float) -> Path:
    """A part that nobody has kept or dropped, last written so long ago."""
    part = Part(wanted, suffix).path
    then = part.stat().st_mtime - age
    os.utime(part, (then, then))
    return part


def test_a_later_save_removes_what_was_left_of_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "r"
    gone = [left(path, "", LONG_AGO), left(path, "", 2 * LONG_AGO)]
    stays = [
        left(path, "", 5.0),  # another program may be writing it now
        left(tmp_path / "r.mp4", None, LONG_AGO),  # a film is longer under way
        left(tmp_path / "run", "", LONG_AGO),
        left(tmp_path / "[r]", "", LONG_AGO),
    ]
    write_whole(path, b"whole")
    assert not any(part.exists() for part in gone)
    assert all(part.exists() for part in stays) and path.read_bytes() == b"whole"


def test_they_are_looked_for_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "r.npz", tmp_path / "link.npz"
    write_whole(target, b"old")
    link.symlink_to(target)
    gone = left(link, "", LONG_AGO)
    assert gone.parent == target.parent
    write_whole(link, b"new")
    assert not gone.exists() and link.is_symlink() and target.read_bytes() == b"new"
