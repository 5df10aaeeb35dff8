package mwaa.rules.env_subnet_az_test

import data.mwaa.fixture
import data.mwaa.rules.env_subnet_az

import rego.v1

_public := data.mwaa.fixture.networks.public

_unknown := {"zone_id": null, "zone_name": null, "zone_ref": null}

_with(one, other) := fixture.change(
	fixture.change(_public, "subnets", "subnet-a", object.union(_unknown, one)),
	"subnets", "subnet-b", object.union(_unknown, other),
)

test_finding_one_zone_by_any_kind_of_name if {
	every zone in [{"zone_id": "euw1-az1"}, {"zone_name": "eu-west-1a"}, {"zone_ref": "${AZ:0}"}] {
		network := _with(zone, zone)
		env_subnet_az.verdict == {"airflow": "fail"} with input as network
		some value in zone
		env_subnet_az.findings == {{
			"subject": "airflow",
			"severity": "critical",
			"at": ["environments", "airflow", "subnet_ids"],
			"args": {"subnets": ["subnet-a", "subnet-b"], "zone": value},
		}} with input as network
	}
}

test_clean_two_zones_by_one_kind_of_name if {
	every pair in [
		[{"zone_id": "euw1-az1"}, {"zone_id": "euw1-az2"}],
		[{"zone_name": "eu-west-1a"}, {"zone_name": "eu-west-1b"}],
		[{"zone_ref": "${AZ:0}"}, {"zone_ref": "${AZ:1}"}],
	] {
		env_subnet_az.verdict == {"airflow": "pass"} with input as _with(pair[0], pair[1])
	}
	env_subnet_az.findings == set() with input as _public
}

test_undecided_without_a_common_kind_of_name if {
	every case in [
		[{}, {}, ["subnet-a", "subnet-b"]],
		[{"zone_id": "euw1-az1"}, {"zone_name": "eu-west-1b"}, ["subnet-a", "subnet-b"]],
		[{"zone_name": "eu-west-1a"}, {"zone_ref": "${AZ:1}"}, ["subnet-a", "subnet-b"]],
		[{"zone_ref": "${AZ:0}"}, {}, ["subnet-b"]],
		[{}, {"zone_ref": "${AZ:0}"}, ["subnet-a"]],
		[{"zone_name": "${Param:Zone}"}, {"zone_name": "eu-west-1a"}, ["subnet-a", "subnet-b"]],
	] {
		network := _with(case[0], case[1])
		env_subnet_az.verdict == {"airflow": "undecided"} with input as network
		env_subnet_az.undecided == {{
			"subject": "airflow",
			"because": [["subnets", subnet, "zone_name"] | some subnet in case[2]],
		}} with input as network
	}
}

test_undecided_while_there_may_be_other_subnets if {
	network := fixture.change(
		_public,
		"environments",
		"airflow",
		{"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"])},
	)
	env_subnet_az.verdict == {"airflow": "undecided"} with input as network
	env_subnet_az.undecided == {{
		"subject": "airflow",
		"because": [["environments", "airflow", "subnet_ids"]],
	}} with input as network
}

test_not_applicable_without_two_subnets if {
	every subnets in [fixture.all_of(["subnet-a"]), fixture.some_of(["subnet-a", "subnet-b", "public-a"])] {
		network := fixture.change(_public, "environments", "airflow", {"subnet_ids": subnets})
		env_subnet_az.verdict == {"airflow": "not_applicable"} with input as network
		env_subnet_az.not_applicable == {{"subject": "airflow", "because": "ENV-SUBNET-COUNT"}} with input as network
	}
}
