"""What each intrinsic function makes of its arguments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sources.cloudformation.templates import resolved, resolver

SECTIONS = """
Parameters:
  Given: {Type: String}
  Default: {Type: String, Default: dev}
  Open: {Type: String}
  Count: {Type: Number}
  Ids: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Words: {Type: CommaDelimitedList, Default: 'one, two,three'}
  None: {Type: CommaDelimitedList, Default: ''}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /network/vpc}
  StoredList: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /network/subnets}
Mappings:
  Regions:
    eu-west-1: {Zone: a, Size: small}
    us-east-1: {Zone: b, Size: small}
  Sizes:
    small: {Blocks: [10.0.0.0/24, 10.0.1.0/24]}
Conditions:
  Always: !Equals [a, a]
  Never: !Equals [a, b]
  Maybe: !Equals [!Ref Open, prod]
"""
RESOURCES = """
Vpc:
  Type: AWS::EC2::VPC
  Properties: {CidrBlock: 10.0.0.0/16}
Pooled:
  Type: AWS::EC2::VPC
  Properties: {Ipv4IpamPoolId: ipam-pool-1}
Subnet:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}
Anywhere:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}
Group:
  Type: AWS::EC2::SecurityGroup
  Properties: {GroupDescription: d, VpcId: !Ref Vpc}
Bucket:
  Type: AWS::S3::Bucket
Named:
  Type: AWS::S3::Bucket
  Properties: {BucketName: !Sub 'dags-${Default}'}
Role:
  Type: AWS::IAM::Role
Absent:
  Type: AWS::EC2::SecurityGroup
  Condition: Never
