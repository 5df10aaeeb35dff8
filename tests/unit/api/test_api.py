from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import mwaa_policy
from mwaa_policy import (
    FlowReport,
    InputError,
    InternalError,
    Report,
    UsageError,
    check,
    fix,
    flows,
    normalize,
    read_document,
)
from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine, EngineInfo
from mwaa_policy.fixes import apply_patch
from mwaa_policy.flow_decision import Flows
from mwaa_policy.model import Inventory, Params
from tests.fixtures.networks import public

TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Airflow": {
            "Type": "AWS::MWAA::Environment",
            "Properties": {
                "Name": "airflow",
                "NetworkConfiguration": {"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroupIds": []},
            },
        }
    }
}


def _rules(report: Report) -> set[str]:
    return {one.rule for one in report.findings}


def test_every_sort_of_input_gives_the_same_findings(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(TEMPLATE))
    inputs: list[Any] = [str(path), path, TEMPLATE, read_document(json.dumps(TEMPLATE), name="t")]
    reports = [check(one) for one in inputs]
    assert {frozenset(_rules(one)) for one in reports} == {frozenset(_rules(reports[0]))}
    assert "SG-COUNT" in _rules(reports[0])
    assert [one.source.documents for one in reports] == [(str(path),), (str(path),), ("<mapping>",), ("t",)]


def test_several_responses_are_one_document() -> None:
    subnets = {"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"}]}
    vpcs = {
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "CreateTime": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)}]
    }
    made = normalize(subnets, vpcs)
    assert made.kind == "boto3"
    assert list(made.provenance.documents) == ["<mapping 1>", "<mapping 2>"]
    assert [one.id for one in made.inventory.subnets.items] == ["subnet-1"]


def test_a_document_that_is_given_twice_is_read_once() -> None:
    document = read_document(json.dumps(TEMPLATE), name="t")
    assert check(document, document).source.documents == ("t",)


def test_a_clean_network_has_no_finding_and_a_summary_that_says_so() -> None:
    report = check(json.loads(public().to_json()))
    assert report.findings == ()
    assert report.summary.passed > 0
    assert report.environments[0].routing == "public"


def test_fix_returns_the_plan_with_what_is_wrong_before_and_after_it() -> None:
    document = json.loads(public().to_json())
    [group] = [one for one in document["security_groups"]["items"] if one["id"] == "group"]
    group["ingress"]["items"] = []
    mended = fix(document)
    assert {"SG-DATABASE", "SG-WEBSERVER"} <= _rules(mended.before)
    assert not {"SG-DATABASE", "SG-WEBSERVER"} & _rules(mended.after)
    assert {rule for rule, _, _ in mended.plan.mends} == _rules(mended.before) - _rules(mended.after)


def test_fix_tries_no_fix_twice(wasm: Engine) -> None:
    document = json.loads(public().to_json())
    [group] = [one for one in document["security_groups"]["items"] if one["id"] == "group"]
    group["ingress"]["items"] = []
    group["egress"]["items"] = []
    engine = _Counting(wasm)
    mended = fix(document, engine=engine)
    whole = Inventory.model_validate(apply_patch(document, mended.plan.patch), strict=False).to_json()
    assert {asked: times for asked, times in engine.asked.items() if times > 1} == {whole: engine.asked[whole]}


class _Counting:
    """An engine that counts how often it is asked about each inventory."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.asked: Counter[bytes] = Counter()

    @property
    def info(self) -> EngineInfo:
        return self._engine.info

    def evaluate(self, inventory: Inventory) -> Decision:
        self.asked[inventory.to_json()] += 1
        return self._engine.evaluate(inventory)

    def flows(self, inventory: Inventory) -> Flows:
        return self._engine.flows(inventory)


def test_fixes_are_tried_unless_they_are_not_wanted() -> None:
    document = json.loads(public().to_json())
    [group] = [one for one in document["security_groups"]["items"] if one["id"] == "group"]
    group["ingress"]["items"] = []
    assert any(one.fix for one in check(document).findings)
    assert not any(one.fix for one in check(document, fixes=False).findings)


def test_flows_show_the_way_of_what_must_get_through() -> None:
    report = flows(json.loads(public().to_json()))
    assert isinstance(report, FlowReport)
    [environment] = report.environments
    assert (environment.id, environment.routing) == ("airflow", "public")
    assert {(flow.name, flow.verdict) for flow in environment.flows} == {
        ("database", "passes"),
        ("webserver", "passes"),
        ("internet", "passes"),
    }


def test_calls_from_many_threads_agree() -> None:
    document = read_document(json.dumps(TEMPLATE), name="t")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: check(document), range(12)))
    assert all(one == reports[0] for one in reports)


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ((), {}, "no input is given"),
        ((TEMPLATE,), {"region": "Frankfurt"}, "'Frankfurt' is not a region code"),
        ((TEMPLATE,), {"account": "42"}, "'42' is not an account id"),
        ((TEMPLATE,), {"kind": "pulumi"}, "there is no kind pulumi"),
        ((TEMPLATE,), {"engine": "gopher"}, "'gopher' is not an engine"),
        ((TEMPLATE,), {"parameters": {"Nonsense": "1"}}, "Nonsense"),
        ((TEMPLATE,), {"params": {"routng": "public"}}, "there is no parameter 'routng'"),
        (({"Subnets": []},), {"parameters": {"A": "1"}}, "parameters are for CloudFormation templates"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises((UsageError, InputError)) as caught:
        check(*arguments, **options)
    assert said in str(caught.value)


def test_what_is_meant_may_be_a_record() -> None:
    document = json.loads(public().to_json())
    made = normalize(document, params=Params(routing="private")).inventory
    assert made.params.routing == "private"


def test_a_mapping_that_is_no_document_is_refused() -> None:
    circular: dict[str, Any] = {}
    circular["Resources"] = circular
    with pytest.raises(UsageError, match="<mapping> is not a document"):
        check(circular)


class _Broken:
    """An engine with a bug."""

    info = EngineInfo(name="broken", version="0", revision="0")

    def evaluate(self, inventory: Inventory) -> Decision:
        raise KeyError(inventory.environments.items[0].id)

    def flows(self, inventory: Inventory) -> Flows:
        raise KeyError(inventory.environments.items[0].id)


def test_a_bug_is_an_error_of_the_library() -> None:
    with pytest.raises(InternalError, match="KeyError: 'Airflow'") as caught:
        check(TEMPLATE, engine=_Broken())
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(InternalError, match="KeyError: 'Airflow'"):
        flows(TEMPLATE, engine=_Broken())


def test_every_public_name_is_there_and_no_other() -> None:
    for name in mwaa_policy.__all__:
        assert getattr(mwaa_policy, name) is not None
    assert set(mwaa_policy.__all__) <= set(dir(mwaa_policy))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        mwaa_policy.nonsense  # noqa: B018 - asking is the test


def test_public_names_are_documented() -> None:
    undocumented = [
        name
        for name in mwaa_policy.__all__
        if name not in {"Severity", "__version__"} and not (getattr(mwaa_policy, name).__doc__ or "").strip()
    ]
    assert undocumented == []


def test_the_version_is_that_of_the_project() -> None:
    import tomllib  # noqa: PLC0415 - used once

    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    assert mwaa_policy.__version__ == project["version"]
