"""Makes responses of what other tools tell of API objects, each object once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mwaa_policy.sources.boto3.described import Described, Part
from mwaa_policy.sources.boto3.header import Header
from mwaa_policy.sources.boto3.operations import ENVIRONMENT, Operation
from mwaa_policy.sources.boto3.place import Place
from mwaa_policy.sources.boto3.read import Dump, Response
from mwaa_policy.sources.boto3.recast import Elements, Members, Stand

_Place = tuple[str | None, str | None]
"""An account and a region."""


class _Key(NamedTuple):
    operation: Operation
    about: str | None
    where: _Place


def gather(found: Iterable[tuple[Described, Iterable[Part]]], tool: str) -> Dump:
    """Return the responses that tell what resources tell.

    Args:
        found: The resources, and the objects of which each tells something.
        tool: What told of them, in words.

    Raises:
        InputError: two resources tell different things of one object.
    """
    headers: dict[_Place, Header] = {}
    objects: dict[_Key, Members] = {}
    for one, parts in found:
        where = (one.account, one.region)
        if any(where) and where not in headers:
            headers[where] = _header(one)
        for part in parts:
            _take(objects, _Key(part.operation, part.identity or part.argument, where), part)
    responses: dict[Operation, list[Response]] = {}
    for response in _responses(objects, headers, tool):
        responses.setdefault(response.operation, []).append(response)
    return Dump(responses={key: tuple(held) for key, held in responses.items()}, headers=tuple(headers.values()))


def _header(one: Described) -> Header:
    place = Place(None, one.stand.document, one.stand.pointer)
    return Header(place=place, region=one.region, account=one.account, filters={})


def _take(objects: dict[_Key, Members], key: _Key, part: Part) -> None:
    first = objects.setdefault(key, part.members)
    if first is part.members:
        return
    for name, value in part.members.items():
        _put(first, name, value, part.members.stands[name], key)


def _put(first: Members, name: str, value: Any, stand: Stand, key: _Key) -> None:  # noqa: ANN401 - a foreign value
    held = first.get(name)
    if name not in first:
        first.put(name, value, stand)
    elif isinstance(held, Elements) and isinstance(value, Elements) and not (held.whole and value.whole):
        _join(held, value)
    elif held != value:
        before = first.stands[name]
        raise stand.error(
            f"two resources tell different things of {name} of {key.about}",
            f"the first is at {before.pointer} of {before.document}: give what was asked at one moment",
        )


def _join(held: Elements, others: Elements) -> None:
    """Add to a list what another has; the two are whole if one of them was."""
    for value, stand in zip(others, others.stands, strict=True):
        if value not in held:
            held.put(value, stand)
    held.whole = held.whole or others.whole
    held.assumed = held.assumed or others.assumed


def _responses(objects: Mapping[_Key, Members], headers: Mapping[_Place, Header], tool: str) -> Iterable[Response]:
    listed: dict[tuple[Operation, _Place], Elements] = {}
    for key, members in objects.items():
        if key.operation.identity is not None:
            listed.setdefault((key.operation, key.where), Elements()).put(members, members.stand)
            continue
        held = members
        if key.operation is ENVIRONMENT:
            held = Members(members.stand, [(ENVIRONMENT.member, members, members.stand)])
        yield _response(key.operation, held, headers.get(key.where), tool, key.about)
    for (operation, where), elements in listed.items():
        stand = elements.stands[0]
        yield _response(operation, Members(stand, [(operation.member, elements, stand)]), headers.get(where), tool)


def _response(
    operation: Operation, members: Members, header: Header | None, tool: str, argument: str | None = None
) -> Response:
    place = Place(members, members.stand.document, members.stand.pointer)
    return Response(operation=operation, place=place, argument=argument, header=header, tool=tool)
