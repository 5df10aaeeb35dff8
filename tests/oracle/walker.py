"""Walks single packets through a network, as the VPC User Guide tells what AWS does with them.

An oracle for the policies: it follows one packet at a time, on Python's own addresses, and knows
nothing of cells, intervals or verdicts in three values. It works on networks of which everything
is known.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import NamedTuple

from mwaa_policy.model import (
    AclEntry,
    GroupRule,
    Inventory,
    NetworkAcl,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    VpcEndpoint,
)

TCP = 6
EVERY_PROTOCOL = "-1"
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_WITH_PORTS = frozenset({6, 17})


class Fate(enum.Enum):
    """What a filter does with a packet."""

    ALLOW = "allow"
    DENY = "deny"
    EITHER = "either"
    """Entries of one number disagree: AWS does not say which of them comes first."""


class Host(NamedTuple):
    """One end of a connection."""

    address: Address
    subnet: str | None
    """None outside the VPC."""
    groups: tuple[str, ...] = ()


class Packet(NamedTuple):
    """A packet as one filter sees it: of the addresses only that of the far side counts."""

    protocol: int
    address: Address
    """The source of what comes in, the destination of what goes out."""
    port: int
    """The destination's port."""

    def is_meant_by(self, rule: AclEntry | GroupRule) -> bool:
        """Whether protocol and port are those of an entry or a rule."""
        if rule.protocol == EVERY_PROTOCOL:
            return True
        if str(self.protocol) != rule.protocol:
            return False
        return self.protocol not in _WITH_PORTS or _number(rule.from_port) <= self.port <= _number(rule.to_port)


