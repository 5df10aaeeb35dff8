"""Finds the responses in documents, in every form in which people keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError
from mwaa_policy.sources.boto3.header import NAME as HEADER
from mwaa_policy.sources.boto3.header import Header, read_header
from mwaa_policy.sources.boto3.operations import (
    ACCOUNT_ACCESS,
    BUCKET_ACCESS,
    PREFIX_LIST_ENTRIES,
    Operation,
    is_error,
    is_response,
    operation_in_file_name,
    operation_named,
    operations_of,
)
from mwaa_policy.sources.boto3.place import Place

_ACCOUNT = re.compile(r"\d{12}")
_PREFIX_LIST = re.compile(r"pl-[0-9a-zA-Z]+")
_MAX_ARGUMENTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a call answered."""

    operation: Operation
    """The operation that was called."""
    place: Place
    """The response."""
    argument: str | None
    """What the call was about, where the input tells: an environment, a VPC, a bucket."""
    header: Header | None
    """What is said of how it was taken."""
    tool: str | None = None
    """What recorded the objects, where nobody called the operation: it may not have recorded all."""

    @property
    def error(self) -> str | None:
        """The code of the error, when the call failed."""
        return str(self.place.value["Error"]["Code"]) if is_error(self.place.value) else None

    @property
    def is_truncated(self) -> bool:
        """Whether the service has more to tell."""
        return bool(self.place.value.get("NextToken"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """All responses of an input."""

    responses: Mapping[Operation, tuple[Response, ...]]
    """The responses by operation, in the order of the input."""
    headers: tuple[Header, ...]
    """The headers of the input."""

    def of(self, operation: Operation) -> tuple[Response, ...]:
        """Return the responses of an operation."""
        return self.responses.get(operation, ())

    def failure(self, operation: Operation, argument: str | None = None) -> Response | None:
        """Return the response of a call that failed, if one did: about the argument, or about nothing in particular."""
        failed = (one for one in self.of(operation) if one.error)
        return next((one for one in failed if one.argument in {None, argument}), None)


def detect(value: object) -> bool:
    """Return whether a value is one of the shapes in which responses are kept."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, dict) and _is_bare(_unwrapped(one)) for one in value)
    if not isinstance(value, dict):
        return False
    body = _unwrapped(value)
    return HEADER in body or _is_bare(body) or any(True for _ in _named(body))


def recognises(document: Document) -> bool:
    """Return whether a document holds responses; beside the content, its file name may tell."""
    value = document.value()
    if detect(value):
        return True
    named = operation_in_file_name(_stem(document.name))
    return named is not None and isinstance(value, dict) and any(_of_file(document, None))


def read(documents: Sequence[Document]) -> Dump:
    """Return the responses that documents hold.

    A header that stands alone in a document speaks for the documents that have none.

    Raises:
        InputError: they hold no response, or something else where a response should be.
    """
    headers = {document.name: header for document in documents if (header := _header(document))}
    alone = [headers[document.name] for document in documents if _is_header_only(document)]
    common = alone[0] if len(alone) == 1 else None
    responses: dict[Operation, list[Response]] = {}
    for document in documents:
        for response in _of_document(document, headers.get(document.name, common)):
            responses.setdefault(response.operation, []).append(response)
    if not responses:
        raise _nothing(documents)
    return Dump(responses={key: tuple(found) for key, found in responses.items()}, headers=tuple(headers.values()))


def _header(document: Document) -> Header | None:
    value = document.value()
    if not isinstance(value, dict) or HEADER not in value:
        return None
    return read_header(Place(value[HEADER], document.name, f"/{HEADER}"))


def _is_header_only(document: Document) -> bool:
    value = document.value()
    return isinstance(value, dict) and value.keys() == {HEADER}


def _of_document(document: Document, header: Header | None) -> Iterator[Response]:
    place = _unwrap(Place(document.value(), document.name, ""))
    if isinstance(place.value, list):
        for index in range(len(place.value)):
            yield from _bare(_unwrap(place.at(index)), header)
        return
    if not isinstance(place.value, dict):
        return
    named = list(_named(place.value))
    for key, operation in named:
        yield from _under(operation, place.at(key), (), header)
    if not named:
        yield from _bare(place, header) if _is_bare(place.value) else _of_file(document, header)


def _is_bare(value: Mapping[str, object]) -> bool:
    return any(True for _ in operations_of(value))


def _bare(place: Place, header: Header | None) -> Iterator[Response]:
    for operation in operations_of(place.value) if isinstance(place.value, dict) else ():
        yield Response(operation=operation, place=place, argument=None, header=header)


def _of_file(document: Document, header: Header | None) -> Iterator[Response]:
    """Read a document whose operation only the name of its file tells."""
    stem = _stem(document.name)
    found = operation_in_file_name(stem)
    if found is None:
        return
    operation, argument = found
    if operation is PREFIX_LIST_ENTRIES:
        listed = _PREFIX_LIST.search(stem)
        argument = listed.group() if listed else argument
    place = _unwrap(Place(document.value(), document.name, ""))
    if is_response(operation, place.value):
        yield _response(operation, place, argument, header)
    elif all(isinstance(one, dict) for one in place.value.values()):
        yield from _under(operation, place, (), header)


def _under(operation: Operation, place: Place, arguments: tuple[str, ...], header: Header | None) -> Iterator[Response]:
    """Read what stands under the name of an operation: a response, several, or one for each argument."""
    place = _unwrap(place)
    value = place.value
    if isinstance(value, list):
        for index in range(len(value)):
            yield from _under(operation, place.at(index), arguments, header)
    elif isinstance(value, dict) and is_response(operation, value):
        yield _response(operation, place, arguments[0] if arguments else None, header)
    elif isinstance(value, dict) and len(arguments) < _MAX_ARGUMENTS and _holds_parts(value):
        for key in value:
            yield from _under(operation, place.at(key), (*arguments, key), header)
    elif value is not None:
        raise _not_a_response(operation, place)


def _response(operation: Operation, place: Place, argument: str | None, header: Header | None) -> Response:
    if operation is BUCKET_ACCESS and argument and _ACCOUNT.fullmatch(argument):
        operation = ACCOUNT_ACCESS
    return Response(operation=operation, place=place, argument=argument, header=header)


def _holds_parts(value: Mapping[str, object]) -> bool:
    return all(isinstance(one, dict | list | None) for one in value.values())


def _named(value: Mapping[str, object]) -> Iterator[tuple[str, Operation]]:
    """Return the members that are named by an operation."""
    for key, held in value.items():
        if isinstance(held, dict | list | None):
            operation = operation_named(key)
            if operation is not None:
                yield key, operation


def _unwrapped(value: dict[str, object]) -> Mapping[str, object]:
    held = value.get("data")
    return held if isinstance(held, dict) and value.keys() == {"status_code", "data"} else value


def _unwrap(place: Place) -> Place:
    """Return what a recording of placebo, `{"status_code": 200, "data": …}`, holds."""
    value = place.value
    return place.at("data") if isinstance(value, dict) and _unwrapped(value) is not value else place


def _stem(name: str) -> str:
    return PurePath(name).name.partition(".json")[0].removesuffix(".yaml").removesuffix(".yml")


def _not_a_response(operation: Operation, place: Place) -> InputError:
    return InputError(
        f"this is not a response of {operation.title}: an object with the member {operation.member} is wanted",
        document=place.document,
        pointer=place.pointer,
        hint=f"give all that `{operation.command}` prints, or a list of such responses",
    )


def _nothing(documents: Sequence[Document]) -> InputError:
    return InputError(
        "no API response is in the input",
        document=documents[0].name if len(documents) == 1 else None,
        hint="give what `aws mwaa get-environment`, `aws ec2 describe-subnets` and the like print, "
        'each under its name: {"describe_subnets": …}',
    )
