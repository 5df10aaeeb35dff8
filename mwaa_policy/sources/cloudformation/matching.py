"""Tells which template is that of which stack: by the name of its file, or by its parameters; never by a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mwaa_policy.errors import InputError
from mwaa_policy.sources.cloudformation.read import file_stem
from mwaa_policy.sources.cloudformation.stacks import Stack

if TYPE_CHECKING:
    from mwaa_policy.document import Document


def match(documents: Sequence[Document], stacks: Sequence[Stack]) -> Mapping[str, Stack]:
    """Return the stacks, or the change sets, of templates, by the names of their documents.

    Raises:
        InputError: a change set is of none of the templates, or nothing tells of which.
    """
    roots = [stack for stack in stacks if not stack.nested]
    there = [stack for stack in roots if stack.change_set is None]
    found: dict[str, Stack] = {}
    for stack in roots:
        if stack.change_set is not None:
            document = _template_of(stack, documents)
            _claim(found, document, _with_previous(stack, there))
    for document in documents:
        if document.name not in found:
            only = _stack_of(document, there)
            if only is not None:
                _claim(found, document, only)
    return found


def _claim(found: dict[str, Stack], document: Document, stack: Stack) -> None:
    taken = next((name for name, other in found.items() if other.place == stack.place), None)
    if taken is not None:
        raise _unclear(stack, f"{stack.title} may be of {taken}, or of {document.name}")
    if document.name in found:
        raise _unclear(stack, f"{document.name} may be of {found[document.name].title}, or of {stack.title}")
    found[document.name] = stack


def _template_of(stack: Stack, documents: Sequence[Document]) -> Document:
    """Return the template of a change set."""
    misfits = {document.name: _misfit(stack, document) for document in documents}
    fitting = [document for document in documents if misfits[document.name] is None]
    named = [document for document in fitting if file_stem(document) == stack.name]
    only = named if len(named) == 1 else fitting
    if len(only) == 1:
        return only[0]
    if only:
        names = ", or of ".join(document.name for document in only)
        raise _unclear(stack, f"{stack.title} may be of {names}")
    reasons = "; ".join(str(reason) for reason in misfits.values())
    raise InputError(
        f"{stack.title} is of another template: {reasons}",
        document=stack.place.document,
        pointer=stack.place.pointer,
        hint="give the template of the change set: `aws cloudformation get-template --stack-name "
        f"{stack.name} --change-set-name {stack.change_set} --query TemplateBody`",
    )


def _misfit(stack: Stack, document: Document) -> str | None:
    """Return what a change set has that a template lacks."""
    lacking = sorted(stack.parameters.keys() - _section(document, "Parameters").keys())
    if lacking:
        return f"{document.name} has no parameter {lacking[0]}"
    if _is_expanded(document):
        return None
    resources = _section(document, "Resources")
    absent = [name for name, there in stack.changes.items() if there and name not in resources]
    return f"{document.name} has no resource {absent[0]}" if absent else None


def _is_expanded(document: Document) -> bool:
    """Return whether CloudFormation makes resources of a template that it does not name."""
    value = document.value()
    looped = any(name.startswith("Fn::") for name in _section(document, "Resources"))
    return looped or (isinstance(value, dict) and "Transform" in value)


def _stack_of(document: Document, stacks: Sequence[Stack]) -> Stack | None:
    """Return the stack of a template, if one is named as its file or is alone in having its parameters."""
    named = [stack for stack in stacks if stack.name == file_stem(document)]
    if len(named) == 1:
        return named[0]
    declared = _section(document, "Parameters").keys()
    fitting = [stack for stack in named or stacks if declared and stack.parameters.keys() == declared]
    if len(fitting) > 1:
        raise _unclear(fitting[0], f"{document.name} may be of {', or of '.join(stack.title for stack in fitting)}")
    return fitting[0] if fitting else None


def _with_previous(stack: Stack, there: Sequence[Stack]) -> Stack:
    """Return a change set with the values that it takes over from the stack as it is."""
    before = next((one for one in there if one.name == stack.name and one.home == stack.home), None)
    if before is None:
        return stack
    told = {name: given for name, given in stack.parameters.items() if given.text is not None or given.hidden}
    previous = {name: before.parameters.get(name, given) for name, given in stack.parameters.items()}
    return replace(stack, parameters={**previous, **told})


def _section(document: Document, name: str) -> Mapping[str, Any]:
    value = document.value()
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _unclear(stack: Stack, text: str) -> InputError:
    return InputError(
        text,
        document=stack.place.document,
        pointer=stack.place.pointer,
        hint=f"give one of them, or name the file of the template as the stack: {stack.name}.yaml",
    )
