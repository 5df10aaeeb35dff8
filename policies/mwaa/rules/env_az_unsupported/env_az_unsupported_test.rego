package mwaa.rules.env_az_unsupported_test

import data.mwaa.fixture
import data.mwaa.rules.env_az_unsupported

import rego.v1

_public := data.mwaa.fixture.networks.public

_in(zone) := fixture.change(_public, "subnets", "subnet-a", {"zone_id": zone})

_verdict(zone) := verdict if {
	verdict := env_az_unsupported.verdict["subnet-a"] with input as _in(zone)
}

test_finding_a_zone_of_the_table if {
	env_az_unsupported.verdict == {
		"subnet-a": "fail",
		"subnet-b": "not_applicable",
	} with input as _in("use1-az3")
	env_az_unsupported.findings == {{
		"subject": "subnet-a",
		"severity": "critical",
		"at": ["subnets", "subnet-a", "zone_id"],
		"args": {"zone": "use1-az3", "region": "us-east-1"},
	}} with input as _in("use1-az3")
}

test_clean_another_zone_of_the_region if _verdict("use1-az1") == "pass"

test_undecided_without_an_id if {
	every zone in [null, "${Param:Zone}"] {
		_verdict(zone) == "undecided"
		env_az_unsupported.undecided == {{
			"subject": "subnet-a",
			"because": [["subnets", "subnet-a", "zone_id"]],
		}} with input as _in(zone)
	}
}

test_not_applicable_elsewhere if {
	env_az_unsupported.not_applicable == {
		{"subject": "subnet-a", "because": "every-zone"},
		{"subject": "subnet-b", "because": "every-zone"},
	} with input as _public
}
