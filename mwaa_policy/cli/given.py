"""Values that the command line gives beside documents: parameters and intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwaa_policy.api import read_params
from mwaa_policy.document import Document, join_pointer, load_path, read_document
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.model import Params

_FORMS = (
    'a list of {"ParameterKey": …, "ParameterValue": …}, a list of "Key=Value", {"Parameters": {…}} or a plain mapping'
)


def template_parameters(file: str | None, pairs: Sequence[str]) -> dict[str, str]:
    """Return template parameters: those of a file, and over them those given one by one.

    Raises:
        InputError: the file is not one of parameters.
        UsageError: a pair is not `K=V`.
    """
    given = {} if file is None else _of_document(load_path(file))
    return {**given, **dict(map(_pair, pairs))}


def intent(text: str | None) -> Params | None:
    """Return the parameters of the document, from a file or from JSON.

    Raises:
        InputError: they cannot be read.
        UsageError: there is no such parameter, or it cannot have such a value.
    """
    if text is None:
        return None
    inline = text.lstrip().startswith(("{", "["))
    document = read_document(text, name="--params") if inline else load_path(text)
    value = document.value()
    if not isinstance(value, dict):
        raise InputError("a mapping of parameters is wanted", document=document.name)
    inner = value.get("params")
    return read_params(inner if isinstance(inner, dict) else value)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise UsageError(f"--parameter {text!r} is not K=V, such as VpcCIDR=10.0.0.0/16")
    return name, value


def _of_document(document: Document) -> dict[str, str]:
    value = document.value()
    if isinstance(value, dict):
        inner = value.get("Parameters")
        if isinstance(inner, dict):
            return _of_mapping(document, inner, ("Parameters",))
        return _of_mapping(document, value, ())
    items = value if isinstance(value, list) else [value]
    found = (_of_item(document, index, item) for index, item in enumerate(items))
    return {name: text for name, text in found if text is not None}


def _of_mapping(document: Document, members: Mapping[str, Any], at: tuple[str, ...]) -> dict[str, str]:
    return {name: _text(document, value, (*at, name)) for name, value in members.items()}


def _of_item(document: Document, index: int, item: object) -> tuple[str, str | None]:
    if isinstance(item, str) and item.find("=") > 0:
        return _pair(item)
    if isinstance(item, dict) and isinstance(item.get("ParameterKey"), str):
        # UsePreviousValue names a value that only the deployed stack has.
        known = "ParameterValue" in item
        value = _text(document, item["ParameterValue"], (index, "ParameterValue")) if known else None
        return item["ParameterKey"], value
    raise _error(document, (index,), "this is no parameter", f"the file is {_FORMS}")


def _text(document: Document, value: object, at: Sequence[str | int]) -> str:
    """Return a value as CloudFormation takes it: text, lists with commas."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _as_written(document, at)
        case list():
            return ",".join(_text(document, item, (*at, index)) for index, item in enumerate(value))
        case _:
            raise _error(document, at, "a parameter is text, a number or a list of these", None)


def _as_written(document: Document, at: Sequence[str | int]) -> str:
    """Return a number in its own spelling: version 2.10 is not 2.1."""
    node = document.find(join_pointer(at))
    return "" if node is None else document.text[document.content_start(node) : node.end]


def _error(document: Document, at: Sequence[str | int], message: str, hint: str | None) -> InputError:
    place = document.locate(join_pointer(at))
    return InputError(
        message, document=document.name, pointer=place.pointer, line=place.line, column=place.column, hint=hint
    )
