"""Checks what the types of an inventory do not tell: ranges, keys, ports, and what belongs together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mwaa_policy.document import escape
from mwaa_policy.errors import InputError
from mwaa_policy.model import (
    AclEntry,
    Cidr,
    Environment,
    GroupRule,
    Inventory,
    Listing,
    Policy,
    Record,
    Route,
    Statement,
    TrustedSource,
    VpcEndpoint,
    parse_cidr,
)
from mwaa_policy.model.endpoints import ENDPOINT_TYPES
from mwaa_policy.model.environment import ENDPOINT_MANAGEMENTS, WEBSERVER_MODES
from mwaa_policy.model.normal import (
    MAX_RULE_NUMBER,
    Ports,
    cidr_rule,
    group_rule,
    port_range,
    prefix_list_rule,
    protocol_number,
)
from mwaa_policy.model.policy_document import ERRORS as POLICY_ERRORS

_KEYED = (AclEntry, GroupRule, Route, Statement)


class Fault(NamedTuple):
    """Something that cannot be true of any network."""

    pointer: str
    """Where, within the record."""
    message: str
    hint: str | None = None


def check(inventory: Inventory, document: str) -> None:
    """Refuse an inventory that contradicts itself.

    Raises:
        InputError: with the first contradiction.
    """
    for pointer, record in _walk(inventory, ""):
        for fault in _check_of(record)(record, pointer):
            raise InputError(fault.message, document=document, pointer=f"{pointer}{fault.pointer}", hint=fault.hint)


def _check_of(record: Record) -> Callable[[Any, str], Iterator[Fault]]:
    return _unique if isinstance(record, Listing) else _CHECKS.get(type(record), _sound)


def _walk(record: Record, pointer: str) -> Iterator[tuple[str, Record]]:
    """Return every record within a record, outer ones first, each with its pointer."""
    yield pointer, record
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        inner = f"{pointer}/{escape(field.alias or name)}"
        if isinstance(value, Record):
            yield from _walk(value, inner)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from _walk(item, f"{inner}/{index}")


def _sound(_record: Any, _pointer: str) -> Iterator[Fault]:  # noqa: ANN401 - a record of any kind
    yield from ()


def _unique(record: Listing[Any], _pointer: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, item in enumerate(record.items):
        member = "key" if isinstance(item, _KEYED) else "id"
        name = getattr(item, member, None)
        if name is not None and first.setdefault(name, index) != index:
            hint = f"the first is number {first[name]} of the list, counted from 0"
            yield Fault(f"/items/{index}/{member}", f"there are two of {name}", hint)


def _cidr(record: Cidr, _pointer: str) -> Iterator[Fault]:
    try:
        wanted = parse_cidr(record.text)
    except ValueError as error:
        yield Fault("/text", str(error))
        return
    for name in ("text", "family", "first", "last", "after"):
        told, right = getattr(record, name), getattr(wanted, name)
        if told != right:
            yield Fault(f"/{name}", f"{name} of {record.text} is {right}, not {told}")


def _ports(record: AclEntry | GroupRule) -> Iterator[Fault]:
    if record.protocol is None:
        return
    try:
        protocol = protocol_number(record.protocol)
        ports = port_range(protocol, record.from_port, record.to_port)
    except ValueError as error:
        yield Fault("", str(error))
        return
    if protocol != record.protocol:
        yield Fault("/protocol", f"a protocol is written by its number: {protocol}, not {record.protocol}")
    if ports != Ports(record.from_port, record.to_port):
        yield Fault("/from_port", f"protocol {protocol} has no ports: they are written {ports.first} to {ports.last}")


def _entry(record: AclEntry, _pointer: str) -> Iterator[Fault]:
    number = record.number
    if number is not None and not 1 <= number <= MAX_RULE_NUMBER:
        hint = "the implied deny at the end is no entry" if number > MAX_RULE_NUMBER else None
        yield Fault("/number", f"{number} is not a rule number: one from 1 to {MAX_RULE_NUMBER} is wanted", hint)
    yield from _ports(record)
    if number is not None and record.direction is not None:
        yield from _named(record.key, f"{record.direction}/{number}")


def _rule(record: GroupRule, pointer: str) -> Iterator[Fault]:
    yield from _ports(record)
    for kind, member in (("cidr", "cidr"), ("group", "group_id"), ("prefix_list", "prefix_list_id")):
        if record.peer_kind != kind and getattr(record, member) is not None:
            yield Fault(f"/{member}", f"a rule whose peer_kind is {record.peer_kind} has no {member}")
    wanted = _rule_key(record, "egress" if "/egress/" in pointer else "ingress")
    if "?" not in wanted:
        yield from _named(record.key, wanted)


def _rule_key(record: GroupRule, direction: Any) -> str:  # noqa: ANN401 - one of two texts
    ports = Ports(record.from_port, record.to_port)
    if record.peer_kind == "cidr":
        return cidr_rule(direction, record.protocol, ports, record.cidr).key
    if record.peer_kind == "group":
        return group_rule(direction, record.protocol, ports, record.group_id).key
    if record.peer_kind == "prefix_list":
        return prefix_list_rule(direction, record.protocol, ports, record.prefix_list_id).key
    return "?"


def _route(record: Route, _pointer: str) -> Iterator[Fault]:
    if record.destination is not None:
        if record.prefix_list_id is not None:
            yield Fault("/prefix_list_id", "a route has one destination: a range or a prefix list")
        if record.family != record.destination.family:
            yield Fault("/family", f"the family of {record.destination.text} is {record.destination.family}")
        yield from _named(record.key, record.destination.text)


def _named(key: str, wanted: str) -> Iterator[Fault]:
    """Refuse a key that does not name what its record says; `#2` and the like may tell namesakes apart."""
    if key != wanted and not key.startswith(f"{wanted}#"):
        yield Fault("/key", f"the key is {key}, and the record is {wanted}", f"write {wanted} as its key")


def _trusted(record: TrustedSource, _pointer: str) -> Iterator[Fault]:
    if (record.kind == "cidr") != (record.cidr is not None):
        yield Fault(
            "/cidr", f"a trusted source of the kind {record.kind} has {'a' if record.kind == 'cidr' else 'no'} cidr"
        )


def _environment(record: Environment, _pointer: str) -> Iterator[Fault]:
    yield from _one_of("webserver_access_mode", record.webserver_access_mode, WEBSERVER_MODES)
    yield from _one_of("endpoint_management", record.endpoint_management, ENDPOINT_MANAGEMENTS)


def _endpoint(record: VpcEndpoint, _pointer: str) -> Iterator[Fault]:
    yield from _one_of("type", record.type, ENDPOINT_TYPES)


def _policy(record: Policy, _pointer: str) -> Iterator[Fault]:
    yield from _one_of("error", record.error, POLICY_ERRORS)


def _one_of(name: str, value: str | None, words: Sequence[str]) -> Iterator[Fault]:
    if value is not None and value not in words:
        yield Fault(f"/{name}", f"{value!r:.80} is none of {', '.join(words)}")


_CHECKS: Mapping[type[Record], Callable[[Any, str], Iterator[Fault]]] = {
    Cidr: _cidr,
    AclEntry: _entry,
    GroupRule: _rule,
    Route: _route,
    TrustedSource: _trusted,
    Environment: _environment,
    VpcEndpoint: _endpoint,
    Policy: _policy,
}
