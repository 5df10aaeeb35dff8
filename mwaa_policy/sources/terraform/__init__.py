"""Terraform: plans and states, as `terraform show -json` prints them, and raw state files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform.recognize import explain_text, kind_of

KINDS = ("terraform-plan", "terraform-state")
"""The kinds of document that this source reads."""

__all__ = ["KINDS", "detect", "explain_text", "kind_of", "normalize"]


def detect(value: object) -> bool:
    """Return whether a value is a plan or a state, by its members."""
    return kind_of(value) is not None


def normalize(documents: Sequence[Document], options: Options) -> Normalized:
    """Return the inventory of plans and states, and where each of its facts comes from.

    Several documents are one inventory: a plan of the environment beside the state of its network.
    An object that two of them describe is taken from the first.

    Raises:
        InputError: a document is not a plan or state of a known format, or there is none; or the
            folder of the configuration holds none.
        UsageError: the configuration is given, and the parser of HCL is not installed.
    """
    # Reading and converting is code that a run on another kind of document need not load.
    from mwaa_policy.sources.terraform.convert import convert  # noqa: PLC0415
    from mwaa_policy.sources.terraform.read import read_snapshot  # noqa: PLC0415

    if not documents:
        raise InputError("there is no Terraform document to read")
    snapshots = [read_snapshot(document) for document in documents]
    if options.source is None:
        return convert(snapshots, options)
    from mwaa_policy.sources.terraform.blocks import point_at_blocks  # noqa: PLC0415 - most runs have no configuration
    from mwaa_policy.sources.terraform.files import Files  # noqa: PLC0415 - as above

    files = Files(options.source)
    normalized = convert(snapshots, options, files)
    return replace(normalized, provenance=point_at_blocks(normalized.provenance, files))
