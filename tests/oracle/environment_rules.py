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
    is_one_zone = share_a_zone(site, *site.own_subnets)
    return UNDECIDED if is_one_zone is None else passes(not is_one_zone, "critical")


def share_a_zone(site: Site, one: str, other: str) -> bool | None:
    """Whether two subnets are in one zone, None where their zones are known in different ways only."""
    if one == other:
        return True
    left, right = site.subnets[one], site.subnets[other]
    pairs = ((left.zone_id, right.zone_id), (left.zone_name, right.zone_name), (left.zone_ref, right.zone_ref))
    known = [pair for pair in pairs if None not in pair]
    return any(first == second for first, second in known) if known else None


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
