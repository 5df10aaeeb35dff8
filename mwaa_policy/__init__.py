"""Judges, before anything is deployed, whether the network of an Amazon MWAA environment will work.

`check` answers for a template, a plan or API responses, `flows` shows the way of every packet, `fix`
returns a verified patch, `normalize` the facts, `collect` the responses of live accounts. Names are
loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_policy.api import check, collect, fix, flows, normalize
    from mwaa_policy.api._mend import Mended
    from mwaa_policy.catalog import Catalog, RuleSpec, load_catalog
    from mwaa_policy.collector import Collected, Dump
    from mwaa_policy.decision import Decision, Severity
    from mwaa_policy.document import Document, read_document
    from mwaa_policy.engines import Engine, open_engine
    from mwaa_policy.errors import EngineError, InputError, InternalError, MwaaPolicyError, UsageError
    from mwaa_policy.flow_decision import Flows
    from mwaa_policy.model import Inventory
    from mwaa_policy.provenance import Provenance
    from mwaa_policy.report import Finding, Outcome, Report, Undecided, flows_schema, outcome, report_schema
    from mwaa_policy.report.flow_records import FlowReport
    from mwaa_policy.sources._draft import Normalized

__all__ = [
    "Catalog",
    "Collected",
    "Decision",
    "Document",
    "Dump",
    "Engine",
    "EngineError",
    "Finding",
    "FlowReport",
    "Flows",
    "InputError",
    "InternalError",
    "Inventory",
    "Mended",
    "MwaaPolicyError",
    "Normalized",
    "Outcome",
    "Provenance",
    "Report",
    "RuleSpec",
    "Severity",
    "Undecided",
    "UsageError",
    "__version__",
    "check",
    "collect",
    "fix",
    "flows",
    "flows_schema",
    "load_catalog",
    "normalize",
    "open_engine",
    "outcome",
    "read_document",
    "report_schema",
]

__version__ = "0.1.0"

_HOMES = {
    "mwaa_policy.api": ("check", "collect", "fix", "flows", "normalize"),
    "mwaa_policy.api._mend": ("Mended",),
    "mwaa_policy.catalog": ("Catalog", "RuleSpec", "load_catalog"),
    "mwaa_policy.collector": ("Collected", "Dump"),
    "mwaa_policy.decision": ("Decision", "Severity"),
    "mwaa_policy.document": ("Document", "read_document"),
    "mwaa_policy.engines": ("Engine", "open_engine"),
    "mwaa_policy.errors": ("EngineError", "InputError", "InternalError", "MwaaPolicyError", "UsageError"),
    "mwaa_policy.flow_decision": ("Flows",),
    "mwaa_policy.model": ("Inventory",),
    "mwaa_policy.provenance": ("Provenance",),
    "mwaa_policy.report": (
        *("Finding", "Outcome", "Report", "Undecided"),
        *("flows_schema", "outcome", "report_schema"),
    ),
    "mwaa_policy.report.flow_records": ("FlowReport",),
    "mwaa_policy.sources._draft": ("Normalized",),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - not before a name is asked for

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
