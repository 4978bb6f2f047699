"""ziamath without the work that it does twice: five times as fast, and the same to the last point.

It sets all that stands in a row twice, at first only to see how far a bracket has to reach up and
down. Rows stand in rows, in a fraction or in an index, so what is k rows deep was set 2ᵏ times. But
only a bracket that grows asks for that height, and one within a row asks for that row's.
"""

from contextlib import suppress
from functools import wraps
from importlib.metadata import version
from typing import Any
from xml.etree.ElementTree import Element

_KNOWN = "0.13"  # the versions whose rows have been read
_MEASURE = "_get_height_nostretch"
_ROWS = {"mrow", "math", "mtd", "mtr", "none"}  # elements that ziamath sets as a row
_FORMS = ("prefix", "infix", "postfix")


def measure_where_needed() -> None:
    """From here on ziamath measures those rows only in which something grows with the row."""
    if not version("ziamath").startswith(_KNOWN):
        return  # as slow as it comes, and as right: what is private may mean something else
    with suppress(ImportError, AttributeError):
        from ziamath.nodes.mrow import Mrow

        measure = getattr(Mrow, _MEASURE)

        @wraps(measure)
        def measured(row: Mrow, line: list[Element], **given: Any) -> Any:
            if any(map(_grows, line)):
                return measure(row, line, **given)
            return 0.0, 0.0  # nobody reads it

        setattr(Mrow, _MEASURE, measured)


def _grows(element: Element) -> bool:
    """Whether the height of the row that it stands in matters to it."""
    if element.tag in _ROWS:
        return False
    return _is_stretchy(element) or any(map(_grows, element))


def _is_stretchy(element: Element) -> bool:
    from ziamath import operators
    from ziamath.nodes.nodetools import elementtext

    if element.tag not in ("mo", "mi"):  # some operators come as identifiers
        return False
    said = element.get("stretchy")
    if said is not None:
        return said != "false"
    sign = elementtext(element)
    return any("true" in operators.get_params(sign, form).get("stretchy", "") for form in _FORMS)
