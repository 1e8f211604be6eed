"""Sentences that are stored in English: every one that is written has a template, and is said in the reader's language."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

import claims
from claims.linking.comparison import compare
from claims.review import causes
from claims.review.machine_sentences import sentence_in_words, templates, unknown_within
from claims.web.machine_words import in_words
from tests.linking.claims import claim

PAIRS = Path(__file__).parents[1] / "linking" / "pairs.jsonl"
LINKING = Path(claims.__file__).parent / "linking"
EXTRACTION = Path(claims.__file__).parent / "extraction"


def german(said):
    with translation.override("de"):
        return in_words(said)


def test_every_reason_and_rule_of_the_pairs_has_its_template():
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    said = set()
    for row in rows:
        ends = [claim(row[end]["text"], day=row[end]["day"], outlet=row[end]["outlet"], name=end) for end in ("a", "b")]
        found = compare(*ends)
        said |= {found.reason, found.rule} if found else set()
    assert len(said) > 30
    assert [one for sentence in said for one in unknown_within(sentence)] == []


def written_in(path, calls, places):
    """The strings that are handed over at those places of those calls, with 7 for what is filled in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in calls:
            for place in places:
                if len(node.args) > place:
                    yield from literals(node.args[place])


def literals(node):
    if isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)


def test_every_name_of_a_rule_and_every_whole_sentence_of_linking_has_its_template():
    said = set()
    for path in LINKING.glob("*.py"):
        said |= {*written_in(path, {"Relation"}, (2, 3)), *written_in(path, {"agreement"}, (3, 4))}
    whole = {one for one in said if "7" not in one}  # the pairs above are for those that are put together
    assert len(whole) > 15
    assert [one for sentence in whole for one in unknown_within(sentence)] == []


@pytest.mark.parametrize("name", ["finding_figures", "finding_words"])
def test_every_finding_has_its_template(name):
    said = {one.replace("“77 ", "“7 ") for one in written_in(EXTRACTION / f"{name}.py", {"FoundFinding"}, (2,))}
    assert said
    unknown = {one for sentence in said for one in unknown_within(sentence)}
    # pieces that the engine puts together before: which bound, and how many more days
    assert unknown <= {"“7 … or 7” 7", "“7”7 cannot be turned into a date: the article shows no date of its own"}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("60 kilometres are 37.28 miles, not 47", "60 Kilometer sind 37,28 Meilen, nicht 47"),
        ("1,200 feet are 365.76 metres, not 400", "1.200 Fuß sind 365,76 Meter, nicht 400"),
        ("3 March 2026 is a Tuesday, not a Monday", "Der 3. März 2026 ist ein Dienstag, kein Montag"),
        ("the part, 9, is larger than its whole, 7", "der Teil, 9, ist größer als sein Ganzes, 7"),
        ("7 + 4 + 2 = 13, not the stated 12", "7 + 4 + 2 = 13, nicht die genannten 12"),
        (
            "“81 of 93” and “60 of 93” cannot both hold: a count out of the same total",
            "„81 of 93“ und „60 of 93“ können nicht beide gelten: aus derselben Gesamtzahl gezählt",
        ),
        (
            "they share Varn, bridge; both go back to the same speaker",
            "beiden gemeinsam: Varn, bridge; beide gehen auf dieselbe sprechende Person zurück",
        ),
        ("figures agree, same origin", "Zahlen stimmen überein, derselbe Ursprung"),
        ("a sentence of somebody's own", "a sentence of somebody's own"),
        ("81 kilometres are many miles, not few", "81 kilometres are many miles, not few"),
    ],
)
def test_a_stored_sentence_is_said_in_german_with_its_numbers_days_and_words(said, shown):
    assert german(said) == shown
    assert sentence_in_words(said) == said


def test_causes_are_stored_in_english_whatever_the_language_of_who_acts_and_nest():
    with translation.override("de"):
        when = causes.moment(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
        note = causes.REPLACED % {"old": 3, "new": 5}
        said = causes.CONFIRMED_SINCE % {"said": "figures agree", "name": "Ida Holm", "when": when, "said2": note}
    assert said == ("figures agree. Confirmed by Ida Holm on 2 Mar 2026; since then claim 3 was replaced by claim 5.")
    assert german(causes.LOOK_AGAIN % {"said": note}) == (
        "Sehen Sie diese Verknüpfung noch einmal an: Behauptung 3 wurde durch Behauptung 5 ersetzt."
    )
    assert "Zahlen stimmen überein. Bestätigt von Ida Holm" in german(said)


def test_what_a_template_is_filled_with_is_put_back_as_it_stands():
    hostile = "“%(a)s” updates “<b>1</b> %s”: the words are the same"
    assert list(unknown_within(hostile)) == []
    assert sentence_in_words(hostile) == hostile
    assert "„<b>1</b> %s“" in german(hostile)
    assert sentence_in_words("“" * 20_000) == "“" * 20_000


def test_no_two_templates_are_one():
    words = [template.words for template in templates()]
    assert len(set(words)) == len(words)
