"""What is a plan or a state, and what is told about everything else."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.document import read_document
from mwaa_policy.errors import InputError
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform import KINDS, detect, explain_text, kind_of, normalize
from tests.unit.sources.terraform.plans import assumed, change, ids, plan, read

STATE = {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}
RAW = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "resources": []}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"format_version": "1.2", "planned_values": {}}, "terraform-plan"),
        ({"format_version": "0.1", "resource_changes": []}, "terraform-plan"),
        ({"resource_changes": [], "planned_values": {}}, "terraform-plan"),
        (STATE, "terraform-state"),
        ({"format_version": "1.0"}, "terraform-state"),
        (RAW, "terraform-state"),
        ({"format_version": "1.0", "provider_schemas": {}}, None),
        ({"version": 1, "serial": 1}, None),
        ({"Resources": {}}, None),
        ([], None),
        ("text", None),
    ],
)
def test_kinds_are_told_by_their_members(value: object, kind: str | None) -> None:
    assert kind_of(value) == kind
    assert detect(value) is (kind is not None)
    assert kind is None or kind in KINDS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Resources": {}}, "not a plan or state"),
        ({"@level": "info", "@message": "Terraform 1.11.4", "type": "version"}, "log of `terraform plan -json`"),
        ([{"@level": "info", "@message": "Terraform 1.11.4"}], "log of `terraform plan -json`"),
    ],
)
def test_other_documents_are_refused_with_the_command_to_use(value: object, text: str) -> None:
    with pytest.raises(InputError, match=text) as error:
        read(value)
    assert "terraform show -json" in str(error.value.hint)
    assert error.value.document == "plan.json"


def test_a_newer_major_format_is_refused_at_its_line() -> None:
    text = '{\n "format_version": "2.0",\n "resource_changes": []\n}'
    with pytest.raises(InputError, match=r"format 2\.0 .* newer than 1\.2") as error:
        normalize([read_document(text, name="plan.json")], Options())
    assert (error.value.pointer, error.value.line) == ("/format_version", 2)


def test_a_newer_minor_format_is_read_and_said() -> None:
    found = read(plan([change("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})], {"aws_vpc.v": {}}, format_version="1.9"))
    assert ids(found, "vpcs") == ["aws_vpc.v"]
    assert "format of plan.json" in assumed(found)


@pytest.mark.parametrize("version", ["", "next", ["1"], True])
def test_a_version_that_is_none_is_refused(version: object) -> None:
    with pytest.raises(InputError, match="not a version"):
        read(plan([], format_version=version))


def test_a_plan_without_a_version_is_read() -> None:
    value: dict[str, Any] = {"resource_changes": [change("aws_vpc.v")], "planned_values": {}}
    assert ids(read(value), "vpcs") == ["aws_vpc.v"]


@pytest.mark.parametrize("version", [3, 5])
def test_a_state_file_of_another_version_is_refused(version: int) -> None:
    with pytest.raises(InputError, match=f"state file of version {version}") as error:
        read({**RAW, "version": version}, name="terraform.tfstate")
    assert (error.value.pointer, error.value.line) == ("/version", 1)


def test_an_empty_state_holds_nothing() -> None:
    found = read({"format_version": "1.0"})
    assert (found.kind, ids(found, "environments")) == ("terraform-state", [])


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (plan([7]), "/resource_changes/0"),  # type: ignore[list-item]
        ({**STATE, "values": {"root_module": {"resources": [None]}}}, "/values/root_module/resources/0"),
        (
            {**STATE, "values": {"root_module": {"child_modules": [{"resources": ["x"]}]}}},
            "/values/root_module/child_modules/0/resources/0",
        ),
        ({**RAW, "resources": [[]]}, "/resources/0"),
    ],
)
def test_a_document_that_was_damaged_is_refused_at_its_place(value: object, pointer: str) -> None:
    with pytest.raises(InputError, match="not an object") as error:
        read(value)
    assert error.value.pointer == pointer
    assert error.value.line == 1


def test_no_document_is_refused() -> None:
    with pytest.raises(InputError, match="no Terraform document"):
        normalize([], Options())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("PK\x03\x04rest", "ZIP archive, perhaps a plan file"),
        ('{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}', "log of `terraform plan -json`"),
    ],
)
def test_text_that_terraform_wrote_and_nobody_can_read_as_one_document_is_explained(text: str, part: str) -> None:
    explained = explain_text(text)
    assert explained is not None
    assert part in explained


def test_other_text_is_not_explained() -> None:
    assert explain_text("Resources: {}") is None
