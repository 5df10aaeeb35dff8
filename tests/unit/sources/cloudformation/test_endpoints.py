"""VPC endpoints and their policies."""

from __future__ import annotations

import json

import pytest

from tests.unit.sources.cloudformation.templates import (
    SUBNETS,
    cause,
    ids,
    keys,
    pointer,
    read,
    record,
    skipped,
)

SECTIONS = """
Parameters:
  Open: {Type: String}
  Ids: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Bucket: {Type: String}
Conditions:
  Maybe: !Equals [!Ref Open, prod]
"""
BASE = (
    SUBNETS
    + """
Table: {Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}}
Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref Vpc, GroupDescription: d}}
Role: {Type: 'AWS::IAM::Role'}
Env:
  Type: AWS::MWAA::Environment
  Properties: {Name: env, NetworkConfiguration: {SubnetIds: [!Ref SubnetA, !Ref SubnetB]}}
"""
)


def endpoint(properties: str, *, vpc: str = "!Ref Vpc") -> str:
    return BASE + f"Endpoint: {{Type: 'AWS::EC2::VPCEndpoint', Properties: {{VpcId: {vpc}, {properties}}}}}\n"


@pytest.mark.parametrize("name", ["Table", "!Ref Name"])
def test_the_name_of_a_resource_in_plain_text_is_not_the_resource(name: str) -> None:
    sections = SECTIONS.replace("Parameters:", "Parameters:\n  Name: {Type: String, Default: Table}")
    tables = f"VpcEndpointType: Gateway, RouteTableIds: [{name}, !Ref Table]"
    normalized = read(endpoint(f"ServiceName: com.amazonaws.eu-west-1.s3, {tables}"), sections)
    assert ids(record(normalized, "vpc_endpoints", "Endpoint").route_table_ids) == ["Table", "…"]
    where = "/Resources/Endpoint/Properties/RouteTableIds/0"
    text = "the text Table is not the id of a route table: write !Ref Table for the resource of that name"
    assert skipped(normalized) == [(where, text)]
    assert cause(normalized, "vpc_endpoints", "Endpoint", "route_table_ids") == f"unreadable part {where}"


SERVICES = [
    (
        "com.amazonaws.eu-west-1.sqs",
        ("sqs", "eu-west-1", "aws", "none"),
    ),
    (
        "!Sub 'com.amazonaws.${AWS::Region}.logs'",
        ("logs", "${AWS::Region}", "${AWS::Partition}", "none"),
    ),
    (
        "!Join ['', ['com.amazonaws.', !Ref AWS::Region, '.ecr.dkr']]",
        ("ecr.dkr", "${AWS::Region}", "${AWS::Partition}", "none"),
    ),
    (
        "cn.com.amazonaws.cn-north-1.sqs",
        ("sqs", "cn-north-1", "aws-cn", "none"),
    ),
    (
        "com.amazonaws.vpce.eu-west-1.vpce-svc-0123",
        ("other", "${AWS::Region}", "${AWS::Partition}", "none"),
    ),
    ("!Sub 'com.amazonaws.${AWS::Region}.${Open}'", (None, "${AWS::Region}", "${AWS::Partition}", None)),
    ("!Ref Open", (None, "${AWS::Region}", "${AWS::Partition}", None)),
    (
        "!GetAtt Env.DatabaseVpcEndpointService",
        ("mwaa.database", "${AWS::Region}", "${AWS::Partition}", "Env"),
    ),
    (
        "!Sub '${Env.WebserverVpcEndpointService}'",
        ("mwaa.webserver", "${AWS::Region}", "${AWS::Partition}", "Env"),
    ),
]


@pytest.mark.parametrize(("service", "expected"), SERVICES)
def test_service(service: str, expected: tuple[str | None, ...]) -> None:
    normalized = read(endpoint(f"ServiceName: {service}"), SECTIONS)
    found = record(normalized, "vpc_endpoints", "Endpoint")
    members = (found.service, found.service_region, found.service_partition, found.environment_id)
    assert members == expected
    if expected[0] is None:
        assert cause(normalized, "vpc_endpoints", "Endpoint", "service") == "parameter Open"
    else:
        assert ("vpc_endpoints", "Endpoint", "service") not in normalized.provenance.missing


def test_the_region_of_a_service() -> None:
    found = record(
        read(endpoint("ServiceName: com.amazonaws.eu-west-1.sqs, ServiceRegion: eu-west-2")),
        "vpc_endpoints",
        "Endpoint",
    )
    assert found.service_region == "eu-west-2"
    named = record(
        read(endpoint("ServiceName: !Sub 'com.amazonaws.${AWS::Region}.sqs'"), region="cn-north-1"),
        "vpc_endpoints",
        "Endpoint",
    )
    assert (named.service_region, named.service_partition) == ("cn-north-1", "aws-cn")


