"""The style sheet looks at properties of a widget; it must be told when one of them changes."""

from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet asks for (role, tone, invalid …), and dress the widget
    anew if any of them is another one."""
    changed = {k: v for k, v in properties.items() if widget.property(k) != v}
    for name, value in changed.items():
        widget.setProperty(name, value)
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
