"""Pairs of claims over war, disaster, politics and economy, written before the rules that they measure: own sentences.

Half of them are there to tempt: another day, place, side or counted thing, a part and a whole, a plan and what came of it.
`pairs.jsonl` holds them: what is right, what is right too, which end is newer, and the claim of either text in brackets.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.linking.comparison import compare
from tests.linking.claims import claim

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", PAIRS, ids=[f"{place} {row['right']}" for place, row in enumerate(PAIRS)])
def test_the_relation_of_two_claims(row: dict[str, Any]) -> None:
    a, b = (
        claim(end["text"], day=end["day"], outlet=end["outlet"], name=name)
        for name, end in (("a", row["a"]), ("b", row["b"]))
    )
    found = compare(a, b)
    assert (found.relation if found else "none") in {row["right"], *row["right_too"]}
    if row["newer"] and found is not None and found.relation == "updates":
        assert found.newer == row["newer"]
