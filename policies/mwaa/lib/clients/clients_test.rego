package mwaa.lib.clients_test

import data.mwaa.fixture
import data.mwaa.lib.clients

import rego.v1

_private := data.mwaa.fixture.networks.private

_s3(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_no(reason) := {"value": "no", "because": set(), "reason": reason}

_yes := {"value": "yes", "because": set()}

test_services_that_private_routing_requires if {
	clients.relation.required["endpoint-sqs"] == {"airflow": _yes} with input as _private
	clients.judged.required["endpoint-sqs"] == _yes with input as _private
	ecr := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"service": "ecr.api"})
	clients.judged.required["endpoint-sqs"] == _no("not-in-use") with input as ecr
	clients.judged.needed["endpoint-sqs"] == _yes with input as ecr
}

test_endpoints_of_s3_serve_who_takes_them if {
	clients.judged.required["endpoint-s3"] == _yes with input as _private
	idle := _s3({"route_table_ids": fixture.all_of(["vpc/main-routes"])})
	clients.judged.required["endpoint-s3"] == _no("not-in-use") with input as idle
	open := _s3({"type": "Interface", "private_dns": true, "private_dns_inbound_only": null})
	clients.judged.required["endpoint-s3"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-s3", "private_dns_inbound_only"]},
	} with input as open
}

test_endpoints_of_mwaa_itself if {
	managed := _s3({"requester_managed": true})
	clients.judged.needed["endpoint-s3"] == _no("managed") with input as managed
}

test_no_environment_needs_it if {
	empty := fixture.remove(_private, "environments", "airflow")
	clients.judged.required["endpoint-sqs"] == _no("not-in-use") with input as empty
}
