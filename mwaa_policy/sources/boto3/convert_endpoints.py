"""Converts VPC endpoints."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mwaa_policy.model import Environment, Listing, Policy, VpcEndpoint
from mwaa_policy.model.endpoints import ENDPOINT_TYPES, IP_TYPES, IPV6
from mwaa_policy.model.policy_document import parse_policy
from mwaa_policy.model.services import ServiceName, parse_service_name, partition_of
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.boto3.facts import Facts, choice
from mwaa_policy.sources.boto3.operations import VPC_ENDPOINTS
from mwaa_policy.sources.boto3.scene import Scene

_WITHOUT_GROUPS = frozenset({"Gateway", "GatewayLoadBalancer"})
_SERVICE_OF_OTHERS = re.compile(r"com\.amazonaws\.vpce\.([a-z0-9-]+)\.vpce-svc-[0-9a-z]+(?:\.amazonaws\.com)?")
_GATEWAY = Assumption(
    subject="VpcEndpointType",
    text="an endpoint is a gateway where its response does not tell its type",
    option="a describe_vpc_endpoints response with VpcEndpointType",
)
_IPV4 = Assumption(
    subject="IpAddressType",
    text="the names of an endpoint have addresses of IPv4 where its response does not tell of others",
    option="a describe_vpc_endpoints response with IpAddressType",
)
_NOT_SPECIFIED = (None, "", "not-specified")

_WRITER = Missing(
    subject="who wrote endpoint policies",
    text="a response does not tell whether somebody wrote the policy of an endpoint or AWS filled in its default",
    supply="",
)


def add_vpc_endpoints(scene: Scene) -> None:
    """Add the endpoints; those of an environment's own services are told by their names."""
    own = _own_services(scene)
    for facts in scene.records("vpc_endpoints", VPC_ENDPOINTS):
        kind = _type(facts)
        name = facts.text("service", "ServiceName")
        environment, service = own.get(name or "", (None, None))
        parsed = _parsed(name)
        region = _region(scene, facts, parsed)
        facts.missing_like("service_region", "service_partition")
        facts.missing_like("service", "fips")
        record = VpcEndpoint(
            id=facts.id,
            vpc_id=facts.text("vpc_id", "VpcId"),
            type=kind,
            service=service or parsed.service,
            service_region=region,
            service_partition=partition_of(region) if region else None,
            fips=parsed.fips,
            environment_id=environment.id if environment else "none",
            requester_managed=_requester_managed(facts, name, environment),
            state=_lower(facts.text("state", "State")),
            subnet_ids=facts.ids("subnet_ids", "SubnetIds"),
            security_group_ids=_groups(facts, kind),
            route_table_ids=facts.ids("route_table_ids", "RouteTableIds"),
            private_dns=False if kind == "Gateway" else facts.flag("private_dns", "PrivateDnsEnabled"),
            private_dns_inbound_only=facts.flag(
                "private_dns_inbound_only", "DnsOptions", "PrivateDnsOnlyForInboundResolverEndpoint"
            ),
            ipv4=_ipv4(facts),
            policy=_policy(facts),
        )
        scene.draft.add("vpc_endpoints", record, facts.origin)


def _own_services(scene: Scene) -> Mapping[str, tuple[Environment, str]]:
    """Return the environment behind the name of each endpoint service of MWAA's own, and what it is for."""
    environments: tuple[Environment, ...] = scene.draft.records("environments")
    services = [(one.database_service, (one, "mwaa.database")) for one in environments]
    services += [(one.webserver_service, (one, "mwaa.webserver")) for one in environments]
    return {name: owner for name, owner in services if name is not None}


def _type(facts: Facts) -> str | None:
    place = facts.member("VpcEndpointType")
    if (place is None and not facts.is_recorded) or (place is not None and place.value == ""):
        facts.assume(_GATEWAY, "type")
        return "Gateway"
    return facts.value("type", "VpcEndpointType", parse=choice(*ENDPOINT_TYPES))


def _parsed(name: str | None) -> ServiceName:
    if name is None:
        return ServiceName(None, None, None, None)
    others = _SERVICE_OF_OTHERS.fullmatch(name)
    return ServiceName("other", others[1], None, fips=False) if others else parse_service_name(name)


def _region(scene: Scene, facts: Facts, parsed: ServiceName) -> str | None:
    """Return the region of the service: where nothing tells it, the name does, or it is that of the endpoint."""
    if parsed.region is not None and facts.member("ServiceRegion") is None:
        return parsed.region
    return facts.text("service_region", "ServiceRegion", default=scene.draft.context.region)


def _requester_managed(facts: Facts, name: str | None, environment: Environment | None) -> bool | None:
    """Return whether a service made the endpoint; an old response tells it by the name of the service."""
    if facts.lacks("RequesterManaged") and name is not None:
        if environment is not None and environment.endpoint_management is not None:
            return environment.endpoint_management == "SERVICE"
        if not _SERVICE_OF_OTHERS.fullmatch(name):
            return False
    return facts.flag("requester_managed", "RequesterManaged")


def _groups(facts: Facts, kind: str | None) -> Listing[str]:
    """Return the groups; endpoints of some types have none."""
    return facts.ids("security_group_ids", "Groups", member="GroupId", without=kind in _WITHOUT_GROUPS)


def _ipv4(facts: Facts) -> bool | None:
    """Return whether the names have addresses of IPv4; a response of old does not tell, and had no others."""
    options = facts.member("DnsOptions")
    if options is not None and not isinstance(options.value, dict):
        facts.missing_like("private_dns_inbound_only", "ipv4")
        return None
    for keys in (("DnsOptions", "DnsRecordIpType"), ("IpAddressType",)):
        place = facts.member(*keys)
        if place is not None and place.value not in _NOT_SPECIFIED:
            told = facts.value("ipv4", *keys, parse=choice(*IP_TYPES))
            return None if told is None else told != IPV6
    if facts.place is None:
        return None
    if facts.is_recorded:
        facts.untold("IpAddressType", "ipv4")
        return None
    facts.assume(_IPV4, "ipv4")
    return True


def _policy(facts: Facts) -> Policy:
    """Return the policy; an endpoint without one has the full access that AWS attaches by default."""
    facts.missing(_WRITER, "policy", "explicit")
    place = facts.member("PolicyDocument")
    if place is not None and not isinstance(place.value, str | dict):
        facts.unreadable(place, "the text of a policy is wanted", "policy")
        return parse_policy(Unknown(), explicit=None)
    if place is None and facts.is_recorded:
        facts.untold("PolicyDocument", "policy")
        return parse_policy(Unknown(), explicit=None)
    if place is not None:
        facts.provenance.origins[(*facts.path, "policy")] = place.origin
    return parse_policy(place.value if place else None, explicit=None)


def _lower(value: str | None) -> str | None:
    return value.lower() if value else value
