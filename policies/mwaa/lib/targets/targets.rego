# METADATA
# title: What the groups of an environment must let out
# description: |
#   The destinations of an environment, as outbound rules see them: its own interfaces, the
#   interface endpoints that it uses, S3 through a gateway endpoint, and the Internet. A target is
#   `{name, endpoint, port, ranges, peers, hidden_peers, lists, unknown}`: `endpoint` is the one that
#   it is or that leads to it, `peers` are groups that all interfaces behind it carry, and
#   `hidden_peers` facts that hide others; `lists` is the service of the prefix list that holds it, and
#   `unknown` are facts that hide addresses of it, or on which it hangs whether it is used.
# scope: package
package mwaa.lib.targets

import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.groups
import data.mwaa.lib.known
import data.mwaa.lib.own
import data.mwaa.lib.routing
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: The targets of each environment.
of[id] contains _target(name, port, {"self": true}) if {
	some id, _ in facts.environment
	some name, port in flows.listeners
}

of[id] contains target if {
	some id, _ in facts.environment
	some endpoint, in_path in usage.in_path[id]
	record := facts.vpc_endpoint[endpoint]
	known.may_be(record.type, "Interface")
	in_path != "no"
	usage.may_serve(id, record)
	target := _target(flows.service_name(record), 443, {
		"endpoint": endpoint,
		"ranges": {flows.hosts(facts.subnet[subnet].cidr) |
			some subnet in record.subnet_ids.items
			known.has(facts.subnet[subnet].cidr)
		},
		"peers": {group | some group in record.security_group_ids.items},
		"hidden_peers": {["vpc_endpoints", endpoint, "security_group_ids"] |
			record.security_group_ids.complete == false
		},
		"unknown": (usage.doubts(id, endpoint) | _hidden_subnets(record)),
	})
}

of[id] contains _target("s3", 443, {"endpoint": endpoint, "ranges": _s3, "lists": "s3"}) if {
	some id, environment in facts.environment
	some subnet in environment.subnet_ids.items
	some endpoint in usage.s3_gateways[id]
	facts.effective_table[subnet].id in facts.vpc_endpoint[endpoint].route_table_ids.items
}

of[id] contains _target("internet", 443, {"ranges": flows.public}) if {
	some id, found in routing.mode
	found.mode == "public"
}

# METADATA
# description: Whether the groups let packets out to a target, as `{verdict, because}`.
reaches(id, target) := own.among(id, "egress", target.port) if {
	target.self
} else := {"verdict": "yes", "because": set()} if {
	some entry in groups.on_port(own.filter[id].egress, target.port)
	known.is(facts.prefix_list[entry.rule.prefix_list_id].service, target.lists)
} else := {"verdict": "unknown", "because": because} if {
	groups.admits(own.filter[id].egress, target.port, target.ranges, target.peers).verdict != "yes"
	because := _lists_unknown(id, target)
	count(because) > 0
} else := {"verdict": "unknown", "because": (target.hidden_peers | target.unknown)} if {
	count(target.hidden_peers) > 0
	_may_let_out_to_another_group(id, target)
} else := _weighed(found, target) if {
	found := groups.admits(own.filter[id].egress, target.port, target.ranges, target.peers)
}

# METADATA
# description: The rules by which the groups let packets out to a target, as paths.
admitting(id, target) := own.all_out_by(id) if {
	own.all_out(id).verdict == "yes"
} else := groups.admitting(rules, target.port, object.get(own.ranges, id, set()), rules.own) if {
	target.self
	rules := own.filter[id].egress
} else := paths if {
	paths := {groups.rule_path(entry) |
		some entry in groups.on_port(own.filter[id].egress, target.port)
		known.is(facts.prefix_list[entry.rule.prefix_list_id].service, target.lists)
	}
	count(paths) > 0
} else := groups.admitting(own.filter[id].egress, target.port, target.ranges, target.peers)

# METADATA
# description: The witness of a packet to a target that no rule lets out.
refused(id, target) := {
	"kind": "packet",
	"protocol": "6",
	"direction": "egress",
	"source": id,
	"destination": _destination(id, target),
	"port": target.port,
	"flow": target.name,
	"decider": {"kind": "no_rule", "path": own.rules_path(id, "egress")},
}

# METADATA
# description: The edits that let packets out to a target, or everything as the page recommends.
edits(finding, target) := {own.self_rule_edit(finding, "egress", target.port)} if {
	facts.params.fix_style == "least-privilege"
	target.self
} else := {_edit(finding, target.port, peer, "safe") | some peer in _peers(target)} if {
	facts.params.fix_style == "least-privilege"
} else := {_edit(finding, "all", {"cidr": "0.0.0.0/0"}, "unsafe")}

_target(name, port, members) := object.union(
	{
		"name": name,
		"endpoint": null,
		"port": port,
		"ranges": set(),
		"peers": set(),
		"hidden_peers": set(),
		"lists": null,
		"self": false,
		"unknown": set(),
	},
	members,
)

_hidden_subnets(endpoint) := {path |
	some path in array.concat(
		[["vpc_endpoints", endpoint.id, "subnet_ids"] | endpoint.subnet_ids.complete == false],
		[["subnets", subnet, "cidr"] |
			some subnet in endpoint.subnet_ids.items
			known.missing(facts.subnet[subnet].cidr)
		],
	)
}

_s3 := usage.s3_ranges if count(usage.s3_ranges) > 0

_s3 := flows.public if count(usage.s3_ranges) == 0

# Prefix lists of unknown service that rules let out to, and that may be the target's.
_lists_unknown(id, target) := {["prefix_lists", list, "service"] |
	known.has(target.lists)
	some entry in groups.maybe_on_port(own.filter[id].egress, target.port)
	list := entry.rule.prefix_list_id
	known.missing(facts.prefix_list[list].service)
}

_may_let_out_to_another_group(id, target) if {
	groups.admits(own.filter[id].egress, target.port, target.ranges, target.peers).verdict == "no"
	some entry in groups.on_port(own.filter[id].egress, target.port)
	known.has(entry.rule.group_id)
}

# What is unknown of a target leaves both verdicts open.
_weighed(found, target) := {"verdict": found.verdict, "because": found.because} if {
	count(target.unknown) == 0
} else := {"verdict": "unknown", "because": (found.because | target.unknown)}

_destination(id, target) := id if target.self

_destination(id, target) := groups.admits(own.filter[id].egress, target.port, target.ranges, target.peers).gap if {
	not target.self
}

_peers(target) := {{"group_id": first}} if {
	first := min(target.peers)
} else := lists if {
	lists := {{"prefix_list_id": list.id} | some list in facts.prefix_list; known.is(list.service, target.lists)}
	count(lists) > 0
} else := {{"cidr": "0.0.0.0/0"}}

_edit(finding, port, peer, applicability) := {
	"subject": finding.subject,
	"at": finding.at,
	"verb": "add_group_rule",
	"target": ["security_groups", own.rules_path(finding.subject, "egress")[1]],
	"value": object.union(object.union(peer, {"direction": "egress"}), _ports(port)),
	"applicability": applicability,
}

_ports("all") := {"protocol": "-1", "from_port": 0, "to_port": 65535}

_ports(port) := {"protocol": "6", "from_port": port, "to_port": port} if is_number(port)
