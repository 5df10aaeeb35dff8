"""Normal forms: one spelling for what sources spell in many ways."""

from __future__ import annotations

from typing import NamedTuple

from mwaa_policy.model.cidr import Cidr, parse_cidr
from mwaa_policy.model.network import AclEntry, Direction, Route
from mwaa_policy.model.security import GroupRule

ALL = "-1"
MAX_PORT = 65535
MAX_RULE_NUMBER = 32766
_NAMED_PROTOCOLS = {"all": ALL, "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "icmp6": "58", "ipv6-icmp": "58"}
_PROTOCOL_NAMES = {ALL: "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_WITH_PORTS = frozenset({"6", "17"})
_MAX_PROTOCOL = 255


class Ports(NamedTuple):
    """A range of ports, both ends included; `None` for an end that is not known."""

    first: int | None
    last: int | None


EVERY_PORT = Ports(0, MAX_PORT)


def protocol_number(value: str | int) -> str:
    """Return a protocol as the model writes it: its number as text, `-1` for all.

    Raises:
        ValueError: there is no such protocol.
    """
    text = str(value).strip().lower()
    if text in _NAMED_PROTOCOLS:
        return _NAMED_PROTOCOLS[text]
    if text == ALL or (text.isdecimal() and int(text) <= _MAX_PROTOCOL):
        return str(int(text))
    msg = f"{value!r} is not a protocol: a name (tcp, udp, icmp, icmpv6), a number from 0 to 255, or -1 for all"
    raise ValueError(msg)


def protocol_name(number: str | None) -> str:
    """Return the usual name of a protocol, its number where it has none, `?` when it is not known."""
    return "?" if number is None else _PROTOCOL_NAMES.get(number, number)


def port_range(protocol: str | None, first: int | None, last: int | None) -> Ports:
    """Return the ports of a rule: all of them for protocols without ports, whatever was written.

    `None` for the protocol or for a port of TCP or UDP means *not known*, and stays so.

    Raises:
        ValueError: a port is outside 0-65535, or the range is turned round.
    """
    if protocol is None:
        return Ports(None, None)
    if protocol not in _WITH_PORTS:
        return EVERY_PORT
    if first == -1 and last in {-1, None}:
        return EVERY_PORT
    for port in (first, last):
        if port is not None and not 0 <= port <= MAX_PORT:
            msg = f"{port} is not a port: a number from 0 to {MAX_PORT} is wanted"
            raise ValueError(msg)
    if first is not None and last is not None and first > last:
        msg = f"the port range {first}-{last} is turned round"
        raise ValueError(msg)
    return Ports(first, last)


def acl_entry(  # noqa: PLR0913 - an entry has this many properties
    *,
    number: int | None,
    direction: Direction | None,
    action: str | None,
    protocol: str | None,
    cidr: Cidr | None,
    ports: Ports,
) -> AclEntry:
    """Return an ACL entry under its key, `ingress/100`.

    Raises:
        ValueError: the action is neither `allow` nor `deny`.
    """
    wanted = None if action is None else action.strip().lower()
    if wanted not in {"allow", "deny", None}:
        msg = f"{action!r} is not an action of a network ACL: allow or deny is wanted"
        raise ValueError(msg)
    return AclEntry(
        key=f"{direction or '?'}/{'?' if number is None else number}",
        number=number,
        direction=direction,
        action=wanted,  # type: ignore[arg-type]  # narrowed by the test above
        protocol=protocol,
        cidr=cidr,
        from_port=ports.first,
        to_port=ports.last,
    )


def _group_rule(direction: Direction, protocol: str | None, ports: Ports, peer: str, **known: object) -> GroupRule:
    numbers = ["?" if port is None else str(port) for port in ports]
    members: dict[str, object] = {
        "peer_kind": None,
        "cidr": None,
        "group_id": None,
        "group_account": None,
        "group_peering": None,
        "prefix_list_id": None,
        **known,
    }
    return GroupRule(
        key=" ".join([direction, protocol_name(protocol), *numbers, peer]),
        protocol=protocol,
        from_port=ports.first,
        to_port=ports.last,
        **members,  # type: ignore[arg-type]  # the members of the record, by name
    )


def cidr_rule(direction: Direction, protocol: str | None, ports: Ports, cidr: Cidr | None) -> GroupRule:
    """Return a rule for a range of addresses, `None` when the range is not known."""
    peer = "cidr:?" if cidr is None else cidr.text
    return _group_rule(direction, protocol, ports, peer, peer_kind="cidr", cidr=cidr)


def group_rule(  # noqa: PLR0913 - a peer group has this many properties
    direction: Direction,
    protocol: str | None,
    ports: Ports,
    group_id: str | None,
    *,
    account: str | None = None,
    peering: str | None = "none",
) -> GroupRule:
    """Return a rule for the members of a group, `None` when the group is not known."""
    return _group_rule(
        direction,
        protocol,
        ports,
        f"sg:{group_id or '?'}",
        peer_kind="group",
        group_id=group_id,
        group_account=account,
        group_peering=peering,
    )


def prefix_list_rule(direction: Direction, protocol: str | None, ports: Ports, prefix_list_id: str | None) -> GroupRule:
    """Return a rule for a prefix list, `None` when the list is not known."""
    peer = f"pl:{prefix_list_id or '?'}"
    return _group_rule(direction, protocol, ports, peer, peer_kind="prefix_list", prefix_list_id=prefix_list_id)


def unknown_peer_rule(direction: Direction, protocol: str | None, ports: Ports) -> GroupRule:
    """Return a rule of whose peer not even the kind is known."""
    return _group_rule(direction, protocol, ports, "?")


def local_route(cidr: Cidr) -> Route:
    """Return the route that every table has for each range of its VPC."""
    return Route(
        key=cidr.text,
        destination=cidr,
        prefix_list_id=None,
        family=cidr.family,
        target_kind="local",
        target_id="local",
        state="active",
    )


EVERYWHERE_IPV4 = parse_cidr("0.0.0.0/0")
EVERYWHERE_IPV6 = parse_cidr("::/0")
