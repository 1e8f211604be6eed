"""How others stand to what was said before: who confirms, denies, is silent, declines, could not verify.

`stances.jsonl` holds the sentences, with who takes which stance; null for none. They were marked before they were read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.extraction import extract_document

ROWS = [json.loads(line) for line in (Path(__file__).parent / "stances.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[str(place) for place in range(len(ROWS))])
def test_a_stance_is_told_with_who_takes_it(row: dict[str, Any]) -> None:
    claims = extract_document(row["text"], published="2031-01-02", outlet="Sea Post").claims
    taken = {(stance.source, stance.stance) for claim in claims for stance in claim.stances}
    if row["stance"] is None:
        assert taken == set()
        return
    [(holder, stance)] = taken
    assert stance == row["stance"]
    assert row["who"].lower() in holder.lower()
