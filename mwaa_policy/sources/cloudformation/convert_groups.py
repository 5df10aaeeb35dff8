"""Converts security groups, their rules, and prefix lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mwaa_policy.model import Cidr, Direction, GroupRule, Listing, PrefixList, SecurityGroup
from mwaa_policy.model.implied import default_group, default_group_id
from mwaa_policy.model.normal import (
    ALL,
    EVERY_PORT,
    EVERYWHERE_IPV4,
    EVERYWHERE_IPV6,
    MAX_PORT,
    Ports,
    cidr_rule,
    group_rule,
    prefix_list_rule,
    unknown_peer_rule,
)
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import GROUP, PREFIX_LIST, VPC
from mwaa_policy.sources.cloudformation.build import Build, Doubt, Parts
from mwaa_policy.sources.cloudformation.convert_acls import checked_ports, explain_ports, read_protocol
from mwaa_policy.sources.cloudformation.convert_vpcs import MadeVpc
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.rows import Rows
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Cell, Choice, Fault, Place, Reference, why

_RESTRICTING = {
    "Custom::VpcRestrictDefaultSG": "DefaultSecurityGroupId",
    "Custom::DeleteDefaultSecurityGroupRules": "vpcId",
}
"""What the CDK, and the landing zone accelerator, use to take all rules away from a default group."""


class _Side(NamedTuple):
    """One direction of a group: how its rules are written."""

    direction: Direction
    inline: str
    separate: str
    peer: str


_SIDES = (
    _Side("ingress", "SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress", "Source"),
    _Side("egress", "SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress", "Destination"),
)


def add_security_groups(build: Build, vpcs: Mapping[str, MadeVpc]) -> None:
    """Add the groups: those of the templates, the default ones, and foreign ones with rules."""
    rules = {side.direction: build.parts(side.separate, "GroupId", "security_groups") for side in _SIDES}
    build.survey("security_groups", GROUP)
    for resource in build.resources(GROUP):
        _add_group(build, resource, rules, vpcs)
    for made in vpcs.values():
        _add_default(build, made, rules)
    for identity in sorted({name for parts in rules.values() for name in parts.certain}):
        if build.draft.find("security_groups", identity) is None:
            _add_foreign(build, identity, rules)


def _add_group(build: Build, resource: Resource, rules: Mapping[Direction, Parts], vpcs: Mapping[str, MadeVpc]) -> None:
    sheet = build.sheet(resource)
    vpc = sheet.identity("vpc_id", "VpcId", "vpcs")
    made = vpcs.get(vpc or "")
    has_ipv6 = made is not None and made.has_ipv6
    listings: dict[str, Listing[GroupRule]] = {}
    for side in _SIDES:
        rows = Rows[GroupRule](build, sheet, side.direction, merge=True)
        cell = sheet.bag.get(side.inline)
        if cell is not None:
            sheet.note(side.direction, cell)
        if side.direction == "egress" and _keeps_default(cell):
            rows.given(_default_egress(has_ipv6=has_ipv6))
        _add_inline(build, rows, resource, cell, side)
        _add_separate(build, rows, rules[side.direction], resource.id, side)
        listings[side.direction] = rows.listing()
    group = SecurityGroup(
        id=resource.id,
        name=sheet.text("name", "GroupName"),
        vpc_id=vpc,
        owner_id=build.account,
        default=False,
        ingress=listings["ingress"],
        egress=listings["egress"],
    )
    build.add("security_groups", group, sheet, resource.place)


def _keeps_default(cell: Cell | None) -> bool:
    """Return whether AWS's own egress rule stays: it does unless the group itself lists a rule."""
    return cell is None or cell.value == ()


def _default_egress(*, has_ipv6: bool) -> list[GroupRule]:
    ranges = (EVERYWHERE_IPV4, EVERYWHERE_IPV6) if has_ipv6 else (EVERYWHERE_IPV4,)
    return [cidr_rule("egress", ALL, EVERY_PORT, cidr) for cidr in ranges]


