package mwaa.lib.endpoint_steps_test

import data.mwaa.fixture
import data.mwaa.lib.endpoint_steps

import rego.v1

_public := data.mwaa.fixture.networks.public

_private := data.mwaa.fixture.networks.private

_with(id, members) := fixture.change(_private, "vpc_endpoints", id, members)

_kms := ["kms", "endpoint-kms"]

_s3 := ["s3", "endpoint-s3"]

_of(network, key, stage) := of if {
	found := endpoint_steps.of with input as network
	of := {[step.rule, step.verdict, {decider.path | some decider in step.deciders}] |
		some step in found.airflow[key]
		step.stage == stage
	}
}

_used(network) := used if used := endpoint_steps.used.airflow with input as network

test_used_endpoints if {
	_used(_private) == {"endpoint-kms", "endpoint-logs", "endpoint-monitoring", "endpoint-s3", "endpoint-sqs"}
	_used(_with("endpoint-kms", {"service": "other"})) == _used(_private) - {"endpoint-kms"}
	_used(_with("endpoint-kms", {"private_dns": false})) == _used(_private)
	_used(_with("endpoint-s3", {"route_table_ids": fixture.all_of([])})) == _used(_private)
	_used(_with("endpoint-s3", {
		"type": "Interface",
		"private_dns": false,
		"private_dns_inbound_only": false,
	})) == _used(_private) - {"endpoint-s3"}
}

test_an_endpoint_to_s3_that_nobody_is_led_to if {
	off := {"type": "Interface", "private_dns": false, "private_dns_inbound_only": false}
	network := fixture.change(_with("endpoint-s3", off), "vpcs", "vpc", {"dns_support": false})
	_of(network, _s3, "name") == {["EPR-TYPE", "stopped", {["vpc_endpoints", "endpoint-s3", "private_dns"]}]}
}

test_a_service_without_endpoint if {
	path := ["vpcs", "vpc", "complete", "vpc_endpoints", "kms"]
	network := fixture.remove(_private, "vpc_endpoints", "endpoint-kms")
	_of(network, ["kms", null], "endpoint") == {["EPR-REQUIRED", "stopped", {path}]}
	vpc := fixture.record(_private, "vpcs", "vpc")
	unseen := {"complete": object.union(vpc.complete, {"vpc_endpoints": false})}
	hidden := fixture.change(network, "vpcs", "vpc", unseen)
	_of(hidden, ["kms", null], "endpoint") == {["EPR-REQUIRED", "undecided", set()]}
}

test_a_service_with_an_endpoint_of_its_fips_variant_only if {
	fips := _with("endpoint-kms", {"fips": true})
	every network in [fips, fixture.remove(fips, "vpc_endpoints", "endpoint-sqs")] {
		_of(network, ["kms", null], "endpoint") == {["EPR-REQUIRED", "undecided", set()]}
	}
}

test_an_endpoint_as_such if {
	_of(_private, _kms, "endpoint") == {
		["EPR-REGION", "passes", {["vpc_endpoints", "endpoint-kms", "service_region"]}],
		["EPR-STATE", "passes", {["vpc_endpoints", "endpoint-kms", "state"]}],
	}
	dns := {["vpc_endpoints", "endpoint-kms", "private_dns"]}
	_of(_private, _kms, "name") == {["EPR-DNS", "passes", dns]}
	_of(_with("endpoint-kms", {"private_dns": false}), _kms, "name") == {["EPR-DNS", "stopped", dns]}
	_of(_with("endpoint-kms", {"ipv4": false}), _kms, "name") == {
		["EPR-DNS", "stopped", {["vpc_endpoints", "endpoint-kms", "ipv4"]}],
	}
}

test_the_addresses_of_an_endpoint_that_takes_calls if {
	every flag, verdict in {true: "passes", false: "stopped", null: "undecided"} {
		name := _of(_beside({"ipv4": flag}), _kms, "name")
		{[rule, said] | some [rule, said, _] in name} == {["EPR-SHADOW", verdict]}
	}
}

test_the_groups_of_an_endpoint if {
	{[verdict, {path[2] | some path in paths}] | some [_, verdict, paths] in _of(_private, _kms, "groups_in")} == {
		["passes", {"ingress"}],
	}
	closed := _with("endpoint-kms", {"security_group_ids": fixture.all_of(["vpc/default-group"])})
	_of(closed, _kms, "groups_in") == {
		["EPR-SECURITY-GROUP", "stopped", {["security_groups", "vpc/default-group", "ingress"]}],
	}
	every members in [{"security_group_ids": fixture.some_of([])}, {"requester_managed": null}, {"type": null}] {
		_of(_with("endpoint-kms", members), _kms, "groups_in") == {["EPR-SECURITY-GROUP", "undecided", set()]}
	}
}

# With public routing it is used, and not needed.
_beside(members) := fixture.add(_public, "vpc_endpoints", object.union(
	object.remove(fixture.record(_private, "vpc_endpoints", "endpoint-kms"), object.keys(members)),
	members,
))

test_the_groups_of_an_endpoint_beside_the_way if {
	{verdict | some [_, verdict, _] in _of(_beside({}), _kms, "groups_in")} == {"passes"}
	closed := _beside({"security_group_ids": fixture.all_of(["vpc/default-group"])})
	{verdict | some [_, verdict, _] in _of(closed, _kms, "groups_in")} == {"stopped"}
}

_customer(status) := fixture.change(
	fixture.change(_private, "environments", "airflow", {"endpoint_management": "CUSTOMER", "status": status}),
	"vpc_endpoints", "endpoint-kms", {"service": "mwaa.database", "environment_id": "airflow"},
)

test_endpoints_of_the_customer_s_own if {
	_of(_customer("AVAILABLE"), ["database", null], "endpoint") == {["ENV-CUSTOMER-ENDPOINTS", "passes", set()]}
	_of(_customer("AVAILABLE"), ["webserver", null], "endpoint") == {
		["ENV-CUSTOMER-ENDPOINTS", "stopped", {["environments", "airflow", "webserver_service"]}],
	}
	database := fixture.change(_customer("AVAILABLE"), "environments", "airflow", {"webserver_access_mode": "PUBLIC_ONLY"})
	unseen := fixture.change(database, "vpc_endpoints", "endpoint-kms", {"state": null})
	_of(unseen, ["database", null], "endpoint") == {["ENV-CUSTOMER-ENDPOINTS", "undecided", set()]}
	apart := fixture.change(
		_customer("AVAILABLE"), "vpc_endpoints",
		"endpoint-kms", {"subnet_ids": fixture.all_of(["subnet-a"])},
	)
	_of(apart, ["database", null], "endpoint") == {
		["ENV-CUSTOMER-ENDPOINTS", "stopped", {["vpc_endpoints", "endpoint-kms", "subnet_ids"]}],
	}
	_of(_private, ["database", null], "endpoint") == set()
}
