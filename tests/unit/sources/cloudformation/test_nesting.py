"""Nested stacks: their templates are read with what the template around them hands over."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_policy import check, normalize
from mwaa_policy.document import Document, read_document
from mwaa_policy.sources._draft import Normalized

ROOT = """
Parameters:
  Range: {Type: String, Default: 10.9.0.0/16}
  Wanted: {Type: String, Default: "yes"}
Conditions:
  IsWanted: !Equals [!Ref Wanted, "yes"]
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: URL
      Parameters: {Range: !Ref Range}
  Airflow:
    Type: AWS::CloudFormation::Stack
    Condition: IsWanted
    Properties:
      TemplateURL: !Sub https://${AWS::Region}.example.com/environment.yaml
      Parameters:
        Subnets: !Join [",", [!GetAtt Network.Outputs.A, !GetAtt Network.Outputs.B]]
        Vpc: !GetAtt Network.Outputs.Vpc
"""
NETWORK = """
Parameters:
  Range: {Type: String}
Conditions:
  IsWanted: !Equals [a, b]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Range}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [0, !Cidr [!Ref Range, 2, 8]]}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [1, !Cidr [!Ref Range, 2, 8]]}}
  C: {Type: AWS::EC2::Subnet, Condition: IsWanted, Properties: {VpcId: !Ref Vpc, CidrBlock: !Ref Range}}
Outputs:
  Vpc: {Value: !Ref Vpc}
  A: {Value: !Ref A}
  B: {Value: !Ref B}
"""
ENVIRONMENT = """
Parameters:
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Vpc: {Type: "AWS::EC2::VPC::Id"}
  Name: {Type: String, Default: own}
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: !Ref Name
      NetworkConfiguration: {SubnetIds: !Ref Subnets, SecurityGroupIds: [!Ref Group]}
"""


def documents(*, url: str = "https://example.com/network.yaml") -> list[Document]:
    texts = {"root.yaml": ROOT.replace("URL\n", f"{url}\n"), "network.yaml": NETWORK, "environment.yaml": ENVIRONMENT}
    return [read_document(text, name=f"stacks/{name}") for name, text in texts.items()]


def ids(found: Normalized, collection: str) -> list[str]:
    return [one.id for one in getattr(found.inventory, collection).items]


def test_a_nested_stack_gets_what_the_template_around_it_hands_over() -> None:
    found = normalize(*documents())
    assert ids(found, "environments") == ["Airflow/Environment"]
    [environment] = found.inventory.environments.items
    assert environment.subnet_ids.items == ("Network/A", "Network/B")
    assert environment.subnet_ids.complete
    assert [one.cidr and one.cidr.text for one in found.inventory.subnets.items] == ["10.9.0.0/24", "10.9.1.0/24"]
    [group] = [one for one in found.inventory.security_groups.items if one.id == "Airflow/Group"]
    assert group.vpc_id == "Network/Vpc"
    [vpc] = found.inventory.vpcs.items
    assert vpc.complete.subnets


def test_the_order_of_the_templates_does_not_matter() -> None:
    assert normalize(*reversed(documents())).inventory == normalize(*documents()).inventory


def test_conditions_of_the_same_name_are_each_stacks_own() -> None:
    found = normalize(*documents())
    assert "Network/C" not in ids(found, "subnets")
    assert "Airflow/Environment" in ids(found, "environments")


def test_a_value_for_the_template_around_a_stack_is_not_one_for_the_stack() -> None:
    root, network, environment = documents()
    declared = "Parameters:\n  Wanted: {Type: String, Default: b, AllowedValues: [a, b]}"
    narrow = read_document(network.text.replace("Parameters:", declared), name=network.name)
    found = normalize(root, environment, narrow, parameters={"Wanted": "no"})
    assert ids(found, "vpcs") == ["Network/Vpc"]


def test_a_stack_that_is_not_created_creates_nothing() -> None:
    assert ids(normalize(*documents(), parameters={"Wanted": "no"}), "environments") == []


def test_a_stack_that_may_not_be_created_hides_its_environment() -> None:
    root, *others = documents()
    text = root.text.replace('Default: "yes"', "AllowedPattern: .*")
    found = normalize(read_document(text, name=root.name), *others)
    assert found.inventory.environments.items == ()
    assert found.provenance.missing[("environments",)].supply == "--parameter Wanted=…"


def test_what_a_stack_that_may_not_be_created_holds_is_judged_as_if_it_were() -> None:
    root, *others = documents()
    text = root.text.replace('Default: "yes"', "AllowedPattern: .*")
    report = check(read_document(text, name=root.name), *others)
    assert [one.id for one in report.environments] == ["Airflow/Environment"]
    assert report.unjudged is None
    assert [one.parameter for one in report.branches] == ["Wanted"]


def test_parameters_of_the_caller_are_not_those_of_nested_stacks() -> None:
    [environment] = normalize(*documents(), parameters={"Name": "given"}).inventory.environments.items
    assert environment.name == "own"


def test_a_template_beside_the_one_that_names_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "root.yaml").write_text(ROOT.replace("URL\n", "parts/network.yaml\n"), encoding="utf-8")
    (tmp_path / "parts" / "network.yaml").write_text(NETWORK, encoding="utf-8")
    found = normalize(tmp_path / "root.yaml")
    assert ids(found, "subnets") == ["Network/A", "Network/B"]
    assert str(tmp_path / "parts" / "network.yaml") in found.provenance.documents


@pytest.mark.parametrize("url", ["../network.yaml", "link/network.yaml"])
def test_nothing_outside_the_folder_is_read(tmp_path: Path, url: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "network.yaml").write_text(NETWORK, encoding="utf-8")
    (inside / "link").symlink_to(tmp_path)
    (inside / "root.yaml").write_text(ROOT.replace("URL\n", f"{url}\n"), encoding="utf-8")
    assert ids(normalize(inside / "root.yaml"), "subnets") == []


def test_one_template_makes_two_stacks() -> None:
    text = (
        "Resources:\n"
        "  One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml, "
        "Parameters: {Range: 10.1.0.0/16}}}\n"
        "  Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml, "
        "Parameters: {Range: 10.2.0.0/16}}}\n"
    )
    found = normalize(read_document(text, name="root.yaml"), read_document(NETWORK, name="network.yaml"))
    ranges = {one.id: one.cidr.text for one in found.inventory.subnets.items if one.cidr}
    assert ranges["One/A"] == "10.1.0.0/24"
    assert ranges["Two/A"] == "10.2.0.0/24"


def test_a_template_that_nests_itself_ends() -> None:
    text = "Resources:\n  Self: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: root.yaml}}\n"
    found = normalize(read_document(text, name="root.yaml"))
    assert ids(found, "environments") == []
    assert not found.inventory.environments.complete


def test_an_output_that_is_not_there_is_told() -> None:
    root, network, environment = documents()
    text = network.text.replace("  B: {Value: !Ref B}\n", "")
    found = normalize(root, read_document(text, name=network.name), environment)
    assert "stacks/network.yaml has no output B" in [one.text for one in found.provenance.skipped]


def test_a_stack_that_is_not_among_the_documents_hides_environments() -> None:
    report = check(documents()[0])
    assert report.unjudged is not None
    assert "what is in Airflow (AWS::CloudFormation::Stack) is not among the documents" in report.unjudged.because
