"""Route tables and gateways in small plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mwaa_policy.sources._draft import Normalized
from tests.unit.sources.terraform.plans import cause, change, keys, plan, read, record, skipped

TABLE = change(
    "aws_route_table.t", {"id": "rtb-1", "vpc_id": "vpc-1", "route": [], "propagating_vgws": []}, [], actions=["no-op"]
)
DEFAULT = "0.0.0.0/0"


def routed(*routes: Mapping[str, Any]) -> Normalized:
    """Return what became of a live table with these separate routes."""
    changes = [TABLE]
    changes += [
        change(f"aws_route.r[{number}]", {"route_table_id": "rtb-1", **route}, [])
        for number, route in enumerate(routes)
    ]
    return read(plan(changes, {"aws_route_table.t": {}, "aws_route.r": {}}))


@pytest.mark.parametrize(
    ("attribute", "target", "kind"),
    [
        ("gateway_id", "igw-1", "internet_gateway"),
        ("gateway_id", "vgw-1", "vpn_gateway"),
        ("gateway_id", "what-1", "other"),
        ("nat_gateway_id", "nat-1", "nat_gateway"),
        ("transit_gateway_id", "tgw-1", "transit_gateway"),
        ("vpc_endpoint_id", "vpce-1", "gwlb_endpoint"),
        ("vpc_peering_connection_id", "pcx-1", "vpc_peering"),
        ("egress_only_gateway_id", "eigw-1", "egress_only"),
        ("carrier_gateway_id", "cagw-1", "carrier_gateway"),
        ("local_gateway_id", "lgw-1", "local_gateway"),
        ("core_network_arn", "arn:aws:x", "core_network"),
        ("instance_id", "i-1", "instance"),
        ("network_interface_id", "eni-1", "interface"),
    ],
)
def test_live_targets_have_their_kind(attribute: str, target: str, kind: str) -> None:
    found = routed({"destination_cidr_block": DEFAULT, attribute: target})
    route = record(found, "route_tables", "rtb-1").routes.items[0]
    assert (route.key, route.target_kind, route.target_id, route.state) == (DEFAULT, kind, target, "planned")


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ({"destination_ipv6_cidr_block": "::/0", "gateway_id": "igw-1"}, ["::/0"]),
        ({"destination_prefix_list_id": "pl-1", "nat_gateway_id": "nat-1"}, ["pl-1"]),
        ({"destination_prefix_list_id": "pl-1", "vpc_endpoint_id": "vpce-1"}, []),
        ({"destination_prefix_list_id": "pl-1", "gateway_id": "local"}, []),
        ({"destination_cidr_block": "10.0.0.0/16", "gateway_id": "local"}, ["10.0.0.0/16"]),
    ],
)
def test_destinations_of_all_kinds(route: Mapping[str, Any], expected: list[str]) -> None:
    assert keys(record(routed(route), "route_tables", "rtb-1").routes) == expected


def test_a_route_to_the_vpc_itself_is_local() -> None:
    found = routed({"destination_cidr_block": "10.0.0.0/16", "gateway_id": "local"})
    route = record(found, "route_tables", "rtb-1").routes.items[0]
    assert (route.target_kind, route.target_id, route.state) == ("local", "local", "active")


def test_a_route_whose_destination_is_none_is_left_out_and_said() -> None:
    found = routed({"destination_cidr_block": "10.0.0.0", "gateway_id": "igw-1"})
    assert keys(record(found, "route_tables", "rtb-1").routes) == ["…"]
    assert "CIDR block" in skipped(found)[0]


def test_two_routes_of_one_destination_are_the_first_and_a_doubt() -> None:
    found = routed(
        {"destination_cidr_block": DEFAULT, "gateway_id": "igw-1"},
        {"destination_cidr_block": DEFAULT, "nat_gateway_id": "nat-1"},
    )
    table = record(found, "route_tables", "rtb-1")
    assert (keys(table.routes), table.routes.items[0].target_id) == ([DEFAULT, "…"], "igw-1")
    assert f"another route to {DEFAULT}" in skipped(found)[0]


def test_a_route_without_a_target_leads_nowhere_known() -> None:
    found = routed({"destination_cidr_block": DEFAULT})
    route = record(found, "route_tables", "rtb-1").routes.items[0]
    assert (route.target_kind, route.target_id) == (None, None)
    assert "leads nowhere" in cause(found, "route_tables", "rtb-1", "routes", DEFAULT, "target_kind").text


def test_routes_of_a_table_that_no_document_describes() -> None:
    route = {"route_table_id": "rtb-9", "destination_cidr_block": DEFAULT, "gateway_id": "igw-1"}
    found = read(plan([change("aws_route.r", route, [])], {"aws_route.r": {}}))
    table = record(found, "route_tables", "rtb-9")
    assert (table.vpc_id, keys(table.routes)) == (None, [DEFAULT, "…"])
    assert cause(found, "route_tables", "rtb-9").subject == "object rtb-9"


def unknown_route(block: Mapping[str, Any], *others: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> Any:
    """Return the one route of a table, whose arguments in `block` are known only after apply."""
    changes = [
        TABLE,
        change("aws_route.r", {"route_table_id": "rtb-1", **(known or {})}, [*block, "instance_id"]),
        *others,
    ]
    found = read(plan(changes, {"aws_route_table.t": {}, "aws_route.r": block}))
    return found, record(found, "route_tables", "rtb-1").routes.items[0]


@pytest.mark.parametrize(
    ("attribute", "target", "kind"),
    [
        ("gateway_id", "aws_internet_gateway.x", "internet_gateway"),
        ("gateway_id", "aws_vpn_gateway.x", "vpn_gateway"),
        ("nat_gateway_id", "aws_nat_gateway.x", "nat_gateway"),
        ("transit_gateway_id", "aws_ec2_transit_gateway.x", "transit_gateway"),
        ("egress_only_gateway_id", "aws_egress_only_internet_gateway.x", "egress_only"),
        ("network_interface_id", "aws_network_interface.x", "interface"),
        ("vpc_peering_connection_id", "aws_vpc_peering_connection.x", "vpc_peering"),
    ],
)
def test_planned_targets_have_their_kind(attribute: str, target: str, kind: str) -> None:
    _, route = unknown_route({attribute: [f"{target}.id"]}, change(target), known={"destination_cidr_block": DEFAULT})
    assert (route.target_kind, route.target_id) == (kind, target)


def test_a_gateway_behind_a_local_value_is_of_no_known_kind() -> None:
    found, route = unknown_route({"gateway_id": ["local.igw"]}, known={"destination_cidr_block": DEFAULT})
    assert (route.target_kind, route.target_id) == (None, None)
    path = ("route_tables", "rtb-1", "routes", DEFAULT, "target_kind")
    assert cause(found, *path).subject == "aws_route.r.gateway_id"


def test_one_of_several_gateways_of_one_kind_has_that_kind() -> None:
    gateways = [change("aws_internet_gateway.x"), change("aws_internet_gateway.y")]
    names = ["aws_internet_gateway.x.id", "aws_internet_gateway.y.id"]
    _, route = unknown_route({"gateway_id": names}, *gateways, known={"destination_cidr_block": DEFAULT})
    assert (route.target_kind, route.target_id) == ("internet_gateway", None)


def test_one_of_all_instances_of_a_gateway_has_that_kind() -> None:
    gateways = [change(f"aws_internet_gateway.x[{number}]") for number in range(2)]
    _, route = unknown_route(
        {"gateway_id": ["aws_internet_gateway.x"]}, *gateways, known={"destination_cidr_block": DEFAULT}
    )
    assert (route.target_kind, route.target_id) == ("internet_gateway", None)


def test_a_destination_that_only_apply_knows_is_a_route_to_somewhere() -> None:
    block = {"destination_ipv6_cidr_block": ["aws_x.y.range"]}
    found, route = unknown_route(block, known={"gateway_id": "igw-1"})
    assert (route.key, route.destination, route.family) == ("?aws_route.r", None, "ipv6")
    path = ("route_tables", "rtb-1", "routes", "?aws_route.r", "destination")
    assert cause(found, *path).subject == "aws_route.r.destination"


def test_a_destination_may_be_a_list_that_the_plan_makes() -> None:
    prefix_list = change("aws_ec2_managed_prefix_list.p", {"entry": []})
    block = {"destination_prefix_list_id": ["aws_ec2_managed_prefix_list.p.id"]}
    _, route = unknown_route(block, prefix_list, known={"nat_gateway_id": "nat-1"})
    assert (route.key, route.prefix_list_id) == ("aws_ec2_managed_prefix_list.p", "aws_ec2_managed_prefix_list.p")


def test_without_a_configuration_what_aws_fills_in_is_no_target() -> None:
    value = plan(
        [
            TABLE,
            change(
                "aws_route.r",
                {"route_table_id": "rtb-1", "destination_cidr_block": DEFAULT},
                ["instance_id", "network_interface_id"],
            ),
        ]
    )
    value.pop("configuration")
    route = record(read(value), "route_tables", "rtb-1").routes.items[0]
    assert (route.target_kind, route.target_id) == (None, None)


@pytest.mark.parametrize(
    ("known", "unknown", "block"),
    [
        ({"propagating_vgws": ["vgw-1"]}, ["id"], {}),
        ({}, ["id", "propagating_vgws"], {"propagating_vgws": ["aws_vpn_gateway.v.id"]}),
        ({"propagating_vgws": []}, ["id", "route"], {"route": ["local.routes"]}),
    ],
)
def test_routes_that_nobody_tells_leave_the_list_open(
    known: Mapping[str, Any], unknown: list[str], block: Mapping[str, Any]
) -> None:
    entry = change("aws_route_table.t", known, unknown)
    found = read(plan([entry], {"aws_route_table.t": block}))
    assert keys(record(found, "route_tables", "aws_route_table.t").routes) == ["…"]


def test_a_propagation_of_its_own_leaves_the_list_open() -> None:
    changes = [TABLE, change("aws_vpn_gateway_route_propagation.p", {"route_table_id": "rtb-1"}, [])]
    found = read(plan(changes, {"aws_route_table.t": {}, "aws_vpn_gateway_route_propagation.p": {}}))
    assert keys(record(found, "route_tables", "rtb-1").routes) == ["…"]
    assert cause(found, "route_tables", "rtb-1", "routes").subject == "routes propagated to rtb-1"


def test_a_route_that_may_belong_to_any_table_leaves_all_open() -> None:
    changes = [
        TABLE,
        change("aws_route.r", {"destination_cidr_block": DEFAULT, "gateway_id": "igw-1"}, ["route_table_id"]),
    ]
    found = read(plan(changes, {"aws_route_table.t": {}, "aws_route.r": {"route_table_id": ["local.t"]}}))
    assert keys(record(found, "route_tables", "rtb-1").routes) == ["…"]


def test_former_routes_that_cannot_be_read_take_nothing_away() -> None:
    table = change(
        "aws_route_table.t",
        {"id": "rtb-1", "route": [{"cidr_block": DEFAULT, "gateway_id": "igw-1"}], "propagating_vgws": []},
        [],
        actions=["no-op"],
    )
    before = {"route_table_id": "rtb-1", "destination_cidr_block": "10.0.0.0"}
    found = read(
        plan([table, change("aws_route.r", None, [], actions=["delete"], before=before)], {"aws_route_table.t": {}})
    )
    assert keys(record(found, "route_tables", "rtb-1").routes) == [DEFAULT]


def fact(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan in which a data source was read."""
    entry = {"address": f"data.{kind}.d", "mode": "data", "type": kind, "name": "d", "values": values}
    return plan([], {f"data.{kind}.d": {}}, prior_state={"values": {"root_module": {"resources": [entry]}}})


