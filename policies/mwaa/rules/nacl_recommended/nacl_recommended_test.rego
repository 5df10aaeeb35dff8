package mwaa.rules.nacl_recommended_test

import data.mwaa.fixture
import data.mwaa.rules.nacl_recommended

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_vpc := {"text": "10.0.0.0/16", "family": "ipv4", "first": "00a000000", "last": "00a00ffff", "after": "00a010000"}

_entry(number, direction, action, range, ports) := fixture.entry(number, direction, action, range, ports)

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": entries})

_open := [_entry(100, direction, "allow", _everywhere, [0, 65535]) | some direction in ["ingress", "egress"]]

_all(number, direction, action) := object.union(
	_entry(number, direction, action, _everywhere, [0, 65535]),
	{"protocol": "-1"},
)

test_finding_tcp_is_not_all_traffic if {
	network := _with(fixture.all_of([
		_all(100, "egress", "allow"),
		_entry(100, "ingress", "allow", _everywhere, [0, 65535]),
	]))
	nacl_recommended.verdict == {"acl": "fail", "vpc/default-acl": "not_applicable"} with input as network
	nacl_recommended.findings == {{
		"subject": "acl",
		"severity": "info",
		"at": ["network_acls", "acl", "entries"],
		"args": {"directions": ["ingress"]},
	}} with input as network
}

test_finding_one_protocol_is_denied_before if {
	icmp := object.union(_entry(50, "egress", "deny", _everywhere, [0, 65535]), {"protocol": "1"})
	network := _with(fixture.all_of([_all(100, "egress", "allow"), _all(100, "ingress", "allow"), icmp]))
	{finding.args.directions | some finding in nacl_recommended.findings} == {["egress"]} with input as network
}

test_clean_any_number_will_do if {
	network := _with(fixture.all_of([_all(7, "egress", "allow"), _all(8, "ingress", "allow"), _all(9, "ingress", "deny")]))
	nacl_recommended.verdict.acl == "pass" with input as network
}

test_finding_each_protocol_that_no_entry_allows if {
	every protocols in [["17", "2"], ["6", "2"], ["6", "17"]] {
		network := _with(fixture.all_of(array.concat([_all(100, "ingress", "allow")], [entry |
			some i, protocol in protocols
			entry := object.union(_entry(i + 1, "egress", "allow", _everywhere, [0, 65535]), {"protocol": protocol})
		])))
		nacl_recommended.verdict.acl == "fail" with input as network
	}
}

test_finding_the_first_port_is_denied_before if {
	first := _entry(50, "ingress", "deny", _everywhere, [0, 0])
	network := _with(fixture.all_of([_all(100, "egress", "allow"), _all(100, "ingress", "allow"), first]))
	nacl_recommended.verdict.acl == "fail" with input as network
}

test_undecided_while_entries_may_be_missing if {
	network := _with(fixture.some_of([]))
	nacl_recommended.verdict.acl == "undecided" with input as network
	nacl_recommended.undecided == {{
		"subject": "acl",
		"because": [["network_acls", "acl", "entries"]],
	}} with input as network
}

test_undecided_while_it_is_not_known_which_acl_is_in_use if {
	network := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])})
	shut := fixture.change(network, "network_acls", "vpc/default-acl", {"entries": fixture.all_of([])})
	nacl_recommended.verdict == {"acl": "pass", "vpc/default-acl": "undecided"} with input as shut
	nacl_recommended.verdict == {"acl": "pass", "vpc/default-acl": "undecided"} with input as network
	nacl_recommended.undecided == {{
		"subject": "vpc/default-acl",
		"because": [["subnets", "subnet-a", "network_acl_ids"]],
	}} with input as network
}

test_undecided_while_there_may_be_other_subnets if {
	network := fixture.change(
		_public,
		"environments",
		"airflow",
		{"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"])},
	)
	nacl_recommended.verdict["vpc/default-acl"] == "undecided" with input as network
}

test_not_applicable_an_acl_of_other_subnets if {
	nacl_recommended.not_applicable == {{"subject": "vpc/default-acl", "because": "not-in-use"}} with input as _public
}

test_edit_only_in_the_recommended_style if {
	empty := fixture.change(data.mwaa.fixture.networks.public, "network_acls", "acl", {"entries": fixture.all_of([])})
	recommended := json.patch(empty, [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])
	nacl_recommended.edits == set() with input as empty
	{[edit.value.direction, edit.value.number] | some edit in nacl_recommended.edits} == {
		["ingress", 100],
		["egress", 100],
	} with input as recommended
}
