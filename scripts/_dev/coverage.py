"""Runs the tests of the policies, and tells which lines of what is shipped they do not reach."""

from __future__ import annotations

import json
import subprocess
import sys

LEAST = 100.0
_MEASURED = tuple(f"policies/mwaa/{part}/" for part in ("checks", "flows", "lib", "main", "rules"))


def main(opa: str) -> int:
    """Return 0 when all tests pass and reach enough."""
    command = [opa, "test", "--bundle", "policies", "--timeout", "60s", "--coverage", "--format", "json"]
    tests = subprocess.run(command, check=False, capture_output=True, text=True)
    if tests.returncode:
        print(tests.stdout or tests.stderr)
        return tests.returncode
    report = json.loads(tests.stdout)
    reached = missed = 0
    for path, file in sorted(report["files"].items()):
        if path.startswith(_MEASURED) and not path.endswith("_test.rego"):
            reached += file.get("covered_lines", 0)
            missed += file.get("not_covered_lines", 0)
            for part in file.get("not_covered", []):
                print(f"not reached: {path}:{part['start']['row']}-{part['end']['row']}")
    percent = 100 * reached / (reached + missed)
    print(f"coverage: {percent:.1f} % of {reached + missed} lines; {LEAST:g} % are wanted")
    return int(percent < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
