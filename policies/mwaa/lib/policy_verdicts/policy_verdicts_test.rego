package mwaa.lib.policy_verdicts_test

import data.mwaa.fixture
import data.mwaa.lib.policy_verdicts

import rego.v1

_private := data.mwaa.fixture.networks.private

# The network, with other members in the policy of an endpoint.
_with(service, members) := fixture.change(_private, "vpc_endpoints", id, {"policy": object.union(
	fixture.record(_private, "vpc_endpoints", id).policy,
	members,
)}) if {
	id := concat("-", ["endpoint", service])
}

_nothing := {"statements": fixture.all_of([])}

_failed(service) := policy_verdicts.failed[concat("-", ["endpoint", service])].airflow

test_policies_that_let_everything_through if {
	policy_verdicts.failed == {} with input as _private
	policy_verdicts.doubts == {} with input as _private
}

test_each_call_is_told_by_one_rule if {
	_failed("sqs") == {"EP-POLICY-BLOCKS"} with input as _with("sqs", _nothing)
	_failed("s3") == {"EP-S3-DAG", "EP-S3-ECR"} with input as _with("s3", _nothing)
}

test_calls_of_s3_that_no_dag_runs_without_and_others if {
	statement := fixture.record(_private, "vpc_endpoints", "endpoint-sqs").policy.statements.items[0]
	deny := object.union(object.remove(statement, ["actions", "resources"]), {
		"key": "Deny",
		"effect": "Deny",
		"action_mode": "listed",
		"resource_mode": "listed",
		"resources": fixture.all_of(["arn:aws:s3:::airflow-dags", "arn:aws:s3:::airflow-dags/*"]),
	})
	every actions in [["s3:getobject*", "s3:listbucket"], ["s3:getbucketversioning"]] {
		denied := object.union(deny, {"actions": fixture.all_of(actions)})
		statements := {"statements": fixture.all_of([statement, denied])}
		_failed("s3") == {"EP-S3-DAG"} with input as _with("s3", statements)
	}
}

test_what_aws_refuses_stops_nothing if {
	every service in {"s3", "sqs"} {
		_failed(service) == {"EP-POLICY-VALID"} with input as _with(service, {"error": "not-json"})
	}
}

test_doubts if {
	policy_verdicts.doubts == {"endpoint-sqs": {"airflow": {[
		"vpc_endpoints",
		"endpoint-sqs",
		"policy",
		"statements",
	]}}} with input as _with("sqs", {"statements": fixture.some_of([])})
}
