"""The texts of policies: wildcards, policy variables, and the parts of ARNs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from typing import NamedTuple

WITH_VARIABLES = "2012-10-17"
NOBODY = "\0"
"""What no name has in it."""
# What AWS has for characters that are wildcards or start a variable.
_SIGNS = {"*": "*", "?": "?", "$": "$"}


class Wild(NamedTuple):
    """A wildcard."""

    any_length: bool
    """Whether it is `*`, and not `?`."""


class Hidden(NamedTuple):
    """What is not known of a key of the context."""

    always_there: bool = False
    """Whether every call of the kind carries the key."""
    never_named: bool = False
    """Whether its value, if there is one, is none that a customer would name."""


class Choice(NamedTuple):
    """Several values, of which one is the right one."""

    values: tuple[str | None, ...]
    """None stands for a call without the key."""


Value = str | IPv4Address | Hidden | Choice
Context = Mapping[str, Value]
"""Values of condition keys by lower-case name; a key that is not among them is not in the call."""
Sign = str | Wild
Pattern = Sequence[Sign]
_EVERYTHING = Wild(any_length=True)


class Unresolved(NamedTuple):
    """A text with a variable that has no value: one that nobody knows, or none at all."""

    is_void: bool
    around: Pattern = ()
    """The text with a wildcard in the place of each such variable."""


def pattern(text: str) -> list[Sign]:
    """Return a text with its wildcards."""
    wild: dict[str, Sign] = {"*": _EVERYTHING, "?": Wild(any_length=False)}
    return [wild.get(sign, sign) for sign in text]


def matches(found: str | Pattern, text: str) -> bool:
    """Whether a pattern matches a text.

    Row by row: `reached[i]` tells whether the pattern so far matches the first i characters.
    """
    reached = [True] + [False] * len(text)
    for sign in pattern(found) if isinstance(found, str) else found:
        if sign == _EVERYTHING:
            after = [any(reached[: length + 1]) for length in range(len(text) + 1)]
        else:
            after = [False, *(reached[i] and (isinstance(sign, Wild) or sign == text[i]) for i in range(len(text)))]
        reached = after
    return reached[-1]


def may_begin(found: str | Pattern, stem: str) -> bool:
    """Whether a pattern matches some text that begins with the stem."""
    signs = pattern(found) if isinstance(found, str) else found
    return any(matches(signs[:length], stem) for length in range(len(signs) + 1))


def arn_parts(signs: Pattern) -> list[list[Sign]]:
    """Return what stands between the first five colons, and behind them."""
    parts: list[list[Sign]] = [[]]
    for sign in signs:
        if sign == ":" and len(parts) <= len("12345"):
            parts.append([])
        else:
            parts[-1].append(sign)
    return parts


def is_arn(signs: Pattern) -> bool:
    """Whether a text has the six parts of an ARN."""
    return len(arn_parts(signs)) == len("123456")


def with_values(text: str, context: Context, version: str | None) -> list[Sign] | Unresolved:
    """Return a text with its policy variables replaced.

    Earlier versions of the language have none: what looks like a variable is a text that nothing is named by.
    """
    if version != WITH_VARIABLES:
        return pattern(text.replace("${", NOBODY))
    found: list[Sign] = []
    unresolved: Unresolved | None = None
    for piece, is_variable in _pieces(text):
        value = _value(piece, context) if is_variable else pattern(piece)
        if isinstance(value, Unresolved):
            unresolved = Unresolved(value.is_void or (unresolved is not None and unresolved.is_void))
            found = [*found, _EVERYTHING]
        else:
            found = [*found, *value]
    return found if unresolved is None else unresolved._replace(around=found)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Return what stands between variables, and what stands in them."""
    before, opening, rest = text.partition("${")
    yield before, False
    if opening:
        inner, _, after = rest.partition("}")
        yield inner, True
        yield from _pieces(after)


def _value(inner: str, context: Context) -> list[Sign] | Unresolved:
    if inner in _SIGNS:
        return [_SIGNS[inner]]
    name, comma, default = inner.partition(",")
    value = context.get(name.strip().lower())
    if isinstance(value, str):
        return list(value)
    if value is None and comma:
        return list(default.strip().strip("'"))
    return Unresolved(is_void=value is None)
