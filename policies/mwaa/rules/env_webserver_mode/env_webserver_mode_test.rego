package mwaa.rules.env_webserver_mode_test

import data.mwaa.fixture
import data.mwaa.rules.env_webserver_mode

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_indeterminate := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})

_with(network, members) := fixture.change(network, "environments", "airflow", members)

_at := ["environments", "airflow", "webserver_access_mode"]

test_finding_a_mode_that_the_version_lacks if {
	network := _with(_public, {
		"webserver_access_mode": "PUBLIC_AND_PRIVATE",
		"airflow_version": {"major": 3, "minor": 1},
	})
	env_webserver_mode.verdict == {"airflow": "fail"} with input as network
	env_webserver_mode.findings == {{
		"subject": "airflow",
		"severity": "high",
		"at": _at,
		"args": {"case": "version", "mode": "PUBLIC_AND_PRIVATE", "version": "3.1"},
	}} with input as network
}

test_finding_a_public_web_server_on_a_private_network if {
	network := _with(_private, {"webserver_access_mode": "PUBLIC_ONLY", "airflow_version": null})
	env_webserver_mode.findings == {{
		"subject": "airflow",
		"severity": "info",
		"at": _at,
		"args": {"case": "routing", "mode": "PUBLIC_ONLY", "version": ""},
	}} with input as network
}

test_clean_a_mode_that_fits if {
	every network in [
		_public,
		_private,
		_with(_public, {"webserver_access_mode": "PUBLIC_ONLY", "airflow_version": null}),
		_indeterminate,
		_with(_public, {"webserver_access_mode": "PUBLIC_AND_PRIVATE", "airflow_version": {"major": 3, "minor": 2}}),
	] {
		env_webserver_mode.verdict == {"airflow": "pass"} with input as network
	}
}

test_undecided_names_what_is_missing if {
	cases := [
		[_with(_public, {"webserver_access_mode": null, "airflow_version": null}), _at],
		[_with(_private, {"webserver_access_mode": null}), _at],
		[_with(_indeterminate, {"webserver_access_mode": null}), _at],
		[
			_with(_public, {"webserver_access_mode": "PUBLIC_AND_PRIVATE", "airflow_version": null}),
			["environments", "airflow", "airflow_version"],
		],
		[
			_with(_indeterminate, {"webserver_access_mode": "PUBLIC_ONLY"}),
			["route_tables", "table-a", "routes"],
		],
	]
	every case in cases {
		env_webserver_mode.verdict == {"airflow": "undecided"} with input as case[0]
		env_webserver_mode.undecided == {{"subject": "airflow", "because": [case[1]]}} with input as case[0]
	}
}

test_edit_to_the_private_mode if {
	env_webserver_mode.edits == {{
		"subject": "airflow",
		"at": _at,
		"verb": "set_attribute",
		"target": _at,
		"value": "PRIVATE_ONLY",
		"applicability": "unsafe",
	}} with input as _with(_private, {"webserver_access_mode": "PUBLIC_ONLY"})
	env_webserver_mode.edits == set() with input as _private
}
