# METADATA
# title: Security groups as packet filters
# description: |
#   Security groups only allow, and the rules of all attached groups count together. So a range of
#   addresses is admitted on a port when each cell, cut at the borders that the rules draw in it,
#   is held by some rule.
# scope: package
package mwaa.lib.groups

import data.mwaa.lib.addresses
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: |
#   What the groups let through in a direction, as `{rules, unknown}`: `rules` are `{group, rule}`,
#   and `unknown` are the paths of listings that may hold further rules or groups. `listing` is the
#   listing of group ids at `path`.
filter(listing, path, direction) := {"rules": rules, "unknown": unknown, "own": own} if {
	own := {group | some group in listing.items}
	rules := [{"group": group, "rule": rule} |
		some group in own
		some rule in facts.security_group[group][direction].items
	]
	unlisted := [["security_groups", group, direction] |
		some group in own
		facts.security_group[group][direction].complete == false
	]
	unknown := {missing | some missing in array.concat(unlisted, [path | listing.complete == false])}
}

# METADATA
# description: |
#   Whether the filter admits TCP on a port to or from every address of the ranges, as
#   `{verdict, gap, because}` with `yes`, `no` (then `gap` is an address that is not admitted) or
#   `unknown` (then `because` are the missing facts). `peers` are groups that every interface
#   behind the ranges carries. The port `all` stands for every protocol and port.
admits(filter, port, ranges, peers) := {"verdict": "yes", "gap": null, "because": set()} if {
	some entry in filter.rules
	_surely_on_port(entry.rule, port)
	known.one_of(entry.rule.group_id, peers)
} else := {"verdict": "yes", "gap": null, "because": set()} if {
	count(_gaps(filter, port, ranges)) == 0
} else := {"verdict": "unknown", "gap": null, "because": because} if {
	because := filter.unknown | _doubts(filter, port)
	count(because) > 0
} else := {"verdict": "no", "gap": min(_gaps(filter, port, ranges)), "because": set()}

# METADATA
# description: |
#   The rules by which a filter admits TCP on a port to or from the ranges or the peers, as paths: a
#   single one where it is enough, otherwise all that admit a part.
admitting(filter, port, ranges, peers) := {min(enough)} if {
	enough := {rule_path(entry) | some entry in on_port(filter, port); _is_enough(entry, port, ranges, peers)}
} else := {rule_path(entry) | some entry in on_port(filter, port); _helps(entry.rule, ranges)}

_is_enough(entry, _, _, peers) if known.one_of(entry.rule.group_id, peers)

_is_enough(entry, port, wanted, _) if {
	count(wanted) > 0
	count(_gaps({"rules": [entry]}, port, wanted)) == 0
}

_helps(rule, wanted) if {
	some range in ranges(rule)
	some part in wanted
	addresses.overlap(range, part)
}

# METADATA
# description: The path of a rule of a filter.
rule_path(entry) := ["security_groups", entry.group, entry_direction(entry.rule), entry.rule.key]

# METADATA
# description: The rules of a filter that let TCP through on a port for certain.
on_port(filter, port) := [entry | some entry in filter.rules; _surely_on_port(entry.rule, port)]

# METADATA
# description: The rules of a filter that may let TCP through on a port.
maybe_on_port(filter, port) := [entry | some entry in filter.rules; _maybe_on_port(entry.rule, port)]

# METADATA
# description: |
#   The ranges of a rule's peer that are known, its CIDR or those of its prefix list.
ranges(rule) := {rule.cidr} if {
	known.has(rule.cidr)
} else := {range | some range in facts.prefix_list[rule.prefix_list_id].entries.items}

_gaps(filter, port, wanted) := {address |
	held := {range | some entry in on_port(filter, port); some range in ranges(entry.rule)}
	some range in wanted
	some address in addresses.representatives(range, held)
	not _held(address, held)
}

_held(address, held) if {
	some range in held
	addresses.holds(range, address)
}

# Rules that may let more through than is certain.
_doubts(filter, port) := {rule_path(entry) |
	some entry in filter.rules
	_maybe_on_port(entry.rule, port)
	_uncertain(entry.rule, port)
}

# METADATA
# description: The name of the listing in which a rule stands.
entry_direction(rule) := split(rule.key, " ")[0]

_uncertain(rule, port) if not _surely_on_port(rule, port)

_uncertain(rule, _) if known.missing(rule.peer_kind)

_uncertain(rule, _) if {
	known.is(rule.peer_kind, "cidr")
	known.missing(rule.cidr)
}

_uncertain(rule, _) if {
	known.is(rule.peer_kind, "group")
	known.missing(rule.group_id)
}

_uncertain(rule, _) if {
	known.is(rule.peer_kind, "prefix_list")
	known.missing(rule.prefix_list_id)
}

_uncertain(rule, _) if {
	facts.prefix_list[rule.prefix_list_id].entries.complete == false
}

# A rule for all protocols is one for all ports, whether or not it names some.
_surely_on_port(rule, _) if known.is(rule.protocol, "-1")

_surely_on_port(rule, port) if {
	known.is(rule.protocol, "6")
	known.at_most(rule.from_port, port)
	known.at_most(port, rule.to_port)
}

_maybe_on_port(rule, _) if known.is(rule.protocol, "-1")

_maybe_on_port(rule, "all") if known.missing(rule.protocol)

_maybe_on_port(rule, port) if {
	is_number(port)
	_maybe_tcp(rule)
	not known.above(rule.from_port, port)
	not known.above(port, rule.to_port)
}

_maybe_tcp(rule) if known.missing(rule.protocol)

_maybe_tcp(rule) if known.is(rule.protocol, "6")
