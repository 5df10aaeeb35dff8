"""Resolves the intrinsic functions of templates as far as their values are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from mwaa_policy.frozen import Frozen, field
from mwaa_policy.model.services import partition_of
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Skipped
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import BUCKET, IDENTIFYING, PROPERTY
from mwaa_policy.sources.cloudformation.call import Call
from mwaa_policy.sources.cloudformation.conditions import Conditions, Truth
from mwaa_policy.sources.cloudformation.existence import Existence
from mwaa_policy.sources.cloudformation.exports import Exports
from mwaa_policy.sources.cloudformation.foreach import Each, Loop, loops
from mwaa_policy.sources.cloudformation.functions import FUNCTIONS
from mwaa_policy.sources.cloudformation.parameters import parameter_cell
from mwaa_policy.sources.cloudformation.read import Raw, Resource, Template, plain_text
from mwaa_policy.sources.cloudformation.references import circles
from mwaa_policy.sources.cloudformation.tokens import Tokens
from mwaa_policy.sources.cloudformation.values import (
    ABSENT,
    Absent,
    Bag,
    Cell,
    Fault,
    Place,
    Reference,
    Zones,
    assumed_of,
    key_of,
)

_DEEPEST = 100
"""Nesting, references followed included. Real templates stay below 25."""
_ARN = "Arn"
_OUTPUTS = "Outputs."
_RESOURCE = re.compile(r"\$\{(?:Ref|GetAtt):(?P<id>[^{}.]+)(?:\.(?P<attribute>[^{}]+))?\}")
"""The token of a resource, or of one of its attributes."""
_PSEUDO = frozenset({"AWS::Region", "AWS::Partition", "AWS::URLSuffix", "AWS::AccountId"})


class Settings(Frozen):
    """What the caller states beside the templates."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, frozenset[str]] = field(default_factory=dict)
    region: str | None = None
    account: str | None = None
    exports: Mapping[str, frozenset[str | None]] = field(default_factory=dict)
    """What stacks export that are there: the values of each name, `None` for one that is hidden."""


