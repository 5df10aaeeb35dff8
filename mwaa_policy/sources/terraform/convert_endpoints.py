"""Makes records of VPC endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mwaa_policy.model import Collection, Listing, VpcEndpoint
from mwaa_policy.model.endpoints import ENDPOINT_TYPES, IP_TYPES, IPV6
from mwaa_policy.model.services import parse_service_name, parse_short_name, partition_of
from mwaa_policy.sources.terraform.elements import elements
from mwaa_policy.sources.terraform.facts import State, is_unknown
from mwaa_policy.sources.terraform.kinds import ENDPOINT, MWAA
from mwaa_policy.sources.terraform.policies import read_policy
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.terms import Target
from mwaa_policy.sources.terraform.words import provider_default
from mwaa_policy.sources.terraform.world import World

_GATEWAY = "Gateway"
_INTERFACE = "Interface"
_NONE: Listing[str] = Listing(items=(), complete=True)
"""What belongs to endpoints of the other type only."""
_TYPE = provider_default(ENDPOINT, "vpc_endpoint_type", "the type Gateway")
_PRIVATE_DNS = provider_default(ENDPOINT, "private_dns_enabled", "private DNS off")
_IPV4 = provider_default(ENDPOINT, "ip_address_type", "addresses of IPv4")
_GROUPS = provider_default(ENDPOINT, "security_group_ids", "the default group of its VPC")
_OWN_SERVICES = {"database_vpc_endpoint_service": "mwaa.database", "webserver_vpc_endpoint_service": "mwaa.webserver"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What says something about endpoints beside the endpoints themselves."""

    tables: Satellites
    subnets: Satellites
    groups: Satellites
    private_dns: Satellites
    policies: Satellites


class _Service(NamedTuple):
    """The service behind an endpoint; `None` for what is not known."""

    name: str | None
    region: str | None
    partition: str | None
    environment: str | None
    fips: bool | None = False


def convert_endpoints(world: World) -> None:
    """Add the endpoints that Terraform manages or reads; after the VPCs, whose groups they may take."""
    parts = _Parts(
        tables=_of_endpoints(world, "route_table_association"),
        subnets=_of_endpoints(world, "subnet_association"),
        groups=_of_endpoints(world, "security_group_association"),
        private_dns=_of_endpoints(world, "private_dns"),
        policies=_of_endpoints(world, "policy"),
    )
    for resource in (*world.of(ENDPOINT), *world.data(ENDPOINT)):
        if world.is_first("vpc_endpoints", resource):
            sheet = Sheet(world, "vpc_endpoints", resource)
            world.draft.add("vpc_endpoints", _endpoint(sheet, parts), sheet.origin())


def _of_endpoints(world: World, suffix: str) -> Satellites:
    return gather(world, world.of(f"{ENDPOINT}_{suffix}"), "vpc_endpoint_id", owner="vpc_endpoints")


def _endpoint(sheet: Sheet, parts: _Parts) -> VpcEndpoint:
    kind = sheet.choice("type", "vpc_endpoint_type", words=ENDPOINT_TYPES, absent=_GATEWAY, assume=_TYPE)
    vpc = sheet.vpc()
    service = _service(sheet)
    state = sheet.text("state", absent="planned") if not sheet.resource.is_new else "planned"
    return VpcEndpoint(
        id=sheet.id,
        vpc_id=vpc,
        type=kind,
        service=service.name,
        service_region=service.region,
        service_partition=service.partition,
        fips=service.fips,
        environment_id=service.environment,
        requester_managed=sheet.flag("requester_managed", absent=False),
        state=None if state is None else state.lower(),
        subnet_ids=_NONE if kind == _GATEWAY else _subnets(sheet, parts.subnets),
        security_group_ids=_NONE if kind == _GATEWAY else _groups(sheet, parts.groups, kind=kind, vpc=vpc),
        route_table_ids=_NONE if kind == _INTERFACE else _tables(sheet, parts.tables),
        private_dns=False if kind == _GATEWAY else _private_dns(sheet, parts.private_dns),
        private_dns_inbound_only=_inbound_only(sheet),
        ipv4=_ipv4(sheet),
        policy=read_policy(sheet, parts.policies),
    )


def _service(sheet: Sheet) -> _Service:
    resource, context = sheet.resource, sheet.world.draft.context
    found = sheet.world.fact(resource, "service_name")
    sheet.note("service", "service_name")
    if found.known:
        return _named(sheet, str(found.value))
    joined = sheet.world.joined(resource, "service_name")
    terms = () if joined is None or len(joined.terms) > 1 else joined.terms
    for target in (term for term in terms if isinstance(term, Target)):
        if target.resource.type == MWAA and target.attribute in _OWN_SERVICES:
            environment = sheet.world.identity(target.resource)
            return _Service(_OWN_SERVICES[target.attribute], context.region, context.partition, environment)
        short = target.resource.value("service") if target.resource.type == "aws_vpc_endpoint_service" else None
        if isinstance(short, str) and short:
            name, fips = parse_short_name(short)
            return _Service(name, *_place(sheet, context.region, context.partition), "none", fips)
    missing = sheet.world.why_unknown(resource, "service_name")
    for attribute in ("service", "fips", "environment_id"):
        sheet.miss(attribute, missing)
    return _Service(None, context.region, context.partition, None, None)


