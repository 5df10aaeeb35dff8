package mwaa.lib.conditions_test

import data.mwaa.lib.conditions

import rego.v1

_context := {
	"values": {
		"aws:sourcevpc": "vpc-1",
		"aws:sourcevpce": "${Ref:Endpoint}",
		"aws:principalarn": "arn:aws:iam::123456789012:role/airflow",
		"aws:principalaccount": "123456789012",
		"aws:securetransport": "true",
		"aws:resourceaccount": "${Not:123456789012}",
	},
	"choices": {"s3:tlsversion": ["1.2", "1.3"], "aws:multifactorauthpresent": ["false", null]},
	"present": {"aws:currenttime", "aws:vpcsourceip"},
	"absent": {"aws:sourceip", "aws:username", "aws:multifactorauthage"},
	"foreign": {"aws:resourceorgid", "aws:resourceorgpaths"},
	"addresses": {"aws:vpcsourceip": "00a000105"},
}

_holds(operator, key, values, version) := conditions.holds(
	{"operator": operator, "key": key, "values": {"items": values, "complete": true}},
	version,
	_context,
)

# Cases, and what became of them; nothing is as wrong as something else.
_wrong(cases) := [[one, found] |
	some one in cases
	found := [verdict | verdict := _holds(one[0], one[1], one[2], "2012-10-17")]
	found != [one[3]]
]

