"""Converts subnets and gateways."""

from __future__ import annotations

import re

from mwaa_policy.model import InternetGateway, Listing, NatGateway, Subnet
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import GATEWAY, NAT, SUBNET
from mwaa_policy.sources.cloudformation.build import Build, Doubt, Parts, listed
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.reader import Owner
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Absent, Choice, why

_NUMBERED = re.compile(r"\$\{AZ:\d+\}")
_LETTERED = re.compile(r"\$\{AWS::Region\}[a-z]")
_TABLE_LINK = "AWS::EC2::SubnetRouteTableAssociation"
_ACL_LINK = "AWS::EC2::SubnetNetworkAclAssociation"
_ATTACHMENT = "AWS::EC2::VPCGatewayAttachment"


def add_subnets(build: Build) -> None:
    """Add the subnets that the templates make, and those of others that they associate."""
    tables = build.parts(_TABLE_LINK, "SubnetId", "subnets")
    acls = build.parts(_ACL_LINK, "SubnetId", "subnets")
    build.survey("subnets", SUBNET)
    zones = _zone_references(build)
    for resource in build.resources(SUBNET):
        sheet = build.sheet(resource)
        name, zone_id, ref = _zone(sheet, zones)
        subnet = Subnet(
            id=resource.id,
            vpc_id=sheet.identity("vpc_id", "VpcId", "vpcs"),
            owner_id=build.account,
            cidr=sheet.cidr("cidr", "CidrBlock"),
            zone_name=name,
            zone_id=zone_id,
            zone_ref=ref,
            route_table_ids=_linked(build, sheet, tables, resource.id, "route_tables"),
            network_acl_ids=_linked(build, sheet, acls, resource.id, "network_acls"),
        )
        build.add("subnets", subnet, sheet, resource.place)
    for identity in sorted(tables.certain.keys() | acls.certain.keys()):
        if build.draft.find("subnets", identity) is None:
            _add_foreign(build, identity, tables, acls)


def _add_foreign(build: Build, identity: str, tables: Parts, acls: Parts) -> None:
    """Add a subnet that is made elsewhere. It has one association of a kind, the one made here."""
    link = (*tables.of(identity), *acls.of(identity))[0]
    sheet = build.blank(link.place, link.logical_id)
    sheet.missing[()] = causes.described_elsewhere("subnet", identity, None, link.place)
    nothing: Listing[str] = Listing(items=(), complete=False)
    subnet = Subnet(
        id=identity,
        vpc_id=None,
        owner_id=None,
        cidr=None,
        zone_name=None,
        zone_id=None,
        zone_ref=None,
        route_table_ids=_linked(build, sheet, tables, identity, "route_tables") if tables.of(identity) else nothing,
        network_acl_ids=_linked(build, sheet, acls, identity, "network_acls") if acls.of(identity) else nothing,
    )
    build.add("subnets", subnet, sheet, link.place)


def _zone_references(build: Build) -> re.Pattern[str]:
    """Return which names of zones tell two zones apart although the region is not known.

    Zone a of a region is not its zone b, and number 0 of a list is not number 1; but number 0 may
    be zone a, so only one of the two is taken.
    """
    cells = [build.property(resource, "AvailabilityZone") for resource in build.resources(SUBNET)]
    names = [cell.value for cell in cells if cell is not None and isinstance(cell.value, str)]
    return _NUMBERED if any(_NUMBERED.fullmatch(name) for name in names) else _LETTERED


def _zone(sheet: Sheet, references: re.Pattern[str]) -> tuple[str | None, str | None, str | None]:
    """Return the name, the id and the reference of a subnet's zone."""
    zone_id = sheet.name("zone_id", "AvailabilityZoneId")
    name = sheet.name("zone_name", "AvailabilityZone")
    ref = name if name is not None and references.fullmatch(name) else None
    if ref is not None:
        sheet.origins[("zone_ref",)] = sheet.origins[("zone_name",)]
    else:
        unknown = sheet.missing.get(("zone_name",))
        sheet.miss("zone_ref", unknown or causes.left_open(sheet.bag.owner, "AvailabilityZone", sheet.bag.place))
    return (None if name is not None and _NUMBERED.fullmatch(name) else name), zone_id, ref


def _linked(build: Build, sheet: Sheet, links: Parts, subnet: str, collection: str) -> Listing[str]:
    """Return what is associated with a subnet."""
    name, attribute = {
        "route_tables": ("RouteTableId", "route_table_ids"),
        "network_acls": ("NetworkAclId", "network_acl_ids"),
    }[collection]
    doubts, candidates = listed(links.doubts.of(subnet))
    items: dict[str, None] = {}
    for link in links.of(subnet):
        found = _link(build, link, name, collection)
        if isinstance(found, Missing):
            doubts.append(found)
            candidates.append(link.logical_id)
        else:
            items[found] = None
            sheet.at((attribute, found), link.place)
            sheet.at((attribute,), link.place)
            sheet.assume((attribute, found), build.resolver.exists(link).assumed)
    sheet.doubt(attribute, doubts, candidates)
    return Listing(items=tuple(items), complete=not doubts)


