"""Security groups and their rules."""

from __future__ import annotations

import pytest

from tests.unit.sources.cloudformation.templates import GROUP, VPC, cause, keys, pointer, read, record, skipped

SECTIONS = """
Parameters:
  Open: {Type: String}
  Number: {Type: Number}
  Cidr: {Type: String, Default: 10.9.0.0/16}
Conditions:
  Maybe: !Equals [!Ref Open, prod]
  Never: !Equals [a, b]
"""
EVERYTHING_OUT = "egress all 0 65535 0.0.0.0/0"


def group(properties: str, rest: str = "") -> str:
    return (
        VPC
        + f"Group: {{Type: 'AWS::EC2::SecurityGroup', Properties: {{VpcId: !Ref Vpc, {properties}}}}}\n"
        + "Peer: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref Vpc, GroupDescription: peer}}\n"
        + rest
    )


def separate(properties: str, *, kind: str = "Ingress", owner: str = "!Ref Group", before: str = "") -> str:
    members = f"GroupId: {owner}, {properties}"
    return f"Rule: {{Type: 'AWS::EC2::SecurityGroup{kind}', {before}Properties: {{{members}}}}}\n"


def test_a_group_without_rules() -> None:
    normalized = read(GROUP, account="111122223333")
    found = record(normalized, "security_groups", "Group")
    assert (found.name, found.vpc_id, found.default, found.owner_id) == (None, "Vpc", False, "111122223333")
    assert (keys(found.ingress), keys(found.egress)) == ([], [EVERYTHING_OUT])


RULES = [
    ("IpProtocol: '-1', CidrIp: 0.0.0.0/0", "ingress all 0 65535 0.0.0.0/0"),
    ("IpProtocol: -1, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0", "ingress all 0 65535 0.0.0.0/0"),
    ("IpProtocol: tcp, FromPort: '5432', ToPort: 5432, CidrIp: !Ref Cidr", "ingress tcp 5432 5432 10.9.0.0/16"),
    ("IpProtocol: 6, FromPort: 443, ToPort: 443, CidrIpv6: '::/0'", "ingress tcp 443 443 ::/0"),
    ("IpProtocol: TCP, FromPort: 0, ToPort: 65535, CidrIp: 10.0.0.0/8", "ingress tcp 0 65535 10.0.0.0/8"),
    ("IpProtocol: tcp, CidrIp: 10.0.0.0/8", "ingress tcp 0 65535 10.0.0.0/8"),
    ("IpProtocol: icmp, FromPort: 8, ToPort: -1, CidrIp: 10.0.0.0/8", "ingress icmp 0 65535 10.0.0.0/8"),
    ("IpProtocol: -1, SourceSecurityGroupId: !Ref Peer", "ingress all 0 65535 sg:Peer"),
    ("IpProtocol: -1, SourceSecurityGroupId: !GetAtt Peer.GroupId", "ingress all 0 65535 sg:Peer"),
    ("IpProtocol: -1, SourceSecurityGroupId: sg-1", "ingress all 0 65535 sg:sg-1"),
    ("IpProtocol: -1, SourceSecurityGroupId: !Ref Open", "ingress all 0 65535 sg:?"),
    ("IpProtocol: -1, SourceSecurityGroupName: workers", "ingress all 0 65535 sg:?"),
    (
        "IpProtocol: -1, SourceSecurityGroupId: !GetAtt Vpc.DefaultSecurityGroup",
        "ingress all 0 65535 sg:Vpc/default-group",
    ),
    ("IpProtocol: -1, SourcePrefixListId: pl-1", "ingress all 0 65535 pl:pl-1"),
    ("IpProtocol: -1, SourcePrefixListId: !Ref Open", "ingress all 0 65535 pl:?"),
    ("IpProtocol: -1, CidrIp: !Ref Open", "ingress all 0 65535 cidr:?"),
    ("IpProtocol: !Ref Open, CidrIp: 10.0.0.0/8", "ingress ? ? ? 10.0.0.0/8"),
    ("IpProtocol: tcp, FromPort: !Ref Number, ToPort: 9, CidrIp: 10.0.0.0/8", "ingress tcp ? 9 10.0.0.0/8"),
    ("IpProtocol: -1, CidrIp: !If [Maybe, 10.0.0.0/8, 11.0.0.0/8]", "ingress all 0 65535 cidr:?"),
    (
        (
            "IpProtocol: -1, CidrIp: !If [Maybe, 10.0.0.0/8, !Ref 'AWS::NoValue'], "
            "SourceSecurityGroupId: !If [Maybe, !Ref 'AWS::NoValue', !Ref Peer]"
        ),
        "ingress all 0 65535 ?",
    ),
    (
        "IpProtocol: -1, CidrIp: !If [Never, 10.0.0.0/8, !Ref 'AWS::NoValue'], SourceSecurityGroupId: !Ref Peer",
        "ingress all 0 65535 sg:Peer",
    ),
]


