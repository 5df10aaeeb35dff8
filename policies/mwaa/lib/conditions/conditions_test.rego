package mwaa.lib.conditions_test

import data.mwaa.lib.conditions

import rego.v1

_context := {
	"values": {
		"aws:sourcevpc": "vpc-1",
		"aws:sourcevpce": "${Ref:Endpoint}",
		"aws:principalarn": "arn:aws:iam::123456789012:role/airflow",
		"aws:securetransport": "true",
		"aws:resourceaccount": "${Not:123456789012}",
	},
	"present": {"aws:vpcsourceip"},
	"absent": {"aws:sourceip"},
	"foreign": {"aws:resourceorgid"},
}

_holds(operator, key, values) := conditions.holds(
	{"operator": operator, "key": key, "values": {"items": values, "complete": true}},
	"none",
	_context,
)

_wrong(cases) := [[one, found] |
	some one in cases
	found := _holds(one[0], one[1], one[2])
	found != one[3]
]

test_known_values if {
	_wrong([
		["StringEquals", "aws:sourcevpc", ["vpc-1"], "yes"],
		["StringEquals", "aws:sourcevpc", ["vpc-2", "vpc-1"], "yes"],
		["StringEquals", "aws:sourcevpc", ["vpc-2"], "no"],
		["StringEquals", "aws:sourcevpc", ["VPC-1"], "no"],
		["StringEquals", "aws:sourcevpc", ["vpc-*"], "no"],
		["StringEquals", "aws:sourcevpc", ["${Ref:Vpc}"], "unknown"],
		["StringEquals", "aws:sourcevpce", ["${Ref:Endpoint}"], "yes"],
		["StringEquals", "aws:sourcevpce", ["vpce-1"], "unknown"],
		["StringEqualsIfExists", "aws:sourcevpc", ["vpc-2"], "no"],
		["ForAnyValue:StringEquals", "aws:sourcevpc", ["vpc-1"], "yes"],
		["ForAllValues:StringEquals", "aws:sourcevpc", ["vpc-2"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["vpc-1"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["vpc-2", "vpc-3"], "yes"],
		["StringNotEquals", "aws:sourcevpc", ["vpc-2", "vpc-1"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["${Ref:Vpc}"], "unknown"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["VPC-1"], "yes"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["${Ref:Vpc}"], "unknown"],
		["StringNotEqualsIgnoreCase", "aws:sourcevpc", ["VPC-1"], "no"],
		["StringLike", "aws:sourcevpc", ["vpc-*"], "yes"],
		["StringNotLike", "aws:sourcevpc", ["vpc-*"], "no"],
		["ArnLike", "aws:principalarn", ["arn:aws:iam::*:role/air*"], "yes"],
		["ArnEquals", "aws:principalarn", ["arn:aws:iam::123456789012:role/other"], "no"],
		["ArnNotLike", "aws:principalarn", ["arn:aws:iam::*:role/air*"], "no"],
		["ArnNotEquals", "aws:principalarn", ["arn:aws:iam::*:role/other"], "yes"],
		["Bool", "aws:securetransport", ["True"], "yes"],
		["Bool", "aws:securetransport", ["false"], "no"],
		["StringEquals", "aws:resourceaccount", ["123456789012"], "no"],
		["StringEquals", "aws:resourceaccount", ["999999999999"], "unknown"],
		["StringNotEquals", "aws:resourceaccount", ["123456789012"], "yes"],
		["NumericEquals", "aws:sourcevpc", ["1"], "unknown"],
		["StringMagic", "aws:sourcevpc", ["vpc-1"], "unknown"],
	]) == []
}

test_absent_keys if {
	_wrong([
		["IpAddress", "aws:sourceip", ["10.0.0.0/8"], "no"],
		["NotIpAddress", "aws:sourceip", ["10.0.0.0/8"], "yes"],
		["IpAddressIfExists", "aws:sourceip", ["10.0.0.0/8"], "yes"],
		["StringNotLike", "aws:sourceip", ["10.*"], "yes"],
		["ForAllValues:StringEquals", "aws:sourceip", ["10.0.0.1"], "yes"],
		["ForAnyValue:StringNotEquals", "aws:sourceip", ["10.0.0.1"], "no"],
	]) == []
}

test_presence if {
	_wrong([
		["Null", "aws:sourceip", ["true"], "yes"],
		["Null", "aws:sourceip", ["false"], "no"],
		["Null", "aws:sourcevpc", ["true"], "no"],
		["Null", "aws:vpcsourceip", ["false"], "yes"],
		["Null", "aws:principalorgid", ["false"], "unknown"],
		["Null", "aws:sourcevpc", ["perhaps"], "unknown"],
	]) == []
}

test_values_of_resources_of_aws if {
	_wrong([
		["StringEquals", "aws:resourceorgid", ["o-1"], "no"],
		["StringEquals", "aws:resourceorgid", ["${aws:PrincipalOrgID}"], "no"],
		["StringNotEquals", "aws:resourceorgid", ["o-1"], "yes"],
		["StringNotEqualsIfExists", "aws:resourceorgid", ["o-1"], "yes"],
		["StringEqualsIfExists", "aws:resourceorgid", ["o-1"], "unknown"],
		["StringLike", "aws:resourceorgid", ["o-*"], "unknown"],
		["ForAllValues:StringEquals", "aws:resourceorgid", ["o-1"], "unknown"],
		["NumericEquals", "aws:resourceorgid", ["1"], "unknown"],
	]) == []
	some_values := {"operator": "StringEquals", "key": "aws:resourceorgid", "values": {"items": [], "complete": false}}
	conditions.holds(some_values, "none", _context) == "unknown"
}

test_unknown_keys_and_values if {
	_wrong([
		["StringEquals", "aws:principalorgid", ["o-1"], "unknown"],
		["StringNotEqualsIfExists", "aws:principaltag/team", ["a"], "unknown"],
		["IpAddress", "aws:vpcsourceip", ["10.0.0.0/8"], "unknown"],
	]) == []
	some_values := {"operator": "StringEquals", "key": "aws:sourcevpc", "values": {"items": ["vpc-2"], "complete": false}}
	conditions.holds(some_values, "none", _context) == "unknown"
}

test_policy_variables if {
	condition := {
		"operator": "StringEquals",
		"key": "aws:sourcevpc",
		"values": {"items": ["${aws:SourceVpc}"], "complete": true},
	}
	conditions.holds(condition, "2012-10-17", _context) == "yes"
	conditions.holds(condition, "2008-10-17", _context) == "no"
	conditions.holds(condition, "none", _context) == "no"
	conditions.holds(condition, null, _context) == "unknown"
	conditions.resolved("${aws:SourceVpc}/${aws:username}", "2012-10-17", _context) == "vpc-1/${aws:username}"
	conditions.resolved("${aws:SourceVpc}-${AWS::Region}", "2012-10-17", _context) == "vpc-1-${AWS::Region}"
	conditions.resolved("${AWS::Region}", "2012-10-17", _context) == "${AWS::Region}"
	conditions.nonsense("a-${aws:username}", "none")
	not conditions.nonsense("a-${aws:username}", "2012-10-17")
	not conditions.nonsense("a-${AWS::Region}", "none")
}
