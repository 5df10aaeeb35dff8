"""What an expression of a `.tf` file comes to, with its structure, and how parts are taken of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from typing import Literal as Either

from mwaa_policy.sources.terraform.addresses import Key, ModulePath, inside
from mwaa_policy.sources.terraform.terms import Gap, Joined, Literal, Target, concatenate, element, gap

Order = Either["list", "set", "lost"]
"""Whether the places of members are known: in a set each member is its own key, and a list may be of unknown order."""
_IDENTITIES = frozenset({"arn", "id"})
UNTOLD = object()
"""The value of what only apply knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A text, a number, a truth value or null."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Exactly these members."""

    items: tuple[Outcome, ...]
    order: Order = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Exactly these members, by name."""

    members: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """An instance of a module."""

    module: ModulePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """What names lead to, where only they are told."""

    joined: Joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Something that cannot be followed exactly."""

    gap: Gap
    """What, and why."""
    possible: tuple[Outcome, ...] = ()
    """What it may come to, or may be part of it."""
    fails: bool = False
    """Whether it is sure to be an error of Terraform, which `try` passes over."""


Outcome = Known | Several | Named | Called | Loose | Unsure | Target


def known(value: Any) -> Outcome:  # noqa: ANN401 - foreign value
    """Return a value that is known."""
    if isinstance(value, list):
        return Several(items=tuple(known(one) for one in value))
    if isinstance(value, dict):
        return Named(members={str(name): known(one) for name, one in value.items()})
    return Known(value=value)


def unsure(subject: str, text: str, *possible: Outcome, fails: bool = False) -> Unsure:
    """Return that something cannot be followed exactly, and why."""
    return Unsure(gap=Gap(subject=subject, text=text), possible=possible, fails=fails)


def value_of(outcome: Outcome) -> Any:  # noqa: ANN401 - a value of any type
    """Return a text, number, truth value or null that is known; `UNTOLD` for all else."""
    if isinstance(outcome, Known):
        return outcome.value
    if isinstance(outcome, Target) and outcome.attribute is not None:
        found = outcome.resource.value(outcome.attribute)
        return found if isinstance(found, str | int | float) else UNTOLD
    return UNTOLD


def is_filled(outcome: Outcome) -> bool:
    """Return whether something is neither null nor empty: only apply knows an id, and that there is one."""
    value = value_of(outcome)
    if value is UNTOLD:
        return isinstance(outcome, Target) and outcome.attribute in _IDENTITIES
    return value is not None and value != ""


def values_of(outcomes: Iterable[Outcome]) -> list[Any] | None:
    """Return the values of all, `None` when one is not known."""
    found = [value_of(one) for one in outcomes]
    return None if any(one is UNTOLD for one in found) else found


def join(outcome: Outcome) -> Joined:
    """Return what an outcome leads to, without its structure."""
    if isinstance(outcome, Known):
        return Joined(terms=(Literal(value=outcome.value),))
    if isinstance(outcome, Target):
        return Joined(terms=(outcome,))
    if isinstance(outcome, Loose):
        return outcome.joined
    if isinstance(outcome, Several):
        return concatenate([join(one) for one in outcome.items])
    if isinstance(outcome, Unsure):
        return concatenate([Joined(terms=(outcome.gap,)), *(join(one) for one in outcome.possible)])
    what = inside(outcome.module, "")[:-1] if isinstance(outcome, Called) else "an object"
    members = outcome.members.values() if isinstance(outcome, Named) else ()
    text = "it is used as a whole"
    return concatenate([gap(what, text), *(join(one) for one in members)])


def loose(outcomes: Iterable[Outcome], *, mixed: bool = False) -> Loose:
    """Return outcomes without their structure."""
    joined = concatenate([join(one) for one in outcomes])
    return Loose(joined=replace(joined, mixed=joined.mixed or mixed))


def item(outcome: Several, place: int, subject: str) -> Outcome:
    """Return the member at a place."""
    if outcome.order != "list" and len(outcome.items) > 1:
        return unsure(subject, "the order of its members is not known", *outcome.items)
    if outcome.order != "set" and 0 <= place < len(outcome.items):
        return outcome.items[place]
    return unsure(subject, f"it has no member {place}", fails=True)


def part(outcome: Outcome, step: str | int, subject: str) -> Outcome:
    """Return an element or a member, of what is neither a resource nor a module."""
    if isinstance(outcome, Several):
        place = int(step) if isinstance(step, str) and step.isdecimal() else step
        return item(outcome, place, subject) if isinstance(place, int) else unsure(subject, f"a list has no {step}")
    if isinstance(outcome, Named):
        found = outcome.members.get(str(step))
        return unsure(subject, f"it has no member {step}", fails=True) if found is None else found
    if isinstance(outcome, Unsure):
        possible = tuple(part(one, step, subject) for one in outcome.possible)
        return replace(outcome, possible=possible)
    if isinstance(outcome, Loose):
        single = len(outcome.joined.terms) == 1 and not outcome.joined.mixed
        return Loose(joined=element(outcome.joined, Key(step))) if single else loose([outcome], mixed=True)
    return unsure(subject, f"its member {step} is not told", outcome, fails=outcome == Known(value=None))


def weight(outcome: Outcome, limit: int) -> int:
    """Return how many parts an outcome has, counted up to a limit: parts may be shared many times over."""
    waiting, number = [outcome], 0
    while waiting and number < limit:
        one = waiting.pop()
        number += 1
        if isinstance(one, Several):
            waiting.extend(one.items)
        elif isinstance(one, Named):
            waiting.extend(one.members.values())
        elif isinstance(one, Unsure):
            waiting.extend(one.possible)
    return number
