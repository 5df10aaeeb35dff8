from __future__ import annotations

import json

import jsonschema

from mwaa_policy.flow_decision import Decider, Flows
from mwaa_policy.provenance import Missing
from mwaa_policy.render.json import render_json
from mwaa_policy.render.text.flows import render_flows
from mwaa_policy.report import flows_schema
from mwaa_policy.report.flow_records import Flow
from mwaa_policy.report.flows import build_flow_report
from mwaa_policy.sources._draft import Normalized
from tests.fixtures.flows import ACL, flow, flow_report, step
from tests.fixtures.networks import public
from tests.fixtures.reports import ENGINE, ENTRY, RULES, SUBNETS, TOOL, provenance


def flows_of(*given: object) -> tuple[Flow, ...]:
    [environment] = flow_report(*given).environments  # type: ignore[arg-type]  # flows of a decision
    return environment.flows


def test_flows_are_in_the_order_in_which_people_ask_for_them() -> None:
    names = ["further", "internet", "s3", "sqs", "endpoint", "kms", "webserver", "database"]
    assert [one.name for one in flows_of(*(flow(name, step()) for name in names))] == [
        *("database", "webserver", "endpoint", "kms", "sqs", "s3", "internet", "further"),
    ]


def test_each_environment_has_its_own_flows() -> None:
    made = flow_report(flow("kms", step()), flow("sqs", step(), environment="b"), environments=("airflow", "b"))
    assert [[one.name for one in environment.flows] for environment in made.environments] == [["kms"], ["sqs"]]
    assert [one.routing for one in made.environments] == ["public", "public"]


def test_a_decider_has_words_and_its_place() -> None:
    [found] = flows_of(flow("database", step(verdict="stopped"), port=5432))
    assert (found.protocol, found.port, found.verdict) == ("tcp", 5432, "stopped")
    [decider] = found.steps[0].deciders
    assert (decider.text, decider.place) == ("rule 100 (allow all traffic to 0.0.0.0/0)", "template.yaml:12")
    assert decider.location is not None
    assert (decider.path, decider.location.line) == (ENTRY, 12)


def test_what_no_document_writes_down_has_no_place() -> None:
    decider = Decider(kind="route", path=("route_tables", "table-a", "routes", "10.0.0.0/16"))
    [found] = flows_of(flow("kms", step("route", deciders=(decider,))))
    [shown] = found.steps[0].deciders
    assert (shown.text, shown.place, shown.location) == ("10.0.0.0/16 → local", "", None)


def test_an_undecided_step_tells_what_is_missing() -> None:
    [found] = flows_of(flow("kms", step(verdict="undecided", because=(SUBNETS, (*ACL, "entries")))))
    first, second = found.steps[0].missing
    assert (first.cause.text, first.cause.supply) == ("parameter SubnetIds has no default", "--parameter SubnetIds=…")
    assert first.location is not None
    assert first.location.line == 2
    assert second.cause.text == "nothing tells the entries of network ACL acl"


def test_a_step_that_is_not_judged_tells_why() -> None:
    reasons = [
        step(verdict="not_judged", rule="SG-DATABASE", reason="customer-endpoints"),
        step(verdict="not_judged", rule="SG-DATABASE", reason="SG-COUNT"),
        step("route", verdict="not_judged", rule=None),
        step(),
    ]
    [found] = flows_of(flow("database", *reasons))
    assert [one.reason for one in found.steps] == [
        "The customer makes them.",
        "SG-COUNT fails already",
        "no rule judges routes inside the VPC",
        None,
    ]


def test_the_report_says_what_was_read_and_assumed() -> None:
    made = flow_report(flow("kms", step()))
    assert (made.source.kind, made.source.documents) == ("cloudformation", ("template.yaml",))
    assert [one.subject for one in made.assumed] == ["parameter Zone", "block"]
    assert [one.text for one in made.skipped] == ["10.0.0/8 is no range"]
    assert (made.tool.version, made.engine.name, made.policy.revision) == ("9.9.9", "wasm", "abc123")


def test_environments_that_may_exist_are_told() -> None:
    sources = provenance()
    sources.missing[("environments",)] = Missing(subject="stacks", text="a stack is not read", supply="")
    normalized = Normalized(kind="cloudformation", inventory=public(), provenance=sources)
    none = Flows(environments=(), flows=())
    made = build_flow_report(none, normalized, RULES, tool=TOOL, engine=ENGINE)
    assert made.unjudged is not None
    assert made.unjudged.because == "a stack is not read"
    assert "Not judged: environments may exist: a stack is not read\n" in render_flows(made)


def test_a_report_with_every_part_is_what_the_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(flows_schema())
    made = flow_report(
        flow("database", step(verdict="stopped", calls=("s3:GetObject",))),
        flow("kms", step(verdict="undecided", because=(SUBNETS,), quiet=True), endpoint="e"),
        flow("further", step("further", verdict="not_judged", reason="SG-COUNT"), subnet=None, port=None),
    )
    jsonschema.validate(json.loads(render_json(made)), flows_schema(), jsonschema.Draft202012Validator)
