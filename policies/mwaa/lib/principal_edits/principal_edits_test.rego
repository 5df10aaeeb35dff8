package mwaa.lib.principal_edits_test

import data.mwaa.fixture
import data.mwaa.lib.principal_edits

import rego.v1

_role := "arn:aws:iam::123456789012:role/airflow"

_other := "arn:aws:iam::123456789012:role/other"

_by(role, account) := {"principal": role, "probes": [{"principal": {"arn": role, "account": account}}]}

_token := "${GetAtt:Role.Arn}"

_airflow := _by(_role, "123456789012")

_nobody := _by(null, null)

_statement(principals, conditions) := {
	"key": "Dags",
	"effect": "Allow",
	"principal_mode": "listed",
	"principals": fixture.all_of([{"type": type, "value": value} | some [type, value] in principals]),
	"conditions": fixture.all_of(conditions),
}

_roles(values) := {"operator": "ArnEquals", "key": "aws:principalarn", "values": fixture.all_of(values)}

_accounts(values) := {"operator": "StringEquals", "key": "aws:principalaccount", "values": fixture.all_of(values)}

_https := {"operator": "Bool", "key": "aws:securetransport", "values": fixture.all_of(["true"])}

# A statement and the calls that need it; the conditions that stand for its principals, and how sure that is.
_cases := [
	[_statement([["AWS", _role]], []), [_airflow], [_roles([_role])], "safe"],
	[_statement([["AWS", _role]], [_https]), [_airflow], [_https, _roles([_role])], "safe"],
	[_statement([["AWS", _role], ["AWS", _other]], []), [_airflow], [_roles([_role, _other])], "unsafe"],
	[_statement([["AWS", _token]], []), [_by(_token, "1")], [_roles([_token])], "safe"],
	[_statement([["AWS", "123456789012"]], []), [_airflow], [_accounts(["123456789012"])], "unsafe"],
	[
		_statement([["AWS", "arn:aws:iam::123456789012:root"], ["AWS", "999999999999"]], []),
		[_airflow], [_accounts(["123456789012", "999999999999"])],
		"unsafe",
	],
	# what a condition cannot say, or does not help
	[_statement([["AWS", _other]], []), [_airflow], [], "unsafe"],
	[_statement([["AWS", "999999999999"]], []), [_airflow], [], "unsafe"],
	[_statement([["AWS", _role], ["AWS", "123456789012"]], []), [_airflow], [], "unsafe"],
	[_statement([["AWS", _role], ["AWS", "AROAEXAMPLE"]], []), [_airflow], [], "unsafe"],
	[_statement([["AWS", _role], ["Service", "s3.amazonaws.com"]], []), [_airflow], [], "unsafe"],
	[_statement([["AWS", _role], ["Federated", _other]], []), [_airflow], [], "unsafe"],
	[_statement([["AWS", _role]], []), [_airflow, _nobody], [], "unsafe"],
	[_statement([["AWS", "123456789012"]], []), [_by(null, "123456789012")], [], "unsafe"],
	[
		_statement([["AWS", "123456789012"]], [_accounts(["999999999999"])]),
		[_airflow], [_accounts(["999999999999"])],
		"unsafe",
	],
	[_statement([["AWS", _role]], [_roles([_other])]), [_airflow], [_roles([_other])], "unsafe"],
]

test_statements_for_everybody if {
	wrong := [[statement, found] |
		some [statement, calls, conditions, applicability] in _cases
		found := principal_edits.everybody("s3", statement, {call | some call in calls})
		found != {
			"verb": "replace_statement",
			"target": ["vpc_endpoints", "s3", "policy", "statements", "Dags"],
			"value": {
				"key": "Dags",
				"effect": "Allow",
				"principal_mode": "any",
				"principals": fixture.all_of([]),
				"conditions": fixture.all_of(conditions),
			},
			"applicability": applicability,
		}
	]
	wrong == []
}

test_principals_that_are_not_all_known_or_excepted if {
	known := _statement([["AWS", _role]], [])
	every members in [{"principals": {"complete": false}}, {"principal_mode": "not_listed"}] {
		edit := principal_edits.everybody("s3", object.union(known, members), {_airflow})
		edit.value.conditions.items == []
		edit.applicability == "unsafe"
	}
}
