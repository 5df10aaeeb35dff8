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
		[_with({"target_kind": "egress_only", "target_id": "eigw"}), _no("001000000", _path("0.0.0.0/0"))],
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

_nat(members) := fixture.change(_public, "nat_gateways", "nat-a", members)

_tests(network) := {test.case: [test.good, test.at, test.because] | some test in tests} if {
	tests := exits.tests["nat-a"] with input as network
}

_attribute(name) := ["nat_gateways", "nat-a", name]

_block := ["vpcs", "vpc", "igw_block"]

test_what_a_gateway_needs if {
	_tests(_public) == {
		"state": ["yes", _attribute("state"), {_attribute("state")}],
		"private": ["yes", _attribute("connectivity"), {_attribute("connectivity")}],
		"address": ["yes", _attribute("has_address"), {_attribute("has_address")}],
		"route": ["yes", null, set()],
		"block": ["yes", _block, {_block}],
	}
}

_good(network) := {case: test[0] | some case, test in _tests(network)}

test_what_a_gateway_lacks if {
	yes := {"state": "yes", "private": "yes", "address": "yes", "route": "yes", "block": "yes"}
	every state in ["failed", "deleting", "deleted"] {
		_good(_nat({"state": state})) == object.union(yes, {"state": "no"})
	}
	_good(_nat({"has_address": false})) == object.union(yes, {"address": "no"})
	_good(_nat({"has_address": false, "connectivity": "private"})) == object.union(yes, {"private": "no"})
	_good(_nat({"has_address": false, "connectivity": null})) == object.union(yes, {
		"private": "unknown",
		"address": "no",
	})
	_good(_routes(fixture.all_of([]))) == object.union(yes, {"route": "no"})
	blocked := fixture.change(_public, "vpcs", "vpc", {"igw_block": "bidirectional"})
	_good(blocked) == object.union(yes, {"block": "no"})
}

test_what_is_not_known_of_a_gateway if {
	every case, attribute in {
		"state": "state",
		"private": "connectivity",
		"address": "has_address",
		"route": "subnet_id",
		"block": "vpc_id",
	} {
		_tests(_nat({attribute: null}))[case] == ["unknown", _attribute(attribute), {_attribute(attribute)}]
	}
	_tests(fixture.change(_public, "vpcs", "vpc", {"igw_block": null})).block == ["unknown", _block, {_block}]
}

test_whether_a_gateway_is_regional if {
	every case in [["regional", "subnet-a", "yes"], ["zonal", "subnet-a", "no"], [null, "subnet-a", "unknown"]] {
		exits.regional({"availability_mode": case[0], "subnet_id": case[1]}) == case[2]
	}
	every mode in ["zonal", null] {
		exits.regional({"availability_mode": mode, "subnet_id": "none"}) == "yes"
	}
}

test_what_a_regional_gateway_needs if {
	_tests(_nat({"subnet_id": "none", "has_address": false, "state": "failed"})) == {
		"state": ["no", _attribute("state"), {_attribute("state")}],
		"private": ["yes", _attribute("connectivity"), {_attribute("connectivity")}],
		"address": ["yes", _attribute("has_address"), {_attribute("has_address")}],
		"route": ["yes", _attribute("subnet_id"), {_attribute("subnet_id")}],
		"block": ["yes", _block, {_block}],
	}
}

test_a_gateway_that_may_be_regional if {
	every address, test in {
		true: ["yes", _attribute("has_address"), {_attribute("has_address")}],
		false: ["unknown", _attribute("has_address"), {_attribute("availability_mode")}],
		null: ["unknown", _attribute("has_address"), {_attribute("has_address")}],
	} {
		_tests(_nat({"availability_mode": null, "has_address": address})).address == test
	}
}

test_the_table_of_a_gateway if {
	exits.table({"subnet_id": "public-a"}) == "table-public" with input as _public
	exits.table({"subnet_id": "none"}) == null with input as _public
	exits.table({"subnet_id": null}) == null with input as _public
}

_opening(network, case) := edits if {
	finding := {"at": _attribute("state"), "args": {"case": case, "table": "table-public", "vpc": "vpc"}}
	edits := [edit | edit := exits.opening(finding)] with input as network
}

test_what_opens_the_way if {
	every case, change in {
		"private": ["public", "unsafe"],
		"address": [null, "placeholder"],
		"block": ["ingress", "unsafe"],
	} {
		_opening(_public, case) == [{
			"verb": "set_attribute",
			"target": _attribute("state"),
			"value": change[0],
			"applicability": change[1],
		}]
	}
	_opening(_public, "state") == []
}

test_a_route_leads_to_the_first_gateway_that_is_attached if {
	igw := fixture.record(_public, "internet_gateways", "igw")
	closed := fixture.change(_public, "route_tables", "table-public", {"routes": fixture.all_of([])})
	others := fixture.add(
		fixture.add(closed, "internet_gateways", object.union(igw, {"id": "igw-2"})),
		"internet_gateways",
		{"id": "a", "attached_vpc_ids": fixture.all_of(["vpc-2"])},
	)
	_opening(others, "route") == [{
		"verb": "add_route",
		"target": ["route_tables", "table-public"],
		"value": {"destination": "0.0.0.0/0", "target_kind": "internet_gateway", "target_id": "igw"},
		"applicability": "unsafe",
	}]
	loose := fixture.change(closed, "internet_gateways", "igw", {"attached_vpc_ids": fixture.all_of([])})
	_opening(loose, "route") == []
}
