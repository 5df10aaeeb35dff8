package mwaa.lib.acls_test

import data.mwaa.fixture
import data.mwaa.lib.acls

import rego.v1

_all := {"first": "000000000", "after": "100000000"}

_ten := {"first": "00a000000", "after": "00b000000"}

_box := object.union(_ten, {"protocol": "6", "from_port": 1000, "to_port": 2000})

_fates(entries, box) := fates if {
	fates := acls.fates("acl", "egress", box) with input as {
		"network_acls": {"items": [{"id": "acl", "entries": entries}]},
	}
}

_entry(number, action, range, ports) := fixture.entry(number, "egress", action, range, ports)

_rows(entries, box) := [[fate.first, fate.from_port, fate.to_port, fate.verdict, fate.decider] |
	some fate in _fates(fixture.all_of(entries), box)
]

test_the_implied_deny if {
	_rows([], _box) == [["00a000000", 1000, 2000, "deny", null]]
}

test_the_lowest_number_decides_whatever_the_order if {
	entries := [_entry(200, "allow", _all, [0, 65535]), _entry(100, "deny", _ten, [0, 65535])]
	_rows(entries, _box) == [["00a000000", 1000, 2000, "deny", "egress/100"]]
}

test_cells_follow_the_borders_of_ports_and_addresses if {
	low := {"first": "00a000000", "after": "00a800000"}
	entries := [_entry(100, "allow", low, [0, 1499]), _entry(110, "allow", _ten, [1500, 65535])]
	_rows(entries, _box) == [
		["00a000000", 1000, 1499, "allow", "egress/100"],
		["00a000000", 1500, 2000, "allow", "egress/110"],
		["00a800000", 1000, 1499, "deny", null],
		["00a800000", 1500, 2000, "allow", "egress/110"],
	]
}

test_an_entry_for_the_last_port_alone_has_a_cell if {
	_rows([_entry(100, "allow", _all, [2000, 2000])], _box) == [
		["00a000000", 1000, 1999, "deny", null],
		["00a000000", 2000, 2000, "allow", "egress/100"],
	]
}

test_entries_for_other_ports_cut_no_addresses if {
	low := {"first": "00a000000", "after": "00a800000"}
	every ports in [[0, 999], [2001, 65535]] {
		_rows([_entry(100, "allow", low, ports)], _box) == [["00a000000", 1000, 2000, "deny", null]]
	}
}

test_other_directions_protocols_and_families_do_not_match if {
	six := {"first": "000000000000000000000000000000000", "after": "100000000000000000000000000000000"}
	every entry in [
		object.union(_entry(100, "allow", _all, [0, 65535]), {"direction": "ingress"}),
		object.union(_entry(100, "allow", _all, [0, 65535]), {"protocol": "17"}),
		_entry(100, "allow", six, [0, 65535]),
		_entry(100, "allow", _all, [0, 999]),
		_entry(100, "allow", _all, [2001, 65535]),
	] {
		_rows([entry], _box) == [["00a000000", 1000, 2000, "deny", null]]
	}
}

test_unknown_names_the_facts if {
	allow := _entry(200, "allow", _all, [0, 65535])
	deny := _entry(100, "deny", _all, [0, 65535])
	every attribute in ["number", "direction", "action", "protocol", "cidr", "from_port", "to_port"] {
		fates := _fates(fixture.all_of([allow, object.union(deny, {attribute: null})]), _box)
		{fate.verdict | some fate in fates} == {"unknown"}
		{path | some fate in fates; some path in fate.because} == {
			["network_acls", "acl", "entries", "egress/100", attribute],
		}
	}
}

test_what_may_be_allowed_is_not_surely_denied if {
	uncertain := object.union(_entry(100, "allow", _all, [0, 65535]), {"protocol": null})
	_fates(fixture.all_of([uncertain]), _box) == [object.union(object.remove(_box, ["protocol"]), {
		"verdict": "unknown",
		"decider": null,
		"because": {["network_acls", "acl", "entries", "egress/100", "protocol"]},
	})]
}

test_what_is_decided_wants_no_facts if {
	decided := {"verdict": "allow", "decider": "egress/100", "because": set()}
	_fates(fixture.all_of([_entry(100, "allow", _all, [0, 65535])]), _box) == [object.union(
		object.remove(_box, ["protocol"]),
		decided,
	)]
}

test_entries_of_one_number_that_disagree_leave_it_open if {
	allow := _entry(100, "allow", _all, [0, 65535])
	deny := object.union(_entry(100, "deny", _all, [0, 65535]), {"key": "egress/100 again"})
	every entries in [[allow, deny], [deny, allow]] {
		fates := _fates(fixture.all_of(entries), _box)
		{fate.verdict | some fate in fates} == {"unknown"}
		{fate.because | some fate in fates} == {{["network_acls", "acl", "entries", entries[1].key]}}
	}
}

test_of_an_entry_without_a_known_action_only_that_is_missing if {
	uncertain := object.union(_entry(50, "allow", _all, [0, 65535]), {"protocol": null})
	silent := object.union(_entry(100, "deny", _all, [0, 65535]), {"action": null})
	fates := _fates(fixture.all_of([uncertain, silent, _entry(200, "allow", _all, [0, 65535])]), _box)
	{fate.because | some fate in fates} == {{["network_acls", "acl", "entries", "egress/100", "action"]}}
}

test_an_uncertain_entry_that_says_the_same_changes_nothing if {
	allow := _entry(200, "allow", _all, [0, 65535])
	{fate.verdict |
		some fate in _fates(
			fixture.all_of([allow, object.union(_entry(100, "allow", _ten, [0, 1]), {"from_port": null, "to_port": null})]),
			_box,
		)
	} == {"allow"}
}

test_an_uncertain_entry_behind_the_decider_changes_nothing if {
	allow := _entry(100, "allow", _all, [0, 65535])
	{fate.verdict |
		some fate in _fates(
			fixture.all_of([allow, object.union(_entry(200, "deny", _ten, [0, 1]), {"protocol": null})]),
			_box,
		)
	} == {"allow"}
}

test_entries_that_may_be_missing_leave_everything_open if {
	_fates(fixture.some_of([_entry(100, "allow", _all, [0, 65535])]), _box) == [object.union(_box, {
		"verdict": "unknown",
		"decider": null,
		"because": {["network_acls", "acl", "entries"]},
	})]
}

test_matches if {
	entry := {
		"direction": "ingress",
		"protocol": "6",
		"cidr": {"first": "00a000000", "after": "00a010000"},
		"from_port": 443,
		"to_port": 5432,
	}
	packet := {"protocol": "6", "address": "00a000b04", "port": 443}
	acls.matches(entry, "ingress", packet) == "yes"
	acls.matches(object.union(entry, {"protocol": "-1"}), "ingress", packet) == "yes"
	acls.matches(entry, "egress", packet) == "no"
	every change in [{"protocol": "17"}, {"address": "00b000000"}, {"port": 442}, {"port": 5433}] {
		acls.matches(entry, "ingress", object.union(packet, change)) == "no"
	}
	every attribute, _ in entry {
		unknown := object.union(object.remove(entry, [attribute]), {attribute: null})
		acls.matches(unknown, "ingress", packet) == "unknown"
	}
}