class Resolver:
    """Answers what each part of the templates says."""

    def __init__(self, templates: Sequence[Template], settings: Settings) -> None:
        self.templates = tuple(templates)
        self.settings = settings
        self.tokens = Tokens()
        self.conditions = Conditions(self)
        self.resources: dict[str, Resource] = {
            resource.id: resource for template in templates for resource in template.resources.values()
        }
        self.nested: dict[str, Template] = {
            template.caller.id: template for template in templates if template.caller is not None
        }
        """The templates of nested stacks, by the ids of the stacks."""
        self.skipped: dict[Skipped, None] = {}
        self._properties: dict[tuple[str, str], Cell | None] = {}
        self._open: set[tuple[str, str]] = set()
        self._circles: dict[str, Mapping[str, frozenset[str]]] = {}
        self.exports = Exports(self)
        self.existence = Existence(self)
        self._depth = 0

    # -- values ---------------------------------------------------------------------------------

    def cell(self, template: Template, raw: Raw, place: Place) -> Cell:
        """Return what a part of a template says; a part that cannot be read is unknown."""
        try:
            with self.deeper(place):
                return self._cell(template, raw, place)
        except Fault as fault:
            return Cell(self.left_out(fault), place)

    def _cell(self, template: Template, raw: Raw, place: Place) -> Cell:
        if isinstance(raw, str):
            return Cell(self.tokens.literal(template, raw, place), place)
        if isinstance(raw, list):
            items = (self.cell(template, item, place.at(index)) for index, item in enumerate(raw))
            return Cell(tuple(item for item in items if item.value is not ABSENT), place)
        if isinstance(raw, dict):
            return self._mapping(template, raw, place)
        if isinstance(raw, Each):
            return Cell(Unknown(raw.cause), place)
        if raw is None:
            raise Fault(place, "a value is empty (null), which CloudFormation refuses")
        return Cell(raw, place)

    def _mapping(self, template: Template, raw: Mapping[str, Raw], place: Place) -> Cell:
        left = loops(raw)
        functions = [] if left else [key for key in raw if key == "Ref" or key.startswith("Fn::")]
        if not functions:
            doubts = [loop.cause for loop in left if loop.cause]
            if doubts:
                return Cell(Unknown(causes.merged(doubts)), place)
            members = {
                str(key): self.cell(template, item, place.at(key)).hanging_on(assumed_of(key))
                for key, item in raw.items()
                if not isinstance(item, Loop)
            }
            assumed = frozenset[Assumption]().union(*(loop.assumed for loop in left))
            return Cell({key: cell for key, cell in members.items() if cell.value is not ABSENT}, place, assumed)
        name = functions[0]
        if len(raw) > 1:
            raise Fault(place, f"{name} stands beside other members: a function is alone in its mapping")
        function = FUNCTIONS.get(name)
        if function is None:
            raise Fault(place, f"{name} is a function that is not known here")
        return function(self, Call(name=name, template=template, argument=raw[name], place=place))

    @contextmanager
    def deeper(self, place: Place) -> Iterator[None]:
        """Go one level down, unless that is too deep.

        Raises:
            Fault: it is.
        """
        if self._depth >= _DEEPEST:
            raise Fault(place, f"values are nested, or refer to each other, more than {_DEEPEST} levels deep")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def text(self, cell: Cell) -> str | Unknown:
        """Return a value as text, with tokens.

        Raises:
            Fault: it is a list or a mapping.
        """
        value = cell.value
        if isinstance(value, Unknown):
            # What is made of one of two values is not one of them.
            return Unknown(value.cause)
        if isinstance(value, Reference):
            return self._reference_text(value, cell.place)
        if isinstance(value, tuple | Mapping | Zones | Absent):
            raise Fault(cell.place, f"a {'list' if isinstance(value, tuple | Zones) else 'mapping'} stands for a text")
        return plain_text(value)

    def _reference_text(self, reference: Reference, place: Place) -> str:
        resource = self.resources[reference.id]
        cause = causes.attribute(resource.logical_id, resource.type, reference.attribute, place)
        if reference.attribute is None:
            return self.tokens.make(f"Ref:{reference.id}", cause)
        if resource.type == BUCKET and reference.attribute == _ARN:
            name = self.text(self.refer(resource.template, resource.logical_id, None, place))
            if isinstance(name, str):
                return f"arn:{self.pseudo('AWS::Partition')}:s3:::{name}"
        return self.tokens.make(f"GetAtt:{reference.id}.{reference.attribute}", cause)

    def made(self, text: str) -> str | Reference:
        """Return a text that is made of others; one that is but the token of a resource is that."""
        found = _RESOURCE.fullmatch(text)
        identity = found["id"] if found else None
        if found and identity in self.resources:
            return Reference(identity, found["attribute"])
        return self.tokens.looked_up(text)

    def sequence(self, cell: Cell) -> tuple[Cell, ...] | Zones | Unknown | None:
        """Return a value as a list, `None` when it is none; what a resource tells may be a list."""
        value = cell.value
        if isinstance(value, Reference) and value.attribute is not None:
            resource = self.resources[value.id]
            return Unknown(causes.attribute(resource.logical_id, resource.type, value.attribute, cell.place))
        if isinstance(value, Unknown):
            return Unknown(value.cause)
        return value if isinstance(value, tuple | Zones) else None

    def plain(self, cell: Cell) -> object:
        """Return a value as JSON-like data, with tokens in texts and `Unknown` for the rest."""
        value = cell.value
        if isinstance(value, tuple):
            return [self.plain(item) for item in value]
        if isinstance(value, Mapping):
            return {key: self.plain(item) for key, item in value.items()}
        if isinstance(value, Zones):
            return Unknown(causes.ZONES)
        return self._reference_text(value, cell.place) if isinstance(value, Reference) else value

    # -- names ----------------------------------------------------------------------------------

    def refer(self, template: Template, name: str, attribute: str | None, place: Place) -> Cell:
        """Return what `Ref` (no attribute) or `Fn::GetAtt` says of a name.

        Raises:
            Fault: the template has nothing of that name.
        """
        resource = template.resources.get(name)
        if resource is not None:
            return self._refer_to_resource(resource, attribute, place)
        if attribute is None and name in template.parameters:
            return parameter_cell(self, template, template.parameters[name], place)
        if attribute is None and name.startswith("AWS::"):
            return self._pseudo_cell(name, template, place)
        doubts = template.doubts.get("Resources")
        if doubts or template.adds_resources:
            kind = "Ref" if attribute is None else "GetAtt"
            full = template.scoped(name) if attribute is None else f"{template.scoped(name)}.{attribute}"
            cause = causes.merged(doubts) if doubts else causes.transform(name, place)
            return Cell(self.tokens.make(f"{kind}:{full}", cause), place)
        raise Fault(place, self._dangling(template, name, attribute))

    def _dangling(self, template: Template, name: str, attribute: str | None) -> str:
        from difflib import get_close_matches  # noqa: PLC0415 - only for a message

        known = [*template.resources, *(template.parameters if attribute is None else ())]
        near = get_close_matches(name, known, n=1)
        what = "a resource" if attribute else "a parameter or a resource"
        return f"{name} is not the name of {what} of the template" + (f"; is {near[0]} meant?" if near else "")

    def _refer_to_resource(self, resource: Resource, attribute: str | None, place: Place) -> Cell:
        exists = self.exists(resource)
        if exists.value is False:
            raise Fault(place, self.existence.denial(resource))
        self._refuse_circle(resource, place)
        if resource.id in self.nested and attribute is not None and attribute.startswith(_OUTPUTS):
            return self._output(self.nested[resource.id], attribute.removeprefix(_OUTPUTS), place)
        if attribute in IDENTIFYING.get(resource.type, ()):
            attribute = None
        same = PROPERTY.get((resource.type, attribute))
        if same is not None:
            found = self.property(resource, same)
            if found is not None and not isinstance(found.value, Absent):
                return Cell(found.value, place, found.assumed | exists.assumed)
            if attribute is not None:
                return Cell(Unknown(causes.left_open(resource.logical_id, same, resource.place)), place)
        return Cell(Reference(resource.id, attribute), place, exists.assumed)

    def _output(self, template: Template, name: str, place: Place) -> Cell:
        """Return what a nested stack tells the template around it."""
        output = template.outputs.get(name)
        doubts = template.doubts.get("Outputs")
        if output is None and doubts:
            return Cell(Unknown(causes.merged(doubts)), place)
        if output is None or not isinstance(output.raw, dict) or "Value" not in output.raw:
            raise Fault(place, f"{template.document.name} has no output {name}")
        found = self.cell(template, output.raw["Value"], output.place.at("Value"))
        return Cell(found.value, place, found.assumed | output.assumed)

    def _refuse_circle(self, resource: Resource, place: Place) -> None:
        source = place.logical_id
        circle = self._circles_of(resource.template).get(source or "", frozenset())
        if source is not None and resource.logical_id in circle and place.document == resource.place.document:
            raise Fault(place, _circle_text(source, resource, circle))

    def _circles_of(self, template: Template) -> Mapping[str, frozenset[str]]:
        name = template.document.name
        if name not in self._circles:
            # A condition that is judged meanwhile finds none.
            self._circles[name] = {}
            self._circles[name] = circles(template, lambda condition: self._decide(template, condition, template.place))
        return self._circles[name]

    def _decide(self, template: Template, name: Raw, place: Place) -> bool | None:
        try:
            return self.conditions.holds(template, name, place).value
        except Fault:
            return None

    def _pseudo_cell(self, name: str, template: Template, place: Place) -> Cell:
        if name == "AWS::NoValue":
            return Cell(ABSENT, place)
        if name == "AWS::NotificationARNs":
            return Cell(Unknown(causes.STACK), place)
        if name in {"AWS::StackName", "AWS::StackId"}:
            stack = template.deployed
            told = None if stack is None else stack.name if name == "AWS::StackName" else stack.identity
            if told is not None:
                return Cell(told, place)
            scope = f":{template.stack}" if template.stack else ""
            return Cell(self.tokens.make(name + scope, causes.STACK), place)
        if name not in _PSEUDO:
            raise Fault(place, f"{name} is not a pseudo parameter")
        return Cell(self.pseudo(name), place)

    def pseudo(self, name: str) -> str:
        """Return the text of one of the pseudo parameters that are the same for all templates."""
        if name == "AWS::AccountId":
            return self.settings.account or self.tokens.make(name, causes.ACCOUNT)
        region = self.settings.region
        if region is None:
            return self.tokens.make(name, causes.REGION)
        return {"AWS::Region": region, "AWS::Partition": partition_of(region)}.get(name) or _url_suffix(region)

    # -- resources ------------------------------------------------------------------------------

    def exists(self, resource: Resource) -> Truth:
        """Return whether a resource is there."""
        return self.existence.holds(resource)

    def may_exist(self, template: Template, condition: Raw, place: Place) -> bool:
        """Return whether a part is there, or may be, under a condition that it may have."""
        return condition is None or self._decide(template, condition, place) is not False

    def property(self, resource: Resource, name: str) -> Cell | None:
        """Return what a resource says of a property, `None` when it says nothing."""
        key = (resource.id, name)
        if key in self._properties:
            return self._properties[key]
        raw = resource.properties
        place = resource.place.at("Properties", key_of(raw, name) if isinstance(raw, dict) else name)
        if key in self._open:
            return Cell(self.left_out(Fault(place, f"{name} of {resource.logical_id} refers to itself")), place)
        self._open.add(key)
        try:
            self._properties[key] = self._property(resource, name, place)
        finally:
            self._open.discard(key)
        return self._properties[key]

    def _property(self, resource: Resource, name: str, place: Place) -> Cell | None:
        raw = resource.properties
        whole = resource.place.at("Properties")
        if not isinstance(raw, dict):
            fault = Fault(whole, f"the properties of {resource.logical_id} are not a mapping")
            return Cell(self.left_out(fault), whole)
        if name in raw:
            return self.cell(resource.template, raw[name], place).hanging_on(assumed_of(key_of(raw, name)))
        doubts = [loop.cause for loop in loops(raw) if loop.cause]
        if doubts:
            return Cell(Unknown(causes.merged(doubts)), whole)
        merged = next((key for key, part in raw.items() if key.startswith("Fn::") and not isinstance(part, Loop)), None)
        if merged is not None:
            fault = Fault(whole.at(merged), f"{merged} adds properties to {resource.logical_id}")
            return Cell(self.left_out(fault), fault.place)
        return None

    def bag(self, resource: Resource) -> Bag:
        """Return the properties of a resource."""
        return Bag(resource.place, resource.logical_id, lambda name: self.property(resource, name))

    # -- faults ---------------------------------------------------------------------------------

    def left_out(self, fault: Fault) -> Unknown:
        """Remember a part that cannot be read; return what stands for its value."""
        self.skipped[Skipped(origin=fault.place.origin, text=fault.text)] = None
        return Unknown(causes.fault(fault.text, fault.place))


def _circle_text(source: str, target: Resource, circle: frozenset[str]) -> str:
    if source == target.logical_id:
        return (
            f"{source} refers to itself, which CloudFormation refuses as a circular dependency; "
            "a rule whose peer is its own group needs a resource of its own (AWS::EC2::SecurityGroupIngress)"
        )
    names = ", ".join(sorted(circle))
    return f"{names} refer to each other in a circle, which CloudFormation refuses as a circular dependency"


def _url_suffix(region: str) -> str:
    return "amazonaws.com.cn" if partition_of(region) == "aws-cn" else "amazonaws.com"
