package mwaa.flows_test

import data.mwaa.fixture
import data.mwaa.flows

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_verdicts(network) := verdicts if {
	report := flows.report with input as network
	verdicts := {[flow.name, flow.endpoint, flow.subnet]: flow.verdict | some flow in report.flows}
}

_open(network) := {[name, verdict] | some [name, _, _], verdict in _verdicts(network); verdict != "passes"}

_stages(network, name) := stages if {
	report := flows.report with input as network
	stages := {step.stage |
		some flow in report.flows
		flow.name == name
		flow.subnet == "subnet-a"
		some step in flow.steps
	}
}

test_flows_of_public_routing if {
	_verdicts(_public) == {[name, null, subnet]: "passes" |
		some name in ["database", "internet", "webserver"]
		some subnet in ["subnet-a", "subnet-b"]
	}
}

test_flows_of_private_routing if {
	own := {[name, null, subnet]: "passes" |
		some name in ["database", "webserver"]
		some subnet in ["subnet-a", "subnet-b"]
	}
	services := {[name, concat("-", ["endpoint", name]), subnet]: "passes" |
		some name in ["kms", "logs", "monitoring", "s3", "sqs"]
		some subnet in ["subnet-a", "subnet-b"]
	}
	_verdicts(_private) == object.union(own, services)
}

test_steps_there_and_back if {
	_stages(_public, "database") == {"groups_out", "acl_out", "route", "acl_in", "groups_in", "reply_out", "reply_in"}
	_stages(_private, "s3") == {"endpoint", "groups_out", "acl_out", "route", "policy", "reply_in"}
	_stages(_private, "kms") == {
		"endpoint", "name", "groups_out", "acl_out", "route",
		"acl_in", "groups_in", "policy", "reply_out", "reply_in",
	}
	_stages(_public, "internet") == {
		"groups_out", "acl_out", "route", "nat_acl_in", "nat", "nat_acl_out",
		"nat_reply_in", "nat_reply_out", "reply_in",
	}
}

test_a_report_names_the_routing_mode_and_no_column_of_ours if {
	report := flows.report with input as _private
	report.schema == "mwaa-policy-flows/v1"
	{environment.routing | some environment in report.environments} == {"private"}
	{member | some flow in report.flows; some step in flow.steps; some member, _ in step} == {
		"stage", "rule", "subnet", "peer", "through", "verdict",
		"deciders", "because", "reason", "calls", "quiet",
	}
	{[flow.environment, flow.protocol, flow.port] | some flow in report.flows} == {
		["airflow", "6", 443],
		["airflow", "6", 5432],
	}
}

test_one_step_stops_a_flow if {
	network := fixture.change(_public, "security_groups", "group", {"ingress": fixture.all_of([])})
	_open(network) == {["database", "stopped"], ["webserver", "stopped"]}
}

test_a_service_without_endpoint_is_a_flow if {
	network := fixture.remove(_private, "vpc_endpoints", "endpoint-sqs")
	_open(network) == {["sqs", "stopped"]}
}

test_only_the_subnet_that_no_gateway_serves_is_stopped if {
	network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"route_table_ids": fixture.all_of(["table-a"])})
	verdicts := _verdicts(network)
	verdicts[["s3", "endpoint-s3", "subnet-a"]] == "passes"
	verdicts[["s3", "endpoint-s3", "subnet-b"]] == "stopped"
}

test_a_gateway_that_may_serve_a_subnet if {
	every network in [
		fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"route_table_ids": fixture.some_of(["table-a"])}),
		fixture.change(_private, "subnets", "subnet-b", {"route_table_ids": fixture.some_of([])}),
	] {
		_verdicts(network)[["s3", "endpoint-s3", "subnet-b"]] == "undecided"
	}
}

test_with_public_routing_a_gateway_is_for_the_subnets_that_it_serves if {
	gateway := object.union(
		object.remove(fixture.record(_private, "vpc_endpoints", "endpoint-s3"), ["route_table_ids"]),
		{"route_table_ids": fixture.all_of(["table-a"])},
	)
	verdicts := _verdicts(fixture.add(_public, "vpc_endpoints", gateway))
	{subnet | some [name, _, subnet], _ in verdicts; name == "s3"} == {"subnet-a"}
}

test_the_internet_is_a_flow_where_it_is_meant if {
	meant := object.union(_private, {"params": object.union(_private.params, {"routing": "public"})})
	_open(meant) == {["internet", "stopped"]}
	gateway := object.union(
		fixture.record(_public, "route_tables", "table-public"),
		{"id": "table-b"},
	)
	igw := fixture.add(fixture.remove(_public, "route_tables", "table-b"), "route_tables", gateway)
	_open(igw) == {["internet", "not_judged"]}
}

# The parameter says private, where one of the tables leads to a NAT gateway that is gone.
test_the_internet_is_a_flow_where_it_is_tried if {
	elsewhere := fixture.change(_public, "route_tables", "table-b", {"routes": fixture.all_of([route |
		some old in fixture.record(_public, "route_tables", "table-b").routes.items
		route := object.union(old, object.get({"0.0.0.0/0": {"target_kind": "transit_gateway"}}, old.key, {}))
	])})
	network := object.union(
		fixture.change(elsewhere, "nat_gateways", "nat-a", {"state": "failed"}),
		{"params": object.union(_public.params, {"routing": "private"})},
	)
	{[key, verdict] | some key, verdict in _verdicts(network); key[0] == "internet"} == {
		[["internet", null, "subnet-a"], "stopped"],
	}
}

test_what_is_not_known_of_subnets_leaves_flows_open if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	_verdicts(network)[["database", null, null]] == "undecided"
	_verdicts(network)[["further", null, null]] == "undecided"
}

test_further_flows_tell_the_rules_and_what_they_hang_on if {
	vpc := fixture.record(_private, "vpcs", "vpc")
	unseen := {"complete": object.union(vpc.complete, {"vpc_endpoints": false})}
	report := flows.report with input as fixture.change(_private, "vpcs", "vpc", unseen)
	{[step.rule, step.because] | some flow in report.flows; flow.name == "further"; some step in flow.steps} == {
	[rule, {["vpcs", "vpc", "complete", "vpc_endpoints"]}] |
		some rule in ["EP-POLICY-BLOCKS", "EP-S3-DAG", "EP-S3-ECR", "NACL-FLOW", "NACL-RETURN"]
	}
}

test_a_record_that_may_matter_is_further if {
	network := fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	report := flows.report with input as network
	"RT-NAT-PUBLIC" in {step.rule | some flow in report.flows; flow.name == "further"; some step in flow.steps}
}
