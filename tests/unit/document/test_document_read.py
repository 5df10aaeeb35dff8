"""Files, streams, bytes and line breaks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_policy.document import STDIN, decode, load_path, load_stream, read_document
from mwaa_policy.document.lines import LineIndex
from mwaa_policy.errors import InputError


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\r\nb: 2\r\n")
    document = load_path(path)
    assert (document.name, document.value(), document.format) == (str(path), {"a": 1, "b": 2}, "yaml")
    assert document.text == "a: 1\r\nb: 2\r\n"


def test_a_stream() -> None:
    document = load_stream(io.BytesIO(b"[1]"))
    assert (document.name, document.value(), document.bom, document.encoding) == (STDIN, [1], False, "utf-8")


@pytest.mark.parametrize(("name", "reason"), [("missing", "No such file"), (".", "directory"), ("a\0b", "null")])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(InputError, match=f"cannot be read: .*{reason}") as caught:
        load_path(tmp_path / name)
    assert caught.value.document == str(tmp_path / name)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ['{"é": 1}', "é: 1\n"])
def test_byte_order_marks(codec: str, text: str) -> None:
    document = read_document(("\ufeff" + text).encode(codec))
    assert (document.value(), document.text, document.encoding, document.bom) == ({"é": 1}, text, codec, True)
    assert (document.locate("/é").line, document.root.start) == (1, 0)


def test_a_byte_order_mark_in_text() -> None:
    document = read_document("\ufeffa: 1\nb: 2\n")
    assert document.bom
    assert (document.locate("/a").column, document.locate("/b").line) == (4, 2)
    node = document.find("/b")
    assert node is not None
    assert document.text[node.start : node.end] == "2"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("lines", [["a: 1", "b:", "  - c", "  - d: 2"], ['{"a": 1,', '"b": ["c",', "{", '"d": 2}]}']])
def test_line_breaks(line_break: str, lines: list[str]) -> None:
    document = read_document(line_break.join(lines))
    assert document.value() == {"a": 1, "b": ["c", {"d": 2}]}
    assert document.locate("/b").line == 2
    assert document.locate("/b/1/d").line == 4


@given(st.text("ab\r\n\u2028", max_size=30))
def test_lines_and_columns_count_every_character(text: str) -> None:
    index, line, column = LineIndex(text), 1, 1
    for offset, character in enumerate(text):
        assert index.position(offset) == (line, column)
        ends = character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n")
        line, column = (line + 1, 1) if ends else (line, column + 1)
    assert index.position(len(text)) == (line, column)


def test_the_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_BYTES", 2_000_000)
    assert read_document(b" " * 1_999_998 + b"[]").value() == []
    with pytest.raises(InputError, match="larger than 2 MB"):
        read_document(b" " * 1_999_999 + b"[]")


def test_what_a_location_says() -> None:
    place = read_document("a: 1", name="x.yaml").locate("/a/b")
    assert (place.document, place.pointer, place.line, place.column) == ("x.yaml", "/a/b", 1, 4)
