"""Reads the configuration items of AWS Config: what it recorded of resources, of each the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mwaa_policy.document import Document
from mwaa_policy.sources.boto3.config_objects import is_read
from mwaa_policy.sources.boto3.described import Described
from mwaa_policy.sources.boto3.forms import CONFIG_LISTS, is_config_call, is_query
from mwaa_policy.sources.boto3.operations import operation_named, operations_of
from mwaa_policy.sources.boto3.recast import Stand, unpacked

_ENVIRONMENT = "AWS::MWAA::Environment"
_GONE = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
_NEEDED = ("resourceType", "resourceId", "configuration")
_SELECT = "SELECT resourceId, resourceType, accountId, awsRegion, configuration, supplementaryConfiguration"
_AGAIN = f'ask for whole items: `aws configservice select-resource-config --expression "{_SELECT} WHERE …"`'


class Item(NamedTuple):
    """A configuration item."""

    value: Mapping[str, Any]
    stand: Stand

    def text(self, *names: str) -> str | None:
        """Return the first member of these names that is a text, as the API and the delivered files spell them."""
        return next((self.value[name] for name in names if isinstance(self.value.get(name), str)), None)

    def unpacked(self, name: str) -> tuple[Any, Stand]:
        """Return a member, an object or the text of one, and where what it holds stands; or nothing, where it lacks."""
        return unpacked(self.value.get(name), self.stand.at(name) if name in self.value else self.stand, name)

    @property
    def type(self) -> str:
        """The type of the resource."""
        return self.text("resourceType") or ""

    @property
    def id(self) -> str:
        """The id of the resource."""
        return self.text("resourceId") or ""

    @property
    def account(self) -> str | None:
        """The account of the resource, where it is told."""
        return self.text("accountId", "awsAccountId")

    @property
    def region(self) -> str | None:
        """The region of the resource, where it is told."""
        return self.text("awsRegion")

    @property
    def key(self) -> tuple[str | None, ...]:
        """What tells the resource from others; an environment is known by its name, which others have elsewhere."""
        place = (self.account, self.region) if self.type == _ENVIRONMENT else ()
        return (self.type, self.id, *place)


def read_config(documents: Sequence[Document]) -> list[Described]:
    """Return the resources that the items describe; of several items of one the newest counts.

    Raises:
        InputError: an item cannot be read, or nothing tells which of two is newer.
    """
    newest: dict[tuple[str | None, ...], Item] = {}
    for document in documents:
        _refuse_responses(document)
        for item in _items(document.value(), Stand(document.name, "")):
            if not is_read(item.type):
                continue
            before = newest.get(item.key)
            newest[item.key] = item if before is None else _newer(before, item)
    return [_described(item) for item in newest.values() if item.text("configurationItemStatus") not in _GONE]


def _refuse_responses(document: Document) -> None:
    """Refuse a document that holds responses beside items: they are of two moments, and only one kind is read."""
    value = document.value()
    parts = value.items() if isinstance(value, dict) else ()
    named = (name for name, held in parts if isinstance(held, dict | list) and operation_named(name))
    bare = (one.member for one in operations_of(value)) if isinstance(value, dict) else iter(())
    name = next(named, None) or next(bare, None)
    if name is not None:
        raise (
            Stand(document.name, "")
            .at(name)
            .error("responses of the API stand beside items of AWS Config", "give them as a document of their own")
        )


def _items(value: Any, stand: Stand) -> Iterator[Item]:  # noqa: ANN401 - a foreign value
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _items(one, stand.at(index))
        return
    for read, held, where in _parts(value, stand) if isinstance(value, dict) else ():
        for found in read(held, where):
            yield _checked(found)


_Read = Callable[[Any, Stand], Iterator[Item]]


def _parts(value: Mapping[str, Any], stand: Stand) -> Iterator[tuple[_Read, Any, Stand]]:
    """Give what holds items, and what reads it."""
    held = value.get("data")
    if isinstance(held, dict) and value.keys() == {"status_code", "data"}:
        yield _items, held, stand.at("data")
    for name in CONFIG_LISTS:
        if isinstance(value.get(name), list):
            yield _listed, value[name], stand.at(name)
    if isinstance(value.get("configurationItem"), dict):
        yield _alone, value["configurationItem"], stand.at("configurationItem")
    if is_query(value):
        yield _selected, value, stand
    for name, part in value.items():
        if is_config_call(name):
            yield _items, part, stand.at(name)


def _alone(value: Any, stand: Stand) -> Iterator[Item]:  # noqa: ANN401 - a foreign value
    if not isinstance(value, dict):
        raise stand.error("this is no configuration item", "a configuration item is an object with a resourceType")
    yield Item(value, stand)


def _listed(value: Sequence[Any], stand: Stand) -> Iterator[Item]:
    for index, one in enumerate(value):
        yield from _alone(one, stand.at(index))


def _selected(value: Mapping[str, Any], stand: Stand) -> Iterator[Item]:
    """Read the rows of a query; one that asked for parts of a configuration does not tell what it left out."""
    info = value.get("QueryInfo")
    fields = info.get("SelectFields") if isinstance(info, dict) else None
    names = [one.get("Name") for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    if not all(name in names for name in _NEEDED):
        told = "the query does not ask for whole items" if names else "nothing tells what the query asked for"
        raise stand.at("QueryInfo" if isinstance(info, dict) else "Results").error(told, _AGAIN)
    results = stand.at("Results")
    for index, one in enumerate(value["Results"]):
        yield from _alone(*unpacked(one, results.at(index), "a result"))


def _checked(item: Item) -> Item:
    for name in ("resourceType", "resourceId"):
        if item.text(name) is None:
            raise item.stand.error(f"a configuration item has no {name}", "give all that AWS Config answered")
    return item


def _newer(before: Item, item: Item) -> Item:
    """Return the newer of two items of one resource."""
    times = _time(before), _time(item)
    if times[0] == times[1] and before.value.get("configuration") == item.value.get("configuration"):
        return before
    if None in times or times[0] == times[1]:
        first = f"the first is at {before.stand.pointer} of {before.stand.document}"
        raise item.stand.error(
            f"nothing tells which of two configuration items of {item.id} is newer",
            f"{first}: give items with their configurationItemCaptureTime, or the newer one only",
        )
    return max((before, item), key=lambda one: _time(one) or (0.0, 0.0))


def _time(item: Item) -> tuple[float, float] | None:
    """Return when an item was taken; of one moment the states are numbered."""
    taken = item.value.get("configurationItemCaptureTime")
    state = str(item.value.get("configurationStateId") or "")
    moment = float(taken) if isinstance(taken, int | float) else _moment(taken) if isinstance(taken, str) else None
    return None if moment is None else (moment, float(state) if state.isdecimal() else 0.0)


def _moment(text: str) -> float | None:
    from datetime import UTC, datetime  # noqa: PLC0415 - for histories only

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _described(item: Item) -> Described:
    value, stand = item.unpacked("configuration")
    if value is not None and not isinstance(value, dict):
        raise stand.error("configuration is no object", "give all that AWS Config answered")
    return Described(
        type=item.type,
        id=item.id,
        account=item.account,
        region=item.region,
        value=value or {},
        stand=stand,
        extra=item.unpacked("supplementaryConfiguration"),
    )
