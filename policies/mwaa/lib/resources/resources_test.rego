package mwaa.lib.resources_test

import data.mwaa.fixture
import data.mwaa.lib.resources

import rego.v1

_private := data.mwaa.fixture.networks.private

_airflow := fixture.record(_private, "environments", "airflow")

_but(members) := object.union(_airflow, members)

_nowhere := object.union(_private, {"context": {"partition": null, "region": null, "account_id": null}})

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
