"""Finds the modules of a plan in its `.tf` files, and refuses those that are not what was planned."""

from __future__ import annotations

from posixpath import normpath

from mwaa_policy.sources.terraform.addresses import ModulePath
from mwaa_policy.sources.terraform.configuration import Configuration
from mwaa_policy.sources.terraform.files import Files, Module
from mwaa_policy.sources.terraform.snapshot import DATA, MANAGED, Object, mapping, sequence

_FAR = "its module is not a folder of the configuration"
_Names = tuple[str, ...]


class Definitions:
    """Answers which folder holds what a module of the plan was made from."""

    def __init__(self, configuration: Configuration | None, files: Files) -> None:
        self._configuration = configuration
        self._files = files
        self._found: dict[_Names, Module | str] = {}

    def module(self, path: ModulePath) -> Module | None:
        """Return a module as it is written, `None` where that is not sure."""
        found = self._find(path)
        return found if isinstance(found, Module) else None

    def why_not(self, path: ModulePath) -> str:
        """Return why a module is not read from the files."""
        found = self._find(path)
        return found if isinstance(found, str) else ""

    def _find(self, path: ModulePath) -> Module | str:
        names = tuple(step.name for step in path)
        if names not in self._found:
            self._found[names] = self._compare(path, names)
        return self._found[names]

    def _compare(self, path: ModulePath, names: _Names) -> Module | str:
        around = self._find(path[:-1]) if path else None
        if isinstance(around, str):
            return around
        planned = self._configuration.module(path) if self._configuration else None
        module = self._files.module(names)
        if planned is None or module is None:
            return _FAR
        if around is not None and self._configuration is not None:
            source = mapping(self._configuration.call(path)).get("source")
            written = around.blocks[f"module.{names[-1]}"].source
            if written is None or normpath(str(source)) != normpath(written):
                return f"the plan takes its module from {source}, and {around.folder} from {written}"
        return _why_other(module, planned) or module


def _why_other(module: Module, planned: Object) -> str | None:
    """Return what tells that files are not those from which a module was planned."""
    if module.overrides:
        return f"{module.overrides[0]} in {module.folder} may override it"
    addresses = set(_addresses(planned))
    written = set(module.blocks)
    # What the plan has beyond the blocks may be in a file that was not read.
    strange = sorted(written - addresses if module.unread else written ^ addresses)
    if not strange:
        return None
    where = f"in {module.folder} and not in the plan" if strange[0] in written else f"not in {module.folder}"
    return f"the .tf files are not those of the plan: {strange[0]} is {where}"


def _addresses(planned: Object) -> list[str]:
    found = (mapping(one) for one in sequence(planned.get("resources")))
    blocks = [str(one.get("address")) for one in found if one.get("mode", MANAGED) in {MANAGED, DATA}]
    parts = {"module": "module_calls", "output": "outputs", "variable": "variables"}
    return [*blocks, *(f"{kind}.{name}" for kind, key in parts.items() for name in mapping(planned.get(key)))]
