"""Converts VPC endpoints and their policies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from mwaa_policy.model import Listing, Policy, VpcEndpoint
from mwaa_policy.model.endpoints import ENDPOINT_TYPES, IP_TYPES, IPV6
from mwaa_policy.model.policy_document import parse_policy
from mwaa_policy.model.services import OTHER, parse_service_name
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import ENDPOINT, ENVIRONMENT
from mwaa_policy.sources.cloudformation.build import Build
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Cell, Fault, Reference, why

_ENVIRONMENT_SERVICES = {
    "DatabaseVpcEndpointService": "mwaa.database",
    "WebserverVpcEndpointService": "mwaa.webserver",
}
_INBOUND_ONLY = {"OnlyInboundResolver": True, "AllResolvers": False, "NotSpecified": None}
_NOT_SPECIFIED = "not-specified"
_ENVIRONMENT_TOKEN = re.compile(r"\$\{GetAtt:(?P<id>[^{}]+)\.(?P<attribute>\w+)\}")


class _Service(NamedTuple):
    name: str | None
    region: str | None
    partition: str | None
    environment: str | None
    fips: bool | None = False


def add_vpc_endpoints(build: Build) -> None:
    """Add the endpoints; the VPCs must not be there yet, the groups may be."""
    build.survey("vpc_endpoints", ENDPOINT)
    for resource in build.resources(ENDPOINT):
        sheet = build.sheet(resource)
        service = _service(build, sheet)
        kind = sheet.choice("type", "VpcEndpointType", ENDPOINT_TYPES, "Gateway")
        vpc = sheet.identity("vpc_id", "VpcId", "vpcs")
        endpoint = VpcEndpoint(
            id=resource.id,
            vpc_id=vpc,
            type=kind,
            service=service.name,
            service_region=service.region,
            service_partition=service.partition,
            fips=service.fips,
            environment_id=service.environment,
            requester_managed=False,
            state="planned",
            subnet_ids=sheet.identities("subnet_ids", "SubnetIds", "subnets"),
            security_group_ids=_groups(build, sheet, kind, vpc),
            route_table_ids=sheet.identities("route_table_ids", "RouteTableIds", "route_tables"),
            private_dns=sheet.flag("private_dns", "PrivateDnsEnabled", default=False),
            private_dns_inbound_only=_inbound_only(build, sheet, resource),
            ipv4=_ipv4(build, sheet, resource),
            policy=_policy(build, sheet),
        )
        build.add("vpc_endpoints", endpoint, sheet, resource.place)


def _service(build: Build, sheet: Sheet) -> _Service:
    region = sheet.text("service_region", "ServiceRegion", build.resolver.pseudo("AWS::Region"))
    partition = build.resolver.pseudo("AWS::Partition")
    if any(sheet.bag.get(name) for name in ("ServiceNetworkArn", "ResourceConfigurationArn")):
        return _Service(OTHER, region, partition, "none")
    text = sheet.text("service", "ServiceName")
    cause = sheet.missing.pop(("service",), None)
    told = None if text is None else _of_environment(build, text)
    if told is not None:
        return _Service(told[1], region, partition, told[0])
    service = _parsed(build, sheet, text, region)
    if service.name is None:
        # What hides the region alone does not hide the service.
        other = build.resolver.tokens.cause_of((text or "").replace(build.resolver.pseudo("AWS::Region"), ""))
        why_not = other or cause or causes.left_open(sheet.bag.owner, "ServiceName", sheet.bag.place)
        for attribute in ("service", "fips", "environment_id"):
            sheet.miss(attribute, why_not)
    return service


def _parsed(build: Build, sheet: Sheet, text: str | None, region: str | None) -> _Service:
    """Return what the name of a service tells; without a region of its own it is of the endpoint's."""
    parsed = parse_service_name(text or "${}")
    where = region if sheet.bag.get("ServiceRegion") else parsed.region or region
    same = where == build.resolver.pseudo("AWS::Region")
    partition = parsed.partition or (build.resolver.pseudo("AWS::Partition") if same else None)
    for attribute, value in (("service_region", where), ("service_partition", partition)):
        sheet.origins.setdefault((attribute,), sheet.origins.get(("service",), sheet.bag.place.origin))
        if cause := build.resolver.tokens.cause_of(value or ""):
            sheet.miss(attribute, cause)
    if partition is None:
        sheet.miss("service_partition", sheet.missing.get(("service_region",), causes.REGION))
    return _Service(parsed.service, where, partition, None if parsed.service is None else "none", parsed.fips)


def _of_environment(build: Build, text: str) -> tuple[str, str] | None:
    """Return an environment, and which of its two services a text names."""
    found = _ENVIRONMENT_TOKEN.fullmatch(text)
    described = None if found is None else build.resolver.resources.get(found["id"])
    if found is None or described is None or described.type != ENVIRONMENT:
        return None
    service = _ENVIRONMENT_SERVICES.get(found["attribute"])
    return None if service is None else (described.id, service)


def _groups(build: Build, sheet: Sheet, kind: str | None, vpc: str | None) -> Listing[str]:
    """Return the groups; AWS gives an interface endpoint without any the default group of its VPC."""
    cell = sheet.bag.get("SecurityGroupIds")
    if cell is not None and cell.value != ():
        return sheet.identities("security_group_ids", "SecurityGroupIds", "security_groups")
    if kind is not None and kind != "Interface":
        return Listing(items=(), complete=True)
    group = build.default_groups.get(vpc or "")
    if group is None or kind is None:
        cause = sheet.missing.get(("type" if kind is None else "vpc_id",))
        sheet.miss("security_group_ids", cause or _default_group_elsewhere(sheet))
        return Listing(items=(), complete=False)
    sheet.at(("security_group_ids",), sheet.bag.place)
    return Listing(items=(group,), complete=True)


