"""What somebody wants to take along: the choices of the export panel, and the job they make."""

from dataclasses import dataclass, field
from pathlib import Path

from core.film import positions
from core.messages import Message
from core.trace import Trace
from gui.export import gif, video
from gui.export.derivation import derivation_pages
from gui.export.film import FilmSettings, film
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Job
from gui.export.picture import picture
from gui.stage.highlight import NOTHING, Highlight

KINDS = ("png", "svg", "pdf", "gif", "mp4", "derivation")
FILMS = ("gif", "mp4")
RATES = {"gif": gif.RATES, "mp4": video.RATES}
STARTING_RATE = {"gif": 20, "mp4": 30}
SIZES = ((854, 480), (960, 540), (1280, 720), (1920, 1080))
SPEEDS = (0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True)
class Subject:
    """What stands on the stage: the run, where it stands, and what is emphasised."""

    trace: Trace
    position: float
    expression: str = ""
    highlight: Highlight = NOTHING


@dataclass(frozen=True)
class Request:
    """`kind` is one of `KINDS`; the rest matters where it makes sense. `part`: a film of "all",
    or of what comes "after" the position, or up to it: "before"."""

    kind: str = "png"
    look: Look = field(default_factory=Look)
    scale: int = 2
    size: tuple[int, int] = (1280, 720)
    rate: int = 20
    speed: float = 1.0
    part: str = "all"

    @property
    def suffix(self) -> str:
        return ".pdf" if self.kind == "derivation" else f".{self.kind}"

    @property
    def name(self) -> str:
        """Key of what a file of it is called, by {name} of what stands on the stage: a picture and
        the pages that explain it both end in .pdf."""
        return f"export.file.name_of_{'pages' if self.kind == 'derivation' else 'picture'}"

    @property
    def problem(self) -> Message | None:
        """Why this cannot be had here."""
        if self.kind == "mp4" and not video.available():
            return Message("export.error.no_video")
        return None

    def about(self, subject: Subject) -> Message:
        """How much there is to come.

        Raises:
            StudioError: a film would be too long.
        """
        if self.kind == "derivation":
            return Message("export.about.derivation", {"n": len(subject.trace)})
        if self.kind not in FILMS:
            return Message(f"export.about.{self.kind}")
        film = self.film(subject.position)
        moments = positions(subject.trace, film.rate, film.speed, film.start, film.end)
        seconds = round(len(moments) / film.rate, 1)
        what = "gif" if self.kind == "gif" else "film"
        return Message(f"export.about.{what}", {"n": len(moments), "seconds": f"{seconds:g}"})

    def job(self, subject: Subject, path: Path) -> Job:
        """The export under way."""
        trace, position = subject.trace, subject.position
        if self.kind == "derivation":
            pages = derivation_pages(trace, subject.expression, path, self.look.language)
            return Job(pages)
        if self.kind in FILMS:
            return Job(film(trace, path, self.film(position), subject.highlight))
        canvas = FramePainter(trace, self.look, highlight=subject.highlight)
        return Job(picture(canvas, path, self.kind, position, self.scale))

    def film(self, position: float) -> FilmSettings:
        start = position if self.part == "after" else 0.0
        end = position if self.part == "before" else None
        return FilmSettings(self.kind, self.size, self.rate, self.speed, start, end, self.look)