@pytest.mark.parametrize(("properties", "key"), RULES)
def test_a_rule_is_the_same_inline_and_separate(properties: str, key: str) -> None:
    inline = read(group(f"GroupDescription: d, SecurityGroupIngress: [{{{properties}}}]"), SECTIONS)
    alone = read(group("GroupDescription: d", separate(properties)), SECTIONS)
    found = [record(one, "security_groups", "Group").ingress for one in (inline, alone)]
    assert found[0] == found[1]
    assert keys(found[0]) == [key]
    assert pointer(inline, "security_groups", "Group", "ingress", key) == (
        "/Resources/Group/Properties/SecurityGroupIngress/0"
    )
    assert pointer(alone, "security_groups", "Group", "ingress", key) == "/Resources/Rule"
    assert "?" not in key or any(
        path[:4] == ("security_groups", "Group", "ingress", key) for path in inline.provenance.missing
    )


def test_an_egress_rule_names_its_destination() -> None:
    rules = (
        "[{IpProtocol: -1, DestinationSecurityGroupId: !Ref Peer}, "
        "{IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-1}]"
    )
    found = record(read(group(f"GroupDescription: d, SecurityGroupEgress: {rules}")), "security_groups", "Group")
    assert keys(found.egress) == ["egress all 0 65535 sg:Peer", "egress tcp 443 443 pl:pl-1"]


@pytest.mark.parametrize(
    ("owner", "expected"),
    [("", "${AWS::AccountId}"), (", SourceSecurityGroupOwnerId: '444455556666'", "444455556666")],
)
def test_the_account_of_a_peer(owner: str, expected: str) -> None:
    properties = f"IpProtocol: -1, SourceSecurityGroupId: sg-1{owner}"
    found = record(read(group("GroupDescription: d", separate(properties))), "security_groups", "Group")
    assert found.ingress.items[0].group_account == expected
    assert found.ingress.items[0].group_peering == "none"


FAULTS = [
    ("IpProtocol: -1", "", "{0} gives no source: CidrIp, CidrIpv6, SourceSecurityGroupId, …"),
    ("CidrIp: 0.0.0.0/0", "", "{0} gives no IpProtocol"),
    (
        "IpProtocol: -1, CidrIp: 0.0.0.0/0, SourceSecurityGroupId: sg-1",
        "",
        "{0} gives both CidrIp and SourceSecurityGroupId: a rule has one peer",
    ),
    (
        "IpProtocol: ip, CidrIp: 0.0.0.0/0",
        "/IpProtocol",
        "'ip' is not a protocol: a name (tcp, udp, icmp, icmpv6), a number from 0 to 255, or -1 for all",
    ),
    ("IpProtocol: tcp, FromPort: x, ToPort: 1, CidrIp: 0.0.0.0/0", "/FromPort", "'x' is not a whole number"),
    ("IpProtocol: tcp, FromPort: 9, ToPort: 1, CidrIp: 0.0.0.0/0", "", "the port range 9-1 is turned round"),
    (
        "IpProtocol: tcp, FromPort: 443, CidrIp: 0.0.0.0/0",
        "",
        "{0} gives one of FromPort and ToPort; both are needed",
    ),
    (
        "IpProtocol: -1, CidrIp: everywhere",
        "/CidrIp",
        "'everywhere' is not a CIDR block: the prefix length is missing (an address such as 10.0.0.0/16 is wanted)",
    ),
    (
        "IpProtocol: -1, SourceSecurityGroupId: !Ref Vpc",
        "/SourceSecurityGroupId",
        "Vpc is an AWS::EC2::VPC, and a security group is wanted",
    ),
    ("IpProtocol: -1, SourceSecurityGroupId: ''", "/SourceSecurityGroupId", "the id of a security group is empty"),
]


