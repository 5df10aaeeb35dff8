package mwaa.rules.rt_private_clean_test

import data.mwaa.fixture
import data.mwaa.rules.rt_private_clean

import rego.v1

_meant(network) := json.patch(network, [{"op": "replace", "path": "/params/routing", "value": "private"}])

_private := _meant(data.mwaa.fixture.networks.private)

_public := data.mwaa.fixture.networks.public

_table(routes) := fixture.change(_private, "route_tables", "table-a", {"routes": routes})

_route(kind, target) := {
	"key": "0.0.0.0/0",
	"destination": {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "after": "100000000"},
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": kind,
	"target_id": target,
	"state": "active",
}

_verdict(network) := verdict if {
	verdict := rt_private_clean.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := rt_private_clean.undecided with input as network
}

test_finding_each_route_outward if {
	_verdict(_meant(_public)) == "fail"
	rt_private_clean.findings == {
		{
			"subject": "airflow",
			"severity": "medium",
			"at": ["route_tables", "table-a", "routes", "0.0.0.0/0"],
			"args": {"table": "table-a", "destination": "0.0.0.0/0", "target": "nat-a", "kind": "nat_gateway"},
		},
		{
			"subject": "airflow",
			"severity": "medium",
			"at": ["route_tables", "table-b", "routes", "0.0.0.0/0"],
			"args": {"table": "table-b", "destination": "0.0.0.0/0", "target": "nat-b", "kind": "nat_gateway"},
		},
	} with input as _meant(_public)
}

test_finding_whatever_other_routes_there_are if {
	_verdict(_table(fixture.some_of([_route("internet_gateway", null)]))) == "fail"
}

test_clean_other_ways if {
	_verdict(_private) == "pass"
	_verdict(_table(fixture.all_of([_route("transit_gateway", "tgw")]))) == "pass"
}

test_undecided_names_what_is_missing if {
	every case in [
		[_table(fixture.some_of([])), ["route_tables", "table-a", "routes"]],
		[_table(fixture.all_of([_route(null, null)])), ["route_tables", "table-a", "routes", "0.0.0.0/0"]],
		[
			fixture.change(_private, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])}),
			["subnets", "subnet-a", "route_table_ids"],
		],
		[
			fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])}),
			["environments", "airflow", "subnet_ids"],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_not_applicable_unless_private_routing_is_meant if {
	rt_private_clean.not_applicable == {{"subject": "airflow", "because": "not-stated"}} with input as _public
}

test_not_applicable_without_subnets if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.all_of([])})
	rt_private_clean.not_applicable == {{"subject": "airflow", "because": "ENV-SUBNET-COUNT"}} with input as network
}
