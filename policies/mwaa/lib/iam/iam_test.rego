package mwaa.lib.iam_test

import data.mwaa.lib.iam

import rego.v1

_probe := {
	"action": "s3:getobject",
	"resources": [{"arn:aws:s3:::b/unguessable"}],
	"stem": "arn:aws:s3:::b/",
	"others": set(),
	"principal": {"arn": "arn:aws:iam::123456789012:role/airflow", "account": "123456789012", "partition": "aws"},
	"context": {
		"values": {"aws:sourcevpc": "vpc-1", "aws:principaltype": "s3"},
		"choices": {},
		"present": set(),
		"absent": {"aws:sourceip", "aws:username"},
		"foreign": set(),
		"addresses": {},
	},
	"gateway": "no",
}

_all_of(items) := {"items": items, "complete": true}

_some_of(items) := {"items": items, "complete": false}

_full := {
	"key": "Full",
	"effect": "Allow",
	"principal_mode": "any",
	"principals": _all_of([]),
	"action_mode": "listed",
	"actions": _all_of(["*"]),
	"resource_mode": "listed",
	"resources": _all_of(["*"]),
	"conditions": _all_of([]),
}

# Replaces whole members: a union would merge a listing with the one it replaces.
_but(statement, members) := object.union(object.remove(statement, object.keys(members)), members)

_allow(members) := _but(_full, members)

_deny(members) := _but(_full, _but({"key": "Stop", "effect": "Deny"}, members))

_policy(statements) := {"version": "2012-10-17", "statements": _all_of(statements)}

_says(statements) := iam.decide(_policy(statements), _probe)

_listed(type, value) := {
	"principal_mode": "listed",
	"principals": _all_of([{"type": type, "value": value}]),
}

_condition(operator, key, value) := {"conditions": _all_of([{
	"operator": operator,
	"key": key,
	"values": _all_of([value]),
}])}

test_allowed_and_denied if {
	_says([_full]) == {"result": "allow", "statement": "Full", "granted": "yes", "doubts": set()}
	_says([]) == {"result": "deny", "statement": null, "granted": "no", "doubts": set()}
	_says([_full, _deny({})]) == {"result": "deny", "statement": "Stop", "granted": "yes", "doubts": set()}
	_says([_deny({}), _full]).statement == "Stop"
}

test_elements_that_do_not_match if {
	every members in [
		{"actions": _all_of(["s3:put*", "sqs:*"])},
		{"resources": _all_of(["arn:aws:s3:::b", "arn:aws:s3:::b/dags/*"])},
		{"action_mode": "not_listed", "actions": _all_of(["s3:get*"])},
		{"resource_mode": "not_listed", "resources": _all_of(["arn:aws:s3:::b/*"])},
		{"action_mode": "none"},
		{"resource_mode": "none"},
		{"principal_mode": "none"},
		_listed("AWS", "arn:aws:iam::123456789012:role/other"),
		_listed("AWS", "999999999999"),
		_listed("Service", "s3.amazonaws.com"),
		_condition("StringEquals", "aws:sourcevpc", "vpc-2"),
		_condition("IpAddress", "aws:sourceip", "10.0.0.0/8"),
	] {
		_says([_allow(members)]).result == "deny"
		_says([_full, _deny(_but(members, {"effect": "Deny"}))]).result in {"allow", "unknown"}
	}
}

test_effects_are_written_in_one_way if _says([_allow({"effect": "allow"})]).result == "deny"

test_elements_that_match if {
	every members in [
		{"actions": _all_of(["s3:get*"])},
		{"resources": _all_of(["arn:aws:s3:::?/*"])},
		{"action_mode": "not_listed", "actions": _all_of(["s3:put*"])},
		{"resource_mode": "not_listed", "resources": _all_of(["arn:aws:s3:::c/*"])},
		_listed("AWS", "arn:aws:iam::123456789012:role/airflow"),
		_listed("AWS", "123456789012"),
		_listed("AWS", "arn:aws:iam::123456789012:root"),
		_condition("StringEquals", "aws:sourcevpc", "vpc-1"),
	] {
		_says([_allow(members)]).result == "allow"
		_says([_full, _deny(members)]).result == "deny"
	}
}

test_elements_in_doubt if {
	every part, members in {
		["effect"]: {"effect": null},
		["actions"]: {"actions": _some_of(["s3:put*"])},
		["resources"]: {"resources": _all_of(["arn:aws:s3:::${Param:Bucket}/*"])},
		["principals"]: _listed("AWS", "arn:aws:sts::123456789012:assumed-role/airflow/s"),
		["conditions", "aws:principalorgid"]: _condition("StringEquals", "aws:principalorgid", "o-1"),
	} {
		_says([_allow(members)]) == {
			"result": "unknown",
			"statement": null,
			"granted": "unknown",
			"doubts": {array.concat(["statements", "Full"], part)},
		}
		found := _says([_full, _deny(members)])
		found.result == "unknown"
		found.doubts == {array.concat(["statements", "Stop"], part)}
	}
}

