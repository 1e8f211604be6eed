"""Sources: named, rated, merged, and found behind the speakers of texts; the credibility of a claim beside them."""

from __future__ import annotations

import pytest

from claims.errors import Forbidden, InvalidInput
from claims.facts.services import gather_into_fact
from claims.facts.track_record import track_record
from claims.models import Article, Attribution, Claim, History, ReliabilityRating, Source
from claims.review.credibility import StaleCredibility, rate_credibility
from claims.sources import (
    SourceCycle,
    SourceMerged,
    SourceNameTaken,
    StaleSource,
    add_alias,
    create_source,
    edit_source,
    find_source,
    merge_sources,
    rate_source,
    remove_alias,
)
from claims.speakers import SpeakerFinder
from tests.builders import (
    actor,
    make_article,
    make_claim,
    make_desk,
    make_link,
    make_member,
    make_quantity,
    make_source,
)


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def editor(desk):
    return actor(make_member(desk, "editor"))


# --- rating


def test_ratings_are_kept_and_the_newest_letter_holds(desk, editor):
    source = make_source(desk, "Orl Agency")
    rate_source(source=source, actor=editor, letter="B", reason="A year of checks", version=1)
    rate_source(source=source, actor=editor, letter="C", reason="Two retractions", version=2)
    source.refresh_from_db()
    assert (source.reliability, source.version) == ("C", 3)
    assert [(r.letter, r.reason) for r in source.ratings.order_by("pk")] == [
        ("B", "A year of checks"),
        ("C", "Two retractions"),
    ]
    told = History.objects.about(source).filter(verb="rated source").latest("sequence")
    assert (told.before, told.after, told.reason) == ({"reliability": "B"}, {"reliability": "C"}, "Two retractions")


@pytest.mark.parametrize(("letter", "reason"), [("G", "x"), ("B", " ")])
def test_a_rating_needs_a_letter_and_a_reason(desk, editor, letter, reason):
    with pytest.raises(InvalidInput):
        rate_source(source=make_source(desk), actor=editor, letter=letter, reason=reason, version=1)
    assert not ReliabilityRating.objects.exists()


def test_a_stale_rating_is_refused_and_a_reviewer_may_not_rate(desk, editor):
    source = make_source(desk)
    rate_source(source=source, actor=editor, letter="B", reason="Checks", version=1)
    with pytest.raises(StaleSource):
        rate_source(source=source, actor=editor, letter="C", reason="Checks", version=1)
    with pytest.raises(Forbidden):
        rate_source(source=source, actor=actor(make_member(desk, "reviewer")), letter="C", reason="x", version=2)


def test_an_edited_reliability_is_a_rating(desk, editor):
    source = make_source(desk)
    with pytest.raises(InvalidInput):
        edit_source(source=source, actor=editor, reliability="A")
    edit_source(source=source, actor=editor, reliability="A", reason="Known for years")
    assert source.ratings.get().letter == "A"


# --- names


def test_an_alias_finds_the_source_until_it_is_removed(desk, editor):
    source = make_source(desk, "Orl Agency")
    add_alias(source=source, actor=editor, name="OA")
    assert find_source(desk_id=desk.pk, name="oa") == source
    with pytest.raises(SourceNameTaken):
        add_alias(source=make_source(desk, "Other"), actor=editor, name="OA")
    remove_alias(source=source, actor=editor, name="OA")
    assert find_source(desk_id=desk.pk, name="OA") is None
    with pytest.raises(InvalidInput):
        remove_alias(source=source, actor=editor, name="OA")


def test_a_source_never_belongs_to_itself_along_any_way(desk, editor):
    army, force, spokesman = (make_source(desk, name) for name in ("Army", "Air force", "Spokesman"))
    edit_source(source=force, actor=editor, parent=army)
    edit_source(source=spokesman, actor=editor, parent=force)
    for parent in (army, force, spokesman):
        with pytest.raises(SourceCycle):
            edit_source(source=army, actor=editor, parent=parent)
    with pytest.raises(InvalidInput):
        edit_source(source=army, actor=editor, parent=make_source(make_desk()))


# --- merging


def test_merging_moves_everything_and_the_old_name_leads_on(desk, editor):
    wire, agency, part = make_source(desk, "The wire"), make_source(desk, "Orl Agency"), make_source(desk, "Its bureau")
    add_alias(source=wire, actor=editor, name="TW")
    edit_source(source=part, actor=editor, parent=wire)
    article = make_article(desk, outlet=wire, outlet_how="given")
    claim = make_claim(make_article(desk), speaker="The wire")
    claim.hops.update(source=wire)
    wire.refresh_from_db()
    into = merge_sources(source=wire, into=agency, actor=editor, version=wire.version, reason="One and the same")
    assert into == agency
    assert Article.objects.get(pk=article.pk).outlet == agency
    assert claim.hops.get().source == agency
    assert Source.objects.get(pk=part.pk).parent == agency
    assert {find_source(desk_id=desk.pk, name=name) for name in ("The wire", "tw", "Orl Agency")} == {agency}
    wire.refresh_from_db()
    with pytest.raises(SourceMerged):
        rate_source(source=wire, actor=editor, letter="A", reason="x", version=wire.version)
    assert not History.objects.filter(verb="changed outside the services").exists()


def test_merging_into_a_part_of_itself_makes_no_circle(desk, editor):
    army, force = make_source(desk, "Army"), make_source(desk, "Air force")
    edit_source(source=force, actor=editor, parent=army)
    merge_sources(source=army, into=force, actor=editor, version=1)
    force.refresh_from_db()
    assert force.parent is None


