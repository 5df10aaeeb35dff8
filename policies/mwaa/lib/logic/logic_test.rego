package mwaa.lib.logic_test

import data.mwaa.lib.logic

import rego.v1

test_negated if {
	logic.negated("yes") == "no"
	logic.negated("no") == "yes"
	logic.negated("unknown") == "unknown"
}

test_any_of if {
	logic.any_of({"no", "unknown", "yes"}, false) == "yes"
	logic.any_of({"no", "unknown"}, true) == "unknown"
	logic.any_of({"no"}, true) == "no"
	logic.any_of(set(), true) == "no"
	logic.any_of({"no"}, false) == "unknown"
}

test_all_of if {
	logic.all_of({"yes", "unknown", "no"}) == "no"
	logic.all_of({"yes", "unknown"}) == "unknown"
	logic.all_of({"yes"}) == "yes"
	logic.all_of(set()) == "yes"
}

test_agreed if {
	logic.agreed({"no"}) == "no"
	logic.agreed({"yes"}) == "yes"
	logic.agreed({"yes", "no"}) == "unknown"
	logic.agreed({"yes", "unknown"}) == "unknown"
}
