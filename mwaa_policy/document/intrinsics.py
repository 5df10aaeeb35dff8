"""CloudFormation's short tags in their long form: `!Ref X` is `{"Ref": "X"}`."""

from __future__ import annotations

from mwaa_policy.document.node import Node

__all__ = ["is_local", "levels", "long_name", "split_attribute"]

_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})
_GET_ATT = "!GetAtt"


def is_local(tag: str | None) -> bool:
    """Return whether a tag is one of a language on top of YAML, like `!Sub`."""
    return tag is not None and len(tag) > 1 and not tag.startswith("!!")


def long_name(tag: str) -> str:
    """Return the key that stands for a tag in the long form."""
    name = tag.removeprefix("!")
    return name if name in _WITHOUT_PREFIX or name.startswith("Fn::") else f"Fn::{name}"


def split_attribute(node: Node) -> list[str] | None:
    """Return resource and attribute of `!GetAtt resource.attribute`; `None` for any other node."""
    if node.tag != _GET_ATT or node.kind != "scalar":
        return None
    return str(node.value).split(".", 1)


def levels(tag: str | None) -> int:
    """Return how many levels of nesting the long form adds to a node at most."""
    if not is_local(tag):
        return 0
    return 2 if tag == _GET_ATT else 1
