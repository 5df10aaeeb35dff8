"""A document that is readable in part: the rest is judged, what was skipped is said, nothing hidden passes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Run, refused

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATE = (EXAMPLES / "cloudformation" / "good.yaml").read_text()
PLAN = (EXAMPLES / "terraform" / "good" / "plan.json").read_text()
RESPONSES = (EXAMPLES / "responses" / "good.json").read_text()
GROUP = "sg-0123456789abcdef0"


def judged(run: Run, text: str) -> dict[str, Any]:
    """Return the report on a document of which a part cannot be read."""
    Path("it").write_text(text)
    said = run("eval", "--no-fixes", "--format=json", "it")
    assert said.err == ""
    report: dict[str, Any] = json.loads(said.out)
    report["status"] = said.status
    report["open"] = {one["rule"] for one in report["undecided"]}
    return report


def hidden(report: dict[str, Any], rule: str, words: str, lines: range | None = None) -> None:
    """Check that a rule is open because of a part that was skipped, and that all others are judged."""
    assert report["status"] == (4 if any(one["blocks"] for one in report["undecided"]) else 0)
    assert rule in report["open"]
    assert any(words in one["text"] for one in report["skipped"])
    assert any(words in because["cause"]["text"] for one in report["undecided"] for because in one["because"])
    assert report["passed"]
    assert not any(one["severity"] in {"critical", "high"} for one in report["findings"])
    if lines is not None:
        assert any(one["location"]["line"] in lines for one in report["skipped"])


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("CidrBlock: 0.0.0.0/0", "CidrBlock: 0.0.0.0/33", "NACL-FLOW", "a number from 0 to 32"),
        ("CidrBlock: 0.0.0.0/0", "CidrBlock: nonsense", "NACL-FLOW", "'nonsense' is not a CIDR block"),
        ("Protocol: -1", "Protocol: banana", "NACL-FLOW", "'banana' is not a protocol"),
        ("Protocol: -1", "Protocol: 999", "NACL-FLOW", "'999' is not a protocol"),
        ("RuleNumber: 100", "RuleNumber: 99999", "NACL-FLOW", "99999 is not the number of a rule"),
        ("RuleNumber: 100", "RuleNumber: ten", "NACL-FLOW", "'ten' is not a whole number"),
        ("RuleAction: allow", "RuleAction: perhaps", "NACL-FLOW", "'perhaps' is not an action"),
        ("CidrIp: 0.0.0.0/0", "CidrIp: 0.0.0.0/", "SG-EGRESS", "'0.0.0.0/' is not a CIDR block"),
        ("IpProtocol: tcp", "IpProtocol: tpc", "SG-DATABASE", "'tpc' is not a protocol"),
        ("FromPort: 5432", "FromPort: 70000", "SG-DATABASE", "70000 is not a port"),
        ("FromPort: 5432", "FromPort: abc", "SG-DATABASE", "'abc' is not a whole number"),
        ("FromPort: 5432", "FromPort: 5433", "SG-DATABASE", "5433-5432 is turned round"),
        ("AvailabilityZone: eu-west-1b", "AvailabilityZone: [b]", "ENV-SUBNET-AZ", "a list stands for a text"),
        ("AvailabilityZone: eu-west-1b", 'AvailabilityZone: ""', "ENV-SUBNET-AZ", "the text is empty"),
        ("EnableDnsSupport: true", "EnableDnsSupport: perhaps", "EPR-DNS", "neither true nor false"),
        ("PrivateDnsEnabled: true", "PrivateDnsEnabled: maybe", "EPR-DNS", "neither true nor false"),
        ("VpcEndpointType: Interface", "VpcEndpointType: Interfcae", "EPR-DNS", "'Interfcae' is none of"),
        ("Mode: PRIVATE_ONLY", "Mode: PRIVAT_ONLY", "ENV-WEBSERVER-MODE", "'PRIVAT_ONLY' is none of"),
        ("SecurityGroupIds: [!Ref Group]", "SecurityGroupIds: [!Ref Gruop]", "SG-COUNT", "is Group meant?"),
        ("RouteTableId: !Ref TableB", "RouteTableId: !Ref TabelB", "ENV-SUBNET-PRIVATE", "is TableB meant?"),
        ("NetworkConfiguration:", "NetworkConfiguration: 5\n      Old:", "ENV-SUBNET-COUNT", "a mapping is wanted"),
        ("[!Ref SubnetA, !Ref SubnetB]", "[!Ref SubnetA, {}]", "ENV-SUBNET-COUNT", "a mapping stands for a text"),
        ("  Group:\n    Type", "  Group:\n    Condition: Nope\n    Type", "SG-EGRESS", "'Nope' is not the name of a"),
    ],
)
def test_a_template(run: Run, old: str, new: str, rule: str, words: str) -> None:
    assert old in TEMPLATE
    first = TEMPLATE[: TEMPLATE.index(old)].count("\n") + 1
    hidden(judged(run, TEMPLATE.replace(old, new)), rule, words, range(first - 10, first + 200))


def test_a_template_whose_values_go_in_circles(run: Run) -> None:
    text = TEMPLATE.replace("GroupDescription: MWAA", "GroupDescription: !GetAtt S3Endpoint.Id").replace(
        "ServiceName: com.amazonaws.eu-west-1.s3", "ServiceName: !Sub com.amazonaws.${Group.GroupId}.s3"
    )
    assert judged(run, text)["status"] in {0, 4}
    text = TEMPLATE.replace("CidrBlock: 10.20.0.0/16", "CidrBlock: !GetAtt Vpc.CidrBlock")
    report = judged(run, text)
    assert [one["text"][:22] for one in report["skipped"]] == ["Vpc refers to itself, "]
    assert report["skipped"][0]["location"]["pointer"] == "/Resources/Vpc/Properties/CidrBlock"


def plan(kind: str, change: Callable[[dict[str, Any]], object]) -> str:
    """Return the plan with what it plans for the first resource of a type changed."""
    value = json.loads(PLAN)
    address = next(one["address"] for one in value["resource_changes"] if one["type"] == kind)
    planned = (one["change"]["after"] for one in value["resource_changes"] if one["address"] == address)
    shown = value["planned_values"]["root_module"]["resources"]
    for values in (*planned, *(one["values"] for one in shown if one["address"] == address)):
        change(values)
    return json.dumps(value)


@pytest.mark.parametrize(
    ("kind", "values", "rule", "words"),
    [
        ("aws_network_acl_rule", {"cidr_block": "0.0.0.0/33"}, "NACL-FLOW", "a number from 0 to 32"),
        ("aws_network_acl_rule", {"protocol": "banana"}, "NACL-FLOW", "'banana' is not a protocol"),
        ("aws_network_acl_rule", {"rule_number": 99999}, "NACL-FLOW", "99999 is not a rule number"),
        ("aws_network_acl_rule", {"rule_action": "perhaps"}, "NACL-FLOW", "'perhaps' is not an action"),
        ("aws_network_acl_rule", {"egress": "sometimes"}, "NACL-FLOW", "true or false is wanted"),
        ("aws_vpc_security_group_ingress_rule", {"ip_protocol": "tpc"}, "SG-DATABASE", "'tpc' is not a protocol"),
        ("aws_vpc_security_group_ingress_rule", {"from_port": 70000}, "SG-DATABASE", "70000 is not a port"),
        ("aws_vpc_security_group_ingress_rule", {"from_port": "abc"}, "SG-DATABASE", "a whole number is wanted"),
        ("aws_vpc_endpoint", {"vpc_endpoint_type": "Interfcae"}, "EPR-DNS", "one of Interface, Gateway"),
        ("aws_vpc_endpoint", {"private_dns_enabled": "maybe"}, "EPR-DNS", "true or false is wanted"),
        ("aws_vpc", {"enable_dns_support": [1]}, "EPR-DNS", "true or false is wanted"),
        ("aws_subnet", {"availability_zone": ["a"]}, "ENV-SUBNET-AZ", "text is wanted"),
        ("aws_mwaa_environment", {"webserver_access_mode": "PRIVAT"}, "ENV-WEBSERVER-MODE", "one of PRIVATE_ONLY"),
    ],
)
def test_a_plan(run: Run, kind: str, values: dict[str, Any], rule: str, words: str) -> None:
    hidden(judged(run, plan(kind, lambda one: one.update(values))), rule, words)


@pytest.mark.parametrize("rules", ["all", [5], 5, {}])
def test_a_plan_whose_rules_are_no_rules(run: Run, rules: object) -> None:
    report = judged(run, plan("aws_security_group", lambda one: one.update(egress=rules)))
    assert report["status"] == 4
    assert "SG-EGRESS" in report["open"]


def rows(value: dict[str, Any], *path: str) -> Iterator[dict[str, Any]]:
    """Return the objects on a path through responses, lists taken apart."""
    step, *rest = path
    inner = value[step]
    for one in inner if isinstance(inner, list) else [inner]:
        if rest:
            yield from rows(one, *rest)
        else:
            yield one


ENTRIES = ("describe_network_acls", "NetworkAcls", "Entries")
GROUPS = ("describe_security_groups", "SecurityGroups")
ENDPOINTS = ("describe_vpc_endpoints", "VpcEndpoints")


@pytest.mark.parametrize(
    ("path", "values", "rule", "words"),
    [
        (ENTRIES, {"CidrBlock": "0.0.0.0/33"}, "NACL-FLOW", "a number from 0 to 32"),
        (ENTRIES, {"Protocol": "banana"}, "NACL-FLOW", "'banana' is not a protocol"),
        (ENTRIES, {"RuleNumber": 99999}, "NACL-FLOW", "99999 is not the number of a rule"),
        (ENTRIES, {"RuleAction": "perhaps"}, "NACL-FLOW", "'perhaps' is not an action"),
        (ENTRIES, {"Egress": "sometimes"}, "NACL-FLOW", "true or false is wanted"),
        (("describe_network_acls", "NetworkAcls"), {"Entries": {}}, "NACL-FLOW", "a list is wanted"),
        ((*GROUPS, "IpPermissions"), {"FromPort": 70000}, "SG-DATABASE", "70000 is not a port"),
        ((*GROUPS, "IpPermissions"), {"IpProtocol": "tpc"}, "SG-DATABASE", "'tpc' is not a protocol"),
        ((*GROUPS, "IpPermissionsEgress"), {"IpRanges": [{"CidrIp": "0.0.0.0/"}]}, "SG-EGRESS", "not a CIDR block"),
        (GROUPS, {"IpPermissions": "all"}, "SG-DATABASE", "a list is wanted"),
        (("describe_route_tables", "RouteTables"), {"Routes": 5}, "ENV-SUBNET-PRIVATE", "a list is wanted"),
        (("describe_route_tables", "RouteTables"), {"Associations": 5}, "ENV-SUBNET-PRIVATE", "a list is wanted"),
        (ENDPOINTS, {"VpcEndpointType": "Interfcae"}, "EPR-DNS", "Interfcae is none of"),
        (ENDPOINTS, {"ServiceName": 5}, "EPR-REQUIRED", "a text is wanted"),
        (ENDPOINTS, {"PrivateDnsEnabled": "maybe"}, "EPR-DNS", "true or false is wanted"),
        (
            ("describe_subnets", "Subnets"),
            {"AvailabilityZone": [1], "AvailabilityZoneId": 1},
            "ENV-SUBNET-AZ",
            "a text is wanted",
        ),
        (
            ("mwaa_get_environment", "Environment"),
            {"WebserverAccessMode": "PRIVAT"},
            "ENV-WEBSERVER-MODE",
            "PRIVAT is none of",
        ),
        (
            ("mwaa_get_environment", "Environment", "NetworkConfiguration"),
            {"SubnetIds": 5},
            "ENV-SUBNET-COUNT",
            "a list is wanted",
        ),
    ],
)
def test_responses(run: Run, path: tuple[str, ...], values: dict[str, Any], rule: str, words: str) -> None:
    value = json.loads(RESPONSES)
    for one in rows(value, *path):
        one.update(values)
    hidden(judged(run, json.dumps(value)), rule, words)


def equal_numbers_in_a_template() -> str:
    entry = "{NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: deny, CidrBlock: 10.0.0.0/8}"
    return f"{TEMPLATE}\n  Twin:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties: {entry}\n"


def equal_numbers_in_a_plan() -> str:
    """Return the plan whose second rule is for the direction of the first, and denies."""
    value = json.loads(PLAN)
    (outbound,) = (one for one in value["resource_changes"] if one["address"] == "aws_network_acl_rule.outbound")
    outbound["change"]["after"].update(egress=False, rule_action="deny")
    return json.dumps(value)


def equal_numbers_in_responses() -> str:
    value = json.loads(RESPONSES)
    for acl in value["describe_network_acls"]["NetworkAcls"]:
        (first,) = (one for one in acl["Entries"] if (one["RuleNumber"], one["Egress"]) == (100, False))
        acl["Entries"].append({**first, "RuleAction": "deny"})
    return json.dumps(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (equal_numbers_in_a_template, "a second ingress/100, which EC2 refuses; the first is at /Resources/"),
        (equal_numbers_in_a_plan, "has another entry ingress/100, and AWS takes only one"),
        (equal_numbers_in_responses, "there are two of ingress/100, and they differ"),
    ],
)
def test_entries_of_equal_numbers(run: Run, text: Callable[[], str], words: str) -> None:
    report = judged(run, text())
    assert report["status"] in {1, 4}
    assert {bool(one["location"]["pointer"]) for one in report["skipped"] if words in one["text"]} == {True}
    assert "NACL-FLOW" in report["open"]


def test_a_group_that_is_named_by_its_name(run: Run) -> None:
    named = TEMPLATE.replace("SourceSecurityGroupId: !GetAtt Group.GroupId", "SourceSecurityGroupName: airflow")
    assert named != TEMPLATE
    report = judged(run, named)
    (because,) = {
        (fact["cause"]["text"], fact["location"]["line"])
        for one in report["undecided"]
        if one["rule"] == "SG-DATABASE"
        for fact in one["because"]
    }
    assert report["status"] == 4
    assert because == (
        "GroupDatabase names its peer by SourceSecurityGroupName, and groups are known by their ids",
        101,
    )
    value = json.loads(RESPONSES)
    for one in rows(value, *GROUPS, "IpPermissions"):
        one["UserIdGroupPairs"] = [{"GroupName": "airflow"}]
    hidden(judged(run, json.dumps(value)), "SG-DATABASE", "it has no GroupId")


def test_host_bits_are_cleared_as_ec2_clears_them(run: Run) -> None:
    bits = {"10.20.0.0/16": "10.20.7.7/16", "10.20.1.0/24": "10.20.1.77/24", "0.0.0.0/0": "10.0.0.1/0"}
    for text in (TEMPLATE, PLAN, RESPONSES):
        changed = text
        for clean, odd in bits.items():
            assert clean in text or text is PLAN
            changed = changed.replace(clean, odd)
        Path("it").write_text(text)
        clean_one = json.loads(run("normalize", "it").out)
        Path("it").write_text(changed)
        assert json.loads(run("normalize", "it").out) == clean_one


def test_responses_that_contradict_each_other(run: Run) -> None:
    value = json.loads(RESPONSES)
    subnets = value["describe_subnets"]["Subnets"]
    subnets.append({**subnets[0], "CidrBlock": "10.20.9.0/24"})
    Path("it").write_text(json.dumps(value))
    refused(run("eval", "it"), "it:1:", "in different ways", "/describe_subnets/Subnets/0")


def test_a_call_that_was_not_allowed(run: Run) -> None:
    value = json.loads(RESPONSES)
    value["describe_security_groups"] = {"Error": {"Code": "UnauthorizedOperation", "Message": "You are not"}}
    report = judged(run, json.dumps(value))
    assert report["status"] == 4
    assert {"SG-DATABASE", "SG-EGRESS"} <= report["open"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"text":"10.20.1.0/24"', '"text":"10.20.1.0/99"', "a number from 0 to 32"),
        ('"protocol":"6"', '"protocol":"tcp"', "a protocol is written by its number: 6, not tcp"),
        ('"from_port":443', '"from_port":70000', "70000 is not a port"),
        ('"from_port":443', '"from_port":"443"', "it:1:"),
        ('"number":100', '"number":99999', "99999 is not a rule number"),
        ('"type":"Gateway"', '"type":"Gatewya"', "'Gatewya' is none of Interface, Gateway"),
        ('"PRIVATE_ONLY"', '"PRIVAT_ONLY"', "'PRIVAT_ONLY' is none of PRIVATE_ONLY"),
        ('"error":"none"', '"error":"ugly"', "'ugly' is none of none, not-json"),
        ('"dns_support":true', '"dns_suport":true', "is dns_suport misspelt?"),
        ('"id":"SubnetB"', '"id":"SubnetA"', "SubnetA"),
    ],
)
def test_a_normalized_document_is_read_as_a_whole_or_not_at_all(run: Run, old: str, new: str, words: str) -> None:
    Path("it").write_text(TEMPLATE)
    text = json.dumps(json.loads(run("normalize", "it").out), separators=(",", ":"))
    assert old in text
    Path("it").write_text(text.replace(old, new))
    refused(run("eval", "it"), "it:1:", words)
