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
