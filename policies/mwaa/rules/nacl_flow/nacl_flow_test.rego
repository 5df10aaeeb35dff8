package mwaa.rules.nacl_flow_test

import data.mwaa.fixture
import data.mwaa.rules.nacl_flow

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_vpc := {"text": "10.0.0.0/16", "family": "ipv4", "first": "00a000000", "last": "00a00ffff", "after": "00a010000"}

_entry(number, direction, action, range, ports) := fixture.entry(number, direction, action, range, ports)

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": entries})

_open := [_entry(100, direction, "allow", _everywhere, [0, 65535]) | some direction in ["ingress", "egress"]]

_stop := _entry(90, "ingress", "deny", _vpc, [5432, 5432])

test_finding_a_deny_before_the_allow if {
	network := _with(fixture.all_of(array.concat(_open, [_stop])))
	nacl_flow.verdict == {"airflow": "fail"} with input as network
	nacl_flow.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["network_acls", "acl", "entries", "ingress/90"],
		"args": {
			"case": "acl_entry",
			"acl": "acl",
			"direction": "ingress",
			"entry": "ingress/90",
			"ports": ["5432"],
			"addresses": [{"first": "00a000b00", "after": "00a000d00"}],
			"flows": ["database"],
		},
		"evidence": {
			"kind": "packet",
			"protocol": "6",
			"direction": "ingress",
			"source": "00a000b04",
			"destination": "00a000c04",
			"port": 5432,
			"flow": "database",
			"decider": {"kind": "acl_entry", "path": ["network_acls", "acl", "entries", "ingress/90"]},
		},
	}} with input as network
}

test_finding_an_acl_without_entries if {
	network := _with(fixture.all_of([]))
	nacl_flow.verdict == {"airflow": "fail"} with input as network
	{[finding.at, finding.args.case, finding.args.direction, finding.args.ports, finding.args.flows] |
		some finding in nacl_flow.findings
	} == {
		[
			["network_acls", "acl", "entries", "egress/*"],
			"implied_deny",
			"egress",
			["443", "5432"],
			["database", "internet", "webserver"],
		],
		[
			["network_acls", "acl", "entries", "ingress/*"],
			"implied_deny",
			"ingress",
			["443", "5432"],
			["database", "webserver"],
		],
	} with input as network
}

test_clean_whatever_is_denied_behind_the_allow if {
	late := _entry(110, "ingress", "deny", _vpc, [5432, 5432])
	nacl_flow.verdict == {"airflow": "pass"} with input as _with(fixture.all_of(array.concat([late], _open)))
}

test_clean_split_ranges_and_ports if {
	low := {"text": "0.0.0.0/1", "family": "ipv4", "first": "000000000", "last": "07fffffff", "after": "080000000"}
	high := {"text": "128.0.0.0/1", "family": "ipv4", "first": "080000000", "last": "0ffffffff", "after": "100000000"}
	split_entries := [_entry(number, direction, "allow", range, ports) |
		some direction in ["ingress", "egress"]
		some pair in [[10, low, [0, 1000]], [20, high, [0, 65535]], [30, low, [1001, 65535]]]
		[number, range, ports] := pair
	]
	nacl_flow.verdict == {"airflow": "pass"} with input as _with(fixture.all_of(split_entries))
}

test_undecided_a_block_list_towards_the_internet if {
	some_host := {"text": "1.1.1.1/32", "family": "ipv4", "first": "001010101", "last": "001010101", "after": "001010102"}
	network := _with(fixture.all_of(array.concat(_open, [_entry(50, "egress", "deny", some_host, [0, 65535])])))
	nacl_flow.verdict == {"airflow": "undecided"} with input as network
	nacl_flow.undecided == {{
		"subject": "airflow",
		"because": [["network_acls", "acl", "entries", "egress/50"]],
	}} with input as network
}

test_finding_a_block_list_of_a_whole_slash_eight if {
	eight := {"text": "52.0.0.0/8", "family": "ipv4", "first": "034000000", "last": "034ffffff", "after": "035000000"}
	network := _with(fixture.all_of(array.concat(_open, [_entry(50, "egress", "deny", eight, [0, 65535])])))
	nacl_flow.verdict == {"airflow": "fail"} with input as network
	{finding.evidence.destination | some finding in nacl_flow.findings} == {"034000000"} with input as network
}

test_undecided_names_what_is_missing if {
	cases := [
		[_with(fixture.some_of(_open)), ["network_acls", "acl", "entries"]],
		[
			_with(fixture.all_of(array.concat(_open, [object.union(_stop, {"number": null, "key": "ingress/?"})]))),
			["network_acls", "acl", "entries", "ingress/?", "number"],
		],
		[
			_with(fixture.all_of(array.concat(_open, [object.union(_stop, {"cidr": null})]))),
			["network_acls", "acl", "entries", "ingress/90", "cidr"],
		],
		[
			_with(fixture.all_of(array.concat(_open, [object.union(_stop, {"action": null})]))),
			["network_acls", "acl", "entries", "ingress/90", "action"],
		],
		[
			_with(fixture.all_of(array.concat(_open, [object.union(_stop, {"protocol": null})]))),
			["network_acls", "acl", "entries", "ingress/90", "protocol"],
		],
		[
			fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])}),
			["subnets", "subnet-a", "network_acl_ids"],
		],
		[
			fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"])}),
			["environments", "airflow", "subnet_ids"],
		],
		[
			fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])}),
			["route_tables", "table-a", "routes"],
		],
	]
	every case in cases {
		nacl_flow.verdict == {"airflow": "undecided"} with input as case[0]
		nacl_flow.undecided == {{"subject": "airflow", "because": [case[1]]}} with input as case[0]
	}
}

test_undecided_two_entries_of_one_number_that_disagree if {
	twin := object.union(_entry(100, "ingress", "deny", _vpc, [0, 65535]), {"key": "ingress/100#2"})
	network := _with(fixture.all_of(array.concat(_open, [twin])))
	nacl_flow.verdict == {"airflow": "undecided"} with input as network
	nacl_flow.undecided == {{
		"subject": "airflow",
		"because": [["network_acls", "acl", "entries", "ingress/100#2"]],
	}} with input as network
}

test_finding_unknown_subnet_and_nothing_allowed if {
	network := fixture.change(_with(fixture.all_of([])), "subnets", "subnet-b", {"cidr": null})
	nacl_flow.verdict == {"airflow": "fail"} with input as network
}

test_not_applicable_without_two_subnets if {
	network := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
	nacl_flow.verdict == {"airflow": "not_applicable"} with input as network
	nacl_flow.not_applicable == {{"subject": "airflow", "because": "ENV-SUBNET-COUNT"}} with input as network
}
