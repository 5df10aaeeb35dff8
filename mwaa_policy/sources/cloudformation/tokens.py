"""Tokens: what stands in a text for a part of it that is not known."""

from __future__ import annotations

import re

from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.read import Template
from mwaa_policy.sources.cloudformation.values import Fault, Place

_TOKEN = re.compile(r"\$\{[^{}]*\}")
_RESERVED = re.compile(r"\$\{(?:AWS::|Param:|Ref:|GetAtt:|AZ:|Import:|Resolve:)[^{}]*\}")
_DYNAMIC = re.compile(r"\{\{resolve:((?:[^{}]|\$\{[^{}]*\})*)\}\}")


class Tokens:
    """The tokens that were made, and why each was."""

    def __init__(self) -> None:
        self._causes: dict[str, Missing] = {}

    def make(self, name: str, cause: Missing) -> str:
        """Return the token of a part of a text that is not known, and remember why it is not."""
        token = f"${{{name}}}"
        self._causes.setdefault(token, cause)
        return token

    def cause_of(self, text: str) -> Missing | None:
        """Return why a text is not wholly known, `None` when it is."""
        if "${" not in text:
            return None
        found = [self._causes[token] for token in _TOKEN.findall(text) if token in self._causes]
        return causes.merged(found) if found else None

    def literal(self, template: Template, text: str, place: Place) -> str:
        """Return a text of a template as CloudFormation reads it.

        Raises:
            Fault: it holds what CloudFormation replaces only within `Fn::Sub`.
        """
        for token in _TOKEN.findall(text) if "${" in text else ():
            name = token[2:-1].partition(".")[0]
            if _RESERVED.match(token) or name in template.parameters or name in template.resources:
                raise Fault(place, f"{token} stands in plain text: CloudFormation replaces it only within Fn::Sub")
        return self.looked_up(text)

    def looked_up(self, text: str) -> str:
        """Return a text with a token for each `{{resolve:…}}` in it, a lookup at deployment."""
        return _DYNAMIC.sub(self._dynamic, text) if "{{resolve:" in text else text

    def _dynamic(self, found: re.Match[str]) -> str:
        name = plain_name(found[1])
        return self.make(f"Resolve:{name}", causes.dynamic_reference(name))


def plain_name(text: str) -> str:
    """Return a text that may stand within a token."""
    return re.sub(r"[${}]", "", text)
