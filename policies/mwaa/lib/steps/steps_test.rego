package mwaa.lib.steps_test

import data.mwaa.fixture
import data.mwaa.lib.steps

import rego.v1

_private := data.mwaa.fixture.networks.private

_without_rules := fixture.change(_private, "security_groups", "group", {"ingress": fixture.all_of([])})

_unseen := fixture.change(_private, "security_groups", "group", {"ingress": fixture.some_of([])})

_no_group := fixture.change(_private, "environments", "airflow", {"security_group_ids": fixture.all_of([])})

_of(network, verdict) := [step.verdict, step.because, step.reason] if {
	step := steps.of("sg_database", "airflow", {
		"stage": "groups_in",
		"verdict": verdict,
		"because": {["vpcs", "vpc", "cidrs"] | verdict == "undecided"},
	}) with input as network
}

_open := {["vpcs", "vpc", "cidrs"]}

_hidden := {["security_groups", "group", "ingress"]}

test_a_step_counts_as_far_as_the_rule_says_so if {
	every case in [
		# The rule passes: nothing hinders.
		[_private, "passes", ["passes", set(), null]],
		[_private, "stopped", ["passes", set(), null]],
		[_private, "undecided", ["passes", set(), null]],
		# It fails, at one of its steps.
		[_without_rules, "passes", ["passes", set(), null]],
		[_without_rules, "stopped", ["stopped", set(), null]],
		[_without_rules, "undecided", ["undecided", _open, null]],
		# It is undecided: nothing is stopped for certain.
		[_unseen, "passes", ["passes", set(), null]],
		[_unseen, "stopped", ["undecided", _hidden, null]],
		[_unseen, "undecided", ["undecided", _open, null]],
		# Another rule fails already.
		[_no_group, "passes", ["passes", set(), null]],
		[_no_group, "stopped", ["not_judged", set(), "SG-COUNT"]],
		[_no_group, "undecided", ["not_judged", set(), "SG-COUNT"]],
	] {
		_of(case[0], case[1]) == case[2]
	}
}

test_there_is_no_step_where_the_rule_has_nothing_to_judge if {
	not steps.of("epr_state", "endpoint-kms", {"stage": "endpoint", "verdict": "passes"}) with input as _planned
}

_planned := fixture.change(_private, "vpc_endpoints", "endpoint-kms", {"state": "planned"})

_told(members) := [step.verdict, step.deciders, step.because] if {
	found := {"stage": "endpoint", "deciders": {_state}}
	network := fixture.change(_private, "vpc_endpoints", "endpoint-kms", members)
	step := steps.told("epr_state", "endpoint-kms", found) with input as network
}

_state := {"kind": "fact", "path": ["vpc_endpoints", "endpoint-kms", "state"]}

test_a_rule_tells_a_step_of_its_own if {
	_told({"state": "available"}) == ["passes", {_state}, set()]
	_told({"state": "failed"}) == ["stopped", {_state}, set()]
	_told({"state": null}) == ["undecided", set(), {["vpc_endpoints", "endpoint-kms", "state"]}]
}

# The network with these inbound rules, and a second environment in a group of its own with the same ones.
_twice(rules) := fixture.add(
	fixture.add(
		fixture.change(_private, "security_groups", "group", {"ingress": rules}),
		"environments",
		_second(fixture.all_of(["other"])),
	),
	"security_groups",
	{"id": "other", "ingress": rules, "egress": fixture.all_of([])},
)

_second(groups) := object.union(
	object.remove(fixture.record(_private, "environments", "airflow"), ["security_group_ids"]),
	{"id": "other", "security_group_ids": groups},
)

test_what_a_rule_says_of_others_is_no_step if {
	found := {"stage": "groups_in", "verdict": "stopped", "because": set()}
	told := steps.told("sg_database", "airflow", found) with input as _twice(fixture.all_of([]))
	told.deciders == {{"kind": "fact", "path": ["security_groups", "group", "ingress"]}}
	open := steps.of("sg_database", "airflow", found) with input as _twice(fixture.some_of([]))
	open.because == _hidden
	customer := fixture.add(
		fixture.change(_private, "environments", "airflow", {"endpoint_management": "CUSTOMER"}),
		"vpc_endpoints",
		object.union(
			fixture.record(_private, "vpc_endpoints", "endpoint-kms"),
			{"id": "own", "service": "mwaa.database", "environment_id": "airflow"},
		),
	)
	not steps.of("sg_database", "airflow", found) with input as fixture.add(
		customer,
		"environments", _second(fixture.all_of([])),
	)
}

test_nothing_decides_what_is_not_judged if {
	step := steps.unjudged("sg_database", {"stage": "groups_in", "deciders": {_state}, "calls": [{}]}, "SG-COUNT")
	[step.deciders, step.calls, step.reason] == [set(), [], "SG-COUNT"]
}

test_quiet_steps if {
	every case in [
		# A rule that does not block, one that does, and one whose entry says that it is a note.
		["epr_region", {"service_region": null}, true],
		["epr_state", {"state": null}, false],
		["epr_state", {"state": "failed"}, false],
		["epr_dns", {}, true],
	] {
		network := fixture.change(
			fixture.change(_private, "vpc_endpoints", "endpoint-kms", case[1]),
			"vpcs", "vpc", {"custom_dns": null},
		)
		step := steps.told(case[0], "endpoint-kms", {"stage": "endpoint"}) with input as network
		step.quiet == case[2]
	}
}

test_a_step_that_no_rule_judges if {
	step := steps.free({"stage": "route", "verdict": "passes"})
	[step.rule, step.deciders, step.quiet] == [null, set(), false]
	[step.subnet, step.peer, step.reason] == [null, null, null]
}

test_the_verdict_is_that_of_the_worst_step if {
	every case in [
		[["passes"], "passes"],
		[["passes", "not_judged"], "not_judged"],
		[["passes", "not_judged", "undecided"], "undecided"],
		[["passes", "not_judged", "undecided", "stopped"], "stopped"],
	] {
		steps.verdict({{"verdict": verdict, "quiet": false} | some verdict in case[0]}) == case[1]
	}
	steps.verdict({{"verdict": "undecided", "quiet": true}}) == "passes"
}