class World:
    """A network in which every fact is known."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.subnets: dict[str, Subnet] = {one.id: one for one in inventory.subnets.items}
        self._tables = {one.id: one for one in inventory.route_tables.items}
        self._acls = {one.id: one for one in inventory.network_acls.items}
        self._groups = {one.id: one for one in inventory.security_groups.items}
        self._lists = {one.id: one for one in inventory.prefix_lists.items}
        self._vpcs = {one.id: one for one in inventory.vpcs.items}

    def table(self, subnet: str) -> RouteTable:
        """Return the table of a subnet: the one associated with it, else the main one."""
        found = self.subnets[subnet]
        explicit = found.route_table_ids.items
        return self._tables[explicit[0] if explicit else str(self._vpcs[str(found.vpc_id)].main_route_table_id)]

    def acl(self, subnet: str) -> NetworkAcl:
        """Return the ACL of a subnet: the one associated with it, else the default one."""
        found = self.subnets[subnet]
        explicit = found.network_acl_ids.items
        return self._acls[explicit[0] if explicit else str(self._vpcs[str(found.vpc_id)].default_network_acl_id)]

    def group(self, identity: str) -> SecurityGroup:
        """Return a security group."""
        return self._groups[identity]

    def addresses_of(self, prefix_list: str | None) -> tuple[Network, ...]:
        """Return the ranges of a prefix list."""
        found = self._lists.get(prefix_list or "")
        return () if found is None else tuple(network(one.text) for one in found.entries.items)

    def addresses_of_s3(self) -> tuple[Network, ...]:
        """Return the ranges of S3 in the region."""
        lists = (one.id for one in self.inventory.prefix_lists.items if one.service == "s3")
        return tuple(found for one in lists for found in self.addresses_of(one))

    def gateways(self) -> Iterator[VpcEndpoint]:
        """Return the gateway endpoints of S3."""
        return (one for one in self.inventory.vpc_endpoints.items if one.type == "Gateway" and one.service == "s3")

    def hop(self, subnet: str, address: Address, *, by_gateway: bool = True) -> str:
        """Return the kind of target to which a subnet's table sends a packet, `nowhere` without one.

        The longest prefix wins, a range that is written in the table before one of a prefix list.
        The prefix list of a gateway endpoint counts unless `by_gateway` is false.
        """
        table = self.table(subnet)
        ways = [(length, is_written, str(one.target_kind)) for length, is_written, one in self._ways(table, address)]
        if by_gateway and any(table.id in one.route_table_ids.items for one in self.gateways()):
            ways += [(one.prefixlen, False, "gateway_endpoint") for one in self.addresses_of_s3() if address in one]
        return max(ways)[2] if ways else "nowhere"

    def way(self, table: RouteTable, address: Address) -> Route | None:
        """Return the route of a table that wins for an address, gateway endpoints aside, None without one."""
        ways = {(length, is_written): one for length, is_written, one in self._ways(table, address)}
        return ways[max(ways)] if ways else None

    def _ways(self, table: RouteTable, address: Address) -> Iterator[tuple[int, bool, Route]]:
        for one in table.routes.items:
            for destination in self.destinations(one):
                if address in destination:
                    yield destination.prefixlen, one.destination is not None, one

    def destinations(self, route: Route) -> tuple[Network, ...]:
        """Return the addresses to which a route leads."""
        if route.destination is not None:
            return (network(route.destination.text),)
        return self.addresses_of(route.prefix_list_id)

    def through_groups(self, groups: Iterable[str], direction: str, packet: Packet, peer: Host) -> bool:
        """Whether some rule of some group lets the packet through."""
        return any(
            packet.is_meant_by(rule) and self.is_peer(rule, peer)
            for group in groups
            for rule in getattr(self._groups[group], direction).items
        )

    def is_peer(self, rule: GroupRule, peer: Host) -> bool:
        """Whether a host is the peer of a rule of a group."""
        if rule.peer_kind == "group":
            return rule.group_id in peer.groups
        ranges = (network(rule.cidr.text),) if rule.cidr is not None else self.addresses_of(rule.prefix_list_id)
        return any(peer.address in one for one in ranges)


def through_acl(acl: NetworkAcl, direction: str, packet: Packet) -> Fate:
    """Try the entries of one direction in the order of their numbers; the first that matches ends it.

    Of entries with one number it is open which is tried first. Without a match the packet is denied.
    """
    matching = matching_entries(acl, direction, packet)
    if not matching:
        return Fate.DENY
    lowest = min(_number(one.number) for one in matching)
    actions = {str(one.action) for one in matching if one.number == lowest}
    return Fate(actions.pop()) if len(actions) == 1 else Fate.EITHER


def matching_entries(acl: NetworkAcl, direction: str, packet: Packet) -> list[AclEntry]:
    """Return the entries of an ACL that are about a packet."""
    return [
        one
        for one in acl.entries.items
        if one.direction == direction
        and one.cidr is not None
        and packet.address in network(one.cidr.text)
        and packet.is_meant_by(one)
    ]


class Crossing(NamedTuple):
    """A packet at the border of a subnet."""

    subnet: str
    direction: str
    packet: Packet


class Connection:
    """A connection from a client to a port of a server, and the filters that its packets meet."""

    def __init__(self, world: World, client: Host, server: Host, port: int) -> None:
        self.world = world
        self.client = client
        self.server = server
        self.port = port

    @cached_property
    def released(self) -> bool:
        """Whether the client's groups let the request out."""
        packet = Packet(TCP, self.server.address, self.port)
        return self.world.through_groups(self.client.groups, "egress", packet, self.server)

    @cached_property
    def admitted(self) -> bool:
        """Whether the server's groups let the request in."""
        packet = Packet(TCP, self.client.address, self.port)
        return self.world.through_groups(self.server.groups, "ingress", packet, self.client)

    def request(self) -> Iterator[tuple[str, Fate]]:
        """What each ACL does with the request, as the filter's name and the packet's fate."""
        return self._filtered(self.request_crossings())

    def reply(self, ephemeral: int) -> Iterator[tuple[str, Fate]]:
        """The same for the reply to the port that the client chose; groups remember the connection."""
        return self._filtered(self.reply_crossings(ephemeral))

    def request_crossings(self) -> Iterator[Crossing]:
        """Return where the request meets an ACL."""
        return self._crossings(self.client, self.server, self.port)

    def reply_crossings(self, ephemeral: int) -> Iterator[Crossing]:
        """Return where the reply does."""
        return self._crossings(self.server, self.client, ephemeral)

    def _filtered(self, crossings: Iterable[Crossing]) -> Iterator[tuple[str, Fate]]:
        for subnet, direction, packet in crossings:
            name = "out of" if direction == "egress" else "into"
            yield f"{name} {subnet}", through_acl(self.world.acl(subnet), direction, packet)

    def _crossings(self, source: Host, target: Host, port: int) -> Iterator[Crossing]:
        """Traffic within a subnet meets no ACL; other traffic leaves one subnet and enters another."""
        if source.subnet == target.subnet:
            return
        if source.subnet is not None:
            yield Crossing(source.subnet, "egress", Packet(TCP, target.address, port))
        if target.subnet is not None:
            yield Crossing(target.subnet, "ingress", Packet(TCP, source.address, port))


@cache
def network(text: str) -> Network:
    """Return a range of addresses; one of the other family holds no address."""
    return ip_network(text)


def _number(value: int | None) -> int:
    if value is None:
        raise ValueError("a walker needs to know every number")
    return value
