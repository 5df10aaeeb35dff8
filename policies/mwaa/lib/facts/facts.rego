# METADATA
# title: The inventory by id
# description: |
#   The only library that reads the input: records by id, and what AWS derives from them, such as
#   the route table that a subnet really has. Every id in a listing has a record.
# scope: package
package mwaa.lib.facts

import data.mwaa.lib.known

import rego.v1

environment[record.id] := record if some record in input.environments.items

vpc[record.id] := record if some record in input.vpcs.items

subnet[record.id] := record if some record in input.subnets.items

route_table[record.id] := record if some record in input.route_tables.items

network_acl[record.id] := record if some record in input.network_acls.items

security_group[record.id] := record if some record in input.security_groups.items

vpc_endpoint[record.id] := record if some record in input.vpc_endpoints.items

nat_gateway[record.id] := record if some record in input.nat_gateways.items

internet_gateway[record.id] := record if some record in input.internet_gateways.items

prefix_list[record.id] := record if some record in input.prefix_lists.items

bucket[record.id] := record if some record in input.buckets.items

# METADATA
# description: The facts that hold for every record.
context := input.context

# METADATA
# description: What the caller states about the intent.
params := input.params

# METADATA
# description: Ids of the subnets in which an environment lives, the subjects of subnet rules.
environment_subnet_ids contains id if {
	some record in input.environments.items
	some id in record.subnet_ids.items
}

# METADATA
# description: |
#   The route table of each subnet: its explicit association, else the main table of its VPC.
#   `id` is null when it is not known, and `because` then names the facts that are missing.
effective_table[id] := _associated(record, "route_table_ids", "main_route_table_id") if {
	some id, record in subnet
}

# METADATA
# description: The network ACL of each subnet, in the same form.
effective_acl[id] := _associated(record, "network_acl_ids", "default_network_acl_id") if {
	some id, record in subnet
}

_associated(record, explicit, implied) := {"id": id, "because": set()} if {
	count(record[explicit].items) == 1
	some id in record[explicit].items
} else := {"id": null, "because": {["subnets", record.id, explicit]}} if {
	_not_none(record[explicit])
} else := {"id": null, "because": {["subnets", record.id, "vpc_id"]}} if {
	known.missing(record.vpc_id)
} else := {"id": null, "because": {["vpcs", record.vpc_id, implied]}} if {
	known.missing(vpc[record.vpc_id][implied])
} else := {"id": vpc[record.vpc_id][implied], "because": set()}

# More than one association, or none in a list that may have others.
_not_none(listing) if count(listing.items) > 1

_not_none(listing) if listing.complete == false

# METADATA
# description: The records of the collections that belong to a VPC, by the collection's name.
collection := {
	"subnets": subnet,
	"route_tables": route_table,
	"network_acls": network_acl,
	"security_groups": security_group,
	"vpc_endpoints": vpc_endpoint,
	"nat_gateways": nat_gateway,
}
