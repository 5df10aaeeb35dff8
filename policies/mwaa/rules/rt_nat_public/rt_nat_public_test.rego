package mwaa.rules.rt_nat_public_test

import data.mwaa.fixture
import data.mwaa.rules.rt_nat_public

import rego.v1

_public := data.mwaa.fixture.networks.public

_nat(members) := fixture.change(_public, "nat_gateways", "nat-a", members)

_no_default := fixture.change(_public, "route_tables", "table-public", {"routes": fixture.all_of([])})

_verdict(network) := verdict if {
	verdict := rt_nat_public.verdict["nat-a"] with input as network
}

_found(network) := {[finding.at, finding.args.case] | some finding in found; finding.subject == "nat-a"} if {
	found := rt_nat_public.findings with input as network
}

_because(network) := [entry.because | some entry in undecided; entry.subject == "nat-a"][0] if {
	undecided := rt_nat_public.undecided with input as network
}

_edits(network) := {[edit.verb, edit.target, edit.value, edit.applicability] |
	some edit in edits
	edit.subject == "nat-a"
} if {
	edits := rt_nat_public.edits with input as network
}

test_finding_is_complete if {
	rt_nat_public.verdict == {"nat-a": "fail", "nat-b": "pass"} with input as _nat({"state": "failed"})
	rt_nat_public.findings == {{
		"subject": "nat-a",
		"severity": "critical",
		"at": ["nat_gateways", "nat-a", "state"],
		"args": {"case": "state", "state": "failed", "subnet": "public-a", "table": "table-public", "vpc": "vpc"},
		"evidence": null,
	}} with input as _nat({"state": "failed"})
}

test_finding_each_fault if {
	block := fixture.change(_public, "vpcs", "vpc", {"igw_block": "bidirectional"})
	every case in [
		[_nat({"connectivity": "private", "has_address": false}), ["nat_gateways", "nat-a", "connectivity"], "private"],
		[_nat({"has_address": false}), ["nat_gateways", "nat-a", "has_address"], "address"],
		[_no_default, ["route_tables", "table-public", "routes"], "route"],
		[block, ["vpcs", "vpc", "igw_block"], "block"],
	] {
		_verdict(case[0]) == "fail"
		_found(case[0]) == {[case[1], case[2]]}
	}
}

test_finding_shows_a_packet_that_is_lost if {
	{finding.evidence | some finding in rt_nat_public.findings} == {{
		"kind": "packet",
		"protocol": "6",
		"direction": "egress",
		"source": null,
		"destination": "001000000",
		"port": 443,
		"flow": "internet",
		"decider": {"kind": "route", "path": ["route_tables", "table-public", "routes"]},
	}} with input as _no_default
}

test_finding_whatever_is_not_known if {
	_verdict(_nat({"state": "deleted", "subnet_id": null, "connectivity": null})) == "fail"
}

test_clean if {
	every network in [
		_public,
		_nat({"state": "planned"}),
		_nat({"subnet_id": "none", "availability_mode": "regional", "has_address": false}),
		fixture.change(_public, "vpcs", "vpc", {"igw_block": "ingress"}),
	] {
		_verdict(network) == "pass"
	}
}

test_undecided_names_what_is_missing if {
	every case in [
		[_nat({"state": null}), ["nat_gateways", "nat-a", "state"]],
		[_nat({"connectivity": null}), ["nat_gateways", "nat-a", "connectivity"]],
		[_nat({"has_address": null}), ["nat_gateways", "nat-a", "has_address"]],
		[_nat({"subnet_id": null}), ["nat_gateways", "nat-a", "subnet_id"]],
		[_nat({"vpc_id": null}), ["nat_gateways", "nat-a", "vpc_id"]],
		[_nat({"availability_mode": null, "has_address": false}), ["nat_gateways", "nat-a", "availability_mode"]],
		[fixture.change(_public, "vpcs", "vpc", {"igw_block": null}), ["vpcs", "vpc", "igw_block"]],
		[
			fixture.change(_public, "internet_gateways", "igw", {"attached_vpc_ids": fixture.some_of([])}),
			["internet_gateways", "igw", "attached_vpc_ids"],
		],
		[
			fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])}),
			["subnets", "subnet-a", "route_table_ids"],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_undecided_quietly_where_only_the_block_is_not_known if {
	network := fixture.change(_public, "vpcs", "vpc", {"igw_block": null})
	{entry.quiet | some entry in rt_nat_public.undecided} == {true} with input as network
	both := fixture.change(network, "nat_gateways", "nat-a", {"state": null})
	{entry.subject | some entry in rt_nat_public.undecided; entry.quiet} == {"nat-b"} with input as both
}

test_not_applicable_when_not_in_use if {
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([])})
	rt_nat_public.not_applicable == {{"subject": "nat-a", "because": "not-in-use"}} with input as network
}

test_edit if {
	route := {"destination": "0.0.0.0/0", "target_kind": "internet_gateway", "target_id": "igw"}
	private := _nat({"connectivity": "private", "has_address": false})
	block := fixture.change(_public, "vpcs", "vpc", {"igw_block": "bidirectional"})
	detached := fixture.change(_no_default, "internet_gateways", "igw", {"attached_vpc_ids": fixture.all_of([])})
	_edits(_no_default) == {["add_route", ["route_tables", "table-public"], route, "unsafe"]}
	_edits(private) == {["set_attribute", ["nat_gateways", "nat-a", "connectivity"], "public", "unsafe"]}
	_edits(_nat({"has_address": false})) == {[
		"set_attribute",
		["nat_gateways", "nat-a", "has_address"],
		null,
		"placeholder",
	]}
	_edits(block) == {["set_attribute", ["vpcs", "vpc", "igw_block"], "ingress", "unsafe"]}
	_edits(_nat({"state": "failed"})) == set()
	_edits(detached) == set()
}

# A table has one route for a range, and a subnet of the environment leads to no Internet gateway.
test_no_edit_of_a_table_that_cannot_take_the_route if {
	table := fixture.record(_public, "route_tables", "table-public")
	gone := [object.union(route, {"state": "blackhole"}) | some route in table.routes.items]
	blackhole := fixture.change(_public, "route_tables", "table-public", {"routes": fixture.all_of(gone)})
	among_workers := fixture.change(
		fixture.change(_public, "nat_gateways", "nat-a", {"subnet_id": "subnet-b"}),
		"route_tables", "table-b", {"routes": fixture.all_of([])},
	)
	every network in [blackhole, among_workers, _nat({"subnet_id": "subnet-a"})] {
		_verdict(network) == "fail"
		_edits(network) == set()
	}
}
