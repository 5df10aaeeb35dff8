"""Reads the trees that the parser of HCL makes: bodies, blocks, arguments and the parts of expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Tree: TypeAlias = Any
"""A tree or a token of lark, which has no types."""

_NAMES = frozenset({"identifier", "keyword", "literal_value", "string"})
_SPACE = "new_line_or_comment"


def attributes(body: Tree) -> Iterator[tuple[str, Tree]]:
    """Yield the arguments of a body by name; the last child of one is its expression."""
    for node in body.children:
        if kind(node) == "attribute":
            yield text(node.children[0]), node


def blocks(body: Tree) -> Iterator[tuple[str, list[str], Tree, Tree]]:
    """Yield the blocks of a body: their type, labels, tree and body."""
    for node in body.children:
        if kind(node) == "block":
            name, *labels = (text(one) for one in node.children if kind(one) in _NAMES)
            yield name, labels, node, next(one for one in node.children if kind(one) == "body")


def argument(body: Tree, path: tuple[str | int, ...]) -> Tree | None:
    """Return the expression of an argument, `("network_configuration", 0, "subnet_ids")` in an inner block.

    It is `None` where the body has no such argument, or more than the path tells of: what a `dynamic` block
    makes, and one of several inner blocks.
    """
    name, *rest = path
    if not rest:
        found = [node.children[-1] for label, node in attributes(body) if label == name]
        return found[0] if len(found) == 1 else None
    inner = [one for label, _, _, one in blocks(body) if label == name]
    return argument(inner[0], tuple(rest[1:])) if len(inner) == 1 and rest[0] == 0 and rest[1:] else None


def kind(node: Tree) -> str | None:
    """Return which rule of the grammar a tree follows, `None` for a token."""
    found = getattr(node, "data", None)
    return None if found is None else str(found)


def children(node: Tree, *kinds: str) -> list[Tree]:
    """Return the parts that are trees themselves, of some kinds or of all."""
    found = (one for one in node.children if kind(one) not in {None, _SPACE})
    return [one for one in found if not kinds or kind(one) in kinds]


def has_token(node: Tree, type_: str) -> bool:
    """Return whether a token of this type is among the parts."""
    return any(getattr(one, "type", None) == type_ for one in node.children)


def text(node: Tree) -> str:
    """Return an identifier, or what is within the quotes of a text."""
    return "".join(str(token) for token in node.scan_values(lambda token: token.type != "DBLQUOTE"))
