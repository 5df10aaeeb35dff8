package mwaa.lib.endpoints_test

import data.mwaa.fixture
import data.mwaa.lib.endpoints

import rego.v1

_private := data.mwaa.fixture.networks.private

_with(id, members) := fixture.change(_private, "vpc_endpoints", id, members)

test_endpoints_in_the_path if {
	endpoints.s3_path == {"airflow": {"endpoint-s3": "yes"}} with input as _private
	endpoints.interface_path == {"airflow": {
		"endpoint-kms": "yes",
		"endpoint-logs": "yes",
		"endpoint-monitoring": "yes",
		"endpoint-sqs": "yes",
	}} with input as _private
}

test_endpoints_that_are_not_in_the_path if {
	idle := _with("endpoint-s3", {"route_table_ids": fixture.all_of(["vpc/main-routes"])})
	object.get(endpoints.s3_path, "airflow", {}) == {} with input as idle
	inbound := _with("endpoint-s3", {"type": "Interface", "private_dns": true, "private_dns_inbound_only": true})
	object.get(endpoints.s3_path, "airflow", {}) == {} with input as inbound
	balancer := _with("endpoint-sqs", {"type": "GatewayLoadBalancer"})
	not "endpoint-sqs" in object.keys(endpoints.interface_path.airflow) with input as balancer
	silent := _with("endpoint-sqs", {"private_dns": false})
	not "endpoint-sqs" in object.keys(endpoints.interface_path.airflow) with input as silent
}

