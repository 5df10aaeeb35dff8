"""What type checkers see of the public names; mypy reads this file and nobody runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_type

from mwaa_policy import (
    Catalog,
    Collected,
    Decision,
    Document,
    Dump,
    Engine,
    Finding,
    FlowReport,
    Flows,
    Inventory,
    Mended,
    Normalized,
    Outcome,
    Provenance,
    Report,
    RuleSpec,
    Severity,
    Undecided,
    check,
    collect,
    fix,
    flows,
    flows_schema,
    load_catalog,
    normalize,
    open_engine,
    outcome,
    read_document,
    report_schema,
)


def the_verbs() -> None:
    """`check`, `flows`, `normalize` and `fix` take inputs of every sort and return frozen records."""
    document = assert_type(read_document("{}", name="t"), Document)
    report = assert_type(check("t.yaml", Path("t.json"), {"Resources": {}}, document), Report)
    assert_type(check("t.yaml", parameters={"A": "1"}, region="eu-west-1", params={"routing": "public"}), Report)
    assert_type(flows("t.yaml", kind="cloudformation"), FlowReport)
    normalized = assert_type(normalize("t.yaml", kind="cloudformation"), Normalized)
    mended = assert_type(fix("t.yaml", unsafe=True), Mended)
    assert_type(mended.before, Report)
    assert_type(normalized.inventory, Inventory)
    assert_type(normalized.provenance, Provenance)
    assert_type(outcome(report, fail_on="high"), Outcome)


def live_accounts() -> None:
    """`collect` returns dumps, which `check` takes."""
    collected = assert_type(collect("airflow", regions=["eu-west-1"], progress=print), Collected)
    assert_type(collected.dumps, tuple[Dump, ...])
    assert_type(check(collected.dumps[0].document()), Report)


def the_records(report: Report) -> None:
    """A report is made of tuples of records."""
    assert_type(report.findings, tuple[Finding, ...])
    assert_type(report.undecided, tuple[Undecided, ...])
    assert_type(report.findings[0].severity, Severity)
    report.findings[0].severity = "low"  # type: ignore[misc]  # records are frozen


def the_engine(inventory: Inventory) -> None:
    """An engine turns an inventory into a decision, and tells its flows; anything that does is one."""
    engine = assert_type(open_engine("http://localhost:8181", timeout=3), Engine)
    assert_type(engine.evaluate(inventory), Decision)
    assert_type(engine.flows(inventory), Flows)
    check("t.yaml", engine=engine)
    check("t.yaml", engine="wasm")


def the_catalog() -> None:
    """The catalog has the rules by id."""
    catalog = assert_type(load_catalog(), Catalog)
    assert_type(catalog.rules["SG-COUNT"], RuleSpec)
    assert_type(report_schema(), dict[str, Any])
    assert_type(flows_schema(), dict[str, Any])
