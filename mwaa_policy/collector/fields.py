"""The members of responses that a dump keeps: those that tell of the network, and no others.

What is not named here is dropped, whatever AWS adds to its responses: tags, descriptions, and the
configuration options of Airflow, in which people keep passwords.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from mwaa_policy.sources.boto3 import operations as ops
from mwaa_policy.sources.boto3.operations import Operation

Fields: TypeAlias = "Mapping[str, Fields | None]"
"""Members by name: `None` for a value or a list of values, the members of an object or of each in a list."""


def _of(*values: str, **objects: Fields) -> Fields:
    return {**dict.fromkeys(values), **objects}


_STATE = _of("State")
_BLOCK = _of("InternetGatewayBlockMode")
_PORTS = _of("From", "To")
_VALUE = _of("Value")
_PERMISSION = _of(
    "IpProtocol",
    "FromPort",
    "ToPort",
    IpRanges=_of("CidrIp"),
    Ipv6Ranges=_of("CidrIpv6"),
    PrefixListIds=_of("PrefixListId"),
    UserIdGroupPairs=_of("GroupId", "UserId", "VpcId", "VpcPeeringConnectionId", "PeeringStatus"),
)
_SWITCHES = _of("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_ROUTE = _of(
    "DestinationCidrBlock",
    "DestinationIpv6CidrBlock",
    "DestinationPrefixListId",
    "GatewayId",
    "NatGatewayId",
    "EgressOnlyInternetGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "InstanceId",
    "NetworkInterfaceId",
    "OdbNetworkArn",
    "Origin",
    "State",
)

KEPT: Mapping[Operation, Fields] = {
    ops.ENVIRONMENT_NAMES: _of("Environments"),
    ops.ENVIRONMENT: _of(
        Environment=_of(
            "Name",
            "Arn",
            "Status",
            "AirflowVersion",
            "WebserverAccessMode",
            "EndpointManagement",
            "SourceBucketArn",
            "ExecutionRoleArn",
            "KmsKey",
            "DatabaseVpcEndpointService",
            "WebserverVpcEndpointService",
            "CeleryExecutorQueue",
            NetworkConfiguration=_of("SubnetIds", "SecurityGroupIds"),
            LastUpdate=_of("Status", "CreatedAt", Error=_of("ErrorCode", "ErrorMessage")),
        )
    ),
    ops.VPCS: _of(
        Vpcs=_of(
            "VpcId",
            "OwnerId",
            "CidrBlock",
            "DhcpOptionsId",
            "IsDefault",
            CidrBlockAssociationSet=_of("CidrBlock", CidrBlockState=_STATE),
            Ipv6CidrBlockAssociationSet=_of("Ipv6CidrBlock", Ipv6CidrBlockState=_STATE),
            BlockPublicAccessStates=_BLOCK,
        )
    ),
    ops.VPC_ATTRIBUTE: _of("VpcId", EnableDnsSupport=_VALUE, EnableDnsHostnames=_VALUE),
    ops.SUBNETS: _of(
        Subnets=_of(
            "SubnetId",
            "VpcId",
            "OwnerId",
            "CidrBlock",
            "AvailabilityZone",
            "AvailabilityZoneId",
            BlockPublicAccessStates=_BLOCK,
        )
    ),
    ops.ROUTE_TABLES: _of(
        RouteTables=_of(
            "RouteTableId",
            "VpcId",
            "OwnerId",
            Associations=_of("Main", "RouteTableId", "SubnetId", "GatewayId", AssociationState=_STATE),
            Routes=_ROUTE,
        )
    ),
    ops.NETWORK_ACLS: _of(
        NetworkAcls=_of(
            "NetworkAclId",
            "VpcId",
            "OwnerId",
            "IsDefault",
            Associations=_of("NetworkAclId", "SubnetId"),
            Entries=_of(
                "RuleNumber",
                "Egress",
                "Protocol",
                "RuleAction",
                "CidrBlock",
                "Ipv6CidrBlock",
                PortRange=_PORTS,
                IcmpTypeCode=_of("Type", "Code"),
            ),
        )
    ),
    ops.SECURITY_GROUPS: _of(
        SecurityGroups=_of(
            "GroupId", "GroupName", "VpcId", "OwnerId", IpPermissions=_PERMISSION, IpPermissionsEgress=_PERMISSION
        )
    ),
    ops.VPC_ENDPOINTS: _of(
        VpcEndpoints=_of(
            "VpcEndpointId",
            "VpcEndpointType",
            "VpcId",
            "OwnerId",
            "ServiceName",
            "ServiceRegion",
            "State",
            "PolicyDocument",
            "RouteTableIds",
            "SubnetIds",
            "PrivateDnsEnabled",
            "IpAddressType",
            "RequesterManaged",
            Groups=_of("GroupId", "GroupName"),
            DnsOptions=_of("PrivateDnsOnlyForInboundResolverEndpoint", "DnsRecordIpType"),
        )
    ),
    ops.NAT_GATEWAYS: _of(
        NatGateways=_of(
            "NatGatewayId",
            "VpcId",
            "SubnetId",
            "State",
            "ConnectivityType",
            "AvailabilityMode",
            NatGatewayAddresses=_of("AllocationId", "PublicIp", "PrivateIp", "AvailabilityZone"),
        )
    ),
    ops.INTERNET_GATEWAYS: _of(InternetGateways=_of("InternetGatewayId", "OwnerId", Attachments=_of("VpcId", "State"))),
    ops.DHCP_OPTIONS: _of(DhcpOptions=_of("DhcpOptionsId", DhcpConfigurations=_of("Key", Values=_VALUE))),
    ops.PREFIX_LISTS: _of(PrefixLists=_of("PrefixListId", "PrefixListName", "Cidrs")),
    ops.MANAGED_PREFIX_LISTS: _of(PrefixLists=_of("PrefixListId", "PrefixListName", "AddressFamily", "OwnerId")),
    ops.PREFIX_LIST_ENTRIES: _of(Entries=_of("Cidr")),
    ops.BLOCK_PUBLIC_ACCESS: _of(VpcBlockPublicAccessOptions=_of("State", "InternetGatewayBlockMode")),
    ops.BUCKET_ACCESS: _of(PublicAccessBlockConfiguration=_SWITCHES),
    ops.ACCOUNT_ACCESS: _of(PublicAccessBlockConfiguration=_SWITCHES),
}


def keep(operation: Operation, response: Mapping[str, Any], also: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what a dump keeps of a response, as JSON has it.

    Args:
        operation: What was called.
        response: What boto3 returned.
        also: Names of further members, which are kept whole wherever they stand.
    """
    return _kept_object(response, KEPT[operation], also)


def _kept_object(value: Mapping[str, Any], fields: Fields, also: frozenset[str]) -> dict[str, Any]:
    kept = {name: _kept(member, fields[name], also) for name, member in value.items() if name in fields}
    return kept | {name: _whole(member) for name, member in value.items() if name in also}


def _kept(value: Any, fields: Fields | None, also: frozenset[str]) -> Any:  # noqa: ANN401 - a foreign value
    if isinstance(value, list):
        return [_kept(one, fields, also) for one in value]
    if isinstance(value, dict):
        # Where a plain value is expected an object is something new: nobody knows what it holds.
        return _kept_object(value, fields or {}, also)
    return _plain(value) if fields is None else None


def _whole(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {name: _whole(member) for name, member in value.items()}
    return _plain(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - as above
    return value.isoformat() if isinstance(value, datetime) else value
