"""What the rule about network ACLs of NAT gateways' subnets must say."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import NamedTuple

from tests.oracle.acl_rules import EPHEMERAL, Flow, acl_choices, judge_filter, together, within
from tests.oracle.answers import NOT_APPLICABLE, UNDECIDED, Answer, Answers, worst
from tests.oracle.facts import HTTPS, Site
from tests.oracle.nat_rules import Exits, is_zonal
from tests.oracle.space import Span, addresses, ports
from tests.oracle.walker import TCP, Fate, Packet, network, through_acl

_OF_A_NAT_GATEWAY = (1024, 65535)
_WORST_FIRST = (Fate.DENY, Fate.EITHER, Fate.ALLOW)


class Passage(NamedTuple):
    """Packets that the ACL of a NAT gateway's subnet must let through."""

    subnet: str
    """The subnet of the gateway."""
    direction: str
    spans: tuple[Span, ...]
    """The addresses from which they come, or to which they go."""
    ports: tuple[int, int]
    is_sparse: bool
    """Whether single addresses may be closed."""


def nat_acl_answers(site: Site) -> Answers:
    """Return what this rule must say."""
    choices = list(acl_choices(site))
    answer = together({_nat_subnet(one) for one in choices})
    return {("NACL-NAT-SUBNET", site.environment.id): answer._replace(is_doubtful=len(choices) > 1)}


def _nat_subnet(site: Site) -> Answer:
    if site.routing == "indeterminate":
        return UNDECIDED
    found = list(passages(site))
    return worst(_passes(site, one) for one in found) if found else NOT_APPLICABLE


def passages(site: Site) -> Iterator[Passage]:
    """Return what passes subnets of NAT gateways: requests in and out, and the replies to both.

    A gateway without a subnet, or in the worker's own, crosses no second ACL.
    """
    exits = Exits(site)
    for worker, used in exits.reached.items() if site.routing == "public" else ():
        for nat, internet in used.items():
            gateway = exits.nats[nat]
            if not is_zonal(gateway) or gateway.subnet_id == worker:
                continue
            subnet, inside = str(gateway.subnet_id), within(site, worker)
            yield Passage(subnet, "ingress", inside, (HTTPS, HTTPS), is_sparse=False)
            yield Passage(subnet, "egress", internet, (HTTPS, HTTPS), is_sparse=True)
            yield Passage(subnet, "ingress", internet, _OF_A_NAT_GATEWAY, is_sparse=True)
            yield Passage(subnet, "egress", inside, EPHEMERAL[site.params.ephemeral], is_sparse=False)


def _passes(site: Site, passage: Passage) -> Answer:
    fates: dict[IPv4Address, Fate] = {}
    for packet in passage_packets(site, passage):
        fate = through_acl(site.acl(passage.subnet), passage.direction, packet)
        address = IPv4Address(int(packet.address))
        fates[address] = min(fate, fates.get(address, fate), key=_WORST_FIRST.index)
    answer = judge_filter(Flow(passage.subnet, None, passage.spans, HTTPS, passage.is_sparse), fates)
    return answer._replace(severity="high") if answer.verdict == "fail" else answer


def passage_packets(site: Site, passage: Passage) -> Iterator[Packet]:
    """Return packets of a passage, one for each difference that an entry makes."""
    entries = site.acl(passage.subnet).entries.items
    drawn = [network(one.cidr.text) for one in entries if one.cidr]
    every_port = ports(*passage.ports, entries)
    return (Packet(TCP, address, port) for address in addresses(passage.spans, drawn) for port in every_port)
