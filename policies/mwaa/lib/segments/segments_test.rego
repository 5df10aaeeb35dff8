package mwaa.lib.segments_test

import data.mwaa.lib.segments

import rego.v1

test_of if {
	segments.of("arn:aws:s3:::b/x/y") == ["arn", "aws", "s3", "", "", "b", "/x", "/y"]
	segments.of("arn:${AWS::Partition}:s3:::${Ref:a/b}-x/y") == [
		"arn",
		"${AWS;;Partition}",
		"s3",
		"",
		"",
		"${Ref;a;b}-x",
		"/y",
	]
}

# Two segments, and whether they may be equal.
_pairs := [
	["a", "a", true],
	["a", "b", false],
	["${Ref;A}", "a", true],
	["a", "${Ref;A}", true],
	["/a", "${Ref;A}", false],
	["/a", "/${Ref;A}", true],
	["", "${Ref;A}", false],
	["a-${Ref;A}", "b-x", false],
	["a-${Ref;A}-z", "a-x-z", true],
	["a-${Ref;A}", "${Ref;B}-z", true],
	["a-${Ref;A}", "b-${Ref;B}", false],
	["${Ref;A}-a", "${Ref;B}-b", false],
	["${AWS;;Region}", "eu-west-1", true],
	["${AWS;;Region}", "region", false],
	["${AWS;;AccountId}", "123456789012", true],
	["${AWS;;AccountId}", "1234", false],
	["${AWS;;Partition}", "aws-cn", true],
	["${AWS;;Partition}", "azure", false],
	["${Not;123456789012}", "123456789012", false],
	["123456789012", "${Not;123456789012}", false],
	["999999999999", "${Not;123456789012}", true],
	["${AWS;;AccountId}", "${Not;AWS;;AccountId}", false],
]

test_may_equal if {
	wrong := [pair | some pair in _pairs; _may_equal(pair[0], pair[1]) != pair[2]]
	wrong == []
}

_may_equal(one, other) if {
	segments.may_equal(one, other)
} else := false

test_may_start_and_end if {
	every segment in ["abc", "${Ref;A}", "ab${Ref;A}", "abc${Ref;A}"] {
		segments.may_start(segment, "ab")
	}
	every segment in ["a", "xab", "b${Ref;A}"] {
		not segments.may_start(segment, "ab")
	}
	every segment in ["xab", "x}ab", "${Ref;A}", "${Ref;A}b", "${Ref;A}-ab"] {
		segments.may_end(segment, "ab")
	}
	every segment in ["b", "abx", "${Ref;A}a"] {
		not segments.may_end(segment, "ab")
	}
}
