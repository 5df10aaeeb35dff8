"""The same packets in other words: entries and rules cut in two, by addresses or by ports."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterator
from typing import TypeVar

from mwaa_policy.model import AclEntry, Cidr, GroupRule, Inventory, Listing, NetworkAcl, SecurityGroup, parse_cidr

_WITH_PORTS = {"6", "17"}
_LAST_NUMBER = 32766 // 2

_Filter = TypeVar("_Filter", AclEntry, GroupRule)


def split(inventory: Inventory, generator: random.Random) -> Inventory:
    """Return the inventory with about half of its ACL entries and group rules cut in two."""
    acls = tuple(_acl(acl, generator) for acl in inventory.network_acls.items)
    groups = tuple(_group(group, generator) for group in inventory.security_groups.items)
    return inventory.model_copy(
        update={
            "network_acls": inventory.network_acls.model_copy(update={"items": acls}),
            "security_groups": inventory.security_groups.model_copy(update={"items": groups}),
        }
    )


def _acl(acl: NetworkAcl, generator: random.Random) -> NetworkAcl:
    """Cut entries; the numbers of all are doubled, so that there is room for the second halves."""
    entries = acl.entries.items
    if any(entry.number is None or entry.number > _LAST_NUMBER or entry.direction is None for entry in entries):
        return acl
    halves = (half for entry in entries for half in _numbered(entry, generator))
    return acl.model_copy(update={"entries": acl.entries.model_copy(update={"items": tuple(halves)})})


def _numbered(entry: AclEntry, generator: random.Random) -> Iterator[AclEntry]:
    assert entry.number is not None
    for number, half in enumerate(_halves(entry, generator), start=2 * entry.number):
        yield half.model_copy(update={"number": number, "key": f"{entry.direction}/{number}"})


def _group(group: SecurityGroup, generator: random.Random) -> SecurityGroup:
    return group.model_copy(
        update={"ingress": _rules(group.ingress, generator), "egress": _rules(group.egress, generator)}
    )


def _rules(rules: Listing[GroupRule], generator: random.Random) -> Listing[GroupRule]:
    halves = (
        half.model_copy(update={"key": f"{rule.key} {number}"})
        for rule in rules.items
        for number, half in enumerate(_halves(rule, generator))
    )
    return rules.model_copy(update={"items": tuple(halves)})


def _halves(one: _Filter, generator: random.Random) -> list[_Filter]:
    way = generator.choice(["not", "addresses", "ports"])
    if way == "addresses" and one.cidr is not None and one.cidr.first != one.cidr.last:
        return [one.model_copy(update={"cidr": half}) for half in _half_ranges(one.cidr)]
    first, last = one.from_port, one.to_port
    if way == "ports" and one.protocol in _WITH_PORTS and first is not None and last is not None and first < last:
        border = generator.randrange(first, last)
        return [
            one.model_copy(update={"to_port": border}),
            one.model_copy(update={"from_port": border + 1}),
        ]
    return [one]


def _half_ranges(cidr: Cidr) -> list[Cidr]:
    return [parse_cidr(str(half)) for half in ipaddress.ip_network(cidr.text).subnets()]
