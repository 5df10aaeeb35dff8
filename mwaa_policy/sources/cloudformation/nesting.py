"""Reads templates with the stacks that they nest: a template once for each stack that is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from mwaa_policy.document import load_path
from mwaa_policy.errors import InputError
from mwaa_policy.sources.cloudformation.foreach import Values, values_of
from mwaa_policy.sources.cloudformation.read import STACK, Raw, Resource, Template, file_stem, read_template
from mwaa_policy.sources.cloudformation.resolve import Resolver, Settings
from mwaa_policy.sources.cloudformation.values import Place

if TYPE_CHECKING:
    from mwaa_policy.document import Document
    from mwaa_policy.provenance import Missing
    from mwaa_policy.sources.cloudformation.stacks import Stack

_DEEPEST = 10
"""Stacks within stacks; a template that nests itself would have no end."""
_BEFORE_NAME = re.compile(r".*[/}]")


def read_templates(documents: Sequence[Document], settings: Settings, stacks: Sequence[Stack] = ()) -> list[Template]:
    """Return the templates that documents hold; those of nested stacks behind the ones that nest them.

    The template of a nested stack is one of the documents, told by the last part of its URL, or a
    file beside the template that names it by a relative path, as before `aws cloudformation package`.

    Raises:
        InputError: a document is not a template, or nothing tells which is that of a stack.
    """
    library = _Library(documents, settings)
    for template in library.roots(stacks):
        library.take(template, ())
    return library.found


class _Library:
    """Templates by the names under which others call them."""

    def __init__(self, documents: Sequence[Document], settings: Settings) -> None:
        self._documents = {document.name: document for document in documents}
        self._settings = settings
        self.found: list[Template] = []
        """The templates that were taken."""

    def roots(self, stacks: Sequence[Stack]) -> list[Template]:
        """Return the templates that no other nests; their objects bear the name of the file if there are several."""
        several = self._documents.values() if len(self._documents) > 1 else ()
        nested = {child.name for document in several for child in self._nested_in(document)}
        documents = [one for one in self._documents.values() if one.name not in nested] or [*self._documents.values()]
        names = _stack_names(documents)
        found = _matched(documents, stacks) if stacks else {}
        return [
            read_template(one, self._values, stack=name, deployed=found.get(one.name))
            for one, name in zip(documents, names, strict=True)
        ]

    def _nested_in(self, document: Document) -> Iterator[Document]:
        template = read_template(document, self._values, stack="")
        for resource in _stacks(template):
            found = self._called(template, resource)
            if found is not None and found is not document:
                yield found

    def take(self, template: Template, around: tuple[str, ...]) -> None:
        """Take a template, and those of the stacks within it; one that would nest itself is not read again."""
        self.found.append(template)
        above = (*around, template.document.name)
        for resource in _stacks(template):
            document = self._called(template, resource)
            if document is not None and document.name not in above and len(above) < _DEEPEST:
                self.take(read_template(document, self._values, stack=resource.id, caller=resource), above)

    def _values(self, template: Template, raw: Raw, place: Place) -> Values | Missing:
        """Return over which values a loop goes: they hang on what the templates around hand over."""
        resolver = Resolver((*self.found, template), self._settings)
        values = values_of(resolver, template, raw, place)
        template.skipped.extend(resolver.skipped)
        return values

    def _called(self, template: Template, resource: Resource) -> Document | None:
        url = _url_text(resource.properties)
        if url is None:
            return None
        name = _BEFORE_NAME.sub("", url)
        named = [one for key, one in self._documents.items() if PurePath(key).name == name]
        if len(named) == 1:
            return named[0]
        path = _beside(template.document, url)
        if path is None:
            return None
        return self._documents.get(str(path)) or _loaded(path)


def _matched(documents: Sequence[Document], stacks: Sequence[Stack]) -> Mapping[str, Stack]:
    from mwaa_policy.sources.cloudformation.matching import match  # noqa: PLC0415 - most templates stand alone

    return match(documents, stacks)


def _stacks(template: Template) -> list[Resource]:
    return [resource for resource in template.resources.values() if resource.type == STACK]


def _url_text(properties: Raw) -> str | None:
    """Return the URL of a template as far as it is written down, the end of it in any case."""
    url = properties.get("TemplateURL") if isinstance(properties, Mapping) else None
    if isinstance(url, Mapping) and len(url) == 1:
        [(function, argument)] = url.items()
        first = argument[0] if isinstance(argument, list) and argument else argument
        last = argument[-1] if isinstance(argument, list) and argument else None
        url = {"Fn::Sub": first, "Fn::Join": last[-1] if isinstance(last, list) and last else None}.get(function)
    return url if isinstance(url, str) and url else None


def _beside(document: Document, url: str) -> Path | None:
    """Return the file that a relative path names, if it is in the folder of the template or below."""
    if "://" in url or "${" in url or PurePath(url).is_absolute():
        return None
    folder = Path(document.name).parent
    path = folder / url
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def _loaded(path: Path) -> Document | None:
    try:
        return load_path(path)
    except InputError:
        # What stands there is no document: the stack stays unknown.
        return None


def _stack_names(documents: Sequence[Document]) -> list[str]:
    """Return a name for the stack of each template; the only one needs none."""
    if len(documents) == 1:
        return [""]
    names = [file_stem(document) for document in documents]
    return names if len(set(names)) == len(names) else [document.name for document in documents]
