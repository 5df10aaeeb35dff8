# METADATA
# title: Flows across network ACLs
# description: |
#   Each leg of the required flows is a box of packets that must get through the ACL of a subnet in
#   one direction. Every cell of the box is tried, and what is denied is told by the entry that
#   denies it.
# scope: package
package mwaa.lib.crossings

import data.mwaa.lib.acls
import data.mwaa.lib.addresses
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.legs
import data.mwaa.lib.spans

import rego.v1

# METADATA
# description: |
#   What the ACLs do to the legs of each environment's flows, for `request`, `reply` and `nat`: members
#   are `{leg, acl, verdict, cells, because}`, where `cells` are the denied ones of a `deny` and `because`
#   the unknown facts on which an `unknown` verdict hangs; other verdicts have none.
judged[id] := {kind: _judged_of(required, kind) | some kind in legs.kinds} if some id, required in legs.required

_judged_of(required, kind) := [_judged(leg, facts.effective_acl[leg.subnet]) | some leg in required; leg.kind == kind]

# METADATA
# description: |
#   The denied packets of an environment, as `{at, args, evidence}` of findings: one for each entry
#   that denies, with the flows and ports that it stops and the first packet of them.
stopped[id][kind] contains finding if {
	some id, kinds in judged
	some kind, results in kinds
	denied := {[result.acl, result.leg.direction, cell.decider] |
		some result in results
		some cell in result.cells
	}
	some [acl, direction, decider] in denied
	packets := [packet |
		some result in results
		result.acl == acl
		result.leg.direction == direction
		some cell in result.cells
		cell.decider == decider
		packet := [result.leg.flow, cell.first, cell.from_port, cell, result.leg]
	]
	finding := _finding(acl, direction, decider, sort(packets))
}

# METADATA
# description: The unknown facts on which the verdict about an environment's flows hangs.
doubts[id][kind] contains path if {
	some id, kinds in judged
	some kind, results in kinds
	some result in results
	some path in result.because
}

doubts[id][kind] contains path if {
	some id, kinds in legs.hidden
	some kind, hidden in kinds
	some path in hidden
}

# METADATA
# description: |
#   The fates of the boxes of all legs, as of `acls.fates`, by ACL, direction and box: each is asked once
#   of an ACL, however many flows share it.
fates[acl][direction][box] := acls.fates(acl, direction, box) if {
	some [acl, direction, box] in _questions
}

_questions contains [acl, leg.direction, box] if {
	some required in legs.required
	some leg in required
	acl := facts.effective_acl[leg.subnet].id
	known.has(acl)
	some box in leg.boxes
}

_judged(leg, acl) := _result(leg, acl.id, "unknown", [], acl.because | leg.because) if {
	known.missing(acl.id)
} else := _outcome(leg, acl.id, cells, [cell | some cell in cells; cell.verdict == "deny"]) if {
	cells := [cell | some box in leg.boxes; some cell in fates[acl.id][leg.direction][box]]
}

_outcome(leg, acl, cells, denied) := _result(leg, acl, "allow", [], set()) if {
	every cell in cells {
		cell.verdict == "allow"
	}
} else := _result(leg, acl, "deny", denied, set()) if {
	count(leg.because) == 0
	_certain(leg, cells, denied)
} else := _result(leg, acl, "unknown", [], because) if {
	because := (_open(acl, leg, denied) | leg.because) | {path | some cell in cells; some path in cell.because}
}

_result(leg, acl, verdict, cells, because) := {
	"leg": leg,
	"acl": acl,
	"verdict": verdict,
	"cells": cells,
	"because": because,
}

# Whether what is denied stops the flow for certain.
_certain(leg, _, denied) if {
	known.has(leg.far)
	leg.sparse == false
	count(denied) > 0
}

_certain(_, cells, denied) if count(denied) == count(cells)

# Of a wide space, which is known, single addresses may be closed; a /8 of it is more than a block list.
# Addresses that are closed on several ports count once.
_certain(leg, _, denied) if {
	leg.sparse == true
	closed := {{"first": cell.first, "after": cell.after} | some cell in denied}
	sum([addresses.size(range) | some range in closed]) >= 16777216
}

# What a denied part leaves open: the entries that deny it, and addresses that are not known.
_open(acl, leg, denied) := {path |
	some path in array.concat(
		[entry_path(acl, leg.direction, cell.decider) | some cell in denied],
		[["subnets", leg.other, "cidr"] | known.missing(leg.far)],
	)
}

# METADATA
# description: |
#   The path of the entry that decides. The implied deny is written as the console writes it, with an
#   asterisk for its number.
entry_path(acl, direction, decider) := ["network_acls", acl, "entries", concat("/", [direction, "*"])] if {
	known.missing(decider)
}

entry_path(acl, _, decider) := ["network_acls", acl, "entries", decider] if known.has(decider)

_finding(acl, direction, decider, packets) := {
	"at": entry_path(acl, direction, decider),
	"args": {
		"case": decider_kind(decider),
		"acl": acl,
		"direction": direction,
		"entry": decider,
		"ports": spans.port_texts([packet[3] | some packet in packets]),
		"addresses": _addresses(packets),
		"flows": sort({packet[0] | some packet in packets}),
	},
	"evidence": {
		"kind": "packet",
		"protocol": "6",
		"direction": direction,
		"source": _source(leg, packets[0][1]),
		"destination": _destination(leg, packets[0][1]),
		"port": packets[0][2],
		"flow": leg.flow,
		"decider": {"kind": decider_kind(decider), "path": entry_path(acl, direction, decider)},
	},
} if {
	leg := packets[0][4]
}

# Where the packets come from or go to. Addresses that nothing can have are told with their neighbours:
# those that AWS reserves in a subnet, and those between the ranges of the public Internet.
_addresses(packets) := [{"first": span[0], "after": span[1]} |
	some span in spans.merged({[_first(packet[4], packet[3].first), _after(packet[4], packet[3].after)] |
		some packet in packets
	})
]

_first(leg, address) := facts.subnet[leg.other].cidr.first if {
	flows.hosts(facts.subnet[leg.other].cidr).first == address
} else := "000000000" if {
	address == min(_public_firsts)
} else := address

_after(leg, address) := facts.subnet[leg.other].cidr.after if {
	flows.hosts(facts.subnet[leg.other].cidr).after == address
} else := min({first | some first in _public_firsts; first > address} | {"100000000"}) if {
	address in _public_afters
} else := address

_public_firsts contains range.first if some range in flows.public

_public_afters contains range.after if some range in flows.public

# METADATA
# description: What kind of decider it is, as messages and witnesses have it.
decider_kind(decider) := "implied_deny" if known.missing(decider)

decider_kind(decider) := "acl_entry" if known.has(decider)

_source(leg, address) := _far(leg, address) if leg.direction == "ingress"

_source(leg, _) := _near(leg) if leg.direction == "egress"

_destination(leg, address) := _far(leg, address) if leg.direction == "egress"

_destination(leg, _) := _near(leg) if leg.direction == "ingress"

_near(leg) := null if known.missing(leg.near)

_near(leg) := min([range.first | some range in leg.near])

_far(leg, _) := null if known.missing(leg.far)

_far(leg, address) := address if known.has(leg.far)
