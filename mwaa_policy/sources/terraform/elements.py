"""Parts of resources that are written as separate resources or as elements of an argument, in one shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mwaa_policy.model import Collection
from mwaa_policy.sources.terraform.facts import UNKNOWN, Fact, State, is_unknown
from mwaa_policy.sources.terraform.joining import Members, decide, decide_one
from mwaa_policy.sources.terraform.kinds import PREFIXES
from mwaa_policy.sources.terraform.snapshot import Resource, ValuePath, dotted
from mwaa_policy.sources.terraform.terms import Joined, Target, Whole
from mwaa_policy.sources.terraform.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A rule, route or entry."""

    world: World
    resource: Resource
    path: ValuePath = ()
    """Where it is within the resource: an argument and an index, nothing for a resource of its own."""
    count: int = 1
    """How many elements share its expression."""

    @property
    def label(self) -> str:
        """A name for it, unique in the document."""
        return ".".join(filter(None, [self.resource.address, dotted(self.path)]))

    def fact(self, name: str) -> Fact:
        """Return what is known of an attribute of it."""
        if self.path and is_unknown(self.resource, *self.path, name):
            return UNKNOWN
        return self.world.fact(self.resource, *self.path, name)

    def joined(self, name: str) -> Joined | None:
        """Return what the expression of an attribute leads to.

        The elements of an argument share one expression, which names everything that any of them does.
        """
        where = self.path[:1] or (name,)
        return self.world.joined(self.resource, *where)

    def one(self, name: str, *, to: Collection) -> Members:
        """Return the object to which an attribute refers that is known only after apply."""
        joined = self.joined(name)
        if joined is None:
            return Members()
        found = decide_one(
            joined, lambda target: self.world.identify(target, to), prefix=PREFIXES[to], is_new=self.world.is_new
        )
        return self._unless_shared(found, name)

    def many(self, name: str, *, of: Collection) -> Members:
        """Return the objects that a list refers to that is known only after apply."""
        joined = self.joined(name)
        if joined is None:
            return Members()
        found = decide(
            joined,
            lambda target: self.world.identify(target, of),
            prefix=PREFIXES[of],
            is_new=self.world.is_new,
            minimum=1,
            shared=bool(self.path),
        )
        return self._unless_shared(found, name)

    def targets(self, name: str) -> list[Target]:
        """Return every object that the expression of an attribute names."""
        joined = self.joined(name)
        found: list[Target] = []
        for term in () if joined is None else joined.terms:
            if isinstance(term, Whole):
                found.extend(term.targets)
            elif isinstance(term, Target):
                found.append(term)
        return found

    def _unless_shared(self, members: Members, name: str) -> Members:
        """Return the members, as candidates when several elements wait for one of several objects."""
        if len(members.items) <= 1 or self._waiting(name) <= 1:
            return members
        return Members(candidates=members.items, inferred=members.inferred)

    def _waiting(self, name: str) -> int:
        """Return how many elements of the argument have an attribute that is known only after apply."""
        attribute = self.path[0] if self.path else ""
        places = range(self.count)
        return sum(is_unknown(self.resource, attribute, place, name) for place in places) if self.path else 1


def elements(world: World, resource: Resource, attribute: str, *, blocks: bool = False) -> tuple[list[Element], State]:
    """Return the elements of an argument, and what the document says about the argument."""
    found = world.fact(resource, attribute, blocks=blocks)
    if not found.known or not isinstance(found.value, list):
        return [], State.UNKNOWN if found.known else found.state
    number = len(found.value)
    parts = [Element(world=world, resource=resource, path=(attribute, place), count=number) for place in range(number)]
    return parts, State.KNOWN


def separate(world: World, resources: Iterable[Resource]) -> list[Element]:
    """Return resources that are parts of others."""
    return [Element(world=world, resource=resource) for resource in resources]
