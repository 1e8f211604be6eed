"""How many numbers of annotated news are read with the right value, with the right unit, and with the right bounds.

    python -m bench.news_quantities GOLD=ARTICLES…

GOLD is a folder of annotations as in tests/gold, ARTICLES the folder of their texts. What an annotation lists inside its claims
is asked for; all that is read inside claims is held against it. Prints F1 of the value alone, of value and unit, of
value and bounds ("up to" 40 is not 40), and of all three.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from claims.extraction import extract_document
from claims.extraction.found import FoundQuantity

LEVELS = ("value", "value and unit", "value and bounds", "value, unit and bounds")
PEOPLE = "people"
_MEASURES = frozenset(
    [
        "km",
        "km2",
        "m",
        "miles",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "usd",
        "eur",
        "gbp",
        "share",
        "times",
        "kg",
        "tonnes",
        "minutes",
    ]
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", help="a folder of annotations, =, the folder of their articles")
    right: Counter[str] = Counter()
    asked = read = articles = 0
    for pair in parser.parse_args().sets:
        gold, _, texts = pair.partition("=")
        for path in sorted(Path(gold).glob("*.json")):
            article = Path(texts) / f"{path.stem}.txt"
            if article.exists():
                wanted, found, hits = compared(json.loads(path.read_text(encoding="utf-8")), article.read_text("utf-8"))
                asked, read, articles = asked + wanted, read + found, articles + 1
                right.update(hits)
    print(f"{articles} articles, {asked} numbers annotated, {read} read")
    for level in LEVELS:
        print(f"{level:24}{2 * right[level] / max(asked + read, 1):.3f}")


def compared(gold: dict[str, Any], text: str) -> tuple[int, int, Counter[str]]:
    """How many numbers are annotated, how many were read, and how many are right on each level."""
    document = extract_document(text)
    wanted = {place: quantity for claim in gold["claims"] for place, quantity in _places(claim, text)}
    indexes = sorted({index for claim in document.claims for index in claim.quantities})
    found = [document.quantities[index] for index in indexes]
    hits: Counter[str] = Counter()
    taken: set[int] = set()
    for (start, end), quantity in sorted(wanted.items()):
        near = (i for i, q in enumerate(found) if i not in taken and q.span.start < end and start < q.span.end)
        best = next((i for i in near if _same_value(quantity, found[i])), None)
        if best is not None:
            taken.add(best)
            unit, bounds = _same_unit(quantity["unit"], found[best].unit), _same_bounds(quantity, found[best])
            hits.update(
                level for level, fits in zip(LEVELS, (True, unit, bounds, unit and bounds), strict=True) if fits
            )
    return len(wanted), len(found), hits


def _places(claim: dict[str, Any], text: str) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    places = []
    at = claim["start"]
    for quantity in claim["quantities"]:
        start = text.find(quantity["surface"], at)
        start = start if 0 <= start < claim["end"] else text.find(quantity["surface"], claim["start"])
        places.append(((start, start + len(quantity["surface"])), quantity))
        at = start
    return places


def _same(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    return abs(float(left) - float(right)) <= 1e-6 * max(1.0, abs(float(left)))


def _same_value(gold: dict[str, Any], read: FoundQuantity) -> bool:
    if gold["value"] is None and read.value is None:
        return _same(gold["low"], read.low) and _same(gold["high"], read.high)
    return _same(gold["value"], read.value) and _same(gold.get("of"), read.of)


def _same_bounds(gold: dict[str, Any], read: FoundQuantity) -> bool:
    return gold["modifier"] == read.modifier and _same(gold["low"], read.low) and _same(gold["high"], read.high)


def _same_unit(gold: str | None, read: str | None) -> bool:
    """Whether two units have the last word in common; a noun for persons is as good as "people"."""
    left, right = (re.findall(r"\w+", (unit or "").lower()) for unit in (gold, read))
    if not left or not right:
        return left == right
    if PEOPLE in (left[-1], right[-1]) and not {left[-1], right[-1]} & _MEASURES:
        return True
    return left[-1].rstrip("s") == right[-1].rstrip("s")


if __name__ == "__main__":
    main()
