# METADATA
# title: The legs of flows
# description: |
#   An ACL keeps no state, so a flow crosses up to four filters, its legs: the request leaves one
#   subnet and enters another, the replies leave that one and enter the first. Traffic within a
#   subnet never meets an ACL. What goes through a NAT gateway in another subnet crosses that
#   subnet's ACL four times: the request comes in and goes on, the replies come in and go on.
#
#   A leg is `{kind, flow, endpoint, from, subnet, direction, other, near, far, ports, boxes, sparse,
#   because}`: `far` is where packets go or come from, seen from `subnet`, null while it is not known;
#   `other` is the subnet there, null outside the VPC; `ports` are those of the destination, and `boxes`
#   the packets that must get through. `flow`, `endpoint`, `from`, `sparse` and `because` are the flow's
#   name, its endpoint, the subnet where it begins, and what is true of it.
# scope: package
package mwaa.lib.legs

import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.nat_flows

import rego.v1

# METADATA
# description: The kinds of legs; `nat` are those at the subnet of a NAT gateway.
kinds := {"request", "reply", "nat"}

# METADATA
# description: |
#   The legs of each environment's flows. They are arrays all along: to put values of this size into
#   sets takes longer than to judge them.
required[id] := array.concat(
	[leg | some flow in object.get(flows.required, id, set()); some leg in _legs_of(flow)],
	[leg | some flow in object.get(nat_flows.required, id, set()); some leg in _legs_through(flow)],
) if {
	some id, _ in facts.environment
}

# METADATA
# description: Unknown facts that may hide further legs of an environment, by their kind.
hidden[id][kind] contains path if {
	some id, paths in flows.hidden
	some kind in (kinds - {"nat"})
	some path in paths
}

hidden[id].nat contains path if {
	some id, paths in nat_flows.hidden
	some path in paths
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
	"endpoint": flow.endpoint,
	"from": flow.subnet,
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

# The replies come to the gateway's ports and go on to the worker's.
_legs_through(flow) := [
	_nat_leg(flow, "ingress", flow.subnet, [flow.port, flow.port]),
	_nat_leg(flow, "egress", null, [flow.port, flow.port]),
	_nat_leg(flow, "ingress", null, data.mwaa.tables.ports.ephemeral.nat),
	_nat_leg(flow, "egress", flow.subnet, _ports("reply", flow)),
]

_nat_leg(flow, direction, other, ports) := {
	"kind": "nat",
	"flow": flow.name,
	"endpoint": null,
	"from": flow.subnet,
	"subnet": flow.via,
	"direction": direction,
	"other": other,
	"near": flows.hosts_of[flow.via],
	"far": far,
	"ports": ports,
	"boxes": _boxes(far, ports),
	"sparse": _outside(other),
	"because": set(),
} if {
	far := _beyond(flow, other)
}

_beyond(flow, other) := flow.ranges if known.missing(other)

_beyond(_, other) := flows.hosts_of[other]

_outside(other) if {
	known.missing(other)
} else := false
