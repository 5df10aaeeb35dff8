"""What an OPA server says when it does not say a decision, as errors of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mwaa_policy.errors import EngineError, UndefinedDecisionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests import RequestException, Response

    from mwaa_policy.engines._address import Address

_UNAUTHORIZED = (401, 403)
_EXCERPT = 120


def unreachable(address: Address, error: RequestException, timeout: float) -> EngineError:
    """Return the error for a request that got no answer."""
    import requests  # noqa: PLC0415 - the caller has it already

    if isinstance(error, requests.TooManyRedirects):
        target = error.response.headers.get("Location", "elsewhere") if error.response is not None else "elsewhere"
        return EngineError(
            f"{address} redirects to {target}: give the address of the OPA server itself "
            "(a redirected request would lose its input)"
        )
    if isinstance(error, requests.Timeout):
        return EngineError(f"{address} did not answer within {timeout:g} s")
    if isinstance(error, requests.exceptions.SSLError):
        return EngineError(
            f"the certificate of {address} is not accepted: {_cause(error)}; "
            "MWAA_POLICY_OPA_CA names a file of further authorities"
        )
    return EngineError(
        f"no OPA server answers at {address}: {_cause(error)}; is it running "
        "(opa run --server -b mwaa-policy.tar.gz), and is the port right (8181 unless told otherwise)?"
    )


def refused(address: Address, response: Response | None) -> EngineError:
    """Return the error for an HTTP status that is an error."""
    if response is None:
        return EngineError(f"{address} refuses the request")
    said = _said(response)
    if response.status_code in _UNAUTHORIZED:
        return EngineError(
            f"{address} refuses the request with status {response.status_code} ({said}): "
            "MWAA_POLICY_OPA_TOKEN gives it a token"
        )
    return EngineError(f"{address} answers with status {response.status_code}: {said}")


def foreign(address: Address, what: str) -> EngineError:
    """Return the error for an answer that is none of OPA's."""
    return EngineError(f"{address} answers with {what}: is it an OPA server?")


def undefined(address: Address, *, bundles: dict[str, str], active: bool) -> UndefinedDecisionError:
    """Return the error for an answer without a result, as OPA gives for what it does not know."""
    if not active:
        reason = "its bundle is not active: not yet, or it could not be activated (its log says why)"
    elif bundles:
        reason = f"it holds other policies ({_listed(bundles)})"
    else:
        reason = "it holds no bundle"
    return UndefinedDecisionError(
        f"{address} has no decision: {reason}; start it with opa run --server -b mwaa-policy.tar.gz"
    )


def other_revision(address: Address, *, bundles: dict[str, str], expected: str) -> EngineError:
    """Return the error for an OPA that evaluates another revision of the policies."""
    found = _listed(bundles) if bundles else "policies that are in no bundle"
    return EngineError(
        f"{address} evaluates {found}; this mwaa-policy expects revision {expected}: "
        "give the server the bundle of the same release"
    )


def bundles_of(answer: dict[str, Any]) -> dict[str, str]:
    """Return the revisions of the bundles that an answer's provenance names, by bundle."""
    provenance = answer.get("provenance")
    bundles = provenance.get("bundles") if isinstance(provenance, dict) else None
    if not isinstance(bundles, dict):
        return {}
    return {str(name): str(bundle.get("revision", "")) for name, bundle in bundles.items() if isinstance(bundle, dict)}


def version_of(answer: dict[str, Any]) -> str:
    """Return the version of OPA that an answer's provenance names."""
    provenance = answer.get("provenance")
    return str(provenance.get("version", "unknown")) if isinstance(provenance, dict) else "unknown"


def _listed(bundles: dict[str, str]) -> str:
    return ", ".join(f"bundle {name} of revision {revision or '(none)'}" for name, revision in sorted(bundles.items()))


def _said(response: Response) -> str:
    """Return what the body of an error says, in one line."""
    try:
        body = response.json()
    except ValueError:
        text = " ".join(response.text.split())[:_EXCERPT]
        return f"{text!r}, which is no answer of OPA" if text else "without a word"
    if not isinstance(body, dict) or "message" not in body:
        return f"{str(body)[:_EXCERPT]!r}, which is no answer of OPA"
    return "; ".join([str(body["message"]), *_details(body.get("errors"))])


def _details(errors: object) -> Iterator[str]:
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict) and error.get("message"):
            location = error.get("location")
            place = f" ({location.get('file')}:{location.get('row')})" if isinstance(location, dict) else ""
            yield f"{error['message']}{place}"


def _cause(error: BaseException) -> str:
    """Return the innermost reason, without the layers that wrap it."""
    wrapped = (getattr(error, "reason", None), *error.args, error.__cause__)
    inner = next((one for one in wrapped if isinstance(one, BaseException)), None)
    if inner is not None:
        return _cause(inner)
    strerror = error.strerror if isinstance(error, OSError) else None
    return strerror or str(error) or type(error).__name__
