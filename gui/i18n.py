"""The language of the window, changed while it runs.

A widget's words are *bound*: `translator.bind(label.setText, "stage.transport.play")` says them
now and says them again in the new language after every change. Each bound widget carries its own
sentences in a small child object, so Qt itself forgets them when the widget is gone, and a
binding never keeps a widget alive.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    Qt,
    QTranslator,
    Signal,
    Slot,
)

from core.messages import LANGUAGES, Message

Setter = Callable[[str], object]

_MISSING = Path(__file__).resolve().parent.parent / "resources" / "i18n" / "qt"
"""What Qt's own translations lack."""


def system_language() -> str:
    """The language of `LANGUAGES` that suits this computer; English if none does."""
    preferred = (QLocale(name).language() for name in QLocale.system().uiLanguages())
    spoken = {QLocale(code).language(): code for code in reversed(LANGUAGES)}
    return next((spoken[language] for language in preferred if language in spoken), "en")


class Translator(QObject):
    """Says messages in the language of the moment; emits `changed` after a change."""

    changed = Signal()

    def __init__(self, language: str = "en", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = "en"
        self._qt_words = QTranslator(self)  # for Qt's own dialogs and context menus
        self._missing_words = QTranslator(self)
        self.set_language(language)

    @property
    def language(self) -> str:
        return self._language

    def set_language(self, code: str) -> None:
        """Change the language of everything that is bound.

        Raises:
            ValueError: `code` is not one of `LANGUAGES`.
        """
        if code not in LANGUAGES:
            raise ValueError(f"{code!r} is not one of {LANGUAGES}")
        if code == self._language:
            return
        self._language = code
        self._load_qt_words()
        self.changed.emit()

    def tr(self, key: str, /, **fields: object) -> str:  # type: ignore[override]  # keys, not English
        """The sentence of `key`, now. For words that stay on the screen, use `bind`."""
        return self.say(Message(key, fields))

    def say(self, message: Message) -> str:
        """A message that core handed up, now."""
        return message.text(self._language)

    def bind(self, setter: Setter, key: str | Message, /, **fields: object) -> None:
        """Call `setter` with the sentence, now and after each change of language.

        The setter is a method of a QObject (`label.setText`) or a `functools.partial` of one
        (`partial(combo.setItemText, 0)`). Binding it again replaces what it said before.

        Raises:
            TypeError: the setter belongs to no QObject, so nothing could say when to forget it.
        """
        owner, place = _place_of(setter)
        message = key if isinstance(key, Message) else Message(key, fields)
        _Sentences.of(owner, self).put(place, message)

    def unbind(self, setter: Setter) -> None:
        """Stop saying anything through `setter`; what it said last stays."""
        owner, place = _place_of(setter)
        _Sentences.of(owner, self).drop(place)

    def _load_qt_words(self) -> None:
        app = QCoreApplication.instance()
        if app is None:
            return
        for words in (self._qt_words, self._missing_words):
            app.removeTranslator(words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._language != "en" and self._qt_words.load(f"qtbase_{self._language}", folder):
            # From a file, as Qt asks under a lock: where Python answered, its garbage collector
            # could come upon another translator, which waits for that lock to take itself out.
            self._missing_words.load(f"missing_{self._language}", str(_MISSING))
            app.installTranslator(self._missing_words)  # the last one is asked first
            app.installTranslator(self._qt_words)


_Place = tuple[str, tuple[object, ...]]  # a setter's name, and the arguments before the words


def _place_of(setter: Setter) -> tuple[QObject, _Place]:
    """Who owns a setter, and what to call on the owner."""
    method, arguments = setter, ()
    if isinstance(setter, partial):
        method, arguments = setter.func, setter.args
    owner = getattr(method, "__self__", None)
    if not isinstance(owner, QObject):
        raise TypeError(f"{setter!r} is not a method of a QObject")
    return owner, (method.__name__, arguments)


class _Sentences(QObject):
    """What one widget says. A child of that widget: it lives and dies with it.

    It holds the names of the setters, not the bound methods, which would keep the widget alive.
    """

    def __init__(self, owner: QObject, translator: Translator) -> None:
        super().__init__(owner)
        self._translator = translator
        self._said: dict[_Place, Message] = {}
        translator.changed.connect(self.say_again)

    @staticmethod
    def of(owner: QObject, translator: Translator) -> "_Sentences":
        only_children = Qt.FindChildOption.FindDirectChildrenOnly
        found = owner.findChild(_Sentences, options=only_children)
        return found or _Sentences(owner, translator)

    def put(self, place: _Place, message: Message) -> None:
        self._said[place] = message
        self._say(place, message)

    def drop(self, place: _Place) -> None:
        self._said.pop(place, None)

    @Slot()
    def say_again(self) -> None:
        for place, message in self._said.items():
            self._say(place, message)

    def _say(self, place: _Place, message: Message) -> None:
        name, arguments = place
        getattr(self.parent(), name)(*arguments, self._translator.say(message))
