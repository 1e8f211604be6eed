"""What a fact says over time is reckoned without Django, a database or settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PURE = [
    "claims.facts.series",
    "claims.facts.figures",
    "claims.facts.naming",
    "claims.web.fact_chart",
    "claims.web.provenance_chart",
]


def test_the_rules_can_be_had_without_django() -> None:
    code = f"import sys, {', '.join(PURE)}; print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
