# METADATA
# title: The web server access mode is not offered, or does not fit private routing
# description: |
#   PUBLIC_AND_PRIVATE is offered from Airflow 3.2 on. With private routing, PUBLIC_ONLY puts the web
#   server on the Internet while everything else stays inside: possible, and worth a look.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html
# custom:
#   id: ENV-WEBSERVER-MODE
#   severities: [high, info]
#   subject: environment
#   blocks: false
#   source: beyond
#   sentence: "AWS's network without Internet access is meant for the private web server mode."
#   messages:
#     version: "{subject} asks for {mode}, which Airflow {version} does not offer"
#     routing: "{subject} has private routing and a public web server ({mode})"
#   remedy: >-
#     Choose a web server access mode that the version offers and the network means: PRIVATE_ONLY with
#     private routing.
#   reasons: {}
#   fix: always
#   explains: []
#   tags: [environment]
#   since: 0.1.0
package mwaa.rules.env_webserver_mode

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.routing

import rego.v1

id := "ENV-WEBSERVER-MODE"

verdict[subject] := _verdict(environment, routing.mode[subject]) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	environment := facts.environment[subject]
	kind := _fault(environment, routing.mode[subject])
	finding := {
		"subject": subject,
		"severity": {"version": "high", "routing": "info"}[kind],
		"at": ["environments", subject, "webserver_access_mode"],
		"args": {"case": kind, "mode": environment.webserver_access_mode, "version": _version(environment.airflow_version)},
	}
}

undecided contains {"subject": subject, "because": sort(_because(environment, routing.mode[subject]))} if {
	some subject, "undecided" in verdict
	environment := facts.environment[subject]
}

not_applicable := set()

# Private is offered by every version; whether it is meant, and who then is shut out, only people know.
edits contains edit if {
	some finding in findings
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "set_attribute",
		"target": finding.at,
		"value": "PRIVATE_ONLY",
		"applicability": "unsafe",
	}
}

_verdict(environment, found) := "fail" if {
	_fault(environment, found)
} else := "undecided" if {
	count(_because(environment, found)) > 0
} else := "pass"

_fault(environment, found) := "version" if {
	some mode, first in data.mwaa.tables.webserver_modes.since
	known.is(environment.webserver_access_mode, mode)
	[environment.airflow_version.major, environment.airflow_version.minor] < [first.major, first.minor]
} else := "routing" if {
	known.is(environment.webserver_access_mode, "PUBLIC_ONLY")
	found.mode == "private"
}

_because(environment, found) := {path |
	some path in array.concat(
		array.concat(
			[["environments", environment.id, "webserver_access_mode"] | known.missing(environment.webserver_access_mode)],
			[["environments", environment.id, "airflow_version"] |
				some mode, _ in data.mwaa.tables.webserver_modes.since
				known.is(environment.webserver_access_mode, mode)
				known.missing(environment.airflow_version)
			],
		),
		[path |
			known.is(environment.webserver_access_mode, "PUBLIC_ONLY")
			found.mode == "indeterminate"
			some path in found.because
		],
	)
}

_version(null) := ""

_version(version) := concat(".", [format_int(version.major, 10), format_int(version.minor, 10)])
