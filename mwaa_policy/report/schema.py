"""The JSON Schema of a report, made from its records."""

from __future__ import annotations

from typing import Any

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the JSON report."""
    from pydantic import ConfigDict, RootModel  # noqa: PLC0415 - building a schema is not part of a run

    from mwaa_policy.report.records import Report  # noqa: PLC0415 - as above

    class ReportDocument(RootModel[Report]):
        model_config = ConfigDict(use_attribute_docstrings=True)

    schema = ReportDocument.model_json_schema(mode="serialization")
    definitions = {name: _closed(part) for name, part in sorted(schema["$defs"].items())}
    return {"$schema": SCHEMA_ID, "title": "mwaa-policy report", **definitions.pop("Report"), "$defs": definitions}


def _closed(definition: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a record: no other member may occur, and none has a title of its own."""
    members = {name: _untitled(member) for name, member in definition["properties"].items()}
    return {**_untitled(definition), "properties": members, "additionalProperties": False}


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}
