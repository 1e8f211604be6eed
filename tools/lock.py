"""requirements*.in to requirements*.txt, pinned with hashes for every platform; `--check` only compares, offline."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("requirements", "requirements-dev", "requirements-bench")
COMPILE = ("-m", "uv", "pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11", "--quiet")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(path: Path) -> dict[str, set[str]]:
    """Package to its pinned versions ("" for none); extras, markers, hashes and comments are left aside."""
    found: dict[str, set[str]] = {}
    for line in path.read_text().splitlines():
        if match := re.match(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?:==([\w.!+]+))?", line):
            found.setdefault(normal(match[1]), set()).add(match[2] or "")
    return found


def stale(name: str) -> list[str]:
    """One line for each requirement that the lock file does not hold as it is asked for."""
    locked = requirements(ROOT / f"{name}.txt")
    return [
        f"{name}.txt does not hold {package}{'==' + version if version else ''}; run `make lock`"
        for package, versions in requirements(ROOT / f"{name}.in").items()
        for version in versions
        if package not in locked or (version and version not in locked[package])
    ]


def lock() -> int:
    if find_spec("uv") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    for name in NAMES:
        done = subprocess.run([sys.executable, *COMPILE, f"{name}.in", "-o", f"{name}.txt"], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


def main() -> int:
    if "--check" not in sys.argv[1:]:
        return lock()
    lines = [line for name in NAMES for line in stale(name)]
    print("\n".join(lines) or "The locks hold what is asked for.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
