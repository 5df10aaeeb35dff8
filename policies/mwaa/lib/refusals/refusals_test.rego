package mwaa.lib.refusals_test

import data.mwaa.fixture
import data.mwaa.lib.probes
import data.mwaa.lib.refusals

import rego.v1

_private := data.mwaa.fixture.networks.private

_airflow := fixture.record(_private, "environments", "airflow")

_sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")

_full := _sqs.policy.statements.items[0]

_but(statement, members) := object.union(object.remove(statement, object.keys(members)), members)

_if(conditions) := {"conditions": fixture.all_of([
{"operator": operator, "key": key, "values": fixture.all_of([value])} |
	some [operator, key, value] in conditions
])}

_deny(key, members) := _but(_full, object.union(members, {"key": key, "effect": "Deny"}))

_policy(statements) := _but(_sqs.policy, {"statements": fixture.all_of(statements)})

_office := ["IpAddress", "aws:sourceip", "203.0.113.0/24"]

_own := ["StringEquals", "aws:resourceaccount", "123456789012"]

_ours := ["StringEquals", "aws:resourceorgid", "o-a1b2c3d4e5"]

_user := ["StringEquals", "aws:principaltype", "User"]

_role := ["StringEquals", "aws:principaltype", "AssumedRole"]

_https := ["Bool", "aws:securetransport", "true"]

_somebody := ["StringEquals", "aws:principalorgid", "o-a1b2c3d4e5"]

# Statements, the conditions that stop the first call, and the parts that hide which ones do.
_cases := [
	[[_but(_full, _if([_office]))], {["Allow", "#0", "aws:sourceip", "absent"]}, set()],
	[[_but(_full, _if([_own]))], {["Allow", "#0", "aws:resourceaccount", "foreign"]}, set()],
	[[_but(_full, _if([_ours]))], {["Allow", "#0", "aws:resourceorgid", "foreign"]}, set()],
	[[_but(_full, _if([_user, _https]))], {["Allow", "#0", "aws:principaltype", "value"]}, set()],
	[[_full, _deny("D", _if([_https]))], {["Deny", "D", "aws:securetransport", "value"]}, set()],
	# a condition is not to blame where another part stops the call as well
	[[_but(_full, object.union(_if([_office]), {"actions": fixture.all_of(["kms:*"])}))], set(), set()],
	[[_but(_full, object.union(_if([_office]), {"principal_mode": "none"}))], set(), set()],
	[[_but(_full, _if([_office])), _deny("D", {})], set(), set()],
	# nor where there is none, whatever stops the call
	[[_deny("D", {"resources": fixture.some_of([])})], set(), set()],
	[[_but(_full, object.union(_if([_office]), {"resources": fixture.some_of([])})), _deny("D", {})], set(), set()],
	# nor is one of another statement than the one that stops it
	[[_full, _deny("C", _if([_https])), _deny("D", _if([_role]))], {["Deny", "C", "aws:securetransport", "value"]}, set()],
	[
		[_but(_full, _if([_office])), _deny("D", object.union(_if([_user]), {"resources": fixture.some_of([])}))],
		{["Allow", "#0", "aws:sourceip", "absent"]}, set(),
	],
	# which one is to blame hangs on what is not known
	[
		[_but(_full, object.union(_if([_office]), {"resources": fixture.some_of([])}))],
		set(), {["statements", "#0", "resources"]},
	],
	[
		[_deny("C", {"resources": fixture.some_of([])}), _deny("D", _if([_https]))],
		set(), {["statements", "C", "resources"]},
	],
	[
		[_deny("C", _if([_somebody])), _deny("D", _if([_https]))],
		set(), {["statements", "C", "conditions", "aws:principalorgid"]},
	],
	[[_but(_full, _if([_office, _somebody]))], {["Allow", "#0", "aws:sourceip", "absent"]}, set()],
]

_asked(policy) := calls[0] if {
	calls := probes.asked(
		_airflow,
		object.union(_sqs, {"policy": policy}),
		data.mwaa.tables.probes.services.sqs,
	) with input as _private
}

test_conditions_that_stop_a_call if {
	wrong := [[statements, found, hidden] |
		some [statements, wanted, doubts] in _cases
		policy := _policy(statements)
		call := _asked(policy)
		found := {[one.effect, one.statement, one.condition.key, one.why] | some one in refusals.of(policy, call.probes[0])}
		hidden := refusals.hidden(policy, call.probes[0])
		[found, hidden] != [wanted, doubts]
	]
	wrong == []
	every one in _cases {
		_asked(_policy(one[0])).verdict.result == "deny"
	}
}

test_what_may_be_let_through_is_not_stopped if {
	refused := _but(_full, object.union(_if([_office]), {"resources": fixture.some_of([])}))
	maybe := _but(_full, object.union(_if([_somebody]), {"key": "#1"}))
	every statements in [
		[_but(_full, _if([_office])), maybe],
		[refused, maybe],
		[_full, _deny("D", _if([_somebody]))],
	] {
		policy := _policy(statements)
		call := _asked(policy)
		call.verdict.result == "unknown"
		refusals.of(policy, call.probes[0]) == set()
		refusals.hidden(policy, call.probes[0]) == set()
	}
}

test_an_unknown_deny_beside_the_implied_one if {
	policy := _policy([_but(_full, _if([_office])), _deny("D", _if([_somebody]))])
	refusals.of(policy, _asked(policy).probes[0]) == set()
	refusals.hidden(policy, _asked(policy).probes[0]) == {["statements", "D", "conditions", "aws:principalorgid"]}
}

# Statements, and whether conditions may stop the first call, which is not surely let through.
_doubtful := [
	[[], false],
	[[_but(_full, {"principal_mode": "listed", "principals": fixture.some_of([])})], false],
	[[_but(_full, object.union(_if([_https]), {"resources": fixture.some_of([])}))], false],
	[[_but(_full, object.union(_if([_office]), {"resources": fixture.some_of([])}))], true],
	[[_but(_full, object.union(_if([_somebody]), {"resources": fixture.some_of([])}))], true],
	[[_but(_full, object.union(_if([_somebody]), {"actions": fixture.all_of(["kms:*"])}))], false],
	[[_but(_full, object.union(_if([_somebody]), {"principal_mode": "none"}))], false],
	[[_but(_full, {"conditions": fixture.some_of([])})], true],
	[[_full, _deny("D", {"resources": fixture.some_of([])})], false],
	[[_but(_full, {"resources": fixture.some_of([])}), _deny("D", _if([_user]))], false],
	[[_full, _deny("D", object.union(_if([_https]), {"resources": fixture.some_of([])}))], true],
	[[_full, _deny("D", object.union(_if([_user]), {"resources": fixture.some_of([])}))], false],
	[[_full, _deny("D", {"conditions": fixture.some_of([])})], true],
]

test_conditions_that_may_stop_a_call if {
	wrong := [statements |
		some [statements, wanted] in _doubtful
		policy := _policy(statements)
		_is_possible(policy) != wanted
	]
	wrong == []
	incomplete := object.union(_policy([]), {"statements": fixture.some_of([])})
	_is_possible(incomplete)
	_is_possible(object.union(incomplete, {"statements": fixture.some_of([_deny("D", {"actions": fixture.some_of([])})])}))
	not _is_possible(_policy([_full, _but(_full, _if([_somebody]))]))
}

_is_possible(policy) if {
	refusals.possible(policy, _asked(policy).probes[0])
} else := false
