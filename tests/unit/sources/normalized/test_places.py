"""Every fact of a document is found where it stands, and every gap is told."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_policy.document import escape, read_document
from mwaa_policy.model import COLLECTIONS
from mwaa_policy.provenance import Path, Provenance
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.normalized import normalize
from tests.fixtures.networks import NETWORKS
from tests.fixtures.rename import beside, renamed

UNNAMED = {"schema", "params"}


def written(value: Any, path: Path = (), pointer: str = "") -> Iterator[tuple[Path, str, Any]]:
    """Yield every fact of a document that a path can name, with its place."""
    if isinstance(value, dict) and value.keys() == {"items", "complete"}:
        for index, item in enumerate(value["items"]):
            name = item if isinstance(item, str) else item.get("key", item.get("id"))
            if name is not None:
                yield from _named(item, (*path, name), f"{pointer}/items/{index}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            if path or name not in UNNAMED:
                yield from _named(inner, (*path, name), f"{pointer}/{escape(name)}")


def _named(value: Any, path: Path, pointer: str) -> Iterator[tuple[Path, str, Any]]:
    if len(path) > 1:
        yield path, pointer, value
    yield from written(value, path, pointer)


def is_gap(path: Path, value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("complete") is False
    return value is None or (value is False and path[-2] == "complete")


def provenance_of(document: Any) -> Provenance:
    text = json.dumps(document, indent=1)
    return normalize([read_document(text, name="network.json")], Options()).provenance


def check(document: Any) -> None:
    """Compare what is worked out, path by path and as a whole, with what the document writes."""
    provenance = provenance_of(document)
    facts = list(written(document))
    assert {path: origin.pointer for path, origin in provenance.origins.items()} == {
        path: pointer for path, pointer, _ in facts
    }
    gaps = {path: pointer for path, pointer, value in facts if is_gap(path, value)}
    assert {path: why.origin.pointer for path, why in provenance.missing.items() if why.origin} == gaps
    assert (len(provenance.origins), len(provenance.missing)) == (len(facts), len(gaps))
    for path, why in provenance.missing.items():
        assert (why.subject, why.supply) == (" ".join(path), f"write it at {gaps[path]}")
        assert why.text == f"the document does not know {path[-1]} of {path[-2]}"


def networks(name: str) -> dict[str, Any]:
    whole = beside(*(renamed(NETWORKS[name](), f"{number}-") for number in range(3)))
    document: dict[str, Any] = json.loads(whole.to_json())
    return document


@pytest.mark.parametrize("name", NETWORKS)
def test_every_fact_of_a_network(name: str) -> None:
    check(networks(name))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_gap_of_a_network(data: st.DataObject) -> None:
    document = networks(data.draw(st.sampled_from(sorted(NETWORKS))))
    lists = [value for _, _, value in written(document) if isinstance(value, dict) and "items" in value]
    for one in data.draw(st.lists(st.sampled_from(lists), max_size=20)):
        one["complete"] = False
    records = [record for name in COLLECTIONS for record in document[name]["items"]]
    for record in data.draw(st.lists(st.sampled_from(records), max_size=20)):
        for name, value in record.items():
            if name not in {"id", "default"} and not isinstance(value, dict):
                record[name] = None
    for vpc in document["vpcs"]["items"]:
        vpc["complete"]["subnets"] = data.draw(st.booleans())
    document["context"]["region"] = None
    check(document)


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        (("vpcs", "0-vpc", "dns_support", "deeper"), "/vpcs/items/0/dns_support"),
        (("vpcs", "0-vpc", "cidrs", "10.0.0.0/16"), "/vpcs/items/0/cidrs"),
        (("vpcs", "0-vpc", "surprise"), "/vpcs/items/0"),
        (("vpcs", "elsewhere", "cidrs"), None),
        (("context", "surprise"), None),
        (("params", "routing"), None),
        (("vpcs",), None),
        ((), None),
    ],
)
def test_what_has_no_place_has_that_of_what_is_around_it(path: Path, pointer: str | None) -> None:
    origin = provenance_of(networks("private")).origin(path)
    assert (origin.pointer if origin else None) == pointer


def test_of_namesakes_in_a_list_the_first_is_found() -> None:
    document = networks("public")
    groups = document["environments"]["items"][0]["security_group_ids"]["items"]
    groups.append(groups[0])
    path = ("environments", document["environments"]["items"][0]["id"], "security_group_ids", groups[0])
    assert provenance_of(document).origins[path].pointer.endswith("/security_group_ids/items/0")


def test_provenance_takes_no_memory_of_its_own() -> None:
    whole = beside(*(renamed(NETWORKS["private"](), f"{number}-") for number in range(20)))
    document = read_document(whole.to_json(), name="network.json")
    normalize([document], Options())
    tracemalloc.start()
    normalized = normalize([document], Options())
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(normalized.inventory.environments.items) == 20
    assert taken < 6 * len(document.text)
