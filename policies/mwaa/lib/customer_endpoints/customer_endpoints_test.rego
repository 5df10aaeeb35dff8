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
		{"subnet_ids": fixture.all_of(["subnet-a"])},
		{"security_group_ids": fixture.all_of([])},
	] {
		_served(_endpoint(members)) == "no"
	}
	every state in ["failed", "rejected", "expired", "deleting", "deleted"] {
		_served(_endpoint({"state": state})) == "no"
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

test_a_subnet_in_each_zone_leaves_nothing_open if {
	network := _endpoint({"subnet_ids": fixture.some_of(["subnet-a", "subnet-b"])})
	_served(network) == "yes"
	_doubts(network) == set()
}

test_unknown_subnets_of_the_environment if {
	fewer := fixture.change(_endpoint({}), "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	_served(fewer) == "unknown"
	_doubts(fewer) == {["environments", "airflow", "subnet_ids"]}
	homeless := fixture.change(_endpoint({"subnet_ids": fixture.all_of([])}), "subnets", "subnet-a", {"vpc_id": null})
	_served(homeless) == "unknown"
	_doubts(homeless) == {["subnets", "subnet-a", "vpc_id"]}
	nowhere := fixture.change(_customer, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	customer_endpoints.hidden("airflow") == {["environments", "airflow", "subnet_ids"]} with input as nowhere
}

_candidates(network) := candidates if {
	candidates := customer_endpoints.candidates.airflow["mwaa.database"] with input as network
}

test_candidates if {
	_candidates(_endpoint({})) == {"endpoint-kms": "yes"}
	_candidates(_endpoint({"state": null})) == {"endpoint-kms": "unknown"}
	lost := fixture.change(
		fixture.change(_endpoint({}), "subnets", "subnet-a", {"vpc_id": null}),
		"subnets", "subnet-b", {"vpc_id": null},
	)
	_candidates(lost) == {"endpoint-kms": "unknown"}
}

test_unknown_whether_there_are_others if {
	vpc := fixture.record(_private, "vpcs", "vpc")
	hidden := {"complete": object.union(vpc.complete, {"vpc_endpoints": false})}
	none := fixture.change(_customer, "vpcs", "vpc", hidden)
	_served(none) == "unknown"
	_doubts(none) == {["vpcs", "vpc", "complete", "vpc_endpoints"]}
	_served(fixture.change(_endpoint({}), "vpcs", "vpc", hidden)) == "yes"
}

_faults(network) := object.get(faults, "airflow", set()) if {
	faults := customer_endpoints.faults with input as network
}

test_faults if {
	network := _endpoint({"subnet_ids": fixture.all_of(["subnet-b"]), "security_group_ids": fixture.all_of([])})
	_faults(network) == {
		{
			"at": ["environments", "airflow", "webserver_service"],
			"args": {"case": "missing", "part": "webserver", "port": 443, "endpoint": null, "subnets": []},
		},
		{
			"at": ["vpc_endpoints", "endpoint-kms", "subnet_ids"],
			"args": {
				"case": "zones",
				"part": "database",
				"port": 5432,
				"endpoint": "endpoint-kms",
				"subnets": ["subnet-a"],
			},
		},
		{
			"at": ["vpc_endpoints", "endpoint-kms", "security_group_ids"],
			"args": {"case": "groups", "part": "database", "port": 5432, "endpoint": "endpoint-kms", "subnets": []},
		},
	}
}

_public_server(network) := fixture.change(network, "environments", "airflow", {"webserver_access_mode": "PUBLIC_ONLY"})

_cases(network) := {[fault.at[2], fault.args.case] | some fault in _faults(network)}

test_faults_of_the_database_alone if {
	_cases(_public_server(_customer)) == {["database_service", "missing"]}
	_cases(_public_server(_endpoint({}))) == set()
	_cases(_public_server(_endpoint({"subnet_ids": fixture.all_of(["subnet-b"])}))) == {["subnet_ids", "zones"]}
	closed := {"security_group_ids": fixture.all_of([])}
	_cases(_public_server(_endpoint(closed))) == {["security_group_ids", "groups"]}
	_cases(_public_server(_endpoint({"state": null}))) == set()

	# an endpoint that may be another one's is none that is at fault
	_cases(_public_server(_endpoint(object.union(closed, {"environment_id": null})))) == {["database_service", "missing"]}
}

_finding(case, at) := {"subject": "airflow", "at": at, "args": {
	"case": case,
	"part": "database",
	"port": 5432,
	"endpoint": "endpoint-kms",
	"subnets": ["subnet-a", "subnet-b"],
}}

test_remedies if {
	subnets := ["vpc_endpoints", "endpoint-kms", "subnet_ids"]
	members := {"security_group_ids": fixture.all_of(["vpc/default-group", "group"])}
	network := fixture.change(_endpoint(members), "environments", "airflow", members)
	customer_endpoints.remedies(_finding("zones", subnets)) == {{
		"verb": "add_member",
		"target": subnets,
		"value": subnet,
	} |
		some subnet in ["subnet-a", "subnet-b"]
	} with input as network
	groups := ["vpc_endpoints", "endpoint-kms", "security_group_ids"]
	customer_endpoints.remedies(_finding("groups", groups)) == {{
		"verb": "add_group_rule",
		"target": ["security_groups", "group"],
		"value": {"direction": "ingress", "protocol": "6", "from_port": 5432, "to_port": 5432, "group_id": "group"},
	}} with input as network
	service := ["environments", "airflow", "database_service"]
	customer_endpoints.remedies(_finding("missing", service)) == set() with input as network
}

test_no_candidates_where_mwaa_makes_them if {
	network := fixture.change(_endpoint({}), "environments", "airflow", {"endpoint_management": "SERVICE"})
	customer_endpoints.candidates == {} with input as network
}
