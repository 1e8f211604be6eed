"""What two texts share, to the letter, and keys by which a sharing text is found."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.linking.shared_text import band_numbers, shared_text, words_of
from claims.spans import Span

WIRE = (
    "The river Esk burst its banks at Varn early on Monday and flooded the lower town, the fire service said. "
    "Some 340 people spent the night in the sports hall, and two bridges were closed to lorries until the weekend. "
    "The mayor asked the province for pumps, sandbags and a second helicopter before the next rain."
)
OWN = (
    "Our reporter walked along the quay at noon and met shopkeepers with brooms who would rather not be named here. "
    "A bakery gave away what it had left. Nobody at the town hall picked up the telephone in the afternoon."
)


def passages(a: str, b: str) -> list[tuple[str, str]]:
    found = shared_text(words_of(a), words_of(b))
    return [(a[one:end], b[other:other_end]) for one, end, other, other_end in found.passages]


def test_a_wire_story_inside_another_text_is_one_passage_with_its_place_in_both() -> None:
    longer = f"Flood in Varn\n\n{OWN}\n\n{WIRE}\n\nSee also page 4."
    assert passages(WIRE, longer) == [(WIRE.removesuffix("."), WIRE.removesuffix("."))]
    assert shared_text(words_of(WIRE), words_of(longer)).containment == 1.0


def test_small_edits_inside_do_not_end_a_passage() -> None:
    edited = WIRE.replace("Some 340 people", "About 350 people").replace(
        "the fire service said", "the fire brigade said"
    )
    [(one, other)] = passages(WIRE, edited)
    assert "Some 340" in one
    assert "About 350" in other
    assert 0.9 < shared_text(words_of(WIRE), words_of(edited)).containment < 1


def test_passages_in_another_order_are_found_each() -> None:
    first, _, third = WIRE.split(". ")
    turned = f"{third} {OWN} {first}"
    assert [one for one, _ in passages(WIRE, turned)] == [first, third.removesuffix(".")]


def test_texts_of_their_own_share_nothing() -> None:
    assert passages(WIRE, OWN) == []
    assert shared_text([], []).containment == 0.0


def test_case_punctuation_and_line_breaks_make_no_difference() -> None:
    assert shared_text(words_of(WIRE), words_of(WIRE.upper().replace(", ", "\n"))).containment == 1.0


def test_leftovers_are_left_out() -> None:
    a, b = f"{WIRE} {OWN}", f"{OWN} Nothing else is here."
    without = [Span(len(WIRE), len(a))]
    assert shared_text(words_of(a, without), words_of(b)).passages == ()


@pytest.mark.parametrize("other", [f"{OWN} {WIRE}", WIRE.replace("Monday", "Tuesday"), f"{OWN * 8} {WIRE}"])
def test_texts_that_share_much_share_a_key(other: str) -> None:
    keys = set(band_numbers(WIRE, words_of(WIRE)))
    assert keys & set(band_numbers(other, words_of(other)))


def test_texts_of_their_own_share_no_key_and_the_number_of_keys_is_bounded() -> None:
    long = " ".join(f"In year {n} the council of village {n} paid {n * 7} crowns for road {n}." for n in range(3000))
    assert not set(band_numbers(WIRE, words_of(WIRE))) & set(band_numbers(OWN, words_of(OWN)))
    assert len(band_numbers(long, words_of(long))) <= 128
    assert band_numbers("Too short.", words_of("Too short.")) == []


def test_texts_that_repeat_themselves_take_linear_time() -> None:
    def seconds(times: int) -> float:
        text = "the same nine words again and again and again " * times
        started = time.perf_counter()
        shared_text(words_of(text), words_of(text))
        return time.perf_counter() - started

    assert seconds(2000) < 40 * max(seconds(200), 0.001)


@given(
    st.lists(st.sampled_from([*WIRE.split(), *OWN.split()]), max_size=120),
    st.lists(st.sampled_from(WIRE.split()), max_size=120),
)
def test_passages_are_inside_the_texts_do_not_overlap_and_hold_the_same_seed(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other) + " " + WIRE
    found = shared_text(words_of(a), words_of(b))
    assert 0 <= found.containment <= 1
    for side, text in ((0, a), (2, b)):
        spans = sorted((row[side], row[side + 1]) for row in found.passages)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
