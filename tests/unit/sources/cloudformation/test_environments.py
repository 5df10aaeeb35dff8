"""Environments, buckets, and what holds for all of a template."""

from __future__ import annotations

import pytest

from mwaa_policy.model import AirflowVersion
from tests.unit.sources.cloudformation.templates import SUBNETS, cause, ids, pointer, read, record, skipped

SECTIONS = """
Parameters:
  Open: {Type: String}
  P1: {Type: 'AWS::EC2::Subnet::Id'}
  P2: {Type: 'AWS::EC2::Subnet::Id'}
  Ids: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Names: {Type: CommaDelimitedList, Default: 'subnet-1, subnet-2'}
Conditions:
  Maybe: !Equals [!Ref Open, prod]
"""
BASE = SUBNETS + "Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref Vpc, GroupDescription: d}}\n"


def environment(properties: str, *, before: str = "", rest: str = "") -> str:
    return BASE + rest + f"Env: {{Type: 'AWS::MWAA::Environment', {before}Properties: {{Name: env, {properties}}}}}\n"


def network(subnets: str, groups: str = "[!Ref Group]") -> str:
    custom = "Custom: {Type: 'Custom::Network'}\n"
    return environment(f"NetworkConfiguration: {{SubnetIds: {subnets}, SecurityGroupIds: {groups}}}", rest=custom)


def test_what_an_environment_says() -> None:
    properties = (
        "NetworkConfiguration: {SubnetIds: [!Ref SubnetA, !Ref SubnetB], SecurityGroupIds: [!GetAtt Group.GroupId]}, "
        "WebserverAccessMode: PUBLIC_AND_PRIVATE, EndpointManagement: CUSTOMER, AirflowVersion: 2.10.1, "
        "SourceBucketArn: arn:aws:s3:::dags, ExecutionRoleArn: arn:aws:iam::111122223333:role/x, KmsKey: key-1"
    )
    normalized = read(environment(properties), account="111122223333")
    found = record(normalized, "environments", "Env")
    assert (found.name, found.account_id, found.status) == ("env", "111122223333", "planned")
    assert (found.error_code, found.error_message) == ("none", "none")
    assert (ids(found.subnet_ids), ids(found.security_group_ids)) == (["SubnetA", "SubnetB"], ["Group"])
    assert (found.webserver_access_mode, found.endpoint_management) == ("PUBLIC_AND_PRIVATE", "CUSTOMER")
    assert found.airflow_version == AirflowVersion(major=2, minor=10)
    assert (found.source_bucket_id, found.source_bucket_arn) == ("dags", "arn:aws:s3:::dags")
    assert (found.execution_role_arn, found.kms_key) == ("arn:aws:iam::111122223333:role/x", "key-1")
    assert found.database_service == "${GetAtt:Env.DatabaseVpcEndpointService}"
    assert found.webserver_service == "${GetAtt:Env.WebserverVpcEndpointService}"
    assert found.celery_queue_arn == "${GetAtt:Env.CeleryExecutorQueue}"
    assert normalized.inventory.environments.complete
    place = "/Resources/Env/Properties/NetworkConfiguration/SubnetIds"
    assert pointer(normalized, "environments", "Env", "subnet_ids") == place
    assert pointer(normalized, "environments", "Env", "subnet_ids", "SubnetB") == f"{place}/1"


def test_what_an_environment_leaves_out() -> None:
    normalized = read(BASE + "Env: {Type: 'AWS::MWAA::Environment', Properties: {Name: env}}\n")
    found = record(normalized, "environments", "Env")
    assert (ids(found.subnet_ids), ids(found.security_group_ids)) == ([], [])
    assert (found.webserver_access_mode, found.endpoint_management) == ("PRIVATE_ONLY", "SERVICE")
    assert (found.airflow_version, found.kms_key, found.source_bucket_id) == (None, "aws-owned", None)
    assert (found.source_bucket_arn, found.execution_role_arn) == (None, None)
    assumed = {path[-1] for path in normalized.provenance.assumed if path[:2] == ("environments", "Env")}
    assert assumed == {"webserver_access_mode", "endpoint_management"}
    for attribute in ("airflow_version", "source_bucket_id", "source_bucket_arn", "execution_role_arn"):
        assert ("environments", "Env", attribute) in normalized.provenance.missing


