package mwaa.lib.nats_test

import data.mwaa.fixture
import data.mwaa.lib.nats

import rego.v1

_public := data.mwaa.fixture.networks.public

test_idle_gateways_have_no_route if {
	nats.idle("airflow") == set() with input as _public
	network := fixture.change(_public, "route_tables", "table-a", {"routes": fixture.all_of([])})
	nats.idle("airflow") == {"nat-a"} with input as network
	nats.hidden("airflow") == set() with input as network
}

test_gateways_that_may_be_hidden if {
	network := fixture.change(_public, "nat_gateways", "nat-a", {"vpc_id": null})
	nats.hidden("airflow") == {["nat_gateways", "nat-a", "vpc_id"]} with input as network
	homeless := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	nats.hidden("airflow") == {["environments", "airflow", "subnet_ids"]} with input as homeless
}
