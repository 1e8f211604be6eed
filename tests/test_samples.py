"""The sample articles and their annotations are what the other tests take them for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "claims" / "samples"
GOLD = ROOT / "tests" / "gold"

ARTICLES = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".txt", ".md"} and path.name != "README.md")
ANNOTATIONS = sorted(path for path in GOLD.glob("*.json") if path.name != "links.json")
SIDECAR_FIELDS = {"title", "published", "outlet", "byline", "url", "language"}
RELATIONS = {"corroborates", "contradicts", "updates", "duplicate", "related"}
DIGITS = re.compile(r"\d[\d.,]*")
NEWSPAPER_WORDS = (250, 550)


def sidecar(article: Path) -> dict[str, str]:
    fields: dict[str, str] = json.loads(Path(f"{article}.meta.json").read_text(encoding="utf-8"))
    return fields


def annotation(path: Path) -> tuple[str, dict[str, Any]]:
    """The text as it is stored, line ends untouched, and what was annotated in it."""
    text = (SAMPLES / f"{path.stem}.txt").read_bytes().decode("utf-8")
    return text, json.loads(path.read_text(encoding="utf-8"))


def marked_spans(gold: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Every span of an annotation with the words it should hold."""
    yield from (
        (s["start"], s["end"], words) for s, words in zip(gold["boilerplate_spans"], gold["boilerplate"], strict=True)
    )
    for entry in (*gold["headings"], *gold["non_quantities"]):
        yield entry["start"], entry["end"], entry["surface"]
    for claim in gold["claims"]:
        yield claim["start"], claim["end"], claim["text"]
        yield from ((q["start"], q["end"], q["surface"]) for q in claim["quantities"])
        yield from ((a["source_start"], a["source_end"], a["source"]) for a in claim["attribution"] if a["source"])


def claim_names() -> set[str]:
    return {f"{path.stem}:{claim['id']}" for path in ANNOTATIONS for claim in annotation(path)[1]["claims"]}


def test_there_are_twelve_articles_and_two_of_them_are_markdown() -> None:
    assert len(ARTICLES) >= 12
    assert sum(path.suffix == ".md" for path in ARTICLES) >= 2


def test_they_come_from_at_least_six_outlets_and_one_has_none() -> None:
    outlets = [sidecar(path).get("outlet") for path in ARTICLES]
    assert len(set(outlets) - {None}) >= 6
    assert None in outlets


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_an_article_is_clean_text_of_newspaper_length(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert not {"\r", "\ufeff", "\ufffd"} & set(text)
    fewest, most = NEWSPAPER_WORDS
    assert fewest <= len(text.split()) <= most


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_an_article_has_a_sidecar_that_fits_it(path: Path) -> None:
    fields = sidecar(path)
    assert set(fields) <= SIDECAR_FIELDS
    assert fields["title"] in path.read_text(encoding="utf-8")
    assert fields["language"] == "en"
    if published := fields.get("published"):
        if len(published) == len("2026-03-10"):
            date.fromisoformat(published)
        else:
            assert datetime.fromisoformat(published).tzinfo is not None


def test_one_article_leaves_its_date_to_the_text() -> None:
    [undated] = [path for path in ARTICLES if "published" not in sidecar(path)]
    assert re.search(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b", undated.read_text(encoding="utf-8"))


def test_at_least_five_articles_of_different_events_are_annotated() -> None:
    assert len(ANNOTATIONS) >= 5
    assert len({path.stem.split("_")[1] for path in ANNOTATIONS}) >= 4


@pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda path: path.stem)
def test_annotated_offsets_are_exact(path: Path) -> None:
    text, gold = annotation(path)
    assert gold["seed"] == f"{path.stem}.txt"
    assert [(start, end, text[start:end]) for start, end, _ in marked_spans(gold)] == list(marked_spans(gold))


@pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda path: path.stem)
def test_claims_stand_in_reading_order_and_outside_leftovers(path: Path) -> None:
    _, gold = annotation(path)
    claims = gold["claims"]
    assert [c["id"] for c in claims] == [f"c{n:02d}" for n in range(1, len(claims) + 1)]
    assert claims == sorted(claims, key=lambda c: (c["start"], -c["end"]))
    leftovers = [(s["start"], s["end"]) for s in (*gold["boilerplate_spans"], *gold["headings"])]
    assert not [c["id"] for c in claims for start, end in leftovers if c["start"] < end and start < c["end"]]


@pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda path: path.stem)
def test_every_digit_of_an_annotated_article_is_accounted_for(path: Path) -> None:
    text, gold = annotation(path)
    quantities = [q for claim in gold["claims"] for q in claim["quantities"]]
    known = (*quantities, *gold["non_quantities"], *gold["headings"], *gold["boilerplate_spans"])
    for found in DIGITS.finditer(text):
        start, end = found.start(), found.start() + len(found.group().rstrip(".,"))
        assert any(k["start"] <= start and end <= k["end"] for k in known), f"{found.group()} at {start}"


@pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda path: path.stem)
def test_bounds_follow_from_the_modifier(path: Path) -> None:
    _, gold = annotation(path)
    for q in (q for claim in gold["claims"] for q in claim["quantities"]):
        bounds = {
            "exact": (q["value"], q["value"], False, False),
            "at_least": (q["value"], None, False, False),
            "more_than": (q["value"], None, True, False),
            "at_most": (None, q["value"], False, False),
            "less_than": (None, q["value"], False, True),
        }.get(q["modifier"])
        given = (q["low"], q["high"], q["low_exclusive"], q["high_exclusive"])
        assert bounds in (None, given), q["surface"]


def test_links_join_two_annotated_claims_once() -> None:
    links = json.loads((GOLD / "links.json").read_text(encoding="utf-8"))
    pairs = [frozenset((link["a"], link["b"])) for link in (*links["links"], *links["negatives"])]
    assert len(pairs) == len(set(pairs))
    known = claim_names()
    assert all(len(pair) == 2 and pair <= known for pair in pairs)
    assert {link["relation"] for link in links["links"]} == RELATIONS
    assert {link["tempting"] for link in links["negatives"]} <= RELATIONS
