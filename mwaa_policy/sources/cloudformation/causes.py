"""Why a value of a template is not known, and what was assumed in its place."""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.cloudformation.values import Place

_SHOWN = 60
"""How much of the value of a parameter a message repeats."""

REGION = Missing(subject="region", text="the region is not known", supply="--region …")
ACCOUNT = Missing(subject="account", text="the account is not known", supply="--account …")
ZONES = Missing(subject="zones", text="Fn::GetAZs gives the zones of the account, whose names are not known", supply="")
STACK = Missing(subject="stack", text="the name of the stack is given when it is deployed", supply="")
NETWORK = "add the template or the API responses of the network"
"""How to supply what a template takes from another place."""


def parameter(name: str, place: Place) -> Missing:
    """Return the cause of what hangs on a parameter without a value."""
    subject = f"parameter {name}"
    return Missing(
        subject=subject, text=f"{subject} has no default", supply=f"--parameter {name}=…", origin=place.origin
    )


def of_stack(name: str, title: str, place: Place, *, hidden: bool) -> Missing:
    """Return the cause of what hangs on a parameter whose value a stack does not tell."""
    text = f"{title} hides the value of parameter {name}" if hidden else f"{title} has no value of parameter {name}"
    return Missing(subject=f"parameter {name}", text=text, supply=f"--parameter {name}=…", origin=place.origin)


def stored_parameter(name: str, path: str, place: Place) -> Missing:
    """Return the cause of what hangs on a parameter that is read from Systems Manager."""
    where = f" ({path})" if path else ""
    return Missing(
        subject=f"parameter {name}",
        text=f"parameter {name} is read from Systems Manager{where} when the stack is deployed",
        supply="declare the parameter with the type of its value, without AWS::SSM::, and give --parameter",
        origin=place.origin,
    )


def dynamic_reference(name: str) -> Missing:
    """Return the cause of what CloudFormation looks up when it deploys."""
    return Missing(
        subject=f"{{{{resolve:{name}}}}}",
        text=f"{{{{resolve:{name}}}}} is looked up when the stack is deployed",
        supply="write the value in its place",
    )


def export(name: str, place: Place) -> Missing:
    """Return the cause of what another stack exports."""
    return Missing(
        subject=f"export {name}",
        text=f"{name} is exported by another stack",
        supply="add the template that exports it",
        origin=place.origin,
    )


def attribute(logical_id: str, kind: str, name: str | None, place: Place) -> Missing:
    """Return the cause of what a resource tells only after it was created."""
    what = f"{logical_id}.{name}" if name else logical_id
    return Missing(
        subject=f"resource {logical_id}",
        text=f"{what} ({kind}) is known only after deployment",
        supply=NETWORK if kind.startswith("AWS::CloudFormation::Stack") else "",
        origin=place.origin,
    )


def unread_stack(logical_id: str, kind: str, place: Place) -> Missing:
    """Return the cause of what a nested stack, or a module, hides."""
    return Missing(
        subject=f"resource {logical_id}",
        text=f"what is in {logical_id} ({kind}) is not among the documents",
        supply="add its template",
        origin=place.origin,
    )


def transform(name: str, place: Place) -> Missing:
    """Return the cause of what a macro makes."""
    return Missing(
        subject=f"resource {name}",
        text=f"{name} is made by the transform of the template",
        supply="give the processed template",
        origin=place.origin,
    )


def fault(text: str, place: Place) -> Missing:
    """Return the cause of what hangs on a part that cannot be read."""
    return Missing(
        subject=f"unreadable part {place.pointer}", text=text, supply="mend the template", origin=place.origin
    )


def left_open(logical_id: str, name: str, place: Place) -> Missing:
    """Return the cause of what a resource does not say and AWS decides."""
    return Missing(
        subject=f"{name} of {logical_id}",
        text=f"{logical_id} gives no {name}",
        supply=f"set {name} of {logical_id}",
        origin=place.origin,
    )


def described_elsewhere(what: str, identity: str, cause: Missing | None, place: Place) -> Missing:
    """Return the cause of what is not known of an object that the template only takes by its id."""
    if cause is None:
        name = f"{what} {identity}"
        return Missing(subject=name, text=f"{name} is not made by the template", supply=NETWORK, origin=place.origin)
    return Missing(
        subject=cause.subject,
        text=f"{cause.text}, and the {what} that it names is not made by the template",
        supply=NETWORK,
        origin=cause.origin or place.origin,
    )


def default_of(name: str, value: str | None) -> Assumption:
    """Return the assumption that a parameter keeps its default; `None` hides what it is."""
    return _assumed(name, "its default" if value is None else f"{_shown(value)} (its default)")


def kept_from(name: str, value: str | None, title: str) -> Assumption:
    """Return the assumption that a parameter keeps the value that a stack has; `None` hides what it is."""
    return _assumed(name, f"that of {title}" if value is None else f"{_shown(value)} (that of {title})")


def _assumed(name: str, what: str) -> Assumption:
    return Assumption(subject=f"parameter {name}", text=f"parameter {name} is {what}", option=f"--parameter {name}=…")


def _shown(value: str) -> str:
    return "empty" if not value else value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"


def merged(causes: Iterable[Missing]) -> Missing:
    """Return one cause that names all of the given ones, which are at least one."""
    by_subject = {cause.subject: cause for cause in causes}
    found = list(by_subject.values())
    if len(found) == 1:
        return found[0]
    if all(cause.text == f"{cause.subject} has no default" for cause in found):
        names = ", ".join(sorted(cause.subject.removeprefix("parameter ") for cause in found))
        subject, text = f"parameters {names}", f"parameters {names} have no default"
    else:
        subject = ", ".join(sorted(by_subject))
        text = "; ".join(sorted({cause.text for cause in found}))
    supplies = [cause.supply for cause in sorted(found, key=lambda one: one.subject) if cause.supply]
    joint = " " if all(supply.startswith("--") for supply in supplies) else "; "
    return Missing(
        subject=subject,
        text=text,
        supply=joint.join(dict.fromkeys(supplies)),
        origin=next((cause.origin for cause in found if cause.origin), None),
    )
