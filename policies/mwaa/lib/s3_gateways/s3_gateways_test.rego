package mwaa.lib.s3_gateways_test

import data.mwaa.fixture
import data.mwaa.lib.s3_gateways

import rego.v1

_private := data.mwaa.fixture.networks.private

_s3 := fixture.record(_private, "vpc_endpoints", "endpoint-s3")

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_second(members) := fixture.add(_with({"route_table_ids": fixture.all_of(["table-a"])}), "vpc_endpoints", object.union(
	object.remove(_s3, object.keys(members)),
	object.union({"id": "second"}, members),
))

_interface := {"type": "Interface", "private_dns": true, "private_dns_inbound_only": false}

_at(attribute) := ["vpc_endpoints", "endpoint-s3", attribute]

test_of if {
	every gateways, network in {
		{"endpoint-s3"}: _private,
		{"endpoint-s3", "second"}: _second({}),
		set(): _with({"requester_managed": true}),
	} {
		s3_gateways.of("airflow") == gateways with input as network
	}
	every members in [{"requester_managed": null}, {"type": null}, {"service": null}, {"vpc_id": "other"}, _interface] {
		s3_gateways.of("airflow") == set() with input as _with(members)
	}
}

test_by_interface if {
	s3_gateways.by_interface("airflow") with input as _with(_interface)
	s3_gateways.by_interface("airflow") with input as _second(_interface)
	not s3_gateways.by_interface("airflow") with input as _private
	not s3_gateways.by_interface("airflow") with input as _with(object.union(_interface, {"private_dns": false}))
	not s3_gateways.by_interface("airflow") with input as _with(object.union(_interface, {"private_dns": null}))
}

test_unserved if {
	every tables, unserved in {
		["table-a", "table-b"]: {},
		["table-a"]: {"table-b": ["subnet-b"]},
		[]: {"table-a": ["subnet-a"], "table-b": ["subnet-b"]},
	} {
		s3_gateways.unserved("airflow") == unserved with input as _with({"route_table_ids": fixture.all_of(tables)})
	}
	s3_gateways.unserved("airflow") == {} with input as _second({"route_table_ids": fixture.all_of(["table-b"])})
	nowhere := fixture.change(_with({"route_table_ids": fixture.all_of([])}), "subnets", "subnet-a", {
		"route_table_ids": fixture.some_of([]),
	})
	s3_gateways.unserved("airflow") == {"table-b": ["subnet-b"]} with input as nowhere
}

test_hidden_by_a_gateway_of_no_table if {
	alone := {"route_table_ids": fixture.all_of([])}
	every attribute in ["requester_managed", "service"] {
		network := _with(object.union(alone, {attribute: null}))
		s3_gateways.hidden("airflow") == {_at(attribute)} with input as network
	}
	every members in [
		{"requester_managed": null, "service": "other"},
		{"service": null, "type": "Interface", "private_dns": false},
	] {
		s3_gateways.hidden("airflow") == set() with input as _with(object.union(alone, members))
	}
}

# What hides whether a gateway that may be there serves both subnets.
_hiding := {
	_at("route_table_ids"): {"route_table_ids": fixture.some_of(["table-a"])},
	_at("type"): {"type": null},
	_at("service"): {"service": null},
	_at("requester_managed"): {"requester_managed": null},
}

test_hidden if {
	every path, members in _hiding {
		s3_gateways.hidden("airflow") == {path} with input as _with(members)
	}
	every network in [_private, _with(_interface), _second(_interface)] {
		s3_gateways.hidden("airflow") == set() with input as network
	}
	every members in [{}, _interface] {
		s3_gateways.hidden("airflow") == set() with input as fixture.change(_with(members), "vpcs", "vpc", {
			"complete": {"vpc_endpoints": false},
		})
	}
	unseen := fixture.change(_with({"route_table_ids": fixture.all_of(["table-a"])}), "vpcs", "vpc", {
		"complete": {"vpc_endpoints": false},
	})
	s3_gateways.hidden("airflow") == {["vpcs", "vpc", "complete", "vpc_endpoints"]} with input as unseen
	unrouted := fixture.change(_private, "route_tables", "table-a", {"routes": fixture.some_of([])})
	s3_gateways.hidden("airflow") == {["route_tables", "table-a", "routes"]} with input as unrouted
}
