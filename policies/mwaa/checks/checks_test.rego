package mwaa.checks_test

import data.mwaa.checks

import rego.v1

_rule := {
	"scope": "package",
	"title": "A group is too wide",
	"description": "Why that is bad.",
	"related_resources": [{"ref": "https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#groups"}],
	"custom": {
		"blocks": true,
		"explains": [],
		"fix": "none",
		"id": "SG-WIDE",
		"messages": {"default": "{subject} is wide"},
		"reasons": {"no-group": "It has no group."},
		"remedy": "Make {group} narrow.",
		"sentence": "Groups are narrow.",
		"severities": ["high", "low"],
		"since": "0.1.0",
		"source": "page",
		"subject": "environment",
		"tags": ["security-group"],
	},
}

_good := {
	"inspected": {"annotations": [{
		"annotations": _rule,
		"path": [{"value": "data"}, {"value": "mwaa"}, {"value": "rules"}, {"value": "sg_wide"}],
	}]},
	"directories": {"sg_wide": {
		"files": ["README.md", "cases.yaml", "sg_wide.rego", "sg_wide_test.rego"],
		"cases": [
			{
				"name": "wide",
				"source": "inventory",
				"network": "public",
				"patch": [],
				"verdicts": {"airflow": "fail"},
				"findings": [{"subject": "airflow", "severity": "high", "at": ["environments", "airflow"]}],
			},
			{
				"name": "narrow, unknown or absent",
				"source": "cloudformation",
				"document": "Resources: {}",
				"verdicts": {"a": "pass", "b": "undecided", "c": "not_applicable"},
				"undecided": [{"subject": "b", "because": [["environments", "b"]]}],
				"not_applicable": [{"subject": "c", "because": "no-group"}],
			},
		],
	}},
}

_rules := {"sg_wide": {"id": "SG-WIDE"}}

_custom := "/inspected/annotations/0/annotations/custom"

_annotations := "/inspected/annotations/0/annotations"

_case := "/directories/sg_wide/cases"

_problems(rules, patches) := found if {
	found := checks.problems with input as json.patch(_good, patches) with data.mwaa.rules as rules
}

test_clean_a_complete_rule if _problems(_rules, []) == set()

test_finding_each_mistake_in_the_metadata if {
	mistakes := {
		"the METADATA lacks title": {"op": "remove", "path": concat("", [_annotations, "/title"])},
		"the METADATA lacks remedy": {"op": "remove", "path": concat("", [_custom, "/remedy"])},
		"nobody knows the custom member level": {"op": "add", "path": concat("", [_custom, "/level"]), "value": 1},
		"blocks is not of type boolean": {"op": "replace", "path": concat("", [_custom, "/blocks"]), "value": "yes"},
		"subject cannot be vpc": {"op": "replace", "path": concat("", [_custom, "/subject"]), "value": "vpc"},
		"since cannot be 0.1": {"op": "replace", "path": concat("", [_custom, "/since"]), "value": "0.1"},
		"it has no tag": {"op": "replace", "path": concat("", [_custom, "/tags"]), "value": []},
		"A B is not a tag in small letters": {"op": "add", "path": concat("", [_custom, "/tags/-"]), "value": "A B"},
		"https://example.org/ is no page of AWS's documentation": {
			"op": "add",
			"path": concat("", [_annotations, "/related_resources/-"]),
			"value": {"ref": "https://example.org/"},
		},
		"no related resource is a section of the page that states it": {
			"op": "replace",
			"path": concat("", [_annotations, "/related_resources/0/ref"]),
			"value": "https://docs.aws.amazon.com/vpc/",
		},
		"the severities are not distinct ones, worst first": {
			"op": "replace",
			"path": concat("", [_custom, "/severities"]),
			"value": ["low", "high"],
		},
		"there is no message": {"op": "remove", "path": concat("", [_custom, "/messages/default"])},
		"a placeholder is not well formed in {Group} is wide": {
			"op": "replace",
			"path": concat("", [_custom, "/messages/default"]),
			"value": "{Group} is wide",
		},
		"the reason No is not a code in small letters": {
			"op": "add",
			"path": concat("", [_custom, "/reasons/No"]),
			"value": "",
		},
		"it has no edits, and its fix is always": {
			"op": "replace",
			"path": concat("", [_custom, "/fix"]),
			"value": "always",
		},
	}
	{problem: found |
		some problem, patch in mistakes
		found := _problems(_rules, [patch])
		found != {concat(": ", ["sg_wide", problem])}
	} == {}
}

