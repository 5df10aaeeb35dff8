# METADATA
# title: Edits that let packets through network ACLs
# description: |
#   What an ACL stops is let through by allow entries with free numbers below that of the deny:
#   one for each range of far addresses and range of ports. The numbers are given out once for all
#   flows of all environments, so that the edits of several findings never want the same one, and
#   equal entries are one edit. A deny is never proposed.
# scope: package
package mwaa.lib.acl_edits

import data.mwaa.lib.crossings
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: The edits that mend a finding of `crossings.stopped`; `kind` is `request` or `reply`.
of(finding, kind) := {_edit(finding, entry) |
	some packet in _stopped[finding.args.acl][finding.args.direction]
	packet.environment == finding.subject
	packet.kind == kind
	packet.decider == finding.args.entry
	entry := _fitting(packet.entry, finding.args)
}

# METADATA
# description: |
#   The edits that let all of IPv4 through an ACL as the page recommends, for a finding whose `args`
#   name the directions; none unless this style of fixes is asked for.
recommended(finding) := {edit |
	facts.params.fix_style == "recommended"
	some direction in finding.args.directions
	free := _free(finding.subject, direction, _denies(finding.subject, direction))
	edit := object.union(_recommended(direction, free), {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "add_acl_entry",
		"target": ["network_acls", finding.subject],
	})
}

_recommended(direction, free) := {
	"value": object.union(_everything, {"direction": direction, "number": free[0]}),
	"applicability": "unsafe",
} if {
	count(free) > 0
} else := {"value": null, "applicability": "manual"}

_denies(acl, direction) := {entry.number |
	some entry in facts.network_acl[acl].entries.items
	known.may_be(entry.direction, direction)
	known.is(entry.action, "deny")
	known.has(entry.number)
}

# What each ACL stops in each direction, and the entry that would let it through.
_stopped[result.acl][result.leg.direction] contains packet if {
	some id, kinds in crossings.judged
	some kind, results in kinds
	some result in results
	result.verdict == "deny"
	some cell in result.cells
	packet := {"environment": id, "kind": kind, "decider": cell.decider, "entry": _entry(result.leg)}
}

_entry(leg) := {"protocol": "6", "cidr": _far(leg), "from_port": leg.ports[0], "to_port": leg.ports[1]} if {
	facts.params.fix_style == "least-privilege"
} else := _everything

_everything := {"protocol": "-1", "cidr": _everywhere, "from_port": 0, "to_port": 65535}

_everywhere := "0.0.0.0/0"

_far(leg) := _everywhere if {
	known.missing(leg.other)
} else := facts.subnet[leg.other].cidr.text if {
	known.has(facts.subnet[leg.other].cidr)
} else := null

# The entry that serves, where one that is needed anyhow holds it.
_fitting(entry, args) := wide if {
	wide := object.union(entry, {"cidr": _everywhere})
	some packet in _stopped[args.acl][args.direction]
	packet.entry == wide
} else := entry

_needed[acl][direction] contains _fitting(packet.entry, {"acl": acl, "direction": direction}) if {
	some acl, directions in _stopped
	some direction, packets in directions
	some packet in packets
}

# The number of each entry that is needed, as far as there is room in the ACL.
_numbers[acl][direction] := {entry: free[i] | some i, entry in sort(entries)} if {
	some acl, directions in _needed
	some direction, entries in directions
	free := _free(acl, direction, _deciding(acl, direction))
}

# EC2 takes 20 entries a direction, unless a higher quota was granted.
_free(acl, direction, denies) := array.slice(_candidates(denies, taken), 0, 20 - count(taken)) if {
	taken := [entry.number |
		some entry in facts.network_acl[acl].entries.items
		known.may_be(entry.direction, direction)
	]
}

_deciding(acl, direction) := {entry.number |
	some packet in _stopped[acl][direction]
	some entry in facts.network_acl[acl].entries.items
	entry.key == packet.decider
}

# Below the first deny; where only the implied one denies, behind all others.
_candidates(denies, taken) := _below(min(denies), taken) if {
	count(denies) > 0
} else := array.concat(_from(last + 1), _below(last, taken)) if {
	last := max(array.concat([99], [number | some number in taken; known.has(number)]))
}

_from(first) := [number | some number in numbers.range(first, first + 19); number <= 32766]

_below(limit, taken) := [number |
	some distance in numbers.range(1, 60)
	number := limit - distance
	number > 0
	not number in taken
]

_edit(finding, entry) := object.union(_change(finding.args, entry), {
	"subject": finding.subject,
	"at": finding.at,
	"verb": "add_acl_entry",
	"target": ["network_acls", finding.args.acl],
})

_change(args, entry) := {"value": null, "applicability": "placeholder"} if {
	known.missing(entry.cidr)
} else := {"value": object.union(entry, {"direction": args.direction, "number": number}), "applicability": _style} if {
	number := _numbers[args.acl][args.direction][entry]
} else := {"value": null, "applicability": "manual"}

_style := {"least-privilege": "safe", "recommended": "unsafe"}[facts.params.fix_style]
