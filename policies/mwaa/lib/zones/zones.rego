# METADATA
# title: Availability zones
# description: |
#   A zone is known by its id, by its name in the account, or by its place in a list of zones that is
#   not known. Only marks of one kind can be compared.
# scope: package
package mwaa.lib.zones

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic

import rego.v1

# METADATA
# description: Whether two subnets lie in one zone, as `yes`, `no` or `unknown`.
same(one, other) := "yes" if {
	one.id == other.id
} else := "yes" if {
	some kind in _kinds
	known.same_text(one[kind], other[kind]) == "yes"
} else := "no" if {
	some kind in _kinds
	known.same_text(one[kind], other[kind]) == "no"
} else := "no" if {
	# Two places in one list of zones are two zones.
	known.is_not(one.zone_ref, other.zone_ref)
	known.has(other.zone_ref)
} else := "unknown"

# METADATA
# description: Whether a listing of subnets has one in the zone of a subnet.
reached(listing, subnet) := logic.any_of(
	{same(facts.subnet[one], facts.subnet[subnet]) | some one in listing.items},
	listing.complete,
)

# METADATA
# description: |
#   The unknown facts that hide whether it has: the listing, at `path`, or the zones.
doubts(listing, path, subnet) := {doubt |
	some doubt in array.concat(
		[path | listing.complete == false],
		[["subnets", one, "zone_name"] |
			some other in listing.items
			same(facts.subnet[other], facts.subnet[subnet]) == "unknown"
			some one in [other, subnet]
		],
	)
}

_kinds := {"zone_id", "zone_name", "zone_ref"}
