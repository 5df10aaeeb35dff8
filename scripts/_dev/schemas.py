"""JSON Schemas of our records, described by the strings under their attributes.

The records do not read these strings themselves: pydantic would parse its own source at every
start of the program.
"""

from __future__ import annotations

import ast
import inspect
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


def json_schema(record: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a record and of all that it holds."""
    return _described(record.model_json_schema(mode="serialization"), record)


def nullable_attributes(record: type[BaseModel]) -> list[str]:
    """Return the names of the attributes that are null in some record that this one holds."""
    parts = record.model_json_schema(mode="serialization")["$defs"].values()
    return sorted(
        {
            name
            for part in parts
            for name, member in part["properties"].items()
            if {"type": "null"} in member.get("anyOf", [])
        }
    )


def _described(schema: dict[str, Any], record: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a record with the descriptions of its attributes."""
    classes = {record.__name__: record, **{found.__name__: found for found in _records_of(record)}}
    for name, part in {record.__name__: schema, **schema.get("$defs", {})}.items():
        # A generic record is named after its members: Listing_Subnet_.
        found = classes.get(name) or classes.get(name.partition("_")[0])
        if found is not None:
            _describe(part, found)
    return schema


def _describe(part: dict[str, Any], record: type[BaseModel]) -> None:
    part.setdefault("description", inspect.getdoc(record))
    for attribute, text in _docstrings(record).items():
        field = record.model_fields.get(attribute)
        name = (field.alias if field else None) or attribute
        if name in part.get("properties", {}):
            part["properties"][name]["description"] = text


def _records_of(record: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the records that the modules of this one's package define."""
    from pydantic import BaseModel  # noqa: PLC0415 - beside its only use

    package = record.__module__.rpartition(".")[0]
    for name, module in list(sys.modules.items()):
        if name.startswith(("mwaa_policy.model", package)):
            yield from (
                found
                for found in vars(module).values()
                if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == name
            )


def _docstrings(record: type[BaseModel]) -> dict[str, str]:
    """Return the string under each attribute of a class."""
    [definition] = ast.parse(inspect.getsource(record)).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    found: dict[str, str] = {}
    for statement, following in pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as text)):
                found[name] = inspect.cleandoc(text)
            case _:
                pass
    return found


def decision_schema() -> dict[str, Any]:
    """Return the JSON Schema of what the entrypoint answers: entries by the rule that makes them."""
    from mwaa_policy.decision import DECISION_SCHEMA, Decision  # noqa: PLC0415 - beside its only use

    schema = json_schema(Decision)
    definitions = schema.pop("$defs")
    members = schema["properties"]
    for name, record in _ENTRIES.items():
        entry = definitions[record]
        entry["properties"].pop("rule")
        entry["required"] = [one for one in entry["required"] if one not in {"rule", "evidence"}]
        entries = {"type": "array", "items": {"$ref": f"#/$defs/{record}"}}
        members[name] = {
            "type": "object",
            "description": members[name]["description"] + " By rule; rules with none may be absent.",
            "additionalProperties": entries,
        }
    version = {"const": DECISION_SCHEMA, "description": "The version of this schema."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "mwaa-policy decision",
        "properties": {"schema": version, **members},
        "required": ["schema", *schema["required"]],
        "$defs": definitions,
    }


_ENTRIES = {"findings": "Finding", "undecided": "Undecided", "not_applicable": "NotApplicable", "edits": "Edit"}
