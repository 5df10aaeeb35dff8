"""A use of an intrinsic function, and what its arguments say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mwaa_policy.frozen import Frozen
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation.read import Raw, Template
from mwaa_policy.sources.cloudformation.values import Cell, Choice, Fault, Place, Value, joined_assumptions

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver


class Call(Frozen):
    """A use of a function."""

    name: str
    template: Template
    argument: Raw
    place: Place
    """The mapping that is the call."""

    @property
    def inner(self) -> Place:
        """The place of the argument."""
        return self.place.at(self.name)

    def refusal(self, text: str) -> Fault:
        """Return the error of a call that CloudFormation would refuse."""
        return Fault(self.place, text)

    def arguments(self, *counts: int, what: str) -> list[Raw]:
        """Return the argument as a list of one of these lengths.

        Raises:
            Fault: it is no such list.
        """
        if not isinstance(self.argument, list) or len(self.argument) not in counts:
            raise self.refusal(f"{self.name} takes a list: {what}")
        return self.argument

    def cell(self, resolver: Resolver, raw: Raw, *keys: int | str) -> Cell:
        """Return what a part of the argument says."""
        return resolver.cell(self.template, raw, self.inner.at(*keys))

    def result(self, value: Value, *parts: Cell) -> Cell:
        """Return the value of the call, hanging on what its parts hang on."""
        return Cell(value, self.place, joined_assumptions(*parts))

    def number(self, resolver: Resolver, cell: Cell, what: str) -> int | Unknown:
        """Return a number that an argument says.

        Raises:
            Fault: it is no number.
        """
        text = resolver.text(cell)
        if isinstance(text, Unknown):
            return text
        cause = resolver.tokens.cause_of(text)
        if cause is not None:
            return Unknown(cause)
        if not re.fullmatch(r"\d{1,9}", text.strip()):
            raise self.refusal(f"{what} is {text!r}, not a number")
        return int(text)


def one_of(resolver: Resolver, cause: Missing, *arms: Cell) -> Value:
    """Return the value that all arms of a choice have, else the choice."""
    first, *others = arms
    plain = resolver.plain(first)
    if all(resolver.plain(other) == plain for other in others):
        return first.value
    return Choice(cause, tuple(arms))
