# METADATA
# title: Availability zones
# description: |
#   A zone is known by its id, by its name, or by its place in a list of zones. Whether two subnets are
#   in one zone is told by what is known of both.
# scope: package
package mwaa.lib.zones

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic

import rego.v1

# METADATA
# description: |
#   Whether two subnets are in the same zone: `yes`, `no` or `unknown`.
same(one, other) := "yes" if {
	one.id == other.id
} else := "yes" if {
	"yes" in _verdicts(one, other)
} else := "no" if {
	"no" in _verdicts(one, other)
} else := "no" if {
	# Two places in one list of zones: tokens, and different ones are different zones.
	known.is_not(one.zone_ref, other.zone_ref)
	known.has(other.zone_ref)
} else := "unknown"

_verdicts(one, other) := {known.same_text(one[kind], other[kind]) | some kind in {"zone_id", "zone_name", "zone_ref"}}

# METADATA
# description: |
#   Whether some subnet of a listing is in the zone of a subnet, both by id: `yes`, `no` or `unknown`.
reached(listing, subnet) := logic.any_of(verdicts, listing.complete) if {
	verdicts := {same(facts.subnet[one], facts.subnet[subnet]) | some one in listing.items}
}

# METADATA
# description: The facts that hide it, as paths; `path` is that of the listing.
doubts(listing, path, subnet) := union({_open(listing, path), {name |
	some other in listing.items
	same(facts.subnet[other], facts.subnet[subnet]) == "unknown"
	some name in unplaced({subnet, other})
}})

# METADATA
# description: |
#   The facts that hide whether subnets, given by id, are in one zone, as paths: of those in no zone that
#   is known, or of all where each zone is known in a way of its own.
unplaced(subnets) := names if {
	names := {_name(subnet) | some subnet in subnets; _nowhere(facts.subnet[subnet])}
	count(names) > 0
} else := {_name(subnet) | some subnet in subnets}

_name(subnet) := ["subnets", subnet, "zone_name"]

_nowhere(subnet) if {
	every kind in {"zone_id", "zone_name", "zone_ref"} {
		known.missing(subnet[kind])
	}
}

_open(listing, path) := {path} if listing.complete == false

_open(listing, _) := set() if listing.complete == true
