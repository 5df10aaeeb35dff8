"""Security groups."""

from typing import Literal

from mwaa_policy.model._base import Listing, Record
from mwaa_policy.model.cidr import Cidr

PeerKind = Literal["cidr", "group", "prefix_list"]


class GroupRule(Record):
    """A rule of a security group, with one peer."""

    key: str
    """Its text form, `ingress tcp 5432 5432 sg:sg-1`: a name within its group."""
    protocol: str | None
    """Protocol number as text; `-1` is all."""
    from_port: int | None
    """Lowest port; 0 where the protocol has none."""
    to_port: int | None
    """Highest port; 65535 where the protocol has none."""
    peer_kind: PeerKind | None
    """What the peer is."""
    cidr: Cidr | None
    """The peer, when it is a range that is known."""
    group_id: str | None
    """The peer, when it is a group that is known."""
    group_account: str | None
    """The account of the peer group, or a token."""
    group_peering: str | None
    """The peering connection of the peer group, or `none`."""
    prefix_list_id: str | None
    """The peer, when it is a prefix list that is known."""


class SecurityGroup(Record):
    """A security group."""

    id: str
    """Id, logical id or resource address."""
    name: str | None
    """`GroupName`."""
    vpc_id: str | None
    """The VPC."""
    owner_id: str | None
    """The owning account, or a token."""
    default: bool | None
    """Whether it is its VPC's default group."""
    ingress: Listing[GroupRule]
    """What may come in."""
    egress: Listing[GroupRule]
    """What may go out."""
