# METADATA
# title: Strangers whom a security group admits
# description: |
#   Inbound rules whose peers are not the environment's own groups, its subnets, or trusted sources
#   of the parameters; and how bad each is, by what it reaches. The world is the whole public IPv4
#   space or ::/0, however many rules it takes: splitting a range changes nothing.
# scope: package
package mwaa.lib.strangers

import data.mwaa.lib.addresses
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.groups
import data.mwaa.lib.known
import data.mwaa.lib.own

import rego.v1

# METADATA
# description: The rules that surely admit a stranger, as `{group, rule, case, severity}`.
admitted[id] contains {"group": entry.group, "rule": entry.rule, "case": case, "severity": severity} if {
	some id, entries in _strange
	some entry in entries
	reach := _reach(entry.rule)
	[case, severity] := _grade(reach, id, entry.rule)
}

# METADATA
# description: Facts that may hide a rule that admits strangers.
doubts[id] contains path if {
	some id, filters in own.filter
	some path in filters.ingress.unknown
}

doubts[id] contains ["security_groups", entry.group, "ingress", entry.rule.key] if {
	some id, filters in own.filter
	some entry in filters.ingress.rules
	_open(id, entry.rule)
}

doubts[id] contains ["prefix_lists", entry.rule.prefix_list_id, "entries"] if {
	some id, filters in own.filter
	some entry in filters.ingress.rules
	known.has(entry.rule.prefix_list_id)
	not _trusted_list(entry.rule)
	not facts.prefix_list[entry.rule.prefix_list_id].entries.complete == true
}

# METADATA
# description: The peer of a rule, as its document names it.
peer(rule) := rule.cidr.text if {
	known.has(rule.cidr)
} else := rule.group_id if {
	known.has(rule.group_id)
} else := rule.prefix_list_id if {
	known.has(rule.prefix_list_id)
} else := "?"

# METADATA
# description: The protocol and ports of a rule, as its key names them.
ports(rule) := "all ports" if {
	known.is(rule.protocol, "-1")
} else := concat(" ", array.slice(split(rule.key, " "), 1, 3)) if {
	known.is(rule.from_port, rule.to_port)
} else := concat(" ", [split(rule.key, " ")[1], concat("-", array.slice(split(rule.key, " "), 2, 4))])

_strange[id] contains entry if {
	some id, filters in own.filter
	some entry in filters.ingress.rules
	_foreign(id, entry.rule)
}

_foreign(id, rule) if {
	known.is(rule.peer_kind, "group")
	known.none_of(rule.group_id, own.filter[id].ingress.own | _trusted("group"))
	facts.environment[id].security_group_ids.complete == true
}

_foreign(id, rule) if {
	not _trusted_list(rule)
	_known_subnets(id)
	allowed := _own_ranges[id] | {source.cidr | some source in facts.params.trusted_sources; known.has(source.cidr)}
	some range in groups.ranges(rule)
	some address in addresses.representatives(range, allowed)
	not _held(address, allowed)
}

# No subnets fill a range that is vast, whichever they are.
_foreign(id, rule) if {
	not _trusted_list(rule)
	not _known_subnets(id)
	some range in groups.ranges(rule)
	_vast(range)
	every source in facts.params.trusted_sources {
		not _overlap(source.cidr, range)
	}
}

# A VPC has fifty ranges of /16 at most, which are fewer addresses than a /8; or as many of /44.
_vast(range) if {
	every bound in [range.first, range.after] {
		endswith(bound, {9: "000000", 33: "000000000000000000000000"}[count(bound)])
	}
}

_overlap(source, range) if {
	known.has(source)
	addresses.overlap(source, range)
}

_own_ranges[id] := {facts.subnet[subnet].cidr | some subnet in environment.subnet_ids.items} if {
	some id, environment in facts.environment
}

_known_subnets(id) if {
	facts.environment[id].subnet_ids.complete == true
	every subnet in facts.environment[id].subnet_ids.items {
		known.has(facts.subnet[subnet].cidr)
	}
}

_trusted(kind) := {source.text | some source in facts.params.trusted_sources; source.kind == kind}

_trusted_list(rule) if known.one_of(rule.prefix_list_id, _trusted("prefix_list"))

_held(address, ranges) if {
	some range in ranges
	addresses.holds(range, address)
}

# A rule whose peer is not known well enough to say.
_open(_, rule) if known.missing(rule.peer_kind)

_open(_, rule) if {
	known.is(rule.peer_kind, "cidr")
	known.missing(rule.cidr)
}

_open(_, rule) if {
	known.is(rule.peer_kind, "group")
	known.missing(rule.group_id)
}

_open(_, rule) if {
	known.is(rule.peer_kind, "prefix_list")
	known.missing(rule.prefix_list_id)
}

_open(id, rule) if {
	not _trusted_list(rule)
	groups.ranges(rule) != set()
	not _known_subnets(id)
}

_open(id, rule) if {
	known.none_of(rule.group_id, own.filter[id].ingress.own | _trusted("group"))
	facts.environment[id].security_group_ids.complete == false
}

# What a rule reaches: the database's port (or everything), the web server's, perhaps one of them, or neither.
_reach(rule) := "database" if {
	groups.on_port({"rules": [{"rule": rule}]}, 5432) != []
} else := "webserver" if {
	groups.on_port({"rules": [{"rule": rule}]}, 443) != []
} else := "perhaps the database" if {
	groups.maybe_on_port({"rules": [{"rule": rule}]}, 5432) != []
} else := "perhaps the web server" if {
	groups.maybe_on_port({"rules": [{"rule": rule}]}, 443) != []
} else := "other"

_grade("database", id, rule) := ["database-world", "high"] if {
	_worldly(rule)
	_world(id, 5432)
} else := ["database", "high"]

_grade("webserver", id, rule) := ["webserver-world", "medium"] if {
	_worldly(rule)
	_world(id, 443)
} else := ["webserver", "info"] if {
	not _worldly(rule)
	known.one_of(facts.environment[id].webserver_access_mode, {"PRIVATE_ONLY", "PUBLIC_AND_PRIVATE"})
} else := ["webserver", "low"]

# As bad as it may be.
_grade("perhaps the database", _, _) := ["unknown", "high"]

_grade("perhaps the web server", _, _) := ["unknown", "medium"]

_grade("other", _, _) := ["other", "low"]

# A range as wide as the world, or a part of one that other rules complete.
_worldly(rule) if {
	some range in groups.ranges(rule)
	some part in flows.public
	addresses.overlap(range, part)
}

_worldly(rule) if known.is(rule.cidr.family, "ipv6")

_world(id, port) if {
	ranges := {range |
		some entry in groups.on_port({"rules": _strange[id]}, port)
		some range in groups.ranges(entry.rule)
	}
	every part in flows.public {
		every address in addresses.representatives(part, ranges) {
			_held(address, ranges)
		}
	}
}

_world(id, port) if {
	some entry in groups.on_port({"rules": _strange[id]}, port)
	known.is(entry.rule.cidr.text, "::/0")
}
