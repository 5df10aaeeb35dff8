"""The parameters of a document, as callers write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_policy.errors import UsageError
from mwaa_policy.model import Params, TrustedSource, parse_cidr
from mwaa_policy.model.services import SERVICES

_WANTED = {
    "tuple_type": "a list is wanted",
    "string_type": "a text is wanted",
    "bool_type": "true or false is wanted",
    "bool_parsing": "true or false is wanted",
    "model_type": 'a range, the id of a group or of a prefix list is wanted, such as "10.0.0.0/8"',
}


def read_params(value: Params | Mapping[str, Any] | None) -> Params:
    """Return parameters as the model has them; those that are not given take their defaults.

    A trusted source may be plain text: a range, the id of a prefix list (`pl-…`), or of a group.

    Raises:
        UsageError: there is no such parameter, or it cannot have such a value.
    """
    if value is None:
        return Params()
    if isinstance(value, Params):
        return value
    unknown = [name for name in value if name not in Params.model_fields]
    if unknown:
        raise UsageError(f"there is no parameter {unknown[0]!r}{_nearest(str(unknown[0]))}")
    from pydantic import ValidationError  # noqa: PLC0415 - most runs state no intent

    try:
        return Params.model_validate({name: _member(name, member) for name, member in value.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        wanted = _WANTED.get(first["type"]) or first["msg"][0].lower() + first["msg"][1:]
        raise UsageError(f"parameter {place} is {first['input']!r:.80}: {wanted}") from error


def _nearest(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for mistakes only

    near = get_close_matches(name.replace("-", "_"), Params.model_fields, n=1)
    return f"; {near[0]} is meant?" if near else f": {', '.join(Params.model_fields)}"


def _member(name: str, value: Any) -> Any:  # noqa: ANN401 - a value that the model has not seen yet
    if name == "trusted_sources" and isinstance(value, list | tuple):
        return tuple(_trusted(one) for one in value)
    if name == "external_endpoints" and isinstance(value, list | tuple):
        return tuple(_service(one) for one in value)
    return value


def _service(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, str) and value not in SERVICES:
        raise UsageError(f"parameter external_endpoints has {value!r}; services are {', '.join(sorted(SERVICES))}")
    return value


def _trusted(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, str):
        return _plain_source(value)
    if isinstance(value, Mapping) and value.get("kind") == "cidr":
        return _plain_source(str(value.get("text")))
    return {"cidr": None, **value} if isinstance(value, Mapping) else value


def _plain_source(text: str) -> TrustedSource:
    if text.startswith("pl-"):
        return TrustedSource(kind="prefix_list", text=text, cidr=None)
    if "/" not in text and not text.replace(".", "").isdecimal():
        return TrustedSource(kind="group", text=text, cidr=None)
    try:
        cidr = parse_cidr(text)
    except ValueError as error:
        raise UsageError(f"parameter trusted_sources: {error}") from error
    return TrustedSource(kind="cidr", text=cidr.text, cidr=cidr)
