package mwaa.rules.sg_default_test

import data.mwaa.fixture
import data.mwaa.rules.sg_default

import rego.v1

_public := data.mwaa.fixture.networks.public

_groups(listing) := fixture.change(_public, "environments", "airflow", {"security_group_ids": listing})

_verdict(network) := verdict if {
	verdict := sg_default.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := sg_default.undecided with input as network
}

test_finding_the_default_group if {
	every listing in [fixture.all_of(["group", "vpc/default-group"]), fixture.some_of(["vpc/default-group"])] {
		sg_default.verdict == {"airflow": "fail"} with input as _groups(listing)
		sg_default.findings == {{
			"subject": "airflow",
			"severity": "info",
			"at": ["environments", "airflow", "security_group_ids", "vpc/default-group"],
			"args": {"group": "vpc/default-group"},
		}} with input as _groups(listing)
	}
}

test_clean_a_group_of_its_own if _verdict(_public) == "pass"

test_undecided_names_what_is_missing if {
	unlisted := _groups(fixture.some_of(["group"]))
	_verdict(unlisted) == "undecided"
	_because(unlisted) == [["environments", "airflow", "security_group_ids"]]
	stub := fixture.change(_public, "security_groups", "group", {"default": null})
	_verdict(stub) == "undecided"
	_because(stub) == [["security_groups", "group", "default"]]
}

test_not_applicable_without_a_group if {
	sg_default.not_applicable == {{"subject": "airflow", "because": "SG-COUNT"}} with input as _groups(fixture.all_of([]))
}
