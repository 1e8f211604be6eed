"""Words of quantity as a desk reads them: set, given back, and used when figures are compared."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.linking.house_words import articles_with, drop_word_bound, set_word_bound, word_table, words_of
from claims.linking.intervals import HouseWords, Interval, can_both_hold, interval_of, lie
from claims.models import Desk, History, WordBound
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return builders.make_desk()


def senior(desk: Desk) -> object:
    return builders.actor(builders.make_member(desk, "senior_reviewer"))


def test_a_senior_sets_a_word_and_the_history_tells_it(desk: Desk) -> None:
    bound = set_word_bound(desk=desk, actor=senior(desk), word=" Nearly ", of="factor", low=D("0.9"), high=D(1))
    assert (bound.word, bound.version) == ("nearly", 1)
    row = History.objects.get(verb="set word of quantity")
    assert row.after == {"word": "nearly", "of": "factor", "low": "0.9", "high": "1"}
    assert words_of(desk.pk).factors == {"nearly": Interval(D("0.9"), D(1))}


def test_a_reviewer_may_not(desk: Desk) -> None:
    reviewer = builders.actor(builders.make_member(desk, "reviewer"))
    with pytest.raises(Forbidden):
        set_word_bound(desk=desk, actor=reviewer, word="nearly", of="factor", low=D("0.9"), high=None)


@pytest.mark.parametrize(
    ("word", "of", "low", "high", "code"),
    [
        ("", "factor", D(1), None, "word"),
        ("x9", "factor", D(1), None, "word"),
        ("some", "weight", D(1), None, "of"),
        ("some", "factor", None, None, "low"),
        ("some", "factor", D(2), D(1), "low"),
        ("some", "factor", D(-1), D(1), "low"),
        ("some", "factor", D("NaN"), None, "low"),
        ("dozens", "count", D(24), D("1e13"), "high"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, word: str, of: str, low: D | None, high: D | None, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_word_bound(desk=desk, actor=senior(desk), word=word, of=of, low=low, high=high)
    assert refused.value.code == code


def test_the_slower_one_of_two_is_told(desk: Desk) -> None:
    who = senior(desk)
    set_word_bound(desk=desk, actor=who, word="some", of="factor", low=D("0.8"), high=D("1.2"))
    with pytest.raises(Conflict):
        set_word_bound(desk=desk, actor=who, word="some", of="factor", low=D("0.7"), high=D("1.2"))
    set_word_bound(desk=desk, actor=who, word="some", of="factor", low=D("0.7"), high=D("1.2"), version=1)
    assert WordBound.objects.get().version == 2


def test_a_word_given_back_means_again_what_the_language_says(desk: Desk) -> None:
    bound = set_word_bound(desk=desk, actor=senior(desk), word="dozens", of="count", low=D(36), high=None)
    assert [row.low for row in word_table(desk) if row.word == "dozens"] == [D(36)]
    drop_word_bound(bound=bound, actor=senior(desk), version=1)
    assert [row.low for row in word_table(desk) if row.word == "dozens"] == [D(24)]


def test_words_are_of_one_desk(desk: Desk) -> None:
    set_word_bound(desk=desk, actor=senior(desk), word="some", of="factor", low=D("0.5"), high=D("1.5"))
    assert words_of(builders.make_desk().pk) == HouseWords()


def test_the_articles_that_use_the_word_are_linked_again(desk: Desk) -> None:
    text = "The gale sank nearly 90 boats at Varn Quay."
    claim = builders.make_claim(builders.make_article(desk, text), text[:-1])
    builders.make_quantity(claim, "nearly 90", value=D(90), modifier="approx")
    builders.make_claim(builders.make_article(desk))
    assert articles_with(desk, "nearly") == [claim.article_id]


shares = st.decimals(min_value=0, max_value=3, places=2)


@given(value=st.integers(1, 9999), other=st.integers(1, 9999), low=shares, more=shares, wider=shares)
def test_a_wider_word_never_makes_a_contradiction(value: int, other: int, low: D, more: D, wider: D) -> None:
    def reads(bounds: Interval) -> Interval:
        house = HouseWords(factors={"some": bounds})
        return interval_of(value=D(value), low=None, high=None, modifier="approx", surface=f"some {value}", house=house)

    narrow, wide = Interval(low, low + more), Interval(max(D(0), low - wider), low + more + wider)
    exact = Interval(D(other), D(other))
    assert not can_both_hold(reads(narrow), exact) or can_both_hold(reads(wide), exact)
    assert lie(reads(narrow), exact) == lie(exact, reads(narrow))
