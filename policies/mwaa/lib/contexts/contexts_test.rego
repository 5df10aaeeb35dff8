package mwaa.lib.contexts_test

import data.mwaa.fixture
import data.mwaa.lib.contexts

import rego.v1

_private := data.mwaa.fixture.networks.private

_airflow := fixture.record(_private, "environments", "airflow")

_sqs := fixture.record(_private, "vpc_endpoints", "endpoint-sqs")

_of(kind, owner) := found if {
	found := contexts.of(_airflow, _sqs, kind, owner, null) with input as _private
}

test_calls_of_the_role if {
	context := _of("queue", "service")
	context.values == {
		"aws:principalaccount": "123456789012",
		"aws:principalarn": "arn:aws:iam::123456789012:role/airflow",
		"aws:principalisawsservice": "false",
		"aws:principaltype": "AssumedRole",
		"aws:requestedregion": "eu-west-1",
		"aws:resourceaccount": "${Not:123456789012}",
		"aws:securetransport": "true",
		"aws:sourcevpc": "${Ref:vpc}",
		"aws:sourcevpce": "${Ref:endpoint-sqs}",
		"aws:viaawsservice": "false",
	}
	context.choices == {"aws:multifactorauthpresent": ["false", null]}
	context.foreign == {"aws:resourceorgid", "aws:resourceorgpaths"}
	{"aws:sourceip", "aws:username", "aws:calledvia", "aws:sourcearn"} - context.absent == set()
	{"aws:currenttime", "aws:tokenissuetime", "aws:userid", "aws:vpcsourceip"} - context.present == set()
	context.addresses == {}
}

test_calls_of_nobody_who_is_known if {
	context := _of("layers", "service")
	object.keys(context.values) & {"aws:principalarn", "aws:principalaccount", "aws:principaltype"} == set()
	"aws:principalarn" in context.present
	not "aws:username" in context.absent
	context.values["s3:resourceaccount"] == "${Not:123456789012}"
	context.choices == {"s3:tlsversion": ["1.2", "1.3"]}
}

test_calls_of_the_role_to_s3 if {
	every kind in ["bucket", "objects"] {
		context := _of(kind, null)
		context.values["aws:principaltype"] == "AssumedRole"
		context.values["aws:securetransport"] == "true"
		context.choices == {"aws:multifactorauthpresent": ["false", null], "s3:tlsversion": ["1.2", "1.3"]}
		context.foreign == set()
	}
}

test_whose_a_resource_is if {
	_of("environment", "account").values["aws:resourceaccount"] == "123456789012"
	_of("queue", "service").values["aws:resourceaccount"] == "${Not:123456789012}"
	_of("key", "999999999999").values["aws:resourceaccount"] == "999999999999"
	every kind in ["bucket", "objects", "key"] {
		not _of(kind, null).values["aws:resourceaccount"]
		"aws:resourceaccount" in _of(kind, null).present
	}
	not "aws:resourceaccount" in _of("any", null).present
}

test_what_is_not_known if {
	roleless := object.union(_airflow, {"execution_role_arn": null})
	context := contexts.of(roleless, _sqs, "queue", "service", null) with input as _private
	not context.values["aws:principalarn"]
	"aws:principalarn" in context.present
	nowhere := fixture.change(_private, "environments", "airflow", {"subnet_ids": fixture.some_of([])})
	elsewhere := contexts.of(_airflow, _sqs, "queue", "service", null) with input as nowhere
	not elsewhere.values["aws:sourcevpc"]
	"aws:sourcevpc" in elsewhere.present
}

test_a_path_of_a_role_with_a_star if {
	odd := object.union(_airflow, {"execution_role_arn": "arn:aws:iam::1:role/a*/r"})
	context := contexts.of(odd, _sqs, "queue", "service", null) with input as _private
	context.values["aws:principalarn"] == "arn:aws:iam::1:role/a\uE000/r"
}

test_an_address if {
	context := contexts.of(_airflow, _sqs, "queue", "service", "00a000005") with input as _private
	context.addresses == {"aws:vpcsourceip": "00a000005"}
}

_asking(values) := {"statements": fixture.all_of([{"conditions": fixture.all_of([{
	"operator": "IpAddress",
	"key": "aws:vpcsourceip",
	"values": fixture.all_of(values),
}])}])}

# Subnets 10.0.11.0/24 and 10.0.12.0/24, without the addresses that AWS keeps for itself.
test_sources if {
	every values, sources in {
		["10.0.0.0/16"]: {"00a000b04", "00a000c04"},
		["10.0.11.0/25", "10.0.11.200"]: {"00a000b04", "00a000b80", "00a000bc8", "00a000bc9", "00a000c04"},
		["fd00::/8", "nonsense"]: {"00a000b04", "00a000c04"},
	} {
		contexts.sources(_airflow, _asking(values)) == sources with input as _private
	}
	contexts.sources(_airflow, {"statements": fixture.all_of([])}) == {null} with input as _private
	other := json.patch(
		_asking(["10.0.0.0/16"]),
		[{"op": "replace", "path": "/statements/items/0/conditions/items/0/key", "value": "aws:sourceip"}],
	)
	contexts.sources(_airflow, other) == {null} with input as _private
	rangeless := fixture.change(_private, "subnets", "subnet-b", {"cidr": null})
	contexts.sources(_airflow, _asking(["10.0.0.0/16"])) == {"00a000b04", null} with input as rangeless
}
