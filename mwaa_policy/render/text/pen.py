"""Lines of text: wrapped, indented, labelled and coloured."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from mwaa_policy.frozen import Frozen

_LABEL = 9
_MANY = 8
_NO_BREAK = "\xa0"
_CODES = {
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "info": "2",
    "good": "32",
    "bad": "1;31",
    "doubt": "33",
    "strong": "1",
    "quiet": "2",
}
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


class Pen(Frozen):
    """Writes lines of a width, in colour or not."""

    width: int
    """Column behind which prose is wrapped; words never are broken."""
    colour: bool
    """Whether to use the colours of a terminal."""

    def paint(self, tone: str, text: str) -> str:
        """Return text in the colour of a severity or of another tone."""
        return f"\x1b[{_CODES[tone]}m{text}\x1b[0m" if self.colour else text

    def prose(self, text: str, *, indent: int = 0, tone: str | None = None) -> Iterator[str]:
        """Yield a paragraph."""
        lead = " " * indent
        for line in self.wrapped(text, first=lead, rest=lead):
            yield line if tone is None else self.paint(tone, line)

    def titled(self, tone: str, title: str, text: str) -> Iterator[str]:
        """Yield a paragraph that begins with a coloured title."""
        first, *rest = self.wrapped(text, first=f"{title}: ", rest="  ")
        yield first.replace(title, self.paint(tone, title), 1)
        yield from rest

    def labelled(self, label: str, text: str) -> Iterator[str]:
        """Yield a paragraph beside a label, `remedy:  …`."""
        return self.wrapped(text, first=f"  {label + ':':<{_LABEL}}", rest=" " * (_LABEL + 2))

    def wrapped(self, text: str, *, first: str, rest: str) -> Iterator[str]:
        """Yield a paragraph, its first line and the others behind an indent of their own."""
        lines = textwrap.wrap(
            clean(text),
            width=self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (line.replace(_NO_BREAK, " ") for line in lines)


def clean(text: str) -> str:
    """Return text without control characters: what a document says must not steer a terminal."""
    return text.replace("\n", " ").translate(_CONTROL)


def glued(command: str) -> str:
    """Return a command that is not wrapped: it is there to be copied."""
    return command.replace(" ", _NO_BREAK)


def count(number: int, noun: str) -> str:
    """Return a number of things, `1 check` or `2 checks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def any_of(ways: Sequence[str]) -> str:
    """Return in which branches of a template something holds, of many the first ones."""
    more = [count(len(ways) - _MANY, "more way")] if len(ways) > _MANY else []
    return " or ".join([*ways[:_MANY], *more])
