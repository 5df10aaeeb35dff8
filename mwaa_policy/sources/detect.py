"""Finds out of which kind documents are, and hands them to the source that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from mwaa_policy.document import MAX_BYTES, STDIN, Document, name_of, read_bytes, read_document
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._mistakes import CDK_APP, PLAN, READABLE, likely_mistake, mistake_of_text
from mwaa_policy.sources._options import Options

_SOURCES = (("*.tf", "a Terraform configuration", PLAN), ("cdk.json", "a CDK app", CDK_APP))
PACKAGES: Mapping[str, str] = {
    "cloudformation": "cloudformation",
    "cloudformation-stacks": "cloudformation",
    "terraform-plan": "terraform",
    "terraform-state": "terraform",
    "boto3": "boto3",
    "cloud-control": "boto3",
    "aws-config": "boto3",
    "normalized": "normalized",
}
"""The kinds of document that are read, and the package that reads each."""

TITLES: Mapping[str, str] = {
    "cloudformation": "a CloudFormation template",
    "cloudformation-stacks": "a change set, or a description of stacks",
    "terraform-plan": "a Terraform plan",
    "terraform-state": "a Terraform state",
    "boto3": "API responses",
    "cloud-control": "answers of CloudControl",
    "aws-config": "configuration items of AWS Config",
    "normalized": "a normalized document",
}
"""What people call the kinds."""

_OF_PLACES = frozenset({"boto3", "normalized"})
"""The packages that read what is there, in one region and account."""
_STATE_VERSIONS = (3, 4)
_PLAN = frozenset({"planned_values", "resource_changes"})
_SUFFIXES = (".json", ".yaml", ".yml")
_NUMBER = r"(\d+)"


def read_inputs(paths: Sequence[str | Path]) -> list[Document]:
    """Return the documents at the given paths: files, folders of API responses, `-` for standard input.

    A file that is given twice is read once.

    Raises:
        UsageError: no path is given.
        InputError: a file cannot be read, or a folder holds no response.
    """
    if not paths:
        raise UsageError("no input is given: a file, a folder of API responses, or - for standard input")
    documents: dict[str, Document] = {}
    for path in paths:
        for document in _read(path):
            documents.setdefault(document.name, document)
    return list(documents.values())


def detect_kinds(documents: Sequence[Document]) -> list[str]:
    """Return the kind of each document, told by its content.

    Raises:
        UsageError: no document is given.
        InputError: a document is of no kind that is read.
    """
    if not documents:
        raise UsageError("no document is given")
    return [_kind(document) for document in documents]


def split(documents: Sequence[Document], kind: str | None = None) -> list[list[Document]]:
    """Return documents by the region and account that they are from; what describes one place stays together.

    Raises:
        InputError: nothing tells from which of several places a document is, or for which of them a
            template or a plan is meant.
    """
    if len(documents) == 1:
        return [list(documents)]
    kinds = detect_kinds(documents) if kind is None else [kind] * len(documents)
    there = [document for document, one in zip(documents, kinds, strict=True) if PACKAGES.get(one) in _OF_PLACES]
    if len(there) <= 1:
        return [list(documents)]
    from mwaa_policy.sources.places import tell_apart  # noqa: PLC0415 - most runs read one document

    groups = tell_apart(there)
    other = next((one for one in documents if one not in there), None)
    if len(groups) > 1 and other is not None:
        raise InputError(
            "beside this stand documents of several regions or accounts",
            document=other.name,
            hint="a network lies in one region: give the documents of that alone",
        )
    return groups if len(groups) > 1 else [list(documents)]


def normalize(documents: Sequence[Document], *, options: Options | None = None, kind: str | None = None) -> Normalized:
    """Return the inventory of documents, and where its facts came from.

    Args:
        documents: Documents of one network. Each source reads all documents of its kinds at once (a
            plan may stand beside a state); what several sources say is joined.
        options: What the caller states beside them.
        kind: The kind of all, when it is not to be told by the content.

    Raises:
        UsageError: there is no such kind.
        InputError: the documents cannot be read as what they are, or contradict each other.
    """
    if kind is not None and kind not in PACKAGES:
        raise UsageError(f"there is no kind {kind}: {', '.join(PACKAGES)}")
    kinds = detect_kinds(documents) if kind is None else [kind] * len(documents)
    parts = _parts(_groups(documents, kinds), options or Options())
    if len(parts) == 1:
        return parts[0]
    from mwaa_policy.sources.joining import join  # noqa: PLC0415 - most runs read one kind

    return join(parts)


def _parts(groups: Sequence[tuple[str, list[Document]]], options: Options) -> list[Normalized]:
    """Return what each source reads; where a document leaves open its region or account, another may tell."""
    parts = [_read_by(package, documents, options) for package, documents in groups]
    told = options
    for part in parts:
        told = told.beside(part.inventory.context)
    return [
        _read_by(package, documents, told) if told.tells_more(part.inventory.context) else part
        for part, (package, documents) in zip(parts, groups, strict=True)
    ]


def _read_by(package: str, documents: Sequence[Document], options: Options) -> Normalized:
    source = import_module(f"mwaa_policy.sources.{package}")
    normalized: Normalized = source.normalize(documents, options)
    return normalized


def _groups(documents: Sequence[Document], kinds: Sequence[str]) -> list[tuple[str, list[Document]]]:
    """Return the documents by the package that reads them; of normalized ones each is a network by itself.

    Responses are of one moment, and apart from what AWS Config or CloudControl told at another.
    """
    groups: dict[tuple[str, str], list[Document]] = {}
    for document, kind in zip(documents, kinds, strict=True):
        alone = document.name if kind == "normalized" else kind if PACKAGES[kind] == "boto3" else ""
        groups.setdefault((PACKAGES[kind], alone), []).append(document)
    return [(package, group) for (package, _), group in groups.items()]


def is_cloudformation(value: object) -> bool:
    """Return whether a value is a template: one of its version, or resources with types, or loops that make them."""
    if not isinstance(value, dict):
        return False
    resources = value.get("Resources")
    listed = resources.items() if isinstance(resources, dict) else ()
    return "AWSTemplateFormatVersion" in value or any(
        name.startswith("Fn::ForEach::") or (isinstance(one, dict) and "::" in str(one.get("Type")))
        for name, one in listed
    )


def is_cloudformation_stacks(value: object) -> bool:
    """Return whether a value tells of stacks: what describes them or a change set, or lists exports."""
    return bool(import_module("mwaa_policy.sources.cloudformation").is_stacks(value))


def is_terraform_plan(value: object) -> bool:
    """Return whether a value is what `terraform show -json PLAN` prints."""
    members = _shown(value)
    return not _PLAN.isdisjoint(members) or (isinstance(value, dict) and value.keys() >= _PLAN)


def is_terraform_state(value: object) -> bool:
    """Return whether a value is what `terraform show -json` prints of a state, or a state file."""
    if _shown(value):
        return "terraform_version" in _shown(value) and not is_terraform_plan(value)
    if not isinstance(value, dict) or "terraform_version" not in value:
        return False
    return value.get("version") in _STATE_VERSIONS and ("resources" in value or "modules" in value)


def _shown(value: object) -> Mapping[str, Any]:
    """Return the members of what `terraform show -json` prints, none of anything else."""
    return value if isinstance(value, dict) and isinstance(value.get("format_version"), str) else {}


def is_normalized(value: object) -> bool:
    """Return whether a value names the schema of the inventory, in any version."""
    schema = value.get("schema") if isinstance(value, dict) else None
    return isinstance(schema, str) and schema.startswith("mwaa-policy/")


_SHAPES = (
    ("normalized", is_normalized),
    ("terraform-plan", is_terraform_plan),
    ("terraform-state", is_terraform_state),
    ("cloudformation", is_cloudformation),
    ("cloudformation-stacks", is_cloudformation_stacks),
)


def _kind(document: Document) -> str:
    value = document.value()
    kind = next((kind for kind, has_shape in _SHAPES if has_shape(value)), None)
    if kind is not None:
        return kind
    found = _kind_of_responses(document)
    if found is not None:
        return found
    mistake = likely_mistake(value)
    raise InputError(mistake.what, document=document.name, hint=mistake.hint)


def _kind_of_responses(document: Document) -> str | None:
    source = import_module("mwaa_policy.sources.boto3")
    found: str | None = source.form_of(document.value())
    return found or ("boto3" if source.recognises(document) else None)


def _read(path: str | Path) -> Iterable[Document]:
    if str(path) == "-":
        return [_read_stdin()]
    # The path of an empty name is the current folder, which nobody means by it.
    folder = Path(path)
    return _read_folder(folder) if str(path) and folder.is_dir() else [_read_file(path)]


def _read_stdin() -> Document:
    import sys  # noqa: PLC0415 - standard input is looked up when it is read

    if sys.stdin is None:
        raise InputError("standard input is closed", document=STDIN)
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", document=STDIN) from error
    return _of_bytes(content, STDIN)


def _read_file(path: str | Path) -> Document:
    return _of_bytes(read_bytes(path), name_of(path))


def _of_bytes(content: bytes, name: str) -> Document:
    """Return the document; several in one file, as logs and manifests have them, are named for what they are."""
    try:
        return read_document(content, name=name)
    except InputError as error:
        mistake = None if error.line is None else mistake_of_text(content)
        if mistake is None:
            raise
        raise InputError(mistake.what, document=name, hint=mistake.hint) from error


def _read_folder(folder: Path) -> list[Document]:
    """Return the responses in a folder, in the order of their names and page numbers."""
    documents = [_read_file(one) for one in sorted(_files_in(folder), key=_natural)]
    responses = [document for document in documents if _kind_of_responses(document)]
    if not responses:
        raise _no_responses(folder, documents)
    return responses


def _files_in(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.suffix in _SUFFIXES and one.is_file()]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", document=name_of(folder)) from error


def _natural(path: Path) -> list[tuple[int, str]]:
    """Return a key by which `page-10` comes behind `page-9`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(_NUMBER, path.name)]


def _no_responses(folder: Path, documents: Sequence[Document]) -> InputError:
    for document in documents:
        kind = next((kind for kind, has_shape in _SHAPES if has_shape(document.value())), None)
        if kind is not None:
            hint = f"{Path(document.name).name} is {TITLES[kind]}: give the file, not the folder"
            return InputError("this is a folder, and holds no API response", document=str(folder), hint=hint)
    for pattern, what, hint in _SOURCES:
        if any(folder.glob(pattern)):
            return InputError(f"this is a folder, and holds {what}", document=str(folder), hint=hint)
    inner = sorted(one.name for one in folder.iterdir() if one.is_dir() and any(one.glob("*.json")))
    hint = f"folders within it are not read: give {folder / inner[0]}" if inner else READABLE
    what = "holds no API response" if documents else "holds no JSON or YAML file"
    return InputError(f"this is a folder, and {what}", document=str(folder), hint=hint)
