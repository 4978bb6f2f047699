"""Where experiments are kept: a folder with one file each."""

import re
from pathlib import Path

from core.experiments import file
from core.experiments.experiment import Experiment
from core.files import read_whole, unwritable, write_whole
from core.messages import Message, StudioError

_NAME = re.compile(r"[0-9a-f]{12}\.json")
_MOST_BYTES = 8_000_000
MOST = 500  # experiments


class Store:
    """A folder; it is made when the first experiment is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> tuple[list[Experiment], list[Message]]:
        """The experiments, and what is wrong with files that hold none; those are left alone."""
        found: list[Experiment] = []
        complaints: list[Message] = []
        for path in self._files():
            try:
                if len(found) == MOST:
                    raise StudioError("lab_experiments.error.full", most=MOST)
                found.append(file.decode(read_whole(path, _MOST_BYTES), path.stem))
            except StudioError as error:
                fields = {"file": path.name, "reason": error.message}
                complaints.append(Message("lab_experiments.error.left_out", fields))
        return found, complaints

    def write(self, experiment: Experiment) -> None:
        """Keep an experiment, whole or not at all.

        Raises:
            StudioError: it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from None
        write_whole(self._path(experiment.id), file.encode(experiment))

    def remove(self, key: str) -> None:
        """Forget an experiment.

        Raises:
            StudioError: its file cannot be removed.
        """
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self._path(key), error) from None

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _files(self) -> list[Path]:
        try:
            every = sorted(self.folder.iterdir())
        except OSError:  # there is none yet
            return []
        return [path for path in every if _NAME.fullmatch(path.name)]
