"""JSON documents: values, spans, places."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_policy.document import Document, JSONValue, Node, escape, load_path, read_document
from mwaa_policy.document.limits import REMEMBERED
from mwaa_policy.errors import InputError

FIXTURES = Path(__file__).parent / "fixtures"

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
TREES = st.recursive(LEAVES, lambda part: st.lists(part) | st.dictionaries(st.text(), part), max_leaves=30)
ROOTS = st.lists(TREES) | st.dictionaries(st.text(), TREES)


def walk(value: JSONValue, pointer: str = "") -> Iterator[tuple[str, JSONValue]]:
    """Yield every part of a value with its pointer."""
    yield pointer, value
    if isinstance(value, dict):
        for key, part in value.items():
            yield from walk(part, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from walk(part, f"{pointer}/{index}")


def found(document: Document, pointer: str) -> Node:
    node = document.find(pointer)
    assert node is not None, pointer
    return node


def assert_spans(document: Document) -> None:
    """Check that the text of every node is the JSON of its value, and that of every key its name."""
    for pointer, value in walk(document.value()):
        node = found(document, pointer)
        assert repr(json.loads(document.text[node.start : node.end])) == repr(value)
        if node.kind == "scalar":
            assert repr(node.value) == repr(value)
        for key in node.keys:
            assert json.loads(document.text[key.start : key.end]) == key.value


@given(
    ROOTS,
    st.sampled_from([None, 0, 1, 2, "\t"]),
    st.sampled_from([(",", ":"), (", ", ": "), (" , ", " :\r\n")]),
    st.booleans(),
)
def test_equals_the_standard_library(
    value: JSONValue,
    indent: int | str | None,
    separators: tuple[str, str],
    ascii_only: bool,  # noqa: FBT001
) -> None:
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=ascii_only)
    document = read_document(text)
    assert document.format == "json"
    assert repr(document.value()) == repr(json.loads(text))
    assert_spans(document)


@given(ROOTS, st.randoms(use_true_random=False), st.text('{}[],:"\\u1e ', max_size=3))
def test_broken_json_never_passes_as_json(value: JSONValue, random: object, junk: str) -> None:
    text = json.dumps(value)
    at = random.randrange(len(text) + 1)  # type: ignore[attr-defined]
    broken = text[:at] + junk + text[at + 1 :]
    try:
        document = read_document(broken)
    except InputError:
        return
    if document.format == "json":
        assert document.value() == json.loads(broken)


def test_the_fixture() -> None:
    document = load_path(FIXTURES / "plan.json")
    assert document.value() == json.loads((FIXTURES / "plan.json").read_text(encoding="utf-8"))
    assert_spans(document)


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 1, 1),
        ("/format_version", 2, 21),
        ("/resource_changes", 3, 23),
        ("/resource_changes/0", 4, 5),
        ("/resource_changes/0/change/after/tags", 6, 104),
        ("/resource_changes/0/numbers/5", 7, 45),
        ("/resource_changes/3/a~1b/~0", 10, 40),
        ("/resource_changes/3/", 10, 48),
        ("/resource_changes/0/change/after/nothing/here", 6, 66),
        ("/resource_changes/99", 3, 23),
        ("/resource_changes/-", 3, 23),
        ("/resource_changes/01", 3, 23),
        ("/format_version/0", 2, 21),
    ],
)
def test_places(pointer: str, line: int, column: int) -> None:
    place = load_path(FIXTURES / "plan.json").locate(pointer)
    assert (place.line, place.column, place.pointer) == (line, column, pointer)


def test_a_value_on_the_next_line_is_found_at_its_key() -> None:
    place = read_document('{"a":\n  {"b":\n 1}}').locate("/a/b")
    assert (place.line, place.column) == (2, 4)


def test_a_missing_member_has_no_node() -> None:
    document = read_document('{"a": [1]}')
    assert document.find("/a/1") is None
    assert document.trace("/a/1").exact is False
    assert document.trace("/a/1").last.node is document.find("/a")


def test_the_nesting_that_is_just_allowed() -> None:
    value = read_document("[" * 199 + "]" * 199).value()
    assert read_document('{"a":' * 199 + "1" + "}" * 199).find("/a" * 199) is not None
    assert isinstance(value, list)


def test_repeated_questions_share_their_answers() -> None:
    document = read_document('{"a": {"b": 1}}')
    assert document.find("/a/b") is document.find("/a/b")
    assert document.root is document.trace("").last.node
    assert document.value() is document.value()


def test_many_places_take_no_more_memory_than_a_few() -> None:
    count = 4 * REMEMBERED
    value: JSONValue = [{"inner": {"a": number, "b": "x", "c": []}} for number in range(count)]
    document = read_document(json.dumps(value, indent=0))
    lines = [document.locate(f"/{number}/inner/a").line for number in range(count)]
    assert [document.locate(f"/{number}/inner/a").line for number in range(count)] == lines
    assert lines == sorted(set(lines))
    alive = sum(isinstance(one, Node) and one.held == document.root.held for one in gc.get_objects())
    assert alive < 2 * count


def test_many_brackets_inside_texts() -> None:
    document = read_document(json.dumps([{"a": '}]{["\\"' * 5}, "x"] * 50))
    assert_spans(document)
