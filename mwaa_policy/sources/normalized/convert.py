"""Turns a normalized document into an inventory that knows where it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mwaa_policy.document import Document, escape
from mwaa_policy.errors import InputError
from mwaa_policy.model import Context, Inventory, Listing, Params, Record
from mwaa_policy.provenance import Missing, Origin, Path, Provenance
from mwaa_policy.sources._draft import COLLECTIONS, Draft, Normalized
from mwaa_policy.sources._located import located
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.normalized.check import check
from mwaa_policy.sources.normalized.read import read

KIND = "normalized"


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
        return _draft(document, inventory, options).close()


def _draft(document: Document, inventory: Inventory, options: Options) -> Draft:
    draft = Draft(kind=KIND, params=_params(inventory, options), context=_context(inventory, options))
    draft.provenance.documents[document.name] = document
    draft.environments_complete = inventory.environments.complete
    notes = _Notes(document.name, draft.provenance)
    notes.record(("context",), "/context", draft.context)
    for collection in COLLECTIONS:
        for index, record in enumerate(getattr(inventory, collection).items):
            pointer = f"/{collection}/items/{index}"
            draft.add(collection, record, notes.origin(pointer))
            notes.record((collection, record.id), pointer, record)
    return draft


def _params(inventory: Inventory, options: Options) -> Params:
    """Return the parameters of the document, with what the caller states instead."""
    stated = {name: getattr(options.params, name) for name in options.params.model_fields_set}
    return inventory.params.model_copy(update=stated)


def _context(inventory: Inventory, options: Options) -> Context:
    context = inventory.context
    return context.model_copy(
        update={"region": context.region or options.region, "account_id": context.account_id or options.account}
    )


class _Notes:
    """Notes where facts of a document stand, and which it leaves open."""

    def __init__(self, document: str, provenance: Provenance) -> None:
        self._document = document
        self._provenance = provenance

    def origin(self, pointer: str) -> Origin:
        """Return a place of the document."""
        return Origin(document=self._document, pointer=pointer)

    def record(self, path: Path, pointer: str, record: Record) -> None:
        """Note the attributes of a record."""
        for name in type(record).model_fields:
            self._attribute((*path, name), f"{pointer}/{escape(name)}", getattr(record, name))

    def _attribute(self, path: Path, pointer: str, value: Any) -> None:  # noqa: ANN401 - of any type of the model
        if value is None or (value is False and path[-2:-1] == ("complete",)):
            self._open(path, pointer)
        elif isinstance(value, Listing):
            self._listing(path, pointer, value)
        elif isinstance(value, Record):
            self.record(path, pointer, value)
        self._provenance.origins[path] = self.origin(pointer)

    def _listing(self, path: Path, pointer: str, listing: Listing[Any]) -> None:
        if not listing.complete:
            self._open(path, pointer)
        for index, item in enumerate(listing.items):
            key = item if isinstance(item, str) else getattr(item, "key", None)
            if key is None:
                continue
            inner = f"{pointer}/items/{index}"
            self._provenance.origins[(*path, key)] = self.origin(inner)
            if isinstance(item, Record):
                self._parts((*path, key), inner, item)

    def _parts(self, path: Path, pointer: str, record: Record) -> None:
        for name in type(record).model_fields:
            value = getattr(record, name)
            if value is None:
                self._open((*path, name), f"{pointer}/{escape(name)}")
            elif isinstance(value, Listing):
                self._listing((*path, name), f"{pointer}/{escape(name)}", value)

    def _open(self, path: Path, pointer: str) -> None:
        self._provenance.missing[path] = Missing(
            subject=" ".join(path),
            text=f"the document does not know {path[-1]} of {path[-2]}",
            supply=f"write it at {pointer}",
            origin=self.origin(pointer),
        )
