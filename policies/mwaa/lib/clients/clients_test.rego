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
	indeterminate := fixture.change(idle, "route_tables", "table-a", {"routes": fixture.all_of([_elsewhere])})
	clients.judged.required["endpoint-s3"] == _no("not-in-use") with input as indeterminate
	open := _s3({"type": "Interface", "private_dns": true, "private_dns_inbound_only": null})
	clients.judged.required["endpoint-s3"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-s3", "private_dns_inbound_only"]},
	} with input as open
}

test_an_endpoint_may_be_one_that_is_required if {
	clients.judged.required["endpoint-s3"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-s3", "vpc_id"]},
	} with input as _s3({"vpc_id": null})
	clients.judged.required["endpoint-sqs"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "service"]},
	} with input as fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"service": null, "private_dns": false})
}

test_endpoints_of_mwaa_itself if {
	managed := _s3({"requester_managed": true})
	clients.judged.needed["endpoint-s3"] == _no("managed") with input as managed
}

test_no_environment_needs_it if {
	empty := fixture.remove(_private, "environments", "airflow")
	clients.judged.required["endpoint-sqs"] == _no("not-in-use") with input as empty
}

test_users_under_any_routing if {
	clients.users["endpoint-sqs"] == _yes with input as _private
	public := object.union(_private, {"params": {"routing": "public"}})
	routed := fixture.change(public, "route_tables", "table-a", {"routes": fixture.all_of([_elsewhere])})
	clients.users["endpoint-sqs"] == _yes with input as routed
	silent := fixture.change(routed, "vpc_endpoints", "endpoint-sqs", {"private_dns": false})
	clients.users["endpoint-sqs"] == _no("not-in-use") with input as silent
	open := fixture.change(routed, "vpc_endpoints", "endpoint-sqs", {"private_dns": null})
	clients.users["endpoint-sqs"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "private_dns"]},
	} with input as open
}

test_users_of_s3_with_public_routing if {
	clients.users["endpoint-s3"] == _yes with input as _public
}

test_users_of_an_endpoint_that_may_be_required if {
	silent := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"private_dns": false})
	network := fixture.change(silent, "route_tables", "table-a", {"routes": fixture.some_of([])})
	clients.users["endpoint-sqs"] == {
		"value": "unknown",
		"because": {["route_tables", "table-a", "routes"]},
	} with input as network
}

_homeless := fixture.change(
	fixture.change(_private, "subnets", "subnet-a", {"vpc_id": null}),
	"subnets", "subnet-b", {"vpc_id": null},
)

test_users_where_a_vpc_is_not_known if {
	clients.users["endpoint-sqs"] == {
		"value": "unknown",
		"because": {["subnets", "subnet-a", "vpc_id"], ["subnets", "subnet-b", "vpc_id"]},
	} with input as _homeless
	clients.users["endpoint-sqs"].value == "unknown" with input as fixture.change(
		_homeless,
		"vpc_endpoints", "endpoint-sqs", {"service": "ecr.api"},
	)
	ecr := {"service": "ecr.api", "vpc_id": null}
	clients.users["endpoint-sqs"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "vpc_id"]},
	} with input as fixture.change(_private, "vpc_endpoints", "endpoint-sqs", ecr)
}

test_no_users_whatever_is_not_known if {
	clients.users["endpoint-s3"] == _no("not-in-use") with input as _s3({"service": "other", "vpc_id": null})
	elsewhere := {"vpc_id": "other", "route_table_ids": fixture.all_of([])}
	clients.users["endpoint-s3"] == _no("not-in-use") with input as fixture.change(
		_homeless,
		"vpc_endpoints", "endpoint-s3", elsewhere,
	)
	ecr := {"service": "ecr.api", "private_dns": false, "requester_managed": null}
	clients.users["endpoint-sqs"] == _no("not-in-use") with input as fixture.change(
		_private,
		"vpc_endpoints", "endpoint-sqs", ecr,
	)
}

