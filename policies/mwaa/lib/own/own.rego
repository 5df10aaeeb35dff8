# METADATA
# title: What the groups of an environment let through
# description: |
#   Every network interface of an environment carries all of its groups, so packets between two of
#   them meet the union of the rules twice: going out, and coming in.
# scope: package
package mwaa.lib.own

import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.groups
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: The filters of each environment, by direction.
filter[id][direction] := groups.filter(listing, ["environments", id, "security_group_ids"], direction) if {
	some id, environment in facts.environment
	listing := environment.security_group_ids
	some direction in {"ingress", "egress"}
}

# METADATA
# description: The addresses that an environment's interfaces may have, as far as they are known.
ranges[id] contains flows.hosts(range) if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	range := facts.subnet[subnet].cidr
	known.has(range)
}

# METADATA
# description: Facts that hide addresses of an environment's interfaces.
unknown_ranges[id] contains ["environments", id, "subnet_ids"] if {
	some id, environment in facts.environment
	environment.subnet_ids.complete == false
}

unknown_ranges[id] contains ["subnets", subnet, "cidr"] if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	known.missing(facts.subnet[subnet].cidr)
}

# METADATA
# description: |
#   Whether the interfaces of an environment may talk to each other on a port, as far as one
#   direction of their groups goes: `{verdict, gap, because}` as of `groups.admits`.
among(id, direction, port) := admitted(id, filter[id][direction], port)

# METADATA
# description: Whether a filter admits an environment's interfaces on a port, in the same form.
admitted(id, rules, port) := found if {
	found := groups.admits(rules, port, object.get(ranges, id, set()), filter[id].ingress.own)
	_conclusive(id, rules, port, found)
} else := {"verdict": "no", "gap": null, "because": set()} if {
	_nothing_on_port(rules, port)
} else := {"verdict": "unknown", "gap": null, "because": (found.because | _hidden(id, rules, port))} if {
	found := groups.admits(rules, port, object.get(ranges, id, set()), filter[id].ingress.own)
}

# A refusal stands whatever else there is, unless it may be a group of the environment that is
# admitted; so does consent where no address is hidden, or where it is given to the groups
# themselves or to everybody.
_conclusive(id, rules, port, found) if {
	found.verdict == "no"
	count(_hidden_peers(id, rules, port)) == 0
}

_conclusive(id, _, _, found) if {
	found.verdict != "no"
	count(object.get(unknown_ranges, id, set())) == 0
}

_conclusive(id, rules, port, _) if groups.admits(rules, port, {_everywhere}, filter[id].ingress.own).verdict == "yes"

_hidden(id, rules, port) := object.get(unknown_ranges, id, set()) | _hidden_peers(id, rules, port)

_hidden_peers(id, rules, port) := {["environments", id, "security_group_ids"] |
	facts.environment[id].security_group_ids.complete == false
	some entry in groups.maybe_on_port(rules, port)
	known.may_be(entry.rule.peer_kind, "group")
}

_nothing_on_port(rules, port) if {
	count(rules.unknown) == 0
	count(groups.maybe_on_port(rules, port)) == 0
}

# METADATA
# description: An environment that surely has no group, so SG-COUNT fails already.
no_group(id) if {
	facts.environment[id].security_group_ids.complete == true
	count(facts.environment[id].security_group_ids.items) == 0
}

# METADATA
# description: Where a finding about all groups of an environment points, the rules of the first one.
rules_path(id, direction) := ["security_groups", min(filter[id][direction].own), direction]

# METADATA
# description: Whether the groups let all traffic out to every IPv4 address, in the same form.
all_out(id) := groups.admits(filter[id].egress, "all", {_everywhere}, set())

# METADATA
# description: The rules by which they do, as paths.
all_out_by(id) := groups.admitting(filter[id].egress, "all", {_everywhere}, set())

