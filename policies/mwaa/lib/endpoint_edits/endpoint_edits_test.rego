package mwaa.lib.endpoint_edits_test

import data.mwaa.fixture
import data.mwaa.lib.endpoint_edits

import rego.v1

_private := data.mwaa.fixture.networks.private

_shut := fixture.change(_private, "vpcs", "vpc", {"dns_hostnames": false, "dns_support": false})

_verbs(edits) := {[edit.verb, edit.target, edit.applicability] | some edit in edits}

test_edit_creates_the_endpoint if {
	made := endpoint_edits.making("airflow", "sqs") with input as _private
	_verbs(made) == {["create_endpoint", ["vpcs", "vpc"], "safe"]}
}

test_edit_switches_on_what_private_dns_wants if {
	_verbs(endpoint_edits.making("airflow", "sqs")) == {
		["create_endpoint", ["vpcs", "vpc"], "safe"],
		["set_attribute", ["vpcs", "vpc", "dns_hostnames"], "safe"],
		["set_attribute", ["vpcs", "vpc", "dns_support"], "safe"],
	} with input as _shut
}

test_edit_of_a_gateway_endpoint_wants_no_dns if {
	made := endpoint_edits.making("airflow", "s3") with input as _shut
	_verbs(made) == {["create_endpoint", ["vpcs", "vpc"], "safe"]}
}

test_edit_wants_what_the_document_does_not_tell if {
	open := fixture.change(_private, "environments", "airflow", {"security_group_ids": fixture.some_of(["group"])})
	endpoint_edits.create("airflow", "sqs").applicability == "placeholder" with input as open
	endpoint_edits.create("airflow", "s3").applicability == "safe" with input as open
	subnets := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	endpoint_edits.create("airflow", "s3").applicability == "placeholder" with input as subnets
	tables := fixture.change(_private, "subnets", "subnet-a", {"route_table_ids": fixture.some_of([])})
	endpoint_edits.create("airflow", "s3").applicability == "placeholder" with input as tables
}
