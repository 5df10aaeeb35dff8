"""Templates as a whole: what they are, what is wrong with them, and how several are joined."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_policy.document import read_document
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.cloudformation import KIND, detect, normalize
from tests.unit.sources.cloudformation.templates import (
    VPC,
    cause,
    document,
    ids,
    load,
    pointer,
    read,
    record,
    skipped,
    texts,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"AWSTemplateFormatVersion": "2010-09-09"}, True),
        ({"Resources": {"A": {"Type": "AWS::EC2::VPC"}}}, True),
        ({"Resources": {"Fn::ForEach::A": [], "B": {"Type": "AWS::EC2::VPC"}}}, True),
        ({"Resources": {"Fn::ForEach::A": []}}, True),
        ({"Resources": {"A": {"Type": "aws_vpc"}}}, False),
        ({"Resources": []}, False),
        ({"resources": [], "terraform_version": "1.9"}, False),
        ({"Vpcs": []}, False),
        ([], False),
        (None, False),
        ("text", False),
    ],
)
def test_detect(value: object, expected: bool) -> None:  # noqa: FBT001
    assert detect(value) is expected


def test_kind() -> None:
    assert read(VPC).kind == KIND == "cloudformation"


def broken(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        normalize([read_document(text, name="broken.yaml")], Options())
    return caught.value


@pytest.mark.parametrize(
    ("text", "message", "pointer", "line"),
    [
        ("[1]", "this is not a CloudFormation template: it has no Resources", None, None),
        (
            "AWSTemplateFormatVersion: '2010-09-09'",
            "this is not a CloudFormation template: it has no Resources",
            None,
            None,
        ),
        ("A: 1\nResources: []", "Resources is not a mapping", "/Resources", 2),
        ("Parameters: [a]\nResources: {}", "Parameters is not a mapping", "/Parameters", 1),
        ("Resources: {}\nConditions: none", "Conditions is not a mapping", "/Conditions", 2),
        ("Resources: {}\nMappings: 1", "Mappings is not a mapping", "/Mappings", 2),
        ("Resources: {}\nOutputs: [1]", "Outputs is not a mapping", "/Outputs", 2),
    ],
)
def test_a_template_that_is_broken_as_a_whole(text: str, message: str, pointer: str | None, line: int | None) -> None:
    error = broken(text)
    assert (error.message, error.document, error.pointer, error.line) == (message, "broken.yaml", pointer, line)
    assert error.hint


def test_a_template_without_resources_is_empty() -> None:
    normalized = normalize([read_document("Resources:\n", name="empty.yaml")], Options())
    assert normalized.inventory.environments.items == ()


PARTS = [
    ("New: [1]", "/Resources/New", "resource New has no Type"),
    ("New: {Properties: {}}", "/Resources/New", "resource New has no Type"),
    (
        "New: {Type: 'AWS::EC2::RouteTable', Properties: [1]}",
        "/Resources/New/Properties",
        "the properties of New are not a mapping",
    ),
    (
        "New: {Type: 'AWS::EC2::RouteTable', Properties: {'Fn::Transform': {Name: X}}}",
        "/Resources/New/Properties/Fn::Transform",
        "Fn::Transform adds properties to New",
    ),
    (
        "New: {Type: 'AWS::EC2::RouteTable', Condition: Nope, Properties: {VpcId: !Ref Vpc}}",
        "/Resources/New/Condition",
        "'Nope' is not the name of a condition of the template",
    ),
]


@pytest.mark.parametrize(("resource", "where", "text"), PARTS)
def test_a_resource_that_cannot_be_read_leaves_the_survey_open(resource: str, where: str, text: str) -> None:
    normalized = read(VPC + resource + "\n")
    assert (where, text) in skipped(normalized)
    assert not record(normalized, "vpcs", "Vpc").complete.route_tables
    assert record(normalized, "vpcs", "Vpc").cidrs.complete


def test_a_parameter_that_cannot_be_read_is_not_known() -> None:
    resources = "Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref Odd}}\n"
    normalized = read(resources, "Parameters: {Odd: text}\n")
    assert skipped(normalized) == [("/Parameters/Odd", "parameter Odd is not a mapping")]
    assert cause(normalized, "vpcs", "Vpc", "cidrs") == "parameter Odd"


def test_a_property_that_refers_to_itself() -> None:
    resources = "Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !GetAtt Vpc.CidrBlock}}\n"
    normalized = read(resources)
    assert record(normalized, "vpcs", "Vpc").cidrs.items == ()
    assert cause(normalized, "vpcs", "Vpc", "cidrs").startswith("unreadable part /Resources/Vpc")


def test_what_is_wrong_is_said_once() -> None:
    rule = "{IpProtocol: -1, SourceSecurityGroupId: !Ref Gruop}"
    group = f"Group: {{Type: 'AWS::EC2::SecurityGroup', Properties: {{SecurityGroupIngress: [{rule}]}}}}\n"
    normalized = read(VPC + group)
    assert skipped(normalized) == [
        (
            "/Resources/Group/Properties/SecurityGroupIngress/0/SourceSecurityGroupId",
            "Gruop is not the name of a parameter or a resource of the template; is Group meant?",
        )
    ]


# -- parameters -----------------------------------------------------------------------------------

CIDR = "Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref Range}}\n"


def test_a_default_is_assumed_and_a_given_value_is_not() -> None:
    sections = "Parameters: {Range: {Type: String, Default: 10.5.0.0/16}}\n"
    by_default = read(CIDR, sections)
    (assumption,) = (one for one in by_default.provenance.assumptions() if one.subject == "parameter Range")
    assert assumption.text == "parameter Range is 10.5.0.0/16 (its default)"
    assert assumption.option == "--parameter Range=…"
    given = read(CIDR, sections, parameters={"Range": "10.6.0.0/16"})
    assert record(given, "vpcs", "Vpc").cidrs.items[0].text == "10.6.0.0/16"
    assert "parameter Range" not in {one.subject for one in given.provenance.assumptions()}


@pytest.mark.parametrize(
    ("declaration", "text"),
    [
        ("{Type: String, Default: secret, NoEcho: true}", "parameter Range is its default"),
        ("{Type: String, Default: ''}", "parameter Range is empty (its default)"),
        ("{Type: String, Default: '" + "x" * 80 + "'}", f"parameter Range is {'x' * 59}… (its default)"),
    ],
)
def test_how_a_default_is_shown(declaration: str, text: str) -> None:
    bucket = "Dags: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref Range}}\n"
    normalized = read(bucket, f"Parameters: {{Range: {declaration}}}\n")
    assert text in {one.text for one in normalized.provenance.assumptions()}


def test_every_default_on_which_a_fact_hangs_is_named() -> None:
    sections = "Parameters: {A: {Type: String, Default: '10'}, B: {Type: String, Default: '16'}}\n"
    resources = "Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Sub '${A}.0.0.0/${B}'}}\n"
    subjects = {one.subject for one in read(resources, sections).provenance.assumptions()}
    assert {"parameter A", "parameter B"} <= subjects


def test_a_default_of_another_type_than_text() -> None:
    sections = "Parameters: {Range: {Type: CommaDelimitedList, Default: [a, b]}}\n"
    resources = "Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Select [1, !Ref Range]}}\n"
    assert "'b' is not a CIDR block" in skipped(read(resources, sections))[0][1]
    odd = read(CIDR, "Parameters: {Range: {Type: String, Default: {a: b}}}\n")
    assert ("/Parameters/Range/Default", "the default of parameter Range is a mapping") in skipped(odd)


def test_a_parameter_that_no_template_has() -> None:
    with pytest.raises(UsageError, match="the template has no parameter Rnage; its parameters: Range"):
        read(CIDR, "Parameters: {Range: {Type: String}}\n", parameters={"Rnage": "x"})
    with pytest.raises(UsageError, match="the template has no parameter X; its parameters: none"):
        read(VPC, parameters={"X": "x"})


def test_a_value_that_is_not_allowed() -> None:
    sections = "Parameters: {Range: {Type: String, AllowedValues: [10.0.0.0/16, 7]}}\n"
    with pytest.raises(UsageError, match=r"parameter Range does not allow 'x'; allowed: 10\.0\.0\.0/16, 7"):
        read(CIDR, sections, parameters={"Range": "x"})
    assert read(CIDR, sections, parameters={"Range": "10.0.0.0/16"}).kind == KIND


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
def test_a_value_that_one_of_several_templates_does_not_allow(order: int) -> None:
    declared = "Parameters: {{Stage: {{Type: String, AllowedValues: [{}]}}}}\n"
    documents = [document(VPC, declared.format("prod, dev"), name="network.yaml")]
    documents.append(document("Topic: {Type: 'AWS::SNS::Topic'}\n", declared.format("prod"), name="other.yaml"))
    with pytest.raises(UsageError, match=r"parameter Stage does not allow 'dev'; allowed: prod$"):
        normalize(documents[::order], Options(parameters={"Stage": "dev"}))
    assert normalize(documents[::order], Options(parameters={"Stage": "prod"})).kind == KIND


def test_a_value_that_is_not_allowed_is_not_shown_where_it_is_hidden() -> None:
    sections = "Parameters: {Range: {Type: String, NoEcho: true, AllowedValues: [10.0.0.0/16]}}\n"
    with pytest.raises(UsageError) as raised:
        read(CIDR, sections, parameters={"Range": "secret"})
    assert str(raised.value) == "parameter Range does not allow this value; allowed: 10.0.0.0/16"


def test_a_stored_parameter_is_not_known_even_when_its_path_is_given() -> None:
    sections = "Parameters: {Range: {Type: 'AWS::SSM::Parameter::Value<String>'}}\n"
    normalized = read(CIDR, sections, parameters={"Range": "/net/cidr"})
    missing = normalized.provenance.missing["vpcs", "Vpc", "cidrs"]
    assert missing.text == "parameter Range is read from Systems Manager (/net/cidr) when the stack is deployed"


# -- several templates ----------------------------------------------------------------------------

NETWORK = """
Parameters: {Range: {Type: String, Default: 10.0.0.0/16}}
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref Range}}
  Subnet: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
