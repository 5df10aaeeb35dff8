"""Conditions on parameters without a value: what holds whatever they are is told, and what does not is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mwaa_policy
from mwaa_policy.api._mend import Mended
from mwaa_policy.document import read_document
from mwaa_policy.fixes import apply_patch
from mwaa_policy.model import Inventory
from mwaa_policy.render.text import render_text
from mwaa_policy.render.text.flows import render_flows
from mwaa_policy.report import Report, Undecided
from mwaa_policy.report.flow_records import FlowReport

TEMPLATE = (Path(__file__).parents[2] / "examples" / "cloudformation" / "good.yaml").read_text()
RANGE = "      CidrBlock: 10.20.1.0/24\n"
INBOUND = "      RuleNumber: 100\n      Protocol: -1\n      RuleAction: allow\n"
ENVIRONMENT = "    Type: AWS::MWAA::Environment\n"
FLAG = "{Type: String, AllowedValues: ['yes', 'no']}"


def template(parameters: str, conditions: str, *changes: tuple[str, str]) -> str:
    """Return the good template with parameters, conditions, and changes that hang on them."""
    text = TEMPLATE.replace("Resources:\n", f"Parameters: {{{parameters}}}\nConditions: {{{conditions}}}\nResources:\n")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def check(text: str, **options: object) -> Report:
    """Return the report on a template."""
    return mwaa_policy.check(read_document(text, name="template.yaml"), **options)  # type: ignore[arg-type]


def open_checks(report: Report) -> dict[tuple[str, str], Undecided]:
    """Return what blocks because it is open, by rule and object."""
    return {(one.rule, one.subject): one for one in report.undecided if one.blocks}


def passed(report: Report) -> set[tuple[str, str]]:
    """Return what passed."""
    return {(one.rule, one.subject) for one in report.passed}


RANGES = (RANGE, "      CidrBlock: !If [Prod, 10.20.1.0/24, 10.20.3.0/24]\n")
DENIAL = (INBOUND, INBOUND.replace("allow", "!If [Prod, allow, deny]"))
ALLOWANCE = (INBOUND, INBOUND.replace("-1", "!If [Prod, -1, 6]"))
ON_FLAG = f"Prod: {FLAG}", "Prod: !Equals [!Ref Prod, 'yes']"
ON_TEXT = "Stage: {Type: String}", "Prod: !Equals [prod, !Ref Stage]"
ON_NUMBER = "Zones: {Type: Number}", "Prod: !Equals [!Ref Zones, 3]"
ON_REGION = "Stage: {Type: String, Default: dev}", "Prod: !Equals [!Ref 'AWS::Region', us-east-1]"


@pytest.mark.parametrize(("parameters", "conditions"), [ON_FLAG, ON_TEXT, ON_NUMBER], ids=["flag", "text", "number"])
def test_what_each_value_comes_to_is_the_verdict(parameters: str, conditions: str) -> None:
    report = check(template(parameters, conditions, RANGES))
    assert not open_checks(report)
    assert passed(report) >= passed(check(TEMPLATE))
    assert report.summary.passed == len(report.passed)


@pytest.mark.parametrize(
    ("parameters", "conditions", "right", "wrong"),
    [
        (*ON_FLAG, "Prod=yes", "Prod=no"),
        (*ON_TEXT, "Stage=prod", "Stage other than prod"),
        (*ON_NUMBER, "Zones=3", "Zones other than 3"),
    ],
    ids=["flag", "text", "number"],
)
def test_what_the_values_disagree_on_stays_open_and_tells_each(
    parameters: str, conditions: str, right: str, wrong: str
) -> None:
    report = check(template(parameters, conditions, DENIAL))
    one = open_checks(report)["NACL-FLOW", "Airflow"]
    assert {outcome.when: outcome.verdict for outcome in one.outcomes} == {right: "pass", wrong: "fail"}
    text = " ".join(render_text(report).split())
    assert f"with {wrong}: NACL-FLOW, NACL-RETURN fail" in text
    assert f"Judged: with each value that makes a difference of {report.branches[0].parameter} (" in text


def test_the_region_is_a_parameter_like_others() -> None:
    text = re.sub(r"(\S*)eu-west-1", r"!Sub \1${AWS::Region}", template(*ON_REGION, DENIAL))
    report = check(text)
    assert [one.parameter for one in report.branches] == ["AWS::Region"]
    assert {one.when for one in open_checks(report)["NACL-FLOW", "Airflow"].outcomes} == {
        "AWS::Region=us-east-1",
        "AWS::Region other than us-east-1",
    }
    assert ("NACL-FLOW", "Airflow") in passed(check(text, region="us-east-1"))


def test_what_fails_with_every_value_is_a_finding_at_each_of_its_places() -> None:
    inbound, outbound = "RuleAction: allow\n      Cidr", "RuleAction: allow\n      Egress"
    text = template(
        *ON_FLAG,
        (outbound, outbound.replace("allow", "!If [Prod, allow, deny]")),
        (inbound, inbound.replace("allow", "!If [Prod, deny, allow]")),
    )
    report = check(text)
    assert ("NACL-FLOW", "Airflow") not in open_checks(report)
    found = [one for one in report.findings if one.rule == "NACL-FLOW"]
    lines = text.split("\n")
    places = {lines[one.location.line - 1].strip() for one in found if one.location and one.location.line}
    assert places == {"AclInbound:", "AclOutbound:"}
    assert {one.when for one in found} == {("Prod=yes",), ("Prod=no",)}
    # What mends one branch is not known to mend all.
    assert all(one.fix is None for one in found)
    shown = " ".join(render_text(report).split())
    assert "with: Prod=yes" in shown
    assert "with: Prod=no" in shown


def test_what_is_wrong_with_some_values_alone_tells_them_and_what_is_wrong_with_all_does_not() -> None:
    parameters = "Stage: {Type: String, AllowedValues: [prod, test, dev]}"
    rules = [f"{{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: CIDR}}" for port in (21, 22, 23)]
    always = rules[0].replace("CIDR", "!FindInMap [Ranges, !Ref Stage, Of]")
    either = ", ".join(rules[1:]).replace("CIDR", "0.0.0.0/0")
    egress = "      SecurityGroupEgress:\n"
    ingress = f"      SecurityGroupIngress: [{always}, !If [Prod, {either}]]\n"
    ranges = {"prod": "0.0.0.0/0", "test": "0.0.0.0/0", "dev": "0.0.0.0/0", "none": "10.0.0.0/8"}
    mapping = ", ".join(f"{name}: {{Of: {block}}}" for name, block in ranges.items())
    changes = (egress, ingress + egress), ("Resources:\n", f"Mappings: {{Ranges: {{{mapping}}}}}\nResources:\n")
    report = check(template(parameters, "Prod: !Equals [!Ref Stage, prod]", *changes))
    told = {one.message.partition(" on ")[2][:6]: one.when for one in report.findings if one.rule == "SG-OPEN-INGRESS"}
    assert told == {"tcp 21": (), "tcp 22": ("Stage=prod",), "tcp 23": ("Stage=test", "Stage=dev")}
    assert "with: Stage=test or Stage=dev" in " ".join(render_text(report).split())


def test_only_the_parameter_that_makes_the_difference_is_named() -> None:
    parameters = f"Prod: {FLAG}, Other: {FLAG}"
    conditions = "Prod: !Equals [!Ref Prod, 'yes'], Other: !Equals [!Ref Other, 'yes']"
    idle = (RANGE, RANGES[1].replace("Prod", "Other"))
    one = open_checks(check(template(parameters, conditions, idle, DENIAL)))["NACL-FLOW", "Airflow"]
    assert [fact.cause.subject for fact in one.because] == ["parameter Prod"]
    assert {outcome.when for outcome in one.outcomes} == {"Prod=yes", "Prod=no"}


def test_an_environment_that_may_exist_is_judged_as_it_would_be() -> None:
    report = check(template(*ON_FLAG, (ENVIRONMENT, f"{ENVIRONMENT}    Condition: Prod\n"), DENIAL))
    assert [(one.id, one.routing) for one in report.environments] == [("Airflow", "private")]
    assert report.unjudged is None
    # Where the environment exists, the list lets it in.
    assert passed(report) >= {("NACL-FLOW", "Airflow"), ("SG-COUNT", "Airflow")}
    assert not open_checks(report)


def test_values_that_conditions_name_exclude_each_other() -> None:
    each = "Prod: !Equals [!Ref Stage, prod], Dev: !Equals [!Ref Stage, dev]"
    both = "Both: !And [{Condition: Prod}, {Condition: Dev}]"
    denial = (INBOUND, INBOUND.replace("allow", "!If [Both, deny, allow]"))
    report = check(template("Stage: {Type: String}", f"{each}, {both}", denial))
    assert not open_checks(report)
    assert [(one.parameter, one.values, one.others) for one in report.branches] == [("Stage", ("prod", "dev"), True)]


def test_more_branches_than_can_be_judged_leave_the_rest_open() -> None:
    names = [f"Flag{number}" for number in range(6)]
    parameters = ", ".join(f"{name}: {FLAG}" for name in names)
    conditions = ", ".join(f"{name}: !Equals [!Ref {name}, 'yes']" for name in names)
    # All of them stand in one condition, so that the verdict hangs on each.
    every = ", ".join(f"{{Condition: {name}}}" for name in names)
    report = check(template(parameters, f"{conditions}, Prod: !Or [{every}]", DENIAL))
    assert len(report.branches) == 4
    assert ("NACL-FLOW", "Airflow") in open_checks(report)


def test_a_parameter_of_two_templates_may_have_a_value_in_each() -> None:
    other = "Parameters: {Stage: {Type: String}}\nResources: {Topic: {Type: AWS::SNS::Topic}}\n"
    documents = [(template(*ON_TEXT, DENIAL), "network.yaml"), (other, "other.yaml")]
    report = mwaa_policy.check(*(read_document(text, name=name) for text, name in documents))
    assert not report.branches


def test_what_is_given_or_has_a_default_makes_no_branch() -> None:
    text = template(*ON_FLAG, DENIAL)
    assert not check(text, parameters={"Prod": "yes"}).branches
    assert not check(text.replace("'no']", "'no'], Default: 'yes'")).branches


def test_a_value_looked_up_at_deployment_makes_no_branch() -> None:
    text = template("Prod: {Type: 'AWS::SSM::Parameter::Value<String>'}", ON_FLAG[1], DENIAL)
    report = check(text)
    assert not report.branches
    assert ("NACL-FLOW", "Airflow") in open_checks(report)


@pytest.mark.parametrize("number", [3, 20])
def test_a_text_that_a_parameter_does_not_allow_is_none_of_its_values(number: int) -> None:
    allowed = ", ".join(f"stage{one}" for one in range(number))
    parameters = f"Stage: {{Type: String, AllowedValues: [{allowed}]}}, Other: {FLAG}"
    conditions = "Never: !Equals [!Ref Stage, prod], Prod: !Equals [!Ref Other, 'yes']"
    never = (RANGE, "      CidrBlock: !If [Never, 10.20.3.0/24, 10.20.1.0/24]\n")
    report = check(template(parameters, conditions, never, DENIAL))
    assert [one.parameter for one in report.branches] == ["Other"]
    assert {one.when for one in open_checks(report)["NACL-FLOW", "Airflow"].outcomes} == {"Other=yes", "Other=no"}
    assert not check(template(parameters, conditions, never)).branches


def test_a_condition_that_decides_nothing_is_not_told() -> None:
    properties = "Properties: {VpcId: !Ref Vpc, GroupDescription: of others}"
    group = f"Resources:\n  Other: {{Type: AWS::EC2::SecurityGroup, Condition: Prod, {properties}}}\n"
    text = template(*ON_FLAG, ("Resources:\n", group))
    assert [one.name for one in mwaa_policy.normalize(read_document(text, name="template.yaml")).forks] == ["Prod"]
    report = check(text)
    assert report.undecided
    assert report.branches == ()


# -- flows ------------------------------------------------------------------------------------------


def flows(text: str, **options: object) -> FlowReport:
    """Return the report on the flows of a template."""
    return mwaa_policy.flows(read_document(text, name="template.yaml"), **options)  # type: ignore[arg-type]


def fates(report: FlowReport) -> dict[tuple[str, str | None], str]:
    """Return what becomes of flows, by their names and subnets."""
    return {(flow.name, flow.subnet): flow.verdict for one in report.environments for flow in one.flows}


@pytest.mark.parametrize(("parameters", "conditions"), [ON_FLAG, ON_TEXT, ON_NUMBER], ids=["flag", "text", "number"])
def test_what_becomes_of_a_flow_with_each_value_becomes_of_it(parameters: str, conditions: str) -> None:
    report = flows(template(parameters, conditions, ALLOWANCE))
    assert fates(report) == fates(flows(TEMPLATE))
    assert set(fates(report).values()) == {"passes"}
    assert [one.routing for one in report.environments] == ["private"]
    assert "Judged: with each value" in render_flows(report)


@pytest.mark.parametrize(
    ("parameters", "conditions", "right", "wrong"),
    [(*ON_FLAG, "Prod=yes", "Prod=no"), (*ON_TEXT, "Stage=prod", "Stage other than prod")],
    ids=["flag", "text"],
)
def test_a_flow_on_which_the_values_disagree_is_undecided_for_want_of_the_parameter(
    parameters: str, conditions: str, right: str, wrong: str
) -> None:
    report = flows(template(parameters, conditions, DENIAL))
    open_ = [flow for one in report.environments for flow in one.flows if flow.verdict == "undecided"]
    assert {flow.name for flow in open_} >= {"database", "webserver"}
    name = parameters.partition(":")[0]
    for flow in open_:
        assert {one.when: one.verdict for one in flow.outcomes} == {right: "passes", wrong: "stopped"}
        steps = [step for step in flow.steps if step.verdict == "undecided"]
        assert {fact.cause.subject for step in steps for fact in step.missing} == {f"parameter {name}"}
        # The entry that would stop it is told.
        assert all(decider.location for step in steps for decider in step.deciders)
    assert all(step.verdict != "stopped" for one in report.environments for flow in one.flows for step in flow.steps)
    text = " ".join(render_flows(report).split())
    assert f"by parameter undecided passes with {right}; stopped with {wrong}" in text


def test_a_flow_that_each_value_stops_elsewhere_is_stopped() -> None:
    inbound, outbound = "RuleAction: allow\n      Cidr", "RuleAction: allow\n      Egress"
    text = template(
        *ON_FLAG,
        (outbound, outbound.replace("allow", "!If [Prod, allow, deny]")),
        (inbound, inbound.replace("allow", "!If [Prod, deny, allow]")),
    )
    report = flows(text)
    assert fates(report)["database", "SubnetA"] == "stopped"
    [flow] = [one for one in report.environments[0].flows if (one.name, one.subnet) == ("database", "SubnetA")]
    assert flow.outcomes == ()
    told = {(step.stage, step.verdict) for step in flow.steps if step.verdict != "passes"}
    assert ("acl_out", "undecided") in told
    assert ("acl_in", "undecided") in told


def test_a_flow_that_one_value_alone_stops_is_not_stopped() -> None:
    endpoint = "  KmsEndpoint:\n    Type: AWS::EC2::VPCEndpoint\n"
    report = flows(template(*ON_FLAG, (endpoint, f"{endpoint}    Condition: Prod\n")))
    told = {(flow.endpoint, flow.verdict) for flow in report.environments[0].flows if flow.name == "kms"}
    assert told == {(None, "undecided"), ("KmsEndpoint", "passes")}
    text = " ".join(render_flows(report).split())
    assert "by parameter undecided none with Prod=yes; stopped with Prod=no" in text
    assert (
        "no endpoint for kms, template.yaml:7; parameter Prod has no default (template.yaml:4) [EPR-REQUIRED]" in text
    )


def test_flows_of_an_environment_that_may_exist_are_those_that_it_would_have() -> None:
    report = flows(template(*ON_FLAG, (ENVIRONMENT, f"{ENVIRONMENT}    Condition: Prod\n"), DENIAL))
    assert report.unjudged is None
    assert fates(report) == fates(flows(TEMPLATE))


def test_flows_of_a_template_that_no_parameter_leaves_open_are_asked_for_once() -> None:
    report = flows(template(*ON_FLAG, RANGES), parameters={"Prod": "yes"})
    assert report.branches == ()
    assert set(fates(report).values()) == {"passes"}


# -- fixes ------------------------------------------------------------------------------------------

DATABASE = "      FromPort: 5432\n      ToPort: 5432\n      SourceSecurityGroupId: !GetAtt Group.GroupId\n"


def fix(text: str, **options: object) -> Mended:
    """Return what mends a template."""
    return mwaa_policy.fix(read_document(text, name="template.yaml"), **options)  # type: ignore[arg-type]


def test_what_fails_with_every_value_is_mended_in_all_of_them() -> None:
    elsewhere = DATABASE.replace(
        "SourceSecurityGroupId: !GetAtt Group.GroupId", "CidrIp: !If [Prod, 10.1.0.0/16, 10.2.0.0/16]"
    )
    text = template(*ON_FLAG, (DATABASE, elsewhere))
    mended = fix(text)
    assert ("SG-DATABASE", "Airflow") in {(one.rule, one.subject) for one in mended.before.findings}
    assert ("SG-DATABASE", "Airflow", ("security_groups", "Group", "ingress")) in mended.plan.mends
    assert ("SG-DATABASE", "Airflow") in passed(mended.after)
    assert mended.after.branches == mended.before.branches != ()
    assert not open_checks(mended.after).keys() - open_checks(mended.before).keys()
    # The patch is one of the document in which the parameter is open.
    document = mwaa_policy.normalize(read_document(text)).inventory.to_json()
    inventory = Inventory.from_document(apply_patch(json.loads(document), mended.plan.patch))
    [group] = [one for one in inventory.security_groups.items if one.id == "Group"]
    assert {(rule.from_port, rule.group_id) for rule in group.ingress.items} >= {(5432, "Group")}


def test_what_fails_elsewhere_with_each_value_is_mended_in_both_places() -> None:
    inbound, outbound = "RuleAction: allow\n      Cidr", "RuleAction: allow\n      Egress"
    text = template(
        *ON_FLAG,
        (outbound, outbound.replace("allow", "!If [Prod, allow, deny]")),
        (inbound, inbound.replace("allow", "!If [Prod, deny, allow]")),
    )
    mended = fix(text)
    assert {rule for rule, _, _ in mended.plan.mends} == {"NACL-FLOW", "NACL-RETURN"}
    assert not open_checks(mended.after)
    assert passed(mended.after) >= {("NACL-FLOW", "Airflow"), ("NACL-RETURN", "Airflow")}


def test_what_fails_with_one_value_alone_is_no_finding_to_mend() -> None:
    mended = fix(template(*ON_FLAG, DENIAL))
    assert mended.plan.patch == ()
    assert {rule for rule, _, _ in mended.plan.remaining} == {"SG-RECOMMENDED"}
    assert set(open_checks(mended.after)) >= {("NACL-FLOW", "Airflow")}
    assert fix(template(*ON_FLAG, DENIAL), parameters={"Prod": "no"}).plan.patch


def test_what_has_no_place_while_the_parameter_is_open_is_left_out_with_the_reason() -> None:
    own = "  Group:\n    Type: AWS::EC2::SecurityGroup\n"
    group = "{Type: AWS::EC2::SecurityGroup, Condition: COND, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}"
    both = "".join(f"  Group{name}: {group.replace('COND', name)}\n" for name in ("Prod", "Dev"))
    text = template(
        ON_FLAG[0],
        f"{ON_FLAG[1]}, Dev: !Not [Condition: Prod]",
        (own, both + own),
        (
            "        SecurityGroupIds: [!Ref Group]",
            "        SecurityGroupIds: [!If [Prod, !Ref GroupProd, !Ref GroupDev]]",
        ),
    )
    mended = fix(text)
    assert ("SG-DATABASE", "Airflow") in {(one.rule, one.subject) for one in mended.before.findings}
    left = {key[2][1]: one.reason for one in mended.plan.left for key in one.fix.mends if key[0] == "SG-DATABASE"}
    assert left.keys() == {"GroupProd", "GroupDev"}
    assert all("while parameters are open" in reason for reason in left.values())