test_texts if {
	_wrong([
		["StringEquals", "aws:sourcevpc", ["vpc-1"], "yes"],
		["StringEquals", "aws:sourcevpc", ["vpc-2", "vpc-1"], "yes"],
		["StringEquals", "aws:sourcevpc", ["vpc-2"], "no"],
		["StringEquals", "aws:sourcevpc", ["VPC-1"], "no"],
		["StringEquals", "aws:sourcevpc", ["vpc-*"], "no"],
		["StringEquals", "aws:sourcevpc", ["${Ref:Vpc}"], "unknown"],
		["StringEquals", "aws:sourcevpc", [""], "no"],
		["StringEquals", "aws:currenttime", [""], "unknown"],
		["StringEquals", "aws:sourcevpce", ["${Ref:Endpoint}"], "yes"],
		["StringEquals", "aws:sourcevpce", ["vpce-1"], "unknown"],
		["stringequals", "aws:sourcevpc", ["vpc-1"], "yes"],
		["StringEqualsIfExists", "aws:sourcevpc", ["vpc-2"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["vpc-1"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["vpc-2", "vpc-3"], "yes"],
		["StringNotEquals", "aws:sourcevpc", ["vpc-2", "vpc-1"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["${Ref:Vpc}"], "unknown"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["VPC-1"], "yes"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["VPC-2"], "no"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["VPC-*"], "no"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["VPC-${Ref:Vpc}"], "unknown"],
		["StringEqualsIgnoreCase", "aws:sourcevpce", ["${ref:endpoint}"], "unknown"],
		["StringEqualsIgnoreCase", "aws:sourcevpce", ["${Ref:Endpoint}"], "yes"],
		["StringEqualsIgnoreCase", "aws:sourcevpc", ["X-${Ref:Vpc}"], "no"],
		["StringNotEqualsIgnoreCase", "aws:sourcevpc", ["VPC-1"], "no"],
		["StringLike", "aws:sourcevpc", ["vpc-*"], "yes"],
		["StringLike", "aws:sourcevpc", ["vpc-?"], "yes"],
		["StringNotLike", "aws:sourcevpc", ["vpc-*"], "no"],
		["StringEquals", "aws:resourceaccount", ["123456789012"], "no"],
		["StringEquals", "aws:resourceaccount", ["999999999999"], "unknown"],
		["StringNotEquals", "aws:resourceaccount", ["123456789012"], "yes"],
	]) == []
}

test_arns_truths_numbers_and_addresses if {
	_wrong([
		["ArnLike", "aws:principalarn", ["arn:aws:iam::*:role/air*"], "yes"],
		["ArnEquals", "aws:principalarn", ["arn:aws:iam::123456789012:role/other"], "no"],
		["ArnEquals", "aws:principalarn", ["arn:*:role/airflow"], "unknown"],
		["StringLike", "aws:principalarn", ["arn:*:role/airflow"], "yes"],
		["ArnNotLike", "aws:principalarn", ["arn:aws:iam::*:role/air*"], "no"],
		["ArnNotEquals", "aws:principalarn", ["arn:aws:iam::*:role/other"], "yes"],
		["Bool", "aws:securetransport", ["True"], "yes"],
		["Bool", "aws:securetransport", ["false"], "no"],
		["BoolIfExists", "aws:securetransport", ["false"], "no"],
		["NumericEquals", "aws:principalaccount", ["123456789012"], "yes"],
		["NumericEquals", "aws:principalaccount", ["123456789012.0"], "yes"],
		["NumericNotEquals", "aws:principalaccount", ["1", "2"], "yes"],
		["NumericLessThan", "aws:principalaccount", ["123456789012"], "no"],
		["NumericLessThanEquals", "aws:principalaccount", ["123456789012"], "yes"],
		["NumericLessThanEquals", "aws:principalaccount", ["1"], "no"],
		["NumericGreaterThan", "aws:principalaccount", ["-1.5"], "yes"],
		["NumericGreaterThan", "aws:principalaccount", ["123456789012"], "no"],
		["NumericGreaterThanEquals", "aws:principalaccount", ["123456789013"], "no"],
		["NumericEquals", "aws:principalaccount", ["012"], "unknown"],
		["NumericEquals", "aws:sourcevpc", ["1"], "unknown"],
		["IpAddress", "aws:vpcsourceip", ["10.0.1.0/24"], "yes"],
		["IpAddress", "aws:vpcsourceip", ["10.0.1.5"], "yes"],
		["IpAddress", "aws:vpcsourceip", ["10.0.2.0/24", "10.0.1.4/31"], "yes"],
		["IpAddress", "aws:vpcsourceip", ["10.0.2.0/24", "10.0.1.6"], "no"],
		["NotIpAddress", "aws:vpcsourceip", ["10.0.0.0/16"], "no"],
		["NotIpAddress", "aws:vpcsourceip", ["fd00::/8", "::1", "192.168.0.0/16"], "yes"],
		["IpAddress", "aws:vpcsourceip", ["10.0.1.0/33"], "unknown"],
		["IpAddress", "aws:vpcsourceip", ["10.0.1"], "unknown"],
		["IpAddress", "aws:sourcevpc", ["10.0.0.0/8"], "unknown"],
		["IpAddress", "aws:principalaccount", ["1"], "unknown"],
		["IpAddress", "aws:vpcsourceip", ["${aws:username}"], "unknown"],
		["NumericEquals", "aws:vpcsourceip", ["10.0.1.5"], "unknown"],
		["StringEquals", "aws:vpcsourceip", ["10.0.1.5"], "unknown"],
		["DateLessThan", "aws:currenttime", ["2099-01-01T00:00:00Z"], "unknown"],
		["DateNotEquals", "aws:currenttime", ["2099-01-01T00:00:00Z"], "unknown"],
		["DateEquals", "aws:principalaccount", ["1"], "unknown"],
		["BinaryEquals", "aws:sourcevpc", ["dnBjLTE="], "unknown"],
		["StringMagic", "aws:sourcevpc", ["vpc-1"], "unknown"],
	]) == []
}

test_values_one_of_which_is_the_right_one if {
	_wrong([
		["NumericLessThan", "s3:tlsversion", ["1.2"], "no"],
		["NumericGreaterThanEquals", "s3:tlsversion", ["1.2"], "yes"],
		["NumericLessThan", "s3:tlsversion", ["1.3"], "unknown"],
		["Bool", "aws:multifactorauthpresent", ["true"], "no"],
		["BoolIfExists", "aws:multifactorauthpresent", ["true"], "unknown"],
		["BoolIfExists", "aws:multifactorauthpresent", ["false"], "yes"],
		["Null", "aws:multifactorauthpresent", ["true"], "unknown"],
		["Null", "s3:tlsversion", ["false"], "yes"],
	]) == []
}

test_absent_keys if {
	_wrong([
		["IpAddress", "aws:sourceip", ["10.0.0.0/8"], "no"],
		["NotIpAddress", "aws:sourceip", ["10.0.0.0/8"], "yes"],
		["IpAddressIfExists", "aws:sourceip", ["10.0.0.0/8"], "yes"],
		["StringNotLike", "aws:sourceip", ["10.*"], "yes"],
		["StringNotEqualsIfExists", "aws:sourceip", ["10.0.0.1"], "yes"],
		["NumericLessThan", "aws:multifactorauthage", ["3600"], "no"],
		["NumericLessThanIfExists", "aws:multifactorauthage", ["3600"], "yes"],
		["NumericNotEquals", "aws:multifactorauthage", ["1"], "yes"],
		["BinaryEquals", "aws:username", ["QQ=="], "no"],
		["StringMagic", "aws:username", ["a"], "unknown"],
	]) == []
	every operator in {
		"DateEquals",
		"DateLessThan",
		"DateLessThanEquals",
		"DateGreaterThan",
		"DateGreaterThanEquals",
		"BinaryEquals",
	} {
		_holds(operator, "aws:username", ["2099-01-01"], "2012-10-17") == "no"
	}
}

test_quantifiers if {
	_wrong([
		["ForAnyValue:StringEquals", "aws:sourcevpc", ["vpc-1"], "yes"],
		["ForAllValues:StringEquals", "aws:sourcevpc", ["vpc-2"], "no"],
		["ForAllValues:StringEquals", "aws:username", ["a"], "yes"],
		["ForAllValues:StringNotEquals", "aws:username", ["a"], "yes"],
		["ForAnyValue:StringEquals", "aws:username", ["a"], "no"],
		["ForAnyValue:StringNotEquals", "aws:username", ["a"], "no"],
		["ForAnyValue:StringEqualsIfExists", "aws:username", ["a"], "yes"],
		["forallvalues:StringEquals", "aws:username", ["a"], "yes"],
	]) == []
}

test_presence if {
	_wrong([
		["Null", "aws:sourceip", ["true"], "yes"],
		["Null", "aws:sourceip", ["false"], "no"],
		["Null", "aws:sourcevpc", ["true"], "no"],
		["Null", "aws:sourcevpc", ["True", "false"], "yes"],
		["Null", "aws:vpcsourceip", ["false"], "yes"],
		["Null", "aws:principalorgid", ["false"], "unknown"],
		["Null", "aws:sourcevpc", ["perhaps"], "unknown"],
	]) == []
}

test_values_of_resources_of_aws if {
	_wrong([
		["StringEquals", "aws:resourceorgid", ["o-1"], "no"],
		["StringEqualsIgnoreCase", "aws:resourceorgid", ["o-1"], "no"],
		["StringEquals", "aws:resourceorgid", ["${aws:PrincipalOrgID}"], "no"],
		["StringEquals", "aws:resourceorgid", ["${aws:ResourceOrgID}"], "unknown"],
		["StringNotEquals", "aws:resourceorgid", ["o-1"], "yes"],
		["StringNotEqualsIfExists", "aws:resourceorgid", ["o-1"], "yes"],
		["StringEqualsIfExists", "aws:resourceorgid", ["o-1"], "unknown"],
		["StringLike", "aws:resourceorgid", ["o-*"], "unknown"],
		["StringLike", "aws:resourceorgid", ["o-?"], "unknown"],
		["StringLikeIfExists", "aws:resourceorgid", ["o-*"], "unknown"],
		["ForAnyValue:StringLike", "aws:resourceorgpaths", ["o-a1b2c3d4e5/*"], "no"],
		["ForAllValues:StringEquals", "aws:resourceorgid", ["o-1"], "unknown"],
		["NumericEquals", "aws:resourceorgid", ["1"], "unknown"],
		["NumericEqualsIfExists", "aws:resourceorgid", ["1"], "unknown"],
	]) == []
}

test_unknown_keys_and_values if {
	_wrong([
		["StringEquals", "aws:principalorgid", ["o-1"], "unknown"],
		["StringNotEqualsIfExists", "aws:principaltag/team", ["a"], "unknown"],
		["StringLikeIfExists", "aws:principaltag/team", ["*"], "yes"],
		["StringLike", "aws:principaltag/team", ["*"], "unknown"],
		["StringEquals", "aws:principaltag/team", [""], "unknown"],
		["StringLike", "s3:prefix", ["", "dags/*"], "unknown"],
		["DateLessThanIfExists", "aws:tokenissuetime", ["2099-01-01"], "unknown"],
	]) == []
	every key, verdict in {"aws:sourcevpc": "unknown", "aws:resourceorgid": "unknown", "aws:sourceip": "no"} {
		some_values := {"operator": "StringEquals", "key": key, "values": {"items": ["vpc-2"], "complete": false}}
		conditions.holds(some_values, "none", _context) == verdict
	}
}

test_policy_variables if {
	_wrong([
		["StringEquals", "aws:sourcevpc", ["${aws:SourceVpc}"], "yes"],
		["StringEquals", "aws:resourceaccount", ["${aws:PrincipalAccount}"], "no"],
		["StringEquals", "aws:sourcevpc", ["${aws:PrincipalTag/vpc}"], "unknown"],
		["StringEquals", "aws:sourcevpc", ["${aws:username, 'vpc-1'}"], "yes"],
		["StringLike", "aws:sourcevpc", ["vpc-${*}"], "no"],
		["StringEquals", "aws:sourcevpc", ["${aws:username}"], "no"],
		["StringNotEquals", "aws:sourcevpc", ["${aws:username}"], "unknown"],
		["StringEquals", "aws:sourcevpc", ["vpc-1", "${aws:username}"], "unknown"],
		["NumericEquals", "aws:principalaccount", ["${aws:PrincipalAccount}"], "unknown"],
	]) == []
	every version, verdict in {"2012-10-17": "yes", "2008-10-17": "no", "none": "no"} {
		_holds("StringEquals", "aws:sourcevpc", ["${aws:SourceVpc}"], version) == verdict
	}
	_holds("StringEquals", "aws:sourcevpc", ["${aws:SourceVpc}"], null) == "unknown"
	_holds("StringNotEquals", "aws:sourcevpc", ["${aws:SourceVpc}"], "none") == "yes"
}
