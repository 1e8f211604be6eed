"""A retracted source: what rests on it reopens with that as its cause, and it counts as no origin until it is restored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.linking.origins import graph_of_claims
from claims.linking.retracted import own_hosts, retracted_parties
from claims.models import Attribution, History, Notification, Source, Verdict
from claims.review.contacts import ContactMade, log_contact
from claims.review.errors import MissingEvidence
from claims.review.evidence import add_evidence, independent_origins
from claims.review.moves import established
from claims.review.retraction import (
    SourceRetracted,
    due_retractions,
    give_verdicts_back,
    go_on_reopening,
    resting_on,
    restore_source,
    retract_source,
)
from claims.review.services import record_verdict
from claims.sources import StaleSource, merge_sources
from claims.tasks import go_on_with_retraction, sweep
from tests.builders import actor, make_article, make_claim, make_source

WHY = "It withdrew the report"


@pytest.fixture
def editor(member):
    return actor(member("editor"))


@pytest.fixture
def herald(desk):
    return make_source(desk, "Orl Herald")


@pytest.fixture
def judge(reviewer):
    """Judge a layer of a claim on an address of its own; returns the verdict."""

    def judged(claim, layer="world", value="verified", **evidence):
        given = evidence or {"url": f"https://records.example/{claim.pk}"}
        piece = add_evidence(claim=claim, actor=actor(reviewer), stance="supports", **given)
        return record_verdict(
            claim=claim, actor=actor(reviewer), layer=layer, value=value, rationale="It is so.", evidence=[piece], replaces=None
        )  # fmt: skip

    return judged


def said_by(claim, *sources):
    for ordinal, source in enumerate(sources):
        Attribution.objects.create(
            claim=claim, ordinal=ordinal, source=source, source_words=source.name, resolved=source.name, cue="said",
            type="indirect",
        )  # fmt: skip
    return claim


def reopened_on(claim):
    claim.refresh_from_db()
    return [layer for layer in ("statement", "world") if claim.state_on(layer) == "reopened"]


# --- what rests on a source


def test_an_attributed_claim_reopens_on_both_layers_with_the_cause_in_words_and_its_owner_told(
    desk, editor, herald, judge, reviewer
):
    claim = said_by(make_claim(make_article(desk)), herald, make_source(desk, "Colonel Dray", kind="person"))
    old = [judge(claim, "statement"), judge(claim, "world")]
    retract_source(source=herald, actor=editor, reason=WHY)
    assert reopened_on(claim) == ["statement", "world"]
    last = claim.verdicts.filter(layer="world").latest("sequence")
    assert (last.act, last.cause, last.reviewer) == ("reopen", "source_retracted", editor.user)
    assert last.reason == f"“Orl Herald”, to whom the claim is attributed, was retracted: {WHY}"
    assert last.replaces == old[1]  # valid as of its date
    [told] = Notification.objects.filter(to=reviewer, kind="reopened")
    assert "its source was retracted" in told.why
    assert "Orl Herald" in told.why
    row = History.objects.about(claim).filter(verb="reopened").latest("sequence")
    assert row.after["cause"] == "source_retracted"


def test_an_article_of_its_own_reopens_the_world_and_a_report_in_it_only_whether_it_was_said(
    desk, editor, herald, judge
):
    own = make_claim(make_article(desk, outlet=herald))
    report = said_by(make_claim(make_article(desk, outlet=herald)), make_source(desk, "Water Ministry"))
    judge(own), judge(report, "statement"), judge(report, "world")
    retract_source(source=herald, actor=editor, reason=WHY)
    assert (reopened_on(own), reopened_on(report)) == (["world"], ["statement"])


def test_a_verdict_on_its_words_its_pages_or_a_contact_with_it_reopens_and_one_on_others_stands(
    desk, editor, herald, judge, member
):
    page = make_article(desk, outlet=herald, url="https://www.orl-herald.example/1")
    by_claim, by_page, by_contact, by_others = (make_claim(make_article(desk)) for _ in range(4))
    judge(by_claim, other_claim=make_claim(page))
    judge(by_page, url="https://live.orl-herald.example/flood")
    made = ContactMade(
        whom="orl herald", way="mail", contacted_at=timezone.now() - timedelta(hours=1), answer="It is so."
    )
    judge(by_contact, contact=log_contact(claim=by_contact, actor=actor(member()), made=made))
    judge(by_others, url="https://orl-herald-news.example/")
    assert own_hosts(herald) == ["orl-herald.example"]
    assert len(resting_on(herald)) == 3
    retract_source(source=herald, actor=editor, reason=WHY)
    assert [reopened_on(claim) for claim in (by_claim, by_page, by_contact, by_others)] == [["world"]] * 3 + [[]]


def test_who_speaks_for_a_retracted_body_goes_with_it_and_a_body_not_with_who_speaks_for_it(desk, editor, judge):
    army = make_source(desk, "Army", kind="army")
    spokesman, other = (make_source(desk, name, kind="person", parent=army) for name in ("Dray", "Holm"))
    by_spokesman, by_other = (said_by(make_claim(make_article(desk)), who) for who in (spokesman, other))
    judge(by_spokesman), judge(by_other)
    retract_source(source=spokesman, actor=editor, reason="Nobody of that name serves there")
    assert (reopened_on(by_spokesman), reopened_on(by_other)) == (["world"], [])
    retract_source(source=army, actor=editor, reason="It took the figures back")
    assert reopened_on(by_other) == ["world"]


def test_confidential_evidence_reopens_without_naming_the_source(desk, editor, herald, judge):
    make_article(desk, outlet=herald, url="https://orl-herald.example/1")
    claim = make_claim(make_article(desk))
    judge(claim, url="https://orl-herald.example/2", confidential=True)
    retract_source(source=herald, actor=editor, reason=WHY)
    last = claim.verdicts.latest("sequence")
    assert last.cause == "source_retracted"
    assert "Herald" not in last.reason
    assert not Notification.objects.filter(why__contains="Herald").exists()


def test_a_host_that_others_use_too_or_that_was_not_chosen_does_not_count(desk, editor, herald, judge):
    for outlet, url in (
        (herald, "https://host.example/a"),
        (herald, "https://orl-herald.example/b"),
        (None, "https://host.example/c"),
    ):
        make_article(desk, outlet=outlet, url=url)
    assert own_hosts(herald) == ["orl-herald.example"]
    claim = make_claim(make_article(desk))
    judge(claim, url="https://orl-herald.example/d")
    with pytest.raises(InvalidInput):
        retract_source(source=herald, actor=editor, reason=WHY, hosts=["host.example"])
    retract_source(source=herald, actor=editor, reason=WHY, hosts=[])
    assert reopened_on(claim) == []


# --- the act


def test_it_needs_a_reason_the_right_role_and_the_version_that_was_seen(desk, editor, herald, reviewer):
    with pytest.raises(InvalidInput):
        retract_source(source=herald, actor=editor, reason=" ")
    with pytest.raises(Forbidden):
        retract_source(source=herald, actor=actor(reviewer), reason=WHY)
    with pytest.raises(StaleSource):
        retract_source(source=herald, actor=editor, reason=WHY, version=7)
    with pytest.raises(SourceRetracted):
        restore_source(source=herald, actor=editor, reason="A mistake")
    retract_source(source=herald, actor=editor, reason=WHY, version=1)
    with pytest.raises(SourceRetracted):
        retract_source(source=herald, actor=editor, reason=WHY)
    told = History.objects.about(herald).latest("sequence")
    assert (told.verb, told.reason) == ("retracted source", WHY)


def test_many_verdicts_reopen_in_turns_that_a_worker_or_the_sweeper_goes_on_with(
    desk, editor, herald, judge, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("claims.review.retraction.AT_ONCE", 2)
    claims = [make_claim(make_article(desk, outlet=herald)) for _ in range(5)]
    for claim in claims:
        judge(claim)
    with django_capture_on_commit_callbacks(execute=False) as hints:
        retract_source(source=herald, actor=editor, reason=WHY)
    assert len(hints) == 1
    assert sum(bool(reopened_on(claim)) for claim in claims) == 2
    assert due_retractions() == [herald.pk]
    assert go_on_reopening(source_id=herald.pk) is True
    sweep()
    assert all(reopened_on(claim) for claim in claims)
    assert due_retractions() == []
    go_on_with_retraction(herald.pk)
    assert Verdict.objects.filter(act="reopen").count() == 5


def test_who_judges_after_the_retraction_knows_of_it_and_is_not_asked_again(desk, editor, herald, judge):
    claim = make_claim(make_article(desk, outlet=herald))
    judge(claim)
    retract_source(source=herald, actor=editor, reason=WHY)
    last = claim.verdicts.latest("sequence")
    claim.refresh_from_db()
    record_verdict(
        claim=claim, actor=actor(established(last.replaces).reviewer), layer="world", value="unverifiable",
        rationale="Its only source is gone.", replaces=last,
    )  # fmt: skip
    Source.objects.filter(pk=herald.pk).update(reopening_due=True)
    go_on_reopening(source_id=herald.pk)
    assert reopened_on(claim) == []


# --- taken back


def test_a_restored_source_counts_again_and_its_claims_stay_open_unless_asked_otherwise(desk, editor, herald, judge):
    claim = make_claim(make_article(desk, outlet=herald))
    judge(claim)
    retract_source(source=herald, actor=editor, reason=WHY)
    assert retracted_parties(desk.pk)
    restore_source(source=herald, actor=editor, reason="It stands by its report now")
    assert not retracted_parties(desk.pk)
    assert reopened_on(claim) == ["world"]
    assert give_verdicts_back(source_id=herald.pk) is False
    assert claim.verdicts.latest("sequence").value == ""
    judge_again(claim, claim.verdicts.latest("sequence"))
    retract_source(source=herald, actor=editor, reason=WHY)  # the same words, but it happened anew
    assert reopened_on(claim) == ["world"]


def judge_again(claim, last):
    claim.refresh_from_db()
    who = actor(established(last.replaces).reviewer)
    record_verdict(
        claim=claim, actor=who, layer="world", value="disputed", rationale="Others deny it.",
        evidence=list(claim.evidence.all()), replaces=last,
    )  # fmt: skip


def test_verdicts_hold_again_after_a_mistake_but_for_those_that_somebody_gave_since_when_the_retraction_is_taken_back(
    desk, editor, herald, judge
):
    one, other = (make_claim(make_article(desk, outlet=herald)) for _ in range(2))
    first = judge(one)
    judge(other)
    retract_source(source=herald, actor=editor, reason=WHY)
    judge_again(other, other.verdicts.latest("sequence"))
    restore_source(source=herald, actor=editor, reason="The wrong Herald", give_back=True)
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.world_state, other.world_state) == ("verified", "disputed")
    back = one.verdicts.latest("sequence")
    assert (back.act, established(back).pk, list(back.evidence.all())) == (
        "withdraw",
        first.pk,
        list(first.evidence.all()),
    )


# --- no origin


def test_a_retracted_source_is_no_independent_origin_of_evidence_nor_in_the_provenance(desk, editor, herald, reviewer):
    page = make_article(desk, outlet=herald, url="https://orl-herald.example/1")
    claim = make_claim(make_article(desk))
    piece = add_evidence(claim=claim, actor=actor(reviewer), stance="supports", other_claim=make_claim(page))
    add_evidence(claim=claim, actor=actor(reviewer), stance="supports", url="https://records.example/2")
    assert len(independent_origins(list(claim.evidence.all()))) == 2
    retract_source(source=herald, actor=editor, reason=WHY)
    assert independent_origins(list(claim.evidence.all())) == ["records.example"]
    with pytest.raises(MissingEvidence, match="retracted source, which counts as no origin: “Orl Herald”"):
        record_verdict(
            claim=claim, actor=actor(reviewer), layer="world", value="verified", rationale="It is so.", evidence=[piece],
            replaces=None,
        )  # fmt: skip
    graph = graph_of_claims([piece.other_claim, claim])
    assert len(graph.origins) == 1
    assert [node.party.name for node in graph.nodes if node.party.retracted] == ["Orl Herald"]


def test_a_retracted_source_is_merged_only_with_a_retracted_one(desk, editor, herald):
    other = make_source(desk, "The Herald of Orl")
    retract_source(source=herald, actor=editor, reason=WHY)
    herald.refresh_from_db()
    with pytest.raises(Conflict):
        merge_sources(source=other, into=herald, actor=editor, version=1)
    retract_source(source=other, actor=editor, reason=WHY)
    Source.objects.filter(pk=other.pk).update(retracted_hosts=["orl-herald.example"])
    merge_sources(source=other, into=herald, actor=editor, version=2)
    herald.refresh_from_db()
    assert herald.retracted_hosts == ["orl-herald.example"]
    restore_source(source=herald, actor=editor, reason="It stands by its report now")
    assert not retracted_parties(desk.pk)
