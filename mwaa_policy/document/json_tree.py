"""The tree of JSON text, made piece by piece as it is asked for.

The text is known to be JSON (`json_value` has read it). Asking for the parts of one object or list
costs one pass over the brackets of the whole text, the first time, and one over its own members:
nothing is built for the rest, so that a place in a plan of 50 MB costs little. Only what was asked
for lately is kept: many places in a large document take no more memory than a few.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from functools import lru_cache
from typing import cast

from mwaa_policy.document.limits import REMEMBERED
from mwaa_policy.document.node import Node, Parts, Scalar

__all__ = ["JsonTree"]

_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BRACKET = re.compile(rf'[^"\[\]{{}}]*+(?:{_TEXT}[^"\[\]{{}}]*+)*+([\[\]{{}}])', re.DOTALL)
_BLANKS = re.compile(r"[ \t\n\r]*+")
_MEMBER = re.compile(rf"[ \t\n\r,]*+({_TEXT})[ \t\n\r]*+:[ \t\n\r]*+", re.DOTALL)
_GAP = re.compile(r"[ \t\n\r,]*+")
_SCALAR = re.compile(rf"{_TEXT}|[^ \t\n\r,\[\]{{}}]++", re.DOTALL)


class JsonTree:
    """The nodes of JSON text."""

    __slots__ = ("_brackets", "_parts", "_root", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._brackets: tuple[array[int], array[int]] | None = None
        self._parts = lru_cache(REMEMBERED)(self._read)
        self._root: Node | None = None

    def root(self) -> Node:
        """Return the node of the whole document."""
        if self._root is None:
            self._root = self._node(_after(_BLANKS, self._text, 0))
        return self._root

    def parts(self, start: int) -> Parts:
        """Return what the object or list at an offset consists of."""
        return self._parts(start)

    def _read(self, start: int) -> Parts:
        return self._members(start) if self._text[start] == "{" else self._items(start)

    def _members(self, start: int) -> Parts:
        text, keys, items, offset = self._text, [], [], start + 1
        while found := _MEMBER.match(text, offset):
            keys.append(self._scalar(found.start(1), found.end(1)))
            items.append(self._node(found.end()))
            offset = items[-1].end
        return Parts(tuple(keys), tuple(items))

    def _items(self, start: int) -> Parts:
        text, items = self._text, []
        offset = _after(_GAP, text, start + 1)
        while text[offset] != "]":
            items.append(self._node(offset))
            offset = _after(_GAP, text, items[-1].end)
        return Parts((), tuple(items))

    def _node(self, start: int) -> Node:
        bracket = self._text[start]
        if bracket == "{":
            return Node("mapping", start, self._end(start), "flow", held=self.parts)
        if bracket == "[":
            return Node("sequence", start, self._end(start), "flow", held=self.parts)
        return self._scalar(start, _after(_SCALAR, self._text, start))

    def _scalar(self, start: int, end: int) -> Node:
        raw = self._text[start:end]
        if raw[0] != '"':
            return Node("scalar", start, end, "plain", cast("Scalar", json.loads(raw)))
        return Node("scalar", start, end, "double", json.loads(raw) if "\\" in raw else raw[1:-1])

    def _end(self, start: int) -> int:
        """Return the offset behind the bracket that closes the one at an offset."""
        if self._brackets is None:
            self._brackets = _pair_brackets(self._text)
        starts, ends = self._brackets
        return ends[bisect_left(starts, start)]


def _pair_brackets(text: str) -> tuple[array[int], array[int]]:
    """Return where brackets open, ascending, and where each of them is closed."""
    starts, ends = array("Q"), array("Q")
    opened: list[int] = []
    last = max(text.rfind("]"), text.rfind("}"))
    for found in _BRACKET.finditer(text, 0, last + 1):
        if found[1] in "[{":
            opened.append(len(starts))
            starts.append(found.start(1))
            ends.append(0)
        else:
            ends[opened.pop()] = found.end()
    return starts, ends


def _after(pattern: re.Pattern[str], text: str, offset: int) -> int:
    found = pattern.match(text, offset)
    return offset if found is None else found.end()
