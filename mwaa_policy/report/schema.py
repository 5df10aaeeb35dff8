"""The JSON Schema of a report, made from its records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_policy.frozen import Frozen

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the JSON report."""
    from mwaa_policy.report.records import Report  # noqa: PLC0415 - as below

    return _schema(Report, "mwaa-policy report")


def flows_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the JSON report on flows."""
    from mwaa_policy.report.flow_records import FlowReport  # noqa: PLC0415 - as below

    return _schema(FlowReport, "mwaa-policy flows")


def _schema(record: type[Frozen], title: str) -> dict[str, Any]:
    from pydantic import ConfigDict, RootModel  # noqa: PLC0415 - building a schema is not part of a run

    class Document(RootModel[record]):  # type: ignore[valid-type]  # pydantic makes the class anew each time
        model_config = ConfigDict(use_attribute_docstrings=True)

    schema = Document.model_json_schema(mode="serialization")
    definitions = {name: _closed(part) for name, part in sorted(schema["$defs"].items())}
    return {"$schema": SCHEMA_ID, "title": title, **definitions.pop(record.__name__), "$defs": definitions}


def _closed(definition: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a record: no other member may occur, and none has a title of its own."""
    members = {name: _untitled(member) for name, member in definition["properties"].items()}
    return {**_untitled(definition), "properties": members, "additionalProperties": False}


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}
