"""Short news of many styles, all invented, read as they were marked before they were ever read.

`briefs.jsonl` holds a text a line with its numbers ([words, reading]), and its claims ([words, source or null, hedge or
null]). Some marks are a matter of taste, so shares are asked for, not each one.
"""

from __future__ import annotations

import json
from pathlib import Path

from claims.extraction import extract_document
from claims.extraction.found import Extraction, FoundClaim
from tests.extraction.test_quantities import described

ROWS = [json.loads(line) for line in (Path(__file__).parent / "briefs.jsonl").read_text(encoding="utf-8").splitlines()]
READ = [(row, extract_document(row["text"])) for row in ROWS]


def best_claim(extraction: Extraction, words: str) -> FoundClaim | None:
    """The claim that shares most words with these, and at least half of both."""
    wanted = set(words.split())

    def alike(claim: FoundClaim) -> float:
        return 2 * len(wanted & set(claim.text.split())) / (len(wanted) + len(set(claim.text.split())))

    best = max(extraction.claims, key=alike, default=None)
    return best if best is not None and alike(best) >= 0.5 else None


def test_numbers_are_read_with_value_unit_and_bounds() -> None:
    right = asked = read = 0
    for row, extraction in READ:
        found = [quantity for quantity in extraction.quantities if not quantity.derived]
        asked, read = asked + len(row["quantities"]), read + len(found)
        for words, reading in row["quantities"]:
            fitting = (q for q in found if words in q.surface or q.surface in words)
            right += any(
                described(quantity).removesuffix(" up").removesuffix(" down") == reading for quantity in fitting
            )
    assert 2 * right / (asked + read) >= 0.93


def test_claims_are_found_with_source_and_hedge() -> None:
    found = sources = hedges = 0
    marked = [(extraction, *claim) for row, extraction in READ for claim in row["claims"]]
    for extraction, words, source, hedge in marked:
        claim = best_claim(extraction, words)
        if claim is None:
            continue
        found += 1
        hop = claim.attribution[-1] if claim.attribution else None
        named = {name for name in (hop.source, hop.resolved) if name} if hop is not None else set()
        sources += any(source in name or name in source for name in named) if source else not named
        hedges += (claim.hedge is None) == (hedge is None)
    assert found >= 0.92 * len(marked)
    assert sources >= 0.92 * found
    assert hedges >= 0.97 * found
