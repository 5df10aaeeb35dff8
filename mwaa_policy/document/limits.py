"""How much of a document is read before it is refused, and how much of its tree is kept."""

from __future__ import annotations

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_JSON_VALUES", "MAX_YAML_NODES", "REMEMBERED"]

MAX_BYTES = 100_000_000
"""Size of a document, encoded."""

MAX_DEPTH = 200
"""Nesting that is refused; one level less is read. Real templates and plans stay below 25."""

MAX_YAML_NODES = 1_000_000
"""Nodes of a YAML document, each alias counted as all that it stands for."""

MAX_JSON_VALUES = 5_000_000
"""Values of a JSON document. A compact plan of 100 MB has about 3.5 million."""

REMEMBERED = 512
"""Mappings and lists whose parts are kept once they were asked for; the way to one place has 200 at most."""
