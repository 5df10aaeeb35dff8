package mwaa.rules.epr_required_test

import data.mwaa.fixture
import data.mwaa.rules.epr_required

import rego.v1

_private := data.mwaa.fixture.networks.private

_without(id) := fixture.remove(_private, "vpc_endpoints", id)

_at(service) := ["vpcs", "vpc", "complete", "vpc_endpoints", service]

_params(network, members) := object.union(network, {"params": members})

test_finding_a_missing_endpoint if {
	network := _without("endpoint-sqs")
	epr_required.verdict == {"airflow": "fail"} with input as network
	epr_required.findings == {{
		"subject": "airflow",
		"severity": "critical",
		"at": _at("sqs"),
		"args": {"vpc": "vpc", "service": "sqs"},
	}} with input as network
}

test_edit_creates_an_interface_endpoint if {
	network := _without("endpoint-sqs")
	epr_required.edits == {{
		"subject": "airflow",
		"at": _at("sqs"),
		"verb": "create_endpoint",
		"target": ["vpcs", "vpc"],
		"value": {
			"service": "sqs",
			"type": "Interface",
			"subnet_ids": ["subnet-a", "subnet-b"],
			"security_group_ids": ["group"],
			"route_table_ids": [],
			"private_dns": true,
		},
		"applicability": "safe",
	}} with input as network
}

test_edit_creates_a_gateway_endpoint if {
	network := _without("endpoint-s3")
	epr_required.edits == {{
		"subject": "airflow",
		"at": _at("s3"),
		"verb": "create_endpoint",
		"target": ["vpcs", "vpc"],
		"value": {
			"service": "s3",
			"type": "Gateway",
			"subnet_ids": [],
			"security_group_ids": [],
			"route_table_ids": ["table-a", "table-b"],
			"private_dns": false,
		},
		"applicability": "safe",
	}} with input as network
}

test_edit_is_a_placeholder_while_groups_are_not_known if {
	every groups in [fixture.some_of(["group"]), fixture.all_of([])] {
		network := fixture.change(_without("endpoint-sqs"), "environments", "airflow", {"security_group_ids": groups})
		{edit.applicability | some edit in epr_required.edits} == {"placeholder"} with input as network
	}
}

test_finding_the_services_of_2022 if {
	network := _params(_private, {"endpoint_profile": "legacy-2022"})
	{finding.args.service | some finding in epr_required.findings} == {
		"airflow.api",
		"airflow.env",
		"airflow.ops",
		"ecr.api",
		"ecr.dkr",
	} with input as network
}

test_clean_every_endpoint if {
	epr_required.verdict == {"airflow": "pass"} with input as _private
	epr_required.findings == set() with input as _private
}

test_clean_a_service_behind_another_vpc if {
	network := _params(_without("endpoint-sqs"), {"external_endpoints": ["sqs"]})
	epr_required.verdict == {"airflow": "pass"} with input as network
}

test_clean_in_china_without_airflow_ops if {
	china := object.union(_private, {"context": {"partition": "aws-cn"}})
	network := _params(china, {
		"endpoint_profile": "legacy-2022",
		"external_endpoints": ["airflow.api", "airflow.env", "ecr.api", "ecr.dkr"],
	})
	epr_required.verdict == {"airflow": "pass"} with input as network
}

test_undecided_survey if {
	network := fixture.change(_without("endpoint-sqs"), "vpcs", "vpc", {"complete": {"vpc_endpoints": false}})
	epr_required.undecided == {{
		"subject": "airflow",
		"because": [["vpcs", "vpc", "complete", "vpc_endpoints"]],
	}} with input as network
}

test_undecided_endpoint if {
	every attribute in {"requester_managed", "service", "vpc_id"} {
		network := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", {attribute: null})
		epr_required.undecided == {{
			"subject": "airflow",
			"because": [["vpc_endpoints", "endpoint-sqs", attribute]],
		}} with input as network
	}
}

_homeless(network) := fixture.change(
	fixture.change(network, "subnets", "subnet-a", {"vpc_id": null}),
	"subnets", "subnet-b", {"vpc_id": null},
)

_homeless_because := {{
	"subject": "airflow",
	"because": [["subnets", "subnet-a", "vpc_id"], ["subnets", "subnet-b", "vpc_id"]],
}}

test_undecided_mode_and_vpc if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	epr_required.undecided == {{
		"subject": "airflow",
		"because": [["environments", "airflow", "subnet_ids"]],
	}} with input as network
	epr_required.undecided == _homeless_because with input as _homeless(_private)
}

_routed(network, members) := fixture.change(network, "route_tables", "table-a", {"routes": routes}) if {
	table := fixture.record(network, "route_tables", "table-a")
	routes := fixture.all_of(array.concat(table.routes.items, [object.union(table.routes.items[0], members)]))
}

test_undecided_route_out_of_the_vpc if {
	network := _routed(_without("endpoint-sqs"), {
		"key": "172.16.0.0/12",
		"destination": {
			"text": "172.16.0.0/12",
			"family": "ipv4",
			"first": "0ac100000",
			"last": "0ac1fffff",
			"after": "0ac200000",
		},
		"target_kind": "vpc_peering",
		"target_id": "pcx",
	})
	epr_required.undecided == {{
		"subject": "airflow",
		"because": [["route_tables", "table-a", "routes", "172.16.0.0/12"]],
	}} with input as network
	epr_required.undecided == _homeless_because with input as _homeless(network)
}

test_finding_behind_an_egress_only_gateway if {
	network := _routed(_without("endpoint-sqs"), {
		"key": "::/0",
		"destination": {
			"text": "::/0",
			"family": "ipv6",
			"first": "000000000000000000000000000000000",
			"last": "0ffffffffffffffffffffffffffffffff",
			"after": "100000000000000000000000000000000",
		},
		"family": "ipv6",
		"target_kind": "egress_only",
		"target_id": "eigw",
	})
	epr_required.verdict == {"airflow": "fail"} with input as network
}

test_not_applicable if {
	public := data.mwaa.fixture.networks.public
	epr_required.not_applicable == {{"subject": "airflow", "because": "public-routing"}} with input as public
	network := _params(_private, {"external_endpoints": ["kms", "logs", "monitoring", "s3", "sqs"]})
	epr_required.not_applicable == {{"subject": "airflow", "because": "nothing-required"}} with input as network
}
