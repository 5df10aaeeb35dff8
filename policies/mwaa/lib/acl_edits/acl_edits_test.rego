package mwaa.lib.acl_edits_test

import data.mwaa.fixture
import data.mwaa.lib.acl_edits
import data.mwaa.rules.nacl_flow
import data.mwaa.rules.nacl_nat_subnet
import data.mwaa.rules.nacl_return

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_open := [fixture.entry(100, direction, "allow", _everywhere, [0, 65535]) | some direction in ["ingress", "egress"]]

_deny(number, ports) := fixture.entry(number, "ingress", "deny", _everywhere, ports)

_with(entries) := fixture.change(_public, "network_acls", "acl", {"entries": fixture.all_of(entries)})

# The values of edits, as texts that a person can compare.
_texts(edits) := {[edit.value.direction, edit.value.number, edit.value.cidr, edit.value.from_port, edit.value.to_port] |
	some edit in edits
}

test_edit_is_complete if {
	network := _with(array.concat(_open, [_deny(90, [5432, 5432])]))
	at := ["network_acls", "acl", "entries", "ingress/90"]
	common := {
		"subject": "airflow",
		"at": at,
		"verb": "add_acl_entry",
		"target": ["network_acls", "acl"],
		"applicability": "safe",
	}
	value := {"direction": "ingress", "protocol": "6", "from_port": 5432, "to_port": 5432}
	nacl_flow.edits == {
		object.union(common, {"value": object.union(value, {"number": 88, "cidr": "10.0.11.0/24"})}),
		object.union(common, {"value": object.union(value, {"number": 87, "cidr": "10.0.12.0/24"})}),
	} with input as network
	nacl_return.edits == set() with input as network
}

test_edit_takes_free_numbers_only if {
	taken := [fixture.entry(number, "ingress", "allow", _everywhere, [80, 80]) | some number in [89, 87]]
	network := _with(array.concat(array.concat(_open, taken), [_deny(90, [5432, 5432])]))
	{edit.value.number | some edit in nacl_flow.edits} == {86, 85} with input as network
}

test_edit_goes_below_every_deny if {
	network := _with(array.concat(_open, [_deny(90, [5432, 5432]), _deny(50, [443, 443])]))
	_texts(nacl_flow.edits) == {
		["ingress", 48, "10.0.11.0/24", 443, 443],
		["ingress", 47, "10.0.11.0/24", 5432, 5432],
		["ingress", 46, "10.0.12.0/24", 443, 443],
		["ingress", 45, "10.0.12.0/24", 5432, 5432],
	} with input as network
}

test_edit_of_requests_replies_and_nat_gateways_have_different_numbers if {
	network := _with(array.slice(_open, 1, 2))
	_texts(nacl_flow.edits) == {
		["ingress", 102, "10.0.11.0/24", 443, 443],
		["ingress", 103, "10.0.11.0/24", 5432, 5432],
		["ingress", 104, "10.0.12.0/24", 443, 443],
		["ingress", 105, "10.0.12.0/24", 5432, 5432],
	} with input as network
	_texts(nacl_nat_subnet.edits) == {
		["ingress", 100, "0.0.0.0/0", 1024, 65535],
		["ingress", 102, "10.0.11.0/24", 443, 443],
		["ingress", 104, "10.0.12.0/24", 443, 443],
	} with input as network
	_texts(nacl_return.edits) == {["ingress", 101, "0.0.0.0/0", 32768, 60999]} with input as network
}

test_edit_behind_all_others_where_nothing_denies_explicitly if {
	narrow := fixture.entry(200, "ingress", "allow", _everywhere, [443, 5432])
	network := _with(array.concat(array.slice(_open, 1, 2), [narrow]))
	_texts(nacl_return.edits) == {["ingress", 202, "0.0.0.0/0", 32768, 60999]} with input as network
}

test_edit_before_the_last_number_there_is if {
	narrow := fixture.entry(32766, "ingress", "allow", _everywhere, [443, 5432])
	network := _with(array.concat(array.slice(_open, 1, 2), [narrow]))
	_texts(nacl_return.edits) == {["ingress", 32764, "0.0.0.0/0", 32768, 60999]} with input as network
}

test_edit_as_the_page_recommends if {
	network := object.union(
		_with(array.concat(_open, [_deny(90, [0, 65535])])),
		{"params": {"fix_style": "recommended"}},
	)
	edits := nacl_flow.edits | nacl_return.edits with input as network
	{edit.applicability | some edit in edits} == {"unsafe"}
	{edit.value | some edit in edits} == {{
		"direction": "ingress",
		"number": 89,
		"protocol": "-1",
		"cidr": "0.0.0.0/0",
		"from_port": 0,
		"to_port": 65535,
	}}
}

test_edit_by_hand_where_the_acl_is_full if {
	full := [fixture.entry(number, "ingress", "allow", _everywhere, [80, 80]) | some number in numbers.range(1, 19)]
	network := _with(array.concat(array.concat(_open, full), [_deny(90, [5432, 5432])]))
	{[edit.value, edit.applicability] | some edit in nacl_flow.edits} == {[null, "manual"]} with input as network
}

test_edit_by_hand_where_no_lower_number_exists if {
	network := _with(array.concat(_open, [_deny(1, [5432, 5432])]))
	{[edit.value, edit.applicability] | some edit in nacl_flow.edits} == {[null, "manual"]} with input as network
}

test_edit_wants_a_range_that_nobody_knows if {
	network := fixture.change(
		_with(array.concat(_open, [_deny(90, [5432, 5432])])),
		"subnets",
		"subnet-b",
		{"cidr": null},
	)
	[edit.applicability | some edit in nacl_flow.edits; edit.value == null] == ["placeholder"] with input as network
	[edit.value.cidr | some edit in nacl_flow.edits; edit.value != null] == ["10.0.11.0/24"] with input as network
}

_recommended(entries) := object.union(_with(entries), {"params": {"fix_style": "recommended"}})

_finding := {"subject": "acl", "at": ["network_acls", "acl", "entries"], "args": {"directions": ["ingress"]}}

test_recommended_edit_goes_below_every_deny if {
	network := _recommended([_deny(90, [80, 80]), _deny(50, [25, 25])])
	acl_edits.recommended(_finding) == {{
		"subject": "acl",
		"at": ["network_acls", "acl", "entries"],
		"verb": "add_acl_entry",
		"target": ["network_acls", "acl"],
		"value": {
			"direction": "ingress",
			"number": 49,
			"protocol": "-1",
			"cidr": "0.0.0.0/0",
			"from_port": 0,
			"to_port": 65535,
		},
		"applicability": "unsafe",
	}} with input as network
	acl_edits.recommended(_finding) == set() with input as _with([_deny(90, [80, 80])])
}

test_recommended_edit_by_hand_where_no_lower_number_exists if {
	edits := acl_edits.recommended(_finding) with input as _recommended([_deny(1, [80, 80])])
	{[edit.value, edit.applicability] | some edit in edits} == {[null, "manual"]}
}
