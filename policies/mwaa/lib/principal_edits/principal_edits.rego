# METADATA
# title: Edits of the principals of gateway endpoints
# description: |
#   A statement for everybody, in the place of one that names principals: with a condition that means
#   the same, where these are roles or accounts, the callers among them, and each call tells by whom.
# scope: package
package mwaa.lib.principal_edits

import data.mwaa.lib.known

import rego.v1

# METADATA
# description: What lets calls through that a statement of a gateway endpoint's policy means to allow.
everybody(endpoint, statement, calls) := {
	"verb": "replace_statement",
	"target": ["vpc_endpoints", endpoint, "policy", "statements", statement.key],
	"value": object.union(statement, {
		"principal_mode": "any",
		"principals": {"items": [], "complete": true},
		"conditions": {
			"items": array.concat(statement.conditions.items, [test | some test in tests]),
			"complete": statement.conditions.complete,
		},
	}),
	"applicability": _applicability(statement, calls),
} if {
	tests := _tests(statement, calls)
}

# Only a role of the environment's own, alone, is no more than what it needs.
_applicability(statement, calls) := "safe" if {
	count(_tests(statement, calls)) > 0
	_values(statement) == _callers(calls)
} else := "unsafe"

_tests(statement, calls) := {_test("ArnEquals", "aws:principalarn", _values(statement))} if {
	_is_condition(statement, calls, "aws:principalarn")
	_callers(calls) - _values(statement) == set()
	every value in _values(statement) - _callers(calls) {
		regex.match(`^arn:[^:]+:iam::[^:]+:(role|user)/[^*?]+$`, value)
	}
} else := {_test("StringEquals", "aws:principalaccount", accounts)} if {
	_is_condition(statement, calls, "aws:principalaccount")
	accounts := {_account(value) | some value in _values(statement)}
	count(accounts) == count(_values(statement))
	{call.probes[0].principal.account | some call in calls} - accounts == set()
} else := set()

# The caller is not known of all calls, and a key can be tested once by an operator.
_is_condition(statement, calls, key) if {
	statement.principal_mode == "listed"
	statement.principals.complete == true
	every principal in statement.principals.items {
		known.is(principal.type, "AWS")
	}
	every call in calls {
		known.has(call.principal)
	}
	every condition in statement.conditions.items {
		condition.key != key
	}
}

_test(operator, key, values) := {
	"operator": operator,
	"key": key,
	"values": {"items": [value | some value in values], "complete": true},
}

_values(statement) := {principal.value | some principal in statement.principals.items}

_callers(calls) := {call.principal | some call in calls}

_account(value) := found[1] if {
	[found] := regex.find_all_string_submatch_n(`^(?:arn:.*:iam::)?([0-9]{12})(?::root)?$`, value, 1)
}
