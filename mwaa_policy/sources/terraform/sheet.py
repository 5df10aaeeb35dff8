"""Fills the attributes of one record, and says where each came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from mwaa_policy.model import Cidr, Collection, Listing
from mwaa_policy.provenance import Assumption, Missing, Origin, Path, Skipped
from mwaa_policy.sources.terraform.joining import Members
from mwaa_policy.sources.terraform.snapshot import DATA, MANAGED, Resource, dotted
from mwaa_policy.sources.terraform.values import as_choice, as_cidr, as_flag, as_text
from mwaa_policy.sources.terraform.words import (
    LITERALS,
    NO_ACCOUNT,
    PAIRED,
    malformed,
    not_listed,
    partial_plan,
    unset,
)
from mwaa_policy.sources.terraform.world import World

T = TypeVar("T")
_AWS_CHOOSES = "AWS chooses it"


@dataclass(slots=True)
class Gathered(Generic[T]):
    """The members of a list while they are collected, and what speaks against its completeness."""

    items: dict[str, T] = field(default_factory=dict)
    doubts: list[Missing] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)

    def doubt(self, missing: Missing | None, candidates: Iterable[str] = ()) -> None:
        """Take a reason for which there may be other members, if it is one."""
        if missing is not None:
            self.doubts.append(missing)
            self.candidates.extend(candidates)


class Sheet:
    """One record while it is filled from a resource."""

    def __init__(
        self, world: World, collection: Collection, resource: Resource, *, identity: str | None = None
    ) -> None:
        self.world = world
        self.resource = resource
        self.id = identity or world.identity(resource)
        self.path: Path = (collection, self.id)
        self._provenance = world.draft.provenance

    def text(
        self, name: str, *source: str | int, absent: str | None = None, assume: Assumption | None = None
    ) -> str | None:
        """Return an argument that is text, `absent` where nobody sets it."""
        return self._scalar(name, source, as_text, absent, assume)

    def choice(
        self,
        name: str,
        *source: str | int,
        words: Sequence[str],
        absent: str | None = None,
        assume: Assumption | None = None,
    ) -> str | None:
        """Return an argument that is one of some words."""
        return self._scalar(name, source, as_choice(*words), absent, assume)

    def flag(
        self, name: str, *source: str | int, absent: bool | None = None, assume: Assumption | None = None
    ) -> bool | None:
        """Return an argument that is true or false."""
        return self._scalar(name, source, as_flag, absent, assume)

    def cidr(self, name: str, *source: str | int) -> Cidr | None:
        """Return an argument that is a range of addresses."""
        return self._scalar(name, source, as_cidr, None, None)

    def one(self, name: str, *source: str | int, to: Collection, absent: str | None = None) -> str | None:
        """Return the id of the object to which an argument refers, `absent` where nobody sets it."""
        found = self.world.fact(self.resource, *(source or (name,)))
        if found.known or (found.absent and absent is None):
            return self.text(name, *source)
        self.note(name, *source)
        if found.absent:
            return absent
        members = self.world.refer(self.resource, *(source or (name,)), to=to)
        return self._single(name, members, *source)

    def vpc(self) -> str | None:
        """Return the id of the VPC in which the object is."""
        return self.one("vpc_id", to="vpcs")

    def adopted_vpc(self) -> str | None:
        """Return the id of the VPC whose default object the resource takes over."""
        members = self.world.adoption.of(self.resource)
        self.note("vpc_id")
        if members.single is None:
            self.miss("vpc_id", self.world.adoption.why_unknown(self.resource))
        return members.single

    def owner(self, name: str = "owner_id") -> str | None:
        """Return the account that owns the object: what Terraform makes is its own account's."""
        if self.world.fact(self.resource, "owner_id").known:
            return self.text(name, "owner_id")
        account = self.world.draft.context.account_id if self.resource.mode == MANAGED else None
        if account is None:
            self.miss(name, NO_ACCOUNT)
        return account

    def why_incomplete(self, what: str) -> Missing | None:
        """Return why a document may not tell all of what an object has, `None` when it does."""
        if self.resource.mode == DATA:
            return not_listed(self.resource.address, what, self.origin())
        return self.why_partial()

    def why_partial(self) -> Missing | None:
        """Return why a document may leave out resources that change the object, `None` when it does not."""
        partial = self.world.snapshot(self.resource).partial if self.resource.mode == MANAGED else None
        return None if partial is None else partial_plan(self.resource.document, partial)

    def _single(self, name: str, members: Members, *source: str | int) -> str | None:
        if members.single is None:
            self.miss(name, self.world.why_unknown(self.resource, *(source or (name,)), members=members))
            self.propose(name, members.candidates)
        elif members.inferred:
            self.assume(name, PAIRED)
        return members.single

    def many(self, name: str, *source: str | int, of: Collection, into: Gathered[str], minimum: int = 1) -> bool:
        """Add the ids of the objects that an argument lists; return whether somebody sets it."""
        path = source or (name,)
        found = self.world.fact(self.resource, *path)
        if found.absent:
            return False
        self.note(name, *path)
        if found.known and isinstance(found.value, list):
            known = [(place, one) for place, one in enumerate(found.value) if isinstance(one, str) and one]
            for place, one in known:
                into.items[one] = one
                self.note_at((name, one), *path, place)
            if len(known) == len(found.value):
                return True
        self.take(name, self.world.members(self.resource, *path, of=of, minimum=minimum), into, *path)
        return True

    def take(self, name: str, members: Members, into: Gathered[str], *source: str | int) -> None:
        """Add the members of a list that only references tell."""
        for one in members.items:
            into.items[one] = one
            self.note_at((name, one), *(source or (name,)))
        if members.complete:
            self.assume(name, LITERALS)
        else:
            missing = self.world.why_unknown(self.resource, *(source or (name,)), members=members)
            into.doubt(missing, members.candidates)
        if members.inferred:
            self.assume(name, PAIRED)

    def associate(self, name: str, resource: Resource, argument: str, *, to: Collection, into: Gathered[str]) -> None:
        """Add the id of the object that an association, a resource of its own, puts to this one."""
        found = self.world.fact(resource, argument)
        members = Members() if found.known else self.world.refer(resource, argument, to=to)
        other = str(found.value) if found.known else members.single
        if other is None:
            into.doubt(self.world.why_unknown(resource, argument, members=members), members.candidates)
            return
        into.items[other] = other
        self.note_at((name, other), argument, resource=resource)
        if members.inferred:
            self.assume(name, PAIRED)

    def listing(self, name: str, gathered: Gathered[T]) -> Listing[T]:
        """Return a list, after saying why it is not complete when it is not."""
        for missing in gathered.doubts[:1]:
            self.miss(name, missing)
        self.propose(name, (one for one in gathered.candidates if one not in gathered.items))
        return Listing[Any](items=tuple(gathered.items.values()), complete=not gathered.doubts)

    def note(self, name: str, *source: str | int) -> None:
        """Say that an attribute was read from an argument."""
        self.note_at((name,), *(source or (name,)))

    def note_at(self, part: Path, *source: str | int, resource: Resource | None = None) -> None:
        """Say that a part of the record was read from an argument, of another resource perhaps."""
        self._provenance.origins[self.path + part] = (resource or self.resource).origin(*source)

    def assume(self, name: str, assumption: Assumption) -> None:
        """Say that an attribute was assumed."""
        self._provenance.assumed.setdefault((*self.path, name), assumption)

    def miss(self, name: str, missing: Missing) -> None:
        """Say why an attribute is not known."""
        self._provenance.missing.setdefault((*self.path, name), missing)

    def miss_at(self, part: Path, missing: Missing) -> None:
        """Say why a part of the record is not known."""
        self._provenance.missing.setdefault(self.path + part, missing)

    def propose(self, name: str, candidates: Iterable[str]) -> None:
        """Say what an attribute may be, or what may be its members."""
        self.propose_at((name,), candidates)

    def propose_at(self, part: Path, candidates: Iterable[str]) -> None:
        """Say what a part of the record may be."""
        found = tuple(dict.fromkeys(candidates))
        if found:
            self._provenance.candidates[self.path + part] = found

    def candidates(self, name: str) -> tuple[str, ...]:
        """Return what an attribute may be, when no name of its expression was lost."""
        return self._provenance.candidates.get((*self.path, name), ())

    def skip(self, problem: ValueError, *source: str | int, resource: Resource | None = None) -> Missing:
        """Say that a part of the document cannot be read, and return that as the reason of what it hides."""
        at = resource or self.resource
        origin = at.origin(*source)
        self._provenance.skipped.append(Skipped(origin=origin, text=str(problem)))
        return malformed(at.address, dotted(source), str(problem), origin)

    def origin(self) -> Origin:
        """Return the place of the record."""
        return self.resource.origin()

    def _scalar(
        self,
        name: str,
        source: tuple[str | int, ...],
        convert: Callable[[object], T],
        absent: T | None,
        assume: Assumption | None,
    ) -> T | None:
        path = source or (name,)
        found = self.world.fact(self.resource, *path)
        self.note(name, *path)
        if found.known:
            try:
                return convert(found.value)
            except ValueError as problem:
                self.miss(name, self.skip(problem, *path))
                return None
        if not found.absent:
            self.miss(name, self.world.why_unknown(self.resource, *path))
        elif absent is None:
            self.miss(name, unset(self.resource.address, dotted(path), _AWS_CHOOSES, self.origin()))
        elif assume is not None:
            self.assume(name, assume)
        return absent if found.absent else None
