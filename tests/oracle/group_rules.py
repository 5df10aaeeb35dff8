"""What the rules about security groups must say."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network

from mwaa_policy.model import GroupRule
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes, worst
from tests.oracle.facts import DATABASE, HTTPS, Site
from tests.oracle.space import EVERYTHING, addresses, span
from tests.oracle.walker import EVERY_PROTOCOL, TCP, Connection, Host, Network, Packet, network

_MOST_GROUPS = 5
_UDP = "17"
_PRIVATE = [network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
_WORLD_IPV6 = IPv6Network("::/0")
_PARTS = {"SG-DATABASE": ("mwaa.database", DATABASE), "SG-WEBSERVER": ("mwaa.webserver", HTTPS)}


def group_answers(site: Site) -> Answers:
    """Return what the rules about groups must say."""
    answers = {"SG-COUNT": passes(1 <= len(site.own_groups) <= _MOST_GROUPS, "critical")}
    for rule, (part, port) in _PARTS.items():
        answers[rule] = _admission(site, part, port)
    answers["SG-PROTOCOL"] = _protocol(site, {_PARTS[rule][1] for rule in _PARTS if answers[rule].verdict == "fail"})
    answers["SG-EGRESS"] = _egress(site)
    answers["SG-OPEN-INGRESS"] = worst(_strangers(site))
    answers["SG-RECOMMENDED"] = _recommended(site)
    if not site.own_groups:
        answers = {rule: answers[rule] if rule == "SG-COUNT" else NOT_APPLICABLE for rule in answers}
    return {(rule, site.environment.id): answer for rule, answer in answers.items()}


def _admission(site: Site, part: str, port: int) -> Answer:
    """Every interface admits every other one, unless the customer made the endpoint to the part."""
    made = any(
        one.service == part and one.environment_id == site.environment.id for one in site.inventory.vpc_endpoints.items
    )
    if site.environment.endpoint_management == "CUSTOMER" and made:
        return NOT_APPLICABLE
    hosts = own_hosts(site)
    return passes(all(Connection(site, one, hosts[0], port).admitted for one in hosts), "critical")


def _protocol(site: Site, missed: set[int]) -> Answer:
    """Explains a port that is not admitted by a rule of the groups themselves that names it for UDP.

    No other protocol but TCP has ports.
    """
    if not missed:
        return NOT_APPLICABLE
    own = [one for one in _own_rules(site, "ingress") if one.protocol == _UDP and one.group_id in site.own_groups]
    is_named = any(Packet(int(_UDP), EVERYTHING[0], port).is_meant_by(rule) for rule in own for port in missed)
    return Answer("fail") if is_named else PASS


def own_hosts(site: Site) -> list[Host]:
    """Return interfaces of the environment at every address at which something may change."""
    drawn = list(_drawn(site))
    return [host for subnet in site.own_subnets for host in site.hosts(subnet, drawn, site.own_groups)]


def _own_rules(site: Site, direction: str) -> Iterator[GroupRule]:
    for one in site.inventory.security_groups.items:
        if one.id in site.own_groups:
            yield from getattr(one, direction).items


def _drawn(site: Site) -> Iterator[Network]:
    for direction in ("ingress", "egress"):
        for rule in _own_rules(site, direction):
            yield from ranges_of(site, rule)


def ranges_of(site: Site, rule: GroupRule) -> tuple[Network, ...]:
    """Return the addresses that a rule names, itself or by a prefix list."""
    return (network(rule.cidr.text),) if rule.cidr is not None else site.addresses_of(rule.prefix_list_id)


def _egress(site: Site) -> Answer:
    client = own_hosts(site)[0]
    unknown = [UNDECIDED] if site.routing == "indeterminate" and not _lets_everything_out(site) else []
    reached = (Connection(site, client, server, port).released for server, port in _destinations(site))
    return worst([passes(all(reached), "critical"), *unknown])


def _destinations(site: Site) -> Iterator[tuple[Host, int]]:
    drawn = list(_drawn(site))
    yield from ((host, port) for host in own_hosts(site) for port in (DATABASE, HTTPS))
    for endpoint in site.interfaces:
        for subnet in endpoint.subnet_ids.items:
            hosts = site.hosts(subnet, drawn, endpoint.security_group_ids.items)
            yield from ((host, HTTPS) for host in hosts)
    spans = list(site.internet) if site.routing == "public" else []
    if any(site.served_by_gateway()):
        spans += site.s3_spans()
    yield from ((Host(one, None), HTTPS) for one in addresses(spans, drawn))


def _recommended(site: Site) -> Answer:
    """All traffic comes in from the groups themselves, and goes out to everybody."""
    hosts = own_hosts(site)
    inbound = [one for one in _own_rules(site, "ingress") if one.protocol == EVERY_PROTOCOL]
    admitted = all(any(site.is_peer(rule, host) for rule in inbound) for host in hosts)
    return passes(admitted and _lets_everything_out(site), "info")


def _lets_everything_out(site: Site) -> bool:
    outbound = [one for one in _own_rules(site, "egress") if one.protocol == EVERY_PROTOCOL]
    points = addresses([span(EVERYTHING)], list(_drawn(site)))
    return all(any(site.is_peer(rule, Host(point, None)) for rule in outbound) for point in points)


def _strangers(site: Site) -> Iterator[Answer]:
    for rule in _own_rules(site, "ingress"):
        if _admits_strangers(site, rule):
            yield fail(_severity(site, rule))
    yield PASS


def _admits_strangers(site: Site, rule: GroupRule) -> bool:
    trusted = {one.text for one in site.params.trusted_sources}
    if rule.peer_kind == "group":
        return rule.group_id not in {*site.own_groups, *trusted}
    if rule.prefix_list_id in trusted:
        return False
    familiar = [site.range_of(one) for one in site.own_subnets]
    familiar += [network(one.cidr.text) for one in site.params.trusted_sources if one.cidr]
    return any(not _is_within(found, familiar) for found in ranges_of(site, rule))


def _is_within(found: Network, others: list[Network]) -> bool:
    if isinstance(found, IPv6Network):
        return any(isinstance(one, IPv6Network) and found.subnet_of(one) for one in others)
    return all(any(point in one for one in others) for point in addresses([span(found)], others))


def _severity(site: Site, rule: GroupRule) -> str:
    if Packet(TCP, EVERYTHING[0], DATABASE).is_meant_by(rule):
        return "high"
    if not Packet(TCP, EVERYTHING[0], HTTPS).is_meant_by(rule):
        return "low"
    if _is_of_the_world(site, rule):
        return "medium"
    private = site.environment.webserver_access_mode in {"PRIVATE_ONLY", "PUBLIC_AND_PRIVATE"}
    return "info" if private and _is_near(site, rule) else "low"


def _is_near(site: Site, rule: GroupRule) -> bool:
    """Whether the peer is a group, or addresses that only private networks use."""
    return all(any(_inside(one, block) for block in _PRIVATE) for one in ranges_of(site, rule))


def _is_of_the_world(site: Site, rule: GroupRule) -> bool:
    """Whether the peer is the whole Internet, by itself or with what other rules admit to the port."""
    own = ranges_of(site, rule)
    if any(one == _WORLD_IPV6 for one in own):
        return True
    asked = Packet(TCP, EVERYTHING[0], HTTPS)
    others = [one for rule in _own_rules(site, "ingress") if asked.is_meant_by(rule) for one in ranges_of(site, rule)]
    return any(isinstance(one, IPv4Network) and not one.is_private for one in own) and all(
        any(point in one for one in others) for point in addresses(site.internet, others)
    )


def _inside(found: Network, block: Network) -> bool:
    return isinstance(found, IPv4Network) and isinstance(block, IPv4Network) and found.subnet_of(block)
