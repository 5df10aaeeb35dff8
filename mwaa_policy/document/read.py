"""The way from files, streams and text to documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from mwaa_policy.document.decode import Decoded, Undecodable, decode
from mwaa_policy.document.document import Document
from mwaa_policy.document.hints import likely_mistake, python_repr
from mwaa_policy.document.limits import MAX_BYTES
from mwaa_policy.document.lines import LineIndex
from mwaa_policy.document.node import Node
from mwaa_policy.document.plain import plain_value
from mwaa_policy.document.refusal import Refusal
from mwaa_policy.document.trace import Navigator
from mwaa_policy.errors import InputError

__all__ = ["STDIN", "load_path", "load_stream", "name_of", "read_bytes", "read_document"]

STDIN = "<stdin>"
"""The name of a document that comes by standard input."""

_WANTED = "give a CloudFormation template, a Terraform plan or AWS responses"
_BRACKET = r"\s*+[\[{]"
_QUOTED = r'[\s\[{]*+"'


def load_path(path: str | Path, *, cfn_tags: bool = True) -> Document:
    """Read the document in a file.

    Raises:
        InputError: the file cannot be read, or holds no document.
    """
    return read_document(read_bytes(path), name=name_of(path), cfn_tags=cfn_tags)


def read_bytes(path: str | Path) -> bytes:
    """Return what a file holds, and no more of it than shows that it is too large.

    Raises:
        InputError: the file cannot be read.
    """
    if not str(path):
        message = "the name of a file is empty"
        raise InputError(message, hint="is it the value of a variable that is not set?")
    try:
        with Path(path).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot be read: {reason}"
        raise InputError(message, document=name_of(path)) from error


def name_of(path: str | Path) -> str:
    """Return what messages call a file: its path, with the bytes that are no text spelled out."""
    text = str(path)
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "backslashreplace")
    return raw.decode("utf-8", "backslashreplace")


def load_stream(stream: BinaryIO, *, name: str = STDIN, cfn_tags: bool = True) -> Document:
    """Read the document in a stream of bytes, and no more of it than the limit allows.

    Raises:
        InputError: the stream holds no document.
    """
    return read_document(stream.read(MAX_BYTES + 1), name=name, cfn_tags=cfn_tags)


def read_document(source: str | bytes, *, name: str = STDIN, cfn_tags: bool = True) -> Document:
    """Read a JSON or YAML document.

    Args:
        source: The document, as text or as bytes.
        name: What messages call it.
        cfn_tags: Whether YAML tags like `!Ref` are CloudFormation's; otherwise they are refused.

    Raises:
        InputError: the source holds no document that can be relied on; with the place and the
            likely mistake.
    """
    text = source if isinstance(source, str) else ""
    try:
        decoded = decode(source)
        text = decoded.text
        return _parse(decoded, name, cfn_tags=cfn_tags)
    except Undecodable as refusal:
        raise refusal.input_error(name, refusal.before) from refusal
    except Refusal as refusal:
        raise refusal.input_error(name, text) from refusal


def _parse(decoded: Decoded, name: str, *, cfn_tags: bool) -> Document:
    if not re.match(_BRACKET, decoded.text):
        return _yaml(decoded, name, cfn_tags=cfn_tags)
    try:
        return _json(decoded, name)
    except Refusal as refusal:
        if refusal.final:
            raise
        first = refusal
    if python_repr(decoded.text):
        hint = "this looks like what Python prints: write it with json.dumps(…, default=str)"
        raise Refusal(first.message, first.offset, hint=hint)
    try:
        return _yaml(decoded, name, cfn_tags=cfn_tags)
    except Refusal as refusal:
        raise _better(decoded.text, first, refusal) from refusal


def _better(text: str, of_json: Refusal, of_yaml: Refusal) -> Refusal:
    """Return the error that the author needs: that of the language meant, or of who understood more."""
    if re.match(_QUOTED, text):
        return of_json
    return of_yaml if of_yaml.final or of_yaml.reached > of_json.reached else of_json


def _json(decoded: Decoded, name: str) -> Document:
    from mwaa_policy.document.json_tree import JsonTree  # noqa: PLC0415 - one language a document
    from mwaa_policy.document.json_value import read_json  # noqa: PLC0415 - likewise

    value = read_json(decoded.text)
    make_root = JsonTree(decoded.text).root
    return Document(
        name=name,
        text=decoded.text,
        format="json",
        encoding=decoded.encoding,
        bom=decoded.bom,
        content=value,
        make_root=make_root,
        lines=LineIndex(decoded.text),
        navigator=Navigator(make_root),
    )


def _yaml(decoded: Decoded, name: str, *, cfn_tags: bool) -> Document:
    root = _yaml_root(decoded.text)
    return Document(
        name=name,
        text=decoded.text,
        format="yaml",
        encoding=decoded.encoding,
        bom=decoded.bom,
        content=plain_value(root, cfn_tags=cfn_tags),
        make_root=lambda: root,
        lines=LineIndex(decoded.text),
        navigator=Navigator(lambda: root),
    )


def _yaml_root(text: str) -> Node:
    from mwaa_policy.document.yaml_tree import read_yaml  # noqa: PLC0415 - one language a document

    root = read_yaml(text)
    if root is None or (root.kind == "scalar" and root.start == root.end):
        message = "the document is empty" if not text.strip() else "the document holds nothing but comments"
        raise Refusal(message, hint=_WANTED)
    if root.kind == "scalar":
        message = "this is neither JSON nor YAML: one text, not a mapping or a list"
        raise Refusal(message, root.start, hint=likely_mistake(text, root.start) or _WANTED, final=False)
    return root
