package mwaa.lib.crossings_test

import data.mwaa.fixture
import data.mwaa.lib.crossings

import rego.v1

_public := data.mwaa.fixture.networks.public

_all := {"first": "000000000", "after": "100000000"}

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": entries})

_closed := _with(fixture.all_of([]))

test_every_leg_is_judged if {
	{[result.leg.subnet, result.leg.direction, result.leg.flow] | some result in crossings.judged.airflow.request} == {
		["subnet-a", "egress", "database"],
		["subnet-b", "ingress", "database"],
		["subnet-b", "egress", "database"],
		["subnet-a", "ingress", "database"],
		["subnet-a", "egress", "webserver"],
		["subnet-b", "ingress", "webserver"],
		["subnet-b", "egress", "webserver"],
		["subnet-a", "ingress", "webserver"],
		["subnet-a", "egress", "internet"],
		["subnet-b", "egress", "internet"],
	} with input as _public
}

test_replies_go_to_ephemeral_ports if {
	{result.leg.ports | some result in crossings.judged.airflow.reply} == {[32768, 60999]} with input as _public
}

test_all_is_allowed_by_the_recommended_acl if {
	{result.verdict | some kind in crossings.judged.airflow; some result in kind} == {"allow"} with input as _public
	object.get(crossings.stopped, "airflow", {}) == {} with input as _public
	object.get(crossings.doubts, "airflow", {}) == {} with input as _public
}

test_one_finding_for_each_deciding_entry if {
	count(crossings.stopped.airflow.request) == 2 with input as _closed
	count(crossings.stopped.airflow.reply) == 2 with input as _closed
}

test_the_entries_of_each_acl_stop_their_own if {
	moved := fixture.change(_closed, "subnets", "subnet-b", {"network_acl_ids": fixture.all_of(["other"])})
	entries := fixture.all_of([
		fixture.entry(90, "egress", "deny", _all, [5432, 5432]),
		fixture.entry(80, "egress", "deny", _all, [443, 443]),
	])
	network := fixture.add(moved, "network_acls", {"id": "other", "vpc_id": "vpc", "default": false, "entries": entries})
	found := crossings.stopped.airflow.request with input as network
	{[one.args.acl, one.args.entry, one.args.addresses[0].first, one.args.ports, one.args.flows] | some one in found} == {
		["acl", null, "000000000", ["443", "5432"], ["database", "internet", "webserver"]],
		["acl", null, "00a000c00", ["443", "5432"], ["database", "webserver"]],
		["other", "egress/80", "000000000", ["443"], ["internet", "webserver"]],
		["other", "egress/90", "00a000b00", ["5432"], ["database"]],
		["other", null, "00a000b00", ["443", "5432"], ["database", "webserver"]],
	}
}

test_the_first_packet_is_the_witness if {
	found := crossings.stopped.airflow.request with input as _closed
	{[one.args.direction, one.evidence.source, one.evidence.destination, one.evidence.port] | some one in found} == {
		["egress", "00a000c04", "00a000b04", 5432],
		["ingress", "00a000b04", "00a000c04", 5432],
	}
}

test_what_is_denied_of_the_public_space if {
	every case in [
		["000000000", "080000000", [["000000000", "080000000"]]],
		["080000000", "100000000", [["080000000", "100000000"]]],
		["000000000", "010000000", [["000000000", "010000000"]]],
		["0de000000", "0f0000000", [["0de000000", "100000000"]]],
		["000000000", "00a000000", [["000000000", "00b000000"]]],
	] {
		range := {"first": case[0], "after": case[1]}
		entries := fixture.all_of(array.concat(
			[fixture.entry(100, direction, "allow", _all, [0, 65535]) | some direction in ["ingress", "egress"]],
			[fixture.entry(90, "egress", "deny", range, [443, 443])],
		))
		found := crossings.stopped.airflow.request with input as _with(entries)
		[[[span.first, span.after] | some span in one.args.addresses] |
			some one in found
			"internet" in one.args.flows
		] == [case[2]]
	}
}

