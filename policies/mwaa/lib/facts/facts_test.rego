package mwaa.lib.facts_test

import data.mwaa.fixture
import data.mwaa.lib.facts

import rego.v1

_public := data.mwaa.fixture.networks.public

test_records_by_id if {
	facts.environment.airflow.id == "airflow" with input as _public
	facts.environment_subnet_ids == {"subnet-a", "subnet-b"} with input as _public
	facts.vpc.vpc.id == "vpc" with input as _public
	facts.internet_gateway.igw.id == "igw" with input as _public
	facts.bucket["airflow-dags"].name == "airflow-dags" with input as _public
	facts.prefix_list["pl-6da54004"].service == "s3" with input as data.mwaa.fixture.networks.private
}

test_effective_table_is_the_association_or_the_main_one if {
	facts.effective_table["subnet-a"] == {"id": "table-a", "because": set()} with input as _public
	network := fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.all_of([])})
	facts.effective_table["subnet-a"] == {"id": "vpc/main-routes", "because": set()} with input as network
}

test_one_certain_association_is_enough if {
	network := fixture.change(_public, "subnets", "subnet-a", {"route_table_ids": fixture.some_of(["table-b"])})
	facts.effective_table["subnet-a"].id == "table-b" with input as network
}

test_effective_acl_is_the_association_or_the_default_one if {
	facts.effective_acl["subnet-a"] == {"id": "acl", "because": set()} with input as _public
	network := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.all_of([])})
	facts.effective_acl["subnet-a"] == {"id": "vpc/default-acl", "because": set()} with input as network
}

test_the_records_of_a_vpc if {
	{name: object.keys(records) | some name, records in facts.collection} == {
		"subnets": {"subnet-a", "subnet-b", "public-a", "public-b"},
		"route_tables": {"table-a", "table-b", "table-public", "vpc/main-routes"},
		"network_acls": {"acl", "vpc/default-acl"},
		"security_groups": {"group", "vpc/default-group"},
		"vpc_endpoints": set(),
		"nat_gateways": {"nat-a", "nat-b"},
	} with input as _public
}

test_what_hides_an_association if {
	two := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.all_of(["acl", "other"])})
	facts.effective_acl["subnet-a"] == {
		"id": null,
		"because": {["subnets", "subnet-a", "network_acl_ids"]},
	} with input as two
	open := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.some_of([])})
	facts.effective_acl["subnet-a"] == {
		"id": null,
		"because": {["subnets", "subnet-a", "network_acl_ids"]},
	} with input as open
	none := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.all_of([])})
	facts.effective_acl["subnet-a"] == {
		"id": null,
		"because": {["vpcs", "vpc", "default_network_acl_id"]},
	} with input as fixture.change(none, "vpcs", "vpc", {"default_network_acl_id": null})
	lost := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": fixture.all_of([]), "vpc_id": null})
	facts.effective_acl["subnet-a"] == {"id": null, "because": {["subnets", "subnet-a", "vpc_id"]}} with input as lost
}