def _add_default(build: Build, made: MadeVpc, rules: Mapping[Direction, Parts]) -> None:
    """Add the default group of a VPC, with what the templates add to it or take away."""
    place = made.resource.place
    sheet = build.blank(place, made.resource.logical_id)
    group = default_group(made.resource.id, build.account)
    restricted = group.id in _restricted(build)
    listings: dict[str, Listing[GroupRule]] = {}
    for side in _SIDES:
        rows = Rows[GroupRule](build, sheet, side.direction, merge=True)
        given: Listing[GroupRule] = getattr(group, side.direction)
        rows.given(() if restricted else given.items)
        _add_separate(build, rows, rules[side.direction], group.id, side)
        listings[side.direction] = rows.listing()
    build.add("security_groups", group.model_copy(update=listings), sheet, place)


def _restricted(build: Build) -> set[str]:
    """Return the default groups without rules."""
    cells = [
        build.property(resource, name) for kind, name in _RESTRICTING.items() for resource in build.resources(kind)
    ]
    return {
        default_group_id(cell.value.id)
        for cell in cells
        if cell is not None
        and isinstance(cell.value, Reference)
        and cell.value.attribute in {"DefaultSecurityGroup", None}
        and build.resolver.resources[cell.value.id].type == VPC
    }


def _add_foreign(build: Build, identity: str, rules: Mapping[Direction, Parts]) -> None:
    """Add a group that is made elsewhere, with the rules that are added to it here."""
    place = next(part.place for parts in rules.values() for part in parts.of(identity))
    sheet = build.blank(place, identity)
    sheet.missing[()] = causes.described_elsewhere("security group", identity, None, place)
    listings: dict[str, Listing[GroupRule]] = {}
    for side in _SIDES:
        rows = Rows[GroupRule](build, sheet, side.direction, merge=True, complete=False)
        _add_separate(build, rows, rules[side.direction], identity, side)
        listings[side.direction] = rows.listing()
    group = SecurityGroup(
        id=identity,
        name=None,
        vpc_id=None,
        owner_id=None,
        default=None,
        ingress=listings["ingress"],
        egress=listings["egress"],
    )
    build.add("security_groups", group, sheet, place)


def _add_inline(build: Build, rows: Rows[GroupRule], resource: Resource, cell: Cell | None, side: _Side) -> None:
    spread = build.reader.spread(cell)
    rows.doubt(Doubt(cause) for cause in spread.doubts)
    if spread.doubts:
        rows.doubt(Doubt(spread.doubts[0], build.reader.describe(one)) for one in spread.possible)
    for member in spread.certain:
        try:
            bag = build.nested(resource.logical_id, member)
            _add_rule(build, rows, build.part(bag), side, member.place)
        except Fault as fault:
            rows.fault(fault)


def _add_separate(build: Build, rows: Rows[GroupRule], rules: Parts, group: str, side: _Side) -> None:
    rows.doubt(rules.doubts.of(group))
    for resource in rules.of(group):
        try:
            notes = build.part(build.resolver.bag(resource))
            notes.assume((), build.resolver.exists(resource).assumed)
            _add_rule(build, rows, notes, side, resource.place)
        except Fault as fault:
            rows.fault(fault)


def _add_rule(build: Build, rows: Rows[GroupRule], notes: Sheet, side: _Side, place: Place) -> None:
    rule = _rule(build, notes, side, place)
    if rule is not None:
        rows.add(rule, notes, place)


def _rule(build: Build, notes: Sheet, side: _Side, place: Place) -> GroupRule | None:
    """Return a rule, `None` where AWS makes none: an egress rule without a destination."""
    protocol = read_protocol(notes, "IpProtocol")
    ports = _ports(notes, protocol, place)
    kind = _peer_kind(notes, side, place)
    if kind == "none":
        return None
    if kind == "cidr":
        return cidr_rule(side.direction, protocol, ports, _cidr(notes))
    if kind == "group":
        return _group_peer(build, notes, side, protocol, ports)
    if kind == "prefix_list":
        name = f"{side.peer}PrefixListId"
        return prefix_list_rule(side.direction, protocol, ports, notes.identity("prefix_list_id", name, "prefix_lists"))
    return unknown_peer_rule(side.direction, protocol, ports)


