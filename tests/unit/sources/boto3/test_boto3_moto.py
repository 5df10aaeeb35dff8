"""From real calls of boto3, answered by moto, to an inventory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from mwaa_policy.sources.detect import normalize, read_inputs
from tests.fixtures import responses as aws

DESCRIBES = (
    "describe_vpcs",
    "describe_subnets",
    "describe_route_tables",
    "describe_network_acls",
    "describe_security_groups",
    "describe_security_group_rules",
    "describe_vpc_endpoints",
    "describe_nat_gateways",
    "describe_internet_gateways",
    "describe_managed_prefix_lists",
    "describe_dhcp_options",
)


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield boto3.client("ec2", region_name=aws.REGION), boto3.client("s3", region_name=aws.REGION)


def build(ec2: Any) -> dict[str, Any]:
    """Make a network with a public and two private subnets, and return its ids."""
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    names = [(f"10.7.{index}.0/24", f"{aws.REGION}{zone}") for index, zone in enumerate("aab")]
    public, *private = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for cidr, zone in names
    ]
    igw = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    tables = []
    for subnets, target in (([public], {"GatewayId": igw}), (private, {"NatGatewayId": nat})):
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)
        for subnet in subnets:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        tables.append(table)
    group = ec2.create_security_group(GroupName="airflow", Description="airflow", VpcId=vpc)["GroupId"]
    pair = [{"GroupId": group}]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": pair}])
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName=f"com.amazonaws.{aws.REGION}.s3", RouteTableIds=[tables[1]], VpcEndpointType="Gateway"
    )["VpcEndpoint"]["VpcEndpointId"]
    return {"vpc": vpc, "private": private, "public": public, "group": group, "nat": nat, "endpoint": endpoint}


def responses(ec2: Any, s3: Any, made: dict[str, Any]) -> dict[str, Any]:
    s3.create_bucket(Bucket="dags", CreateBucketConfiguration={"LocationConstraint": aws.REGION})
    s3.put_public_access_block(Bucket="dags", PublicAccessBlockConfiguration=aws.switches(on=True))
    network = {"SubnetIds": made["private"], "SecurityGroupIds": [made["group"]]}
    attributes = ("enableDnsSupport", "enableDnsHostnames")
    return {
        **{f"ec2.{name}": getattr(ec2, name)() for name in DESCRIBES},
        "ec2.describe_vpc_attribute": [
            ec2.describe_vpc_attribute(VpcId=made["vpc"], Attribute=attribute) for attribute in attributes
        ],
        "s3.get_public_access_block": {"dags": s3.get_public_access_block(Bucket="dags")},
        # moto has no MWAA.
        "mwaa.get_environment": {"airflow": {"Environment": aws.environment(NetworkConfiguration=network)}},
    }


def test_responses_of_boto3_become_an_inventory(clients: tuple[Any, Any], tmp_path: Any) -> None:
    ec2, s3 = clients
    made = build(ec2)
    for name, response in responses(ec2, s3, made).items():
        (tmp_path / f"{name}.json").write_text(json.dumps({name: response}, default=str))
    found = normalize(read_inputs([tmp_path]))
    assert found.kind == "boto3"
    assert found.provenance.skipped == []
    networks = list(found.inventory.networks())
    assert len(networks) == 2  # the default VPC is one
    network = networks[0]
    assert [one.subnet_ids.items for one in network.environments.items] == [tuple(made["private"])]
    assert {one.id for one in network.subnets.items} == {made["public"], *made["private"]}
    vpc = network.vpcs.items[0]
    assert (vpc.id, vpc.dns_support, vpc.dns_hostnames) == (made["vpc"], True, True)
    assert set(vpc.complete.model_dump().values()) == {True}
    group = next(one for one in network.security_groups.items if one.id == made["group"])
    assert [rule.key for rule in group.ingress.items] == [f"ingress all 0 65535 sg:{made['group']}"]
    assert [rule.key for rule in group.egress.items] == ["egress all 0 65535 0.0.0.0/0"]
    endpoint = network.vpc_endpoints.items[0]
    assert (endpoint.id, endpoint.type, endpoint.service, endpoint.private_dns) == (
        made["endpoint"], "Gateway", "s3", False,
    )  # fmt: skip
    tables = {one.id: one for one in network.route_tables.items}
    for subnet in network.subnets.items:
        if subnet.id in made["private"]:
            routes = tables[subnet.route_table_ids.items[0]].routes.items
            assert [(one.key, one.target_kind) for one in routes] == [
                ("10.7.0.0/16", "local"), ("0.0.0.0/0", "nat_gateway"),
            ]  # fmt: skip
    assert [(one.id, one.state, one.has_address) for one in network.nat_gateways.items] == [
        (made["nat"], "available", True)
    ]
    block = network.buckets.items[0].public_access_block
    assert block is not None
    assert set(block.model_dump().values()) == {True}
    acl = network.network_acls.items[0]
    assert (acl.default, {one.key for one in acl.entries.items}) == (True, {"ingress/100", "egress/100"})
