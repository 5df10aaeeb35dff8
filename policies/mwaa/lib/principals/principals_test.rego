package mwaa.lib.principals_test

import data.mwaa.lib.principals

import rego.v1

_role := "arn:aws:iam::123456789012:role/airflow"

_airflow := {"arn": _role, "account": "123456789012", "partition": "aws"}

_nobody := {"arn": null, "account": null, "partition": null}

_listed(type, values) := {
	"principal_mode": "listed",
	"principals": {"items": [{"type": type, "value": value} | some value in values], "complete": true},
}

_excepted(values) := object.union(_listed("AWS", values), {"principal_mode": "not_listed"})

_hold(statement, effect, gateway) := principals.hold(statement, effect, {"principal": _airflow, "gateway": gateway})

# A principal, and whether it is the caller: at interface endpoints, in a Deny of a gateway endpoint,
# and in a Deny of an endpoint of which nobody knows what it is.
_named := [
	["AWS", ["123456789012"], "yes", "no", "unknown"],
	["AWS", ["arn:aws:iam::123456789012:root"], "yes", "no", "unknown"],
	["AWS", ["${AWS::AccountId}"], "unknown", "no", "unknown"],
	["AWS", ["arn:aws-cn:iam::123456789012:root"], "no", "no", "no"],
	["AWS", ["arn:${AWS::Partition}:iam::123456789012:root"], "unknown", "no", "unknown"],
	["AWS", ["arn:aws:iam::999999999999:root"], "no", "no", "no"],
	["AWS", [_role], "yes", "unknown", "unknown"],
	["AWS", ["999999999999", _role], "yes", "unknown", "unknown"],
	["AWS", ["arn:aws:iam::123456789012:role/Airflow"], "no", "no", "no"],
	["AWS", ["arn:aws:iam::123456789012:role/*"], "no", "no", "no"],
	["AWS", ["arn:aws-cn:iam::123456789012:role/airflow"], "no", "no", "no"],
	["AWS", ["999999999999"], "no", "no", "no"],
	["AWS", ["arn:aws:iam::${AWS::AccountId}:role/airflow"], "unknown", "unknown", "unknown"],
	["AWS", ["${GetAtt:Role.Arn}"], "unknown", "unknown", "unknown"],
	["AWS", ["AROAEXAMPLE"], "unknown", "unknown", "unknown"],
	["AWS", ["arn:aws:sts::123456789012:assumed-role/airflow/s"], "unknown", "unknown", "unknown"],
	["AWS", ["*"], "unknown", "unknown", "unknown"],
	["Service", ["airflow.amazonaws.com"], "no", "no", "no"],
	["Federated", ["accounts.google.com"], "no", "no", "no"],
	["CanonicalUser", ["79a59df900b949e55d96a1e698fb"], "unknown", "unknown", "unknown"],
]

test_principals_that_are_listed if {
	wrong := [[one, found] |
		some one in _named
		found := [_hold(_listed(one[0], one[1]), "Deny", gateway) | some gateway in ["no", "yes", "unknown"]]
		found != array.slice(one, 2, 5)
	]
	wrong == []
	every one in _named {
		_hold(_listed(one[0], one[1]), "Allow", "no") == one[2]
		_hold(_listed(one[0], one[1]), "Allow", "yes") == "yes"
	}
	_hold(_listed("AWS", [_role]), "Allow", "unknown") == "yes"
	_hold(_listed("AWS", ["999999999999"]), "Allow", "unknown") == "unknown"
}

test_anybody_and_nobody if {
	every effect in ["Allow", "Deny"] {
		every gateway in ["yes", "no", "unknown"] {
			_hold({"principal_mode": "any"}, effect, gateway) == "yes"
			_hold({"principal_mode": "none"}, effect, gateway) == "no"
		}
	}
}

test_principals_that_are_excepted if {
	_hold(_excepted([_role]), "Deny", "no") == "unknown"
	_hold(_excepted([_role]), "Allow", "unknown") == "unknown"
	_hold(_excepted(["*"]), "Deny", "no") == "unknown"
	_hold(_excepted(["arn:aws:iam::1:role/x"]), "Deny", "no") == "yes"
	_hold(_excepted(["arn:aws:iam::1:role/x"]), "Allow", "yes") == "yes"
	open := object.union(_excepted([]), {"principals": {"items": [], "complete": false}})
	_hold(open, "Deny", "no") == "unknown"
}

test_a_caller_by_the_same_reference if {
	role := "${GetAtt:Role.Arn}"
	caller := {"arn": role, "account": "123456789012", "partition": "aws"}
	principals.hold(_listed("AWS", [role]), "Deny", {"principal": caller, "gateway": "no"}) == "yes"
}

test_a_caller_who_is_not_known if {
	every values in [["123456789012"], [_role], ["AROAEXAMPLE"]] {
		principals.hold(_listed("AWS", values), "Deny", {"principal": _nobody, "gateway": "no"}) == "unknown"
	}
}
