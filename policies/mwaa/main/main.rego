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

# A reference to one member of each package: iterating over the packages themselves would evaluate
# all that they hold, private rules too, once for every part.
_id[name] := data.mwaa.rules[name].id

_evaluated contains id if some id in _id

_environments contains fact if some fact in routing.environments

_verdicts[id] := data.mwaa.rules[name].verdict if some name, id in _id

_findings[id] contains finding if {
	some name, id in _id
	some finding in data.mwaa.rules[name].findings
}

_undecided[id] contains entry if {
	some name, id in _id
	some entry in data.mwaa.rules[name].undecided
}

_not_applicable[id] contains entry if {
	some name, id in _id
	some entry in data.mwaa.rules[name].not_applicable
}

_edits[id] contains edit if {
	some name, id in _id
	some edit in data.mwaa.rules[name].edits
}
