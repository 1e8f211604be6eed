"""Where a claim says that something happened."""

from __future__ import annotations

from claims.extraction.parsing import parse_all
from claims.extraction.places import find_place
from claims.spans import Span

SENTENCE = "The dam broke in Orlen on Friday."


def test_the_place_is_found_with_its_span() -> None:
    [parsed] = parse_all(SENTENCE, [Span(0, len(SENTENCE))])
    assert parsed is not None
    place = find_place(parsed, parsed.span, [], SENTENCE)
    assert place is not None
    assert place.span.of(SENTENCE) == "Orlen"


def test_a_span_that_ends_before_the_place_has_none() -> None:
    [parsed] = parse_all(SENTENCE, [Span(0, len(SENTENCE))])
    assert parsed is not None
    assert find_place(parsed, Span(0, len("The dam broke in")), [], SENTENCE) is None
