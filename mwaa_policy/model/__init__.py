"""The one schema that every source fills and every rule reads: frozen records, no I/O."""

from __future__ import annotations

from mwaa_policy.model._base import Listing, Record
from mwaa_policy.model.cidr import Cidr, Family, address_text, parse_cidr
from mwaa_policy.model.endpoints import Condition, Policy, Principal, Statement, VpcEndpoint
from mwaa_policy.model.environment import (
    AirflowVersion,
    Bucket,
    Context,
    Environment,
    Params,
    PublicAccessBlock,
    TrustedSource,
)
from mwaa_policy.model.inventory import COLLECTIONS, SCHEMA, Collection, Inventory
from mwaa_policy.model.network import (
    AclEntry,
    Direction,
    InternetGateway,
    NatGateway,
    NetworkAcl,
    PrefixList,
    Route,
    RouteTable,
    Subnet,
    Survey,
    TargetKind,
    Vpc,
)
from mwaa_policy.model.security import GroupRule, PeerKind, SecurityGroup

__all__ = [
    "COLLECTIONS",
    "SCHEMA",
    "AclEntry",
    "AirflowVersion",
    "Bucket",
    "Cidr",
    "Collection",
    "Condition",
    "Context",
    "Direction",
    "Environment",
    "Family",
    "GroupRule",
    "InternetGateway",
    "Inventory",
    "Listing",
    "NatGateway",
    "NetworkAcl",
    "Params",
    "PeerKind",
    "Policy",
    "PrefixList",
    "Principal",
    "PublicAccessBlock",
    "Record",
    "Route",
    "RouteTable",
    "SecurityGroup",
    "Statement",
    "Subnet",
    "Survey",
    "TargetKind",
    "TrustedSource",
    "Vpc",
    "VpcEndpoint",
    "address_text",
    "parse_cidr",
]
