package mwaa.rules.rt_blackhole_test

import data.mwaa.fixture
import data.mwaa.rules.rt_blackhole

import rego.v1

_public := data.mwaa.fixture.networks.public

_default := {
	"key": "0.0.0.0/0",
	"destination": {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "after": "100000000"},
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": "nat_gateway",
	"target_id": "nat-a",
	"state": "active",
}

_local := object.union(_default, {
	"key": "10.0.0.0/16",
	"destination": {"text": "10.0.0.0/16", "family": "ipv4", "first": "00a000000", "after": "00a010000"},
	"target_kind": "local",
	"target_id": "local",
})

_with(members) := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([
	_local,
	object.union(_default, members),
])})

_verdict(network) := verdict if {
	verdict := rt_blackhole.verdict["table-a"] with input as network
}

_because(network) := [entry.because | some entry in undecided; entry.subject == "table-a"][0] if {
	undecided := rt_blackhole.undecided with input as network
}

_reasons(network) := {entry.subject: entry.because | some entry in not_applicable} if {
	not_applicable := rt_blackhole.not_applicable with input as network
}

test_finding_a_default_route_without_target if {
	at := ["route_tables", "table-a", "routes", "0.0.0.0/0"]
	rt_blackhole.verdict == {
		"table-a": "fail",
		"table-b": "pass",
		"table-public": "not_applicable",
		"vpc/main-routes": "not_applicable",
	} with input as _with({"state": "blackhole"})
	rt_blackhole.findings == {{
		"subject": "table-a",
		"severity": "high",
		"at": at,
		"args": {"destination": "0.0.0.0/0", "kind": "nat_gateway", "target": "nat-a"},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "egress",
			"source": null,
			"destination": "001000000",
			"port": 443,
			"flow": "internet",
			"decider": {"kind": "route", "path": at},
		},
	}} with input as _with({"state": "blackhole"})
}

test_clean if {
	_verdict(_public) == "pass"
	_verdict(data.mwaa.fixture.networks.private) == "pass"
}

test_undecided_names_what_is_missing if {
	route := ["route_tables", "table-a", "routes", "0.0.0.0/0"]
	every case in [
		[_with({"state": null}), route],
		[_with({"state": "blackhole", "target_kind": "transit_gateway"}), route],
		[
			fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-b"])}),
			["environments", "airflow", "subnet_ids"],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_not_applicable if {
	_reasons(_public) == {"table-public": "not-in-use", "vpc/main-routes": "not-in-use"}
	_reasons(_with({"state": "planned"}))["table-a"] == "planned"
	unknown := object.union(_default, {"target_kind": null, "destination": null, "state": "planned"})
	unknown_target := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([unknown])})
	_reasons(unknown_target)["table-a"] == "planned"
}
