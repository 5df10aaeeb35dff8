"""Network ACLs, security groups and prefix lists, as responses tell them."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.model import GroupRule, Listing
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from tests.fixtures import responses as aws


def normalized(**changes: Any) -> Normalized:
    dump = {**aws.responses(), **changes}
    return normalize([aws.document({name: held for name, held in dump.items() if held is not None})], Options())


def entries(*listed: dict[str, Any]) -> tuple[Listing[Any], Normalized]:
    found = normalized(describe_network_acls={"NetworkAcls": [aws.network_acl(*listed)]})
    return found.inventory.network_acls.items[0].entries, found


def rules(*permissions: dict[str, Any]) -> tuple[Listing[GroupRule], Normalized]:
    group = aws.group(IpPermissions=list(permissions))
    found = normalized(describe_security_groups={"SecurityGroups": [group]})
    return found.inventory.security_groups.items[0].ingress, found


def test_the_implied_deny_is_no_entry() -> None:
    listed = [aws.entry(number, egress=egress) for egress in (False, True) for number in (100, 32767, 32768)]
    found, _ = entries(*listed)
    assert ([one.key for one in found.items], found.complete) == (["ingress/100", "egress/100"], True)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"Protocol": "6", "PortRange": {"From": 443, "To": 443}}, ("6", "0.0.0.0/0", 443, 443)),
        ({"Protocol": "17", "PortRange": {"From": 0, "To": 65535}}, ("17", "0.0.0.0/0", 0, 65535)),
        ({"Protocol": "6"}, ("6", "0.0.0.0/0", 0, 65535)),
        ({"Protocol": "-1", "PortRange": {"From": 0, "To": 0}}, ("-1", "0.0.0.0/0", 0, 65535)),
        ({"Protocol": "1", "IcmpTypeCode": {"Type": 8, "Code": -1}}, ("1", "0.0.0.0/0", 0, 65535)),
        ({"CidrBlock": None, "Ipv6CidrBlock": "::/0"}, ("-1", "::/0", 0, 65535)),
        ({"CidrBlock": "100.68.0.18/18"}, ("-1", "100.68.0.0/18", 0, 65535)),
    ],
)
def test_entries(members: dict[str, Any], expected: tuple[Any, ...]) -> None:
    found, _ = entries(aws.entry(100, **members))
    one = found.items[0]
    assert (one.protocol, one.cidr.text, one.from_port, one.to_port) == expected
    assert (one.number, one.direction, one.action) == (100, "ingress", "allow")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"RuleNumber": None}, "an entry needs RuleNumber"),
        ({"RuleNumber": "100"}, "a whole number is wanted, not a text"),
        ({"RuleNumber": True}, "a number is wanted"),
        ({"Egress": None}, "an entry needs RuleNumber, Egress"),
        ({"Protocol": "999"}, "'999' is not a protocol"),
        ({"CidrBlock": None}, "CidrBlock or Ipv6CidrBlock"),
        ({"CidrBlock": "10.0.0.0"}, "the prefix length is missing"),
        ({"RuleAction": "maybe"}, "'maybe' is not an action"),
        ({"Protocol": "6", "PortRange": {"From": 70000, "To": 70000}}, "70000 is not a port"),
        ({"Protocol": "6", "PortRange": {"From": 443, "To": 80}}, "is turned round"),
        ({"Protocol": "6", "PortRange": 443}, "an object is wanted, not a number"),
    ],
)
def test_an_entry_that_cannot_be_read_leaves_the_acl_incomplete(members: dict[str, Any], words: str) -> None:
    found, whole = entries(aws.entry(50), aws.entry(100, **members))
    assert ([one.number for one in found.items], found.complete) == ([50], False)
    missing = whole.provenance.why_missing(("network_acls", "acl-1", "entries"))
    assert missing is not None
    assert words in missing.text
    assert [words in one.text for one in whole.provenance.skipped] == [True]


def test_two_entries_of_one_number_that_differ_leave_the_acl_incomplete() -> None:
    found, whole = entries(aws.entry(100), aws.entry(100, RuleAction="deny"))
    assert (len(found.items), found.complete) == (1, False)
    assert "there are two of ingress/100, and they differ" in whole.provenance.skipped[0].text


def test_two_entries_of_one_number_that_agree_are_one() -> None:
    found, _ = entries(aws.entry(100), aws.entry(100))
    assert (len(found.items), found.complete) == (1, True)


@pytest.mark.parametrize(
    ("permission", "keys"),
    [
        (aws.permission(IpRanges=[{"CidrIp": "0.0.0.0/0"}]), ["ingress all 0 65535 0.0.0.0/0"]),
        (
            aws.permission(
                "tcp",
                FromPort=443,
                ToPort=443,
                IpRanges=[{"CidrIp": "10.0.0.0/16"}, {"CidrIp": "10.1.0.0/16"}],
                Ipv6Ranges=[{"CidrIpv6": "::/0"}],
                PrefixListIds=[{"PrefixListId": "pl-1"}],
                UserIdGroupPairs=[{"GroupId": "sg-9", "UserId": aws.ACCOUNT}],
            ),
            [
                "ingress tcp 443 443 10.0.0.0/16",
                "ingress tcp 443 443 10.1.0.0/16",
                "ingress tcp 443 443 ::/0",
                "ingress tcp 443 443 pl:pl-1",
                "ingress tcp 443 443 sg:sg-9",
            ],
        ),
        (
            aws.permission("icmp", FromPort=8, ToPort=-1, IpRanges=[{"CidrIp": "0.0.0.0/0"}]),
            ["ingress icmp 0 65535 0.0.0.0/0"],
        ),
        (
            aws.permission("50", IpRanges=[{"CidrIp": "10.0.0.0/8"}]),
            ["ingress 50 0 65535 10.0.0.0/8"],
        ),
        (
            aws.permission("tcp", FromPort=-1, ToPort=-1, IpRanges=[{"CidrIp": "10.0.0.0/8"}]),
            ["ingress tcp 0 65535 10.0.0.0/8"],
        ),
        (aws.permission("tcp", FromPort=1, ToPort=2), []),
    ],
)
def test_permissions_become_one_rule_a_peer(permission: dict[str, Any], keys: list[str]) -> None:
    found, _ = rules(permission)
    assert ([one.key for one in found.items], found.complete) == (keys, True)


def test_peers_of_other_accounts_and_peered_vpcs() -> None:
    peer = {"GroupId": "sg-9", "UserId": "999999999999", "VpcPeeringConnectionId": "pcx-1"}
    found, _ = rules(aws.permission(UserIdGroupPairs=[peer, {"GroupId": "sg-8"}]))
    told = [(one.group_id, one.group_account, one.group_peering) for one in found.items]
    assert told == [("sg-9", "999999999999", "pcx-1"), ("sg-8", None, "none")]


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        (aws.permission("tcp", FromPort=443, ToPort=80, IpRanges=[{"CidrIp": "0.0.0.0/0"}]), "is turned round"),
        (aws.permission("tcp", FromPort="443", ToPort=443, IpRanges=[{"CidrIp": "0.0.0.0/0"}]), "a whole number"),
        (aws.permission(IpRanges=[{"CidrIp": "0.0.0.0/0/0"}]), "is not a CIDR block"),
        (aws.permission(IpRanges=["0.0.0.0/0"]), "an object is wanted, not a text"),
        (aws.permission(IpRanges=[{}]), "it has no CidrIp"),
        (aws.permission(UserIdGroupPairs=[{"GroupName": "old"}]), "it has no GroupId"),
        (aws.permission("what", IpRanges=[{"CidrIp": "0.0.0.0/0"}]), "'what' is not a protocol"),
        ({"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, "a rule needs IpProtocol"),
    ],
)
def test_a_permission_that_cannot_be_read_leaves_the_group_incomplete(permission: dict[str, Any], words: str) -> None:
    good = aws.permission(UserIdGroupPairs=[{"GroupId": aws.GROUP}])
    found, whole = rules(permission, good)
    assert ([one.group_id for one in found.items], found.complete) == ([aws.GROUP], False)
    missing = whole.provenance.why_missing(("security_groups", aws.GROUP, "ingress"))
    assert missing is not None
    assert words in missing.text


def test_a_rule_knows_the_place_of_its_peer() -> None:
    permission = aws.permission("tcp", FromPort=1, ToPort=2, IpRanges=[{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "::/0"}])
    _, whole = rules(permission)
    origin = whole.provenance.origin(("security_groups", aws.GROUP, "ingress", "ingress tcp 1 2 ::/0"))
    assert origin is not None
    assert origin.pointer == "/describe_security_groups/SecurityGroups/0/IpPermissions/0/IpRanges/1"


def rule(**members: Any) -> dict[str, Any]:
    number = members.pop("number", 1)
    return {
        "SecurityGroupRuleId": f"sgr-{number}",
        "GroupId": aws.GROUP,
        "GroupOwnerId": aws.ACCOUNT,
        "IsEgress": False,
        "IpProtocol": "-1",
        "FromPort": -1,
        "ToPort": -1,
        **members,
    }


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ({"CidrIpv4": "0.0.0.0/0"}, "ingress all 0 65535 0.0.0.0/0"),
        ({"CidrIpv6": "::/0"}, "ingress all 0 65535 ::/0"),
        ({"PrefixListId": "pl-1"}, "ingress all 0 65535 pl:pl-1"),
        ({"ReferencedGroupInfo": {"GroupId": "sg-9", "UserId": aws.ACCOUNT}}, "ingress all 0 65535 sg:sg-9"),
        (
            {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIpv4": "10.0.0.0/16"},
            "ingress tcp 5432 5432 10.0.0.0/16",
        ),
    ],
)
def test_rules_come_from_the_call_that_lists_rules(members: dict[str, Any], key: str) -> None:
    told = {"SecurityGroupRules": [rule(**members), rule(number=2, IsEgress=True, CidrIpv4="0.0.0.0/0")]}
    found = normalized(describe_security_groups=None, describe_security_group_rules=told)
    group = found.inventory.security_groups.items[0]
    assert ([one.key for one in group.ingress.items], group.ingress.complete) == ([key], True)
    assert [one.key for one in group.egress.items] == ["egress all 0 65535 0.0.0.0/0"]
    assert (group.owner_id, group.vpc_id, group.default) == (aws.ACCOUNT, None, None)
    assert found.provenance.assumed[("security_groups", aws.GROUP, "ingress")].subject == "unfiltered responses"


@pytest.mark.parametrize("members", [{}, {"IsEgress": None, "CidrIpv4": "0.0.0.0/0"}, {"CidrIpv4": "0.0.0.0/33"}])
def test_a_listed_rule_that_cannot_be_read_leaves_the_group_incomplete(members: dict[str, Any]) -> None:
    told = {"SecurityGroupRules": [rule(**members)]}
    found = normalized(describe_security_groups=None, describe_security_group_rules=told)
    assert found.inventory.security_groups.items[0].ingress.complete is False
    assert found.provenance.skipped


@pytest.mark.parametrize(
    ("filters", "complete"),
    [
        ([], True),
        ([{"Name": "group-id", "Values": [aws.GROUP]}], True),
        ([{"Name": "group-id", "Values": ["sg-9"]}], False),
        ([{"Name": "tag:a", "Values": ["b"]}], False),
    ],
)
def test_listed_rules_are_complete_as_far_as_their_call(filters: Any, complete: bool) -> None:  # noqa: FBT001 - expected
    header = {**aws.HEADER, "filters": {"describe_security_group_rules": filters}}
    told = {"SecurityGroupRules": [rule(CidrIpv4="0.0.0.0/0")]}
    dump = {"mwaa-policy-dump": header, "describe_security_group_rules": told}
    group = normalize([aws.document(dump)], Options()).inventory.security_groups.items[0]
    assert (len(group.ingress.items), group.ingress.complete) == (1, complete)


def test_described_groups_win_over_listed_rules() -> None:
    told = {"SecurityGroupRules": [rule(CidrIpv4="192.0.2.0/24")]}
    found = normalized(describe_security_group_rules=told)
    group = next(one for one in found.inventory.security_groups.items if one.id == aws.GROUP)
    assert [one.key for one in group.ingress.items] == [f"ingress all 0 65535 sg:{aws.GROUP}"]


def test_listed_rules_fill_groups_that_are_described_without_permissions() -> None:
    told = {"SecurityGroupRules": [rule(CidrIpv4="192.0.2.0/24")]}
    groups = {"SecurityGroups": [aws.group(IpPermissions=None, IpPermissionsEgress=None)]}
    found = normalized(describe_security_groups=groups, describe_security_group_rules=told)
    group = found.inventory.security_groups.items[0]
    assert ([one.key for one in group.ingress.items], group.name) == (["ingress all 0 65535 192.0.2.0/24"], "airflow")


def test_a_group_without_permissions_is_unknown() -> None:
    groups = {"SecurityGroups": [aws.group(IpPermissions=None)]}
    found = normalized(describe_security_groups=groups)
    assert found.inventory.security_groups.items[0].ingress.complete is False
    missing = found.provenance.why_missing(("security_groups", aws.GROUP, "ingress"))
    assert missing is not None
    assert missing.text == "the describe_security_groups response has no IpPermissions"


def test_the_default_group_is_told_by_its_name() -> None:
    found = normalized().inventory.security_groups.items
    assert {one.id: one.default for one in found} == {aws.GROUP: False, "sg-default": True}


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("com.amazonaws.eu-west-1.s3", "s3"),
        ("com.amazonaws.eu-west-1.dynamodb", "dynamodb"),
        ("com.amazonaws.global.cloudfront.origin-facing", "none"),
        ("com.amazonaws.eu-west-1.s3express", "none"),
        ("offices", "none"),
        (None, None),
    ],
)
def test_services_of_prefix_lists(name: str | None, service: str | None) -> None:
    told: dict[str, Any] = {"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": name, "Cidrs": []}]}
    assert normalized(describe_prefix_lists=told).inventory.prefix_lists.items[0].service == service


def managed(*identities: str) -> dict[str, Any]:
    return {
        "PrefixLists": [
            {"PrefixListId": identity, "PrefixListName": "offices", "AddressFamily": "IPv4"} for identity in identities
        ]
    }


def test_entries_of_managed_lists_come_page_by_page() -> None:
    pages = [
        {"Entries": [{"Cidr": "192.0.2.0/24", "Description": "here"}], "NextToken": "more"},
        {"Entries": [{"Cidr": "198.51.100.0/24"}]},
    ]
    found = normalized(
        describe_prefix_lists=None,
        describe_managed_prefix_lists=managed("pl-1", "pl-2"),
        get_managed_prefix_list_entries={"pl-1": pages},
    )
    first, second = found.inventory.prefix_lists.items
    assert ([one.text for one in first.entries.items], first.entries.complete) == (
        ["192.0.2.0/24", "198.51.100.0/24"],
        True,
    )
    assert (second.entries.items, second.entries.complete, second.service) == ((), False, "none")
    missing = found.provenance.why_missing(("prefix_lists", "pl-2", "entries"))
    assert missing is not None
    assert "--prefix-list-id pl-2" in missing.supply


def test_entries_whose_last_page_is_missing_are_incomplete() -> None:
    pages = [{"Entries": [{"Cidr": "192.0.2.0/24"}], "NextToken": "more"}]
    found = normalized(describe_prefix_lists=None, get_managed_prefix_list_entries={"pl-1": pages})
    entries_ = found.inventory.prefix_lists.items[0].entries
    assert (len(entries_.items), entries_.complete) == (1, False)
