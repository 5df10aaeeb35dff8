"""Writes out `Fn::ForEach`, by which a template says one thing once for each of several names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.read import Raw

PREFIX = "Fn::ForEach::"
_MOST = 1_000
"""Members that a template may have written out; CloudFormation allows 500 resources."""
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


class Member(NamedTuple):
    """What stands for one name."""

    name: str
    raw: Raw
    keys: tuple[str | int, ...]
    """The way to it from the function."""


def members(name: str, raw: Raw) -> list[Member] | None:
    """Return what a `Fn::ForEach` stands for, `None` when that is not written in the template itself.

    Args:
        name: The key of the function.
        raw: Its argument: a variable, the values that it takes, and a mapping of what to repeat.
    """
    if not name.startswith(PREFIX):
        return None
    found: list[Member] = []
    for member in _written_out(raw, ()):
        if member is None or len(found) == _MOST:
            return None
        found.append(member)
    return found


def _written_out(raw: Raw, keys: tuple[str | int, ...]) -> Iterator[Member | None]:
    match raw:
        case [str() as variable, list() as values, dict() as body] if all(isinstance(one, str) for one in values):
            for value in values:
                for key, part in body.items():
                    yield from _member(
                        _replaced(key, variable, value), _replaced(part, variable, value), (*keys, 2, key)
                    )
        case _:
            yield None


def _member(key: str, part: Raw, keys: tuple[str | int, ...]) -> Iterator[Member | None]:
    if key.startswith(PREFIX):
        yield from _written_out(part, keys)
    else:
        yield Member(key, part, keys)


def _replaced(raw: Raw, variable: str, value: str) -> Raw:
    """Return a part with a value for the variable: `${Zone}`, `&{Zone}` without its punctuation, or a `Ref`."""
    if isinstance(raw, str):
        plain = _NOT_ALPHANUMERIC.sub("", value)
        return raw.replace(f"${{{variable}}}", value).replace(f"&{{{variable}}}", plain)
    if isinstance(raw, list):
        return [_replaced(item, variable, value) for item in raw]
    if isinstance(raw, Mapping):
        if raw == {"Ref": variable}:
            return value
        return {_replaced(key, variable, value): _replaced(item, variable, value) for key, item in raw.items()}
    return raw
