"""One stage of a derivation on the card: a small heading, and the formula under it."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.explain.formulas import Kind, Line
from gui.appearance import Appearance
from gui.formula_paragraph import FormulaParagraph
from gui.i18n import Translator
from gui.widgets import space

_EVIDENT = (Kind.RULE, Kind.UPSTREAM, Kind.PRODUCTS, Kind.NUMBERS)  # one chain of equations
_ROLES = {Kind.RULE: "ink", Kind.SHAPES: "muted"}  # all others are numbers of the backward pass


def role_of(kind: Kind, forward: bool) -> str:
    """The theme's role for the colour of a line."""
    return _ROLES.get(kind, "forward" if forward else "backward_text")


class DerivationLine(QWidget):
    """A formula, or its plain text where a name in it cannot be typeset."""

    def __init__(self, kind: Kind, appearance: Appearance, translator: Translator) -> None:
        super().__init__()
        self.kind = kind
        self._labelled, self._tight = True, False
        self.label = QLabel()
        self.label.setProperty("role", "caption")
        self.formula = FormulaParagraph(appearance, enlarged=1.2)
        self.text = QLabel()
        self.text.setProperty("role", "title")
        for words in (self.label, self.text):
            words.setWordWrap(True)
            words.setMinimumWidth(1)  # long names do not make the card wider
        column = QVBoxLayout(self)
        for part in (self.label, self.formula, self.text):
            column.addWidget(part)
        space(column, appearance, gap=1)
        translator.bind(self.label.setText, f"stage.derivation.{kind}")
        self.hide()

    def show_line(self, line: Line | None, forward: bool, labelled: bool = True) -> None:
        """Show a line of this kind, in the colour of its pass; None hides it."""
        self.setVisible(line is not None)
        if line is None:
            return
        self._labelled = labelled
        self.set_tight(self._tight)
        self.formula.setVisible(bool(line.tex))
        self.text.setVisible(not line.tex)
        self.formula.set_role(role_of(self.kind, forward))
        self.formula.set_formula(line.tex, line.plain)
        self.text.setText(line.plain)

    def set_tight(self, tight: bool) -> None:
        """Whether there is too little room for a heading that says what the formula shows."""
        self._tight = tight
        self.label.setVisible(self._labelled and not (tight and self.kind in _EVIDENT))

    def follow(self, line: Line | None) -> None:
        """Other numbers in the line that is shown, as fast as a hand moves them."""
        if line is None or self.isHidden():
            return
        if line.tex and line.tex != self.formula.tex:
            self.formula.pass_by(line.plain)
        self.text.setText(line.plain)
