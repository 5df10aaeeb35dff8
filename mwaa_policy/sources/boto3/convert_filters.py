"""Converts what filters packets: network ACLs, security groups and prefix lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from mwaa_policy.model import AclEntry, Cidr, Direction, GroupRule, Listing, NetworkAcl, PrefixList, SecurityGroup
from mwaa_policy.model.normal import (
    EVERY_PORT,
    MAX_RULE_NUMBER,
    Ports,
    acl_entry,
    cidr_rule,
    group_rule,
    port_range,
    prefix_list_rule,
    protocol_number,
)
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.boto3.coverage import failed
from mwaa_policy.sources.boto3.facts import Facts, Told, cidr
from mwaa_policy.sources.boto3.operations import (
    GROUP_RULES,
    MANAGED_PREFIX_LISTS,
    NETWORK_ACLS,
    PREFIX_LIST_ENTRIES,
    PREFIX_LISTS,
    SECURITY_GROUPS,
)
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, flag, number, text
from mwaa_policy.sources.boto3.read import Response
from mwaa_policy.sources.boto3.scene import Scene, named, readable

_SERVICE_LIST = re.compile(r"com\.amazonaws\.[a-z0-9-]+\.(s3|dynamodb)")
_IMPLIED_DENIES = (32767, 32768)
"""The entries at the end of every ACL, for IPv4 and for IPv6, that nobody wrote."""
_PEERS = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")


def add_network_acls(scene: Scene) -> None:
    """Add the network ACLs, without the implied deny that the API lists as the last entry."""
    for facts in scene.records("network_acls", NETWORK_ACLS):
        record = NetworkAcl(
            id=facts.id,
            vpc_id=facts.text("vpc_id", "VpcId"),
            default=facts.flag("default", "IsDefault"),
            entries=facts.listing("entries", facts.member("Entries"), _entries, absent="Entries"),
        )
        scene.draft.add("network_acls", record, facts.origin)


def add_security_groups(scene: Scene) -> None:
    """Add the security groups, with rules from either of the two calls that tell them."""
    rules = _rules_by_group(scene)
    described = scene.objects.of(SECURITY_GROUPS)
    for group_id in sorted({*described, *rules}):
        found = described.get(group_id)
        facts = scene.record("security_groups", group_id, found.place if found else None, SECURITY_GROUPS)
        name = facts.text("name", "GroupName")
        facts.missing_like("name", "default")
        record = SecurityGroup(
            id=group_id,
            name=name,
            vpc_id=facts.text("vpc_id", "VpcId"),
            owner_id=facts.text("owner_id", "OwnerId") or _owner(rules.get(group_id, ())),
            default=None if name is None else name == "default",
            ingress=_rules(scene, facts, "ingress", "IpPermissions", rules.get(group_id)),
            egress=_rules(scene, facts, "egress", "IpPermissionsEgress", rules.get(group_id)),
        )
        scene.draft.add("security_groups", record, facts.origin)


def add_prefix_lists(scene: Scene) -> None:
    """Add the prefix lists, with ranges from either of the two calls that tell them."""
    pages = _pages_by_list(scene)
    first, second = scene.objects.of(PREFIX_LISTS), scene.objects.of(MANAGED_PREFIX_LISTS)
    for list_id in sorted({*first, *second, *pages}):
        found = first.get(list_id) or second.get(list_id)
        facts = scene.record("prefix_lists", list_id, found.place if found else None, MANAGED_PREFIX_LISTS)
        entries = _ranges(scene, facts, pages.get(list_id, ()))
        record = PrefixList(id=list_id, service=_service(facts), entries=entries)
        scene.draft.add("prefix_lists", record, facts.origin)


def _pages_by_list(scene: Scene) -> Mapping[str, Sequence[Response]]:
    found: defaultdict[str, list[Response]] = defaultdict(list)
    for response in scene.dump.of(PREFIX_LIST_ENTRIES):
        if response.argument and not response.error:
            found[response.argument].append(response)
    return found


def _entries(place: Place) -> Iterator[AclEntry]:
    rule_number = number(place.at("RuleNumber"))
    egress = flag(place.at("Egress"))
    protocol = text(place.at("Protocol"))
    block = cidr(place.at("CidrBlock")) or cidr(place.at("Ipv6CidrBlock"))
    if rule_number is None or egress is None or protocol is None or block is None:
        raise Malformed(place, "an entry needs RuleNumber, Egress, Protocol and CidrBlock or Ipv6CidrBlock")
    if rule_number in _IMPLIED_DENIES:
        return
    if not 1 <= rule_number <= MAX_RULE_NUMBER:
        raise Malformed(place.at("RuleNumber"), f"{rule_number} is not the number of a rule: 1 to {MAX_RULE_NUMBER}")
    numbered = protocol_number(protocol)
    yield acl_entry(
        number=rule_number,
        direction="egress" if egress else "ingress",
        action=text(place.at("RuleAction")),
        protocol=numbered,
        cidr=block,
        ports=_ports(numbered, place.at("PortRange", "From"), place.at("PortRange", "To")),
    )


def _ports(protocol: str, first: Place, last: Place) -> Ports:
    """Return the ports of a rule; a response names none where a rule holds for all."""
    numbers = number(first), number(last)
    return EVERY_PORT if numbers == (None, None) else port_range(protocol, *numbers)


def _rules_by_group(scene: Scene) -> Mapping[str, Sequence[Place]]:
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for rule in scene.objects.of(GROUP_RULES).values():
        group_id = named(rule.place, "GroupId")
        if group_id is not None:
            found[group_id].append(rule.place)
    return found


def _owner(rules: Sequence[Place]) -> str | None:
    return next((owner for rule in rules if (owner := named(rule, "GroupOwnerId"))), None)


def _rules(
    scene: Scene, facts: Facts, direction: Direction, member: str, rules: Sequence[Place] | None
) -> Listing[GroupRule]:
    listed = facts.member(member)
    called = bool(scene.dump.of(GROUP_RULES))
    if listed is not None or not called:
        return facts.listing(direction, listed, partial(_permission, direction), absent=member)
    return _from_rules(scene, facts, direction, rules or ())


def _from_rules(scene: Scene, facts: Facts, direction: Direction, rules: Sequence[Place]) -> Listing[GroupRule]:
    """Return the rules of a group from the call that lists rules; complete when that call was."""
    told = Facts(facts.provenance, "security_groups", facts.id, facts.place, GROUP_RULES)
    listing = told.gather(direction, rules, partial(_rule, direction))
    answer = scene.coverage.of_group(GROUP_RULES, facts.id)
    if answer.assumed is not None:
        facts.assume(answer.assumed, direction)
    if answer.gap is None:
        return listing
    facts.missing(answer.gap, direction)
    return Listing(items=listing.items, complete=False)


def _permission(direction: Direction, place: Place) -> Iterator[Told[GroupRule]]:
    """Return one rule for each peer of a permission."""
    protocol = _protocol(place)
    ports = _ports(protocol, place.at("FromPort"), place.at("ToPort"))
    rules = [*_peers(direction, protocol, ports, place)]
    untold = [member for member in _PEERS if place.at(member).value is None]
    if untold and not rules:
        raise Malformed(place, f"a rule needs a peer, and it has no {untold[0]}")
    yield from rules


def _peers(direction: Direction, protocol: str, ports: Ports, place: Place) -> Iterator[Told[GroupRule]]:
    for member, name in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")):
        for one in elements(place.at(member)):
            yield Told(cidr_rule(direction, protocol, ports, _range(one, name)), one)
    for one in elements(place.at("PrefixListIds")):
        yield Told(prefix_list_rule(direction, protocol, ports, _id(one, "PrefixListId")), one)
    for one in elements(place.at("UserIdGroupPairs")):
        yield Told(_group(direction, protocol, ports, one), one)


def _rule(direction: Direction, place: Place) -> Iterator[GroupRule]:
    """Return a rule as the call that lists rules tells it, when it is of the direction."""
    egress = flag(place.at("IsEgress"))
    if egress is None:
        raise Malformed(place, "a rule needs IsEgress")
    if egress != (direction == "egress"):
        return
    protocol = _protocol(place)
    ports = _ports(protocol, place.at("FromPort"), place.at("ToPort"))
    block = cidr(place.at("CidrIpv4")) or cidr(place.at("CidrIpv6"))
    list_id = text(place.at("PrefixListId"))
    if block is not None:
        yield cidr_rule(direction, protocol, ports, block)
    elif list_id is not None:
        yield prefix_list_rule(direction, protocol, ports, list_id)
    elif place.at("ReferencedGroupInfo").value is not None:
        yield _group(direction, protocol, ports, place.at("ReferencedGroupInfo"))
    else:
        raise Malformed(place, "a rule needs CidrIpv4, CidrIpv6, PrefixListId or ReferencedGroupInfo")


def _protocol(place: Place) -> str:
    found = text(place.at("IpProtocol"))
    if found is None:
        raise Malformed(place, "a rule needs IpProtocol")
    return protocol_number(found)


def _range(place: Place, member: str) -> Cidr:
    found = cidr(place.at(member))
    if found is None:
        raise Malformed(place, f"it has no {member}")
    return found


def _id(place: Place, member: str) -> str:
    found = text(place.at(member))
    if found is None:
        raise Malformed(place, f"it has no {member}")
    return found


def _group(direction: Direction, protocol: str, ports: Ports, place: Place) -> GroupRule:
    return group_rule(
        direction,
        protocol,
        ports,
        _id(place, "GroupId"),
        account=text(place.at("UserId")),
        peering=text(place.at("VpcPeeringConnectionId")) or "none",
    )


def _service(facts: Facts) -> str | None:
    name = facts.text("service", "PrefixListName")
    found = _SERVICE_LIST.fullmatch(name) if name else None
    return None if name is None else found[1] if found else "none"


def _ranges(scene: Scene, facts: Facts, pages: Sequence[Response]) -> Listing[Cidr]:
    """Return the ranges of a list: those of its entries, else those that its description has."""
    refused = scene.dump.failure(PREFIX_LIST_ENTRIES, facts.id)
    gap = failed(refused) if refused else None
    if not pages:
        listed = facts.member("Cidrs")
        if listed is None:
            facts.missing(gap or _rest(facts.id, "no response tells its entries"), "entries")
            return Listing(items=(), complete=False)
        return facts.listing("entries", listed, lambda one: [found] if (found := cidr(one)) else [])
    told = Facts(facts.provenance, "prefix_lists", facts.id, pages[0].place, PREFIX_LIST_ENTRIES)
    places = [one for page in pages for one in readable(page.place, "Entries")]
    ranges = told.gather("entries", places, lambda one: [_range(one, "Cidr")])
    if pages[-1].is_truncated:
        gap = gap or _rest(facts.id, "the last page of its entries has a NextToken")
    if gap is None:
        return ranges
    facts.missing(gap, "entries")
    return Listing(items=ranges.items, complete=False)


def _rest(list_id: str, why: str) -> Missing:
    return Missing(
        subject=f"entries of {list_id}",
        text=f"{list_id}: {why}",
        supply=f"add the response of `{PREFIX_LIST_ENTRIES.command} --prefix-list-id {list_id}`",
    )
