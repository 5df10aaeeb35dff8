package mwaa.rules.epr_dns_test

import data.mwaa.fixture
import data.mwaa.rules.epr_dns

import rego.v1

# Only sqs is left of the required services, so that one endpoint is judged.
_private := object.union(
	data.mwaa.fixture.networks.private,
	{"params": {"external_endpoints": ["kms", "logs", "monitoring"]}},
)

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_s3(members) := fixture.change(_private, "vpc_endpoints", "endpoint-s3", object.union(
	{"type": "Interface", "private_dns": true, "private_dns_inbound_only": false},
	members,
))

_vpc(members) := fixture.change(_private, "vpcs", "vpc", members)

test_finding_private_dns_is_off if {
	network := _with({"private_dns": false})
	at := ["vpc_endpoints", "endpoint-sqs", "private_dns"]
	epr_dns.verdict["endpoint-sqs"] == "fail" with input as network
	epr_dns.findings == {{
		"subject": "endpoint-sqs",
		"severity": "critical",
		"at": at,
		"args": {"service": "sqs", "attribute": "private DNS of the endpoint"},
	}} with input as network
	epr_dns.edits == {{
		"subject": "endpoint-sqs",
		"at": at,
		"verb": "set_attribute",
		"target": at,
		"value": true,
		"applicability": "safe",
	}} with input as network
}

test_finding_attributes_of_the_vpc if {
	network := _vpc({"dns_support": false, "dns_hostnames": false})
	{[finding.at[2], finding.args.attribute] | some finding in epr_dns.findings} == {
		["dns_support", "EnableDnsSupport of the VPC"],
		["dns_hostnames", "EnableDnsHostnames of the VPC"],
	} with input as network
}

test_finding_stands_beside_what_is_unknown if {
	network := _vpc({"dns_support": null, "dns_hostnames": false})
	epr_dns.verdict["endpoint-sqs"] == "fail" with input as network
	count(epr_dns.findings) == 1 with input as network
}

test_finding_addresses_of_ipv6_only if {
	network := _with({"ipv4": false})
	at := ["vpc_endpoints", "endpoint-sqs", "ipv4"]
	epr_dns.findings == {{
		"subject": "endpoint-sqs",
		"severity": "critical",
		"at": at,
		"args": {"case": "ipv6", "service": "sqs", "attribute": "IPv4 in IpAddressType and DnsOptions of the endpoint"},
	}} with input as network
	epr_dns.edits == {{
		"subject": "endpoint-sqs",
		"at": at,
		"verb": "set_attribute",
		"target": at,
		"value": true,
		"applicability": "unsafe",
	}} with input as network
}

test_finding_s3_by_ipv6_only if {
	network := _s3({"ipv4": false})
	{finding.at | some finding in epr_dns.findings} == {["vpc_endpoints", "endpoint-s3", "ipv4"]} with input as network
}

test_undecided_s3_whatever_the_switches_of_the_vpc if {
	off := {"dns_support": false, "dns_hostnames": false}
	unknown := fixture.change(_s3({"ipv4": null}), "vpcs", "vpc", off)
	epr_dns.verdict["endpoint-s3"] == "undecided" with input as unknown
	known := fixture.change(_s3({"ipv4": false}), "vpcs", "vpc", off)
	{finding.at | some finding in epr_dns.findings; finding.subject == "endpoint-s3"} == {
		["vpc_endpoints", "endpoint-s3", "ipv4"],
	} with input as known
}

test_undecided_in_an_inventory_without_the_attribute if {
	sqs := object.remove(fixture.record(_private, "vpc_endpoints", "endpoint-sqs"), ["ipv4"])
	network := fixture.add(fixture.remove(_private, "vpc_endpoints", "endpoint-sqs"), "vpc_endpoints", sqs)
	epr_dns.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpc_endpoints", "endpoint-sqs", "ipv4"]],
	}} with input as network
}

test_undecided_s3 if {
	every members in [{"ipv4": null}, {"ipv4": false, "private_dns": null}] {
		[unknown] := [attribute | some attribute, value in members; value == null]
		epr_dns.undecided == {{
			"subject": "endpoint-s3",
			"because": [["vpc_endpoints", "endpoint-s3", unknown]],
		}} with input as _s3(members)
	}
}

test_not_applicable_to_s3_that_calls_pass_by if {
	every members in [{"private_dns": false}, {"private_dns_inbound_only": true}] {
		network := _s3(object.union({"ipv4": false}, members))
		{"subject": "endpoint-s3", "because": "not-in-use"} in epr_dns.not_applicable with input as network
	}
}

test_clean_all_is_on if {
	epr_dns.verdict["endpoint-sqs"] == "pass" with input as _private
	epr_dns.findings == set() with input as _private
}

test_undecided_attributes if {
	network := _vpc({"dns_support": null})
	epr_dns.undecided == {{
		"subject": "endpoint-sqs",
		"because": [["vpcs", "vpc", "dns_support"]],
		"quiet": true,
	}} with input as network
}

test_undecided_endpoint if {
	every attribute in {"ipv4", "private_dns", "requester_managed", "service", "type", "vpc_id"} {
		network := _with({attribute: null})
		epr_dns.undecided == {{
			"subject": "endpoint-sqs",
			"because": [["vpc_endpoints", "endpoint-sqs", attribute]],
		}} with input as network
	}
}

test_undecided_mode if {
	network := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of(["subnet-a"])})
	{
		"subject": "endpoint-sqs",
		"because": [["environments", "airflow", "subnet_ids"]],
	} in epr_dns.undecided with input as network
}

test_not_applicable if {
	{[entry.subject, entry.because] | some entry in epr_dns.not_applicable} == {
		["endpoint-kms", "not-in-use"],
		["endpoint-logs", "not-in-use"],
		["endpoint-monitoring", "not-in-use"],
		["endpoint-s3", "not-an-interface"],
	} with input as _private
	managed := _with({"requester_managed": true})
	{"subject": "endpoint-sqs", "because": "managed"} in epr_dns.not_applicable with input as managed
	gateway := _with({"type": "Gateway"})
	{"subject": "endpoint-sqs", "because": "not-an-interface"} in epr_dns.not_applicable with input as gateway
}

test_not_applicable_to_an_interface_endpoint_of_s3 if {
	network := fixture.change(_private, "vpc_endpoints", "endpoint-s3", {"type": "Interface"})
	{"subject": "endpoint-s3", "because": "not-an-interface"} in epr_dns.not_applicable with input as network
}

test_undecided_quietly_where_resolvers_of_ones_own_may_not_forward if {
	every resolvers in [true, null] {
		network := fixture.change(_private, "vpcs", "vpc", {"custom_dns": resolvers})
		epr_dns.verdict["endpoint-sqs"] == "undecided" with input as network
		{entry.quiet | some entry in epr_dns.undecided} == {true} with input as network
		{entry.because | some entry in epr_dns.undecided} == {[["vpcs", "vpc", "custom_dns"]]} with input as network
	}
}
