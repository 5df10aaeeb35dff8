package mwaa.lib.exits_test

import data.mwaa.fixture
import data.mwaa.lib.exits

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_half := {"text": "0.0.0.0/1", "family": "ipv4", "first": "000000000", "last": "07fffffff", "after": "080000000"}

_default := {
	"key": "0.0.0.0/0",
	"destination": _everywhere,
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": "internet_gateway",
	"target_id": "igw",
	"state": "active",
}

_routes(listing) := fixture.change(_public, "route_tables", "table-public", {"routes": listing})

_with(members) := _routes(fixture.all_of([object.union(_default, members)]))

_attached(listing) := fixture.change(_public, "internet_gateways", "igw", {"attached_vpc_ids": listing})

_of(network) := exit if {
	exit := exits.of["public-a"] with input as network
}

_path(key) := ["route_tables", "table-public", "routes", key]

_no(lost, path) := {"verdict": "no", "lost": lost, "path": path, "because": set()}

test_yes if {
	every network in [_public, _with({"state": "planned"})] {
		_of(network) == {"verdict": "yes", "lost": null, "path": null, "because": set()}
	}
}

test_yes_for_public_addresses_of_the_vpc_itself if {
	own := object.union(_default, {"key": "0.0.0.0/1", "destination": _half, "target_kind": "local", "target_id": "local"})
	_of(_routes(fixture.all_of([_default, own]))).verdict == "yes"
}

test_no if {
	listing := ["route_tables", "table-public", "routes"]
	every case in [
		[_routes(fixture.all_of([])), _no("001000000", listing)],
		[_with({"destination": _half}), _no("080000000", listing)],
		[_with({"state": "blackhole"}), _no("001000000", _path("0.0.0.0/0"))],
		[_with({"target_kind": "nat_gateway", "target_id": "nat-b"}), _no("001000000", _path("0.0.0.0/0"))],
		[_attached(fixture.all_of(["vpc-2"])), _no("001000000", _path("0.0.0.0/0"))],
	] {
		_of(case[0]) == case[1]
	}
}

test_unknown_names_what_is_missing if {
	path := _path("0.0.0.0/0")
	every case in [
		[_routes(fixture.some_of([_default])), ["route_tables", "table-public", "routes"]],
		[_with({"destination": null}), path],
		[_with({"state": null}), path],
		[_with({"target_kind": null}), path],
		[_with({"target_kind": "gwlb_endpoint", "target_id": "vpce"}), path],
		[_with({"target_id": null}), path],
		[_attached(fixture.some_of([])), ["internet_gateways", "igw", "attached_vpc_ids"]],
		[fixture.change(_public, "subnets", "public-a", {"vpc_id": null}), ["subnets", "public-a", "vpc_id"]],
		[
			fixture.change(_public, "subnets", "public-a", {"route_table_ids": fixture.some_of([])}),
			["subnets", "public-a", "route_table_ids"],
		],
	] {
		_of(case[0]) == {"verdict": "unknown", "lost": null, "path": null, "because": {case[1]}}
	}
}

test_regional_gateways_have_no_subnet if {
	network := fixture.change(_public, "nat_gateways", "nat-a", {"subnet_id": "none"})
	object.keys(exits.of) == {"public-b"} with input as network
}
