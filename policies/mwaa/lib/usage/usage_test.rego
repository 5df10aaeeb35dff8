package mwaa.lib.usage_test

import data.mwaa.fixture
import data.mwaa.lib.usage

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_endpoint(members) := fixture.change(_private, "vpc_endpoints", "endpoint-kms", members)

test_vpc_is_that_of_the_subnets if {
	usage.vpc.airflow == {"id": "vpc", "because": set()} with input as _public
}

test_vpc_of_subnets_that_are_not_known if {
	one := fixture.change(_public, "subnets", "subnet-a", {"vpc_id": null})
	usage.vpc.airflow.id == "vpc" with input as one
	none := fixture.change(one, "subnets", "subnet-b", {"vpc_id": null})
	usage.vpc.airflow == {
		"id": null,
		"because": {["subnets", "subnet-a", "vpc_id"], ["subnets", "subnet-b", "vpc_id"]},
	} with input as none
	nowhere := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	usage.vpc.airflow == {"id": null, "because": {["environments", "airflow", "subnet_ids"]}} with input as nowhere
	single := fixture.change(one, "environments", "airflow", {"subnet_ids": fixture.all_of(["subnet-a"])})
	usage.vpc.airflow == {"id": null, "because": {["subnets", "subnet-a", "vpc_id"]}} with input as single
	two := fixture.change(_public, "subnets", "subnet-a", {"vpc_id": "vpc-2"})
	usage.vpc.airflow == {"id": null, "because": {["environments", "airflow", "subnet_ids"]}} with input as two
}

test_required_services_follow_the_profile if {
	usage.required == {"s3", "sqs", "logs", "monitoring", "kms"} with input as _private
	legacy := json.patch(_private, [{"op": "replace", "path": "/params/endpoint_profile", "value": "legacy-2022"}])
	"airflow.ops" in usage.required with input as legacy
	china := json.patch(legacy, [{"op": "replace", "path": "/context/partition", "value": "aws-cn"}])
	count({"airflow.ops"} & usage.required) == 0 with input as china
	nowhere := json.patch(legacy, [{"op": "replace", "path": "/context/partition", "value": null}])
	"airflow.ops" in usage.required with input as nowhere
	hub := json.patch(_private, [{"op": "replace", "path": "/params/external_endpoints", "value": ["kms"]}])
	usage.required == {"s3", "sqs", "logs", "monitoring"} with input as hub
}

test_needed_adds_what_has_private_dns if {
	usage.needed.airflow == {
		"s3",
		"sqs",
		"logs",
		"monitoring",
		"kms",
		"ecr.api",
	} with input as _endpoint({"service": "ecr.api"})
	without := _endpoint({"service": "ecr.api", "private_dns": false})
	usage.needed.airflow == {"s3", "sqs", "logs", "monitoring", "kms"} with input as without
}

test_own_endpoints_leave_out_those_of_mwaa if {
	count(usage.own_endpoints.airflow) == 5 with input as _private
	not "endpoint-kms" in usage.own_endpoints.airflow with input as _endpoint({"requester_managed": true})
	not "endpoint-kms" in usage.own_endpoints.airflow with input as _endpoint({"vpc_id": null})
}

test_endpoints_of_fips_variants_are_set_apart if {
	fips := _endpoint({"fips": true})
	not "endpoint-kms" in usage.own_endpoints.airflow with input as fips
	usage.fips_variants.airflow == {"kms": {["vpc_endpoints", "endpoint-kms", "fips"]}} with input as fips
	usage.absent.airflow == {"kms"} with input as fips
	object.keys(usage.fips_variants) == set() with input as _private
	usage.absent.airflow == set() with input as _private
	unsure := _endpoint({"fips": null})
	"endpoint-kms" in usage.own_endpoints.airflow with input as unsure
	usage.absent.airflow == {"kms"} with input as unsure
	object.keys(usage.fips_variants) == set() with input as _endpoint({"fips": true, "requester_managed": true})
}

test_in_path if {
	gateway := {"type": "Gateway", "service": "s3"}
	every case in [
		[{}, "yes"],
		[{"private_dns": false}, "no"],
		[{"private_dns": null}, "unknown"],
		[{"fips": null}, "unknown"],
		[{"fips": null, "private_dns": false}, "no"],
		[{"type": "GatewayLoadBalancer"}, "no"],
		[{"type": null}, "unknown"],
		[{"type": null, "route_table_ids": fixture.all_of(["table-b"])}, "unknown"],
		[object.union(gateway, {"route_table_ids": fixture.some_of(["table-b"])}), "yes"],
		[object.union(gateway, {"route_table_ids": fixture.all_of(["other"])}), "no"],
		[object.union(gateway, {"route_table_ids": fixture.some_of(["other"])}), "unknown"],
	] {
		usage.in_path.airflow["endpoint-kms"] == case[1] with input as _endpoint(case[0])
	}
}

