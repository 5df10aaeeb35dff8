"""The schemas hold: a rule cannot read what no inventory has, and what we write is what they say."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mwaa_policy.engines import open_engine
from tests.fixtures.networks import NETWORKS
from tests.fixtures.opa import ROOT, find_opa

POLICIES = ROOT / "policies"


def schema(name: str) -> Any:
    return json.loads((ROOT / name).read_text())


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_an_inventory_is_what_the_schema_says(network: str) -> None:
    document = json.loads(NETWORKS[network]().to_json())
    jsonschema.validate(document, schema("policies/schemas/inventory.json"), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_a_decision_is_what_the_schema_says(network: str) -> None:
    answer = opa_report(NETWORKS[network]().to_json())
    wanted = schema("docs/schemas/decision.json")
    jsonschema.validate(answer, wanted, jsonschema.Draft202012Validator)
    assert answer.keys() == wanted["properties"].keys()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**answer, "more": 1}, wanted, jsonschema.Draft202012Validator)


def opa_report(document: bytes) -> Any:
    command = [find_opa(), "eval", "-b", str(ROOT / "bundles" / "mwaa-policy.tar.gz"), "--stdin-input"]
    done = subprocess.run(
        [*command, "--format", "raw", "data.mwaa.main.report"], input=document, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_every_attribute_and_record_is_described() -> None:
    found = schema("policies/schemas/inventory.json")
    parts = {"Inventory": found, **found["$defs"]}
    silent = [
        f"{name}.{attribute}"
        for name, part in parts.items()
        for attribute, member in part["properties"].items()
        if not member.get("description")
    ]
    assert silent == []
    assert [name for name, part in parts.items() if not part.get("description")] == []


@pytest.mark.parametrize(
    ("where", "right", "wrong"),
    [
        ("lib/facts/facts.rego", "input.vpcs.items", "input.vpcs.members"),
        ("lib/facts/facts.rego", "vpc[record.id] := record", "vpc[record.identity] := record"),
        ("rules/sg_count/sg_count.rego", "environment.security_group_ids", "environment.groups"),
    ],
)
def test_a_wrong_attribute_does_not_pass_the_type_check(tmp_path: Path, where: str, right: str, wrong: str) -> None:
    policies = Path(shutil.copytree(POLICIES, tmp_path / "policies"))
    changed = policies / "mwaa" / where
    text = changed.read_text()
    assert right in text
    changed.write_text(text.replace(right, wrong))
    command = [find_opa(), "check", "--strict", "--schema", str(policies / "schemas"), "--bundle", str(policies)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "undefined ref" in done.stderr


def test_the_engines_of_the_checkout_evaluate_its_catalog() -> None:
    decision = open_engine("wasm").evaluate(NETWORKS["public"]())
    assert set(decision.evaluated) == {rule["id"] for rule in schema("mwaa_policy/catalog.json")["rules"]}
