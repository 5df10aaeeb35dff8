"""Calls that failed: what hangs on them is not known, and the reason names the call."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.provenance import Missing
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from mwaa_policy.sources.boto3.operations import OPERATIONS
from tests.fixtures import responses as aws

DENIED = {"Error": {"Code": "AccessDenied"}}
THROTTLED = {"Error": {"Code": "Throttling"}}


def normalized(**changes: Any) -> Normalized:
    return normalize([aws.document({"mwaa-policy-dump": aws.HEADER, **aws.responses(), **changes})], Options())


def why(found: Normalized, *path: str) -> Missing:
    missing = found.provenance.why_missing(path)
    assert missing is not None
    return missing


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"describe_subnets": DENIED}, ("subnets", "subnet-a")),
        ({"describe_subnets": DENIED}, ("vpcs", aws.VPC, "complete", "subnets")),
        ({"describe_vpcs": DENIED}, ("vpcs", aws.VPC, "cidrs")),
        ({"describe_vpc_attribute": {aws.VPC: DENIED}}, ("vpcs", aws.VPC, "dns_support")),
        ({"describe_vpc_attribute": DENIED}, ("vpcs", aws.VPC, "dns_hostnames")),
        ({"describe_dhcp_options": DENIED}, ("vpcs", aws.VPC, "custom_dns")),
        ({"describe_route_tables": DENIED}, ("vpcs", aws.VPC, "main_route_table_id")),
        ({"describe_network_acls": DENIED}, ("subnets", "subnet-a", "network_acl_ids")),
        ({"describe_security_groups": DENIED}, ("security_groups", aws.GROUP)),
        ({"describe_vpc_endpoints": DENIED}, ("vpcs", aws.VPC, "complete", "vpc_endpoints")),
        ({"describe_nat_gateways": DENIED}, ("nat_gateways", "nat-1")),
        ({"describe_internet_gateways": DENIED}, ("vpcs", aws.VPC, "complete", "internet_gateways")),
        ({"s3_get_public_access_block": {"dags": DENIED}}, ("buckets", "dags", "public_access_block")),
        ({"s3control_get_public_access_block": DENIED}, ("context", "account_public_access_block")),
        ({"mwaa_get_environment": {"airflow": DENIED}}, ("environments", "airflow", "subnet_ids")),
        (
            {
                "describe_vpcs": {"Vpcs": [aws.vpc(BlockPublicAccessStates=None)]},
                "describe_subnets": {"Subnets": [aws.subnet("a", 1, BlockPublicAccessStates=None)]},
                "describe_vpc_block_public_access_options": DENIED,
            },
            ("vpcs", aws.VPC, "igw_block"),
        ),
    ],
)
def test_what_hangs_on_a_denied_call_names_it_and_the_permission(change: dict[str, Any], path: tuple[str, ...]) -> None:
    [name] = [name for name in change if "Error" in str(change[name])]
    operation = next(one for one in OPERATIONS if name in {one.name, f"{one.service}_{one.name}"})
    if name.startswith("s3control"):
        operation = OPERATIONS[-1]
    missing = why(normalized(**change), *path)
    assert missing.subject == operation.title
    assert missing.text == f"{operation.title} failed with AccessDenied"
    assert missing.supply == f"call `{operation.command}`, with the permission {operation.permission}"


def test_a_call_that_failed_for_another_reason_is_to_be_made_again() -> None:
    missing = why(normalized(describe_vpc_endpoints=THROTTLED), "vpcs", aws.VPC, "complete", "vpc_endpoints")
    assert (missing.text, missing.supply) == (
        "describe_vpc_endpoints failed with Throttling",
        "call `aws ec2 describe-vpc-endpoints` again",
    )


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("describe_subnets", "ec2:DescribeSubnets"),
        ("get_managed_prefix_list_entries", "ec2:GetManagedPrefixListEntries"),
        ("get_environment", "airflow:GetEnvironment"),
        ("list_environments", "airflow:ListEnvironments"),
    ],
)
def test_the_permission_of_a_call(name: str, action: str) -> None:
    assert next(one for one in OPERATIONS if one.name == name).permission == action


def test_permissions_about_public_access_have_names_of_their_own() -> None:
    found = {one.title: one.permission for one in OPERATIONS if one.name == "get_public_access_block"}
    assert found == {
        "s3 get_public_access_block": "s3:GetBucketPublicAccessBlock",
        "s3control get_public_access_block": "s3:GetAccountPublicAccessBlock",
    }


def test_an_environment_that_could_not_be_read_is_there_and_nothing_of_it_is_known() -> None:
    both = {"airflow": {"Environment": aws.environment()}, "secret": DENIED}
    found = normalized(mwaa_get_environment=both)
    unread = next(one for one in found.inventory.environments.items if one.id == "secret")
    known = {name: value for name, value in unread.model_dump(exclude={"id", "name"}).items() if value is not None}
    nothing = {"items": (), "complete": False}
    assert unread.name == "secret"
    assert known == {"subnet_ids": nothing, "security_group_ids": nothing}
    assert why(found, "environments", "secret", "status").text == "get_environment failed with AccessDenied"


def test_an_environment_that_was_read_at_last_is_one() -> None:
    found = normalized(mwaa_get_environment={"airflow": [THROTTLED, {"Environment": aws.environment()}]})
    assert [one.id for one in found.inventory.environments.items] == [aws.ARN]


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ([{"Environments": ["airflow"]}, DENIED], "list_environments failed with AccessDenied"),
        ({"Environments": ["airflow"], "NextToken": "more"}, "list_environments has more pages"),
    ],
)
def test_names_that_are_not_all_there_leave_open_which_environments_there_are(response: Any, words: str) -> None:
    found = normalized(mwaa_list_environments=response)
    assert found.inventory.environments.complete is False
    assert [one.text for one in found.provenance.skipped] == [f"{words}: there may be more environments"]


def test_all_names_leave_nothing_open() -> None:
    found = normalized(mwaa_list_environments={"Environments": ["airflow"]})
    assert found.inventory.environments.complete is True
    assert found.provenance.skipped == []


def test_entries_of_a_prefix_list_that_were_not_all_read() -> None:
    page = {"Entries": [{"Cidr": "192.0.2.0/24"}]}
    listed = {"PrefixLists": [{"PrefixListId": "pl-0abc", "PrefixListName": "office", "AddressFamily": "IPv4"}]}
    for entries, known in (([page, DENIED], 1), (DENIED, 0)):
        found = normalized(describe_managed_prefix_lists=listed, get_managed_prefix_list_entries={"pl-0abc": entries})
        record = next(one for one in found.inventory.prefix_lists.items if one.id == "pl-0abc")
        assert (len(record.entries.items), record.entries.complete) == (known, False)
        missing = why(found, "prefix_lists", "pl-0abc", "entries")
        assert missing.text == "get_managed_prefix_list_entries failed with AccessDenied"


def test_a_failure_is_of_the_call_that_failed_and_of_no_other() -> None:
    attributes = [
        {"VpcId": aws.VPC, "EnableDnsSupport": {"Value": True}},
        {"VpcId": aws.VPC, "EnableDnsHostnames": {"Value": True}},
    ]
    found = normalized(describe_vpc_attribute={aws.VPC: attributes, "vpc-2": DENIED})
    vpc = next(one for one in found.inventory.vpcs.items if one.id == aws.VPC)
    assert (vpc.dns_support, vpc.dns_hostnames) == (True, True)
    assert why(normalized(describe_vpc_attribute={"vpc-2": DENIED}), "vpcs", aws.VPC, "dns_support").text == (
        "no describe_vpc_attribute response tells enableDnsSupport of vpc-1"
    )


def test_responses_of_several_regions_and_accounts_say_so() -> None:
    documents = [
        aws.document(
            {
                "mwaa-policy-dump": {"region": region, "account": account},
                "mwaa_get_environment": {"Environment": aws.environment(Arn=arn)},
                "s3control_get_public_access_block": {"PublicAccessBlockConfiguration": aws.switches(on=True)},
            },
            f"{region}.json",
        )
        for region, account, arn in (
            ("eu-west-1", aws.ACCOUNT, aws.ARN),
            ("us-east-1", "999999999999", "arn:aws:airflow:us-east-1:999999999999:environment/airflow"),
        )
    ]
    found = normalize(documents, Options())
    context = found.inventory.context
    assert (context.region, context.account_id, context.account_public_access_block) == (None, None, None)
    region, account = why(found, "context", "region"), why(found, "context", "account_id")
    assert region.text == "the responses are of several regions: eu-west-1, us-east-1"
    assert account.text == "the responses are of several accounts: 123456789012, 999999999999"
    assert region.supply == "judge the responses of one region at a time"


def test_the_switches_of_another_account_are_not_those_of_the_environment() -> None:
    other = {"999999999999": {"PublicAccessBlockConfiguration": aws.switches(on=True)}}
    assert normalized(s3control_get_public_access_block=other).inventory.context.account_public_access_block is None