def test_a_table_that_a_data_source_reads_tells_its_routes() -> None:
    routes = [{"cidr_block": DEFAULT, "gateway_id": "", "nat_gateway_id": "nat-1"}]
    found = read(fact("aws_route_table", {"id": "rtb-1", "vpc_id": "vpc-1", "routes": routes}))
    table = record(found, "route_tables", "rtb-1")
    assert (keys(table.routes), table.routes.items[0].target_kind) == ([DEFAULT], "nat_gateway")


def test_a_gateway_that_a_data_source_reads_tells_its_vpcs() -> None:
    attachments = [{"state": "available", "vpc_id": "vpc-1"}, {"state": "detaching", "vpc_id": "vpc-2"}]
    found = read(fact("aws_internet_gateway", {"id": "igw-1", "attachments": attachments}))
    assert keys(record(found, "internet_gateways", "igw-1").attached_vpc_ids) == ["vpc-1"]
    unread = read(fact("aws_internet_gateway", {"id": "igw-1"}))
    assert keys(record(unread, "internet_gateways", "igw-1").attached_vpc_ids) == ["…"]


def test_a_nat_gateway_that_a_data_source_reads_tells_its_state_and_vpc() -> None:
    values = {"id": "nat-1", "vpc_id": "vpc-1", "subnet_id": "subnet-1", "state": "failed", "public_ip": "192.0.2.1"}
    gateway = record(read(fact("aws_nat_gateway", values)), "nat_gateways", "nat-1")
    assert (gateway.vpc_id, gateway.state, gateway.has_address, gateway.connectivity) == (
        "vpc-1",
        "failed",
        True,
        "public",
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"availability_mode": "regional", "vpc_id": "vpc-1"}, ("none", "regional", True, "public")),
        ({"subnet_id": "subnet-1", "connectivity_type": "private"}, ("subnet-1", "zonal", False, "private")),
        ({"subnet_id": "subnet-1", "connectivity_type": "?"}, ("subnet-1", "zonal", False, None)),
    ],
)
def test_nat_gateways_of_all_kinds(known: Mapping[str, Any], expected: tuple[object, ...]) -> None:
    found = read(plan([change("aws_nat_gateway.n", known)], {"aws_nat_gateway.n": {}}))
    gateway = record(found, "nat_gateways", "aws_nat_gateway.n")
    assert (gateway.subnet_id, gateway.availability_mode, gateway.has_address, gateway.connectivity) == expected


