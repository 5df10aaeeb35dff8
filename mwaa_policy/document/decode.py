"""The text behind the bytes of a document."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from mwaa_policy.document.limits import MAX_BYTES
from mwaa_policy.document.refusal import Refusal

__all__ = ["Decoded", "Undecodable", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive", "for a saved Terraform plan give the output of terraform show -json"),
    (b"\x1f\x8b", "gzip data", "unpack it first"),
    (b"%PDF-", "a PDF file", None),
    (b"\x89PNG", "an image", None),
    (b"\x7fELF", "a program", None),
)
_BINARY = "this is binary data, not text"


class Decoded(NamedTuple):
    """Text, and how it was written."""

    text: str
    encoding: str = "utf-8"
    bom: bool = False


class Undecodable(Refusal):
    """Bytes that are not text, with the text before the first bad one."""

    def __init__(self, message: str, before: str, hint: str | None) -> None:
        super().__init__(message, len(before), hint=hint)
        self.before = before


def decode(source: str | bytes) -> Decoded:
    """Return the text of a document without its byte order mark.

    Raises:
        Refusal: the source is too large, or is not text.
    """
    if len(source) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 1_000_000} MB"
        raise Refusal(message, hint="give a smaller document")
    decoded = _from_text(source) if isinstance(source, str) else _from_bytes(source)
    nul = decoded.text.find("\0")
    if nul >= 0:
        raise Refusal(_BINARY, nul, hint="there is a NUL byte in it")
    return decoded


def _from_text(text: str) -> Decoded:
    bom = text.startswith("\ufeff")
    text = text[1:] if bom else text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "half of a surrogate pair is not a character"
        raise Refusal(message, error.start) from error
    return Decoded(text, bom=bom)


def _from_bytes(data: bytes) -> Decoded:
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            message = f"this is {what}, not text"
            raise Refusal(message, hint=hint)
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    if not mark and b"\0" in data[:4]:
        raise Refusal(_BINARY, hint="if it is UTF-16 without a byte order mark, save it as UTF-8")
    body = data[len(mark) :]
    try:
        return Decoded(body.decode(encoding), encoding, bool(mark))
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "ignore")
        message = f"the byte 0x{body[error.start]:02x} is not text in {encoding.upper()}"
        hint = "save the document as UTF-8" if b"\0" not in body else _BINARY
        raise Undecodable(message, before, hint) from error
