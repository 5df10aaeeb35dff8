"""`python -m mwaa_policy` is `mwaa-policy`."""

from __future__ import annotations

from mwaa_policy.cli import program

if __name__ == "__main__":
    program()
