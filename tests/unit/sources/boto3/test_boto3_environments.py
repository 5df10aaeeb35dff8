"""Environments and buckets, as responses tell them."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.model import Environment, PublicAccessBlock
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from tests.fixtures import responses as aws


def normalized(**members: Any) -> Normalized:
    dump = {**aws.responses(), "mwaa_get_environment": {"Environment": aws.environment(**members)}}
    return normalize([aws.document(dump)], Options())


def environment(**members: Any) -> Environment:
    return normalized(**members).inventory.environments.items[0]


def test_an_environment() -> None:
    found = environment()
    assert (found.id, found.name, found.account_id, found.status) == (aws.ARN, "airflow", aws.ACCOUNT, "AVAILABLE")
    assert (found.subnet_ids.items, found.subnet_ids.complete) == (("subnet-a", "subnet-b"), True)
    assert (found.security_group_ids.items, found.security_group_ids.complete) == ((aws.GROUP,), True)
    assert (found.source_bucket_id, found.source_bucket_arn) == ("dags", "arn:aws:s3:::dags")
    assert (found.error_code, found.error_message, found.kms_key) == ("none", "none", "aws-owned")
    assert found.airflow_version is not None
    assert (found.airflow_version.major, found.airflow_version.minor) == (2, 10)


@pytest.mark.parametrize(
    ("members", "attribute", "value"),
    [
        ({"KmsKey": "arn:aws:kms:eu-west-1:123456789012:key/1"}, "kms_key", "arn:aws:kms:eu-west-1:123456789012:key/1"),
        ({"LastUpdate": {"Error": {"ErrorCode": "INCORRECT_CONFIGURATION"}}}, "error_code", "INCORRECT_CONFIGURATION"),
        ({"LastUpdate": {"Error": {"ErrorMessage": "no"}}}, "error_message", "no"),
        ({"LastUpdate": None}, "error_code", "none"),
        ({"LastUpdate": "yesterday"}, "error_code", None),
        ({"WebserverAccessMode": None}, "webserver_access_mode", None),
        ({"EndpointManagement": None}, "endpoint_management", "SERVICE"),
        ({"EndpointManagement": "CUSTOMER"}, "endpoint_management", "CUSTOMER"),
        ({"AirflowVersion": "two"}, "airflow_version", None),
        ({"AirflowVersion": None}, "airflow_version", None),
        ({"SourceBucketArn": "dags"}, "source_bucket_id", None),
        ({"SourceBucketArn": "arn:aws-cn:s3:::dags"}, "source_bucket_id", "dags"),
        ({"Arn": None}, "id", "airflow"),
        ({"Arn": None}, "account_id", None),
        ({"CeleryExecutorQueue": None}, "celery_queue_arn", None),
        ({"Status": 5}, "status", None),
    ],
)
def test_attributes(members: dict[str, Any], attribute: str, value: object) -> None:
    found = normalized(**members)
    one = found.inventory.environments.items[0]
    assert getattr(one, attribute) == value
    if value is None:
        assert found.provenance.why_missing(("environments", one.id, attribute)) is not None


def test_the_management_of_endpoints_is_assumed_where_old_responses_do_not_tell() -> None:
    found = normalized(EndpointManagement=None)
    assert found.provenance.assumed[("environments", aws.ARN, "endpoint_management")].subject == "EndpointManagement"


@pytest.mark.parametrize(
    ("network", "subnets", "groups"),
    [
        (None, ((), False), ((), False)),
        ({}, ((), False), ((), False)),
        ({"SubnetIds": [], "SecurityGroupIds": []}, ((), True), ((), True)),
        ({"SubnetIds": "subnet-a", "SecurityGroupIds": [5]}, ((), False), ((), False)),
        (
            {"SubnetIds": ["subnet-a", ""], "SecurityGroupIds": ["sg-1", "sg-1"]},
            (("subnet-a",), False),
            (("sg-1",), True),
        ),
    ],
)
def test_lists_of_ids(network: Any, subnets: tuple[Any, bool], groups: tuple[Any, bool]) -> None:
    found = environment(NetworkConfiguration=network)
    assert (found.subnet_ids.items, found.subnet_ids.complete) == subnets
    assert (found.security_group_ids.items, found.security_group_ids.complete) == groups


def test_members_of_lists_know_their_place() -> None:
    origin = normalized().provenance.origin(("environments", aws.ARN, "subnet_ids", "subnet-b"))
    assert origin is not None
    assert origin.pointer == "/mwaa_get_environment/Environment/NetworkConfiguration/SubnetIds/1"


def test_no_environment_was_asked_for() -> None:
    dump = {**aws.responses(), "mwaa_get_environment": {}}
    assert normalize([aws.document(dump)], Options()).inventory.environments.complete is False


def bucket_access(**named: Any) -> tuple[PublicAccessBlock | None, Normalized]:
    dump = {name: held for name, held in aws.responses().items() if not name.startswith("s3")}
    found = normalize([aws.document({**dump, **named})], Options())
    return found.inventory.buckets.items[0].public_access_block, found


ON = {"PublicAccessBlockConfiguration": aws.switches(on=True)}
UNSET = {"Error": {"Code": "NoSuchPublicAccessBlockConfiguration", "Message": "…"}}
DENIED = {"Error": {"Code": "AccessDenied", "Message": "…"}}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"dags": ON}, True),
        ({"dags": UNSET}, False),
        ({"dags": {"PublicAccessBlockConfiguration": {}}}, False),
        ({"other": ON}, None),
        ({"dags": DENIED}, None),
        ({"dags": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": "true"}}}, None),
    ],
)
def test_switches_of_a_bucket(response: Any, expected: bool | None) -> None:  # noqa: FBT001 - expected
    block, found = bucket_access(s3_get_public_access_block=response)
    values = None if block is None else set(block.model_dump().values())
    assert values == (None if expected is None else {expected})
    if block is None:
        assert found.provenance.why_missing(("buckets", "dags", "public_access_block")) is not None


def test_one_response_without_a_name_is_about_the_only_bucket() -> None:
    block, found = bucket_access(get_public_access_block=ON)
    assert block is not None
    assert ("buckets", "dags", "public_access_block") in found.provenance.assumed


def test_it_is_not_when_there_are_two_buckets() -> None:
    second = aws.environment(Arn=aws.ARN + "2", SourceBucketArn="arn:aws:s3:::more")
    both = {"mwaa_get_environment": [{"Environment": aws.environment()}, {"Environment": second}]}
    block, _ = bucket_access(get_public_access_block=ON, **both)
    assert block is None


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("s3control_get_public_access_block", ON),
        ("s3control.GetPublicAccessBlock", {aws.ACCOUNT: ON}),
        ("get_public_access_block", {aws.ACCOUNT: ON}),
    ],
)
def test_switches_of_the_account(name: str, response: Any) -> None:
    _, found = bucket_access(**{name: response})
    block = found.inventory.context.account_public_access_block
    assert block is not None
    assert set(block.model_dump().values()) == {True}
    assert found.provenance.origin(("context", "account_public_access_block")) is not None


def test_switches_of_the_account_are_unknown_when_nobody_asked() -> None:
    _, found = bucket_access()
    assert found.inventory.context.account_public_access_block is None
    missing = found.provenance.why_missing(("context", "account_public_access_block"))
    assert missing is not None
    assert missing.subject == "s3control get_public_access_block"
