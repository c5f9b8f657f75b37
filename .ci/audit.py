"""Ask pip-audit whether an installed package has a known advisory: ``python .ci/audit.py SITE_PACKAGES``.

A machine that cannot reach the advisories cannot tell; then this says so and is no failure, and whoever makes a release
does it by hand, see ``.github/SECURITY.md``.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any

COMMAND = ("-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "15", "--path")


def main(folder: str) -> int:
    """Audit the packages in a folder; the exit code is 1 if one of them has an advisory."""
    done = subprocess.run([sys.executable, *COMMAND, folder], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        packages = []
    known = [package for package in packages if "vulns" in package]
    if len(known) <= len(packages) / 2:  # a registry that keeps no advisories knows no package
        print("The advisories cannot be reached from here: run pip-audit by hand before a release.")  # noqa: T201
        return 0
    found = advisories(known)
    print("\n".join(found) or f"None of {len(known)} packages has a known advisory.")  # noqa: T201
    return int(bool(found))


def advisories(packages: Iterable[Mapping[str, Any]]) -> list[str]:
    """List the advisories that pip-audit names."""
    return [
        f"{package['name']} {package['version']}: {one['id']}, fixed in {', '.join(one['fix_versions']) or 'none yet'}"
        for package in packages
        for one in package["vulns"]
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
