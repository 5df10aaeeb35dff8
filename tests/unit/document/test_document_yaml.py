"""YAML documents: values, spans, places, tags, anchors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mwaa_policy.document import Document, Node, load_path, read_document
from mwaa_policy.errors import InputError

FIXTURES = Path(__file__).parent / "fixtures"
WORDS = """
y yes Yes YES yEs no on Off true TRUE tRUE ~ null Null NULL nULL
0 -0 007 010 08 0x1F 0b11 1_000 12:30 -1:30 1:60 12:30:45.5 1.5 1. .5 1e3 1.0e+3 1.0e3 +1 . =
2012-10-17 2001-01-01T00:00:00Z 0o7 1_0.5_0
"""
TEMPLATE = load_path(FIXTURES / "template.yaml")


class Reference(yaml.SafeLoader):
    """PyYAML's safe loader without dates, keys as written, CloudFormation's tags in the long form."""


def _mapping(loader: Reference, node: yaml.MappingNode) -> dict[str, Any]:
    loader.flatten_mapping(node)
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


def _tag(loader: Reference, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.MappingNode):
        value: object = _mapping(loader, node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = node.value.split(".", 1) if suffix == "GetAtt" else node.value
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


Reference.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":timestamp", ":value"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Reference.add_constructor("tag:yaml.org,2002:map", _mapping)
Reference.add_multi_constructor("!", _tag)


def reference(text: str) -> object:
    return yaml.load(text, Loader=Reference)  # noqa: S506 - a safe loader


def found(document: Document, pointer: str) -> Node:
    node = document.find(pointer)
    assert node is not None, pointer
    return node


def span(document: Document, pointer: str) -> str:
    node = found(document, pointer)
    return document.text[node.start : node.end]


def test_the_fixture_equals_the_reference() -> None:
    assert repr(TEMPLATE.value()) == repr(reference(TEMPLATE.text))


def test_the_fixture_with_other_line_breaks() -> None:
    document = read_document(TEMPLATE.text.replace("\n", "\r\n"))
    assert document.value() == TEMPLATE.value()
    assert document.locate("/Resources/Env/Properties/Name").line == 28
    assert span(document, "/Resources/Script/Metadata/Text") == "|\r\n        line one\r\n\r\n          line two"


def test_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    document = read_document(TEMPLATE.text)
    assert document.value() == TEMPLATE.value()
    assert shape(document.root) == shape(TEMPLATE.root)


def shape(node: Node) -> tuple[object, ...]:
    """Return all that a node says, and its parts."""
    mine = (node.kind, node.start, node.end, node.style, node.value, node.tag, node.anchor, node.alias)
    return (*mine, [shape(key) for key in node.keys], [shape(item) for item in node.items])


@given(st.from_regex(r"[-+]?(0[box]?)?[0-9a-fA-F_]{0,4}([:.eE][-+]?[0-9_]{0,3}){0,3}", fullmatch=True))
def test_numbers_equal_the_reference(text: str) -> None:
    try:
        expected = reference(f"a: {text}")
    except (ValueError, yaml.YAMLError):
        return
    assert repr(read_document(f"a: {text}").value()) == repr(expected)


@pytest.mark.parametrize("text", WORDS.split())
def test_plain_scalars_equal_the_reference(text: str) -> None:
    document = f"a: [{text} ]"
    assert repr(read_document(document).value()) == repr(reference(document))


def test_dates_stay_text() -> None:
    assert read_document("Version: 2012-10-17").value() == {"Version": "2012-10-17"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref X", {"Ref": "X"}),
        ("!GetAtt a.b.c", {"Fn::GetAtt": ["a", "b.c"]}),
        ("!GetAtt a", {"Fn::GetAtt": ["a"]}),
        ("!GetAtt [a, b]", {"Fn::GetAtt": ["a", "b"]}),
        ("!Sub 5", {"Fn::Sub": "5"}),
        ("!Sub yes", {"Fn::Sub": "yes"}),
        ("!GetAZs", {"Fn::GetAZs": ""}),
        ("!Condition C", {"Condition": "C"}),
        ("!Not [!Condition C]", {"Fn::Not": [{"Condition": "C"}]}),
        ("!Transform {Name: x}", {"Fn::Transform": {"Name": "x"}}),
        ("!Fn::Sub x", {"Fn::Sub": "x"}),
        ("!Cidr [!Ref X, 6, 5]", {"Fn::Cidr": [{"Ref": "X"}, 6, 5]}),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("!!float 5", 5.0),
        ("!!null ''", None),
        ("! 5", "5"),
        ("!!map {a: 1}", {"a": 1}),
    ],
)
def test_tags(text: str, value: object) -> None:
    assert repr(read_document(f"a: {text}").value()) == repr({"a": value})


def test_foreign_tags_are_refused_outside_cloudformation() -> None:
    with pytest.raises(InputError, match="the tag '!Ref' has no meaning here"):
        read_document("a: !Ref b", cfn_tags=False)


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/AWSTemplateFormatVersion", "2010-09-09"),
        ("/Description", ">-\n  An environment\n  and its network"),
        ("/Parameters/VpcCidr", "{Type: String, Default: 10.0.0.0/16}"),
        ("/Conditions/Prod/Fn::Equals/0/Ref", '!Ref "AWS::StackName"'),
        ("/Conditions/Prod/Fn::Equals/1", "'prod'"),
        ("/Resources/Vpc/Properties/Tags", "- Key: Name\n        Value: !Sub ${AWS::StackName}-vpc"),
        ("/Resources/Env/Properties/SourceBucketArn/Fn::GetAtt/1", "!GetAtt Bucket.Arn.Part"),
        ("/Resources/Env/Properties/NetworkConfiguration/SubnetIds/0/Ref", "!Ref SubnetA"),
        ("/Resources/Env/Properties/NetworkConfiguration/SubnetIds/1/Fn::Select/1", "!GetAZs ''"),
        ("/Resources/Env/Properties/NetworkConfiguration/SubnetIds/2/Fn::Select/1/Fn::Split/0", '","'),
        ("/Resources/Env/Properties/NetworkConfiguration/SecurityGroupIds/Fn::If/1", "[!GetAtt Group.GroupId]"),
        ("/Resources/Env/Properties/AirflowConfigurationOptions/a~1b", "12:30"),
        ("/Resources/Script/Metadata/Text", "|\n        line one\n\n          line two"),
        ("/Resources/Script/Metadata/Empty", ""),
    ],
)
def test_spans(pointer: str, text: str) -> None:
    assert span(TEMPLATE, pointer) == text


def test_the_empty_value_stands_behind_its_colon() -> None:
    node = found(TEMPLATE, "/Resources/Script/Metadata/Empty")
    assert TEMPLATE.text[node.start - 6 : node.start] == "Empty:"
    assert node.start == node.end


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 2, 1),
        ("/Resources", 13, 1),
        ("/Resources/Env", 24, 3),
        ("/Resources/Env/Type", 25, 11),
        ("/Resources/Vpc/Properties/Tags", 20, 7),
        ("/Resources/Vpc/Properties/Tags/0", 21, 9),
        ("/Resources/Vpc/Properties/Tags/0/Value/Fn::Sub", 22, 16),
        ("/Resources/Env/Properties/NetworkConfiguration/SubnetIds/0/Ref", 33, 13),
        ("/Resources/Env/Properties/NetworkConfiguration/SubnetIds/0/Nothing", 33, 13),
        ("/Resources/Env/Properties/NetworkConfiguration/SecurityGroupIds/Fn::If/2/Ref", 41, 13),
        ("/Resources/Env/Properties/NetworkConfiguration/SecurityGroupIds", 38, 27),
        ("/Resources/Env/Properties/WebserverAccessMode", 27, 5),
        ("/Resources/Env/Properties/SourceBucketArn/Fn::GetAtt/1", 30, 24),
        ("/Resources/Env/Properties/SourceBucketArn/Fn::GetAtt/7", 30, 24),
    ],
)
def test_places(pointer: str, line: int, column: int) -> None:
    place = TEMPLATE.locate(pointer)
    assert (place.line, place.column) == (line, column)
    assert place.document == str(FIXTURES / "template.yaml")


def test_the_pointer_behind_a_tag_is_exact_only_where_the_value_goes() -> None:
    arn = "/Resources/Env/Properties/SourceBucketArn"
    assert TEMPLATE.trace(f"{arn}/Fn::GetAtt/1").exact
    assert not TEMPLATE.trace(f"{arn}/Fn::GetAtt/2").exact
    assert not TEMPLATE.trace(f"{arn}/Fn::GetAtt/1/0").exact
    assert not TEMPLATE.trace(f"{arn}/Ref").exact


def test_what_nodes_say() -> None:
    text = "a: &x !Sub \"b\"\nc: *x\nd: {e: 1}\nf: |\n  g\nh: 'i'\n"
    root = read_document(text).root
    a, c, d, f, h = root.items
    assert (a.kind, a.style, a.tag, a.anchor, a.alias) == ("scalar", "double", "!Sub", "x", None)
    assert (c.style, c.tag, c.anchor, c.alias, c.value) == ("double", "!Sub", None, "x", "b")
    assert text[c.start : c.end] == "*x"
    assert (root.style, d.kind, d.style, f.style, h.style) == ("block", "mapping", "flow", "literal", "single")
    assert [text[key.start : key.end] for key in root.keys] == ["a", "c", "d", "f", "h"]


def test_the_content_behind_tag_and_anchor() -> None:
    document = read_document("a: &x !Sub  b\nc: !If # why\n  - d\ne: f\ng: *x\n")
    starts = [document.text[document.content_start(node) :][:3] for node in document.root.items]
    assert starts == ["b\nc", "- d", "f\ng", "*x\n"]


def test_aliases_are_copies_of_value_and_share_nodes() -> None:
    document = read_document("a: &x\n  b: [1]\nc: *x\n")
    value = document.value()
    assert value == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert isinstance(value, dict)
    assert value["a"] is not value["c"]
    assert document.find("/c/b") is document.find("/a/b")
    assert document.trace("/c/b").shared
    assert (document.locate("/c").line, document.locate("/c/b/0").line) == (3, 2)


def test_merge_keys() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  z: 5\n'<<': 6\n"
    document = read_document(text)
    assert document.value() == {
        "a": {"x": 1, "y": 2},
        "b": {"y": 3, "z": 4},
        "c": {"x": 1, "y": 2, "z": 5},
        "<<": 6,
    }
    assert document.trace("/c/y").last.merged
    assert document.trace("/c/y").shared
    assert not document.trace("/c/z").shared
    assert (document.locate("/c/y").line, document.locate("/c/z").line) == (1, 5)


def test_keys_are_text_as_written() -> None:
    assert read_document("80: a\n0x10: b\non: c\n~: d\n1.0: e\n").value() == {
        "80": "a",
        "0x10": "b",
        "on": "c",
        "~": "d",
        "1.0": "e",
    }


def test_json_that_only_yaml_reads() -> None:
    document = read_document("{a: 1, 'b': [x, ], }")
    assert (document.format, document.value()) == ("yaml", {"a": 1, "b": ["x"]})


def test_offsets_behind_wide_characters() -> None:
    document = read_document('"é": "😀"\nb: 😀 x # c\nc: !Sub "x"\n')
    assert [span(document, pointer) for pointer in ("/é", "/b", "/c")] == ['"😀"', "😀 x", '!Sub "x"']
    assert document.locate("/c").column == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: |+\n  b\n\nc: 1\n", "|+\n  b"),
        ("a: |", "|"),
        ("a: |\n\n\nc: 1\n", "|"),
        ("a: >-\n  b\n  c\n# d\n", ">-\n  b\n  c"),
        ("a: |2\n    b", "|2\n    b"),
    ],
)
def test_block_scalars_end_with_their_last_line(text: str, expected: str) -> None:
    assert span(read_document(text), "/a") == expected
