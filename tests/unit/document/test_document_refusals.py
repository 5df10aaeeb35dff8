"""Input that is refused, with the place and the likely mistake."""

from __future__ import annotations

import time

import pytest
import yaml

from mwaa_policy.document import json_value, read_document, yaml_tree
from mwaa_policy.errors import InputError

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(300))


def refusal(source: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_document(source, name="f")
    assert caught.value.document == "f"
    return caught.value


@pytest.mark.parametrize(
    ("source", "place", "words"),
    [
        pytest.param(*case, id=f"{number}: {case[2]}")
        for number, case in enumerate(
            [
                # JSON
                (
                    '{"a":\n {"x": 1, "x": 2}}',
                    (2, 11),
                    "'x' stands twice in one object; the first is at line 2",
                ),
                ('{"a": NaN}', (1, 7), "NaN is not a JSON number"),
                ("[1, -Infinity]", (1, 5), "-Infinity is not a JSON number"),
                ("[1e999]", (1, 2), "'1e999' is too large"),
                (f"[{'9' * 5000}]", (1, 2), "a number of 5,000 digits"),
                ('{"a": {"b": [1, 2', (1, 13), "the list that opens here is not closed"),
                ('{"a": {"b": [1, 2]', (1, 7), "the object that opens here is not closed"),
                ('{"a": "bc', (1, 7), "the document ends inside the text that begins here"),
                ('{"a": "bc\\', (1, 7), "the document is cut off, or a quote is missing"),
                ('{"a": [1, 2}', (1, 12), "'}' cannot close the '[' that was opened at line 1, column 7"),
                ('{"a": 1}\n{"b": 2}', (2, 1), "a second JSON document begins here"),
                ('{"a": 1}]', (1, 9), "']' behind the end of the JSON document"),
                ('{\n // x\n "a": 1}', (2, 2), "JSON has no comments"),
                ("{'a': None}", (1, 2), "this looks like what Python prints"),
                ("{“a”: 1}", (1, 2), "replace the typographic quotes"),
                ('["\\q"}', (1, 3), "'\\\\q' is not an escape in JSON"),
                ('["a\x01"]', (1, 4), "the control character U+0001 inside a text"),
                ('["\\ud800"]', (1, 2), "half of a surrogate pair"),
                ('["\ud800"]', (1, 3), "half of a surrogate pair is not a character"),
                ("[1, ,]", (1, 5), "',' where a value is expected"),
                ('{"a" 1]', (1, 6), "'1' where a ':' behind the key is expected"),
                ("[1,]}", (1, 5), "did not find expected"),
                ('["a",] "b"', (1, 6), "remove the comma before it"),
                ('{"a": True "b": 1}', (1, 7), "JSON spells it true"),
                ('{"a": \'b\' "c"}', (1, 7), "JSON wants double quotes"),
                ('{"a": "b\n" "c"}', (1, 9), "the line ends inside a text"),
                ('{"a": {{ b }} "c"}', (1, 8), "'{' where a key in double quotes is expected"),
                ("{% if a %}\na: 1\n", (1, 2), "this looks like a template"),
                ('{"a": 1} b "c"', (1, 10), "'b' is not JSON"),
                # nesting
                ("[" * 200 + "]" * 200, (1, 200), "nested 200 levels deep or deeper"),
                ('{"a":' * 200 + "1" + "}" * 200, (1, 996), "nested 200 levels deep or deeper"),
                ("- " * 200 + "x", (1, 399), "nested 200 levels deep or deeper"),
                # YAML
                ("a: 1\nb: 2\na: 3\n", (3, 1), "'a' stands twice in one mapping; the first is at line 1, column 1"),
                ("a: 1\n---\nb: 2\n", (2, 1), "a second YAML document begins here"),
                ("a:\n\tb: 1\n", (2, 1), "YAML allows no tab as indentation: use spaces"),
                ("? [a]\n: 1\n", (1, 3), "a sequence as a key"),
                ("a: {{ x }}\n", (1, 5), "this looks like a template (Jinja, Helm, …): render it first"),
                ("a: {? : 1}", (1, 7), "a key is empty"),
                ("!Ref a: 1", (1, 1), "the tag '!Ref' on a key"),
                ("a: &x b\n*x : 1\n", (2, 1), "an alias as a key"),
                ("a: *b", (1, 4), "the alias 'b' has no anchor of that name before it"),
                ("a: &a {b: *a}", (1, 11), "the alias 'a' stands inside its own anchor"),
                (BOMB, (7, 8), "the aliases stand for more than 1,000,000 values"),
                (CHAIN, (199, 14), "nested 200 levels deep or deeper"),
                ("a: [1, 2\nb: 3\n", (2, 2), "while parsing a flow sequence from line 1, column 4"),
                ("a: b: c\n", (1, 5), "put text that holds ': ' in quotes"),
                ("a: 'b\n", (2, 1), "a closing quote is missing"),
                ("a: %x", (1, 4), "put text that begins with this character in quotes"),
                ("a: \x07", (1, 4), "the control character U+0007"),
                ("a: .inf", (1, 4), "'.inf' is not a number that JSON can hold"),
                ("a: 1" + "0" * 400 + ".0", (1, 4), "is not a number that JSON can hold"),
                ("a: !!float 1" + "0" * 400, (1, 4), "looks like a number and is none"),
                ("a: 0b_", (1, 4), "'0b_' looks like a number and is none"),
                (f"a: {'1' + ':1' * 9000}", (1, 4), "a number of 18,001 digits"),
                ("a: !!python/object:os.system x", (1, 4), "'!!python/object:os.system' is not supported"),
                ("a: !!set {b}", (1, 4), "the tag '!!set' on a mapping"),
                ("a: !!int x", (1, 4), "'x' is not a value of the tag '!!int'"),
                ("a: 1\n<<: 5\n", (2, 5), "the merge key '<<' takes a mapping"),
                ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", (3, 1), "unresolved merge conflict"),
                # neither
                ("", None, "the document is empty"),
                (" \n\n", None, "the document is empty"),
                ("# hello\n", None, "nothing but comments"),
                ("hello", (1, 1), "neither JSON nor YAML"),
                ('resource "aws_vpc" "a" {\n  name = "b"\n}\n', (1, 1), "terraform plan -out=PLAN"),
                ('import * as cdk from "aws-cdk-lib";\n', (1, 1), "`cdk synth`"),
                ("from aws_cdk import Stack\nclass S(Stack):\n    pass\n", (2, 15), "`cdk synth`"),
                ("<!DOCTYPE html>\n<html>x: y</html>", (2, 8), "this looks like XML or HTML"),
                ("a: 1\nb: \0", (2, 4), "this is binary data, not text"),
                (b"\x00\x01\x02abc", None, "this is binary data, not text"),
                ('{"a": 1}'.encode("utf-16-le"), None, "UTF-16 without a byte order mark"),
                (b"a: 1\nb: caf\xe9", (2, 7), "the byte 0xe9 is not text in UTF-8"),
                (b"PK\x03\x04....", None, "terraform show -json"),
                (b"\x1f\x8b....", None, "gzip"),
            ]
        )
    ],
)
def test_refusals(source: str | bytes, place: tuple[int, int] | None, words: str) -> None:
    error = refusal(source)
    assert words in str(error)
    assert (error.line, error.column) == (place or (None, None))


@pytest.mark.parametrize(
    "source",
    [
        "[" * 1_000_000,
        '{"a":' * 200_000,
        '{"a":[' * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: " + "[" * 100_000,
        "".join(" " * n + "a:\n" for n in range(1000)),
        BOMB,
        CHAIN,
        "[" + '"' * 1_000_001,
        '["' + "\\n" * 500_000,
        "\n" * 1_000_000,
        "a" + ":" * 500_000,
    ],
)
def test_hostile_input_is_refused_soon(source: str) -> None:
    begin = time.process_time()
    refusal(source)
    assert time.process_time() - begin < 5


def test_tags_count_as_levels() -> None:
    assert read_document("a: " + "!Not [" * 90 + "x" + "]" * 90).value()
    assert "nested" in refusal("a: " + "!Not [" * 100 + "x" + "]" * 100).message


def test_the_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_value, "MAX_JSON_VALUES", 10)
    monkeypatch.setattr(yaml_tree, "MAX_YAML_NODES", 10)
    assert read_document("[[], {}, [ ], 1, 2, 3, 4, 5, 6]").value()
    assert read_document('["' + ",[{" * 20 + '"]').value()
    assert "more than 10 values" in refusal("[" + "0," * 10 + "0]").message
    assert "the document has more than 10 values" in refusal("- a\n" * 11).message
    assert read_document("- a\n" * 9).value()


def test_long_words_are_cut_in_messages() -> None:
    assert len(str(refusal(f"a: !!{'x' * 1000} b"))) < 200
    assert len(str(refusal("{" + f'"{"k" * 1000}": 1,' * 2 + "}"))) < 200


def test_an_alias_to_a_number_keeps_its_value() -> None:
    assert read_document("a: &a 5\nb: [*a, *a]\n").value() == {"a": 5, "b": [5, 5]}


def test_an_anchor_may_be_given_again() -> None:
    assert read_document("a: &a 1\nb: *a\nc: &a 2\nd: *a\n").value() == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_a_key_may_carry_an_anchor() -> None:
    assert read_document("&k a: 1\nb: *k\n").value() == {"a": 1, "b": "a"}


def test_an_escaped_backslash_is_not_half_of_a_pair() -> None:
    assert read_document('["\\\\ud800", "\\ud83d\\ude00"]').value() == ["\\ud800", "\U0001f600"]


def test_what_no_rule_explains_is_refused_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_value, "check", lambda _text: None)
    assert "this JSON cannot be read" in refusal("[NaN]").message


def test_an_impossible_character_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert "this is not YAML" in refusal('a: "\\U99999999"').message
