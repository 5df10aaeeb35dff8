package mwaa.main_test

import data.mwaa.fixture
import data.mwaa.main

import rego.v1

# Going through the packages themselves would evaluate the tests among them.
test_every_rule_is_evaluated if {
	ids := {id | id := data.mwaa.rules[_].id}
	main.report.evaluated == ids with input as data.mwaa.fixture.networks.public
}

test_a_clean_network_has_verdicts_and_nothing_else if {
	every network in data.mwaa.fixture.networks {
		report := main.report with input as network
		report.schema == "mwaa-policy-decision/v1"
		report.findings == {}
		report.undecided == {}
		report.edits == {}
		count(report.verdicts) == count(report.evaluated)
	}
}

test_a_broken_network_tells_everything if {
	network := fixture.change(
		data.mwaa.fixture.networks.public,
		"security_groups",
		"group",
		{"ingress": fixture.all_of([])},
	)
	report := main.report with input as network
	report.verdicts["SG-DATABASE"] == {"airflow": "fail"}
	count(report.findings["SG-DATABASE"]) == 1
	count(report.edits["SG-DATABASE"]) == 1
	report.not_applicable["NACL-RECOMMENDED"] == {{"subject": "vpc/default-acl", "because": "not-in-use"}}
}

test_an_open_question_is_told if {
	network := fixture.change(
		data.mwaa.fixture.networks.public,
		"security_groups",
		"group",
		{"ingress": fixture.some_of([])},
	)
	report := main.report with input as network
	count(report.undecided["SG-DATABASE"]) == 1
}

test_an_empty_document_gives_a_defined_report if {
	report := main.report with input as {"environments": {"items": [], "complete": true}, "params": {"routing": "auto"}}
	report.findings == {}
	report.environments == set()
}

test_the_routing_mode_is_part_of_the_decision if {
	report := main.report with input as data.mwaa.fixture.networks.private
	{environment.routing | some environment in report.environments} == {"private"}
}
