package mwaa.rules.rt_default_nat_test

import data.mwaa.fixture
import data.mwaa.rules.rt_default_nat

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_cidrs := {
	"0.0.0.0/0": {"first": "000000000", "after": "100000000"},
	"0.0.0.0/1": {"first": "000000000", "after": "080000000"},
	"128.0.0.0/1": {"first": "080000000", "after": "100000000"},
}

_route(destination, kind) := {
	"key": destination,
	"destination": object.union(_cidrs[destination], {"text": destination, "family": "ipv4", "last": ""}),
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": kind,
	"target_id": "nat-a",
	"state": "active",
}

_with(network, routes) := fixture.change(
	fixture.change(network, "route_tables", "table-a", {"routes": fixture.all_of(routes)}),
	"route_tables", "table-b", {"routes": fixture.all_of(routes)},
)

_meant(network, routing) := json.patch(network, [{"op": "replace", "path": "/params/routing", "value": routing}])

_unsurveyed(network) := fixture.change(network, "vpcs", "vpc", {"complete": object.union(
	fixture.record(network, "vpcs", "vpc").complete,
	{"nat_gateways": false},
)})

# A private network with a NAT gateway, and these routes in a table that the environment does not use.
_beside(routes) := fixture.change(
	fixture.add(_private, "nat_gateways", fixture.record(_public, "nat_gateways", "nat-a")),
	"route_tables", "vpc/main-routes", {"routes": routes},
)

test_finding_half_of_the_internet if {
	network := _with(_public, [_route("0.0.0.0/1", "nat_gateway")])
	rt_default_nat.verdict == {"airflow": "fail"} with input as network
	{finding.evidence | some finding in rt_default_nat.findings; finding.args.subnet == "subnet-a"} == {{
		"kind": "packet",
		"protocol": "6",
		"direction": "egress",
		"source": null,
		"destination": "080000000",
		"port": 443,
		"flow": "internet",
		"decider": {"kind": "route", "path": ["route_tables", "table-a", "routes"]},
	}} with input as network
	{[finding.at, finding.args.case, finding.args.subnet, finding.evidence.destination] |
		some finding in rt_default_nat.findings
	} == {
		[["route_tables", "table-a", "routes"], "default", "subnet-a", "080000000"],
		[["route_tables", "table-b", "routes"], "default", "subnet-b", "080000000"],
	} with input as network
}

test_finding_public_routing_is_meant if {
	network := _meant(_private, "public")
	rt_default_nat.verdict == {"airflow": "fail"} with input as network
	{finding.args.kind | some finding in rt_default_nat.findings} == {"none"} with input as network
	rt_default_nat.verdict == {"airflow": "fail"} with input as _unsurveyed(network)
}

test_finding_a_nat_gateway_that_nothing_uses if {
	network := _with(_public, [])
	rt_default_nat.verdict == {"airflow": "fail"} with input as network
	rt_default_nat.verdict == {"airflow": "fail"} with input as _beside(fixture.all_of([]))
}

test_finding_a_target_that_is_no_way_out if {
	network := _with(_public, [_route("0.0.0.0/0", "local_gateway")])
	rt_default_nat.verdict == {"airflow": "fail"} with input as network
	{[finding.args.case, finding.args.kind] |
		some finding in rt_default_nat.findings
	} == {["elsewhere", "local_gateway"]} with input as network
	rt_default_nat.verdict == {"airflow": "fail"} with input as _meant(network, "public")
}

test_clean_split_default_route if {
	network := _with(_public, [_route("0.0.0.0/1", "nat_gateway"), _route("128.0.0.0/1", "nat_gateway")])
	rt_default_nat.verdict == {"airflow": "pass"} with input as network
	rt_default_nat.findings == set() with input as network
	every stated in [_unsurveyed(_public), _meant(_public, "private")] {
		rt_default_nat.verdict == {"airflow": "pass"} with input as stated
	}
}

test_clean_a_transit_gateway_that_is_meant if {
	network := _with(_public, [_route("0.0.0.0/0", "transit_gateway")])
	rt_default_nat.verdict == {"airflow": "undecided"} with input as network
	rt_default_nat.verdict == {"airflow": "pass"} with input as _meant(network, "public")
}

test_undecided_names_what_is_missing if {
	nat := fixture.record(_public, "nat_gateways", "nat-a")
	cases := [
		[_with(_public, [_route("0.0.0.0/0", "instance")]), [
			["route_tables", "table-a", "routes", "0.0.0.0/0"],
			["route_tables", "table-b", "routes", "0.0.0.0/0"],
		]],
		[
			fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])}),
			[["route_tables", "table-a", "routes"]],
		],
		[_unsurveyed(_private), [["vpcs", "vpc", "complete", "nat_gateways"]]],
		[
			fixture.add(_private, "nat_gateways", object.union(nat, {"vpc_id": null})),
			[["nat_gateways", "nat-a", "vpc_id"]],
		],
		[_beside(fixture.some_of([])), [["route_tables", "vpc/main-routes", "routes"]]],
		[
			_beside(fixture.all_of([object.union(_route("0.0.0.0/0", "nat_gateway"), {"target_id": null})])),
			[["route_tables", "vpc/main-routes", "routes", "0.0.0.0/0"]],
		],
	]
	every case in cases {
		rt_default_nat.verdict == {"airflow": "undecided"} with input as case[0]
		rt_default_nat.undecided == {{"subject": "airflow", "because": case[1]}} with input as case[0]
	}
}

test_not_applicable_names_the_reason if {
	mixed := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([])})
	open := fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of(["table-public"])})
	alone := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
	every case in [
		[_private, "private-routing"],
		[_meant(_with(_public, []), "private"), "private-routing"],
		[_beside(fixture.all_of([_route("0.0.0.0/0", "nat_gateway")])), "private-routing"],
		[mixed, "ENV-ROUTING-MIXED"],
		[open, "ENV-SUBNET-PRIVATE"],
		[alone, "ENV-SUBNET-COUNT"],
	] {
		rt_default_nat.verdict == {"airflow": "not_applicable"} with input as case[0]
		rt_default_nat.not_applicable == {{"subject": "airflow", "because": case[1]}} with input as case[0]
	}
}

test_edit_for_each_table if {
	network := _with(_public, [])
	{[edit.at, edit.value.target_id] | some edit in rt_default_nat.edits} == {
		[["route_tables", "table-a", "routes"], "nat-a"],
		[["route_tables", "table-b", "routes"], "nat-b"],
	} with input as network
	rt_default_nat.edits == set() with input as _public
}
