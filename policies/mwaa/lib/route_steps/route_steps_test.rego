package mwaa.lib.route_steps_test

import data.mwaa.fixture
import data.mwaa.lib.route_steps

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_of(network, key) := of if {
	found := route_steps.of with input as network
	of := {[step.rule, step.subnet, step.verdict, {decider.path | some decider in step.deciders}] |
		some step in found.airflow[key]
		step.from == "subnet-a"
	}
}

_default := ["route_tables", "table-a", "routes", "0.0.0.0/0"]

_exit := ["route_tables", "table-public", "routes", "0.0.0.0/0"]

_local := ["route_tables", "table-a", "routes", "10.0.0.0/16"]

_routes(change) := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([route |
	some old in fixture.record(_public, "route_tables", "table-a").routes.items
	route := object.union(old, object.get(change, old.key, {}))
])})

test_the_way_to_the_internet if {
	_of(_public, ["internet", null]) == {
		["RT-DEFAULT-NAT", "subnet-a", "passes", {_default}],
		["RT-BLACKHOLE", "subnet-a", "passes", {_default}],
		["RT-NAT-PUBLIC", null, "passes", {_exit}],
	}
}

test_a_subnet_without_a_way if {
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([])})
	meant := object.union(network, {"params": object.union(network.params, {"routing": "public"})})
	["RT-DEFAULT-NAT", "subnet-a", "not_judged", set()] in _of(network, ["internet", null])
	table := fixture.change(network, "subnets", "subnet-b", {"route_table_ids": fixture.all_of(["table-a"])})
	lost := object.union(table, {"params": meant.params})
	["RT-DEFAULT-NAT", "subnet-a", "stopped", {["route_tables", "table-a", "routes"]}] in _of(lost, ["internet", null])
}

test_a_route_to_a_target_that_is_gone if {
	gone := _routes({"0.0.0.0/0": {"state": "blackhole"}})
	["RT-BLACKHOLE", "subnet-a", "stopped", {_default}] in _of(gone, ["internet", null])
}

test_a_nat_gateway_that_does_not_work if {
	path := ["nat_gateways", "nat-a", "state"]
	every case in [["failed", "stopped", {path}], [null, "undecided", set()]] {
		network := fixture.change(_public, "nat_gateways", "nat-a", {"state": case[0]})
		["RT-NAT-PUBLIC", null, case[1], case[2]] in _of(network, ["internet", null])
	}
}

test_a_regional_nat_gateway_has_no_route if {
	network := fixture.change(_public, "nat_gateways", "nat-a", {"availability_mode": "regional", "subnet_id": "none"})
	path := ["nat_gateways", "nat-a", "connectivity"]
	["RT-NAT-PUBLIC", null, "passes", {path}] in _of(network, ["internet", null])
}

test_routes_that_are_not_known if {
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})
	["RT-DEFAULT-NAT", "subnet-a", "undecided", set()] in _of(network, ["internet", null])
}

test_routes_inside if {
	_of(_public, ["database", null]) == {[null, "subnet-a", "passes", {_local}]}
	appliance := _routes({"10.0.0.0/16": {"target_kind": "interface", "target_id": "eni"}})
	_of(appliance, ["database", null]) == {[null, "subnet-a", "not_judged", {_local}]}
	_of(fixture.change(_public, "subnets", "subnet-b", {"cidr": null}), ["database", null]) == set()
}

test_routes_to_a_gateway_endpoint if {
	path := ["vpc_endpoints", "endpoint-s3", "route_table_ids", "table-a"]
	_of(_private, ["s3", "endpoint-s3"]) == {["EPR-S3-ROUTES", "subnet-a", "passes", {path}]}
	every case in [[fixture.all_of(["table-b"]), "stopped", {path}], [fixture.some_of(["table-b"]), "undecided", set()]] {
		network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"route_table_ids": case[0]})
		_of(network, ["s3", "endpoint-s3"]) == {["EPR-S3-ROUTES", "subnet-a", case[1], case[2]]}
	}
	unknown := fixture.change(_private, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	_of(unknown, ["s3", "endpoint-s3"]) == {["EPR-S3-ROUTES", "subnet-a", "undecided", set()]}
	external := object.union(unknown, {"params": object.union(unknown.params, {"external_endpoints": ["s3"]})})
	_of(external, ["s3", "endpoint-s3"]) == {["EPR-S3-ROUTES", "subnet-a", "not_judged", set()]}
}
