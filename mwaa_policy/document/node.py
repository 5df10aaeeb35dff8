"""The tree of a document, the same for YAML as for JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = ["NO_PARTS", "JSONValue", "Kind", "Node", "Parts", "Scalar", "Style"]

Scalar: TypeAlias = bool | int | float | str | None
JSONValue: TypeAlias = "Scalar | list[JSONValue] | dict[str, JSONValue]"
Kind = Literal["scalar", "sequence", "mapping"]
Style = Literal["plain", "single", "double", "literal", "folded", "flow", "block"]


class Parts(NamedTuple):
    """What a sequence or a mapping consists of, in the order of the text."""

    keys: tuple[Node, ...]
    """Keys of the members; empty for a sequence."""
    items: tuple[Node, ...]
    """Items, or the values of the members."""


NO_PARTS = Parts((), ())


# Not `frozen=True`: that makes a node five times as slow to create (0.7 µs instead of 0.14 µs), which
# is a quarter of the time to read a template. `Final` lets the type checker guard it instead.
@dataclass(slots=True, eq=False)
class Node:
    """A piece of a document and where it stands.

    Offsets count in the text of the document. A span begins at a tag or an anchor where there is
    one, ends behind the last character of the content, and leaves out comments and line breaks
    that follow. An empty YAML value has an empty span. For an alias it is the span of `*name`,
    while the parts lie where the anchor is.
    """

    kind: Final[Kind]
    start: Final[int]
    end: Final[int]
    style: Final[Style]
    value: Final[Scalar] = None
    """The decoded value of a scalar; of a key the text as written."""
    tag: Final[str | None] = None
    """The tag of a YAML node, standard ones as `!!str`."""
    anchor: Final[str | None] = None
    """Name of the anchor that the node carries."""
    alias: Final[str | None] = None
    """Name of the anchor that the node refers to."""
    held: Final[Parts | Callable[[int], Parts]] = field(default=NO_PARTS, repr=False)
    """The parts, or what finds them from the start of the node."""

    @property
    def parts(self) -> Parts:
        """Keys and items."""
        held = self.held
        return held if isinstance(held, Parts) else held(self.start)

    @property
    def keys(self) -> tuple[Node, ...]:
        """Keys of a mapping; the value of `keys[n]` is `items[n]`."""
        return self.parts.keys

    @property
    def items(self) -> tuple[Node, ...]:
        """Items of a sequence, values of a mapping."""
        return self.parts.items

    @property
    def merges(self) -> bool:
        """Whether the node, being a key, is the merge key `<<`."""
        return self.value == "<<" and self.style == "plain"
