"""Network ACLs and their entries."""

from __future__ import annotations

import pytest

from tests.unit.sources.cloudformation.templates import VPC, cause, keys, pointer, read, record, skipped

SECTIONS = """
Parameters:
  Open: {Type: String}
  Number: {Type: Number}
  Port: {Type: Number, Default: 443}
Conditions:
  Maybe: !Equals [!Ref Open, prod]
"""
BASE = VPC + "Acl: {Type: 'AWS::EC2::NetworkAcl', Properties: {VpcId: !Ref Vpc}}\n"
ALLOW = "RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0"


def entry(properties: str = ALLOW, *, acl: str = "!Ref Acl", name: str = "Entry", before: str = "") -> str:
    return f"{name}: {{Type: 'AWS::EC2::NetworkAclEntry', {before}Properties: {{NetworkAclId: {acl}, {properties}}}}}\n"


def test_an_acl_without_entries_denies_everything() -> None:
    acl = record(read(BASE), "network_acls", "Acl")
    assert (acl.vpc_id, acl.default, keys(acl.entries)) == ("Vpc", False, [])


ENTRIES = [
    (ALLOW, ("ingress/100", 100, "ingress", "allow", "-1", "0.0.0.0/0", 0, 65535)),
    (
        (
            "RuleNumber: '90', Protocol: '6', RuleAction: DENY, Egress: 'true', CidrBlock: 10.0.0.7/24, "
            "PortRange: {From: '443', To: !Ref Port}"
        ),
        ("egress/90", 90, "egress", "deny", "6", "10.0.0.0/24", 443, 443),
    ),
    (
        "RuleNumber: 1, Protocol: tcp, RuleAction: allow, Egress: false, Ipv6CidrBlock: '::/0'",
        ("ingress/1", 1, "ingress", "allow", "6", "::/0", 0, 65535),
    ),
    (
        "RuleNumber: 1, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 22, To: 22}",
        ("ingress/1", 1, "ingress", "allow", "-1", "0.0.0.0/0", 0, 65535),
    ),
    (
        "RuleNumber: 1, Protocol: 1, RuleAction: allow, CidrBlock: 0.0.0.0/0, Icmp: {Code: -1, Type: -1}",
        ("ingress/1", 1, "ingress", "allow", "1", "0.0.0.0/0", 0, 65535),
    ),
    (
        "RuleNumber: 1.0, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 1.0, To: 2}",
        ("ingress/1", 1, "ingress", "allow", "6", "0.0.0.0/0", 1, 2),
    ),
    (
        "RuleNumber: !Ref Number, Protocol: !Ref Open, RuleAction: !Ref Open, Egress: !Ref Open, CidrBlock: !Ref Open",
        ("?/?", None, None, None, None, None, None, None),
    ),
    (
        "RuleNumber: 7, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: !Ref Number, To: 9}",
        ("ingress/7", 7, "ingress", "allow", "6", "0.0.0.0/0", None, 9),
    ),
    (
        (
            "RuleNumber: 7, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, "
            "PortRange: !If [Maybe, {From: 1, To: 2}, {From: 1, To: 3}]"
        ),
        ("ingress/7", 7, "ingress", "allow", "6", "0.0.0.0/0", None, None),
    ),
    (
        (
            "RuleNumber: 7, Protocol: -1, RuleAction: allow, CidrBlock: !If [Maybe, 10.0.0.0/8, !Ref 'AWS::NoValue'], "
            "Ipv6CidrBlock: !If [Maybe, !Ref 'AWS::NoValue', '::/0']"
        ),
        ("ingress/7", 7, "ingress", "allow", "-1", None, 0, 65535),
    ),
]


@pytest.mark.parametrize(("properties", "expected"), ENTRIES)
def test_entry(properties: str, expected: tuple[object, ...]) -> None:
    normalized = read(BASE + entry(properties), SECTIONS)
    acl = record(normalized, "network_acls", "Acl")
    assert acl.entries.complete
    (found,) = acl.entries.items
    cidr = found.cidr and found.cidr.text
    members = (found.key, found.number, found.direction, found.action, found.protocol, cidr)
    assert (*members, found.from_port, found.to_port) == expected
    names = ("number", "direction", "action", "protocol", "cidr")
    for name, value in zip(names, expected[1:], strict=False):
        path = ("network_acls", "Acl", "entries", found.key, name)
        assert (value is None) is (path in normalized.provenance.missing)


FAULTS = [
    ("RuleNumber: 0", "RuleNumber", "0 is not the number of a rule: 1 to 32766 is wanted"),
    ("RuleNumber: 32767", "RuleNumber", "32767 is not the number of a rule: 1 to 32766 is wanted"),
    ("RuleNumber: first", "RuleNumber", "'first' is not a whole number"),
    ("RuleNumber: 1.5", "RuleNumber", "'1.5' is not a whole number"),
    ("RuleNumber: true", "RuleNumber", "'true' is not a whole number"),
    (
        "Protocol: 300",
        "Protocol",
        "'300' is not a protocol: a name (tcp, udp, icmp, icmpv6), a number from 0 to 255, or -1 for all",
    ),
    ("RuleAction: permit", "RuleAction", "'permit' is not an action of a network ACL: allow or deny is wanted"),
    ("Egress: maybe", "Egress", "'maybe' is neither true nor false"),
    (
        "CidrBlock: 10.0.0.0/33",
        "CidrBlock",
        "'10.0.0.0/33' is not a CIDR block: the prefix length is a number from 0 to 32",
    ),
    ("PortRange: {From: 70000, To: 70001}", "PortRange", "70000 is not a port: a number from 0 to 65535 is wanted"),
    ("PortRange: {From: 9, To: 1}", "PortRange", "the port range 9-1 is turned round"),
    ("PortRange: all", "PortRange", "a mapping is wanted here"),
]