Outputs:
  Vpc: {Value: !Ref Vpc, Export: {Name: net-vpc}}
  Subnets: {Value: !Join [',', [!Ref Subnet, subnet-2]], Export: {Name: !Sub 'net-${Part}'}}
  Odd: {Value: 1, Export: {Name: !Sub '${AWS::StackName}-odd'}}
  Plain: {Value: 1}
  Broken: text
"""
WORKLOAD = """
Resources:
  Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !ImportValue net-vpc}}
  Env:
    Type: AWS::MWAA::Environment
    Properties:
      Name: !Sub '${AWS::StackName}-env'
      NetworkConfiguration: {SubnetIds: [!ImportValue net-subnet], SecurityGroupIds: [!Ref Group]}
"""


def stacks(*texts: tuple[str, str], **options: Any) -> Normalized:
    return normalize([read_document(text, name=name) for name, text in texts], Options(**options))


def test_what_one_template_exports_another_imports() -> None:
    network = NETWORK.replace("!Join [',', [!Ref Subnet, subnet-2]]", "!Ref Subnet").replace(
        "!Sub 'net-${Part}'", "net-subnet"
    )
    normalized = stacks(("a/net.template.json", network), ("b/work.yaml", WORKLOAD))
    env = record(normalized, "environments", "work/Env")
    assert (ids(env.subnet_ids), ids(env.security_group_ids)) == (["net/Subnet"], ["work/Group"])
    assert env.name == "${AWS::StackName:work}-env"
    assert record(normalized, "security_groups", "work/Group").vpc_id == "net/Vpc"
    assert [vpc.id for vpc in normalized.inventory.vpcs.items] == ["net/Vpc"]
    origin = normalized.provenance.origin(("environments", "work/Env", "subnet_ids", "net/Subnet"))
    assert origin is not None
    assert (origin.document, origin.address) == ("b/work.yaml", "Env")
    assert pointer(normalized, "subnets", "net/Subnet") == "/Resources/Subnet"
    assert {one.subject for one in normalized.provenance.assumptions()} >= {"parameter Range"}


def test_an_import_that_none_of_the_templates_exports_stays_open() -> None:
    normalized = stacks(("net.yaml", NETWORK.replace("${Part}", "other")), ("work.yaml", WORKLOAD))
    assert ids(record(normalized, "environments", "work/Env").subnet_ids) == ["…"]
    assert cause(normalized, "environments", "work/Env", "subnet_ids") == "export net-subnet"


def test_an_export_that_two_templates_make_is_refused() -> None:
    normalized = stacks(
        ("net.yaml", NETWORK.replace("${Part}", "x")),
        ("net2.yaml", NETWORK.replace("${Part}", "y")),
        ("work.yaml", WORKLOAD),
    )
    text = "net-vpc is exported twice: by net.yaml and net2.yaml"
    assert ("/Resources/Group/Properties/VpcId", text) in skipped(normalized)
    assert record(normalized, "security_groups", "work/Group").vpc_id is None


def exporting(name: str, value: str) -> str:
    return (
        f"Resources: {{Vpc: {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: {value}}}}}}}\n"
        f"Outputs: {{Out: {{Value: !GetAtt Vpc.CidrBlock, Export: {{Name: {name}}}}}}}\n"
    )


@pytest.mark.parametrize(("condition", "found"), [("Never", False), ("Maybe", True), ("Nope", True)])
def test_an_export_may_have_a_condition(condition: str, found: bool) -> None:  # noqa: FBT001
    network = (
        "Parameters: {Open: {Type: String}}\n"
        "Conditions: {Never: !Equals [a, b], Maybe: !Equals [!Ref Open, b]}\n"
        f"Resources: {{}}\nOutputs: {{Out: {{Condition: {condition}, Value: 10.0.0.0/16, Export: {{Name: x}}}}}}\n"
    )
    work = "Resources: {Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !ImportValue x}}}\n"
    normalized = stacks(("net.yaml", network), ("work.yaml", work))
    assert texts(record(normalized, "vpcs", "work/Vpc").cidrs) == (["10.0.0.0/16"] if found else ["…"])


def test_an_export_may_be_made_of_an_import() -> None:
    for names in (("a", "b", "c"), ("c", "b", "a")):
        texts_by_name = {
            "a": exporting("a-out", "!ImportValue b-out"),
            "b": exporting("b-out", "!ImportValue c-out"),
            "c": exporting("c-out", "10.3.0.0/16"),
        }
        normalized = stacks(*((f"{name}.yaml", texts_by_name[name]) for name in names))
        assert texts(record(normalized, "vpcs", "a/Vpc").cidrs) == ["10.3.0.0/16"]


def test_exports_that_hang_on_each_other_are_refused() -> None:
    normalized = stacks(("a.yaml", exporting("x", "!ImportValue y")), ("b.yaml", exporting("y", "!ImportValue x")))
    assert texts(record(normalized, "vpcs", "a/Vpc").cidrs) == ["…"]
    assert any(text.endswith("refers to itself") for _, text in skipped(normalized))


def test_outputs_that_hang_on_each_other_are_refused() -> None:
    first = "Resources: {}\nOutputs: {Out: {Value: !ImportValue y, Export: {Name: x}}}\n"
    second = "Resources: {}\nOutputs: {Out: {Value: !ImportValue x, Export: {Name: y}}}\n"
    third = "Resources: {Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !ImportValue x}}}\n"
    normalized = stacks(("a.yaml", first), ("b.yaml", second), ("c.yaml", third))
    assert skipped(normalized) == [("/Outputs/Out/Value", "the export x refers to itself")]


def test_stacks_of_one_file_name_are_told_apart_by_their_folders() -> None:
    network = NETWORK.replace("${Part}", "x")
    normalized = stacks(("a/net.yaml", network), ("b/net.yaml", network))
    assert [vpc.id for vpc in normalized.inventory.vpcs.items] == ["a/net.yaml/Vpc", "b/net.yaml/Vpc"]


def test_a_parameter_is_given_to_every_template_that_has_it() -> None:
    network = NETWORK.replace("${Part}", "x")
    normalized = stacks(("net.yaml", network), ("work.yaml", WORKLOAD), parameters={"Range": "10.7.0.0/16"})
    assert record(normalized, "vpcs", "net/Vpc").cidrs.items[0].text == "10.7.0.0/16"


def test_open_parameters_of_two_templates_are_two_values() -> None:
    text = (
        "Parameters: {Name: {Type: String}}\n"
        "Resources: {Dags: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref Name}}}\n"
    )
    normalized = stacks(("a.yaml", text), ("b.yaml", text))
    assert [bucket.name for bucket in normalized.inventory.buckets.items] == ["${Param:a/Name}", "${Param:b/Name}"]


# -- one template in two languages ----------------------------------------------------------------


def test_yaml_and_json_of_one_template_are_equal() -> None:
    as_yaml = load("network.yaml")
    value = next(iter(as_yaml.provenance.documents.values())).value()
    name = next(iter(as_yaml.provenance.documents))
    as_json = normalize([read_document(json.dumps(value, indent=2), name=name)], Options())
    assert as_json.inventory == as_yaml.inventory
    for member in ("origins", "assumed", "missing", "candidates", "skipped"):
        assert getattr(as_json.provenance, member) == getattr(as_yaml.provenance, member)
