"""What is said of a call that failed: its code and a hint, and never a text from outside.

The messages of AWS and of botocore name principals, hold tokens, and repeat what a program for
credentials printed; a code tells what went wrong without them.
"""

from __future__ import annotations

from mwaa_policy.sources.boto3.operations import DENIALS

NOT_FOUND = "ResourceNotFoundException"
NO_VPC = "InvalidVpcID.NotFound"
UNSET = "NoSuchPublicAccessBlockConfiguration"
"""The answer of S3 where nobody set the switches: a fact, and no failure."""

_HINTS: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}),
        "there are no credentials: give --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID",
    ),
    (
        frozenset({
            "ExpiredToken",
            "ExpiredTokenException",
            "LoginTokenLoadError",
            "RequestExpired",
            "SSOTokenLoadError",
            "TokenRetrievalError",
            "UnauthorizedSSOTokenError",
        }),
        "the credentials are no longer valid: log in again",
    ),
    (
        frozenset({
            "AuthFailure",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "OptInRequired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        }),
        "the credentials are wrong, or the region is not enabled for the account",
    ),
    (
        frozenset({
            "ConnectTimeoutError",
            "ConnectionClosedError",
            "EndpointConnectionError",
            "ProxyConnectionError",
            "ReadTimeoutError",
            "SSLError",
        }),
        "there is no connection, or no MWAA in the region",
    ),
)  # fmt: skip


def code_of(error: Exception) -> str:
    """Return the code of what AWS answered, or the name of the exception when it did not."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return str(code) if code else type(error).__name__


def hint_for(code: str, permission: str) -> str:
    """Return what would help against a code; an empty text when nothing is known to."""
    if code in DENIALS:
        return f"the permission {permission} is wanted: mwaa-policy collect --policy prints all"
    return next((hint for codes, hint in _HINTS if code in codes), "")
