package mwaa.lib.nearby_test

import data.mwaa.fixture
import data.mwaa.lib.nearby

import rego.v1

_private := data.mwaa.fixture.networks.private

# The network, with an endpoint of another VPC as its only one.
_beside(members) := object.union(_private, {"vpc_endpoints": fixture.all_of([object.union(
	fixture.record(_private, "vpc_endpoints", "endpoint-kms"),
	object.union({"vpc_id": "other"}, members),
)])})

_nothing := {"subnet_ids": fixture.all_of([]), "security_group_ids": fixture.all_of([])}

# The same without the VPC of each record of these collections.
_without_vpc(collections) := json.patch(
	_beside(_nothing),
	[{"op": "replace", "path": sprintf("/%s/items/%d/vpc_id", [collection, index]), "value": null} |
		some collection in collections
		some index, _ in _private[collection].items
	],
)

test_what_has_no_known_vpc_may_be_anywhere if nearby.may_be_in(null, "airflow") with input as _private

test_its_groups_subnets_tables_and_acls_are_near if {
	others := {"security_groups", "subnets", "route_tables", "network_acls"}
	every collection in others {
		nearby.may_be_in("vpc", "airflow") with input as _without_vpc(others - {collection})
	}
	not nearby.may_be_in("vpc", "airflow") with input as _without_vpc(others)
}

test_another_vpc_is_not if not nearby.may_be_in("other", "airflow") with input as _beside(_nothing)

test_an_endpoint_that_shares_something_is_near if {
	every attribute, value in {"subnet_ids": "subnet-a", "security_group_ids": "group", "route_table_ids": "table-a"} {
		shared := object.union(_nothing, {attribute: fixture.all_of([value])})
		nearby.may_be_in("other", "airflow") with input as _beside(shared)
	}
}
