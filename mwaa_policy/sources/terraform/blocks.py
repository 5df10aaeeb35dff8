"""Finds the blocks of a configuration in its `.tf` files, so that facts of a plan have a place that people edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_policy.document import escape, name_of, read_bytes
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.frozen import Frozen
from mwaa_policy.provenance import Origin, Provenance, Skipped, Spot
from mwaa_policy.sources.terraform.addresses import Key, steps

if TYPE_CHECKING:
    from collections.abc import Callable

_LABELS = {"resource": 2, "data": 2, "module": 1}
_ARGUMENT = re.compile(r"/(?:after|after_unknown|values|attributes)/([^/]+)")
_LOCAL = ("./", "../")


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


def point_at_blocks(provenance: Provenance, folder: Path) -> Provenance:
    """Return the provenance with the places of the blocks of a configuration in place of those of a plan.

    Facts of modules that are not folders of this configuration keep their place in the plan.

    Raises:
        UsageError: the parser of HCL is not installed.
        InputError: the folder holds no `.tf` file.
    """
    finder = _Finder(folder)
    found = replace(
        provenance,
        origins={path: finder.at_block(origin) for path, origin in provenance.origins.items()},
        missing={
            path: why if why.origin is None else replace(why, origin=finder.at_block(why.origin))
            for path, why in provenance.missing.items()
        },
        files={**provenance.files, **finder.files},
    )
    found.skipped.extend(finder.skipped)
    return found


class _Finder:
    """The blocks of a configuration, read module by module when one is asked for."""

    def __init__(self, folder: Path) -> None:
        self.skipped: list[Skipped] = []
        self._parse = _parser()
        self._modules: dict[Path, dict[str, Block]] = {}
        self._folder = folder
        self.files: dict[str, dict[str, Spot]] = {}
        """The places to which origins lead, by file and JSON pointer: `/resource/aws_subnet/a/cidr_block`."""
        if not folder.is_dir() or not self._blocks_of(folder):
            raise InputError("holds no .tf file with a block", document=name_of(folder), hint="give the root module")

    def at_block(self, origin: Origin) -> Origin:
        """Return the place of a fact in the configuration, or the one that it has."""
        block = None if origin.address is None else self._block(origin.address)
        if block is None:
            return origin
        pointer, spot = block.pointer, block.spot
        argument = _ARGUMENT.search(origin.pointer)
        if argument is not None and argument[1] in block.parts:
            pointer, spot = f"{pointer}/{argument[1]}", block.parts[argument[1]]
        self.files.setdefault(block.file, {})[pointer] = spot
        return replace(origin, document=block.file, pointer=pointer)

    def _block(self, address: str) -> Block | None:
        folder, names = self._folder, [step for step in steps(address) if not isinstance(step, Key)]
        while names[:1] == ["module"]:
            call = self._blocks_of(folder).get(f"module.{names[1]}") if len(names) > 1 else None
            if call is None or call.source is None:
                return None
            folder, names = folder / call.source, names[2:]
        return self._blocks_of(folder).get(".".join(names))

    def _blocks_of(self, folder: Path) -> dict[str, Block]:
        key = folder.resolve()
        if key not in self._modules:
            files = sorted(folder.glob("*.tf"))
            self._modules[key] = {name: block for file in files for name, block in self._read(file)}
        return self._modules[key]

    def _read(self, file: Path) -> Iterator[tuple[str, Block]]:
        name = name_of(file)
        try:
            tree = self._parse(read_bytes(file).decode())
        except Exception:  # noqa: BLE001 - the parser has errors of its own; only places are lost
            origin = Origin(document=name, pointer="")
            self.skipped.append(Skipped(origin=origin, text="this file cannot be parsed: its blocks have no place"))
            return
        yield from _blocks(tree, name)


def _blocks(tree: Any, name: str) -> Iterator[tuple[str, Block]]:  # noqa: ANN401 - a tree of lark
    for block in _children(tree.children[0], "block"):
        kind, *labels = map(_text, _before_body(block))
        if len(labels) != _LABELS.get(kind):
            continue
        address = ".".join(labels if kind == "resource" else (kind, *labels))
        body = next(iter(_children(block, "body")), None)
        arguments = [] if body is None else [*_children(body, "attribute"), *_children(body, "block")]
        names = [_text(one.children[0]) for one in arguments]
        yield (
            address,
            Block(
                file=name,
                pointer="/" + "/".join(map(escape, (kind, *labels))),
                spot=_spot(block),
                parts={one: _spot(node) for one, node in zip(names, arguments, strict=True) if names.count(one) == 1},
                source=_source(dict(zip(names, arguments, strict=True))) if kind == "module" else None,
            ),
        )


def _source(arguments: Mapping[str, Any]) -> str | None:
    node = arguments.get("source")
    text = None if node is None else _text(node.children[-1])
    return text if text is not None and text.startswith(_LOCAL) else None


def _before_body(block: Any) -> list[Any]:  # noqa: ANN401 - as above
    return [child for child in block.children if getattr(child, "data", None) in {"identifier", "string"}]


def _children(node: Any, kind: str) -> list[Any]:  # noqa: ANN401 - as above
    return [child for child in node.children if getattr(child, "data", None) == kind]


def _text(node: Any) -> str:  # noqa: ANN401 - as above
    """Return an identifier, or what is within the quotes of a text."""
    return "".join(str(token) for token in node.scan_values(lambda token: token.type != "DBLQUOTE"))


def _spot(node: Any) -> Spot:  # noqa: ANN401 - as above
    return Spot(node.meta.line, node.meta.column)


def _parser() -> Callable[[str], Any]:
    try:
        from hcl2 import parses_to_tree  # noqa: PLC0415 - only a configuration needs it
    except ImportError as error:
        raise UsageError("to read .tf files the parser is needed: python3 -m pip install 'mwaa-policy[hcl]'") from error
    parse: Callable[[str], Any] = parses_to_tree
    return parse
