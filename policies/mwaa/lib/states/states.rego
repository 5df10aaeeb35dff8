# METADATA
# title: The states of endpoints
# description: |
#   An endpoint that is planned, is being made or is available takes calls, or will. One that failed,
#   was rejected, has expired or is being deleted does not.
# scope: package
package mwaa.lib.states

import data.mwaa.lib.known

import rego.v1

_working := {"available", "pending", "planned"}

# METADATA
# description: "Whether an endpoint takes calls, or will: `yes`, `no` or `unknown`."
works(endpoint) := "unknown" if {
	known.missing(endpoint.state)
} else := "yes" if {
	known.one_of(endpoint.state, _working)
} else := "no"