def test_a_region_of_a_service_that_is_not_known() -> None:
    properties = "ServiceName: !Sub 'com.amazonaws.${AWS::Region}.sqs', ServiceRegion: !Select [0, !Ref Ids]"
    normalized = read(endpoint(properties), SECTIONS)
    found = record(normalized, "vpc_endpoints", "Endpoint")
    assert (found.service, found.service_region, found.service_partition) == ("sqs", None, None)
    assert cause(normalized, "vpc_endpoints", "Endpoint", "service_region") == "parameter Ids"
    assert cause(normalized, "vpc_endpoints", "Endpoint", "service_partition") == "parameter Ids"


@pytest.mark.parametrize("name", ["ServiceNetworkArn", "ResourceConfigurationArn"])
def test_an_endpoint_of_vpc_lattice_is_none_that_an_environment_uses(name: str) -> None:
    found = record(read(endpoint(f"{name}: arn:x, VpcEndpointType: Resource")), "vpc_endpoints", "Endpoint")
    assert (found.service, found.type) == ("other", "Resource")


def test_an_endpoint_without_a_service() -> None:
    normalized = read(endpoint("VpcEndpointType: Interface"))
    assert record(normalized, "vpc_endpoints", "Endpoint").service is None
    assert cause(normalized, "vpc_endpoints", "Endpoint", "service") == "ServiceName of Endpoint"


def test_defaults_of_an_endpoint() -> None:
    found = record(read(endpoint("ServiceName: com.amazonaws.eu-west-1.s3")), "vpc_endpoints", "Endpoint")
    assert (found.type, found.private_dns, found.private_dns_inbound_only) == ("Gateway", False, None)
    assert (found.state, found.requester_managed) == ("planned", False)
    assert [ids(getattr(found, name)) for name in ("subnet_ids", "security_group_ids", "route_table_ids")] == [
        [],
        [],
        [],
    ]
    assert found.policy.explicit is False
    assert [statement.action_mode for statement in found.policy.statements.items] == ["listed"]


def test_what_an_interface_endpoint_says() -> None:
    properties = (
        "ServiceName: com.amazonaws.eu-west-1.sqs, VpcEndpointType: interface, PrivateDnsEnabled: 'true', "
        "SubnetIds: [!Ref SubnetA, subnet-1], SecurityGroupIds: [!GetAtt Group.GroupId], "
        "DnsOptions: {PrivateDnsOnlyForInboundResolverEndpoint: OnlyInboundResolver}"
    )
    normalized = read(endpoint(properties))
    found = record(normalized, "vpc_endpoints", "Endpoint")
    assert (found.type, found.private_dns, found.private_dns_inbound_only) == ("Interface", True, True)
    assert (ids(found.subnet_ids), ids(found.security_group_ids)) == (["SubnetA", "subnet-1"], ["Group"])
    assert pointer(normalized, "vpc_endpoints", "Endpoint", "subnet_ids", "subnet-1") == (
        "/Resources/Endpoint/Properties/SubnetIds/1"
    )
    assert record(normalized, "subnets", "subnet-1").vpc_id is None
    assert cause(normalized, "subnets", "subnet-1") == "subnet subnet-1"
    assert pointer(normalized, "subnets", "subnet-1") == "/Resources/Endpoint/Properties/SubnetIds/1"


@pytest.mark.parametrize(
    ("options", "expected", "faults"),
    [
        ("{PrivateDnsOnlyForInboundResolverEndpoint: AllResolvers}", False, 0),
        ("{PrivateDnsOnlyForInboundResolverEndpoint: NotSpecified}", None, 0),
        ("{PrivateDnsOnlyForInboundResolverEndpoint: !Ref Open}", None, 0),
        ("{DnsRecordIpType: ipv4}", None, 0),
        ("!If [Maybe, {DnsRecordIpType: ipv4}, {DnsRecordIpType: ipv6}]", None, 0),
        ("ipv4", None, 1),
    ],
)
def test_dns_options(options: str, expected: bool | None, faults: int) -> None:  # noqa: FBT001
    normalized = read(endpoint(f"ServiceName: com.amazonaws.eu-west-1.s3, DnsOptions: {options}"), SECTIONS)
    assert record(normalized, "vpc_endpoints", "Endpoint").private_dns_inbound_only is expected
    assert len(skipped(normalized)) == faults
    path = ("vpc_endpoints", "Endpoint", "private_dns_inbound_only")
    assert (path in normalized.provenance.missing) is (expected is None)


