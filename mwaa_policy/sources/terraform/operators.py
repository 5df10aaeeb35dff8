"""The operators of Terraform's language, as far as values are known."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from mwaa_policy.sources.terraform.outcomes import UNTOLD, Known, Named, Outcome, Several, is_filled, value_of

_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def operate(sign: str, left: Outcome, right: Outcome) -> Any:  # noqa: ANN401 - a value, or that it is not known
    """Return what an operator makes of two outcomes, `UNTOLD` when that is not sure."""
    if sign in {"&&", "||"}:
        return _logic(left, right, decisive=sign == "||")
    values = value_of(left), value_of(right)
    if sign in {"==", "!="}:
        same = _same(left, right)
        return UNTOLD if same is None else same == (sign == "==")
    return _NUMBERS[sign](*values) if sign in _NUMBERS and all(map(is_number, values)) else UNTOLD


def _logic(left: Outcome, right: Outcome, *, decisive: bool) -> Any:  # noqa: ANN401 - as above
    truths = truth(value_of(left)), truth(value_of(right))
    if decisive in truths:
        return decisive
    return UNTOLD if None in truths else not decisive


def _same(left: Outcome, right: Outcome) -> bool | None:
    """Return whether two outcomes are equal, `None` when it is not sure."""
    values = [value_of(left), value_of(right)]
    for value, other in zip(values, (right, left), strict=True):
        if value in {None, ""} and is_filled(other):
            return False
        if value is None and isinstance(other, Known | Several | Named):
            return value_of(other) is None
    if UNTOLD in values:
        return None
    # What types a variable has is not told: the same in another type may be equal.
    alike = all(map(is_number, values)) or type(values[0]) is type(values[1])
    return values[0] == values[1] if alike else None


def truth(value: Any) -> bool | None:  # noqa: ANN401 - as above
    """Return what a condition makes of a value, `None` when it is not known."""
    return (
        {True: True, False: False, "true": True, "false": False}.get(value) if isinstance(value, bool | str) else None
    )


def is_number(value: object) -> bool:
    """Return whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def written_text(value: Any) -> str | None:  # noqa: ANN401 - as above
    """Return a value as a template writes it, `None` when it is not known or is no text."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else None
