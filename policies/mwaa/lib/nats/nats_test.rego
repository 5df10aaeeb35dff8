package mwaa.lib.nats_test

import data.mwaa.fixture
import data.mwaa.lib.nats

import rego.v1

_public := data.mwaa.fixture.networks.public

test_idle_gateways_have_no_route if {
	nats.idle("airflow") == set() with input as _public
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([])})
	nats.idle("airflow") == {"nat-a"} with input as network
	nats.hidden("airflow") == set() with input as network
}

test_gateways_that_may_be_hidden if {
	network := fixture.change(_public, "nat_gateways", "nat-a", {"vpc_id": null})
	nats.hidden("airflow") == set() with input as network
	idle := fixture.change(network, "route_tables", "table-a", {"routes": fixture.all_of([])})
	nats.hidden("airflow") == {["nat_gateways", "nat-a", "vpc_id"]} with input as idle
	homeless := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	nats.hidden("airflow") == {["environments", "airflow", "subnet_ids"]} with input as homeless
}

_finding(table) := {"subject": "airflow", "at": ["route_tables", table, "routes"], "args": {"table": table}}

_target(network, table) := [edit.value.target_id, edit.applicability] if {
	edit := nats.route_edit(_finding(table)) with input as network
	edit.value != null
}

_by_hand(network, table) := edit.applicability if {
	edit := nats.route_edit(_finding(table)) with input as network
	edit.value == null
}

_gone(network, nat) := fixture.change(network, "nat_gateways", nat, {"state": "deleted"})

_one_zone := fixture.change(_public, "subnets", "public-b", {
	"zone_id": "euw1-az1",
	"zone_name": "eu-west-1a",
	"zone_ref": null,
})

test_edit_is_complete if {
	nats.route_edit(_finding("table-a")) == {
		"subject": "airflow",
		"at": ["route_tables", "table-a", "routes"],
		"verb": "add_route",
		"target": ["route_tables", "table-a"],
		"value": {"destination": "0.0.0.0/0", "target_kind": "nat_gateway", "target_id": "nat-a"},
		"applicability": "unsafe",
	} with input as _public
}

test_edit_leads_to_the_gateway_of_the_zone if {
	_target(_public, "table-a") == ["nat-a", "unsafe"]
	_target(_public, "table-b") == ["nat-b", "unsafe"]
}

test_edit_leads_to_the_only_gateway if _target(_gone(_public, "nat-b"), "table-b") == ["nat-a", "unsafe"]

test_edit_wants_a_choice if {
	_by_hand(_one_zone, "table-a") == "placeholder"
	_by_hand(_one_zone, "table-b") == "placeholder"
}

test_edit_wants_a_gateway if _by_hand(_gone(_gone(_public, "nat-a"), "nat-b"), "table-b") == "manual"

_route(kind, target) := {
	"key": "52.0.0.0/8",
	"destination": {"text": "52.0.0.0/8", "family": "ipv4", "first": "034000000", "after": "035000000"},
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": kind,
	"target_id": target,
	"state": "active",
}

_spare := fixture.add(_public, "nat_gateways", object.union(
	fixture.record(_public, "nat_gateways", "nat-a"),
	{"id": "nat-c"},
))

_spare_with(listing) := fixture.change(_spare, "route_tables", "table-a", {"routes": listing})

test_in_use if {
	nats.in_use == {"nat-a": "yes", "nat-b": "yes", "nat-c": "no"} with input as _spare
	nats.in_use["nat-c"] == "yes" with input as _spare_with(fixture.all_of([_route("nat_gateway", "nat-c")]))
}

test_in_use_unknown_names_what_is_missing if {
	every case in [
		[_spare_with(fixture.some_of([])), ["route_tables", "table-a", "routes"]],
		[
			_spare_with(fixture.all_of([_route("nat_gateway", null)])),
			["route_tables", "table-a", "routes", "52.0.0.0/8"],
		],
		[_spare_with(fixture.all_of([_route(null, null)])), ["route_tables", "table-a", "routes", "52.0.0.0/8"]],
		[_spare_with(fixture.all_of([_route(null, "nat-c")])), ["route_tables", "table-a", "routes", "52.0.0.0/8"]],
		[
			fixture.change(_spare, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])}),
			["subnets", "subnet-a", "route_table_ids"],
		],
		[
			fixture.change(
				fixture.change(_spare, "route_tables", "table-a", {"routes": fixture.some_of([]), "vpc_id": null}),
				"nat_gateways", "nat-c", {"vpc_id": null},
			),
			["route_tables", "table-a", "routes"],
		],
	] {
		nats.in_use["nat-c"] == "unknown" with input as case[0]
		nats.doubts["nat-c"] == {case[1]} with input as case[0]
	}
}

test_in_use_for_public_addresses_only if {
	inside := object.union(_route("nat_gateway", "nat-c"), {"destination": {
		"text": "10.9.0.0/16",
		"family": "ipv4",
		"first": "00a090000",
		"last": "00a09ffff",
		"after": "00a0a0000",
	}})
	nats.in_use["nat-c"] == "no" with input as _spare_with(fixture.all_of([inside]))
}

test_in_use_of_another_vpc if {
	network := fixture.change(_spare_with(fixture.some_of([])), "nat_gateways", "nat-c", {"vpc_id": "vpc-2"})
	nats.in_use["nat-c"] == "no" with input as network
}
