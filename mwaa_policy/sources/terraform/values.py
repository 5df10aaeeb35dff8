"""Reads single values that should be text, a flag, a number or a range."""

from __future__ import annotations

import math
from collections.abc import Callable

from mwaa_policy.model import Cidr, parse_cidr

_FLAGS = {"true": True, "false": False}


def as_text(value: object) -> str:
    """Return a value as text.

    Raises:
        ValueError: it is a list or an object.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _unwanted("text", value)
    return str(value)


def as_choice(*words: str) -> Callable[[object], str]:
    """Return what reads a value as one of some words, in any case.

    What it returns raises `ValueError` for anything else.
    """

    def read(value: object) -> str:
        text = as_text(value)
        found = next((word for word in words if word.lower() == text.lower()), None)
        if found is None:
            raise _unwanted(f"one of {', '.join(words)}", value)
        return found

    return read


def as_flag(value: object) -> bool:
    """Return a value that is true or false.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _FLAGS:
        return _FLAGS[value]
    raise _unwanted("true or false", value)


def as_number(value: object) -> int:
    """Return a value that is a whole number, or the text of one.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | float):
        raise _unwanted("a whole number", value)
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise _unwanted("a whole number", value) from error
    if not math.isfinite(number) or number != int(number):
        raise _unwanted("a whole number", value)
    return int(number)


def as_cidr(value: object) -> Cidr:
    """Return a range of addresses.

    Raises:
        ValueError: it is none.
    """
    return parse_cidr(as_text(value))


def _unwanted(wanted: str, value: object) -> ValueError:
    return ValueError(f"{wanted} is wanted, not {value!r:.80}")
