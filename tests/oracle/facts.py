"""What an environment has and uses, by the words of AWS and of the catalogue of rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network

from mwaa_policy.model import Environment, Inventory, Params, RouteTable, Vpc, VpcEndpoint
from tests.oracle.space import Span, addresses, public_space, span, usable
from tests.oracle.walker import Host, Network, World, network

CURRENT = ("s3", "monitoring", "logs", "sqs", "kms")
LEGACY = (*CURRENT, "ecr.api", "ecr.dkr", "airflow.api", "airflow.env", "airflow.ops")
DATABASE = 5432
HTTPS = 443


class Site(World):
    """The only environment of a network of which everything is known, and what is around it."""

    def __init__(self, inventory: Inventory) -> None:
        super().__init__(inventory)
        self.environment: Environment = inventory.environments.items[0]
        self.params: Params = inventory.params
        self.own_subnets = list(dict.fromkeys(self.environment.subnet_ids.items))
        self.own_groups = tuple(dict.fromkeys(self.environment.security_group_ids.items))

    @property
    def has_two_subnets(self) -> bool:
        """Whether it has as many subnets as an environment must have."""
        return len(self.own_subnets) == len("ab")

    @property
    def has_one_vpc(self) -> bool:
        """Whether its subnets lie in one VPC."""
        return len({self.subnets[one].vpc_id for one in self.own_subnets}) == 1

    @cached_property
    def vpc(self) -> Vpc:
        """The VPC of the environment."""
        wanted = self.subnets[self.own_subnets[0]].vpc_id
        return next(one for one in self.inventory.vpcs.items if one.id == wanted)

    @cached_property
    def internet(self) -> tuple[Span, ...]:
        """The addresses of the Internet."""
        return public_space(network(one.text) for one in self.vpc.cidrs.items)

    def range_of(self, subnet: str) -> Network:
        """Return the addresses of a subnet."""
        cidr = self.subnets[subnet].cidr
        if cidr is None:
            raise ValueError(f"nobody knows the range of {subnet}")
        return network(cidr.text)

    def hosts(self, subnet: str, ranges: list[Network], groups: tuple[str, ...]) -> list[Host]:
        """Return interfaces in a subnet, at every address at which one of the ranges may begin or end."""
        return [Host(one, subnet, groups) for one in addresses([usable(self.range_of(subnet))], ranges)]

    def tables(self) -> list[RouteTable]:
        """Return the route tables of the environment's subnets."""
        return [self.table(one) for one in self.own_subnets]

    @cached_property
    def hops(self) -> dict[str, dict[IPv4Address, str]]:
        """Where each subnet sends packets to addresses of the Internet, gateway endpoints aside."""
        found = {}
        for subnet in self.own_subnets:
            drawn = [one for route in self.table(subnet).routes.items for one in self.destinations(route)]
            points = addresses(self.internet, drawn)
            found[subnet] = {point: self.hop(subnet, point, by_gateway=False) for point in points}
        return found

    def mode_of(self, subnet: str) -> str:
        """Return the routing mode of a subnet."""
        if any(route.target_kind == "internet_gateway" for route in self.table(subnet).routes.items):
            return "igw"
        kinds = frozenset(self.hops[subnet].values())
        modes = {
            frozenset({"nat_gateway"}): "public",
            frozenset({"nowhere"}): "private",
            frozenset({"nat_gateway", "nowhere"}): "partial",
        }
        return modes.get(kinds, "indeterminate")

    @cached_property
    def routing(self) -> str:
        """The routing mode of the environment; where routes lead elsewhere, the one that the parameters state."""
        modes = {self.mode_of(one) for one in self.own_subnets}
        if "igw" in modes:
            return "igw"
        if modes >= {"public", "private"}:
            return "mixed"
        if "indeterminate" in modes:
            stated = self.params.routing
            return "indeterminate" if stated == "auto" else stated
        return modes.pop() if len(modes) == 1 else "partial"

    @cached_property
    def leads_to_other_networks(self) -> bool:
        """Whether a route leads out of the VPC, to where an endpoint may stand: not to the Internet of IPv6."""
        kinds = {route.target_kind for table in self.tables() for route in table.routes.items}
        return bool(kinds - {"local", "egress_only"})

    @cached_property
    def required(self) -> set[str]:
        """The services that private routing requires an endpoint of."""
        profile = LEGACY if self.params.endpoint_profile == "legacy-2022" else CURRENT
        absent = {"airflow.ops"} if self.inventory.context.partition == "aws-cn" else set()
        return set(profile) - set(self.params.external_endpoints) - absent

    @cached_property
    def endpoints(self) -> list[VpcEndpoint]:
        """The endpoints of the VPC that MWAA did not make itself, and whose name is the usual one of a service."""
        return [one for one in self._endpoints_of_customer if not one.fips]

    @cached_property
    def fips(self) -> set[str]:
        """The services that have an endpoint of their FIPS variant, which AWS does not say to be called."""
        return {str(one.service) for one in self._endpoints_of_customer if one.fips}

    @cached_property
    def _endpoints_of_customer(self) -> list[VpcEndpoint]:
        found = self.inventory.vpc_endpoints.items
        return [one for one in found if one.vpc_id == self.vpc.id and not one.requester_managed]

    @cached_property
    def needed(self) -> set[str]:
        """The services that the environment uses by endpoints: required ones, and those that have one."""
        return self.required | {str(one.service) for one in self.endpoints if answers(one) and one.service in LEGACY}

    def uses(self, endpoint: VpcEndpoint) -> bool:
        """Whether the environment needs this endpoint: one that is required, or that its service's name leads to."""
        is_led_to = answers(endpoint) and endpoint.service in LEGACY
        return endpoint in self.endpoints and (endpoint.service in self.required or is_led_to)

    @cached_property
    def interfaces(self) -> list[VpcEndpoint]:
        """The interface endpoints that packets of the environment take."""
        return [one for one in self.endpoints if answers(one) and one.service in self.needed]

    @cached_property
    def taken(self) -> list[VpcEndpoint]:
        """The endpoints that calls of the environment pass: those gateway endpoints that its tables lead to as well."""
        tables = {one.id for one in self.tables()}
        return [*(one for one in self.s3_gateways() if set(one.route_table_ids.items) & tables), *self.interfaces]

    def s3_gateways(self) -> list[VpcEndpoint]:
        """The S3 gateway endpoints of the VPC."""
        return [one for one in self.endpoints if one.type == "Gateway" and one.service == "s3"]

    def served_by_gateway(self) -> Iterator[str]:
        """Return the subnets from which an S3 gateway endpoint is reached."""
        points = [IPv4Address(one.first) for one in self.s3_spans()]
        return (one for one in self.own_subnets if any(self.hop(one, point) == "gateway_endpoint" for point in points))

    def s3_spans(self) -> list[Span]:
        """Return the addresses of S3."""
        return [span(one) for one in self.addresses_of_s3() if isinstance(one, IPv4Network)]


def answers(endpoint: VpcEndpoint) -> bool:
    """Whether the usual name of a service leads to an interface endpoint, for everything in the VPC."""
    return endpoint.type == "Interface" and bool(endpoint.private_dns) and not endpoint.private_dns_inbound_only
