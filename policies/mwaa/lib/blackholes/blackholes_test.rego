package mwaa.lib.blackholes_test

import data.mwaa.fixture
import data.mwaa.lib.blackholes

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_high := {"text": "128.0.0.0/1", "family": "ipv4", "first": "080000000", "last": "0ffffffff", "after": "100000000"}

_private := {"text": "10.9.0.0/16", "family": "ipv4", "first": "00a090000", "last": "00a09ffff", "after": "00a0a0000"}

_route(key, members) := object.union(
	{
		"key": key,
		"destination": _everywhere,
		"prefix_list_id": null,
		"family": "ipv4",
		"target_kind": "nat_gateway",
		"target_id": "nat-a",
		"state": "active",
	},
	members,
)

_table(listing) := fixture.change(_public, "route_tables", "table-a", {"routes": listing})

_one(members) := _table(fixture.all_of([_route("d", members)]))

_stated(network, routing) := json.patch(network, [{"op": "replace", "path": "/params/routing", "value": routing}])

_needed(network) := needed if {
	needed := blackholes.needed["table-a"] with input as network
}

_lost(network) := lost if {
	lost := object.get(blackholes.lost, "table-a", {}) with input as network
}

_doubts(network) := doubts if {
	doubts := object.get(blackholes.doubts, "table-a", set()) with input as network
}

test_needed if {
	elsewhere := _one({"target_kind": "transit_gateway"})
	every case in [
		[_public, "yes"],
		[_one({"destination": _high}), "yes"],
		[_table(fixture.all_of([])), "no"],
		[_one({"target_kind": "internet_gateway"}), "no"],
		[_table(fixture.some_of([])), "unknown"],
		[elsewhere, "unknown"],
		[_stated(elsewhere, "public"), "yes"],
		[_stated(elsewhere, "private"), "no"],
		[_stated(_table(fixture.some_of([])), "public"), "unknown"],
	] {
		_needed(case[0]) == case[1]
	}
}

test_lost if {
	_lost(_public) == {}
	_lost(_one({"state": "blackhole"})) == {"d": "001000000"}
	_lost(_one({"state": "blackhole", "destination": _high})) == {"d": "080000000"}
	both := fixture.all_of([_route("d", {"state": "blackhole"}), _route("h", {"destination": _high})])
	_lost(_table(both)) == {"d": "001000000"}
	_lost(_one({"state": null})) == {}
	above := fixture.all_of([_route("d", {}), _route("h", {"destination": _high, "state": "blackhole"})])
	_lost(_table(above)) == {"h": "080000000"}
}

test_doubts if {
	path := ["route_tables", "table-a", "routes"]
	one := {array.concat(path, ["d"])}
	every case in [
		[_public, set()],
		[_one({"state": "blackhole"}), set()],
		[_one({"state": null}), one],
		[_one({"state": "blackhole", "target_kind": "transit_gateway"}), one],
		[_stated(_one({"state": null, "target_kind": "transit_gateway"}), "private"), set()],
		[_table(fixture.some_of([_route("d", {})])), {path}],
		[_table(fixture.some_of([_route("d", {"target_kind": "internet_gateway"})])), set()],
		[
			_table(fixture.all_of([
				_route("d", {}),
				_route("u", {"destination": null}),
				_route("p", {"destination": _private, "state": "blackhole"}),
			])),
			set(),
		],
		[
			_table(fixture.all_of([_route("d", {}), _route("u", {"destination": null, "state": "blackhole"})])),
			{array.concat(path, ["u"])},
		],
		[
			_table(fixture.all_of([_route("d", {}), _route("u", {"destination": null, "state": null})])),
			{array.concat(path, ["u"])},
		],
		[_table(fixture.all_of([_route("d", {}), _route("u", {"destination": null})])), set()],
		[
			_table(fixture.all_of([_route("d", {"state": "blackhole"}), _route("u", {"destination": null})])),
			{array.concat(path, ["u"])},
		],
	] {
		_doubts(case[0]) == case[1]
	}
}
