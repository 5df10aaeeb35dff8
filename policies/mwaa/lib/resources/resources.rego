# METADATA
# title: The resources on which an environment acts
# description: |
#   For each kind of the table of probes, the resource that an environment's calls name. What is not
#   known stands as a token. Each is an object of
#   `alternatives`: texts by which a call may name it, each a set of spellings of the same thing;
#   `stem`: null, or the start of all resources for which it stands;
#   `others`: ARNs of buckets that it surely is not, where there are some to tell apart;
#   `text`: how a person writes it, and `grants`: what a policy would name to allow it;
#   `owner`: `account`, `service` (an account of AWS's own), another one's number, or null where that is
#   not known;
#   `hidden`: paths of the facts that a token stands for.
# scope: package
package mwaa.lib.resources

import data.mwaa.lib.facts
import data.mwaa.lib.known

import rego.v1

# METADATA
# description: Every object in the bucket of the DAGs. The probe's key is one that no pattern guesses.
of("objects", environment) := {
	"alternatives": [{concat("", [bucket, _some_object]) | some bucket in bucket_spellings(environment)}],
	"stem": concat("", [bucket_arn(environment), "/"]),
	"text": concat("", [bucket_arn(environment), "/*"]),
	"grants": [concat("", [bucket_arn(environment), "/*"])],
	"owner": null,
	"hidden": _hidden_bucket(environment),
}

of("bucket", environment) := {
	"alternatives": [bucket_spellings(environment)],
	"stem": null,
	"text": bucket_arn(environment),
	"grants": [bucket_arn(environment)],
	"owner": null,
	"hidden": _hidden_bucket(environment),
}

of("layers", environment) := {
	"alternatives": [{concat("", [layer_bucket, _some_object])}],
	"stem": concat("", [layer_bucket, "/"]),
	"others": bucket_spellings(environment),
	"text": concat("", [layer_bucket, "/*"]),
	"grants": [concat("", [layer_bucket, "/*"])],
	"owner": "service",
	"hidden": hidden({"partition", "region"}),
}

# The queue of the Celery executor is in an account of MWAA's.
of("queue", environment) := {
	"alternatives": [_queue(environment)],
	"stem": null,
	"text": _or(environment.celery_queue_arn, _arn("sqs", region, "*:airflow-celery-*")),
	"grants": [_arn("sqs", region, "*:airflow-celery-*")],
	"owner": "service",
	"hidden": (hidden({"partition", "region"}) | _unresolved(
		["environments", environment.id, "celery_queue_arn"],
		environment.celery_queue_arn,
	)),
}

# Logs are authorized by the group or, with its name, by the stream.
of("log_group", environment) := {
	"alternatives": [{group}, {concat("", [group, ":log-stream:${Log:stream}"])}],
	"stem": null,
	"text": group,
	"grants": [_arn("logs", region, concat("", [account(environment), ":log-group:airflow-", name(environment), "-*"]))],
	"owner": "account",
	"hidden": _hidden_own(environment),
} if {
	group := _arn("logs", region, concat("", [account(environment), ":log-group:airflow-", name(environment), "-Task"]))
}

of("log_groups", environment) := {
	"alternatives": [{_arn("logs", region, concat("", [account(environment), ":log-group::log-stream:"]))}],
	"stem": null,
	"text": "*",
	"grants": ["*"],
	"owner": "account",
	"hidden": _hidden_own(environment),
}

# Calls that no resource narrows.
of("any", _) := {
	"alternatives": [{"*"}],
	"stem": null,
	"text": "*",
	"grants": ["*"],
	"owner": null,
	"hidden": set(),
}

of("key", environment) := {
	"alternatives": [_key(environment)],
	"stem": null,
	"text": _key_text(environment),
	"grants": [_key_text(environment)],
	"owner": _key_owner(environment),
	"hidden": (hidden({"partition", "region"}) | _unresolved(
		["environments", environment.id, "kms_key"],
		environment.kms_key,
	)),
}

# The images of MWAA are in an account of its own.
of("repository", environment) := {
	"alternatives": [{_arn("ecr", region, concat("", [_foreign_account(environment), ":repository/${Ecr:repository}"]))}],
	"stem": null,
	"text": _arn("ecr", region, "*:repository/*"),
	"grants": [_arn("ecr", region, "*:repository/*")],
	"owner": "service",
	"hidden": hidden({"partition", "region"}),
}

