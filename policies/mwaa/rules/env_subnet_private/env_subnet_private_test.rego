package mwaa.rules.env_subnet_private_test

import data.mwaa.fixture
import data.mwaa.rules.env_subnet_private

import rego.v1

_public := data.mwaa.fixture.networks.public

_route(destination, kind, target) := {
	"key": destination,
	"destination": {
		"text": "0.0.0.0/0",
		"family": "ipv4",
		"first": "000000000",
		"last": "0ffffffff",
		"after": "100000000",
	},
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": kind,
	"target_id": target,
	"state": "active",
}

_with(routes) := fixture.change(_public, "route_tables", "table-a", {"routes": routes})

test_finding_a_route_to_an_internet_gateway if {
	network := _with(fixture.some_of([_route("::/0", "internet_gateway", "igw"), _route("0.0.0.0/0", null, null)]))
	env_subnet_private.verdict == {"subnet-a": "fail", "subnet-b": "pass"} with input as network
	env_subnet_private.findings == {{
		"subject": "subnet-a",
		"severity": "critical",
		"at": ["route_tables", "table-a", "routes", "::/0"],
		"args": {"table": "table-a", "destination": "::/0"},
	}} with input as network
}

test_finding_the_main_table_counts_without_an_association if {
	network := fixture.change(
		fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of([])}),
		"vpcs", "vpc", {"main_route_table_id": "table-public"},
	)
	env_subnet_private.verdict["subnet-a"] == "fail" with input as network
}

test_clean_with_a_nat_gateway if {
	env_subnet_private.verdict == {"subnet-a": "pass", "subnet-b": "pass"} with input as _public
	env_subnet_private.not_applicable == set() with input as _public
}

test_undecided_names_what_is_missing if {
	cases := [
		[_with(fixture.some_of([])), ["route_tables", "table-a", "routes"]],
		[
			_with(fixture.all_of([_route("0.0.0.0/0", null, null), _route("10.0.0.0/16", "local", "local")])),
			["route_tables", "table-a", "routes", "0.0.0.0/0", "target_kind"],
		],
		[
			fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])}),
			["subnets", "subnet-a", "route_table_ids"],
		],
		[
			fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of(["table-a", "table-b"])}),
			["subnets", "subnet-a", "route_table_ids"],
		],
		[
			fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of([]), "vpc_id": null}),
			["subnets", "subnet-a", "vpc_id"],
		],
		[
			fixture.change(
				fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of([])}),
				"vpcs", "vpc", {"main_route_table_id": null},
			),
			["vpcs", "vpc", "main_route_table_id"],
		],
	]
	every case in cases {
		env_subnet_private.verdict == {"subnet-a": "undecided", "subnet-b": "pass"} with input as case[0]
		env_subnet_private.undecided == {{"subject": "subnet-a", "because": [case[1]]}} with input as case[0]
	}
}