@pytest.mark.parametrize(("properties", "where", "text"), FAULTS)
def test_an_unreadable_rule_is_left_out(properties: str, where: str, text: str) -> None:
    rules = f"SecurityGroupIngress: [{{{properties}}}, {{IpProtocol: -1, CidrIp: 10.0.0.0/8}}]"
    normalized = read(group(f"GroupDescription: d, {rules}"))
    found = record(normalized, "security_groups", "Group")
    assert keys(found.ingress) == ["ingress all 0 65535 10.0.0.0/8", "…"]
    place = f"/Resources/Group/Properties/SecurityGroupIngress/0{where}"
    assert skipped(normalized) == [(place, text.format("Group"))]
    assert cause(normalized, "security_groups", "Group", "ingress") == f"unreadable part {place}"


def test_an_unreadable_rule_of_its_own_is_left_out() -> None:
    normalized = read(group("GroupDescription: d", separate("IpProtocol: ip, CidrIp: 10.0.0.0/8")))
    assert keys(record(normalized, "security_groups", "Group").ingress) == ["…"]
    place = "/Resources/Rule/Properties/IpProtocol"
    assert cause(normalized, "security_groups", "Group", "ingress") == f"unreadable part {place}"


def test_a_rule_that_is_no_mapping() -> None:
    normalized = read(group("GroupDescription: d, SecurityGroupIngress: [all]"))
    assert skipped(normalized) == [("/Resources/Group/Properties/SecurityGroupIngress/0", "a mapping is wanted here")]


def test_one_rule_may_stand_without_a_list() -> None:
    found = record(
        read(group("GroupDescription: d, SecurityGroupIngress: {IpProtocol: -1, CidrIp: 10.0.0.0/8}")),
        "security_groups",
        "Group",
    )
    assert keys(found.ingress) == ["ingress all 0 65535 10.0.0.0/8"]


def test_equal_rules_are_one() -> None:
    rule = "IpProtocol: -1, CidrIp: 10.0.0.0/8"
    normalized = read(group(f"GroupDescription: d, SecurityGroupIngress: [{{{rule}}}, {{{rule}}}]", separate(rule)))
    assert keys(record(normalized, "security_groups", "Group").ingress) == ["ingress all 0 65535 10.0.0.0/8"]
    assert skipped(normalized) == []


def test_two_rules_that_look_alike_name_both_causes() -> None:
    sections = "Parameters: {A: {Type: String}, B: {Type: String}}\n"
    rules = "[{IpProtocol: -1, CidrIp: !Ref A}, {IpProtocol: -1, CidrIp: !Ref B}]"
    normalized = read(group(f"GroupDescription: d, SecurityGroupIngress: {rules}"), sections)
    missing = normalized.provenance.missing["security_groups", "Group", "ingress", "ingress all 0 65535 cidr:?", "cidr"]
    assert missing.subject == "parameters A, B"
    assert missing.supply == "--parameter A=… --parameter B=…"


