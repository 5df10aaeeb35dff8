package mwaa.lib.legs_test

import data.mwaa.fixture
import data.mwaa.lib.flows
import data.mwaa.lib.legs

import rego.v1

_public := data.mwaa.fixture.networks.public

_legs(network, kind) := {leg | some leg in found; leg.kind == kind} if {
	found := legs.required.airflow with input as network
}

_hosts_a := {{"first": "00a000b04", "after": "00a000bff"}}

_hosts_b := {{"first": "00a000c04", "after": "00a000cff"}}

test_requests_and_replies_between_subnets if {
	database := {[leg.kind, leg.subnet, leg.direction, leg.other, leg.near, leg.far, leg.ports] |
		some kind in ["request", "reply"]
		some leg in _legs(_public, kind)
		leg.flow == "database"
		leg.sparse == false
	}
	database == {
		["request", "subnet-a", "egress", "subnet-b", _hosts_a, _hosts_b, [5432, 5432]],
		["request", "subnet-b", "ingress", "subnet-a", _hosts_b, _hosts_a, [5432, 5432]],
		["request", "subnet-b", "egress", "subnet-a", _hosts_b, _hosts_a, [5432, 5432]],
		["request", "subnet-a", "ingress", "subnet-b", _hosts_a, _hosts_b, [5432, 5432]],
		["reply", "subnet-b", "egress", "subnet-a", _hosts_b, _hosts_a, [32768, 60999]],
		["reply", "subnet-a", "ingress", "subnet-b", _hosts_a, _hosts_b, [32768, 60999]],
		["reply", "subnet-a", "egress", "subnet-b", _hosts_a, _hosts_b, [32768, 60999]],
		["reply", "subnet-b", "ingress", "subnet-a", _hosts_b, _hosts_a, [32768, 60999]],
	}
}

test_a_leg_tells_its_flow if {
	private := data.mwaa.fixture.networks.private
	network := fixture.change(private, "vpc_endpoints", "endpoint-kms", {"subnet_ids": fixture.all_of(["subnet-a"])})
	{[leg.endpoint, leg.from, leg.subnet] | some leg in _legs(network, "request"); leg.flow == "kms"} == {
		["endpoint-kms", "subnet-b", "subnet-b"],
		["endpoint-kms", "subnet-b", "subnet-a"],
	}
	{[leg.flow, leg.endpoint, leg.from, leg.subnet] | some leg in _legs(_public, "nat")} == {
		["internet", null, "subnet-a", "public-a"],
		["internet", null, "subnet-b", "public-b"],
	}
}

test_one_subnet_is_crossed_on_the_way_out if {
	{[leg.kind, leg.subnet, leg.direction, leg.other, leg.ports] |
		some kind in ["request", "reply"]
		some leg in _legs(_public, kind)
		leg.sparse
		leg.subnet == "subnet-a"
	} == {
		["request", "subnet-a", "egress", null, [443, 443]],
		["reply", "subnet-a", "ingress", null, [32768, 60999]],
	}
}

test_four_legs_at_the_subnet_of_a_nat_gateway if {
	{[leg.direction, leg.other, leg.far, leg.ports, leg.sparse] |
		some leg in _legs(_public, "nat")
		leg.subnet == "public-a"
	} == {
		["ingress", "subnet-a", _hosts_a, [443, 443], false],
		["egress", null, flows.public, [443, 443], true],
		["ingress", null, flows.public, [1024, 65535], true],
		["egress", "subnet-a", _hosts_a, [32768, 60999], false],
	}
}

test_addresses_that_are_not_known if {
	network := fixture.change(_public, "subnets", "subnet-a", {"cidr": null})
	{[leg.far, {[box.first, box.after] | some box in leg.boxes}] |
		some kind in ["request", "nat"]
		some leg in _legs(network, kind)
		leg.other == "subnet-a"
	} == {[null, {["000000000", "100000000"]}]}
}

test_hidden_by_kind if {
	network := fixture.change(_public, "nat_gateways", "nat-a", {"subnet_id": null})
	legs.hidden == {"airflow": {"nat": {["nat_gateways", "nat-a", "subnet_id"]}}} with input as network
	fewer := fixture.change(_public, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	paths := {["environments", "airflow", "subnet_ids"]}
	legs.hidden == {"airflow": {"request": paths, "reply": paths, "nat": paths}} with input as fewer
	complete := object.union(fixture.record(_public, "vpcs", "vpc").complete, {"vpc_endpoints": false})
	more := fixture.change(_public, "vpcs", "vpc", {"complete": complete})
	endpoints := {["vpcs", "vpc", "complete", "vpc_endpoints"]}
	legs.hidden == {"airflow": {"request": endpoints, "reply": endpoints}} with input as more
}
