package mwaa.lib.routing_test

import data.mwaa.fixture
import data.mwaa.lib.routing

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_half := {"text": "0.0.0.0/1", "family": "ipv4", "first": "000000000", "last": "07fffffff", "after": "080000000"}

_route(key, destination, kind) := {
	"key": key,
	"destination": destination,
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": kind,
	"target_id": "x",
	"state": "active",
}

_with(routes) := fixture.change(_public, "route_tables", "table-a", {"routes": routes})

_mode_of(routes) := mode if {
	mode := routing.table_mode["table-a"] with input as _with(routes)
}

_routes(keys) := {["route_tables", "table-a", "routes", key] | some key in keys}

test_table_mode if {
	listing := {["route_tables", "table-a", "routes"]}
	nat := _route("n", _everywhere, "nat_gateway")
	every case in [
		[fixture.all_of([nat]), "public", _routes(["n"]), false],
		[fixture.all_of([]), "private", listing, false],
		[fixture.all_of([_route("n", _half, "nat_gateway")]), "partial", _routes(["n"]), false],
		[fixture.all_of([nat, _route("t", _half, "transit_gateway")]), "indeterminate", _routes(["t"]), false],
		[fixture.all_of([nat, _route("i", null, "internet_gateway")]), "igw", _routes(["i"]), false],
		[fixture.some_of([nat]), "indeterminate", listing, true],
		[fixture.all_of([nat, _route("u", _half, null)]), "indeterminate", _routes(["u"]), true],
		[fixture.all_of([nat, _route("p", null, "transit_gateway")]), "indeterminate", _routes(["p"]), true],
		[fixture.all_of([nat, _route("p", null, "nat_gateway")]), "public", _routes(["n"]), false],
		[
			fixture.all_of([nat, object.union(_route("6", null, "egress_only"), {"family": "ipv6"})]),
			"public", _routes(["n"]), false,
		],
		[
			fixture.all_of([nat, object.union(_route("6", null, null), {"family": "ipv6"})]),
			"indeterminate", _routes(["6"]), true,
		],
	] {
		_mode_of(case[0]) == {"mode": case[1], "because": case[2], "unknown": case[3]}
	}
}

test_routes_that_lead_elsewhere if {
	every kind in {
		"transit_gateway",
		"vpc_peering",
		"vpn_gateway",
		"instance",
		"interface",
		"gwlb_endpoint",
		"local_gateway",
		"carrier_gateway",
		"core_network",
		"other",
	} {
		_mode_of(fixture.all_of([_route("e", _everywhere, kind)])) == {
			"mode": "indeterminate",
			"because": _routes(["e"]),
			"unknown": false,
		}
	}
}

test_a_route_that_may_hold_any_address if {
	nat := _route("n", _everywhere, "nat_gateway")
	open := object.union(_route("o", null, "transit_gateway"), {"family": null})
	_mode_of(fixture.all_of([nat, open])) == {"mode": "indeterminate", "because": _routes(["o"]), "unknown": true}
}

test_only_routes_to_nat_gateways_make_the_mode_public if {
	nat := _route("n", _everywhere, "nat_gateway")
	local := _route("l", _half, "local")
	_mode_of(fixture.all_of([nat, local])) == {"mode": "public", "because": _routes(["n"]), "unknown": false}
}

test_why_another_mode_is_not_judged if {
	routing.not_private == {
		"public": "public-routing",
		"partial": "public-routing",
		"igw": "ENV-SUBNET-PRIVATE",
		"mixed": "ENV-ROUTING-MIXED",
	}
	routing.not_public == {
		"private": "private-routing",
		"partial": "RT-DEFAULT-NAT",
		"igw": "ENV-SUBNET-PRIVATE",
		"mixed": "ENV-ROUTING-MIXED",
	}
}

test_lost_addresses if {
	every case in [
		[[_route("c", _everywhere, "carrier_gateway")], ["carrier_gateway"]],
		[[_route("l", _everywhere, "local_gateway")], ["local_gateway"]],
		[[], ["none"]],
		[[_route("t", _everywhere, "transit_gateway")], []],
	] {
		[routing.lost["subnet-a"][1] | routing.lost["subnet-a"]] == case[1] with input as _with(fixture.all_of(case[0]))
	}
}

