"""What `Ref` and `Fn::GetAtt` say of the resources of a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VPC: Final = "AWS::EC2::VPC"
SUBNET: Final = "AWS::EC2::Subnet"
GROUP: Final = "AWS::EC2::SecurityGroup"
TABLE: Final = "AWS::EC2::RouteTable"
ACL: Final = "AWS::EC2::NetworkAcl"
ENDPOINT: Final = "AWS::EC2::VPCEndpoint"
NAT: Final = "AWS::EC2::NatGateway"
GATEWAY: Final = "AWS::EC2::InternetGateway"
PREFIX_LIST: Final = "AWS::EC2::PrefixList"
BUCKET: Final = "AWS::S3::Bucket"
ENVIRONMENT: Final = "AWS::MWAA::Environment"

IDENTIFYING: Mapping[str, frozenset[str]] = {
    VPC: frozenset({"VpcId"}),
    SUBNET: frozenset({"SubnetId"}),
    GROUP: frozenset({"GroupId", "Id"}),
    TABLE: frozenset({"RouteTableId"}),
    ACL: frozenset({"Id"}),
    ENDPOINT: frozenset({"Id"}),
    NAT: frozenset({"NatGatewayId"}),
    GATEWAY: frozenset({"InternetGatewayId"}),
    PREFIX_LIST: frozenset({"PrefixListId"}),
    "AWS::EC2::DHCPOptions": frozenset({"DhcpOptionsId"}),
    "AWS::EC2::EgressOnlyInternetGateway": frozenset({"Id"}),
    "AWS::EC2::VPNGateway": frozenset({"VPNGatewayId"}),
    "AWS::EC2::TransitGateway": frozenset({"Id"}),
}
"""The attributes that say the same as `Ref`."""

PROPERTY: Mapping[tuple[str, str | None], str] = {
    (VPC, "CidrBlock"): "CidrBlock",
    (SUBNET, "CidrBlock"): "CidrBlock",
    (SUBNET, "AvailabilityZone"): "AvailabilityZone",
    (SUBNET, "AvailabilityZoneId"): "AvailabilityZoneId",
    (SUBNET, "VpcId"): "VpcId",
    (GROUP, "VpcId"): "VpcId",
    (BUCKET, None): "BucketName",
    (ENVIRONMENT, None): "Name",
}
"""The attributes (`None` is `Ref`) that repeat a property of the resource."""

TYPES: Mapping[str, str] = {
    "vpcs": VPC,
    "subnets": SUBNET,
    "security_groups": GROUP,
    "route_tables": TABLE,
    "network_acls": ACL,
    "vpc_endpoints": ENDPOINT,
    "nat_gateways": NAT,
    "internet_gateways": GATEWAY,
    "prefix_lists": PREFIX_LIST,
    "buckets": BUCKET,
    "environments": ENVIRONMENT,
    "dhcp_options": "AWS::EC2::DHCPOptions",
    "vpn_gateways": "AWS::EC2::VPNGateway",
}
"""The type of resource behind the ids of a collection."""

WORDS: Mapping[str, str] = {
    "vpcs": "a VPC",
    "subnets": "a subnet",
    "security_groups": "a security group",
    "route_tables": "a route table",
    "network_acls": "a network ACL",
    "nat_gateways": "a NAT gateway",
    "internet_gateways": "an Internet gateway",
    "prefix_lists": "a prefix list",
    "dhcp_options": "a set of DHCP options",
    "vpn_gateways": "a VPN gateway",
}
"""What people call a member of a collection."""