def _link(build: Build, link: Resource, name: str, collection: str) -> str | Missing:
    owner = build.owner(link, name, collection)
    return owner.reason if owner.id is None else owner.id


def add_internet_gateways(build: Build) -> None:
    """Add the Internet gateways."""
    attachments = build.parts(_ATTACHMENT, "InternetGatewayId", "internet_gateways", optional=True)
    for resource, cause in build.uncertain(_ATTACHMENT):
        if build.property(resource, "InternetGatewayId") is not None:
            owner = build.owner(resource, "VpcId", "vpcs")
            build.surveys["internet_gateways"].add(owner, Doubt(cause, resource.logical_id))
    made = {resource.id: resource for resource in build.resources(GATEWAY)}
    for identity in sorted(made.keys() | attachments.certain.keys()):
        known = made.get(identity)
        place = attachments.of(identity)[0].place if known is None else known.place
        sheet = build.blank(place, identity) if known is None else build.sheet(known)
        listing = _attached(build, sheet, attachments, identity)
        if known is None:
            sheet.missing[("attached_vpc_ids",)] = causes.described_elsewhere("Internet gateway", identity, None, place)
            listing = Listing(items=listing.items, complete=False)
        build.add("internet_gateways", InternetGateway(id=identity, attached_vpc_ids=listing), sheet, place)


def _attached(build: Build, sheet: Sheet, attachments: Parts, identity: str) -> Listing[str]:
    doubts, candidates = listed(attachments.doubts.of(identity))
    items: dict[str, None] = {}
    for attachment in attachments.of(identity):
        found = _link(build, attachment, "VpcId", "vpcs")
        if isinstance(found, Missing):
            doubts.append(found)
            candidates.append(attachment.logical_id)
        else:
            items[found] = None
            sheet.at(("attached_vpc_ids", found), attachment.place)
    sheet.doubt("attached_vpc_ids", doubts, candidates)
    return Listing(items=tuple(items), complete=not doubts)


def add_nat_gateways(build: Build) -> None:
    """Add the NAT gateways; the subnets must be there."""
    for resource, cause in build.uncertain(NAT):
        build.surveys["nat_gateways"].add(_nat_vpc(build, resource), Doubt(cause, resource.logical_id))
    for resource in build.resources(NAT):
        sheet = build.sheet(resource)
        mode = sheet.choice("availability_mode", "AvailabilityMode", ("zonal", "regional"), "zonal")
        subnet = "none" if mode == "regional" else sheet.identity("subnet_id", "SubnetId", "subnets")
        vpc = _nat_vpc(build, resource)
        if vpc.id is None:
            cause = vpc.cause or causes.left_open(resource.logical_id, "VpcId", resource.place)
            sheet.miss("vpc_id", cause)
            build.surveys["nat_gateways"].add(vpc, Doubt(cause, resource.logical_id))
        gateway = NatGateway(
            id=resource.id,
            vpc_id=vpc.id,
            subnet_id=subnet,
            state="planned",
            connectivity=sheet.choice("connectivity", "ConnectivityType", ("public", "private"), "public"),  # type: ignore[arg-type]
            has_address=_has_address(sheet, mode),
            availability_mode=mode,  # type: ignore[arg-type]  # one of the two
        )
        build.add("nat_gateways", gateway, sheet, resource.place)


def _nat_vpc(build: Build, resource: Resource) -> Owner:
    """Return the VPC of a NAT gateway: its own, or that of its subnet."""
    if build.property(resource, "VpcId") is not None:
        return build.owner(resource, "VpcId", "vpcs")
    if build.property(resource, "SubnetId") is None:
        return Owner(None)
    subnet = build.owner(resource, "SubnetId", "subnets")
    described = build.resolver.resources.get(subnet.id or "")
    if described is None:
        return Owner(None, None if subnet.id is None else frozenset(), subnet.cause)
    return build.owner(described, "VpcId", "vpcs")


def _has_address(sheet: Sheet, mode: str | None) -> bool | None:
    """Return whether a gateway has an address; a regional one gets its addresses by itself."""
    if mode == "regional":
        return True
    cell = sheet.bag.get("AllocationId")
    if cell is None:
        if mode is None:
            sheet.miss("has_address", sheet.missing[("availability_mode",)])
        return None if mode is None else False
    sheet.note("has_address", cell)
    # Any reference counts, one that is not known included; but not one that may be left out.
    if isinstance(cell.value, Choice) and any(isinstance(arm.value, Absent) for arm in cell.value.arms):
        sheet.miss("has_address", why(cell.value))
        return None
    return True
