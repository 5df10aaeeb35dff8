# METADATA
# title: A subnet lies in a zone that MWAA does not support
# description: |
#   In some regions MWAA supports all availability zones but a few, which AWS names by id: the name of a
#   zone, such as us-east-1a, stands for another zone in every account. So the zone's id decides, and
#   nothing else. The region of the documents does not stand in for an id that is not known, since one
#   set of documents may describe networks in several regions; the verdict is undecided then, quietly.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
# custom:
#   id: ENV-AZ-UNSUPPORTED
#   severities: [critical]
#   subject: subnet
#   blocks: false
#   source: beyond
#   sentence: "In us-east-1 the availability zone use1-az3 is not supported."
#   messages:
#     default: "{subject} lies in the zone {zone} of {region}, which MWAA does not support"
#   remedy: "Take a subnet in another availability zone of {region}."
#   reasons:
#     every-zone: MWAA supports every availability zone of this region.
#   fix: none
#   explains: []
#   tags: [subnet]
#   since: 0.1.0
package mwaa.rules.env_az_unsupported

import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "ENV-AZ-UNSUPPORTED"

verdict[subject] := _verdict(facts.subnet[subject].zone_id) if some subject in facts.environment_subnet_ids

findings contains finding if {
	some subject, "fail" in verdict
	zone := facts.subnet[subject].zone_id
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["subnets", subject, "zone_id"],
		"args": {"zone": zone, "region": _entry(zone).region},
	}
}

undecided contains {"subject": subject, "because": [["subnets", subject, "zone_id"]]} if {
	some subject, "undecided" in verdict
}

not_applicable contains {"subject": subject, "because": "every-zone"} if some subject, "not_applicable" in verdict

_verdict(zone) := "undecided" if {
	known.missing(zone)
} else := "undecided" if {
	known.is_token(zone)
} else := "fail" if {
	zone in _entry(zone).zone_ids
} else := "pass" if {
	_entry(zone)
} else := "not_applicable"

# Zones of a region share the part before the first hyphen of their ids.
_entry(zone) := data.mwaa.tables.unsupported_zones.by_zone_prefix[split(zone, "-")[0]]
