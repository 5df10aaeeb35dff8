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
