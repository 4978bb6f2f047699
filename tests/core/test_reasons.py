"""A reason within a sentence: a whole sentence of its own, or a few words without a full stop. Of
every text that takes one it is known which; real errors show whether the stops are right."""

import errno
import os
import re
from pathlib import Path

import pytest

from core.datasets.idx import read_idx
from core.files import read_whole, write_whole
from core.messages import LANGUAGES, Message, StudioError, catalogue
from core.system_errors import reason_of
from core.training.checkpoint import load as load_run
from tests.core.test_messages import fields

REASONS = {"reason", "error", "fault", "cause", "why"}
SENTENCES = {  # these take what a StudioError says
    "checkpoint.error.unusable",
    "export.damaged.file",
    "export.damaged.graph",
    "export.file.autosave",
    "export.file.not_kept",
    "export.file.would_be_lost",
    "lab_experiments.error.left_out",
    "lab_search.note.because",
    "training.kept.failed",
    "training.kept.unusable",
}
WORDS = {  # these take what the system says, or a server did
    "app.error.output",
    "data.download.failed",
    "data.error.unreadable",
    "export.error.encoder",
    "export.error.reason",
    "export.error.unreadable",
    "export.error.unwritable",
    "lab_data.state.failed",
    "lab_data.state.setback",
    "report.error.csv",
    "report.error.output",
    "window.errors.no_log",
}
FOREIGN = {  # these end with what another program says, whatever its stops are
    "lab_gradient_check.torch.failed",
    "lab_search.command.failed",
    "lab_search.error.hopeless",
    "lab_search.error.no_cluster",
}
OURS = {  # these take a text of ours that others of these tests know, or a number
    "app.error.usage",
    "arena.error.left_out",
    "explore.finding.first",
    "lab_experiments.rerun.differs",
    "ops.case.mse",
    "ops.case.mse_each",
    "ops.infinite.carried",
    "stage.caption.end_no_gradients",
    "stage.caption.end_no_values",
    "training.notice.diverged",
}
DOUBLED = re.compile(r"[.。!！?？:：,，;；]\s*[.。!！?？:：,，;；](?![a-z])")


def texts_with_reasons() -> set[str]:
    return {key for key, entry in catalogue("en").items() if fields(entry) & REASONS}


def said(key: str, reason: Message | str, language: str) -> str:
    """The text with a reason, and something for each of its other fields."""
    others = dict.fromkeys(fields(catalogue(language)[key]), "x")
    return Message(key, others | dict.fromkeys(REASONS & set(others), reason)).text(language)


def errors_of_the_lab(tmp_path: Path) -> list[StudioError]:
    """As they come: nothing here is written by hand."""
    (tmp_path / "file").write_bytes(b"nothing")
    (tmp_path / "folder").mkdir()
    attempts = [
        lambda: write_whole(tmp_path / "folder", b""),
        lambda: write_whole(tmp_path / "file" / "below", b""),
        lambda: write_whole(tmp_path / "missing" / "below", b""),
        lambda: write_whole(tmp_path / ("n" * 300), b""),
        lambda: read_whole(tmp_path / "missing", 9),
        lambda: read_whole(tmp_path / "file", 3),
        lambda: load_run(tmp_path / "file"),
        lambda: read_idx(tmp_path / "file", (28, 28)),
        lambda: read_idx(tmp_path / "folder", (28, 28)),
    ]
    found = []
    for attempt in attempts:
        with pytest.raises(StudioError) as caught:
            attempt()
        found.append(caught.value)
    return found


def test_of_every_text_it_is_known_what_it_takes() -> None:
    assert texts_with_reasons() == SENTENCES | WORDS | FOREIGN | OURS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_within_a_sentence_has_one_full_stop(
    key: str, language: str, tmp_path: Path
) -> None:
    for error in errors_of_the_lab(tmp_path):
        found = said(key, error.message, language).replace(str(tmp_path), "PLACE")
        assert not DOUBLED.search(found), found
        assert found.endswith((".", "。")), found
        assert not re.search(r"\.[A-Z]|。 |[a-z] [A-Z][a-z]+ cannot", found), found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(SENTENCES - {"lab_search.note.because"}))  # a table's cell
def test_a_sentence_begins_where_another_one_has_ended(key: str, language: str) -> None:
    """After a colon its capital would be wrong, and "It" would mean what was spoken of before."""
    before = catalogue(language)[key].split("{reason}")[0].split("{error}")[0].rstrip()
    assert before.endswith((".", "。")), before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(WORDS))
def test_the_words_of_the_system_are_in_our_language_and_have_no_full_stop(
    key: str, language: str
) -> None:
    numbers = [number for number in errno.errorcode if os.strerror(number)]
    for error in [*(OSError(n, os.strerror(n)) for n in numbers), OSError("Gone."), ValueError()]:
        found = said(key, reason_of(error), language)
        assert not DOUBLED.search(found), found
        assert found.endswith((".", "。")), found


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EISDIR])
def test_what_is_common_is_said_in_chinese(number: int) -> None:
    reason = reason_of(OSError(number, os.strerror(number)))
    assert isinstance(reason, Message) and not re.search("[A-Za-z]", reason.text("zh_CN"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(FOREIGN))
def test_the_words_of_others_come_last(key: str, language: str) -> None:
    for words in ("It broke.", "timed out", "坏了。"):
        assert said(key, words, language).endswith(words)
