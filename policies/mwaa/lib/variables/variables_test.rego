package mwaa.lib.variables_test

import data.mwaa.lib.variables

import rego.v1

_context := {
	"values": {"aws:sourcevpc": "vpc-1", "aws:principalarn": "arn:aws:iam::1:role/a\uE000b"},
	"absent": {"aws:username", "aws:referer"},
}

_resolved(text) := variables.resolved(text, "2012-10-17", _context)

test_values if {
	_resolved("a/b") == "a/b"
	_resolved("${aws:SourceVpc}/x") == "vpc-1/x"
	_resolved("${AWS::Region}-${aws:sourcevpc}-${ aws:SourceVpc }") == "${AWS::Region}-vpc-1-vpc-1"
	_resolved("${aws:SourceVpc, 'none'}") == "vpc-1"
	_resolved("${aws:PrincipalTag/team}") == "${aws:PrincipalTag/team}"
	_resolved("${aws:PrincipalArn}") == "arn:aws:iam::1:role/a\uE000b"
}

test_defaults_of_what_a_call_does_not_carry if {
	_resolved("${aws:username, 'nobody'}/x") == "nobody/x"
	_resolved("${aws:username,'a*b, c'}") == "a\uE000b, c"
	_resolved("${aws:username}") == "${aws:username}"
	_resolved("${aws:PrincipalTag/team, 'none'}") == "${aws:PrincipalTag/team, 'none'}"
}

test_none if {
	variables.none("arn:aws:s3:::${Param:Bucket}/*")
	not variables.none("arn:aws:s3:::bucket/${aws:username}/*")
	not variables.none("arn:aws:s3:::bucket/${*}")
}

test_characters if _resolved("a${*}b${?}c${$}*") == "a\uE000b\uE001c\uE002*"

test_other_versions_have_no_variables if {
	every version in ["none", "2008-10-17"] {
		variables.resolved("${aws:SourceVpc}", version, _context) == "${aws:SourceVpc}"
		variables.nonsense("a-${aws:SourceVpc}", version)
		variables.nonsense("${*}", version)
		not variables.nonsense("a-${AWS::Region}", version)
		not variables.void("${aws:username}", version, _context)
	}
	every version in ["2012-10-17", null] {
		not variables.nonsense("${aws:SourceVpc}", version)
	}
	variables.resolved("${aws:SourceVpc}", null, _context) == "${aws:SourceVpc}"
	variables.void("${aws:username}", null, _context)
}

test_variables_that_stand_for_nothing if {
	every text in ["${aws:username}", "a/${aws:SourceVpc}/${AWS:Username}${aws:UserName}"] {
		variables.void(text, "2012-10-17", _context)
	}
	every text in ["a", "${aws:SourceVpc}", "${aws:username, 'x'}", "${aws:PrincipalTag/team}", "${*}", "${Ref:X}"] {
		not variables.void(text, "2012-10-17", _context)
	}
}

test_literal if {
	variables.literal("a*b?c$d") == "a\uE000b\uE001c\uE002d"
	variables.literal("a*${Ref:X}") == "a\uE000${Ref:X}"
}