test_a_doubt_that_another_element_settles if {
	no_action := {"actions": _all_of(["sqs:*"]), "resources": _some_of([])}
	_says([_full, _deny(no_action)]).result == "allow"
	no_vpc := _but(_condition("StringEquals", "aws:sourcevpc", "vpc-2"), {"resources": _some_of([])})
	_says([_full, _deny(no_vpc)]).result == "allow"
}

test_what_is_settled_is_not_in_doubt if {
	bucket := {"resources": _all_of(["arn:aws:s3:::${Param:Bucket}/*"])}
	open := _allow(_but(bucket, {"key": "Open"}))
	_says([_full, open]) == {"result": "allow", "statement": "Full", "granted": "yes", "doubts": set()}
	elsewhere := _but(_condition("StringEquals", "aws:sourcevpc", "vpc-2"), {"resources": _some_of([])})
	_says([open, _allow(elsewhere)]).doubts == {["statements", "Open", "resources"]}
	holding := _condition("StringEquals", "aws:sourcevpc", "vpc-1").conditions.items
	_says([_allow({"conditions": _some_of(holding)})]).doubts == {["statements", "Full", "conditions"]}
}

test_a_bucket_that_is_not_meant if {
	listing := object.union(_probe, {
		"action": "s3:listbucket",
		"resources": [{"arn:aws:s3:::${Ref:Dags}"}],
		"stem": null,
		"others": {"arn:aws:s3:::c"},
	})
	every resource, result in {"arn:aws:s3:::c": "deny", "arn:aws:s3:::d": "unknown"} {
		iam.decide(_policy([_allow({"resources": _all_of([resource])})]), listing).result == result
	}
}

test_a_sure_deny_stands_beside_doubts if {
	_says([_allow({"effect": null}), _deny({})]) == {
		"result": "deny",
		"statement": "Stop",
		"granted": "unknown",
		"doubts": {["statements", "Full", "effect"]},
	}
}

test_a_list_of_statements_with_unknown_members if {
	open := {"version": "none", "statements": _some_of([_full])}
	iam.decide(open, _probe) == {
		"result": "unknown",
		"statement": null,
		"granted": "yes",
		"doubts": {["statements"]},
	}
	stopped := {"version": "none", "statements": _some_of([_deny({})])}
	iam.decide(stopped, _probe).result == "deny"
}

test_conditions_with_unknown_members if {
	_says([_allow({"conditions": _some_of([])})]).result == "unknown"
	refused := {"conditions": _some_of(_condition("StringEquals", "aws:sourcevpc", "vpc-2").conditions.items)}
	_says([_allow(refused)]).result == "deny"
}

test_a_deny_on_some_of_the_objects if {
	part := {"resources": _all_of(["arn:aws:s3:::b/secret/*"])}
	found := _says([_full, _deny(part)])
	found.result == "unknown"
	found.doubts == {["statements", "Stop", "resources"]}
	_says([_full, _deny({"resources": _all_of(["arn:aws:s3:::c/secret/*"])})]).result == "allow"
	_says([
		_full,
		_deny({"resource_mode": "not_listed", "resources": _all_of(["arn:aws:s3:::b/dags/*"])}),
	]).result == "unknown"
	_says([_full, _deny({"resource_mode": "not_listed", "resources": _all_of(["arn:aws:s3:::b/*"])})]).result == "allow"
}

test_an_allow_on_some_of_the_objects_is_not_enough if {
	_says([_allow({"resources": _all_of(["arn:aws:s3:::b/dags/*"])})]).result == "deny"
}

test_alternatives_and_spellings if {
	two := object.union(_probe, {"resources": [{"arn:aws:logs:a"}, {"arn:aws:logs:a:stream"}], "stem": null})
	iam.decide(_policy([_allow({"resources": _all_of(["arn:aws:logs:a:*"])})]), two).result == "allow"
	iam.decide(_policy([_allow({"resources": _all_of(["arn:aws:logs:b"])})]), two).result == "deny"
	spelled := object.union(_probe, {"resources": [{"${Param:Arn}/x", "arn:aws:s3:::${DagBucket:e}/x"}], "stem": null})
	iam.decide(_policy([_allow({"resources": _all_of(["${Param:Arn}/*"])})]), spelled).result == "allow"
	iam.decide(_policy([_allow({"resources": _all_of(["arn:aws:sqs:*"])})]), spelled).result == "deny"
	iam.decide(_policy([_allow({"resources": _all_of(["arn:aws:s3:::other/*"])})]), spelled).result == "unknown"
}

