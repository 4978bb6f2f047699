"""Numbers and shapes put into the template of a rule, and what they amount to."""

import re
from collections.abc import Mapping

from core.engine import Array, is_scalar
from core.explain import formulas
from core.explain.formulas import matrix, sized, written

_PLACE = re.compile(r"<(\w+)>(\^\\top)?")
_ONLY_PRODUCTS = re.compile(r"(\\,|\\sum_\{n\}|\+|\s)*")


def numbers(
    template: str, values: Mapping[str, Array], result: Array, added_up: str = "", steps: str = ""
) -> str:
    """The template with everything put in, and what it amounts to; empty where that would be
    too large to read."""
    used = [values[name] for name, _ in _PLACE.findall(template)]
    too_long = formulas.across(used, result) > formulas.MOST_ACROSS
    if too_long and all(value.ndim < 2 for value in (*used, result)):
        columns = {name: formulas.upright(value) for name, value in values.items()}
        return numbers(template, columns, formulas.upright(result), added_up)
    filled = formulas.put_in(template, values)
    amount = written(result) if is_scalar(result) else matrix(result)
    if not filled or not amount or too_long or added_up + filled == amount:
        return f"= {amount}" if amount else ""
    steps = f" = {steps}" if steps and steps != filled else ""
    return f"= {added_up}{filled}{steps} = {amount}"


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
