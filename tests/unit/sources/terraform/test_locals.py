"""Locals, which a plan does not hold, by the files that define them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy import check
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from tests.unit.sources.terraform.plans import (
    FIXTURES,
    assumed,
    cause,
    change,
    keys,
    load,
    plan,
    read,
    record,
    resources,
    skipped,
)

FOLDER = FIXTURES / "locals"
ENVIRONMENT = "aws_mwaa_environment.e"
KINDS = ("conditional", "joined", "plain")
WITHIN = 'module.airflow["one"].aws_mwaa_environment.this'


def real(*, source: bool = True) -> Normalized:
    """Return what becomes of a plan that Terraform made, with its files beside it or without."""
    plan_of = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))
    return read(plan_of, options=Options(source=FOLDER)) if source else load("locals/plan.json")


def lists(found: Normalized, name: str) -> tuple[list[str], list[str]]:
    environment = record(found, "environments", name if "." in name else f"aws_mwaa_environment.{name}")
    return keys(environment.security_group_ids), keys(environment.subnet_ids)


@pytest.mark.parametrize("name", [*KINDS, "broken", "matched", WITHIN])
def test_a_plan_alone_knows_no_local_and_says_what_would(name: str) -> None:
    found = real(source=False)
    assert lists(found, name) == (["…"], ["…"])
    identity = name if "." in name else f"aws_mwaa_environment.{name}"
    missing = cause(found, "environments", identity, "security_group_ids")
    assert missing.subject.startswith("local.")
    assert missing.supply == "give the folder of the .tf files, to follow locals: --source DIR"


def test_the_files_beside_a_real_plan_tell_its_locals() -> None:
    found = real()
    assert lists(found, "plain") == (
        ["aws_security_group.open"],
        ["aws_subnet.private[0]", "aws_subnet.private[1]"],
    )
    assert lists(found, "joined") == (
        ["aws_security_group.extra[0]", "aws_security_group.extra[1]", "aws_security_group.open"],
        ['aws_subnet.zone["eu-west-1a"]', 'aws_subnet.zone["eu-west-1b"]'],
    )
    assert lists(found, "conditional") == (
        ["aws_security_group.open"],
        ["aws_subnet.private[2]", 'aws_subnet.zone["eu-west-1b"]'],
    )
    assert lists(found, WITHIN) == (
        ["aws_security_group.open"],
        ['aws_subnet.zone["eu-west-1a"]', 'aws_subnet.zone["eu-west-1b"]'],
    )
    assert f"locals in {FOLDER}" in assumed(found)


def test_what_is_broken_behind_a_local_is_found() -> None:
    alone, beside = (check(FOLDER / "plan.json", source=folder) for folder in (None, FOLDER))
    found = {(one.rule, one.subject) for one in beside.findings}
    assert {
        ("ENV-SUBNET-COUNT", "aws_mwaa_environment.broken"),
        ("SG-DATABASE", "aws_mwaa_environment.broken"),
    } <= found
    assert not any(
        one.subject == "aws_mwaa_environment.plain" and one.rule.startswith("SG-") for one in beside.findings
    )
    assert not any(one.rule in {"ENV-SUBNET-COUNT", "SG-DATABASE"} for one in alone.findings)


def test_a_function_that_is_not_understood_is_named() -> None:
    found = real()
    missing = cause(found, "environments", "aws_mwaa_environment.matched", "security_group_ids")
    assert missing.subject == "local.matched in the root module"
    assert missing.text.endswith("and matchkeys() in it is not understood")
    path = ("environments", "aws_mwaa_environment.matched", "security_group_ids")
    assert found.provenance.candidates[path] == ("aws_security_group.open", "aws_security_group.closed")


# What follows is said of small plans. The members are those that Terraform 1.11 gives for the same expressions.
GROUPS = """
resource "aws_security_group" "one" {}
resource "aws_security_group" "two" {
  count = 3
}
resource "aws_security_group" "each" {
  for_each = toset(["a", "b", "c"])
}
resource "aws_security_group" "no" {
  count = 0
}
variable "none" {}
variable "ids" {}
variable "nothing" {}
variable "flag" {}
variable "text" {
  type = bool
}
variable "names" {
  type = set(string)
}
variable "shape" {
  type = object({ open = bool, many = optional(number, 2) })
}
variable "ports" {}
module "net" {
  source = "./net"
  count  = 2
}
module "keyed" {
  source   = "./net"
  for_each = { x = 1, y = 2 }
}
locals {
  one    = [aws_security_group.one.id]
  two    = aws_security_group.two[*].id
  each   = { for k, g in aws_security_group.each : k => g.id }
  legacy = aws_security_group.two.*.id
  deep   = { a = { b = [local.one, local.two] } }
  empty  = []
}
"""
USE = """
resource "aws_mwaa_environment" "e" {
  network_configuration {
    security_group_ids = local.groups
    subnet_ids         = ["subnet-1", "subnet-2"]
  }
}
"""
NET = """
resource "aws_security_group" "g" {
  count = 2
}
locals {
  ids = aws_security_group.g[*].id
}
output "ids" {
  value = local.ids
}
output "first" {
  value = local.ids[0]
}
output "map" {
  value = { first = local.ids[0], all = local.ids }
}
"""
VALUES = {
    "none": [],
    "ids": ["sg-a", "sg-b"],
    "nothing": None,
    "flag": False,
    "text": "true",
    "names": ["b", "a"],
    "shape": {"open": True},
    "ports": {"b": 2, "a": 1},
}
MADE = (
    "one",
    *(f"two[{place}]" for place in range(3)),
    *(f'each["{key}"]' for key in "abc"),
)
KNOWN = {"name": None, "tags": {"k": "v"}, "revoke_rules_on_delete": False, "ingress": [{"from_port": 1}]}
MARKS = {"id": True, "arn": True, "vpc_id": True, "ingress": [{"cidr_blocks": True}]}
NETS = [
    f"module.{call}.aws_security_group.g[{place}]"
    for call in ("net[0]", "net[1]", 'keyed["x"]', 'keyed["y"]')
    for place in range(2)
]
INNER = {
    "resources": resources({"aws_security_group.g": {"count": {"constant_value": 2}}}),
    "outputs": {name: {"expression": {"references": ["local.ids"]}} for name in ("ids", "first", "map")},
}


def planned(references: Sequence[str] = ("local.groups",), **top: Any) -> dict[str, Any]:
    """Return the plan of the groups above, and of an environment that refers to these names."""
    changes = [change("aws_security_group.one", KNOWN, MARKS)]
    changes += [change(f"aws_security_group.{name}") for name in MADE[1:]]
    changes += [{**change(one), "module_address": one.partition(".aws_")[0]} for one in NETS]
    network = {"security_group_ids": {"references": list(references)}, "subnet_ids": {"constant_value": ["subnet-1"]}}
    sets = {"name": "e", "network_configuration": [{"subnet_ids": ["subnet-1", "subnet-2"]}]}
    marks = {"id": True, "network_configuration": [{"security_group_ids": True}]}
    blocks: dict[str, Mapping[str, Any]] = {
        "aws_security_group.one": {},
        "aws_security_group.two": {"count": {"constant_value": 3}},
        "aws_security_group.each": {"for_each": {}},
        "aws_security_group.no": {"count": {"constant_value": 0}},
        ENVIRONMENT: {"network_configuration": {}},
    }
    found = plan(
        [*changes, change(ENVIRONMENT, sets, marks)],
        blocks,
        calls={
            "net": {"source": "./net", "count_expression": {"constant_value": 2}, "module": INNER},
            "keyed": {"source": "./net", "for_each_expression": {}, "module": INNER},
        },
        root={"variables": {name: {} for name in VALUES}},
        variables={name: {"value": value} for name, value in VALUES.items()},
        **top,
    )
    found["configuration"]["root_module"]["resources"][-1]["expressions"] = {"network_configuration": [network]}
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "main.tf").write_text(NET, encoding="utf-8")
    (tmp_path / "main.tf").write_text(GROUPS + USE, encoding="utf-8")
    return tmp_path


def define(folder: Path, text: str, name: str = "locals.tf") -> None:
    (folder / name).write_text(f"locals {{\n{text}\n}}\n", encoding="utf-8")


def follow(folder: Path, **top: Any) -> list[str]:
    """Return the groups of the environment, by the shortest names."""
    found = read(planned(**top), options=Options(source=folder))
    groups = record(found, "environments", ENVIRONMENT).security_group_ids
    return [one.replace("aws_security_group.", "") for one in groups.items] + ([] if groups.complete else ["…"])


def why(folder: Path, **top: Any) -> str:
    found = read(planned(**top), options=Options(source=folder))
    return cause(found, "environments", ENVIRONMENT, "security_group_ids").text.partition("comes from ")[2]


def test_the_plan_alone_does_not_tell() -> None:
    assert lists(read(planned()), ENVIRONMENT)[0] == ["…"]


TWO = ["two[0]", "two[1]", "two[2]"]


@pytest.mark.parametrize(
    ("expression", "members"),
    [
        ("local.one", ["one"]),
        ("[local.one[0]]", ["one"]),
        ("(local.one)", ["one"]),
        ("concat(local.one, local.two)", ["one", *TWO]),
        ("concat([local.one, local.two]...)", ["one", *TWO]),
        ("slice(local.two, 1, 3)", ["two[1]", "two[2]"]),
        ("slice(local.two, length(local.empty), length(local.one))", ["two[0]"]),
        ("[element(local.two, 4)]", ["two[1]"]),
        ("[reverse(local.two)[0]]", ["two[2]"]),
        ("slice(reverse(local.two), 0, 2)", ["two[2]", "two[1]"]),
        ("local.legacy", TWO),
        ("[local.legacy[1]]", ["two[1]"]),
        ("[aws_security_group.two.*.id[1], local.one[0]]", ["two[1]", "one"]),
        ("values(local.each)", ['each["a"]', 'each["b"]', 'each["c"]']),
        ('[local.each["b"], local.each.c]', ['each["b"]', 'each["c"]']),
        ('[for k in ["c", "a"] : local.each[k]]', ['each["c"]', 'each["a"]']),
        ("[for k in var.names : local.each[k]]", ['each["a"]', 'each["b"]']),
        ('[for k, v in local.each : v if k != "b"]', ['each["a"]', 'each["c"]']),
        ("[for i, v in local.two : v if i > 0]", ["two[1]", "two[2]"]),
        ('[for g in local.one : g if g != "" && g != null]', ["one"]),
        ('[for k in sort(["c", "a"]) : local.each[k]]', ['each["a"]', 'each["c"]']),
        ('[for i, k in toset(["c", "a"]) : local.each[i]]', ['each["a"]', 'each["c"]']),
        ('[for k in setunion(["a"], ["b"]) : local.each[k]]', ['each["a"]', 'each["b"]']),
        ('[for k in keys(local.each) : local.each[k] if contains(["a", "c"], k)]', ['each["a"]', 'each["c"]']),
        ("[for k, v in var.ports : local.two[v]]", ["two[1]", "two[2]"]),
        ("[local.two[1 + 1], local.two[2 - 1]]", ["two[2]", "two[1]"]),
        ("local.deep.a.b[1]", TWO),
        ("[flatten(local.deep.a.b)[1]]", ["two[0]"]),
        ("[flatten([local.two, [local.one]])[3]]", ["one"]),
        ("flatten([for g in [local.one, local.two] : g])", ["one", *TWO]),
        ("[for x in [{ id = local.one[0] }, { id = local.two[1] }] : x.id]", ["one", "two[1]"]),
        ("[{ id = local.one[0], alt = local.two[0] }][*].id", ["one"]),
        ("var.flag ? local.one : local.two", TWO),
        ("var.text ? local.one : local.two", ["one"]),
        ("!var.flag && length(local.one) == 1 ? local.one : local.two", ["one"]),
        ("length(var.none) > 0 ? var.none : local.one", ["one"]),
        ("var.nothing == null ? local.one : local.two", ["one"]),
        ("var.ids != null ? local.one : local.two", ["one"]),
        ('"x${length(local.two)}" == "x3" ? local.one : local.two', ["one"]),
        ("coalescelist(var.none, local.one)", ["one"]),
        ('[coalesce(var.nothing, "", local.one[0])]', ["one"]),
        ('compact(["", local.one[0], var.nothing])', ["one"]),
        ("distinct(concat(local.one, local.one, local.two))", ["one", *TWO]),
        ("tolist(toset(local.two))", TWO),
        ("sort(local.two)", TWO),
        ("tolist(local.two)", TWO),
        ("nonsensitive(sensitive(local.one))", ["one"]),
        ("[try(aws_security_group.no[0].id, local.one[0])]", ["one"]),
        ("concat(try([aws_security_group.no[0].id], []), local.one)", ["one"]),
        ("can(aws_security_group.no[0].id) ? local.two : local.one", ["one"]),
        ("concat(aws_security_group.no[*].id, local.one)", ["one"]),
        ("one(aws_security_group.no[*].id) == null ? local.one : local.two", ["one"]),
        ('[lookup(local.each, "b", local.one[0]), lookup(local.each, "zz", local.one[0])]', ['each["b"]', "one"]),
        ('[merge(local.each, { a = local.one[0] })["a"]]', ["one"]),
        ('[zipmap(["x", "y", "z"], local.two)["y"]]', ["two[1]"]),
        ('["${local.one[0]}"]', ["one"]),
        ("concat(local.one, var.ids)", ["one", "sg-a", "sg-b"]),
        ('aws_security_group.one.tags["k"] == "v" ? local.one : local.two', ["one"]),
        ("aws_security_group.one.name == null ? local.one : local.two", ["one"]),
        ("aws_security_group.one.revoke_rules_on_delete ? local.two : local.one", ["one"]),
        ('aws_security_group.one.arn != "" ? local.one : local.two', ["one"]),
        ("var.flag && aws_security_group.one.vpc_id == local.one[0] ? local.two : local.one", ["one"]),
        ("-1 < 0 && 1.5 > 1 ? local.one : local.two", ["one"]),
        ('"x${var.flag}" == "xfalse" ? local.one : local.two', ["one"]),
        ("length(local.each) == 3 ? local.one : local.two", ["one"]),
        ('length("abc") == 3 ? local.one : local.two', ["one"]),
        ('values({ ("b") = local.one[0], "a" = local.two[0] })', ["one", "two[0]"]),
        ("var.nothing[*] == null ? local.two : concat(var.nothing[*], local.one)", ["one"]),
        ("aws_security_group.one[*].id", ["one"]),
        ("[aws_security_group.two.1.id]", ["two[1]"]),
        ("merge({ a = local.one }, var.nothing).a", ["one"]),
        ("module.net[*].first", ["module.net[0].g[0]", "module.net[1].g[0]"]),
        ("flatten([for m in module.net : m.map.all])", [f"module.net[{m}].g[{n}]" for m in range(2) for n in range(2)]),
        ("[for k, m in module.keyed : m.first]", ['module.keyed["x"].g[0]', 'module.keyed["y"].g[0]']),
        ('[module.keyed["y"].map.first, local.one[0]]', ['module.keyed["y"].g[0]', "one"]),
    ],
)
def test_an_expression_has_the_members_that_terraform_gives_it(
    folder: Path, expression: str, members: Sequence[str]
) -> None:
    define(folder, f"groups = {expression}")
    assert sorted(follow(folder)) == sorted(members)


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        ('groups = matchkeys(local.two, ["a"], ["a"])', "matchkeys() in it is not understood"),
        ("groups = provider::own::pick(local.two)", "provider::own::pick() in it is not understood"),
        ("groups = [sort(local.two)[0]]", "the order of its members is not known"),
        ("groups = [tolist(toset(local.two))[0]]", "the order of its members is not known"),
        (
            "groups = length(toset(local.two)) == 3 ? local.one : local.two",
            "length() in it hangs on what only apply knows",
        ),
        ("groups = aws_security_group.one.id == var.ids[0] ? local.one : []", "it hangs on what only apply knows"),
        ("groups = [for g in local.two : g if g == local.one[0]]", "the condition of a for in it hangs on what only"),
        ("groups = [local.two[aws_security_group.one.id]]", "the place of an element in it is known only after apply"),
        ("groups = var.shape.open ? local.one : local.two", "its type may add to it"),
        ("groups = [local.two[7]]", "it has no member 7"),
        ("groups = { a = local.one }", "it is used as a whole"),
        ("groups = [for g in terraform.workspace : local.one[0]]", "terraform.workspace in it is not told"),
        ('groups = ["%{ if var.flag }a%{ endif }"]', "a template in it is not understood"),
        ("groups = [each.value]", "each in it is not told"),
        ("groups = 1234567890123456 > 1 ? local.one : local.two", "a number in it is too large"),
        ("groups = { (local.one[0]) = 1 }", "a name in an object of it is not known"),
        ("groups = concat(toset(local.two)...)", "the arguments of concat() in it are not known"),
        ("groups = aws_security_group.one.tags ? local.one : []", "its condition hangs on what only apply knows"),
        ("groups = -local.one[0]", "it hangs on what only apply knows"),
        ("groups = [for g in local.one[0] : g]", "it loops over what only apply knows"),
        ("groups = [for g in local.none : g]", "defines it"),
        ("groups = values({ for g in local.two : g => g })", "the names in an object of it are not known"),
        ("groups = aws_security_group.one.vpc_id[*]", "whether a part of it is a list is known only after apply"),
        ("groups = concat(local.one, local.one[0])", "concat() in it hangs on what only apply knows"),
        ("groups = flatten(local.one[0])", "flatten() in it hangs on what only apply knows"),
        ("groups = compact(local.one[0])", "compact() in it hangs on what only apply knows"),
        ("groups = sort(local.one[0])", "sort() in it hangs on what only apply knows"),
        ("groups = slice(local.two, 2, 1)", "slice() in it hangs on what only apply knows"),
        ("groups = slice(local.two, 0)", "slice() in it hangs on what only apply knows"),
        ("groups = [element([], 0)]", "element() in it hangs on what only apply knows"),
        ("groups = [one(local.two)]", "one() in it hangs on what only apply knows"),
        ("groups = contains(local.two, local.one[0]) ? local.one : []", "contains() in it hangs on what only apply"),
        ("groups = values(local.two)", "values() in it hangs on what only apply knows"),
        ('groups = [lookup(local.two, "a", null)]', "lookup() in it hangs on what only apply knows"),
        ("groups = zipmap(local.two, local.two)", "zipmap() in it hangs on what only apply knows"),
        ('groups = [coalesce(var.nothing, "")]', "coalesce() in it hangs on what only apply knows"),
        ("groups = can(local.none) ? local.one : []", "can() in it hangs on what only apply knows"),
        ("groups = aws_security_group.one.ingress", "a part of it is known only after apply"),
        ("groups = [aws_security_group.one.unheard]", "the plan does not hold it"),
        ("groups = module.unheard.ids", "it is not in the configuration"),
        ("groups = local.groups", "its references lead in a circle"),
        ("groups = local.a\na = concat(local.one, local.b)\nb = local.a", "its references lead in a circle"),
        ("groups = local.one\ngroups = local.two", "it is defined more than once"),
        ("other = local.one", "defines it"),
        ("groups = aws_security_group.none[*].id", "not all of its instances are in the plan"),
    ],
)
def test_what_cannot_be_followed_stays_unknown_and_is_named(folder: Path, definition: str, text: str) -> None:
    define(folder, definition)
    assert follow(folder) == ["…"]
    assert text in why(folder)


def test_two_files_that_define_a_local_leave_it_unknown(folder: Path) -> None:
    define(folder, "groups = local.one")
    define(folder, "groups = local.two", "more.tf")
    assert why(folder) == "local.groups in the root module, and it is defined more than once"


def test_an_argument_is_read_as_it_is_written(folder: Path) -> None:
    """Its names alone do not tell that it takes one member of the local."""
    main = (GROUPS + USE).replace("= local.groups", "= [element(local.two, 1)]")
    (folder / "main.tf").write_text(main, encoding="utf-8")
    assert follow(folder, references=["local.two"]) == ["two[1]"]


def test_names_alone_make_members_of_a_local_candidates(folder: Path) -> None:
    """A dynamic block is not in the files as the plan has it."""
    inner = '  dynamic "network_configuration" {\n    for_each = [1]\n    content {}\n  }\n'
    main = GROUPS + f'resource "aws_mwaa_environment" "e" {{\n{inner}}}\n'
    (folder / "main.tf").write_text(main, encoding="utf-8")
    assert follow(folder, references=["local.two"]) == ["…"]
    assert follow(folder, references=["local.one"]) == ["one"]


DECLARED: Mapping[str, Any] = {
    "ids": {},
    "unset": {"default": ["sg-c"]},
    "emptied": {"default": 1},
    "untold": {},
    "settings": {"default": {"on": True, "offset": 1}},
    "chosen": {"default": ["sg-c", "sg-d"]},
    "sets": {"default": {"a": ["sg-c", "sg-d"]}},
}
OWN = """
variable "ids" {}
variable "unset" {
  default = ["sg-c"]
}
variable "emptied" {
  default = 1
}
variable "untold" {}
variable "settings" {
  type    = object({ on = bool, offset = number })
  default = { on = true, offset = 1 }
}
variable "chosen" {
  type    = set(string)
  default = ["sg-c", "sg-d"]
}
variable "sets" {
  type    = map(set(string))
  default = { a = ["sg-c", "sg-d"] }
}
output "groups" {
  value = %s
}
"""


@pytest.mark.parametrize(
    ("expression", "members"),
    [
        ("slice(var.ids, 0, 2)", ["two[0]", "two[1]"]),
        ("[var.ids[2]]", ["two[2]"]),
        ("concat(var.ids, var.unset)", [*TWO, "sg-c"]),
        ("var.emptied == 1 ? var.ids : []", ["…"]),
        ("var.settings.on ? var.ids : []", TWO),
        ("toset(var.ids)", TWO),
        ("[tolist(var.chosen)[0]]", ["…"]),
        ("var.sets.a", ["…"]),
        ("var.untold", ["…"]),
        ("var.unheard", ["…"]),
    ],
)
def test_a_module_beside_the_root_takes_what_it_is_given(folder: Path, expression: str, members: Sequence[str]) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "main.tf").write_text(OWN % expression, encoding="utf-8")
    (folder / "own.tf").write_text(
        'module "own" {\n  source  = "./own/"\n  ids     = local.two\n  emptied = null\n}\n', encoding="utf-8"
    )
    define(folder, "groups = module.own.groups")
    found = planned()
    found["configuration"]["root_module"]["module_calls"]["own"] = {
        "source": "./own",
        "expressions": {"ids": {"references": ["local.two"]}, "emptied": {"constant_value": None}},
        "module": {
            "outputs": {"groups": {"expression": {"references": ["var.ids"]}}},
            "variables": DECLARED,
        },
    }
    groups = record(read(found, options=Options(source=folder)), "environments", ENVIRONMENT).security_group_ids
    shown = [one.replace("aws_security_group.", "") for one in keys(groups)]
    assert sorted(shown) == sorted(members)


@pytest.mark.parametrize(
    ("expression", "members"),
    [
        ("[module.far.id]", ["module.far.g[0]"]),
        ("compact([module.far.id, null])", ["module.far.g[0]"]),
        ("[module.far.object.id]", ["module.far.g[0]"]),
        ("[module.far.all[1]]", ["module.far.g[1]"]),
        ("concat(module.far.all, local.one)", ["one", "…"]),
        ("flatten([module.far.all, local.one])", ["one", "…"]),
        ("compact(module.far.all)", ["…"]),
        ("toset(module.far.all)", ["…"]),
        ("module.far.all[*]", ["…"]),
        ("[for g in module.far.all : g]", ["…"]),
        ("try(module.far.all, local.one)", ["…"]),
        ("[concat(module.far.all, local.one)[2]]", ["…"]),
    ],
)
def test_of_a_module_from_elsewhere_names_are_told(folder: Path, expression: str, members: Sequence[str]) -> None:
    (folder / "far.tf").write_text('module "far" {\n  source = "acme/groups/aws"\n}\n', encoding="utf-8")
    define(folder, f"groups = {expression}")
    found = planned()
    outputs = {
        "id": ["aws_security_group.g[0].id", "aws_security_group.g[0]", "aws_security_group.g"],
        "object": ["aws_security_group.g[0]", "aws_security_group.g"],
        "all": ["aws_security_group.g"],
    }
    found["configuration"]["root_module"]["module_calls"]["far"] = {
        "source": "acme/groups/aws",
        "module": {
            "resources": INNER["resources"],
            "outputs": {name: {"expression": {"references": names}} for name, names in outputs.items()},
        },
    }
    found["resource_changes"] += [
        {**change(f"module.far.aws_security_group.g[{place}]"), "module_address": "module.far"} for place in range(2)
    ]
    groups = record(read(found, options=Options(source=folder)), "environments", ENVIRONMENT).security_group_ids
    assert [one.replace("aws_security_group.", "") for one in keys(groups)] == list(members)


FAR = """
module "far" {
  source = "acme/airflow/aws"
  ids    = local.two
  map    = { a = local.one[0] }
}
"""


@pytest.mark.parametrize(
    ("references", "members"),
    [
        (["var.ids[1]", "var.ids"], ["two[1]"]),
        (['var.map["a"]', "var.map"], ["one"]),
        (["var.map.a", "var.map"], ["one"]),
        (["var.ids"], ["…"]),
        (["var.ids[0]", "var.ids", "var.ids"], ["…"]),
        (["var.map"], ["…"]),
    ],
)
def test_a_module_from_elsewhere_takes_what_its_names_tell(
    folder: Path, references: Sequence[str], members: Sequence[str]
) -> None:
    """Whether it takes all members of a list, or some, is written where nobody reads it."""
    (folder / "main.tf").write_text(GROUPS + FAR, encoding="utf-8")
    found = planned(references)
    root = found["configuration"]["root_module"]
    environment = root["resources"].pop()
    root["module_calls"]["far"] = {
        "source": "acme/airflow/aws",
        "expressions": {"ids": {"references": ["local.two"]}, "map": {"references": ["local.one[0]", "local.one"]}},
        "module": {"resources": [environment], "variables": {"ids": {}, "map": {}}},
    }
    found["resource_changes"][-1] |= {"address": f"module.far.{ENVIRONMENT}", "module_address": "module.far"}
    groups = record(read(found, options=Options(source=folder)), "environments", f"module.far.{ENVIRONMENT}")
    shown = [one.replace("aws_security_group.", "") for one in keys(groups.security_group_ids)]
    assert shown == list(members)


def test_a_chain_without_end_is_given_up(folder: Path) -> None:
    aliases = "\n".join(f"g{n + 1} = local.g{n}" for n in range(2000))
    define(folder, f"g0 = local.one\n{aliases}\ngroups = local.g2000")
    assert follow(folder) == ["…"]


def test_a_file_that_cannot_be_parsed_leaves_its_locals_unknown(folder: Path) -> None:
    define(folder, "groups = local.one")
    (folder / "broken.tf").write_text("locals {{", encoding="utf-8")
    assert follow(folder) == ["one"]
    (folder / "locals.tf").write_text("locals {\n  groups = [\n}", encoding="utf-8")
    assert follow(folder) == ["…"]
    found = read(planned(), options=Options(source=folder))
    assert (
        skipped(found) == ["this file cannot be parsed: its blocks have no place, and its locals are not followed"] * 2
    )


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("main.tf", GROUPS, "the .tf files are not those of the plan: aws_mwaa_environment.e is not in "),
        ("new.tf", 'resource "aws_vpc" "new" {}', "the .tf files are not those of the plan: aws_vpc.new is in "),
        ("a_override.tf", "locals {}", "a_override.tf in "),
        ("main.tofu", "", "main.tofu in "),
    ],
)
def test_files_of_something_else_are_not_used(folder: Path, name: str, text: str, reason: str) -> None:
    define(folder, "groups = local.one")
    assert follow(folder) == ["one"]
    (folder / name).write_text(text, encoding="utf-8")
    assert follow(folder) == ["…"]
    assert why(folder).startswith(f"local.groups in the root module, and {reason}")


def test_a_module_from_elsewhere_is_not_guessed(folder: Path) -> None:
    define(folder, "groups = module.net[0].ids")
    found = planned()
    calls = found["configuration"]["root_module"]["module_calls"]
    calls["net"]["source"] = "acme/net/aws"
    normalized = read(found, options=Options(source=folder))
    assert lists(normalized, ENVIRONMENT)[0] == ["…"]
    missing = cause(normalized, "environments", ENVIRONMENT, "security_group_ids")
    assert missing.subject == "local.ids in module.net[0]"
    assert "the plan takes its module from acme/net/aws" in missing.text
    assert missing.supply == "evaluate the state after apply: terraform show -json"


def test_a_value_that_the_plan_does_not_know_is_not_taken_from_the_files(folder: Path) -> None:
    define(folder, "groups = var.ids")
    assert "the .tf files tell its value, which the plan does not know" in why(folder)


def test_a_plan_of_a_part_tells_no_instances(folder: Path) -> None:
    define(folder, "groups = local.two")
    assert "the plan may leave it out" in why(folder, complete=False)


def test_locals_that_grow_without_end_are_given_up(folder: Path) -> None:
    doubled = "\n".join(f"g{n + 1} = [local.g{n}, local.g{n}]" for n in range(40))
    define(folder, f"g0 = []\n{doubled}\ngroups = flatten(local.g40)")
    assert follow(folder) == ["…"]
    assert "it has too many parts" in why(folder)


def test_an_expression_that_is_nested_without_end_is_given_up(folder: Path) -> None:
    define(folder, f"groups = {'[' * 200}local.one{']' * 200}")
    assert "it is too large, or leads in a circle" in why(folder)
