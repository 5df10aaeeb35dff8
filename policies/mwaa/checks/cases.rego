package mwaa.checks

import rego.v1

# The cases of a rule: what CONTRIBUTING.md promises that they show.

_cases(name, custom) := union({
	_shown(name, custom),
	{problem | some case in _cases_of(name); some problem in _case(case, custom)},
	{sprintf("two cases have the name %v", [case.name]) |
		some i, case in _cases_of(name)
		some j, other in _cases_of(name)
		i < j
		case.name == other.name
	},
})

_cases_of(name) := input.directories[name].cases

# Every verdict that the rule can give.
_shown(name, custom) := {sprintf("no case shows the verdict %s", [verdict]) |
	some verdict in ({"fail", "pass", "undecided"} | {"not_applicable" | count(custom.reasons) > 0})
	not verdict in {found | some case in _cases_of(name); some found in case.verdicts}
}

_sources := {
	"cloudformation": {"document"},
	"inventory": {"network", "patch"},
}

_case(case, custom) := ((((((({sprintf("the case %v lacks %s", [_name(case), member]) |
	some member in ({"name", "source", "verdicts"} | object.get(_sources, case.source, set()))
	not member in object.keys(case)
} | {sprintf("the case %v has the source %v", [_name(case), case.source]) |
	not _sources[case.source]
}) | {sprintf("the case %v has the member %s, which nobody reads", [_name(case), member]) |
	some member, _ in case
	not member in _members
}) | {sprintf("the case %v has the verdict %v", [_name(case), verdict]) |
	some verdict in case.verdicts
	not verdict in {"fail", "not_applicable", "pass", "undecided"}
}) | {sprintf("the case %v has a finding of severity %v", [_name(case), finding.severity]) |
	some finding in case.findings
	not _declared(finding.severity, custom.severities)
}) | {sprintf("the case %v is not applicable because of %v", [_name(case), entry.because]) |
	some entry in case.not_applicable
	not entry.because in (object.keys(custom.reasons) | _ids)
}) | {sprintf("the case %v fails and does not say what is found", [_name(case)]) |
	"fail" in {verdict | some verdict in case.verdicts}
	count(object.get(case, "findings", [])) == 0
}) | {sprintf("the case %v is undecided and does not say why", [_name(case)]) |
	"undecided" in {verdict | some verdict in case.verdicts}
	count(object.get(case, "undecided", [])) == 0
}) | {sprintf("the case %v is not applicable and does not say why", [_name(case)]) |
	"not_applicable" in {verdict | some verdict in case.verdicts}
	count(object.get(case, "not_applicable", [])) == 0
}

_members := {
	"document",
	"findings",
	"name",
	"network",
	"not_applicable",
	"parameters",
	"patch",
	"source",
	"undecided",
	"verdicts",
}

_name(case) := object.get(case, "name", "without a name")

_declared(null, [])

_declared(severity, severities) if severity in severities
