"""Makes API objects of what AWS Config recorded: the same objects, under other names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_policy.sources.boto3 import properties
from mwaa_policy.sources.boto3.described import LISTED, Described, Part
from mwaa_policy.sources.boto3.operations import ACCOUNT_ACCESS, BUCKET_ACCESS, NAT_GATEWAYS
from mwaa_policy.sources.boto3.recast import Elements, Members, Stand, recast, unpacked

_BUCKET = "AWS::S3::Bucket"
_ACCOUNT = "AWS::S3::AccountPublicAccessBlock"
_PEERS = (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6"), ("PrefixListIds", "PrefixListId"))


def is_read(type_name: str) -> bool:
    """Return whether items of a type tell something of a network."""
    return type_name == _ACCOUNT or type_name in properties.TYPES


def parts_of(one: Described) -> Iterator[Part]:
    """Return the API objects that a configuration item is about.

    Items of older types have the names of their APIs, those of newer ones the names of CloudFormation.
    """
    if one.type == _BUCKET:
        yield from _bucket(one)
    elif one.type == _ACCOUNT:
        yield _switches(one.value, one.stand, one.id, account=True)
    elif one.type in LISTED:
        yield _object(one)
    else:
        yield from properties.parts_of(one)


def _bucket(one: Described) -> Iterator[Part]:
    extra, stand = one.extra
    name = "PublicAccessBlockConfiguration"
    held = extra.get(name) if isinstance(extra, dict) else None
    if held is not None:
        yield _switches(*unpacked(held, stand.at(name), name), one.id, account=False)


def _switches(value: Any, stand: Stand, name: str, *, account: bool) -> Part:  # noqa: ANN401 - a foreign value
    operation = ACCOUNT_ACCESS if account else BUCKET_ACCESS
    return Part(operation, None, Members(stand, [(operation.member, recast(value, stand), stand)]), name)


def _object(one: Described) -> Part:
    operation = LISTED[one.type]
    members: Members = recast(one.value, one.stand)
    if isinstance(members.get("State"), Members):
        # It is a text, or {"value": "available"}.
        members["State"] = members["State"].get("Value")
    for name in ("IpPermissions", "IpPermissionsEgress"):
        permissions = members.get(name)
        for permission in permissions if isinstance(permissions, list) else ():
            _spell_peers(permission)
    if operation is NAT_GATEWAYS:
        _infer_modes(members)
    members.put(str(operation.identity), one.id, one.stand)
    return Part(operation, one.id, members)


def _infer_modes(members: Members) -> None:
    """Add what follows from the rest: a regional NAT gateway is in no subnet, a private one has no public address."""
    if "SubnetId" in members and "AvailabilityMode" not in members:
        members.put("AvailabilityMode", "zonal", members.stands["SubnetId"])
    addresses = members.get("NatGatewayAddresses")
    is_public = isinstance(addresses, list) and any(
        isinstance(one, Members) and one.get("PublicIp") for one in addresses
    )
    if is_public and "ConnectivityType" not in members:
        members.put("ConnectivityType", "public", members.stands["NatGatewayAddresses"])


def _spell_peers(permission: object) -> None:
    """Make objects of the peers of a rule where they are texts; ranges are there in both forms."""
    if not isinstance(permission, Members):
        return
    ranges = [(permission[name], permission.stands[name]) for name in ("Ipv4Ranges", "IpRanges") if name in permission]
    if len(ranges) > 1:
        permission.put("IpRanges", *_both(*ranges))
    elif "Ipv4Ranges" in permission:
        permission.put("IpRanges", *ranges[0])
    for name, member in _PEERS:
        peers = permission.get(name)
        if isinstance(peers, Elements):
            spelled = [_peer(peer, member, stand) for peer, stand in zip(peers, peers.stands, strict=True)]
            permission.put(name, Elements(spelled), permission.stands[name])


def _both(first: tuple[Any, Stand], second: tuple[Any, Stand]) -> tuple[Any, Stand]:
    """Return the elements of two lists, or what is no list."""
    lists = [value for value, _ in (first, second) if isinstance(value, Elements)]
    if len(lists) == 1:
        return first if lists[0] is second[0] else second
    return Elements(pair for found in lists for pair in zip(found, found.stands, strict=True)), first[1]


def _peer(peer: Any, member: str, stand: Stand) -> tuple[Any, Stand]:  # noqa: ANN401 - a foreign value
    return (Members(stand, [(member, peer, stand)]) if isinstance(peer, str) else peer), stand
