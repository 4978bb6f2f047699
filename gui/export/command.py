"""`export` on the command line: the same jobs as in the window, run to their end."""

import argparse
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtWidgets import QApplication

from core.documents import file as document_file
from core.documents.file import MOST_BYTES, SUFFIX
from core.files import read_whole
from core.language.expression import parse
from core.messages import StudioError
from core.report import assignments
from core.trace import run as run_trace
from gui.export.frame_painter import Look
from gui.export.job import Job
from gui.export.request import FILMS, KINDS, RATES, STARTING_RATE, Request, Subject
from gui.garbage import GarbageCollector, collecting_between_events

Say = Callable[..., None]
_DRAWN = tuple(kind for kind in KINDS if kind != "derivation")  # whose pages are always alike
_USED_BY = {  # the options that not every kind of file uses
    "at": tuple(kind for kind in _DRAWN if kind not in FILMS),
    "scale": ("png",),
    "size": FILMS,
    "rate": FILMS,
    "speed": FILMS,
    "no_caption": _DRAWN,
    "theme": _DRAWN,
}


def run(args: argparse.Namespace, theme: str, language: str, say: Say) -> Path:
    """Write the file; its path.

    Raises:
        StudioError: bad input, or the file cannot be written.
    """
    subject = _subject(args)
    request = _request(args, Look(theme, language, not args.no_caption))
    position = (1.0 if args.at is None else args.at) * len(subject.trace)
    app = QApplication.instance() or QApplication([])
    with collecting_between_events() as garbage:
        job = request.job(replace(subject, position=position), args.output)
        _follow(job, garbage, say)
        app.processEvents()
    return args.output


def _subject(args: argparse.Namespace) -> Subject:
    """The run of an expression, or of the document in a file."""
    given = args.expression.strip()
    if given.endswith(SUFFIX):
        document = document_file.read(read_whole(Path(given), MOST_BYTES)).document
        values = {**document.values, **assignments(document.graph, args.values)}
        return Subject(run_trace(document.graph, values), 0.0, document.expression)
    graph = parse(given)
    trace = run_trace(graph, assignments(graph, args.values))
    return Subject(trace, 0.0, given)


def _request(args: argparse.Namespace, look: Look) -> Request:
    if not args.output.name:  # "" or "."
        raise StudioError("app.error.no_output")
    kind = args.form or args.output.suffix[1:].lower()
    if kind not in KINDS:
        raise StudioError("app.error.form", name=str(args.output), known=", ".join(KINDS))
    _refuse_what_has_no_effect(args, kind)
    request = Request(kind, look, **_given(args, "scale"))
    if kind not in FILMS:
        return request
    rate = args.rate or STARTING_RATE[kind]
    if rate not in RATES[kind]:
        known = ", ".join(map(str, RATES[kind]))
        raise StudioError("app.error.frame_rate", kind=kind.upper(), known=known)
    if request.problem is not None:
        raise StudioError(request.problem.key)
    return replace(request, rate=rate, **_given(args, "size", "speed"))


def _given(args: argparse.Namespace, *names: str) -> dict[str, Any]:
    """What was given of these options; the rest is as a request has it."""
    return {name: vars(args)[name] for name in names if vars(args)[name] is not None}


def _refuse_what_has_no_effect(args: argparse.Namespace, kind: str) -> None:
    for name, users in _USED_BY.items():
        value = vars(args)[name]
        if kind not in users and value is not None and value is not False:  # 0 has been given
            option, known = f"--{name.replace('_', '-')}", ", ".join(users)
            raise StudioError(
                "app.error.export_without_effect", option=option, kind=kind, known=known
            )


def _follow(job: Job, garbage: GarbageCollector, say: Say) -> None:
    """Run a job to its end, telling of it at every tenth.

    Raises:
        KeyboardInterrupt: Ctrl+C was pressed; the job has been cancelled.
    """
    stop = Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        _advance(job, garbage, stop, say)
    finally:  # while Qt is still whole: at exit the order in which things go is chance
        signal.signal(signal.SIGINT, before)
        job.cancel()


def _advance(job: Job, garbage: GarbageCollector, stop: Event, say: Say) -> None:
    """Ctrl+C counts between two pieces; in the middle of a painting it would be lost in Qt."""
    told = 0
    while job.advance():
        if stop.is_set():
            raise KeyboardInterrupt
        garbage.collect()
        done, total = job.progress.done, max(job.progress.total, 1)
        if total >= 40 and 10 * done // total > told:
            told = 10 * done // total
            say("export.progress.pieces", done=done, n=total)
