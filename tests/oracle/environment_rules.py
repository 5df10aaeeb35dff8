"""What the rules about subnets and routes must say, and the routing mode."""

from __future__ import annotations

from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes
from tests.oracle.facts import Site

_LOST = frozenset({"nowhere", "local_gateway", "carrier_gateway"})


def environment_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    answers = {
        "ENV-SUBNET-COUNT": passes(site.has_two_subnets, "critical"),
        "ENV-SUBNET-AZ": _zones(site),
        "ENV-ROUTING-MIXED": _mixed(site),
        "RT-DEFAULT-NAT": _nat(site),
    }
    found: Answers = {(rule, site.environment.id): answer for rule, answer in answers.items()}
    for subnet in site.own_subnets:
        found["ENV-SUBNET-PRIVATE", subnet] = passes(site.mode_of(subnet) != "igw", "critical")
    return found


def not_routed(site: Site) -> bool:
    """Whether another rule fails already, so that rules about routing have no object."""
    return site.routing in {"igw", "mixed"}


def _zones(site: Site) -> Answer:
    if not site.has_two_subnets:
        return NOT_APPLICABLE
    one, other = (site.subnets[subnet] for subnet in site.own_subnets)
    pairs = ((one.zone_id, other.zone_id), (one.zone_name, other.zone_name), (one.zone_ref, other.zone_ref))
    known = [(left, right) for left, right in pairs if left is not None and right is not None]
    if any(left == right for left, right in known):
        return fail("critical")
    return PASS if known else UNDECIDED


def _mixed(site: Site) -> Answer:
    if site.routing == "mixed":
        return fail("high")
    if site.routing == "igw" or not site.has_two_subnets:
        return NOT_APPLICABLE
    return UNDECIDED if site.routing == "indeterminate" else PASS


def _nat(site: Site) -> Answer:
    """All of the Internet is reached through NAT, where that is meant."""
    if not site.has_two_subnets or not_routed(site) or not _is_nat_meant(site):
        return NOT_APPLICABLE
    hops = {hop for subnet in site.own_subnets for hop in site.hops[subnet].values()}
    if hops & _LOST:
        return fail("critical")
    stated = site.params.routing == "public"
    return PASS if stated or hops == {"nat_gateway"} else UNDECIDED


def _is_nat_meant(site: Site) -> bool:
    if site.routing == "private":
        return site.params.routing == "public" or (site.params.routing == "auto" and _has_idle_nat(site))
    return site.routing != "indeterminate" or site.params.routing != "private"


def _has_idle_nat(site: Site) -> bool:
    used = {route.target_id for table in site.inventory.route_tables.items for route in table.routes.items}
    return any(one.vpc_id == site.vpc.id and one.id not in used for one in site.inventory.nat_gateways.items)
