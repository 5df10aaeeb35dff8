package mwaa.lib.customer_endpoints_test

import data.mwaa.fixture
import data.mwaa.lib.customer_endpoints

import rego.v1

_private := data.mwaa.fixture.networks.private

_customer := fixture.change(_private, "environments", "airflow", {"endpoint_management": "CUSTOMER"})

# The endpoint of the private network to KMS stands for the one to the database.
_endpoint(members) := fixture.change(_customer, "vpc_endpoints", "endpoint-kms", object.union(
	{"service": "mwaa.database", "environment_id": "airflow"},
	members,
))

_group(rules) := fixture.add(
	_endpoint({"security_group_ids": fixture.all_of(["other"])}),
	"security_groups",
	object.union(fixture.record(_private, "security_groups", "group"), {"id": "other", "ingress": rules}),
)

_served(network) := served if {
	served := customer_endpoints.served("airflow", "mwaa.database") with input as network
}

_doubts(network) := doubts if {
	doubts := customer_endpoints.doubts("airflow", "mwaa.database") with input as network
}

test_wanted if {
	every case in [[null, "unknown"], ["PRIVATE_ONLY", "yes"], ["PUBLIC_ONLY", "no"], ["PUBLIC_AND_PRIVATE", "no"]] {
		customer_endpoints.wanted({"webserver_access_mode": case[0]}, "mwaa.webserver") == case[1]
	}
	customer_endpoints.wanted({}, "mwaa.database") == "yes"
}

test_served if {
	_served(_endpoint({})) == "yes"
	_served(_endpoint({"state": "pending"})) == "yes"
	_doubts(_endpoint({})) == set()
	every members in [
		{"service": "mwaa.webserver"},
		{"environment_id": "other"},
		{"vpc_id": "vpc-2"},
		{"state": "rejected"},
		{"subnet_ids": fixture.all_of(["subnet-a"])},
		{"security_group_ids": fixture.all_of([])},
	] {
		_served(_endpoint(members)) == "no"
	}
	_served(_group(fixture.all_of([]))) == "no"
}

test_unknown_names_what_is_missing if {
	endpoint := ["vpc_endpoints", "endpoint-kms"]
	every attribute in ["service", "environment_id", "vpc_id", "state"] {
		_served(_endpoint({attribute: null})) == "unknown"
		_doubts(_endpoint({attribute: null})) == {array.concat(endpoint, [attribute])}
	}
	every attribute, known in {"subnet_ids": ["subnet-a"], "security_group_ids": []} {
		_served(_endpoint({attribute: fixture.some_of(known)})) == "unknown"
		_doubts(_endpoint({attribute: fixture.some_of(known)})) == {array.concat(endpoint, [attribute])}
	}
	_served(_group(fixture.some_of([]))) == "unknown"
	_doubts(_group(fixture.some_of([]))) == {["security_groups", "other", "ingress"]}
}

test_unknown_subnets_of_the_environment if {
	fewer := fixture.change(_endpoint({}), "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	_served(fewer) == "unknown"
	_doubts(fewer) == {["environments", "airflow", "subnet_ids"]}
	homeless := fixture.change(_endpoint({"subnet_ids": fixture.all_of([])}), "subnets", "subnet-a", {"vpc_id": null})
	_served(homeless) == "unknown"
	_doubts(homeless) == {["subnets", "subnet-a", "vpc_id"]}
}

test_unknown_whether_there_are_others if {
	vpc := fixture.record(_private, "vpcs", "vpc")
	hidden := {"complete": object.union(vpc.complete, {"vpc_endpoints": false})}
	none := fixture.change(_customer, "vpcs", "vpc", hidden)
	_served(none) == "unknown"
	_doubts(none) == {["vpcs", "vpc", "complete", "vpc_endpoints"]}
	_served(fixture.change(_endpoint({}), "vpcs", "vpc", hidden)) == "yes"
}

test_faults if {
	network := _endpoint({"subnet_ids": fixture.all_of(["subnet-b"]), "security_group_ids": fixture.all_of([])})
	faults := customer_endpoints.faults.airflow with input as network
	{fault.args.case: fault.args.subnets | some fault in faults} == {"missing": [], "zones": ["subnet-a"], "groups": []}
}

test_no_candidates_where_mwaa_makes_them if {
	network := fixture.change(_endpoint({}), "environments", "airflow", {"endpoint_management": "SERVICE"})
	customer_endpoints.candidates == {} with input as network
}
