"""Tells plans, states and raw state files from everything else."""

from __future__ import annotations

from typing import Literal

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError
from mwaa_policy.sources.terraform.snapshot import Kind

Shape = Literal["plan", "state", "raw-state"]
KNOWN_MAJOR = 1
KNOWN_MINOR = 2
RAW_VERSION = 4
_PLAN_KEYS = frozenset({"planned_values", "resource_changes", "configuration"})
_SHOW = "give what `terraform show -json PLAN` prints, where PLAN is the file of `terraform plan -out=PLAN`"


def shape_of(value: object) -> Shape | None:
    """Return what a value is, by its members; `None` when Terraform did not write it."""
    if not isinstance(value, dict):
        return None
    if "format_version" in value:
        if not _PLAN_KEYS.isdisjoint(value):
            return "plan"
        state = "values" in value or set(value) <= {"format_version", "terraform_version", "checks"}
        return "state" if state else None
    if {"resource_changes", "planned_values"} <= set(value):
        return "plan"
    raw = "terraform_version" in value and "version" in value and ("serial" in value or "lineage" in value)
    return "raw-state" if raw else None


def kind_of(value: object) -> Kind | None:
    """Return the kind of a document, `None` when it is none of Terraform's."""
    shape = shape_of(value)
    if shape is None:
        return None
    return "terraform-plan" if shape == "plan" else "terraform-state"


def is_log(value: object) -> bool:
    """Return whether a value is a line of what `terraform plan -json` prints while it runs."""
    return isinstance(value, dict) and "@level" in value and "@message" in value


def require_shape(document: Document) -> Shape:
    """Return what a document is.

    Raises:
        InputError: Terraform did not write it, or a Terraform whose format is not known.
    """
    value = document.value()
    shape = shape_of(value)
    if shape is None:
        log = is_log(value) or (isinstance(value, list) and bool(value) and is_log(value[0]))
        what = "this is the log of `terraform plan -json`" if log else "this is not a plan or state of Terraform"
        raise InputError(what, document=document.name, hint=_SHOW)
    return shape


def newer_minor(document: Document, version: object) -> str | None:
    """Return the version of a plan's or state's format when it is a newer minor one.

    Minor versions only add members, says Terraform's documentation of the format.

    Raises:
        InputError: it is a newer major version, or no version at all.
    """
    if version is None:
        return None
    major, _, minor = str(version).partition(".")
    if not (major.isdecimal() and (minor or "0").isdecimal()):
        raise InputError(
            f"{version!r} is not a version of Terraform's format", document=document.name, pointer="/format_version"
        )
    if int(major) > KNOWN_MAJOR:
        raise InputError(
            f"the format {version} of this document is newer than {KNOWN_MAJOR}.{KNOWN_MINOR}, the newest known here",
            document=document.name,
            pointer="/format_version",
            line=document.locate("/format_version").line,
            hint="update mwaa-policy, or show the plan with an older Terraform",
        )
    newer = int(major) == KNOWN_MAJOR and int(minor or "0") > KNOWN_MINOR
    return str(version) if newer else None


def explain_text(head: str) -> str | None:
    """Return what to do instead with a text that Terraform wrote or reads, and that is no plan or state.

    It answers for text that could not be read as one document: a log has a document a line, a plan
    file is a ZIP archive. `None` when it is something else.
    """
    if head.startswith("PK\x03\x04"):
        return f"this is a ZIP archive, perhaps a plan file: {_SHOW}"
    if '"@level"' in head[:400] and '"@message"' in head[:400]:
        return f"this is the log of `terraform plan -json`: {_SHOW}"
    return None
