package mwaa.lib.zones_test

import data.mwaa.fixture
import data.mwaa.lib.zones

import rego.v1

_public := data.mwaa.fixture.networks.public

_subnet(id, members) := object.union({"id": id, "zone_id": null, "zone_name": null, "zone_ref": null}, members)

test_same if {
	every case in [
		[{"zone_id": "euw1-az1"}, {"zone_id": "euw1-az1"}, "yes"],
		[{"zone_id": "euw1-az1"}, {"zone_id": "euw1-az2"}, "no"],
		[{"zone_name": "eu-west-1a"}, {"zone_name": "eu-west-1a"}, "yes"],
		[{"zone_name": "eu-west-1a"}, {"zone_id": "euw1-az2"}, "unknown"],
		[{"zone_name": "eu-west-1a"}, {"zone_name": "${Param:Zone}"}, "unknown"],
		[{"zone_ref": "${AZ:0}"}, {"zone_ref": "${AZ:0}"}, "yes"],
		[{"zone_ref": "${AZ:0}"}, {"zone_ref": "${AZ:1}"}, "no"],
		[{"zone_ref": "${AZ:0}"}, {}, "unknown"],
		[{}, {}, "unknown"],
	] {
		zones.same(_subnet("a", case[0]), _subnet("b", case[1])) == case[2]
	}
	zones.same(_subnet("a", {}), _subnet("a", {})) == "yes"
}

test_reached if {
	zones.reached(fixture.all_of(["public-a"]), "subnet-a") == "yes" with input as _public
	zones.reached(fixture.all_of(["public-a"]), "subnet-b") == "no" with input as _public
	zones.reached(fixture.some_of(["public-a"]), "subnet-b") == "unknown" with input as _public
	zones.reached(fixture.all_of([]), "subnet-b") == "no" with input as _public
}

test_doubts if {
	nowhere := fixture.change(_public, "subnets", "public-a", {"zone_id": null, "zone_name": null})
	zones.doubts(fixture.some_of(["public-a"]), ["at"], "subnet-b") == {
		["at"],
		["subnets", "public-a", "zone_name"],
		["subnets", "subnet-b", "zone_name"],
	} with input as nowhere
	zones.doubts(fixture.all_of(["public-a"]), ["at"], "subnet-b") == set() with input as _public
}
