"""Documents in JSON or YAML, as one tree that knows where everything stands."""

from __future__ import annotations

from mwaa_policy.document.document import Document, Format, Location
from mwaa_policy.document.limits import MAX_BYTES, MAX_DEPTH, MAX_JSON_VALUES, MAX_YAML_NODES
from mwaa_policy.document.node import JSONValue, Kind, Node, Parts, Scalar, Style
from mwaa_policy.document.pointer import escape, join_pointer, split_pointer, unescape
from mwaa_policy.document.read import STDIN, load_path, load_stream, name_of, read_bytes, read_document
from mwaa_policy.document.trace import Step, Trace

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_JSON_VALUES",
    "MAX_YAML_NODES",
    "STDIN",
    "Document",
    "Format",
    "JSONValue",
    "Kind",
    "Location",
    "Node",
    "Parts",
    "Scalar",
    "Step",
    "Style",
    "Trace",
    "escape",
    "join_pointer",
    "load_path",
    "load_stream",
    "name_of",
    "read_bytes",
    "read_document",
    "split_pointer",
    "unescape",
]
