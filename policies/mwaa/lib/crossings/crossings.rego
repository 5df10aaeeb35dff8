# METADATA
# title: Flows across network ACLs
# description: |
#   An ACL keeps no state, so a flow crosses up to four filters, its legs: the request leaves one
#   subnet and enters another, the replies leave that one and enter the first. Traffic within a
#   subnet never meets an ACL.
# scope: package
package mwaa.lib.crossings

import data.mwaa.lib.acls
import data.mwaa.lib.addresses
import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: |
#   What the ACLs do to the legs of each environment's flows, for `request` and `reply`: members are
#   `{leg, acl, verdict, cells, because}`, where `cells` are the denied ones and `because` the
#   unknown facts on which an `unknown` verdict hangs.
judged[id] := {"request": _judged_of(legs, "request"), "reply": _judged_of(legs, "reply")} if {
	some id, legs in _legs
}

_judged_of(legs, kind) := [_judged(leg, facts.effective_acl[leg.subnet]) | some leg in legs; leg.kind == kind]

# METADATA
# description: |
#   The denied packets of an environment, as `{at, args, evidence}` of findings: one for each entry
#   that denies, with the flows and ports that it stops and the first packet of them.
stopped[id][kind] contains finding if {
	some id, kinds in judged
	some kind, results in kinds
	denied := {[result.acl, result.leg.direction, cell.decider] |
		some result in results
		result.verdict == "deny"
		some cell in result.cells
	}
	some [acl, direction, decider] in denied
	packets := [packet |
		some result in results
		result.verdict == "deny"
		result.acl == acl
		result.leg.direction == direction
		some cell in result.cells
		cell.decider == decider
		packet := [result.leg.flow, cell.first, cell.from_port, cell.to_port, result.leg]
	]
	finding := _finding(acl, direction, decider, sort(packets))
}

# METADATA
# description: The unknown facts on which the verdict about an environment's flows hangs.
doubts[id][kind] contains path if {
	some id, kinds in judged
	some kind, results in kinds
	some result in results
	result.verdict == "unknown"
	some path in result.because
}

doubts[id][kind] contains path if {
	some id, hidden in flows.hidden
	some kind in {"request", "reply"}
	some path in hidden
}

# The filters that the flows of each environment cross. `far` is where packets go or come from, seen
# from `subnet`; `other` is the subnet there, null outside the VPC. They are arrays all along: to
# put values of this size into sets takes longer than to judge them.
_legs[id] := [leg | some flow in required; some leg in _legs_of(flow)] if {
	some id, required in flows.required
}

_legs_of(flow) := [
	_leg("request", flow, flow.subnet, "egress", flow.ranges),
	_leg("reply", flow, flow.subnet, "ingress", flow.ranges),
] if {
	known.missing(flow.peer)
} else := [
	_leg("request", flow, flow.subnet, "egress", flow.ranges),
	_leg("request", flow, flow.peer, "ingress", flows.hosts_of[flow.subnet]),
	_leg("reply", flow, flow.peer, "egress", flows.hosts_of[flow.subnet]),
	_leg("reply", flow, flow.subnet, "ingress", flow.ranges),
]

_leg(kind, flow, subnet, direction, far) := {
	"kind": kind,
	"flow": flow.name,
	"subnet": subnet,
	"direction": direction,
	"other": _other(flow, subnet),
	"near": flows.hosts_of[subnet],
	"far": far,
	"ports": ports,
	"boxes": _boxes(far, ports),
	"sparse": flow.sparse,
	"because": flow.because,
} if {
	ports := _ports(kind, flow)
}

_other(flow, subnet) := flow.peer if flow.subnet == subnet

_other(flow, subnet) := flow.subnet if flow.subnet != subnet

_ports("request", flow) := [flow.port, flow.port]

_ports("reply", _) := data.mwaa.tables.ports.ephemeral[facts.params.ephemeral]

# The whole of IPv4 stands for addresses that are not known: only one fate for all of it is certain.
_everywhere := {"first": "000000000", "after": "100000000"}

_boxes(far, ports) := [_box(_everywhere, ports)] if known.missing(far)

_boxes(far, ports) := [_box(range, ports) | some range in far] if known.has(far)

_box(range, ports) := {
	"protocol": "6",
	"first": range.first,
	"after": range.after,
	"from_port": ports[0],
	"to_port": ports[1],
}

# Each box is asked once of an ACL, however many flows share it.
_fates[acl][direction][box] := acls.fates(acl, direction, box) if {
	some [acl, direction, box] in _questions
}

_questions contains [acl, leg.direction, box] if {
	some legs in _legs
	some leg in legs
	acl := facts.effective_acl[leg.subnet].id
	known.has(acl)
	some box in leg.boxes
}

_judged(leg, acl) := _result(leg, acl.id, "unknown", [], acl.because | leg.because) if {
	known.missing(acl.id)
} else := _outcome(leg, acl.id, cells, [cell | some cell in cells; cell.verdict == "deny"]) if {
	cells := [cell | some box in leg.boxes; some cell in _fates[acl.id][leg.direction][box]]
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

_certain(_, cells, denied) if {
	count(denied) > 0
	count(denied) == count(cells)
}

# Of a wide space single addresses may be closed; a /8 of it is more than a block list.
_certain(leg, _, denied) if {
	known.has(leg.far)
	leg.sparse == true
	sum([addresses.size(cell) | some cell in denied]) >= 16777216
}

# What a denied part leaves open: the entries that deny it, and addresses that are not known.
_open(acl, leg, denied) := {path |
	some path in array.concat(
		[_entry_path(acl, leg.direction, cell.decider) | some cell in denied],
		[["subnets", leg.other, "cidr"] | known.missing(leg.far); known.has(leg.other)],
	)
}

# The implied deny is written as the console writes it, with an asterisk for its number.
_entry_path(acl, direction, decider) := ["network_acls", acl, "entries", concat("/", [direction, "*"])] if {
	known.missing(decider)
}

_entry_path(acl, _, decider) := ["network_acls", acl, "entries", decider] if known.has(decider)

_finding(acl, direction, decider, packets) := {
	"at": _entry_path(acl, direction, decider),
	"args": {
		"case": _case(decider),
		"acl": acl,
		"direction": direction,
		"entry": decider,
		"ports": _port_texts({[packet[2], packet[3]] | some packet in packets}),
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
		"decider": {"kind": _case(decider), "path": _entry_path(acl, direction, decider)},
	},
} if {
	leg := packets[0][4]
}

_case(decider) := "implied_deny" if known.missing(decider)

_case(decider) := "acl_entry" if known.has(decider)

_port_texts(ranges) := [_port_text(range) | some range in sort(ranges)]

_port_text(range) := format_int(range[0], 10) if range[0] == range[1]

_port_text(range) := concat("-", [format_int(range[0], 10), format_int(range[1], 10)]) if range[0] != range[1]

_source(leg, address) := _far(leg, address) if leg.direction == "ingress"

_source(leg, _) := _near(leg) if leg.direction == "egress"

_destination(leg, address) := _far(leg, address) if leg.direction == "egress"

_destination(leg, _) := _near(leg) if leg.direction == "ingress"

_near(leg) := null if known.missing(leg.near)

_near(leg) := min([range.first | some range in leg.near]) if known.has(leg.near)

_far(leg, _) := null if known.missing(leg.far)

_far(leg, address) := address if known.has(leg.far)
