package mwaa.rules.env_shared_vpc_test

import data.mwaa.fixture
import data.mwaa.rules.env_shared_vpc

import rego.v1

_private := data.mwaa.fixture.networks.private

_shared := fixture.change(_private, "subnets", "subnet-b", {"owner_id": "210987654321"})

_environment(network, members) := fixture.change(network, "environments", "airflow", members)

_one_account := fixture.change(
	fixture.change(
		_environment(_private, {"account_id": "${AWS::AccountId}"}),
		"subnets", "subnet-a", {"owner_id": "${AWS::AccountId}"},
	),
	"subnets", "subnet-b", {"owner_id": "${AWS::AccountId}"},
)

_verdict(network) := verdict if {
	verdict := env_shared_vpc.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := env_shared_vpc.undecided with input as network
}

test_finding_a_subnet_of_another_account if {
	env_shared_vpc.verdict == {"airflow": "fail"} with input as _shared
	env_shared_vpc.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": ["environments", "airflow", "endpoint_management"],
		"args": {"subnets": ["subnet-b"], "owner": "210987654321"},
	}} with input as _shared
}

test_finding_whatever_other_subnets_are if {
	_verdict(_environment(_shared, {"subnet_ids": fixture.some_of(["subnet-b"])})) == "fail"
}

test_clean_own_subnets if _verdict(_private) == "pass"

test_clean_one_account_that_is_not_known if {
	_verdict(_one_account) == "pass"
}

test_clean_endpoints_of_the_customer if {
	_verdict(_environment(_shared, {"endpoint_management": "CUSTOMER"})) == "pass"
}

test_undecided_names_what_is_missing if {
	every case in [
		[
			fixture.change(_private, "subnets", "subnet-a", {"owner_id": null}),
			[["subnets", "subnet-a", "owner_id"]],
		],
		[
			_environment(_private, {"account_id": "${AWS::AccountId}"}),
			[["environments", "airflow", "account_id"]],
		],
		[
			fixture.change(_one_account, "subnets", "subnet-b", {"owner_id": null}),
			[["environments", "airflow", "account_id"], ["subnets", "subnet-b", "owner_id"]],
		],
		[
			_environment(_private, {"subnet_ids": fixture.some_of(["subnet-a"])}),
			[["environments", "airflow", "subnet_ids"]],
		],
		[
			_environment(_shared, {"endpoint_management": null}),
			[["environments", "airflow", "endpoint_management"]],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == case[1]
	}
}

test_not_applicable_without_subnets if {
	env_shared_vpc.not_applicable == {{
		"subject": "airflow",
		"because": "ENV-SUBNET-COUNT",
	}} with input as _environment(_shared, {"subnet_ids": fixture.all_of([])})
}

test_edit_sets_who_makes_the_endpoints if {
	env_shared_vpc.edits == {{
		"subject": "airflow",
		"at": ["environments", "airflow", "endpoint_management"],
		"verb": "set_attribute",
		"target": ["environments", "airflow", "endpoint_management"],
		"value": "CUSTOMER",
		"applicability": "unsafe",
	}} with input as _shared
}
