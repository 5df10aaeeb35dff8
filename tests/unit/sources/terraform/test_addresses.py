"""Addresses and references of Terraform."""

from __future__ import annotations

import pytest

from mwaa_policy.sources.terraform.addresses import (
    Key,
    ModuleStep,
    Step,
    bracketed,
    inside,
    longest,
    module_address,
    module_path,
    steps,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_subnet.s", ("aws_subnet", "s")),
        ("aws_subnet.s[0].id", ("aws_subnet", "s", Key(0), "id")),
        ('module.a["x.y"].out', ("module", "a", Key("x.y"), "out")),
        ('aws_subnet.s["say \\"hi\\" $${x}"]', ("aws_subnet", "s", Key('say "hi" ${x}'))),
        (r'aws_subnet.s["bad \x escape"]', ("aws_subnet", "s", Key(r"bad \x escape"))),
        ("", ()),
    ],
)
def test_references_have_steps(text: str, expected: tuple[Step, ...]) -> None:
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("module.a.module.b[0].aws_subnet.s[1]", (ModuleStep("a", None), ModuleStep("b", 0))),
        ('module.a["x"]', (ModuleStep("a", "x"),)),
        ("aws_subnet.s", ()),
        (None, ()),
        ("module", ()),
    ],
)
def test_the_modules_of_an_address_are_its_path(text: str | None, path: tuple[ModuleStep, ...]) -> None:
    assert module_path(text) == path


def test_paths_have_addresses() -> None:
    path = (ModuleStep("a", "x"), ModuleStep("b", 0), ModuleStep("c", None))
    assert module_address(path) == 'module.a["x"].module.b[0].module.c'
    assert inside(path[:1], "var.ids") == 'module.a["x"].var.ids'
    assert inside((), "var.ids") == "var.ids"
    assert bracketed(None) == ""


def test_beginnings_that_terraform_adds_are_dropped() -> None:
    names = ["aws_subnet.s[0].id", "aws_subnet.s[0]", "aws_subnet.s", "aws_subnet.s2", "var.a", "var.ab", ""]
    assert longest(names) == ["aws_subnet.s[0].id", "aws_subnet.s2", "var.a", "var.ab"]


def test_a_beginning_that_comes_again_is_named_by_itself() -> None:
    assert longest(["var.ids[0]", "var.ids", "var.ids"]) == ["var.ids[0]", "var.ids"]
