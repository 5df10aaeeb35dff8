"""Asks for what environments touch: their VPCs with all that is in them, and their buckets.

The calls are narrowed to the VPCs, so that their number does not hang on what else the account
has, nor on how many environments share a VPC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mwaa_policy.collector.asker import Asker
from mwaa_policy.collector.calls import Call
from mwaa_policy.sources.boto3 import operations as ops
from mwaa_policy.sources.boto3.operations import DENIALS, Operation

# A filter of EC2 takes no more.
_VALUES = 200
_ATTRIBUTES = ("enableDnsSupport", "enableDnsHostnames")

Json = Mapping[str, Any]


def find_vpcs(asker: Asker, environments: Sequence[Json], wanted: Sequence[str]) -> list[str]:
    """Return the VPCs of environments, and those that are wanted beside them and that the region has."""
    found = set(_locate(asker, environments)) if environments else set()
    answers = asker.ask(_filtered(ops.VPCS, "vpc-id", sorted({*wanted} - found)))
    if any(one.error in DENIALS for one in answers):
        # Whether the region has them is not known, and the rest may tell.
        return sorted({*found, *wanted})
    return sorted(found | {*wanted} & asker.recording.objects(ops.VPCS).keys())


def read_network(asker: Asker, environments: Sequence[Json], vpc_ids: Sequence[str], account: str) -> None:
    """Ask for everything that VPCs have, and environments touch."""
    asker.ask([*_of_vpcs(asker, vpc_ids), Call(operation=ops.PREFIX_LISTS), *_of_buckets(environments, account)])
    asker.ask(_named_by_others(asker, environments, account))


def _locate(asker: Asker, environments: Sequence[Json]) -> list[str]:
    """Return the VPCs of environments: their subnets tell, else the ACLs of these, else their groups."""
    subnet_ids, group_ids = _members(environments, "SubnetIds"), _members(environments, "SecurityGroupIds")
    tried = []
    for operation, name, values in (
        (ops.SUBNETS, "subnet-id", subnet_ids),
        (ops.NETWORK_ACLS, "association.subnet-id", subnet_ids),
        (ops.SECURITY_GROUPS, "group-id", group_ids),
    ):
        tried += asker.ask(_filtered(operation, name, values), tentative=True)
        found = _ids(asker.recording.objects(operation).values(), "VpcId")
        if found:
            return sorted(found)
    for answer in tried:
        if answer.error:
            asker.fail(answer)
    return []


def _of_vpcs(asker: Asker, vpc_ids: Sequence[str]) -> Iterator[Call]:
    if not asker.recording.failed(ops.VPCS):
        yield from _filtered(ops.VPCS, "vpc-id", sorted({*vpc_ids} - asker.recording.objects(ops.VPCS).keys()))
    for operation in ops.SURVEYS.values():
        yield from _filtered(operation, operation.vpc_filter or "", vpc_ids)
    for vpc_id in vpc_ids:
        for attribute in _ATTRIBUTES:
            arguments = {"VpcId": vpc_id, "Attribute": attribute}
            yield Call(operation=ops.VPC_ATTRIBUTE, arguments=arguments, about=vpc_id)


def _of_buckets(environments: Sequence[Json], account: str) -> Iterator[Call]:
    arns = {one.get("SourceBucketArn") or "" for one in environments}
    for bucket in sorted({arn.partition(":::")[2] for arn in arns} - {""}):
        yield Call(operation=ops.BUCKET_ACCESS, arguments={"Bucket": bucket}, about=bucket)
    if account:
        yield Call(operation=ops.ACCOUNT_ACCESS, arguments={"AccountId": account}, about=account)


def _named_by_others(asker: Asker, environments: Sequence[Json], account: str) -> Iterator[Call]:
    """Return the calls about what only the objects that are known now have named."""
    vpcs = list(asker.recording.objects(ops.VPCS).values())
    yield from _filtered(ops.DHCP_OPTIONS, "dhcp-options-id", sorted(_ids(vpcs, "DhcpOptionsId")))
    if any("BlockPublicAccessStates" not in one for one in vpcs):
        yield Call(operation=ops.BLOCK_PUBLIC_ACCESS)
    groups, permissions = _groups(asker, environments)
    if asker.recording.has(ops.SECURITY_GROUPS):
        yield from _filtered(ops.SECURITY_GROUPS, "group-id", _strange_groups(asker, groups, permissions, account))
    told = {identity for identity, one in asker.recording.objects(ops.PREFIX_LISTS).items() if one.get("Cidrs")}
    lists = sorted(_prefix_lists(asker, permissions) - told)
    yield from _filtered(ops.MANAGED_PREFIX_LISTS, "prefix-list-id", lists)
    for one in lists:
        yield Call(operation=ops.PREFIX_LIST_ENTRIES, arguments={"PrefixListId": one}, about=one)


def _groups(asker: Asker, environments: Sequence[Json]) -> tuple[set[str], list[Json]]:
    """Return the groups of the environments and of the endpoints, and what they permit."""
    endpoints = asker.recording.objects(ops.VPC_ENDPOINTS).values()
    ids = {*_members(environments, "SecurityGroupIds"), *_ids(_each(endpoints, "Groups"), "GroupId")}
    described = asker.recording.objects(ops.SECURITY_GROUPS)
    known = [described[one] for one in sorted(ids & described.keys())]
    return ids, [*_each(known, "IpPermissions"), *_each(known, "IpPermissionsEgress")]


def _strange_groups(asker: Asker, groups: set[str], permissions: Sequence[Json], account: str) -> list[str]:
    """Return the groups that are of no VPC that was asked for; those of other accounts cannot be asked for."""
    pairs = (one for one in _each(permissions, "UserIdGroupPairs") if one.get("UserId") in {None, account})
    return sorted((groups | _ids(pairs, "GroupId")) - asker.recording.objects(ops.SECURITY_GROUPS).keys())


def _prefix_lists(asker: Asker, permissions: Sequence[Json]) -> set[str]:
    """Return the prefix lists that rules and routes refer to."""
    routes = _each(asker.recording.objects(ops.ROUTE_TABLES).values(), "Routes")
    return _ids(routes, "DestinationPrefixListId") | _ids(_each(permissions, "PrefixListIds"), "PrefixListId")


def _filtered(operation: Operation, name: str, values: Sequence[str]) -> Iterator[Call]:
    """Return the calls that let some values through a filter."""
    argument = "Filter" if operation is ops.NAT_GATEWAYS else "Filters"
    for start in range(0, len(values), _VALUES):
        one = {"Name": name, "Values": list(values[start : start + _VALUES])}
        yield Call(operation=operation, arguments={argument: [one]})


def _members(environments: Iterable[Json], name: str) -> list[str]:
    networks = (one.get("NetworkConfiguration") or {} for one in environments)
    return sorted({identity for network in networks for identity in network.get(name) or ()})


def _ids(objects: Iterable[Json], name: str) -> set[str]:
    return {identity for one in objects if (identity := one.get(name))}


def _each(objects: Iterable[Json], name: str) -> Iterator[Json]:
    for one in objects:
        yield from one.get(name) or ()
