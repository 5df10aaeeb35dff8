"""The networks that are told in four ways, and where each of the four lies.

A network is a list of blocks, each a piece of a template and a piece of a configuration that say
the same, one after the other: those of `blocks/`, which many networks share, and one of its own in
`networks/NAME/`. From the configuration `make.py` has made a plan, a state, and the responses that
`collect` gets. What is `SubnetA` in the template is `aws_subnet.subnet_a` in the configuration.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
SOURCES = ("template", "plan", "state", "responses")
_PRIVATE = ("vpc", "tables", "group", "endpoints", "airflow")
_PUBLIC = ("vpc", "tables", "group", "public", "routes", "airflow")
NETWORKS: dict[str, tuple[str, ...]] = {
    "acl-entries": (*_PRIVATE, "s3"),
    "acl-inline": _PUBLIC,
    "acl-stops-answers": _PUBLIC,
    "default-group": ("vpc", "tables", "public", "routes"),
    "endpoint-group": ("vpc", "tables", "group", "airflow", "s3"),
    "endpoint-policy": _PRIVATE,
    "group-inline": ("vpc", "tables", "endpoints", "airflow", "s3"),
    "group-prefix-list": _PUBLIC,
    "group-references": _PUBLIC,
    "main-table": ("vpc", "group", "endpoints", "airflow"),
    "nat-per-zone": ("vpc", "tables", "group", "public", "airflow"),
    "no-dns": ("tables", "group", "endpoints", "airflow", "s3"),
    "one-zone": ("tables", "group", "public", "routes", "airflow"),
    "own-dns": _PUBLIC,
    "peering": _PUBLIC,
    "private": (*_PRIVATE, "s3"),
    "public": _PUBLIC,
    "public-subnets": ("vpc", "tables", "group", "public", "airflow"),
    "s3-interface": _PRIVATE,
    "transit-gateway": ("vpc", "tables", "group", "airflow"),
    "two-environments": (*_PRIVATE, "s3"),
}
"""The shared blocks of each network."""


def path_of(name: str, source: str) -> Path:
    """Return where the plan, the state or the responses of a network lie."""
    return HERE / "networks" / name / f"{source}.json"


def template(name: str) -> str:
    """Return the template of a network."""
    return "Resources:\n" + _joined(name, "yaml")


def configuration(name: str) -> str:
    """Return the Terraform configuration of a network."""
    return (HERE / "blocks" / "provider.tf").read_text(encoding="utf-8") + "\n" + _joined(name, "tf")


def _joined(name: str, suffix: str) -> str:
    shared = [HERE / "blocks" / f"{block}.{suffix}" for block in NETWORKS[name]]
    own = HERE / "networks" / name / f"own.{suffix}"
    return "\n".join(one.read_text(encoding="utf-8") for one in [*shared, own] if one.exists())
