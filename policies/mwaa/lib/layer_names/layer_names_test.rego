package mwaa.lib.layer_names_test

import data.mwaa.fixture
import data.mwaa.lib.layer_names

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_layers := _policy.statements.items[0]

_but(members) := object.union(object.remove(_layers, object.keys(members)), members)

_with(statement) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"policy": object.union(
	object.remove(_policy, ["statements"]),
	{"statements": fixture.all_of([statement])},
)})

_kinds(network) := {entry.kind | some entry in layer_names.misplaced["endpoint-s3"] with input as network}

# A resource, and what it is; null where it is the bucket of the layers, or means another thing.
_resources := [
	["arn:aws:s3:::prod-region-starport-layer-bucket/*", "placeholder"],
	["arn:aws:s3:::prod-<region>-starport-layer-bucket/*", "placeholder"],
	["arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*", "elsewhere"],
	["arn:aws:s3:::prod-us-gov-west-1-starport-layer-bucket", "elsewhere"],
	["arn:aws-cn:s3:::prod-eu-west-1-starport-layer-bucket/*", "elsewhere"],
	["arn:aws-cn:s3:::prod-${AWS::Region}-starport-layer-bucket/*", "elsewhere"],
	["arn:aws-cn:s3:::prod-*-starport-layer-bucket/*", "elsewhere"],
	["arn:aws:s3:::prod-us-*-starport-layer-bucket/*", "elsewhere"],
	["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*", null],
	["arn:aws:s3:::prod-*-starport-layer-bucket/*", null],
	["arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/*", null],
	["arn:aws:s3:::airflow-dags/*", null],
	["*", null],
]

test_names if {
	wrong := [[resource, found] |
		some [resource, kind] in _resources
		found := _kinds(_with(_but({"resources": fixture.all_of([resource])})))
		found != {kind | kind != null}
	]
	wrong == []
}

test_a_name_and_its_place if {
	network := _with(_but({"resources": fixture.all_of(["*", "arn:aws:s3:::prod-region-starport-layer-bucket/*"])}))
	layer_names.misplaced == {"endpoint-s3": {{
		"statement": "Access-to-specific-bucket-only",
		"resource": "arn:aws:s3:::prod-region-starport-layer-bucket/*",
		"kind": "placeholder",
	}}} with input as network
}

test_statements_that_do_not_mean_to_allow_it if {
	resources := fixture.all_of(["arn:aws:s3:::prod-region-starport-layer-bucket/*"])
	every members in [{"effect": "Deny"}, {"effect": null}, {"resource_mode": "not_listed"}] {
		not layer_names.misplaced["endpoint-s3"] with input as _with(_but(object.union(members, {"resources": resources})))
	}
}

test_an_unknown_region if {
	literal := _with(_but({"resources": fixture.all_of(["arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"])}))
	_kinds(object.union(literal, {"context": {"region": null}})) == set()
	word := _with(_but({"resources": fixture.all_of(["arn:aws:s3:::prod-region-starport-layer-bucket/*"])}))
	_kinds(object.union(word, {"context": {"region": null}})) == {"placeholder"}
}
