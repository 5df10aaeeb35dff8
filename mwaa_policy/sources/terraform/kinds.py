"""Which attributes of which resources stand for which objects."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_policy.model import Collection

MWAA = "aws_mwaa_environment"
VPC = "aws_vpc"
DEFAULT_VPC = "aws_default_vpc"
SUBNETS = ("aws_subnet", "aws_default_subnet")
GROUP = "aws_security_group"
DEFAULT_GROUP = "aws_default_security_group"
ACL = "aws_network_acl"
DEFAULT_ACL = "aws_default_network_acl"
TABLE = "aws_route_table"
DEFAULT_TABLE = "aws_default_route_table"
ENDPOINT = "aws_vpc_endpoint"
BUCKET = "aws_s3_bucket"
MANAGED_LIST = "aws_ec2_managed_prefix_list"

_ID = frozenset({"id"})
_BUCKET = frozenset({"id", "bucket", "arn"})

OWN: Mapping[Collection, Mapping[str, frozenset[str]]] = {
    "environments": {MWAA: frozenset({"id", "name", "arn"})},
    "vpcs": {VPC: _ID, DEFAULT_VPC: _ID},
    "subnets": dict.fromkeys(SUBNETS, _ID),
    "security_groups": {GROUP: _ID, DEFAULT_GROUP: _ID},
    "network_acls": {ACL: _ID, DEFAULT_ACL: _ID},
    "route_tables": {TABLE: _ID | {"route_table_id"}, DEFAULT_TABLE: _ID},
    "vpc_endpoints": {ENDPOINT: _ID},
    "nat_gateways": {"aws_nat_gateway": _ID},
    "internet_gateways": {"aws_internet_gateway": _ID | {"internet_gateway_id"}},
    "prefix_lists": {MANAGED_LIST: _ID, "aws_prefix_list": _ID | {"prefix_list_id"}},
    "buckets": {BUCKET: _BUCKET},
}
"""By collection and type: the attributes that are the id of the object itself."""

OF_VPC: Mapping[str, Collection] = {
    "default_security_group_id": "security_groups",
    "default_network_acl_id": "network_acls",
    "default_route_table_id": "route_tables",
    "main_route_table_id": "route_tables",
}
"""Attributes of a VPC that are the id of what AWS makes with it."""

PREFIXES: Mapping[Collection, str] = {
    "environments": "arn:",
    "vpcs": "vpc-",
    "subnets": "subnet-",
    "security_groups": "sg-",
    "network_acls": "acl-",
    "route_tables": "rtb-",
    "vpc_endpoints": "vpce-",
    "nat_gateways": "nat-",
    "internet_gateways": "igw-",
    "prefix_lists": "pl-",
    "buckets": "arn:",
}
"""How live ids begin."""