OUT = "IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8"
HTTPS_OUT = "egress tcp 443 443 10.0.0.0/8"
EGRESS = [
    ("", "", [EVERYTHING_OUT]),
    ("SecurityGroupEgress: []", "", [EVERYTHING_OUT]),
    (f"SecurityGroupEgress: [{{{OUT}}}]", "", [HTTPS_OUT]),
    ("SecurityGroupEgress: !Ref AWS::NoValue", "", [EVERYTHING_OUT]),
    (f"SecurityGroupEgress: !If [Never, [{{{OUT}}}], !Ref 'AWS::NoValue']", "", [EVERYTHING_OUT]),
    (f"SecurityGroupEgress: !If [Maybe, [{{{OUT}}}], !Ref 'AWS::NoValue']", "", ["…"]),
    (f"SecurityGroupEgress: [!If [Maybe, {{{OUT}}}, !Ref 'AWS::NoValue']]", "", ["…"]),
    ("", separate(OUT, kind="Egress"), [EVERYTHING_OUT, HTTPS_OUT]),
    (
        f"SecurityGroupEgress: [{{{OUT}}}]",
        separate(OUT.replace("443", "80"), kind="Egress"),
        [HTTPS_OUT, "egress tcp 80 80 10.0.0.0/8"],
    ),
    ("", separate(OUT, kind="Egress", before="Condition: Maybe, "), [EVERYTHING_OUT, "…"]),
    ("SecurityGroupEgress: [{IpProtocol: -1}]", "", []),
    ("", separate("IpProtocol: -1", kind="Egress"), [EVERYTHING_OUT]),
]


@pytest.mark.parametrize(("inline", "rest", "expected"), EGRESS)
def test_what_may_go_out(inline: str, rest: str, expected: list[str]) -> None:
    properties = f"GroupDescription: d, {inline}" if inline else "GroupDescription: d"
    normalized = read(group(properties, rest), SECTIONS)
    assert keys(record(normalized, "security_groups", "Group").egress) == expected
    assert skipped(normalized) == []


LISTS = [
    ("!If [Maybe, [{A}, {B}], [{A}]]", ["ingress all 0 65535 10.0.0.0/8", "…"]),
    ("[{A}, !If [Maybe, {B}, !Ref 'AWS::NoValue']]", ["ingress all 0 65535 10.0.0.0/8", "…"]),
    ("[{A}, !If [Never, {B}, !Ref 'AWS::NoValue']]", ["ingress all 0 65535 10.0.0.0/8"]),
    ("!If [Maybe, [{A}], [{A}]]", ["ingress all 0 65535 10.0.0.0/8"]),
    ("!If [Never, [{B}], !If [Maybe, [{A}], [{B}]]]", ["…"]),
]


@pytest.mark.parametrize(("rules", "expected"), LISTS)
def test_rules_that_may_be_there(rules: str, expected: list[str]) -> None:
    written = rules.replace("{A}", "{IpProtocol: -1, CidrIp: 10.0.0.0/8}")
    written = written.replace("{B}", "{IpProtocol: -1, CidrIp: 11.0.0.0/8}")
    normalized = read(group(f"GroupDescription: d, SecurityGroupIngress: {written}"), SECTIONS)
    assert keys(record(normalized, "security_groups", "Group").ingress) == expected
    if expected[-1] == "…":
        assert cause(normalized, "security_groups", "Group", "ingress") == "parameter Open"
        candidates = normalized.provenance.candidates["security_groups", "Group", "ingress"]
        assert "IpProtocol -1, CidrIp 11.0.0.0/8" in candidates


def test_a_candidate_is_told_as_far_as_it_is_known() -> None:
    sections = SECTIONS.replace("Conditions:", "  Ids: {Type: CommaDelimitedList}\nConditions:")
    rule = "{IpProtocol: -1, CidrIp: !Select [0, !Ref Ids]}"
    normalized = read(group(f"GroupDescription: d, SecurityGroupIngress: !If [Maybe, [{rule}], []]"), sections)
    candidates = normalized.provenance.candidates["security_groups", "Group", "ingress"]
    assert candidates == ("IpProtocol -1, CidrIp parameter Ids",)


