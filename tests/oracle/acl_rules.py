"""What the rules about network ACLs must say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from itertools import product
from typing import NamedTuple

from mwaa_policy.model import Listing, NetworkAcl, Subnet
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, worst
from tests.oracle.facts import DATABASE, HTTPS, Site
from tests.oracle.space import EVERYTHING, Span, addresses, ports, runs, span, usable
from tests.oracle.walker import Connection, Fate, Host, Network, Packet, network, through_acl

EPHEMERAL = {"linux": (32768, 60999), "wide": (1024, 65535)}
_SLASH_8 = 2**24
_UNNAMED_PROTOCOL = 253
_WORST_FIRST = (Fate.DENY, Fate.EITHER, Fate.ALLOW)
_JUDGED = frozenset({"NACL-FLOW", "NACL-RETURN", "NACL-RECOMMENDED"})
_Fates = dict[str, dict[IPv4Address, Fate]]


class Flow(NamedTuple):
    """What a subnet of an environment must be able to send packets to."""

    client: str
    server: str | None
    """The subnet of the server, None outside the VPC."""
    spans: tuple[Span, ...]
    """The addresses of the server."""
    port: int
    is_sparse: bool = False
    """Whether single addresses may be closed."""


def acl_answers(site: Site) -> Answers:
    """Return what the rules about ACLs must say."""
    environment = site.environment.id
    found: Answers = {}
    for subnet in site.own_subnets:
        count = len(set(site.subnets[subnet].network_acl_ids.items))
        found["NACL-ASSOC", subnet] = PASS if count < len("ab") else fail("high")
    choices = list(acl_choices(site))
    used = [{choice.acl(one).id for one in site.own_subnets} for choice in choices]
    for acl in site.inventory.network_acls.items:
        in_use = {acl.id in one for one in used}
        found["NACL-RECOMMENDED", acl.id] = together({_recommended(acl) if one else NOT_APPLICABLE for one in in_use})
    found["NACL-FLOW", environment] = together({_flow(one) for one in choices})
    found["NACL-RETURN", environment] = together({_return(one) for one in choices})
    if len(choices) > 1:
        doubtful = {place: answer._replace(is_doubtful=True) for place, answer in found.items() if place[0] in _JUDGED}
        found.update(doubtful)
    return found


def acl_choices(site: Site) -> Iterator[Site]:
    """Return the network for each ACL that subnets may have which are associated with several."""
    associated = [one.network_acl_ids.items or (None,) for one in site.inventory.subnets.items]
    for acls in product(*associated):
        subnets = [
            one.model_copy(update={"network_acl_ids": Listing[str](items=(acl,) if acl else (), complete=True)})
            for one, acl in zip(site.inventory.subnets.items, acls, strict=True)
        ]
        listing = Listing[Subnet](items=tuple(subnets), complete=True)
        yield Site(site.inventory.model_copy(update={"subnets": listing}))


def together(answers: set[Answer]) -> Answer:
    """Return the answer that all choices have in common."""
    return answers.pop() if len(answers) == 1 else UNDECIDED


def flows(site: Site) -> Iterator[Flow]:
    """Return whom each subnet of an environment must reach."""
    for client in site.own_subnets:
        for server in site.own_subnets:
            if server != client:
                yield from (Flow(client, server, within(site, server), port) for port in (DATABASE, HTTPS))
        for endpoint in site.interfaces:
            others = (one for one in endpoint.subnet_ids.items if one != client)
            yield from (Flow(client, one, within(site, one), HTTPS) for one in others)
        if site.routing == "public":
            yield Flow(client, None, site.internet, HTTPS, is_sparse=True)
    for client in site.served_by_gateway():
        yield Flow(client, None, tuple(site.s3_spans()), HTTPS)


def within(site: Site, subnet: str) -> tuple[Span, ...]:
    """Return the addresses of a subnet's interfaces."""
    return (usable(site.range_of(subnet)),)


def _flow(site: Site) -> Answer:
    if not site.has_two_subnets:
        return NOT_APPLICABLE
    answers = [_answer(flow, _fates(_requests(connections(site, flow)))) for flow in flows(site)]
    return worst([*answers, *_unknown_mode(site)])


