"""Where the built policies are: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

from mwaa_policy.errors import InternalError
from mwaa_policy.frozen import Frozen

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the artefacts inside of the package, a checkout beside it.
_PLACES = (_PACKAGE / "_bundles", _PACKAGE.parent / "bundles")


class Artefacts(Frozen):
    """The three files that `scripts/gen` builds from one tree of policies."""

    bundle: Path
    """The bundle for a stock OPA."""
    policy: Path
    """The same policies as Wasm, entrypoints `mwaa/main/report` and `mwaa/flows/report`."""
    data: Path
    """The tables of the policies, which the Wasm module is given as `data`."""


def locate() -> Artefacts:
    """Return where the built policies are.

    Raises:
        InternalError: they are nowhere; the installation is damaged.
    """
    for place in _PLACES:
        if (place / "policy.wasm").is_file():
            return Artefacts(
                bundle=place / "mwaa-policy.tar.gz",
                policy=place / "policy.wasm",
                data=place / "data.json",
            )
    raise InternalError(f"the built policies are neither in {' nor in '.join(map(str, _PLACES))}")