# METADATA
# description: |
#   Whether the customer made the endpoint to a part of the environment (`mwaa.database` or
#   `mwaa.webserver`), as `yes`, `no` or `unknown`: then that endpoint's groups count, not the environment's.
customer_endpoint(id, service) := "yes" if {
	some endpoint in facts.vpc_endpoint
	_unsaid(id, service, endpoint) == set()
} else := "unknown" if {
	count(customer_doubts(id, service)) > 0
} else := "no"

# METADATA
# description: Unknown facts that hide whether some endpoint is that one.
customer_doubts(id, service) := {path |
	some endpoint in facts.vpc_endpoint
	some path in _unsaid(id, service, endpoint)
} | {path |
	known.may_be(facts.environment[id].endpoint_management, "CUSTOMER")
	some path in usage.unseen_endpoints(id)
}

# What is not said of an endpoint that may be that one; undefined for one that is not.
_unsaid(id, service, endpoint) := {fact[2] | some fact in facts_of; known.missing(fact[0])} if {
	facts_of := [
		[facts.environment[id].endpoint_management, "CUSTOMER", ["environments", id, "endpoint_management"]],
		[endpoint.service, service, ["vpc_endpoints", endpoint.id, "service"]],
		[endpoint.environment_id, id, ["vpc_endpoints", endpoint.id, "environment_id"]],
	]
	every fact in facts_of {
		known.may_be(fact[0], fact[1])
	}
}

# METADATA
# description: The witness of a packet between an environment's own interfaces that no rule lets through.
refused(id, direction, port, flow) := {
	"kind": "packet",
	"protocol": "6",
	"direction": direction,
	"source": id,
	"destination": id,
	"port": port,
	"flow": flow,
	"decider": {"kind": "no_rule", "path": rules_path(id, direction)},
}

# METADATA
# description: The edit that lets an environment's own packets through on a port, or as the page recommends.
self_rule_edit(finding, direction, port) := {
	"subject": finding.subject,
	"at": finding.at,
	"verb": "add_group_rule",
	"target": ["security_groups", group],
	"value": object.union({"direction": direction, "group_id": group}, _traffic(port)),
	"applicability": "safe",
} if {
	group := rules_path(finding.subject, direction)[1]
}

# METADATA
# description: |
#   The edit that adds the rule which the page recommends in a direction: all traffic from the group
#   itself, or to everybody.
recommended_edit(finding, "ingress") := self_rule_edit(finding, "ingress", "all")

recommended_edit(finding, "egress") := {
	"subject": finding.subject,
	"at": finding.at,
	"verb": "add_group_rule",
	"target": ["security_groups", rules_path(finding.subject, "egress")[1]],
	"value": {"direction": "egress", "protocol": "-1", "from_port": 0, "to_port": 65535, "cidr": "0.0.0.0/0"},
	"applicability": "unsafe",
}

# METADATA
# description: |
#   The ports on which an environment's own packets come in by one rule of a group only; `all` alone
#   where all their traffic does.
ports_by(id, group, key) := {"all"} if {
	among(id, "ingress", "all").verdict == "yes"
	_only_by(id, group, key, "all")
} else := {port | some port in flows.listeners; _only_by(id, group, key, port)}

_only_by(id, group, key, port) if {
	rules := filter[id].ingress.rules
	others := [entry | some entry in rules; [entry.group, entry.rule.key] != [group, key]]
	count(groups.on_port({"rules": rules}, port)) > count(groups.on_port({"rules": others}, port))
	left := object.union(filter[id].ingress, {"rules": others})
	groups.admits(left, port, object.get(ranges, id, set()), left.own).verdict != "yes"
}

_traffic(port) := {"protocol": "6", "from_port": port, "to_port": port} if {
	facts.params.fix_style == "least-privilege"
	port != "all"
} else := {"protocol": "-1", "from_port": 0, "to_port": 65535}

_everywhere := {"first": "000000000", "after": "100000000"}
