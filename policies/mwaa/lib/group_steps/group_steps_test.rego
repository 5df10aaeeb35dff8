package mwaa.lib.group_steps_test

import data.mwaa.fixture
import data.mwaa.lib.group_steps

import rego.v1

_private := data.mwaa.fixture.networks.private

_of(network) := of if {
	found := group_steps.of with input as network
	of := {[key[0], step.stage, step.verdict, step.deciders] | some key, steps in found.airflow; some step in steps}
}

_with(members) := fixture.change(_private, "security_groups", "group", members)

_rule(direction, members) := object.union(
	{
		"key": concat(" ", [direction, "tcp", "443", "443", "x"]),
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
		"peer_kind": "group",
		"cidr": null,
		"group_id": null,
		"group_account": null,
		"group_peering": null,
		"prefix_list_id": null,
	},
	members,
)

_path(direction) := ["security_groups", "group", direction, concat(" ", [direction, "tcp", "443", "443", "x"])]

test_all_is_let_out_by_one_rule if {
	found := _of(_private)
	{verdict | some [_, _, verdict, _] in found} == {"passes"}
	deciders := {decider | some [_, "groups_out", _, set] in found; some decider in set}
	{decider.kind | some decider in deciders} == {"group_rule"}
	count(deciders) == 1
}

test_what_a_step_passes_through if {
	found := group_steps.of with input as _private
	{[step.stage, step.rule, step.through] | some step in found.airflow[["database", null]]} == {
		["groups_in", "SG-DATABASE", {["security_groups", "group"]}],
		["groups_out", "SG-EGRESS", {["security_groups", "group"]}],
	}
}

test_nobody_is_let_in if {
	none := {"kind": "no_rule", "path": ["security_groups", "group", "ingress"]}
	["database", "groups_in", "stopped", {none}] in _of(_with({"ingress": fixture.all_of([])}))
}

test_a_rule_for_the_group_itself if {
	found := _of(_with({
		"ingress": fixture.all_of([_rule("ingress", {"group_id": "group"})]),
		"egress": fixture.all_of([_rule("egress", {"group_id": "group"})]),
	}))
	["webserver", "groups_in", "passes", {{"kind": "group_rule", "path": _path("ingress")}}] in found
	["webserver", "groups_out", "passes", {{"kind": "group_rule", "path": _path("egress")}}] in found
	none := {"kind": "no_rule", "path": ["security_groups", "group", "egress"]}
	["database", "groups_out", "stopped", {none}] in found
	["s3", "groups_out", "stopped", {none}] in found
	["kms", "groups_out", "passes", {{"kind": "group_rule", "path": _path("egress")}}] in found
}

test_a_rule_for_the_prefix_list_of_s3 if {
	rule := _rule("egress", {"peer_kind": "prefix_list", "prefix_list_id": "pl-6da54004"})
	found := _of(_with({"egress": fixture.all_of([rule])}))
	["s3", "groups_out", "passes", {{"kind": "group_rule", "path": _path("egress")}}] in found
}

test_rules_that_are_not_known if {
	found := group_steps.of with input as _with({
		"ingress": fixture.some_of([]),
		"egress": fixture.some_of([]),
	})
	{[step.stage, step.verdict, step.because] | some step in found.airflow[["database", null]]} == {
		["groups_in", "undecided", {["security_groups", "group", "ingress"]}],
		["groups_out", "undecided", {["security_groups", "group", "egress"]}],
	}
}

test_without_groups_nothing_is_judged if {
	network := fixture.change(_private, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	{[verdict, deciders] | some [_, _, verdict, deciders] in _of(network)} == {["not_judged", set()]}
}

test_the_groups_of_a_public_web_server_are_judged if {
	network := fixture.change(_private, "environments", "airflow", {"webserver_access_mode": "PUBLIC_ONLY"})
	["not_judged" | some [_, _, "not_judged", _] in _of(network)] == []
	customer := fixture.add(
		fixture.change(network, "environments", "airflow", {"endpoint_management": "CUSTOMER"}),
		"vpc_endpoints",
		object.union(
			fixture.record(_private, "vpc_endpoints", "endpoint-kms"),
			{"id": "own", "service": "mwaa.webserver", "environment_id": "airflow"},
		),
	)
	["webserver", "groups_in", "not_judged", set()] in _of(customer)
	found := group_steps.of with input as customer
	{step.reason | some step in found.airflow[["webserver", null]]} == {null, "customer-endpoints"}
	private := fixture.change(customer, "environments", "airflow", {"webserver_access_mode": "PRIVATE_ONLY"})
	["not_judged" | some [_, _, "not_judged", _] in _of(private)] == []
}
