package custom.regal.rules.mwaa["input-reader_test"]

import data.custom.regal.rules.mwaa["input-reader"] as rule

_count(package_name, body) := count({violation |
	policy := regal.parse_module("p.rego", concat("\n", [concat(" ", ["package", package_name]), body]))
	some violation in rule.report with input as policy
})

_reads := "_ids := {record.id | some record in input.subnets.items}"

test_rules_and_libraries_do_not_read_the_input if {
	_count("mwaa.rules.x", _reads) == 1
	_count("mwaa.lib.x", _reads) == 1
}

test_facts_and_tests_read_the_input if {
	_count("mwaa.lib.facts", _reads) == 0
	_count("mwaa.rules.x_test", _reads) == 0
}

test_other_variables_are_no_input if _count("mwaa.lib.x", "_ids(output) := output.input") == 0
