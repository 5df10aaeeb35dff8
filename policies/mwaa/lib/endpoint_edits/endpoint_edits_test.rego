package mwaa.lib.endpoint_edits_test

import data.mwaa.fixture
import data.mwaa.lib.endpoint_edits

import rego.v1

_private := data.mwaa.fixture.networks.private

test_what_a_human_completes if {
	subnets := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	endpoint_edits.create("airflow", "sqs").applicability == "placeholder" with input as subnets
	tables := fixture.change(_private, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	gateway := endpoint_edits.create("airflow", "s3") with input as tables
	gateway.applicability == "placeholder"
	gateway.value.route_table_ids == ["table-b"]
	endpoint_edits.create("airflow", "sqs").applicability == "safe" with input as tables
}

test_an_environment_without_groups if {
	network := fixture.change(_private, "environments", "airflow", {"security_group_ids": fixture.all_of([])})
	endpoint_edits.create("airflow", "sqs").applicability == "placeholder" with input as network
	endpoint_edits.create("airflow", "s3").applicability == "safe" with input as network
}

test_what_private_dns_wants_of_the_vpc if {
	endpoint_edits.making("airflow", "sqs") == {endpoint_edits.create("airflow", "sqs")} with input as _private
	every attribute in ["dns_support", "dns_hostnames"] {
		network := fixture.change(_private, "vpcs", "vpc", {attribute: false})
		edit := {"verb": "set_attribute", "target": ["vpcs", "vpc", attribute], "value": true, "applicability": "safe"}
		endpoint_edits.making("airflow", "sqs") == {endpoint_edits.create("airflow", "sqs"), edit} with input as network
		endpoint_edits.making("airflow", "s3") == {endpoint_edits.create("airflow", "s3")} with input as network
	}
}