test_a_gateway_that_may_serve_a_subnet_that_is_not_known if {
	idle := _with("endpoint-s3", {"route_table_ids": fixture.all_of(["vpc/main-routes"])})
	network := fixture.change(idle, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	endpoints.s3_path == {"airflow": {"endpoint-s3": "unknown"}} with input as network
	endpoint := fixture.record(network, "vpc_endpoints", "endpoint-s3")
	endpoints.path_because("airflow", endpoint) == {["environments", "airflow", "subnet_ids"]} with input as network
}

test_a_gateway_whose_tables_are_not_known if {
	open := _with("endpoint-s3", {"route_table_ids": fixture.some_of([])})
	network := fixture.change(open, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	endpoint := fixture.record(network, "vpc_endpoints", "endpoint-s3")
	endpoints.path_because("airflow", endpoint) == {
		["vpc_endpoints", "endpoint-s3", "route_table_ids"],
		["subnets", "subnet-a", "route_table_ids"],
	} with input as network
}

test_one_subnet_is_enough_for_a_gateway_to_be_in_the_path if {
	network := _with("endpoint-s3", {"route_table_ids": fixture.some_of(["table-a"])})
	endpoints.s3_path == {"airflow": {"endpoint-s3": "yes"}} with input as network
}

test_the_path_of_an_endpoint_that_is_not_wholly_known if {
	every case in [
		["endpoint-sqs", {"type": null}, "interface_path", "unknown"],
		["endpoint-sqs", {"type": "Interface", "private_dns_inbound_only": true}, "interface_path", "yes"],
		["endpoint-sqs", {"private_dns": null}, "interface_path", "unknown"],
		["endpoint-sqs", {"service": null}, "interface_path", "unknown"],
		["endpoint-sqs", {"fips": null}, "interface_path", "unknown"],
		["endpoint-s3", {"service": null, "type": "Interface", "private_dns": true}, "s3_path", "unknown"],
		["endpoint-s3", {"private_dns_inbound_only": true}, "s3_path", "yes"],
		["endpoint-s3", {"type": null, "private_dns_inbound_only": true}, "s3_path", "unknown"],
		[
			"endpoint-s3", {"service": null, "type": "Interface", "private_dns": true, "private_dns_inbound_only": true},
			"s3_path", "unknown",
		],
	] {
		network := _with(case[0], case[1])
		paths := {"s3_path": endpoints.s3_path, "interface_path": endpoints.interface_path} with input as network
		paths[case[2]].airflow[case[0]] == case[3]
	}
	gateway := _with("endpoint-sqs", {"type": "Gateway", "route_table_ids": fixture.all_of(["table-a"])})
	not "endpoint-sqs" in object.keys(endpoints.interface_path.airflow) with input as gateway
	fips := _with("endpoint-sqs", {"fips": true})
	not "endpoint-sqs" in object.keys(endpoints.interface_path.airflow) with input as fips
	s3 := _with("endpoint-s3", {"type": "Interface", "private_dns": null, "private_dns_inbound_only": false})
	object.keys(endpoints.interface_path.airflow) == {
		"endpoint-kms",
		"endpoint-logs",
		"endpoint-monitoring",
		"endpoint-sqs",
	} with input as s3
	endpoints.path_because("airflow", fixture.record(s3, "vpc_endpoints", "endpoint-s3")) == {[
		"vpc_endpoints",
		"endpoint-s3",
		"private_dns",
	]} with input as s3
}

test_only_of_a_gateway_the_path_hangs_on_subnets if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	every case in [
		[{"type": null}, {"type"}],
		[{"private_dns": null}, {"private_dns"}],
		[{"fips": null}, {"fips"}],
		[{"service": "s3", "fips": null, "private_dns_inbound_only": false}, {"fips"}],
		[{"private_dns": false}, set()],
	] {
		open := fixture.change(network, "vpc_endpoints", "endpoint-sqs", case[0])
		endpoints.path_because("airflow", fixture.record(open, "vpc_endpoints", "endpoint-sqs")) == {path |
			some attribute in case[1]
			path := ["vpc_endpoints", "endpoint-sqs", attribute]
		} with input as open
	}
	silent := fixture.change(network, "vpc_endpoints", "endpoint-sqs", {"private_dns": false})
	not "endpoint-sqs" in object.keys(endpoints.interface_path.airflow) with input as silent
}

test_what_a_policy_says_to_the_calls if {
	policy := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy
	refused := object.union(policy, {"error": "not-json"})
	nothing := {"stopped": [], "may": [], "because": set(), "valid": true}
	endpoints.services.airflow["endpoint-sqs"] == nothing with input as _private
	endpoints.services.airflow["endpoint-sqs"] == {
		"stopped": [],
		"may": [],
		"because": set(),
		"valid": false,
	} with input as _with("endpoint-sqs", {"policy": refused})
	endpoints.services.airflow["endpoint-sqs"] == {
		"stopped": [],
		"may": [],
		"because": {["vpc_endpoints", "endpoint-sqs", "type"]},
		"valid": false,
	} with input as _with("endpoint-sqs", {"policy": refused, "type": null})
	endpoints.s3.must.airflow["endpoint-s3"] == nothing with input as _private
}

# Some of the statement's actions, the type of the endpoint, and how many calls are, or may be, stopped.
test_the_calls_that_may_be_stopped_beside_others if {
	every case in [
		[fixture.all_of(["sqs:sendmessage"]), "Interface", [5, 0]],
		[fixture.some_of(["sqs:sendmessage"]), "Interface", [0, 5]],
		[fixture.all_of(["sqs:sendmessage"]), null, [0, 5]],
	] {
		found := _found(case[0], case[1])
		[count(found.stopped), count(found.may)] == case[2]
		not "sqs:SendMessage" in {call.action | some call in array.concat(found.stopped, found.may)}
	}
}

_found(actions, type) := found if {
	policy := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy
	narrow := object.union(policy, {"statements": fixture.all_of([object.union(
		object.remove(policy.statements.items[0], ["actions"]),
		{"actions": actions},
	)])})
	found := endpoints.services.airflow["endpoint-sqs"] with input as _with(
		"endpoint-sqs",
		{"policy": narrow, "type": type},
	)
}

test_whether_all_is_let_through if {
	paths := {"a": {"one": "yes", "two": "yes"}}
	fine := {"stopped": [], "because": set()}
	lists := [{"a": {"one": fine, "two": fine}}]
	endpoints.all_let_through("a", paths, lists)
	not endpoints.all_let_through("a", paths, [{"a": {"one": fine}}])
	not endpoints.all_let_through("a", paths, [{"a": {"one": fine, "two": {"stopped": [1], "because": set()}}}])
	not endpoints.all_let_through("a", paths, [{"a": {"one": fine, "two": {"stopped": [], "because": {["x"]}}}}])
}

test_the_relation_to_one_environment if {
	sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")
	unused := {"value": "no", "because": set(), "reason": "not-in-use"}
	endpoints.relation(sqs, "airflow", "required") == {"value": "yes", "because": set()} with input as _private
	endpoints.relation(object.union(sqs, {"vpc_id": "other"}), "airflow", "required") == unused with input as _private
	endpoints.relation(object.union(sqs, {"service": "other"}), "airflow", "required") == unused with input as _private
	every use in {"required", "needed"} {
		endpoints.relation(object.union(sqs, {"fips": true}), "airflow", use) == unused with input as _private
	}
	endpoints.relation(object.union(sqs, {"fips": null}), "airflow", "required") == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "fips"]},
	} with input as _private
	endpoints.relation(object.union(sqs, {"requester_managed": null}), "airflow", "needed") == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "requester_managed"]},
	} with input as _private
}

