package mwaa.lib.gateway_principals_test

import data.mwaa.fixture
import data.mwaa.lib.gateway_principals

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_layers := _policy.statements.items[0]

_dags := _policy.statements.items[1]

_but(statement, members) := object.union(object.remove(statement, object.keys(members)), members)

_naming(statement, values) := _but(statement, {
	"principal_mode": "listed",
	"principals": fixture.all_of([{"type": "AWS", "value": value} | some value in values]),
})

_excepting(principals) := _but(_dags, {"principal_mode": "not_listed", "principals": principals})

_stating(statements) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"policy": object.union(
	object.remove(_policy, ["statements"]),
	{"statements": fixture.all_of(statements)},
)})

_role := "arn:aws:iam::123456789012:role/airflow"

_deny := _but(_naming(_dags, [_role]), {"key": "Stop", "effect": "Deny"})

_all := _but(_dags, {"key": "All", "actions": fixture.all_of(["s3:*"]), "resources": fixture.all_of(["*"])})

_at(parts) := array.concat(["vpc_endpoints", "endpoint-s3", "policy", "statements"], parts)

# The statements of the policy; the lists of calls that need one for some, by its key; and what hides others.
_cases := [
	[[_layers, _dags], set(), set()],
	[[_layers, _naming(_dags, [_role])], {["must", "Dags"], ["nice", "Dags"]}, set()],
	[[_naming(_layers, [_role]), _dags], {["layers", "Access-to-specific-bucket-only"]}, set()],
	[[_naming(_all, ["123456789012"])], {["must", "All"], ["nice", "All"], ["layers", "All"]}, set()],
	[[_layers, _dags, _naming(_all, [_role])], set(), set()],
	[[_layers, _dags, _deny], set(), set()],
	[
		[_layers, _naming(_dags, [_role]), _naming(_all, [_role])],
		{["must", "Dags"], ["nice", "Dags"], ["must", "All"], ["nice", "All"]},
		set(),
	],
	# a Deny is the other rules' matter
	[[_layers, _naming(_dags, [_role]), _deny], {["must", "Dags"], ["nice", "Dags"]}, set()],
	# what may be for everybody, or may be for these calls
	[[_layers, _naming(_dags, ["${Param:Who}"])], set(), {_at(["Dags", "principals"])}],
	[[_layers, _naming(_dags, ["*"])], set(), {_at(["Dags", "principals"])}],
	[
		[_layers, _but(_naming(_dags, [_role]), {"resources": fixture.some_of([])})],
		set(),
		{_at(["Dags", "resources"])},
	],
	[[_layers, _but(_naming(_dags, [_role]), {"effect": null})], set(), {_at(["Dags", "effect"])}],
	# what is open of other statements
	[
		[_layers, _naming(_dags, [_role]), _but(_naming(_all, [_role]), {"resources": fixture.some_of([])})],
		{["must", "Dags"], ["nice", "Dags"]},
		set(),
	],
	[
		[_naming(_layers, [_role]), _but(_dags, {"conditions": fixture.some_of([])})],
		{["layers", "Access-to-specific-bucket-only"]},
		set(),
	],
	[
		[
			_layers,
			_but(_naming(_dags, [_role]), {"resources": fixture.some_of([])}),
			_but(_naming(_all, ["${Param:Who}"]), {"actions": fixture.all_of(["kms:*"])}),
		],
		set(),
		{_at(["Dags", "resources"])},
	],
	# what is surely not for everybody
	[[_layers, _excepting(fixture.some_of([]))], {["must", "Dags"], ["nice", "Dags"]}, set()],
	[
		[_layers, _excepting(fixture.all_of([{"type": "AWS", "value": "${Param:Who}"}]))],
		{["must", "Dags"], ["nice", "Dags"]},
		set(),
	],
	[
		[_layers, _but(_naming(_dags, []), {"principals": fixture.all_of([{"type": "Federated", "value": "*"}])})],
		{["must", "Dags"], ["nice", "Dags"]},
		set(),
	],
]

test_statements_that_calls_need if {
	wrong := [[statements, found] |
		some [statements, named, hidden] in _cases
		found := [_named, object.get(gateway_principals.hidden, "endpoint-s3", set())] with input as _stating(statements)
		found != [named, hidden]
	]
	wrong == []
}

_named contains [list, key] if {
	some list, _ in gateway_principals.calls
	some key, _ in gateway_principals.calls[list].airflow["endpoint-s3"].named
}

test_the_calls_that_need_a_statement if {
	network := _stating([_layers, _but(_naming(_dags, [_role]), {"actions": fixture.all_of(["s3:list*"])})])
	[[statement.key, {call.action | some call in calls}] |
		some statement, calls in gateway_principals.named["endpoint-s3"]
	] == [["Dags", {"s3:ListBucket", "s3:ListBucketVersions"}]] with input as network
}

test_endpoints_that_are_no_gateway_in_the_path if {
	policy := fixture.record(_stating([_naming(_all, [_role])]), "vpc_endpoints", "endpoint-s3").policy
	every members in [
		{"type": "Interface", "private_dns": true, "private_dns_inbound_only": false},
		{"route_table_ids": fixture.all_of([])},
		{"service": "other"},
	] {
		network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", object.union(members, {"policy": policy}))
		object.keys(gateway_principals.named) == set() with input as network
	}
}

test_a_policy_that_aws_refuses_names_nobody if {
	record := fixture.record(_stating([_naming(_all, [_role])]), "vpc_endpoints", "endpoint-s3")
	policy := object.union(record.policy, {"error": "not-json"})
	network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"policy": policy})
	object.keys(gateway_principals.named) == set() with input as network
}

test_a_path_that_is_not_known_hides_nothing_where_nobody_is_needed if {
	policy := fixture.record(_stating([_layers, _dags, _naming(_all, [_role])]), "vpc_endpoints", "endpoint-s3").policy
	network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"type": null, "policy": policy})
	object.get(gateway_principals.hidden, "endpoint-s3", set()) == set() with input as network
}

test_an_endpoint_elsewhere_is_not_hidden if {
	homeless := fixture.change(
		fixture.change(_private, "subnets", "subnet-a", {"vpc_id": null}),
		"subnets", "subnet-b", {"vpc_id": null},
	)
	paths := {["subnets", "subnet-a", "vpc_id"], ["subnets", "subnet-b", "vpc_id"]}
	gateway_principals.hidden["endpoint-s3"] == paths with input as homeless
	elsewhere := {"vpc_id": "other", "route_table_ids": fixture.all_of([])}
	network := fixture.change(homeless, "vpc_endpoints", "endpoint-s3", elsewhere)
	object.get(gateway_principals.hidden, "endpoint-s3", set()) == set() with input as network
}

test_what_hides_the_path if {
	policy := fixture.record(_stating([_layers, _naming(_dags, [_role])]), "vpc_endpoints", "endpoint-s3").policy
	every attribute in ["type", "service", "requester_managed"] {
		network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {attribute: null, "policy": policy})
		gateway_principals.hidden["endpoint-s3"] == {["vpc_endpoints", "endpoint-s3", attribute]} with input as network
	}
}
