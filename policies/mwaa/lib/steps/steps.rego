# METADATA
# title: The steps of a flow
# description: |
#   What a packet or a call passes on its way, and what becomes of it there. What the libraries find
#   counts as far as the rule says that judges it: nothing is stopped where the rule passes, and where
#   it is not applicable because another one fails, what does not pass is not judged.
#
#   A step is `{stage, rule, from, subnet, peer, through, verdict, deciders, because, reason, calls,
#   quiet}`: `stage` tells which part of the way it is, `from` the subnet whose flows take it, null for
#   all, `subnet` where it is and `peer` the subnet at the other end. It passes the records `through`.
#   `verdict` is `passes`, `stopped`, `undecided` or `not_judged`: by `deciders`, members of which are
#   `{kind, path}`; for want of the facts `because`; for a `reason`. `calls` are those that a policy
#   stops. What is undecided and `quiet` leaves the flow open no more than it does the run.
# scope: package
package mwaa.lib.steps

import rego.v1

# METADATA
# description: |
#   A step as the rule of a package lets it count, of what was `found` of it. Undefined where the rule
#   has nothing to judge.
of(name, subject, found) := _step(name, found, {"verdict": "passes", "because": set()}) if {
	data.mwaa.rules[name].verdict[subject] == "pass"
} else := _step(name, found, {}) if {
	data.mwaa.rules[name].verdict[subject] == "fail"
} else := undecided(name, subject, found) if {
	data.mwaa.rules[name].verdict[subject] == "undecided"
	found.verdict == "stopped"
} else := _step(name, found, {"quiet": _quiet(name, subject)}) if {
	data.mwaa.rules[name].verdict[subject] == "undecided"
} else := _step(name, found, {}) if {
	reason(name, subject) in _ids
	found.verdict == "passes"
} else := unjudged(name, found, why) if {
	why := reason(name, subject)
	why in _ids
}

# METADATA
# description: |
#   A step of which the rule of a package says all: `found` has the deciders with which it passes.
told(name, subject, found) := of(name, subject, object.union(found, {"verdict": "passes"})) if {
	data.mwaa.rules[name].verdict[subject] == "pass"
} else := _step(name, found, {"verdict": "stopped", "deciders": deciders}) if {
	data.mwaa.rules[name].verdict[subject] == "fail"
	deciders := {{"kind": "fact", "path": finding.at} |
		some finding in data.mwaa.rules[name].findings
		finding.subject == subject
	}
} else := of(name, subject, object.union(found, {"verdict": "stopped"}))

# METADATA
# description: A step that passes, whatever the rule of a package says of others.
passing(name, found) := _step(name, found, {"verdict": "passes"})

# METADATA
# description: A step that no rule judges.
free(found) := object.union(_blank, found)

# METADATA
# description: A step that hangs on all that the rule of a package hangs on. Undefined where it does not.
undecided(name, subject, found) := further(name, subject, found, missing) if {
	missing := because(name, subject)
	count(missing) > 0
}

# METADATA
# description: A step that hangs on some of it.
further(name, subject, found, missing) := _step(name, found, {
	"verdict": "undecided",
	"because": missing,
	"quiet": _quiet(name, subject),
})

# METADATA
# description: A step that the rule of a package does not judge, for a reason code of it or another rule.
unjudged(name, found, why) := _step(name, found, {
	"verdict": "not_judged",
	"deciders": set(),
	"because": set(),
	"calls": [],
	"reason": why,
})

# METADATA
# description: The facts for want of which the rule of a package is undecided.
because(name, subject) := {path |
	some entry in data.mwaa.rules[name].undecided
	entry.subject == subject
	some path in entry.because
}

# METADATA
# description: Why the rule of a package has nothing to say, as a reason code or the id of another rule.
reason(name, subject) := entry.because if {
	some entry in data.mwaa.rules[name].not_applicable
	entry.subject == subject
}

# METADATA
# description: What becomes of a flow, by its steps.
verdict(passed) := [word | some word in _worst_first; word in {_weight(step) | some step in passed}][0]

_worst_first := ["stopped", "undecided", "not_judged", "passes"]

_weight(step) := "passes" if {
	step.quiet == true
} else := step.verdict

_step(name, found, members) := _tidy(object.union_n([_blank, found, {"rule": data.mwaa.rules[name].id}, members]))

# Nothing decides what is undecided.
_tidy(step) := object.union(step, {"deciders": set()}) if {
	step.verdict == "undecided"
} else := step

_blank := {
	"rule": null,
	"from": null,
	"subnet": null,
	"peer": null,
	"through": set(),
	"deciders": set(),
	"because": set(),
	"reason": null,
	"calls": [],
	"quiet": false,
}

_id[name] := data.mwaa.rules[name].id

_ids contains id if some id in _id

# Rules that do not block leave nothing open, nor do entries that say so themselves.
_quiet(name, subject) if {
	name in _notes
	count(because(name, subject)) > 0
} else if {
	some entry in data.mwaa.rules[name].undecided
	entry.subject == subject
	entry.quiet
} else := false

_notes := {"epr_region", "epr_type"}