test_judged_endpoints if {
	sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")
	endpoints.judged(sqs, "required") == {"value": "yes"} with input as _private
	other := object.union(sqs, {"service": "other"})
	endpoints.judged(other, "needed") == {"value": "no", "reason": "not-in-use"} with input as _private
	elsewhere := object.union(sqs, {"vpc_id": "other"})
	endpoints.judged(elsewhere, "needed") == {"value": "no", "reason": "not-in-use"} with input as _private
	public := data.mwaa.fixture.networks.public
	endpoints.judged(sqs, "required") == {"value": "no", "reason": "public-routing"} with input as public
	no_environment := fixture.remove(_private, "environments", "airflow")
	endpoints.judged(sqs, "required") == {"value": "no", "reason": "not-in-use"} with input as no_environment
}

test_a_service_that_is_not_required_is_needed_once_its_name_leads_to_the_endpoint if {
	ecr := object.union(fixture.record(_private, "vpc_endpoints", "endpoint-sqs"), {"service": "ecr.api"})
	endpoints.judged(ecr, "required") == {"value": "no", "reason": "not-in-use"} with input as _private
	endpoints.judged(ecr, "needed") == {"value": "yes"} with input as _private
	silent := object.union(ecr, {"private_dns": false})
	endpoints.judged(silent, "needed") == {"value": "no", "reason": "not-in-use"} with input as _private
	open := object.union(ecr, {"private_dns": null})
	endpoints.judged(open, "needed") == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "private_dns"]},
	} with input as _private
}

test_of_several_environments_the_first_reason_counts if {
	sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")
	public := data.mwaa.fixture.networks.public
	idle := _beside(public, {"subnet_ids": fixture.all_of([]), "security_group_ids": fixture.all_of([])})
	endpoints.judged(sqs, "required") == {"value": "no", "reason": "public-routing"} with input as idle
	endpoints.is_elsewhere("vpc", "other") with input as idle
	open := _beside(public, {"subnet_ids": fixture.all_of(["public-a", "public-b"])})
	endpoints.judged(sqs, "required") == {"value": "no", "reason": "ENV-SUBNET-PRIVATE"} with input as open
}

_beside(network, members) := fixture.add(network, "environments", object.union(
	object.remove(fixture.record(network, "environments", "airflow"), object.keys(members)),
	object.union({"id": "other"}, members),
))

test_what_hides_whether_a_service_is_needed if {
	outside := json.patch(_private, [{"op": "replace", "path": "/params/external_endpoints", "value": ["s3"]}])
	open := {
		"requester_managed": null,
		"service": "s3",
		"fips": null,
		"private_dns": null,
		"private_dns_inbound_only": null,
	}
	every case in [
		[{"service": "sqs"}, set()],
		[{"service": "sqs", "private_dns": null}, set()],
		[{"service": "ecr.api", "private_dns_inbound_only": true}, set()],
		[{"service": "ecr.api", "requester_managed": null, "private_dns": null}, {"requester_managed", "private_dns"}],
		[{"service": "ecr.api", "fips": null}, {"fips"}],
		[open, {"requester_managed", "fips", "private_dns", "private_dns_inbound_only"}],
	] {
		sqs := object.union(fixture.record(_private, "vpc_endpoints", "endpoint-sqs"), case[0])
		endpoints.relation(sqs, "airflow", "needed") == {
			"value": {true: "yes", false: "unknown"}[case[1] == set()],
			"because": {["vpc_endpoints", "endpoint-sqs", attribute] | some attribute in case[1]},
		} with input as outside
	}
}

test_endpoints_that_may_be_judged if {
	sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")
	homeless := object.union(sqs, {"vpc_id": null})
	endpoints.judged(homeless, "required") == {
		"value": "unknown",
		"because": {["vpc_endpoints", "endpoint-sqs", "vpc_id"]},
	} with input as _private
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	endpoints.judged(sqs, "required") == {
		"value": "unknown",
		"because": {["environments", "airflow", "subnet_ids"]},
	} with input as network
}
