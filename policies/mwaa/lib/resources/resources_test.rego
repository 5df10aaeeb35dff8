package mwaa.lib.resources_test

import data.mwaa.fixture
import data.mwaa.lib.resources

import rego.v1

_private := data.mwaa.fixture.networks.private

_airflow := fixture.record(_private, "environments", "airflow")

_but(members) := object.union(_airflow, members)

_nowhere := object.union(_private, {"context": {"partition": null, "region": null, "account_id": null}})

# What is told of each kind of resource, where everything is known.
_told := {
	"objects": {
		"alternatives": [{"arn:aws:s3:::airflow-dags/0f8e-any-object-4c1d"}],
		"stem": "arn:aws:s3:::airflow-dags/",
		"text": "arn:aws:s3:::airflow-dags/*",
		"grants": ["arn:aws:s3:::airflow-dags/*"],
		"owner": null,
	},
	"bucket": {
		"alternatives": [{"arn:aws:s3:::airflow-dags"}],
		"stem": null,
		"text": "arn:aws:s3:::airflow-dags",
		"grants": ["arn:aws:s3:::airflow-dags"],
		"owner": null,
	},
	"layers": {
		"alternatives": [{"arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/0f8e-any-object-4c1d"}],
		"stem": "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/",
		"others": {"arn:aws:s3:::airflow-dags"},
		"text": "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
		"grants": ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"],
		"owner": "service",
	},
	"queue": {
		"alternatives": [{"arn:aws:sqs:eu-west-1:999999999999:airflow-celery-1"}],
		"stem": null,
		"text": "arn:aws:sqs:eu-west-1:999999999999:airflow-celery-1",
		"grants": ["arn:aws:sqs:eu-west-1:*:airflow-celery-*"],
		"owner": "service",
	},
	"log_group": {
		"alternatives": [
			{"arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-Task"},
			{"arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-Task:log-stream:${Log:stream}"},
		],
		"stem": null,
		"text": "arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-Task",
		"grants": ["arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-*"],
		"owner": "account",
	},
	"log_groups": {
		"alternatives": [{"arn:aws:logs:eu-west-1:123456789012:log-group::log-stream:"}],
		"stem": null,
		"text": "*",
		"grants": ["*"],
		"owner": "account",
	},
	"any": {"alternatives": [{"*"}], "stem": null, "text": "*", "grants": ["*"], "owner": null},
	"key": {
		"alternatives": [{"arn:aws:kms:eu-west-1:${Not:123456789012}:key/${Kms:key}"}],
		"stem": null,
		"text": "arn:aws:kms:eu-west-1:*:key/*",
		"grants": ["arn:aws:kms:eu-west-1:*:key/*"],
		"owner": "service",
	},
	"repository": {
		"alternatives": [{"arn:aws:ecr:eu-west-1:${Not:123456789012}:repository/${Ecr:repository}"}],
		"stem": null,
		"text": "arn:aws:ecr:eu-west-1:*:repository/*",
		"grants": ["arn:aws:ecr:eu-west-1:*:repository/*"],
		"owner": "service",
	},
	"environment": {
		"alternatives": [{"arn:aws:airflow:eu-west-1:123456789012:environment/airflow"}],
		"stem": null,
		"text": "arn:aws:airflow:eu-west-1:123456789012:environment/airflow",
		"grants": ["arn:aws:airflow:eu-west-1:123456789012:environment/airflow"],
		"owner": "account",
	},
}

test_what_is_told_of_each_kind if {
	every kind, told in _told {
		resources.of(kind, _airflow) == object.union(told, {"hidden": set()}) with input as _private
	}
}

# By kind, the attributes of the context and of the environment that hide what it is.
_hiding := {
	"objects": [set(), "source_bucket_arn"],
	"bucket": [set(), "source_bucket_arn"],
	"layers": [{"partition", "region"}, "name"],
	"queue": [{"partition", "region"}, "celery_queue_arn"],
	"log_group": [{"partition", "region", "account_id"}, "name"],
	"log_groups": [{"partition", "region", "account_id"}, "name"],
	"any": [set(), "name"],
	"key": [{"partition", "region"}, "kms_key"],
	"repository": [{"partition", "region"}, "name"],
	"environment": [{"partition", "region", "account_id"}, "name"],
}

test_what_hides_each_kind if {
	every kind, facts in _hiding {
		hidden := {["context", fact] | some fact in facts[0]}
		resources.of(kind, _airflow).hidden == hidden with input as _nowhere
		own := {["environments", "airflow", facts[1]] | not kind in {"any", "layers", "repository"}}
		every value in [null, "${Param:X}"] {
			resources.of(kind, _but({facts[1]: value})).hidden == own with input as _private
		}
	}
}

