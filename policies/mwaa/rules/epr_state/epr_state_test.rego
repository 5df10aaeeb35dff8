package mwaa.rules.epr_state_test

import data.mwaa.fixture
import data.mwaa.rules.epr_state

import rego.v1

_private := data.mwaa.fixture.networks.private

_with(members) := fixture.change(_private, "vpc_endpoints", "endpoint-sqs", members)

_because(attribute) := {{"subject": "endpoint-sqs", "because": [["vpc_endpoints", "endpoint-sqs", attribute]]}}

test_finding_states_that_take_no_calls if {
	every state in {"deleting", "expired", "failed", "partial", "pendingacceptance", "rejected"} {
		epr_state.findings == {{
			"subject": "endpoint-sqs",
			"severity": "high",
			"at": ["vpc_endpoints", "endpoint-sqs", "state"],
			"args": {"service": "sqs", "state": state},
		}} with input as _with({"state": state})
	}
}

test_clean_states if {
	every state in {"available", "pending"} {
		epr_state.verdict["endpoint-sqs"] == "pass" with input as _with({"state": state})
		epr_state.findings == set() with input as _with({"state": state})
	}
}

test_undecided if {
	every attribute in {"requester_managed", "service", "state", "vpc_id"} {
		epr_state.undecided == _because(attribute) with input as _with({attribute: null})
	}
	epr_state.undecided == _because("private_dns") with input as _with({"service": "ecr.api", "private_dns": null})
}

test_not_applicable if {
	every reason, members in {
		"managed": {"requester_managed": true, "state": "failed"},
		"not-in-use": {"service": "other", "state": "failed"},
		"planned": {"state": "planned"},
	} {
		epr_state.not_applicable == {{"subject": "endpoint-sqs", "because": reason}} with input as _with(members)
	}
}
