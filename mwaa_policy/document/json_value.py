"""JSON text as a plain value, at the speed of the standard library."""

from __future__ import annotations

import json
import math
import re
from typing import cast

from mwaa_policy.document.json_check import check
from mwaa_policy.document.limits import MAX_DEPTH, MAX_JSON_VALUES
from mwaa_policy.document.node import JSONValue
from mwaa_policy.document.refusal import Refusal

__all__ = ["read_json"]

_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_TEXT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def read_json(text: str) -> JSONValue:
    """Return the value of JSON text.

    The standard library reads; only what it refuses, or what may break a law of ours, is
    scanned again by `check`, which knows the place and the likely mistake.

    Raises:
        Refusal: the text is not JSON, or is JSON that nobody should rely on.
    """
    _check_size(text)
    if "\\u" in text and _LONE_SURROGATE.search(text):
        check(text)
    try:
        value = cast("JSONValue", _decoder().decode(text))
    except (ValueError, RecursionError) as error:
        check(text)
        message = f"this JSON cannot be read: {error}"
        raise Refusal(message, getattr(error, "pos", None)) from error
    if _too_deep(value):
        check(text)
    return value


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def _object(pairs: list[tuple[str, JSONValue]]) -> dict[str, JSONValue]:
    made = dict(pairs)
    if len(made) != len(pairs):
        message = "a key stands twice in one object"
        raise ValueError(message)
    return made


def _constant(word: str) -> JSONValue:
    message = f"{word} is not JSON"
    raise ValueError(message)


def _float(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        message = f"{number} is too large"
        raise ValueError(message)
    return value


def _check_size(text: str) -> None:
    """Refuse more values than the limit before they take up memory."""
    if len(text) <= MAX_JSON_VALUES or _count(text) <= MAX_JSON_VALUES:
        return
    # Blanks first, those in texts too: what is left between them are far fewer pieces.
    for blank in " \t\n\r":
        text = text.replace(blank, "")
    bare = _TEXT.sub("", text)
    if _count(bare) - bare.count("{}") - bare.count("[]") > MAX_JSON_VALUES:
        message = f"the document has more than {MAX_JSON_VALUES:,} values"
        raise Refusal(message)


def _count(text: str) -> int:
    """Return the number of values, if no list or object is empty and no text holds a comma or a bracket."""
    return text.count(",") + text.count("[") + text.count("{") + 1


def _too_deep(value: JSONValue) -> bool:
    """Return whether the nesting reaches the limit; level by level, so without recursion."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [
            part
            for whole in level
            for part in (whole.values() if type(whole) is dict else whole)
            if type(part) is dict or type(part) is list
        ]
    return True
