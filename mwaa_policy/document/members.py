"""The members that a mapping has once its merge keys are followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mwaa_policy.document.node import Node
from mwaa_policy.document.refusal import Refusal

__all__ = ["Member", "members"]


class Member(NamedTuple):
    """A key with its value."""

    key: Node
    item: Node
    merged: bool = False
    """Whether it comes from another mapping by `<<`."""


def members(node: Node) -> dict[str, Member]:
    """Return the members of a mapping by their keys, those that come by `<<` first.

    A member of its own wins over a merged one, an earlier merged mapping over a later one. The
    depth of merges is bounded, since an alias counts as deep as what it stands for.

    Raises:
        Refusal: what is merged is not a mapping.
    """
    parts = node.parts
    found: dict[str, Member] = {}
    for key, item in zip(parts.keys, parts.items, strict=True):
        if key.merges:
            found.update(_merged(item))
    for key, item in zip(parts.keys, parts.items, strict=True):
        if not key.merges:
            found[str(key.value)] = Member(key, item)
    return found


def _merged(item: Node) -> Iterator[tuple[str, Member]]:
    """Yield merged members, the winner of two of one name last."""
    for source in reversed(item.items) if item.kind == "sequence" else (item,):
        if source.kind != "mapping":
            message = "the merge key '<<' takes a mapping or a list of mappings"
            raise Refusal(message, source.start, hint="put the key in quotes when it is text")
        for name, member in members(source).items():
            yield name, member._replace(merged=True)
