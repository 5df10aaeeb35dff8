"""The first fault in text that is meant to be JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn

from mwaa_policy.document.json_faults import truncated, unreadable
from mwaa_policy.document.limits import MAX_DEPTH
from mwaa_policy.document.refusal import Refusal, shown

__all__ = ["check"]

_BLANKS = re.compile(r"[ \t\n\r]*+")
_TOKEN = re.compile(
    r'(?P<text>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<word>true\b|false\b|null\b)"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURE_DIGITS = 640
"""Numbers up to this length are never refused by Python (`sys.int_info.str_digits_check_threshold`)."""
_CLOSING = {"{": "}", "[": "]"}
_Token = re.Match[str]
_State = Literal["value", "first item", "key", "first key", "colon", "after"]


@dataclass(frozen=True, slots=True)
class _Open:
    """An object or a list whose end has not come yet."""

    start: int
    bracket: str
    keys: dict[str, int]


def check(text: str) -> None:
    """Raise the first fault of the text; return when it is JSON within the limits.

    Slower than `json.loads`, and holds in memory only the keys of the objects that are open.

    Raises:
        Refusal: the fault, its place, and the likely mistake.
    """
    _Checker(text).run()


class _Checker:
    """A machine that reads one token after the other and remembers what is open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[_Open] = []
        self._comma = False
        self._state: _State = "value"
        self._steps: dict[_State, Callable[[_Token], None]] = {
            "value": self._value,
            "first item": self._first_item,
            "key": self._key,
            "first key": self._first_key,
            "colon": self._colon,
            "after": self._after,
        }

    def run(self) -> None:
        """Read to the end."""
        text, steps, offset = self._text, self._steps, 0
        while True:
            offset = _skip(text, offset)
            if offset == len(text):
                break
            token = _TOKEN.match(text, offset)
            if token is None:
                raise unreadable(text, offset)
            steps[self._state](token)
            self._comma = token[0] == ","
            offset = token.end()
        if self._open:
            raise truncated(text, self._open[-1].start)

    def _value(self, token: _Token) -> None:
        what = token[0]
        if what in _CLOSING:
            self._enter(token)
            return
        if token["mark"]:
            self._unexpected(token, "a value")
        if token["number"]:
            _check_number(token)
        elif token["text"]:
            _decode(token)
        self._state = "after"

    def _enter(self, token: _Token) -> None:
        if len(self._open) + 1 >= MAX_DEPTH:
            message = f"nested {MAX_DEPTH} levels deep or deeper"
            raise Refusal(message, token.start())
        self._open.append(_Open(token.start(), token[0], {}))
        self._state = "first key" if token[0] == "{" else "first item"

    def _first_item(self, token: _Token) -> None:
        if token[0] == "]":
            self._close(token)
        else:
            self._value(token)

    def _first_key(self, token: _Token) -> None:
        if token[0] == "}":
            self._close(token)
        else:
            self._key(token)

    def _key(self, token: _Token) -> None:
        if not token["text"]:
            self._unexpected(token, "a key in double quotes")
        key, keys = _decode(token), self._open[-1].keys
        if key in keys:
            message = f"the key {shown(key)} stands twice in one object; the first is at {{other}}"
            raise Refusal(message, token.start(), other=keys[key], hint="remove or rename one of the two")
        keys[key] = token.start()
        self._state = "colon"

    def _colon(self, token: _Token) -> None:
        if token[0] != ":":
            self._unexpected(token, "a ':' behind the key")
        self._state = "value"

    def _after(self, token: _Token) -> None:
        if not self._open:
            self._second(token)
        if token[0] == ",":
            self._state = "key" if self._open[-1].bracket == "{" else "value"
        elif token[0] in "}]":
            self._close(token)
        else:
            self._unexpected(token, f"a ',' or the closing '{_CLOSING[self._open[-1].bracket]}'")

    def _close(self, token: _Token) -> None:
        opened = self._open.pop()
        if token[0] != _CLOSING[opened.bracket]:
            message = f"{token[0]!r} cannot close the {opened.bracket!r} that was opened at {{other}}"
            raise Refusal(message, token.start(), other=opened.start, final=False)
        self._state = "after"

    def _second(self, token: _Token) -> NoReturn:
        if token[0] in _CLOSING:
            message = "a second JSON document begins here"
            raise Refusal(message, token.start(), hint="give one document a file (JSON lines are not read)")
        message = f"{shown(token[0])} behind the end of the JSON document"
        raise Refusal(message, token.start(), final=False)

    def _unexpected(self, token: _Token, wanted: str) -> NoReturn:
        hint = "remove the comma before it" if self._comma and token[0] in "}]" else None
        message = f"{shown(token[0])} where {wanted} is expected"
        raise Refusal(message, token.start(), hint=hint, final=False)


def _skip(text: str, offset: int) -> int:
    found = _BLANKS.match(text, offset)
    return offset if found is None else found.end()


def _check_number(token: _Token) -> None:
    number = token[0]
    if not number.isdigit() and math.isinf(_number(token, float)):
        message = f"the number {shown(token[0])} is too large"
        raise Refusal(message, token.start())
    if len(number) > _SURE_DIGITS and number.lstrip("-").isdigit():
        _number(token, int)


def _number(token: _Token, read: Callable[[str], float]) -> float:
    try:
        return read(token[0])
    except ValueError as error:
        message = f"a number of {len(token[0]):,} digits"
        raise Refusal(message, token.start()) from error


def _decode(token: _Token) -> str:
    """Return the text of a string token."""
    raw = token[0]
    if "\\" not in raw:
        return raw[1:-1]
    import json  # noqa: PLC0415 - already loaded by whoever read the text

    text = str(json.loads(raw))
    if _SURROGATE.search(text):
        message = "half of a surrogate pair (\\ud800 to \\udfff) is not a character"
        raise Refusal(message, token.start())
    return text