def test_where_a_rule_within_a_choice_stands() -> None:
    rules = "!If [Never, [], [{IpProtocol: -1, CidrIp: 10.0.0.0/8}]]"
    normalized = read(group(f"GroupDescription: d, SecurityGroupIngress: {rules}"), SECTIONS)
    path = ("security_groups", "Group", "ingress", "ingress all 0 65535 10.0.0.0/8")
    base = "/Resources/Group/Properties/SecurityGroupIngress"
    assert pointer(normalized, *path) == f"{base}/Fn::If/2/0"
    assert pointer(normalized, *path, "cidr") == f"{base}/Fn::If/2/0/CidrIp"
    assert pointer(normalized, "security_groups", "Group", "ingress") == f"{base}/Fn::If/2"


def test_a_rule_of_its_own_for_the_group_itself() -> None:
    rule = separate("IpProtocol: -1, SourceSecurityGroupId: !GetAtt Group.GroupId", owner="!GetAtt Group.GroupId")
    found = record(read(group("GroupDescription: d", rule)), "security_groups", "Group")
    assert keys(found.ingress) == ["ingress all 0 65535 sg:Group"]


def test_an_inline_rule_for_the_group_itself_is_a_circle() -> None:
    rule = "SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: !Ref Group}]"
    normalized = read(group(f"GroupDescription: d, {rule}"))
    found = record(normalized, "security_groups", "Group")
    assert keys(found.ingress) == ["ingress all 0 65535 sg:?"]
    ((place, text),) = skipped(normalized)
    assert place == "/Resources/Group/Properties/SecurityGroupIngress/0/SourceSecurityGroupId"
    assert text.startswith("Group refers to itself, which CloudFormation refuses as a circular dependency")


def test_a_circle_of_two_groups() -> None:
    resources = (
        VPC
        + """
A:
  Type: AWS::EC2::SecurityGroup
  Properties:
    VpcId: !Ref Vpc
    GroupDescription: !Sub '${B.GroupId}'
    SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: !Ref B}]
B:
  Type: AWS::EC2::SecurityGroup
  Properties:
    VpcId: !Ref Vpc
    SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: !GetAtt A.GroupId}]
C:
  Type: AWS::EC2::SecurityGroup
  Properties:
    VpcId: !Ref Vpc
    SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: !Ref A}]
"""
    )
    normalized = read(resources)
    found = {name: keys(record(normalized, "security_groups", name).ingress) for name in "ABC"}
    assert found == {
        "A": ["ingress all 0 65535 sg:?"],
        "B": ["ingress all 0 65535 sg:?"],
        "C": ["ingress all 0 65535 sg:A"],
    }
    assert {text for _, text in skipped(normalized)} == {
        "A, B refer to each other in a circle, which CloudFormation refuses as a circular dependency"
    }


def test_a_circle_through_an_arm_that_is_not_taken_is_none() -> None:
    rule = "SecurityGroupIngress: !If [Never, [{IpProtocol: -1, SourceSecurityGroupId: !Ref Group}], []]"
    normalized = read(group(f"GroupDescription: d, {rule}"), SECTIONS)
    assert keys(record(normalized, "security_groups", "Group").ingress) == []
    assert skipped(normalized) == []


def test_what_an_odd_function_refers_to_makes_no_circle() -> None:
    description = "GroupDescription: !Sub [{Ref: [Group]}, {}], GroupName: !If [Nope, !Ref Group, x], Tags: !If [Nope]"
    normalized = read(group(description), SECTIONS)
    assert [text for _, text in skipped(normalized)] == ["'Nope' is not the name of a condition of the template"]


