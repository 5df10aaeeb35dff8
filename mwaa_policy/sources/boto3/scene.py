"""What the converters share: the objects, the draft that they fill, and what was surveyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_policy.model import Collection
from mwaa_policy.provenance import Missing
from mwaa_policy.sources._draft import Draft
from mwaa_policy.sources.boto3.coverage import Coverage, failed, not_called
from mwaa_policy.sources.boto3.facts import Facts
from mwaa_policy.sources.boto3.objects import Objects
from mwaa_policy.sources.boto3.operations import Operation
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, text
from mwaa_policy.sources.boto3.read import Dump


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The input and the draft."""

    dump: Dump
    """The responses."""
    objects: Objects
    """What they list."""
    coverage: Coverage
    """What they leave open."""
    draft: Draft
    """The inventory that is made."""

    def records(self, collection: Collection, operation: Operation) -> Iterator[Facts]:
        """Return the objects of an operation as records of a collection."""
        for identity, found in self.objects.of(operation).items():
            yield self.record(collection, identity, found.place, operation)

    def record(self, collection: Collection, identity: str, place: Place | None, operation: Operation) -> Facts:
        """Return one record, which only other objects name when it has no place."""
        facts = Facts(self.draft.provenance, collection, identity, place, operation)
        if place is None:
            facts.missing(self.not_described(identity, operation))
        else:
            facts.provenance.origins[facts.path] = place.origin
        return facts

    def not_described(self, identity: str, operation: Operation) -> Missing:
        """Return why nothing is known of an object that is only named."""
        if not self.dump.of(operation):
            return not_called(operation)
        refused = self.dump.failure(operation, identity)
        if refused is not None:
            return failed(refused)
        return Missing(
            subject=f"object {identity}",
            text=f"{identity} is named, and no {operation.title} response describes it",
            supply=f"add the response of `{operation.command}` for it",
        )


def readable(place: Place, *keys: str) -> Iterator[Place]:
    """Return the elements of a list, none where there is no such list."""
    try:
        yield from elements(place.at(*keys))
    except Malformed:
        return


def named(place: Place, *keys: str) -> str | None:
    """Return a text, `None` where there is none to read."""
    try:
        return text(place.at(*keys))
    except Malformed:
        return None
