"""An environment that no document has, judged in a network that one describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import check, normalize
from mwaa_policy.api._assumed import read_assumed
from mwaa_policy.errors import UsageError

NETWORK = Path(__file__).parents[3] / "examples" / "responses" / "good.json"
SUBNETS = "subnet-0aaaaaaaaaaaaaaa1,subnet-0bbbbbbbbbbbbbbb2"
GROUP = "sg-0123456789abcdef0"
MEANT = f"subnets={SUBNETS},groups={GROUP}"
IN_FULL = f"{MEANT},bucket=example-airflow-dags,role=arn:aws:iam::123456789012:role/airflow,version=2.10.3"


@pytest.fixture
def network() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(NETWORK.read_text(encoding="utf-8"))
    del content["mwaa_get_environment"]
    return content


def test_a_network_without_an_environment_is_judged(network: dict[str, Any]) -> None:
    alone = check(network)
    assert alone.environments == ()
    report = check(network, assume_environment=IN_FULL)
    assert [(one.id, one.routing) for one in report.environments] == [("assumed-environment", "private")]
    assert [one.rule for one in report.findings if one.severity != "info"] == []
    assert [one.rule for one in report.undecided if one.blocks] == []
    assert any("assumed-environment is in subnet-0aaaaaaaaaaaaaaa1" in one.text for one in report.assumed)


def test_what_it_leaves_open_is_undecided_and_says_how_to_tell_it(network: dict[str, Any]) -> None:
    found = normalize(network, assume_environment=MEANT)
    why = found.provenance.why_missing(("environments", "assumed-environment", "execution_role_arn"))
    assert why is not None
    assert why.supply == "--assume-environment …,role=…"
    assert {one.rule for one in check(network, assume_environment=MEANT).undecided} >= {"EP-S3-DAG"}


def test_it_stands_beside_the_environments_of_the_document() -> None:
    report = check(NETWORK, assume_environment=IN_FULL)
    assert len(report.environments) == 2


def test_what_it_is_in_must_be_in_the_documents(network: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as raised:
        check(network, assume_environment=MEANT.replace("subnet-0b", "subnet-0d"))
    assert str(raised.value) == (
        "--assume-environment: the documents have no subnet subnet-0dbbbbbbbbbbbbbb2; "
        "they have subnet-0bbbbbbbbbbbbbbb2"
    )
    with pytest.raises(UsageError, match="no security group sg-9"):
        check(network, assume_environment=f"subnets={SUBNETS},groups=sg-9")


def test_a_mapping_says_the_same_as_a_text() -> None:
    mapping = {"subnets": SUBNETS.split(","), "groups": [GROUP], "access": "public_only", "version": "2.10"}
    assert read_assumed(mapping) == read_assumed(f"{MEANT},access=PUBLIC_ONLY,version=2.10.3")
    assert read_assumed(None) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an assumed environment lacks subnets"),
        ("subnet-1,subnet-2", "'subnet-1,subnet-2' is no environment: subnets and groups are wanted"),
        (f"subnets={SUBNETS}", "an assumed environment lacks groups"),
        (f"groups={GROUP}", "an assumed environment lacks subnets"),
        (f"{MEANT},vpc=vpc-1", "an assumed environment has no 'vpc': subnets, groups, access"),
        (f"{MEANT},access=open", "access of the assumed environment is 'open': PRIVATE_ONLY, PUBLIC_ONLY"),
        (f"{MEANT},role=admin", "role of the assumed environment is 'admin': the ARN of a role is wanted"),
        (f"{MEANT},version=two", "version of the assumed environment is 'two': one such as 2.10 is wanted"),
        (f"{MEANT},bucket=", "bucket of the assumed environment is '': a text is wanted"),
    ],
)
def test_what_makes_no_sense(text: str, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_assumed(text)
    assert words in str(raised.value)


def test_a_member_that_is_no_text() -> None:
    with pytest.raises(UsageError, match=r"version of the assumed environment is 2\.1: a text is wanted"):
        read_assumed({"subnets": ["a"], "groups": ["b"], "version": 2.1})