test_in_path_of_a_subnet_whose_table_is_not_known if {
	gateway := _endpoint({"type": "Gateway", "service": "s3", "route_table_ids": fixture.all_of(["other"])})
	network := fixture.change(gateway, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	usage.in_path.airflow["endpoint-kms"] == "unknown" with input as network
}

test_what_may_serve_and_what_is_doubtful if {
	null_service := _endpoint({"service": null, "private_dns": null})
	usage.may_serve("airflow", {"service": null}) with input as null_service
	usage.may_serve("airflow", {"service": "kms"}) with input as _private
	not usage.may_serve("airflow", {"service": "other", "private_dns": null}) with input as _private
	usage.may_serve("airflow", {"service": "ecr.api", "private_dns": null}) with input as _private
	not usage.may_serve("airflow", {"service": "ecr.api", "private_dns": false}) with input as _private
	usage.doubts("airflow", "endpoint-kms") == {
		["vpc_endpoints", "endpoint-kms", "private_dns"],
		["vpc_endpoints", "endpoint-kms", "service"],
	} with input as null_service
	usage.doubts("airflow", "endpoint-sqs") == set() with input as _private
	usage.doubts("airflow", "endpoint-kms") == {
		["vpc_endpoints", "endpoint-kms", "type"],
	} with input as _endpoint({"type": null})
	gateway := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"private_dns": null})
	usage.doubts("airflow", "endpoint-s3") == set() with input as gateway
	usage.doubts("airflow", "endpoint-kms") == {
		["vpc_endpoints", "endpoint-kms", "requester_managed"],
	} with input as _endpoint({"requester_managed": null})
	usage.doubts("airflow", "endpoint-kms") == {
		["vpc_endpoints", "endpoint-kms", "fips"],
	} with input as _endpoint({"fips": null})
}

test_s3 if {
	usage.s3_gateways.airflow == {"endpoint-s3"} with input as _private
	count(usage.s3_ranges) == 2 with input as _private
	usage.s3_ranges == set() with input as fixture.change(
		_private,
		"prefix_lists",
		"pl-6da54004",
		{"entries": fixture.some_of(fixture.record(_private, "prefix_lists", "pl-6da54004").entries.items)},
	)
}

test_how_many_subnets_an_environment_surely_has if {
	usage.no_subnets({"subnet_ids": fixture.all_of([])})
	not usage.no_subnets({"subnet_ids": fixture.some_of([])})
	not usage.no_subnets({"subnet_ids": fixture.all_of(["a"])})
	every known in [[], ["a"], ["a", "a"]] {
		usage.wrong_subnet_count({"subnet_ids": fixture.all_of(known)})
	}
	every listing in [fixture.all_of(["a", "b", "c"]), fixture.some_of(["a", "b", "c"])] {
		usage.wrong_subnet_count({"subnet_ids": listing})
	}
	every listing in [fixture.all_of(["a", "b"]), fixture.some_of(["a", "b"]), fixture.some_of(["a"])] {
		not usage.wrong_subnet_count({"subnet_ids": listing})
	}
}

test_tables_that_are_hidden_in_another_vpc if {
	subnets := fixture.some_of(["subnet-a", "subnet-b"])
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": subnets})
	usage.tables_hidden("vpc") == {["environments", "airflow", "subnet_ids"]} with input as network
	usage.tables_hidden("vpc-2") == set() with input as network
}

test_unsurveyed if {
	usage.unsurveyed("vpc", "vpc_endpoints") == set() with input as _private
	stray := _endpoint({"vpc_id": null})
	usage.unsurveyed("vpc", "vpc_endpoints") == {["vpc_endpoints", "endpoint-kms", "vpc_id"]} with input as stray
	vpc := fixture.record(_private, "vpcs", "vpc")
	hidden := fixture.change(_private, "vpcs", "vpc", {"complete": object.union(vpc.complete, {"vpc_endpoints": false})})
	usage.unsurveyed("vpc", "vpc_endpoints") == {["vpcs", "vpc", "complete", "vpc_endpoints"]} with input as hidden
}
