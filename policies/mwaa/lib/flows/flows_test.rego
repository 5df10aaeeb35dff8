package mwaa.lib.flows_test

import data.mwaa.fixture
import data.mwaa.lib.flows

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_a := {"first": "00a000b04", "after": "00a000bff"}

_rows(network) := rows if {
	rows := {[flow.name, flow.subnet, flow.peer, flow.port] | some flow in flows.required.airflow} with input as network
}

test_public_routing if {
	_rows(_public) == {
		["database", "subnet-a", "subnet-b", 5432],
		["database", "subnet-b", "subnet-a", 5432],
		["webserver", "subnet-a", "subnet-b", 443],
		["webserver", "subnet-b", "subnet-a", 443],
		["internet", "subnet-a", null, 443],
		["internet", "subnet-b", null, 443],
	}
}

test_private_routing if {
	expected := {[service, one, other, 443] |
		some service in ["kms", "logs", "monitoring", "sqs", "webserver"]
		some [one, other] in [["subnet-a", "subnet-b"], ["subnet-b", "subnet-a"]]
	} | {
		["s3", "subnet-a", null, 443],
		["s3", "subnet-b", null, 443],
		["database", "subnet-a", "subnet-b", 5432],
		["database", "subnet-b", "subnet-a", 5432],
	}
	_rows(_private) == expected
}

test_ranges_are_the_hosts_of_the_peer if {
	{flow.ranges | some flow in flows.required.airflow; flow.peer == "subnet-a"} == {{_a}} with input as _public
	{flow.ranges |
		some flow in flows.required.airflow
		flow.peer == "subnet-a"
	} == {null} with input as fixture.change(_public, "subnets", "subnet-a", {"cidr": null})
}

test_s3_takes_the_prefix_list_or_the_whole_space if {
	{flow.sparse | some flow in flows.required.airflow; flow.name == "s3"} == {false} with input as _private
	without := fixture.change(_private, "prefix_lists", "pl-6da54004", {"entries": fixture.some_of([])})
	{[flow.sparse, flow.ranges] |
		some flow in flows.required.airflow
		flow.name == "s3"
	} == {[true, flows.public]} with input as without
	range := fixture.record(_private, "prefix_lists", "pl-6da54004").entries.items[0]
	one := fixture.change(_private, "prefix_lists", "pl-6da54004", {"entries": fixture.all_of([range])})
	{[flow.sparse, flow.ranges] |
		some flow in flows.required.airflow
		flow.name == "s3"
	} == {[false, {range}]} with input as one
}

test_an_endpoint_of_unknown_service_may_be_needed if {
	network := fixture.change(_private, "vpc_endpoints", "endpoint-kms", {"service": null})
	{flow.because |
		some flow in flows.required.airflow
		flow.name == "endpoint"
	} == {{["vpc_endpoints", "endpoint-kms", "service"]}} with input as network
}

test_hidden_flows if {
	object.get(flows.hidden, "airflow", set()) == set() with input as _private
	vpc := fixture.record(_private, "vpcs", "vpc")
	hidden := fixture.change(
		fixture.change(_private, "vpcs", "vpc", {"complete": object.union(vpc.complete, {"vpc_endpoints": false})}),
		"environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])},
	)
	flows.hidden.airflow == {
		["environments", "airflow", "subnet_ids"],
		["vpcs", "vpc", "complete", "vpc_endpoints"],
	} with input as hidden
	lost := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	flows.hidden.airflow == {["environments", "airflow", "subnet_ids"]} with input as lost
	open := fixture.change(
		fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of(["table-public"])}),
		"environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])},
	)
	flows.hidden.airflow == {["environments", "airflow", "subnet_ids"]} with input as open
	homeless := fixture.change(
		fixture.change(_private, "subnets", "subnet-a", {"vpc_id": null}),
		"subnets", "subnet-b", {"vpc_id": null},
	)
	flows.hidden.airflow == {["subnets", "subnet-a", "vpc_id"], ["subnets", "subnet-b", "vpc_id"]} with input as homeless
}

