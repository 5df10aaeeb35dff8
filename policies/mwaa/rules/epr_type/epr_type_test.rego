package mwaa.rules.epr_type_test

import data.mwaa.fixture
import data.mwaa.rules.epr_type

import rego.v1

_private := data.mwaa.fixture.networks.private

# An interface endpoint in place of the gateway.
_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", object.union(
	{"type": "Interface", "route_table_ids": fixture.all_of([])},
	members,
))

_silent := _with({"private_dns": false})

_vpc(members) := fixture.change(_silent, "vpcs", "vpc", members)

_because(path) := {{"subject": "airflow", "because": [path]}}

_at := ["vpc_endpoints", "endpoint-s3", "private_dns"]

test_finding_a_vpc_without_private_zones if {
	every attribute in {"dns_hostnames", "dns_support"} {
		epr_type.findings == {{
			"subject": "airflow",
			"severity": "high",
			"at": _at,
			"args": {"endpoints": ["endpoint-s3"]},
		}} with input as _vpc({attribute: false})
	}
	second := object.union(fixture.record(_silent, "vpc_endpoints", "endpoint-s3"), {"id": "second"})
	several := fixture.add(_vpc({"dns_support": false}), "vpc_endpoints", second)
	{[finding.at, finding.args.endpoints] | some finding in epr_type.findings} == {[
		_at,
		["endpoint-s3", "second"],
	]} with input as several
}

test_edit_creates_a_gateway if {
	epr_type.edits == {{
		"subject": "airflow",
		"at": _at,
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
	}} with input as _vpc({"dns_support": false})
}

test_clean_private_dns if {
	network := _with({"private_dns": true, "private_dns_inbound_only": false})
	epr_type.verdict == {"airflow": "pass"} with input as network
	epr_type.findings == set() with input as network
}

test_undecided_private_zones if {
	epr_type.undecided == _because(_at) with input as _silent
	epr_type.undecided == _because(["vpcs", "vpc", "custom_dns"]) with input as _vpc({"custom_dns": true})
	custom := _vpc({"custom_dns": true, "dns_support": false})
	epr_type.undecided == _because(["vpcs", "vpc", "custom_dns"]) with input as custom
	every attribute in {"custom_dns", "dns_hostnames", "dns_support"} {
		epr_type.undecided == _because(["vpcs", "vpc", attribute]) with input as _vpc({attribute: null})
	}
	epr_type.undecided == _because(_at) with input as fixture.remove(_silent, "vpc_endpoints", "endpoint-sqs")
	survey := object.union(fixture.record(_silent, "vpcs", "vpc").complete, {"vpc_endpoints": false})
	epr_type.undecided == _because([
		"vpcs",
		"vpc",
		"complete",
		"vpc_endpoints",
	]) with input as _vpc({"dns_support": false, "complete": survey})
}

test_undecided_endpoint if {
	open := _with({"private_dns": null, "private_dns_inbound_only": false})
	epr_type.undecided == _because(_at) with input as open
	some_subnets := {"subnet_ids": fixture.some_of(["subnet-a"])}
	answering := _with({"private_dns": true, "private_dns_inbound_only": false})
	epr_type.undecided == _because([
		"environments",
		"airflow",
		"subnet_ids",
	]) with input as fixture.change(answering, "environments", "airflow", some_subnets)
	epr_type.undecided == _because(["vpc_endpoints", "endpoint-s3", "service"]) with input as _with({"service": null})
	epr_type.undecided == _because(["vpc_endpoints", "endpoint-s3", "type"]) with input as _with({"type": null})
}

test_not_applicable if {
	every reason, network in {
		"gateway": _private,
		"EPR-REQUIRED": fixture.remove(_private, "vpc_endpoints", "endpoint-s3"),
		"nothing-required": object.union(_silent, {"params": {"external_endpoints": ["s3"]}}),
		"public-routing": data.mwaa.fixture.networks.public,
	} {
		epr_type.not_applicable == {{"subject": "airflow", "because": reason}} with input as network
	}
}
