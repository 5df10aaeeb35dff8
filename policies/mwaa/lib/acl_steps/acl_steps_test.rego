package mwaa.lib.acl_steps_test

import data.mwaa.fixture
import data.mwaa.lib.acl_steps

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_all := {"first": "000000000", "after": "100000000"}

_of(network, key) := of if {
	found := acl_steps.of with input as network
	of := {[step.stage, step.from, step.subnet, step.peer, step.verdict] | some step in found.airflow[key]}
}

_because(network, key) := because if {
	found := acl_steps.of with input as network
	because := {step.stage: step.because | some step in found.airflow[key]; step.verdict == "undecided"}
}

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": entries})

test_legs_inside_are_steps_of_the_subnet_where_the_flow_begins if {
	{row | some row in _of(_public, ["database", null]); row[1] == "subnet-a"} == {
		["acl_out", "subnet-a", "subnet-a", "subnet-b", "passes"],
		["acl_in", "subnet-a", "subnet-b", "subnet-a", "passes"],
		["reply_out", "subnet-a", "subnet-b", "subnet-a", "passes"],
		["reply_in", "subnet-a", "subnet-a", "subnet-b", "passes"],
	}
}

test_legs_to_the_internet_and_at_the_nat_gateway if {
	{row | some row in _of(_public, ["internet", null]); row[1] == "subnet-a"} == {
		["acl_out", "subnet-a", "subnet-a", null, "passes"],
		["nat_acl_in", "subnet-a", "public-a", "subnet-a", "passes"],
		["nat_acl_out", "subnet-a", "public-a", null, "passes"],
		["nat_reply_in", "subnet-a", "public-a", null, "passes"],
		["nat_reply_out", "subnet-a", "public-a", "subnet-a", "passes"],
		["reply_in", "subnet-a", "subnet-a", null, "passes"],
	}
}

test_deciders_are_entries_or_the_implied_deny if {
	entries := fixture.all_of([
		fixture.entry(90, "ingress", "deny", _all, [5432, 5432]),
		fixture.entry(100, "ingress", "allow", _all, [0, 65535]),
	])
	found := acl_steps.of with input as _with(entries)
	{[step.stage, step.verdict, step.deciders] | some step in found.airflow[["database", null]]} == {
		["acl_out", "stopped", {{"kind": "implied_deny", "path": ["network_acls", "acl", "entries", "egress/*"]}}],
		["acl_in", "stopped", {{"kind": "acl_entry", "path": ["network_acls", "acl", "entries", "ingress/90"]}}],
		["reply_out", "stopped", {{"kind": "implied_deny", "path": ["network_acls", "acl", "entries", "egress/*"]}}],
		["reply_in", "passes", {{"kind": "acl_entry", "path": ["network_acls", "acl", "entries", "ingress/100"]}}],
	}
	{step.through | some step in found.airflow[["database", null]]} == {{["network_acls", "acl"]}}
}

test_an_acl_that_is_not_known if {
	path := ["network_acls", "acl", "entries"]
	every because in _because(_with(fixture.some_of([])), ["database", null]) {
		because == {path}
	}
	network := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])})
	_because(network, ["internet", null]).acl_out == {["subnets", "subnet-a", "network_acl_ids"]}
}

test_a_leg_that_is_not_known_leaves_its_flows_open if {
	kms := ["vpc_endpoints", "endpoint-kms", "subnet_ids"]
	listing := {"subnet_ids": fixture.some_of(["subnet-a"])}
	_because(fixture.change(_private, "vpc_endpoints", "endpoint-kms", listing), ["kms", "endpoint-kms"]) == {
		"acl_out": {kms},
		"reply_in": {kms},
	}
	nat := fixture.change(_public, "nat_gateways", "nat-a", {"subnet_id": null})
	_because(nat, ["internet", null]) == {"nat_acl_in": {["nat_gateways", "nat-a", "subnet_id"]}}
	table := ["route_tables", "table-a", "routes"]
	tables := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})
	_because(tables, ["internet", null]) == {"acl_out": {table}, "nat_acl_in": {table}, "reply_in": {table}}
}

test_what_is_hidden_of_no_flow_in_particular_is_no_step if {
	vpc := fixture.record(_private, "vpcs", "vpc")
	unseen := {"complete": object.union(vpc.complete, {"vpc_endpoints": false})}
	found := acl_steps.of with input as fixture.change(_private, "vpcs", "vpc", unseen)
	{step.verdict | some flow in found.airflow; some step in flow} == {"passes"}
}

test_an_environment_of_one_subnet if {
	every case in [[fixture.some_of(["subnet-a"]), "undecided"], [fixture.all_of(["subnet-a"]), "not_judged"]] {
		network := fixture.change(_private, "environments", "airflow", {"subnet_ids": case[0]})
		_of(network, ["webserver", null]) == {[stage, null, null, null, case[1]] | some stage in ["acl_out", "reply_in"]}
	}
}

test_what_is_not_routed_to_the_internet_meets_no_acl if {
	meant := object.union(_private, {"params": object.union(_private.params, {"routing": "public"})})
	found := acl_steps.of with input as meant
	{[step.stage, step.verdict, step.reason] | some step in found.airflow[["internet", null]]} == {
		["acl_out", "not_judged", "RT-DEFAULT-NAT"],
	}
	igw := {"route_table_ids": fixture.all_of(["table-public"])}
	other := acl_steps.of with input as fixture.change(_public, "subnets", "subnet-a", igw)
	{step.reason | some step in other.airflow[["internet", null]]} == {"ENV-SUBNET-PRIVATE"}
}
