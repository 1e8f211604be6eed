"""The pure packages know no Django."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

READ_ONE = """
import pkgutil, sys, importlib
import claims.extraction
from claims.extraction import extract_document
for module in pkgutil.walk_packages(claims.extraction.__path__, "claims.extraction."):
    importlib.import_module(module.name)
assert extract_document("The flood killed 14 people.").claims
print(sorted(name for name in sys.modules if name.split(".")[0] in ("django", "rest_framework", "celery", "psycopg")))
"""


def test_extraction_loads_no_django_and_no_database() -> None:
    done = subprocess.run([sys.executable, "-c", READ_ONE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


WITHOUT_A_MODEL = """
import sys
sys.modules["spacy"] = None
from claims.extraction import extract_document, parsing
assert not parsing.model_is_there()
claims = extract_document("Officials said up to 300 houses burnt down. Ida Holm rejected that.").claims
print(claims[0].text, "|", claims[0].attribution[0].source, "|", claims[0].wording)
"""


def test_without_the_model_extraction_still_works() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_A_MODEL], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "up to 300 houses burnt down | Officials | up to 300 houses burnt down"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "claims/extraction/lexicon").glob("*/*.txt")), ids=lambda path: path.name
)
def test_every_word_list_opens_with_its_source_and_licence(path: Path) -> None:
    opening = path.read_text(encoding="utf-8").splitlines()[:4]
    assert opening[0].startswith("#")
    assert re.search(r"[Ll]icence|[Oo]wn lists?\b", " ".join(line for line in opening if line.startswith("#")))
