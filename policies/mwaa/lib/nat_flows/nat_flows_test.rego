package mwaa.lib.nat_flows_test

import data.mwaa.fixture
import data.mwaa.lib.flows
import data.mwaa.lib.nat_flows

import rego.v1

_public := data.mwaa.fixture.networks.public

_nat(members) := fixture.change(_public, "nat_gateways", "nat-a", members)

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_high := {"text": "128.0.0.0/1", "family": "ipv4", "first": "080000000", "last": "0ffffffff", "after": "100000000"}

_route(destination, nat) := {
	"key": destination.text,
	"destination": destination,
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": "nat_gateway",
	"target_id": nat,
	"state": "active",
}

_table(routes) := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of(routes)})

_ways(network) := {[flow.subnet, flow.via] | some flow in found} if {
	found := nat_flows.required.airflow with input as network
}

_hidden(network) := paths if {
	paths := nat_flows.hidden.airflow with input as network
}

test_every_subnet_through_the_subnet_of_its_gateway if {
	nat_flows.required.airflow == {
		{"name": "internet", "subnet": "subnet-a", "via": "public-a", "port": 443, "ranges": flows.public},
		{"name": "internet", "subnet": "subnet-b", "via": "public-b", "port": 443, "ranges": flows.public},
	} with input as _public
	nat_flows.hidden == {} with input as _public
}

test_each_gateway_has_its_part_of_the_space if {
	network := _table([_route(_everywhere, "nat-a"), _route(_high, "nat-b")])
	ranges := {flow.via: flow.ranges |
		some flow in nat_flows.required.airflow
		flow.subnet == "subnet-a"
	} with input as network
	max({range.first | some range in ranges["public-a"]}) == "064800000"
	min({range.first | some range in ranges["public-b"]}) == "080000000"
}

test_no_other_subnet_is_passed if {
	_ways(_nat({"subnet_id": "subnet-a"})) == {["subnet-b", "public-b"]}
	_ways(_nat({"availability_mode": "regional"})) == {["subnet-b", "public-b"]}
	_ways(_nat({"subnet_id": "none"})) == {["subnet-b", "public-b"]}
	nat_flows.required == {} with input as data.mwaa.fixture.networks.private
}

test_no_flow_where_some_addresses_have_no_route if {
	every routes in [[_route(_high, "nat-a")], [_route(_high, null)]] {
		partial := fixture.change(_table(routes), "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
		nat_flows.required == {} with input as partial
		nat_flows.hidden == {} with input as partial
	}
	lost := fixture.change(_table([_route(_high, "nat-a")]), "nat_gateways", "nat-a", {"subnet_id": null})
	nat_flows.hidden == {} with input as fixture.change(
		lost,
		"environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])},
	)
}

test_a_regional_gateway_hides_nothing if {
	nat_flows.hidden == {} with input as _nat({"subnet_id": null, "availability_mode": "regional"})
}

test_hidden_names_what_is_missing if {
	every case in [
		[_nat({"subnet_id": null}), ["nat_gateways", "nat-a", "subnet_id"]],
		[_nat({"availability_mode": null}), ["nat_gateways", "nat-a", "availability_mode"]],
		[_table([_route(_everywhere, null)]), ["route_tables", "table-a", "routes", "0.0.0.0/0"]],
		[
			fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])}),
			["environments", "airflow", "subnet_ids"],
		],
	] {
		_hidden(case[0]) == {case[1]}
	}
}
