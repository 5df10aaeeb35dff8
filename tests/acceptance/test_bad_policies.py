"""A policy of an endpoint that is none, from each kind of document: a finding with its place, and no crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATE = (EXAMPLES / "cloudformation" / "good.yaml").read_text()
PLAN = (EXAMPLES / "terraform" / "good" / "plan.json").read_text()
RESPONSES = (EXAMPLES / "responses" / "good.json").read_text()
_FULL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def template(policy: object) -> str:
    """Return the template with a policy at the endpoint of S3; a text is quoted as JSON is, which YAML reads."""
    before, found, after = TEMPLATE.partition("      PolicyDocument:\n        Statement:\n")
    _, _, following = after.partition("\n\n")
    assert found
    return f"{before}      PolicyDocument: {json.dumps(policy)}\n\n{following}"


def plan(policy: object) -> str:
    """Return the plan with a policy, of which Terraform knows the text."""
    value = json.loads(PLAN)
    shown = value["planned_values"]["root_module"]["resources"]
    planned = [one["change"]["after"] for one in value["resource_changes"] if one["address"] == "aws_vpc_endpoint.s3"]
    for values in (*planned, *(one["values"] for one in shown if one["address"] == "aws_vpc_endpoint.s3")):
        values["policy"] = _text(policy)
    return json.dumps(value)


def responses(policy: object) -> str:
    """Return responses with a policy, which the API gives as a text."""
    value = json.loads(RESPONSES)
    (s3,) = (one for one in value["describe_vpc_endpoints"]["VpcEndpoints"] if one["ServiceName"].endswith(".s3"))
    s3["PolicyDocument"] = _text(policy)
    return json.dumps(value)


def _text(policy: object) -> str:
    return policy if isinstance(policy, str) else json.dumps(policy)


SOURCES = {"template": template, "plan": plan, "responses": responses}
PLACES = {
    "template": "/Resources/S3Endpoint/Properties/PolicyDocument",
    "plan": "/change/after/policy",
    "responses": "/describe_vpc_endpoints/VpcEndpoints/0/PolicyDocument",
}
BAD: dict[str, tuple[object, str]] = {
    "no JSON": ("{'Statement': []}", "is not JSON"),
    "no object": ("[1, 2]", "is not a JSON object"),
    "a text in a text": (json.dumps(json.dumps({"Statement": [_FULL]})), "is not a JSON object"),
    "no statement": ({"Version": "2012-10-17"}, "has no statement"),
    "no statements but a text": ({"Statement": ["Allow"]}, "a statement of the policy"),
    "an unknown element": ({"Statement": [{**_FULL, "Efect": "Deny"}]}, "an element that policies do not have"),
    "an unknown element beside": ({"Statement": [_FULL], "Statment": []}, "an element that policies do not have"),
    "an element of small letters": ({"Statement": [{**_FULL, "condition": {}}]}, "an element that policies do not"),
    "an unknown version": ({"Version": "2012-10-18", "Statement": [_FULL]}, "neither 2012-10-17 nor 2008-10-17"),
    "an unknown operator": ({"Statement": [{**_FULL, "Condition": {"StringIs": {"a": "b"}}}]}, "an operator that"),
    "a number for an action": ({"Statement": [{**_FULL, "Action": 5}]}, "a form that policies do not have"),
    "both of a pair": ({"Statement": [{**_FULL, "NotResource": "*"}]}, "an element and its opposite"),
    "no effect": ({"Statement": [{"Principal": "*", "Action": "*", "Resource": "*"}]}, "has no Effect"),
    "an effect in capitals": ({"Statement": [{**_FULL, "Effect": "ALLOW"}]}, "has the effect ALLOW"),
    "too much": ({"Statement": [{**_FULL, "Sid": "x" * 20_500}]}, "at most 20480 are possible"),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", BAD)
def test_what_is_no_policy_is_a_finding(run: Run, source: str, name: str) -> None:
    policy, words = BAD[name]
    finding = _finding(run, SOURCES[source](policy))
    assert words in finding["message"]
    assert PLACES[source] in finding["location"]["pointer"]


@pytest.mark.parametrize("source", ["plan", "responses"])
def test_a_text_with_an_element_twice_is_a_finding(run: Run, source: str) -> None:
    text = json.dumps({"Statement": [_FULL]}).replace('"Action"', '"Effect": "Deny", "Action"')
    assert "has an element twice" in _finding(run, SOURCES[source](text))["message"]


def test_a_normalized_document_says_the_same(run: Run) -> None:
    Path("template").write_text(template(BAD["an unknown element"][0]))
    assert "an element that policies do not have" in _finding(run, run("normalize", "template").out)["message"]


def _finding(run: Run, text: str) -> dict[str, Any]:
    """Return the only finding: a policy that AWS refuses stops nothing, since there is no such endpoint."""
    Path("it").write_text(text)
    said = run("eval", "--no-fixes", "--format=json", "it")
    assert (said.status, said.err) == (1, "")
    found = json.loads(said.out)["findings"]
    (finding,) = (one for one in found if one["severity"] != "info")
    assert (finding["rule"], finding["severity"]) == ("EP-POLICY-VALID", "high")
    return dict(finding)


@pytest.mark.parametrize("source", SOURCES)
def test_a_policy_as_a_text_is_read(run: Run, source: str) -> None:
    Path("it").write_text(SOURCES[source](json.dumps({"Statement": [_FULL]}, indent=2)))
    said = run("eval", "--no-fixes", "--format=json", "it")
    assert said.status == 0
    assert {"EP-POLICY-VALID", "EP-S3-DAG", "EP-S3-ECR"} <= {one["rule"] for one in json.loads(said.out)["passed"]}