of("environment", environment) := {
	"alternatives": [{text}],
	"stem": null,
	"text": text,
	"grants": [text],
	"owner": "account",
	"hidden": _hidden_own(environment),
} if {
	text := _arn("airflow", region, concat("", [account(environment), ":environment/", name(environment)]))
}

# METADATA
# description: The bucket that holds the layers of ECR's images.
layer_bucket := _arn("s3", "", concat("", [":", table.prefix, region, table.suffix])) if {
	table := data.mwaa.tables.probes.layer_bucket
}

# METADATA
# description: The ARN of the bucket of the DAGs, with tokens in the places of what is not known.
bucket_arn(environment) := environment.source_bucket_arn if {
	startswith(_or(environment.source_bucket_arn, ""), "arn:")
} else := _arn("s3", "", concat("", [":${DagBucket:", environment.id, "}"]))

# METADATA
# description: The account of an environment, or the token for it.
account(environment) := _or(environment.account_id, _or(facts.context.account_id, "${AWS::AccountId}"))

# METADATA
# description: The name of an environment, or a token for it.
name(environment) := _or(environment.name, concat("", ["${Environment:", environment.id, "}"]))

# METADATA
# description: The region, or the token for it.
region := _or(facts.context.region, "${AWS::Region}")

# METADATA
# description: The partition, or the token for it.
partition := _or(facts.context.partition, "${AWS::Partition}")

# METADATA
# description: An account that is not the environment's.
foreign_account(environment) := _foreign_account(environment)

# METADATA
# description: The spellings of the ARN of the bucket of the DAGs.
bucket_spellings(environment) := {bucket_arn(environment)} | {environment.source_bucket_arn |
	known.has(environment.source_bucket_arn)
}

_some_object := "/0f8e-any-object-4c1d"

_foreign_account(environment) := concat("", ["${Not:", trim_right(trim_left(account(environment), "${"), "}"), "}"])

_arn(service, place, rest) := concat(
	":",
	["arn", partition, service, place, rest],
)

_or(value, other) := value if known.has(value)

else := other

_queue(environment) := {arn} if {
	arn := environment.celery_queue_arn
	known.has(arn)
	startswith(arn, "arn:")
} else := {queue} | {environment.celery_queue_arn | known.has(environment.celery_queue_arn)} if {
	queue := _arn("sqs", region, concat("", [_foreign_account(environment), ":airflow-celery-${Celery:queue}"]))
}

_key(environment) := {_arn("kms", region, concat("", [_foreign_account(environment), ":key/${Kms:key}"]))} if {
	known.is(environment.kms_key, "aws-owned")
} else := {_arn("kms", region, concat("", [account(environment), ":key/", environment.kms_key]))} if {
	regex.match(`^[0-9a-f-]+$`, _or(environment.kms_key, ""))
} else := {environment.kms_key} if {
	_is_key_arn(environment.kms_key)
} else := {_arn("kms", region, "${Kms:account}:key/${Kms:key}")} | {environment.kms_key |
	known.has(environment.kms_key)
	startswith(environment.kms_key, "${")
}

_key_text(environment) := environment.kms_key if {
	_is_key_arn(environment.kms_key)
} else := _arn("kms", region, "*:key/*")

_is_key_arn(key) if {
	known.has(key)
	regex.match(`^arn:.*:key/`, key)
}

_key_owner(environment) := "service" if {
	known.is(environment.kms_key, "aws-owned")
} else := found[1] if {
	known.has(environment.kms_key)
	[found] := regex.find_all_string_submatch_n(`^arn:.*:([0-9]{12}):key/`, environment.kms_key, 1)
} else := null

_hidden_bucket(environment) := _unresolved(
	["environments", environment.id, "source_bucket_arn"],
	environment.source_bucket_arn,
)

_hidden_own(environment) := hidden({"partition", "region", "account_id"}) | _unresolved(
	["environments", environment.id, "name"],
	environment.name,
)

# METADATA
# description: The facts of the context, by attributes, that a token stands for, as paths.
hidden(names) := {path |
	some attribute in names
	some path in _unresolved(["context", attribute], facts.context[attribute])
}

_unresolved(path, value) := {path} if {
	known.missing(value)
} else := {path} if {
	known.is_token(value)
} else := set()