def test_a_nat_gateway_in_one_of_several_subnets_of_a_vpc_is_in_that_vpc() -> None:
    subnets = [change(f"aws_subnet.s[{number}]", {"vpc_id": "vpc-1"}) for number in range(2)]
    found = read(
        plan(
            [*subnets, change("aws_nat_gateway.n", {}, ["id", "subnet_id"])],
            {"aws_nat_gateway.n": {"subnet_id": ["aws_subnet.s"]}},
        )
    )
    gateway = record(found, "nat_gateways", "aws_nat_gateway.n")
    assert (gateway.subnet_id, gateway.vpc_id) == (None, "vpc-1")


def test_an_internet_gateway_is_attached_to_nothing_when_nobody_says_so() -> None:
    found = read(plan([change("aws_internet_gateway.i", {}, ["id", "vpc_id"])], {"aws_internet_gateway.i": {}}))
    assert keys(record(found, "internet_gateways", "aws_internet_gateway.i").attached_vpc_ids) == []


@pytest.mark.parametrize(
    ("block", "known", "unknown"),
    [
        ({"internet_gateway_id": ["local.igw"]}, {"vpc_id": "vpc-1"}, ["internet_gateway_id"]),
        ({"vpc_id": ["local.vpc"]}, {"internet_gateway_id": "igw-1"}, ["vpc_id"]),
    ],
)
def test_an_attachment_that_is_not_told_leaves_the_list_open(
    block: Mapping[str, Any], known: Mapping[str, Any], unknown: list[str]
) -> None:
    changes = [
        change("aws_internet_gateway.i", {"id": "igw-1"}, [], actions=["no-op"]),
        change("aws_internet_gateway_attachment.a", known, unknown),
    ]
    blocks = {"aws_internet_gateway.i": {}, "aws_internet_gateway_attachment.a": block}
    found = read(plan(changes, blocks))
    assert keys(record(found, "internet_gateways", "igw-1").attached_vpc_ids) == ["…"]


def test_a_gateway_whose_vpc_is_not_told_leaves_the_list_open() -> None:
    found = read(
        plan(
            [change("aws_internet_gateway.i", {}, ["id", "vpc_id"])],
            {"aws_internet_gateway.i": {"vpc_id": ["local.v"]}},
        )
    )
    assert keys(record(found, "internet_gateways", "aws_internet_gateway.i").attached_vpc_ids) == ["…"]


def test_a_route_without_a_destination_is_one_to_somewhere() -> None:
    route = record(routed({"gateway_id": "igw-1"}), "route_tables", "rtb-1").routes.items[0]
    assert (route.destination, route.family, route.target_kind) == (None, None, "internet_gateway")
