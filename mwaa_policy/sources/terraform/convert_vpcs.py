"""Makes records of VPCs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mwaa_policy.model import Cidr, Listing, Survey, Vpc
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.kinds import DEFAULT_VPC, VPC
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import DATA, Resource, mapping, sequence
from mwaa_policy.sources.terraform.terms import Target
from mwaa_policy.sources.terraform.values import as_cidr
from mwaa_policy.sources.terraform.words import NO_BLOCK, UNMANAGED, provider_default, unset
from mwaa_policy.sources.terraform.world import World

Block = Literal["off", "ingress", "bidirectional"]
_MODES: dict[str, Block] = {
    "off": "off",
    "block-ingress": "ingress",
    "block-bidirectional": "bidirectional",
    # A VPC that is excluded from the block lets pass what it allows.
    "allow-bidirectional": "off",
    "allow-egress": "ingress",
}
_AMAZON = "amazonprovideddns"
_HOSTNAMES = provider_default(VPC, "enable_dns_hostnames", "no DNS host names")
_SUPPORT = provider_default(VPC, "enable_dns_support", "DNS support")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What says something about VPCs beside the VPCs themselves."""

    cidrs: Satellites
    ipv6: Satellites
    options: Satellites
    tables: Satellites
    exclusions: Satellites
    blocks: tuple[Resource, ...]


def convert_vpcs(world: World) -> None:
    """Add the VPCs that Terraform manages or reads."""
    parts = _Parts(
        cidrs=gather(world, world.of("aws_vpc_ipv4_cidr_block_association"), "vpc_id", owner="vpcs"),
        ipv6=gather(world, world.of("aws_vpc_ipv6_cidr_block_association"), "vpc_id", owner="vpcs"),
        options=gather(world, world.of("aws_vpc_dhcp_options_association"), "vpc_id", owner="vpcs"),
        tables=gather(world, world.of("aws_main_route_table_association"), "vpc_id", owner="vpcs"),
        exclusions=gather(world, world.of("aws_vpc_block_public_access_exclusion"), "vpc_id", owner="vpcs"),
        blocks=tuple(world.of("aws_vpc_block_public_access_options")),
    )
    for resource in (*world.of(VPC, DEFAULT_VPC), *world.data(VPC)):
        if world.is_first("vpcs", resource):
            sheet = Sheet(world, "vpcs", resource)
            world.draft.add("vpcs", _vpc(sheet, parts), sheet.origin())


def is_made_here(resource: Resource) -> bool:
    """Return whether Terraform made, or makes, the VPC, so that it knows what is in it."""
    return resource.type == VPC and resource.mode != DATA


def _vpc(sheet: Sheet, parts: _Parts) -> Vpc:
    return Vpc(
        id=sheet.id,
        owner_id=sheet.owner(),
        cidrs=_cidrs(sheet, parts),
        dns_support=sheet.flag("dns_support", "enable_dns_support", absent=True, assume=_SUPPORT),
        dns_hostnames=sheet.flag("dns_hostnames", "enable_dns_hostnames", absent=False, assume=_HOSTNAMES),
        custom_dns=_custom_dns(sheet, parts.options),
        main_route_table_id=_main_table(sheet, parts.tables),
        default_network_acl_id=_made_with(sheet, "default_network_acl_id"),
        default_security_group_id=_made_with(sheet, "default_security_group_id"),
        igw_block=_igw_block(sheet, parts),
        complete=_survey(sheet),
    )


def _survey(sheet: Sheet) -> Survey:
    why = sheet.why_partial() if is_made_here(sheet.resource) else _made_elsewhere(sheet)
    if why is not None:
        sheet.miss("complete", why)
    elif not sheet.resource.is_new:
        sheet.assume("complete", UNMANAGED)
    return Survey(**dict.fromkeys(Survey.model_fields, why is None))


def _made_elsewhere(sheet: Sheet) -> Missing:
    return Missing(
        subject=f"the content of {sheet.id}",
        text=f"{sheet.resource.address} was not made by Terraform here, so that more may be in it than is told",
        supply="add the plan or state that manages it, or the responses of the EC2 API",
        origin=sheet.origin(),
    )


def _cidrs(sheet: Sheet, parts: _Parts) -> Listing[Cidr]:
    gathered: Gathered[Cidr] = Gathered()
    _take_cidr(sheet, gathered, sheet.resource, "cidr_block")
    for place, association in enumerate(sequence(sheet.resource.value("cidr_block_associations"))):
        _take_text(
            sheet, gathered, mapping(association).get("cidr_block"), sheet.resource, "cidr_block_associations", place
        )
    for resource in parts.cidrs.of(sheet.id):
        _take_cidr(sheet, gathered, resource, "cidr_block")
    for part in parts.cidrs.doubts(sheet.id):
        gathered.doubt(part.why)
    for resource in (sheet.resource, *parts.ipv6.of(sheet.id)):
        # An IPv6 range that AWS picks is no doubt: the ranges that rules look at are those of IPv4.
        if sheet.world.fact(resource, "ipv6_cidr_block").known:
            _take_cidr(sheet, gathered, resource, "ipv6_cidr_block")
    return sheet.listing("cidrs", gathered)


