"""The API operations whose responses are read, and the ways in which people spell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mwaa_policy.model import Collection

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_ACCOUNT = re.compile(r"\d{12}")
_DIGITS = re.compile(r"\d+")
_ENVIRONMENT = frozenset({"NetworkConfiguration", "SourceBucketArn", "AirflowVersion"})
_PREFIXES = {"mwaa": "airflow"}
# IAM has names of its own for the calls about public access.
_PERMISSIONS = {
    "s3 get_public_access_block": "s3:GetBucketPublicAccessBlock",
    "s3control get_public_access_block": "s3:GetAccountPublicAccessBlock",
}


class Operation(NamedTuple):
    """An operation, and how its response is recognised."""

    service: str
    """The service as boto3 and the AWS CLI call it."""
    name: str
    """The name as boto3 calls it."""
    members: tuple[str, ...]
    """Members of which a response has one."""
    shape: type[list[Any] | dict[str, Any]] = list
    """What these members hold."""
    collection: Collection | None = None
    """The collection that it surveys by VPC."""
    vpc_filter: str | None = None
    """The filter that narrows it to one VPC."""
    identity: str | None = None
    """The member that identifies each of the objects that it lists."""
    needs_argument: bool = False
    """Whether the response alone does not tell what it is about."""

    @property
    def member(self) -> str:
        """The member that holds what was asked for."""
        return self.members[0]

    @property
    def title(self) -> str:
        """The name by which messages call it: as short as is clear."""
        return f"{self.service} {self.name}" if self.service in {"s3", "s3control"} else self.name

    @property
    def command(self) -> str:
        """The command of the AWS CLI that gives its response."""
        return f"aws {self.service} {self.name.replace('_', '-')}"

    @property
    def permission(self) -> str:
        """The IAM action that allows to call it."""
        return _PERMISSIONS.get(self.title) or f"{_PREFIXES.get(self.service, self.service)}:{_camel(self.name)}"


def _listing(name: str, member: str, identity: str) -> Operation:
    return Operation("ec2", name, (member,), identity=identity)


def _survey(collection: Collection, member: str, identity: str, vpc_filter: str = "vpc-id") -> Operation:
    name = f"describe_{collection}"
    return Operation("ec2", name, (member,), collection=collection, vpc_filter=vpc_filter, identity=identity)


SUBNETS = _survey("subnets", "Subnets", "SubnetId")
ROUTE_TABLES = _survey("route_tables", "RouteTables", "RouteTableId")
NETWORK_ACLS = _survey("network_acls", "NetworkAcls", "NetworkAclId")
SECURITY_GROUPS = _survey("security_groups", "SecurityGroups", "GroupId")
VPC_ENDPOINTS = _survey("vpc_endpoints", "VpcEndpoints", "VpcEndpointId")
NAT_GATEWAYS = _survey("nat_gateways", "NatGateways", "NatGatewayId")
INTERNET_GATEWAYS = _survey("internet_gateways", "InternetGateways", "InternetGatewayId", "attachment.vpc-id")
VPCS = _listing("describe_vpcs", "Vpcs", "VpcId")
GROUP_RULES = _listing("describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId")
PREFIX_LISTS = _listing("describe_prefix_lists", "PrefixLists", "PrefixListId")
MANAGED_PREFIX_LISTS = _listing("describe_managed_prefix_lists", "PrefixLists", "PrefixListId")
DHCP_OPTIONS = _listing("describe_dhcp_options", "DhcpOptions", "DhcpOptionsId")
PREFIX_LIST_ENTRIES = Operation("ec2", "get_managed_prefix_list_entries", ("Entries",), needs_argument=True)
VPC_ATTRIBUTE = Operation("ec2", "describe_vpc_attribute", ("EnableDnsSupport", "EnableDnsHostnames"), dict)
BLOCK_PUBLIC_ACCESS = Operation(
    "ec2", "describe_vpc_block_public_access_options", ("VpcBlockPublicAccessOptions",), dict
)
ENVIRONMENT = Operation("mwaa", "get_environment", ("Environment",), dict)
# Other services have lists of environments, too: only its name tells whose they are.
ENVIRONMENT_NAMES = Operation("mwaa", "list_environments", ("Environments",), needs_argument=True)
BUCKET_ACCESS = Operation(
    "s3", "get_public_access_block", ("PublicAccessBlockConfiguration",), dict, needs_argument=True
)
ACCOUNT_ACCESS = Operation(
    "s3control", "get_public_access_block", ("PublicAccessBlockConfiguration",), dict, needs_argument=True
)

OPERATIONS = (
    VPCS,
    VPC_ATTRIBUTE,
    SUBNETS,
    ROUTE_TABLES,
    NETWORK_ACLS,
    SECURITY_GROUPS,
    GROUP_RULES,
    VPC_ENDPOINTS,
    NAT_GATEWAYS,
    INTERNET_GATEWAYS,
    PREFIX_LISTS,
    MANAGED_PREFIX_LISTS,
    PREFIX_LIST_ENTRIES,
    DHCP_OPTIONS,
    BLOCK_PUBLIC_ACCESS,
    ENVIRONMENT_NAMES,
    ENVIRONMENT,
    BUCKET_ACCESS,
    ACCOUNT_ACCESS,
)
DENIALS = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
"""The codes of the errors of calls that are not permitted."""
SURVEYS: Mapping[Collection, Operation] = {one.collection: one for one in OPERATIONS if one.collection}
"""The operation that tells what a VPC has of each kind."""


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())


def _spellings(operation: Operation) -> tuple[str, ...]:
    name = _letters(operation.name)
    services = (operation.service, "airflow") if operation.service == "mwaa" else (operation.service,)
    prefixed = tuple(f"{aws}{service}{name}" for service in services for aws in ("", "aws"))
    return prefixed if operation is ACCOUNT_ACCESS else (name, *prefixed)


_BY_SPELLING = {spelling: operation for operation in OPERATIONS for spelling in _spellings(operation)}
_LONGEST_FIRST = sorted(_BY_SPELLING, key=len, reverse=True)


def operation_named(text: str) -> Operation | None:
    """Return the operation of a name, in snake, camel or kebab case, with or without its service."""
    return _BY_SPELLING.get(_letters(text))


def operation_in_file_name(stem: str) -> tuple[Operation, str | None] | None:
    """Return the operation that a file is named by, and the argument that follows it, if there is one.

    `ec2.DescribeSubnets_1` tells no argument, `get-public-access-block_my-bucket` does.
    """
    letters = _letters(stem)
    for spelling in _LONGEST_FIRST:
        at = letters.find(spelling)
        if at >= 0:
            return _BY_SPELLING[spelling], _argument(stem, at + len(spelling))
    return None


def _argument(stem: str, letters_before: int) -> str | None:
    """Return what follows the first so many letters of a text; a page number is no argument."""
    seen = 0
    for index, character in enumerate(stem):
        if seen == letters_before:
            rest = stem[index:].strip("_-. ")
            number = _DIGITS.fullmatch(rest) and not _ACCOUNT.fullmatch(rest)
            return None if number or not rest else rest
        seen += len(_letters(character))
    return None


def is_response(operation: Operation, value: Mapping[str, Any]) -> bool:
    """Return whether an object is a response of the operation, an error included."""
    if operation is ENVIRONMENT and "Environment" in value:
        return is_environment(value["Environment"])
    if _has_member(operation, value):
        return True
    return is_error(value) or isinstance(value.get("ResponseMetadata"), dict)


def is_error(value: Mapping[str, Any]) -> bool:
    """Return whether an object is what boto3 holds of a failed call."""
    error = value.get("Error")
    return isinstance(error, dict) and isinstance(error.get("Code"), str)


def is_environment(value: object) -> bool:
    """Return whether a value is an environment of MWAA; Lambda has another `Environment`."""
    return isinstance(value, dict) and not _ENVIRONMENT.isdisjoint(value)


def operations_of(value: Mapping[str, Any]) -> Iterator[Operation]:
    """Return the operations that a bare response answers, by its members.

    It is one, or several where somebody made one object of several responses. Of
    `get_managed_prefix_list_entries` and `get_public_access_block` the response does not tell what
    it is about, and of `list_environments` not whose it is, so they are not recognised.
    """
    for operation in OPERATIONS:
        if not operation.needs_argument and operation is not MANAGED_PREFIX_LISTS and _has_member(operation, value):
            yield MANAGED_PREFIX_LISTS if operation is PREFIX_LISTS and _is_managed(value) else operation


def _has_member(operation: Operation, value: Mapping[str, Any]) -> bool:
    if operation is ENVIRONMENT:
        return is_environment(value.get("Environment"))
    return any(isinstance(value.get(member), operation.shape) for member in operation.members)


def _is_managed(value: Mapping[str, Any]) -> bool:
    """Return whether prefix lists are those of `describe_managed_prefix_lists`; both calls name them alike."""
    return any(isinstance(one, dict) and "AddressFamily" in one for one in value["PrefixLists"])
