"""Reads the `.tf` files of a configuration, module by module when one is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_policy.document import escape, name_of, read_bytes
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.frozen import Frozen
from mwaa_policy.provenance import Origin, Skipped, Spot
from mwaa_policy.sources.terraform.configuration import BESIDE
from mwaa_policy.sources.terraform.syntax import Tree, attributes, blocks, text

if TYPE_CHECKING:
    from collections.abc import Callable

_LABELS = {"resource": 2, "data": 2, "module": 1, "output": 1, "variable": 1}
_OVERRIDES = ("override.tf", "*_override.tf", "override.tf.json", "*_override.tf.json", "*.tofu", "*.tofu.json")
"""Files whose blocks take the place of others."""


class Block(Frozen):
    """A block of a configuration."""

    file: str
    """Name of the file."""
    pointer: str
    """Its JSON pointer in the file: `/resource/aws_subnet/a`."""
    spot: Spot
    """Where it begins."""
    parts: Mapping[str, Spot]
    """Where its arguments, and those inner blocks that are the only ones of their name, begin."""
    source: str | None
    """Where a module comes from, when that is a folder beside this one."""
    body: Tree
    """What is within its braces."""


class Module(Frozen):
    """The blocks of the files in a folder."""

    folder: Path
    """Where the files are."""
    blocks: Mapping[str, Block]
    """By their address in the module: `aws_subnet.a`, `data.aws_vpc.v`, `module.net`, `output.ids`."""
    locals: Mapping[str, tuple[Tree, ...]]
    """The definitions of its locals: several of one name are one too many, or an override."""
    unread: tuple[str, ...]
    """Names of files that may define more."""
    overrides: tuple[str, ...]
    """Names of files that may define anything otherwise."""


class Files:
    """The files of a root module, and of the modules that are folders beside it."""

    def __init__(self, folder: Path) -> None:
        """Find the parser, and the files of the root module.

        Raises:
            UsageError: the parser of HCL is not installed.
            InputError: the folder holds no `.tf` file.
        """
        self.folder = folder
        self.skipped: list[Skipped] = []
        self._parse = _parser()
        self._modules: dict[Path, Module] = {}
        root = self._read(folder) if folder.is_dir() else None
        if root is None or not (root.blocks or root.unread):
            raise InputError("holds no .tf file with a block", document=name_of(folder), hint="give the root module")

    def module(self, names: Sequence[str]) -> Module | None:
        """Return a module by the names of the calls that lead to it, `None` when it is no folder beside the root."""
        folder = self.folder
        for name in names:
            call = self._read(folder).blocks.get(f"module.{name}")
            if call is None or call.source is None:
                return None
            folder /= call.source
        return self._read(folder)

    def _read(self, folder: Path) -> Module:
        key = folder.resolve()
        if key not in self._modules:
            self._modules[key] = self._read_folder(folder)
        return self._modules[key]

    def _read_folder(self, folder: Path) -> Module:
        found: dict[str, Block] = {}
        definitions: dict[str, tuple[Tree, ...]] = {}
        unread = [file.name for file in sorted(folder.glob("*.tf.json"))]
        for file in sorted(folder.glob("*.tf")):
            body = self._body(file)
            if body is None:
                unread.append(file.name)
                continue
            found.update(_blocks(body, name_of(file)))
            for name, definition in _locals(body):
                definitions[name] = (*definitions.get(name, ()), definition)
        overrides = tuple(file.name for pattern in _OVERRIDES for file in sorted(folder.glob(pattern)))
        return Module(folder=folder, blocks=found, locals=definitions, unread=tuple(unread), overrides=overrides)

    def _body(self, file: Path) -> Tree | None:
        try:
            tree = self._parse(read_bytes(file).decode())
        except Exception:  # noqa: BLE001 - the parser has errors of its own; only places and locals are lost
            text = "this file cannot be parsed: its blocks have no place, and its locals are not followed"
            self.skipped.append(Skipped(origin=Origin(document=name_of(file), pointer=""), text=text))
            return None
        body: Tree = tree.children[0]
        return body


def _blocks(body: Tree, file: str) -> Iterator[tuple[str, Block]]:
    for kind, labels, block, inner in blocks(body):
        if kind == "check":
            # A data source within a check is one of the module.
            yield from _blocks(inner, file)
        if len(labels) != _LABELS.get(kind):
            continue
        named = [*attributes(inner), *((name, node) for name, _, node, _ in blocks(inner))]
        names = [name for name, _ in named]
        yield (
            ".".join(labels if kind == "resource" else (kind, *labels)),
            Block(
                file=file,
                pointer="/" + "/".join(map(escape, (kind, *labels))),
                spot=_spot(block),
                parts={name: _spot(node) for name, node in named if names.count(name) == 1},
                source=_source(dict(attributes(inner))) if kind == "module" else None,
                body=inner,
            ),
        )


def _locals(body: Tree) -> Iterator[tuple[str, Tree]]:
    for kind, labels, _, inner in blocks(body):
        if kind == "locals" and not labels:
            yield from ((name, node.children[-1]) for name, node in attributes(inner))


def _source(arguments: Mapping[str, Tree]) -> str | None:
    node = arguments.get("source")
    found = None if node is None else text(node.children[-1])
    return found if found is not None and found.startswith(BESIDE) else None


def _spot(node: Tree) -> Spot:
    return Spot(node.meta.line, node.meta.column)


def _parser() -> Callable[[str], Any]:
    try:
        from hcl2 import parses_to_tree  # noqa: PLC0415 - only a configuration needs it
    except ImportError as error:
        raise UsageError("to read .tf files the parser is needed: python3 -m pip install 'mwaa-policy[hcl]'") from error
    parse: Callable[[str], Any] = parses_to_tree
    return parse