def test_a_rule_by_a_default_names_it() -> None:
    sections = "Parameters: {Env: {Type: String, Default: dev}}\nConditions: {Dev: !Equals [!Ref Env, dev]}\n"
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", before="Condition: Dev, ")
    normalized = read(group("GroupDescription: d", rule), sections)
    path = ("security_groups", "Group", "ingress", "ingress all 0 65535 10.0.0.0/8")
    assert normalized.provenance.assumed[path].subject == "parameter Env"


def test_a_group_in_the_default_vpc() -> None:
    normalized = read("Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: d}}\n")
    assert record(normalized, "security_groups", "Group").vpc_id is None
    assert cause(normalized, "security_groups", "Group", "vpc_id") == "VpcId of Group"
    assert skipped(normalized) == []


def test_rules_of_the_default_group() -> None:
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", owner="!GetAtt Vpc.DefaultSecurityGroup")
    found = record(read(group("GroupDescription: d", rule)), "security_groups", "Vpc/default-group")
    assert keys(found.ingress) == ["ingress all 0 65535 sg:Vpc/default-group", "ingress all 0 65535 10.0.0.0/8"]


def test_a_group_of_another_stack_has_the_rules_that_are_added_here() -> None:
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", owner="sg-9")
    normalized = read(group("GroupDescription: d", rule))
    found = record(normalized, "security_groups", "sg-9")
    assert (found.vpc_id, found.default, found.name) == (None, None, None)
    assert (keys(found.ingress), keys(found.egress)) == (["ingress all 0 65535 10.0.0.0/8", "…"], ["…"])
    assert cause(normalized, "security_groups", "sg-9") == "security group sg-9"


def test_a_rule_of_a_group_by_an_open_parameter_touches_no_other() -> None:
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", owner="!Ref Open")
    found = record(read(group("GroupDescription: d", rule), SECTIONS), "security_groups", "Group")
    assert keys(found.ingress) == []


NAMED = [
    "!Sub '${Group}'",
    "!Sub '${Group.GroupId}'",
    "!Join ['', [!Ref Group]]",
    "{'Fn::GetAtt': [Group, !Ref Attribute]}",
    "{'Fn::GetAtt': [!Ref Name, GroupId]}",
    "{'Fn::GetAtt': [!Sub '${Name}', !Sub '${Attribute}']}",
]
NAMES = "Parameters: {Name: {Type: String, Default: Group}, Attribute: {Type: String, Default: GroupId}}\n"


@pytest.mark.parametrize("expression", NAMED)
def test_a_group_that_a_function_names_is_that_group(expression: str) -> None:
    rule = separate(f"IpProtocol: -1, SourceSecurityGroupId: {expression}", owner=expression)
    found = record(read(group("GroupDescription: d", rule), NAMES), "security_groups", "Group")
    assert keys(found.ingress) == ["ingress all 0 65535 sg:Group"]


@pytest.mark.parametrize("expression", NAMED[3:])
def test_a_group_of_which_a_parameter_tells_the_name_or_the_attribute_may_be_any(expression: str) -> None:
    names = NAMES.replace(", Default: GroupId", "").replace(", Default: Group", "")
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", owner=expression)
    found = record(read(group("GroupDescription: d", rule), names), "security_groups", "Group")
    assert keys(found.ingress) == ["…"]


def test_an_attribute_of_a_group_that_is_not_its_id_is_not_the_id_of_another() -> None:
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", owner="!GetAtt Group.GroupName")
    found = record(read(group("GroupDescription: d", rule)), "security_groups", "Group")
    assert keys(found.ingress) == ["…"]


def test_a_rule_of_one_of_two_groups_may_be_in_either() -> None:
    rule = separate("IpProtocol: -1, CidrIp: 10.0.0.0/8", owner="!If [Maybe, !Ref Group, !Ref Peer]")
    normalized = read(group("GroupDescription: d", rule), SECTIONS)
    assert [keys(record(normalized, "security_groups", name).ingress) for name in ("Group", "Peer")] == [["…"], ["…"]]
    assert keys(record(normalized, "security_groups", "Vpc/default-group").ingress)[-1] != "…"
