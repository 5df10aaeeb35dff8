"""Takes the rules of security groups apart, one record for each peer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mwaa_policy.model import Cidr, Direction, GroupRule
from mwaa_policy.model.normal import (
    MAX_PORT,
    Ports,
    cidr_rule,
    group_rule,
    port_range,
    prefix_list_rule,
    protocol_number,
)
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.elements import Element
from mwaa_policy.sources.terraform.facts import Fact, is_unknown
from mwaa_policy.sources.terraform.joining import Members
from mwaa_policy.sources.terraform.values import as_cidr, as_flag, as_number

RULE = "aws_security_group_rule"
RULES: dict[str, Direction] = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
_DIRECTIONS: tuple[Direction, ...] = ("ingress", "egress")
_RANGES = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
_LISTS = ("prefix_list_ids", "prefix_list_id")
_GROUPS = ("security_groups", "source_security_group_id", "referenced_security_group_id")


@dataclass(slots=True)
class Exploded:
    """The rules that an element stands for."""

    rules: list[GroupRule] = field(default_factory=list)
    missing: dict[str, Missing] = field(default_factory=dict)
    """Why a part of a rule is not known, by the key of the rule."""
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What the peer of a rule may be, by the key of the rule."""
    doubts: list[Missing] = field(default_factory=list)
    """Why there may be more."""
    problems: list[ValueError] = field(default_factory=list)
    """Peers that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the rules of an element have in common."""

    element: Element
    direction: Direction
    protocol: str | None
    ports: Ports
    out: Exploded


def explode(element: Element, direction: Direction, own: str) -> Exploded:
    """Return the rules of an element of the group `own`.

    Raises:
        ValueError: its protocol or its ports are impossible.
    """
    out = Exploded()
    protocol = element.fact("ip_protocol" if element.resource.type in RULES else "protocol")
    if not protocol.known and element.path:
        # What a dynamic block will make of a list that is not known yet: none, one or many.
        out.doubts.append(element.world.why_unknown(element.resource, element.path[0]))
        return out
    number = protocol_number(protocol.value) if protocol.known else None
    ports = _ports(number, element.fact("from_port"), element.fact("to_port"))
    head = _Head(element=element, direction=direction, protocol=number, ports=ports, out=out)
    for name in _RANGES:
        _each(head, name, lambda value: cidr_rule(direction, number, ports, _range(value)))
    for name in _LISTS:
        _prefix_lists(head, name)
    for name in _GROUPS:
        _groups(head, name)
    _self(head, own)
    return out


def direction_of(element: Element) -> Direction | None:
    """Return the direction of a separate rule, `None` when it is not known."""
    fixed = RULES.get(element.resource.type)
    if fixed is not None:
        return fixed
    kind = element.fact("type").value
    return next((direction for direction in _DIRECTIONS if direction == kind), None)


def _ports(protocol: str | None, first: Fact, last: Fact) -> Ports:
    if first.absent and last.absent:
        return port_range(protocol, 0, MAX_PORT)
    return port_range(
        protocol,
        as_number(first.value) if first.known else None,
        as_number(last.value) if last.known else None,
    )


def _range(value: object) -> Cidr | None:
    return None if value is None else as_cidr(value)


def _values(fact: Fact) -> Iterator[object]:
    """Yield the values of a list, or the one value; `None` for one that is known only after apply."""
    if fact.known:
        yield from fact.value if isinstance(fact.value, list) else [fact.value]


def _each(head: _Head, name: str, make: Callable[[object], GroupRule]) -> None:
    found = head.element.fact(name)
    if found.absent:
        return
    if not found.known and name.endswith("s"):
        head.out.doubts.append(_why(head.element, name, None))
        return
    for value in _values(found) if found.known else [None]:
        try:
            rule = make(value)
        except ValueError as problem:
            head.out.problems.append(problem)
            continue
        head.out.rules.append(rule)
        if value is None:
            head.out.missing[rule.key] = _why(head.element, name, None)


def _prefix_lists(head: _Head, name: str) -> None:
    found = head.element.fact(name)
    if found.absent:
        return
    known = [str(value) for value in _values(found) if value is not None]
    for value in known:
        head.out.rules.append(prefix_list_rule(head.direction, head.protocol, head.ports, value))
    if not found.known or len(known) < len(list(_values(found))):
        _referred(head, name, head.element.many(name, of="prefix_lists"), _prefix_list_rule)


def _groups(head: _Head, name: str) -> None:
    found = head.element.fact(name)
    if found.absent:
        return
    if not found.known:
        one = not name.endswith("s")
        element = head.element
        members = element.one(name, to="security_groups") if one else element.many(name, of="security_groups")
        _referred(head, name, members, _group_rule)
        return
    for value in _values(found):
        account, _, group = str(value).rpartition("/")
        own = head.element.world.draft.context.account_id
        head.out.rules.append(group_rule(head.direction, head.protocol, head.ports, group, account=account or own))


def _referred(head: _Head, name: str, members: Members, make: Callable[[_Head, str | None], GroupRule]) -> None:
    """Add the rules for peers that only references tell; at least one exists, or nothing would be unknown."""
    head.out.rules.extend(make(head, one) for one in members.items)
    if members.complete:
        return
    why = _why(head.element, name, members)
    if not members.items:
        rule = make(head, None)
        head.out.rules.append(rule)
        head.out.missing[rule.key] = why
        head.out.candidates[rule.key] = members.candidates
    if name.endswith("s"):
        head.out.doubts.append(why)


def _group_rule(head: _Head, group: str | None) -> GroupRule:
    account = None if group is None else head.element.world.draft.context.account_id
    return group_rule(head.direction, head.protocol, head.ports, group, account=account)


def _prefix_list_rule(head: _Head, prefix_list: str | None) -> GroupRule:
    return prefix_list_rule(head.direction, head.protocol, head.ports, prefix_list)


def _self(head: _Head, own: str) -> None:
    found = head.element.fact("self")
    if found.known and as_flag(found.value):
        account = head.element.world.draft.context.account_id
        head.out.rules.append(group_rule(head.direction, head.protocol, head.ports, own, account=account))
    elif is_unknown(head.element.resource, *head.element.path, "self"):
        head.out.doubts.append(_why(head.element, "self", None))


def _why(element: Element, name: str, members: Members | None) -> Missing:
    return element.world.why_unknown(element.resource, *element.path, name, members=members)
