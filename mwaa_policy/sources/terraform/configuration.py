"""The configuration of a plan: its modules, their blocks, variables and outputs."""

from __future__ import annotations

from mwaa_policy.sources.terraform.addresses import ModulePath
from mwaa_policy.sources.terraform.snapshot import Object, mapping, sequence

BESIDE = ("./", "../")
"""How the source of a module begins that is a folder of the configuration."""
_Names = tuple[str, ...]


class Configuration:
    """Answers questions about modules by their path; all instances of a call share one block."""

    def __init__(self, value: Object) -> None:
        self.providers = mapping(value.get("provider_config"))
        self._modules: dict[_Names, Object | None] = {(): mapping(value.get("root_module"))}
        self._blocks: dict[_Names, dict[str, Object]] = {}

    def module(self, path: ModulePath) -> Object | None:
        """Return the configuration of a module, `None` when it has none."""
        return self._module(_names(path))

    def call(self, path: ModulePath) -> Object | None:
        """Return the block that calls a module, `None` when there is none."""
        around = self._module(_names(path[:-1]))
        if around is None:
            return None
        call = mapping(around.get("module_calls")).get(path[-1].name)
        return call if isinstance(call, dict) else None

    def is_beside(self, path: ModulePath) -> bool:
        """Return whether a module is a folder of the configuration, as its root is."""
        sources = [str(mapping(self.call(path[:depth])).get("source")) for depth in range(1, len(path) + 1)]
        return all(one.startswith(BESIDE) for one in sources)

    def block(self, path: ModulePath, local: str) -> Object | None:
        """Return the block of a resource or data source, by its address within its module."""
        names = _names(path)
        if names not in self._blocks:
            module = mapping(self._module(names))
            self._blocks[names] = {
                str(block.get("address")): block
                for block in sequence(module.get("resources"))
                if isinstance(block, dict)
            }
        return self._blocks[names].get(local)

    def _module(self, names: _Names) -> Object | None:
        if names not in self._modules:
            around = self._module(names[:-1])
            call = mapping(mapping(around).get("module_calls")).get(names[-1])
            found = call.get("module") if isinstance(call, dict) else None
            self._modules[names] = found if isinstance(found, dict) else None
        return self._modules[names]


def _names(path: ModulePath) -> _Names:
    return tuple(name for name, _ in path)
