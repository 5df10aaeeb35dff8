"""A template beside the account in which it will live, and what each says of one object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import check, normalize
from mwaa_policy.document import Document, read_document
from mwaa_policy.errors import InputError
from tests.fixtures.networks import all_of, public
from tests.fixtures.rename import renamed

EXAMPLES = Path(__file__).parents[4] / "examples"
LIVE = EXAMPLES / "responses" / "good.json"
VPC = "vpc-0a1b2c3d4e5f60718"
SUBNETS = ("subnet-0aaaaaaaaaaaaaaa1", "subnet-0bbbbbbbbbbbbbbb2")
GROUP = "sg-0123456789abcdef0"
TABLE = "rtb-0aaaaaaaaaaaaaaa1"
ENVIRONMENT = {
    "Type": "AWS::MWAA::Environment",
    "Properties": {
        "Name": "planned",
        "AirflowVersion": "2.10.3",
        "NetworkConfiguration": {"SubnetIds": {"Ref": "Subnets"}, "SecurityGroupIds": [GROUP]},
        "SourceBucketArn": "arn:aws:s3:::example-airflow-dags",
        "ExecutionRoleArn": "arn:aws:iam::123456789012:role/airflow",
        "WebserverAccessMode": "PRIVATE_ONLY",
    },
}
PARAMETERS = {"Subnets": ",".join(SUBNETS)}


def template(**resources: Any) -> Document:
    content = {
        "Parameters": {"Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"}},
        "Resources": {"Environment": ENVIRONMENT, **resources},
    }
    return read_document(json.dumps(content, indent=2), name="template.json")


def live(**changes: Any) -> Document:
    content = json.loads(LIVE.read_text(encoding="utf-8"))
    return read_document(json.dumps({**content, **changes}, indent=2), name="live.json")


def record(inventory: Any, collection: str, identity: str) -> Any:
    return next(one for one in getattr(inventory, collection).items if one.id == identity)


def test_a_template_that_takes_its_network_is_decided_beside_it() -> None:
    alone = check(template(), parameters=PARAMETERS)
    assert [one.blocks for one in alone.undecided if one.blocks] != []
    both = check(template(), live(), parameters=PARAMETERS)
    assert [one.rule for one in both.undecided if one.blocks and one.subject == "Environment"] == []
    assert [one.rule for one in both.findings if one.subject == "Environment" and one.severity == "critical"] == []
    assert both.source.kind == "cloudformation + boto3"
    assert both.source.documents == ("template.json", "live.json")


def test_each_fact_is_at_the_place_of_the_document_that_tells_it() -> None:
    provenance = normalize(template(), live(), parameters=PARAMETERS).provenance
    places = {
        ("environments", "Environment", "subnet_ids"): "template.json",
        ("subnets", SUBNETS[0]): "live.json",
        ("subnets", SUBNETS[0], "cidr"): "live.json",
        ("vpcs", VPC, "dns_support"): "live.json",
    }
    for path, document in places.items():
        found = provenance.location(path)
        assert found is not None
        assert (path, found.document) == (path, document)
        assert found.line is not None
    assert provenance.why_missing(("subnets", SUBNETS[0], "cidr")) is None


def test_the_order_of_the_documents_does_not_matter() -> None:
    one, other = (
        normalize(*documents, parameters=PARAMETERS).inventory
        for documents in ((template(), live()), (live(), template()))
    )
    assert one == other


def test_what_is_there_tells_a_template_its_region_and_account() -> None:
    made = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "dags-${AWS::Region}"}}}
    inventory = normalize(template(Bucket=made), live(), parameters=PARAMETERS).inventory
    assert inventory.context.region == "eu-west-1"
    assert record(inventory, "buckets", "Bucket").name == "dags-eu-west-1"


def test_a_template_adds_to_what_is_there() -> None:
    rule = {
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": {"GroupId": GROUP, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/8"},
    }
    before = record(normalize(live()).inventory, "security_groups", GROUP).ingress
    after = record(
        normalize(template(Rule=rule), live(), parameters=PARAMETERS).inventory, "security_groups", GROUP
    ).ingress
    assert after.complete
    assert {one.key for one in after.items} - {one.key for one in before.items} == {"ingress tcp 22 22 10.0.0.0/8"}


def test_what_a_template_adds_and_leaves_open_stays_open() -> None:
    rule = {
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": {"GroupId": {"Ref": "Nobody"}, "IpProtocol": "-1", "CidrIp": "10.0.0.0/8"},
    }
    content = json.loads(template(Rule=rule).text)
    content["Parameters"]["Nobody"] = {"Type": "AWS::EC2::SecurityGroup::Id"}
    document = read_document(json.dumps(content), name="template.json")
    found = normalize(document, live(), parameters=PARAMETERS)
    assert not record(found.inventory, "security_groups", GROUP).ingress.complete
    why = found.provenance.why_missing(("security_groups", GROUP, "ingress"))
    assert why is not None
    assert why.subject == "parameter Nobody"


def test_a_planned_association_takes_the_place_of_the_one_that_is_there() -> None:
    table = {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": VPC}}
    association = {
        "Type": "AWS::EC2::SubnetRouteTableAssociation",
        "Properties": {"SubnetId": SUBNETS[0], "RouteTableId": {"Ref": "Table"}},
    }
    inventory = normalize(template(Table=table, Association=association), live(), parameters=PARAMETERS).inventory
    tables = record(inventory, "subnets", SUBNETS[0]).route_table_ids
    assert (tables.items, tables.complete) == (("Table",), True)
    assert record(inventory, "subnets", SUBNETS[1]).route_table_ids.items == ("rtb-0bbbbbbbbbbbbbbb2",)


def test_an_environment_is_known_by_its_name() -> None:
    content = json.loads(template().text)
    content["Resources"]["Environment"]["Properties"]["Name"] = "airflow"
    content["Resources"]["Environment"]["Properties"]["WebserverAccessMode"] = "PUBLIC_ONLY"
    document = read_document(json.dumps(content, indent=2), name="template.json")
    report = check(document, live(), parameters=PARAMETERS)
    assert [one.id for one in report.environments] == ["Environment"]
    [said] = [one for one in report.assumed if "webserver" in one.text]
    assert said.text == (
        "webserver access mode of Environment: template.json:23 is believed, and not live.json:11, "
        "which says something else"
    )


def test_what_a_template_leaves_open_of_its_own_is_not_what_is_there() -> None:
    content = json.loads(template().text)
    properties = content["Resources"]["Environment"]["Properties"]
    properties["Name"] = "airflow"
    del properties["AirflowVersion"]
    inventory = normalize(read_document(json.dumps(content), name="template.json"), live()).inventory
    [environment] = inventory.environments.items
    assert environment.airflow_version is None
    assert (environment.subnet_ids.items, environment.subnet_ids.complete) == ((), False)


def test_environments_of_one_name_in_two_accounts_are_two() -> None:
    content = json.loads(live().text)
    other = {**content["mwaa_get_environment"]["Environment"], "Name": "planned"}
    arn = other["Arn"].replace("123456789012", "210987654321").replace("/airflow", "/planned")
    dump = live(mwaa_get_environment={"Environment": {**other, "Arn": arn}})
    inventory = normalize(template(), dump, parameters=PARAMETERS, account="123456789012").inventory
    assert len(inventory.environments.items) == 2


def test_two_regions_are_two_networks() -> None:
    plan = EXAMPLES / "terraform" / "good" / "plan.json"
    moved = json.loads(plan.read_text(encoding="utf-8").replace("eu-west-1", "us-east-1"))
    with pytest.raises(InputError) as raised:
        normalize(read_document(json.dumps(moved), name="plan.json"), live())
    assert str(raised.value) == (
        "live.json: this is about region eu-west-1, and plan.json about us-east-1; "
        "a network lies in one region: judge the regions in runs of their own"
    )


def test_blocks_of_a_configuration_keep_their_places_beside_responses() -> None:
    folder = EXAMPLES / "terraform" / "good"
    found = normalize(folder / "plan.json", live(), source=folder).provenance.location(("vpcs", "aws_vpc.airflow"))
    assert found is not None
    assert (found.document, found.line is not None) == (str(folder / "main.tf"), True)


def test_normalized_documents_are_joined() -> None:
    one, other = public(), renamed(public(), "other-")
    [environment] = other.environments.items
    other = other.model_copy(update={"environments": all_of(environment.model_copy(update={"name": "other"}))})
    documents = [read_document(part.to_json(), name=f"{number}.json") for number, part in enumerate((one, other))]
    joined = normalize(*documents)
    assert joined.kind == "normalized"
    assert [found.id for found in joined.inventory.environments.items] == ["airflow", "other-airflow"]
