"""The values of the verbs of edits, typed."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from mwaa_policy.decision import Edit
from mwaa_policy.errors import InternalError
from mwaa_policy.model import Direction, Record, TargetKind

T = TypeVar("T", bound=Record)


class GroupRuleValue(Record):
    """Value of `add_group_rule`; one of the three peers is given."""

    direction: Direction
    """Which way the traffic goes, as seen from the group."""
    protocol: str
    """Protocol number as text; `-1` is all."""
    from_port: int
    """Lowest port."""
    to_port: int
    """Highest port."""
    group_id: str | None = None
    """The peer, when it is a group."""
    cidr: str | None = None
    """The peer, when it is a range."""
    prefix_list_id: str | None = None
    """The peer, when it is a prefix list."""


class AclEntryValue(Record):
    """Value of `add_acl_entry`: an entry that allows."""

    direction: Direction
    """Which way the traffic goes, as seen from the subnet."""
    number: int
    """Rule number, or the next free one below it."""
    protocol: str
    """Protocol number as text; `-1` is all."""
    cidr: str
    """Source when `ingress`, destination when `egress`."""
    from_port: int
    """Lowest port."""
    to_port: int
    """Highest port."""


class StatementValue(Record):
    """Value of `add_statement`: a statement about every principal."""

    effect: str
    """`Allow`."""
    actions: tuple[str, ...]
    """The actions."""
    resources: tuple[str, ...]
    """The resources, with tokens."""


class RouteValue(Record):
    """Value of `add_route`."""

    destination: str
    """The range."""
    target_kind: TargetKind
    """What the route leads to."""
    target_id: str | None
    """The id of what it leads to; a person supplies one that is missing."""


class EndpointValue(Record):
    """Value of `create_endpoint`."""

    service: str
    """The service by its short name."""
    type: str
    """`Interface` or `Gateway`."""
    subnet_ids: tuple[str, ...] = ()
    """The subnets of an interface endpoint."""
    security_group_ids: tuple[str, ...] = ()
    """The groups of an interface endpoint."""
    route_table_ids: tuple[str, ...] = ()
    """The route tables of a gateway endpoint."""
    private_dns: bool = False
    """Whether it has private DNS."""


def value_of(edit: Edit, kind: type[T]) -> T:
    """Return the value of an edit.

    Raises:
        InternalError: the rule proposes something that its verb does not take.
    """
    try:
        return kind.model_validate(edit.value, strict=False)  # JSON has no tuples
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(str(part) for part in first["loc"])
        raise InternalError(
            f"rule {edit.rule} proposes to {edit.verb} with a wrong value at {place or 'its root'}: {first['msg']}; "
            "this is a bug of mwaa-policy or of its bundle"
        ) from error