"""


def value(expression: str, **settings: Any) -> Any:
    return resolved(expression, SECTIONS, RESOURCES, parameters={"Given": "mine"}, **settings)


CASES = [
    # Parameters
    ("!Ref Given", "mine"),
    ("!Ref Default", "dev"),
    ("!Ref Open", "${Param:Open}"),
    ("!Ref Count", "? parameter Count"),
    ("!Ref Ids", "? parameter Ids"),
    ("!Ref Words", ["one", "two", "three"]),
    ("!Ref None", []),
    ("!Ref Stored", "${Param:Stored}"),
    ("!Ref StoredList", "? parameter StoredList"),
    ("{Ref: Given}", "mine"),
    # Pseudo parameters
    ("!Ref AWS::Region", "${AWS::Region}"),
    ("!Ref AWS::Partition", "${AWS::Partition}"),
    ("!Ref AWS::URLSuffix", "${AWS::URLSuffix}"),
    ("!Ref AWS::AccountId", "${AWS::AccountId}"),
    ("!Ref AWS::StackName", "${AWS::StackName}"),
    ("!Ref AWS::StackId", "${AWS::StackId}"),
    ("!Ref AWS::NotificationARNs", "? stack"),
    ("[a, !Ref AWS::NoValue, b]", ["a", "b"]),
    ("{a: 1, b: !Ref AWS::NoValue}", {"a": 1}),
    # Resources
    ("!Ref Vpc", "${Ref:Vpc}"),
    ("!GetAtt Vpc.VpcId", "${Ref:Vpc}"),
    ("!GetAtt Vpc.CidrBlock", "10.0.0.0/16"),
    ("!GetAtt Pooled.CidrBlock", "? CidrBlock of Pooled"),
    ("!GetAtt Subnet.AvailabilityZone", "eu-west-1a"),
    ("!GetAtt Anywhere.AvailabilityZone", "? AvailabilityZone of Anywhere"),
    ("!GetAtt Subnet.VpcId", "${Ref:Vpc}"),
    ("!GetAtt Group.GroupId", "${Ref:Group}"),
    ("!GetAtt Role.Arn", "${GetAtt:Role.Arn}"),
    ("!Ref Bucket", "${Ref:Bucket}"),
    ("!GetAtt Bucket.Arn", "arn:${AWS::Partition}:s3:::${Ref:Bucket}"),
    ("!Ref Named", "dags-dev"),
    ("!GetAtt Named.Arn", "arn:${AWS::Partition}:s3:::dags-dev"),
    ("{'Fn::GetAtt': [Group, GroupId]}", "${Ref:Group}"),
    ("{'Fn::GetAtt': Group.GroupId}", "${Ref:Group}"),
    ("{'Fn::GetAtt': [Role, !Sub '${Given}Arn']}", "${GetAtt:Role.mineArn}"),
    ("{'Fn::GetAtt': [Role, !Join ['', !Ref Ids]]}", "? parameter Ids"),
    # Sub
    ("!Sub '${Given}-${Default}'", "mine-dev"),
    ("!Sub '${Open}-${AWS::Region}'", "${Param:Open}-${AWS::Region}"),
    ("!Sub '${!Literal} ${ Given }'", "${Literal} mine"),
    ("!Sub '${Vpc.CidrBlock}'", "10.0.0.0/16"),
    ("!Sub 'arn:aws:s3:::${Bucket}/*'", "arn:aws:s3:::${Ref:Bucket}/*"),
    ("!Sub ['${A}-${Given}', {A: !Ref Default}]", "dev-mine"),
    ("!Sub ['${Given}', {Given: own}]", "own"),
    ("!Sub ['${A}', {A: !Select [0, !Ref Ids]}]", "? parameter Ids"),
    # Join
    ("!Join ['-', [a, !Ref Given, 1, true]]", "a-mine-1-true"),
    ("!Join [',', !Ref Words]", "one,two,three"),
    ("!Join ['', [a, !Ref AWS::NoValue]]", "a"),
    ("!Join [',', !Ref Ids]", "? parameter Ids"),
    ("!Join [',', [a, !Select [1, !Ref Ids]]]", "? parameter Ids"),
    ("!Join [',', !If [Maybe, [a], [b]]]", "? parameter Open"),
    ("!Join [',', !GetAtt Vpc.CidrBlockAssociations]", "? resource Vpc"),
    ("!Join ['', ['com.amazonaws.', !Ref AWS::Region, '.s3']]", "com.amazonaws.${AWS::Region}.s3"),
    # Split and Select
    ("!Split [',', 'a,b']", ["a", "b"]),
    ("!Split [',', !Ref Open]", "? parameter Open"),
    ("!Split [',', !Select [0, !Ref Ids]]", "? parameter Ids"),
    ("!Select [1, !Split ['.', 'a.b.c']]", "b"),
    ("!Select ['2', !Ref Words]", "three"),
    ("!Select [0, !Ref Ids]", "? parameter Ids"),
    ("!Select [!Ref Count, [a, b]]", "? parameter Count"),
    ("!Select [!Ref Open, [a, b]]", "? parameter Open"),
    ("!Select [1, !If [Maybe, [a, b], [c, b]]]", "b"),
    ("!Select [0, !If [Maybe, [a, b], [c, b]]]", "either parameter Open"),
    ("!Select [0, !If [Maybe, [a], !Ref Ids]]", "either parameter Open"),
    ("!Select [0, !If [Maybe, !GetAZs '', [a]]]", "either parameter Open"),
    ("!Select [0, !GetAtt Vpc.Ipv6CidrBlocks]", "? resource Vpc"),
    ("!Select [!If [Maybe, 0, 1], [a, b]]", "? parameter Open"),
    # GetAZs
    ("!Select [0, !GetAZs '']", "${AZ:0}"),
    ("!Select [1, !GetAZs {Ref: AWS::Region}]", "${AZ:1}"),
    ("!Select [0, {'Fn::GetAZs': null}]", "${AZ:0}"),
    ("!GetAZs ''", "? zones"),
    ("!Select [0, !GetAZs eu-south-9]", "? region"),
    ("!Select [0, !GetAZs {'Fn::Select': [0, !Ref Ids]}]", "? parameter Ids"),
    # FindInMap
    ("!FindInMap [Regions, eu-west-1, Zone]", "a"),
    ("!FindInMap [Sizes, small, Blocks]", ["10.0.0.0/24", "10.0.1.0/24"]),
    ("!FindInMap [Regions, !Ref AWS::Region, Zone]", "? region"),
    ("!FindInMap [Regions, !Ref AWS::Region, Size]", "small"),
    ("!FindInMap [Regions, eu-west-1, !Ref Open]", "? parameter Open"),
    ("!FindInMap [Regions, nowhere, Zone, {DefaultValue: z}]", "z"),
    ("!FindInMap [Regions, !Select [0, !Ref Ids], Zone]", "? parameter Ids"),
    # If
    ("!If [Always, a, b]", "a"),
    ("!If [Never, a, b]", "b"),
    ("!If [Maybe, a, b]", "either parameter Open"),
    ("!If [Maybe, a, a]", "a"),
    ("!If [Maybe, !Ref Group, !GetAtt Group.GroupId]", "${Ref:Group}"),
    ("[x, !If [Never, a, !Ref AWS::NoValue]]", ["x"]),
    ("!If [Always, !If [Never, a, b], c]", "b"),
    # ImportValue
    ("!ImportValue network-Vpc", "${Import:network-Vpc}"),
    ("!ImportValue {'Fn::Sub': '${Open}-Vpc'}", "${Import:Param:Open-Vpc}"),
    ("!ImportValue {'Fn::Select': [0, !Ref Ids]}", "? parameter Ids"),
    # Cidr
    ("!Cidr [10.0.0.0/16, 3, 8]", ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]),
    ("!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, '4', '6']]", "10.0.0.64/26"),
    ("!Cidr ['fd00::/56', 2, 64]", ["fd00::/64", "fd00:0:0:1::/64"]),
    ("!Cidr [!Ref Open, 2, 8]", "? parameter Open"),
    ("!Cidr [10.0.0.0/16, !Ref Count, 8]", "? parameter Count"),
    # The language extensions
    ("{'Fn::ToJsonString': {a: [1, !Ref Given]}}", '{"a":[1,"mine"]}'),
    ("{'Fn::ToJsonString': {a: [!Ref Ids]}}", "? parameter Ids"),
    ("{'Fn::Length': !Ref Words}", 3),
    ("{'Fn::Length': !Ref Ids}", "? parameter Ids"),
    ("{'Fn::Length': !GetAtt Vpc.Ipv6CidrBlocks}", "? resource Vpc"),
    # Lookups at deployment
    ("'{{resolve:ssm:/dags/bucket:1}}'", "${Resolve:ssm:/dags/bucket:1}"),
    ("!Sub 'a-{{resolve:ssm:/${Open}/x}}'", "a-${Resolve:ssm:/Param:Open/x}"),
    # Data without functions
    ("{a: [1, 2.5, true, text]}", {"a": [1, 2.5, True, "text"]}),
    ("'${aws:username}'", "${aws:username}"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_value(expression: str, expected: object) -> None:
    assert value(expression) == expected


FAULTS = [
    ("!Ref Vpcc", "Vpcc is not the name of a parameter or a resource of the template; is Vpc meant?"),
    ("!Ref AWS::Regio", "AWS::Regio is not a pseudo parameter"),
    ("{Ref: [Vpc]}", "Ref takes the name of a parameter or a resource"),
    ("!GetAtt Nothing.Arn", "Nothing is not the name of a resource of the template"),
    ("{'Fn::GetAtt': [Vpc]}", "Fn::GetAtt takes a list: the name of a resource, and an attribute"),
    ("{'Fn::GetAtt': Vpc}", "Fn::GetAtt takes the name of a resource, and an attribute"),
    ("!Ref Absent", "Absent is not created: its condition Never does not hold"),
    ("!Sub '${Nothing}'", "Nothing is not the name of a parameter or a resource of the template"),
    ("!Sub '${Words}'", "a list stands for a text"),
    ("!Sub [a, b, c]", "Fn::Sub takes a list: a text, and a mapping of variables"),
    ("!Sub [a, b]", "Fn::Sub takes a text, or a list of a text and a mapping of variables"),
    ("!Join [a]", "Fn::Join takes a list: a delimiter, and a list of texts"),
    ("!Join [[a], [b]]", "the delimiter of Fn::Join is a text"),
    ("!Join ['', text]", "Fn::Join takes a delimiter, and a list of texts"),
    ("!Join ['', [{a: 1}]]", "a mapping stands for a text"),
    ("!Split ['', text]", "the delimiter of Fn::Split is a text"),
    ("!Select [3, !Ref Words]", "Fn::Select asks for member 3 of a list of 3"),
    ("!Select [one, !Ref Words]", "the index of Fn::Select is 'one', not a number"),
    ("!Select [0, text]", "Fn::Select takes an index, and a list"),
    ("!FindInMap [Regions, eu-west-1]", "Fn::FindInMap takes a list: a mapping, two keys, and perhaps a default"),
    ("!FindInMap [Nothing, a, b]", "Nothing is not a mapping of the template"),
    ("!FindInMap [Regions, nowhere, Zone]", "the mapping Regions has no nowhere, Zone"),
    ("!If [Always, a]", "Fn::If takes a list: a condition, and two values"),
    ("!If [Nope, a, b]", "'Nope' is not the name of a condition of the template"),
    ("!Cidr [10.0.0.0/16, 0, 8]", "the count of Fn::Cidr is 0; 1 to 256 is wanted"),
    ("!Cidr [10.0.0.0/16, 2, 24]", "a block with 24 subnet bits does not fit into 10.0.0.0/16"),
    ("!Cidr [10.0.0.0/24, 3, 7]", "3 blocks with 7 subnet bits do not fit into 10.0.0.0/24"),
    ("!Cidr [anywhere, 2, 8]", "'anywhere' is not a CIDR block"),
    ("{'Fn::Length': text}", "Fn::Length takes a list"),
    ("{'Fn::Transform': {Name: X}}", "what Fn::Transform makes is not known before the template is processed"),
    ("!Base64 x", "what Fn::Base64 makes is not known before the template is processed"),
    ("{'Fn::New': x}", "Fn::New is a function that is not known here"),
    ("{Ref: Vpc, Other: 1}", "Ref stands beside other members: a function is alone in its mapping"),
    ("'arn:aws:s3:::${Given}'", "${Given} stands in plain text: CloudFormation replaces it only within Fn::Sub"),
    ("'${AWS::Region}'", "${AWS::Region} stands in plain text: CloudFormation replaces it only within Fn::Sub"),
    ("null", "a value is empty (null), which CloudFormation refuses"),
]


@pytest.mark.parametrize(("expression", "text"), FAULTS, ids=[case[0] for case in FAULTS])
def test_fault_is_said_with_its_place_and_the_value_is_unknown(expression: str, text: str) -> None:
    solver = resolver(f"Metadata:\n  Probe: {expression}\n" + SECTIONS, RESOURCES, parameters={"Given": "mine"})
    template = solver.templates[0]
    value: Any = template.document.value()
    cell = solver.cell(template, value["Metadata"]["Probe"], template.place.at("Metadata", "Probe"))
    assert [one.text for one in solver.skipped] == [text]
    (only,) = solver.skipped
    assert only.origin.pointer.startswith("/Metadata/Probe")
    assert getattr(cell.value, "cause", None) is not None or isinstance(cell.value, dict)


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_a_region_tells_partition_and_suffix(region: str, partition: str, suffix: str) -> None:
    found = value("!Sub '${AWS::Region} ${AWS::Partition} ${AWS::URLSuffix}'", region=region)
    assert found == f"{region} {partition} {suffix}"


def test_an_account_is_taken_from_the_caller() -> None:
    assert value("!Ref AWS::AccountId", account="111122223333") == "111122223333"


def test_a_transform_may_make_what_a_template_does_not_declare() -> None:
    sections = "Transform: AWS::Serverless-2016-10-31\n"
    assert resolved("!GetAtt FunctionRole.Arn", sections) == "${GetAtt:FunctionRole.Arn}"
    assert resolved("!Ref ServerlessRestApi", sections) == "${Ref:ServerlessRestApi}"


def test_the_language_extensions_make_no_resources() -> None:
    sections = "Transform: AWS::LanguageExtensions\n"
    assert resolved("!Ref Vpcc", sections) == "? unreadable part /Metadata/Probe"


def test_values_that_refer_to_each_other_too_deeply_are_refused() -> None:
    chain = "\n".join(
        f"V{number}: {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: !GetAtt 'V{number + 1}.CidrBlock'}}}}"
        for number in range(300)
    )
    resources = chain + "\nV300: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}"
    solver = resolver("", resources)
    cell = solver.property(solver.resources["V0"], "CidrBlock")
    assert cell is not None
    assert [one.text for one in solver.skipped] == [
        "values are nested, or refer to each other, more than 100 levels deep"
    ]
