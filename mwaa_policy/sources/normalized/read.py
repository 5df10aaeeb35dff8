"""Reads a document as an inventory, and says in one error where it is none."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from mwaa_policy.document import Document, join_pointer
from mwaa_policy.errors import InputError
from mwaa_policy.model import SCHEMA, Inventory

_FAMILY = SCHEMA.partition("/")[0] + "/"
_WANTED = {
    "string_type": "a text is wanted",
    "bool_type": "true or false is wanted",
    "int_type": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "tuple_type": "a list is wanted",
    "model_type": "an object is wanted",
    "model_attributes_type": "an object is wanted",
}
_FOUND: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def detect(value: object) -> bool:
    """Return whether a value names the schema of the inventory, in any version."""
    schema = value.get("schema") if isinstance(value, dict) else None
    return isinstance(schema, str) and schema.startswith(_FAMILY)


def read(document: Document) -> Inventory:
    """Return the inventory that a document holds.

    Raises:
        InputError: it is of another version, or something in it is missing, unknown or of a wrong type.
    """
    value = document.value()
    schema = value.get("schema") if isinstance(value, dict) else None
    if not isinstance(value, dict) or schema != SCHEMA:
        raise InputError(
            f"the schema is {schema}, and this version reads {SCHEMA}" if schema else "it names no schema",
            document=document.name,
            pointer="/schema" if schema else "",
            hint=f'a normalized document has the member "schema": "{SCHEMA}"; `mwaa-policy normalize` writes one',
        )
    try:
        return Inventory.from_document(value)
    except ValidationError as invalid:
        raise _explain(document, invalid.errors(include_url=False, include_context=False)) from None


def _explain(document: Document, errors: Sequence[Any]) -> InputError:
    """Return the first error, in the words of the document."""
    first = errors[0]
    place: tuple[str | int, ...] = first["loc"]
    message, hint = _words(first, [one for one in errors if one["loc"][:-1] == place[:-1]])
    if first["type"] == "missing":
        place = place[:-1]
    others = f" ({len(errors) - 1} more like it)" if len(errors) > 1 else ""
    return InputError(message + others, document=document.name, pointer=join_pointer(place), hint=hint)


def _words(error: Any, beside: Sequence[Any]) -> tuple[str, str | None]:  # noqa: ANN401 - an error of pydantic
    name = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "missing":
        return f"the attribute {name} is missing", _meant(name, beside, "extra_forbidden") or (
            "every attribute is present: write null for what is not known"
        )
    if error["type"] == "extra_forbidden":
        return f"there is no attribute {name}", _meant(name, beside, "missing")
    if error["type"] in _WANTED:
        found = _FOUND.get(type(error["input"]), "something else")
        lists = error["type"] in {"model_type", "model_attributes_type"} and isinstance(error["input"], list)
        hint = 'a list is written {"items": […], "complete": true}' if lists else None
        return f"{_WANTED[error['type']]}, not {found}", hint
    return str(error["msg"])[0].lower() + str(error["msg"])[1:], None


def _meant(name: str, beside: Sequence[Any], kind: str) -> str | None:
    """Return a hint at a misspelt name: one is missing where another is not known."""
    names = [str(one["loc"][-1]) for one in beside if one["type"] == kind]
    close = difflib.get_close_matches(name, names, n=1)
    if not close:
        return None
    return f"is {close[0]} misspelt?" if kind == "extra_forbidden" else f"did you mean {close[0]}?"
