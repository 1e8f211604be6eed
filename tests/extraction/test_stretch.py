"""What the machine reads of a stretch that a person marks, and what a person says of leftovers."""

from __future__ import annotations

import pytest

from claims.extraction import extract_document
from claims.extraction.found import FoundLeftover
from claims.extraction.overruling import Overruled, leftovers_overruled
from claims.extraction.stretch import read_stretch, shifted
from claims.spans import Span
from tests.marking import marked


def stretch(sentence: str):
    text, [span] = marked(f"Ferry sinks off Orl\n\n{sentence}")
    claim, found = read_stretch(text, extract_document(text), span)
    assert claim.span == span
    assert claim.text == span.of(text)
    return claim, [found.quantities[i] for i in claim.quantities]


def test_a_stretch_that_is_a_claim_already_is_that_claim():
    text, [span] = marked("Ferry sinks\n\nThe harbour office said [41 of 52 passengers were rescued].")
    found = extract_document(text)
    claim, same = read_stretch(text, found, span)
    assert claim in found.claims
    assert same is found


@pytest.mark.parametrize(
    ("sentence", "surfaces"),
    [
        ("The harbour office said [41 of 52 passengers] were rescued and nearly 900 litres leaked.", ["41 of 52"]),
        ("The harbour office said 41 of 52 passengers were rescued and nearly [900 litres leaked].", ["900 litres"]),
        ("The office said 41 of 52 people were safe [and nearly 900 litres leaked].", ["nearly 900 litres"]),
        ("[Divers searched] for two days.", []),
        ("Divers searched [for two days].", ["two days"]),
    ],
)
def test_quantities_are_those_of_its_own_words(sentence, surfaces):
    _claim, quantities = stretch(sentence)
    assert [quantity.surface for quantity in quantities] == surfaces


def test_it_keeps_who_says_it_and_its_own_hedge():
    claim, _ = stretch("The harbour office said [two cranes reportedly fell] and 900 litres leaked.")
    assert [hop.source for hop in claim.attribution] == ["The harbour office"]
    assert claim.hedge == "reportedly"


def test_a_reading_of_a_cut_out_text_moves_as_a_whole():
    text = "The harbour office said 41 of 52 passengers were rescued on Monday in Orl."
    here, there = extract_document(text), shifted(extract_document(text), 100)
    for before, after in zip(here.claims, there.claims, strict=True):
        assert after.span == before.span.shifted(100)
    assert [q.number_span.start - 100 for q in there.quantities] == [q.number_span.start for q in here.quantities]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([(2, 4, False)], [(0, 2), (4, 10)]),
        ([(0, 10, False)], []),
        ([(8, 14, True)], [(0, 8), (8, 14)]),
        ([(12, 20, True), (12, 20, False)], [(0, 10)]),
        ([(0, 10, False), (3, 5, True)], [(3, 5)]),
    ],
)
def test_the_later_word_on_a_stretch_holds(said, left):
    overruled = [Overruled(Span(start, end), is_leftover) for start, end, is_leftover in said]
    found = leftovers_overruled([FoundLeftover(Span(0, 10), "sharing hint")], overruled)
    assert [tuple(piece.span) for piece in found] == left
