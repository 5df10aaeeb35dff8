"""Gives errors the line of the place that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError


@contextmanager
def located(documents: Sequence[Document]) -> Iterator[None]:
    """Complete errors that know their document and pointer, but not the line."""
    try:
        yield
    except InputError as error:
        if error.line is None and error.pointer is not None:
            document = next((one for one in documents if one.name == error.document), None)
            if document is not None:
                place = document.locate(error.pointer)
                error.line, error.column = place.line, place.column
        raise
