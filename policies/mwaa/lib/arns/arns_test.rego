package mwaa.lib.arns_test

import data.mwaa.lib.arns

import rego.v1

_verdicts := [
	["arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:role/a/b", "yes"],
	["arn:aws:iam::*:role/air????", "arn:aws:iam::123456789012:role/airflow", "yes"],
	["urn:aws:iam::123456789012:role/airflow", "arn:aws:iam::123456789012:role/airflow", "no"],
	["arn:aws:iam::*:role/other", "arn:aws:iam::123456789012:role/airflow", "no"],
	["arn:aws:iam::999999999999:role/*", "arn:aws:iam::123456789012:role/airflow", "no"],
	# a wildcard does not reach over a colon
	["arn:aws:s:*:111122223333:f/*", "arn:aws:s:us-east-2:999999999999:store/abc:111122223333:f/d", "no"],
	["arn:aws:iam::*:f", "arn:aws:iam::123456789012:role:f", "no"],
	["arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b", "yes"],
	# what is no ARN
	["*", "arn:aws:iam::123456789012:role/airflow", "unknown"],
	["arn:aws:*", "arn:aws:iam::123456789012:role/airflow", "unknown"],
	["arn:*:role/airflow", "arn:aws:iam::123456789012:role/airflow", "unknown"],
	["role/airflow", "arn:aws:iam::123456789012:role/airflow", "no"],
	["arn:aws:iam::1:role/x", "vpc-1", "no"],
	# tokens
	["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/r", "arn:aws:iam::123456789012:role/r", "unknown"],
	["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/r", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/r", "yes"],
	["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/s", "arn:aws:iam::123456789012:role/r", "no"],
	["arn:aws:iam::123456789012:role/${Ref:Role}", "arn:aws:iam::123456789012:role/r", "unknown"],
	["arn:aws:iam::123456789012:role/r", "${GetAtt:Role.Arn}", "unknown"],
	["${GetAtt:Role.Arn}", "${GetAtt:Role.Arn}", "yes"],
	["${GetAtt:Role.Arn}", "arn:aws:iam::123456789012:role/r", "unknown"],
]

test_matches if {
	wrong := [[verdict, found] |
		some verdict in _verdicts
		found := arns.matches(verdict[0], verdict[1])
		found != verdict[2]
	]
	wrong == []
	every verdict in _verdicts {
		arns.matches(verdict[0], verdict[1])
	}
}
