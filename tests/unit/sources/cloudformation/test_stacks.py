"""Change sets and stacks beside their templates: parameters, names, exports, and what is removed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_policy.document import Document, read_document
from mwaa_policy.errors import InputError
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.cloudformation import detect
from mwaa_policy.sources.detect import detect_kinds, normalize

TEMPLATE = """
Parameters:
  Range: {Type: String, Default: 10.9.0.0/16}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Secret: {Type: String, NoEcho: true}
  Wanted: {Type: String}
Conditions:
  IsWanted: !Equals [!Ref Wanted, "yes"]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Range}}
  A: {Type: AWS::EC2::Subnet, Condition: IsWanted, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: workers, VpcId: !Ref Vpc, GroupName: !Ref Secret}
  Airflow:
    Type: AWS::MWAA::Environment
    Properties:
      Name: !Sub ${AWS::StackName}-airflow
      NetworkConfiguration: {SubnetIds: !Ref Subnets, SecurityGroupIds: [!Ref Group, !ImportValue shared-group]}
"""
VALUES = {"Range": "10.0.0.0/16", "Subnets": "subnet-1,subnet-2", "Secret": "****", "Wanted": "yes"}
ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/airflow/1"


def template(text: str = TEMPLATE, name: str = "template.yaml") -> Document:
    return read_document(text, name=name)


def told(value: Any, name: str = "told.json") -> Document:
    return read_document(json.dumps(value), name=name)


def parameters(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def change_set(actions: dict[str, str] | None = None, **members: Any) -> dict[str, Any]:
    changes = [
        {"Type": "Resource", "ResourceChange": {"Action": action, "LogicalResourceId": name}}
        for name, action in (actions or {}).items()
    ]
    return {
        "ChangeSetName": "next",
        "StackName": "airflow",
        "StackId": ARN,
        "Parameters": parameters(VALUES),
        "Changes": changes,
        **members,
    }


def stacks(*values: dict[str, Any]) -> dict[str, Any]:
    return {"Stacks": list(values)}


def stack(name: str = "airflow", **members: Any) -> dict[str, Any]:
    return {"StackName": name, "StackId": ARN.replace("airflow", name), "Parameters": parameters(VALUES), **members}


OTHERS = parameters({**VALUES, "Range": "10.7.0.0/16"})
EXPORTING = stack(
    "shared", Parameters=[], Outputs=[{"OutputKey": "Group", "OutputValue": "sg-9", "ExportName": "shared-group"}]
)


def read(*documents: Document, **given: str) -> Normalized:
    return normalize(documents, options=Options(parameters=given))


def subnets(found: Normalized) -> tuple[str, ...]:
    [environment] = found.inventory.environments.items
    return environment.subnet_ids.items


def ranges(found: Normalized) -> list[str]:
    [vpc] = found.inventory.vpcs.items
    return [one.text for one in vpc.cidrs.items]


@pytest.mark.parametrize(
    "value",
    [
        change_set(),
        stacks(stack()),
        {"status_code": 200, "data": change_set()},
        {"Exports": [{"ExportingStackId": ARN}]},
    ],
)
def test_what_tells_of_stacks_is_recognised(value: Any) -> None:
    assert detect(value)
    assert detect_kinds([told(value)]) == ["cloudformation-stacks"]


@pytest.mark.parametrize(
    "value", [{"Stacks": []}, {"Stacks": [{"Name": "opsworks"}]}, {"Exports": ["a"]}, {"data": {}}]
)
def test_what_tells_of_other_stacks_is_not(value: Any) -> None:
    assert not detect(value)
    with pytest.raises(InputError):
        detect_kinds([told(value)])


def test_a_change_set_tells_parameters_name_region_and_account() -> None:
    found = read(template(), told(change_set()))
    assert found.kind == "cloudformation"
    assert (ranges(found), subnets(found)) == (["10.0.0.0/16"], ("subnet-1", "subnet-2"))
    assert found.inventory.environments.items[0].name == "airflow-airflow"
    assert (found.inventory.context.region, found.inventory.context.account_id) == ("eu-west-1", "123456789012")
    assert [one.text for one in found.provenance.assumptions() if "parameter" in one.subject] == []
    assert "told.json" in found.provenance.documents


def test_the_caller_knows_better() -> None:
    found = normalize(
        [template(), told(change_set())], options=Options(parameters={"Range": "10.5.0.0/16"}, region="eu-central-1")
    )
    assert ranges(found) == ["10.5.0.0/16"]
    assert subnets(found) == ("subnet-1", "subnet-2")
    assert found.inventory.context.region == "eu-central-1"


def test_a_hidden_value_is_not_known() -> None:
    found = read(template(), told(change_set()))
    [group] = [one for one in found.inventory.security_groups.items if one.id == "Group"]
    assert group.name == "${Param:Secret}"
    why = found.provenance.why_missing(("security_groups", "Group", "name"))
    assert why is not None
    assert why.text == "change set next of stack airflow hides the value of parameter Secret"
    assert why.supply == "--parameter Secret=…"


def test_a_value_that_is_kept_is_that_of_the_stack() -> None:
    kept = [{"ParameterKey": "Range", "UsePreviousValue": True}, *parameters({**VALUES})[1:]]
    found = read(template(), told(change_set(Parameters=kept)))
    assert ranges(found) == []
    why = found.provenance.why_missing(("vpcs", "Vpc", "cidrs"))
    assert why is not None
    assert why.text == "change set next of stack airflow has no value of parameter Range"
    before = told(
        stacks(stack(Parameters=parameters({**VALUES, "Range": "10.7.0.0/16", "Wanted": "no"}))), "before.json"
    )
    found = read(template(), told(change_set(Parameters=kept)), before)
    assert ranges(found) == ["10.7.0.0/16"]
    assert "A" in [one.id for one in found.inventory.subnets.items]


def test_a_removed_resource_is_not_there() -> None:
    found = read(template(), told(change_set({"A": "Remove", "B": "Remove", "Vpc": "Modify"})))
    assert [one.id for one in found.inventory.subnets.items] == ["subnet-1", "subnet-2"]


def test_who_refers_to_a_removed_resource_is_told() -> None:
    found = read(template(), told(change_set({"Group": "Remove"})))
    assert [one.text for one in found.provenance.skipped] == [
        "Group is not there: change set next of stack airflow removes it"
    ]
    [environment] = found.inventory.environments.items
    assert not environment.security_group_ids.complete


def test_what_is_added_is_there_whatever_its_condition() -> None:
    values = parameters({key: value for key, value in VALUES.items() if key != "Wanted"})
    unknown = read(template(), told(change_set(Parameters=values)))
    assert "A" not in [one.id for one in unknown.inventory.subnets.items]
    assert not unknown.inventory.subnets.complete
    found = read(template(), told(change_set({"A": "Add"}, Parameters=values)))
    assert "A" in [one.id for one in found.inventory.subnets.items]


def test_pages_of_a_change_set_are_one() -> None:
    first, second = change_set({"A": "Remove"}), change_set({"B": "Remove"})
    found = read(template(), told(first, "1.json"), told(second, "2.json"))
    assert [one.id for one in found.inventory.subnets.items] == ["subnet-1", "subnet-2"]


def test_a_stack_tells_values_that_are_assumed_to_be_kept() -> None:
    found = read(template(), told(stacks(stack())))
    assert (ranges(found), subnets(found)) == (["10.0.0.0/16"], ("subnet-1", "subnet-2"))
    texts = [one.text for one in found.provenance.assumptions()]
    assert "parameter Range is 10.0.0.0/16 (that of stack airflow)" in texts


def test_a_stack_exports() -> None:
    found = read(template(), told(change_set()), told(stacks(EXPORTING), "shared.json"))
    [environment] = found.inventory.environments.items
    assert environment.security_group_ids.items == ("Group", "sg-9")
    listed = {"Exports": [{"ExportingStackId": ARN, "Name": "shared-group", "Value": "sg-8"}]}
    found = read(template(), told(change_set()), told(listed, "exports.json"))
    assert found.inventory.environments.items[0].security_group_ids.items == ("Group", "sg-8")


def test_a_template_is_believed_before_the_export_of_its_stack() -> None:
    text = """
