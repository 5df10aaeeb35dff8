"""Resources as AWS Config and CloudControl describe them, and the API objects that they are made into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mwaa_policy.sources.boto3.operations import (
    INTERNET_GATEWAYS,
    NAT_GATEWAYS,
    NETWORK_ACLS,
    ROUTE_TABLES,
    SECURITY_GROUPS,
    SUBNETS,
    VPC_ENDPOINTS,
    VPCS,
    Operation,
)
from mwaa_policy.sources.boto3.recast import Members, Stand

LISTED: Mapping[str, Operation] = {
    "AWS::EC2::VPC": VPCS,
    "AWS::EC2::Subnet": SUBNETS,
    "AWS::EC2::RouteTable": ROUTE_TABLES,
    "AWS::EC2::NetworkAcl": NETWORK_ACLS,
    "AWS::EC2::SecurityGroup": SECURITY_GROUPS,
    "AWS::EC2::VPCEndpoint": VPC_ENDPOINTS,
    "AWS::EC2::NatGateway": NAT_GATEWAYS,
    "AWS::EC2::InternetGateway": INTERNET_GATEWAYS,
}
"""The operation that lists the resources of a type."""


class Described(NamedTuple):
    """A resource as a tool describes it."""

    type: str
    """Its type, as CloudFormation calls it."""
    id: str
    """Its id."""
    account: str | None
    """The account, where it is told."""
    region: str | None
    """The region, where it is told."""
    value: Mapping[str, Any]
    """What is told of it."""
    stand: Stand
    """Where that stands."""
    extra: tuple[Any, Stand] = (None, Stand("", ""))
    """What is told of it beside that, and where."""


class Part(NamedTuple):
    """What a resource tells of an API object."""

    operation: Operation
    """The operation that would tell it."""
    identity: str | None
    """The object of a list; `None` where the response is about one thing."""
    members: Members
    """What is told of the object, or the members of the response."""
    argument: str | None = None
    """What the call would be about."""
