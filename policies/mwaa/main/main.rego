# METADATA
# title: The router
# description: |
#   Collects what every rule package says into one report. Rules are found by their place, so
#   adding one never edits this file. Each part is a rule of its own: a member that is undefined
#   would make an object undefined as a whole.
# scope: package
package mwaa.main

import data.mwaa.lib.routing

import rego.v1

# METADATA
# description: The decision on one inventory, without prose and without file names.
# entrypoint: true
report := {
	"schema": "mwaa-policy-decision/v1",
	"evaluated": _evaluated,
	"environments": _environments,
	"verdicts": _verdicts,
	"findings": _findings,
	"undecided": _undecided,
	"not_applicable": _not_applicable,
	"edits": _edits,
}

_evaluated contains data.mwaa.rules[_].id

_environments contains fact if some fact in routing.environments

_verdicts[rule.id] := rule.verdict if some rule in data.mwaa.rules

_findings[rule.id] contains finding if {
	some rule in data.mwaa.rules
	some finding in rule.findings
}

_undecided[rule.id] contains entry if {
	some rule in data.mwaa.rules
	some entry in rule.undecided
}

_not_applicable[rule.id] contains entry if {
	some rule in data.mwaa.rules
	some entry in rule.not_applicable
}

_edits[rule.id] contains edit if {
	some rule in data.mwaa.rules
	some edit in rule.edits
}
