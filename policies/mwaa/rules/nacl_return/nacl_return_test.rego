package mwaa.rules.nacl_return_test

import data.mwaa.fixture
import data.mwaa.rules.nacl_return

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_vpc := {"text": "10.0.0.0/16", "family": "ipv4", "first": "00a000000", "last": "00a00ffff", "after": "00a010000"}

_entry(number, direction, action, range, ports) := fixture.entry(number, direction, action, range, ports)

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": entries})

_open := [_entry(100, direction, "allow", _everywhere, [0, 65535]) | some direction in ["ingress", "egress"]]

_no_replies := array.concat(
	[_entry(100, direction, "allow", _everywhere, [443, 5432]) | some direction in ["ingress", "egress"]],
	[_entry(110, "egress", "allow", _everywhere, [1024, 65535])],
)

test_finding_no_entry_for_ephemeral_ports if {
	network := _with(fixture.all_of(_no_replies))
	nacl_return.verdict == {"airflow": "fail"} with input as network
	nacl_return.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["network_acls", "acl", "entries", "ingress/*"],
		"args": {
			"case": "implied_deny",
			"acl": "acl",
			"direction": "ingress",
			"entry": null,
			"ports": ["32768-60999"],
			"addresses": [{"first": "000000000", "after": "100000000"}],
			"flows": ["database", "internet", "webserver"],
		},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "ingress",
			"source": "00a000b04",
			"destination": "00a000c04",
			"port": 32768,
			"flow": "database",
			"decider": {"kind": "implied_deny", "path": ["network_acls", "acl", "entries", "ingress/*"]},
		},
	}} with input as network
}

test_finding_only_a_part_of_the_ports if {
	almost := [_entry(100, direction, "allow", _everywhere, [0, 60000]) | some direction in ["ingress", "egress"]]
	network := _with(fixture.all_of(almost))
	{port | some finding in nacl_return.findings; some port in finding.args.ports} == {"60001-60999"} with input as network
}

test_finding_the_wide_range_where_the_parameter_asks_for_it if {
	linux := [_entry(100, direction, "allow", _everywhere, [32768, 60999]) | some direction in ["ingress", "egress"]]
	network := _with(fixture.all_of(linux))
	nacl_return.verdict == {"airflow": "pass"} with input as network
	wide := json.patch(network, [{"op": "replace", "path": "/params/ephemeral", "value": "wide"}])
	nacl_return.verdict == {"airflow": "fail"} with input as wide
}

test_clean_the_recommended_acl if {
	nacl_return.verdict == {"airflow": "pass"} with input as _public
	nacl_return.undecided == set() with input as _public
}

test_undecided_while_entries_may_be_missing if {
	network := _with(fixture.some_of([]))
	nacl_return.verdict == {"airflow": "undecided"} with input as network
	nacl_return.undecided == {{
		"subject": "airflow",
		"because": [["network_acls", "acl", "entries"]],
	}} with input as network
}

test_not_applicable_without_two_subnets if {
	network := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
	nacl_return.not_applicable == {{"subject": "airflow", "because": "ENV-SUBNET-COUNT"}} with input as network
}
