"""Converts VPCs and subnets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal

from mwaa_policy.errors import InputError
from mwaa_policy.model import Cidr, Listing, Subnet, Survey, Vpc
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.boto3.associations import Associations, is_settled
from mwaa_policy.sources.boto3.coverage import Owned, failed, not_called
from mwaa_policy.sources.boto3.facts import Facts, cidr
from mwaa_policy.sources.boto3.operations import (
    BLOCK_PUBLIC_ACCESS,
    DHCP_OPTIONS,
    INTERNET_GATEWAYS,
    SECURITY_GROUPS,
    SUBNETS,
    SURVEYS,
    VPC_ATTRIBUTE,
    VPCS,
)
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, flag, text
from mwaa_policy.sources.boto3.scene import Scene, named, readable

Block = Literal["off", "ingress", "bidirectional"]

_BLOCKS: dict[str, Block] = {
    "off": "off",
    "block-ingress": "ingress",
    "block-bidirectional": "bidirectional",
}
_STRICTER = tuple(_BLOCKS.values())
_RESOLVER = "AmazonProvidedDNS"


def add_vpcs(scene: Scene, tables: Associations, acls: Associations) -> None:
    """Add every VPC that a response describes or names."""
    groups = _default_groups(scene)
    attributes = _attributes(scene)
    blocks = _subnet_blocks(scene)
    for vpc_id in sorted(_vpc_ids(scene)):
        found = scene.objects.of(VPCS).get(vpc_id)
        facts = scene.record("vpcs", vpc_id, found.place if found else None, VPCS)
        owner = facts.text("owner_id", "OwnerId")
        region = found.header.region if found and found.header else None
        survey = _survey(scene, facts, Owned(vpc_id=vpc_id, owner_id=owner, region=region))
        record = Vpc(
            id=vpc_id,
            owner_id=owner,
            cidrs=_cidrs(facts),
            dns_support=_dns(scene, facts, attributes, "dns_support", "EnableDnsSupport"),
            dns_hostnames=_dns(scene, facts, attributes, "dns_hostnames", "EnableDnsHostnames"),
            custom_dns=_custom_dns(scene, facts),
            main_route_table_id=_implied(scene, facts, "main_route_table_id", tables),
            default_network_acl_id=_implied(scene, facts, "default_network_acl_id", acls),
            default_security_group_id=_implied(scene, facts, "default_security_group_id", groups),
            igw_block=_igw_block(scene, facts, blocks.get(vpc_id, set())),
            complete=survey,
        )
        scene.draft.add("vpcs", record, facts.origin)


def add_subnets(scene: Scene, tables: Associations, acls: Associations) -> None:
    """Add every subnet that a response describes, or names with its route table or its ACL."""
    described = scene.objects.of(SUBNETS)
    for subnet_id in sorted({*described, *tables.vpc_of, *acls.vpc_of}):
        found = described.get(subnet_id)
        facts = scene.record("subnets", subnet_id, found.place if found else None, SUBNETS)
        vpc_id = facts.text("vpc_id", "VpcId") or tables.vpc_of.get(subnet_id) or acls.vpc_of.get(subnet_id)
        record = Subnet(
            id=subnet_id,
            vpc_id=vpc_id,
            owner_id=facts.text("owner_id", "OwnerId"),
            cidr=facts.cidr("cidr", "CidrBlock"),
            zone_name=facts.text("zone_name", "AvailabilityZone"),
            zone_id=facts.text("zone_id", "AvailabilityZoneId"),
            zone_ref=None,
            route_table_ids=_associated(scene, facts, vpc_id, "route_table_ids", tables),
            network_acl_ids=_associated(scene, facts, vpc_id, "network_acl_ids", acls),
        )
        scene.draft.add("subnets", record, facts.origin)


def _vpc_ids(scene: Scene) -> set[str]:
    ids = set(scene.objects.of(VPCS))
    for operation in SURVEYS.values():
        ids.update(vpc_id for found in scene.objects.of(operation).values() if (vpc_id := named(found.place, "VpcId")))
    for gateway in scene.objects.of(INTERNET_GATEWAYS).values():
        ids.update(vpc_id for one in readable(gateway.place, "Attachments") if (vpc_id := named(one, "VpcId")))
    return ids


def _survey(scene: Scene, facts: Facts, vpc: Owned) -> Survey:
    surveyed = {}
    for collection, operation in SURVEYS.items():
        answer = scene.coverage.of_vpc(operation, vpc)
        surveyed[str(collection)] = answer.gap is None
        if answer.gap is not None:
            facts.missing(answer.gap, "complete", collection)
        if answer.assumed is not None:
            facts.assume(answer.assumed, "complete", collection)
    return Survey(**surveyed)


def _cidrs(facts: Facts) -> Listing[Cidr]:
    """Return the ranges of a VPC: its associations, or where there are none the one that it has."""
    associated = facts.member("CidrBlockAssociationSet")
    if associated is None:
        first = facts.cidr("cidrs", "CidrBlock")
        ipv4 = Listing[Cidr](items=(first,) if first else (), complete=first is not None and not facts.is_recorded)
        if facts.is_recorded:
            facts.untold("CidrBlockAssociationSet", "cidrs")
    else:
        ipv4 = facts.listing("cidrs", associated, partial(_range, "CidrBlock"))
    second = facts.member("Ipv6CidrBlockAssociationSet")
    ipv6 = facts.listing("cidrs", second, partial(_range, "Ipv6CidrBlock"))
    if second is None and facts.is_recorded:
        # Rules look at the ranges of IPv4 only.
        return ipv4
    return Listing(items=(*ipv4.items, *ipv6.items), complete=ipv4.complete and ipv6.complete)


def _range(member: str, place: Place) -> Iterator[Cidr]:
    state = named(place, f"{member}State", "State")
    settled = is_settled(state)
    found = cidr(place.at(member))
    if settled is None:
        raise Malformed(place, f"the range {found.text if found else '?'} is {state}")
    if settled and found is None:
        raise Malformed(place, f"it has no {member}")
    if settled and found is not None:
        yield found


def _attributes(scene: Scene) -> dict[tuple[str, str], Place]:
    """Return the places of DNS attributes by VPC and member; each call of the API tells one."""
    found: dict[tuple[str, str], Place] = {}
    for response in scene.dump.of(VPC_ATTRIBUTE):
        vpc_id = named(response.place, "VpcId") or response.argument
        for member in VPC_ATTRIBUTE.members:
            place = response.place.at(member)
            if vpc_id is None or place.value is None:
                continue
            first = found.setdefault((vpc_id, member), place)
            if first.value != place.value:
                raise InputError(
                    f"two responses of {VPC_ATTRIBUTE.title} tell different things of {member} of {vpc_id}",
                    document=place.document,
                    pointer=place.pointer,
                    hint=f"the first is at {first.pointer} of {first.document}: give responses of one moment",
                )
    return found


def _dns(
    scene: Scene, facts: Facts, attributes: dict[tuple[str, str], Place], attribute: str, member: str
) -> bool | None:
    place = attributes.get((facts.id, member))
    if place is not None:
        told = Facts(facts.provenance, "vpcs", facts.id, place, VPC_ATTRIBUTE)
        return told.value(attribute, "Value", parse=flag)
    refused = scene.dump.failure(VPC_ATTRIBUTE, facts.id)
    if refused is not None:
        facts.missing(failed(refused), attribute)
        return None
    name = member[0].lower() + member[1:]
    command = f"{VPC_ATTRIBUTE.command} --vpc-id {facts.id} --attribute {name}"
    why = not_called(VPC_ATTRIBUTE).text
    if scene.dump.of(VPC_ATTRIBUTE):
        why = f"no {VPC_ATTRIBUTE.title} response tells {name} of {facts.id}"
    supply = f"add the response of `{command}`"
    facts.missing(Missing(subject=VPC_ATTRIBUTE.title, text=why, supply=supply), attribute)
    return None


def _custom_dns(scene: Scene, facts: Facts) -> bool | None:
    options_id = facts.text("custom_dns", "DhcpOptionsId")
    if options_id is None:
        return None
    options = scene.objects.of(DHCP_OPTIONS).get(options_id)
    if options is None:
        facts.missing(scene.not_described(options_id, DHCP_OPTIONS), "custom_dns")
        return None
    told = Facts(facts.provenance, "vpcs", facts.id, options.place, DHCP_OPTIONS)
    return told.value("custom_dns", "DhcpConfigurations", parse=_names_resolvers)


def _names_resolvers(place: Place) -> bool | None:
    if place.value is None:
        return None
    servers = [
        text(value.at("Value")) if isinstance(value.value, dict) else text(value)
        for one in elements(place)
        if text(one.at("Key")) == "domain-name-servers"
        for value in elements(one.at("Values"))
    ]
    return any(server != _RESOLVER for server in servers)


def _default_groups(scene: Scene) -> Associations:
    found = Associations(SECURITY_GROUPS)
    for identity, group in scene.objects.of(SECURITY_GROUPS).items():
        vpc_id = named(group.place, "VpcId")
        if named(group.place, "GroupName") == "default" and vpc_id:
            found.implied[vpc_id] = (identity, group.place)
    return found


def _implied(scene: Scene, facts: Facts, attribute: str, found: Associations) -> str | None:
    if facts.id in found.implied:
        identity, place = found.implied[facts.id]
        facts.provenance.origins[(*facts.path, attribute)] = place.origin
        return identity
    facts.missing(_untold(scene, facts.id, found), attribute)
    return None


def _untold(scene: Scene, vpc_id: str, found: Associations) -> Missing:
    title = found.operation.title
    gap = found.hidden or scene.coverage.whole(found.operation)
    return gap or Missing(
        subject=f"{title} {vpc_id}",
        text=f"no {title} response tells it of {vpc_id}",
        supply=f"add the response of `{found.operation.command}` for {vpc_id}",
    )


def _subnet_blocks(scene: Scene) -> Mapping[str, set[Block]]:
    """Return by VPC what blocks Internet gateways in its subnets."""
    found: defaultdict[str, set[Block]] = defaultdict(set)
    for subnet in scene.objects.of(SUBNETS).values():
        mode = _block(subnet.place, "BlockPublicAccessStates")
        if mode is not None:
            found[named(subnet.place, "VpcId") or ""].add(mode)
    return found


def _igw_block(scene: Scene, facts: Facts, subnets: set[Block]) -> Block | None:
    """Return what blocks the paths of Internet gateways: of the VPC and its subnets the strictest."""
    own = _block(facts.place, "BlockPublicAccessStates") if facts.place else None
    region = (one.place.at(BLOCK_PUBLIC_ACCESS.member) for one in scene.dump.of(BLOCK_PUBLIC_ACCESS) if not one.error)
    known = {own} if own else {_block(place) for place in region}
    modes = [mode for mode in (*known, *subnets) if mode]
    if modes:
        return max(modes, key=_STRICTER.index)
    refused = scene.dump.failure(BLOCK_PUBLIC_ACCESS)
    if refused is not None:
        facts.missing(failed(refused), "igw_block")
    facts.text("igw_block", "BlockPublicAccessStates", "InternetGatewayBlockMode")
    return None


def _block(place: Place, *keys: str) -> Block | None:
    return _BLOCKS.get(named(place, *keys, "InternetGatewayBlockMode") or "")


def _associated(scene: Scene, facts: Facts, vpc_id: str | None, attribute: str, found: Associations) -> Listing[str]:
    vpc = scene.draft.find("vpcs", vpc_id) if vpc_id else None
    collection = found.operation.collection or ""
    listing = found.listing(facts.id, surveyed=vpc is not None and getattr(vpc.complete, collection))
    for identity, place in found.of_subnet.get(facts.id, {}).items():
        facts.provenance.origins[(*facts.path, attribute, identity)] = place.origin
    if not listing.complete:
        why = scene.draft.provenance.missing.get(("vpcs", vpc_id or "", "complete", collection))
        facts.missing(found.hidden or why or _untold(scene, facts.id, found), attribute)
    return listing
