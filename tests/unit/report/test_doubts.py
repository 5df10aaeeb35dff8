"""Facts that are known and leave a verdict open: the words say what is not known, and never that the fact is not."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.provenance import Missing, Provenance
from mwaa_policy.report.doubts import doubt_of
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.inputs import missing_fact
from tests.conformance.cases import patched
from tests.fixtures.networks import private
from tests.fixtures.rename import from_document

TABLE = ("route_tables", "table-a", "routes")
ENTRIES = ("network_acls", "acl", "entries")
RESOURCES = ("vpc_endpoints", "endpoint-s3", "policy", "statements", "Dags", "resources")


def _facts(pointer: str, value: Any, op: str = "replace") -> Facts:
    return Facts(from_document(patched(private(), [{"op": op, "path": pointer, "value": value}])))


def _routed(**members: Any) -> Facts:
    route = {
        "key": "0.0.0.0/0",
        "destination": {
            "text": "0.0.0.0/0",
            "family": "ipv4",
            "first": "000000000",
            "last": "0ffffffff",
            "after": "100000000",
        },
        "prefix_list_id": None,
        "family": "ipv4",
        "target_kind": "transit_gateway",
        "target_id": "tgw",
        "state": "active",
    }
    return _facts("/route_tables/items/@table-a/routes/items/-", {**route, **members}, "add")


def test_a_route_out_of_the_vpc_tells_to_say_what_is_meant() -> None:
    doubt = doubt_of((*TABLE, "0.0.0.0/0"), _routed())
    assert doubt is not None
    assert doubt.text == ("what lies behind route 0.0.0.0/0 to transit gateway tgw of route table table-a is not known")
    assert doubt.supply.startswith("""--params '{"routing": "public"}'""")


@pytest.mark.parametrize("member", ["destination", "target_kind", "target_id", "state"])
def test_a_route_of_which_something_is_missing_is_no_such_fact(member: str) -> None:
    assert doubt_of((*TABLE, "0.0.0.0/0"), _routed(**{member: None})) is None


@pytest.mark.parametrize("kind", ["local", "nat_gateway", "internet_gateway", "egress_only"])
def test_where_other_routes_lead_is_known(kind: str) -> None:
    assert doubt_of((*TABLE, "0.0.0.0/0"), _routed(target_kind=kind)) is None


@pytest.mark.parametrize(
    ("member", "value", "text"),
    [
        (
            "action",
            "deny",
            (
                "whether the environment needs the addresses of rule 100 (deny all traffic to 0.0.0.0/0) "
                "of network ACL acl is not known"
            ),
        ),
        ("action", "allow", None),
    ],
)
def test_a_denial_of_public_addresses(member: str, value: str, text: str | None) -> None:
    doubt = doubt_of(
        (*ENTRIES, "egress/100"), _facts(f"/network_acls/items/@acl/entries/items/@egress~1100/{member}", value)
    )
    assert (doubt and doubt.text) == text


@pytest.mark.parametrize("member", ["number", "protocol", "cidr"])
def test_a_denial_of_which_something_is_missing_is_no_such_fact(member: str) -> None:
    entry = "/network_acls/items/@acl/entries/items/@egress~1100"
    operations: list[dict[str, Any]] = [
        {"op": "replace", "path": f"{entry}/action", "value": "deny"},
        {"op": "replace", "path": f"{entry}/{member}", "value": None},
    ]
    assert doubt_of((*ENTRIES, "egress/100"), Facts(from_document(patched(private(), operations)))) is None


@pytest.mark.parametrize(("resource", "told"), [("arn:aws:s3:::airflow-dags/secret/*", True), ("${Param:Arn}", False)])
def test_resources_that_hold_some_of_what_is_needed(resource: str, told: bool) -> None:  # noqa: FBT001 - of a table
    pointer = "/vpc_endpoints/items/@endpoint-s3/policy/statements/items/@Dags/resources/items"
    doubt = doubt_of(RESOURCES, _facts(pointer, [resource]))
    words = "the resources of statement Dags of the policy of VPC endpoint endpoint-s3"
    assert (doubt and doubt.text) == (f"whether {words} hold what the environment needs is not known" if told else None)


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        (
            ("vpc_endpoints", "endpoint-kms", "private_dns"),
            False,
            "VPC endpoint endpoint-kms has no private DNS, and whether a hosted zone leads to it is not known",
        ),
        (("vpc_endpoints", "endpoint-kms", "private_dns"), None, None),
        (
            ("vpcs", "vpc", "custom_dns"),
            True,
            "VPC vpc has DNS servers of its own, and what they answer is not known",
        ),
        (("vpcs", "vpc", "custom_dns"), None, None),
        (
            ("vpc_endpoints", "endpoint-kms", "fips"),
            True,
            (
                "VPC endpoint endpoint-kms leads to the FIPS variant of its service, "
                "and whether MWAA calls that is not known"
            ),
        ),
        (("vpc_endpoints", "endpoint-kms", "fips"), None, None),
    ],
)
def test_names_that_others_may_answer(path: tuple[str, str, str], value: bool | None, text: str | None) -> None:  # noqa: FBT001 - of a table
    collection, identity, attribute = path
    doubt = doubt_of(path, _facts(f"/{collection}/items/@{identity}/{attribute}", value))
    assert (doubt and doubt.text) == text


def test_what_the_fact_leaves_open_comes_before_what_hides_others_beside_it() -> None:
    path = (*TABLE, "0.0.0.0/0")
    sources = Provenance(missing={TABLE: Missing(subject="routes", text="not all routes are told", supply="")})
    found = missing_fact(path, sources, _routed())
    assert found.cause.text.startswith("what lies behind route 0.0.0.0/0")
    assert missing_fact(path, sources, _routed(state=None)).cause.text == "not all routes are told"
