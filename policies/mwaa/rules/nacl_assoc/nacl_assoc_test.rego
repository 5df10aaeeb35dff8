package mwaa.rules.nacl_assoc_test

import data.mwaa.fixture
import data.mwaa.rules.nacl_assoc

import rego.v1

_public := data.mwaa.fixture.networks.public

_with(listing) := fixture.change(_public, "subnets", "subnet-a", {"network_acl_ids": listing})

test_finding_two_associations_even_if_there_may_be_more if {
	every listing in [fixture.all_of(["acl", "other"]), fixture.some_of(["acl", "other"])] {
		network := _with(listing)
		nacl_assoc.verdict == {"subnet-a": "fail", "subnet-b": "pass"} with input as network
		nacl_assoc.findings == {{
			"subject": "subnet-a",
			"severity": "high",
			"at": ["subnets", "subnet-a", "network_acl_ids"],
			"args": {"count": 2, "acls": ["acl", "other"]},
		}} with input as network
	}
}

test_clean_one_or_the_default if {
	every listing in [fixture.all_of([]), fixture.all_of(["acl"]), fixture.all_of(["acl", "acl"])] {
		nacl_assoc.verdict == {"subnet-a": "pass", "subnet-b": "pass"} with input as _with(listing)
	}
	nacl_assoc.not_applicable == set() with input as _public
}

test_undecided_while_there_may_be_others if {
	every listing in [fixture.some_of([]), fixture.some_of(["acl"])] {
		network := _with(listing)
		nacl_assoc.verdict["subnet-a"] == "undecided" with input as network
		nacl_assoc.undecided == {{
			"subject": "subnet-a",
			"because": [["subnets", "subnet-a", "network_acl_ids"]],
		}} with input as network
	}
}
