"""Configuration items of AWS Config: their forms, which of several counts, and what they leave open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_policy import check
from mwaa_policy.document import Document, read_document
from mwaa_policy.errors import InputError
from mwaa_policy.model import Survey
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources.detect import detect_kinds, normalize
from tests.fixtures import recorded
from tests.fixtures import responses as aws
from tests.fixtures.recorded import item

GROUP = "AWS::EC2::SecurityGroup"
SUBNET = "AWS::EC2::Subnet"
ITEMS = recorded.items()
SELECTED = ("resourceId", "resourceType", "awsRegion", "configuration", "supplementaryConfiguration")


def delivered(*items: dict[str, Any]) -> dict[str, Any]:
    return {"fileVersion": "1.0", "configSnapshotId": "1", "configurationItems": list(items)}


def selected(*items: dict[str, Any], fields: tuple[str, ...] = SELECTED) -> dict[str, Any]:
    rows = [json.dumps({name: one[name] for name in fields}) for one in items]
    return {"Results": rows, "QueryInfo": {"SelectFields": [{"Name": name} for name in fields]}}


def read(*values: Any) -> Normalized:
    return normalize([aws.document(value, f"{index}.json") for index, value in enumerate(values)])


def group(*cidrs: str, **members: Any) -> dict[str, Any]:
    """Return an item of a group that lets traffic of the ranges in."""
    rule = aws.permission("tcp", FromPort=443, ToPort=443, IpRanges=[{"CidrIp": cidr} for cidr in cidrs])
    return item(GROUP, aws.GROUP, recorded.recorded(aws.group(IpPermissions=[rule])), **members)


def ingress(found: Normalized) -> list[str]:
    [one] = [one for one in found.inventory.security_groups.items if one.id == aws.GROUP]
    return [rule.key for rule in one.ingress.items]


KEY = "ingress tcp 443 443 {}"

FORMS = [
    delivered(*ITEMS),
    recorded.answered(*ITEMS),
    {"baseConfigurationItems": recorded.answered(*ITEMS)["configurationItems"], "unprocessedResourceKeys": []},
    {"BaseConfigurationItems": recorded.answered(*ITEMS)["configurationItems"]},
    selected(*ITEMS),
    [delivered(one) for one in ITEMS],
    {"status_code": 200, "data": recorded.answered(*ITEMS)},
    {"configservice_get_resource_config_history": [recorded.answered(one) for one in ITEMS]},
    [{"configurationItem": one, "messageType": "ConfigurationItemChangeNotification"} for one in ITEMS],
]


@pytest.mark.parametrize("value", FORMS)
def test_every_form_tells_the_same(value: Any) -> None:
    assert detect_kinds([aws.document(value)]) == ["aws-config"]
    found = read(value)
    # A query, whose fields are the caller's, may not tell the account.
    expected = read(FORMS[0]).inventory.model_dump(exclude={"context"})
    assert found.inventory.model_dump(exclude={"context"}) == expected
    assert found.inventory.context.region == aws.REGION
    assert found.kind == "aws-config"


def test_items_tell_what_responses_tell_but_for_what_is_not_recorded() -> None:
    found = read(FORMS[0], {"Environment": aws.environment()}).inventory
    expected = normalize([aws.document(aws.responses())]).inventory
    for name in ("subnets", "route_tables", "network_acls", "security_groups", "nat_gateways", "internet_gateways"):
        assert getattr(found, name).items == getattr(expected, name).items
    assert found.environments.items == expected.environments.items
    assert found.buckets.items == expected.buckets.items
    assert found.context == expected.context
    [vpc], [whole] = found.vpcs.items, expected.vpcs.items
    nothing = Survey(**dict.fromkeys(Survey.model_fields, False))
    unknown: dict[str, Any] = {"dns_support": None, "dns_hostnames": None, "igw_block": None, "complete": nothing}
    assert vpc == whole.model_copy(update=unknown)


def test_items_are_no_complete_listing() -> None:
    found = read(delivered(*ITEMS))
    assert not found.inventory.security_groups.complete
    why = found.provenance.why_missing(("vpcs", aws.VPC, "complete", "vpc_endpoints"))
    assert why is not None
    assert why.text == "AWS Config tells of single resources: there may be others"
    assert why.supply == "add the response of `aws ec2 describe-vpc-endpoints`"


def test_a_subnet_without_an_association_may_have_one() -> None:
    main = next(one for one in ITEMS if one["resourceId"] == "rtb-main")
    subnet = next(one for one in ITEMS if one["resourceId"] == "subnet-a")
    [found] = read(delivered(main, subnet)).inventory.subnets.items
    assert (found.route_table_ids.items, found.route_table_ids.complete) == ((), False)


def test_what_is_not_recorded_has_no_default() -> None:
    found = read(delivered(*ITEMS))
    [endpoint] = found.inventory.vpc_endpoints.items
    assert endpoint.policy.statements.complete is False
    why = found.provenance.why_missing(("vpc_endpoints", "vpce-1", "policy"))
    assert why is not None
    assert why.text == "what is told of vpce-1 has no PolicyDocument"
    bare = item("AWS::EC2::VPCEndpoint", "vpce-2", {"vpcId": aws.VPC})
    [endpoint] = read(delivered(bare)).inventory.vpc_endpoints.items
    assert (endpoint.type, endpoint.subnet_ids.complete, endpoint.route_table_ids.complete) == (None, False, False)
    [nat] = read(delivered(item("AWS::EC2::NatGateway", "nat-1", {}))).inventory.nat_gateways.items
    assert (nat.connectivity, nat.availability_mode, nat.has_address) == (None, None, None)
    [vpc] = read(delivered(item("AWS::EC2::VPC", "vpc-1", {"cidrBlock": "10.0.0.0/16"}))).inventory.vpcs.items
    assert [one.text for one in vpc.cidrs.items] == ["10.0.0.0/16"]
    assert not vpc.cidrs.complete


def test_what_follows_from_what_is_recorded_of_a_nat_gateway() -> None:
    addresses = [{"allocationId": "eipalloc-1", "publicIp": "198.51.100.7"}]
    old = {"subnetId": "subnet-public", "natGatewayAddresses": addresses}
    [nat] = read(delivered(item("AWS::EC2::NatGateway", "nat-1", old))).inventory.nat_gateways.items
    assert (nat.connectivity, nat.availability_mode, nat.has_address) == ("public", "zonal", True)


@pytest.mark.parametrize("value", [{"describe_vpcs": {"Vpcs": []}}, {"Vpcs": []}])
def test_responses_beside_items_in_one_document_are_refused(value: dict[str, Any]) -> None:
    with pytest.raises(InputError) as raised:
        read({**delivered(*ITEMS), **value})
    assert raised.value.message == "responses of the API stand beside items of AWS Config"
    assert raised.value.pointer == f"/{next(iter(value))}"


@pytest.mark.parametrize("configuration", [None, {}, "{}"])
def test_an_item_without_a_configuration_names_its_resource(configuration: Any) -> None:
    [found] = read(delivered(item(GROUP, "sg-2", configuration))).inventory.security_groups.items
    assert (found.id, found.ingress.complete, found.egress.complete) == ("sg-2", False, False)


def test_an_item_that_lacks_its_configuration_stands_where_the_item_does() -> None:
    bare = {"resourceType": GROUP, "resourceId": "sg-2"}
    found = read(delivered(bare))
    location = found.provenance.location(("security_groups", "sg-2"))
    assert location is not None
    assert location.pointer == "/configurationItems/0"


OLD, NEW = group("10.1.0.0/16"), group("10.2.0.0/16")
TIMES = [
    ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.679Z"),
    ("2026-01-02T03:04:05+02:00", "2026-01-02T02:04:05Z"),
    ("2026-01-02T03:04:05", "2026-01-02T03:04:06Z"),
    (1767323045.5, 1767323046),
    (1767323045, "2027-01-02T03:04:05Z"),
]


@pytest.mark.parametrize(("before", "after"), TIMES)
def test_of_several_items_the_newest_counts(before: Any, after: Any) -> None:
    old = {**OLD, "configurationItemCaptureTime": before}
    new = {**NEW, "configurationItemCaptureTime": after}
    assert ingress(read(delivered(old, new))) == [KEY.format("10.2.0.0/16")]
    assert ingress(read(delivered(new), recorded.answered(old))) == [KEY.format("10.2.0.0/16")]


def test_of_one_moment_the_later_state_counts() -> None:
    later = {**NEW, "configurationStateId": "1767323045679"}
    assert ingress(read(delivered(later, OLD))) == [KEY.format("10.2.0.0/16")]


def test_two_equal_items_are_one() -> None:
    assert ingress(read(delivered(OLD, OLD))) == [KEY.format("10.1.0.0/16")]


@pytest.mark.parametrize(
    "members",
    [{}, {"configurationItemCaptureTime": None}, {"configurationItemCaptureTime": "yesterday"}],
)
def test_items_of_which_none_is_newer_are_refused(members: dict[str, Any]) -> None:
    with pytest.raises(InputError) as raised:
        read(delivered(OLD, {**NEW, **members}))
    assert raised.value.message == "nothing tells which of two configuration items of sg-1 is newer"
    assert (raised.value.document, raised.value.pointer) == ("0.json", "/configurationItems/1")
    assert raised.value.line is not None
    assert "the first is at /configurationItems/0 of 0.json" in (raised.value.hint or "")


@pytest.mark.parametrize("status", ["ResourceDeleted", "ResourceDeletedNotRecorded"])
def test_a_deleted_resource_is_not_there(status: str) -> None:
    deleted = item(GROUP, aws.GROUP, None, configurationItemStatus=status, configurationItemCaptureTime="2027-01-01")
    found = read(delivered(group("10.1.0.0/16"), deleted, item(GROUP, "sg-2", {"vpcId": aws.VPC})))
    assert [one.id for one in found.inventory.security_groups.items] == ["sg-2"]
    made_again = {**group("10.3.0.0/16"), "configurationItemCaptureTime": "2028-01-01"}
    assert ingress(read(delivered(deleted, made_again))) == [KEY.format("10.3.0.0/16")]


@pytest.mark.parametrize("elsewhere", [{"awsRegion": "eu-central-1"}, {"awsAccountId": "210987654321"}])
def test_environments_of_one_name_are_two_where_they_are_in_two_places(elsewhere: dict[str, str]) -> None:
    def environment(**members: str) -> dict[str, Any]:
        made = item("AWS::MWAA::Environment", "airflow", {}, **members)
        made["configuration"] = {"Arn": "arn:aws:airflow:{awsRegion}:{awsAccountId}:environment/airflow".format(**made)}
        return made

    later = environment(configurationItemCaptureTime="2027-01-01", **elsewhere)
    found = read(delivered(environment(), later)).inventory.environments.items
    assert {one.id for one in found} == {one["configuration"]["Arn"] for one in (environment(), later)}


def test_peers_that_are_texts() -> None:
    rule = {"ipProtocol": "-1", "ipRanges": ["10.0.0.0/8"], "ipv6Ranges": ["2001:db8::/32"], "prefixListIds": ["pl-1"]}
    value = delivered(item(GROUP, aws.GROUP, {"ipPermissions": [rule]}))
    found = read(value)
    assert [key.rpartition(" ")[2] for key in ingress(found)] == ["10.0.0.0/8", "2001:db8::/32", "pl:pl-1"]
    path = ("security_groups", aws.GROUP, "ingress", ingress(found)[0])
    location = found.provenance.location(path)
    assert location is not None
    assert location.pointer == "/configurationItems/0/configuration/ipPermissions/0/ipRanges/0"


def test_a_rule_whose_peers_are_not_told_is_not_one_without_peers() -> None:
    rule = {"ipProtocol": "-1", "ipRanges": [], "ipv6Ranges": [], "prefixListIds": []}
    found = read(delivered(item(GROUP, aws.GROUP, {"ipPermissions": [rule]})))
    [one] = [one for one in found.inventory.security_groups.items if one.id == aws.GROUP]
    assert (one.ingress.items, one.ingress.complete) == ((), False)
    assert [one.text for one in found.provenance.skipped] == ["a rule needs a peer, and it has no UserIdGroupPairs"]


def test_ranges_of_either_form_count() -> None:
    rules = [
        {"ipProtocol": "-1", "ipv4Ranges": [], "ipRanges": ["10.0.0.0/8"]},
        {"ipProtocol": "-1", "ipv4Ranges": [{"cidrIp": "10.1.0.0/16"}], "ipRanges": ["10.1.0.0/16", "10.2.0.0/16"]},
        {"ipProtocol": "-1", "ipv4Ranges": [{"cidrIp": "10.3.0.0/16"}]},
    ]
    keys = ingress(read(delivered(item(GROUP, aws.GROUP, {"ipPermissions": rules}))))
    assert [key.rpartition(" ")[2] for key in keys] == ["10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]


def test_places_are_those_of_the_document() -> None:
    text = json.dumps(delivered(group("10.1.0.0/16")), indent=1)
    document = read_document(text, name="snapshot.json")
    found = normalize([document])
    location = found.provenance.location(("security_groups", aws.GROUP, "ingress", KEY.format("10.1.0.0/16")))
    assert location is not None
    assert location.pointer == "/configurationItems/0/configuration/ipPermissions/0/ipv4Ranges/0"
    assert location.line == text[: text.index('"cidrIp"')].count("\n")
    assert_pointers_lead_somewhere(found, document)


def test_places_within_a_text_are_that_of_the_text() -> None:
    document = aws.document(recorded.answered(*ITEMS))
    found = normalize([document])
    location = found.provenance.location(("subnets", "subnet-a", "cidr"))
    assert location is not None
    assert location.pointer.endswith("/configuration")
    assert_pointers_lead_somewhere(found, document)


def assert_pointers_lead_somewhere(found: Normalized, document: Document) -> None:
    pointers = {one.pointer for one in found.provenance.origins.values()}
    pointers |= {one.origin.pointer for one in found.provenance.missing.values() if one.origin}
    assert [one for one in pointers if document.find(one) is None] == []


def test_responses_are_believed_before_items() -> None:
    live = {"SecurityGroups": [aws.group()]}
    found = read(delivered(group("10.1.0.0/16")), live)
    assert ingress(found) == [f"ingress all 0 65535 sg:{aws.GROUP}"]
    conflicts = [one.text for one in found.provenance.assumptions() if "is believed" in one.text]
    assert conflicts == ["ingress of sg-1: 1.json:1 is believed, and not 0.json:1, which says something else"]


def test_items_of_two_regions_leave_the_region_open() -> None:
    other = item(SUBNET, "subnet-z", {"cidrBlock": "10.9.0.0/24"}, awsRegion="eu-central-1")
    found = read(delivered(*ITEMS, other))
    assert found.inventory.context.region is None
    why = found.provenance.why_missing(("context", "region"))
    assert why is not None
    assert why.text == "the responses are of several regions: eu-central-1, eu-west-1"


@pytest.mark.parametrize(
    ("value", "pointer", "message"),
    [
        (delivered({"resourceType": GROUP}), "/configurationItems/0", "a configuration item has no resourceId"),
        (delivered({"resourceId": "sg-1"}), "/configurationItems/0", "a configuration item has no resourceType"),
        ({"configurationItems": ["text"]}, "/configurationItems/0", "this is no configuration item"),
        (
            delivered(item(GROUP, "sg-1", '{"groupId": ')),
            "/configurationItems/0/configuration",
            "configuration is a text that is no JSON",
        ),
        (
            delivered(item(GROUP, "sg-1", "[" * 100_000)),
            "/configurationItems/0/configuration",
            "configuration is a text that is no JSON",
        ),
        (
            delivered(item(GROUP, "sg-1", '{"a":' * 300 + "1" + "}" * 300)),
            "/configurationItems/0/configuration",
            "values are nested more than 200 levels deep",
        ),
        (delivered(item(GROUP, "sg-1", [])), "/configurationItems/0/configuration", "configuration is no object"),
        (
            selected(OLD, fields=("resourceId", "resourceType")),
            "/QueryInfo",
            "the query does not ask for whole items",
        ),
        ({"Results": [json.dumps(OLD)]}, "/Results", "nothing tells what the query asked for"),
        (
            {**selected(OLD), "QueryInfo": {"SelectFields": [{"Name": []}, 1]}},
            "/QueryInfo",
            "the query does not ask for whole items",
        ),
        (
            {**selected(OLD), "Results": ['{"resourceId": "sg-1"']},
            "/Results/0",
            "a result is a text that is no JSON",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(value: Any, pointer: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(value)
    assert (raised.value.message, raised.value.pointer, raised.value.document) == (message, pointer, "0.json")
    assert raised.value.hint


def test_parts_of_configurations_are_refused() -> None:
    row = {"resourceId": "sg-1", "resourceType": GROUP, "configuration": {"ipPermissions": [{"fromPort": 22}]}}
    names = ("resourceId", "resourceType", "configuration.ipPermissions.fromPort")
    value = {"Results": [json.dumps(row)], "QueryInfo": {"SelectFields": [{"Name": name} for name in names]}}
    with pytest.raises(InputError) as raised:
        read(value)
    assert raised.value.message == "the query does not ask for whole items"
    assert "SELECT resourceId, resourceType" in (raised.value.hint or "")


@pytest.mark.parametrize("value", [delivered(), delivered(item("AWS::Lambda::Function", "f", {})), selected()])
def test_items_of_no_network_are_refused(value: Any) -> None:
    with pytest.raises(InputError) as raised:
        read(value)
    assert raised.value.message == "nothing of a network that is there is described by AWS Config"


@pytest.mark.parametrize(
    "configuration",
    [
        {"ipPermissions": "none"},
        {"ipPermissions": ["text"]},
        {"ipPermissions": [{"ipRanges": [1], "ipProtocol": "-1"}]},
        {"ipPermissions": [{"ipRanges": "10.0.0.0/8", "ipProtocol": "-1"}]},
        {"ipPermissions": [{"ipv4Ranges": [{}], "ipRanges": [], "ipProtocol": "-1"}]},
        {"ipPermissions": [{"ipv4Ranges": {}, "ipRanges": [], "ipProtocol": "-1"}]},
        {"ipPermissions": [{"ipv4Ranges": [], "ipRanges": {}, "ipProtocol": "-1"}]},
    ],
)
def test_parts_that_cannot_be_read_leave_lists_open(configuration: Any) -> None:
    found = read(delivered(item(GROUP, aws.GROUP, configuration)))
    [one] = found.inventory.security_groups.items
    assert (one.ingress.items, one.ingress.complete) == ((), False)
    assert found.provenance.skipped


def verdicts(*values: Any) -> dict[tuple[str, str], str]:
    """Return what rules decided, by rule and subject."""
    report = check(*[aws.document(value, f"{index}.json") for index, value in enumerate(values)])
    decided = {(one.rule, one.subject): "fail" for one in report.findings}
    return decided | {(one.rule, one.subject): "pass" for one in report.passed}


BROKEN: dict[str, dict[str, Any]] = {
    "SG-DATABASE": {"describe_security_groups": {"SecurityGroups": [aws.group(IpPermissions=[]), aws.default_group()]}},
    "NACL-FLOW": {"describe_network_acls": {"NetworkAcls": [aws.network_acl(aws.entry(32767))]}},
    "RT-DEFAULT-NAT": {"describe_route_tables": {"RouteTables": [aws.route_table("main", (), [{"Main": True}])]}},
}


@pytest.mark.parametrize("rule", [None, *BROKEN])
def test_what_is_decided_by_items_is_decided_alike_by_responses(rule: str | None) -> None:
    network = {**aws.responses(), **BROKEN.get(rule or "", {})}
    by_items = verdicts(delivered(*recorded.items(network)), {"Environment": aws.environment()})
    assert by_items.items() <= verdicts(network).items()
    assert len(by_items) >= 18
    if rule in {"SG-DATABASE", "NACL-FLOW"}:
        assert by_items[rule, aws.ARN] == "fail"
