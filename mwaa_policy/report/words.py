"""The words of a network engineer for paths, records and values of the model."""

from __future__ import annotations

from collections.abc import Sequence

from mwaa_policy.model import AclEntry, GroupRule, Route, Statement
from mwaa_policy.model.normal import ALL, MAX_PORT, protocol_name
from mwaa_policy.report.records import Path

NOUNS = {
    "environments": "environment",
    "vpcs": "VPC",
    "subnets": "subnet",
    "route_tables": "route table",
    "network_acls": "network ACL",
    "security_groups": "security group",
    "vpc_endpoints": "VPC endpoint",
    "nat_gateways": "NAT gateway",
    "internet_gateways": "Internet gateway",
    "prefix_lists": "prefix list",
    "buckets": "bucket",
}
DIRECTIONS = {"ingress": "inbound", "egress": "outbound"}
TOWARD = {"ingress": "from", "egress": "to"}
_ATTRIBUTES = {
    "account_id": "account",
    "account_public_access_block": "S3 Block Public Access of the account",
    "cidr": "address range",
    "cidrs": "address ranges",
    "custom_dns": "DHCP options",
    "default_network_acl_id": "default network ACL",
    "default_security_group_id": "default security group",
    "dns_hostnames": "setting EnableDnsHostnames",
    "dns_support": "setting EnableDnsSupport",
    "egress": "outbound rules",
    "execution_role_arn": "execution role",
    "fips": "FIPS setting",
    "has_address": "elastic IP address",
    "igw_block": "Block Public Access",
    "ingress": "inbound rules",
    "ipv4": "IPv4 setting",
    "main_route_table_id": "main route table",
    "network_acl_ids": "network ACL",
    "owner_id": "owner",
    "private_dns": "private DNS setting",
    "route_table_ids": "route tables",
    "security_group_ids": "security groups",
    "source_bucket_arn": "source bucket",
    "source_bucket_id": "source bucket",
    "subnet_id": "subnet",
    "subnet_ids": "subnets",
    "vpc_id": "VPC",
    "webserver_access_mode": "web server access mode",
    "zone_id": "availability zone",
    "zone_name": "availability zone",
    "zone_ref": "availability zone",
}
_ITEMS = {"entries": "entry", "ingress": "rule", "egress": "rule", "routes": "route", "statements": "statement"}
_TARGETS = {
    "internet_gateway": "Internet gateway",
    "nat_gateway": "NAT gateway",
    "egress_only": "egress-only Internet gateway",
    "transit_gateway": "transit gateway",
    "vpc_peering": "peering connection",
    "vpn_gateway": "virtual private gateway",
    "interface": "network interface",
    "gwlb_endpoint": "Gateway Load Balancer endpoint",
    "local_gateway": "local gateway",
    "carrier_gateway": "carrier gateway",
    "core_network": "core network",
}
_SHOWN = 3
_DIRECTION = 2
_ALL_TRAFFIC = {protocol_name(ALL): "all traffic"}


def name_of(identity: str) -> str:
    """Return what people call a record: the name of an environment for its ARN, any other id as it is."""
    head, found, name = identity.rpartition(":environment/")
    return name if found and head.startswith("arn:") else identity


def path_words(path: Path) -> str:
    """Return what a path names: `the subnets of environment Airflow`."""
    if len(path) < 2:  # noqa: PLR2004 - a path of a record has two parts
        return " ".join(_plain(part) for part in path)
    collection, identity, *rest = path
    if collection == "context":
        return f"the {part_words(path[1:])}"
    noun = NOUNS.get(collection)
    if noun is None:
        return " ".join(_plain(part) for part in path)
    owner = f"{noun} {name_of(identity)}"
    if rest[:1] == ["complete"]:
        return f"the list of all {_plain(' '.join(rest[1:]))} of {owner}"
    return f"the {part_words(rest)} of {owner}" if rest else owner


def part_words(parts: Sequence[str]) -> str:
    """Return what the parts of a path behind its record name: `subnets`, `action of entry ingress/90`."""
    name, *rest = parts
    if name == "policy" and rest:
        return f"{part_words(rest)} of the policy"
    if name not in _ITEMS or not rest:
        return " ".join([_attribute(name), *(_attribute(part) for part in rest)])
    item = f"{_ITEMS[name]} {statement_name(rest[0]) if name == 'statements' else rest[0]}"
    if rest[1:2] == ["conditions"] and len(rest) > 2:  # noqa: PLR2004 - statement, conditions and a key
        return f"outcome of the condition on {rest[2]} of {item}"
    return f"{_attribute(rest[1])} of {item}" if len(rest) > 1 else item