test_what_an_entry_stops_is_told_in_the_fewest_words if {
	half := {"first": "00a000c40", "after": "00a000c80"}
	every case in [
		# Ports that other entries cut, and addresses of two subnets, or of a part of one.
		{"deny": _all, "ports": ["32768-60999"], "addresses": [{"first": "000000000", "after": "100000000"}]},
		{"deny": half, "ports": ["32768-60999"], "addresses": [half]},
	] {
		entries := fixture.all_of([
			fixture.entry(90, "ingress", "deny", case.deny, [1024, 65535]),
			fixture.entry(100, "ingress", "allow", _all, [32768, 40000]),
			fixture.entry(110, "ingress", "allow", _all, [0, 65535]),
			fixture.entry(100, "egress", "allow", _all, [0, 65535]),
		])
		found := crossings.stopped.airflow.reply with input as _with(entries)
		{[one.args.ports, one.args.addresses] | some one in found} == {[case.ports, case.addresses]}
	}
}

test_a_packet_from_or_to_unknown_addresses_says_so if {
	network := fixture.change(
		fixture.change(_closed, "subnets", "subnet-a", {"cidr": null}),
		"subnets", "subnet-b", {"cidr": null},
	)
	{[finding.evidence.source, finding.evidence.destination] |
		some finding in crossings.stopped.airflow.request
		finding.evidence.flow == "database"
	} == {[null, null]} with input as network
}

test_an_unknown_subnet_leaves_a_partial_deny_open if {
	entries := fixture.all_of(array.concat(
		[fixture.entry(100, direction, "allow", _all, [0, 65535]) | some direction in ["ingress", "egress"]],
		[fixture.entry(90, "egress", "deny", {"first": "00a000c00", "after": "00a000d00"}, [0, 65535])],
	))
	network := fixture.change(
		fixture.change(_public, "network_acls", "acl", {"entries": entries}),
		"subnets", "subnet-b", {"cidr": null},
	)
	crossings.doubts.airflow.request == {
		["network_acls", "acl", "entries", "egress/90"],
		["subnets", "subnet-b", "cidr"],
	} with input as network
}

test_a_wide_deny_of_unknown_addresses_is_open if {
	entries := fixture.all_of(array.concat(
		[fixture.entry(100, direction, "allow", _all, [0, 65535]) | some direction in ["ingress", "egress"]],
		[fixture.entry(90, "egress", "deny", {"first": "00a000000", "after": "00b000000"}, [0, 65535])],
	))
	network := fixture.change(_with(entries), "subnets", "subnet-b", {"cidr": null})
	{result.verdict |
		some result in crossings.judged.airflow.request
		result.leg.other == "subnet-b"
		result.leg.direction == "egress"
	} == {"unknown"} with input as network
}

test_a_flow_that_may_not_be_needed_is_not_stopped if {
	private := data.mwaa.fixture.networks.private
	endpoint := fixture.change(private, "vpc_endpoints", "endpoint-kms", {
		"private_dns": null,
		"subnet_ids": fixture.all_of(["subnet-a"]),
	})
	network := fixture.change(endpoint, "network_acls", "acl", {"entries": fixture.all_of([])})
	open := ["vpc_endpoints", "endpoint-kms", "private_dns"]
	_kms(network, "ingress") == {["unknown", {["network_acls", "acl", "entries", "ingress/*"], open}]}
	lost := fixture.change(network, "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])})
	_kms(lost, "ingress") == {["unknown", {["subnets", "subnet-a", "network_acl_ids"], open}]}
	object.keys(crossings.fates) == {"acl"} with input as lost
}

_kms(network, direction) := {[result.verdict, result.because] |
	some result in found
	result.leg.flow == "kms"
	result.leg.direction == direction
} if {
	found := crossings.judged.airflow.request with input as network
}
