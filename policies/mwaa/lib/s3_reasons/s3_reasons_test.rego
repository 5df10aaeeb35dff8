package mwaa.lib.s3_reasons_test

import data.mwaa.fixture
import data.mwaa.lib.s3_reasons

import rego.v1

_private := data.mwaa.fixture.networks.private

_policy := fixture.record(_private, "vpc_endpoints", "endpoint-s3").policy

_layers := _policy.statements.items[0]

_dags := _policy.statements.items[1]

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_stating(listing) := _with({"policy": object.union(object.remove(_policy, ["statements"]), {"statements": listing})})

_for_a_role := object.union(_dags, {
	"principal_mode": "listed",
	"principals": {"items": [{"type": "AWS", "value": "arn:aws:iam::123456789012:role/airflow"}]},
})

_networks := {
	"EP-POLICY-VALID": _with({"policy": object.union(_policy, {"error": "not-json"})}),
	"EPR-REQUIRED": fixture.remove(_private, "vpc_endpoints", "endpoint-s3"),
	"EPR-S3-ROUTES": _with({"route_table_ids": fixture.all_of([])}),
	"no-s3-endpoint": data.mwaa.fixture.networks.public,
	"EP-GATEWAY-PRINCIPAL": _stating(fixture.all_of([_layers, _for_a_role])),
}

test_reasons if {
	every wanted, network in _networks {
		s3_reasons.reason("airflow", ["must"]) == wanted with input as network
	}
	not s3_reasons.reason("airflow", ["must", "nice", "layers"]) with input as _private
}

# An interface endpoint alone: no gateway endpoint has calls.
test_what_hides_calls_without_a_gateway_endpoint if {
	interface := {"type": "Interface", "private_dns": true, "private_dns_inbound_only": false}
	network := object.union(_with(interface), {"context": object.union(_private.context, {"partition": null})})
	s3_reasons.hidden("airflow", ["layers"]) == {["context", "partition"]} with input as network
}

test_a_reason_of_another_list_is_none if {
	not s3_reasons.reason("airflow", ["layers"]) with input as _networks["EP-GATEWAY-PRINCIPAL"]
}

test_an_endpoint_of_an_unknown_service_may_be_the_one if {
	unknown := fixture.change(_networks["EPR-REQUIRED"], "vpc_endpoints", "endpoint-kms", {
		"service": null,
		"private_dns": false,
	})
	s3_reasons.reason("airflow", ["must"]) == "no-s3-endpoint" with input as unknown
}

test_reasons_that_are_those_of_another_service_or_subnet if {
	unrouted := fixture.remove(_networks["EPR-S3-ROUTES"], "vpc_endpoints", "endpoint-kms")
	s3_reasons.reason("airflow", ["must"]) == "EPR-S3-ROUTES" with input as unrouted
	not s3_reasons.reason("airflow", ["must"]) with input as _with({"route_table_ids": fixture.all_of(["table-a"])})
	elsewhere := json.patch(
		fixture.remove(_networks["EPR-REQUIRED"], "vpc_endpoints", "endpoint-kms"),
		[{"op": "replace", "path": "/params/external_endpoints", "value": ["s3"]}],
	)
	s3_reasons.reason("airflow", ["must"]) == "no-s3-endpoint" with input as elsewhere
}

test_hidden if {
	s3_reasons.hidden("airflow", ["must", "nice", "layers"]) == set() with input as _private
	unseen := fixture.change(_private, "vpcs", "vpc", {"complete": {"vpc_endpoints": false}})
	s3_reasons.hidden("airflow", ["layers"]) == {["vpcs", "vpc", "complete", "vpc_endpoints"]} with input as unseen
	open := _stating(fixture.some_of([_layers]))
	s3_reasons.hidden("airflow", ["must"]) == {[
		"vpc_endpoints", "endpoint-s3", "policy",
		"statements",
	]} with input as open
	s3_reasons.hidden("airflow", ["layers"]) == {[
		"vpc_endpoints", "endpoint-s3", "policy",
		"statements",
	]} with input as open
}
