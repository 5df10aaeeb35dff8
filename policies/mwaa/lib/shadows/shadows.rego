# METADATA
# title: Allow entries in the shadow of a deny
# description: |
#   An entry of a network ACL stands in the shadow of a deny with a lower number where it would let
#   through what a required flow sends, and the deny stops it first. Whether a deny that closes single
#   addresses of a wide space stops the flow is not known.
# scope: package
package mwaa.lib.shadows

import data.mwaa.lib.acls
import data.mwaa.lib.crossings
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.legs
import data.mwaa.lib.logic
import data.mwaa.lib.usage

import rego.v1

# METADATA
# description: |
#   The allow entries of each ACL that surely stand in the shadow of denies: an object from the key of
#   an entry to a set of `{deny, flow, direction, first, from_port, to_port}`, a cell of packets each.
cast[acl][entry.key] contains shadow if {
	some acl, _ in facts.network_acl
	some shadow in _stopped[acl]
	some entry in facts.network_acl[acl].entries.items
	_shaded(entry, shadow) == "yes"
}

# METADATA
# description: Facts on which it hangs whether an entry of an ACL stands in a shadow, as paths.
doubts[acl] contains path if {
	some acl, _ in facts.network_acl
	_has_deny(acl)
	some path in ((_unknown_entries(acl) | _unknown_packets(acl)) | _unknown_flows(acl))
}

# What explicit denies of an ACL stop for certain.
_stopped[result.acl] contains shadow if {
	some kinds in crossings.judged
	some results in kinds
	some result in results
	result.verdict == "deny"
	some cell in result.cells
	known.has(cell.decider)
	shadow := {
		"deny": cell.decider,
		"flow": result.leg.flow,
		"direction": result.leg.direction,
		"first": cell.first,
		"from_port": cell.from_port,
		"to_port": cell.to_port,
	}
}

_shaded(entry, shadow) := logic.all_of({
	acls.matches(entry, shadow.direction, {"protocol": "6", "address": shadow.first, "port": shadow.from_port}),
	_allows(entry),
})

# What a deny decides for certain is behind it for an entry that allows, whatever its number.
_allows(entry) := "unknown" if {
	known.missing(entry.action)
} else := "yes" if {
	known.is(entry.action, "allow")
} else := "no"

# Without a deny nothing is in a shadow, whatever else is not known.
_has_deny(acl) if facts.network_acl[acl].entries.complete == false

_has_deny(acl) if {
	some entry in facts.network_acl[acl].entries.items
	known.may_be(entry.action, "deny")
}

_unknown_entries(acl) := {["network_acls", acl, "entries", entry.key] |
	some shadow in _stopped[acl]
	some entry in facts.network_acl[acl].entries.items
	_shaded(entry, shadow) == "unknown"
}

_unknown_packets(acl) := {path |
	some id, kinds in crossings.judged
	_may_cross(id, acl)
	some results in kinds
	some result in results
	result.verdict == "unknown"
	known.may_be(result.acl, acl)
	some path in result.because
}

_unknown_flows(acl) := {path |
	some id, kinds in legs.hidden
	_may_cross(id, acl)
	some paths in kinds
	some path in paths
}

_may_cross(_, acl) if known.missing(facts.network_acl[acl].vpc_id)

_may_cross(id, acl) if known.may_be(usage.vpc[id].id, facts.network_acl[acl].vpc_id)
