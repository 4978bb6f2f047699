"""Numbers and shapes put into the template of a rule, and what they amount to."""

import re
from collections.abc import Mapping

from core.engine import Array, is_scalar
from core.explain import formulas
from core.explain.formulas import matrix, sized, written

_PLACE = re.compile(r"<(\w+)>(\^\\top)?")
_ONLY_PRODUCTS = re.compile(r"(\\,|\\sum_\{n\}|\+|\s)*")


def numbers(
    template: str,
    values: Mapping[str, Array],
    result: Array,
    added_up: str = "",
    steps: str = "",
    rows: int = 1,
) -> str:
    """The template with everything put in, and what it amounts to; only that where the rest would
    be too large to read in so many `rows`, and nothing where that is too large, too."""
    put_in = filled(template, values, result, rows)
    if _stands_upright(template, values, result):
        result, steps = formulas.upright(result), ""
    amount = written(result) if is_scalar(result) else matrix(result)
    if not put_in or not amount or added_up + put_in == amount:
        return f"= {amount}" if amount else ""
    steps = f" = {steps}" if steps and steps != put_in else ""
    return f"= {added_up}{put_in}{steps} = {amount}"


def filled(
    template: str, values: Mapping[str, Array], result: Array | None = None, rows: int = 1
) -> str:
    """The template with everything put in; empty where that would be too large to read in so many
    `rows`, the result beside it. Vectors that are too long for one row stand upright."""
    if _stands_upright(template, values, result):
        values = {name: formulas.upright(value) for name, value in values.items()}
        result = formulas.upright(result) if result is not None else None
    if _across(template, values, result) > rows * formulas.MOST_ACROSS:
        return ""
    return formulas.put_in(template, values)


def _stands_upright(template: str, values: Mapping[str, Array], result: Array | None) -> bool:
    vectors = all(value.ndim < 2 for value in _used(template, values, result))
    return vectors and _across(template, values, result) > formulas.MOST_ACROSS


def _across(template: str, values: Mapping[str, Array], result: Array | None) -> int:
    return sum(map(formulas.columns, _used(template, values, result)))


def _used(template: str, values: Mapping[str, Array], result: Array | None) -> list[Array]:
    used = [values[name] for name, _ in _PLACE.findall(template)]
    return used if result is None else [*used, result]


def shapes(template: str, values: Mapping[str, Array], result: str) -> str:
    """`(784×50) = (784×100)·(100×50)`, for rules that are nothing but products of arrays."""
    bare = _PLACE.sub("", template)
    if not _ONLY_PRODUCTS.fullmatch(bare) or all(map(is_scalar, values.values())):
        return ""
    alone = _PLACE.fullmatch(template)

    def sizes(found: re.Match[str]) -> str:
        extents = values[found[1]].shape
        if alone is not None:
            return f"{sized(extents)}{found[2] or ''}"
        return sized((*extents[:-2], *extents[:-3:-1]) if found[2] else extents)

    tex = re.sub(r"\)\s*(\\,)?\s*\(", r") \\cdot (", _PLACE.sub(sizes, template))
    return f"{sized(values[result].shape)} = {tex}"
