package mwaa.lib.states_test

import data.mwaa.lib.states

import rego.v1

test_states if {
	every state in {"available", "pending", "planned"} {
		states.works({"state": state}) == "yes"
	}
	every state in {"deleting", "expired", "failed", "partial", "pendingacceptance", "rejected"} {
		states.works({"state": state}) == "no"
	}
	states.works({"state": null}) == "unknown"
}