def _default_group_elsewhere(sheet: Sheet) -> Missing:
    return Missing(
        subject=f"security groups of {sheet.bag.owner}",
        text=f"{sheet.bag.owner} names no security group, and gets the default group of a VPC made elsewhere",
        supply=causes.NETWORK,
        origin=sheet.bag.place.origin,
    )


def _inbound_only(build: Build, sheet: Sheet, resource: Resource) -> bool | None:
    cell = _dns_option(build, sheet, resource, "private_dns_inbound_only", "PrivateDnsOnlyForInboundResolverEndpoint")
    read = partial(build.reader.choice, words=tuple(_INBOUND_ONLY))
    text = None if cell is None else sheet.read("private_dns_inbound_only", cell, read)
    only = _INBOUND_ONLY.get(text or "")
    if only is None and ("private_dns_inbound_only",) not in sheet.missing:
        place = (sheet.bag.get("DnsOptions") or sheet.bag).place
        sheet.miss("private_dns_inbound_only", causes.left_open(sheet.bag.owner, "DnsOptions", place))
    return only


def _ipv4(build: Build, sheet: Sheet, resource: Resource) -> bool | None:
    """Return whether the names have addresses of IPv4, as they have where nobody asks for others."""
    read = partial(build.reader.choice, words=(*IP_TYPES, _NOT_SPECIFIED))
    for cell in (_dns_option(build, sheet, resource, "ipv4", "DnsRecordIpType"), sheet.bag.get("IpAddressType")):
        told = None if cell is None else sheet.read("ipv4", cell, read)
        if ("ipv4",) in sheet.missing:
            return None
        if told not in {None, _NOT_SPECIFIED}:
            return told != IPV6
    return True


def _dns_option(build: Build, sheet: Sheet, resource: Resource, attribute: str, name: str) -> Cell | None:
    """Return a member of the options, `None` where nobody gives it, or where they cannot be read."""
    options = sheet.bag.get("DnsOptions")
    if options is None:
        return None
    try:
        return build.nested(resource.logical_id, options).get(name)
    except Fault as fault:
        sheet.miss(attribute, why(build.left_out(fault)))
        return None


# -- policies -----------------------------------------------------------------------------------


def _policy(build: Build, sheet: Sheet) -> Policy:
    cell = sheet.bag.get("PolicyDocument")
    if cell is None:
        sheet.at(("policy",), sheet.bag.place)
        return parse_policy(None, explicit=False)
    sheet.note("policy", cell)
    document = build.resolver.plain(cell)
    policy = parse_policy(document, explicit=None if isinstance(document, Unknown) else True)
    if policy.error is None:
        # Nothing is known of it, or it may be wrong in a part that is not known.
        sheet.miss("policy", causes.merged(cause for one in _parts(cell) if (cause := _cause(build, one))))
    _trace_statements(build, sheet, cell, policy)
    return policy


def _trace_statements(build: Build, sheet: Sheet, cell: Cell, policy: Policy) -> None:
    """Note where each statement stands, and what is not known of it."""
    cells = _statements(cell)
    if isinstance(cell.value, Mapping):
        for name, attribute in (("Version", "version"), ("Statement", "statements")):
            _explain(build, sheet, ("policy", attribute), _direct(cell.value.get(name)))
    for index, statement in enumerate(policy.statements.items):
        part = cells[index] if cells else cell
        path = ("policy", "statements", statement.key)
        sheet.at(path, part.place)
        parts = list(_parts(part))
        _explain(build, sheet, path, parts)
        for one in parts:
            sheet.assume(path, one.assumed)
            if isinstance(one.value, str | Reference):
                _trace_member(build, sheet, path, one)


def _explain(build: Build, sheet: Sheet, path: tuple[str, ...], cells: Iterable[Cell]) -> None:
    found = [cause for cell in cells if (cause := _cause(build, cell)) is not None]
    if found:
        sheet.missing[path] = causes.merged(found)


def _direct(cell: Cell | None) -> tuple[Cell, ...]:
    """Return the members of a list, or a value that is none."""
    if cell is None:
        return ()
    return cell.value if isinstance(cell.value, tuple) else (cell,)


def _statements(cell: Cell) -> list[Cell]:
    """Return the statements of a document that are objects, as they become records."""
    if not isinstance(cell.value, Mapping):
        return []
    return [member for member in _direct(cell.value.get("Statement")) if isinstance(member.value, Mapping)]


def _trace_member(build: Build, sheet: Sheet, path: tuple[str, ...], cell: Cell) -> None:
    """Note where an action or a resource stands."""
    keys = [key for key in cell.place.pointer.split("/") if key in {"Action", "NotAction", "Resource", "NotResource"}]
    if keys:
        text = str(build.resolver.text(cell))
        action = keys[-1].endswith("Action")
        sheet.at((*path, "actions" if action else "resources", text.lower() if action else text), cell.place)


def _parts(cell: Cell) -> Iterator[Cell]:
    value = cell.value
    if isinstance(value, tuple):
        members = value
    elif isinstance(value, Mapping):
        members = tuple(value.values())
    else:
        yield cell
        return
    for member in members:
        yield from _parts(member)


def _cause(build: Build, cell: Cell) -> Missing | None:
    value = build.resolver.plain(cell)
    if isinstance(value, Unknown):
        return why(value)
    return build.resolver.tokens.cause_of(value) if isinstance(value, str) else None
