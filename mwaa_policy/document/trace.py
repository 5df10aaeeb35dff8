"""The way from the root of a document to what a pointer names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from mwaa_policy.document.intrinsics import is_local, long_name, split_attribute
from mwaa_policy.document.limits import REMEMBERED
from mwaa_policy.document.members import members
from mwaa_policy.document.node import Node
from mwaa_policy.document.pointer import split_pointer

__all__ = ["Navigator", "Step", "Trace"]

_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,9})\Z", re.ASCII)


class Step(NamedTuple):
    """A node on the way."""

    node: Node
    key: Node | None = None
    """The key of the member whose value the node is."""
    merged: bool = False
    """Whether the member comes from another mapping by `<<`."""


class Trace(NamedTuple):
    """The way of a pointer through a document."""

    steps: tuple[Step, ...]
    """From the root to the target, or to the nearest thing around it that exists.

    The key of a long form that the text writes as a tag has no step: `/A/Ref` ends at the node of `!Ref X`.
    """
    exact: bool
    """Whether the last step is what the pointer names."""

    @property
    def last(self) -> Step:
        """The target, or the nearest thing around it."""
        return self.steps[-1]

    @property
    def shared(self) -> bool:
        """Whether the way crosses an anchor, an alias or a merge: an edit there changes other places too."""
        return any(step.merged or step.node.anchor or step.node.alias for step in self.steps)


class Navigator:
    """The one who walks a tree by pointers into its value, and remembers what he unfolded lately."""

    __slots__ = ("_by_name", "_root")

    def __init__(self, root: Callable[[], Node]) -> None:
        self._root = root
        self._by_name = lru_cache(REMEMBERED)(members)

    def trace(self, pointer: str) -> Trace:
        """Return the way to what a pointer names.

        Raises:
            ValueError: the text is not a pointer.
        """
        steps = [Step(self._root())]
        ended = False
        wrapped = is_local(steps[0].node.tag)
        for token in split_pointer(pointer):
            node = steps[-1].node
            if wrapped:
                if token != long_name(str(node.tag)):
                    return Trace(tuple(steps), exact=False)
                wrapped = False
                continue
            step = None if ended else self._child(node, token)
            if step is None:
                return Trace(tuple(steps), exact=False)
            ended = step.node is node
            if not ended:
                steps.append(step)
                wrapped = is_local(step.node.tag)
        return Trace(tuple(steps), exact=True)

    def _child(self, node: Node, token: str) -> Step | None:
        if node.kind == "mapping":
            member = self._by_name(node).get(token)
            return None if member is None else Step(member.item, member.key, member.merged)
        if not _INDEX.match(token):
            return None
        if node.kind == "sequence":
            items = node.items
            return Step(items[int(token)]) if int(token) < len(items) else None
        split = split_attribute(node)
        return Step(node) if split is not None and int(token) < len(split) else None
