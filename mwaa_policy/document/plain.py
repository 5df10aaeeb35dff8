"""The JSON-like value of a YAML tree."""

from __future__ import annotations

from typing import Any, TypeAlias

from mwaa_policy.document.intrinsics import is_local, long_name, split_attribute
from mwaa_policy.document.members import members
from mwaa_policy.document.node import JSONValue, Node
from mwaa_policy.document.refusal import Refusal, shown

__all__ = ["plain_value"]

_Place: TypeAlias = Any
"""A list or a dictionary that is being filled."""
_Todo: TypeAlias = "list[tuple[_Place, str | int, Node]]"
"""What is still to be put where: place, key or index, node."""


def plain_value(root: Node, *, cfn_tags: bool) -> JSONValue:
    """Return the value of a tree, every alias as a copy of its own.

    Args:
        root: The tree.
        cfn_tags: Whether tags like `!Ref` are CloudFormation's and become their long form.

    Raises:
        Refusal: a tag has no meaning, or `<<` merges what is no mapping.
    """
    box: list[JSONValue] = [None]
    todo: _Todo = [(box, 0, root)]
    while todo:
        place, slot, node = todo.pop()
        if is_local(node.tag):
            place, slot = _wrap(place, slot, node, cfn_tags=cfn_tags)
        if node.kind == "mapping":
            _fill_mapping(place, slot, node, todo)
        elif node.kind == "sequence":
            _fill_sequence(place, slot, node, todo)
        else:
            place[slot] = split_attribute(node) or node.value
    return box[0]


def _wrap(place: _Place, slot: str | int, node: Node, *, cfn_tags: bool) -> tuple[_Place, str]:
    """Put the long form of a tag in a place; return where its argument goes."""
    tag = str(node.tag)
    if not cfn_tags:
        message = f"the tag {shown(tag)} has no meaning here"
        raise Refusal(message, node.start)
    name = long_name(tag)
    wrapper: dict[str, JSONValue] = {name: None}
    place[slot] = wrapper
    return wrapper, name


def _fill_mapping(place: _Place, slot: str | int, node: Node, todo: _Todo) -> None:
    parts = node.parts
    made: dict[str, JSONValue] = {}
    place[slot] = made
    if any(key.merges for key in parts.keys):
        pairs = [(name, member.item) for name, member in members(node).items()]
    else:
        pairs = [(str(key.value), item) for key, item in zip(parts.keys, parts.items, strict=True)]
    for name, item in pairs:
        if item.kind == "scalar" and item.tag is None:
            made[name] = item.value
        else:
            made[name] = None
            todo.append((made, name, item))


def _fill_sequence(place: _Place, slot: str | int, node: Node, todo: _Todo) -> None:
    items = node.items
    made: list[JSONValue] = [item.value for item in items]
    place[slot] = made
    for index, item in enumerate(items):
        if item.kind != "scalar" or item.tag is not None:
            todo.append((made, index, item))
