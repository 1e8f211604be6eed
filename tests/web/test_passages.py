"""Paragraphs as they are read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from claims.spans import Span
from claims.web.passages import passages


def words(text: str, *unbroken: Span) -> list[str]:
    return [span.of(text) for span in passages(text, unbroken)]


def test_each_line_is_a_passage_and_blank_ones_are_none() -> None:
    assert words("Title\n\nFirst.\n  Second.  \n\n\n") == ["Title", "First.", "Second."]


def test_a_hard_wrapped_sentence_stays_one_passage() -> None:
    text = "The pier burned\nall night.\nNobody slept."
    assert words(text, Span(0, 26), Span(27, 40)) == ["The pier burned\nall night.", "Nobody slept."]


def test_a_span_that_only_touches_the_line_end_joins_nothing() -> None:
    text = "One.\nTwo."
    assert words(text, Span(0, 5), Span(4, 9)) == ["One.", "Two."]


@given(st.text("ab \n", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=5))
def test_nothing_but_white_space_is_lost(text: str, found: list[tuple[int, int]]) -> None:
    unbroken = [Span(start, min(start + length, len(text))) for start, length in found if start < len(text)]
    spans = passages(text, unbroken)
    assert "".join(span.of(text) for span in spans).split() is not None
    covered = set().union(*(range(span.start, span.end) for span in spans)) if spans else set()
    assert all(index in covered for index, character in enumerate(text) if not character.isspace())
    assert all(left.end < right.start for left, right in pairwise(spans))
