"""A document that was read: its text, its value, and where each part of the value stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from mwaa_policy.document.lines import LineIndex
from mwaa_policy.document.node import JSONValue, Node
from mwaa_policy.document.trace import Navigator, Trace
from mwaa_policy.frozen import Frozen, field

__all__ = ["Document", "Format", "Location"]

Format = Literal["json", "yaml"]
_PROPERTIES = r"(?:[!&][^ \t\r\n,\[\]{}]*+(?:[ \t\r\n]++|#[^\r\n]*+)*+)*+"


class Location(Frozen):
    """A place in a document, as people and editors name it."""

    document: str
    """Name of the document."""
    pointer: str
    """The pointer that was asked for."""
    line: int
    """Line of what it names, or of the nearest thing around that, from 1."""
    column: int
    """Column, from 1, in code points."""


class Document(Frozen, eq=False):
    """A JSON or YAML document.

    The tree of a YAML document is there from the start; that of a JSON document is made as far as
    places are asked for.
    """

    name: str
    """File name, or `<stdin>`."""
    text: str = field(repr=False)
    """The text without its byte order mark; all offsets count in it."""
    format: Format
    """The language that the text was read as."""
    encoding: str = "utf-8"
    """Name of the codec of the bytes that were read."""
    bom: bool = False
    """Whether a byte order mark stood before the text."""
    content: JSONValue = field(repr=False)
    """What `value` returns."""
    make_root: Callable[[], Node] = field(repr=False)
    """What `root` asks."""
    lines: LineIndex = field(repr=False)
    """Lines and columns of offsets."""
    navigator: Navigator = field(repr=False)
    """What `trace` asks."""

    @property
    def root(self) -> Node:
        """The node of the whole document."""
        return self.make_root()

    def value(self) -> JSONValue:
        """Return the plain JSON-like value, CloudFormation's tags in their long form.

        It is the same object each time: copy it before changing it.
        """
        return self.content

    def trace(self, pointer: str) -> Trace:
        """Return the way from the root to what a pointer into the value names.

        Raises:
            ValueError: the text is not a pointer.
        """
        return self.navigator.trace(pointer)

    def find(self, pointer: str) -> Node | None:
        """Return the node that a pointer names, if it exists."""
        trace = self.trace(pointer)
        return trace.last.node if trace.exact else None

    def locate(self, pointer: str) -> Location:
        """Return the place of what a pointer names, or of the nearest thing around it.

        It lies on the line of the key, when the thing is the value of one; in the column of the
        value where that begins on the same line.
        """
        step = self.trace(pointer).last
        line, column = self.lines.position(step.node.start)
        if step.key is not None:
            key_line, key_column = self.lines.position(step.key.start)
            if key_line != line:
                line, column = key_line, key_column
        return Location(document=self.name, pointer=pointer, line=line, column=column)

    def content_start(self, node: Node) -> int:
        """Return where the content of a node begins, behind its tag and its anchor."""
        if node.tag is None and node.anchor is None:
            return node.start
        found = re.compile(_PROPERTIES).match(self.text, node.start, node.end)
        return node.start if found is None else found.end()
