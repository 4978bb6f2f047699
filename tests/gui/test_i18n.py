"""Words change with the language, and die with their widgets."""

import gc
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QVBoxLayout, QWidget

from core.messages import LANGUAGES, Message, text
from gui.i18n import Translator, system_language

PLAY, PAUSE, KEYS = "window.buttons.play", "window.buttons.pause", "window.buttons.with_keys"


@pytest.fixture
def label(qtbot) -> QLabel:
    label = QLabel()
    qtbot.addWidget(label)
    return label


def test_bound_words_follow_the_language(translator: Translator, label: QLabel) -> None:
    translator.bind(label.setText, PLAY)
    translator.bind(label.setToolTip, KEYS, name=Message(PLAY), keys="F5")
    assert (label.text(), label.toolTip()) == ("Play", "Play (F5)")
    translator.set_language("zh_CN")
    assert (label.text(), label.toolTip()) == ("播放", "播放（F5）")
    translator.set_language("en")
    assert label.text() == "Play"


def test_binding_again_replaces(translator: Translator, label: QLabel) -> None:
    translator.bind(label.setText, PLAY)
    translator.bind(label.setText, Message(PAUSE))
    translator.set_language("zh_CN")
    assert label.text() == text(PAUSE, "zh_CN")


def test_unbound_words_stay(translator: Translator, label: QLabel) -> None:
    translator.bind(label.setText, PLAY)
    translator.unbind(label.setText)
    translator.set_language("zh_CN")
    assert label.text() == "Play"


def test_setters_with_arguments(translator: Translator, qtbot) -> None:
    combo = QComboBox()
    qtbot.addWidget(combo)
    combo.addItems(["", ""])
    translator.bind(partial(combo.setItemText, 0), PLAY)
    translator.bind(partial(combo.setItemText, 1), PAUSE)
    translator.set_language("zh_CN")
    assert [combo.itemText(0), combo.itemText(1)] == ["播放", "暂停"]


def test_a_widget_that_only_its_layout_holds_is_still_told(translator: Translator, qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)

    def fill() -> None:
        label, action = QLabel(), QAction(window)
        layout.addWidget(label)
        translator.bind(label.setText, PLAY)
        translator.bind(action.setText, PLAY)

    fill()
    gc.collect()
    translator.set_language("zh_CN")
    assert window.findChild(QLabel).text() == "播放"
    assert window.findChild(QAction).text() == "播放"


def test_a_binding_keeps_no_widget_alive(translator: Translator) -> None:
    label = QLabel()
    translator.bind(label.setText, PLAY)
    gone = weakref.ref(label)
    del label
    assert gone() is None
    translator.set_language("zh_CN")


def test_a_deleted_widget_is_forgotten(translator: Translator, label: QLabel) -> None:
    child = QLabel(label)
    translator.bind(child.setText, PLAY)
    child.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    translator.set_language("zh_CN")


def test_a_setter_without_a_widget_is_refused(translator: Translator) -> None:
    with pytest.raises(TypeError):
        translator.bind([].append, PLAY)


def test_qts_own_words_change_too(translator: Translator) -> None:
    translator.set_language("zh_CN")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
    translator.set_language("en")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_file_dialog_speaks_chinese_throughout(translator: Translator, qtbot) -> None:
    """Qt's own translation lacks some of its labels, which are English then."""
    labels = QFileDialog.DialogLabel
    for language, chinese in (("zh_CN", True), ("en", False)):
        translator.set_language(language)
        dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
        qtbot.addWidget(dialog)
        for role in (labels.LookIn, labels.FileName, labels.FileType, labels.Accept, labels.Reject):
            words = dialog.labelText(role)
            assert words and any("一" <= letter <= "鿿" for letter in words) is chinese, words
    assert QApplication.translate("QFileDialog", "no words of Qt's") == "no words of Qt's"


def test_changed_is_emitted_once_and_only_for_a_change(translator: Translator, qtbot) -> None:
    with qtbot.assertNotEmitted(translator.changed):
        translator.set_language("en")
    with qtbot.waitSignal(translator.changed):
        translator.set_language("zh_CN")
    with pytest.raises(ValueError, match="fr"):
        translator.set_language("fr")
    assert translator.language == "zh_CN"


@pytest.mark.parametrize(
    ("system", "wanted"),
    [
        (["zh-Hans-CN"], "zh_CN"),
        (["fr-FR", "zh-CN"], "zh_CN"),
        (["en-GB"], "en"),
        (["de-DE"], "en"),
    ],
)
def test_the_systems_language(
    monkeypatch: pytest.MonkeyPatch, system: list[str], wanted: str
) -> None:
    class System:
        def uiLanguages(self) -> list[str]:
            return system

    monkeypatch.setattr(QLocale, "system", staticmethod(System))
    assert system_language() == wanted in LANGUAGES


def test_qt_asks_no_python_for_its_words() -> None:
    """It does so under a lock, for which a translator waits that is just being collected."""
    assert QTranslator.__subclasses__() == []
