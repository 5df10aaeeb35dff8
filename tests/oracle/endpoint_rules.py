"""What the rules about endpoints, their policies aside, must say."""

from __future__ import annotations

from mwaa_policy.model import VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes
from tests.oracle.environment_rules import not_routed
from tests.oracle.facts import Site, answers


def endpoint_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    environment = site.environment.id
    found: Answers = {
        ("EPR-REQUIRED", environment): _required(site),
        ("EPR-S3-ROUTES", environment): _s3_routes(site),
    }
    for endpoint in site.inventory.vpc_endpoints.items:
        found["EPR-DNS", endpoint.id] = _dns(site, endpoint)
    return found


def is_elsewhere(site: Site) -> bool:
    """Whether the routing is not private, or another rule fails for it already."""
    return not_routed(site) or site.routing in {"public", "partial"}


def _required(site: Site) -> Answer:
    if is_elsewhere(site) or not site.required:
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    if site.required <= {str(one.service) for one in site.endpoints}:
        return PASS
    return UNDECIDED if site.leads_to_other_networks else fail("critical")


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


def _dns(site: Site, endpoint: VpcEndpoint) -> Answer:
    concerned = endpoint in site.endpoints and endpoint.service in site.required - {"s3"}
    if is_elsewhere(site) or not concerned or endpoint.type != "Interface":
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    if not all((endpoint.private_dns, site.vpc.dns_support, site.vpc.dns_hostnames)):
        return fail("critical")
    # Resolvers of the customer's own may lead anywhere.
    return UNDECIDED if site.vpc.custom_dns else PASS
