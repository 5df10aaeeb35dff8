"""What a dump holds, with how many calls, and that it says what responses of one's own would say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mwaa_policy import check, collect, normalize
from mwaa_policy.collector import Dump, make_request, read_policy
from mwaa_policy.collector.fields import KEPT
from mwaa_policy.model import Inventory
from tests.collect.cloud import SECRET, Cloud
from tests.collect.conftest import client
from tests.collect.network import BUCKET, Network, add_environment, answers, make_bucket, make_network, permit, plain
from tests.fixtures import responses as aws

ONE = Counter({
    "GetEnvironment": 1,
    "DescribeSubnets": 2,
    "DescribeVpcs": 1,
    "DescribeVpcAttribute": 2,
    "DescribeRouteTables": 1,
    "DescribeNetworkAcls": 1,
    "DescribeSecurityGroups": 1,
    "DescribeVpcEndpoints": 1,
    "DescribeNatGateways": 1,
    "DescribeInternetGateways": 1,
    "DescribeDhcpOptions": 1,
    "DescribePrefixLists": 1,
    "DescribeManagedPrefixLists": 1,
    "GetManagedPrefixListEntries": 2,
    "DescribeVpcBlockPublicAccessOptions": 1,
    "GetBucketPublicAccessBlock": 1,
    "GetAccountPublicAccessBlock": 1,
})  # fmt: skip
"""The calls for one environment whose group names a prefix list; the other is that of its S3 endpoint."""


def one_dump(*names: str, **options: Any) -> Dump:
    """Return the only dump, with nothing missing."""
    collected = collect(*names, **options)
    assert collected.is_whole, collected
    [dump] = collected.dumps
    return dump


def around_environments(inventory: Inventory) -> list[Inventory]:
    """Return the parts of an inventory in which there are environments."""
    return [one for one in inventory.networks() if one.environments.items]


def test_a_dump_says_what_the_apis_answer_without_filters(cloud: Cloud, network: Network, ec2: Any, s3: Any) -> None:
    by_hand = normalize(plain(answers(ec2, s3, cloud, network)))
    dump = one_dump("airflow")
    live = normalize(dump.document())
    assert around_environments(live.inventory) == around_environments(by_hand.inventory)
    assert live.provenance.skipped == by_hand.provenance.skipped == []
    judged, expected = check(dump.document()), check(plain(answers(ec2, s3, cloud, network)))
    assert [(one.rule, one.subject, one.message) for one in judged.findings] == [
        (one.rule, one.subject, one.message) for one in expected.findings
    ]
    assert judged.passed == expected.passed
    assert judged.summary == expected.summary


def test_nothing_is_assumed_of_how_a_dump_was_taken(network: Network) -> None:
    del network
    found = normalize(one_dump("airflow").document())
    assert "unfiltered responses" not in {one.subject for one in found.provenance.assumptions()}
    [part] = around_environments(found.inventory)
    assert set(part.vpcs.items[0].complete.model_dump().values()) == {True}


def test_the_calls_for_an_environment_are_so_many(cloud: Cloud, network: Network) -> None:
    del network
    dump = one_dump("airflow")
    assert cloud.counts() == ONE
    assert sum(dump.calls.values()) == ONE.total()


def test_more_environments_in_one_vpc_cost_a_call_each(cloud: Cloud, network: Network) -> None:
    for number in range(4):
        add_environment(cloud, network, f"more-{number}")
    dump = one_dump(every=True)
    assert dump.environments == ("airflow", "more-0", "more-1", "more-2", "more-3")
    assert cloud.counts() - ONE == Counter({"ListEnvironments": 1, "GetEnvironment": 4})


def test_more_vpcs_cost_the_calls_that_are_about_one(cloud: Cloud, network: Network, ec2: Any) -> None:
    del network
    add_environment(cloud, make_network(ec2), "other")
    dump = one_dump("airflow", "other")
    assert cloud.counts() - ONE == Counter(
        {"GetEnvironment": 1, "DescribeVpcAttribute": 2, "GetManagedPrefixListEntries": 1}
    )
    assert len(around_environments(normalize(dump.document()).inventory)) == 2


def test_what_else_the_account_has_is_not_in_a_dump(network: Network, ec2: Any) -> None:
    other = make_network(ec2)
    dump = one_dump("airflow")
    assert network.vpc in dump.to_json()
    assert other.vpc not in dump.to_json()


def test_the_permissions_are_those_of_the_calls_and_no_others(cloud: Cloud, network: Network) -> None:
    del network
    one_dump(every=True)
    needed = {action for statement in statements(every=True) for action in statement["Action"]}
    assert {action.partition(":")[2] for action in needed} == set(cloud.counts())
    assert all(action.partition(":")[2].startswith(("Describe", "Get", "List")) for action in needed)
    assert "airflow:ListEnvironments" in needed
    assert "airflow:ListEnvironments" not in {
        action for statement in statements("airflow") for action in statement["Action"]
    }


def test_the_permissions_are_as_narrow_as_the_request() -> None:
    narrow = {one["Sid"]: one for one in statements("airflow", regions=["cn-north-1"])}
    assert narrow["Environments"]["Resource"] == ["arn:aws-cn:airflow:cn-north-1:*:environment/airflow"]
    assert narrow["PrefixLists"]["Resource"] == ["arn:aws-cn:ec2:cn-north-1:*:prefix-list/*"]
    assert narrow["Network"]["Condition"] == {"StringEquals": {"aws:RequestedRegion": ["cn-north-1"]}}
    assert narrow["Buckets"]["Resource"] == ["arn:aws-cn:s3:::*"]
    assert {one["Sid"]: one["Resource"] for one in statements(aws.ARN)}["Environments"] == [aws.ARN]
    assert {one["Sid"]: one["Resource"] for one in statements(every=True)}["Environments"] == [
        "arn:aws:airflow:*:*:environment/*"
    ]


def statements(*names: str, **options: Any) -> list[dict[str, Any]]:
    policy = read_policy(make_request(names, **options))
    assert policy["Version"] == "2012-10-17"
    assert {one["Effect"] for one in policy["Statement"]} == {"Allow"}
    found: list[dict[str, Any]] = policy["Statement"]
    return found


def test_no_secret_is_in_a_dump(network: Network) -> None:
    del network
    text = one_dump("airflow").to_json()
    assert SECRET not in text
    assert "Tags" not in text
    assert "AirflowConfigurationOptions" not in text


def test_tags_and_options_are_there_for_who_asks(network: Network) -> None:
    del network
    dump = one_dump("airflow", with_tags=True, with_configuration=True)
    environment = dump.content["mwaa_get_environment"]["airflow"]["Environment"]
    assert environment["AirflowConfigurationOptions"] == {"smtp.smtp_password": SECRET}
    assert environment["Tags"] == {"owner": SECRET}
    assert "WebserverUrl" not in environment
    assert dump.content["describe_vpcs"]["Vpcs"][0]["Tags"] == [{"Key": "password", "Value": SECRET}]
    assert SECRET not in str(check(dump.document()))


def test_what_is_kept_is_named_for_every_operation_that_is_called(cloud: Cloud, network: Network) -> None:
    del network
    one_dump(every=True)
    assert {one.permission.partition(":")[2] for one in KEPT} == set(cloud.counts())


PAGED = (
    "DescribeDhcpOptions",
    "DescribeInternetGateways",
    "DescribeManagedPrefixLists",
    "DescribeNatGateways",
    "DescribeNetworkAcls",
    "DescribePrefixLists",
    "DescribeRouteTables",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeVpcEndpoints",
    "DescribeVpcs",
    "GetManagedPrefixListEntries",
    "ListEnvironments",
)


def test_pages_make_no_difference(cloud: Cloud, network: Network, ec2: Any) -> None:
    add_environment(cloud, network, "second")
    add_environment(cloud, make_network(ec2), "third")
    whole = one_dump(every=True)
    before = cloud.counts()
    cloud.page_size.update(dict.fromkeys(PAGED, 1))
    paged = one_dump(every=True)
    assert normalize(paged.document()).inventory == normalize(whole.document()).inventory
    several = cloud.counts() - before - before
    assert several["DescribeSubnets"] == 4 + 6 - 2
    assert set(several) >= set(PAGED) - {"DescribeDhcpOptions"}


def test_the_groups_that_rules_name_are_there_from_other_vpcs_too(cloud: Cloud, network: Network, ec2: Any) -> None:
    other = make_network(ec2)
    permit(ec2, network.group, IpProtocol="tcp", FromPort=22, ToPort=22, UserIdGroupPairs=[{"GroupId": other.group}])
    found = normalize(one_dump("airflow").document()).inventory
    group = next(one for one in found.security_groups.items if one.id == other.group)
    assert group.name == "airflow"
    assert set(next(one for one in found.vpcs.items if one.id == network.vpc).complete.model_dump().values()) == {True}
    assert cloud.counts() - ONE == Counter({"DescribeSecurityGroups": 1})


def test_a_group_of_the_environment_in_another_vpc_is_found(cloud: Cloud, network: Network, ec2: Any) -> None:
    other = make_network(ec2)
    network = network._replace(group=other.group)
    add_environment(cloud, network)
    report = check(one_dump("airflow").document())
    assert "SG-VPC" in {one.rule for one in report.findings}


def test_the_resolvers_that_dhcp_options_name_are_found(network: Network, ec2: Any) -> None:
    options = ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name-servers", "Values": ["10.7.0.53"]}])
    identity = options["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=identity, VpcId=network.vpc)
    assert [one.custom_dns for one in normalize(one_dump("airflow").document()).inventory.vpcs.items] == [True]


def test_the_switches_of_the_account_are_read(cloud: Cloud, network: Network) -> None:
    del network
    cloud.account_access = aws.switches(on=True)
    block = normalize(one_dump("airflow").document()).inventory.context.account_public_access_block
    assert block is not None
    assert set(block.model_dump().values()) == {True}


def test_a_bucket_without_switches_is_no_failure(cloud: Cloud, network: Network, s3: Any) -> None:
    del network
    s3.delete_public_access_block(Bucket=BUCKET)
    dump = one_dump("airflow")
    assert cloud.counts()["GetBucketPublicAccessBlock"] == 1
    [bucket] = normalize(dump.document()).inventory.buckets.items
    assert bucket.public_access_block is not None
    assert set(bucket.public_access_block.model_dump().values()) == {False}


def test_a_filter_takes_two_hundred_values_and_no_more(cloud: Cloud, network: Network) -> None:
    add_environment(cloud, network)
    members = cloud.environments()["airflow"]["NetworkConfiguration"]
    members["SubnetIds"] = [*network.subnets, *(f"subnet-{number:017x}" for number in range(250))]
    one_dump("airflow")
    sent = [body for body in cloud.bodies if "Action=DescribeSubnets" in body]
    assert sorted(body.count("Filter.1.Value.") for body in sent) == [1, 52, 200]


def test_dumps_are_the_same_byte_for_byte_but_for_their_time(cloud: Cloud, network: Network) -> None:
    add_environment(cloud, network, "more")
    first, second = one_dump(every=True), one_dump(every=True)
    time = '"taken_at": "{}"'.format
    moments = [one.content["mwaa-policy-dump"]["taken_at"] for one in (first, second)]
    assert first.to_json().replace(time(moments[0]), "") == second.to_json().replace(time(moments[1]), "")


@pytest.mark.parametrize("region", ["us-east-1"])
def test_another_region_is_asked_on_request(cloud: Cloud, network: Network, region: str) -> None:
    del network
    s3 = client(cloud, "s3")
    make_bucket(s3, "there")
    add_environment(cloud, make_network(client(cloud, "ec2", region), "there"), "there", region=region)
    collected = collect(every=True, regions=[aws.REGION, region])
    assert [(one.region, one.environments) for one in collected.dumps] == [
        (aws.REGION, ("airflow",)),
        (region, ("there",)),
    ]
    assert collected.is_whole
    for dump in collected.dumps:
        assert normalize(dump.document()).inventory.context.region == dump.region
