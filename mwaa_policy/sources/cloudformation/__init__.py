"""The CloudFormation source: templates in YAML or JSON become an inventory.

Several templates may be given at once: what one exports and another imports is joined, and the ids
of their objects begin with the name of the file (`network/Vpc`). Those of a nested stack begin with
its logical id, and its parameters are what the template around it gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._located import located
from mwaa_policy.sources._options import Options

if TYPE_CHECKING:
    from mwaa_policy.document import Document
    from mwaa_policy.sources.cloudformation.stacks import Stacks

__all__ = ["KINDS", "detect", "is_stacks", "normalize"]

KIND = "cloudformation"
STACKS = "cloudformation-stacks"
KINDS = (KIND, STACKS)
"""The kinds of document: templates, and what the API tells of stacks that are made of them."""
_OF_STACKS = frozenset({"ChangeSetName", "Stacks", "Exports", "data"})


def detect(value: object) -> bool:
    """Return whether the value of a document looks like a template, or tells of stacks."""
    from mwaa_policy.sources.cloudformation.read import is_template  # noqa: PLC0415 - see normalize

    return is_template(value) or is_stacks(value)


def is_stacks(value: object) -> bool:
    """Return whether the value of a document tells of stacks."""
    if not isinstance(value, dict) or _OF_STACKS.isdisjoint(value):
        return False
    from mwaa_policy.sources.cloudformation import stacks  # noqa: PLC0415 - see normalize

    return stacks.is_stacks(value)


def normalize(documents: Sequence[Document], options: Options) -> Normalized:
    """Return what the templates describe, with the parameters and exports of their stacks where these are told.

    Raises:
        InputError: a document is not a template, or none is, or nothing tells which is that of a stack.
        UsageError: a parameter is given that no template has, or a value that it does not allow.
    """
    # Imported here, so that reading another kind of document does not wait for it.
    from mwaa_policy.sources.cloudformation.convert import convert  # noqa: PLC0415
    from mwaa_policy.sources.cloudformation.nesting import read_templates  # noqa: PLC0415
    from mwaa_policy.sources.cloudformation.parameters import check_parameters  # noqa: PLC0415
    from mwaa_policy.sources.cloudformation.resolve import Settings  # noqa: PLC0415

    about = [document for document in documents if is_stacks(document.value())]
    templates = [document for document in documents if document not in about]
    with located(documents):
        told = _told(about, templates) if about else None
        region, account = told.home if told else (None, None)
        settings = Settings(
            parameters=options.parameters,
            otherwise=options.otherwise,
            region=options.region or region,
            account=options.account or account,
            exports=told.exports if told else {},
        )
        found = read_templates(templates, settings, told.stacks if told else ())
    check_parameters(found, options.parameters)
    normalized = convert(found, settings, kind=KIND, params=options.params)
    normalized.provenance.documents.update({document.name: document for document in about})
    return normalized


def _told(about: Sequence[Document], templates: Sequence[Document]) -> Stacks:
    from mwaa_policy.sources.cloudformation.stacks import read_stacks, without_template  # noqa: PLC0415 - see normalize

    told = read_stacks(about)
    if not templates:
        raise without_template(about[0], told)
    return told
