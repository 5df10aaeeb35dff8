"""What the rules about endpoints, their policies aside, must say."""

from __future__ import annotations

from mwaa_policy.model import VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes
from tests.oracle.environment_rules import not_routed, share_a_zone
from tests.oracle.facts import HTTPS, Site, answers
from tests.oracle.group_rules import ranges_of
from tests.oracle.truth import Truth, everyone, someone
from tests.oracle.walker import Connection, Host

_WORKING = frozenset({"available", "pending", "planned"})


def endpoint_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    environment = site.environment.id
    found: Answers = {
        ("EPR-REQUIRED", environment): _required(site),
        ("EPR-S3-ROUTES", environment): _s3_routes(site),
        ("EPR-TYPE", environment): _type(site),
    }
    for endpoint in site.inventory.vpc_endpoints.items:
        found["EPR-DNS", endpoint.id] = _dns(site, endpoint)
        found["EPR-SECURITY-GROUP", endpoint.id] = _groups(site, endpoint)
        found["EPR-STATE", endpoint.id] = _state(site, endpoint)
        found["EPR-SUBNETS", endpoint.id] = _subnets(site, endpoint)
    return found


def is_elsewhere(site: Site) -> bool:
    """Whether the routing is not private, or another rule fails for it already."""
    return not_routed(site) or site.routing in {"public", "partial"}


def _required(site: Site) -> Answer:
    if is_elsewhere(site) or not site.required:
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    missing = site.required - {str(one.service) for one in site.endpoints}
    if not missing:
        return PASS
    return UNDECIDED if site.leads_to_other_networks or missing <= site.fips else fail("critical")


def _s3_routes(site: Site) -> Answer:
    if is_elsewhere(site) or "s3" in site.params.external_endpoints:
        return NOT_APPLICABLE
    by_interface = any(answers(one) and one.service == "s3" for one in site.endpoints)
    if by_interface and not site.s3_gateways():
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    if not site.s3_gateways():
        return NOT_APPLICABLE
    return passes(by_interface or set(site.served_by_gateway()) == set(site.own_subnets), "critical")


def _type(site: Site) -> Answer:
    """Something answers for S3: a gateway endpoint, or an interface endpoint by the usual name."""
    if is_elsewhere(site) or "s3" in site.params.external_endpoints or site.s3_gateways():
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    interfaces = [one for one in site.endpoints if one.service == "s3"]
    if not interfaces:
        return NOT_APPLICABLE
    if any(answers(one) for one in interfaces):
        return PASS
    # A private zone of the customer's own may lead the name there, or a resolver; without DNS no zone does.
    may_lead = site.vpc.custom_dns or (site.vpc.dns_support and site.vpc.dns_hostnames)
    return UNDECIDED if may_lead else fail("high")


def _dns(site: Site, endpoint: VpcEndpoint) -> Answer:
    if is_elsewhere(site) or not is_required(site, endpoint) or endpoint.type != "Interface":
        return NOT_APPLICABLE
    # To S3 a gateway leads as well, unless an interface takes the name and has no address that is called.
    if endpoint.service == "s3" and endpoint.ipv4:
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    if not all((endpoint.ipv4, endpoint.private_dns, site.vpc.dns_support, site.vpc.dns_hostnames)):
        return fail("critical")
    # Resolvers of the customer's own may lead anywhere.
    return UNDECIDED if site.vpc.custom_dns else PASS


def is_required(site: Site, endpoint: VpcEndpoint) -> bool:
    """Whether private routing requires the endpoint; of S3, which may have several, one that calls pass."""
    is_passed = endpoint.service != "s3" or endpoint in site.taken
    return endpoint in site.endpoints and endpoint.service in site.required and is_passed


def _subnets(site: Site, endpoint: VpcEndpoint) -> Answer:
    if is_elsewhere(site) or not is_required(site, endpoint) or endpoint.type != "Interface":
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    is_near = is_in_zones(site, endpoint)
    return UNDECIDED if is_near is None else passes(is_near, "medium")


def is_in_zones(site: Site, endpoint: VpcEndpoint) -> Truth:
    """Whether an endpoint has an interface in the zone of each subnet of the environment."""
    own = endpoint.subnet_ids.items
    return everyone(someone(share_a_zone(site, one, subnet) for one in own) for subnet in site.own_subnets)


def _groups(site: Site, endpoint: VpcEndpoint) -> Answer:
    if is_elsewhere(site) or not is_required(site, endpoint) or endpoint.type != "Interface":
        return NOT_APPLICABLE
    return UNDECIDED if site.routing == "indeterminate" else passes(lets_in(site, endpoint, HTTPS), "critical")


def lets_in(site: Site, endpoint: VpcEndpoint, port: int) -> bool:
    """Whether the groups of an endpoint admit every interface of the environment."""
    groups = endpoint.security_group_ids.items
    rules = [rule for group in groups for rule in site.group(group).ingress.items]
    drawn = [one for rule in rules for one in ranges_of(site, rule)]
    clients = [host for subnet in site.own_subnets for host in site.hosts(subnet, drawn, site.own_groups)]
    server = Host(clients[0].address, None, groups)
    return all(Connection(site, client, server, port).admitted for client in clients)


def _state(site: Site, endpoint: VpcEndpoint) -> Answer:
    is_needed = is_required(site, endpoint) or endpoint in site.interfaces
    if is_elsewhere(site) or not is_needed or endpoint.state == "planned":
        return NOT_APPLICABLE
    return UNDECIDED if site.routing == "indeterminate" else passes(works(endpoint), "high")


def works(endpoint: VpcEndpoint) -> bool:
    """Whether an endpoint takes calls, or soon will."""
    return endpoint.state in _WORKING