def _attribute(name: str) -> str:
    return _ATTRIBUTES.get(name) or _plain(name)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def ports_words(protocol: str | None, first: int | None, last: int | None) -> str:
    """Return a protocol with its ports: `tcp 5432`, `udp 1024-65535`, `all traffic`."""
    if protocol == ALL:
        return "all traffic"
    name = protocol_name(protocol)
    if (first, last) == (0, MAX_PORT):
        return name
    if first == last and first is not None:
        return f"{name} {first}"
    return f"{name} {_or_unknown(first)}-{_or_unknown(last)}"


def entry_words(entry: AclEntry) -> str:
    """Return an ACL entry as consoles show it: `rule 90 (deny tcp 5432 from 10.0.0.0/16)`."""
    toward = TOWARD.get(entry.direction or "", "from")
    traffic = ports_words(entry.protocol, entry.from_port, entry.to_port)
    peer = "?" if entry.cidr is None else entry.cidr.text
    return f"rule {_or_unknown(entry.number)} ({entry.action or '?'} {traffic} {toward} {peer})"


def rule_words(rule: GroupRule, direction: str) -> str:
    """Return a rule of a security group: `rule (tcp 5432 from security group Workers)`."""
    toward = TOWARD[direction]
    return f"rule ({ports_words(rule.protocol, rule.from_port, rule.to_port)} {toward} {_peer_words(rule)})"


def rule_key_words(key: str) -> str:
    """Return the rule that a key names: `inbound rule tcp 443 from 0.0.0.0/0` for `ingress tcp 443 443 0.0.0.0/0`."""
    direction, protocol, first, last, peer = key.split(" ", 4)
    toward = TOWARD[direction]
    ports = first if first == last else f"{first}-{last}"
    traffic = protocol if (first, last) == ("0", str(MAX_PORT)) else f"{protocol} {ports}"
    kind, _, name = peer.partition(":")
    noun = {"sg": "security group", "pl": "prefix list"}.get(kind)
    source = peer.removeprefix("cidr:") if noun is None else f"{noun} {name}"
    return f"{DIRECTIONS[direction]} rule {_ALL_TRAFFIC.get(traffic, traffic)} {toward} {source}"


def _peer_words(rule: GroupRule) -> str:
    if rule.peer_kind == "group":
        return f"security group {rule.group_id or '?'}"
    if rule.peer_kind == "prefix_list":
        return f"prefix list {rule.prefix_list_id or '?'}"
    return "?" if rule.cidr is None else rule.cidr.text


def route_words(route: Route) -> str:
    """Return a route: `route 0.0.0.0/0 to NAT gateway Nat`."""
    return f"route {route.key} to {target_words(route)}"


def hop_words(route: Route) -> str:
    """Return a route as a table shows it: `0.0.0.0/0 → NAT gateway Nat`, `10.0.0.0/16 → local`."""
    return f"{route.key} → {'local' if route.target_kind == 'local' else target_words(route)}"


def target_words(route: Route) -> str:
    """Return what a route leads to: `NAT gateway Nat`."""
    if route.target_kind == "local":
        return "the VPC itself"
    if route.target_kind is None:
        return "a target that is not known"
    kind = target_kind_words(route.target_kind)
    return f"{kind} {route.target_id}" if route.target_id else f"a {kind} that is not known"


def target_kind_words(kind: str) -> str:
    """Return the kind of what a route leads to: `NAT gateway`."""
    return _TARGETS.get(kind, kind)


def statement_words(statement: Statement) -> str:
    """Return a statement: `statement Bucket (Deny s3:getobject on arn:aws:s3:::dags/*)`."""
    return f"statement {statement_name(statement.key)} ({clause_words(statement)})"


def statement_name(key: str) -> str:
    """Return what people call a statement: its Sid, or its place in the policy, counted from one."""
    place = key.removeprefix("#")
    return str(int(place) + 1) if place != key and place.isdecimal() else key


def clause_words(statement: Statement) -> str:
    """Return what a statement says: `Deny s3:getobject on arn:aws:s3:::dags/*`."""
    actions = _elements(statement.action_mode, statement.actions.items, "every action but ")
    resources = _elements(statement.resource_mode, statement.resources.items, "every resource but ")
    return f"{statement.effect or '?'} {actions} on {resources}"


def item_words(item: object, path: Path) -> str | None:
    """Return an entry, a rule, a route or a statement as it is written; nothing for what is none of these."""
    match item:
        case AclEntry():
            return entry_words(item)
        case GroupRule():
            return rule_words(item, path[_DIRECTION])
        case Route():
            return route_words(item)
        case Statement():
            return statement_words(item)
        case _:
            return None


def _elements(mode: str, items: Sequence[str], negation: str) -> str:
    shown = ", ".join(items[:_SHOWN]) + (", …" if len(items) > _SHOWN else "")
    return f"{negation}{shown}" if mode == "not_listed" else shown or "nothing"


def _or_unknown(number: int | None) -> str:
    return "?" if number is None else str(number)
