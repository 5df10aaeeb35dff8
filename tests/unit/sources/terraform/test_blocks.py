"""Facts of a plan at the blocks of its configuration."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import check, normalize
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.provenance import Location

EXAMPLE = Path(__file__).parents[4] / "examples" / "terraform" / "broken"
MAIN = """\
module "net" {
  source = "./modules/net"
}

module "far" {
  source = "terraform-aws-modules/vpc/aws"
}

resource "aws_vpc" "own" {
  cidr_block = "10.0.0.0/16"
}
"""
NET = """\
variable "range" { default = "10.1.0.0/16" }

resource "aws_vpc" "this" {
  count      = 1
  cidr_block = var.range
}

resource "aws_security_group" "two" {
  ingress {
    from_port = 1
  }
  ingress {
    from_port = 2
  }
}
"""


def planned(*addresses: str) -> dict[str, Any]:
    """Return a plan that makes VPCs."""
    changes = []
    for address in addresses:
        *module, kind, name = address.replace("[0]", "").split(".")
        changes.append(
            {
                "address": address,
                "mode": "managed",
                "type": kind,
                "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws",
                **({"module_address": ".".join(module)} if module else {}),
                "change": {
                    "actions": ["create"],
                    "before": None,
                    "after": {"cidr_block": "10.0.0.0/16"},
                    "after_unknown": {"id": True},
                },
            }
        )
    return {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}, "resource_changes": changes}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "modules" / "net").mkdir(parents=True)
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    (tmp_path / "modules" / "net" / "main.tf").write_text(NET, encoding="utf-8")
    return tmp_path


def place(root: Path, address: str, *attribute: str) -> Location:
    found = normalize(planned(address), source=root).provenance.location(("vpcs", address, *attribute))
    assert found is not None
    return found


def test_a_fact_is_at_its_argument(root: Path) -> None:
    found = place(root, "aws_vpc.own", "cidrs", "10.0.0.0/16")
    assert found == Location(
        document=str(root / "main.tf"),
        pointer="/resource/aws_vpc/own/cidr_block",
        line=10,
        column=3,
        address="aws_vpc.own",
    )


def test_what_has_no_argument_is_at_its_block(root: Path) -> None:
    found = place(root, "aws_vpc.own")
    assert (found.pointer, found.line, found.column) == ("/resource/aws_vpc/own", 9, 1)


def test_a_module_beside_the_root_is_followed(root: Path) -> None:
    found = place(root, "module.net[0].aws_vpc.this[0]")
    assert (found.document, found.line) == (str(root / "modules" / "net" / "main.tf"), 3)


@pytest.mark.parametrize("address", ["module.far.aws_vpc.this", "module.none.aws_vpc.this", "aws_vpc.elsewhere"])
def test_what_is_not_in_the_configuration_keeps_its_place_in_the_plan(root: Path, address: str) -> None:
    assert place(root, address).pointer.startswith("/resource_changes/0")


def test_of_several_inner_blocks_none_is_guessed() -> None:
    report = check(EXAMPLE / "plan.json", source=EXAMPLE)
    places = {one.rule: one.location for one in report.findings if one.location}
    assert {place.document for place in places.values()} == {str(EXAMPLE / "main.tf")}
    lines = (EXAMPLE / "main.tf").read_text(encoding="utf-8").splitlines()
    found = places["EPR-DNS"]
    assert found.line is not None
    assert lines[found.line - 1].strip().startswith("private_dns_enabled")


def test_only_documents_count_as_what_was_read() -> None:
    report = check(EXAMPLE / "plan.json", source=EXAMPLE)
    assert report.source.documents == (str(EXAMPLE / "plan.json"),)


def test_a_file_that_cannot_be_parsed_costs_its_places_only(root: Path) -> None:
    (root / "broken.tf").write_text('resource "aws_vpc" {{', encoding="utf-8")
    normalized = normalize(planned("aws_vpc.own"), source=root)
    assert [one.text for one in normalized.provenance.skipped] == [
        "this file cannot be parsed: its blocks have no place, and its locals are not followed"
    ]
    assert place(root, "aws_vpc.own").line == 9


def test_a_configuration_that_cannot_be_parsed_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_vpc" {{', encoding="utf-8")
    provenance = normalize(planned("aws_vpc.own"), source=tmp_path).provenance
    assert [one.origin.document for one in provenance.skipped] == [str(tmp_path / "main.tf")]


def test_a_folder_without_a_configuration(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InputError, match=r"holds no \.tf file with a block; give the root module"):
            normalize(planned("aws_vpc.own"), source=folder)


def test_without_the_parser_the_command_that_installs_it_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "hcl2":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"python3 -m pip install 'mwaa-policy\[hcl\]'"):
        normalize(json.loads(json.dumps(planned("aws_vpc.own"))), source=root)