@pytest.mark.parametrize(("change", "where", "text"), FAULTS, ids=[case[0] for case in FAULTS])
def test_an_unreadable_entry_is_left_out(change: str, where: str, text: str) -> None:
    sound = {"RuleNumber": "100", "Protocol": "6", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    name, _, value = change.partition(": ")
    properties = ", ".join(f"{key}: {one}" for key, one in {**sound, name: value}.items())
    good = entry("RuleNumber: 5, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0", name="Good")
    normalized = read(BASE + entry(properties) + good)
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["ingress/5", "…"]
    assert skipped(normalized) == [(f"/Resources/Entry/Properties/{where}", text)]
    missing = normalized.provenance.missing["network_acls", "Acl", "entries"]
    assert (missing.text, missing.supply) == (text, "mend the template")


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ("Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0", "Entry gives no RuleNumber"),
        ("RuleNumber: 1, RuleAction: allow, CidrBlock: 0.0.0.0/0", "Entry gives no Protocol"),
        ("RuleNumber: 1, Protocol: -1, RuleAction: allow", "Entry gives neither CidrBlock nor Ipv6CidrBlock"),
        (ALLOW + ", Ipv6CidrBlock: '::/0'", "Entry gives both CidrBlock and Ipv6CidrBlock"),
    ],
)
def test_an_entry_lacks_or_doubles_a_property(properties: str, text: str) -> None:
    normalized = read(BASE + entry(properties))
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["…"]
    assert skipped(normalized) == [("/Resources/Entry", text)]


def test_an_entry_of_no_acl_may_be_of_any() -> None:
    normalized = read(BASE + f"Entry: {{Type: 'AWS::EC2::NetworkAclEntry', Properties: {{{ALLOW}}}}}\n")
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["…"]
    assert skipped(normalized) == [("/Resources/Entry", "Entry gives no NetworkAclId")]


def test_a_number_stands_once_a_direction() -> None:
    normalized = read(BASE + entry() + entry(name="Again") + entry(ALLOW + ", Egress: true", name="Out"))
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["ingress/100", "egress/100", "…"]
    text = "a second ingress/100, which EC2 refuses; the first is at /Resources/Entry"
    assert skipped(normalized) == [("/Resources/Again", text)]


def test_entries_of_unknown_number_have_names_of_their_own() -> None:
    properties = ALLOW.replace("100", "!Ref Number")
    normalized = read(BASE + entry(properties) + entry(properties, name="Again"), SECTIONS)
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["ingress/?", "ingress/?#2"]


def test_where_an_entry_stands() -> None:
    normalized = read(BASE + entry())
    path = ("network_acls", "Acl", "entries", "ingress/100")
    assert pointer(normalized, *path) == "/Resources/Entry"
    assert pointer(normalized, *path, "cidr") == "/Resources/Entry/Properties/CidrBlock"
    location = normalized.provenance.location((*path, "cidr"))
    assert location is not None
    assert (location.line, location.address) == (8, "Entry")


def test_an_entry_that_may_exist() -> None:
    normalized = read(BASE + entry(before="Condition: Maybe, "), SECTIONS)
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["…"]
    assert cause(normalized, "network_acls", "Acl", "entries") == "parameter Open"
    assert normalized.provenance.candidates["network_acls", "Acl", "entries"] == ("Entry",)


def test_entries_of_the_default_acl() -> None:
    deny = "RuleNumber: 50, Protocol: -1, RuleAction: deny, CidrBlock: 10.9.0.0/16"
    normalized = read(BASE + entry(deny, acl="!GetAtt Vpc.DefaultNetworkAcl"))
    acl = record(normalized, "network_acls", "Vpc/default-acl")
    assert keys(acl.entries) == ["ingress/100", "egress/100", "ingress/50"]
    assert acl.default is True
    taken = read(BASE + entry(acl="!GetAtt Vpc.DefaultNetworkAcl"))
    text = "a second ingress/100, which EC2 refuses; the first is made by AWS"
    assert skipped(taken) == [("/Resources/Entry", text)]


def test_the_default_acl_of_a_vpc_with_ipv6() -> None:
    block = "Six: {Type: 'AWS::EC2::VPCCidrBlock', Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true}}\n"
    acl = record(read(BASE + block), "network_acls", "Vpc/default-acl")
    assert keys(acl.entries) == ["ingress/100", "ingress/101", "egress/100", "egress/101"]


def test_an_acl_of_another_stack_has_the_entries_that_are_added_here() -> None:
    normalized = read(BASE + entry(acl="acl-9"))
    acl = record(normalized, "network_acls", "acl-9")
    assert (acl.vpc_id, acl.default, keys(acl.entries)) == (None, None, ["ingress/100", "…"])
    assert cause(normalized, "network_acls", "acl-9") == "network ACL acl-9"


def test_an_acl_by_an_open_parameter_touches_no_other() -> None:
    normalized = read(BASE + entry(acl="!Ref Open"), SECTIONS)
    assert keys(record(normalized, "network_acls", "Acl").entries) == []
