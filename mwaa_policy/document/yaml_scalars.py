"""The values of YAML 1.1 scalars, as PyYAML's safe loader reads them, dates left as text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from mwaa_policy.document.node import Scalar
from mwaa_policy.document.refusal import Refusal, shown

__all__ = ["STANDARD", "resolve", "tagged"]

STANDARD = "tag:yaml.org,2002:"
"""What `!!` stands for."""

_BOOLS = {
    spelling: value
    for value, words in ((True, ("yes", "true", "on")), (False, ("no", "false", "off")))
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}
_WORDS: dict[str, Scalar] = {**_BOOLS, **dict.fromkeys(("", "~", "null", "Null", "NULL"))}
_NUMERIC = frozenset("-+.0123456789")
_INT = re.compile(r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*(?P<sixty>(?::[0-5]?[0-9])+)?|0x[0-9a-fA-F_]+)\Z")
_FLOAT = re.compile(
    r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?"
    r"|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
_MAX_DIGITS = 4000
"""Python refuses longer integers, and reading those that it takes is quadratic."""


def resolve(text: str, offset: int) -> Scalar:
    """Return the value of a plain scalar without a tag.

    Raises:
        Refusal: the scalar is a number that JSON cannot hold.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INT.match(text):
        return _number(_int, text, offset)
    if _FLOAT.match(text):
        return _finite(_number(_float, text, offset), text, offset)
    return text


def tagged(tag: str, text: str, offset: int) -> Scalar:
    """Return the value of a scalar with a standard tag, named without its `!!`.

    Raises:
        Refusal: the tag is unknown, or the text does not suit it.
    """
    if tag in {"str", "timestamp", "value", "merge"}:
        return text
    if tag == "float" and _INT.match(text):
        return _number(lambda digits: float(_int(digits)), text, offset)
    wanted = {"null": type(None), "bool": bool, "int": int, "float": float}.get(tag)
    if wanted is None:
        message = f"the tag {shown('!!' + tag)} is not supported"
        raise Refusal(message, offset, hint="only plain JSON-like values and CloudFormation's tags are read")
    value = resolve(text, offset)
    if type(value) is not wanted:
        message = f"{shown(text)} is not a value of the tag {shown('!!' + tag)}"
        raise Refusal(message, offset)
    return value


def _number(read: Callable[[str], float], text: str, offset: int) -> float:
    if len(text) > _MAX_DIGITS:
        message = f"a number of {len(text):,} digits"
        raise Refusal(message, offset, hint="put text that only looks like a number in quotes")
    try:
        return read(text.replace("_", "").lower())
    except (ValueError, OverflowError) as error:
        message = f"{shown(text)} looks like a number and is none"
        raise Refusal(message, offset, hint="put it in quotes when it is text") from error


def _finite(value: float, text: str, offset: int) -> float:
    if not math.isfinite(value):
        message = f"{shown(text)} is not a number that JSON can hold"
        raise Refusal(message, offset, hint="put it in quotes when it is text")
    return value


def _int(text: str) -> int:
    sign, digits = _signed(text)
    if ":" in digits:
        return sign * int(_sixties(digits, int))
    if digits[:2] in {"0b", "0x"}:
        return sign * int(digits[2:], 2 if digits[1] == "b" else 16)
    return sign * int(digits, 8 if digits[0] == "0" else 10)


def _float(text: str) -> float:
    sign, digits = _signed(text)
    if ":" in digits:
        return sign * float(_sixties(digits, float))
    return sign * float(digits.replace(".inf", "inf").replace(".nan", "nan"))


def _signed(text: str) -> tuple[int, str]:
    return (-1 if text[0] == "-" else 1), text.lstrip("+-")


def _sixties(text: str, read: Callable[[str], float]) -> float:
    """Return a number written as `hours:minutes:seconds`."""
    value: float = 0
    for index, part in enumerate(reversed(text.split(":"))):
        value += read(part) * 60**index
    return value
