"""What the names in an expression lead to, and how parts are taken of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from mwaa_policy.sources.terraform.addresses import InstanceKey, Key
from mwaa_policy.sources.terraform.snapshot import Resource, mapping
from mwaa_policy.sources.terraform.words import APPLIED

_MANY = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An attribute of a resource; `None` for the resource as a whole."""

    resource: Resource
    attribute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All instances of a resource that has several: which of them are meant is not told."""

    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value that is known."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A name that cannot be followed."""

    subject: str
    """The name, as seen from the root."""
    text: str
    """Why."""
    supply: str = APPLIED
    """How to supply it."""


Term = Target | Whole | Literal | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the names in an expression lead to, in their order."""

    terms: tuple[Term, ...]
    inferred: bool = False
    """Whether instances were paired by their keys, or an element was picked by its place."""
    mixed: bool = False
    """Whether an element was wanted of something that cannot be taken apart."""
    written: bool = False
    """Whether a local was followed for it, as the files of the configuration define that."""


def gap(subject: str, text: str, supply: str = APPLIED) -> Joined:
    """Return that a name cannot be followed, and why."""
    return Joined(terms=(Gap(subject=subject, text=text, supply=supply),))


def concatenate(parts: list[Joined], base: Joined | None = None) -> Joined:
    """Return what several names lead to, in their order."""
    every = [*parts, base] if base else parts
    terms = tuple(islice((term for part in parts for term in part.terms), _MANY))
    if len(terms) == _MANY:
        return gap("an expression", "it names too many objects")
    return Joined(
        terms=terms,
        inferred=any(part.inferred for part in every),
        mixed=any(part.mixed for part in every),
        written=any(part.written for part in every),
    )


def attribute_of_all(term: Whole, name: str) -> Joined:
    """Return an attribute of all instances of a resource."""
    plain = all(target.attribute is None and has(target.resource, name) for target in term.targets)
    if not plain:
        return Joined(terms=(term,), mixed=any(target.attribute is None for target in term.targets))
    return Joined(terms=(Whole(targets=tuple(replace(target, attribute=name) for target in term.targets)),))


def select(joined: Joined, wanted: InstanceKey, siblings: int) -> Joined:
    """Pick, of resources named as a whole beside `count.index` or `each.key`, the instance of that key."""
    alone = all(isinstance(term, Whole | Target) for term in joined.terms)
    terms = tuple(
        _pair(term, wanted, siblings=siblings, alone=alone) if isinstance(term, Whole) else term
        for term in joined.terms
    )
    return replace(joined, terms=terms, inferred=True)


def whole(instances: Mapping[InstanceKey, Resource]) -> tuple[Term, ...]:
    """Return a resource that is named without a key: its one instance, or all of them."""
    targets = tuple(Target(resource=instances[key]) for key in sorted(instances, key=_order))
    return targets if len(targets) <= 1 else (Whole(targets=targets),)


def _order(key: InstanceKey) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, str(key))


def _pair(term: Whole, wanted: InstanceKey, *, siblings: int, alone: bool) -> Term:
    """Return the instance that has the key of the one that refers to it; without a sure pair, all of them.

    `element()` starts again at the end of a list. Beside a flag the expression may be a condition
    that takes the first instance for everybody, so that unequal numbers prove nothing then.
    """
    by_key = {target.resource.index: target for target in term.targets}
    number = len(term.targets)
    if wanted in by_key and (alone or wanted == 0 or number == siblings):
        return by_key[wanted]
    if alone and isinstance(wanted, int) and set(by_key) == set(range(number)):
        return by_key[wanted % number]
    return term


def element(joined: Joined, step: Key) -> Joined:
    """Take an element of what was found, when its place tells which it is."""
    terms, wanted = joined.terms, step.value
    if joined.written and (joined.mixed or len(terms) > 1):
        # Without their structure, the members of a local have no places.
        return replace(joined, mixed=True)
    if len(terms) == 1:
        only = _element_of(terms[0], wanted)
        return replace(joined, terms=() if only is None else (only,), inferred=joined.inferred or only != terms[0])
    plain = all(isinstance(term, Target) for term in terms)
    if plain and isinstance(wanted, int) and wanted < len(terms):
        return replace(joined, terms=(terms[wanted],), inferred=True)
    return replace(joined, mixed=True)


def _element_of(term: Term, wanted: str | int) -> Term | None:
    if isinstance(term, Literal):
        value = term.value
        if isinstance(value, dict):
            return Literal(value=value.get(wanted))
        inside_list = isinstance(value, list) and isinstance(wanted, int) and wanted < len(value)
        return Literal(value=value[wanted] if inside_list else None)
    if isinstance(term, Whole):
        by_key = {target.resource.index: target for target in term.targets}
        if isinstance(wanted, int) and wanted not in by_key and wanted < len(term.targets):
            return term.targets[wanted]
        return by_key.get(wanted)
    return term


def has(resource: Resource, name: str) -> bool:
    """Return whether a resource has an attribute of this name."""
    marks = resource.unknown if isinstance(resource.unknown, Mapping) else {}
    return name in resource.values or name in marks or name in mapping(resource.expressions)
