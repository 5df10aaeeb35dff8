"""Which single addresses and ports are worth a packet: every border that a rule draws, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise
from typing import NamedTuple

from mwaa_policy.model import AclEntry, GroupRule
from tests.oracle.walker import Network, network

# IANA's registry of special purposes as of 2026, what is not globally reachable, and multicast.
_SPECIAL = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
)
EVERYTHING = IPv4Network("0.0.0.0/0")


class Span(NamedTuple):
    """Addresses from the first to the last, as numbers."""

    first: int
    last: int


def span(found: Network) -> Span:
    """Return the addresses of a range."""
    return Span(int(found.network_address), int(found.broadcast_address))


def usable(found: Network) -> Span:
    """Return what AWS leaves for interfaces: it reserves the first four addresses of a subnet and the last."""
    return Span(int(found.network_address) + 4, int(found.broadcast_address) - 1)


def public_space(own: Iterable[Network]) -> tuple[Span, ...]:
    """Return the addresses of the Internet: all that is not special, nor an address of the VPC itself."""
    taken = [span(network(one)) for one in _SPECIAL] + [span(one) for one in own if isinstance(one, IPv4Network)]
    fences = sorted({-1, *(one.last for one in taken)})
    found = []
    for fence in fences:
        first = fence + 1
        last = min((one.first for one in taken if one.first > fence), default=first) - 1
        if first <= last and not any(one.first <= first <= one.last for one in taken):
            found.append(Span(first, last))
    return tuple(found)


def borders(ranges: Iterable[Network]) -> set[int]:
    """Return the first and the last address of each IPv4 range, and the addresses next to them."""
    found: set[int] = set()
    for one in ranges:
        if isinstance(one, IPv4Network):
            first, last = span(one)
            found |= {first - 1, first, last, last + 1}
    return found


def addresses(spans: Iterable[Span], ranges: Iterable[Network]) -> list[IPv4Address]:
    """Return the addresses of the spans at which something may change, and the ends of the spans."""
    near = borders(ranges)
    found: set[int] = set()
    for first, last in spans:
        found |= {first, last, *(one for one in near if first <= one <= last)}
    return [IPv4Address(one) for one in sorted(found)]


def ports(first: int, last: int, rules: Iterable[AclEntry | GroupRule]) -> list[int]:
    """Return the ports of a range at which some rule begins or ends, the ports next to them, and its ends."""
    found = {first, last}
    for one in rules:
        for port in (one.from_port or 0, one.to_port or 0):
            found |= {port - 1, port, port + 1}
    return sorted(one for one in found if first <= one <= last)


def runs(spans: Iterable[Span], points: Iterable[IPv4Address], chosen: Iterable[IPv4Address]) -> Iterator[Span]:
    """Return the stretches of the spans in which every point is a chosen one.

    Between two neighbouring points nothing changes, so that a stretch reaches to the next point.
    """
    inside = {int(one) for one in chosen}
    for first, last in spans:
        own = [int(one) for one in points if first <= int(one) <= last]
        start = None
        for point, following in pairwise([*own, last + 1]):
            if point in inside:
                start = point if start is None else start
                if following > last or following not in inside:
                    yield Span(start, following - 1)
                    start = None
