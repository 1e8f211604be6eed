"""Facts gather claims by hand and by confirmed links; every act leaves a record, is refused when stale, and can be taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.errors import Forbidden, InvalidInput
from claims.facts import services
from claims.facts.errors import FactMerged, InAnotherFact, NothingChosen, NotInFact, StaleFact
from claims.facts.reading import merge_proposals, read_fact
from claims.facts.services import (
    close_fact,
    final_fact,
    gather_into_fact,
    merge_facts,
    remove_from_fact,
    rename_fact,
    split_fact,
    take_back,
)
from claims.facts.suggestions import facts_near, ungathered
from claims.intake.editing import withdraw_article
from claims.models import Claim, Fact, History
from claims.permissions import TABLE, Action
from claims.review.links import judge_link, make_link
from tests import builders
from tests.builders import actor, make_article, make_claim, make_desk, make_member, make_source, make_verdict


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def editor(desk):
    return actor(make_member(desk, "editor"))


def tally(desk, words, number, *, day=1, speaker="", outlet=None, **bounds):
    """A claim that so many boats were lost, in an article of that day."""
    quote = f"{words} boats were lost"
    article = make_article(
        desk, f"Boats lost, report of day {day} by {speaker} {outlet}\n\n{quote}.", published=f"2025-03-{day:02}T08:00:00Z",
        published_precision="minute", published_how="given", outlet=outlet, outlet_how="given" if outlet else "",
    )  # fmt: skip
    claim = make_claim(article, quote, speaker=speaker, kind="quantity")
    builders.make_quantity(claim, words, value=number, counted="boats", **({"low": number, "high": number} | bounds))
    return claim


def in_fact(fact):
    return set(Claim.objects.filter(fact=fact))


def confirm(link, who, **changes):
    return judge_link(link=link, actor=who, state="confirmed", version=link.version, **changes)


# --- by hand


def test_claims_are_gathered_into_a_new_fact_with_a_suggested_name(desk, editor):
    claims = [tally(desk, "Five", 5), tally(desk, "Six", 6)]
    done = gather_into_fact(claims=claims, actor=editor)
    assert in_fact(done.fact) == set(claims)
    assert (done.fact.name, done.fact.name_how) == ("Boats lost", "suggested")
    told = History.objects.about(claims[0]).get(verb="gathered into fact")
    assert (told.before["fact"], told.after["fact"], told.actor) == (None, "Boats lost", editor.user)
    assert not History.objects.filter(verb="changed outside the services").exists()


def test_a_claim_belongs_to_one_fact_and_moves_only_when_that_is_said(desk, editor):
    claim = make_claim(make_article(desk))
    first = gather_into_fact(claims=[claim], actor=editor, name="One").fact
    second = gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor, name="Two").fact
    with pytest.raises(InAnotherFact) as refusal:
        gather_into_fact(claims=[claim], actor=editor, fact=second)
    assert refusal.value.details["fact"] == first
    assert in_fact(first) == {claim}
    gather_into_fact(claims=[claim], actor=editor, fact=second, moved_from=first)
    assert claim in in_fact(second)
    assert in_fact(first) == set()


def test_gathering_what_is_there_already_changes_nothing(desk, editor):
    claim = make_claim(make_article(desk))
    fact = gather_into_fact(claims=[claim], actor=editor).fact
    done = gather_into_fact(claims=[claim], actor=editor, fact=fact)
    assert done.event is None
    assert Fact.objects.get(pk=fact.pk).version == 1


def test_no_fact_reaches_over_desks(desk, editor):
    stranger = make_claim(make_article(make_desk()))
    with pytest.raises(Forbidden):
        gather_into_fact(claims=[stranger], actor=editor)
    both = make_member(desk, "editor")
    builders.accounts.set_role(desk=stranger.desk, user=both, role="editor")
    with pytest.raises(InvalidInput):
        gather_into_fact(claims=[stranger, make_claim(make_article(desk))], actor=actor(both))


@pytest.mark.parametrize("role", ["viewer", "editor", "reviewer", "senior_reviewer", "moderator"])
def test_who_may_gather(desk, role):
    who, claim = actor(make_member(desk, role)), make_claim(make_article(desk))
    if role in TABLE[Action.GATHER].own:
        assert gather_into_fact(claims=[claim], actor=who).event
    else:
        with pytest.raises(Forbidden):
            gather_into_fact(claims=[claim], actor=who)


def test_a_stale_act_is_refused_with_the_fact_as_it_is(desk, editor):
    fact = gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor).fact
    rename_fact(fact=fact, actor=editor, name="The pier", version=1)
    with pytest.raises(StaleFact) as refusal:
        rename_fact(fact=fact, actor=editor, name="The bridge", version=1)
    assert refusal.value.details["fact"].name == "The pier"


def test_a_merged_fact_leads_on_and_takes_no_claims(desk, editor):
    one, other = (gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor).fact for _ in range(2))
    merge_facts(fact=one, into=other, actor=editor, version=1)
    one.refresh_from_db()
    assert final_fact(one) == other
    assert len(in_fact(other)) == 2
    with pytest.raises(FactMerged):
        gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor, fact=one)
    with pytest.raises(InvalidInput):
        merge_facts(fact=other, into=other, actor=editor, version=2)


def test_splitting_needs_some_of_the_claims_but_not_all(desk, editor):
    claims = [make_claim(make_article(desk)) for _ in range(2)]
    fact = gather_into_fact(claims=claims, actor=editor).fact
    for chosen in ([], claims):
        with pytest.raises(NothingChosen):
            split_fact(fact=fact, claims=chosen, actor=editor, version=1)
    with pytest.raises(NotInFact):
        split_fact(fact=fact, claims=[make_claim(make_article(desk))], actor=editor, version=1)
    new = split_fact(fact=fact, claims=claims[:1], actor=editor, version=1, name="The other boat").fact
    assert (in_fact(new), in_fact(fact), new.name) == ({claims[0]}, {claims[1]}, "The other boat")


ACTS = ["gather", "remove", "merge", "split", "rename", "close"]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_can_be_taken_back_and_done_again(desk, editor, act):
    claims = [make_claim(make_article(desk)) for _ in range(4)]
    fact = gather_into_fact(claims=claims[:2], actor=editor).fact
    other = gather_into_fact(claims=claims[2:3], actor=editor).fact

    def state():
        facts = list(
            Fact.objects.filter(pk__in=[fact.pk, other.pk])
            .order_by("pk")
            .values_list("name", "name_how", "closed", "merged_into")
        )
        return facts, list(Claim.objects.order_by("pk").values_list("fact", flat=True))

    before = state()
    done = {
        "gather": lambda: gather_into_fact(claims=claims[3:], actor=editor, fact=fact),
        "remove": lambda: remove_from_fact(claims=claims[:1], fact=fact, actor=editor, version=1),
        "merge": lambda: merge_facts(fact=fact, into=other, actor=editor, version=1),
        "split": lambda: split_fact(fact=fact, claims=claims[:1], actor=editor, version=1),
        "rename": lambda: rename_fact(fact=fact, actor=editor, name="The pier", version=1),
        "close": lambda: close_fact(fact=fact, actor=editor, closed=True, version=1),
    }[act]()
    after = state()
    assert after != before
    back = take_back(fact=fact, event=done.event, actor=editor)
    assert state() == before
    take_back(fact=fact, event=back.event, actor=editor)
    assert state() == after
    assert not History.objects.filter(verb="changed outside the services").exists()


def test_only_the_last_act_can_be_taken_back(desk, editor):
    done = gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor)
    rename_fact(fact=done.fact, actor=editor, name="The pier", version=1)
    with pytest.raises(StaleFact):
        take_back(fact=done.fact, event=done.event, actor=editor)


def test_a_claim_that_moved_on_is_not_pulled_back(desk, editor):
    claim = make_claim(make_article(desk))
    done = gather_into_fact(claims=[claim], actor=editor)
    Claim.objects.filter(pk=claim.pk).update(fact=None)
    with pytest.raises(StaleFact):
        take_back(fact=done.fact, event=done.event, actor=editor)


# --- by links


def test_a_confirmed_link_gathers_both_claims_and_a_third_joins_them(desk, editor):
    one, two, three = (tally(desk, words, number) for words, number in (("Five", 5), ("5", 5), ("About five", 5)))
    confirm(builders.make_link(one, two), editor)
    fact = Fact.objects.get()
    assert (in_fact(fact), fact.made_by, fact.name_how) == ({one, two}, None, "suggested")
    confirm(builders.make_link(two, three), editor)
    assert in_fact(fact) == {one, two, three}


@pytest.mark.parametrize(
    ("relation", "first", "second", "gathers"),
    [
        ("corroborates", 5, 5, True), ("duplicate", 5, 5, True), ("contradicts", 5, 9, True), ("contradicts", None, None, True),
        ("contradicts", 5, None, False), ("related", 5, 5, False),
    ],
)  # fmt: skip
def test_which_relations_gather(desk, editor, relation, first, second, gathers):
    claims = [
        make_claim(make_article(desk)) if number is None else tally(desk, str(number), number, day=day)
        for day, number in enumerate((first, second), 1)
    ]
    confirm(builders.make_link(*claims, relation), editor)
    assert Fact.objects.exists() is gathers


def test_a_suggested_or_rejected_link_gathers_nothing(desk, editor):
    link = builders.make_link(tally(desk, "Five", 5), tally(desk, "5", 5))
    judge_link(link=link, actor=editor, state="rejected", version=1)
    assert not Fact.objects.exists()


def test_taking_a_confirmation_back_takes_out_what_it_had_gathered(desk, editor):
    one, two, three = (tally(desk, words, 5) for words in ("Five", "5", "About five"))
    link = confirm(builders.make_link(one, two), editor)
    confirm(builders.make_link(two, three), editor)
    judge_link(link=link, actor=editor, state="suggested", version=link.version)
    fact = Fact.objects.get()
    assert in_fact(fact) == {two, three}  # the second link still holds two of them there


def test_two_facts_that_a_link_joins_are_proposed_for_merging_not_merged(desk, editor):
    one, two = tally(desk, "Five", 5), tally(desk, "5", 5)
    facts = [gather_into_fact(claims=[claim], actor=editor).fact for claim in (one, two)]
    confirm(builders.make_link(one, two), editor)
    assert [in_fact(fact) for fact in facts] == [{one}, {two}]
    assert merge_proposals(facts[0], editor) == [(facts[1], 1)]
    assert [near.fact for near in facts_near([one], editor, but_for=facts[0])] == [facts[1]]


def test_claims_that_links_held_before_are_proposed_for_gathering(desk, editor):
    one, two, three = (make_claim(make_article(desk)) for _ in range(3))
    for left, right in ((one, two), (two, three)):
        link = builders.make_link(left, right)
        link.state, link.decided_by = "confirmed", editor.user
        link.save()
    assert [{claim.pk for claim in group.claims} for group in ungathered(editor)] == [{one.pk, two.pk, three.pk}]


def test_a_confirmed_update_reopens_what_was_verified_on_the_older_figure(desk, editor):
    reviewer = make_member(desk, "reviewer")
    old, same, new, apart = (
        tally(desk, words, number, day=day) for words, number, day in (("Five", 5, 1), ("5", 5, 1), ("Eight", 8, 2), ("Three", 3, 1))
    )  # fmt: skip
    gather_into_fact(claims=[old, same, apart], actor=editor)
    for claim in (old, same, apart):
        make_verdict(claim, reviewer)
    make_link(actor=editor, claim=new, other=old, relation="updates", newer=new, reason="The count went on.")
    states = {claim.pk: Claim.objects.get(pk=claim.pk).world_state for claim in (old, same, apart, new)}
    assert states == {old.pk: "reopened", same.pk: "reopened", apart.pk: "verified", new.pk: "unreviewed"}
    reopening = old.verdicts.latest("sequence")
    assert (reopening.cause, "The count went on." in reopening.reason) == ("updated", True)


# --- what is read


def test_what_a_fact_says_counts_confirmed_links_only(desk, editor):
    agency, herald = make_source(desk, "Orl Agency", kind="agency"), make_source(desk, "Varn Herald")
    old = tally(desk, "Five", 5, day=1, outlet=agency)
    new = tally(desk, "Eight", 8, day=2, outlet=agency)
    rival = tally(desk, "More than six", 6, day=3, outlet=herald, high=None, low_exclusive=True, modifier="more_than")
    fact = gather_into_fact(claims=[old, new, rival], actor=editor).fact
    update = builders.make_link(old, new, "updates", newer=new)
    builders.make_link(old, rival, "contradicts")
    reading = read_fact(fact, editor)
    assert [said.replaced for said in reading.versions] == [False, False, False]
    assert [change.kind for change in reading.changes] == ["first"]
    assert [parting.state for parting in reading.partings] == ["unjudged", "suggested"]
    confirm(update, editor)
    reading = read_fact(fact, editor)
    assert [said.replaced for said in reading.versions] == [True, False, False]
    assert [(change.kind, change.key) for change in reading.changes] == [
        ("first", str(old.pk)),
        ("update", str(new.pk)),
    ]
    [agreement] = reading.agreements
    assert (agreement.interval.low, agreement.interval.high, len(agreement.origins)) == (8, 8, 2)
    assert (reading.articles, reading.origins) == (3, 2)


def test_a_fact_shows_no_claim_of_a_withdrawn_article(desk, editor):
    claims = [tally(desk, "Five", 5), tally(desk, "5", 5)]
    fact = gather_into_fact(claims=claims, actor=editor).fact
    moderator = actor(make_member(desk, "moderator"))
    withdraw_article(article=claims[0].article, actor=moderator, reason="Wrong file")
    assert [said.claim for said in read_fact(fact, editor).versions] == [claims[1]]


def test_reading_a_fact_costs_as_many_queries_with_more_claims(desk, editor, django_assert_max_num_queries):
    claims = [tally(desk, f"{n}", n, day=n) for n in range(2, 12)]
    fact = gather_into_fact(claims=claims, actor=editor).fact
    with django_assert_max_num_queries(24):
        read_fact(fact, editor)


def test_the_name_of_a_fact_is_cut_and_never_empty(desk, editor):
    fact = gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor).fact
    with pytest.raises(InvalidInput):
        rename_fact(fact=fact, actor=editor, name="  ", version=1)
    done = rename_fact(fact=fact, actor=editor, name=" The   pier ", version=1)
    assert (done.fact.name, done.fact.name_how) == ("The pier", "given")
    assert services.clean_name("x" * 400) == "x" * 300


def test_a_desks_own_word_reaches_the_interval_that_is_drawn(desk, editor):
    claim = tally(desk, "nearly 90", 90, modifier="approx", low=None, high=None)
    other = tally(desk, "81", 81, day=2)
    fact = gather_into_fact(claims=[claim, other], actor=editor).fact
    drawn = {said.claim: said.version.interval for said in read_fact(fact, editor).versions}
    assert drawn[claim].low < 81
    builders.make_word_bound(desk, "nearly", "0.95", "1")
    drawn = {said.claim: said.version.interval for said in read_fact(fact, editor).versions}
    assert (drawn[claim].low, drawn[claim].high) == (Decimal("85.5"), 90)