test_the_bucket_of_the_dags if {
	resources.of("bucket", _airflow).alternatives == [{"arn:aws:s3:::airflow-dags"}] with input as _private
	resources.of("objects", _airflow).stem == "arn:aws:s3:::airflow-dags/" with input as _private
	resources.of("objects", _airflow).text == "arn:aws:s3:::airflow-dags/*" with input as _private
	resources.of("objects", _airflow).hidden == set() with input as _private
}

test_a_bucket_by_a_parameter if {
	environment := _but({"source_bucket_arn": "${Param:Arn}"})
	found := resources.of("bucket", environment) with input as _private
	found.alternatives == [{"${Param:Arn}", "arn:aws:s3:::${DagBucket:airflow}"}]
	found.hidden == {["environments", "airflow", "source_bucket_arn"]}
}

test_a_bucket_that_is_not_known if {
	found := resources.of("bucket", _but({"source_bucket_arn": null})) with input as _nowhere
	found.alternatives == [{"arn:${AWS::Partition}:s3:::${DagBucket:airflow}"}]
}

test_the_layers if {
	resources.of("layers", _airflow).stem == "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/" with input as _private
	resources.of("layers", _airflow).others == {"arn:aws:s3:::airflow-dags"} with input as _private
	found := resources.of("layers", _airflow) with input as _nowhere
	found.stem == "arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/"
	found.hidden == {["context", "partition"], ["context", "region"]}
}

test_the_queue if {
	known := "arn:aws:sqs:eu-west-1:999999999999:airflow-celery-1"
	resources.of("queue", _airflow).alternatives == [{known}] with input as _private
	made := resources.of("queue", _but({"celery_queue_arn": "${GetAtt:E.CeleryExecutorQueue}"})) with input as _private
	made.alternatives == [{
		"${GetAtt:E.CeleryExecutorQueue}",
		"arn:aws:sqs:eu-west-1:${Not:123456789012}:airflow-celery-${Celery:queue}",
	}]
	planned := resources.of("queue", _but({"celery_queue_arn": null, "account_id": null})) with input as _nowhere
	planned.alternatives == [
		{"arn:${AWS::Partition}:sqs:${AWS::Region}:${Not:AWS::AccountId}:airflow-celery-${Celery:queue}"},
	]
	planned.text == "arn:${AWS::Partition}:sqs:${AWS::Region}:*:airflow-celery-*"
}

test_logs_metrics_and_the_environment if {
	group := "arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-Task"
	found := resources.of("log_group", _airflow) with input as _private
	found.alternatives == [{group}, {concat("", [group, ":log-stream:${Log:stream}"])}]
	found.grants == ["arn:aws:logs:eu-west-1:123456789012:log-group:airflow-airflow-*"]
	nameless := resources.of("environment", _but({"name": null})) with input as _private
	nameless.text == "arn:aws:airflow:eu-west-1:123456789012:environment/${Environment:airflow}"
	nameless.hidden == {["environments", "airflow", "name"]}
	resources.of("log_groups", _airflow).grants == ["*"] with input as _private
	resources.of("any", _airflow).alternatives == [{"*"}] with input as _private
}

test_keys if {
	every kms_key, wanted in {
		"aws-owned": {"arn:aws:kms:eu-west-1:${Not:123456789012}:key/${Kms:key}"},
		"1234abcd-12ab": {"arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab"},
		"arn:aws:kms:eu-west-1:1:key/x": {"arn:aws:kms:eu-west-1:1:key/x"},
		"alias/mine": {"arn:aws:kms:eu-west-1:${Kms:account}:key/${Kms:key}"},
		"${Param:Key}": {"${Param:Key}", "arn:aws:kms:eu-west-1:${Kms:account}:key/${Kms:key}"},
	} {
		found := resources.of("key", _but({"kms_key": kms_key})) with input as _private
		found.alternatives == [wanted]
	}
	unknown := resources.of("key", _but({"kms_key": null})) with input as _private
	unknown.alternatives == [{"arn:aws:kms:eu-west-1:${Kms:account}:key/${Kms:key}"}]
	unknown.owner == null
	resources.of("key", _airflow).owner == "service" with input as _private
	named := resources.of("key", _but({"kms_key": "arn:aws:kms:eu-west-1:1:key/x"})) with input as _private
	named.text == "arn:aws:kms:eu-west-1:1:key/x"
	named.owner == null
	mine := resources.of("key", _but({"kms_key": "arn:aws:kms:eu-west-1:123456789012:key/x"})) with input as _private
	mine.owner == "123456789012"
}

test_images if {
	found := resources.of("repository", _airflow) with input as _private
	found.alternatives == [{"arn:aws:ecr:eu-west-1:${Not:123456789012}:repository/${Ecr:repository}"}]
	found.owner == "service"
}
