"""The way from inputs of all sorts to documents, and from documents to an inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from mwaa_policy.api._kinds import common_package, forced_package, package_of, source
from mwaa_policy.document import Document, load_path, read_document
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.provenance import Origin, Skipped

if TYPE_CHECKING:
    from mwaa_policy.sources._draft import Normalized
    from mwaa_policy.sources._options import Options

Input: TypeAlias = "str | PathLike[str] | Mapping[str, Any] | Document"
"""A path of a file or of a folder, a document that was parsed already, or one that was read."""

_SUFFIXES = frozenset({".json", ".yaml", ".yml", ".template"})


def normalize_inputs(inputs: Sequence[Input], kind: str | None, options: Options) -> Normalized:
    """Return what the inputs describe.

    Raises:
        InputError: an input cannot be read.
        UsageError: there is none, or an option does not fit the kind of the documents.
    """
    if not inputs:
        raise UsageError("there is no input: give a template, a plan or API responses")
    documents, foreign = _documents(inputs, kind)
    package = forced_package(kind) if kind else common_package(documents)
    if options.parameters and package != "cloudformation":
        raise UsageError(f"parameters are for CloudFormation templates; {documents[0].name} is none ({package})")
    normalized = source(package).normalize(documents, options)
    if kind and normalized.kind != kind:
        raise InputError(f"this is {normalized.kind}, not {kind}", document=documents[0].name)
    normalized.provenance.skipped.extend(_foreign(document) for document in foreign)
    return normalized


def _documents(inputs: Sequence[Input], kind: str | None) -> tuple[list[Document], list[Document]]:
    """Return the documents to read, and those of folders that are of no kind that is known."""
    wanted: list[Document] = []
    foreign: list[Document] = []
    for one in inputs:
        if not isinstance(one, Document | Mapping) and Path(one).is_dir():
            known, unknown = _folder(Path(one), kind)
            wanted += known
            foreign += unknown
        else:
            wanted.append(_document(one))
    names = [document.name for document in wanted]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError("the document is given twice", document=twice)
    return wanted, foreign


def _document(one: Input) -> Document:
    if isinstance(one, Document):
        return one
    if isinstance(one, Mapping):
        import json  # noqa: PLC0415 - a run on files does without

        # Times of boto3's responses become text; nothing in them is read.
        return read_document(json.dumps(one, indent=2, default=str), name="<mapping>")
    return load_path(fspath(one))


def _folder(folder: Path, kind: str | None) -> tuple[list[Document], list[Document]]:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    documents = [load_path(path) for path in paths]
    known = [document for document in documents if kind or package_of(document.value()) is not None]
    if not known:
        what = "no JSON or YAML file" if not documents else "no template, plan or API response"
        hint = "give what terraform show -json prints of a plan" if any(folder.glob("*.tf")) else None
        raise InputError(f"the folder has {what}", document=str(folder), hint=hint)
    return known, [document for document in documents if document not in known]


def _foreign(document: Document) -> Skipped:
    origin = Origin(document=document.name, pointer="", editable=False)
    return Skipped(origin=origin, text="this file of the folder is no document that mwaa-policy knows")
