# METADATA
# title: Network ACLs as packet filters
# description: |
#   The entries of an ACL are boxes in the space of addresses and ports, tried in the order of
#   their numbers. Cut a required box at every border that an entry draws in it: within a cell
#   every packet meets the same fate, so one packet of each cell proves what happens to all.
#
#   The first entry that surely matches decides, unless an entry before it, or one without a known
#   number, may match and says otherwise: then the fate is unknown.
# scope: package
package mwaa.lib.acls

import data.mwaa.lib.addresses
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic

import rego.v1

# METADATA
# description: |
#   The fates of the packets of a box `{protocol, first, after, from_port, to_port}` in one
#   direction: an array of such boxes with a `verdict` of `allow`, `deny` or `unknown`, one a cell. `decider` is
#   the key of the deciding entry, null for the implied deny; `because` are the facts that are
#   missing where the verdict is unknown.
fates(acl, direction, box) := [fate] if {
	facts.network_acl[acl].entries.complete == false
	unknown := {"verdict": "unknown", "decider": null, "because": {["network_acls", acl, "entries"]}}
	fate := object.union(box, unknown)
} else := [fate |
	entries := _touching(ordered[acl], direction, box)
	some range in addresses.cells(box, {entry.cidr | some entry in entries})
	crossing := [entry | some entry in entries; _may_hold(entry.cidr, range.first)]
	some ports in _port_cells(box, crossing)
	fate := object.union(object.union(range, ports), _fate(
		acl, [entry |
			some entry in crossing
			not known.above(entry.from_port, ports.from_port)
			not known.above(ports.from_port, entry.to_port)
		],
		{"protocol": box.protocol, "address": range.first, "port": ports.from_port},
	))
]

# METADATA
# description: |
#   Whether an entry matches a packet `{protocol, address, port}` in a direction, as `yes`, `no` or
#   `unknown`.
matches(entry, direction, packet) := logic.all_of({
	_among(entry.direction, {direction}),
	_among(entry.protocol, {"-1", packet.protocol}),
	_within(entry.cidr, packet.address),
	_not_above(entry.from_port, packet.port),
	_not_above(packet.port, entry.to_port),
})

# METADATA
# description: The entries of each ACL in the order in which EC2 tries them.
ordered[acl] := [record.entries.items[pair[1]] | some pair in pairs] if {
	some acl, record in facts.network_acl
	pairs := sort([[_rank(entry), i] | some i, entry in record.entries.items])
}

# An entry of unknown number may come first.
_rank(entry) := 0 if known.missing(entry.number)

_rank(entry) := entry.number if known.has(entry.number)

# Entries that may match some packet of the box.
_touching(entries, direction, box) := [entry |
	some entry in entries
	known.may_be(entry.direction, direction)
	_may_carry(entry.protocol, box.protocol)
	_may_overlap(entry.cidr, box)
	not known.above(entry.from_port, box.to_port)
	not known.above(box.from_port, entry.to_port)
]

# The last border ends the last cell and begins none.
_port_cells(box, entries) := [{"from_port": first, "to_port": borders[i + 1] - 1} |
	some i, first in borders
] if {
	inner := {border |
		some entry in entries
		some border in _borders(entry)
		box.from_port < border
		border <= box.to_port
	}
	borders := sort([border | some border in (inner | {box.from_port, box.to_port + 1})])
}

_borders(entry) := {border |
	some end in [[entry.from_port, 0], [entry.to_port, 1]]
	known.has(end[0])
	border := end[0] + end[1]
}

# The fate of one packet among the entries that may match it, in their order.
_fate(acl, entries, packet) := {"verdict": "unknown", "decider": null, "because": because} if {
	decider := _decider(entries, packet)
	because := {path |
		some entry in entries
		_rank(entry) <= decider.number
		not known.is(entry.action, decider.action)
		some path in _doubts(acl, entry)
	}
	count(because) > 0
} else := {"verdict": decider.action, "decider": decider.key, "because": set()} if {
	decider := _decider(entries, packet)
}

_decider(entries, packet) := deciding[0] if {
	deciding := [entry | some entry in entries; _decides(entry, packet)]
} else := {"key": null, "number": 32767, "action": "deny"}

_decides(entry, packet) if {
	known.has(entry.number)
	known.has(entry.action)
	known.has(entry.direction)
	known.one_of(entry.protocol, {"-1", packet.protocol})
	addresses.holds(entry.cidr, packet.address)
	known.at_most(entry.from_port, packet.port)
	known.at_most(packet.port, entry.to_port)
}

# What is not known of an entry; the entry itself where two of one number disagree.
_doubts(acl, entry) := {["network_acls", acl, "entries", entry.key, attribute] |
	some attribute, value in entry
	known.missing(value)
} if {
	null in {value | some value in entry}
} else := {["network_acls", acl, "entries", entry.key]}

_may_hold(range, _) if known.missing(range)

_may_hold(range, address) if addresses.holds(range, address)

_may_overlap(range, _) if known.missing(range)

_may_overlap(range, box) if addresses.overlap(range, box)

_may_carry(protocol, _) if known.missing(protocol)

_may_carry(protocol, wanted) if known.one_of(protocol, {"-1", wanted})

_among(value, wanted) := "unknown" if {
	known.missing(value)
} else := "yes" if {
	value in wanted
} else := "no"

_within(range, address) := "unknown" if {
	known.missing(range)
} else := "yes" if {
	addresses.holds(range, address)
} else := "no"

_not_above(one, other) := "unknown" if {
	null in {one, other}
} else := "no" if {
	known.above(one, other)
} else := "yes"
