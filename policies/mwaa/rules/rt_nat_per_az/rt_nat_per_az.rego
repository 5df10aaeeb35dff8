# METADATA
# title: Both subnets of an environment depend on one NAT gateway
# description: |
#   A zonal NAT gateway fails with its availability zone, and then takes the subnet in the other zone with
#   it. AWS's own template has a NAT gateway in each zone. One is enough to run, so this is a remark. A
#   regional gateway serves all zones.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
# custom:
#   id: RT-NAT-PER-AZ
#   severities: [info]
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: "Public routing has two NAT gateways, one for each private subnet."
#   messages:
#     default: "{subnets}, in two availability zones, depend on one NAT gateway ({nat})"
#   remedy: "Make a NAT gateway in each of the two zones, and send each subnet to the one in its own."
#   reasons:
#     private-routing: "The routing is private: there is no NAT gateway."
#     no-zonal-nat: The subnets do not both depend on zonal NAT gateways.
#   fix: none
#   explains: []
#   tags: [route-table, nat-gateway]
#   since: 0.1.0
package mwaa.rules.rt_nat_per_az

import data.mwaa.lib.exits
import data.mwaa.lib.facts
import data.mwaa.lib.nat_flows
import data.mwaa.lib.routing
import data.mwaa.lib.usage
import data.mwaa.lib.zones

import rego.v1

id := "RT-NAT-PER-AZ"

verdict[subject] := _verdict(environment, routing.mode[subject]) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some nat in _nats[subject]
	finding := {
		"subject": subject,
		"severity": "info",
		"at": ["nat_gateways", nat, "subnet_id"],
		"args": {"nat": nat, "subnets": sort(facts.environment[subject].subnet_ids.items)},
	}
}

undecided contains {"subject": subject, "because": sort(_because(environment, routing.mode[subject]))} if {
	some subject, "undecided" in verdict
	environment := facts.environment[subject]
}

not_applicable contains {"subject": subject, "because": _reason(environment, routing.mode[subject])} if {
	some subject, "not_applicable" in verdict
	environment := facts.environment[subject]
}

_verdict(environment, found) := "not_applicable" if {
	_reason(environment, found)
} else := "undecided" if {
	found.mode == "indeterminate"
} else := "pass" if {
	count(_nats[environment.id]) > 1
} else := "undecided" if {
	count(_because(environment, found)) > 0
} else := "fail"

_nats[id] contains nat if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some nat, _ in nat_flows.reached[facts.effective_table[subnet].id]
}

_reason(environment, found) := reason if {
	reason := routing.not_public[found.mode]
} else := "ENV-SUBNET-COUNT" if {
	found.mode == "public"
	usage.wrong_subnet_count(environment)
} else := "no-zonal-nat" if {
	found.mode == "public"
	some subnet in environment.subnet_ids.items
	_without_zonal(facts.effective_table[subnet].id)
} else := "ENV-SUBNET-AZ" if {
	found.mode == "public"
	_zones(environment) == "yes"
}

_without_zonal(table) if {
	count(object.get(nat_flows.unnamed, table, set())) == 0
	{nat | some nat, _ in nat_flows.reached[table]; exits.regional(facts.nat_gateway[nat]) != "yes"} == set()
}

# Whether the two subnets lie in one zone.
_zones(environment) := zones.same(facts.subnet[pair[0]], facts.subnet[pair[1]]) if {
	pair := sort({subnet | some subnet in environment.subnet_ids.items})
}

_because(environment, found) := found.because if {
	found.mode == "indeterminate"
} else := {path |
	some subnet in environment.subnet_ids.items
	some path in nat_flows.unnamed[facts.effective_table[subnet].id]
} | ({["nat_gateways", nat, "availability_mode"] |
	some nat in _nats[environment.id]
	exits.regional(facts.nat_gateway[nat]) == "unknown"
} | {name |
	_zones(environment) == "unknown"
	some name in zones.unplaced({subnet | some subnet in environment.subnet_ids.items})
})
