# METADATA
# title: A rule of the group itself names the right port with another protocol than TCP
# description: |
#   Explains SG-DATABASE and SG-WEBSERVER: the page's table labels 5432 as HTTPS and 443 as Custom TCP;
#   what counts is that the protocol is TCP (or all) and the port is right. Beside TCP only UDP has
#   ports: a rule for ICMP or another protocol names none, and was not meant for one.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-sg-example-port5432
# custom:
#   id: SG-PROTOCOL
#   severities: []
#   subject: environment
#   blocks: false
#   source: page
#   sentence: "The rules for ports 5432 and 443 are TCP rules."
#   messages:
#     default: "the rule of {group} for port {port} is for protocol {protocol}, not TCP"
#   remedy: "Change the protocol of the rule to TCP."
#   reasons:
#     nothing-to-explain: "SG-DATABASE and SG-WEBSERVER do not fail."
#   fix: none
#   explains: [SG-DATABASE, SG-WEBSERVER]
#   tags: [security-group]
#   since: 0.1.0
package mwaa.rules.sg_protocol

import data.mwaa.lib.facts
import data.mwaa.lib.flows
import data.mwaa.lib.known
import data.mwaa.lib.own
import data.mwaa.rules.sg_database
import data.mwaa.rules.sg_webserver

import rego.v1

id := "SG-PROTOCOL"

verdict[subject] := _verdict(subject) if some subject, _ in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	some entry in _wrong[subject]
	finding := {
		"subject": subject,
		"severity": null,
		"at": ["security_groups", entry.group, "ingress", entry.rule.key],
		"args": {"group": entry.group, "port": entry.port, "protocol": "udp"},
	}
}

undecided contains {"subject": subject, "because": sort(_because(subject))} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "nothing-to-explain"} if {
	some subject, "not_applicable" in verdict
}

_explained := {"database": sg_database.verdict, "webserver": sg_webserver.verdict}

_failed(subject) := {port | some name, port in flows.listeners; _explained[name][subject] == "fail"}

_udp := "17"

# Rules from the group itself that name a port of a failed rule, with another protocol.
_wrong[subject] contains object.union(entry, {"port": port}) if {
	some subject, _ in facts.environment
	some port in _failed(subject)
	some entry in own.filter[subject].ingress.rules
	known.is(entry.rule.protocol, _udp)
	known.one_of(entry.rule.group_id, own.filter[subject].ingress.own)
	known.at_most(entry.rule.from_port, port)
	known.at_most(port, entry.rule.to_port)
}

_verdict(subject) := "fail" if {
	_wrong[subject]
} else := "undecided" if {
	count(_because(subject)) > 0
} else := "not_applicable" if {
	count(_failed(subject)) == 0
} else := "pass"

_because(subject) := {path |
	some rule in [sg_database, sg_webserver]
	some entry in rule.undecided
	entry.subject == subject
	some path in entry.because
} | {["security_groups", entry.group, "ingress", entry.rule.key] |
	some port in _failed(subject)
	some entry in own.filter[subject].ingress.rules
	_may_be_wrong(subject, entry.rule, port)
}

_may_be_wrong(subject, rule, port) if {
	known.may_be(rule.protocol, _udp)
	not known.above(rule.from_port, port)
	not known.above(port, rule.to_port)
	known.may_be(rule.peer_kind, "group")
	some group in own.filter[subject].ingress.own
	known.may_be(rule.group_id, group)
}