test_finding_a_rule_that_explains_nobody if {
	"sg_wide: it explains SG-NONE, which does not exist" in _problems(_rules, [
		{"op": "add", "path": concat("", [_custom, "/explains/-"]), "value": "SG-NONE"},
		{"op": "replace", "path": concat("", [_custom, "/severities"]), "value": []},
	])
	_problems(_rules, [{"op": "add", "path": concat("", [_custom, "/explains/-"]), "value": "SG-WIDE"}]) == {
		"sg_wide: it has severities of its own, and explains another rule",
	}
}

test_finding_a_rule_without_severity if {
	problem := "sg_wide: it has neither a severity nor a rule that it explains"
	problem in _problems(_rules, [{"op": "replace", "path": concat("", [_custom, "/severities"]), "value": []}])
}

test_finding_other_names_for_one_thing if {
	_problems({"sg_wide": {"id": "SG-OTHER"}}, []) == {"sg_wide: the constant id is another than in the METADATA"}
	_problems({"sg_wide": {"id": "SG-OTHER"}}, [{
		"op": "replace",
		"path": concat("", [_custom, "/id"]),
		"value": "SG-OTHER",
	}]) == {"sg_wide: the directory of SG-OTHER is sg_other"}
}

test_finding_one_id_twice if {
	copy := {
		"annotations": _rule,
		"path": [{"value": "data"}, {"value": "mwaa"}, {"value": "rules"}, {"value": "sg_copy"}],
	}
	found := _problems({"sg_copy": {"id": "SG-WIDE"}, "sg_wide": {"id": "SG-WIDE"}}, [
		{"op": "add", "path": "/inspected/annotations/-", "value": copy},
		{"op": "copy", "from": "/directories/sg_wide", "path": "/directories/sg_copy"},
	])
	{"sg_copy: the id SG-WIDE is used twice", "sg_wide: the id SG-WIDE is used twice"} - found == set()
}

test_finding_edits_that_are_not_announced if {
	_problems({"sg_wide": {"id": "SG-WIDE", "edits": set()}}, []) == {"sg_wide: it has edits, and its fix is none"}
}

test_finding_a_directory_without_a_rule if {
	found := _problems({}, [
		{"op": "remove", "path": "/inspected/annotations/0"},
		{"op": "replace", "path": "/directories/sg_wide/files", "value": []},
	])
	{
		"sg_wide: there is no cases.yaml",
		"sg_wide: there is no sg_wide.rego",
		"sg_wide: there is no sg_wide_test.rego",
		"sg_wide: the METADATA lacks title",
		"sg_wide: the METADATA lacks id",
	} - found == set()
}

test_finding_each_mistake_in_the_cases if {
	mistakes := {
		"the case wide lacks patch": {"op": "remove", "path": concat("", [_case, "/0/patch"])},
		"the case wide has the member expect, which nobody reads": {
			"op": "add",
			"path": concat("", [_case, "/0/expect"]),
			"value": 1,
		},
		"the case wide has the source terraform": {
			"op": "replace",
			"path": concat("", [_case, "/0/source"]),
			"value": "terraform",
		},
		"the case wide has the verdict bad": {
			"op": "add",
			"path": concat("", [_case, "/0/verdicts/other"]),
			"value": "bad",
		},
		"the case wide has a finding of severity medium": {
			"op": "replace",
			"path": concat("", [_case, "/0/findings/0/severity"]),
			"value": "medium",
		},
		"the case wide fails and does not say what is found": {
			"op": "remove",
			"path": concat("", [_case, "/0/findings"]),
		},
		"the case narrow, unknown or absent is undecided and does not say why": {
			"op": "remove",
			"path": concat("", [_case, "/1/undecided"]),
		},
		"the case narrow, unknown or absent is not applicable and does not say why": {
			"op": "remove",
			"path": concat("", [_case, "/1/not_applicable"]),
		},
		"the case narrow, unknown or absent is not applicable because of rain": {
			"op": "replace",
			"path": concat("", [_case, "/1/not_applicable/0/because"]),
			"value": "rain",
		},
		"no case shows the verdict pass": {"op": "remove", "path": concat("", [_case, "/1/verdicts/a"])},
		"two cases have the name wide": {"op": "replace", "path": concat("", [_case, "/1/name"]), "value": "wide"},
	}
	{problem: found |
		some problem, patch in mistakes
		found := _problems(_rules, [patch])
		found != {concat(": ", ["sg_wide", problem])}
	} == {}
}

test_clean_a_finding_of_a_rule_that_explains_has_no_severity if {
	_problems(_rules, [
		{"op": "replace", "path": concat("", [_custom, "/severities"]), "value": []},
		{"op": "replace", "path": concat("", [_custom, "/explains"]), "value": ["SG-WIDE"]},
		{"op": "replace", "path": concat("", [_case, "/0/findings/0/severity"]), "value": null},
	]) == set()
}
