"""Makes records of NAT gateways and Internet gateways."""

from __future__ import annotations

from mwaa_policy.model import InternetGateway, Listing, NatGateway
from mwaa_policy.sources.terraform.satellites import Satellites, gather, owner_of
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import DATA, sequence
from mwaa_policy.sources.terraform.words import not_described, not_listed, provider_default
from mwaa_policy.sources.terraform.world import World

NAT = "aws_nat_gateway"
IGW = "aws_internet_gateway"
_CONNECTIVITY = provider_default(NAT, "connectivity_type", "public connectivity")


def convert_gateways(world: World) -> None:
    """Add the gateways that Terraform manages or reads; after the subnets, which tell the VPCs."""
    for resource in (*world.of(NAT), *world.data(NAT)):
        if world.is_first("nat_gateways", resource):
            sheet = Sheet(world, "nat_gateways", resource)
            world.draft.add("nat_gateways", _nat(sheet), sheet.origin())
    attachments = gather(
        world, world.of("aws_internet_gateway_attachment"), "internet_gateway_id", owner="internet_gateways"
    )
    for resource in (*world.of(IGW), *world.data(IGW)):
        if world.is_first("internet_gateways", resource):
            sheet = Sheet(world, "internet_gateways", resource)
            world.draft.add("internet_gateways", _igw(sheet, attachments), sheet.origin())


def _nat(sheet: Sheet) -> NatGateway:
    regional = sheet.text("availability_mode", absent="zonal") == "regional"
    subnet_id = sheet.one("subnet_id", to="subnets", absent="none" if regional else None)
    connectivity = sheet.text("connectivity", "connectivity_type", absent="public", assume=_CONNECTIVITY)
    live = sheet.text("state", absent="planned") if sheet.resource.mode == DATA else "planned"
    return NatGateway(
        id=sheet.id,
        vpc_id=_vpc_of_nat(sheet, subnet_id),
        subnet_id=subnet_id,
        state=live,
        connectivity="private" if connectivity == "private" else "public" if connectivity == "public" else None,
        has_address=regional or _has_address(sheet),
        availability_mode="regional" if regional else "zonal",
    )


def _has_address(sheet: Sheet) -> bool:
    """Return whether an address is given: known, or any reference to one."""
    sheet.note("has_address", "allocation_id")
    return any(not sheet.world.fact(sheet.resource, name).absent for name in ("allocation_id", "public_ip"))


def _vpc_of_nat(sheet: Sheet, subnet_id: str | None) -> str | None:
    if sheet.world.fact(sheet.resource, "vpc_id").known:
        return sheet.text("vpc_id")
    possible = (subnet_id,) if subnet_id else sheet.candidates("subnet_id")
    subnets = [sheet.world.draft.find("subnets", one) for one in possible]
    vpcs = {None if subnet is None else subnet.vpc_id for subnet in subnets}
    sheet.note("vpc_id", "subnet_id")
    if len(vpcs) == 1 and None not in vpcs:
        return str(vpcs.pop())
    unknown = sheet.world.why_unknown(sheet.resource, "subnet_id")
    sheet.miss("vpc_id", not_described(subnet_id) if subnet_id else unknown)
    return None


def _igw(sheet: Sheet, attachments: Satellites) -> InternetGateway:
    gathered: Gathered[str] = Gathered()
    if sheet.resource.mode == DATA:
        _take_attachments(sheet, gathered)
    elif not sheet.world.fact(sheet.resource, "vpc_id").absent:
        vpc = sheet.vpc()
        if vpc is None:
            gathered.doubt(sheet.world.why_unknown(sheet.resource, "vpc_id"))
        else:
            gathered.items[vpc] = vpc
    for attachment in attachments.of(sheet.id):
        members = owner_of(sheet.world, attachment, "vpc_id", owner="vpcs")
        if members is None or members.single is None:
            gathered.doubt(sheet.world.why_unknown(attachment, "vpc_id", members=members))
        else:
            gathered.items[members.single] = members.single
            sheet.note_at(("attached_vpc_ids", members.single), "vpc_id", resource=attachment)
    for part in attachments.doubts(sheet.id):
        gathered.doubt(part.why)
    gathered.doubt(sheet.why_partial())
    listing: Listing[str] = sheet.listing("attached_vpc_ids", gathered)
    return InternetGateway(id=sheet.id, attached_vpc_ids=listing)


def _take_attachments(sheet: Sheet, gathered: Gathered[str]) -> None:
    found = sheet.world.fact(sheet.resource, "attachments")
    for attachment in sequence(found.value):
        if isinstance(attachment, dict) and attachment.get("state") in {"attached", "available"}:
            vpc = str(attachment.get("vpc_id"))
            gathered.items[vpc] = vpc
    if not found.known:
        gathered.doubt(not_listed(sheet.resource.address, "attachments", sheet.origin()))
