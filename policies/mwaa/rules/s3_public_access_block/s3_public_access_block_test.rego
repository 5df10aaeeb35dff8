package mwaa.rules.s3_public_access_block_test

import data.mwaa.fixture
import data.mwaa.rules.s3_public_access_block

import rego.v1

_public := data.mwaa.fixture.networks.public

_switches := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

_all(value) := {switch: value | some switch in _switches}

_account(network, block) := json.patch(network, [{
	"op": "replace",
	"path": "/context/account_public_access_block",
	"value": block,
}])

_bucket(block) := fixture.change(_public, "buckets", "airflow-dags", {"public_access_block": block})

_verdict(network) := verdict if {
	verdict := s3_public_access_block.verdict.airflow with input as network
}

_because(network) := [entry.because | some entry in undecided][0] if {
	undecided := s3_public_access_block.undecided with input as network
}

_open := _account(_bucket(object.union(_all(true), {"ignore_public_acls": false})), _all(false))

test_finding_a_switch_that_is_off if {
	s3_public_access_block.verdict == {"airflow": "fail"} with input as _open
	s3_public_access_block.findings == {{
		"subject": "airflow",
		"severity": "high",
		"at": ["buckets", "airflow-dags", "public_access_block"],
		"args": {"bucket": "airflow-dags", "switches": ["ignore_public_acls"]},
	}} with input as _open
}

test_finding_whatever_other_switches_are if {
	_verdict(_account(_bucket(object.union(_all(null), {"ignore_public_acls": false})), _all(false))) == "fail"
}

test_clean_by_the_bucket_or_by_the_account if {
	every network in [
		_account(_bucket(_all(true)), _all(false)),
		_account(_bucket(_all(true)), null),
		_account(_bucket(_all(false)), _all(true)),
		_account(_bucket(null), _all(true)),
		_account(
			_bucket(object.union(_all(true), {"block_public_policy": false})),
			object.union(_all(false), {"block_public_policy": true}),
		),
	] {
		_verdict(network) == "pass"
	}
}

test_undecided_names_what_is_missing if {
	account := ["context", "account_public_access_block"]
	bucket := ["buckets", "airflow-dags", "public_access_block"]
	every case in [
		[_account(_bucket(_all(false)), null), [account]],
		[_account(_bucket(null), _all(false)), [bucket]],
		[_account(_bucket(null), null), [bucket, account]],
		[_account(_bucket(object.union(_all(true), {"block_public_acls": null})), _all(false)), [bucket]],
		[
			_account(
				_bucket(object.union(_all(true), {"block_public_acls": null})),
				object.union(_all(false), {"block_public_policy": null}),
			),
			[bucket],
		],
		[
			fixture.change(_public, "environments", "airflow", {"source_bucket_id": null}),
			[["environments", "airflow", "source_bucket_id"]],
		],
	] {
		_verdict(case[0]) == "undecided"
		_because(case[0]) == case[1]
	}
}

_quiet(network) := [object.get(entry, "quiet", false) | some entry in undecided][0] if {
	undecided := s3_public_access_block.undecided with input as network
}

# What the bucket's own document switches off is open until the account is known to switch it on.
test_undecided_is_a_note_unless_the_bucket_is_open if {
	off := object.union(_all(true), {"ignore_public_acls": false})
	_quiet(_account(_bucket(_all(false)), null)) == false
	_quiet(_account(_bucket(off), _all(null))) == false
	_quiet(_account(_bucket(null), _all(false))) == true
	_quiet(_account(_bucket(object.union(_all(true), {"ignore_public_acls": null})), _all(false))) == true
	_quiet(fixture.change(_public, "environments", "airflow", {"source_bucket_id": null})) == true
	half := object.union(off, {"block_public_acls": null})
	_quiet(_account(_bucket(half), object.union(_all(false), {"ignore_public_acls": true}))) == true
}

test_edit_switches_on_what_is_off if {
	s3_public_access_block.edits == {{
		"subject": "airflow",
		"at": ["buckets", "airflow-dags", "public_access_block"],
		"verb": "set_attribute",
		"target": ["buckets", "airflow-dags", "public_access_block", "ignore_public_acls"],
		"value": true,
		"applicability": "unsafe",
	}} with input as _open
}
