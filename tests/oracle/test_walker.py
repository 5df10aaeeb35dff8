"""The walker does with packets what the VPC User Guide says."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest

from mwaa_policy.model import NetworkAcl, parse_cidr
from mwaa_policy.model.normal import acl_entry, port_range
from tests.fixtures.networks import all_of, private, public
from tests.oracle.changes import S3_LIST, S3_RANGES, changed, with_list
from tests.oracle.network_changes import route
from tests.oracle.space import Span, addresses, public_space, runs, usable
from tests.oracle.walker import TCP, Connection, Fate, Host, Packet, World, network, through_acl

# The table of the User Guide's page on custom network ACLs, inbound, shortened.
_GUIDE = (
    (100, "allow", "6", "0.0.0.0/0", (443, 443)),
    (110, "deny", "6", "192.0.2.0/24", (22, 22)),
    (120, "allow", "6", "192.0.0.0/16", (22, 22)),
    (120, "deny", "17", "0.0.0.0/0", (0, 65535)),
    (130, "allow", "6", "198.51.100.0/24", (3389, 3389)),
    (130, "deny", "6", "198.51.100.128/25", (3389, 3389)),
)


def _acl() -> NetworkAcl:
    entries = [
        acl_entry(
            number=number,
            direction="ingress",
            action=action,
            protocol=protocol,
            cidr=parse_cidr(cidr),
            ports=port_range(protocol, *reach),
        )
        for number, action, protocol, cidr, reach in reversed(_GUIDE)
    ]
    return NetworkAcl(id="acl", vpc_id="vpc", default=False, entries=all_of(*entries))


@pytest.mark.parametrize(
    ("address", "port", "fate"),
    [
        ("203.0.113.1", 443, Fate.ALLOW),
        ("203.0.113.1", 444, Fate.DENY),
        ("192.0.2.7", 22, Fate.DENY),
        ("192.0.3.7", 22, Fate.ALLOW),
        ("198.51.100.1", 3389, Fate.ALLOW),
        ("198.51.100.200", 3389, Fate.EITHER),
        ("2001:db8::1", 443, Fate.DENY),
    ],
)
def test_the_first_entry_that_matches_decides(address: str, port: int, fate: Fate) -> None:
    assert through_acl(_acl(), "ingress", Packet(TCP, ip_address(address), port)) is fate


def test_without_an_entry_for_its_direction_a_packet_is_denied() -> None:
    assert through_acl(_acl(), "egress", Packet(TCP, ip_address("203.0.113.1"), 443)) is Fate.DENY


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("10.0.99.1", "local"),
        ("52.218.0.1", "gateway_endpoint"),
        ("8.8.8.8", "transit_gateway"),
        ("8.8.4.4", "nowhere"),
    ],
)
def test_the_longest_prefix_wins(address: str, kind: str) -> None:
    network_of = with_list(private(), S3_LIST, "s3", S3_RANGES)
    routes = [
        *_local(),
        route(parse_cidr("52.0.0.0/8"), "nat_gateway"),
        route(parse_cidr("8.8.8.0/24"), "transit_gateway"),
    ]
    world = World(changed(network_of, "route_tables", "table-a", routes=all_of(*routes)))
    assert world.hop("subnet-a", IPv4Address(address)) == kind


def _local() -> list[object]:
    return [one for table in private().route_tables.items for one in table.routes.items if table.id == "table-a"]


def test_a_connection_crosses_four_filters_between_subnets_and_none_within_one() -> None:
    world = World(public())
    client = Host(IPv4Address("10.0.11.10"), "subnet-a", ("group",))
    server = Host(IPv4Address("10.0.12.10"), "subnet-b", ("group",))
    connection = Connection(world, client, server, 5432)
    assert dict(connection.request()) == {"out of subnet-a": Fate.ALLOW, "into subnet-b": Fate.ALLOW}
    assert dict(connection.reply(40000)) == {"out of subnet-b": Fate.ALLOW, "into subnet-a": Fate.ALLOW}
    assert connection.released
    assert connection.admitted
    neighbour = Connection(world, client, server._replace(subnet="subnet-a"), 5432)
    assert list(neighbour.request()) == []


def test_a_group_admits_who_carries_it_and_nobody_else() -> None:
    world = World(public())
    server = Host(IPv4Address("10.0.12.10"), "subnet-b", ("group",))
    stranger = Host(IPv4Address("10.0.11.10"), "subnet-a")
    assert not Connection(world, stranger, server, 443).admitted


def test_points_are_the_borders_and_their_neighbours() -> None:
    subnet = network("10.0.1.0/28")
    assert usable(subnet) == Span(int(IPv4Address("10.0.1.4")), int(IPv4Address("10.0.1.14")))
    found = addresses([usable(subnet)], [network("10.0.1.8/30")])
    assert [str(one) for one in found] == [f"10.0.1.{last}" for last in (4, 7, 8, 11, 12, 14)]
    chosen = [one for one in found if one in network("10.0.1.8/30")]
    assert list(runs([usable(subnet)], found, chosen)) == [Span(int(found[2]), int(found[3]))]


def test_the_internet_is_neither_special_nor_the_vpc_itself() -> None:
    space = public_space([network("11.0.0.0/16")])
    inside = {address: any(a <= int(IPv4Address(address)) <= b for a, b in space) for address in _SOME}
    assert inside == _SOME


_SOME = {
    "8.8.8.8": True,
    "9.255.255.255": True,
    "10.0.0.1": False,
    "11.0.0.1": False,
    "11.1.0.0": True,
    "100.127.0.1": False,
    "192.0.1.0": True,
    "223.255.255.255": True,
    "224.0.0.1": False,
}
