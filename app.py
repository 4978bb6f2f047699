"""Backprop Studio: the composition root.

    python app.py                     the window
    python app.py explain EXPR a=2    also train, search, race, render …; see --help

Only this file knows both the core and the window. Results go to standard output, progress and
errors to standard error; bad input is one sentence and exit code 2. A run that diverged: 1.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import TextIOWrapper
from typing import Any

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # in silence, while all this is imported

from core import plain_text, report
from core.arguments import parse
from core.command_parser import language_of
from core.following import follow
from core.messages import StudioError, text
from core.system_errors import reason_of

Say = Callable[..., None]
NO_RESULT = 1
BAD_INPUT = 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    language = language_of(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without ∂ gets a d
            stream.reconfigure(errors=plain_text.ERRORS)
    try:
        args = parse(arguments, language)
        language = args.language = args.lang or language
        code = COMMANDS[args.command](args)
        if sys.stdout is not None:  # it may have been closed before the start
            sys.stdout.flush()
        return code
    except StudioError as error:
        tell(error.message.text(language))
        return BAD_INPUT
    except BrokenPipeError:  # the reader (`head`) has gone; there is nobody left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        tell(text("app.error.output", language, reason=reason_of(error)))
        sys.stdout = None  # or Python would try to flush it once more
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130


def open_window(args: argparse.Namespace) -> int:
    from gui.display import problem

    fault = problem()
    if fault is not None:
        tell(fault.text(args.language))
        return BAD_INPUT
    from core.datasets import ENVIRONMENT
    from gui.application import run_window

    named = bool(args.data or os.environ.get(ENVIRONMENT))
    load = partial(load_data, args.data)
    return run_window(load, args.theme, args.lang, args.file, named=named)


def explain(args: argparse.Namespace) -> int:
    from core.language.expression import parse as parse_expression
    from core.trace import run

    graph = parse_expression(args.expression.strip())
    trace = run(graph, report.assignments(graph, args.values))
    if args.form and args.json:
        raise StudioError("app.error.two_forms")
    if args.form:
        from core.explain.listing import WRITERS

        print(WRITERS[args.form](trace), end="")
        return 0
    return answer(args, report.explanation(trace), report.explanation_text(trace, args.language))


def gradcheck(args: argparse.Namespace) -> int:
    import numpy as np

    from core.gradcheck import check
    from core.network import TwoLayerNet
    from core.training import TrainingConfig

    TrainingConfig(args.hidden, args.activation, seed=args.seed)  # the same limits as training
    data = load_data(args.data)
    if not 1 <= args.samples <= len(data.x_train):
        raise StudioError("report.error.samples", given=args.samples, high=len(data.x_train))
    rng = np.random.default_rng(args.seed)
    network = TwoLayerNet(data.x_train.shape[1], args.hidden, 10, 0.01, args.activation, rng)
    x, t = data.x_train[: args.samples] / 255, data.t_train[: args.samples]
    method = "incremental" if args.fast else "one_by_one"
    with one_blas_thread():
        steps = check(network.graph, network.leaves(x, t), network.params, method)
        found = _follow_check(steps, method, sayer(args))
    return answer(
        args, report.gradient_check(found), report.gradient_check_text(found, args.language)
    )


def _follow_check(steps: Any, method: str, say: Say) -> Any:
    """Exhaust a check, telling of it at every tenth; its report."""
    told, key = 0, f"report.gradcheck.progress_{method}"

    def tell_tenths(state: Any) -> None:
        nonlocal told
        if 10 * state.done // state.total > told:
            told += 1
            say(key, done=state.done, total=state.total)

    return follow(steps, tell_tenths)


def train(args: argparse.Namespace) -> int:
    from core.training import command

    def publish(result: dict[str, Any]) -> None:
        plain = result | {"dataset": str(result["dataset"])}  # data does not depend on a language
        value = {name: report.plain(value) for name, value in plain.items()}
        answer(args, value, report.training_text(result, args.language))

    with one_blas_thread():
        went_well = command.run(args, load_data, sayer(args), publish)
    return 0 if went_well else NO_RESULT


def search(args: argparse.Namespace) -> int:
    from core.search import command
    from gui.cluster import pool_for

    pool = pool_for(args.cluster, args.workers)
    return answer(
        args, *command.run(args, partial(load_data, args.data), pool, sayer(args), args.language)
    )


def ensemble(args: argparse.Namespace) -> int:
    from core.ensemble import command

    with one_blas_thread():
        return answer(
            args, *command.run(args, partial(load_data, args.data), sayer(args), args.language)
        )


def race(args: argparse.Namespace) -> int:
    from core.surfaces.race import command

    value, words, went_well = command.run(args, sayer(args), args.language)
    answer(args, value, words)
    return 0 if went_well else NO_RESULT


def export(args: argparse.Namespace) -> int:
    _without_a_screen()
    from gui.export.command import run

    print(run(args, args.theme or "light", args.language, sayer(args)))
    return 0


def _without_a_screen() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # pictures of the real window need no screen
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # which has no size hints


def render(args: argparse.Namespace) -> int:
    _without_a_screen()
    from gui import render as rendering

    if args.list:
        print("\n".join(rendering.SCENES))
        return 0
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler sleeps while Qt runs
    look = rendering.Look(args.size, args.theme or "light", args.lang or "en")
    for name in rendering.scenes(args.scene):
        print(rendering.render(name, args.out, look, args.at, partial(load_data, args.data)))
    return 0


def load_data(where: str | None) -> Any:
    """The data set that `--data` names, or the first that is found."""
    from core.datasets import load
    from gui.folders import mnist_folder

    return load(where, mnist_folder())


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Two BLAS threads fight over matrices as small as ours: one is three times as fast."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        yield


def sayer(args: argparse.Namespace) -> Say:
    """Tells of the progress, on standard error."""

    def say(key: str, **fields: object) -> None:
        tell(text(key, args.language, **fields))

    return say


def tell(sentence: str) -> None:
    """One line on standard error; nothing where that is closed, or full: what is told there decides
    nothing."""
    try:
        if sys.stderr is not None:
            print(" ".join(sentence.split("\n")), file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = None  # or Python would try to flush it once more


def answer(args: argparse.Namespace, value: Mapping[str, Any] | list[Any], words: str) -> int:
    """The result, as one JSON object or in words, as was asked for."""
    if args.json:
        print_json(value)
    else:
        print(words)
    return 0


def print_json(result: Mapping[str, Any] | list[Any]) -> None:
    print(json.dumps(result, ensure_ascii=False, allow_nan=False))


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "window": open_window,
    "explain": explain,
    "gradcheck": gradcheck,
    "train": train,
    "search": search,
    "ensemble": ensemble,
    "race": race,
    "export": export,
    "render": render,
}

if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:  # as on Ctrl+C, nothing is left behind
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    sys.exit(main())
