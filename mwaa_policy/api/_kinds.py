"""Which source reads a document: told by its content, or forced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.sources._options import Options

if TYPE_CHECKING:
    from mwaa_policy.document import Document
    from mwaa_policy.sources._draft import Normalized

KINDS: dict[str, str] = {
    "cloudformation": "cloudformation",
    "terraform-plan": "terraform",
    "terraform-state": "terraform",
    "boto3": "boto3",
    "normalized": "normalized",
}
"""The package that reads each kind of document."""

# The member that most documents of a source have. It only decides which source is asked first: to
# load all of them costs more than to read a template.
_FIRST_ASKED = (
    ("Resources", "cloudformation"),
    ("planned_values", "terraform"),
    ("format_version", "terraform"),
    ("schema", "normalized"),
)
_PACKAGES = tuple(dict.fromkeys(KINDS.values()))
_HINT = (
    "a CloudFormation template has Resources, a plan or a state of Terraform is what terraform show -json "
    "prints, API responses have members such as Subnets or Environment"
)


class SourcePackage(Protocol):
    """What each package of `mwaa_policy.sources` offers."""

    def detect(self, value: object) -> bool:
        """Return whether the value of a document looks like one of its own."""

    def normalize(self, documents: Sequence[Document], options: Options) -> Normalized:
        """Return what the documents describe."""


def source(package: str) -> SourcePackage:
    """Return a source by the name of its package."""
    return cast("SourcePackage", import_module(f"mwaa_policy.sources.{package}"))


def package_of(value: object) -> str | None:
    """Return the name of the package that reads such a value, if any does."""
    return next((name for name in _order(value) if source(name).detect(value)), None)


def _order(value: object) -> Iterable[str]:
    first = [name for member, name in _FIRST_ASKED if isinstance(value, dict) and member in value]
    return dict.fromkeys([*first, *_PACKAGES])


def common_package(documents: Sequence[Document]) -> str:
    """Return the name of the package that reads all of the documents.

    Raises:
        InputError: a document is of no kind that is known, or two are of different kinds.
    """
    found: dict[str, Document] = {}
    for document in documents:
        package = package_of(document.value())
        if package is None:
            raise InputError("this is no document that mwaa-policy knows", document=document.name, hint=_HINT)
        found.setdefault(package, document)
    if len(found) > 1:
        listed = ", ".join(f"{document.name} ({package})" for package, document in found.items())
        raise InputError(f"the documents are of different kinds: {listed}", hint="give documents of one kind")
    return next(iter(found))


def forced_package(kind: str) -> str:
    """Return the name of the package that reads a kind of document.

    Raises:
        UsageError: there is no such kind.
    """
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is not a kind of document: {', '.join(KINDS)}")
    return KINDS[kind]
