package mwaa.rules.epr_s3_routes_test

import data.mwaa.fixture
import data.mwaa.rules.epr_s3_routes

import rego.v1

_private := data.mwaa.fixture.networks.private

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", members)

_interface := {"type": "Interface", "private_dns": true, "private_dns_inbound_only": false}

_in(tables) := _with({"route_table_ids": fixture.all_of(tables)})

_without_sqs(network) := fixture.remove(network, "vpc_endpoints", "endpoint-sqs")

_second(members) := fixture.add(
	_in(["table-a"]), "vpc_endpoints",
	object.union(
		object.remove(fixture.record(_private, "vpc_endpoints", "endpoint-s3"), object.keys(members)),
		object.union({"id": "second"}, members),
	),
)

test_finding_a_table_that_is_in_no_gateway if {
	network := _in(["table-a"])
	at := ["vpc_endpoints", "endpoint-s3", "route_table_ids", "table-b"]
	epr_s3_routes.verdict == {"airflow": "fail"} with input as network
	epr_s3_routes.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": at,
		"args": {"gateway": "endpoint-s3", "table": "table-b", "subnets": ["subnet-b"]},
	}} with input as network
	epr_s3_routes.edits == {{
		"subject": "airflow",
		"at": at,
		"verb": "add_member",
		"target": ["vpc_endpoints", "endpoint-s3", "route_table_ids"],
		"value": "table-b",
		"applicability": "safe",
	}} with input as network
}

test_finding_at_the_first_of_two_gateways if {
	network := _second({"route_table_ids": fixture.all_of(["table-a"])})
	{finding.args.gateway | some finding in epr_s3_routes.findings} == {"endpoint-s3"} with input as network
}

test_finding_an_interface_endpoint_for_other_networks_only if {
	network := _second(object.union(_interface, {"private_dns_inbound_only": true}))
	epr_s3_routes.verdict == {"airflow": "fail"} with input as network
}

test_clean_both_tables if {
	epr_s3_routes.verdict == {"airflow": "pass"} with input as _private
	epr_s3_routes.findings == set() with input as _private
	epr_s3_routes.verdict == {"airflow": "pass"} with input as _without_sqs(_private)
}

test_clean_two_gateways_together if {
	network := _second({"route_table_ids": fixture.all_of(["table-b"])})
	epr_s3_routes.verdict == {"airflow": "pass"} with input as network
}

test_clean_an_interface_endpoint_beside_the_gateway if {
	network := _second(_interface)
	epr_s3_routes.verdict == {"airflow": "pass"} with input as network
}

test_undecided_tables_of_a_gateway if {
	network := _with({"route_table_ids": fixture.some_of(["table-a"])})
	epr_s3_routes.undecided == {{
		"subject": "airflow",
		"because": [["vpc_endpoints", "endpoint-s3", "route_table_ids"]],
	}} with input as network
}

test_undecided_other_endpoints if {
	network := fixture.change(_in(["table-a"]), "vpcs", "vpc", {"complete": {"vpc_endpoints": false}})
	epr_s3_routes.undecided == {{
		"subject": "airflow",
		"because": [["vpcs", "vpc", "complete", "vpc_endpoints"]],
	}} with input as network
}

test_undecided_what_the_other_endpoint_is if {
	every attribute in {"private_dns", "private_dns_inbound_only", "service", "type"} {
		network := _second(object.union(_interface, {attribute: null}))
		{path |
			some entry in epr_s3_routes.undecided
			some path in entry.because
		} == {["vpc_endpoints", "second", attribute]} with input as network
	}
}

test_undecided_whether_there_is_a_gateway if {
	network := _with({"type": null})
	every one in [network, _without_sqs(network)] {
		epr_s3_routes.undecided == {{
			"subject": "airflow",
			"because": [["vpc_endpoints", "endpoint-s3", "type"]],
		}} with input as one
	}
}

test_undecided_mode if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	epr_s3_routes.undecided == {{
		"subject": "airflow",
		"because": [["environments", "airflow", "subnet_ids"]],
	}} with input as network
}

test_not_applicable if {
	public := data.mwaa.fixture.networks.public
	epr_s3_routes.not_applicable == {{"subject": "airflow", "because": "public-routing"}} with input as public
	external := object.union(_private, {"params": {"external_endpoints": ["s3"]}})
	epr_s3_routes.not_applicable == {{"subject": "airflow", "because": "external"}} with input as external
	none := fixture.remove(_private, "vpc_endpoints", "endpoint-s3")
	epr_s3_routes.not_applicable == {{"subject": "airflow", "because": "EPR-REQUIRED"}} with input as none
}

test_not_applicable_without_a_gateway if {
	answering := _with(_interface)
	silent := _with(object.union(_interface, {"private_dns": false}))
	every network in [answering, _without_sqs(answering), silent] {
		epr_s3_routes.not_applicable == {{"subject": "airflow", "because": "no-gateway"}} with input as network
	}
}
