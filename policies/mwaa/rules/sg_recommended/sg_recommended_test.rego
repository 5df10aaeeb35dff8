package mwaa.rules.sg_recommended_test

import data.mwaa.fixture
import data.mwaa.rules.sg_recommended

import rego.v1

_public := data.mwaa.fixture.networks.public

_narrow(direction) := fixture.change(_public, "security_groups", "group", {direction: fixture.all_of([object.union(
	fixture.record(_public, "security_groups", "group")[direction].items[0],
	{"protocol": "6", "from_port": 443, "to_port": 443},
)])})

test_finding_says_which_rule_is_missing if {
	both := fixture.change(
		_narrow("ingress"), "security_groups", "group",
		{"egress": fixture.all_of([])},
	)
	every case in [
		[_narrow("ingress"), "ingress", "ingress"],
		[_narrow("egress"), "egress", "egress"],
		[both, "both", "egress"],
	] {
		sg_recommended.verdict == {"airflow": "fail"} with input as case[0]
		sg_recommended.findings == {{
			"subject": "airflow",
			"severity": "info",
			"at": ["security_groups", "group", case[2]],
			"args": {"case": case[1]},
		}} with input as case[0]
	}
}

test_clean_the_recommended_group if {
	sg_recommended.verdict == {"airflow": "pass"} with input as _public
	sg_recommended.undecided == set() with input as _public
}

test_undecided_while_a_listing_may_hold_more if {
	network := fixture.change(_public, "security_groups", "group", {"egress": fixture.some_of([])})
	sg_recommended.verdict == {"airflow": "undecided"} with input as network
	sg_recommended.undecided == {{
		"subject": "airflow",
		"because": [["security_groups", "group", "egress"]],
	}} with input as network
	everything := object.union(fixture.record(_public, "security_groups", "group").ingress.items[0], {"protocol": null})
	open := fixture.change(_public, "security_groups", "group", {"ingress": fixture.all_of([everything])})
	sg_recommended.verdict == {"airflow": "undecided"} with input as open
}

test_not_applicable_without_a_group if {
	network := fixture.change(_public, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	sg_recommended.not_applicable == {{"subject": "airflow", "because": "SG-COUNT"}} with input as network
}

test_edit_only_in_the_recommended_style if {
	closed := fixture.change(
		data.mwaa.fixture.networks.public,
		"security_groups",
		"group",
		{"ingress": fixture.all_of([]), "egress": fixture.all_of([])},
	)
	recommended := json.patch(closed, [{"op": "replace", "path": "/params/fix_style", "value": "recommended"}])
	sg_recommended.edits == set() with input as closed
	{[edit.at[2], edit.target, edit.value, edit.applicability] | some edit in sg_recommended.edits} == {
		[
			"egress",
			["security_groups", "group"],
			{"direction": "egress", "protocol": "-1", "from_port": 0, "to_port": 65535, "cidr": "0.0.0.0/0"},
			"unsafe",
		],
		[
			"egress",
			["security_groups", "group"],
			{"direction": "ingress", "protocol": "-1", "from_port": 0, "to_port": 65535, "group_id": "group"},
			"safe",
		],
	} with input as recommended
}
