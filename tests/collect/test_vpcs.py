"""VPCs that are asked for by their ids: an environment is meant to be made there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import InputError, check, collect, normalize
from mwaa_policy.cli import main
from mwaa_policy.collector import make_request, read_policy
from tests.collect.cloud import SECRET, Cloud
from tests.collect.conftest import client
from tests.collect.network import Network, add_environment, make_network
from tests.collect.test_dump import ONE, one_dump
from tests.fixtures import responses as aws

TEMPLATE = """\
Parameters:
  SubnetIds: {Type: "List<AWS::EC2::Subnet::Id>"}
  GroupId: {Type: "AWS::EC2::SecurityGroup::Id"}
Resources:
  Airflow:
    Type: AWS::MWAA::Environment
    Properties:
      Name: airflow
      SourceBucketArn: arn:aws:s3:::dags
      ExecutionRoleArn: arn:aws:iam::123456789012:role/airflow
      NetworkConfiguration:
        SubnetIds: !Ref SubnetIds
        SecurityGroupIds: [!Ref GroupId]
"""


@pytest.fixture
def empty(cloud: Cloud, ec2: Any) -> Network:
    """Return a network in which there is no environment."""
    made = make_network(ec2)
    cloud.asked.clear()
    return made


def test_a_vpc_is_collected_without_an_environment(cloud: Cloud, empty: Network) -> None:
    dump = one_dump(empty.vpc)
    assert (dump.account, dump.environments, dump.vpcs) == (aws.ACCOUNT, (), (empty.vpc,))
    found = normalize(dump.document()).inventory
    [vpc] = found.vpcs.items
    assert set(vpc.complete.model_dump().values()) == {True}
    assert found.context.account_id == aws.ACCOUNT
    assert cloud.counts() - ONE == Counter({"GetCallerIdentity": 1})
    without = ("GetEnvironment", "DescribeSubnets", "GetBucketPublicAccessBlock", "GetManagedPrefixListEntries")
    assert ONE - cloud.counts() == Counter(without)
    assert SECRET not in dump.to_json()


def test_a_template_whose_subnets_are_parameters_is_decided_by_it(
    empty: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "environment.yaml"
    template.write_text(TEMPLATE)
    values = ["--parameter", f"SubnetIds={','.join(empty.subnets)}", "--parameter", f"GroupId={empty.group}"]
    assert main(["eval", str(template), *values]) == 4
    assert main(["collect", empty.vpc, "--output", f"{tmp_path}/live/"]) == 0
    assert f"eu-west-1: {empty.vpc} of account 123456789012, " in capsys.readouterr().err
    assert main(["eval", str(template), f"{tmp_path}/live", *values]) == 0
    assert main(["eval", str(template), "--live", empty.vpc, *values]) == 0
    assert "public routing, through NAT gateways" in capsys.readouterr().out


def test_vpcs_are_collected_beside_environments(cloud: Cloud, network: Network, ec2: Any) -> None:
    other = make_network(ec2)
    cloud.asked.clear()
    dump = one_dump("airflow", other.vpc, network.vpc)
    assert (dump.environments, dump.vpcs) == (("airflow",), tuple(sorted([network.vpc, other.vpc])))
    assert cloud.counts()["GetCallerIdentity"] == 0
    assert {one.id for one in normalize(dump.document()).inventory.vpcs.items} == {network.vpc, other.vpc}


def test_a_vpc_that_is_nowhere_is_named(cloud: Cloud, network: Network) -> None:
    del network
    with pytest.raises(InputError) as caught:
        collect("vpc-01234567")
    assert str(caught.value) == (
        "nothing could be collected: eu-west-1: describe_vpcs of vpc-01234567 failed with InvalidVpcID.NotFound; "
        "there is no such VPC"
    )
    assert cloud.counts() == Counter({"DescribeVpcs": 1})
    collected = collect("airflow", "vpc-01234567")
    assert [one.environments for one in collected.dumps] == [("airflow",)]
    assert [one.about for one in collected.failures] == ["vpc-01234567"]


def test_it_is_enough_that_one_region_has_it(cloud: Cloud, empty: Network) -> None:
    collected = collect(empty.vpc, regions=["us-east-1", aws.REGION])
    assert [one.region for one in collected.dumps] == [aws.REGION]
    assert collected.is_whole
    assert cloud.counts("us-east-1") == Counter({"DescribeVpcs": 1})


def test_without_the_permission_to_describe_it_the_rest_is_asked(cloud: Cloud, empty: Network) -> None:
    cloud.deny("DescribeVpcs")
    [dump] = collect(empty.vpc).dumps
    assert [one.call for one in dump.failures] == ["describe_vpcs"]
    assert cloud.counts()["DescribeVpcs"] == 1
    assert len(normalize(dump.document()).inventory.subnets.items) == 3


def test_without_an_account_there_is_no_dump(cloud: Cloud, empty: Network) -> None:
    cloud.deny("GetCallerIdentity")
    with pytest.raises(InputError, match="eu-west-1: get_caller_identity failed with AccessDenied"):
        collect(empty.vpc)


def test_the_account_that_asks_is_the_one_of_the_role(cloud: Cloud) -> None:
    account = "111111111111"
    made = make_network(client(cloud, "ec2", account=account))
    [dump] = collect(made.vpc, roles=[f"arn:aws:iam::{account}:role/audit"]).dumps
    assert dump.account == account
    assert check(dump.document()).environments == ()


def test_the_permissions_for_a_vpc_are_fewer() -> None:
    statements = read_policy(make_request(["vpc-01234567"]))["Statement"]
    assert [one["Sid"] for one in statements] == ["Network", "PrefixLists", "Account"]


def test_a_region_is_asked_for_what_is_named_there_and_for_no_more(cloud: Cloud, network: Network) -> None:
    add_environment(cloud, network, "stranger", region="us-east-1")
    collected = collect(aws.ARN, regions=[aws.REGION, "us-east-1"])
    assert [one.environments for one in collected.dumps] == [("airflow",)]
    assert cloud.counts("us-east-1") == Counter()
