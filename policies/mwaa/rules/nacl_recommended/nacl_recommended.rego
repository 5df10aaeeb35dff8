# METADATA
# title: A network ACL differs from the recommended one
# description: |
#   The page recommends rule 100, all IPv4 traffic, in and out. What counts is the effect, not the
#   number: every packet of IPv4 is allowed. A narrower ACL can work too, as NACL-FLOW and NACL-RETURN
#   tell.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-acl-example
# custom:
#   id: NACL-RECOMMENDED
#   severities: [info]
#   subject: network_acl
#   blocks: false
#   source: page
#   sentence: "The recommended ACL allows all IPv4 traffic from 0.0.0.0/0 by rule 100, inbound and outbound."
#   messages:
#     default: "network ACL {subject} does not allow all IPv4 traffic ({directions})"
#   remedy: "Allow all IPv4 traffic in both directions, or leave the ACL narrow on purpose."
#   reasons:
#     not-in-use: "No subnet of an environment has this network ACL."
#   fix: sometimes
#   explains: []
#   tags: [network-acl]
#   since: 0.1.0
package mwaa.rules.nacl_recommended

import data.mwaa.lib.acl_edits
import data.mwaa.lib.acls
import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.usage

import rego.v1

id := "NACL-RECOMMENDED"

verdict[acl] := _verdict(acl) if some acl, _ in facts.network_acl

findings contains finding if {
	some subject, "fail" in verdict
	finding := {
		"subject": subject,
		"severity": "info",
		"at": ["network_acls", subject, "entries"],
		"args": {"directions": sort([direction |
			some direction, fates in _fates[subject]
			"deny" in {fate.verdict | some fate in fates}
		])},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "not-in-use"} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	some edit in acl_edits.recommended(finding)
}

# One protocol without ports stands for all that no entry names.
_protocols(acl) := {"6", "17", "253"} | {entry.protocol |
	some entry in facts.network_acl[acl].entries.items
	known.has(entry.protocol)
}

_fates[acl][direction] := {fate |
	some protocol in _protocols(acl)
	some fate in acls.fates(acl, direction, {
		"protocol": protocol,
		"first": "000000000",
		"after": "100000000",
		"from_port": 0,
		"to_port": 65535,
	})
} if {
	some acl, _ in facts.network_acl
	some direction in {"ingress", "egress"}
}

_verdict(acl) := "not_applicable" if {
	usage.acl_in_use[acl] == "no"
} else := "undecided" if {
	usage.acl_in_use[acl] == "unknown"
} else := "fail" if {
	some fates in _fates[acl]
	"deny" in {fate.verdict | some fate in fates}
} else := "pass" if {
	every fates in _fates[acl] {
		{fate.verdict | some fate in fates} == {"allow"}
	}
} else := "undecided"

_because(acl) := usage.acl_doubts[acl] if {
	usage.acl_in_use[acl] == "unknown"
} else := {path | some fates in _fates[acl]; some fate in fates; some path in fate.because}
