"""The way from inputs of all sorts to an inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypeAlias

from mwaa_policy.document import Document, read_document
from mwaa_policy.errors import UsageError
from mwaa_policy.sources.detect import TITLES, detect_kinds, normalize, read_inputs, split

if TYPE_CHECKING:
    from mwaa_policy.sources._draft import Normalized
    from mwaa_policy.sources._options import Options
    from mwaa_policy.sources.joining import AssumedEnvironment

Input: TypeAlias = "str | PathLike[str] | Mapping[str, Any] | Document"
"""A path of a file or of a folder, a document that was parsed already, or one that was read."""

_MAPPING = "<mapping>"
_SEVERAL = "the documents are of several regions or accounts"


class Intake:
    """The documents of a call, read once, and what is assumed beside them."""

    def __init__(self, inputs: Sequence[Input], kind: str | None, assumed: AssumedEnvironment | None) -> None:
        """Read the inputs.

        Raises:
            InputError: an input cannot be read.
            UsageError: there is none.
        """
        if not inputs:
            raise UsageError("no input is given: a template, a plan or API responses")
        # A document that is given twice is read once.
        self._documents = list({document.name: document for document in _documents(inputs)}.values())
        self._kind = kind
        self._assumed = assumed

    def apart(self, options: Options) -> list[Intake]:
        """Return the documents of each region and account: they are different networks.

        Raises:
            InputError: nothing tells from which of several a document is.
            UsageError: the caller states one of several, or assumes an environment.
        """
        groups = split(self._documents, self._kind)
        if len(groups) == 1:
            return [self]
        stated = next((name for name in ("region", "account") if getattr(options, name)), None)
        if stated is not None or self._assumed is not None:
            what = f"--{stated} states" if stated else "an environment is assumed in"
            raise UsageError(f"{what} one of several: {_SEVERAL}")
        return [Intake(documents, self._kind, None) for documents in groups]

    def one(self, options: Options) -> Intake:
        """Return the documents, which must be of one region and account.

        Raises:
            UsageError: they are of several.
        """
        parts = self.apart(options)
        if len(parts) > 1:
            raise UsageError(f"this is for one network at a time: {_SEVERAL}")
        return parts[0]

    def normalize(self, options: Options) -> Normalized:
        """Return what the documents describe, and the environment that is assumed beside it.

        Raises:
            InputError: a document cannot be read as what it is.
            UsageError: an option does not fit the kind of the documents.
        """
        if options.parameters:
            self._check_taken()
        normalized = normalize(self._documents, options=options, kind=self._kind)
        if self._assumed is None:
            return normalized
        from mwaa_policy.sources.joining import assume  # noqa: PLC0415 - most runs judge what documents have

        return assume(normalized, self._assumed)

    def _check_taken(self) -> None:
        """Refuse parameters that no document takes."""
        kinds = detect_kinds(self._documents) if self._kind is None else [self._kind]
        if "cloudformation" not in kinds:
            what = TITLES.get(kinds[0], kinds[0])
            raise UsageError(f"parameters are for CloudFormation templates, and {self._documents[0].name} is {what}")


def _documents(inputs: Sequence[Input]) -> Iterator[Document]:
    parsed = [one for one in inputs if isinstance(one, Mapping)]
    for one in inputs:
        if isinstance(one, Document):
            yield one
        elif isinstance(one, Mapping):
            name = _MAPPING if len(parsed) == 1 else f"<mapping {parsed.index(one) + 1}>"
            yield _of_mapping(one, name)
        else:
            yield from read_inputs([fspath(one)])


def _of_mapping(value: Mapping[str, Any], name: str) -> Document:
    import json  # noqa: PLC0415 - a run on files does without

    try:
        # Times in what boto3 returns become text; nothing reads them.
        text = json.dumps(value, indent=2, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{name} is not a document: {error}") from error
    return read_document(text, name=name)
