"""Network ACLs and security groups in small plans: what real plans of one provider version do not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.sources.terraform.plans import cause, change, keys, plan, read, record, skipped

ACL = change("aws_network_acl.a", {}, ["id", "ingress", "egress"])
RULE: dict[str, Any] = {"network_acl_id": "acl-1", "rule_number": 100, "rule_action": "allow", "protocol": "6"}
OPEN = {**RULE, "cidr_block": "0.0.0.0/0", "from_port": 443, "to_port": 443}
INLINE = {"rule_no": 100, "action": "allow", "protocol": "tcp", "cidr_block": "0.0.0.0/0", "from_port": 1, "to_port": 2}


def acl_with(*rules: Mapping[str, Any], **known: Any) -> Any:
    """Return what became of a live ACL with these separate rules."""
    changes = [change("aws_network_acl.a", {"id": "acl-1", "vpc_id": "vpc-1", **known}, [], actions=["no-op"])]
    changes += [change(f"aws_network_acl_rule.r[{number}]", rule, []) for number, rule in enumerate(rules)]
    blocks: dict[str, Mapping[str, Any]] = {"aws_network_acl.a": {}, "aws_network_acl_rule.r": {}}
    return read(plan(changes, blocks))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (OPEN, ("ingress/100", "allow", "6", "0.0.0.0/0", 443, 443)),
        ({**OPEN, "egress": True, "rule_number": "7"}, ("egress/7", "allow", "6", "0.0.0.0/0", 443, 443)),
        ({**OPEN, "egress": "false", "rule_action": "DENY"}, ("ingress/100", "deny", "6", "0.0.0.0/0", 443, 443)),
        (
            {**OPEN, "cidr_block": "", "ipv6_cidr_block": "::/0", "protocol": "all"},
            ("ingress/100", "allow", "-1", "::/0", 0, 65535),
        ),
        ({**OPEN, "protocol": "icmp", "from_port": -1}, ("ingress/100", "allow", "1", "0.0.0.0/0", 0, 65535)),
    ],
)
def test_entries_have_one_spelling(rule: Mapping[str, Any], expected: tuple[object, ...]) -> None:
    entry = record(acl_with(rule), "network_acls", "acl-1").entries.items[0]
    found = (entry.key, entry.action, entry.protocol, entry.cidr.text, entry.from_port, entry.to_port)
    assert found == expected


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ({"cidr_block": "10.0.0.0/33"}, "CIDR block"),
        ({"protocol": "tpc"}, "not a protocol"),
        ({"rule_number": 0}, "not a rule number"),
        ({"rule_number": True}, "whole number"),
        ({"rule_number": "x"}, "whole number"),
        ({"rule_number": 1.5}, "whole number"),
        ({"rule_number": 1e308}, "not a rule number"),
        ({"rule_action": "permit"}, "not an action"),
        ({"from_port": 70000}, "not a port"),
        ({"egress": "outward"}, "true or false"),
    ],
)
def test_an_entry_that_cannot_be_is_left_out_and_said(part: Mapping[str, Any], text: str) -> None:
    found = acl_with({**OPEN, **part}, {**OPEN, "rule_number": 200})
    assert keys(record(found, "network_acls", "acl-1").entries) == ["ingress/200", "…"]
    assert text in skipped(found)[0]
    assert cause(found, "network_acls", "acl-1", "entries").supply == "correct it"


def test_two_entries_of_one_number_are_the_first_and_a_doubt() -> None:
    found = acl_with(OPEN, {**OPEN, "rule_action": "deny"})
    acl = record(found, "network_acls", "acl-1")
    assert (keys(acl.entries), acl.entries.items[0].action) == (["ingress/100", "…"], "allow")
    assert "another entry ingress/100" in skipped(found)[0]


def test_an_entry_whose_range_is_decided_by_apply_is_an_entry_for_an_unknown_range() -> None:
    changes = [ACL, change("aws_network_acl_rule.r", RULE | {"from_port": 1, "to_port": 2}, ["cidr_block"])]
    blocks = {
        "aws_network_acl.a": {},
        "aws_network_acl_rule.r": {"network_acl_id": ["aws_network_acl.a.id"], "cidr_block": ["aws_x.y.cidr"]},
    }
    changes[1]["change"]["after"].pop("network_acl_id")
    changes[1]["change"]["after_unknown"]["network_acl_id"] = True
    found = read(plan(changes, blocks))
    entry = record(found, "network_acls", "aws_network_acl.a").entries.items[0]
    assert (entry.cidr, entry.number) == (None, 100)
    assert (
        cause(found, "network_acls", "aws_network_acl.a", "entries", "ingress/100").subject == "aws_network_acl_rule.r"
    )


def test_entries_of_an_acl_that_no_document_describes() -> None:
    found = read(plan([change("aws_network_acl_rule.r", OPEN, [])], {"aws_network_acl_rule.r": {}}))
    acl = record(found, "network_acls", "acl-1")
    assert (acl.vpc_id, acl.default, keys(acl.entries)) == (None, None, ["ingress/100", "…"])
    assert cause(found, "network_acls", "acl-1").subject == "object acl-1"


def test_inline_entries_that_are_an_expression_of_unknown_value_leave_the_list_open() -> None:
    found = read(plan([ACL], {"aws_network_acl.a": {"ingress": ["local.entries"]}}))
    assert keys(record(found, "network_acls", "aws_network_acl.a").entries) == ["…"]
    missing = cause(found, "network_acls", "aws_network_acl.a", "entries")
    assert missing.subject == "local.entries in the root module"


def test_an_inline_entry_that_only_apply_expands_leaves_the_list_open() -> None:
    entry = change(
        "aws_network_acl.a", {"ingress": [{}, INLINE]}, {"id": True, "ingress": [dict.fromkeys(INLINE, True), {}]}
    )
    found = read(plan([entry], {"aws_network_acl.a": {"ingress": ["aws_vpc.v.id"]}}))
    assert keys(record(found, "network_acls", "aws_network_acl.a").entries) == ["ingress/100", "…"]


def test_a_rule_that_may_belong_to_any_acl_leaves_all_open() -> None:
    changes = [ACL, change("aws_network_acl_rule.r", OPEN | {"network_acl_id": None}, ["network_acl_id"])]
    blocks = {"aws_network_acl.a": {}, "aws_network_acl_rule.r": {"network_acl_id": ["local.acl"]}}
    found = read(plan(changes, blocks))
    assert keys(record(found, "network_acls", "aws_network_acl.a").entries) == ["…"]
    assert cause(found, "network_acls", "aws_network_acl.a", "entries").subject == "local.acl in the root module"


def test_former_entries_that_cannot_be_read_take_nothing_away() -> None:
    before = {**OPEN, "egress": "outward"}
    changes = [
        change("aws_network_acl.a", {"id": "acl-1", "ingress": [INLINE]}, [], actions=["no-op"]),
        change("aws_network_acl_rule.r", None, [], actions=["delete"], before=before),
    ]
    found = read(plan(changes, {"aws_network_acl.a": {}}))
    assert keys(record(found, "network_acls", "acl-1").entries) == ["ingress/100"]


ADOPTER = change("aws_default_network_acl.d", {"ingress": [], "egress": []}, ["id", "default_network_acl_id"])
LOCAL = {"aws_default_network_acl.d": {"default_network_acl_id": ["local.acl"]}}


def test_a_default_acl_whose_vpc_is_not_told_has_none() -> None:
    found = read(plan([ADOPTER], LOCAL))
    acl = record(found, "network_acls", "aws_default_network_acl.d")
    assert (acl.vpc_id, acl.default) == (None, True)
    assert cause(found, "network_acls", acl.id, "vpc_id").subject == "local.acl in the root module"


def test_a_default_acl_that_may_be_that_of_two_vpcs_leaves_both_without_a_known_one() -> None:
    found = read(plan([ADOPTER, change("aws_vpc.v"), change("aws_vpc.w")], {**LOCAL, "aws_vpc.v": {}, "aws_vpc.w": {}}))
    for name in ("aws_vpc.v", "aws_vpc.w"):
        assert record(found, "vpcs", name).default_network_acl_id is None
        assert cause(found, "vpcs", name, "default_network_acl_id").subject == "local.acl in the root module"


def test_a_default_acl_behind_a_local_value_is_that_of_the_only_vpc_that_the_plan_makes() -> None:
    found = read(plan([ADOPTER, change("aws_vpc.v")], {**LOCAL, "aws_vpc.v": {}}))
    assert record(found, "vpcs", "aws_vpc.v").default_network_acl_id == "aws_default_network_acl.d"
    assert keys(record(found, "network_acls", "aws_default_network_acl.d").entries) == []


def test_a_default_acl_may_name_its_vpc_by_a_live_id() -> None:
    changes = [
        change("aws_vpc.v", {"id": "vpc-1", "default_network_acl_id": "acl-1"}, [], actions=["no-op"]),
        change("aws_default_network_acl.d", {"default_network_acl_id": "acl-1"}, ["id", "vpc_id"]),
    ]
    found = read(plan(changes, {"aws_vpc.v": {}, "aws_default_network_acl.d": {}}))
    assert record(found, "network_acls", "aws_default_network_acl.d").vpc_id == "vpc-1"
    assert record(found, "vpcs", "vpc-1").default_network_acl_id == "aws_default_network_acl.d"


def group_with(*rules: Mapping[str, Any], kind: str = "aws_security_group_rule") -> Any:
    """Return what became of a live group with these separate rules."""
    changes = [change("aws_security_group.g", {"id": "sg-1", "ingress": [], "egress": []}, [], actions=["no-op"])]
    changes += [
        change(f"{kind}.r[{number}]", {"security_group_id": "sg-1", **rule}, []) for number, rule in enumerate(rules)
    ]
    return read(plan(changes, {"aws_security_group.g": {}, f"{kind}.r": {}}))


INGRESS = "aws_vpc_security_group_ingress_rule"
CLASSIC: dict[str, Any] = {"type": "ingress", "protocol": "tcp", "from_port": 443, "to_port": 443}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            {"cidr_blocks": ["10.0.0.1/8", "0.0.0.0/0"]},
            ["ingress tcp 443 443 0.0.0.0/0", "ingress tcp 443 443 10.0.0.0/8"],
        ),
        ({"ipv6_cidr_blocks": ["::/0"]}, ["ingress tcp 443 443 ::/0"]),
        ({"prefix_list_ids": ["pl-1"]}, ["ingress tcp 443 443 pl:pl-1"]),
        ({"self": True}, ["ingress tcp 443 443 sg:sg-1"]),
        ({"source_security_group_id": "sg-2"}, ["ingress tcp 443 443 sg:sg-2"]),
        ({"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}, ["ingress all 0 65535 sg:sg-1"]),
        ({"protocol": 6, "from_port": None, "to_port": None, "self": True}, ["ingress tcp 0 65535 sg:sg-1"]),
        ({"cidr_blocks": []}, []),
    ],
)
def test_rules_are_taken_apart_by_peer(rule: Mapping[str, Any], expected: list[str]) -> None:
    assert keys(record(group_with({**CLASSIC, **rule}), "security_groups", "sg-1").ingress) == expected


def test_a_group_of_another_account_names_the_account() -> None:
    found = group_with(
        {"ip_protocol": "tcp", "from_port": 1, "to_port": 2, "referenced_security_group_id": "210987654321/sg-2"},
        kind=INGRESS,
    )
    rule = record(found, "security_groups", "sg-1").ingress.items[0]
    assert (rule.group_id, rule.group_account, rule.group_peering) == ("sg-2", "210987654321", "none")


def test_without_an_account_that_of_a_peer_is_not_known() -> None:
    found = group_with(CLASSIC | {"self": True})
    rule = record(found, "security_groups", "sg-1").ingress.items[0]
    assert rule.group_account is None
    path = ("security_groups", "sg-1", "ingress", rule.key, "group_account")
    assert cause(found, *path).supply.startswith("--account")


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ({"protocol": "tpc", "self": True}, "not a protocol"),
        ({"from_port": 9, "to_port": 8, "self": True}, "turned round"),
        ({"from_port": [], "self": True}, "whole number"),
        ({"self": "itself"}, "true or false"),
        ({"cidr_blocks": ["10.0.0.0"]}, "CIDR block"),
    ],
)
def test_a_rule_that_cannot_be_is_left_out_and_said(part: Mapping[str, Any], text: str) -> None:
    found = group_with({**CLASSIC, **part}, CLASSIC | {"cidr_blocks": ["10.0.0.0/8"]})
    assert keys(record(found, "security_groups", "sg-1").ingress) == ["ingress tcp 443 443 10.0.0.0/8", "…"]
    assert text in skipped(found)[0]


def test_a_rule_without_a_direction_leaves_both_open() -> None:
    found = group_with(CLASSIC | {"type": "both", "self": True})
    group = record(found, "security_groups", "sg-1")
    assert (keys(group.ingress), keys(group.egress)) == (["…"], ["…"])


def test_rules_of_a_group_that_no_document_describes() -> None:
    rule = CLASSIC | {"security_group_id": "sg-9", "self": True}
    found = read(plan([change("aws_security_group_rule.r", rule, [])], {"aws_security_group_rule.r": {}}))
    group = record(found, "security_groups", "sg-9")
    assert (keys(group.ingress), keys(group.egress)) == (["ingress tcp 443 443 sg:sg-9", "…"], ["…"])
    assert group.default is None


def unknown_rule(known: Mapping[str, Any], unknown: list[str], block: Mapping[str, Any], kind: str) -> Any:
    changes = [
        change("aws_security_group.g", {"id": "sg-1", "ingress": [], "egress": []}, [], actions=["no-op"]),
        change("aws_security_group.h"),
        change("aws_security_group.i"),
        change(f"{kind}.r", {"security_group_id": "sg-1", **known}, unknown),
    ]
    return read(plan(changes, {f"{kind}.r": block}))


MODERN = {"ip_protocol": "tcp", "from_port": 1, "to_port": 2}


@pytest.mark.parametrize(
    ("known", "unknown", "block", "kind", "expected"),
    [
        (
            MODERN,
            ["cidr_ipv4"],
            {"cidr_ipv4": ["local.x"]},
            INGRESS,
            ["ingress tcp 1 2 cidr:?"],
        ),
        (
            MODERN,
            ["referenced_security_group_id"],
            {"referenced_security_group_id": ["local.x"]},
            INGRESS,
            ["ingress tcp 1 2 sg:?"],
        ),
        (
            MODERN,
            ["prefix_list_id"],
            {"prefix_list_id": ["local.x"]},
            INGRESS,
            ["ingress tcp 1 2 pl:?"],
        ),
        (
            {"from_port": 1, "to_port": 2, "cidr_ipv4": "10.0.0.0/8"},
            ["ip_protocol"],
            {"ip_protocol": ["local.x"]},
            INGRESS,
            ["ingress ? ? ? 10.0.0.0/8"],
        ),
        (CLASSIC, ["cidr_blocks"], {"cidr_blocks": ["local.x"]}, "aws_security_group_rule", ["…"]),
        (CLASSIC, ["self"], {"self": ["local.x"]}, "aws_security_group_rule", ["…"]),
        (
            CLASSIC,
            ["prefix_list_ids"],
            {"prefix_list_ids": ["local.x"]},
            "aws_security_group_rule",
            ["ingress tcp 443 443 pl:?", "…"],
        ),
        (
            CLASSIC | {"from_port": None},
            ["from_port", "self"],
            {"from_port": ["local.x"], "self": ["local.x"]},
            "aws_security_group_rule",
            ["…"],
        ),
    ],
)
def test_unknown_parts_stay_unknown(
    known: Mapping[str, Any], unknown: list[str], block: Mapping[str, Any], kind: str, expected: list[str]
) -> None:
    found = unknown_rule(known, unknown, block, kind)
    assert keys(record(found, "security_groups", "sg-1").ingress) == expected


def test_a_list_of_ranges_with_one_unknown_member_has_a_rule_for_it() -> None:
    entry = change(
        "aws_security_group_rule.r",
        CLASSIC | {"security_group_id": "sg-1", "cidr_blocks": ["10.0.0.0/8", None]},
        {"id": True, "cidr_blocks": [False, True]},
    )
    found = read(plan([entry], {"aws_security_group_rule.r": {"cidr_blocks": ["aws_vpc.v.cidr_block"]}}))
    rules = keys(record(found, "security_groups", "sg-1").ingress)
    assert rules == ["ingress tcp 443 443 10.0.0.0/8", "ingress tcp 443 443 cidr:?", "…"]


def test_inline_rules_that_are_an_expression_of_unknown_value_leave_the_list_open() -> None:
    entry = change("aws_security_group.g", {"egress": []}, ["id", "ingress"])
    found = read(
        plan(
            [entry, change("aws_security_group.h")], {"aws_security_group.g": {"ingress": ["aws_security_group.h.id"]}}
        )
    )
    assert keys(record(found, "security_groups", "aws_security_group.g").ingress) == ["…"]


def test_a_data_source_does_not_tell_rules() -> None:
    entry = {
        "address": "data.aws_security_group.d",
        "mode": "data",
        "type": "aws_security_group",
        "name": "d",
        "values": {"id": "sg-1", "name": "web", "vpc_id": "vpc-1", "arn": "arn:aws:ec2:eu-west-1:123456789012:x"},
    }
    state = {"values": {"root_module": {"resources": [entry]}}}
    found = read(plan([], {"data.aws_security_group.d": {}}, prior_state=state))
    group = record(found, "security_groups", "sg-1")
    assert (keys(group.ingress), keys(group.egress), group.default, group.name) == (["…"], ["…"], False, "web")
    assert cause(found, "security_groups", "sg-1", "ingress").subject == "the rules of data.aws_security_group.d"


def test_former_rules_that_cannot_be_read_take_nothing_away() -> None:
    inline = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}
    before = {"security_group_id": "sg-1", "type": "ingress", "protocol": "tpc", "self": True}
    changes = [
        change("aws_security_group.g", {"id": "sg-1", "ingress": [inline], "egress": []}, [], actions=["no-op"]),
        change("aws_security_group_rule.r", None, [], actions=["delete"], before=before),
        change("aws_security_group_rule.s", None, [], actions=["delete"], before={**before, "type": "egress"}),
    ]
    found = read(plan(changes, {"aws_security_group.g": {}}))
    assert keys(record(found, "security_groups", "sg-1").ingress) == ["ingress tcp 443 443 10.0.0.0/8"]


def test_a_rule_that_is_changed_is_no_more_what_it_was() -> None:
    inline = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}
    rule = CLASSIC | {"security_group_id": "sg-1"}
    changes = [
        change("aws_security_group.g", {"id": "sg-1", "ingress": [inline], "egress": []}, [], actions=["no-op"]),
        change(
            "aws_security_group_rule.r",
            rule | {"cidr_blocks": ["192.0.2.0/24"]},
            [],
            actions=["update"],
            before=rule | {"cidr_blocks": ["10.0.0.0/8"]},
        ),
    ]
    found = read(plan(changes, {"aws_security_group.g": {}, "aws_security_group_rule.r": {}}))
    assert keys(record(found, "security_groups", "sg-1").ingress) == ["ingress tcp 443 443 192.0.2.0/24"]


def test_a_default_group_without_a_vpc_is_that_of_a_vpc_that_is_not_told() -> None:
    found = read(
        plan([change("aws_vpc.v"), change("aws_default_security_group.d")], {"aws_default_security_group.d": {}})
    )
    assert record(found, "security_groups", "aws_default_security_group.d").vpc_id is None
    assert record(found, "vpcs", "aws_vpc.v").default_security_group_id == "aws_vpc.v/default-group"
