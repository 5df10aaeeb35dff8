"""What the rule about entries of a network ACL behind a deny must say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address

from mwaa_policy.model import NetworkAcl
from tests.oracle.acl_rules import Flow, acl_choices, client_ports, connections, flows, judge_filter, together
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, worst
from tests.oracle.facts import HTTPS, Site
from tests.oracle.nat_acl_rules import passage_packets, passages
from tests.oracle.walker import Crossing, Fate, Packet, matching_entries, through_acl

_SEVERITY = "medium"
_WORST_FIRST = (Fate.DENY, Fate.EITHER, Fate.ALLOW)
_Border = tuple[str, str]
"""A subnet and a direction."""


def shadow_answers(site: Site) -> Answers:
    """Return what this rule must say."""
    choices = list(acl_choices(site))
    found: Answers = {}
    for acl in site.inventory.network_acls.items:
        answer = together({_shadowed(one, acl) for one in choices})
        found["NACL-SHADOWED", acl.id] = answer if len(choices) == 1 else answer._replace(is_doubtful=True)
    return found


def _shadowed(site: Site, acl: NetworkAcl) -> Answer:
    if acl.id not in {site.acl(one).id for one in site.own_subnets}:
        return NOT_APPLICABLE
    if all(one.action == "allow" for one in acl.entries.items):
        return PASS
    answer = worst(_leg(acl, flow, border, packets) for flow, border, packets in _legs(site, acl, flows(site)))
    if site.routing != "indeterminate" or answer != PASS:
        return answer
    # Whether the Internet must be reached, and by which gateway, nobody tells.
    meant = [Flow(one, None, site.internet, HTTPS, is_sparse=True) for one in site.own_subnets]
    possible = worst(_leg(acl, flow, border, packets) for flow, border, packets in _legs(site, acl, meant))
    return PASS._replace(is_doubtful=True) if possible == PASS else UNDECIDED


def _legs(site: Site, acl: NetworkAcl, wanted: Iterable[Flow]) -> Iterator[tuple[Flow, _Border, list[Packet]]]:
    """Return the packets that the ACL meets, by what they are for and where they meet it."""
    for flow in wanted:
        found = list(connections(site, flow))
        requests = (crossing for one in found for crossing in one.request_crossings())
        replies = (
            crossing for one in found for port in client_ports(site, flow) for crossing in one.reply_crossings(port)
        )
        for crossings in (requests, replies):
            yield from ((flow, border, packets) for border, packets in _at(site, acl, crossings).items())
    for one in passages(site):
        if site.acl(one.subnet).id == acl.id:
            flow = Flow(one.subnet, None, one.spans, HTTPS, is_sparse=one.is_sparse)
            yield flow, (one.subnet, one.direction), list(passage_packets(site, one))


def _at(site: Site, acl: NetworkAcl, crossings: Iterable[Crossing]) -> dict[_Border, list[Packet]]:
    found: defaultdict[_Border, list[Packet]] = defaultdict(list)
    for subnet, direction, packet in crossings:
        if site.acl(subnet).id == acl.id:
            found[subnet, direction].append(packet)
    return found


def _leg(acl: NetworkAcl, flow: Flow, border: _Border, packets: list[Packet]) -> Answer:
    """Whether an entry would allow a packet that a deny with a lower number stops."""
    fates: dict[IPv4Address, Fate] = {}
    shadows: set[Fate] = set()
    for packet in packets:
        fate = through_acl(acl, border[1], packet)
        address = IPv4Address(int(packet.address))
        fates[address] = min(fate, fates.get(address, fate), key=_WORST_FIRST.index)
        if fate is not Fate.ALLOW and any(one.action == "allow" for one in matching_entries(acl, border[1], packet)):
            shadows.add(fate)
    if not shadows:
        return PASS
    # A deny of single addresses of a wide space may stop nothing that is needed.
    is_stopped = judge_filter(flow, fates).verdict == "fail"
    return fail(_SEVERITY) if is_stopped and Fate.DENY in shadows else UNDECIDED
