"""The forms in which people keep responses."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.document import read_document
from mwaa_policy.errors import InputError
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import detect, normalize, recognises
from tests.fixtures import responses as aws

SUBNETS = {"Subnets": [aws.subnet("a", 1), aws.subnet("b", 2)]}


def subnet_ids(*documents: Any) -> list[str]:
    named = [one if isinstance(one, tuple) else (one, f"{index}.json") for index, one in enumerate(documents)]
    found = normalize([aws.document(value, name) for value, name in named], Options())
    return [one.id for one in found.inventory.subnets.items]


@pytest.mark.parametrize(
    "name",
    [
        "describe_subnets",
        "DescribeSubnets",
        "describe-subnets",
        "describeSubnets",
        "ec2.describe_subnets",
        "ec2_describe_subnets",
        "ec2:DescribeSubnets",
        "EC2.DescribeSubnets",
        "aws ec2 describe-subnets",
    ],
)
def test_operations_in_every_spelling(name: str) -> None:
    assert detect({name: SUBNETS})
    assert subnet_ids({name: SUBNETS}) == ["subnet-a", "subnet-b"]


@pytest.mark.parametrize(
    "name", ["get_environment", "mwaa_get_environment", "airflow.GetEnvironment", "mwaa.getEnvironment"]
)
@pytest.mark.parametrize(
    "form",
    [
        lambda response: response,
        lambda response: [response],
        lambda response: {"airflow": response},
        lambda response: {"Environment": response},
    ],
)
def test_environments_in_every_spelling_and_form(name: str, form: Any) -> None:
    dump = {name: form({"Environment": aws.environment()})}
    assert detect(dump)
    found = normalize([aws.document(dump)], Options())
    assert [one.id for one in found.inventory.environments.items] == [aws.ARN]


FIRST = {"Subnets": [aws.subnet("a", 1)], "NextToken": "more"}
SECOND = {"Subnets": [aws.subnet("b", 2)]}


@pytest.mark.parametrize(
    "documents",
    [
        ({"describe_subnets": SUBNETS},),
        (SUBNETS,),
        ({**SUBNETS, "ResponseMetadata": {"HTTPStatusCode": 200}},),
        ({"status_code": 200, "data": SUBNETS},),
        ({"describe_subnets": {"status_code": 200, "data": SUBNETS}},),
        ({"describe_subnets": [FIRST, SECOND]},),
        ({"describe_subnets": [{"status_code": 200, "data": FIRST}, SECOND]},),
        ([FIRST, SECOND],),
        (FIRST, SECOND),
        ({"describe_subnets": FIRST}, {"DescribeSubnets": SECOND}),
        ({"describe_subnets": {"vpc-1": FIRST, "vpc-2": SECOND}},),
        ({"describe_subnets": FIRST, "ec2.DescribeSubnets": SECOND},),
        ((SUBNETS, "anything.json"),),
        ({**SUBNETS, "Vpcs": [aws.vpc()], "RouteTables": []},),
        ({"describe_subnets": SUBNETS, "list_functions": {"Functions": []}, "note": "text"},),
        (SUBNETS, {"Functions": []}),
    ],
)
def test_forms_of_a_dump(documents: tuple[Any, ...]) -> None:
    assert subnet_ids(*documents) == ["subnet-a", "subnet-b"]


def test_yaml_as_the_cli_prints_it() -> None:
    text = "Subnets:\n- SubnetId: subnet-a\n  VpcId: vpc-1\n  CidrBlock: 10.0.1.0/24\n"
    found = normalize([read_document(text, name="subnets.yaml")], Options())
    assert [one.id for one in found.inventory.subnets.items] == ["subnet-a"]
    location = found.provenance.location(("subnets", "subnet-a", "cidr"))
    assert location is not None
    assert (location.line, location.column) == (4, 14)


@pytest.mark.parametrize(
    ("value", "name", "bucket"),
    [
        ({"PublicAccessBlockConfiguration": aws.switches(on=True)}, "s3.GetPublicAccessBlock_dags.json", "dags"),
        ({"PublicAccessBlockConfiguration": aws.switches(on=True)}, "get-public-access-block-dags.json", "dags"),
        ({"dags": {"PublicAccessBlockConfiguration": aws.switches(on=True)}}, "get_public_access_block.json", "dags"),
        ({"PublicAccessBlockConfiguration": aws.switches(on=True)}, "s3.GetPublicAccessBlock_1.json", "dags"),
    ],
)
def test_file_names_tell_what_responses_do_not(value: Any, name: str, bucket: str) -> None:
    assert recognises(aws.document(value, name))
    environment = {"Environment": aws.environment()}
    found = normalize([aws.document(environment, "e.json"), aws.document(value, name)], Options())
    one = found.inventory.buckets.items[0]
    assert one.id == bucket
    assert one.public_access_block is not None


def test_a_file_of_an_account_is_of_the_account() -> None:
    value = {"PublicAccessBlockConfiguration": aws.switches(on=True)}
    name = f"get_public_access_block_{aws.ACCOUNT}.json"
    found = normalize([aws.document(value, name)], Options())
    assert found.inventory.context.account_public_access_block is not None


def test_file_names_tell_the_list_of_entries() -> None:
    value = {"Entries": [{"Cidr": "192.0.2.0/24"}]}
    name = "ec2.GetManagedPrefixListEntries_pl-0abc_1.json"
    found = normalize([aws.document(value, name)], Options())
    assert [(one.id, len(one.entries.items)) for one in found.inventory.prefix_lists.items] == [("pl-0abc", 1)]


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        [{}],
        {"Resources": {}},
        {"Environment": {"Variables": {"A": "b"}}},
        {"Subnets": "none"},
        {"describe_subnets": "none"},
        {"PublicAccessBlockConfiguration": {}},
        {"Entries": []},
        {"apiVersion": "v1", "kind": "List"},
        "text",
        None,
    ],
)
def test_what_is_no_response_is_not_taken_for_one(value: object) -> None:
    assert not detect(value)


def test_placebo_recordings_hold_dates_as_objects() -> None:
    moment = {"__class__": "datetime", "year": 2021, "month": 7, "day": 14}
    value = {"status_code": 200, "data": {"Environment": aws.environment(CreatedAt=moment), "ResponseMetadata": {}}}
    found = normalize([aws.document(value, "airflow.GetEnvironment_1.json")], Options())
    assert [one.name for one in found.inventory.environments.items] == ["airflow"]


@pytest.mark.parametrize(
    ("dump", "message", "pointer"),
    [
        (
            {"describe_subnets": [aws.subnet("a", 1)]},
            "this is not a response of describe_subnets: an object with the member Subnets is wanted",
            "/describe_subnets/0",
        ),
        (
            {"describe_subnets": {"Subnet": "a"}},
            "this is not a response of describe_subnets: an object with the member Subnets is wanted",
            "/describe_subnets",
        ),
        (
            {"describe_subnets": {"a": {"b": {"c": {"Subnets": []}}}}},
            "this is not a response of describe_subnets: an object with the member Subnets is wanted",
            "/describe_subnets/a/b",
        ),
        ({"describe_subnets": ["x"]}, "this is not a response of describe_subnets", "/describe_subnets/0"),
    ],
)
def test_something_else_where_a_response_should_be(dump: Any, message: str, pointer: str) -> None:
    with pytest.raises(InputError) as raised:
        normalize([aws.document({**dump, "describe_vpcs": {"Vpcs": []}})], Options())
    assert raised.value.message.startswith(message)
    assert raised.value.pointer == pointer
    assert raised.value.line == 1
    assert raised.value.hint is not None
    assert "aws ec2 describe-subnets" in raised.value.hint


def test_no_response_at_all() -> None:
    with pytest.raises(InputError, match=r"no API response is in the input") as raised:
        normalize([aws.document({"describe_subnets": {}})], Options())
    assert raised.value.document == "dump.json"


def test_an_object_that_two_responses_tell_alike_is_one() -> None:
    again = {"Subnets": [aws.subnet("a", 1, Tags=[{"Key": "k", "Value": "v"}], AvailableIpAddressCount=4)]}
    assert subnet_ids(SUBNETS, again) == ["subnet-a", "subnet-b"]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (SUBNETS, {"Subnets": [aws.subnet("a", 9)]}, "two responses of describe_subnets describe subnet-a"),
        (
            {"Environment": aws.environment()},
            {"Environment": aws.environment(Status="UPDATING")},
            "two responses of get_environment describe arn:aws:airflow",
        ),
        (
            {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": True}},
            {"Vpcs": [aws.vpc()], "VpcId": "vpc-1", "EnableDnsSupport": {"Value": False}},
            "two responses of describe_vpc_attribute tell different things of EnableDnsSupport of vpc-1",
        ),
    ],
)
def test_responses_that_contradict_each_other(first: Any, second: Any, words: str) -> None:
    with pytest.raises(InputError) as raised:
        normalize([aws.document(first, "1.json"), aws.document(second, "2.json")], Options())
    assert words in raised.value.message
    assert (raised.value.document, raised.value.line) == ("2.json", 1)
    assert raised.value.hint is not None
    assert "1.json: give responses of one moment" in raised.value.hint


def test_an_object_without_id_leaves_its_collection_open() -> None:
    dump = {**aws.responses(), "describe_nat_gateways": {"NatGateways": [{"State": "available"}]}}
    found = normalize([aws.document(dump)], Options())
    assert found.inventory.vpcs.items[0].complete.nat_gateways is False
    assert [one.text for one in found.provenance.skipped] == ["it has no NatGatewayId"]
    missing = found.provenance.why_missing(("vpcs", "vpc-1", "complete", "nat_gateways"))
    assert missing is not None
    assert "something without an id" in missing.text


HEADER = {"mwaa-policy-dump": {**aws.HEADER, "filters": {"DescribeSubnets": {"vpc-id": ["vpc-1"]}}}}


def test_a_header_alone_speaks_for_all_documents_without_one() -> None:
    found = normalize([aws.document(HEADER, "0.json"), aws.document(SUBNETS, "1.json")], Options())
    assert (found.inventory.context.region, found.inventory.context.account_id) == (aws.REGION, aws.ACCOUNT)
    assert found.inventory.vpcs.items[0].complete.subnets is True
    assert detect(HEADER)


@pytest.mark.parametrize(
    ("header", "words", "pointer"),
    [
        ([], "an object is wanted", "/mwaa-policy-dump"),
        ({"region": 5}, "a text is wanted, not a number", "/mwaa-policy-dump/region"),
        ({"regoin": "x"}, "it has no member regoin", "/mwaa-policy-dump/regoin"),
        ({"filters": []}, "an object from operations to filters is wanted", "/mwaa-policy-dump/filters"),
        (
            {"filters": {"describe_sbnets": []}},
            "describe_sbnets is no operation",
            "/mwaa-policy-dump/filters/describe_sbnets",
        ),
        (
            {"filters": {"describe_subnets": ["vpc-1"]}},
            "an object is wanted",
            "/mwaa-policy-dump/filters/describe_subnets/0",
        ),
    ],
)
def test_a_header_that_cannot_be_read(header: Any, words: str, pointer: str) -> None:
    with pytest.raises(InputError) as raised:
        normalize([aws.document({"mwaa-policy-dump": header, **SUBNETS, "describe_subnets": SUBNETS})], Options())
    assert words in raised.value.message
    assert (raised.value.pointer, raised.value.line) == (pointer, 1)
