"""Lines and columns of offsets in a text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right

__all__ = ["LineIndex"]

# YAML has three more line breaks (NEL, LS, PS); editors do not count them.
_BREAK = re.compile(r"\r\n?|\n")


class LineIndex:
    """The starts of the lines of a text, searched for when the first place is asked for."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: array[int] | None = None

    @property
    def starts(self) -> array[int]:
        """The offset of the first character of each line."""
        if self._starts is None:
            starts = array("Q", (0,))
            starts.extend(found.end() for found in _BREAK.finditer(self._text))
            self._starts = starts
        return self._starts

    def line(self, offset: int) -> int:
        """Return the line of an offset, from 1."""
        return bisect_right(self.starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both from 1, columns in code points."""
        line = self.line(offset)
        return line, offset - self.starts[line - 1] + 1
