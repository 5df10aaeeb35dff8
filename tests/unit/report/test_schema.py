from __future__ import annotations

import json

import jsonschema
import pytest

from mwaa_policy.render.json import render_json
from mwaa_policy.report import report_schema
from tests.fixtures.reports import ENTRY, decision, finding, not_applicable, report, undecided

PACKET = {
    "kind": "packet",
    "protocol": "6",
    "direction": "egress",
    "source": "00a000104",
    "destination": "00a000204",
    "port": 5432,
    "flow": "database",
    "decider": {"kind": "acl_entry", "path": list(ENTRY)},
}


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())


def test_a_report_with_every_part_is_valid() -> None:
    made = report(
        decision(
            finding("SG-DATABASE", evidence=PACKET),
            finding("SG-PROTOCOL", severity=None),
            undecided("SG-COUNT"),
            not_applicable("SG-WEBSERVER", "SG-COUNT"),
            passed=["NACL-FLOW"],
        )
    )
    jsonschema.validate(json.loads(render_json(made)), report_schema())


def test_a_member_that_nobody_promised_is_refused() -> None:
    content = {**json.loads(render_json(report(decision()))), "surprise": 1}
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(content, report_schema())


def test_every_member_of_every_record_is_described() -> None:
    schema = report_schema()
    records = {"Report": schema, **schema["$defs"]}
    bare = [
        f"{record}.{name}"
        for record, definition in records.items()
        for name, member in definition["properties"].items()
        if "description" not in member and "$ref" not in member
    ]
    assert bare == []
    assert all(definition["additionalProperties"] is False for definition in records.values())


def test_the_members_are_those_of_the_contract() -> None:
    schema = report_schema()
    assert list(schema["properties"]) == [
        "schema",
        "tool",
        "policy",
        "engine",
        "source",
        "findings",
        "undecided",
        "passed",
        "not_applicable",
        "assumed",
        "skipped",
        "environments",
        "unjudged",
        "branches",
        "summary",
    ]
    assert list(schema["$defs"]["Finding"]["properties"]) == [
        "rule",
        "severity",
        "subject",
        "resource",
        "message",
        "remedy",
        "location",
        "evidence",
        "fix",
        "explanations",
        "when",
    ]
    undecided = ["rule", "severity", "subject", "because", "blocks", "outcomes"]
    assert list(schema["$defs"]["Undecided"]["properties"]) == undecided
    assert list(schema["$defs"]["Place"]["properties"]) == ["document", "pointer", "line", "column"]
