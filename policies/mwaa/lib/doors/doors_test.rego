package mwaa.lib.doors_test

import data.mwaa.fixture
import data.mwaa.lib.doors

import rego.v1

_private := data.mwaa.fixture.networks.private

_nobody := {
	"key": "ingress tcp 443 443 sg:other",
	"protocol": "6",
	"from_port": 443,
	"to_port": 443,
	"peer_kind": "group",
	"cidr": null,
	"group_id": "other",
	"group_owner_id": null,
	"prefix_list_id": null,
}

_subnet(id) := object.union(object.remove(_nobody, ["group_id"]), {
	"peer_kind": "cidr",
	"group_id": null,
	"cidr": fixture.record(_private, "subnets", id).cidr,
})

_everybody := object.union(object.remove(_nobody, ["group_id"]), {
	"peer_kind": "cidr",
	"group_id": null,
	"cidr": {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"},
})

_default := fixture.all_of(["vpc/default-group"])

# The endpoint has the default group, with these rules.
_with(network, rules) := fixture.change(
	fixture.change(network, "vpc_endpoints", "endpoint-sqs", {"security_group_ids": _default}),
	"security_groups", "vpc/default-group", {"ingress": rules},
)

_rules(rules) := _with(_private, fixture.all_of(rules))

_environment(members) := fixture.change(_private, "environments", "airflow", members)

_found := doors.admits["endpoint-sqs"].airflow

_yes := {"verdict": "yes", "gap": null, "because": set()}

test_both_subnets if {
	_found == _yes with input as _rules([_subnet("subnet-a"), _subnet("subnet-b")])
	_found == {"verdict": "no", "gap": "00a000c04", "because": set()} with input as _rules([_subnet("subnet-a")])
}

test_a_group_of_the_environment if {
	_found == _yes with input as _rules([object.union(_nobody, {"group_id": "group"})])
	_found.verdict == "no" with input as _rules([_nobody])
}

test_no_rule_for_the_port if {
	other := object.union(_everybody, {"from_port": 5432, "to_port": 5432})
	_found == {"verdict": "no", "gap": "00a000b04", "because": set()} with input as _rules([other])
	nowhere := _environment({"subnet_ids": fixture.some_of([])})
	_found == {"verdict": "no", "gap": null, "because": set()} with input as _with(nowhere, fixture.all_of([other]))
}

test_subnets_that_are_not_known if {
	some_subnets := _environment({"subnet_ids": fixture.some_of(["subnet-a"])})
	_found == {
		"verdict": "unknown",
		"gap": null,
		"because": {["environments", "airflow", "subnet_ids"]},
	} with input as _with(some_subnets, fixture.all_of([_subnet("subnet-a")]))
	_found.verdict == "no" with input as _with(some_subnets, fixture.all_of([_subnet("subnet-b")]))
	_found == _yes with input as _with(some_subnets, fixture.all_of([_everybody]))
	half := object.union(_everybody, {"cidr": {"first": "000000000", "last": "07fffffff", "after": "080000000"}})
	_found.verdict == "unknown" with input as _with(some_subnets, fixture.all_of([half]))
	_found == {
		"verdict": "no",
		"gap": "00a000b04",
		"because": set(),
	} with input as _with(some_subnets, fixture.all_of([]))
}

test_groups_that_are_not_known if {
	some_groups := _environment({"security_group_ids": fixture.some_of(["group"])})
	_found == {
		"verdict": "unknown",
		"gap": null,
		"because": {["environments", "airflow", "security_group_ids"]},
	} with input as _with(some_groups, fixture.all_of([_nobody]))
	_found.verdict == "no" with input as _with(some_groups, fixture.all_of([_subnet("subnet-a")]))
}

test_rules_that_are_not_known if {
	_found == {
		"verdict": "unknown",
		"gap": null,
		"because": {["security_groups", "vpc/default-group", "ingress"]},
	} with input as _with(_private, fixture.some_of([]))
}

test_where_a_refusal_is_told if {
	doors.refused("airflow", "endpoint-sqs").decider == {
		"kind": "no_rule",
		"path": ["security_groups", "vpc/default-group", "ingress"],
	} with input as _rules([])
	bare := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"security_group_ids": fixture.all_of([])})
	doors.refused("airflow", "endpoint-sqs").decider == {
		"kind": "no_rule",
		"path": ["vpc_endpoints", "endpoint-sqs", "security_group_ids"],
	} with input as bare
	doors.edits("airflow", "endpoint-sqs") == set() with input as bare
}

test_edits_for_a_group_or_for_subnets if {
	{edit.value.group_id | some edit in doors.edits("airflow", "endpoint-sqs")} == {"group"} with input as _rules([])
	bare := _with(_environment({"security_group_ids": fixture.all_of([])}), fixture.all_of([]))
	{edit.value.cidr | some edit in doors.edits("airflow", "endpoint-sqs")} == {
		"10.0.11.0/24",
		"10.0.12.0/24",
	} with input as bare
}

test_the_first_of_several_groups if {
	several := fixture.all_of(["vpc/default-group", "group"])
	network := fixture.change(
		fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"security_group_ids": several}),
		"environments", "airflow", {"security_group_ids": several},
	)
	doors.rules_path("endpoint-sqs") == ["security_groups", "group", "ingress"] with input as network
	doors.edits("airflow", "endpoint-sqs") == {{
		"verb": "add_group_rule",
		"target": ["security_groups", "group"],
		"value": {"group_id": "group", "direction": "ingress", "protocol": "6", "from_port": 443, "to_port": 443},
		"applicability": "safe",
	}} with input as network
}

test_environments_that_need_an_endpoint_and_are_not_let_in if {
	doors.shut.required["endpoint-sqs"] == {"airflow"} with input as _rules([_nobody])
	not doors.shut.required["endpoint-kms"] with input as _rules([_nobody])
	not doors.shut.taken["endpoint-sqs"] with input as _rules([_nobody])
	public := object.union(_private, {"route_tables": data.mwaa.fixture.networks.public.route_tables})
	routed := _with(public, fixture.all_of([_nobody]))
	doors.shut.taken["endpoint-sqs"] == {"airflow"} with input as routed
	not doors.shut.required["endpoint-sqs"] with input as routed
}

test_doubts_of_whoever_may_need_an_endpoint if {
	open := _with(_private, fixture.some_of([]))
	path := ["security_groups", "vpc/default-group", "ingress"]
	doors.doubts.required["endpoint-sqs"] == {path} with input as open
	doors.doubts.taken["endpoint-sqs"] == set() with input as open
	doors.doubts.required["endpoint-kms"] == set() with input as open
}