def has_ipv6(world: World, resource: Resource) -> bool:
    """Return whether a VPC has, or gets, a range of IPv6 addresses."""
    names = ("ipv6_cidr_block", "ipv6_ipam_pool_id")
    given = any(not world.fact(resource, name).absent for name in names)
    identity = world.identity(resource)
    associated = gather(world, world.of("aws_vpc_ipv6_cidr_block_association"), "vpc_id", owner="vpcs")
    return given or resource.value("assign_generated_ipv6_cidr_block") is True or bool(associated.of(identity))


def _take_cidr(sheet: Sheet, gathered: Gathered[Cidr], resource: Resource, attribute: str) -> None:
    found = sheet.world.fact(resource, attribute)
    if found.known:
        _take_text(sheet, gathered, found.value, resource, attribute)
    else:
        gathered.doubt(sheet.world.why_unknown(resource, attribute))


def _take_text(sheet: Sheet, gathered: Gathered[Cidr], value: object, resource: Resource, *source: str | int) -> None:
    try:
        cidr = as_cidr(value)
    except ValueError as problem:
        gathered.doubt(sheet.skip(problem, *source, resource=resource))
    else:
        gathered.items[cidr.text] = cidr
        sheet.note_at(("cidrs", cidr.text), *source, resource=resource)


def _custom_dns(sheet: Sheet, options: Satellites) -> bool | None:
    associations = options.of(sheet.id)
    for part in options.doubts(sheet.id):
        sheet.miss("custom_dns", part.why)
        return None
    if not associations:
        unknown = unset(sheet.resource.address, "dhcp_options", "its DHCP options are not known", sheet.origin())
        why = sheet.why_partial() if is_made_here(sheet.resource) else unknown
        if why is not None:
            sheet.miss("custom_dns", why)
        return False if why is None else None
    found = _dhcp_options(sheet.world, associations[-1])
    sheet.note_at(("custom_dns",), "dhcp_options_id", resource=associations[-1])
    servers = None if found is None else sheet.world.fact(found, "domain_name_servers")
    if servers is None or not (servers.known or servers.absent):
        sheet.miss("custom_dns", sheet.world.why_unknown(associations[-1], "dhcp_options_id"))
        return None
    return any(str(server).lower() != _AMAZON for server in sequence(servers.value))


def _dhcp_options(world: World, association: Resource) -> Resource | None:
    found = world.fact(association, "dhcp_options_id")
    known = (*world.of("aws_vpc_dhcp_options", "aws_default_vpc_dhcp_options"), *world.data("aws_vpc_dhcp_options"))
    if found.known:
        return next((one for one in known if world.identity(one) == found.value), None)
    joined = world.joined(association, "dhcp_options_id")
    terms = () if joined is None else joined.terms
    only = terms[0] if len(terms) == 1 else None
    return only.resource if isinstance(only, Target) and only.resource in known else None


def _main_table(sheet: Sheet, tables: Satellites) -> str | None:
    for part in tables.doubts(sheet.id):
        sheet.miss("main_route_table_id", part.why)
        return None
    for association in tables.of(sheet.id)[:1]:
        sheet.note_at(("main_route_table_id",), "route_table_id", resource=association)
        found = sheet.world.fact(association, "route_table_id")
        if found.known:
            return str(found.value)
        members = sheet.world.refer(association, "route_table_id", to="route_tables")
        if members.single is None:
            sheet.miss("main_route_table_id", sheet.world.why_unknown(association, "route_table_id", members=members))
        return members.single
    return _made_with(sheet, "main_route_table_id")


def _made_with(sheet: Sheet, attribute: str) -> str | None:
    """Return the id of what AWS made with the VPC; for a VPC made elsewhere, only a live one."""
    if not is_made_here(sheet.resource):
        return sheet.world.adoption.taker(sheet.id, attribute) or sheet.text(attribute)
    doubt = sheet.world.adoption.doubt(sheet.resource, attribute)
    if doubt is not None:
        sheet.miss(attribute, doubt)
        return None
    return sheet.world.made_with(sheet.id, attribute)


def _igw_block(sheet: Sheet, parts: _Parts) -> Block | None:
    told = [(one, "internet_gateway_exclusion_mode") for one in parts.exclusions.of(sheet.id)]
    told += [(one, "internet_gateway_block_mode") for one in parts.blocks]
    for resource, argument in told[:1]:
        sheet.note_at(("igw_block",), argument, resource=resource)
        mode = _MODES.get(str(resource.value(argument)))
        if mode is None:
            sheet.miss("igw_block", sheet.world.why_unknown(resource, argument))
        return mode
    sheet.assume("igw_block", NO_BLOCK)
    return "off"