test_routes_that_hide_which_one_wins if {
	six := object.union(_route("6", null, "nat_gateway"), {"family": "ipv6"})
	open := object.union(_route("u", null, "nat_gateway"), {"family": null})
	table := {"id": "table-a", "routes": fixture.all_of([six, open, _route("n", _everywhere, "nat_gateway")])}
	routing.unsure(table) == _routes(["u"])
}

test_the_longest_prefix_wins if {
	routes := fixture.all_of([_route("wide", _everywhere, "transit_gateway"), _route("low", _half, "nat_gateway"), _route(
		"high", {
			"text": "128.0.0.0/1",
			"family": "ipv4",
			"first": "080000000",
			"last": "0ffffffff",
			"after": "100000000",
		},
		"nat_gateway",
	)])
	_mode_of(routes).mode == "public"
}

test_environment_mode if {
	mixed := _with(fixture.all_of([]))
	partial := _with(fixture.all_of([_route("n", _half, "nat_gateway")]))
	open := _with(fixture.all_of([_route("i", _everywhere, "internet_gateway")]))
	elsewhere := _with(fixture.all_of([_route("t", _everywhere, "transit_gateway")]))
	uncertain := fixture.change(
		_public,
		"environments",
		"airflow",
		{"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"])},
	)
	nowhere := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.all_of([])})
	every case in [
		[_public, "public"],
		[_private, "private"],
		[mixed, "mixed"],
		[partial, "partial"],
		[open, "igw"],
		[elsewhere, "indeterminate"],
		[uncertain, "indeterminate"],
		[nowhere, "indeterminate"],
	] {
		routing.mode.airflow.mode == case[1] with input as case[0]
	}
}

test_why_an_environment_has_its_mode if {
	nat := ["route_tables", "table-b", "routes", "0.0.0.0/0"]
	listing := {["route_tables", "table-a", "routes"]}
	part := fixture.all_of([_route("n", _half, "nat_gateway")])
	every case in [
		[_public, "public", {["route_tables", "table-a", "routes", "0.0.0.0/0"], nat}, false],
		[_with(fixture.all_of([_route("i", _everywhere, "internet_gateway")])), "igw", _routes(["i"]), false],
		[_with(fixture.all_of([])), "mixed", (listing | {nat}), false],
		[_with(part), "partial", (_routes(["n"]) | {nat}), false],
		[
			fixture.change(_private, "route_tables", "table-a", {"routes": part}),
			"partial", (_routes(["n"]) | {["route_tables", "table-b", "routes"]}), false,
		],
		[_with(fixture.some_of([])), "indeterminate", listing, true],
		[
			fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"])}),
			"indeterminate", {["environments", "airflow", "subnet_ids"]}, true,
		],
	] {
		routing.mode.airflow == {"mode": case[1], "because": case[2], "unknown": case[3]} with input as case[0]
	}
}

test_the_subnets_of_another_environment_make_no_mode if {
	other := object.union(
		object.remove(fixture.record(_public, "environments", "airflow"), ["subnet_ids"]),
		{"id": "other", "subnet_ids": fixture.all_of(["subnet-a"])},
	)
	mixed := fixture.add(_with(fixture.all_of([])), "environments", other)
	routing.mode.other.mode == "private" with input as mixed
	routing.mode.airflow.mode == "mixed" with input as mixed
}

test_the_decision_tells_the_mode if {
	routing.environments == {{
		"id": "airflow",
		"routing": "private",
		"because": {["route_tables", "table-a", "routes"], ["route_tables", "table-b", "routes"]},
	}} with input as _private
}

test_a_stated_routing_settles_a_route_that_leads_elsewhere_and_nothing_else if {
	stated := [{"op": "replace", "path": "/params/routing", "value": "private"}]
	elsewhere := _with(fixture.all_of([_route("t", _everywhere, "transit_gateway")]))
	routing.mode.airflow.mode == "private" with input as json.patch(elsewhere, stated)
	routing.mode.airflow.mode == "public" with input as json.patch(_public, stated)
	unknown := _with(fixture.some_of([]))
	routing.mode.airflow.mode == "indeterminate" with input as json.patch(unknown, stated)
}

test_a_subnet_of_unknown_table if {
	network := fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	routing.subnet_mode["subnet-a"] == {
		"mode": "indeterminate",
		"because": {["subnets", "subnet-a", "route_table_ids"]},
		"unknown": true,
	} with input as network
}