Resources: {New: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: shared}}}
Outputs: {Group: {Value: !GetAtt New.GroupId, Export: {Name: shared-group}}}
"""
    found = read(template(name="airflow.yaml"), template(text, "shared.yaml"), told(stacks(EXPORTING, stack())))
    [environment] = found.inventory.environments.items
    assert environment.security_group_ids.items == ("airflow/Group", "shared/New")
    assert environment.subnet_ids.items == ("subnet-1", "subnet-2")


def test_exports_that_differ_are_not_taken() -> None:
    other = stack("other", Outputs=[{"OutputKey": "G", "OutputValue": "sg-8", "ExportName": "shared-group"}])
    found = read(template(), told(change_set()), told(stacks(EXPORTING, {**other, "Parameters": []}), "shared.json"))
    assert "stacks export shared-group twice, with different values" in [one.text for one in found.provenance.skipped]


def test_a_stored_parameter_has_the_value_that_was_found() -> None:
    text = TEMPLATE.replace(
        "Range: {Type: String, Default: 10.9.0.0/16}", "Range: {Type: 'AWS::SSM::Parameter::Value<String>'}"
    )
    value = {"ParameterKey": "Range", "ParameterValue": "/network/range", "ResolvedValue": "10.3.0.0/16"}
    found = read(template(text), told(change_set(Parameters=[value, *parameters(VALUES)[1:]])))
    assert ranges(found) == ["10.3.0.0/16"]


def test_the_name_of_the_file_tells_which_template_it_is() -> None:
    found = read(
        template(name="airflow.template.yaml"),
        template(name="other.yaml"),
        told(change_set()),
        told(stacks(stack("elsewhere", Parameters=[])), "stacks.json"),
    )
    found_ranges = {one.id: [cidr.text for cidr in one.cidrs.items] for one in found.inventory.vpcs.items}
    assert found_ranges == {"airflow/Vpc": ["10.0.0.0/16"], "other/Vpc": ["10.9.0.0/16"]}


def test_the_stack_of_another_template_tells_no_parameters() -> None:
    found = read(template(), told(stacks(stack("shared", Parameters=parameters({"Range": "10.0.0.0/8"})))))
    assert ranges(found) == ["10.9.0.0/16"]


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([told(change_set())], "this tells of change set next of stack airflow, and not what is in it"),
        ([told(stacks(stack()))], "this tells of stack airflow, and not what is in it"),
        (
            [template(), told(change_set(Parameters=parameters({"Other": "a"})))],
            "change set next of stack airflow is of another template: template.yaml has no parameter Other",
        ),
        (
            [template(), told(change_set({"New": "Add"}))],
            "change set next of stack airflow is of another template: template.yaml has no resource New",
        ),
        (
            [template(name="a.yaml"), template(name="b.yaml"), told(change_set())],
            "change set next of stack airflow may be of a.yaml, or of b.yaml",
        ),
        (
            [template(), told(change_set()), told(change_set(ChangeSetName="other"), "2.json")],
            "stack airflow has two change sets: next and other",
        ),
        (
            [template(), told(change_set()), told(change_set(Parameters=OTHERS), "2.json")],
            "change set next of stack airflow is described twice, in different ways",
        ),
        (
            [template(), told(stacks(stack())), told(stacks(stack(Parameters=OTHERS)), "2.json")],
            "stack airflow is described twice, in different ways",
        ),
        (
            [template(), told(stacks(stack("dev"), stack("prod")))],
            "template.yaml may be of stack dev, or of stack prod",
        ),
        (
            [template(name="a.yaml"), template(name="b.yaml"), told(stacks(stack()))],
            "stack airflow may be of a.yaml, or of b.yaml",
        ),
        ([template(), told(change_set(Changes={}))], "Changes is no list"),
        ([template(), told(change_set(Changes=[1]))], "Changes holds something that is no object"),
        (
            [template(), told(change_set(Changes=[{"ResourceChange": {"Action": "Add"}}]))],
            "it has no LogicalResourceId",
        ),
        ([template(), told(change_set(Parameters=[{"ParameterValue": "a"}]))], "it has no ParameterKey"),
        ([template(), told(change_set(Parameters=parameters({"Range": 1})))], "ParameterValue is no text"),
        ([template(), told(change_set(StackName=None))], "it has no StackName"),
    ],
)
def test_what_is_unclear_is_refused_with_its_place(documents: list[Document], message: str) -> None:
    with pytest.raises(InputError) as raised:
        normalize(documents)
    assert raised.value.message.startswith(message)
    assert raised.value.document in {"told.json", "2.json"}
    assert raised.value.hint


def test_a_change_set_without_its_template_names_the_command_that_gives_it() -> None:
    with pytest.raises(InputError) as raised:
        normalize([told(change_set())])
    command = "aws cloudformation get-template --stack-name airflow --change-set-name next --query TemplateBody"
    assert command in (raised.value.hint or "")


def test_resources_that_a_transform_makes_may_be_added() -> None:
    text = TEMPLATE.replace("\nParameters", "\nTransform: AWS::Serverless-2016-10-31\nParameters")
    assert ranges(read(template(text), told(change_set({"Role": "Add"})))) == ["10.0.0.0/16"]


def test_nested_stacks_are_no_stacks_of_templates() -> None:
    nested = stack("airflow-Network-1", ParentId=ARN, Parameters=parameters(VALUES))
    assert ranges(read(template(), told(stacks(nested)))) == ["10.9.0.0/16"]