SUBNET_LISTS = [
    ("[!Ref SubnetA, !GetAtt SubnetB.SubnetId]", ["SubnetA", "SubnetB"], None, None),
    ("!Ref SubnetA", ["SubnetA"], None, None),
    ("[subnet-1, subnet-2]", ["subnet-1", "subnet-2"], None, None),
    ("!Ref Names", ["subnet-1", "subnet-2"], None, None),
    ("!Split [',', !Join [',', [!Ref P1, subnet-2]]]", ["…"], "parameter P1", None),
    ("!Ref Ids", ["…"], "parameter Ids", None),
    ("[!Ref P1, !Ref P2]", ["…"], "parameters P1, P2", ("${Param:P1}", "${Param:P2}")),
    ("[!Ref SubnetA, !Ref P2]", ["SubnetA", "…"], "parameter P2", ("${Param:P2}",)),
    ("!If [Maybe, [!Ref SubnetA, !Ref SubnetB], [!Ref SubnetA]]", ["SubnetA", "…"], "parameter Open", ("SubnetB",)),
    (
        "[!Ref SubnetA, !If [Maybe, !Ref SubnetB, subnet-9]]",
        ["SubnetA", "…"],
        "parameter Open",
        ("SubnetB", "subnet-9"),
    ),
    ("[!ImportValue a, !ImportValue b]", ["…"], "export a, export b", ("${Import:a}", "${Import:b}")),
    ("!Split [',', !ImportValue a]", ["…"], "export a", None),
    ("[!Ref SubnetA, !Ref AWS::NoValue]", ["SubnetA"], None, None),
    ("[!GetAtt Custom.Subnet]", ["…"], "resource Custom", ("Custom.Subnet",)),
    ("[!If [Maybe, !GetAZs '', a]]", ["…"], "parameter Open", ("zones", "a")),
    ("[!Ref Group]", ["…"], "unreadable part /Resources/Env/Properties/NetworkConfiguration/SubnetIds/0", ("Group",)),
    ("[!GetAtt Nothing.Id]", ["…"], "unreadable part /Resources/Env/Properties/NetworkConfiguration/SubnetIds/0", None),
    (
        "[[!Ref SubnetA]]",
        ["…"],
        "unreadable part /Resources/Env/Properties/NetworkConfiguration/SubnetIds/0",
        ("SubnetA",),
    ),
]


@pytest.mark.parametrize(("written", "expected", "why", "candidates"), SUBNET_LISTS)
def test_subnets(written: str, expected: list[str], why: str | None, candidates: tuple[str, ...] | None) -> None:
    normalized = read(network(written), SECTIONS)
    path = ("environments", "Env", "subnet_ids")
    assert ids(record(normalized, "environments", "Env").subnet_ids) == expected
    assert (cause(normalized, *path) if why else None) == why
    assert normalized.provenance.candidates.get(path) == candidates


def test_a_parameter_may_be_given() -> None:
    normalized = read(network("!Ref Ids"), SECTIONS, parameters={"Ids": "subnet-1,subnet-2"})
    assert ids(record(normalized, "environments", "Env").subnet_ids) == ["subnet-1", "subnet-2"]
    assert record(normalized, "subnets", "subnet-1").vpc_id is None


def test_the_cause_says_how_to_supply_it_and_where_it_stands() -> None:
    missing = read(network("!Ref Ids"), SECTIONS).provenance.missing["environments", "Env", "subnet_ids"]
    assert (missing.text, missing.supply) == ("parameter Ids has no default", "--parameter Ids=…")
    assert missing.origin is not None
    assert missing.origin.pointer == "/Parameters/Ids"


