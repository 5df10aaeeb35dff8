# METADATA
# title: The bucket with the DAGs is not closed to the public
# description: |
#   MWAA wants a bucket that blocks all public access, by all four switches. Each switch may be on at the
#   bucket or at the account: S3 applies the stricter of the two.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: S3-PUBLIC-ACCESS-BLOCK
#   severities: [high]
#   subject: environment
#   blocks: true
#   source: beyond
#   sentence: "The bucket must be configured to block all public access."
#   messages:
#     default: "the bucket {bucket} of {subject} does not block all public access: {switches} is off"
#   remedy: "Switch on block all public access for the bucket {bucket}."
#   reasons: {}
#   fix: always
#   explains: []
#   tags: [s3]
#   since: 0.1.0
package mwaa.rules.s3_public_access_block

import data.mwaa.lib.facts
import data.mwaa.lib.known
import data.mwaa.lib.logic

import rego.v1

id := "S3-PUBLIC-ACCESS-BLOCK"

verdict[subject] := _verdict(environment) if some subject, environment in facts.environment

findings contains finding if {
	some subject, "fail" in verdict
	bucket := facts.environment[subject].source_bucket_id
	finding := {
		"subject": subject,
		"severity": "high",
		"at": ["buckets", bucket, "public_access_block"],
		"args": {
			"bucket": bucket,
			"switches": [switch | some switch in _switches; _closed(facts.bucket[bucket], switch) == "no"],
		},
	}
}

undecided contains object.union(entry, _quiet(facts.environment[subject])) if {
	some subject, "undecided" in verdict
	entry := {"subject": subject, "because": sort(_because(facts.environment[subject]))}
}

not_applicable := set()

# Somebody may read the bucket from outside until then.
edits contains edit if {
	some finding in findings
	some switch in finding.args.switches
	edit := {
		"subject": finding.subject,
		"at": finding.at,
		"verb": "set_attribute",
		"target": array.concat(finding.at, [switch]),
		"value": true,
		"applicability": "unsafe",
	}
}

_switches := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

_verdict(environment) := "undecided" if {
	known.missing(environment.source_bucket_id)
} else := _said[logic.all_of({_closed(facts.bucket[environment.source_bucket_id], switch) | some switch in _switches})]

_said := {"yes": "pass", "no": "fail", "unknown": "undecided"}

_closed(bucket, switch) := logic.any_of({_on(block, switch) | some block in _blocks(bucket)}, true)

_blocks(bucket) := [bucket.public_access_block, facts.context.account_public_access_block]

_on(block, switch) := "unknown" if {
	known.missing(block)
} else := "unknown" if {
	known.missing(block[switch])
} else := "yes" if {
	known.yes(block[switch])
} else := "no"

# S3 makes buckets closed, and documents about networks seldom tell of them: a note, and no open question,
# unless a switch is known to be off at the bucket.
_quiet(environment) := {} if {
	bucket := facts.bucket[environment.source_bucket_id]
	some switch in _switches
	_on(bucket.public_access_block, switch) == "no"
	_closed(bucket, switch) == "unknown"
} else := {"quiet": true}

_because(environment) := {["environments", environment.id, "source_bucket_id"]} if {
	known.missing(environment.source_bucket_id)
} else := {pair[0] |
	bucket := facts.bucket[environment.source_bucket_id]
	some switch in _switches
	_closed(bucket, switch) == "unknown"
	some pair in [
		[["buckets", bucket.id, "public_access_block"], bucket.public_access_block],
		[["context", "account_public_access_block"], facts.context.account_public_access_block],
	]
	_on(pair[1], switch) == "unknown"
}
