package mwaa.rules.rt_nat_per_az_test

import data.mwaa.fixture
import data.mwaa.rules.rt_nat_per_az

import rego.v1

_public := data.mwaa.fixture.networks.public

_everywhere := {"text": "0.0.0.0/0", "family": "ipv4", "first": "000000000", "last": "0ffffffff", "after": "100000000"}

_to(network, table, kind, nat) := fixture.change(network, "route_tables", table, {"routes": fixture.all_of([{
	"key": "0.0.0.0/0",
	"destination": _everywhere,
	"prefix_list_id": null,
	"family": "ipv4",
	"target_kind": kind,
	"target_id": nat,
	"state": "active",
}])})

_one := _to(_public, "table-b", "nat_gateway", "nat-a")

_subnet(network, members) := fixture.change(network, "subnets", "subnet-b", members)

_nat(network, members) := fixture.change(network, "nat_gateways", "nat-a", members)

_subnets(network, listing) := fixture.change(network, "environments", "airflow", {"subnet_ids": listing})

_stated(network, routing) := json.patch(network, [{"op": "replace", "path": "/params/routing", "value": routing}])

_verdict(network) := verdict if {
	verdict := rt_nat_per_az.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := rt_nat_per_az.undecided with input as network
}

_reason(network) := [entry.because | some entry in not_applicable][0] if {
	not_applicable := rt_nat_per_az.not_applicable with input as network
}

test_finding_one_gateway_for_two_zones if {
	rt_nat_per_az.verdict == {"airflow": "fail"} with input as _one
	rt_nat_per_az.findings == {{
		"subject": "airflow",
		"severity": "info",
		"at": ["nat_gateways", "nat-a", "subnet_id"],
		"args": {"nat": "nat-a", "subnets": ["subnet-a", "subnet-b"]},
	}} with input as _one
}

test_clean_a_gateway_for_each if {
	_verdict(_public) == "pass"
	_verdict(_subnet(_public, {"zone_id": null, "zone_name": null})) == "pass"
}

test_undecided_names_what_is_missing if {
	nowhere := _subnet(_one, {"zone_id": null, "zone_name": null})
	_verdict(nowhere) == "undecided"
	_because(nowhere) == [["subnets", "subnet-b", "zone_name"]]
	unlisted := fixture.change(_one, "route_tables", "table-a", {"routes": fixture.some_of([])})
	every case in [
		[_subnets(unlisted, fixture.all_of(["subnet-a"])), ["route_tables", "table-a", "routes"]],
		[_subnets(_public, fixture.some_of(["subnet-a", "subnet-b"])), ["environments", "airflow", "subnet_ids"]],
		[_subnet(unlisted, {"zone_id": "euw1-az1"}), ["route_tables", "table-a", "routes"]],
		[_nat(_one, {"availability_mode": null}), ["nat_gateways", "nat-a", "availability_mode"]],
		[_to(_public, "table-b", "nat_gateway", null), ["route_tables", "table-b", "routes", "0.0.0.0/0"]],
		[_subnets(_one, fixture.some_of(["subnet-a", "subnet-b"])), ["environments", "airflow", "subnet_ids"]],
		[_to(_one, "table-b", "transit_gateway", "tgw"), ["route_tables", "table-b", "routes", "0.0.0.0/0"]],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == [case[1]]
	}
}

test_not_applicable if {
	_reason(data.mwaa.fixture.networks.private) == "private-routing"
	_reason(_subnets(_one, fixture.all_of(["subnet-a"]))) == "ENV-SUBNET-COUNT"
	_reason(_nat(_one, {"availability_mode": "regional", "subnet_id": "none"})) == "no-zonal-nat"
	_reason(_stated(_to(_one, "table-b", "transit_gateway", "tgw"), "public")) == "no-zonal-nat"
	_reason(_subnet(_one, {"zone_id": "euw1-az1"})) == "ENV-SUBNET-AZ"
}