@pytest.mark.parametrize(
    ("members", "expected", "place"),
    [
        ("IpAddressType: ipv4", True, "IpAddressType"),
        ("IpAddressType: IPv6", False, "IpAddressType"),
        ("IpAddressType: !Ref Open", None, "IpAddressType"),
        ("IpAddressType: ipv9", None, "IpAddressType"),
        ("IpAddressType: dualstack, DnsOptions: {DnsRecordIpType: ipv6}", False, "DnsOptions/DnsRecordIpType"),
        ("IpAddressType: !Ref Open, DnsOptions: {DnsRecordIpType: dualstack}", True, "DnsOptions/DnsRecordIpType"),
        ("IpAddressType: ipv6, DnsOptions: {DnsRecordIpType: not-specified}", False, "IpAddressType"),
        ("IpAddressType: ipv6, DnsOptions: {DnsRecordIpType: !Ref Open}", None, "DnsOptions/DnsRecordIpType"),
    ],
)
def test_addresses(members: str, expected: bool | None, place: str) -> None:  # noqa: FBT001 - expected
    normalized = read(endpoint(f"ServiceName: com.amazonaws.eu-west-1.sqs, {members}"), SECTIONS)
    assert record(normalized, "vpc_endpoints", "Endpoint").ipv4 is expected
    path = ("vpc_endpoints", "Endpoint", "ipv4")
    assert (path in normalized.provenance.missing) is (expected is None)
    assert pointer(normalized, *path) == f"/Resources/Endpoint/Properties/{place}"


@pytest.mark.parametrize(
    ("options", "expected"), [("", True), (", DnsOptions: {}", True), (", DnsOptions: ipv6", None)]
)
def test_addresses_that_nobody_asks_for(options: str, expected: bool | None) -> None:  # noqa: FBT001 - expected
    normalized = read(endpoint(f"ServiceName: com.amazonaws.eu-west-1.sqs{options}"), SECTIONS)
    assert record(normalized, "vpc_endpoints", "Endpoint").ipv4 is expected


GROUPS = [
    ("VpcEndpointType: Interface", "!Ref Vpc", ["Vpc/default-group"], None),
    ("VpcEndpointType: Interface, SecurityGroupIds: []", "!Ref Vpc", ["Vpc/default-group"], None),
    ("VpcEndpointType: Interface", "vpc-1", ["…"], "security groups of Endpoint"),
    ("VpcEndpointType: Interface", "!Ref Open", ["…"], "parameter Open"),
    ("VpcEndpointType: !Ref Open", "!Ref Vpc", ["…"], "parameter Open"),
    ("VpcEndpointType: GatewayLoadBalancer", "vpc-1", [], None),
    ("SecurityGroupIds: [!Ref Open]", "!Ref Vpc", ["…"], "parameter Open"),
    ("SecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]", "!Ref Vpc", ["Vpc/default-group"], None),
]


@pytest.mark.parametrize(("properties", "vpc", "expected", "why"), GROUPS)
def test_an_interface_endpoint_without_groups_gets_the_default_one(
    properties: str, vpc: str, expected: list[str], why: str | None
) -> None:
    normalized = read(endpoint(f"ServiceName: com.amazonaws.eu-west-1.sqs, {properties}", vpc=vpc), SECTIONS)
    assert ids(record(normalized, "vpc_endpoints", "Endpoint").security_group_ids) == expected
    if why is not None:
        assert cause(normalized, "vpc_endpoints", "Endpoint", "security_group_ids") == why


POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Dags", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": ["*"]},
        {"Effect": "Deny", "Principal": "*", "Action": ["s3:PutObject"], "Resource": "*"},
    ],
}


def policy(text: str) -> str:
    return f"ServiceName: com.amazonaws.eu-west-1.s3, PolicyDocument: {text}"


def test_a_policy_is_the_same_as_object_and_as_text() -> None:
    as_object = read(endpoint(policy(json.dumps(POLICY))))
    as_text = read(endpoint(policy(f"'{json.dumps(POLICY, separators=(',', ':'))}'")))
    found = [record(one, "vpc_endpoints", "Endpoint").policy for one in (as_object, as_text)]
    assert found[0] == found[1]
    assert (found[0].explicit, found[0].error, keys(found[0].statements)) == (True, "none", ["Dags", "#1"])
    path = ("vpc_endpoints", "Endpoint", "policy", "statements")
    base = "/Resources/Endpoint/Properties/PolicyDocument"
    assert pointer(as_object, *path, "Dags") == f"{base}/Statement/0"
    assert pointer(as_object, *path, "#1") == f"{base}/Statement/1"
    assert pointer(as_object, *path, "Dags", "resources", "*") == f"{base}/Statement/0/Resource/0"
    assert pointer(as_object, *path, "Dags", "actions", "s3:getobject") == f"{base}/Statement/0/Action"
    assert pointer(as_text, *path, "#1") == base


def test_a_single_statement_without_a_list() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    normalized = read(endpoint(policy(json.dumps({"Statement": statement}))))
    path = ("vpc_endpoints", "Endpoint", "policy", "statements", "#0")
    assert pointer(normalized, *path) == "/Resources/Endpoint/Properties/PolicyDocument/Statement"


