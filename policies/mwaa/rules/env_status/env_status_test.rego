package mwaa.rules.env_status_test

import data.mwaa.fixture
import data.mwaa.rules.env_status

import rego.v1

_with(members) := fixture.change(data.mwaa.fixture.networks.public, "environments", "airflow", members)

_verdict(members) := verdict if {
	verdict := env_status.verdict.airflow with input as _with(members)
}

_because(members) := [entry.because | some entry in undecided][0] if {
	undecided := env_status.undecided with input as _with(members)
}

test_finding_a_status_that_is_a_failure if {
	every status in ["CREATE_FAILED", "UPDATE_FAILED", "UNAVAILABLE"] {
		env_status.verdict == {"airflow": "fail"} with input as _with({"status": status})
		env_status.findings == {{
			"subject": "airflow",
			"severity": "info",
			"at": ["environments", "airflow", "status"],
			"args": {"case": "default", "status": status, "code": "none"},
		}} with input as _with({"status": status})
	}
}

test_finding_the_error_of_the_last_change if {
	every status in ["AVAILABLE", "CREATE_FAILED"] {
		env_status.findings == {{
			"subject": "airflow",
			"severity": "info",
			"at": ["environments", "airflow", "error_code"],
			"args": {"case": "error", "status": status, "code": "INCORRECT_CONFIGURATION"},
		}} with input as _with({"status": status, "error_code": "INCORRECT_CONFIGURATION"})
	}
}

test_finding_pending_for_nobody if _verdict({"status": "PENDING"}) == "fail"

test_clean_what_runs_or_is_on_its_way if {
	every status in ["AVAILABLE", "CREATING", "UPDATING", "MAINTENANCE"] {
		_verdict({"status": status}) == "pass"
	}
	_verdict({"status": "PENDING", "endpoint_management": "CUSTOMER"}) == "pass"
	_verdict({"status": "AVAILABLE", "endpoint_management": null}) == "pass"
}

test_undecided_names_what_is_missing if {
	every case in [
		[{"status": null}, [["environments", "airflow", "status"]]],
		[{"status": null, "error_code": "INTERNAL_SERVER_ERROR"}, [["environments", "airflow", "status"]]],
		[{"error_code": null}, [["environments", "airflow", "error_code"]]],
		[{"status": null, "endpoint_management": null}, [["environments", "airflow", "status"]]],
		[
			{"status": "PENDING", "endpoint_management": "CUSTOMER", "error_code": null},
			[["environments", "airflow", "error_code"]],
		],
		[{"status": "PENDING", "endpoint_management": null}, [["environments", "airflow", "endpoint_management"]]],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == case[1]
	}
}

test_not_applicable_before_it_is_made if {
	env_status.not_applicable == {{"subject": "airflow", "because": "planned"}} with input as _with({"status": "planned"})
}
