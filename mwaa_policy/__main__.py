"""`python -m mwaa_policy` is `mwaa-policy`."""

from __future__ import annotations

import sys

from mwaa_policy.cli import main

if __name__ == "__main__":
    sys.exit(main())
