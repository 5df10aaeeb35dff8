"""Turns a normalized document into an inventory that knows where it was written."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping, Sequence
from typing import TypeVar

from mwaa_policy.document import Document
from mwaa_policy.errors import InputError
from mwaa_policy.model import COLLECTIONS, Context, Inventory, Params
from mwaa_policy.provenance import Path, Provenance
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources._located import located
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.normalized.check import check
from mwaa_policy.sources.normalized.places import Origins, Unknowns
from mwaa_policy.sources.normalized.read import read

KIND = "normalized"
T = TypeVar("T")


def normalize(documents: Sequence[Document], options: Options) -> Normalized:
    """Return the inventory that a document is.

    Raises:
        InputError: it is not one, or contradicts itself.
    """
    if len(documents) != 1:
        raise InputError(
            f"{len(documents)} normalized documents cannot be joined",
            document=documents[1].name if documents else None,
            hint="give one document that holds all networks",
        )
    document = documents[0]
    with located(documents):
        inventory = read(document)
        check(inventory, document.name)
        return _draft(document, _stated(inventory, options)).close()


def _draft(document: Document, inventory: Inventory) -> Draft:
    provenance = Provenance(
        documents={document.name: document},
        origins=_under_notes(Origins(document.name, inventory)),
        missing=_under_notes(Unknowns(document.name, inventory)),
    )
    draft = Draft(kind=KIND, params=inventory.params, context=inventory.context, provenance=provenance)
    draft.environments_complete = inventory.environments.complete
    for collection in COLLECTIONS:
        for record in getattr(inventory, collection).items:
            draft.add(collection, record)
    return draft


def _under_notes(answers: Mapping[Path, T]) -> MutableMapping[Path, T]:
    """Return answers that a draft may add to: what it notes lies over them."""
    return ChainMap({}, answers)  # type: ignore[arg-type]  # only the first is ever written to


def _stated(inventory: Inventory, options: Options) -> Inventory:
    """Return the inventory with what the caller states beside it."""
    return inventory.model_copy(update={"params": _params(inventory, options), "context": _context(inventory, options)})


def _params(inventory: Inventory, options: Options) -> Params:
    """Return the parameters of the document, with what the caller states instead."""
    stated = {name: getattr(options.params, name) for name in options.params.model_fields_set}
    return inventory.params.model_copy(update=stated)


def _context(inventory: Inventory, options: Options) -> Context:
    context = inventory.context
    return context.model_copy(
        update={"region": context.region or options.region, "account_id": context.account_id or options.account}
    )
