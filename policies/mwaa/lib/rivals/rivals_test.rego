package mwaa.lib.rivals_test

import data.mwaa.fixture
import data.mwaa.lib.rivals

import rego.v1

# Two planned endpoints of SQS, and two of S3.
_network := fixture.add(
	_change(data.mwaa.fixture.networks.private, {
		"endpoint-logs": {"service": "sqs", "state": "planned"},
		"endpoint-s3": {"state": "planned"},
		"endpoint-sqs": {"state": "planned"},
	}),
	"vpc_endpoints", object.union(
		fixture.record(data.mwaa.fixture.networks.private, "vpc_endpoints", "endpoint-s3"),
		{"id": "endpoint-t3", "state": "planned", "route_table_ids": fixture.all_of(["table-a"])},
	),
)

_change(network, changes) := object.union(network, {"vpc_endpoints": {
	"items": [object.union(record, object.get(changes, record.id, {})) |
		some record in network.vpc_endpoints.items
	],
	"complete": true,
}})

_with(id, members) := _change(_network, {id: members})

_yes := {"value": "yes", "because": set()}

_unknown(id, attribute) := {"value": "unknown", "because": {["vpc_endpoints", id, attribute]}}

test_the_first_by_id_comes_before_the_others if {
	rivals.before == {
		"endpoint-sqs": {"name": {"endpoint-logs": _yes}},
		"endpoint-t3": {"route": {"endpoint-s3": _yes}},
	} with input as _network
	rivals.tables("endpoint-t3", "endpoint-s3") == {"table-a"} with input as _network
}

test_what_is_there_comes_before_what_is_planned if {
	rivals.before["endpoint-logs"] == {"name": {"endpoint-sqs": _yes}} with input as _with(
		"endpoint-sqs",
		{"state": "available"},
	)
	not rivals.before["endpoint-sqs"] with input as _with("endpoint-logs", {"state": "failed"})
}

test_what_no_environment_uses_stays if {
	unused := {"route_table_ids": fixture.all_of(["vpc/main-routes"])}
	both := _change(_network, {
		"endpoint-s3": {"route_table_ids": fixture.all_of([
			"table-a",
			"vpc/main-routes",
		])},
		"endpoint-t3": unused,
	})
	rivals.before["endpoint-s3"] == {"route": {"endpoint-t3": _yes}} with input as both
}

test_facts_that_are_not_known if {
	every attribute in {"fips", "private_dns", "service", "service_region", "state", "vpc_id"} {
		rivals.before["endpoint-sqs"].name["endpoint-logs"] == _unknown(
			"endpoint-logs",
			attribute,
		) with input as _with("endpoint-logs", {attribute: null})
	}
	token := _with("endpoint-logs", {"service_region": "${Param:Region}"})
	rivals.before["endpoint-sqs"].name["endpoint-logs"] == _unknown(
		"endpoint-logs",
		"service_region",
	) with input as token
	both := _change(_network, {
		"endpoint-sqs": {"service_region": "${Param:Region}"},
		"endpoint-logs": {"service_region": "${Param:Region}", "vpc_id": null},
	})
	rivals.before["endpoint-sqs"].name["endpoint-logs"] == _unknown("endpoint-logs", "vpc_id") with input as both
	user := _with("endpoint-t3", {"requester_managed": null})
	rivals.before["endpoint-s3"].route["endpoint-t3"] == _unknown("endpoint-t3", "requester_managed") with input as user
	untold := json.patch(_network, [{"op": "remove", "path": sprintf("/vpc_endpoints/items/%d/fips", [index])} |
		some index, record in _network.vpc_endpoints.items
		record.id == "endpoint-logs"
	])
	rivals.before["endpoint-sqs"].name["endpoint-logs"] == _unknown("endpoint-logs", "fips") with input as untold
	tables := _with("endpoint-s3", {"route_table_ids": fixture.some_of(["table-b"])})
	rivals.before["endpoint-t3"].route["endpoint-s3"] == _unknown("endpoint-s3", "route_table_ids") with input as tables
}

test_routes_of_s3_gateways_alone if {
	not rivals.before["endpoint-t3"] with input as _with("endpoint-t3", {"type": "Interface"})
	other := {"service": "dynamodb"}
	not rivals.before["endpoint-t3"] with input as _change(_network, {"endpoint-s3": other, "endpoint-t3": other})
}

test_other_names_regions_and_vpcs if {
	every attribute, value in {
		"fips": true,
		"private_dns": false,
		"service_region": "us-east-1",
		"vpc_id": "other",
	} {
		not rivals.before["endpoint-sqs"] with input as _with("endpoint-logs", {attribute: value})
	}
}
