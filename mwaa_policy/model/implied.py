"""Objects that AWS makes with every VPC, whether or not a document names them."""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_policy.model._base import Listing
from mwaa_policy.model.cidr import Cidr
from mwaa_policy.model.network import NetworkAcl, Route, RouteTable
from mwaa_policy.model.normal import (
    ALL,
    EVERY_PORT,
    EVERYWHERE_IPV4,
    EVERYWHERE_IPV6,
    acl_entry,
    cidr_rule,
    group_rule,
    local_route,
)
from mwaa_policy.model.security import SecurityGroup


def default_acl_id(vpc_id: str) -> str:
    """Return the id of a VPC's default ACL while AWS has given it none."""
    return f"{vpc_id}/default-acl"


def main_table_id(vpc_id: str) -> str:
    """Return the id of a VPC's main route table while AWS has given it none."""
    return f"{vpc_id}/main-routes"


def default_group_id(vpc_id: str) -> str:
    """Return the id of a VPC's default group while AWS has given it none."""
    return f"{vpc_id}/default-group"


def default_acl(vpc_id: str, *, ipv6: bool = False) -> NetworkAcl:
    """Return the ACL that AWS makes: everything is allowed, over IPv6 where the VPC has it."""
    ranges = {100: EVERYWHERE_IPV4, 101: EVERYWHERE_IPV6} if ipv6 else {100: EVERYWHERE_IPV4}
    entries = [
        acl_entry(number=number, direction=direction, action="allow", protocol=ALL, cidr=cidr, ports=EVERY_PORT)
        for direction in ("ingress", "egress")
        for number, cidr in ranges.items()
    ]
    return NetworkAcl(
        id=default_acl_id(vpc_id), vpc_id=vpc_id, default=True, entries=Listing(items=tuple(entries), complete=True)
    )


def main_table(vpc_id: str, cidrs: Iterable[Cidr], *, complete: bool = True) -> RouteTable:
    """Return the route table that AWS makes: local routes only."""
    return RouteTable(id=main_table_id(vpc_id), vpc_id=vpc_id, routes=local_routes(cidrs, complete=complete))


def local_routes(cidrs: Iterable[Cidr], *, complete: bool) -> Listing[Route]:
    """Return the routes that every table of a VPC has."""
    return Listing(items=tuple(local_route(cidr) for cidr in cidrs), complete=complete)


def default_group(vpc_id: str, owner_id: str | None) -> SecurityGroup:
    """Return the group that AWS makes: everything from itself, everything out."""
    group = default_group_id(vpc_id)
    return SecurityGroup(
        id=group,
        name="default",
        vpc_id=vpc_id,
        owner_id=owner_id,
        default=True,
        ingress=Listing(items=(group_rule("ingress", ALL, EVERY_PORT, group, account=owner_id),), complete=True),
        egress=Listing(items=(cidr_rule("egress", ALL, EVERY_PORT, EVERYWHERE_IPV4),), complete=True),
    )
