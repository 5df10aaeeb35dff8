"""References through variables, outputs, count and for_each, in small plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from mwaa_policy.sources._draft import Normalized
from tests.unit.sources.terraform.plans import cause, change, keys, plan, read, record, resources

ENVIRONMENT = "aws_mwaa_environment.e"
SETS = {"network_configuration": [{}], "name": "e"}
UNKNOWN_SETS = {"network_configuration": [{"subnet_ids": True, "security_group_ids": True}], "id": True}
Block = Mapping[str, Any]


def network(subnets: Sequence[str] | Block, groups: Sequence[str] | Block) -> Block:
    nodes = [node if isinstance(node, Mapping) else {"references": list(node)} for node in (subnets, groups)]
    return {"network_configuration": [{"subnet_ids": nodes[0], "security_group_ids": nodes[1]}]}


def joined(
    groups: Sequence[str] | Block,
    *others: Mapping[str, Any],
    blocks: Mapping[str, Block] | None = None,
    subnets: Sequence[str] = ("aws_subnet.s",),
    **more: Any,
) -> Normalized:
    """Return an environment with these groups, beside other resources."""
    changes = [change(ENVIRONMENT, SETS, UNKNOWN_SETS), *others]
    root = more.pop("root", None)
    found = plan(changes, blocks or {}, root=root, **more)
    found["configuration"]["root_module"]["resources"].append(
        {"address": ENVIRONMENT, "expressions": network(subnets, groups)}
    )
    return read(found)


def groups_of(found: Normalized) -> list[str]:
    return keys(record(found, "environments", ENVIRONMENT).security_group_ids)


def why(found: Normalized) -> str:
    return cause(found, "environments", ENVIRONMENT, "security_group_ids").subject


GROUP = change("aws_security_group.g")
COUNTED = [change(f"aws_security_group.g[{number}]") for number in range(3)]
COUNT = {"aws_security_group.g": {"count": {"constant_value": 3}}}


def test_the_one_instance_of_a_resource_is_meant_by_its_name() -> None:
    assert groups_of(joined(["aws_security_group.g"], GROUP)) == ["aws_security_group.g"]


def test_an_instance_that_does_not_exist_is_nothing() -> None:
    names = ["aws_security_group.g[7].id", "aws_security_group.g[7]", "aws_security_group.g", "aws_security_group.h"]
    found = joined(names, change("aws_security_group.h"), *COUNTED, blocks=COUNT)
    assert groups_of(found) == ["aws_security_group.h"]


def test_a_resource_without_instances_is_nothing_when_it_is_counted() -> None:
    found = joined(
        ["aws_security_group.none", "aws_security_group.g"],
        GROUP,
        blocks={"aws_security_group.none": COUNT["aws_security_group.g"]},
    )
    assert groups_of(found) == ["aws_security_group.g"]


def test_a_resource_that_the_plan_does_not_hold_is_a_gap() -> None:
    found = joined(["aws_security_group.none", "aws_security_group.g"], GROUP)
    assert groups_of(found) == ["…"]
    assert why(found) == "aws_security_group.none"


def test_a_literal_group_beside_an_unknown_one_is_a_candidate() -> None:
    found = joined(["var.ids", "aws_security_group.g.id"], GROUP, variables={"ids": {"value": ["sg-1", "sg-2"]}})
    assert groups_of(found) == ["aws_security_group.g", "…"]
    path = ("environments", ENVIRONMENT, "security_group_ids")
    assert found.provenance.candidates[path] == ("sg-1", "sg-2")


def test_a_group_id_in_a_variable_is_a_member() -> None:
    found = joined(["var.id", "aws_security_group.g.id"], GROUP, variables={"id": {"value": "sg-1"}})
    assert groups_of(found) == ["aws_security_group.g", "sg-1"]


def test_a_variable_that_is_not_given_has_its_default() -> None:
    root = {"variables": {"id": {"default": "sg-1"}}}
    assert groups_of(joined(["var.id", "aws_security_group.g.id"], GROUP, root=root)) == [
        "aws_security_group.g",
        "sg-1",
    ]


@pytest.mark.parametrize("name", ["path.module", "terraform.workspace"])
def test_names_that_are_no_objects_make_a_condition(name: str) -> None:
    found = joined([name, "aws_security_group.g.id", "aws_security_group.h.id"], GROUP, change("aws_security_group.h"))
    assert groups_of(found) == ["…"]


def test_another_kind_of_object_makes_a_condition() -> None:
    names = ["aws_vpc.v.id", "aws_security_group.g.id", "aws_security_group.h.id"]
    assert groups_of(joined(names, GROUP, change("aws_security_group.h"), change("aws_vpc.v"))) == ["…"]


@pytest.mark.parametrize("name", ["aws_security_group", "var", "nothing"])
def test_a_name_that_leads_nowhere_is_a_gap(name: str) -> None:
    assert groups_of(joined([name, "aws_security_group.g.id"], GROUP)) == ["…"]


def test_an_expression_without_names_is_a_gap() -> None:
    found = joined({"references": []}, GROUP)
    assert groups_of(found) == ["…"]
    assert why(found) == "an expression"


def test_default_groups_of_vpcs_may_be_named() -> None:
    found = joined(
        ["aws_vpc.v.default_security_group_id"], change("aws_vpc.v", {}, ["id", "default_security_group_id"])
    )
    assert groups_of(found) == ["aws_vpc.v/default-group"]


def test_a_data_source_may_tell_the_id() -> None:
    entry = {
        "address": "data.aws_security_group.d",
        "mode": "data",
        "type": "aws_security_group",
        "name": "d",
        "values": {"id": "sg-1", "name": "default"},
    }
    state = {"values": {"root_module": {"resources": [entry]}}}
    found = joined(["data.aws_security_group.d.id"], prior_state=state, blocks={"data.aws_security_group.d": {}})
    assert groups_of(found) == ["sg-1"]
    assert record(found, "security_groups", "sg-1").default is True


def test_a_data_source_that_apply_reads_stands_for_its_object() -> None:
    found = joined(["data.aws_security_group.d.id"], change("data.aws_security_group.d", actions=["read"]))
    assert groups_of(found) == ["data.aws_security_group.d"]


def module(names: Sequence[str] | None, **more: Any) -> Mapping[str, Any]:
    """Return a call of a module that has one group, and an output of the given names."""
    outputs = {} if names is None else {"id": {"expression": {"references": list(names)}}}
    inner = {"resources": resources({"aws_security_group.g": more.pop("block", {})}), "outputs": outputs}
    return {"m": {"module": {**inner, **more.pop("inner", {})}, "expressions": more.pop("expressions", {}), **more}}


INNER = change("module.m.aws_security_group.g")


def test_an_output_leads_into_its_module() -> None:
    found = joined(
        ["module.m.id", "module.m"], INNER, calls=module(["aws_security_group.g.id", "aws_security_group.g"])
    )
    assert groups_of(found) == ["module.m.aws_security_group.g"]


def test_an_output_may_be_a_resource_as_a_whole() -> None:
    found = joined(["module.m.id.id", "module.m.id", "module.m"], INNER, calls=module(["aws_security_group.g"]))
    assert groups_of(found) == ["module.m.aws_security_group.g"]


@pytest.mark.parametrize("names", [None, []])
def test_an_output_that_is_not_told_is_a_gap(names: Sequence[str] | None) -> None:
    found = joined(["module.m.id", "module.m"], INNER, calls=module(names))
    assert (groups_of(found), why(found)) == (["…"], "module.m.output.id")


def test_a_module_as_a_whole_is_a_gap() -> None:
    found = joined(["module.m"], INNER, calls=module(["aws_security_group.g"]))
    assert (groups_of(found), why(found)) == (["…"], "module.m")


def test_one_instance_of_a_module_is_told_by_its_key() -> None:
    calls = module(["aws_security_group.g.id"], for_each_expression={})
    changes = [change(f'module.m["{key}"].aws_security_group.g') for key in ("a", "b")]
    found = joined(['module.m["a"].id', 'module.m["a"]', "module.m"], *changes, calls=calls)
    assert groups_of(found) == ['module.m["a"].aws_security_group.g']


def test_all_instances_of_a_module_are_a_gap() -> None:
    calls = module(["aws_security_group.g.id"], for_each_expression={})
    changes = [change(f'module.m["{key}"].aws_security_group.g') for key in ("a", "b")]
    assert groups_of(joined(["module.m", "each.key"], *changes, calls=calls)) == ["…"]


def test_an_instance_of_a_module_that_does_not_exist_is_nothing() -> None:
    calls = module(["aws_security_group.g.id"], count_expression={"constant_value": 0})
    found = joined(["module.m[0].id", "module.m[0]", "module.m", "aws_security_group.g"], GROUP, calls=calls)
    assert groups_of(found) == ["aws_security_group.g"]


def input_of(expression: Mapping[str, Any] | None, *, default: object = None) -> Normalized:
    """Return an environment in a module, whose groups are an input of that."""
    inner = {
        "resources": [{"address": ENVIRONMENT, "expressions": network(["aws_subnet.s"], ["var.ids"])}],
        "variables": {"ids": {"default": default}},
    }
    call = {"module": inner, "expressions": {} if expression is None else {"ids": expression}}
    changes = [change(f"module.m.{ENVIRONMENT}", SETS, UNKNOWN_SETS), GROUP, change("aws_security_group.h")]
    return read(plan(changes, calls={"m": call}))


def inputs(found: Normalized) -> list[str]:
    return keys(record(found, "environments", f"module.m.{ENVIRONMENT}").security_group_ids)


def test_an_input_leads_out_of_its_module() -> None:
    assert inputs(input_of({"references": ["aws_security_group.g.id", "aws_security_group.g"]})) == [
        "aws_security_group.g"
    ]


def test_an_input_that_is_a_function_of_literals_is_a_gap() -> None:
    found = input_of({})
    assert inputs(found) == ["…"]
    missing = cause(found, "environments", f"module.m.{ENVIRONMENT}", "security_group_ids")
    assert missing.subject == "module.m.var.ids"


def test_an_input_that_is_not_given_has_its_default() -> None:
    assert inputs(input_of(None, default=["sg-1"])) == ["sg-1"]


def test_inputs_in_a_circle_are_a_gap() -> None:
    found = input_of({"references": ["module.m.out"]})
    assert inputs(found) == ["…"]


def test_a_circle_of_variables_and_outputs_ends() -> None:
    inner = {
        "resources": [{"address": ENVIRONMENT, "expressions": network(["aws_subnet.s"], ["var.ids"])}],
        "outputs": {"out": {"expression": {"references": ["var.ids"]}}},
    }
    call = {"module": inner, "expressions": {"ids": {"references": ["module.m.out", "module.m"]}}}
    found = read(plan([change(f"module.m.{ENVIRONMENT}", SETS, UNKNOWN_SETS)], calls={"m": call}))
    assert inputs(found) == ["…"]
    missing = cause(found, "environments", f"module.m.{ENVIRONMENT}", "security_group_ids")
    assert "circle" in missing.text


def tables(subnet: Sequence[str], *, extra: Sequence[str] = (), owners: int = 2, tables_: int = 2) -> list[str]:
    """Return the tables of the first subnets, when associations of that many name tables of that many."""
    changes = [change(f"aws_subnet.s[{number}]") for number in range(owners)]
    changes += [change(f"aws_route_table.t[{number}]") for number in range(tables_)]
    changes += [
        change(f"aws_route_table_association.a[{number}]", {}, ["subnet_id", "route_table_id"])
        for number in range(owners)
    ]
    blocks: dict[str, Block] = {
        "aws_subnet.s": {"count": {}},
        "aws_route_table.t": {"count": {}},
        "aws_route_table_association.a": {
            "count": {},
            "subnet_id": ["aws_subnet.s", "count.index"],
            "route_table_id": {"references": [*extra, *subnet, "count.index"]},
        },
    }
    found = read(plan(changes, blocks, variables={"one": {"value": False}}))
    return [
        ",".join(keys(record(found, "subnets", f"aws_subnet.s[{number}]").route_table_ids)) for number in range(owners)
    ]


def test_instances_of_one_number_are_paired() -> None:
    assert tables(["aws_route_table.t"]) == ["aws_route_table.t[0]", "aws_route_table.t[1]"]


def test_a_shorter_list_starts_again() -> None:
    assert tables(["aws_route_table.t"], owners=3) == [
        "aws_route_table.t[0]",
        "aws_route_table.t[1]",
        "aws_route_table.t[0]",
    ]


def test_beside_a_flag_equal_numbers_are_paired() -> None:
    assert tables(["aws_route_table.t"], extra=["var.one"]) == ["aws_route_table.t[0]", "aws_route_table.t[1]"]


def test_beside_a_flag_unequal_numbers_prove_only_the_first() -> None:
    assert tables(["aws_route_table.t"], extra=["var.one"], owners=3) == ["aws_route_table.t[0]", "…", "…"]


def test_each_value_may_be_the_key_of_another_resource() -> None:
    changes = [
        *(change(f'aws_subnet.s["{key}"]') for key in ("a", "b")),
        change("aws_route_table.t"),
        change('aws_route_table_association.a["x"]', {}, ["subnet_id", "route_table_id"]),
    ]
    blocks: dict[str, Block] = {
        "aws_subnet.s": {"for_each": {}},
        "aws_route_table_association.a": {
            "for_each": {"constant_value": {"x": "b"}},
            "subnet_id": {"references": ["aws_subnet.s", "each.value"]},
            "route_table_id": ["aws_route_table.t.id"],
        },
    }
    found = read(plan(changes, blocks))
    assert keys(record(found, "subnets", 'aws_subnet.s["b"]').route_table_ids) == ["aws_route_table.t"]
    assert keys(record(found, "subnets", 'aws_subnet.s["a"]').route_table_ids) == []


def test_each_value_without_for_each_is_a_gap() -> None:
    assert groups_of(joined(["each.value", "aws_security_group.g.id"], GROUP)) == ["…"]


def test_too_many_names_are_a_gap() -> None:
    many = [f"aws_security_group.g{number}.id" for number in range(5000)]
    found = joined(many, *(change(f"aws_security_group.g{number}") for number in range(5000)))
    assert groups_of(found) == ["…"]
    assert "too many" in cause(found, "environments", ENVIRONMENT, "security_group_ids").text


def test_arguments_that_refer_to_each_other_end() -> None:
    changes = [change(f"aws_subnet.{name}", {}, ["id", "vpc_id"]) for name in ("a", "b")]
    blocks = {"aws_subnet.a": {"vpc_id": ["aws_subnet.b.vpc_id"]}, "aws_subnet.b": {"vpc_id": ["aws_subnet.a.vpc_id"]}}
    found = read(plan(changes, blocks))
    assert record(found, "subnets", "aws_subnet.a").vpc_id is None
    assert "circle" in cause(found, "subnets", "aws_subnet.a", "vpc_id").text


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["var.map.a"], ["aws_security_group.g", "sg-1"]),
        (["var.map.list[1]", "var.map.list", "var.map"], ["aws_security_group.g", "sg-3"]),
        (["var.map.list[7]"], ["aws_security_group.g"]),
        (['var.map["a"]'], ["aws_security_group.g", "sg-1"]),
        (["var.text.a"], ["aws_security_group.g"]),
    ],
)
def test_parts_of_variables_are_taken(names: Sequence[str], expected: list[str]) -> None:
    variables = {"map": {"value": {"a": "sg-1", "list": ["sg-2", "sg-3"]}}, "text": {"value": "no"}}
    assert groups_of(joined([*names, "aws_security_group.g.id"], GROUP, variables=variables)) == expected


def test_an_attribute_of_all_instances_is_that_of_one_of_them() -> None:
    inner = {
        "resources": [{"address": ENVIRONMENT, "expressions": network(["aws_subnet.s"], ["var.groups.id"])}],
        "variables": {"groups": {}},
    }
    call = {"module": inner, "expressions": {"groups": {"references": ["aws_security_group.g"]}}}
    changes = [change(f"module.m.{ENVIRONMENT}", SETS, UNKNOWN_SETS), *COUNTED]
    found = read(plan(changes, COUNT, calls={"m": call}))
    assert inputs(found) == ["…"]
    path = ("environments", f"module.m.{ENVIRONMENT}", "security_group_ids")
    assert found.provenance.candidates[path] == tuple(f"aws_security_group.g[{number}]" for number in range(3))


@pytest.mark.parametrize(
    ("step", "expected"), [("[1]", ["aws_security_group.g[1]"]), (".name", ["…"]), (".name.first", ["…"])]
)
def test_one_of_all_instances_may_be_picked_by_its_place(step: str, expected: list[str]) -> None:
    calls = {
        "m": {
            "module": {
                "resources": resources({"aws_security_group.g": {"count": {}}}),
                "outputs": {"all": {"expression": {"references": ["aws_security_group.g"]}}},
            }
        }
    }
    changes = [change(f"module.m.aws_security_group.g[{number}]") for number in range(3)]
    found = joined([f"module.m.all{step}"], *changes, calls=calls)
    groups = [name.removeprefix("module.m.") for name in groups_of(found)]
    assert groups == expected


def test_places_of_a_list_with_sorted_keys_are_those_of_the_keys() -> None:
    calls = {
        "m": {
            "module": {
                "resources": resources({"aws_security_group.g": {"for_each": {}}}),
                "outputs": {"all": {"expression": {"references": ["aws_security_group.g"]}}},
            }
        }
    }
    changes = [change(f'module.m.aws_security_group.g["{key}"]') for key in ("b", "a")]
    found = joined(["module.m.all[0]", "module.m.all", "module.m"], *changes, calls=calls)
    assert groups_of(found) == ['module.m.aws_security_group.g["a"]']


@pytest.mark.parametrize(
    ("place", "expected"), [(0, ["aws_security_group.g"]), (1, ["aws_security_group.h"]), (2, ["…"])]
)
def test_places_of_a_list_that_is_written_in_place_are_those_of_its_names(place: int, expected: list[str]) -> None:
    inner = {
        "resources": [{"address": ENVIRONMENT, "expressions": network(["aws_subnet.s"], [f"var.ids[{place}]"])}],
    }
    names = ["aws_security_group.g.id", "aws_security_group.g", "aws_security_group.h.id", "aws_security_group.h"]
    call = {"module": inner, "expressions": {"ids": {"references": names}}}
    changes = [change(f"module.m.{ENVIRONMENT}", SETS, UNKNOWN_SETS), GROUP, change("aws_security_group.h")]
    assert inputs(read(plan(changes, calls={"m": call}))) == expected


def test_an_attribute_of_something_that_cannot_be_followed_cannot_be_followed() -> None:
    inner = {
        "resources": [{"address": ENVIRONMENT, "expressions": network(["aws_subnet.s"], ["var.net.ids"])}],
    }
    call = {"module": inner, "expressions": {"net": {"references": ["local.net"]}}}
    found = read(plan([change(f"module.m.{ENVIRONMENT}", SETS, UNKNOWN_SETS)], calls={"m": call}))
    missing = cause(found, "environments", f"module.m.{ENVIRONMENT}", "security_group_ids")
    assert missing.subject == "local.net in the root module"


def test_an_attribute_of_an_attribute_is_part_of_it() -> None:
    vpc = change("aws_vpc.v", {}, ["id", "default_security_group_id"])
    assert groups_of(joined(["aws_vpc.v.default_security_group_id.x"], vpc)) == ["aws_vpc.v/default-group"]


def test_a_plan_that_leaves_resources_out_may_leave_out_what_is_named() -> None:
    found = joined(["aws_security_group.none.id"], complete=False)
    assert "leaves it out" in cause(found, "environments", ENVIRONMENT, "security_group_ids").text


def test_names_that_lead_too_deep_are_a_gap() -> None:
    changes = [change(f"aws_subnet.s{number}", {}, ["id", "vpc_id"]) for number in range(80)]
    blocks: dict[str, Block] = {
        f"aws_subnet.s{number}": {"vpc_id": [f"aws_subnet.s{number + 1}.vpc_id"]} for number in range(79)
    }
    blocks["aws_subnet.s79"] = {"vpc_id": ["local.vpc"]}
    found = read(plan(changes, blocks))
    assert "too deep" in cause(found, "subnets", "aws_subnet.s0", "vpc_id").text
    assert cause(found, "subnets", "aws_subnet.s79", "vpc_id").subject == "local.vpc in the root module"


def test_blocks_of_one_kind_share_what_they_name() -> None:
    entries = [{"cidr_block": None, "rule_no": number, "action": "allow", "protocol": "-1"} for number in (1, 2)]
    marks = {"id": True, "egress": [], "ingress": [{"cidr_block": True}, {}]}
    acl = change("aws_default_network_acl.d", {"ingress": entries, "egress": [], "vpc_id": "vpc-1"}, marks)
    nodes = [{"cidr_block": {"references": ["aws_vpc.v.cidr_block"]}, "rule_no": {"constant_value": 1}}, None, {}]
    found = read(plan([acl], {"aws_default_network_acl.d": {"ingress": nodes}}))
    assert keys(record(found, "network_acls", "aws_default_network_acl.d").entries) == ["ingress/1", "ingress/2"]
