"""A data set in a folder: the four IDX files of MNIST, or of a set made like it."""

from pathlib import Path

from core.datasets.dataset import PIXELS, SIDE, Dataset, check_labels
from core.datasets.idx import Idx, read_idx
from core.messages import Message, StudioError
from core.system_errors import reason_of

_IMAGES, _LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
FILES = tuple(f"{part}-{kind}" for part in ("train", "t10k") for kind in (_IMAGES, _LABELS))
_INSIDE = ("", "raw", "MNIST/raw")  # the last two are where torchvision puts the files

# SHA-256 of MNIST's files, decompressed; whoever compressed them again changed nothing.
_MNIST = (
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)


def read_folder(folder: Path) -> Dataset:
    """The data set in `folder`, named "MNIST" only if it is MNIST to the bit.

    Raises:
        StudioError: a file is missing or damaged.
    """
    paths = [_locate(folder, name) for name in FILES]
    x_train, t_train, x_test, t_test = files = [
        read_idx(path, (SIDE, SIDE) if _IMAGES in name else ())
        for path, name in zip(paths, FILES, strict=True)
    ]
    check_labels(len(x_train.data), t_train.data, t_train.path)
    check_labels(len(x_test.data), t_test.data, t_test.path)
    genuine = _is_mnist(files)
    place = folder.resolve().name or str(folder)
    return Dataset(
        "MNIST" if genuine else Message("data.name.folder", {"folder": place}),
        x_train.data.reshape(-1, PIXELS),
        t_train.data,
        x_test.data.reshape(-1, PIXELS),
        t_test.data,
        genuine,
    )


def holds_files(folder: Path) -> bool:
    """Whether any of the four files is there: then somebody meant this folder."""
    return any(_spellings(folder, name) for name in FILES)


def _locate(folder: Path, name: str) -> Path:
    """The file of that name, however it is spelled; the first that is not a folder itself."""
    found = _spellings(folder, name)
    if found:
        return next((path for path in found if not path.is_dir()), found[0])
    if not folder.exists():
        raise StudioError("data.error.no_folder", folder=folder)
    if not folder.is_dir():
        raise StudioError("data.error.not_a_folder", folder=folder)
    raise StudioError("data.error.missing", name=f"{name}.gz", folder=folder)


def _spellings(folder: Path, name: str) -> list[Path]:
    """What exists under the names train-images-idx3-ubyte, train-images.idx3-ubyte, ….gz."""
    dotted = name.replace("-idx", ".idx")
    names = [spelling + suffix for spelling in (name, dotted) for suffix in ("", ".gz")]
    paths = (folder / inside / each for inside in _INSIDE for each in names)
    try:
        return [path for path in paths if path.exists()]
    except PermissionError:
        raise StudioError("data.error.no_permission", path=folder) from None
    except OSError as error:  # a name that is too long, a drive that is gone
        raise StudioError("data.error.unreadable", path=folder, reason=reason_of(error)) from None


def _is_mnist(files: list[Idx]) -> bool:
    """Compares fingerprints, the smallest file first: other sets are told apart at once."""
    pairs = sorted(zip(files, _MNIST, strict=True), key=lambda pair: pair[0].data.size)
    return all(file.sha256() == digest for file, digest in pairs)
