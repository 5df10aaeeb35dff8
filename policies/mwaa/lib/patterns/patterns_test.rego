package mwaa.lib.patterns_test

import data.mwaa.lib.patterns

import rego.v1

_verdicts := [
	# without tokens a pattern matches or does not
	["*", "arn:aws:s3:::b/x", "yes"],
	["arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y", "yes"],
	["arn:aws:s3:::b/*", "arn:aws:s3:::b", "no"],
	["arn:aws:s3:::b/*", "arn:aws:s3:::c/x", "no"],
	["arn:aws:s3:::b*", "arn:aws:s3:::bucket/x", "yes"],
	["arn:aws:s3:::?/x", "arn:aws:s3:::b/x", "yes"],
	["arn:aws:s3:::?/x", "arn:aws:s3:::bb/x", "no"],
	["arn:aws:s3:::B/*", "arn:aws:s3:::b/x", "no"],
	["s3:get*", "s3:getobject", "yes"],
	["s3:*object", "s3:getobject", "yes"],
	["s3:getobject", "s3:getobjectversion", "no"],
	["", "s3:getobject", "no"],
	["s3:*", "s3:*", "yes"],
	["s3:get?bject", "s3:getobject", "yes"],
	# what is special in regular expressions is not special here
	["a.b", "axb", "no"],
	["a.b(c)[d]^$|+{e}", "a.b(c)[d]^$|+{e}", "yes"],
	[`a\b*`, `a\bc`, "yes"],
	[`a\Eb*`, `a\Ebc`, "yes"],
	# the same token is equal, and any wildcard covers it
	["arn:aws:s3:::${Ref:B}/*", "arn:aws:s3:::${Ref:B}/x", "yes"],
	["arn:aws:s3:::${Ref:B}", "arn:aws:s3:::${Ref:B}/x", "no"],
	["arn:aws:s3:::*", "arn:aws:s3:::${Ref:B}/x", "yes"],
	["*", "${Param:Arn}/x", "yes"],
	["${Param:Arn}/*", "${Param:Arn}/x", "yes"],
	["arn:aws:s3:::prod-${AWS::Region}-x/*", "arn:aws:s3:::prod-${AWS::Region}-x/y", "yes"],
	# a token against anything else may be equal
	["arn:${AWS::Partition}:s3:::b/*", "arn:aws:s3:::b/x", "unknown"],
	["arn:aws:s3:::b/*", "arn:${AWS::Partition}:s3:::b/x", "unknown"],
	["arn:aws:s3:::${Ref:A}/*", "arn:aws:s3:::${Ref:B}/x", "unknown"],
	["arn:aws:s3:::${Ref:A}-logs/*", "arn:aws:s3:::my-logs/x", "unknown"],
	["arn:aws:s3:::a-${Ref:A}/*", "arn:aws:s3:::${Ref:B}-z/x", "unknown"],
	["arn:aws:s3:::??/*", "arn:aws:s3:::${Ref:B}/x", "unknown"],
	["arn:aws:s3:::????????/*", "arn:aws:s3:::${Ref:B}/x", "unknown"],
	["*b:c:x", "${Param:Arn}:x", "unknown"],
	["arn:aws:s3:::prod-*-x/*", "arn:aws:s3:::${Ref:B}/x", "unknown"],
	["arn:aws:s3:::my*", "arn:aws:s3:::${Ref:B}", "unknown"],
	["${Param:Arn}", "arn:aws:s3:::b/x", "unknown"],
	["${Param:Arn}/*", "arn:aws:s3:::b/x", "unknown"],
	["arn:aws:s3:::b/*", "${Param:Arn}/x", "unknown"],
	# … but for what a token cannot stand for
	["arn:${AWS::Partition}:s3:::b/*", "arn:aws:s3:::c/x", "no"],
	["arn:${AWS::Partition}:sqs:*", "arn:aws:s3:::c/x", "no"],
	["arn:aws:s3:::${Ref:A}", "arn:aws:s3:::b/x", "no"],
	["arn:aws:s3:::${Ref:A}-logs/*", "arn:aws:s3:::my-dags/x", "no"],
	["arn:aws:s3:::my-dags/*", "arn:aws:s3:::prod-${AWS::Region}-layers/x", "no"],
	["arn:aws:s3:::prod-region-layers/*", "arn:aws:s3:::prod-${AWS::Region}-layers/x", "no"],
	["arn:aws:s3:::prod-eu-west-1-layers/*", "arn:aws:s3:::prod-${AWS::Region}-layers/x", "unknown"],
	["arn:${AWS::Partition}:s3:::b/*", "arn:x:s3:::b/x", "no"],
	["arn:aws:s3:::a-${Ref:A}/*", "arn:aws:s3:::b-${Ref:B}/x", "no"],
	["arn:aws:s3:::${Ref:A}-a/*", "arn:aws:s3:::${Ref:B}-b/x", "no"],
	["arn:aws:s3:::*/secret", "arn:aws:s3:::${Ref:B}/x", "no"],
	["arn:aws:s3:::*-b/x", "arn:aws:s3:::${Ref:B}-a/x", "no"],
	["arn:aws:s3:::*/a/b/c/d/e/f/g/h", "arn:aws:s3:::${Ref:B}/h", "no"],
	["arn:aws:s3:::my*", "arn:aws:s3:::your-${Ref:B}", "no"],
	["arn:aws:s3:::b/c/*", "arn:aws:s3:::${Ref:B}", "no"],
	["${Param:Arn}/y", "arn:aws:s3:::b/x", "no"],
	["arn:aws:s3:::b/y", "${Param:Arn}/x", "no"],
	["*-b:x", "s:${Ref:R}-a:x", "no"],
	["*:${Ref:A}:${Ref:B}:y", "x:${Ref:R}", "no"],
	# … nor what stands between wildcards
	["arn:aws:sqs:*:999999999999:*", "arn:aws:sqs:r:123456789012:q-${Celery:queue}", "no"],
	["arn:aws:sqs:*:123456789012:*", "arn:aws:sqs:r:${Not:123456789012}:q-${Celery:queue}", "no"],
	["arn:aws:sqs:*:123456789012:*", "arn:aws:sqs:r:123456789012:q-${Celery:queue}", "yes"],
	["arn:aws:sqs:*:123456789012:*x", "arn:aws:sqs:r:123456789012:q-${Celery:queue}", "unknown"],
	["arn:aws:sqs:*:999999999999:*", "arn:aws:sqs:r:${AWS::AccountId}:q", "unknown"],
	["arn:aws:s3:::*/dags/*", "arn:aws:s3:::${Ref:B}/dags", "no"],
	["arn:aws:s3:::*-logs/*", "arn:aws:s3:::${Ref:B}/x", "unknown"],
	["arn:aws:s3:::*-logs/*", "arn:aws:s3:::${Ref:B}-dags/x", "no"],
	["arn:aws:s3:::?/d/*", "arn:aws:s3:::b/${Ref:X}/y", "unknown"],
	["arn:*:a:b:*", "arn:b:a:c:${Ref:X}", "no"],
	["*:b/c:*", "${Param:Arn}/x", "unknown"],
	["*:b/c", "${Param:Arn}", "unknown"],
	["a?c*", "abcd", "yes"],
	["*b*/y", "xbx/${Ref:A}", "unknown"],
	["*b/y", "xb/${Ref:A}", "unknown"],
	["*b/y", "xa/${Ref:A}", "no"],
	["*b/y", "${Ref:A}/y", "unknown"],
	# accounts
	["arn:aws:sqs:r:123456789012:q", "arn:aws:sqs:r:${Not:123456789012}:q", "no"],
	["arn:aws:sqs:r:${AWS::AccountId}:q", "arn:aws:sqs:r:${Not:AWS::AccountId}:q", "no"],
	["arn:aws:sqs:r:123456789012:q", "arn:aws:sqs:r:${Not:AWS::AccountId}:q", "unknown"],
	["arn:aws:sqs:r:abc:q", "arn:aws:sqs:r:${AWS::AccountId}:q", "no"],
	["arn:aws:sqs:r:999999999999:q", "arn:aws:sqs:r:${Not:123456789012}:q", "unknown"],
	["arn:aws:sqs:r:*:q", "arn:aws:sqs:r:${Not:123456789012}:q", "yes"],
]

