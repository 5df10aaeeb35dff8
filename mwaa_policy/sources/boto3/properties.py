"""Makes API objects of resources under the names that CloudFormation has for their properties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mwaa_policy.provenance import Assumption
from mwaa_policy.sources.boto3.described import LISTED, Described, Part
from mwaa_policy.sources.boto3.operations import (
    BUCKET_ACCESS,
    DHCP_OPTIONS,
    ENVIRONMENT,
    INTERNET_GATEWAYS,
    MANAGED_PREFIX_LISTS,
    NAT_GATEWAYS,
    NETWORK_ACLS,
    ROUTE_TABLES,
    SECURITY_GROUPS,
    VPC_ATTRIBUTE,
    VPC_ENDPOINTS,
    VPCS,
    Operation,
)
from mwaa_policy.sources.boto3.recast import Elements, Members, Stand, recast

_ALL_RULES = Assumption(
    subject="rules of security groups",
    text="the rules that CloudControl tells of a security group are all that it has",
    option="the response of `aws ec2 describe-security-groups`",
)
_RULES = {
    "SecurityGroupIngress": ("Source", "IpPermissions"),
    "SecurityGroupEgress": ("Destination", "IpPermissionsEgress"),
}
_ENVIRONMENT = (
    "Arn",
    "NetworkConfiguration",
    "WebserverAccessMode",
    "EndpointManagement",
    "AirflowVersion",
    "SourceBucketArn",
    "ExecutionRoleArn",
    "KmsKey",
    "DatabaseVpcEndpointService",
    "WebserverVpcEndpointService",
    "CeleryExecutorQueue",
)
_INBOUND_ONLY = {"OnlyInboundResolver": True, "AllResolvers": False}


def parts_of(one: Described) -> Iterator[Part]:
    """Return the API objects of which a resource tells something."""
    yield from TYPES[one.type](one, recast(one.value, one.stand))


def _made(operation: Operation, identity: Any, stand: Stand, *members: tuple[str, Any, Stand]) -> Iterator[Part]:  # noqa: ANN401 - a foreign value
    """Give what is told of an object, unless it is not told which."""
    if isinstance(identity, str) and identity:
        told = [(name, value, where) for name, value, where in members if value is not None]
        yield Part(operation, identity, Members(stand, [*told, (str(operation.identity), identity, stand)]))


def _same(found: Members, *names: str) -> list[tuple[str, Any, Stand]]:
    """Return the properties that the API calls the same."""
    return [(name, found[name], found.stands[name]) for name in names if name in found]


def _renamed(found: Members, names: Mapping[str, str]) -> list[tuple[str, Any, Stand]]:
    return [(member, found[name], found.stands[name]) for name, member in names.items() if name in found]


def _some(value: Any, stand: Stand) -> Elements:  # noqa: ANN401 - a foreign value
    """Return a list of which one element is told."""
    return Elements([(value, stand)], whole=False)


def _plain(*names: str) -> Callable[[Described, Members], Iterator[Part]]:
    """Return what reads a resource whose properties the API calls the same."""
    return lambda one, found: _made(LISTED[one.type], one.id, one.stand, *_same(found, *names))


def _vpc(one: Described, found: Members) -> Iterator[Part]:
    members = _same(found, "CidrBlock")
    associations = found.get("CidrBlockAssociations")
    if isinstance(associations, list) and len(associations) == 1 and "CidrBlock" in found:
        where = found.stands["CidrBlock"]
        only = Members(where, _same(found, "CidrBlock"))
        members.append(("CidrBlockAssociationSet", Elements([(only, where)]), where))
    yield from _made(VPCS, one.id, one.stand, *members)
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        if name in found:
            where = found.stands[name]
            value = Members(where, [("Value", found[name], where)])
            yield Part(VPC_ATTRIBUTE, None, Members(one.stand, [(name, value, where)]), one.id)
    in_vpc = ("VpcId", one.id, one.stand)
    default = ("IsDefault", True, one.stand)
    yield from _made(NETWORK_ACLS, found.get("DefaultNetworkAcl"), one.stand, in_vpc, default)
    named = ("GroupName", "default", one.stand)
    yield from _made(SECURITY_GROUPS, found.get("DefaultSecurityGroup"), one.stand, in_vpc, named)


def _route(one: Described, found: Members) -> Iterator[Part]:
    if "VpcEndpointId" in found:
        found.put("GatewayId", found["VpcEndpointId"], found.stands["VpcEndpointId"])
    routes = ("Routes", _some(found, one.stand), one.stand)
    yield from _made(ROUTE_TABLES, found.get("RouteTableId"), one.stand, routes)


def _associated(operation: Operation, found: Members, stand: Stand) -> Iterator[Part]:
    association = Members(stand, _same(found, "SubnetId"))
    associations = ("Associations", _some(association, stand), stand)
    yield from _made(operation, found.get(str(operation.identity)), stand, associations)


def _acl_entry(one: Described, found: Members) -> Iterator[Part]:
    protocol = found.get("Protocol")
    if isinstance(protocol, int):
        found.put("Protocol", str(protocol), found.stands["Protocol"])
    entries = ("Entries", _some(found, one.stand), one.stand)
    yield from _made(NETWORK_ACLS, found.get("NetworkAclId"), one.stand, entries)


def _group(one: Described, found: Members) -> Iterator[Part]:
    members = _same(found, "GroupName", "VpcId")
    for name, (peer, member) in _RULES.items():
        rules = found.get(name)
        if isinstance(rules, Elements):
            listed = Elements((_permission(rule, peer), where) for rule, where in zip(rules, rules.stands, strict=True))
            listed.assumed = _ALL_RULES
            members.append((member, listed, found.stands[name]))
    yield from _made(SECURITY_GROUPS, one.id, one.stand, *members)


def _group_rule(one: Described, found: Members) -> Iterator[Part]:
    peer, member = _RULES[one.type.removeprefix("AWS::EC2::")]
    rules = (member, _some(_permission(found, peer), one.stand), one.stand)
    yield from _made(SECURITY_GROUPS, found.get("GroupId"), one.stand, rules)


def _permission(rule: Any, peer: str) -> Any:  # noqa: ANN401 - a foreign value
    """Return a permission with the one peer that a rule has."""
    if not isinstance(rule, Members):
        return rule
    owner = {f"{peer}SecurityGroupId": "GroupId", f"{peer}SecurityGroupOwnerId": "UserId"}
    peers = {
        "Ipv6Ranges": _same(rule, "CidrIpv6"),
        "PrefixListIds": _renamed(rule, {f"{peer}PrefixListId": "PrefixListId"}),
        "UserIdGroupPairs": _renamed(rule, owner),
    }
    # Where no peer is told, a range without one is: it cannot be read, and the rules are not complete.
    told = next(((name, held) for name, held in peers.items() if held), ("IpRanges", _same(rule, "CidrIp")))
    made = Members(rule.stand, _same(rule, "IpProtocol", "FromPort", "ToPort"))
    made.put(told[0], Elements([(Members(rule.stand, told[1]), rule.stand)]), rule.stand)
    return made


def _endpoint(one: Described, found: Members) -> Iterator[Part]:
    members = _same(found, "VpcId", "ServiceName", "VpcEndpointType", "PolicyDocument", "PrivateDnsEnabled")
    members += _same(found, "RouteTableIds", "SubnetIds", "ServiceRegion", "IpAddressType")
    groups = found.get("SecurityGroupIds")
    if isinstance(groups, Elements):
        listed = ((Members(at, [("GroupId", group, at)]), at) for group, at in zip(groups, groups.stands, strict=True))
        members.append(("Groups", Elements(listed), found.stands["SecurityGroupIds"]))
    options = found.get("DnsOptions")
    if isinstance(options, Members):
        where = found.stands["DnsOptions"]
        told = _same(options, "DnsRecordIpType")
        name = "PrivateDnsOnlyForInboundResolverEndpoint"
        inbound = _INBOUND_ONLY.get(str(options.get(name)))
        if inbound is not None:
            told.append((name, inbound, where))
        members.append(("DnsOptions", Members(where, told), where))
    yield from _made(VPC_ENDPOINTS, one.id, one.stand, *members)


def _nat(one: Described, found: Members) -> Iterator[Part]:
    members = _same(found, "VpcId", "SubnetId", "ConnectivityType", "AvailabilityMode")
    if "SubnetId" in found and "AvailabilityMode" not in found:
        # A regional NAT gateway is in no subnet.
        members.append(("AvailabilityMode", "zonal", found.stands["SubnetId"]))
    yield from _made(NAT_GATEWAYS, one.id, one.stand, *members)


def _attachment(one: Described, found: Members) -> Iterator[Part]:
    """Read what attaches an Internet gateway, which is in one VPC at most."""
    attached = Members(one.stand, _same(found, "VpcId"))
    attachments = ("Attachments", Elements([(attached, one.stand)]), one.stand)
    yield from _made(INTERNET_GATEWAYS, found.get("InternetGatewayId"), one.stand, attachments)


def _prefix_list(one: Described, found: Members) -> Iterator[Part]:
    members = _same(found, "PrefixListName", "AddressFamily")
    entries = found.get("Entries")
    if isinstance(entries, Elements):
        ranges = ((entry.get("Cidr") if isinstance(entry, Members) else entry) for entry in entries)
        members.append(("Cidrs", Elements(zip(ranges, entries.stands, strict=True)), found.stands["Entries"]))
    yield from _made(MANAGED_PREFIX_LISTS, one.id, one.stand, *members)


def _dhcp_options(one: Described, found: Members) -> Iterator[Part]:
    servers = found.get("DomainNameServers")
    told: list[tuple[str, Any, Stand]] = []
    if isinstance(servers, list):
        where = found.stands["DomainNameServers"]
        option = Members(where, [("Key", "domain-name-servers", where), ("Values", servers, where)])
        told = [("DhcpConfigurations", Elements([(option, where)]), where)]
    yield from _made(DHCP_OPTIONS, one.id, one.stand, *told)


def _dhcp_association(one: Described, found: Members) -> Iterator[Part]:
    yield from _made(VPCS, found.get("VpcId"), one.stand, *_same(found, "DhcpOptionsId"))


def _bucket(one: Described, found: Members) -> Iterator[Part]:
    name = BUCKET_ACCESS.member
    if name in found:
        yield Part(BUCKET_ACCESS, None, Members(one.stand, _same(found, name)), one.id)


def _environment(one: Described, found: Members) -> Iterator[Part]:
    arn = found.get("Arn")
    identity = arn if isinstance(arn, str) else one.id
    yield Part(ENVIRONMENT, identity, Members(one.stand, [("Name", one.id, one.stand), *_same(found, *_ENVIRONMENT)]))


TYPES: Mapping[str, Callable[[Described, Members], Iterator[Part]]] = {
    "AWS::EC2::VPC": _vpc,
    "AWS::EC2::VPCDHCPOptionsAssociation": _dhcp_association,
    "AWS::EC2::DHCPOptions": _dhcp_options,
    "AWS::EC2::Subnet": _plain(
        "VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId", "BlockPublicAccessStates"
    ),
    "AWS::EC2::RouteTable": _plain("VpcId"),
    "AWS::EC2::Route": _route,
    "AWS::EC2::SubnetRouteTableAssociation": lambda one, found: _associated(ROUTE_TABLES, found, one.stand),
    "AWS::EC2::NetworkAcl": _plain("VpcId"),
    "AWS::EC2::NetworkAclEntry": _acl_entry,
    "AWS::EC2::SubnetNetworkAclAssociation": lambda one, found: _associated(NETWORK_ACLS, found, one.stand),
    "AWS::EC2::SecurityGroup": _group,
    "AWS::EC2::SecurityGroupIngress": _group_rule,
    "AWS::EC2::SecurityGroupEgress": _group_rule,
    "AWS::EC2::VPCEndpoint": _endpoint,
    "AWS::EC2::NatGateway": _nat,
    "AWS::EC2::InternetGateway": _plain(),
    "AWS::EC2::VPCGatewayAttachment": _attachment,
    "AWS::EC2::PrefixList": _prefix_list,
    "AWS::S3::Bucket": _bucket,
    "AWS::MWAA::Environment": _environment,
}
"""What reads the properties of each type."""
