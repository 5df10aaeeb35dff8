"""Finds which resource takes over what AWS made with a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.joining import Members, decide_one
from mwaa_policy.sources.terraform.kinds import DEFAULT_ACL, DEFAULT_GROUP, DEFAULT_TABLE, DEFAULT_VPC, OF_VPC, VPC
from mwaa_policy.sources.terraform.snapshot import Resource
from mwaa_policy.sources.terraform.terms import Target
from mwaa_policy.sources.terraform.words import partial_plan

if TYPE_CHECKING:
    from mwaa_policy.sources.terraform.world import World

_ADOPTERS = {
    DEFAULT_ACL: ("default_network_acl_id", "default_network_acl_id"),
    DEFAULT_TABLE: ("default_route_table_id", "default_route_table_id"),
    DEFAULT_GROUP: ("vpc_id", "default_security_group_id"),
}
"""By type: the argument that tells whose object it takes over, and the attribute of the VPC that names that."""


class Adoption:
    """Answers who takes over the default objects of VPCs."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._takers: dict[tuple[str, str], str] = {}
        self._doubts: dict[str, list[tuple[Members, Missing]]] = {}
        self._members: dict[Resource, Members] = {}
        for kind, (argument, attribute) in _ADOPTERS.items():
            for resource in world.of(kind):
                self._place(resource, argument, attribute)

    def taker(self, vpc_id: str, attribute: str) -> str | None:
        """Return the id of the resource that takes over what an attribute of a VPC names."""
        return self._takers.get((vpc_id, attribute))

    def of(self, resource: Resource) -> Members:
        """Return the VPC whose object a resource takes over."""
        return self._members[resource]

    def why_unknown(self, resource: Resource) -> Missing:
        """Return why it is not known whose object a resource takes over."""
        argument, _ = _ADOPTERS[resource.type]
        return self._world.why_unknown(resource, argument, members=self._members[resource])

    def doubt(self, vpc: Resource, attribute: str) -> Missing | None:
        """Return why a resource may take over what an attribute of a VPC names, `None` when none does.

        A plan that leaves resources out may leave out the one that does.
        """
        partial = self._world.snapshot(vpc).partial
        if partial is not None:
            return partial_plan(vpc.document, partial)
        of_default = "default_route_table_id" if attribute == "main_route_table_id" else attribute
        name = self._world.identity(vpc)
        if (name, of_default) in self._takers:
            return None
        for members, why in self._doubts.get(of_default, ()):
            if not members.candidates or name in members.candidates:
                return why
        return None

    def _place(self, resource: Resource, argument: str, attribute: str) -> None:
        members = self._owner(resource, argument, attribute)
        self._members[resource] = members or Members()
        if members is None:
            return
        if members.single is not None:
            self._takers.setdefault((members.single, attribute), self._world.identity(resource))
        else:
            self._doubts.setdefault(attribute, []).append((members, self.why_unknown(resource)))

    def _owner(self, resource: Resource, argument: str, attribute: str) -> Members | None:
        """Return the VPC whose object a resource takes over, `None` for the default VPC of the account."""
        world = self._world
        live = world.fact(resource, "vpc_id")
        if live.known:
            return Members(items=(str(live.value),), complete=True)
        found = world.fact(resource, argument)
        if found.absent:
            return None
        if found.known:
            owners = tuple(name for name, vpc in world.vpcs() if vpc.value(attribute) == found.value)
            return Members(items=owners, complete=bool(owners)) if owners else None
        if argument == "vpc_id":
            return world.refer(resource, argument, to="vpcs")
        joined = world.joined(resource, argument)
        if joined is None:
            return Members()
        members = decide_one(joined, self._vpc_of, prefix="vpc-", is_new=world.is_new)
        return world.only_possible(members)

    def _vpc_of(self, target: Target) -> str | None:
        of_vpc = target.resource.type in {VPC, DEFAULT_VPC} and target.attribute in {None, *OF_VPC}
        return self._world.identity(target.resource) if of_vpc else None