test_matches if {
	wrong := [[verdict, found] |
		some verdict in _verdicts
		found := patterns.matches(verdict[0], verdict[1])
		found != verdict[2]
	]
	wrong == []
	every verdict in _verdicts {
		patterns.matches(verdict[0], verdict[1])
	}
}

test_same if {
	patterns.same("a", "a") == "yes"
	patterns.same("*", "a") == "no"
	patterns.same("${Param:A}", "${Param:A}") == "yes"
	patterns.same("${Param:A}", "a") == "unknown"
	patterns.same("${Param:A}-*", "a-*") == "unknown"
	patterns.same("a-${Param:A}-*", "a-b-c") == "no"
	patterns.same("b-${Param:A}", "a-${Param:B}") == "no"
	patterns.same("arn:${AWS::Partition}:x:b", "arn:aws:x:a") == "no"
	patterns.same("arn:${AWS::Partition}:x", "arn:aws:x:a") == "no"
	patterns.same("b:${Param:A}", "b:b:c") == "no"
	patterns.same("${Param:Arn}/y", "arn:aws:s3:::b/x") == "no"
	patterns.same("123456789012", "${Not:123456789012}") == "no"
	patterns.same("${AWS::AccountId}", "${Not:AWS::AccountId}") == "no"
	patterns.same("999999999999", "${Not:123456789012}") == "unknown"
	patterns.matches("${AWS::AccountId}", "${Not:AWS::AccountId}") == "no"
	patterns.same("${GetAtt:Role.Arn}", "arn:aws:iam::123456789012:role/r") == "unknown"
	patterns.same("arn:aws:iam::${AWS::AccountId}:role/r", "arn:aws:iam::123456789012:role/r") == "unknown"
	patterns.same("arn:aws:iam::${AWS::AccountId}:role/s", "arn:aws:iam::123456789012:role/r") == "no"
}

test_overlaps if {
	stem := "arn:aws:s3:::b/"
	every pattern in [
		"*",
		"arn:aws:s3:::b/*",
		"arn:aws:s3:::b/dags/*",
		"arn:aws:s3:::b/dags/private/x",
		"arn:aws:s3:::b/x",
		"arn:aws:s3:::?/x",
		"arn:aws:s3:::*/x",
		"arn:aws:s3*",
		"arn:aws:s3:::${Ref:B}/dags/*",
		"${Param:Arn}/dags/*",
	] {
		patterns.overlaps(pattern, stem)
	}
	every pattern in [
		"arn:aws:s3:::b",
		"arn:aws:s3:::c/*",
		"arn:aws:s3:::c*",
		"arn:aws:s3:::bb/x",
		"arn:aws:sqs:*",
		"arn:aws:s3:::c-${Ref:B}/dags/*",
	] {
		not patterns.overlaps(pattern, stem)
	}
	patterns.overlaps("arn:aws:s3:::b/dags/*", "${Param:Arn}/")
}