def _named(sheet: Sheet, name: str) -> _Service:
    context = sheet.world.draft.context
    for environment in sheet.world.of(MWAA):
        for attribute, service in _OWN_SERVICES.items():
            if environment.value(attribute) == name:
                return _Service(service, context.region, context.partition, sheet.world.identity(environment))
    parsed = parse_service_name(name)
    region = parsed.region or context.region
    partition = parsed.partition or (partition_of(region) if region else context.partition)
    return _Service(parsed.service, *_place(sheet, region, partition), "none", parsed.fips)


def _place(sheet: Sheet, region: str | None, partition: str | None) -> tuple[str | None, str | None]:
    """Return the region and the partition of a service: the region that is given goes first."""
    given = sheet.world.fact(sheet.resource, "service_region")
    if given.known:
        return str(given.value), partition_of(str(given.value))
    # A state of an older provider has no such attribute, and tells nothing by that.
    if given.absent or not is_unknown(sheet.resource, "service_region"):
        return region, partition
    for attribute in ("service_region", "service_partition"):
        sheet.miss(attribute, sheet.world.why_unknown(sheet.resource, "service_region"))
    return None, None


def _subnets(sheet: Sheet, associations: Satellites) -> Listing[str]:
    gathered: Gathered[str] = Gathered()
    sheet.many("subnet_ids", of="subnets", into=gathered)
    inline, state = elements(sheet.world, sheet.resource, "subnet_configuration")
    ids = [element.fact("subnet_id") for element in inline]
    for element, found in zip(inline, ids, strict=True):
        if found.known:
            gathered.items[str(found.value)] = str(found.value)
            sheet.note_at(("subnet_ids", str(found.value)), *element.path)
    if state is State.UNKNOWN or not all(found.known for found in ids):
        members = sheet.world.members(sheet.resource, "subnet_configuration", of="subnets", shared=True)
        sheet.take("subnet_ids", members, gathered, "subnet_configuration")
    _associated(sheet, gathered, associations, "subnet_ids", "subnets")
    return sheet.listing("subnet_ids", gathered)


def _tables(sheet: Sheet, associations: Satellites) -> Listing[str]:
    gathered: Gathered[str] = Gathered()
    sheet.many("route_table_ids", of="route_tables", into=gathered)
    _associated(sheet, gathered, associations, "route_table_ids", "route_tables")
    return sheet.listing("route_table_ids", gathered)


def _groups(sheet: Sheet, associations: Satellites, *, kind: str | None, vpc: str | None) -> Listing[str]:
    gathered: Gathered[str] = Gathered()
    sheet.many("security_group_ids", of="security_groups", into=gathered)
    given = gathered.items or gathered.doubts
    replaced = any(one.value("replace_default_association") is True for one in associations.of(sheet.id))
    if not given and not replaced and kind == _INTERFACE:
        _default_group(sheet, gathered, vpc)
    _associated(sheet, gathered, associations, "security_group_ids", "security_groups")
    return sheet.listing("security_group_ids", gathered)


def _default_group(sheet: Sheet, gathered: Gathered[str], vpc: str | None) -> None:
    """Add the group that AWS gives to an interface endpoint without one."""
    record = sheet.world.draft.find("vpcs", vpc) if vpc else None
    group = record.default_security_group_id if record is not None else None
    if group is None:
        gathered.doubt(sheet.world.why_unknown(sheet.resource, "security_group_ids"))
    else:
        gathered.items[group] = group
        sheet.assume("security_group_ids", _GROUPS)


def _associated(sheet: Sheet, gathered: Gathered[str], associations: Satellites, name: str, to: Collection) -> None:
    """Add what separate resources associate with the endpoint."""
    for resource in associations.of(sheet.id):
        sheet.associate(name, resource, name.removesuffix("s"), to=to, into=gathered)
    for part in associations.doubts(sheet.id):
        gathered.doubt(part.why)
    gathered.doubt(sheet.why_partial())


def _private_dns(sheet: Sheet, separately: Satellites) -> bool | None:
    for resource in separately.of(sheet.id)[-1:]:
        sheet.note_at(("private_dns",), "private_dns_enabled", resource=resource)
        value = resource.value("private_dns_enabled")
        return value if isinstance(value, bool) else None
    for why in (*(part.why for part in separately.doubts(sheet.id)), sheet.why_partial()):
        if why is not None:
            sheet.miss("private_dns", why)
            return None
    return sheet.flag("private_dns", "private_dns_enabled", absent=False, assume=_PRIVATE_DNS)


def _inbound_only(sheet: Sheet) -> bool | None:
    return sheet.flag("private_dns_inbound_only", "dns_options", 0, "private_dns_only_for_inbound_resolver_endpoint")


def _ipv4(sheet: Sheet) -> bool | None:
    """Return whether the names have addresses of IPv4; a state of an older provider tells nothing of that."""
    paths: tuple[tuple[str | int, ...], ...] = (("dns_options", 0, "dns_record_ip_type"), ("ip_address_type",))
    for path in paths:
        found = sheet.world.fact(sheet.resource, *path)
        if found.known or (not found.absent and is_unknown(sheet.resource, *path)):
            told = sheet.choice("ipv4", *path, words=IP_TYPES)
            return None if told is None else told != IPV6
    sheet.assume("ipv4", _IPV4)
    return True
