package mwaa.rules.env_subnet_count_test

import data.mwaa.fixture
import data.mwaa.rules.env_subnet_count

import rego.v1

_public := data.mwaa.fixture.networks.public

_with(subnets) := fixture.change(_public, "environments", "airflow", {"subnet_ids": subnets})

test_finding_fewer_or_more_than_two if {
	one := {"case": "one", "count": 1}
	args := {0: {"count": 0}, 1: one, 3: {"count": 3}}
	every subnets in [[], ["s1"], ["s1", "s1"], ["s1", "s2", "s3"]] {
		network := _with(fixture.all_of(subnets))
		env_subnet_count.verdict == {"airflow": "fail"} with input as network
		env_subnet_count.findings == {{
			"subject": "airflow",
			"severity": "critical",
			"at": ["environments", "airflow", "subnet_ids"],
			"args": args[count({subnet | some subnet in subnets})],
		}} with input as network
	}
}

test_finding_three_certain_subnets_even_if_there_may_be_more if {
	env_subnet_count.verdict.airflow == "fail" with input as _with(fixture.some_of(["s1", "s2", "s3"]))
}

test_clean_two if {
	env_subnet_count.verdict == {"airflow": "pass"} with input as _public
	env_subnet_count.findings == set() with input as _public
	env_subnet_count.undecided == set() with input as _public
	env_subnet_count.not_applicable == set() with input as _public
}

test_undecided_while_there_may_be_others if {
	every subnets in [[], ["s1"], ["s1", "s2"]] {
		network := _with(fixture.some_of(subnets))
		env_subnet_count.verdict == {"airflow": "undecided"} with input as network
		env_subnet_count.undecided == {{
			"subject": "airflow",
			"because": [["environments", "airflow", "subnet_ids"]],
		}} with input as network
	}
}
