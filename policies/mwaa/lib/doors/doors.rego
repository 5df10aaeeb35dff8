# METADATA
# title: Whether the groups of an endpoint let its environments in
# description: |
#   The interfaces of an interface endpoint carry its groups. They must admit HTTPS from every
#   interface of an environment, by a group that all of these carry, or by the ranges of its subnets.
# scope: package
package mwaa.lib.doors

import data.mwaa.lib.clients
import data.mwaa.lib.facts
import data.mwaa.lib.groups
import data.mwaa.lib.known
import data.mwaa.lib.own

import rego.v1

_port := 443

# METADATA
# description: The inbound rules of each endpoint's groups, as a filter of `groups`.
filter[id] := groups.filter(endpoint.security_group_ids, ["vpc_endpoints", id, "security_group_ids"], "ingress") if {
	some id, endpoint in facts.vpc_endpoint
}

# METADATA
# description: |
#   Whether the groups of each endpoint admit each environment, as `{verdict, gap, because}` of
#   `groups.admits`; `gap` is null where not even one address is known.
admits[endpoint][id] := _admits(filter[endpoint], id) if {
	some endpoint, _ in facts.vpc_endpoint
	some id, _ in facts.environment
}

_admits(rules, id) := {"verdict": "no", "gap": min(_starts(id)), "because": set()} if {
	_nothing_on_port(rules)
} else := {"verdict": "no", "gap": null, "because": set()} if {
	_nothing_on_port(rules)
} else := found if {
	found := _found(rules, id)
	found.verdict == "yes"
	_wholly_seen(rules, id)
} else := {"verdict": "unknown", "gap": null, "because": (_found(rules, id).because | unseen)} if {
	_found(rules, id).verdict != "no"
	unseen := object.get(own.unknown_ranges, id, set())
} else := {"verdict": "unknown", "gap": null, "because": {["environments", id, "security_group_ids"]}} if {
	_may_name_another_group(rules, id)
} else := _found(rules, id)

_found(rules, id) := groups.admits(rules, _port, object.get(own.ranges, id, set()), own.filter[id].ingress.own)

_starts(id) := {range.first | some range in object.get(own.ranges, id, set())}

_nothing_on_port(rules) if {
	count(rules.unknown) == 0
	count(groups.maybe_on_port(rules, _port)) == 0
}

# No address is hidden, or all are let in, or the groups themselves.
_wholly_seen(_, id) if count(object.get(own.unknown_ranges, id, set())) == 0

_wholly_seen(rules, id) if groups.admits(rules, _port, {_everywhere}, own.filter[id].ingress.own).verdict == "yes"

# An environment may carry further groups, and a rule for one of them lets it in.
_may_name_another_group(rules, id) if {
	facts.environment[id].security_group_ids.complete == false
	some entry in groups.on_port(rules, _port)
	known.has(entry.rule.group_id)
}

_everywhere := {"first": "000000000", "after": "100000000"}

# METADATA
# description: |
#   The environments that surely have to do with an endpoint, and are surely not let in, by use as of
#   `clients.relation`, and endpoint.
shut[use][endpoint] contains environment if {
	some use, by_endpoint in clients.relation
	some endpoint, relations in by_endpoint
	some environment, found in relations
	found.value == "yes"
	admits[endpoint][environment].verdict == "no"
}

# METADATA
# description: The facts that hide whether an environment is not let in, as paths, in the same way.
doubts[use][endpoint] := because if {
	some use, by_endpoint in clients.relation
	some endpoint, relations in by_endpoint
	because := {path |
		some environment, found in relations
		found.value != "no"
		admits[endpoint][environment].verdict != "yes"
		some path in (found.because | admits[endpoint][environment].because)
	}
}

# METADATA
# description: The witness of a packet of an environment that an endpoint's groups do not let in.
refused(id, endpoint) := {
	"kind": "packet",
	"protocol": "6",
	"direction": "ingress",
	"source": admits[endpoint][id].gap,
	"destination": endpoint,
	"port": _port,
	"flow": facts.vpc_endpoint[endpoint].service,
	"decider": {"kind": "no_rule", "path": rules_path(endpoint)},
}

# METADATA
# description: |
#   The edits that let an environment in: a rule for one of its groups, or for its subnets where it
#   has none. There is none where the endpoint has no group that is known.
edits(id, endpoint) := {{
	"verb": "add_group_rule",
	"target": ["security_groups", min(filter[endpoint].own)],
	"value": object.union(peer, {"direction": "ingress", "protocol": "6", "from_port": _port, "to_port": _port}),
	"applicability": "safe",
} |
	some peer in _peers(facts.environment[id])
}

# METADATA
# description: |
#   Where nothing lets an environment in: the rules of an endpoint's first group, or the list of its
#   groups, where it has none.
rules_path(endpoint) := ["security_groups", first, "ingress"] if {
	first := min(filter[endpoint].own)
} else := ["vpc_endpoints", endpoint, "security_group_ids"]

_peers(environment) := {{"group_id": first}} if {
	first := min(environment.security_group_ids.items)
} else := {{"cidr": cidr.text} |
	some subnet in environment.subnet_ids.items
	cidr := facts.subnet[subnet].cidr
	known.has(cidr)
}
