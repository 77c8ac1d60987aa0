"""Looks up known weaknesses of the pinned packages with pip-audit, and says what it could not look up.

Exits with 1 if a weakness is known. What cannot be reached is no failure, and no clean bill either: it is printed.
"""

import json
import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"


def main() -> int:
    """Run pip-audit over the constraints; return the exit status."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
    ran = subprocess.run([*command, "--requirement", str(CONSTRAINTS)], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        print(f"audit: nothing was audited; pip-audit said: {ran.stderr.strip().splitlines()[-1:]}")
        return 0
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    weak = [one for one in packages if one.get("vulns")]
    print(
        f"audit: {len(packages) - len(skipped)} packages looked up, {len(skipped)} could not be: {', '.join(skipped)}"
    )
    for one in weak:
        for known in one["vulns"]:
            print(f"audit: {one['name']} {one['version']}: {known['id']}, mended in {', '.join(known['fix_versions'])}")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
