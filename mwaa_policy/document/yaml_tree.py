"""The tree of YAML text, built from the events of PyYAML's parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from mwaa_policy.document.hints import TEMPLATE, is_template
from mwaa_policy.document.intrinsics import is_local, levels
from mwaa_policy.document.limits import MAX_DEPTH, MAX_YAML_NODES
from mwaa_policy.document.node import Kind, Node, Parts, Style
from mwaa_policy.document.refusal import Refusal, shown
from mwaa_policy.document.yaml_events import events
from mwaa_policy.document.yaml_scalars import STANDARD, resolve, tagged

__all__ = ["read_yaml"]

_Event: TypeAlias = Any
"""An event of PyYAML; its stubs let every mark be `None`."""
_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_BLOCKS = {"literal", "folded"}
_COLLECTIONS = {"mapping": {"map"}, "sequence": {"seq"}}


@dataclass(slots=True)
class _Open:
    """A sequence or a mapping whose end has not come yet."""

    kind: Kind
    start: int
    style: Style
    tag: str | None
    anchor: str | None
    depth: int
    deepest: int
    """The deepest level in it so far."""
    before: int
    """How many nodes were counted before it."""
    wants_key: bool
    """Whether the next node is a key."""
    keys: dict[str, Node] = field(default_factory=dict)
    """Keys by their text, to notice the second of two."""
    items: list[Node] = field(default_factory=list)


class _Anchored(NamedTuple):
    """What an alias stands for."""

    node: Node
    nodes: int
    height: int


def read_yaml(text: str) -> Node | None:
    """Return the root of YAML text; `None` when there is only blank space and comments.

    Nothing is expanded: an alias counts as all that it stands for, and shares its parts.

    Raises:
        Refusal: the text is not YAML, or is YAML that nobody should rely on.
    """
    builder = _Builder(text)
    steps = builder.steps
    for event in events(text):
        step = steps.get(type(event))
        if step is not None:
            step(event)
    return builder.root


class _Builder:
    """A machine that puts one event after the other in its place."""

    def __init__(self, text: str) -> None:
        import yaml  # noqa: PLC0415 - JSON documents do without

        self.steps: dict[type, Callable[[_Event], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        self._text = text
        # The lowest stands for the stream: its only item is the root.
        self._top = _Open("sequence", 0, "block", None, None, 0, 0, 0, wants_key=False)
        self._below: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._count = 0
        self._documents = 0
        self._aliased = False

    @property
    def root(self) -> Node | None:
        """The root, once all events are taken."""
        return self._top.items[0] if self._top.items else None

    def _document(self, event: _Event) -> None:
        self._documents += 1
        if self._documents > 1:
            message = "a second YAML document begins here"
            raise Refusal(message, event.start_mark.index, hint="give one document a file")

    def _scalar(self, event: _Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        style, raw, tag, anchor = _STYLES.get(event.style, "plain"), event.value, event.tag, event.anchor
        if style in _BLOCKS:
            end = _trim(self._text, start, end)
        if self._top.wants_key:
            _check_key(tag, raw, style, start)
            self._key(Node("scalar", start, end, style, raw, _short(tag), anchor))
            return
        if tag is None:
            value = resolve(raw, start) if style == "plain" else raw
            node = Node("scalar", start, end, style, value, None, anchor)
            height = 0
        else:
            value = tagged(tag.removeprefix(STANDARD), raw, start) if tag.startswith(STANDARD) else raw
            node = Node("scalar", start, end, style, value, _short(tag), anchor)
            height = levels(node.tag)
        self._add(1, start)
        self._item(node, height)
        if anchor is not None:
            self._anchors[anchor] = _Anchored(node, 1, height)

    def _mapping(self, event: _Event) -> None:
        self._begin("mapping", event)

    def _sequence(self, event: _Event) -> None:
        self._begin("sequence", event)

    def _begin(self, kind: Kind, event: _Event) -> None:
        start, tag, top = event.start_mark.index, event.tag, self._top
        if top.wants_key:
            raise _odd_key(self._text, start, kind)
        if tag is not None:
            tag = _collection_tag(tag, kind, start)
        depth = top.depth + 1 + levels(tag)
        _check_depth(depth, start)
        style: Style = "flow" if event.flow_style else "block"
        anchor = event.anchor
        if anchor is not None:
            self._anchors[anchor] = None
        self._below.append(top)
        self._top = _Open(kind, start, style, tag, anchor, depth, depth, self._count, wants_key=kind == "mapping")

    def _end(self, event: _Event) -> None:
        done = self._top
        self._top = self._below.pop()
        end = done.items[-1].end if done.items and done.style == "block" else event.end_mark.index
        parts = Parts(tuple(done.keys.values()), tuple(done.items))
        node = Node(done.kind, done.start, end, done.style, None, done.tag, done.anchor, None, parts)
        height = done.deepest - self._top.depth
        self._add(1, done.start)
        self._item(node, height)
        if done.anchor is not None:
            self._anchors[done.anchor] = _Anchored(node, self._count - done.before, height)

    def _alias(self, event: _Event) -> None:
        start, end, name, top = event.start_mark.index, event.end_mark.index, event.anchor, self._top
        target = self._target(name, start)
        if top.wants_key:
            message = "an alias as a key"
            raise Refusal(message, start, hint="write the key in full; put text that begins with '*' in quotes")
        _check_depth(top.depth + target.height, start)
        self._aliased = True
        self._add(target.nodes, start)
        old = target.node
        self._item(Node(old.kind, start, end, old.style, old.value, old.tag, None, name, old.held), target.height)

    def _target(self, name: str, start: int) -> _Anchored:
        if name not in self._anchors:
            message = f"the alias {shown(name)} has no anchor of that name before it"
            raise Refusal(message, start, hint="put text that begins with '*' in quotes")
        target = self._anchors[name]
        if target is None:
            message = f"the alias {shown(name)} stands inside its own anchor"
            raise Refusal(message, start, hint="a value cannot contain itself")
        return target

    def _add(self, nodes: int, start: int) -> None:
        """Count nodes, each alias as all that it stands for."""
        self._count += nodes
        if self._count > MAX_YAML_NODES:
            what = "the aliases stand for" if self._aliased else "the document has"
            message = f"{what} more than {MAX_YAML_NODES:,} values"
            raise Refusal(message, start, hint="aliases of aliases multiply" if self._aliased else None)

    def _item(self, node: Node, height: int) -> None:
        """File a node that is an item or the value of a member, and how many levels it holds."""
        top = self._top
        top.items.append(node)
        top.wants_key = top.kind == "mapping"
        if height:
            top.deepest = max(top.deepest, top.depth + height)

    def _key(self, key: Node) -> None:
        """File a node that is a key."""
        top, name = self._top, str(key.value)
        if top.keys.setdefault(name, key) is not key:
            message = f"the key {shown(name)} stands twice in one mapping; the first is at {{other}}"
            first = top.keys[name].start
            raise Refusal(message, key.start, other=first, hint="remove or rename one of the two")
        top.wants_key = False
        if key.anchor is not None:
            self._anchors[key.anchor] = _Anchored(key, 1, 0)


def _check_key(tag: str | None, raw: str, style: Style, start: int) -> None:
    if is_local(_short(tag)):
        message = f"the tag {shown(str(tag))} on a key"
        raise Refusal(message, start, hint="a key is plain text; put it in quotes when it begins with '!'")
    if not raw and style == "plain":
        message = "a key is empty"
        raise Refusal(message, start, hint="write the key before the ':'")


def _collection_tag(tag: str, kind: Kind, start: int) -> str | None:
    if tag.startswith(STANDARD) and tag.removeprefix(STANDARD) not in _COLLECTIONS[kind]:
        message = f"the tag {shown(str(_short(tag)))} on a {kind}"
        raise Refusal(message, start, hint="only plain JSON-like values and CloudFormation's tags are read")
    return _short(tag)


def _check_depth(depth: int, start: int) -> None:
    if depth >= MAX_DEPTH:
        message = f"nested {MAX_DEPTH} levels deep or deeper"
        raise Refusal(message, start)


def _odd_key(text: str, start: int, kind: Kind) -> Refusal:
    hint = TEMPLATE if is_template(text, start) else "put a key that begins with '{' or '[' in quotes"
    return Refusal(f"a {kind} as a key", start, hint=hint)


def _short(tag: str | None) -> str | None:
    return tag if tag is None or not tag.startswith(STANDARD) else f"!!{tag.removeprefix(STANDARD)}"


def _trim(text: str, start: int, end: int) -> int:
    """Return where the last line of a block scalar ends that is not blank."""
    while True:
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end))
        if line < 0 or text[line + 1 : end].strip(" \t\r\n"):
            return end
        end = line
