"""Converts VPCs, and what is set for them by resources of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal, NamedTuple

from mwaa_policy.model import Cidr, Listing, Survey, Vpc
from mwaa_policy.model.implied import default_acl_id, default_group_id, main_table_id
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import VPC
from mwaa_policy.sources.cloudformation.build import Build, Doubt, Parts, listed
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.reader import Owner
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Cell, Choice, Fault, Reference, why

_OPTIONS = "AWS::EC2::VPCBlockPublicAccessOptions"
_EXCLUSION = "AWS::EC2::VPCBlockPublicAccessExclusion"
_MODES: dict[str, Literal["off", "ingress", "bidirectional"]] = {
    "block-bidirectional": "bidirectional",
    "block-ingress": "ingress",
}
_EXCLUSIONS: dict[str, Literal["off", "ingress", "bidirectional"]] = {
    "allow-bidirectional": "off",
    "allow-egress": "ingress",
}
_NOT_BLOCKED = Assumption(
    subject="VPC Block Public Access", text="VPC Block Public Access is off in the account", option=""
)
_KNOWN_TRANSFORMS = ("AWS::Serverless", "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::SecretsManager")


class MadeVpc(NamedTuple):
    """A VPC that the templates make."""

    resource: Resource
    sheet: Sheet
    cidrs: Listing[Cidr]
    has_ipv6: bool
    """Whether it surely has a range of IPv6 addresses, known or not."""


def read_vpcs(build: Build) -> dict[str, MadeVpc]:
    """Return the VPCs that the templates make, by id."""
    blocks = build.parts("AWS::EC2::VPCCidrBlock", "VpcId", "vpcs")
    return {resource.id: _read_vpc(build, resource, blocks) for resource in build.resources(VPC)}


def _read_vpc(build: Build, resource: Resource, blocks: Parts) -> MadeVpc:
    sheet = build.sheet(resource)
    causes_found, candidates = listed(blocks.doubts.of(resource.id))
    cidrs: dict[str, Cidr] = {}
    for cell in _ranges(build, resource, blocks, causes_found):
        found = _range(build, cell)
        if isinstance(found, Unknown):
            causes_found.append(why(found))
        else:
            cidrs[found.text] = found
            sheet.at(("cidrs", found.text), cell.place)
        sheet.assume(("cidrs",), cell.assumed)
    own = build.property(resource, "CidrBlock")
    sheet.at(("cidrs",), resource.place if own is None else own.place)
    sheet.doubt("cidrs", causes_found, candidates)
    listing = Listing(items=tuple(cidrs.values()), complete=not causes_found)
    has_ipv6 = any(cidr.family == "ipv6" for cidr in cidrs.values()) or any(
        _gets_ipv6(build, block) for block in blocks.of(resource.id)
    )
    return MadeVpc(resource, sheet, listing, has_ipv6)


def _ranges(build: Build, resource: Resource, blocks: Parts, doubts: list[Missing]) -> Iterator[Cell]:
    """Give the ranges of a VPC; ranges that AWS picks from a pool become doubts.

    An IPv6 range that AWS picks is no doubt: the ranges that rules look at are those of IPv4.
    """
    for part in (resource, *blocks.of(resource.id)):
        given = [cell for name in ("CidrBlock", "Ipv6CidrBlock") if (cell := build.property(part, name))]
        yield from given
        if not given and (part is resource or build.property(part, "Ipv4IpamPoolId") is not None):
            doubts.append(causes.left_open(part.logical_id, "CidrBlock", part.place))


def _range(build: Build, cell: Cell) -> Cidr | Unknown:
    try:
        return build.reader.cidr(cell)
    except Fault as fault:
        return build.left_out(fault)


def _gets_ipv6(build: Build, block: Resource) -> bool:
    if any(build.property(block, name) for name in ("Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6Pool")):
        return True
    cell = build.property(block, "AmazonProvidedIpv6CidrBlock")
    return cell is not None and build.sheet(block).read("ipv6", cell, build.reader.flag) is True


def add_vpcs(build: Build, vpcs: dict[str, MadeVpc]) -> None:
    """Add the VPCs, once it is known what may be in them beside what surely is."""
    options = build.parts("AWS::EC2::VPCDHCPOptionsAssociation", "VpcId", "vpcs")
    _survey_generated(build)
    excluded = build.excluded()
    for identity, made in vpcs.items():
        sheet = made.sheet
        sheet.assume(("complete",), excluded)
        vpc = Vpc(
            id=identity,
            owner_id=build.account,
            cidrs=made.cidrs,
            dns_support=sheet.flag("dns_support", "EnableDnsSupport", default=True),
            dns_hostnames=sheet.flag("dns_hostnames", "EnableDnsHostnames", default=False),
            custom_dns=_custom_dns(build, sheet, identity, options),
            main_route_table_id=main_table_id(identity),
            default_network_acl_id=default_acl_id(identity),
            default_security_group_id=default_group_id(identity),
            igw_block=_igw_block(build, sheet, identity),
            complete=Survey(**{name: not build.surveys[name].of(identity) for name in build.surveys}),
        )
        build.add("vpcs", vpc, sheet, made.resource.place)
        _explain_surveys(build, identity)
        _assume_transforms(build, made)


def _explain_surveys(build: Build, identity: str) -> None:
    provenance = build.draft.provenance
    for name, doubts in build.surveys.items():
        found, candidates = listed(doubts.of(identity))
        if found:
            path = ("vpcs", identity, "complete", name)
            provenance.missing[path] = causes.merged(found)
            if candidates:
                provenance.candidates[path] = tuple(dict.fromkeys(candidates))


def _survey_generated(build: Build) -> None:
    """Doubt that all is known of VPCs to which parts of a template that are not read may add."""
    anything = Owner(None)
    for template in build.resolver.templates:
        for cause in template.doubts.get("Resources", ()):
            _doubt_all(build, anything, Doubt(cause))
    for resource, cause in build.unread():
        for identity in _handed_over(build, resource):
            _doubt_all(build, Owner(identity), Doubt(cause, resource.logical_id))


def _doubt_all(build: Build, owner: Owner, doubt: Doubt) -> None:
    for doubts in build.surveys.values():
        doubts.add(owner, doubt)


def _handed_over(build: Build, resource: Resource) -> Iterator[str]:
    """Give the VPCs that a nested stack or a module is told of, or may be."""
    whole = build.resolver.cell(resource.template, resource.properties, resource.place.at("Properties"))
    given = build.property(resource, "Parameters")
    if any(cell is not None and type(cell.value) is Unknown for cell in (whole, given)):
        yield from (vpc.id for vpc in build.resources(VPC))
        return
    todo = [whole]
    while todo:
        value = todo.pop().value
        if isinstance(value, tuple):
            todo.extend(value)
        elif isinstance(value, Choice):
            todo.extend(value.arms)
        elif isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, Reference) and build.resolver.resources[value.id].type == VPC:
            yield value.id


def _assume_transforms(build: Build, made: MadeVpc) -> None:
    for name in made.resource.template.transforms:
        if not name.startswith(_KNOWN_TRANSFORMS):
            build.draft.provenance.assumed[("vpcs", made.resource.id, "complete", name)] = Assumption(
                subject=f"transform {name}",
                text=f"the transform {name} adds nothing to the network",
                option="",
            )


def _custom_dns(build: Build, sheet: Sheet, identity: str, options: Parts) -> bool | None:
    doubts, candidates = listed(options.doubts.of(identity))
    if doubts:
        sheet.doubt("custom_dns", doubts, candidates)
        return None
    found: bool | None = False
    for association in options.of(identity):
        found = _names_servers(build, sheet, association)
        sheet.at(("custom_dns",), association.place)
    return found


def _names_servers(build: Build, sheet: Sheet, association: Resource) -> bool | None:
    cell = build.property(association, "DhcpOptionsId")
    if cell is None:
        return False
    identity = sheet.read("custom_dns", cell, lambda one: build.reader.identity(one, "dhcp_options"))
    if identity is None or identity == "default":
        return None if identity is None else False
    described = build.resolver.resources.get(identity)
    if described is None:
        sheet.miss(
            "custom_dns",
            Missing(
                subject=f"DHCP options {identity}",
                text=f"{identity} is not described by the template",
                supply=causes.NETWORK,
                origin=cell.place.origin,
            ),
        )
        return None
    return _other_servers(build, sheet, described)


def _other_servers(build: Build, sheet: Sheet, described: Resource) -> bool | None:
    spread = build.reader.spread(build.property(described, "DomainNameServers"))
    names = [_server(build, cell) for cell in spread.certain]
    known = [name for name in names if isinstance(name, str) and build.resolver.tokens.cause_of(name) is None]
    if any(name != "AmazonProvidedDNS" for name in known):
        return True
    doubts = [*spread.doubts, *(why(name) for name in names if isinstance(name, Unknown))]
    doubts += [cause for name in names if isinstance(name, str) and (cause := build.resolver.tokens.cause_of(name))]
    if doubts:
        sheet.doubt("custom_dns", doubts)
        return None
    # Options without name servers give the instances none at all.
    return not known


def _server(build: Build, cell: Cell) -> str | Unknown:
    try:
        return build.reader.text(cell)
    except Fault as fault:
        return build.left_out(fault)


def _igw_block(build: Build, sheet: Sheet, identity: str) -> Literal["off", "ingress", "bidirectional"] | None:
    doubts = [cause for _, cause in build.uncertain(_OPTIONS)]
    blocks = build.resources(_OPTIONS)
    if doubts:
        sheet.doubt("igw_block", doubts)
        return None
    if not blocks:
        sheet.assume(("igw_block",), [_NOT_BLOCKED])
        return "off"
    cell = build.property(blocks[0], "InternetGatewayBlockMode")
    read = partial(build.reader.choice, words=tuple(_MODES))
    mode = None if cell is None else sheet.read("igw_block", cell, read)
    blocked = "off" if cell is None else _MODES.get(mode or "")
    return blocked if blocked is None else _excluded(build, sheet, identity, blocked)


def _excluded(
    build: Build, sheet: Sheet, identity: str, blocked: Literal["off", "ingress", "bidirectional"]
) -> Literal["off", "ingress", "bidirectional"] | None:
    """Return what is blocked once exclusions are taken out; those of single subnets make it unknown."""
    exclusions = build.parts(_EXCLUSION, "VpcId", "vpcs", optional=True)
    doubts, candidates = listed(exclusions.doubts.of(identity))
    for resource in build.resources(_EXCLUSION):
        if build.property(resource, "SubnetId") is not None:
            doubts.append(causes.attribute(resource.logical_id, resource.type, None, resource.place))
    if doubts:
        sheet.doubt("igw_block", doubts, candidates)
        return None
    for resource in exclusions.of(identity):
        cell = build.property(resource, "InternetGatewayExclusionMode")
        read = partial(build.reader.choice, words=tuple(_EXCLUSIONS))
        mode = None if cell is None else sheet.read("igw_block", cell, read)
        return _EXCLUSIONS.get(mode or "")
    return blocked
