"""Telling kinds of documents apart, and reading files, folders and standard input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy.document import Document, read_document
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.sources.detect import PACKAGES, detect_kinds, normalize, read_inputs
from tests.fixtures import responses as aws
from tests.fixtures.networks import public

SUBNETS = {"Subnets": [aws.subnet("a", 1)]}
KINDS: list[tuple[str, Any]] = [
    ("cloudformation", {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}),
    ("cloudformation", {"AWSTemplateFormatVersion": "2010-09-09"}),
    ("cloudformation", {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"A": {"Type": "AWS::X::Y"}}}),
    ("cloudformation-stacks", {"ChangeSetName": "next", "StackName": "airflow"}),
    ("cloudformation-stacks", {"Stacks": [{"StackName": "airflow"}]}),
    ("cloudformation-stacks", {"Exports": [{"ExportingStackId": "arn"}]}),
    ("terraform-plan", {"format_version": "1.2", "planned_values": {}}),
    ("terraform-plan", {"format_version": "0.1", "terraform_version": "0.12.6", "resource_changes": []}),
    ("terraform-plan", {"format_version": "99.0", "planned_values": {}}),
    ("terraform-state", {"format_version": "1.0", "terraform_version": "1.11.4", "values": {}}),
    ("terraform-state", {"format_version": "1.0", "terraform_version": "1.11.4"}),
    ("terraform-state", {"version": 4, "terraform_version": "1.11.4", "serial": 1, "resources": []}),
    ("boto3", SUBNETS),
    ("boto3", {"describe_subnets": SUBNETS}),
    ("boto3", {"status_code": 200, "data": SUBNETS}),
    ("boto3", [SUBNETS]),
    ("boto3", {"mwaa-policy-dump": aws.HEADER}),
    ("aws-config", {"configurationItems": []}),
    ("aws-config", {"Results": [], "QueryInfo": {}}),
    ("cloud-control", {"TypeName": "AWS::EC2::VPC", "ResourceDescriptions": []}),
    ("normalized", {"schema": "mwaa-policy/v1"}),
    ("normalized", {"schema": "mwaa-policy/v2", "Resources": {"A": {"Type": "B"}}}),
]


def document(value: Any, name: str = "input.json") -> Document:
    return read_document(json.dumps(value), name=name)


@pytest.mark.parametrize(("kind", "value"), KINDS)
def test_kinds_are_told_by_content(kind: str, value: Any) -> None:
    assert detect_kinds([document(value)]) == [kind]


@pytest.mark.parametrize(("kind", "value"), KINDS)
@pytest.mark.parametrize("package", sorted(set(PACKAGES.values())))
def test_sources_agree_on_what_is_theirs(package: str, kind: str, value: Any) -> None:
    source = import_module(f"mwaa_policy.sources.{package}")
    assert source.detect(value) is (PACKAGES[kind] == package)


def test_the_name_of_a_file_tells_responses_too() -> None:
    value: Any = {"dags": {"PublicAccessBlockConfiguration": {}}}
    assert detect_kinds([document(value, "s3.get_public_access_block.json")]) == ["boto3"]


def test_yaml_templates_are_templates() -> None:
    text = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: !Ref Range\n"
    assert detect_kinds([read_document(text, name="template.yaml")]) == ["cloudformation"]


@pytest.mark.parametrize(
    ("value", "what", "hint"),
    [
        ({}, "the document is an empty object", "give a CloudFormation template"),
        ([], "the document is an empty list", "give a CloudFormation template"),
        ([1], "the document is a list", "give a CloudFormation template"),
        ([aws.subnet("a", 1)], "the document is a list", '{"describe_subnets": …}'),
        ([{"ParameterKey": "A", "ParameterValue": "b"}], "a file of CloudFormation parameters", "--parameters"),
        ([{"Effect": "Allow"}], "this is an IAM policy alone", "with its endpoint"),
        ({"apiVersion": "v1", "kind": "Pod"}, "this is a Kubernetes manifest", "`mwaa-policy collect ENVIRONMENT`"),
        ({"@level": "info", "@message": "…"}, "the log of `terraform plan -json`", "terraform show -json PLAN"),
        ({"version": "36.0.0", "artifacts": {}}, "the manifest of a CDK cloud assembly", "cdk synth"),
        ({"version": "tree-0.1", "tree": {}}, "the construct tree of CDK", "cdk synth"),
        ({"Version": "2012-10-17", "Statement": []}, "this is an IAM policy alone", "with its endpoint"),
        ({"TemplateBody": "…", "StagesAvailable": []}, "the response of get-template", "--query TemplateBody"),
        ({"StackResources": []}, "a list of the resources of a stack", "aws cloudformation get-template"),
        ({"resourceIdentifiers": []}, "the resources that AWS Config knows", "batch-get-resource-config"),
        ({"Summaries": [{"ChangeSetId": "a"}]}, "a list of change sets", "describe-change-set"),
        ({"Environments": ["a"]}, "a list of environments", "aws mwaa get-environment --name NAME"),
        ({"service": "x", "provider": {}}, "the Serverless Framework", "serverless package"),
        ({"version": 3, "deployment": {}}, "an export of a Pulumi stack", "Pulumi is not read"),
        ({"resource": {"aws_vpc": {}}}, "a Terraform configuration in JSON", "terraform plan -out=PLAN"),
        ({"schema": "mwaa-policy-report/v1"}, "a report of mwaa-policy", "the document that it was made of"),
        ({"schema": "mwaa-policy-decision/v1"}, "a decision of mwaa-policy", "the document that it was made of"),
        ({"Resources": {"A": 1}}, "Resources holds nothing with a Type", "has a Type"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "an object with a, b, c, …", "give a CloudFormation template"),
        ({"x" * 80: 1}, f"an object with {'x' * 40}…", "give a CloudFormation template"),
    ],
)
def test_other_documents_are_named_as_what_they_are(value: Any, what: str, hint: str) -> None:
    with pytest.raises(InputError) as raised:
        detect_kinds([document(value)])
    assert what in raised.value.message
    assert hint in (raised.value.hint or "")
    assert raised.value.document == "input.json"


def test_a_plan_may_stand_beside_a_state() -> None:
    plan, state = (next(value for name, value in KINDS if name == f"terraform-{kind}") for kind in ("plan", "state"))
    assert detect_kinds([document(plan, "plan.json"), document(state, "state.json")]) == [
        "terraform-plan",
        "terraform-state",
    ]


def test_kinds_are_told_document_by_document() -> None:
    template = document(KINDS[0][1], "template.json")
    assert detect_kinds([template, document(SUBNETS, "subnets.json")]) == ["cloudformation", "boto3"]


def test_several_responses_are_one_input() -> None:
    found = normalize([document(SUBNETS, "1.json"), document({"Vpcs": [aws.vpc()]}, "2.json")])
    assert (found.kind, len(found.inventory.subnets.items), len(found.inventory.vpcs.items)) == ("boto3", 1, 1)


def test_a_kind_can_be_forced() -> None:
    with pytest.raises(InputError, match="it names no schema"):
        normalize([document(SUBNETS)], kind="normalized")
    with pytest.raises(InputError, match="no API response is in the input"):
        normalize([document(KINDS[0][1])], kind="boto3")


def test_a_kind_that_does_not_exist() -> None:
    with pytest.raises(
        UsageError, match="there is no kind pulumi: cloudformation, cloudformation-stacks, terraform-plan"
    ):
        normalize([document(SUBNETS)], kind="pulumi")


def test_no_document_at_all() -> None:
    with pytest.raises(UsageError, match="no document is given"):
        detect_kinds([])
    with pytest.raises(UsageError, match="no input is given"):
        read_inputs([])


def test_a_normalized_document_goes_the_whole_way(tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(public().to_json())
    found = normalize(read_inputs([path]))
    assert (found.kind, found.inventory) == ("normalized", public())


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SUBNETS).encode())))
    (found,) = read_inputs(["-"])
    assert (found.name, found.value()) == ("<stdin>", SUBNETS)


def test_a_file_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "subnets.json"
    path.write_text(json.dumps(SUBNETS))
    assert [one.name for one in read_inputs([path, str(path)])] == [str(path)]


LOG = b'{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info","@message":"aws_vpc.x: Plan to create"}\n'


def test_a_log_of_terraform_is_named_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(LOG)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOG)))
    for given in (path, "-"):
        with pytest.raises(InputError, match="this is the log of `terraform plan -json`") as raised:
            read_inputs([given])
        assert "terraform show -json PLAN" in (raised.value.hint or "")


def test_a_file_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_inputs([tmp_path / "nothing.json"])


def folder(root: Path, **files: Any) -> Path:
    for name, value in files.items():
        text = value if isinstance(value, str) else json.dumps(value)
        (root / name.replace("__", ".")).write_text(text)
    return root


def test_a_folder_of_responses_comes_in_the_order_of_its_pages(tmp_path: Path) -> None:
    pages = {
        f"ec2__DescribeSubnets_{number}__json": {
            "Subnets": [aws.subnet("a", number, SubnetId=f"subnet-{number}")],
            **({"NextToken": "more"} if number < 10 else {}),
        }
        for number in range(1, 11)
    }
    found = read_inputs([folder(tmp_path, **pages, notes__txt="not JSON", package__json={"name": "x"})])
    names = [Path(one.name).name for one in found]
    assert names == [f"ec2.DescribeSubnets_{number}.json" for number in range(1, 11)]
    inventory = normalize(found).inventory
    assert len(inventory.subnets.items) == 10
    assert inventory.vpcs.items[0].complete.subnets is True


def test_a_broken_file_in_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"describe_vpcs\.json"):
        read_inputs([folder(tmp_path, describe_subnets__json=SUBNETS, describe_vpcs__json='{"Vpcs": [')])


@pytest.mark.parametrize(
    ("files", "message", "hint"),
    [
        ({}, "this is a folder, and holds no JSON or YAML file", "give a CloudFormation template"),
        ({"a__txt": "x"}, "this is a folder, and holds no JSON or YAML file", "give a CloudFormation template"),
        ({"main__tf": "x"}, "this is a folder, and holds a Terraform configuration", "terraform plan -out=PLAN"),
        ({"main__tf": "x", "a__json": {}}, "this is a folder, and holds a Terraform configuration", "show -json PLAN"),
        ({"cdk__json": {"app": "x"}}, "this is a folder, and holds a CDK app", "`cdk synth` writes"),
        ({"package__json": {"name": "x"}}, "this is a folder, and holds no API response", "give a CloudFormation"),
        (
            {"template__json": KINDS[0][1], "x__json": {}},
            "this is a folder, and holds no API response",
            "template.json is a CloudFormation template: give the file, not the folder",
        ),
    ],
)
def test_a_folder_without_responses(tmp_path: Path, files: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(InputError) as raised:
        read_inputs([folder(tmp_path, **files)])
    assert (raised.value.message, raised.value.document) == (message, str(tmp_path))
    assert hint in (raised.value.hint or "")


def test_a_folder_of_folders_names_the_one_to_give(tmp_path: Path) -> None:
    inner = tmp_path / "eu-west-1"
    inner.mkdir()
    folder(inner, subnets__json=SUBNETS)
    with pytest.raises(InputError) as raised:
        read_inputs([tmp_path])
    assert raised.value.hint == f"folders within it are not read: give {inner}"
    assert len(read_inputs([inner])) == 1


@pytest.mark.parametrize(("kind", "package"), [("cloudformation", "cloudformation"), ("normalized", "normalized")])
def test_only_the_source_that_is_needed_is_loaded(kind: str, package: str) -> None:
    value = public().to_json().decode() if kind == "normalized" else json.dumps(KINDS[0][1])
    program = (
        "import sys\n"
        "from mwaa_policy.document import read_document\n"
        "from mwaa_policy.sources.detect import normalize\n"
        "normalize([read_document(sys.argv[1])])\n"
        "print(*sorted({name.split('.')[2] for name in sys.modules if name.startswith('mwaa_policy.sources.')}))\n"
    )
    run = subprocess.run([sys.executable, "-c", program, value], capture_output=True, text=True, check=True)
    loaded = {name for name in run.stdout.split() if not name.startswith("_")}
    assert loaded == {"detect", package}
