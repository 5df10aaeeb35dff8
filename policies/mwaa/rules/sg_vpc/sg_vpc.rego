# METADATA
# title: The groups and subnets of an environment belong to several VPCs
# description: |
#   The network interfaces of an environment lie in its subnets and carry its groups, and a group exists
#   in one VPC only. So all of them belong to one VPC, or the environment cannot be created.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html
# custom:
#   id: SG-VPC
#   severities: [critical]
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: "The security groups must be in the same VPC as the subnets."
#   messages:
#     default: "security group {group} belongs to VPC {vpc}, and the rest of {subject} to {vpcs}"
#     subnets: "the subnets of {subject} belong to several VPCs: {vpcs}"
#   remedy: "Take subnets and security groups of one VPC."
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [security-group, subnet]
#   since: 0.1.0
package mwaa.rules.sg_vpc

import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "SG-VPC"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	vpcs := _right(facts.environment[subject])
	some group in facts.environment[subject].security_group_ids.items
	vpc := facts.security_group[group].vpc_id
	known.none_of(vpc, vpcs)
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["security_groups", group, "vpc_id"],
		"args": {"group": group, "vpc": vpc, "vpcs": sort(vpcs)},
	}
}

findings contains finding if {
	some subject, "fail" in verdict
	vpcs := sort(_vpcs(facts.environment[subject], "subnets"))
	count(vpcs) > 1
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": ["environments", subject, "subnet_ids"],
		"args": {"case": "subnets", "vpcs": vpcs},
	}
}

# Groups are measured by the subnets, and where these are not known by the first of them.
_right(environment) := vpcs if {
	vpcs := _vpcs(environment, "subnets")
	count(vpcs) > 0
} else := {min(_vpcs(environment, "groups"))}

undecided contains {"subject": subject, "because": sort(_because(facts.environment[subject]))} if {
	some subject, "undecided" in verdict
}

not_applicable := set()

_verdict(environment) := "fail" if {
	count(_vpcs(environment, "groups") | _vpcs(environment, "subnets")) > 1
} else := "undecided" if {
	count(_because(environment)) > 0
} else := "pass"

_vpcs(environment, "groups") := {vpc |
	some group in environment.security_group_ids.items
	vpc := facts.security_group[group].vpc_id
	known.has(vpc)
}

_vpcs(environment, "subnets") := {vpc |
	some subnet in environment.subnet_ids.items
	vpc := facts.subnet[subnet].vpc_id
	known.has(vpc)
}

_because(environment) := union({
	{["environments", environment.id, attribute] |
		some attribute in ["security_group_ids", "subnet_ids"]
		environment[attribute].complete == false
	},
	{["security_groups", group, "vpc_id"] |
		some group in environment.security_group_ids.items
		known.missing(facts.security_group[group].vpc_id)
	},
	{["subnets", subnet, "vpc_id"] |
		some subnet in environment.subnet_ids.items
		known.missing(facts.subnet[subnet].vpc_id)
	},
})
