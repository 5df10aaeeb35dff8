"""The words of IAM's grammar of policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import re

ELEMENTS = frozenset({"Version", "Id", "Statement"})
"""The elements of a policy."""
ELEMENTS_OF_STATEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
"""The elements of a statement."""
VERSIONS = frozenset({"2008-10-17", "2012-10-17"})
"""The versions of the grammar."""
_OPERATOR = re.compile(
    r"((ForAllValues|ForAnyValue):)?"
    r"(String(Not)?(Equals(IgnoreCase)?|Like)"
    r"|(Numeric|Date)((Not)?Equals|LessThan(Equals)?|GreaterThan(Equals)?)"
    r"|Arn(Not)?(Equals|Like)|(Not)?IpAddress|Bool|BinaryEquals)(IfExists)?|Null",
    re.IGNORECASE,
)
# An unresolved part of a text. A policy variable, `${aws:SourceVpc}`, starts with a lower-case letter.
_UNRESOLVED = re.compile(r"\$\{[A-Z]")


def is_operator(word: str) -> bool:
    """Return whether a word is an operator of conditions."""
    return _OPERATOR.fullmatch(word) is not None


def is_unresolved(text: str) -> bool:
    """Return whether a part of a text is not known."""
    return _UNRESOLVED.search(text) is not None
