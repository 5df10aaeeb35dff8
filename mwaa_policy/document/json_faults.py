"""Names for what is wrong where JSON text has no token."""

from __future__ import annotations

import re

from mwaa_policy.document.hints import TEMPLATE, is_template
from mwaa_policy.document.refusal import Refusal, shown

__all__ = ["truncated", "unreadable"]

_CONSTANT = re.compile(r"-?(?:NaN|Infinity)\b")
_COMMENT = re.compile(r"//|/\*")
_TEXT = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
_WORD = re.compile(r"[^\s,:\[\]{}\"]{1,30}")
_SPELLINGS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}
_CURLED = "“”„‟«»"


def truncated(text: str, opened: int) -> Refusal:
    """Return the fault of a text that ends before a bracket is closed."""
    what = "object" if text[opened] == "{" else "list"
    message = f"the text ends, but the {what} that opens here is not closed"
    return Refusal(message, opened, hint="the document is cut off, or a bracket is missing", reached=len(text))


def unreadable(text: str, offset: int) -> Refusal:
    """Return the fault of a text that has no JSON token at the offset."""
    if text[offset] == '"':
        return _text_fault(text, offset)
    if found := _CONSTANT.match(text, offset):
        message = f"{found[0]} is not a JSON number"
        return Refusal(message, offset, hint="write null, or a number")
    if _COMMENT.match(text, offset):
        return Refusal("JSON has no comments", offset, hint="remove the comment")
    return _odd_word(text, offset)


def _odd_word(text: str, offset: int) -> Refusal:
    found = _WORD.match(text, offset)
    word = found[0] if found else text[offset]
    message = f"{shown(word)} is not JSON"
    if word in _SPELLINGS:
        return Refusal(message, offset, hint=f"JSON spells it {_SPELLINGS[word]}", final=False)
    if is_template(text, offset):
        return Refusal(message, offset, hint=TEMPLATE, final=False)
    if word[0] == "'":
        return Refusal(message, offset, hint="JSON wants double quotes", final=False)
    if word[0] in _CURLED:
        return Refusal(message, offset, hint="replace the typographic quotes with plain ones")
    return Refusal(message, offset, final=False)


def _text_fault(text: str, start: int) -> Refusal:
    found = _TEXT.match(text, start)
    end = found.end() if found else start
    if end == len(text) or (text[end] == "\\" and end + 1 == len(text)):
        message = "the document ends inside the text that begins here"
        return Refusal(message, start, hint="the document is cut off, or a quote is missing", reached=len(text))
    if text[end] == "\\":
        message = f"{text[end : end + 2]!r} is not an escape in JSON"
        return Refusal(message, end, hint="write a backslash as \\\\", final=False)
    if text[end] in "\r\n":
        message = "the line ends inside a text"
        return Refusal(message, end, hint="a quote is missing, or the break should be written \\n", final=False)
    message = f"the control character U+{ord(text[end]):04X} inside a text"
    return Refusal(message, end, hint="write it as an escape", final=False)
