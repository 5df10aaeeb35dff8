# METADATA
# title: The name of a service does not lead to its endpoint
# description: |
#   With private routing the usual name of a service must lead to its interface endpoint. That takes
#   private DNS on the endpoint, and both DNS attributes on its VPC. Environments call by IPv4, so an
#   endpoint that has addresses of IPv6 only, or DNS records of these only, is not found by the name; for
#   S3 neither, once its private DNS takes the name from a gateway endpoint.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
# custom:
#   id: EPR-DNS
#   severities: [critical]
#   subject: vpc_endpoint
#   blocks: true
#   source: beyond
#   sentence: Private DNS is enabled on each endpoint; it needs DNS support and DNS hostnames in the VPC.
#   messages:
#     default: "{attribute} is off, so the usual name of {service} does not lead to {subject}"
#     ipv6: "the usual name of {service} leads to {subject} by IPv6 only, and environments call by IPv4"
#   remedy: "Turn {attribute} on."
#   reasons:
#     managed: MWAA made the endpoint itself.
#     not-an-interface: A gateway endpoint, and S3 over IPv4, need no private DNS.
#     not-in-use: Private routing does not need the endpoint.
#     public-routing: With public routing the usual names lead to public addresses.
#   fix: always
#   explains: []
#   tags: [vpc-endpoint, dns]
#   since: 0.1.0
package mwaa.rules.epr_dns

import data.mwaa.lib.clients
import data.mwaa.lib.endpoints
import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

id := "EPR-DNS"

verdict[endpoint.id] := _verdict(endpoint) if some endpoint in facts.vpc_endpoint

findings contains finding if {
	some subject, "fail" in verdict
	some path, switch in _switches[subject]
	known.no(switch)
	finding := {
		"subject": subject,
		"severity": "critical",
		"at": path,
		"args": object.union(
			{"service": facts.vpc_endpoint[subject].service, "attribute": _names[path[2]]},
			object.get(_cases, path[2], {}),
		),
	}
}

undecided contains object.union(entry, _quiet(endpoint)) if {
	some subject, "undecided" in verdict
	endpoint := facts.vpc_endpoint[subject]
	entry := {"subject": subject, "because": sort(_because(endpoint))}
}

not_applicable contains {"subject": subject, "because": _reason(facts.vpc_endpoint[subject])} if {
	some subject, "not_applicable" in verdict
}

edits contains edit if {
	some finding in findings
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "set_attribute",
		"target": finding.at,
		"value": true,
		"applicability": object.get(_applicability, finding.at[2], "safe"),
	}
}

_names := {
	"private_dns": "private DNS of the endpoint",
	"ipv4": "IPv4 in IpAddressType and DnsOptions of the endpoint",
	"dns_support": "EnableDnsSupport of the VPC",
	"dns_hostnames": "EnableDnsHostnames of the VPC",
}

_cases := {"ipv4": {"case": "ipv6"}}

# Other addresses take the place of those that clients by IPv6 may call, and may ask for other subnets.
_applicability := {"ipv4": "unsafe"}

# An inventory of before does not tell.
_ipv4(endpoint) := object.get(endpoint, "ipv4", null)

# The switches that must be on, by path.
_switches[endpoint.id][["vpc_endpoints", endpoint.id, "ipv4"]] := _ipv4(endpoint) if {
	some endpoint in facts.vpc_endpoint
}

_switches[endpoint.id][["vpc_endpoints", endpoint.id, "private_dns"]] := endpoint.private_dns if {
	some endpoint in facts.vpc_endpoint
}

_switches[endpoint.id][["vpcs", endpoint.vpc_id, attribute]] := facts.vpc[endpoint.vpc_id][attribute] if {
	some endpoint in facts.vpc_endpoint
	known.is_not(endpoint.service, "s3")
	some attribute in {"dns_support", "dns_hostnames"}
}

_verdict(endpoint) := "not_applicable" if {
	_reason(endpoint)
} else := "undecided" if {
	clients.judged.required[endpoint.id].value == "unknown"
} else := "undecided" if {
	known.missing(endpoint.type)
} else := "fail" if {
	false in _switches[endpoint.id]
} else := "pass" if {
	every switch in _switches[endpoint.id] {
		known.yes(switch)
	}
	known.no(facts.vpc[endpoint.vpc_id].custom_dns)
} else := "undecided"

_reason(endpoint) := reason if {
	reason := endpoints.use.required[endpoint.id].reason
} else := "not-an-interface" if {
	known.is_not(endpoint.type, "Interface")
} else := "not-an-interface" if {
	known.is(endpoint.service, "s3")
	known.yes(_ipv4(endpoint))
} else := reason if {
	reason := clients.judged.required[endpoint.id].reason
}

_because(endpoint) := clients.judged.required[endpoint.id].because if {
	clients.judged.required[endpoint.id].value == "unknown"
} else := {["vpc_endpoints", endpoint.id, "type"]} if {
	known.missing(endpoint.type)
} else := {path | some path, switch in _switches[endpoint.id]; known.missing(switch)} if {
	null in _switches[endpoint.id]
} else := {["vpcs", endpoint.vpc_id, "custom_dns"]}

# AWS makes an endpoint with private DNS only in a VPC that has both switches on, and whether
# resolvers of one's own forward the name nobody can tell: a note, and no open question.
_quiet(endpoint) := {"quiet": true} if {
	clients.judged.required[endpoint.id].value == "yes"
	known.is(endpoint.type, "Interface")
	known.yes(endpoint.private_dns)
	known.yes(_ipv4(endpoint))
} else := {}