@pytest.mark.parametrize(
    ("configuration", "why"),
    [
        ("!If [Maybe, {SubnetIds: [a]}, {SubnetIds: [b]}]", "parameter Open"),
        ("text", "unreadable part /Resources/Env/Properties/NetworkConfiguration"),
    ],
)
def test_a_network_configuration_that_is_not_known(configuration: str, why: str) -> None:
    normalized = read(environment(f"NetworkConfiguration: {configuration}"), SECTIONS)
    found = record(normalized, "environments", "Env")
    assert (ids(found.subnet_ids), ids(found.security_group_ids)) == (["…"], ["…"])
    assert cause(normalized, "environments", "Env", "security_group_ids") == why


VERSIONS = [
    ("2.8.1", (2, 8)),
    ("'3.0'", (3, 0)),
    ("2.7", (2, 7)),
    ("!Ref Open", None),
    ("latest", None),
]


@pytest.mark.parametrize(("version", "expected"), VERSIONS)
def test_version(version: str, expected: tuple[int, int] | None) -> None:
    normalized = read(environment(f"AirflowVersion: {version}"), SECTIONS)
    found = record(normalized, "environments", "Env").airflow_version
    assert (found and (found.major, found.minor)) == expected
    assert len(skipped(normalized)) == (version == "latest")


BUCKETS = [
    ("!GetAtt Dags.Arn", "Dags", "arn:${AWS::Partition}:s3:::${Ref:Dags}"),
    ("!Sub 'arn:aws:s3:::${Dags}'", "Dags", "arn:aws:s3:::${Ref:Dags}"),
    ("!GetAtt Named.Arn", "Named", "arn:${AWS::Partition}:s3:::my-dags"),
    ("arn:aws:s3:::my-dags", "Named", "arn:aws:s3:::my-dags"),
    ("!Sub 'arn:${AWS::Partition}:s3:::${Open}'", "ByParameter", "arn:${AWS::Partition}:s3:::${Param:Open}"),
    ("!Sub 'arn:aws:s3:::${P1}'", "${Param:P1}", "arn:aws:s3:::${Param:P1}"),
    ("arn:aws:s3:::others", "others", "arn:aws:s3:::others"),
    ("!GetAtt Odd.Arn", None, "${GetAtt:Odd.Arn}"),
    ("!Ref P1", None, "${Param:P1}"),
    ("!Select [0, !Ref Ids]", None, None),
    ("dags", None, "dags"),
]


@pytest.mark.parametrize(("arn", "identity", "text"), BUCKETS)
def test_bucket_of_the_dags(arn: str, identity: str | None, text: str | None) -> None:
    rest = (
        "Dags: {Type: 'AWS::S3::Bucket'}\n"
        "Named: {Type: 'AWS::S3::Bucket', Properties: {BucketName: my-dags}}\n"
        "ByParameter: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref Open}}\n"
        "Odd: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Select [0, !Ref Ids]}}\n"
    )
    normalized = read(environment(f"SourceBucketArn: {arn}", rest=rest), SECTIONS)
    found = record(normalized, "environments", "Env")
    assert (found.source_bucket_id, found.source_bucket_arn) == (identity, text)
    if identity is None:
        assert ("environments", "Env", "source_bucket_id") in normalized.provenance.missing
    elif identity not in {"Dags", "Named", "ByParameter"}:
        bucket = record(normalized, "buckets", identity)
        assert (bucket.name, bucket.public_access_block) == (identity, None)
        assert ("buckets", identity) in normalized.provenance.missing


def test_a_bucket_may_be_called_as_a_resource_that_makes_another() -> None:
    made = "d: {Type: 'AWS::S3::Bucket'}\n"
    normalized = read(environment("SourceBucketArn: 'arn:aws:s3:::d'", rest=made))
    found = record(normalized, "environments", "Env")
    assert record(normalized, "buckets", found.source_bucket_id).name == "d"
    assert record(normalized, "buckets", "d").name == "${Ref:d}"


def test_two_environments_may_share_a_bucket_that_is_known_by_its_name() -> None:
    other = "Second: {Type: 'AWS::MWAA::Environment', Properties: {Name: b, SourceBucketArn: 'arn:aws:s3:::d'}}\n"
    normalized = read(environment("SourceBucketArn: arn:aws:s3:::d", rest=other))
    assert [bucket.id for bucket in normalized.inventory.buckets.items] == ["d"]


