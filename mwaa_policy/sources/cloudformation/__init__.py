"""The CloudFormation source: templates in YAML or JSON become an inventory.

Several templates may be given at once: what one exports and another imports is joined, and the ids
of their objects begin with the name of the file (`network/Vpc`). Those of a nested stack begin with
its logical id, and its parameters are what the template around it gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options

if TYPE_CHECKING:
    from mwaa_policy.document import Document

__all__ = ["KIND", "detect", "normalize"]

KIND = "cloudformation"


def detect(value: object) -> bool:
    """Return whether the value of a document looks like a template."""
    from mwaa_policy.sources.cloudformation.read import is_template  # noqa: PLC0415 - see normalize

    return is_template(value)


def normalize(documents: Sequence[Document], options: Options) -> Normalized:
    """Return what the templates describe.

    Raises:
        InputError: a document is not a template.
        UsageError: a parameter is given that no template has, or a value that it does not allow.
    """
    # Imported here, so that reading another kind of document does not wait for it.
    from mwaa_policy.sources.cloudformation.convert import convert  # noqa: PLC0415
    from mwaa_policy.sources.cloudformation.nesting import read_templates  # noqa: PLC0415
    from mwaa_policy.sources.cloudformation.parameters import check_parameters  # noqa: PLC0415
    from mwaa_policy.sources.cloudformation.resolve import Settings  # noqa: PLC0415

    templates = read_templates(documents)
    check_parameters(templates, options.parameters)
    settings = Settings(
        parameters=options.parameters, otherwise=options.otherwise, region=options.region, account=options.account
    )
    return convert(templates, settings, kind=KIND, params=options.params)
