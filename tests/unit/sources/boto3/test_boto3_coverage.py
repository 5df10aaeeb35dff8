"""Which collections responses tell completely, by VPC."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.model import Survey
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from tests.fixtures import responses as aws

FAILED = {"Error": {"Code": "UnauthorizedOperation", "Message": "…"}, "ResponseMetadata": {}}


def normalized(header: Any = None, **changes: Any) -> Normalized:
    dump = {**aws.responses(), **changes}
    if header is not None:
        dump = {"mwaa-policy-dump": header, **dump}
    return normalize([aws.document({name: held for name, held in dump.items() if held is not None})], Options())


def survey(found: Normalized, vpc_id: str = aws.VPC) -> Survey:
    return next(one for one in found.inventory.vpcs.items if one.id == vpc_id).complete


def open_collections(found: Normalized, vpc_id: str = aws.VPC) -> set[str]:
    return {name for name, complete in survey(found, vpc_id).model_dump().items() if not complete}


def why(found: Normalized, collection: str, vpc_id: str = aws.VPC) -> str:
    missing = found.provenance.why_missing(("vpcs", vpc_id, "complete", collection))
    assert missing is not None
    return missing.text


def test_bare_responses_are_complete_and_that_is_assumed() -> None:
    found = normalized()
    assert open_collections(found) == set()
    assert found.provenance.assumed[("vpcs", aws.VPC, "complete", "subnets")].subject == "unfiltered responses"
    assert found.inventory.subnets.complete is True


def test_with_a_header_it_is_known() -> None:
    found = normalized(aws.HEADER)
    assert open_collections(found) == set()
    assert "unfiltered responses" not in {one.subject for one in found.provenance.assumptions()}


@pytest.mark.parametrize("collection", list(Survey.model_fields))
def test_a_call_that_was_not_made_leaves_its_collection_open(collection: str) -> None:
    found = normalized(**{f"describe_{collection}": None})
    assert open_collections(found) == {collection}
    assert getattr(found.inventory, collection).complete is False
    missing = found.provenance.why_missing(("vpcs", aws.VPC, "complete", collection))
    assert missing is not None
    assert missing.subject == f"describe_{collection}"
    assert missing.text == f"no describe_{collection} response is in the input"
    assert missing.supply == f"add the response of `aws ec2 describe-{collection.replace('_', '-')}`"


@pytest.mark.parametrize(
    ("response", "complete", "words"),
    [
        ({"NatGateways": [], "NextToken": "more"}, False, "has a NextToken"),
        ({"NatGateways": [], "NextToken": ""}, True, ""),
        ({"NatGateways": [], "NextToken": None}, True, ""),
        ([{"NatGateways": [], "NextToken": "more"}, {"NatGateways": []}], True, ""),
        ([{"NatGateways": []}, {"NatGateways": [], "NextToken": "more"}], False, "has a NextToken"),
        (FAILED, False, "describe_nat_gateways failed with UnauthorizedOperation"),
        ([{"NatGateways": []}, FAILED], False, "failed with UnauthorizedOperation"),
        ({"ResponseMetadata": {}}, False, "has no member NatGateways"),
        ({}, False, "no describe_nat_gateways response is in the input"),
    ],
)
@pytest.mark.parametrize("header", [None, aws.HEADER])
def test_pages_and_failures(header: Any, response: Any, complete: bool, words: str) -> None:  # noqa: FBT001 - expected
    found = normalized(header, describe_nat_gateways=response)
    assert survey(found).nat_gateways is complete
    if not complete:
        assert words in why(found, "nat_gateways")


@pytest.mark.parametrize(
    ("filters", "complete"),
    [
        ([], True),
        ([{"Name": "vpc-id", "Values": ["vpc-1"]}], True),
        ({"vpc-id": "vpc-1"}, True),
        ({"Filters": [{"Name": "vpc-id", "Values": ["vpc-0", "vpc-1"]}]}, True),
        ([{"Name": "vpc-id", "Values": ["vpc-2"]}], False),
        ([{"Name": "tag:Name", "Values": ["x"]}], False),
        ([{"Name": "vpc-id", "Values": ["vpc-1"]}, {"Name": "state", "Values": ["available"]}], False),
        ({"SubnetIds": ["subnet-a"]}, False),
        ([[{"Name": "subnet-id", "Values": ["subnet-a"]}], [{"Name": "vpc-id", "Values": ["vpc-1"]}]], True),
        ([[{"Name": "vpc-id", "Values": ["vpc-2"]}], {"subnet-id": "subnet-a"}], False),
        ([[{"Name": "subnet-id", "Values": ["subnet-a"]}], []], True),
    ],
)
def test_filters_narrow_what_is_told(filters: Any, complete: bool) -> None:  # noqa: FBT001 - expected
    found = normalized({**aws.HEADER, "filters": {"ec2.DescribeSubnets": filters}})
    assert survey(found).subnets is complete
    if not complete:
        assert "describe_subnets was called with the filter" in why(found, "subnets")


def test_internet_gateways_are_filtered_by_their_attachment() -> None:
    filters = {"describe_internet_gateways": {"attachment.vpc-id": [aws.VPC]}}
    assert survey(normalized({**aws.HEADER, "filters": filters})).internet_gateways is True


def test_a_participant_does_not_see_the_objects_of_the_owner() -> None:
    found = normalized(describe_vpcs={"Vpcs": [aws.vpc(OwnerId="999999999999")]})
    assert open_collections(found) == set(Survey.model_fields)
    assert why(found, "vpc_endpoints") == (
        "account 999999999999 owns vpc-1, and account 123456789012 was asked: it sees its own objects only"
    )


def test_the_account_that_was_asked_is_the_one_of_the_header() -> None:
    header = {**aws.HEADER, "account": "999999999999"}
    found = normalized(header, describe_vpcs={"Vpcs": [aws.vpc(OwnerId="999999999999")]})
    assert open_collections(found) == set()


def test_a_vpc_of_another_region_is_not_surveyed() -> None:
    here = {"mwaa-policy-dump": aws.HEADER, **aws.responses()}
    there = {
        "mwaa-policy-dump": {**aws.HEADER, "region": "us-east-1"},
        "describe_vpcs": {"Vpcs": [aws.vpc(VpcId="vpc-9")]},
        "describe_subnets": {"Subnets": []},
    }
    found = normalize([aws.document(here, "1.json"), aws.document(there, "2.json")], Options())
    assert open_collections(found) == set()
    assert survey(found, "vpc-9").subnets is True
    assert "vpc-9 is in us-east-1, and eu-west-1 was asked" in why(found, "nat_gateways", "vpc-9")


def test_an_owner_that_is_not_told_is_assumed() -> None:
    found = normalized(aws.HEADER, describe_vpcs={"Vpcs": [aws.vpc(OwnerId=None)]})
    assert open_collections(found) == set()
    assert found.provenance.assumed[("vpcs", aws.VPC, "complete", "subnets")].subject == "owner of a VPC"


def test_vpcs_that_only_other_objects_name_are_surveyed_too() -> None:
    found = normalized(describe_vpcs=None)
    vpc = next(one for one in found.inventory.vpcs.items if one.id == aws.VPC)
    assert (vpc.cidrs.complete, vpc.main_route_table_id) == (False, "rtb-main")
    assert open_collections(found) == set()
    missing = found.provenance.why_missing(("vpcs", aws.VPC, "cidrs"))
    assert missing is not None
    assert missing.text == "no describe_vpcs response is in the input"


def test_associations_are_open_where_tables_were_not_surveyed() -> None:
    found = normalized(describe_route_tables={"RouteTables": [], "NextToken": "more"})
    subnet = found.inventory.subnets.items[0]
    assert (subnet.route_table_ids.items, subnet.route_table_ids.complete) == ((), False)
    missing = found.provenance.why_missing(("subnets", subnet.id, "route_table_ids"))
    assert missing is not None
    assert missing.subject == "describe_route_tables"
    main = found.provenance.why_missing(("vpcs", aws.VPC, "main_route_table_id"))
    assert main is not None
    assert "NextToken" in main.text
