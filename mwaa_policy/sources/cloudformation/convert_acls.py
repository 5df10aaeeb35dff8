"""Converts network ACLs and their entries."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_policy.model import AclEntry, Cidr, NetworkAcl
from mwaa_policy.model.implied import default_acl, default_acl_id
from mwaa_policy.model.normal import MAX_PORT, MAX_RULE_NUMBER, Ports, acl_entry, port_range, protocol_number
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import ACL
from mwaa_policy.sources.cloudformation.build import Build, Parts
from mwaa_policy.sources.cloudformation.convert_vpcs import MadeVpc
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.rows import Rows
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Cell, Fault, Place


def add_network_acls(build: Build, vpcs: Mapping[str, MadeVpc]) -> None:
    """Add the ACLs: those of the templates, the default ones, and foreign ones with entries."""
    entries = build.parts("AWS::EC2::NetworkAclEntry", "NetworkAclId", "network_acls")
    build.survey("network_acls", ACL)
    for resource in build.resources(ACL):
        sheet = build.sheet(resource)
        rows = Rows[AclEntry](build, sheet, "entries", merge=False)
        _add_entries(build, rows, entries, resource.id)
        acl = NetworkAcl(
            id=resource.id,
            vpc_id=sheet.identity("vpc_id", "VpcId", "vpcs"),
            default=False,
            entries=rows.listing(),
        )
        build.add("network_acls", acl, sheet, resource.place)
    for made in vpcs.values():
        _add_default(build, entries, made)
    for identity in sorted(entries.certain):
        if build.draft.find("network_acls", identity) is None:
            _add_foreign(build, entries, identity)


def _add_default(build: Build, entries: Parts, made: MadeVpc) -> None:
    """Add the default ACL of a VPC, with what the templates add to it."""
    identity = default_acl_id(made.resource.id)
    place = made.resource.place
    sheet = build.blank(place, made.resource.logical_id)
    acl = default_acl(made.resource.id, ipv6=made.has_ipv6)
    rows = Rows[AclEntry](build, sheet, "entries", merge=False)
    rows.given(acl.entries.items)
    _add_entries(build, rows, entries, identity)
    build.add("network_acls", acl.model_copy(update={"entries": rows.listing()}), sheet, place)


def _add_foreign(build: Build, entries: Parts, identity: str) -> None:
    """Add an ACL that is made elsewhere, with the entries that are added to it here."""
    place = entries.of(identity)[0].place
    sheet = build.blank(place, identity)
    sheet.missing[()] = causes.described_elsewhere("network ACL", identity, None, place)
    rows = Rows[AclEntry](build, sheet, "entries", merge=False, complete=False)
    _add_entries(build, rows, entries, identity)
    acl = NetworkAcl(id=identity, vpc_id=None, default=None, entries=rows.listing())
    build.add("network_acls", acl, sheet, place)


def _add_entries(build: Build, rows: Rows[AclEntry], entries: Parts, acl: str) -> None:
    rows.doubt(entries.doubts.of(acl))
    for resource in entries.of(acl):
        notes = build.part(build.resolver.bag(resource))
        notes.assume((), build.resolver.exists(resource).assumed)
        try:
            rows.add(_entry(build, notes, resource), notes, resource.place)
        except Fault as fault:
            rows.fault(fault)


def _entry(build: Build, notes: Sheet, resource: Resource) -> AclEntry:
    protocol = read_protocol(notes, "Protocol")
    egress = notes.flag("direction", "Egress", default=False)
    action = notes.text("action", "RuleAction")
    cidr = _cidr(notes, resource)
    number = _number(build, notes)
    ports = explain_ports(notes, _ports(build, notes, resource, protocol))
    try:
        return acl_entry(
            number=number,
            direction=None if egress is None else "egress" if egress else "ingress",
            action=None if ("action",) in notes.missing else action,
            protocol=protocol,
            cidr=cidr,
            ports=ports,
        )
    except ValueError as error:
        raise Fault(resource.place.at("Properties", "RuleAction"), str(error)) from error


def _number(build: Build, notes: Sheet) -> int | None:
    def read(cell: Cell) -> int | Unknown:
        number = build.reader.integer(cell)
        if isinstance(number, int) and not 1 <= number <= MAX_RULE_NUMBER:
            raise Fault(cell.place, f"{number} is not the number of a rule: 1 to {MAX_RULE_NUMBER} is wanted")
        return number

    return notes.read("number", notes.bag.demand("RuleNumber"), read)


def _cidr(notes: Sheet, resource: Resource) -> Cidr | None:
    given = [name for name in ("CidrBlock", "Ipv6CidrBlock") if notes.bag.get(name) is not None]
    if not given:
        raise Fault(resource.place, f"{resource.logical_id} gives neither CidrBlock nor Ipv6CidrBlock")
    unknown = [name for name in given if isinstance(getattr(notes.bag.get(name), "value", None), Unknown)]
    if len(given) > 1 and not unknown:
        raise Fault(resource.place, f"{resource.logical_id} gives both CidrBlock and Ipv6CidrBlock")
    return notes.cidr("cidr", (unknown or given)[0])


def _ports(build: Build, notes: Sheet, resource: Resource, protocol: str | None) -> Ports:
    cell = notes.bag.get("PortRange")
    place = resource.place.at("Properties", "PortRange")
    if cell is None or isinstance(cell.value, Unknown):
        if cell is not None:
            notes.integer("from_port", "PortRange")
            notes.integer("to_port", "PortRange")
        known = cell is None
        return checked_ports(place, protocol, 0 if known else None, MAX_PORT if known else None)
    inner = build.part(build.nested(resource.logical_id, cell))
    ports = [
        inner.integer(attribute, name, default)
        for attribute, name, default in (("from_port", "From", 0), ("to_port", "To", MAX_PORT))
    ]
    notes.absorb(inner)
    return checked_ports(place, protocol, *ports)


def read_protocol(notes: Sheet, name: str) -> str | None:
    """Return a protocol as the model writes it.

    Raises:
        Fault: there is no such protocol, or none is given.
    """

    def read(cell: Cell) -> str | Unknown:
        text = notes.reader.known_text(cell)
        if isinstance(text, Unknown):
            return text
        try:
            return protocol_number(text)
        except ValueError as error:
            raise Fault(cell.place, str(error)) from error

    return notes.read("protocol", notes.bag.demand(name), read)


def explain_ports(notes: Sheet, ports: Ports) -> Ports:
    """Return the ports of a rule; where the protocol hides them, note that."""
    for attribute, port in (("from_port", ports.first), ("to_port", ports.last)):
        if port is None and (cause := notes.missing.get(("protocol",))):
            notes.missing.setdefault((attribute,), cause)
    return ports


def checked_ports(place: Place, protocol: str | None, first: int | None, last: int | None) -> Ports:
    """Return the ports of a rule.

    Raises:
        Fault: they are not a range of ports.
    """
    try:
        return port_range(protocol, first, last)
    except ValueError as error:
        raise Fault(place, str(error)) from error