def _return(site: Site) -> Answer:
    if not site.has_two_subnets:
        return NOT_APPLICABLE
    answers = []
    for flow in flows(site):
        found = list(connections(site, flow))
        crossings = (one for port in client_ports(site, flow) for one in _replies(found, port))
        answers.append(_answer(flow, _fates(crossings)))
    return worst([*answers, *_unknown_mode(site)])


def _unknown_mode(site: Site) -> list[Answer]:
    return [UNDECIDED] if site.routing == "indeterminate" else []


def connections(site: Site, flow: Flow) -> Iterator[Connection]:
    """Return connections from each client address that is worth one, and to each such server address.

    Each filter sees the address of one end only, so that not every pair of them is needed.
    """
    drawn = _drawn(site, [flow.client, *([flow.server] if flow.server else [])])
    clients = site.hosts(flow.client, drawn, site.own_groups)
    servers = [Host(one, flow.server) for one in addresses(flow.spans, drawn)]
    yield from (Connection(site, clients[0], server, flow.port) for server in servers)
    yield from (Connection(site, client, servers[0], flow.port) for client in clients[1:] if servers)


def _drawn(site: Site, subnets: list[str]) -> list[Network]:
    entries = (entry for subnet in subnets for entry in site.acl(subnet).entries.items)
    return [network(one.cidr.text) for one in entries if one.cidr]


def client_ports(site: Site, flow: Flow) -> list[int]:
    """Return ports that a client may choose, one for each difference that an entry makes."""
    first, last = EPHEMERAL[site.params.ephemeral]
    subnets = [flow.client, *([flow.server] if flow.server else [])]
    return ports(first, last, (entry for one in subnets for entry in site.acl(one).entries.items))


def _requests(found: Iterable[Connection]) -> Iterator[tuple[Connection, str, Fate]]:
    return ((one, name, fate) for one in found for name, fate in one.request())


def _replies(found: Iterable[Connection], port: int) -> Iterator[tuple[Connection, str, Fate]]:
    return ((one, name, fate) for one in found for name, fate in one.reply(port))


def _fates(crossings: Iterable[tuple[Connection, str, Fate]]) -> _Fates:
    """Return the worst that each filter does with packets to or from an address, whatever their port."""
    found: defaultdict[str, dict[IPv4Address, Fate]] = defaultdict(dict)
    for connection, name, fate in crossings:
        outside = connection.server.subnet is None
        far = connection.server if outside or name.endswith(str(connection.client.subnet)) else connection.client
        address = IPv4Address(int(far.address))
        found[name][address] = min(fate, found[name].get(address, fate), key=_WORST_FIRST.index)
    return found


def _answer(flow: Flow, fates: _Fates) -> Answer:
    return worst(judge_filter(flow, found) for found in fates.values())


def judge_filter(flow: Flow, fates: dict[IPv4Address, Fate]) -> Answer:
    """Of the Internet, only all of it or as much as a /8 is surely missed; elsewhere every address is."""
    denied = [address for address, fate in fates.items() if fate is Fate.DENY]
    if flow.is_sparse:
        stretches = runs(flow.spans, sorted(fates), denied)
        surely = len(denied) == len(fates) or sum(last - first + 1 for first, last in stretches) >= _SLASH_8
    else:
        surely = bool(denied)
    if surely:
        return fail("critical")
    return PASS if all(fate is Fate.ALLOW for fate in fates.values()) else UNDECIDED


def _recommended(acl: NetworkAcl) -> Answer:
    """Every packet of IPv4 is let through, in and out."""
    found = [through_acl(acl, direction, packet) for direction in ("ingress", "egress") for packet in _any_packet(acl)]
    if Fate.DENY in found:
        return fail("info")
    return UNDECIDED if Fate.EITHER in found else PASS


def _any_packet(acl: NetworkAcl) -> Iterator[Packet]:
    entries = acl.entries.items
    protocols = {_UNNAMED_PROTOCOL, *(int(str(one.protocol)) for one in entries)} - {-1}
    points = addresses([span(EVERYTHING)], [network(one.cidr.text) for one in entries if one.cidr])
    every_port = ports(0, 65535, entries)
    return (Packet(protocol, point, port) for protocol in protocols for point in points for port in every_port)
