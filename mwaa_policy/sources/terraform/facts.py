"""Tells what is known of an argument from what is unset, and both from what is decided by apply."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any, NamedTuple

from mwaa_policy.sources.terraform.snapshot import Object, Resource, sequence


class State(Enum):
    """What a document says about an argument."""

    KNOWN = auto()
    ABSENT = auto()
    """Nobody sets it: the provider's default holds."""
    UNKNOWN = auto()
    """Known only after apply, or not told."""


class Fact(NamedTuple):
    """An argument, as far as a document tells."""

    state: State
    value: Any = None

    @property
    def known(self) -> bool:
        """Whether the value is known."""
        return self.state is State.KNOWN

    @property
    def absent(self) -> bool:
        """Whether nobody sets it."""
        return self.state is State.ABSENT


ABSENT = Fact(State.ABSENT)
UNKNOWN = Fact(State.UNKNOWN)


def fact(resource: Resource, *path: str | int, blocks: bool = False) -> Fact:
    """Return what a document says about an argument.

    `after_unknown: true` alone says nothing: an optional argument that AWS fills in is unknown
    whether or not it is set. The configuration tells: without an expression it is unset.

    Args:
        resource: What has the argument.
        path: The argument, with indexes into nested blocks.
        blocks: The argument is made of real blocks. Those are empty when there are none, so that
            unknown ones come from a `dynamic` block, which the configuration does not show.
    """
    value = resource.value(*path)
    unknown = is_unknown(resource, *path)
    if unknown and not (blocks or is_configured(resource, *path) is False):
        return UNKNOWN
    if unknown:
        return UNKNOWN if blocks else ABSENT
    if value is not None and value != "":
        return Fact(State.KNOWN, value)
    untold = resource.unknown is None and is_configured(resource, *path) is not False
    return UNKNOWN if untold else ABSENT


def is_unknown(resource: Resource, *path: str | int) -> bool:
    """Return whether the plan marks an argument, or something around it, as known only after apply."""
    mark: Any = resource.unknown
    for step in path:
        if mark is True:
            return True
        mark = _step(mark, step)
    return mark is True


def is_configured(resource: Resource, *path: str | int) -> bool | None:
    """Return whether the configuration sets an argument, `None` when the document has none."""
    if resource.expressions is None:
        return None
    return expression(resource, *path) is not None


def expression(resource: Resource, *path: str | int) -> Object | None:
    """Return the expression of an argument, or the one around it that covers it."""
    node: Any = resource.expressions
    for step in path:
        if isinstance(node, dict) and ("references" in node or "constant_value" in node):
            break
        node = _step(node, step)
    if isinstance(node, list):
        return {"references": [name for block in node for name in _references(block)]} if node else None
    return node if isinstance(node, dict) else None


def _references(node: object) -> list[str]:
    if not isinstance(node, dict):
        return []
    if "references" in node or "constant_value" in node:
        return list(sequence(node.get("references")))
    return [
        name
        for value in node.values()
        for part in (value if isinstance(value, list) else [value])
        for name in _references(part)
    ]


def _step(node: Any, step: str | int) -> Any:  # noqa: ANN401 - foreign values
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None
