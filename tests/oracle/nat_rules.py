"""What the rules about NAT gateways and the routes to them must say."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from ipaddress import IPv4Address

from mwaa_policy.model import InternetGateway, NatGateway, Route, RouteTable
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes, worst
from tests.oracle.environment_rules import share_a_zone
from tests.oracle.facts import Site
from tests.oracle.space import Span, addresses, runs

_GONE = frozenset({"failed", "deleting", "deleted"})
_NEVER_OUT = frozenset({"nat_gateway", "egress_only"})
_OUTWARD = frozenset({"nat_gateway", "internet_gateway"})


class Exits:
    """Where the route tables of an environment's subnets send packets to the Internet."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.nats = {one.id: one for one in site.inventory.nat_gateways.items}
        self._internet_gateways = {one.id: one for one in site.inventory.internet_gateways.items}

    def ways(self, table: RouteTable) -> dict[IPv4Address, Route | None]:
        """Return the route that each address of the Internet takes."""
        drawn = [one for route in table.routes.items for one in self.site.destinations(route)]
        return {point: self.site.way(table, point) for point in addresses(self.site.internet, drawn)}

    @cached_property
    def reached(self) -> dict[str, dict[str, tuple[Span, ...]]]:
        """The NAT gateways that each subnet of the environment sends packets to, and for which addresses."""
        found: dict[str, dict[str, tuple[Span, ...]]] = {}
        for subnet in self.site.own_subnets:
            ways = self.ways(self.site.table(subnet))
            chosen: defaultdict[str, list[IPv4Address]] = defaultdict(list)
            for point, route in ways.items():
                if route is not None and route.target_kind == "nat_gateway":
                    chosen[str(route.target_id)].append(point)
            found[subnet] = {nat: tuple(runs(self.site.internet, ways, points)) for nat, points in chosen.items()}
        return found

    def reaches_internet(self, nat: NatGateway) -> Answer:
        """Whether packets of a gateway's subnet reach every address of the Internet by its gateway."""
        ways = self.ways(self.site.table(str(nat.subnet_id)))
        return worst(self._reaches(str(nat.vpc_id), route) for route in ways.values())

    def _reaches(self, vpc: str, route: Route | None) -> Answer:
        if route is None or route.state == "blackhole" or route.target_kind in _NEVER_OUT:
            return fail("critical")
        if route.target_kind == "internet_gateway":
            gateway: InternetGateway = self._internet_gateways[str(route.target_id)]
            return passes(vpc in gateway.attached_vpc_ids.items, "critical")
        # A firewall or another network may lead there in the end.
        return UNDECIDED


def is_zonal(nat: NatGateway) -> bool:
    """Whether a gateway stands in a zone, and so in a subnet."""
    return nat.availability_mode == "zonal" and nat.subnet_id != "none"


def nat_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    exits = Exits(site)
    environment = site.environment.id
    found: Answers = {
        ("RT-NAT-PER-AZ", environment): _per_zone(exits),
        ("RT-PRIVATE-CLEAN", environment): _private_clean(site),
    }
    for nat in exits.nats.values():
        found["RT-NAT-PUBLIC", nat.id] = _public(exits, nat)
    for table in site.inventory.route_tables.items:
        found["RT-BLACKHOLE", table.id] = _blackhole(exits, table)
    return found


def _public(exits: Exits, nat: NatGateway) -> Answer:
    if not any(nat.id in found for found in exits.reached.values()):
        return NOT_APPLICABLE
    tests = [nat.state not in _GONE, nat.connectivity == "public", exits.site.vpc.igw_block != "bidirectional"]
    if not is_zonal(nat):
        return passes(all(tests), "critical")
    return worst([passes(all([*tests, nat.has_address]), "critical"), exits.reaches_internet(nat)])


def _blackhole(exits: Exits, table: RouteTable) -> Answer:
    """No address that is needed is won by a route whose target is gone."""
    if table not in exits.site.tables():
        return NOT_APPLICABLE
    is_lost = any(route is not None and route.state == "blackhole" for route in exits.ways(table).values())
    needed = _is_internet_needed(exits, table)
    if is_lost and needed is not False:
        return UNDECIDED if needed is None else fail("high")
    states = {route.state for route in table.routes.items if route.target_kind != "local"}
    return NOT_APPLICABLE if states == {"planned"} else PASS


def _is_internet_needed(exits: Exits, table: RouteTable) -> bool | None:
    """Whether the environment is meant to reach the Internet by a table, None where nobody tells."""
    subnet = next(one for one in exits.site.own_subnets if exits.site.table(one) == table)
    match exits.site.mode_of(subnet):
        case "public" | "partial":
            return True
        case "private" | "igw":
            return False
        case _:
            return {"public": True, "private": False, "auto": None}[exits.site.params.routing]


def _per_zone(exits: Exits) -> Answer:
    """The two subnets, in two zones, do not hang on one gateway in one zone."""
    site = exits.site
    if site.routing == "indeterminate":
        return UNDECIDED
    if site.routing != "public" or not site.has_two_subnets:
        return NOT_APPLICABLE
    used = [exits.reached[subnet] for subnet in site.own_subnets]
    if any(not any(is_zonal(exits.nats[nat]) for nat in nats) for nats in used):
        return NOT_APPLICABLE
    is_one_zone = share_a_zone(site, *site.own_subnets)
    if is_one_zone:
        return NOT_APPLICABLE
    if len({nat for nats in used for nat in nats}) > 1:
        return PASS
    return UNDECIDED if is_one_zone is None else fail("info")


def _private_clean(site: Site) -> Answer:
    if site.params.routing != "private":
        return NOT_APPLICABLE
    kinds = {route.target_kind for table in site.tables() for route in table.routes.items}
    return passes(not kinds & _OUTWARD, "medium")
