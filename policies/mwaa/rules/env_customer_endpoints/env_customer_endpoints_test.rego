package mwaa.rules.env_customer_endpoints_test

import data.mwaa.fixture
import data.mwaa.rules.env_customer_endpoints

import rego.v1

_private := data.mwaa.fixture.networks.private

_environment(network, members) := fixture.change(network, "environments", "airflow", members)

_customer := _environment(_private, {"endpoint_management": "CUSTOMER"})

# Endpoints of the private network stand for those to the database and to the web server.
_endpoint(network, endpoint, service, members) := fixture.change(network, "vpc_endpoints", endpoint, object.union(
	{"service": service, "environment_id": "airflow"},
	members,
))

_database(members) := _endpoint(_customer, "endpoint-kms", "mwaa.database", members)

_both(members) := _endpoint(_database({}), "endpoint-sqs", "mwaa.webserver", members)

_planned(network) := _environment(network, {"status": "planned"})

_verdict(network) := verdict if {
	verdict := env_customer_endpoints.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := env_customer_endpoints.undecided with input as network
}

_reason(network) := [entry.because | some entry in not_applicable][0] if {
	not_applicable := env_customer_endpoints.not_applicable with input as network
}

test_finding_no_endpoint_at_all if {
	_verdict(_customer) == "fail"
	env_customer_endpoints.findings == {
		{
			"subject": "airflow",
			"severity": "critical",
			"at": ["environments", "airflow", "database_service"],
			"args": {"case": "missing", "part": "database", "port": 5432, "endpoint": null, "subnets": []},
		},
		{
			"subject": "airflow",
			"severity": "critical",
			"at": ["environments", "airflow", "webserver_service"],
			"args": {"case": "missing", "part": "webserver", "port": 443, "endpoint": null, "subnets": []},
		},
	} with input as _customer
	env_customer_endpoints.edits == set() with input as _customer
}

test_finding_and_edit_a_zone_without_a_subnet if {
	network := _both({"subnet_ids": fixture.all_of(["subnet-b"])})
	at := ["vpc_endpoints", "endpoint-sqs", "subnet_ids"]
	env_customer_endpoints.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": at,
		"args": {"case": "zones", "part": "webserver", "port": 443, "endpoint": "endpoint-sqs", "subnets": ["subnet-a"]},
	}} with input as network
	env_customer_endpoints.edits == {{
		"subject": "airflow",
		"at": at,
		"verb": "add_member",
		"target": at,
		"value": "subnet-a",
		"applicability": "safe",
	}} with input as network
}

test_finding_and_edit_groups_that_refuse if {
	network := fixture.add(
		_both({"security_group_ids": fixture.all_of(["other"])}),
		"security_groups",
		object.union(fixture.record(_private, "security_groups", "group"), {"id": "other", "ingress": fixture.all_of([])}),
	)
	at := ["vpc_endpoints", "endpoint-sqs", "security_group_ids"]
	env_customer_endpoints.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": at,
		"args": {"case": "groups", "part": "webserver", "port": 443, "endpoint": "endpoint-sqs", "subnets": []},
	}} with input as network
	env_customer_endpoints.edits == {{
		"subject": "airflow",
		"at": at,
		"verb": "add_group_rule",
		"target": ["security_groups", "other"],
		"value": {"direction": "ingress", "protocol": "6", "from_port": 443, "to_port": 443, "group_id": "group"},
		"applicability": "safe",
	}} with input as network
}

test_finding_a_planned_environment_with_one_endpoint_beside_it if {
	network := _planned(_database({}))
	_verdict(network) == "fail"
	{finding.args.part | some finding in env_customer_endpoints.findings} == {"webserver"} with input as network
}

test_clean_both_endpoints if {
	_verdict(_both({})) == "pass"
	_verdict(_planned(_both({}))) == "pass"
}

test_clean_a_public_web_server_needs_none if {
	_verdict(_environment(_database({}), {"webserver_access_mode": "PUBLIC_ONLY"})) == "pass"
}

test_undecided_names_what_is_missing if {
	environment := ["environments", "airflow"]
	unsurveyed := fixture.change(_planned(_customer), "vpcs", "vpc", {"complete": object.union(
		fixture.record(_private, "vpcs", "vpc").complete,
		{"vpc_endpoints": false},
	)})
	third := object.union(fixture.record(_both({}), "vpc_endpoints", "endpoint-sqs"), {"id": "third", "state": null})
	unmanaged := _environment(_planned(_customer), {"endpoint_management": null})
	every case in [
		[unmanaged, array.concat(environment, ["endpoint_management"])],
		[
			_planned(_database({"environment_id": null, "subnet_ids": fixture.all_of(["subnet-b"])})),
			["vpc_endpoints", "endpoint-kms", "environment_id"],
		],
		[
			fixture.change(fixture.add(_both({}), "vpc_endpoints", third), "vpc_endpoints", "endpoint-kms", {"state": null}),
			["vpc_endpoints", "endpoint-kms", "state"],
		],
		[
			_environment(
				fixture.change(_both({"state": null}), "vpc_endpoints", "endpoint-kms", {"state": null}),
				{"webserver_access_mode": "PUBLIC_ONLY"},
			),
			["vpc_endpoints", "endpoint-kms", "state"],
		],
		[_environment(_both({}), {"endpoint_management": null}), array.concat(environment, ["endpoint_management"])],
		[_environment(_both({}), {"endpoint_management": "${Param:A}"}), array.concat(environment, ["endpoint_management"])],
		[_environment(_customer, {"status": null}), array.concat(environment, ["status"])],
		[_environment(_database({}), {"webserver_access_mode": null}), array.concat(environment, ["webserver_access_mode"])],
		[_both({"state": null}), ["vpc_endpoints", "endpoint-sqs", "state"]],
		[unsurveyed, ["vpcs", "vpc", "complete", "vpc_endpoints"]],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_not_applicable_where_mwaa_makes_the_endpoints if _reason(_private) == "service-endpoints"

test_not_applicable_before_there_are_endpoints if _reason(_planned(_customer)) == "planned"

test_not_applicable_without_subnets if {
	_reason(_environment(_customer, {"subnet_ids": fixture.all_of([])})) == "ENV-SUBNET-COUNT"
}