SWITCHES = [
    ("", (True, True, True, True)),
    ("PublicAccessBlockConfiguration: {BlockPublicAcls: true}", (True, False, False, False)),
    (
        (
            "PublicAccessBlockConfiguration: {BlockPublicAcls: 'true', IgnorePublicAcls: TRUE, "
            "BlockPublicPolicy: false, RestrictPublicBuckets: !Ref Open}"
        ),
        (True, True, False, None),
    ),
    ("PublicAccessBlockConfiguration: !If [Maybe, {BlockPublicAcls: true}, !Ref 'AWS::NoValue']", None),
    ("PublicAccessBlockConfiguration: all", None),
]


@pytest.mark.parametrize(("properties", "expected"), SWITCHES)
def test_public_access_block(properties: str, expected: tuple[bool | None, ...] | None) -> None:
    normalized = read(f"Dags: {{Type: 'AWS::S3::Bucket', Properties: {{{properties}}}}}\n", SECTIONS)
    found = record(normalized, "buckets", "Dags").public_access_block
    assert (found and tuple(found.model_dump().values())) == expected
    path = ("buckets", "Dags", "public_access_block")
    assert (path in normalized.provenance.assumed) is (not properties)
    if expected is None:
        assert path in normalized.provenance.missing


def test_an_environment_that_may_exist() -> None:
    normalized = read(environment("AirflowVersion: 2.8.1", before="Condition: Maybe, "), SECTIONS)
    assert ids(normalized.inventory.environments) == ["…"]
    assert cause(normalized, "environments") == "parameter Open"
    assert normalized.provenance.candidates["environments",] == ("Env",)


REGIONS = [
    ("eu-west-1a", None, "eu-west-1", "aws"),
    ("cn-north-1b", None, "cn-north-1", "aws-cn"),
    ("us-gov-west-1a", None, "us-gov-west-1", "aws-us-gov"),
    ("us-west-2-lax-1a", None, "us-west-2", "aws"),
    ("eu-west-1a", "us-east-1", "us-east-1", "aws"),
    ("!Select [0, !GetAZs '']", None, "${AWS::Region}", "${AWS::Partition}"),
    ("!Select [0, !GetAZs '']", "us-east-1", "us-east-1", "aws"),
]


@pytest.mark.parametrize(("zone", "given", "region", "partition"), REGIONS)
def test_region(zone: str, given: str | None, region: str, partition: str) -> None:
    subnet = f"One: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: vpc-1, AvailabilityZone: {zone}}}}}\n"
    normalized = read(subnet, region=given)
    context = normalized.inventory.context
    assert (context.region, context.partition) == (region, partition)
    assert (("context", "region") in normalized.provenance.missing) is region.startswith("${")


def test_a_region_that_hangs_on_a_default_is_assumed() -> None:
    sections = "Parameters: {Zone: {Type: 'AWS::EC2::AvailabilityZone::Name', Default: eu-west-1a}}\n"
    subnet = "One: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: vpc-1, AvailabilityZone: !Ref Zone}}\n"
    normalized = read(subnet, sections)
    assert normalized.inventory.context.region == "eu-west-1"
    assert [path for path in normalized.provenance.assumed if path[0] == "context"] == [
        ("context", "region", "parameter Zone")
    ]


def test_zones_of_two_regions_tell_none() -> None:
    resources = "".join(
        f"{name}: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: vpc-1, AvailabilityZone: {zone}}}}}\n"
        for name, zone in (("A", "eu-west-1a"), ("B", "us-east-1a"))
    )
    assert read(resources).inventory.context.region == "${AWS::Region}"


@pytest.mark.parametrize(("given", "expected"), [(None, "${AWS::AccountId}"), ("111122223333", "111122223333")])
def test_account(given: str | None, expected: str) -> None:
    normalized = read(SUBNETS, account=given)
    assert normalized.inventory.context.account_id == expected
    assert (("context", "account_id") in normalized.provenance.missing) is (given is None)
