"""Makes records of subnets, with the tables and ACLs that are associated with them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mwaa_policy.model import Listing, Subnet
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.addresses import bracketed
from mwaa_policy.sources.terraform.facts import expression
from mwaa_policy.sources.terraform.kinds import ACL, DEFAULT_ACL, SUBNETS
from mwaa_policy.sources.terraform.satellites import Satellites, Unplaced, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import Resource, sequence
from mwaa_policy.sources.terraform.words import PAIRED, not_described
from mwaa_policy.sources.terraform.world import World

_ZONES = "aws_availability_zones"
_NAMED_ZONE = re.compile(r"(?P<list>data\.aws_availability_zones\.[\w-]+\.(?:names|zone_ids))(?:\[(?P<index>\d+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Acls:
    """Which subnets the ACLs list as theirs."""

    listed: dict[str, list[tuple[str, Resource]]]
    default: dict[str, list[tuple[str, Resource]]]
    unsure: list[Unplaced]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    tables: Satellites
    acls: Satellites
    lists: _Acls
    zone_ids: dict[str, str]


def convert_subnets(world: World) -> None:
    """Add the subnets that Terraform manages or reads."""
    parts = _Parts(
        tables=gather(world, world.of("aws_route_table_association"), "subnet_id", owner="subnets"),
        acls=gather(world, world.of("aws_network_acl_association"), "subnet_id", owner="subnets"),
        lists=_listed(world),
        zone_ids=_zone_ids(world),
    )
    for resource in (*world.of(*SUBNETS), *world.data("aws_subnet")):
        if world.is_first("subnets", resource):
            sheet = Sheet(world, "subnets", resource)
            world.draft.add("subnets", _subnet(sheet, parts), sheet.origin())
    _convert_others(world, parts)


def _subnet(sheet: Sheet, parts: _Parts) -> Subnet:
    zone = sheet.text("zone_name", "availability_zone")
    return Subnet(
        id=sheet.id,
        vpc_id=sheet.vpc(),
        owner_id=sheet.owner(),
        cidr=sheet.cidr("cidr", "cidr_block"),
        zone_name=zone,
        zone_id=_zone_id(sheet, parts.zone_ids.get(zone or "")),
        zone_ref=None if zone else _zone_ref(sheet),
        route_table_ids=_tables(sheet, parts, sheet.why_incomplete("route table associations")),
        network_acl_ids=_acls(sheet, parts, sheet.why_incomplete("network ACL associations")),
    )


def _zone_id(sheet: Sheet, named: str | None) -> str | None:
    """Return the id of the zone, of which perhaps the name tells it."""
    if named is None or sheet.world.fact(sheet.resource, "availability_zone_id").known:
        return sheet.text("zone_id", "availability_zone_id")
    sheet.note("zone_id", "availability_zone")
    return named


def _zone_ids(world: World) -> dict[str, str]:
    """Return zone ids by the names of zones, where a data source lists both."""
    known: dict[str, str] = {}
    for zones in world.data(_ZONES):
        names, ids = sequence(zones.value("names")), sequence(zones.value("zone_ids"))
        if len(names) == len(ids):
            known.update(zip(map(str, names), map(str, ids), strict=True))
    return known


def _zone_ref(sheet: Sheet) -> str | None:
    """Return which zone of a list that is read during apply the subnet takes."""
    for argument in ("availability_zone", "availability_zone_id"):
        node = expression(sheet.resource, argument)
        references = [] if node is None else sequence(node.get("references"))
        found = _NAMED_ZONE.fullmatch(str(references[0])) if references else None
        index = sheet.resource.index if found and found["index"] is None and "count.index" in references else None
        if found is None or (found["index"] is None and index is None):
            continue
        sheet.note("zone_ref", argument)
        if index is not None:
            sheet.assume("zone_ref", PAIRED)
        return f"${{{found['list']}{bracketed(index) if index is not None else '[' + found['index'] + ']'}}}"
    return None


def _tables(sheet: Sheet, parts: _Parts, why: Missing | None) -> Listing[str]:
    gathered: Gathered[str] = Gathered()
    for association in parts.tables.of(sheet.id):
        sheet.associate("route_table_ids", association, "route_table_id", to="route_tables", into=gathered)
    for part in parts.tables.doubts(sheet.id):
        gathered.doubt(part.why)
    gathered.doubt(why)
    return sheet.listing("route_table_ids", gathered)


def _acls(sheet: Sheet, parts: _Parts, why: Missing | None) -> Listing[str]:
    gathered: Gathered[str] = Gathered()
    for association in parts.acls.of(sheet.id):
        sheet.associate("network_acl_ids", association, "network_acl_id", to="network_acls", into=gathered)
    for acl, resource in parts.lists.listed.get(sheet.id, ()):
        gathered.items[acl] = acl
        sheet.note_at(("network_acl_ids", acl), "subnet_ids", resource=resource)
    for part in (*parts.acls.doubts(sheet.id), *parts.lists.unsure):
        if not part.owners or sheet.id in part.owners:
            gathered.doubt(part.why, [sheet.world.identity(part.resource)] if part.resource.type == ACL else [])
    gathered.doubt(why)
    if not gathered.items:
        # AWS moves a subnet out of the default ACL when another takes it, so that this list may be old.
        for acl, resource in parts.lists.default.get(sheet.id, ()):
            gathered.items[acl] = acl
            sheet.note_at(("network_acl_ids", acl), "subnet_ids", resource=resource)
    return sheet.listing("network_acl_ids", gathered)


def _listed(world: World) -> _Acls:
    found = _Acls(listed={}, default={}, unsure=[])
    for resource in world.of(ACL, DEFAULT_ACL):
        where = found.listed if resource.type == ACL else found.default
        acl = world.identity(resource)
        value = world.fact(resource, "subnet_ids")
        if value.absent:
            continue
        if value.known:
            items: tuple[str, ...] = tuple(str(one) for one in sequence(value.value))
        else:
            members = world.members(resource, "subnet_ids", of="subnets")
            items = members.items
            if not members.complete:
                why = world.why_unknown(resource, "subnet_ids", members=members)
                found.unsure.append(Unplaced(resource=resource, owners=members.candidates, why=why))
        for subnet in items:
            where.setdefault(subnet, []).append((acl, resource))
    return found


def _convert_others(world: World, parts: _Parts) -> None:
    """Add the subnets of which only associations are known."""
    for identity in dict.fromkeys([*parts.tables.by_owner, *parts.acls.by_owner, *parts.lists.listed]):
        if world.draft.find("subnets", identity) is None:
            listing = [resource for _, resource in parts.lists.listed.get(identity, ())]
            source = [*parts.tables.of(identity), *parts.acls.of(identity), *listing][0]
            sheet = Sheet(world, "subnets", source, identity=identity)
            world.draft.add("subnets", _bare(sheet, parts))


def _bare(sheet: Sheet, parts: _Parts) -> Subnet:
    why = not_described(sheet.id)
    sheet.miss_at((), why)
    return Subnet(
        id=sheet.id,
        vpc_id=None,
        owner_id=None,
        cidr=None,
        zone_name=None,
        zone_id=None,
        zone_ref=None,
        route_table_ids=_tables(sheet, parts, why),
        network_acl_ids=_acls(sheet, parts, why),
    )