_hidden(endpoint, members) := object.get(hidden, "airflow", set()) if {
	hidden := flows.hidden with input as fixture.change(_private, "vpc_endpoints", endpoint, members)
}

test_what_hides_no_flow if {
	_hidden("endpoint-kms", {"type": null}) == set()
	_hidden("endpoint-kms", {"service": null}) == set()
	_hidden("endpoint-s3", {"subnet_ids": fixture.some_of([])}) == set()
	_hidden("endpoint-s3", {"service": null, "route_table_ids": fixture.all_of(["other"])}) == set()
	_hidden("endpoint-s3", {"route_table_ids": fixture.all_of(["table-a"])}) == set()
	_hidden("endpoint-s3", {"route_table_ids": fixture.some_of(["table-a", "table-b"])}) == set()
}

_named(endpoint, members, name) := {[flow.subnet, flow.peer] |
	some flow in found
	flow.name == name
} if {
	found := flows.required.airflow with input as fixture.change(_private, "vpc_endpoints", endpoint, members)
}

test_which_endpoints_have_flows if {
	both := {["subnet-a", "subnet-b"], ["subnet-b", "subnet-a"]}
	_named("endpoint-kms", {"type": null}, "kms") == both
	_named("endpoint-kms", {"private_dns": false}, "kms") == set()
	_named("endpoint-kms", {"service": "other"}, "other") == set()
	_named("endpoint-s3", {"subnet_ids": fixture.all_of(["subnet-a"])}, "s3") == {["subnet-a", null], ["subnet-b", null]}
	_named("endpoint-s3", {"route_table_ids": fixture.all_of(["table-a"])}, "s3") == {["subnet-a", null]}
}

test_no_endpoint_leads_to_the_internet if {
	{flow.endpoint | some flow in flows.required.airflow; flow.name == "internet"} == {null} with input as _public
}

test_flows_to_subnets_of_an_endpoint_may_be_hidden if {
	listing := fixture.some_of(["subnet-a"])
	network := fixture.change(_private, "vpc_endpoints", "endpoint-kms", {"subnet_ids": listing})
	flows.hidden.airflow == {["vpc_endpoints", "endpoint-kms", "subnet_ids"]} with input as network
	flows.hidden.airflow == {["vpc_endpoints", "endpoint-kms", "subnet_ids"]} with input as fixture.change(
		network,
		"vpc_endpoints", "endpoint-kms", {"type": null},
	)
	every members in [{"service": "other"}, {"private_dns": false}] {
		unused := fixture.change(network, "vpc_endpoints", "endpoint-kms", members)
		object.get(flows.hidden, "airflow", set()) == set() with input as unused
	}
}

test_hosts_leave_out_what_aws_reserves if {
	flows.hosts({"first": "00a000b00", "last": "00a000bff", "after": "00a000c00"}) == _a
	flows.hosts({
		"first": "00a000b08",
		"last": "00a000b08",
		"after": "00a000b09",
	}) == {"first": "00a000b08", "after": "00a000b09"}
	every range in [
		{"first": "00a000b08", "last": "00a000b0f", "after": "00a000b10"},
		{"first": "00a000b00", "last": "00a000b07", "after": "00a000b08"},
	] {
		flows.hosts(range) == object.remove(range, ["last"])
	}
}

test_a_gateway_endpoint_that_may_be_of_s3_hides_a_flow if {
	every attribute in ["service", "type"] {
		network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {attribute: null})
		flows.hidden.airflow == {["vpc_endpoints", "endpoint-s3", attribute]} with input as network
	}
	tables := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"route_table_ids": fixture.some_of(["table-a"])})
	flows.hidden.airflow == {["vpc_endpoints", "endpoint-s3", "route_table_ids"]} with input as tables
}
