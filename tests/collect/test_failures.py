"""What goes wrong on the way: the rest is usable, what is missing is named, and no secret is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from mwaa_policy import InputError, UsageError, check, collect
from mwaa_policy.collector import Collected, Dump
from mwaa_policy.report import Report
from tests.collect.cloud import SECRET, Cloud
from tests.collect.conftest import client
from tests.collect.network import Network, add_environment, make_bucket, make_network
from tests.fixtures import responses as aws

OPERATIONS = {
    "DescribeDhcpOptions": "describe_dhcp_options",
    "DescribeInternetGateways": "describe_internet_gateways",
    "DescribeManagedPrefixLists": "describe_managed_prefix_lists",
    "DescribeNatGateways": "describe_nat_gateways",
    "DescribeNetworkAcls": "describe_network_acls",
    "DescribePrefixLists": "describe_prefix_lists",
    "DescribeRouteTables": "describe_route_tables",
    "DescribeSecurityGroups": "describe_security_groups",
    "DescribeSubnets": "describe_subnets",
    "DescribeVpcAttribute": "describe_vpc_attribute",
    "DescribeVpcBlockPublicAccessOptions": "describe_vpc_block_public_access_options",
    "DescribeVpcEndpoints": "describe_vpc_endpoints",
    "DescribeVpcs": "describe_vpcs",
    "GetAccountPublicAccessBlock": "s3control get_public_access_block",
    "GetBucketPublicAccessBlock": "s3 get_public_access_block",
    "GetManagedPrefixListEntries": "get_managed_prefix_list_entries",
}
"""Every action that may fail while the rest is collected, with the operation that messages name."""


def only(collected: Collected) -> Dump:
    [dump] = collected.dumps
    assert SECRET not in dump.to_json()
    assert SECRET not in "".join(map(str, dump.failures))
    return dump


def verdicts(report: Report) -> dict[tuple[str, str], str]:
    found = {(one.rule, one.subject): "fail" for one in report.findings}
    found |= {(one.rule, one.subject): "pass" for one in report.passed}
    return found | {(one.rule, one.subject): "undecided" for one in report.undecided}


@pytest.fixture
def faulty(cloud: Cloud, network: Network, ec2: Any) -> Network:
    """Return a network in which one rule fails that nearly every call bears on: TCP 5432 is stopped on its way."""
    for egress in (True, False):
        ec2.create_network_acl_entry(
            NetworkAclId=ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [network.vpc]}])[
                "NetworkAcls"
            ][0]["NetworkAclId"],
            RuleNumber=90,
            Protocol="6",
            PortRange={"From": 5432, "To": 5432},
            RuleAction="deny",
            Egress=egress,
            CidrBlock="10.7.0.0/16",
        )
    cloud.asked.clear()
    return network


@pytest.mark.parametrize("action", OPERATIONS)
def test_what_a_denied_call_would_tell_is_undecided_and_named(cloud: Cloud, faulty: Network, action: str) -> None:
    del faulty
    whole = verdicts(check(only(collect("airflow")).document()))
    cloud.deny(action)
    dump = only(collect("airflow"))
    assert {one.call for one in dump.failures} == {OPERATIONS[action]}
    assert {one.code for one in dump.failures} <= {"UnauthorizedOperation", "AccessDenied"}
    prefix = "s3" if "PublicAccess" in action and "Vpc" not in action else "ec2"
    assert f"the permission {prefix}:{action} is wanted" in str(dump.failures[0])
    report = check(dump.document())
    for key, verdict in verdicts(report).items():
        assert verdict in {whole.get(key), "undecided"}, key
    changed = {key for key, verdict in verdicts(report).items() if verdict != whole.get(key)}
    named = [fact.cause.text for one in report.undecided if (one.rule, one.subject) in changed for fact in one.because]
    assert not changed or any(OPERATIONS[action] in text for text in named)


@pytest.mark.parametrize(
    "action",
    ["DescribeNetworkAcls", "DescribeRouteTables", "DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcEndpoints"],
)
def test_without_what_matters_nothing_is_proven(cloud: Cloud, network: Network, action: str) -> None:
    del network
    cloud.deny(action)
    report = check(only(collect("airflow")).document())
    assert report.summary.blocking
    causes = {fact.cause.text for one in report.undecided for fact in one.because}
    assert f"{OPERATIONS[action]} failed with UnauthorizedOperation" in causes


def test_a_vpc_is_found_by_its_acls_and_by_its_groups_too(cloud: Cloud, network: Network) -> None:
    cloud.deny("DescribeSubnets")
    assert list(vpcs(only(collect("airflow")))) == [network.vpc]
    cloud.deny("DescribeNetworkAcls")
    dump = only(collect("airflow"))
    assert list(vpcs(dump)) == [network.vpc]
    assert [one.call for one in dump.failures] == ["describe_subnets", "describe_network_acls"]


def vpcs(dump: Dump) -> list[str]:
    return [one["VpcId"] for one in dump.content["describe_vpcs"]["Vpcs"]]


def test_a_vpc_that_cannot_be_found_leaves_the_network_open(cloud: Cloud, network: Network) -> None:
    del network
    cloud.deny("DescribeSubnets", "DescribeNetworkAcls", "DescribeSecurityGroups")
    dump = only(collect("airflow"))
    assert [one.call for one in dump.failures] == [
        "describe_subnets",
        "describe_network_acls",
        "describe_security_groups",
    ]
    assert cloud.counts()["DescribeVpcs"] == 0
    report = check(dump.document())
    assert report.summary.blocking
    assert "describe_subnets failed with UnauthorizedOperation" in str(report.undecided)


@pytest.mark.parametrize("fault", ["throttle", "drop", "cut"])
def test_what_passes_is_not_noticed(cloud: Cloud, network: Network, fault: str) -> None:
    del network
    before = only(collect(every=True))
    for action in (*OPERATIONS, "GetEnvironment", "ListEnvironments"):
        getattr(cloud, fault)(action, times=1)
    dump = only(collect(every=True))
    assert dump.failures == ()
    assert {**dump.content, "mwaa-policy-dump": None} == {**before.content, "mwaa-policy-dump": None}
    assert (before.retries, dump.retries) == (0, len(OPERATIONS) + 2)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("throttle", "RequestLimitExceeded"), ("drop", "ProxyConnectionError"), ("cut", "ResponseParserError")],
)
def test_what_does_not_pass_is_asked_three_times_and_then_named(
    cloud: Cloud, network: Network, fault: str, code: str
) -> None:
    del network
    getattr(cloud, fault)("DescribeVpcEndpoints")
    dump = only(collect("airflow"))
    assert cloud.counts()["DescribeVpcEndpoints"] == 3
    assert [(one.call, one.code) for one in dump.failures] == [("describe_vpc_endpoints", code)]
    assert dump.content["describe_vpc_endpoints"] == {"Error": {"Code": code}}
    assert f"describe_vpc_endpoints failed with {code}" in str(check(dump.document()).undecided)


def test_the_pages_before_a_failure_are_kept(cloud: Cloud, network: Network) -> None:
    del network
    cloud.page_size["DescribeRouteTables"] = 1
    cloud.throttle_after("DescribeRouteTables", 1)
    dump = only(collect("airflow"))
    found, error = dump.content["describe_route_tables"]
    assert len(found["RouteTables"]) == 1
    assert error == {"Error": {"Code": "RequestLimitExceeded"}}
    assert dump.calls["describe_route_tables"] == 2
    assert "describe_route_tables failed with RequestLimitExceeded" in str(check(dump.document()).undecided)


@pytest.mark.parametrize("action", ["GetEnvironment", "ListEnvironments"])
def test_an_answer_that_breaks_off_is_not_taken_for_nothing(cloud: Cloud, network: Network, action: str) -> None:
    del network
    cloud.cut(action)
    with pytest.raises(InputError, match="failed with IncompleteResponse"):
        collect(every=True)
    assert cloud.counts()[action] == 3


def test_a_flaw_in_finding_the_vpc_is_no_failure(cloud: Cloud, network: Network) -> None:
    cloud.throttle("DescribeSubnets", times=3)
    dump = only(collect("airflow"))
    assert dump.failures == ()
    assert len(dump.content["describe_subnets"]["Subnets"]) == 3
    assert network.vpc in dump.to_json()


# -- environments -----------------------------------------------------------------------------------


def test_an_environment_that_may_not_be_read_is_undecided_beside_the_others(cloud: Cloud, network: Network) -> None:
    add_environment(cloud, network, "other")
    cloud.deny_about("GetEnvironment", "other")
    dump = only(collect("airflow", "other"))
    assert dump.environments == ("airflow",)
    assert [(one.call, one.about) for one in dump.failures] == [("get_environment", "other")]
    report = check(dump.document())
    assert {one.id for one in report.environments} == {aws.ARN, "other"}
    assert {one.rule for one in report.undecided if one.subject == "other" and one.blocks} >= {"ENV-SUBNET-COUNT"}
    assert "get_environment failed with AccessDeniedException" in str(report.undecided)


def test_names_that_were_not_all_listed_are_said(cloud: Cloud, network: Network) -> None:
    add_environment(cloud, network, "other")
    cloud.page_size["ListEnvironments"] = 1
    cloud.throttle_after("ListEnvironments", 1)
    dump = only(collect(every=True))
    assert dump.environments == ("airflow",)
    assert [one.call for one in dump.failures] == ["list_environments"]
    assert [one.text for one in check(dump.document()).skipped] == [
        "list_environments failed with ThrottlingException: there may be more environments"
    ]


def test_an_environment_that_is_nowhere_is_named(cloud: Cloud, network: Network) -> None:
    del network
    with pytest.raises(InputError) as caught:
        collect("airflaw")
    assert str(caught.value) == (
        "nothing could be collected: eu-west-1: get_environment of airflaw failed with ResourceNotFoundException; "
        "there is no such environment"
    )
    collected = collect("airflow", "airflaw")
    assert only(collected).failures == ()
    assert [one.about for one in collected.failures] == ["airflaw"]
    assert not collected.is_whole
    assert cloud.counts()["GetEnvironment"] == 3


def test_it_is_enough_that_one_region_has_it(cloud: Cloud, network: Network) -> None:
    del cloud, network
    collected = collect("airflow", regions=[aws.REGION, "us-east-1"])
    assert collected.is_whole
    assert only(collected).region == aws.REGION


def test_a_region_without_environments_has_no_dump(cloud: Cloud) -> None:
    assert collect(every=True) == Collected(dumps=(), failures=())
    assert cloud.counts() == {"ListEnvironments": 1}


def test_an_arn_tells_the_region_and_means_no_other_environment(cloud: Cloud, network: Network) -> None:
    add_environment(cloud, network, "airflow", region="us-east-1")
    dump = only(collect(aws.ARN.replace("eu-west-1", "us-east-1")))
    assert dump.region == "us-east-1"
    foreign = aws.ARN.replace(aws.ACCOUNT, "999999999999")
    with pytest.raises(InputError, match="there is no such environment"):
        collect(foreign)
    both = collect(aws.ARN, foreign.replace("environment/airflow", "environment/other"))
    assert only(both).environments == ("airflow",)


# -- regions and accounts ---------------------------------------------------------------------------


def test_a_region_that_fails_leaves_the_others(cloud: Cloud, network: Network) -> None:
    del network
    cloud.broken_regions.add("us-east-1")
    collected = collect(every=True, regions=["us-east-1", aws.REGION])
    assert only(collected).environments == ("airflow",)
    [failure] = collected.failures
    assert str(failure) == (
        "us-east-1: list_environments failed with ProxyConnectionError; "
        "there is no connection, or no MWAA in the region"
    )


def test_when_every_region_fails_there_is_one_error(cloud: Cloud) -> None:
    cloud.broken_regions.update({"us-east-1", aws.REGION})
    with pytest.raises(InputError) as caught:
        collect("airflow", regions=["us-east-1", aws.REGION])
    assert str(caught.value).startswith("nothing could be collected: us-east-1: get_environment of airflow failed")
    assert str(caught.value).endswith("(and 1 more)")


ROLES = ["arn:aws:iam::111111111111:role/audit", "arn:aws:iam::222222222222:role/audit"]


def test_roles_are_assumed_and_ask_for_their_accounts(cloud: Cloud) -> None:
    for account in ("111111111111", "222222222222"):
        bucket = f"dags-{account}"
        make_bucket(client(cloud, "s3", account=account), bucket)
        made = make_network(client(cloud, "ec2", account=account), bucket)
        add_environment(cloud, made, f"of-{account}", account=account)
    cloud.keys.clear()
    collected = collect(every=True, roles=ROLES, external_id="shared")
    assert [one.account for one in collected.dumps] == ["111111111111", "222222222222"]
    assert [one.environments for one in collected.dumps] == [("of-111111111111",), ("of-222222222222",)]
    assert collected.is_whole
    assert {*cloud.keys} == {"AKIATESTING", "ASIA111111111111", "ASIA222222222222"}
    assert sum("ExternalId=shared" in body for body in cloud.bodies) == 2
    assert SECRET not in "".join(one.to_json() for one in collected.dumps)


def test_a_role_that_may_not_be_assumed_leaves_the_others(cloud: Cloud, network: Network) -> None:
    del network
    cloud.deny_about("AssumeRole", "111111111111")
    collected = collect("airflow", roles=[ROLES[0], ROLES[1].replace("222222222222", aws.ACCOUNT)])
    assert only(collected).account == aws.ACCOUNT
    [failure] = collected.failures
    assert (failure.call, failure.code) == ("assume_role", "AccessDenied")
    assert f"the permission sts:AssumeRole on {ROLES[0]} is wanted" in str(failure)


def test_profiles_ask_with_their_own_keys(cloud: Cloud, network: Network, tmp_path: Path) -> None:
    del network
    keys = [f"[{name}]\naws_access_key_id = AKIA{name}\naws_secret_access_key = x\n" for name in ("one", "two")]
    (tmp_path / "AWS_SHARED_CREDENTIALS_FILE").write_text("".join(keys))
    cloud.keys.clear()
    collected = collect("airflow", profiles=["one", "two"])
    assert [one.where for one in collected.dumps] == ["eu-west-1 (profile one)", "eu-west-1 (profile two)"]
    assert cloud.keys == {"AKIAone", "AKIAtwo"}


def test_a_session_of_ones_own_asks(cloud: Cloud, network: Network) -> None:
    del network
    cloud.keys.clear()
    session = boto3.Session(aws_access_key_id="AKIAOWN", aws_secret_access_key="x", region_name=aws.REGION)  # noqa: S106 - of nobody
    assert only(collect("airflow", session=session)).environments == ("airflow",)
    assert cloud.keys == {"AKIAOWN"}


# -- what makes no sense ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "options", "words"),
    [
        ([], {}, "no environment is named"),
        (["airflow"], {"every": True}, "every environment is asked for, and some by name"),
        (["air flow"], {}, "'air flow' is neither the name nor the ARN of an environment, nor the id of a VPC"),
        (["../secrets"], {}, "is neither the name nor the ARN of an environment, nor the id of a VPC"),
        (["airflow"], {"regions": ["Frankfurt"]}, "'Frankfurt' is not a region code"),
        (["airflow"], {"roles": ["audit"]}, "'audit' is not the ARN of a role"),
        (["airflow"], {"roles": ROLES, "profiles": ["a", "b"]}, "which of them assumes it?"),
        (["airflow"], {"session": object(), "profiles": ["a"]}, "which of them asks?"),
        (["airflow"], {"external_id": "x"}, "no role that wants one"),
        (["airflow"], {"profiles": ["nobody"]}, "the AWS configuration has no such profile: nobody"),
        ([aws.ARN], {"regions": ["us-east-1"]}, "is in eu-west-1, which is none of the regions that are asked"),
    ],
)
def test_wrong_usage(cloud: Cloud, names: list[str], options: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        collect(*names, **options)
    assert words in str(caught.value)
    assert cloud.asked == []


def test_a_region_must_be_told(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(UsageError, match="no region is told: give --region, or set AWS_REGION"):
        collect("airflow")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with pytest.raises(InputError, match="us-east-1"):
        collect("airflow")
    assert cloud.counts("us-east-1") == {"GetEnvironment": 1}
    monkeypatch.setenv("AWS_REGION", "eu-west-2")
    with pytest.raises(InputError, match="eu-west-2"):
        collect("airflow")


def test_credentials_must_be_there(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(InputError) as caught:
        collect("airflow")
    assert "failed with NoCredentialsError; there are no credentials: give --profile" in str(caught.value)
    assert cloud.asked == []


def test_what_a_program_for_credentials_prints_is_not_told(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    program = f"{sys.executable} -c \"import sys; sys.exit('{SECRET}')\""
    (tmp_path / "AWS_CONFIG_FILE").write_text(f"[default]\ncredential_process = {program}\n")
    with pytest.raises(InputError) as caught:
        collect("airflow")
    assert "CredentialRetrievalError" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert cloud.asked == []


def test_a_configuration_that_cannot_be_read_is_not_told(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "AWS_CONFIG_FILE").write_text(f"[default\n{SECRET}")
    with pytest.raises(InputError) as caught:
        collect("airflow")
    assert "ConfigParseError" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert cloud.asked == []


def test_an_address_that_is_none_is_named(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    del network
    monkeypatch.setenv("AWS_ENDPOINT_URL_EC2", "nonsense")
    dump = only(collect("airflow"))
    assert {one.code for one in dump.failures} == {"ValueError"}
    assert check(dump.document()).summary.blocking


def test_without_boto3_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(InputError) as caught:
        collect("airflow")
    assert str(caught.value) == (
        "live accounts are read with boto3, which is not installed; pip install 'mwaa-policy[aws]' brings it"
    )


def test_an_environment_without_an_arn_is_asked_about_all_the_same(cloud: Cloud, network: Network) -> None:
    del network
    del cloud.environments()["airflow"]["Arn"]
    dump = only(collect("airflow"))
    assert dump.account == ""
    assert cloud.counts()["GetAccountPublicAccessBlock"] == 0
    assert [one.id for one in check(dump.document()).environments] == ["airflow"]


def test_errors_hold_no_words_of_aws(cloud: Cloud) -> None:
    cloud.deny("GetEnvironment")
    with pytest.raises(InputError) as caught:
        collect("airflow")
    assert "AccessDeniedException; the permission airflow:GetEnvironment is wanted" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert SECRET not in json.dumps(caught.value.__dict__)
