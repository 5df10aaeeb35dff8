package mwaa.rules.sg_vpc_test

import data.mwaa.fixture
import data.mwaa.rules.sg_vpc

import rego.v1

_public := data.mwaa.fixture.networks.public

_group(vpc) := fixture.change(_public, "security_groups", "group", {"vpc_id": vpc})

_subnet(network, subnet, vpc) := fixture.change(network, "subnets", subnet, {"vpc_id": vpc})

_environment(network, members) := fixture.change(network, "environments", "airflow", members)

_verdict(network) := verdict if {
	verdict := sg_vpc.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := sg_vpc.undecided with input as network
}

test_finding_a_group_of_another_vpc if {
	sg_vpc.verdict == {"airflow": "fail"} with input as _group("vpc-2")
	sg_vpc.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["security_groups", "group", "vpc_id"],
		"args": {"group": "group", "vpc": "vpc-2", "vpcs": ["vpc"]},
	}} with input as _group("vpc-2")
}

test_finding_subnets_of_two_vpcs if {
	network := _subnet(_public, "subnet-b", "vpc-2")
	sg_vpc.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["environments", "airflow", "subnet_ids"],
		"args": {"case": "subnets", "vpcs": ["vpc", "vpc-2"]},
	}} with input as network
}

test_finding_groups_of_two_vpcs_whatever_the_subnets_are if {
	network := _subnet(
		_subnet(
			_environment(_group("vpc-2"), {"security_group_ids": fixture.some_of(["group", "vpc/default-group"])}),
			"subnet-a", null,
		),
		"subnet-b", null,
	)
	sg_vpc.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["security_groups", "group", "vpc_id"],
		"args": {"group": "group", "vpc": "vpc-2", "vpcs": ["vpc"]},
	}} with input as network
}

test_clean_one_vpc if _verdict(_public) == "pass"

test_undecided_names_what_is_missing if {
	every case in [
		[_group(null), [["security_groups", "group", "vpc_id"]]],
		[_subnet(_public, "subnet-a", null), [["subnets", "subnet-a", "vpc_id"]]],
		[
			_environment(_public, {"subnet_ids": fixture.some_of(["subnet-a"])}),
			[["environments", "airflow", "subnet_ids"]],
		],
		[
			_environment(_public, {"security_group_ids": fixture.some_of([])}),
			[["environments", "airflow", "security_group_ids"]],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == case[1]
	}
}
