"""Judges the conditions of a template: they hold, they do not, or that is not known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources._forks import Fork
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.comparisons import Comparisons
from mwaa_policy.sources.cloudformation.read import Raw, Template
from mwaa_policy.sources.cloudformation.values import Fault, Place, why

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver


class Truth(NamedTuple):
    """Whether a condition holds."""

    value: bool | None
    """`None` when that is not known."""
    cause: Missing | None = None
    """Why it is not known."""
    assumed: frozenset[Assumption] = frozenset()
    """The defaults on which the answer hangs."""


ALWAYS = Truth(value=True)


class Conditions:
    """The conditions of the templates, each judged once."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._judged: dict[tuple[str, str], Truth] = {}
        self._open: set[tuple[str, str]] = set()
        self._comparisons = Comparisons(resolver)

    def forks(self) -> tuple[Fork, ...]:
        """Return the parameters without a value on which the conditions hang that were judged."""
        return self._comparisons.forks()

    def holds(self, template: Template, name: Raw, place: Place) -> Truth:
        """Return whether the condition of this name holds.

        Raises:
            Fault: there is no such condition.
        """
        if not isinstance(name, str) or name not in template.conditions:
            doubts = template.doubts.get("Conditions")
            if isinstance(name, str) and doubts:
                return Truth(None, causes.merged(doubts))
            raise Fault(place, f"{name!r} is not the name of a condition of the template")
        key = (template.document.name, template.scoped(name))
        if key in self._open:
            raise Fault(place, f"condition {name} refers to itself")
        if key not in self._judged:
            self._open.add(key)
            try:
                self._judged[key] = self._safely(template, name)
            finally:
                self._open.discard(key)
        return self._judged[key]

    def _safely(self, template: Template, name: str) -> Truth:
        raw, place, assumed = template.conditions[name]
        try:
            truth = self._judge(template, raw, place)
            return truth._replace(assumed=truth.assumed | assumed)
        except Fault as fault:
            return Truth(None, why(self._resolver.left_out(fault)))

    def _judge(self, template: Template, raw: Raw, place: Place) -> Truth:
        with self._resolver.deeper(place):
            if not isinstance(raw, dict) or len(raw) != 1:
                raise Fault(place, "a condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition")
            function, argument = next(iter(raw.items()))
            inner = place.at(function)
            if function == "Condition":
                return self.holds(template, argument, inner)
            if function == "Fn::Equals":
                return self._equals(template, argument, inner)
            if function in {"Fn::And", "Fn::Or", "Fn::Not"}:
                return self._combined(template, function, argument, inner)
            raise Fault(place, f"{function} is not a function of conditions")

    def _combined(self, template: Template, function: str, argument: Raw, place: Place) -> Truth:
        if not isinstance(argument, list) or not argument:
            raise Fault(place, f"{function} takes a list of conditions")
        parts = [self._judge(template, raw, place.at(index)) for index, raw in enumerate(argument)]
        if function == "Fn::Not":
            only, *others = parts
            if others:
                raise Fault(place, "Fn::Not takes a list of one condition")
            return only if only.value is None else only._replace(value=not only.value)
        decisive = function == "Fn::Or"
        return _any(parts, decisive=decisive)

    def _equals(self, template: Template, argument: Raw, place: Place) -> Truth:
        if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004 - the two sides
            raise Fault(place, "Fn::Equals takes a list of two values")
        cells = [self._resolver.cell(template, raw, place.at(index)) for index, raw in enumerate(argument)]
        assumed = cells[0].assumed | cells[1].assumed
        sides = [self._resolver.plain(cell) for cell in cells]
        left, right = (side if isinstance(side, Unknown) else _text(side) for side in sides)
        if isinstance(left, str) and left == right:
            return Truth(value=True, assumed=assumed)
        doubts = [cause for side in (left, right) if (cause := self._doubt(side))]
        if not doubts or self._comparisons.differ(template, (argument[0], argument[1]), (left, right)):
            return Truth(value=False, assumed=assumed)
        return Truth(None, causes.merged(doubts), assumed)

    def _doubt(self, side: str | Unknown) -> Missing | None:
        return why(side) if isinstance(side, Unknown) else self._resolver.tokens.cause_of(side)


def _any(parts: list[Truth], *, decisive: bool) -> Truth:
    """Return the decisive value if a part has it, else its opposite, unless a part is not known."""
    assumed = frozenset[Assumption]().union(*(part.assumed for part in parts))
    for part in parts:
        if part.value is decisive:
            return part
    doubts = [part.cause for part in parts if part.cause is not None]
    if doubts:
        return Truth(None, causes.merged(doubts), assumed)
    return Truth(value=not decisive, assumed=assumed)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
