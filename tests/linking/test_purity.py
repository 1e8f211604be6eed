"""The comparison knows no Django, database or settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PURE = [
    "intervals",
    "words",
    "provenance",
    "provenance_graph",
    "shared_text",
    "vectors",
    "compared",
    "compared_quantities",
    "stored_form",
    "setting",
    "figures",
    "comparison",
    "denials",
    "apart",
    "clauses",
    "own_figures",
    "own_ways",
    "keys",
    "selection",
    "copies_at_hand",
    "reading",
]


def test_the_comparison_can_be_had_without_django() -> None:
    imports = ", ".join(f"claims.linking.{name}" for name in PURE)
    code = f"import sys, {imports}; print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