test_no_users if {
	every reason, members in {
		"managed": {"requester_managed": true},
		"not-in-use": {"service": "other"},
	} {
		clients.users["endpoint-s3"] == _no(reason) with input as _s3(members)
	}
	clients.users["endpoint-s3"] == _no("not-in-use") with input as _s3({"vpc_id": "other"})
	clients.users["endpoint-s3"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-s3", "vpc_id"]},
	} with input as _s3({"vpc_id": null})
}

_elsewhere := {
	"key": "0.0.0.0/0",
	"destination": {
		"text": "0.0.0.0/0",
		"family": "ipv4",
		"first": "000000000",
		"last": "0ffffffff",
		"after": "100000000",
	},
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": "transit_gateway",
	"target_id": "tgw-1",
	"state": "active",
}

test_an_endpoint_of_unknown_private_dns_may_have_users if {
	ecr := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {"service": "ecr.api", "private_dns": null})
	clients.users["endpoint-sqs"] == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "private_dns"]},
	} with input as ecr
}

# The private network with the route tables of the public one.
_public := object.union(_private, {"route_tables": data.mwaa.fixture.networks.public.route_tables})

_sqs(members) := fixture.change(_public, "vpc_endpoints", "endpoint-sqs", members)

_taken := clients.judged.taken["endpoint-sqs"]

test_calls_taken_from_nat_gateways if {
	clients.relation.taken["endpoint-sqs"] == {"airflow": _yes} with input as _public
	_taken == _yes with input as _public
	_taken == _yes with input as _sqs({"service": "ecr.api"})
	_taken == _yes with input as _sqs({"service": "s3", "private_dns_inbound_only": false})
	partial := fixture.change(_public, "route_tables", "table-b", {"routes": fixture.all_of([object.union(
		_elsewhere,
		{
			"key": "0.0.0.0/1",
			"destination": {"text": "0.0.0.0/1", "family": "ipv4", "first": "000000000", "after": "080000000"},
			"target_kind": "nat_gateway",
		},
	)])})
	_taken == _yes with input as partial
}

test_calls_that_are_not_taken if {
	every reason, members in {
		"managed": {"requester_managed": true},
		"not-an-interface": {"type": "Gateway"},
		"not-in-use": {"service": "other"},
	} {
		_taken == _no(reason) with input as _sqs(members)
	}
	_taken == _no("not-in-use") with input as _sqs({"private_dns": false})
	_taken == _no("not-in-use") with input as _sqs({"service": "s3", "private_dns_inbound_only": true})
	_taken == _no("not-in-use") with input as _sqs({"vpc_id": "other"})
	_taken == _no("not-in-use") with input as _sqs({"fips": true})
	_taken == _no("private-routing") with input as _private
	lone := object.union(
		object.remove(fixture.record(_private, "environments", "airflow"), ["subnet_ids", "security_group_ids"]),
		{"id": "lone", "subnet_ids": fixture.all_of([]), "security_group_ids": fixture.all_of([])},
	)
	_taken == _no("private-routing") with input as fixture.add(_private, "environments", lone)
}

test_calls_that_may_be_taken if {
	every attribute in {"fips", "private_dns", "requester_managed", "service", "type", "vpc_id"} {
		_taken == {
			"value": "unknown",
			"because": {["vpc_endpoints", "endpoint-sqs", attribute]},
		} with input as _sqs({attribute: null})
	}
	_taken == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "private_dns_inbound_only"]},
	} with input as _sqs({"service": "s3", "private_dns_inbound_only": null})
	every attribute in {"private_dns", "requester_managed", "type"} {
		s3 := object.union({"service": "s3", "private_dns_inbound_only": false}, {attribute: null})
		_taken == {
			"value": "unknown",
			"because": {["vpc_endpoints", "endpoint-sqs", attribute]},
		} with input as _sqs(s3)
	}
	routes := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.some_of([])})
	_taken == {"value": "unknown", "because": {["route_tables", "table-a", "routes"]}} with input as routes
}
