"""Says whether a condition of a statement holds, as the IAM User Guide tells of each operator."""

from __future__ import annotations

import operator as compare
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from ipaddress import IPv4Address, ip_network
from typing import NamedTuple

from tests.oracle.texts import (
    NOBODY,
    Choice,
    Context,
    Hidden,
    Pattern,
    Unresolved,
    Value,
    arn_parts,
    is_arn,
    matches,
    pattern,
    with_values,
)
from tests.oracle.truth import Truth, everyone, opposite, someone, whichever

_NUMBERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "NumericEquals": compare.eq,
    "NumericLessThan": compare.lt,
    "NumericLessThanEquals": compare.le,
    "NumericGreaterThan": compare.gt,
    "NumericGreaterThanEquals": compare.ge,
}
_ORGANIZATION = re.compile("o-[a-z0-9]{10,32}/")


class _Operator(NamedTuple):
    """An operator of a condition, in its parts."""

    quantifier: str
    test: str
    """What it tests, or the opposite of."""
    is_negated: bool
    is_lenient: bool
    """Whether it holds for calls without the key."""


def _parse(written: str) -> _Operator:
    quantifier, _, plain = written.rpartition(":")
    test = plain.removesuffix("IfExists")
    return _Operator(quantifier, test.replace("Not", ""), "Not" in test, test != plain)


def holds(written: str, key: str, values: Sequence[str], context: Context, version: str | None) -> Truth:
    """Whether one key of a condition holds: one of the values is met, or none where the test is negated."""
    found = _parse(written)
    return whichever(_in_world(found, world, values, context, version) for world in _worlds(context.get(key.lower())))


def _worlds(value: Value | None) -> list[Value | None]:
    """Return what a call may have of a key."""
    if isinstance(value, Choice):
        return list(value.values)
    if isinstance(value, Hidden) and not value.always_there:
        return [None, value]
    return [value]


def _in_world(
    found: _Operator, value: Value | None, values: Sequence[str], context: Context, version: str | None
) -> Truth:
    if found.test == "Null":
        return someone((value is None) == (wanted == "true") for wanted in values)
    if value is None:
        return _without_key(found)
    met = someone(_is_met(found.test, one, value, context, version) for one in values)
    return opposite(met) if found.is_negated else met


def _without_key(found: _Operator) -> bool:
    """AWS: a missing key does not match; negated tests are then true, and so are `IfExists` and `ForAllValues`."""
    if found.is_lenient or found.quantifier == "ForAllValues":
        return True
    return found.is_negated and found.quantifier != "ForAnyValue"


def _is_met(test: str, wanted: str, value: Value, context: Context, version: str | None) -> Truth:
    if test.startswith(("String", "Arn", "Bool")):
        return _is_text(test, wanted, value, context, version)
    if "${" in wanted:
        return None
    if isinstance(value, IPv4Address):
        return value in ip_network(wanted, strict=False) if test == "IpAddress" else None
    if test in _NUMBERS and isinstance(value, str) and _is_number(value) and _is_number(wanted):
        return _NUMBERS[test](Decimal(value), Decimal(wanted))
    return None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _is_text(test: str, wanted: str, value: Value, context: Context, version: str | None) -> Truth:
    if isinstance(value, Hidden) and value.never_named and not test.startswith("Arn"):
        return _is_named(wanted)
    signs = with_values(wanted, context, version)
    if isinstance(signs, Unresolved):
        return False if signs.is_void else None
    if NOBODY in signs:
        return False
    if isinstance(value, str):
        return _compare(test, signs, value)
    return True if test == "StringLike" and set(signs) == set(pattern("*")) else None


def _is_named(wanted: str) -> Truth:
    """Whether a value is one that no customer would name, and so not one that is written out, nor one's own."""
    if _ORGANIZATION.match(wanted):
        return False
    return None if "*" in wanted or "?" in wanted or "${aws:Resource" in wanted else False


def _compare(test: str, wanted: Pattern, value: str) -> Truth:
    exact = "".join(sign if isinstance(sign, str) else "*" if sign.any_length else "?" for sign in wanted)
    match test:
        case "StringEquals":
            return exact == value
        case "StringEqualsIgnoreCase" | "Bool":
            return exact.lower() == value.lower()
        case "StringLike":
            return matches(wanted, value)
        case _:
            return _is_arn(wanted, value)


def _is_arn(wanted: Pattern, value: str) -> Truth:
    """AWS compares the six parts one by one; what becomes of a text that has not as many, it does not say."""
    if is_arn(wanted) and is_arn(value):
        return everyone(
            matches(part, "".join(map(str, given)))
            for part, given in zip(arn_parts(wanted), arn_parts(value), strict=True)
        )
    return None if matches(wanted, value) else False