def test_what_was_merged_before_leads_to_the_last_one(desk, editor):
    one, two, three = (make_source(desk, name) for name in ("One", "Two", "Three"))
    merge_sources(source=one, into=two, actor=editor, version=1)
    merge_sources(source=two, into=three, actor=editor, version=2)
    assert find_source(desk_id=desk.pk, name="One") == three


def test_a_source_is_not_merged_into_itself_or_another_desk(desk, editor):
    source = make_source(desk)
    for into in (source, make_source(make_desk())):
        with pytest.raises(InvalidInput):
            merge_sources(source=source, into=into, actor=editor, version=1)


# --- whom speakers mean


def test_a_new_source_is_found_behind_the_hops_that_name_it(desk, editor):
    named = ["The Varn Air Force", "Varn’s air force", "the air force", "the Orl air force", ""]
    for name in named:
        make_claim(make_article(desk), speaker=name or "Somebody")
    stranger = make_claim(make_article(make_desk()), speaker="Varn air force")
    source = create_source(desk=desk, actor=editor, name="Varn Air Force", kind="army", side="a")
    assert set(Attribution.objects.filter(source=source).values_list("resolved", flat=True)) == set(named[:2])
    assert stranger.hops.get().source is None


TEXTS = [
    # the text, the speaker, whom he means
    ("The Varn Air Force spoke. The air force said five.", "the air force", "Varn Air Force"),
    ("The Varn Air Force and the Orl Air Force spoke.", "the air force", None),
    ("The air force said five.", "the air force", None),
    ("The Varn Air Force said five.", "officials", None),
    ("The Varn Air Force said five.", "the Elm air force", None),
    ("Somebody spoke.", "Orl’s Air Force", "Orl Air Force"),
    ("Somebody spoke.", "the Ministry of Defence of Varn", "Varn Defense Ministry"),
]


@pytest.mark.parametrize(("text", "speaker", "meant"), TEXTS)
def test_a_speaker_means_a_body_only_where_the_text_leaves_no_doubt(desk, text, speaker, meant):
    for name, kind in (("Varn Air Force", "army"), ("Orl Air Force", "army"), ("Varn Defense Ministry", "ministry")):
        make_source(desk, name, kind=kind)
    found = SpeakerFinder(desk.pk, text).find(speaker)
    assert (found.name if found else None) == meant


# --- credibility


def test_credibility_is_rated_on_the_claim_and_told(desk):
    reviewer, claim = actor(make_member(desk, "reviewer")), make_claim(make_article(desk))
    rate_credibility(claim=claim, actor=reviewer, value=2, seen=None)
    assert Claim.objects.get(pk=claim.pk).credibility == 2
    told = History.objects.about(claim).get(verb="rated credibility")
    assert (told.before, told.after) == ({"credibility": None}, {"credibility": 2})
    with pytest.raises(StaleCredibility):
        rate_credibility(claim=claim, actor=reviewer, value=4, seen=None)
    with pytest.raises(InvalidInput):
        rate_credibility(claim=claim, actor=reviewer, value=7, seen=2)
    with pytest.raises(Forbidden):
        rate_credibility(claim=claim, actor=actor(make_member(desk, "viewer")), value=1, seen=2)
    rate_credibility(claim=claim, actor=reviewer, value=None, seen=2)
    assert Claim.objects.get(pk=claim.pk).credibility is None


# --- track record


def told(desk, number, hour, speaker):
    article = make_article(
        desk, f"Tally {number} at {hour} by {speaker.name}\n\n{number} boats sank.", published=f"2025-03-02T{hour:02}:00Z",
        published_precision="minute", published_how="given",
    )  # fmt: skip
    claim = make_claim(article, f"{number} boats sank", speaker=speaker.name)
    claim.hops.update(source=speaker)
    make_quantity(claim, str(number), value=number, low=number, high=number, counted="boats")
    return claim


def test_first_figures_are_followed_to_what_holds_now(desk, editor):
    police, army = make_source(desk, "Police"), make_source(desk, "Army", kind="army", side="a")
    first, other, later = told(desk, 5, 6, police), told(desk, 4, 7, army), told(desk, 9, 13, police)
    gather_into_fact(claims=[first, other, later], actor=editor)
    gather_into_fact(claims=[told(desk, 3, 8, police)], actor=editor)
    record = track_record(police, editor)
    assert (record.speaks, record.carries, len(record.firsts), len(record.revised)) == (3, 0, 2, 1)
    assert (record.up, record.down, record.median_hours) == (1, 0, 7)
    assert [(month.month, month.figures, month.revised) for month in record.months] == [("2025-03", 2, 1)]
    assert [one.revised for one in track_record(army, editor).firsts] == [False]


def test_a_suggested_update_revises_nothing_in_the_record(desk, editor):
    police, army = make_source(desk, "Police"), make_source(desk, "Army")
    first, later = told(desk, 5, 6, police), told(desk, 9, 13, army)
    gather_into_fact(claims=[first, later], actor=editor)
    make_link(first, later, "updates", newer=later)
    assert track_record(police, editor).revised == []


def test_a_track_record_shows_nothing_of_another_desk(desk, editor):
    source = make_source(desk, "Police")
    elsewhere = make_claim(make_article(make_desk()), speaker="Police")
    elsewhere.hops.update(source=source)  # as only a hand in the database could
    assert track_record(source, editor).speaks == 0
