"""What holds of quantities and times for any text at all."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.quantities import find_quantities
from claims.extraction.times import find_times

WORDS = """
12 3.5 1,000 2024 -5 ½ 1/2 $ € £ % km °C m bn one two half a an dozen dozens hundred million thousand and or of to between
from more than less up nearly about no nobody none twice several few people soldiers missiles Russian years old year May
March on at 5pm 14:30 ( ) , . - – : / ^ x e + # @ ’ ” K F-16 T0504 aged last next ago in per cent percent points rose fell by
9999999999999999999999 ٣ ² ß İ a day each hour kilometres tonne ages U.S. voted hit reached to this third , and
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", "\u00a0", "\u202f", "\U0001f600", " "])
NEWSLIKE = st.lists(PIECES, max_size=40).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))
TEXTS = st.one_of(st.text(max_size=300), NEWSLIKE)


@given(TEXTS)
def test_offsets_are_exact_for_any_text(text: str) -> None:
    for quantity in find_quantities(text):
        assert quantity.span.of(text) == quantity.surface
        assert (
            0
            <= quantity.span.start
            <= quantity.number_span.start
            < quantity.number_span.end
            <= quantity.span.end
            <= len(text)
        )
        if quantity.counted_span is not None:
            assert quantity.counted_span.of(text) == quantity.counted
    for found in find_times(text, "2024-12-20"):
        assert found.span.of(text) == found.surface != ""


@given(TEXTS)
def test_bounds_are_ordered_and_hold_the_value(text: str) -> None:
    for quantity in find_quantities(text):
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        if quantity.value is not None:
            assert quantity.low is None or quantity.low <= quantity.value
            assert quantity.high is None or quantity.value <= quantity.high
        if quantity.modifier in ("between", "vague"):
            assert quantity.value is None
        if quantity.conversion_of is not None:
            assert 0 <= quantity.conversion_of < len(find_quantities(text))


@given(TEXTS)
def test_times_do_not_overlap_and_are_in_order(text: str) -> None:
    times = find_times(text)
    assert all(left.span.end <= right.span.start for left, right in pairwise(times))


@given(NEWSLIKE, NEWSLIKE)
def test_a_paragraph_says_the_same_with_another_one_behind_it(first: str, second: str) -> None:
    alone = [quantity.surface for quantity in find_quantities(first)]
    together = find_quantities(f"{first}\n\n{second}")
    assert [quantity.surface for quantity in together if quantity.span.end <= len(first)] == alone


@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert find_quantities(text) == find_quantities(text)
    assert [quantity.to_json() for quantity in find_quantities(text)] == [
        quantity.to_json() for quantity in find_quantities(text)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "5 per cent in May and 4 in June, 3 in July ",
        "1, 2, 3, 4, ",
        "rose to 5 per cent and 4 on 3 A on ",
        "two U.S. men hit 4 ",
    ],
)
def test_a_line_without_stops_takes_time_in_proportion(words: str) -> None:
    taken = []
    for size in (10_000, 40_000):
        text = words * (size // len(words))
        started = time.process_time()
        find_quantities(text)
        taken.append(time.process_time() - started)
    assert taken[1] < 8 * max(taken[0], 0.01)
