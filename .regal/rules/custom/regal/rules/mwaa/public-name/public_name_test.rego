package custom.regal.rules.mwaa["public-name_test"]

import data.custom.regal.rules.mwaa["public-name"] as rule

_names(package_name, body) := {violation.location.row |
	policy := regal.parse_module("p.rego", concat("\n", [concat(" ", ["package", package_name]), body]))
	some violation in rule.report with input as policy
}

test_another_name_is_refused if _names("mwaa.rules.x", "id := 1\nundecidable contains 1") == {3}

test_another_name_is_refused_with_subjects if _names("mwaa.rules.x", `verdicts["a"] := "pass"`) == {2}

test_the_names_of_a_rule_are_allowed if {
	_names("mwaa.rules.x", `
id := "X"
verdict["a"] := "fail"
findings contains 1
undecided contains 1
not_applicable := set()
edits contains 1
_private(x) := x`) == set()
}

test_libraries_and_tests_export_what_they_want if {
	_names("mwaa.lib.x", "anything := 1") == set()
	_names("mwaa.rules.x_test", "test_anything if true") == set()
}
