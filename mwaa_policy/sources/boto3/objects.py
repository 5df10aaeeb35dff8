"""Collects the objects that responses list, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_policy.errors import InputError
from mwaa_policy.provenance import Skipped
from mwaa_policy.sources.boto3.header import Header
from mwaa_policy.sources.boto3.operations import ENVIRONMENT, OPERATIONS, Operation
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, text
from mwaa_policy.sources.boto3.read import Dump, Response

_PASSING = frozenset({"Tags", "AvailableIpAddressCount"})
"""Members that may change between two calls, and tell nothing of the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An object that a response lists."""

    place: Place
    """Where it stands."""
    header: Header | None
    """What is said of how the response was taken."""


@dataclass(slots=True)
class Objects:
    """The objects of all responses."""

    by_operation: dict[Operation, dict[str, Found]] = field(default_factory=dict)
    """The objects by operation and id."""
    unreadable: dict[Operation, Place] = field(default_factory=dict)
    """Where an operation lists something that has no id."""
    skipped: list[Skipped] = field(default_factory=list)
    """What could not be read."""

    def of(self, operation: Operation) -> Mapping[str, Found]:
        """Return the objects that an operation lists, by id."""
        return self.by_operation.get(operation, {})


def collect(dump: Dump) -> Objects:
    """Return the objects of a dump.

    Raises:
        InputError: two responses describe an object in different ways.
    """
    objects = Objects()
    for operation in OPERATIONS:
        if operation.identity or operation is ENVIRONMENT:
            found = objects.by_operation.setdefault(operation, {})
            for response in dump.of(operation):
                if response.error is None:
                    _take(objects, found, response)
    return objects


def _take(objects: Objects, found: dict[str, Found], response: Response) -> None:
    for place in _listed(objects, response):
        try:
            identity = _identity(place, response.operation)
        except Malformed as error:
            _refuse(objects, response.operation, error.place, error.text)
            continue
        first = found.setdefault(identity, Found(place=place, header=response.header))
        if first.place is not place and _lasting(first.place.value) != _lasting(place.value):
            raise _differs(response.operation, identity, first.place, place)


def _listed(objects: Objects, response: Response) -> Iterator[Place]:
    place = response.place.at(response.operation.member)
    if response.operation is ENVIRONMENT:
        if place.value is not None:
            yield place
        return
    try:
        yield from elements(place)
    except Malformed as error:
        _refuse(objects, response.operation, error.place, error.text)


def _identity(place: Place, operation: Operation) -> str:
    if operation.identity is None:
        found = text(place.at("Arn")) or text(place.at("Name"))
    else:
        found = text(place.at(operation.identity))
    if found is None:
        raise Malformed(place, f"it has no {operation.identity or 'Arn'}")
    return found


def _refuse(objects: Objects, operation: Operation, place: Place, why: str) -> None:
    objects.unreadable.setdefault(operation, place)
    objects.skipped.append(Skipped(origin=place.origin, text=why))


def _lasting(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in value.items() if name not in _PASSING}


def _differs(operation: Operation, identity: str, first: Place, second: Place) -> InputError:
    return InputError(
        f"two responses of {operation.title} describe {identity} in different ways",
        document=second.document,
        pointer=second.pointer,
        hint=f"the first is at {first.pointer} of {first.document}: give responses of one moment",
    )
