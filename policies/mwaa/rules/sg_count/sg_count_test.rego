package mwaa.rules.sg_count_test

import data.mwaa.fixture
import data.mwaa.rules.sg_count

import rego.v1

_public := data.mwaa.fixture.networks.public

_with_groups(groups) := fixture.change(_public, "environments", "airflow", {"security_group_ids": groups})

_six := ["g1", "g2", "g3", "g4", "g5", "g6"]

test_finding_no_group if {
	network := _with_groups(fixture.all_of([]))
	sg_count.verdict == {"airflow": "fail"} with input as network
	sg_count.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["environments", "airflow", "security_group_ids"],
		"args": {"count": 0},
	}} with input as network
	sg_count.undecided == set() with input as network
}

test_finding_six_certain_groups_even_if_there_may_be_more if {
	network := _with_groups(fixture.some_of(_six))
	sg_count.verdict == {"airflow": "fail"} with input as network
	{finding.args.count | some finding in sg_count.findings} == {6} with input as network
}

test_clean_one_to_five_groups if {
	every size in numbers.range(1, 5) {
		network := _with_groups(fixture.all_of(array.slice(_six, 0, size)))
		sg_count.verdict == {"airflow": "pass"} with input as network
		sg_count.findings == set() with input as network
	}
}

test_clean_one_group_named_twice if {
	network := _with_groups(fixture.all_of(["g1", "g1", "g2", "g3", "g4", "g5"]))
	sg_count.verdict == {"airflow": "pass"} with input as network
}

test_undecided_while_there_may_be_others if {
	every groups in [[], ["g1"], array.slice(_six, 0, 5)] {
		network := _with_groups(fixture.some_of(groups))
		sg_count.verdict == {"airflow": "undecided"} with input as network
		sg_count.undecided == {{
			"subject": "airflow",
			"because": [["environments", "airflow", "security_group_ids"]],
		}} with input as network
	}
}

test_clean_without_an_environment if {
	network := fixture.remove(_public, "environments", "airflow")
	sg_count.verdict == {} with input as network
	sg_count.not_applicable == set() with input as network
}
