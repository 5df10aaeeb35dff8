"""The normalized document as an input."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from mwaa_policy.document import Document, read_document
from mwaa_policy.errors import InputError
from mwaa_policy.model import Params, parse_cidr
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.normalized import detect, normalize
from tests.fixtures.networks import ACCOUNT, NETWORKS, private, public

Change = Callable[[dict[str, Any]], object]


ENTRY = "/network_acls/items/0/entries/items/0"
RULE = "/security_groups/items/0/ingress/items/0"
RANGE = "/vpcs/items/0/cidrs/items/0"
ROUTE = "/route_tables/items/0/routes/items/0"


def document(value: Any) -> Document:
    return read_document(json.dumps(value, indent=1), name="network.json")


def value(name: str = "public") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(NETWORKS[name]().to_json())
    return found


def refused(change: Change, name: str = "public") -> InputError:
    changed = copy.deepcopy(value(name))
    change(changed)
    with pytest.raises(InputError) as raised:
        normalize([document(changed)], Options())
    assert raised.value.document == "network.json"
    assert raised.value.line is not None
    return raised.value


@pytest.mark.parametrize("name", NETWORKS)
def test_a_document_is_the_inventory_that_wrote_it(name: str) -> None:
    found = normalize([document(value(name))], Options())
    assert (found.kind, found.inventory) == ("normalized", NETWORKS[name]())
    assert found.provenance.skipped == []


def test_yaml_is_as_good() -> None:
    found = normalize([read_document(yaml.safe_dump(value()), name="network.yaml")], Options())
    assert found.inventory == public()


@pytest.mark.parametrize("schema", ["mwaa-policy/v1", "mwaa-policy/v2"])
def test_every_version_is_recognised(schema: str) -> None:
    assert detect({"schema": schema})


@pytest.mark.parametrize("other", [{"schema": "mwaa-policy-report/v1"}, {"schema": 1}, {}, [], "mwaa-policy/v1", None])
def test_other_documents_are_not(other: object) -> None:
    assert not detect(other)


def test_facts_may_be_edited_where_they_stand() -> None:
    provenance = normalize([document(value())], Options()).provenance
    origin = provenance.origin(("security_groups", "group", "ingress", "ingress all 0 65535 sg:group"))
    assert origin is not None
    index = [one["id"] for one in value()["security_groups"]["items"]].index("group")
    assert (origin.pointer, origin.editable) == (f"/security_groups/items/{index}/ingress/items/0", True)
    for path, pointer in (
        (("environments", "airflow", "subnet_ids", "subnet-b"), "/environments/items/0/subnet_ids/items/1"),
        (("vpcs", "vpc", "dns_support"), "/vpcs/items/0/dns_support"),
        (("context", "region"), "/context/region"),
    ):
        found = provenance.origin(path)
        assert found is not None
        assert found.pointer == pointer


def test_statements_and_their_lists_know_their_place() -> None:
    provenance = normalize([document(value("private"))], Options()).provenance
    path = ("vpc_endpoints", "endpoint-s3", "policy", "statements", "Dags")
    origin = provenance.origin(path)
    assert origin is not None
    assert origin.pointer.endswith("/policy/statements/items/1")


def test_what_the_document_does_not_know_is_said_with_its_place() -> None:
    changed = value()
    changed["subnets"]["items"][0]["zone_name"] = None
    changed["environments"]["items"][0]["subnet_ids"]["complete"] = False
    changed["vpcs"]["items"][0]["complete"]["subnets"] = False
    changed["context"]["region"] = None
    provenance = normalize([document(changed)], Options()).provenance
    for path, pointer in (
        (("subnets", changed["subnets"]["items"][0]["id"], "zone_name"), "/subnets/items/0/zone_name"),
        (("environments", "airflow", "subnet_ids"), "/environments/items/0/subnet_ids"),
        (("vpcs", "vpc", "complete", "subnets"), "/vpcs/items/0/complete/subnets"),
        (("context", "region"), "/context/region"),
    ):
        missing = provenance.missing[path]
        assert missing.origin is not None
        assert missing.origin.pointer == pointer
        assert missing.supply == f"write it at {pointer}"


def test_dangling_references_get_a_record_of_which_nothing_is_known() -> None:
    changed = value()
    changed["environments"]["items"][0]["subnet_ids"]["items"].append("subnet-c")
    found = normalize([document(changed)], Options())
    stub = next(one for one in found.inventory.subnets.items if one.id == "subnet-c")
    assert (stub.vpc_id, stub.route_table_ids.complete) == (None, False)
    missing = found.provenance.why_missing(("subnets", "subnet-c", "cidr"))
    assert missing is not None
    assert missing.text == "subnet-c is referred to, and no document describes it"


def test_parameters_of_the_document_hold_unless_the_caller_states_others() -> None:
    changed = value()
    changed["params"].update(routing="private", ephemeral="wide")
    kept = normalize([document(changed)], Options()).inventory.params
    assert (kept.routing, kept.ephemeral) == ("private", "wide")
    stated = normalize([document(changed)], Options(params=Params(routing="public"))).inventory.params
    assert (stated.routing, stated.ephemeral) == ("public", "wide")


def test_the_caller_fills_what_the_context_leaves_open() -> None:
    changed = value()
    changed["context"].update(region=None, account_id=None)
    options = Options(region="us-east-1", account="999999999999")
    assert normalize([document(changed)], options).inventory.context.region == "us-east-1"
    assert normalize([document(value())], options).inventory.context.account_id == ACCOUNT


def item(collection: str, index: int, **members: Any) -> Change:
    return lambda changed: changed[collection]["items"][index].update(members)


def group_rule(**members: Any) -> Change:
    def change(changed: dict[str, Any]) -> None:
        group = next(one for one in changed["security_groups"]["items"] if one["id"] == "group")
        group["ingress"]["items"][0].update(members)

    return change


def within(collection: str, listing: str, **members: Any) -> Change:
    return lambda changed: changed[collection]["items"][0][listing]["items"][0].update(members)


def entry(**members: Any) -> Change:
    return within("network_acls", "entries", **members)


def without(collection: str, name: str) -> Change:
    return lambda changed: changed[collection]["items"][0].pop(name)


def twice(collection: str) -> Change:
    items = f"{collection}"
    return lambda changed: changed[items]["items"].append(changed[items]["items"][0])


@pytest.mark.parametrize(
    ("change", "message", "pointer", "hint"),
    [
        (without("subnets", "zone_name"), "the attribute zone_name is missing", "/subnets/items/0", "write null"),
        (item("subnets", 0, zone="a"), "there is no attribute zone", "/subnets/items/0/zone", None),
        (lambda doc: doc.update(subnet=[]), "there is no attribute subnet", "/subnet", None),
        (lambda doc: doc.pop("buckets"), "the attribute buckets is missing", "", "write null"),
        (item("subnets", 0, zone_name=5), "a text is wanted, not a number", "/subnets/items/0/zone_name", None),
        (item("vpcs", 0, dns_support="true"), "true or false is wanted, not a text", "/vpcs/items/0/dns_support", None),
        (
            item("environments", 0, subnet_ids=["subnet-a"]),
            "an object is wanted, not a list",
            "/environments/items/0/subnet_ids",
            'a list is written {"items": […], "complete": true}',
        ),
        (
            entry(number="100"),
            "a whole number is wanted, not a text",
            ENTRY + "/number",
            None,
        ),
        (
            entry(action="maybe"),
            "input should be 'allow' or 'deny'",
            ENTRY + "/action",
            None,
        ),
        (
            lambda doc: doc.update(schema="mwaa-policy/v9"),
            "the schema is mwaa-policy/v9, and this version reads mwaa-policy/v1",
            "/schema",
            "mwaa-policy normalize",
        ),
        (lambda doc: doc.pop("schema"), "it names no schema", "", '"schema": "mwaa-policy/v1"'),
    ],
)
def test_types_and_attributes(change: Change, message: str, pointer: str, hint: str | None) -> None:
    error = refused(change)
    assert error.message.startswith(message)
    assert error.pointer == pointer
    assert hint is None or hint in (error.hint or "")


def test_a_misspelt_attribute_is_recognised() -> None:
    def misspell(changed: dict[str, Any]) -> None:
        record = changed["subnets"]["items"][0]
        record["zone_nam"] = record.pop("zone_name")

    error = refused(misspell)
    assert (error.hint, error.message) == (
        "is zone_nam misspelt?",
        "the attribute zone_name is missing (1 more like it)",
    )


def test_a_list_is_no_document() -> None:
    with pytest.raises(InputError, match="it names no schema"):
        normalize([document([])], Options())


@pytest.mark.parametrize(
    ("change", "message", "pointer"),
    [
        (twice("subnets"), "there are two of public-a", "/subnets/items/4/id"),
        (twice("environments"), "there are two of airflow", "/environments/items/1/id"),
        (entry(number=0), "0 is not a rule number", ENTRY + "/number"),
        (entry(number=32767), "32767 is not a rule number", ENTRY + "/number"),
        (entry(number=7), "the key is ingress/100, and the record is ingress/7", ENTRY + "/key"),
        (entry(protocol="tcp"), "a protocol is written by its number: 6, not tcp", ENTRY + "/protocol"),
        (entry(protocol="${Param:P}"), "'${Param:P}' is not a protocol", ENTRY),
        (entry(protocol="6", from_port=443, to_port=80), "the port range 443-80 is turned round", ENTRY),
        (entry(protocol="6", from_port=443, to_port=70000), "70000 is not a port", ENTRY),
        (entry(from_port=443), "protocol -1 has no ports: they are written 0 to 65535", ENTRY + "/from_port"),
        (
            lambda doc: doc["network_acls"]["items"][0]["entries"]["items"].append(
                doc["network_acls"]["items"][0]["entries"]["items"][0]
            ),
            "there are two of ingress/100",
            "/network_acls/items/0/entries/items/2/key",
        ),
        (
            group_rule(group_id="other"),
            "the key is ingress all 0 65535 sg:group, and the record is ingress all 0 65535 sg:other",
            RULE + "/key",
        ),
        (group_rule(peer_kind="cidr"), "a rule whose peer_kind is cidr has no group_id", RULE + "/group_id"),
        (
            group_rule(prefix_list_id="pl-1"),
            "a rule whose peer_kind is group has no prefix_list_id",
            RULE + "/prefix_list_id",
        ),
        (
            within("vpcs", "cidrs", first="00a000001"),
            "first of 10.0.0.0/16 is 00a000000, not 00a000001",
            RANGE + "/first",
        ),
        (within("vpcs", "cidrs", text="10.0.0.0"), "'10.0.0.0' is not a CIDR block", RANGE + "/text"),
        (
            within("vpcs", "cidrs", text="10.0.0.1/16"),
            "text of 10.0.0.1/16 is 10.0.0.0/16, not 10.0.0.1/16",
            RANGE + "/text",
        ),
        (
            within("route_tables", "routes", key="default"),
            "the key is default, and the record is 10.0.0.0/16",
            ROUTE + "/key",
        ),
        (within("route_tables", "routes", family="ipv6"), "the family of 10.0.0.0/16 is ipv4", ROUTE + "/family"),
        (
            within("route_tables", "routes", prefix_list_id="pl-1"),
            "a route has one destination",
            ROUTE + "/prefix_list_id",
        ),
        (
            lambda doc: doc["params"].update(trusted_sources=[{"kind": "cidr", "text": "10.0.0.0/8", "cidr": None}]),
            "a trusted source of the kind cidr has a cidr",
            "/params/trusted_sources/0/cidr",
        ),
    ],
)
def test_contradictions(change: Change, message: str, pointer: str) -> None:
    error = refused(change)
    assert error.message.startswith(message)
    assert error.pointer == pointer


def test_two_statements_of_one_name() -> None:
    def change(changed: dict[str, Any]) -> None:
        endpoint = next(one for one in changed["vpc_endpoints"]["items"] if one["id"] == "endpoint-s3")
        endpoint["policy"]["statements"]["items"][1]["key"] = "Access-to-specific-bucket-only"

    error = refused(change, "private")
    assert error.message == "there are two of Access-to-specific-bucket-only"
    assert error.hint == "the first is number 0 of the list, counted from 0"


def test_keys_of_namesakes_may_be_numbered() -> None:
    changed = value()
    group = next(one for one in changed["security_groups"]["items"] if one["id"] == "group")
    first = group["ingress"]["items"][0]
    group["ingress"]["items"].append({**first, "key": f"{first['key']}#2"})
    assert normalize([document(changed)], Options()).inventory.security_groups.items


def test_ports_that_are_not_known_need_no_key_of_their_own() -> None:
    changed = value()
    group = next(one for one in changed["security_groups"]["items"] if one["id"] == "group")
    group["ingress"]["items"][0].update(protocol="6", from_port=None, to_port=None, key="somehow")
    assert normalize([document(changed)], Options()).inventory.security_groups.items


EVERYWHERE = json.loads(parse_cidr("0.0.0.0/0").model_dump_json())


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ({"peer_kind": "cidr", "cidr": EVERYWHERE, "group_id": None}, "ingress all 0 65535 0.0.0.0/0"),
        ({"peer_kind": "prefix_list", "prefix_list_id": "pl-1", "group_id": None}, "ingress all 0 65535 pl:pl-1"),
        ({"protocol": "6", "from_port": 443, "to_port": 443}, "ingress tcp 443 443 sg:group"),
    ],
)
def test_rules_of_every_kind_have_their_key(members: dict[str, Any], key: str) -> None:
    changed = value()
    group_rule(**members, key=key)(changed)
    assert normalize([document(changed)], Options()).inventory.security_groups.items
    assert refused(group_rule(**members, key="another")).hint == f"write {key} as its key"


@pytest.mark.parametrize(
    "change",
    [
        group_rule(peer_kind=None, group_id=None, key="whatever"),
        group_rule(protocol=None, key="whatever"),
        entry(number=None, key="whatever"),
        within("route_tables", "routes", destination=None, family=None, key="whatever"),
    ],
)
def test_what_is_not_known_contradicts_nothing(change: Change) -> None:
    changed = value()
    change(changed)
    assert normalize([document(changed)], Options()).kind == "normalized"


def test_rules_out_are_keyed_as_such() -> None:
    changed = value()
    group = next(one for one in changed["security_groups"]["items"] if one["id"] == "group")
    group["egress"]["items"][0]["key"] = "ingress all 0 65535 0.0.0.0/0"
    with pytest.raises(InputError, match=r"the record is egress all 0 65535 0\.0\.0\.0/0"):
        normalize([document(changed)], Options())


def test_several_documents_are_refused() -> None:
    other = read_document(private().to_json(), name="other.json")
    with pytest.raises(InputError, match="2 normalized documents cannot be joined"):
        normalize([document(value()), other], Options())
