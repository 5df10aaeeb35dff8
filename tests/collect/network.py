"""Networks in moto: what environments of MWAA live in."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from tests.collect.cloud import SECRET, Cloud
from tests.fixtures import responses as aws

BUCKET = "dags"
SERVICES = ("sqs", "logs", "monitoring", "kms")
_TAGS = [{"Key": "password", "Value": SECRET}]


class Network(NamedTuple):
    """The ids of a network."""

    vpc: str
    subnets: tuple[str, str]
    group: str
    endpoint: str
    nat: str
    prefix_list: str
    bucket: str


def make_network(ec2: Any, bucket: str = BUCKET) -> Network:
    """Make a network with public routing and one S3 gateway endpoint; everything has a tag that nobody may see."""
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16", TagSpecifications=[_tags("vpc")])["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    region = ec2.meta.region_name
    public, *private = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.7.{index}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"][
            "SubnetId"
        ]
        for index, zone in enumerate("aab")
    ]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    _route(ec2, vpc, [public], GatewayId=gateway)
    table = _route(ec2, vpc, private, NatGatewayId=nat)
    prefix_list = ec2.create_managed_prefix_list(
        PrefixListName="office",
        AddressFamily="IPv4",
        MaxEntries=2,
        Entries=[{"Cidr": "192.0.2.0/25", "Description": SECRET}, {"Cidr": "192.0.2.128/25"}],
    )["PrefixList"]["PrefixListId"]
    group = ec2.create_security_group(GroupName="airflow", Description=SECRET, VpcId=vpc)["GroupId"]
    permit(ec2, group, IpProtocol="-1", UserIdGroupPairs=[{"GroupId": group}])
    office = {"PrefixListId": prefix_list, "Description": SECRET}
    permit(ec2, group, IpProtocol="tcp", FromPort=443, ToPort=443, PrefixListIds=[office])
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName=f"com.amazonaws.{region}.s3", RouteTableIds=[table], VpcEndpointType="Gateway"
    )["VpcEndpoint"]["VpcEndpointId"]
    return Network(vpc, (private[0], private[1]), group, endpoint, nat, prefix_list, bucket)


def permit(ec2: Any, group: str, **permission: Any) -> None:
    """Let something into a group."""
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


def make_bucket(s3: Any, name: str = BUCKET) -> None:
    """Make a bucket of which nothing is public."""
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=aws.switches(on=True))


def add_environment(
    cloud: Cloud,
    network: Network,
    name: str = "airflow",
    *,
    region: str = aws.REGION,
    account: str = aws.ACCOUNT,
) -> None:
    """Let MWAA have an environment, with all that it tells, passwords included."""
    cloud.environments(region, account)[name] = aws.environment(
        Name=name,
        Arn=f"arn:aws:airflow:{region}:{account}:environment/{name}",
        SourceBucketArn=f"arn:aws:s3:::{network.bucket}",
        NetworkConfiguration={"SubnetIds": list(network.subnets), "SecurityGroupIds": [network.group]},
        AirflowConfigurationOptions={"smtp.smtp_password": SECRET},
        Tags={"owner": SECRET},
        DagS3Path=SECRET,
        LoggingConfiguration={"TaskLogs": {"Enabled": True, "LogLevel": "INFO"}},
        WebserverUrl=SECRET,
        CreatedAt=1700000000,
        LastUpdate={"Status": "SUCCESS", "CreatedAt": 1700000000},
    )


def answers(ec2: Any, s3: Any, cloud: Cloud, network: Network, region: str = aws.REGION) -> dict[str, Any]:
    """Return what the APIs answer without filters, as somebody would write it down by hand."""
    names = ("vpcs", "subnets", "route_tables", "network_acls", "security_groups", "vpc_endpoints", "nat_gateways")
    lists = {
        f"describe_{name}": getattr(ec2, f"describe_{name}")()
        for name in (*names, "internet_gateways", "managed_prefix_lists", "prefix_lists", "dhcp_options")
    }
    return {
        **lists,
        "mwaa_get_environment": {name: {"Environment": one} for name, one in cloud.environments(region).items()},
        "describe_vpc_attribute": [
            ec2.describe_vpc_attribute(VpcId=network.vpc, Attribute=one)
            for one in ("enableDnsSupport", "enableDnsHostnames")
        ],
        "describe_vpc_block_public_access_options": {
            "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"}
        },
        "get_managed_prefix_list_entries": {
            one["PrefixListId"]: ec2.get_managed_prefix_list_entries(PrefixListId=one["PrefixListId"])
            for one in lists["describe_managed_prefix_lists"]["PrefixLists"]
            if one["PrefixListId"] == network.prefix_list or one["PrefixListName"].endswith(f"{region}.s3")
        },
        "s3_get_public_access_block": {BUCKET: s3.get_public_access_block(Bucket=BUCKET)},
        "s3control_get_public_access_block": {"Error": {"Code": "NoSuchPublicAccessBlockConfiguration"}},
    }


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return json.loads(json.dumps(value, default=str))


def _route(ec2: Any, vpc: str, subnets: list[str], **target: str) -> str:
    table: str = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return table


def _tags(kind: str) -> dict[str, Any]:
    return {"ResourceType": kind, "Tags": _TAGS}
