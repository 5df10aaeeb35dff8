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
	every vpc in ["vpc-2", null] {
		elsewhere := fixture.change(_spare, "nat_gateways", "nat-c", {"vpc_id": vpc})
		nats.idle("airflow") == set() with input as elsewhere
	}
}

test_gateways_that_may_be_hidden if {
	network := fixture.change(_public, "nat_gateways", "nat-a", {"vpc_id": null})
	nats.hidden("airflow") == set() with input as network
	idle := fixture.change(network, "route_tables", "table-a", {"routes": fixture.all_of([])})
	nats.hidden("airflow") == {["nat_gateways", "nat-a", "vpc_id"]} with input as idle
	homeless := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	nats.hidden("airflow") == {["environments", "airflow", "subnet_ids"]} with input as homeless
	complete := object.union(fixture.record(_public, "vpcs", "vpc").complete, {"route_tables": false})
	unsurveyed := fixture.change(_public, "vpcs", "vpc", {"complete": complete})
	nats.hidden("airflow") == {["vpcs", "vpc", "complete", "route_tables"]} with input as unsurveyed
}

test_routes_to_an_idle_gateway_that_may_be_hidden if {
	routes := ["route_tables", "table-public", "routes"]
	route := array.concat(routes, ["52.0.0.0/8"])
	every case in [
		[fixture.some_of([]), {routes}],
		[fixture.all_of([_route("nat_gateway", null)]), {route}],
		[fixture.all_of([_route(null, "nat-c")]), {route}],
		[fixture.all_of([_route(null, "nat-a")]), set()],
		[fixture.all_of([_route("instance", null)]), set()],
	] {
		network := fixture.change(_spare, "route_tables", "table-public", {"routes": case[0]})
		nats.idle("airflow") == {"nat-c"} with input as network
		nats.hidden("airflow") == case[1] with input as network
	}
	homeless := {"routes": fixture.some_of([]), "vpc_id": null}
	nats.hidden("airflow") == {
		routes,
		["route_tables", "table-public", "vpc_id"],
	} with input as fixture.change(_spare, "route_tables", "table-public", homeless)
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

test_edit_leads_to_the_only_gateway if {
	every state in ["failed", "deleting", "deleted"] {
		network := fixture.change(_public, "nat_gateways", "nat-b", {"state": state})
		_target(network, "table-b") == ["nat-a", "unsafe"]
	}
	every members in [{"connectivity": "private"}, {"vpc_id": null}, {"vpc_id": "vpc-2"}] {
		_target(fixture.change(_public, "nat_gateways", "nat-b", members), "table-b") == ["nat-a", "unsafe"]
	}
	maybe := fixture.change(_gone(_public, "nat-b"), "nat_gateways", "nat-a", {"connectivity": null})
	_target(maybe, "table-b") == ["nat-a", "unsafe"]
}

test_edit_tells_zones_apart_by_what_is_known if {
	zones := {"a": ["subnet-a", "public-a"], "b": ["subnet-b", "public-b"]}
	every attribute in ["zone_id", "zone_name", "zone_ref"] {
		members := {subnet: object.union({"zone_id": null, "zone_name": null, "zone_ref": null}, {attribute: zone}) |
			some zone, subnets in zones
			some subnet in subnets
		}
		network := object.union(_public, {"subnets": fixture.all_of([
		object.union(record, members[record.id]) |
			some record in _public.subnets.items
		])})
		_target(network, "table-b") == ["nat-b", "unsafe"]
	}
}

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

test_in_use_unknown_beside_a_route_of_unknown_destination if {
	usual := fixture.record(_public, "route_tables", "table-a").routes.items
	other := object.union(_route("nat_gateway", "nat-b"), {"destination": null})
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of(array.concat(usual, [other]))})
	nats.in_use["nat-a"] == "unknown" with input as network
	nats.doubts["nat-a"] == {["route_tables", "table-a", "routes", "52.0.0.0/8"]} with input as network
}

test_doubts_are_about_this_gateway if {
	ranges := {"53.0.0.0/8": ["035000000", "036000000"], "54.0.0.0/8": ["036000000", "037000000"]}
	at := {key: {
		"key": key,
		"destination": {"text": key, "family": "ipv4", "first": range[0], "after": range[1]},
	} |
		some key, range in ranges
	}
	network := _spare_with(fixture.all_of([
		_route("nat_gateway", null),
		object.union(_route("instance", null), at["53.0.0.0/8"]),
		object.union(_route(null, "nat-b"), at["54.0.0.0/8"]),
	]))
	nats.doubts["nat-c"] == {["route_tables", "table-a", "routes", "52.0.0.0/8"]} with input as network
	sure := _spare_with(fixture.some_of([_route("nat_gateway", "nat-c")]))
	nats.doubts["nat-c"] == {["route_tables", "table-a", "routes"]} with input as sure
	lost := fixture.change(_spare_with(fixture.some_of([])), "nat_gateways", "nat-c", {"vpc_id": null})
	nats.doubts["nat-c"] == {["route_tables", "table-a", "routes"]} with input as lost
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
