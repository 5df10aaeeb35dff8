# METADATA
# title: Steps at network ACLs
# description: |
#   What the legs of flows meet at the ACLs that they cross, as steps by the name and the endpoint of a
#   flow. A leg that is not known leaves those flows open that may have it.
# scope: package
package mwaa.lib.acl_steps

import data.mwaa.lib.crossings
import data.mwaa.lib.endpoint_steps
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.legs
import data.mwaa.lib.routing
import data.mwaa.lib.steps
import data.mwaa.rules.rt_default_nat

import rego.v1

# METADATA
# description: The steps of each environment's flows, by name and endpoint of the flow.
of[id][[result.leg.flow, result.leg.endpoint]] contains step if {
	some id, kinds in crossings.judged
	some kind, results in kinds
	some result in results
	step := steps.of(_rules[kind], id, {
		"stage": _stages[kind][result.leg.direction][_end(result.leg)],
		"from": result.leg.from,
		"subnet": result.leg.subnet,
		"peer": result.leg.other,
		"through": {["network_acls", result.acl] | known.has(result.acl)},
		"verdict": {"allow": "passes", "deny": "stopped", "unknown": "undecided"}[result.verdict],
		"deciders": {_entry(result, decider) | some decider in _deciders(result)},
		"because": result.because,
	})
}

of[id][_hiding(id, kind, path)] contains step if {
	some id, kinds in legs.hidden
	some kind, paths in kinds
	some path in paths
	step := steps.of(_rules[kind], id, {
		"stage": _first_stage[kind],
		"verdict": "undecided",
		"because": {path},
	})
}

# An environment has two subnets: another one is missing, or not known.
of[id][[name, null]] contains step if {
	some id, environment in facts.environment
	count({subnet | some subnet in environment.subnet_ids.items}) < 2
	some name, _ in flows.listeners
	some step in _unknown[id]
}

# With neither known, nothing is of the way to an endpoint.
of[id][[name, endpoint]] contains step if {
	some id, environment in facts.environment
	count(environment.subnet_ids.items) == 0
	some used in endpoint_steps.used[id]
	[name, endpoint] := endpoint_steps.key(used)
	some step in _unknown[id]
}

# What goes to the Internet is tried against the ACLs once all of it is routed there.
of[id][["internet", null]] contains step if {
	some id, found in routing.mode
	found.mode != "public"
	step := steps.unjudged("nacl_flow", {"stage": "acl_out"}, _unrouted(id))
}

_rules := {"request": "nacl_flow", "reply": "nacl_return", "nat": "nacl_nat_subnet"}

_stages := {
	"request": {"egress": {"inside": "acl_out", "outside": "acl_out"}, "ingress": {"inside": "acl_in"}},
	"reply": {"egress": {"inside": "reply_out"}, "ingress": {"inside": "reply_in", "outside": "reply_in"}},
	"nat": {
		"ingress": {"inside": "nat_acl_in", "outside": "nat_reply_in"},
		"egress": {"inside": "nat_reply_out", "outside": "nat_acl_out"},
	},
}

_first_stage := {"request": "acl_out", "reply": "reply_in", "nat": "nat_acl_in"}

_unknown[id] contains step if {
	some id, _ in facts.environment
	some kind in ["request", "reply"]
	step := steps.of(_rules[kind], id, {
		"stage": _first_stage[kind],
		"verdict": "undecided",
		"because": {["environments", id, "subnet_ids"]},
	})
}

_end(leg) := "outside" if known.missing(leg.other)

_end(leg) := "inside" if known.has(leg.other)

_deciders(result) := {cell.decider | some cell in result.cells} if {
	result.verdict == "deny"
} else := {cell.decider |
	some box in result.leg.boxes
	some cell in crossings.fates[result.acl][result.leg.direction][box]
} if {
	result.verdict == "allow"
} else := set()

_entry(result, decider) := {
	"kind": crossings.decider_kind(decider),
	"path": crossings.entry_path(result.acl, result.leg.direction, decider),
}

# The flows in which a fact may hide a leg: those to the Internet, or to an endpoint.
_hiding(id, kind, path) := ["internet", null] if {
	_is_about_the_internet(id, kind, path)
} else := [flows.service_name(facts.vpc_endpoint[path[1]]), path[1]] if {
	path[0] == "vpc_endpoints"
}

_is_about_the_internet(_, "nat", _)

_is_about_the_internet(id, _, path) if path in routing.mode[id].because

_unrouted(id) := rt_default_nat.id if {
	rt_default_nat.verdict[id] == "fail"
} else := reason if {
	reason := steps.reason("rt_default_nat", id)
	reason != "private-routing"
}
