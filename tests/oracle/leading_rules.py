"""What the rules about where endpoints lead, and which calls are led to them, must say."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_policy.model import VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, UNDECIDED, Answer, Answers, fail, passes
from tests.oracle.document_rules import is_accepted
from tests.oracle.endpoint_rules import is_elsewhere, is_required, lets_in, works
from tests.oracle.environment_rules import not_routed
from tests.oracle.facts import HTTPS, LEGACY, Site
from tests.oracle.policy_rules import judge_endpoint
from tests.oracle.truth import Truth, opposite, someone


def leading_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    found: Answers = {}
    for endpoint in site.inventory.vpc_endpoints.items:
        found["EPR-CONFLICT", endpoint.id] = _conflict(site, endpoint)
        found["EPR-REGION", endpoint.id] = _region(site, endpoint)
        found["EPR-SHADOW", endpoint.id] = _shadow(site, endpoint)
    return found


def _is_used(site: Site, endpoint: VpcEndpoint) -> Truth:
    """Whether calls pass the endpoint, or private routing requires it; None where the routing does not tell."""
    if endpoint not in site.endpoints or endpoint.service not in LEGACY:
        return False
    if endpoint in site.taken:
        return True
    if is_elsewhere(site) or not is_required(site, endpoint):
        return False
    return None if site.routing == "indeterminate" else True


def _region(site: Site, endpoint: VpcEndpoint) -> Answer:
    """The endpoint leads to the services of the environment's own region."""
    is_used = _is_used(site, endpoint)
    if not is_used:
        return UNDECIDED if is_used is None else NOT_APPLICABLE
    context = site.inventory.context
    is_near = (endpoint.service_region, endpoint.service_partition) == (context.region, context.partition)
    return passes(is_near, "high")


def _shadow(site: Site, endpoint: VpcEndpoint) -> Answer:
    """An endpoint to which names lead answers the calls that would pass NAT gateways without it."""
    if endpoint not in site.interfaces or not_routed(site) or site.routing == "private":
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    if not (lets_in(site, endpoint, HTTPS) and works(endpoint) and endpoint.ipv4):
        return fail("high")
    if not is_accepted(endpoint.policy):
        return NOT_APPLICABLE
    # What its policy stops, the rules about policies tell.
    answer = judge_endpoint(site, endpoint)
    return NOT_APPLICABLE if answer.verdict == "fail" else answer


def _conflict(site: Site, endpoint: VpcEndpoint) -> Answer:
    """Nothing has the name, or a route, that AWS is to give to an endpoint which is not made yet."""
    is_used = _is_used(site, endpoint)
    if is_used is False or endpoint.state != "planned":
        return NOT_APPLICABLE
    if is_used is None:
        return UNDECIDED
    is_late = someone(_comes_first(site, one, endpoint) for one in _rivals(site, endpoint))
    return UNDECIDED if is_late is None else passes(not is_late, "high")


def _rivals(site: Site, endpoint: VpcEndpoint) -> Iterator[VpcEndpoint]:
    """Return the endpoints that have, or are to have, what this one is to get."""
    others = [one for one in site.inventory.vpc_endpoints.items if one.id != endpoint.id]
    for one in others:
        pair = (one, endpoint)
        is_one_name = len({(each.service, each.fips, each.vpc_id, each.service_region) for each in pair}) == 1
        are_named = all(each.type == "Interface" and each.private_dns for each in pair)
        are_routed = all(each.type == "Gateway" and each.service == "s3" for each in pair)
        is_one_route = bool(set(one.route_table_ids.items) & set(endpoint.route_table_ids.items))
        if (are_named and is_one_name) or (are_routed and is_one_route):
            yield one


def _comes_first(site: Site, one: VpcEndpoint, other: VpcEndpoint) -> Truth:
    """Whether an endpoint is there before another; of two that are planned and judged, the first by its name."""
    if one.state != "planned":
        return works(one)
    return True if one.id < other.id else opposite(_is_used(site, one))
