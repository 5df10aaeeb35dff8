# METADATA
# title: A subnet has more than one network ACL
# description: |
#   A subnet has exactly one ACL at a time. Two associations of one subnet are only possible in a
#   template or a plan, where the one that is made last wins: nobody can tell which. A subnet without an
#   association has the default ACL of its VPC.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-acl
# custom:
#   id: NACL-ASSOC
#   severities: [high]
#   subject: subnet
#   blocks: true
#   source: page
#   sentence: "A subnet can only have one ACL attached to it at any time."
#   messages:
#     default: "{subject} is associated with {count} network ACLs: {acls}"
#   remedy: "Keep one of the associations."
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [network-acl]
#   since: 0.1.0
package mwaa.rules.nacl_assoc

import data.mwaa.lib.facts

import rego.v1

id := "NACL-ASSOC"

verdict[subject] := _verdict(facts.subnet[subject].network_acl_ids) if some subject in facts.environment_subnet_ids

findings contains finding if {
	some subject, "fail" in verdict
	acls := _acls(facts.subnet[subject].network_acl_ids)
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["subnets", subject, "network_acl_ids"],
		"args": {"count": count(acls), "acls": sort(acls)},
	}
}

undecided contains {"subject": subject, "because": [["subnets", subject, "network_acl_ids"]]} if {
	some subject, "undecided" in verdict
}

not_applicable := set()

_acls(listing) := {acl | some acl in listing.items}

_verdict(listing) := "fail" if {
	count(_acls(listing)) > 1
} else := "pass" if {
	listing.complete == true
} else := "undecided"