STATEMENT = "{{Statement: [{{Effect: Allow, Principal: '*', Action: '*', Resource: {}}}]}}"
RESOURCES = [
    ("!Sub 'arn:aws:s3:::${Bucket}/*'", ["arn:aws:s3:::${Param:Bucket}/*"], "parameter Bucket"),
    ("!GetAtt Role.Arn", ["${GetAtt:Role.Arn}"], "resource Role"),
    ("[a, !Select [0, !Ref Ids]]", ["a", "…"], "parameter Ids"),
    ("[a, !If [Maybe, b, c]]", ["a", "…"], "parameter Open"),
    ("!If [Maybe, [a, b], [a]]", ["…"], "parameter Open"),
    ("[a, !Ref AWS::NoValue]", ["a"], None),
]


@pytest.mark.parametrize(("resource", "expected", "why"), RESOURCES)
def test_parts_of_a_policy_that_are_not_known(resource: str, expected: list[str], why: str | None) -> None:
    normalized = read(endpoint(policy(STATEMENT.format(resource))), SECTIONS)
    (statement,) = record(normalized, "vpc_endpoints", "Endpoint").policy.statements.items
    assert ids(statement.resources) == expected
    if why is not None:
        assert cause(normalized, "vpc_endpoints", "Endpoint", "policy", "statements", "#0") == why


@pytest.mark.parametrize("text", ["!If [Maybe, {Statement: []}, !Ref 'AWS::NoValue']", "!Select [0, !Ref Ids]"])
def test_a_policy_of_which_nothing_is_known(text: str) -> None:
    normalized = read(endpoint(policy(text)), SECTIONS)
    found = record(normalized, "vpc_endpoints", "Endpoint").policy
    assert (found.explicit, found.error, keys(found.statements)) == (None, None, ["…"])
    assert cause(normalized, "vpc_endpoints", "Endpoint", "policy") in {"parameter Open", "parameter Ids"}


def test_a_policy_text_that_is_broken_at_an_unknown_part() -> None:
    normalized = read(endpoint("ServiceName: x, PolicyDocument: !Ref Open"), SECTIONS)
    found = record(normalized, "vpc_endpoints", "Endpoint").policy
    assert (found.explicit, found.error, keys(found.statements)) == (True, None, ["…"])
    assert cause(normalized, "vpc_endpoints", "Endpoint", "policy") == "parameter Open"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ("{Version: !Select [0, !Ref Ids], Statement: []}", ("version",)),
        ("{Statement: !Ref Ids}", ("statements",)),
        ("{Statement: [!Select [0, !Ref Ids]]}", ("statements",)),
        ("{Statement: [{Effect: Allow, Principal: '*', Action: '*', Resource: !GetAZs ''}]}", ("statements", "#0")),
    ],
)
def test_where_a_policy_is_not_known(document: str, path: tuple[str, ...]) -> None:
    normalized = read(endpoint(policy(document)), SECTIONS)
    assert cause(normalized, "vpc_endpoints", "Endpoint", "policy", *path) in {"parameter Ids", "zones"}


@pytest.mark.parametrize("error", ["text", "[1]", "{Version: x}"])
def test_a_policy_that_is_none_is_data(error: str) -> None:
    found = record(read(endpoint(policy(error))), "vpc_endpoints", "Endpoint").policy
    assert found.error not in {None, "none"}
    assert skipped(read(endpoint(policy(error)))) == []


def test_a_policy_that_is_left_out_by_a_condition_is_the_default() -> None:
    sections = "Conditions: {Never: !Equals [a, b]}\n"
    normalized = read(endpoint(policy("!If [Never, {Statement: []}, !Ref 'AWS::NoValue']")), sections)
    assert record(normalized, "vpc_endpoints", "Endpoint").policy.explicit is False


def test_a_policy_text_with_an_unknown_part_within() -> None:
    text = """!Sub '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "${Bucket}"}]}'"""
    normalized = read(endpoint(f"ServiceName: x, PolicyDocument: {text}"), SECTIONS)
    (statement,) = record(normalized, "vpc_endpoints", "Endpoint").policy.statements.items
    assert ids(statement.resources) == ["${Param:Bucket}"]
    assert cause(normalized, "vpc_endpoints", "Endpoint", "policy", "statements", "#0") == "parameter Bucket"


def test_a_variable_of_iam_is_no_token() -> None:
    normalized = read(endpoint(policy(STATEMENT.format("'arn:aws:s3:::${aws:SourceVpc}'"))))
    (statement,) = record(normalized, "vpc_endpoints", "Endpoint").policy.statements.items
    assert ids(statement.resources) == ["arn:aws:s3:::${aws:SourceVpc}"]
    assert ("vpc_endpoints", "Endpoint", "policy", "statements", "#0") not in normalized.provenance.missing
