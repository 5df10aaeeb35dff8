package mwaa.rules.nacl_shadowed_test

import data.mwaa.fixture
import data.mwaa.rules.nacl_shadowed

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_vpc := {"text": "10.0.0.0/16", "family": "ipv4", "first": "00a000000", "last": "00a00ffff", "after": "00a010000"}

_host := {"text": "1.1.1.1/32", "family": "ipv4", "first": "001010101", "last": "001010101", "after": "001010102"}

_entry(number, action, range, ports) := fixture.entry(number, "egress", action, range, ports)

_open := [fixture.entry(100, direction, "allow", _everywhere, [0, 65535]) | some direction in ["ingress", "egress"]]

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": listing}) if {
	listing := fixture.all_of(array.concat(_open, entries))
}

_deny := _entry(90, "deny", _vpc, [5432, 5432])

_verdict(network) := verdict if {
	verdict := nacl_shadowed.verdict.acl with input as network
}

_because(network) := [entry.because | some entry in undecided; entry.subject == "acl"][0] if {
	undecided := nacl_shadowed.undecided with input as network
}

test_finding_an_allow_behind_a_deny if {
	nacl_shadowed.verdict == {"acl": "fail", "vpc/default-acl": "not_applicable"} with input as _with([_deny])
	nacl_shadowed.findings == {{
		"subject": "acl",
		"severity": "medium",
		"at": ["network_acls", "acl", "entries", "egress/100"],
		"args": {"entry": "egress/100", "denies": ["egress/90"], "ports": ["5432"], "flows": ["database"]},
	}} with input as _with([_deny])
}

test_finding_one_for_each_allow if {
	network := _with([_deny, _entry(80, "deny", _vpc, [443, 443]), _entry(95, "allow", _vpc, [443, 5432])])
	{[finding.args.entry, finding.args.denies] | some finding in nacl_shadowed.findings} == {
		["egress/95", ["egress/80", "egress/90"]],
		["egress/100", ["egress/80", "egress/90"]],
	} with input as network
}

test_clean if {
	every entries in [
		[],
		[_entry(110, "deny", _vpc, [5432, 5432])],
		[_entry(90, "deny", _vpc, [22, 22])],
		[_entry(90, "allow", _vpc, [5432, 5432])],
		[_deny, _entry(80, "allow", _vpc, [5432, 5432])],
	] {
		_verdict(_with(entries)) == "pass"
	}
}

test_clean_a_deny_without_an_allow_behind_it if {
	entries := fixture.all_of([fixture.entry(100, "ingress", "allow", _everywhere, [0, 65535]), _deny])
	_verdict(fixture.change(_public, "network_acls", "acl", {"entries": entries})) == "pass"
}

test_clean_without_a_deny_whatever_is_not_known if {
	_verdict(fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})) == "pass"
}

test_undecided_names_what_is_missing if {
	entries := ["network_acls", "acl", "entries"]
	late := object.union(_entry(110, "allow", _vpc, [5432, 5432]), {"key": "egress/110"})
	only := fixture.all_of([fixture.entry(100, "ingress", "allow", _everywhere, [0, 65535]), _deny, object.union(
		late,
		{"action": null},
	)])
	idle := _with([_entry(90, "deny", _vpc, [22, 22])])
	hidden := fixture.change(idle, "route_tables", "table-a", {"routes": fixture.some_of([])})
	every case in [
		[fixture.change(_public, "network_acls", "acl", {"entries": fixture.some_of(_open)}), entries],
		[
			_with([object.union(_deny, {"number": null, "key": "egress/?"})]),
			["network_acls", "acl", "entries", "egress/?", "number"],
		],
		[_with([_entry(50, "deny", _host, [0, 65535])]), array.concat(entries, ["egress/50"])],
		[fixture.change(_public, "network_acls", "acl", {"entries": only}), array.concat(entries, ["egress/110"])],
		[hidden, ["route_tables", "table-a", "routes"]],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_undecided_while_it_is_not_known_which_acl_is_in_use if {
	network := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])})
	nacl_shadowed.undecided == {{
		"subject": "vpc/default-acl",
		"because": [["subnets", "subnet-a", "network_acl_ids"]],
	}} with input as network
}

test_not_applicable_an_acl_of_other_subnets if {
	nacl_shadowed.not_applicable == {{"subject": "vpc/default-acl", "because": "not-in-use"}} with input as _public
}

test_of_an_acl_of_unknown_vpc if {
	network := fixture.change(_with([_deny]), "network_acls", "acl", {"vpc_id": null})
	_verdict(network) == "fail"
	open := fixture.change(_with([_entry(50, "deny", _host, [0, 65535])]), "network_acls", "acl", {"vpc_id": null})
	_verdict(open) == "undecided"
}
