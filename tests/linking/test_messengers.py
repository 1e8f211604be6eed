"""Who merely passes a claim on, or says it, tells nothing about which event it speaks of; a place does."""

from __future__ import annotations

from claims.linking.comparison import compare
from claims.linking.setting import setting_of
from tests.linking.claims import claim

HURT = (
    "Train derails\n\nThe line had been repaired. [{n} passengers were injured in the derailment], Northline Agency reported, "
    "citing the hospital."
)


def test_an_agency_that_both_cite_does_not_make_two_events_one() -> None:
    a = claim(HURT.format(n=26), day="2031-06-08", outlet="Esk Valley Echo")
    b = claim(HURT.format(n=36), day="2031-06-24", outlet="Varn Herald")
    assert not setting_of(a, b).all_names
    assert compare(a, b) is None


def test_an_agency_s_own_article_is_not_tied_to_all_that_cite_it() -> None:
    a = claim(HURT.format(n=26), day="2031-06-08", outlet="Esk Valley Echo")
    b = claim(
        "Train derails\n\nA crane came. [36 passengers were injured in the derailment].",
        day="2031-06-24",
        outlet="Northline Agency",
    )
    assert compare(a, b) is None


def test_a_place_that_both_name_ties_them_all_the_same() -> None:
    text = HURT.replace("Train derails", "Derailment at Ravenminster\n\nRAVENMINSTER.")
    a = claim(text.format(n=26), day="2031-06-08", outlet="Esk Valley Echo")
    b = claim(text.format(n=36), day="2031-06-10", outlet="Varn Herald")
    relation = compare(a, b)
    assert relation is not None
    assert (relation.relation, relation.newer) == ("updates", "b")


def test_an_office_that_is_named_after_its_place_does_not_hide_that_the_places_differ() -> None:
    text = "Attack\n\nThe Dravian air force was silent. [The attack on {place} injured {n} people], the {place} ambulance service said."
    a = claim(text.format(place="Esminster", n=53), day="2031-03-31")
    b = claim(text.format(place="Fenorune", n=19), day="2031-03-21", outlet="Coast Wire")
    assert setting_of(a, b).each_names_another
    relation = compare(a, b)
    assert relation is None or relation.relation == "related"
