# METADATA
# title: Edits that create endpoints
# description: |
#   The endpoint that private routing needs, as AWS's own template makes it: in both subnets, with the
#   groups of the environment and private DNS; a gateway endpoint in both route tables.
# scope: package
package mwaa.lib.endpoint_edits

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   The endpoint of a service for an environment. A human completes it where the document does not
#   tell all of the subnets, groups or route tables.
create(id, service) := {
	"verb": "create_endpoint",
	"target": ["vpcs", usage.vpc[id].id],
	"value": object.union({"service": service}, _shape(facts.environment[id], service)),
	"applicability": _applicability(facts.environment[id], service),
}

# METADATA
# description: |
#   All edits that make the endpoint of a service work: a VPC in which a DNS attribute is off refuses
#   private DNS.
making(id, service) := {create(id, service)} | {edit |
	known.yes(create(id, service).value.private_dns)
	some attribute in {"dns_support", "dns_hostnames"}
	known.no(facts.vpc[usage.vpc[id].id][attribute])
	edit := {
		"verb": "set_attribute",
		"target": ["vpcs", usage.vpc[id].id, attribute],
		"value": true,
		"applicability": "safe",
	}
}

_shape(environment, service) := {
	"type": "Gateway",
	"subnet_ids": [],
	"security_group_ids": [],
	"route_table_ids": sort({table | some table in _tables(environment); known.has(table)}),
	"private_dns": false,
} if {
	service in data.mwaa.tables.services.gateway
} else := {
	"type": "Interface",
	"subnet_ids": sort(environment.subnet_ids.items),
	"security_group_ids": sort(environment.security_group_ids.items),
	"route_table_ids": [],
	"private_dns": true,
}

_tables(environment) := {facts.effective_table[subnet].id | some subnet in environment.subnet_ids.items}

_applicability(environment, service) := "placeholder" if {
	environment.subnet_ids.complete == false
} else := "placeholder" if {
	service in data.mwaa.tables.services.gateway
	null in _tables(environment)
} else := "placeholder" if {
	not service in data.mwaa.tables.services.gateway
	not _has_groups(environment.security_group_ids)
} else := "safe"

_has_groups(listing) if {
	listing.complete == true
	count(listing.items) > 0
}
