"""The inventory: everything that the rules may read."""

from collections.abc import Iterator
from typing import Any, Final, Literal, get_args

from pydantic import Field, ValidationError
from pydantic_core import to_json

from mwaa_policy.model._base import Listing, Record, plain, record_of
from mwaa_policy.model.endpoints import VpcEndpoint
from mwaa_policy.model.environment import Bucket, Context, Environment, Params
from mwaa_policy.model.network import InternetGateway, NatGateway, NetworkAcl, PrefixList, RouteTable, Subnet, Vpc
from mwaa_policy.model.security import SecurityGroup

Collection = Literal[
    "environments",
    "vpcs",
    "subnets",
    "route_tables",
    "network_acls",
    "security_groups",
    "vpc_endpoints",
    "nat_gateways",
    "internet_gateways",
    "prefix_lists",
    "buckets",
]
COLLECTIONS: tuple[Collection, ...] = get_args(Collection)
"""The collections, in their order."""
SCHEMA: Final = "mwaa-policy/v1"


class Inventory(Record):
    """Facts about MWAA environments and the networks in which they live, as one document."""

    schema_: Literal["mwaa-policy/v1"] = Field(default=SCHEMA, alias="schema")
    """The version of this schema."""
    params: Params = Params()
    """What the caller states about the intent."""
    context: Context
    """Facts that hold for every record."""
    environments: Listing[Environment]
    """MWAA environments."""
    vpcs: Listing[Vpc]
    """VPCs."""
    subnets: Listing[Subnet]
    """Subnets."""
    route_tables: Listing[RouteTable]
    """Route tables."""
    network_acls: Listing[NetworkAcl]
    """Network ACLs."""
    security_groups: Listing[SecurityGroup]
    """Security groups."""
    vpc_endpoints: Listing[VpcEndpoint]
    """VPC endpoints."""
    nat_gateways: Listing[NatGateway]
    """NAT gateways."""
    internet_gateways: Listing[InternetGateway]
    """Internet gateways."""
    prefix_lists: Listing[PrefixList]
    """Prefix lists."""
    buckets: Listing[Bucket]
    """S3 buckets."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Inventory":
        """Return the inventory that a document is: the value that `to_json` writes.

        Raises:
            ValidationError: something in it is missing, unknown or of a wrong type.
        """
        try:
            return record_of(cls, document)
        except ValidationError:
            # It knows the place only within a record; pydantic, given the whole, tells that in the document.
            return cls.model_validate_json(to_json(document))

    def to_json(self) -> bytes:
        """Return the document, as engines read it."""
        return to_json(plain(self))

    def networks(self) -> "Iterator[Inventory]":
        """Yield the connected parts, each of which can be judged on its own."""
        from mwaa_policy.model.networks import networks  # noqa: PLC0415 - it builds on this module

        return networks(self)