test_no_bucket_of_a_customer_is_a_layer_bucket if {
	token := object.union(_probe, {"resources": [{"arn:aws:s3:::${Param:Bucket}/x"}], "stem": null})
	every pattern in [
		"arn:aws:s3:::prod-region-starport-layer-bucket/*",
		"arn:aws:s3:::prod-*-starport-layer-bucket/*",
		"arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/*",
	] {
		iam.decide(_policy([_allow({"resources": _all_of([pattern])})]), token).result == "deny"
	}
}

test_an_unknown_principal if {
	nobody := object.union(_probe, {"principal": {"arn": null, "account": null, "partition": null}})
	iam.decide(_policy([_full]), nobody).result == "allow"
	iam.decide(_policy([_allow(_listed("AWS", "123456789012"))]), nobody).result == "unknown"
}

test_doubts_name_the_condition if {
	tests := {"conditions": _all_of([
		{"operator": "StringEquals", "key": "aws:sourcevpc", "values": _all_of(["vpc-1"])},
		{"operator": "StringEquals", "key": "aws:principalorgid", "values": _all_of(["o-1"])},
		{"operator": "Null", "key": "aws:principaltag/team", "values": _all_of(["false"])},
	])}
	_says([_allow(tests)]).doubts == {
		["statements", "Full", "conditions", "aws:principalorgid"],
		["statements", "Full", "conditions", "aws:principaltag/team"],
	}
	_says([_allow({"conditions": _some_of([])})]).doubts == {["statements", "Full", "conditions"]}
}

test_statements_and_their_parts if {
	tests := _condition("StringEquals", "aws:sourcevpc", "vpc-2")
	iam.applied(_policy([_allow(tests), _deny({}), _allow({"actions": _all_of(["sqs:*"])})]), _probe, "Allow") == [
		["Full", {
			"value": "no",
			"of": {
				"effect": "yes",
				"actions": "yes",
				"resources": "yes",
				"principals": "yes",
				"conditions": "no",
			},
			"tests": [[tests.conditions.items[0], "no"]],
		}],
		["Full", {"value": "no"}],
	]
}

test_variables_without_the_version_that_knows_them if {
	old := {"version": "none", "statements": _all_of([_allow({"resources": _all_of(["arn:aws:s3:::${aws:x}/*"])})])}
	iam.decide(old, _probe).result == "deny"
	new := _but(old, {"version": "2012-10-17"})
	iam.decide(new, _probe).result == "unknown"
}

test_variables_in_resources if {
	every pattern, result in {
		"arn:aws:s3:::${aws:SourceVpc}/*": "deny",
		"arn:aws:s3:::b/*${aws:SourceVpc, 'x'}*": "deny",
		"arn:aws:s3:::b/${aws:username, 'unguessable'}": "allow",
		"arn:aws:s3:::b/${aws:username}*": "deny",
		"arn:aws:s3:::b/${*}": "deny",
		"arn:aws:s3:::b/un${aws:PrincipalTag/team}able": "unknown",
		# variables stand behind the fifth colon only
		"arn:aws:${aws:PrincipalType}:::b/*": "unknown",
		"${GetAtt:Bucket.Arn}/un${aws:username, 'guess'}able": "unknown",
		"${GetAtt:Bucket.Arn}/${aws:username, 'x'}able": "deny",
	} {
		_says([_allow({"resources": _all_of([pattern])})]).result == result
	}
	mixed := {"resources": _all_of(["arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}/*"])}
	_says([_allow(mixed)]).result == "unknown"
	_says([_full, _deny(mixed)]).result == "unknown"
	others := _but(mixed, {
		"resource_mode": "not_listed",
		"resources": _all_of(["arn:aws:s3:::c/${aws:username}/*"]),
	})
	_says([_allow(others)]).result == "unknown"
}

test_a_bucket_that_is_surely_another if {
	layers := object.union(_probe, {
		"resources": [{"arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/x"}],
		"stem": "arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/",
		"others": {"arn:${AWS::Partition}:s3:::${Param:Bucket}"},
	})
	every resource in ["arn:aws:s3:::${Param:Bucket}/*", "arn:aws:s3:::${Param:Bucket}"] {
		iam.decide(_policy([_allow({"resources": _all_of([resource])})]), layers).result == "deny"
	}
	every resource in ["arn:aws:s3:::${Param:Buckets}/*", "arn:aws:s3:::${Param:Bucket}*"] {
		iam.decide(_policy([_allow({"resources": _all_of([resource])})]), layers).result == "unknown"
	}
}
