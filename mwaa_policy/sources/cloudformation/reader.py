"""Reads resolved values as what a property wants: text, number, flag, range, id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mwaa_policy.model import Cidr, parse_cidr
from mwaa_policy.model.implied import default_acl_id, default_group_id
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import TYPES, VPC, WORDS
from mwaa_policy.sources.cloudformation.resolve import Resolver
from mwaa_policy.sources.cloudformation.values import Absent, Cell, Choice, Fault, Place, Reference, Zones, why

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_FLAGS = {"true": True, "false": False}
_IMPLIED = {
    ("security_groups", "DefaultSecurityGroup"): default_group_id,
    ("network_acls", "DefaultNetworkAcl"): default_acl_id,
}


class Spread(NamedTuple):
    """A list, taken apart."""

    certain: tuple[Cell, ...]
    """Members that it surely has."""
    possible: tuple[Cell, ...]
    """Members that it may have."""
    doubts: tuple[Missing, ...]
    """Why that is not known; empty when the certain members are all."""


class Owner(NamedTuple):
    """The object to which a part belongs."""

    id: str | None
    """The object, when it is known."""
    possible: frozenset[str] | None = None
    """When it is not known: which objects it may be, `None` for any."""
    cause: Missing | None = None
    """Why it is not known."""

    @property
    def reason(self) -> Missing:
        """Why it is not known, of an owner that is not."""
        assert self.cause is not None  # noqa: S101 - what is not known has a cause
        return self.cause


class Reader:
    """Reads values; each method answers `Unknown` for a value that is not known.

    Each raises `Fault` when the value cannot be what is wanted.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.named: dict[tuple[str, str], Place] = {}
        """The ids that texts give, and the first place of each."""

    def text(self, cell: Cell) -> str | Unknown:
        """Return a text, with tokens."""
        return self.resolver.text(cell)

    def known_text(self, cell: Cell) -> str | Unknown:
        """Return a text without tokens."""
        text = self.resolver.text(cell)
        if isinstance(text, str) and (cause := self.resolver.tokens.cause_of(text)):
            return Unknown(cause)
        return text

    def name(self, cell: Cell) -> str | Unknown:
        """Return a text, with tokens, that is not empty."""
        text = self.text(cell)
        if isinstance(text, str) and not text.strip():
            raise Fault(cell.place, "a name is wanted, and the text is empty")
        return text

    def integer(self, cell: Cell) -> int | Unknown:
        """Return a whole number."""
        if isinstance(cell.value, float) and cell.value.is_integer():
            return int(cell.value)
        text = self.known_text(cell)
        if isinstance(text, Unknown):
            return text
        if not _INTEGER.fullmatch(text.strip()):
            raise Fault(cell.place, f"{text!r} is not a whole number")
        return int(text)

    def flag(self, cell: Cell) -> bool | Unknown:
        """Return true or false."""
        text = self.known_text(cell)
        if isinstance(text, Unknown):
            return text
        flag = _FLAGS.get(text.strip().lower())
        if flag is None:
            raise Fault(cell.place, f"{text!r} is neither true nor false")
        return flag

    def choice(self, cell: Cell, words: Sequence[str]) -> str | Unknown:
        """Return one of some words, in any case."""
        text = self.known_text(cell)
        if isinstance(text, Unknown):
            return text
        found = next((word for word in words if word.lower() == text.strip().lower()), None)
        if found is None:
            raise Fault(cell.place, f"{text!r} is none of {', '.join(words)}")
        return found

    def cidr(self, cell: Cell) -> Cidr | Unknown:
        """Return a range of addresses."""
        text = self.known_text(cell)
        if isinstance(text, Unknown):
            return text
        try:
            return parse_cidr(text)
        except ValueError as error:
            raise Fault(cell.place, str(error)) from error

    def identity(self, cell: Cell, collection: str) -> str | Unknown:
        """Return the id of a member of a collection; that of a VPC may be a token."""
        if isinstance(cell.value, Reference):
            return self._referred(cell, cell.value, collection)
        text = self.text(cell)
        if isinstance(text, Unknown):
            return text
        if not text.strip():
            raise Fault(cell.place, f"the id of {WORDS[collection]} is empty")
        cause = self.resolver.tokens.cause_of(text)
        if cause is not None and collection != "vpcs":
            return Unknown(cause)
        self.refuse_name(cell, text, WORDS[collection])
        self.named.setdefault((collection, text), cell.place)
        return text

    def refuse_name(self, cell: Cell, text: str, what: str) -> None:
        """Refuse the name of a resource in plain text, which CloudFormation leaves as it is, for the id of something.

        Raises:
            Fault: the text is one.
        """
        if text in self.resolver.resources:
            raise Fault(
                cell.place, f"the text {text} is not the id of {what}: write !Ref {text} for the resource of that name"
            )

    def _referred(self, cell: Cell, reference: Reference, collection: str) -> str | Unknown:
        resource = self.resolver.resources[reference.id]
        implied = _IMPLIED.get((collection, reference.attribute or ""))
        if implied is not None and resource.type == VPC:
            return implied(reference.id)
        if reference.attribute is None and resource.type == TYPES[collection]:
            return reference.id
        if reference.attribute is None and resource.type in TYPES.values():
            raise Fault(cell.place, f"{resource.logical_id} is an {resource.type}, and {WORDS[collection]} is wanted")
        return Unknown(causes.attribute(resource.logical_id, resource.type, reference.attribute, cell.place))

    def owner(self, cell: Cell, collection: str) -> Owner:
        """Return the object of a collection to which a part belongs."""
        if isinstance(cell.value, Choice):
            arms = [self.owner(arm, collection) for arm in cell.value.arms if not isinstance(arm.value, Absent)]
            if any(arm.possible is None and arm.id is None for arm in arms):
                return Owner(None, None, why(cell.value))
            names = frozenset[str]().union(*(arm.possible or () for arm in arms), (arm.id for arm in arms if arm.id))
            return Owner(None, names, why(cell.value))
        found = self.identity(cell, collection)
        if isinstance(found, str):
            return Owner(found)
        if isinstance(cell.value, Reference) and self.resolver.resources[cell.value.id].type == TYPES[collection]:
            # An attribute of an object that is not known to be its id is not known to be that of another.
            return Owner(None, frozenset({cell.value.id}), why(found))
        # What comes from outside the template, or from another resource, is none of its objects.
        foreign = isinstance(cell.value, str | Reference)
        return Owner(None, frozenset() if foreign else None, why(found))

    def spread(self, cell: Cell | None) -> Spread:
        """Take a list apart; a value that is not a list is a list of one."""
        if cell is None or isinstance(cell.value, Absent):
            return Spread((), (), ())
        if isinstance(cell.value, tuple):
            parts = [self._member(item) for item in cell.value]
            return Spread(
                tuple(one for part in parts for one in part.certain),
                tuple(one for part in parts for one in part.possible),
                tuple(one for part in parts for one in part.doubts),
            )
        return self._member(cell)

    def _member(self, cell: Cell) -> Spread:
        value = cell.value
        if isinstance(value, Choice):
            return self._either(value)
        if isinstance(value, Unknown):
            return Spread((), (), (why(value),))
        return Spread((cell,), (), ())

    def _either(self, choice: Choice) -> Spread:
        arms = [self.spread(arm) for arm in choice.arms]
        plain = [[self.resolver.plain(member) for member in arm.certain] for arm in arms]
        first, *others = arms
        certain = tuple(
            member
            for member, value in zip(first.certain, plain[0], strict=True)
            if all(value in other for other in plain[1:])
        )
        sure = [self.resolver.plain(member) for member in certain]
        possible = tuple(
            member
            for arm in (first, *others)
            for member in (*arm.certain, *arm.possible)
            if self.resolver.plain(member) not in sure
        )
        doubts = (why(choice), *(doubt for arm in arms for doubt in arm.doubts))
        return Spread(certain, possible, doubts)

    def describe(self, cell: Cell) -> str:
        """Return a few words for a value, for a list of candidates."""
        value = cell.value
        if isinstance(value, Unknown):
            return why(value).subject
        if isinstance(value, Reference):
            return value.id if value.attribute is None else f"{value.id}.{value.attribute}"
        if isinstance(value, tuple):
            return ", ".join(self.describe(item) for item in value)
        if isinstance(value, Mapping):
            return ", ".join(f"{key} {self.describe(item)}" for key, item in value.items())
        return "zones" if isinstance(value, Zones | Absent) else str(self.text(cell))
