"""Writes out `Fn::ForEach`, by which a template says one thing once for each of several names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing, Skipped
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.values import Fault, Key, Place, assumed_of, joined_assumptions, way_of, why

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.read import Raw, Template
    from mwaa_policy.sources.cloudformation.resolve import Resolver

PREFIX = "Fn::ForEach::"
_SUB = "Fn::Sub"
_DEEPEST = 5
"""Loops within loops that CloudFormation allows."""
_MOST = 1_000
"""Members that a loop may have written out; CloudFormation allows 500 resources."""
_MOST_IN_ALL = 20_000
"""Members that all loops of a section may have written out."""
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


class Values(NamedTuple):
    """The values over which a loop goes."""

    texts: tuple[str, ...]
    assumed: frozenset[Assumption]
    """The defaults on which they hang."""


class Loop(Frozen):
    """What is left of a loop in the mapping that holds what it writes."""

    cause: Missing | None
    """Why what it writes is not known; `None` when it is written out."""
    assumed: frozenset[Assumption]
    """The defaults on which it hangs whether it writes more."""
    possible: tuple[tuple[Key, Raw], ...] = ()
    """What it writes for each value, where these are not known: what hangs on the value is `Each`."""


class Each(Frozen):
    """A part of what a loop repeats that hangs on the value, which is not known."""

    cause: Missing


Collect: TypeAlias = "Callable[[Raw, Place], Values | Missing]"
"""Answers over which values a loop goes, or why that is not known."""


def values_of(resolver: Resolver, template: Template, raw: Raw, place: Place) -> Values | Missing:
    """Return the values over which a loop of a template goes, or why they are not known."""
    try:
        cell = resolver.cell(template, raw, place)
        members = resolver.sequence(cell)
        if not isinstance(members, tuple):
            no_list = Fault(place, "Fn::ForEach goes over a list")
            return why(members if isinstance(members, Unknown) else resolver.left_out(no_list))
        texts = [resolver.text(member) for member in members]
    except Fault as fault:
        return why(resolver.left_out(fault))
    doubts = [why(text) if isinstance(text, Unknown) else resolver.tokens.cause_of(text) for text in texts]
    if any(doubts):
        return causes.merged(cause for cause in doubts if cause)
    return Values(tuple(map(str, texts)), joined_assumptions(cell, *members))


def loops(raw: Mapping[str, Raw]) -> list[Loop]:
    """Return what is left of the loops of a mapping, of those alone on which it hangs what it holds."""
    return [part for part in raw.values() if isinstance(part, Loop)]


def written_out(raw: Raw, place: Place, collect: Collect, skipped: list[Skipped]) -> Raw:
    """Return a part of a template with what its loops write in their place.

    A loop over values that are not known, or that are defaults, leaves a `Loop` in the mapping; one that
    cannot be read is skipped, too.

    Raises:
        InputError: a loop writes a key that is there already, or loops are nested too deep.
    """
    return _Writer(collect, skipped).part(raw, place, 0)


class _Member(NamedTuple):
    """What a loop writes under one key."""

    key: Key
    raw: Raw
    depth: int
    """How many loops are around it."""


class _Writer:
    """Writes out the loops of a part of a template."""

    def __init__(self, collect: Collect, skipped: list[Skipped]) -> None:
        self._collect = collect
        self._skipped = skipped
        self._count = 0

    def part(self, raw: Raw, place: Place, depth: int) -> Raw:
        """Return a part within so many loops; the part itself when there is no loop in it."""
        if isinstance(raw, list):
            items = [self.part(item, place.at(index), depth) for index, item in enumerate(raw)]
            return raw if all(map(_same, items, raw)) else items
        if not isinstance(raw, dict):
            return raw
        if any(key.startswith(PREFIX) for key in raw):
            return self._looped(raw, place, depth)
        members = {key: self.part(item, place.at(key), depth) for key, item in raw.items()}
        return raw if all(map(_same, members.values(), raw.values())) else members

    def _looped(self, raw: Mapping[str, Raw], place: Place, depth: int) -> Raw:
        found: dict[str, Raw] = {}
        for name, item in raw.items():
            if not name.startswith(PREFIX):
                _put(found, name, self.part(item, place.at(name), depth), place)
                continue
            written = self._written(name, item, place.at(name), depth + 1)
            members = [member for member in written if isinstance(member, _Member)]
            for member in members:
                _put(found, member.key, self.part(member.raw, place.at(member.key), member.depth), place)
            _leave(found, name, [loop for loop in written if isinstance(loop, Loop)])
        return found

    def _written(self, name: str, raw: Raw, place: Place, depth: int) -> list[_Member | Loop]:
        """Return what a loop writes, and what is left of it and of those directly within it."""
        if depth > _DEEPEST:
            raise _error(place, f"Fn::ForEach is nested more than {_DEEPEST} levels deep", "CloudFormation refuses it")
        head = _head(name, raw)
        if head is None:
            text = "Fn::ForEach takes an identifier, a list of values, and a mapping of what to repeat"
            return [self._left_out(text, place)]
        values = self._collect(head.collection, place.at(1))
        if isinstance(values, Missing):
            return [_unknown(values, head)]
        found: list[_Member | Loop] = [Loop(cause=None, assumed=values.assumed)] if values.assumed else []
        for value in values.texts:
            before = len(found)
            found.extend(self._turn(head, _Binding(head.identifier, value, values.assumed), place, depth))
            self._count += len(found) - before
            if len(found) > _MOST or self._count > _MOST_IN_ALL:
                return [self._left_out(f"{name} writes more than {_MOST} members", place, head)]
        return found

    def _left_out(self, text: str, place: Place, head: _Head | None = None) -> Loop:
        self._skipped.append(Skipped(origin=place.origin, text=text))
        return _unknown(causes.fault(text, place), head)

    def _turn(self, head: _Head, binding: _Binding, place: Place, depth: int) -> Iterator[_Member | Loop]:
        """Give what a loop writes for one of its values."""
        for key, part in head.body.items():
            own = binding.key(key)
            raw = binding.applied(part)
            if not own.startswith(PREFIX):
                yield _Member(head.within(own, binding.assumed), raw, depth)
                continue
            for inner in self._written(own, raw, place.at(2, own), depth + 1):
                if isinstance(inner, Loop):
                    yield replace(inner, possible=tuple((head.within(one), raw) for one, raw in inner.possible))
                else:
                    yield inner._replace(key=head.within(inner.key, binding.assumed))


class _Head(NamedTuple):
    """A loop as it stands."""

    name: str
    """Its own key."""
    identifier: str
    collection: Raw
    body: Mapping[str, Raw]

    def within(self, key: Key, assumed: frozenset[Assumption] = frozenset()) -> Key:
        """Return a key of what is repeated as one of the mapping that holds the loop."""
        return Key(key, (*way_of(self.name), 2, *key.way), key.assumed | assumed)


def _head(name: str, raw: Raw) -> _Head | None:
    match raw:
        case [str() as identifier, collection, dict() as body]:
            return _Head(name, identifier, collection, body)
        case _:
            return None


class _Binding(NamedTuple):
    """The value of an identifier."""

    identifier: str
    value: str
    assumed: frozenset[Assumption]
    """The defaults on which it hangs."""

    def text(self, text: str) -> str:
        """Return a text with the value for `${Zone}`, and without its punctuation for `&{Zone}`."""
        if self.identifier not in text:
            return text
        plain = _NOT_ALPHANUMERIC.sub("", self.value)
        return text.replace(f"${{{self.identifier}}}", self.value).replace(f"&{{{self.identifier}}}", plain)

    def key(self, key: str) -> Key:
        """Return a key with the value, which knows how it stands in the template."""
        return Key(self.text(key), way_of(key), assumed_of(key))

    def applied(self, raw: Raw) -> Raw:
        """Return a part with the value in its texts and keys, and for a `Ref` to the identifier."""
        if isinstance(raw, str):
            return self.text(raw)
        if isinstance(raw, list):
            return [self.applied(item) for item in raw]
        if not isinstance(raw, dict):
            return raw
        if raw == {"Ref": self.identifier}:
            return self.value
        if len(raw) == 1 and isinstance(raw.get(_SUB), str):
            # With all its variables replaced it may stand for a name, as in `!Ref {Fn::Sub: Subnet${Zone}}`.
            text = self.text(raw[_SUB])
            return {_SUB: text} if "${" in text else text
        return {self.key(key) if self.identifier in key else key: self.applied(item) for key, item in raw.items()}


def _same(one: object, other: object) -> bool:
    return one is other


def _unknown(cause: Missing, head: _Head | None = None) -> Loop:
    possible = () if head is None else tuple(_possible(head, cause))
    return Loop(cause=cause, assumed=frozenset(), possible=possible)


def _possible(head: _Head, cause: Missing) -> Iterator[tuple[Key, Raw]]:
    """Give what a loop, and those directly within it, write for each value."""
    for key, part in head.body.items():
        inner = _head(key, part) if key.startswith(PREFIX) else None
        own = Key(key, way_of(key), assumed_of(key))
        for name, raw in [(own, part)] if inner is None else _possible(inner, cause):
            yield head.within(name), _blurred(raw, head.identifier, cause)


def _blurred(raw: Raw, identifier: str, cause: Missing) -> Raw:
    """Return a part with `Each` in the place of what hangs on an identifier."""
    if isinstance(raw, str):
        return Each(cause=cause) if f"{{{identifier}}}" in raw else raw
    if isinstance(raw, list):
        return [_blurred(item, identifier, cause) for item in raw]
    if not isinstance(raw, dict):
        return raw
    if raw == {"Ref": identifier}:
        return Each(cause=cause)
    members = {key: _blurred(item, identifier, cause) for key, item in raw.items()}
    return Each(cause=cause) if isinstance(members.get(_SUB), Each) else members


def _leave(found: dict[str, Raw], name: str, left: list[Loop]) -> None:
    """Leave what is left of a loop, and of those within it, under its name."""
    if left:
        doubts = [loop.cause for loop in left if loop.cause]
        assumed = frozenset[Assumption]().union(*(loop.assumed for loop in left))
        possible = tuple(member for loop in left for member in loop.possible)
        found[name] = Loop(cause=causes.merged(doubts) if doubts else None, assumed=assumed, possible=possible)


def _put(found: dict[str, Raw], key: str, raw: Raw, place: Place) -> None:
    if key in found:
        first = place.at(next(one for one in found if one == key))
        hint = f"the first is at {first.pointer}; the keys that Fn::ForEach writes hold its identifier"
        raise _error(place.at(key), f"{key} is written a second time", hint)
    found[key] = raw


def _error(place: Place, text: str, hint: str) -> InputError:
    return InputError(text, document=place.document, pointer=place.pointer, hint=hint)
