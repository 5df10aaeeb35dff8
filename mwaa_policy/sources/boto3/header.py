"""The header of a dump: when, where and with which filters its responses were taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwaa_policy.errors import InputError
from mwaa_policy.sources.boto3.operations import Operation, operation_named
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, text

NAME = "mwaa-policy-dump"
_MEMBERS = ("taken_at", "region", "account", "filters")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Header:
    """What a collector says of the responses that it wrote."""

    place: Place
    """Where it stands."""
    region: str | None
    """The region that was asked."""
    account: str | None
    """The account that asked."""
    filters: Mapping[Operation, tuple[tuple[Filter, ...], ...]]
    """What narrowed each of the calls; an operation that is not there was called without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter of a call."""

    name: str
    """`vpc-id`, or the name of another filter or argument."""
    values: tuple[str, ...]
    """What it lets through."""


def read_header(place: Place) -> Header:
    """Return the header that stands at a place.

    Filters are written as the calls take them: `{"describe_subnets": [{"Name": "vpc-id", "Values":
    ["vpc-1"]}]}`, or shorter `{"describe_subnets": {"vpc-id": ["vpc-1"]}}`; those of several calls as
    a list of such lists.

    Raises:
        InputError: it has a member or a type that a header does not have.
    """
    try:
        return _read(place)
    except Malformed as error:
        raise InputError(
            f"the header {NAME} cannot be read: {error.text}",
            document=error.place.document,
            pointer=error.place.pointer,
            hint='it looks like {"taken_at": …, "region": …, "account": …, "filters": {"describe_subnets": […]}}',
        ) from error


def _read(place: Place) -> Header:
    if not isinstance(place.value, dict):
        raise Malformed(place, "an object is wanted")
    for name in place.value:
        if name not in _MEMBERS:
            raise Malformed(place.at(name), f"it has no member {name}")
    text(place.at("taken_at"))
    return Header(
        place=place,
        region=text(place.at("region")),
        account=text(place.at("account")),
        filters=dict(_filters(place.at("filters"))),
    )


def _filters(place: Place) -> Iterator[tuple[Operation, tuple[tuple[Filter, ...], ...]]]:
    if not isinstance(place.value, dict | None):
        raise Malformed(place, "an object from operations to filters is wanted")
    for name in place.value or ():
        operation = operation_named(name)
        if operation is None:
            raise Malformed(place.at(name), f"{name} is no operation that is read")
        yield operation, tuple(tuple(_of_call(call)) for call in _calls(place.at(name)))


def _calls(place: Place) -> Iterator[Place]:
    """Return where the filters of each call stand: of one, or in a list of several."""
    several = isinstance(place.value, list) and any(isinstance(one, list) for one in place.value)
    yield from elements(place) if several else [place]


def _of_call(place: Place) -> Iterator[Filter]:
    if isinstance(place.value, dict):
        for name in place.value:
            values = place.at(name)
            inner = name in {"Filters", "Filter"}
            yield from _of_call(values) if inner else [_filter(name, values)]
        return
    for one in elements(place):
        yield _filter(text(one.at("Name")) or "", one.at("Values"))


def _filter(name: str, values: Place) -> Filter:
    listed = values if isinstance(values.value, list) else Place([values.value], values.document, values.pointer)
    return Filter(name=name, values=tuple(str(one.value) for one in elements(listed)))
