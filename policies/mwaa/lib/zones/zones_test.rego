package mwaa.lib.zones_test

import data.mwaa.fixture
import data.mwaa.lib.zones

import rego.v1

_subnet(id, members) := object.union({"id": id, "zone_id": null, "zone_name": null, "zone_ref": null}, members)

_same(one, other) := zones.same(_subnet("a", one), _subnet("b", other))

test_one_kind_decides if {
	every kind in {"zone_id", "zone_name", "zone_ref"} {
		_same({kind: "1"}, {kind: "1"}) == "yes"
		_same({kind: "1"}, {kind: "2"}) == "no"
		_same({kind: "1"}, {}) == "unknown"
		_same({}, {kind: "1"}) == "unknown"
	}
	_same({"zone_id": "euw1-az1"}, {"zone_name": "eu-west-1a"}) == "unknown"
}

test_tokens if {
	_same({"zone_name": "${Param:Zone}"}, {"zone_name": "${Param:Zone}"}) == "yes"
	_same({"zone_name": "${Param:Zone}"}, {"zone_name": "eu-west-1a"}) == "unknown"
	_same({"zone_ref": "${AZ:0}"}, {"zone_ref": "${AZ:1}"}) == "no"
}

test_a_subnet_is_in_its_own_zone if {
	zones.same(_subnet("a", {}), _subnet("a", {})) == "yes"
}

test_subnets_of_a_listing if {
	private := data.mwaa.fixture.networks.private
	zones.reached(fixture.all_of(["subnet-a"]), "subnet-a") == "yes" with input as private
	zones.reached(fixture.all_of(["subnet-a"]), "subnet-b") == "no" with input as private
	zones.reached(fixture.some_of(["subnet-a"]), "subnet-b") == "unknown" with input as private
	zones.doubts(fixture.some_of(["subnet-a"]), ["listing"], "subnet-b") == {["listing"]} with input as private
	hidden := fixture.change(private, "subnets", "subnet-b", {"zone_id": null, "zone_name": null})
	zones.reached(fixture.all_of(["subnet-a"]), "subnet-b") == "unknown" with input as hidden
	zones.doubts(fixture.all_of(["subnet-a"]), ["listing"], "subnet-b") == {_name("subnet-b")} with input as hidden
}

_name(subnet) := ["subnets", subnet, "zone_name"]

test_unplaced_names_subnets_in_no_zone if {
	private := data.mwaa.fixture.networks.private
	both := {"subnet-a", "subnet-b"}
	nowhere := {"zone_id": null, "zone_name": null, "zone_ref": null}
	every kind in {"zone_id", "zone_name", "zone_ref"} {
		network := fixture.change(
			fixture.change(private, "subnets", "subnet-a", object.union(nowhere, {kind: "1"})),
			"subnets", "subnet-b", nowhere,
		)
		zones.unplaced(both) == {_name("subnet-b")} with input as network
		zones.unplaced({"subnet-b"}) == {_name("subnet-b")} with input as network
		zones.unplaced({"subnet-a"}) == {_name("subnet-a")} with input as network
	}
}

# Known in different ways, neither tells where the other is.
test_unplaced_names_all_where_each_is_in_a_zone if {
	private := data.mwaa.fixture.networks.private
	zones.unplaced({"subnet-a", "subnet-b"}) == {_name("subnet-a"), _name("subnet-b")} with input as private
}