def _ports(notes: Sheet, protocol: str | None, place: Place) -> Ports:
    given = [notes.bag.get(name) is not None for name in ("FromPort", "ToPort")]
    if any(given) and not all(given) and protocol in {"6", "17"}:
        raise Fault(place, f"{notes.bag.owner} gives one of FromPort and ToPort; both are needed")
    first = notes.integer("from_port", "FromPort", 0)
    last = notes.integer("to_port", "ToPort", MAX_PORT)
    return explain_ports(notes, checked_ports(place, protocol, first, last))


def _peer_kind(notes: Sheet, side: _Side, place: Place) -> str | None:
    """Return what the peer is: `cidr`, `group`, `prefix_list`, `none`, or `None` when not known."""
    names = {
        "CidrIp": "cidr",
        "CidrIpv6": "cidr",
        f"{side.peer}SecurityGroupId": "group",
        f"{side.peer}SecurityGroupName": "group",
        f"{side.peer}PrefixListId": "prefix_list",
    }
    given = {name: cell for name in names if (cell := notes.bag.get(name)) is not None}
    certain = [name for name, cell in given.items() if not isinstance(cell.value, Choice)]
    if len(certain) > 1:
        raise Fault(place, f"{notes.bag.owner} gives both {certain[0]} and {certain[1]}: a rule has one peer")
    if not given:
        if side.direction == "egress":
            return "none"
        raise Fault(place, f"{notes.bag.owner} gives no source: CidrIp, CidrIpv6, SourceSecurityGroupId, …")
    kinds = {names[name] for name in given}
    doubts = [why(cell.value) for cell in given.values() if isinstance(cell.value, Choice)]
    if len(kinds) == 1 and not (doubts and len(given) > 1):
        return kinds.pop()
    notes.doubt("peer_kind", doubts, given)
    return None


def _cidr(notes: Sheet) -> Cidr | None:
    return notes.cidr("cidr", "CidrIp" if notes.bag.get("CidrIp") is not None else "CidrIpv6")


def _group_peer(build: Build, notes: Sheet, side: _Side, protocol: str | None, ports: Ports) -> GroupRule:
    account = notes.text("group_account", f"{side.peer}SecurityGroupOwnerId", build.account)
    if notes.bag.get(f"{side.peer}SecurityGroupId") is not None:
        peer = notes.identity("group_id", f"{side.peer}SecurityGroupId", "security_groups")
    else:
        peer = None
        notes.miss("group_id", _named_peer(notes, f"{side.peer}SecurityGroupName"))
    return group_rule(side.direction, protocol, ports, peer, account=account)


def _named_peer(notes: Sheet, name: str) -> Missing:
    return Missing(
        subject=f"{name} of {notes.bag.owner}",
        text=f"{notes.bag.owner} names its peer by {name}, and groups are known by their ids",
        supply=f"give {name.removesuffix('Name')}Id instead",
        origin=notes.bag.demand(name).place.origin,
    )


def add_prefix_lists(build: Build) -> None:
    """Add the prefix lists that the templates make."""
    for resource in build.resources(PREFIX_LIST):
        sheet = build.sheet(resource)
        cell = sheet.bag.get("Entries")
        if cell is not None:
            sheet.note("entries", cell)
        spread = build.reader.spread(cell)
        doubts = list(spread.doubts)
        cidrs: dict[str, Cidr] = {}
        for found in _ranges(build, resource, spread.certain):
            if isinstance(found, Unknown):
                doubts.append(why(found))
            else:
                cidrs[found.text] = found
        sheet.doubt("entries", doubts, [build.reader.describe(one) for one in spread.possible])
        listing = Listing(items=tuple(cidrs.values()), complete=not doubts)
        build.add("prefix_lists", PrefixList(id=resource.id, service="none", entries=listing), sheet, resource.place)


def _ranges(build: Build, resource: Resource, members: tuple[Cell, ...]) -> Iterator[Cidr | Unknown]:
    for member in members:
        try:
            yield build.reader.cidr(build.nested(resource.logical_id, member).demand("Cidr"))
        except Fault as fault:
            yield build.left_out(fault)
