"""The records that edits add, in the normal forms of the model."""

from __future__ import annotations

from typing import Any

from mwaa_policy.fixes.verbs import AclEntryValue, EndpointValue, GroupRuleValue, RouteValue, StatementValue
from mwaa_policy.model import AclEntry, GroupRule, Listing, Route, Statement, VpcEndpoint, parse_cidr
from mwaa_policy.model.normal import acl_entry, cidr_rule, group_rule, port_range, prefix_list_rule
from mwaa_policy.model.policy_document import parse_policy


def new_rule(value: GroupRuleValue, *, account: str | None) -> GroupRule:
    """Return the rule of a security group; `account` is the one of a peer group."""
    ports = port_range(value.protocol, value.from_port, value.to_port)
    if value.group_id is not None:
        return group_rule(value.direction, value.protocol, ports, value.group_id, account=account)
    if value.prefix_list_id is not None:
        return prefix_list_rule(value.direction, value.protocol, ports, value.prefix_list_id)
    return cidr_rule(value.direction, value.protocol, ports, parse_cidr(value.cidr) if value.cidr else None)


def new_entry(value: AclEntryValue, *, number: int) -> AclEntry:
    """Return the entry of a network ACL: it allows."""
    return acl_entry(
        number=number,
        direction=value.direction,
        action="allow",
        protocol=value.protocol,
        cidr=parse_cidr(value.cidr),
        ports=port_range(value.protocol, value.from_port, value.to_port),
    )


def new_route(value: RouteValue) -> Route:
    """Return the route."""
    destination = parse_cidr(value.destination)
    return Route(
        key=destination.text,
        destination=destination,
        prefix_list_id=None,
        family=destination.family,
        target_kind=value.target_kind,
        target_id=value.target_id,
        state="planned",
    )


def new_statement(value: StatementValue, *, key: str) -> Statement:
    """Return the statement, about every principal."""
    written = {
        "Effect": value.effect,
        "Principal": "*",
        "Action": list(value.actions),
        "Resource": list(value.resources),
    }
    (statement,) = parse_policy({"Statement": written}, explicit=True).statements.items
    return statement.model_copy(update={"key": key})


def new_endpoint(
    value: EndpointValue, *, identity: str, vpc_id: str, region: str | None, partition: str | None
) -> VpcEndpoint:
    """Return the endpoint, with the full access that the user's guide recommends written down."""
    return VpcEndpoint(
        id=identity,
        vpc_id=vpc_id,
        type=value.type,
        service=value.service,
        service_region=region,
        service_partition=partition,
        fips=False,
        environment_id="none",
        requester_managed=False,
        state="planned",
        subnet_ids=_all_of(value.subnet_ids),
        security_group_ids=_all_of(value.security_group_ids),
        route_table_ids=_all_of(value.route_table_ids),
        private_dns=value.private_dns,
        private_dns_inbound_only=None,
        ipv4=True,
        policy=parse_policy(None, explicit=True),
    )


def _all_of(items: tuple[str, ...]) -> Listing[Any]:
    return Listing[Any](items=items, complete=True)
