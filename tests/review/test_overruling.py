"""Leftovers overruled either way, findings set aside, and what a new reading leaves alone or proposes."""

from __future__ import annotations

import pytest

from claims.errors import Conflict, Forbidden, InvalidInput
from claims.extraction import extract_document
from claims.extraction.overruling import Overruled
from claims.models import Claim, ClaimEdit, Finding, Overruling, Proposal, Sentence
from claims.pipeline.services import execute_run, read_again
from claims.review.editing import (
    accept_proposal,
    add_claim,
    dismiss_proposal,
    overrule,
    reject_claim,
    reopen_proposal,
    respan_claim,
    reword_claim,
    split_claim,
    undo_edit,
)
from claims.review.editing.overruling import JudgedInside, edit_of
from claims.review.editing.proposals import ProposalDecided
from claims.review.findings import FindingDecided, dismiss_finding, raise_finding_again
from claims.spans import Span
from tests.builders import actor, make_article, make_verdict

pytestmark = pytest.mark.django_db

TEXT = """Ferry sinks off Orl

The harbour office said 41 of 52 passengers were rescued on Monday.

Divers searched the bay for two days. Police closed the pier.

Subscribe to our newsletter for more. The bridge at Orl lost 30 of its 42 cables in the storm.

The wreck lies 70 kilometers (45 miles) from the coast.

Follow us on Telegram"""


@pytest.fixture
def editor(member):
    return actor(member("editor"))


@pytest.fixture
def reviewer(member):
    return actor(member("reviewer"))


@pytest.fixture
def article(desk, editor):
    article = make_article(desk, TEXT)
    read(article, editor)
    return article


def read(article, editor):
    return execute_run(run_id=read_again(article=article, actor=editor).pk)


def place_of(words):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def claim_of(article, words):
    return article.claims.filter(standing="live", quote__contains=words).first()


def quotes(article):
    standing = article.claims.filter(standing="live", placements__state="live")
    return list(standing.order_by("placements__start", "-placements__end").values_list("quote", flat=True))


def account(article):
    """Every sentence's outcome; each sentence with a live claim yields claims, no other does."""
    revision = article.revisions.get()
    live = [(p.start, p.end) for p in revision.placements.filter(state="live", claim__standing="live")]
    for row in revision.sentences.all():
        assert (row.outcome == "claims") == any(a < row.end and b > row.start for a, b in live), row
        assert row.outcome == "claims" or row.reason
    return list(revision.sentences.order_by("start").values_list("start", "outcome"))


def leftovers(article):
    return list(article.revisions.get().leftovers.order_by("start").values_list("start", "end", "reason"))


# --- leftovers


def test_text_that_was_taken_for_a_leftover_is_read_and_yields_claims(article, editor):
    before, sentences = leftovers(article), account(article)
    assert before
    start, end, _reason = before[-1]
    edit = overrule(article=article, actor=editor, start=start, end=end, is_leftover=False)
    assert leftovers(article) == before[:-1]
    after = account(article)
    assert [row for row in after if row[1] == "leftover"] == [
        row for row in sentences if row[1] == "leftover" and row[0] < start
    ]
    assert len(after) == len(sentences)
    read(article, editor)
    assert leftovers(article) == before[:-1]
    undo_edit(edit=edit, actor=editor)
    assert (leftovers(article), account(article)) == (before, sentences)


def test_a_paragraph_becomes_a_leftover_and_its_claims_are_rejected(article, editor):
    before, sentences, stood = leftovers(article), account(article), quotes(article)
    words = "Divers searched the bay for two days. Police closed the pier."
    edit = overrule(
        article=article, actor=editor, is_leftover=True, reason="teaser of another story", **place_of(words)
    )
    assert {"Divers searched the bay for two days", "Police closed the pier"} <= set(stood)
    assert not [quote for quote in quotes(article) if quote in words]
    assert (TEXT.index(words), TEXT.index(words) + len(words), "teaser of another story") in leftovers(article)
    assert dict(account(article))[TEXT.index(words)] == "leftover"
    read(article, editor)
    assert not [quote for quote in quotes(article) if quote in words]
    said = Overruling.objects.get()
    assert edit_of(said) == edit
    undo = undo_edit(edit=edit, actor=editor)
    said.refresh_from_db()
    assert said.undone_at is not None
    assert (leftovers(article), account(article), quotes(article)) == (before, sentences, stood)
    undo_edit(edit=undo, actor=editor)
    said.refresh_from_db()
    assert said.undone_at is None
    assert not [quote for quote in quotes(article) if quote in words]


def test_what_was_marked_can_be_called_text_again_and_its_claims_come_back(article, editor):
    stood = quotes(article)
    claim = claim_of(article, "Police closed")
    place = place_of("Divers searched the bay for two days. Police closed the pier.")
    overrule(article=article, actor=editor, is_leftover=True, **place)
    overrule(article=article, actor=editor, is_leftover=False, **place)
    assert quotes(article) == stood
    assert claim_of(article, "Police closed") == claim
    account(article)


def test_a_stretch_with_a_judged_claim_is_no_leftover(article, editor, reviewer):
    make_verdict(claim_of(article, "Police closed"), reviewer.user)
    with pytest.raises(JudgedInside):
        overrule(article=article, actor=reviewer, is_leftover=True, **place_of("Police closed the pier."))
    assert not Overruling.objects.exists()


def test_only_who_edits_claims_overrules(article, member):
    with pytest.raises(Forbidden):
        overrule(article=article, actor=actor(member("viewer")), start=0, end=9, is_leftover=True)


def test_the_extractor_itself_heeds_what_people_said():
    start = TEXT.index("Divers")
    end = TEXT.index("\n", start)
    found = extract_document(TEXT, overruled=[Overruled(Span(start, end), is_leftover=True, reason="teaser")])
    assert any(piece.reason == "teaser" for piece in found.boilerplate)
    assert not any(claim.span.overlaps(Span(start, end)) for claim in found.claims)
    marked = found.boilerplate[-1].span
    again = extract_document(TEXT, overruled=[Overruled(marked, is_leftover=False)])
    assert not any(piece.span.overlaps(marked) for piece in again.boilerplate)


# --- what a new reading leaves alone


def test_a_new_reading_brings_nothing_back_and_writes_nothing_over(article, editor, reviewer):
    rejected = claim_of(article, "Police closed")
    reject_claim(claim=rejected, actor=editor, version=None)
    reworded = claim_of(article, "Divers searched")
    reword_claim(claim=reworded, actor=editor, version=None, wording="Divers searched for 48 hours.")
    moved = claim_of(article, "70 kilometers")
    respan_claim(claim=moved, actor=editor, version=None, **place_of("70 kilometers"))
    judged = claim_of(article, "41 of 52")
    make_verdict(judged, reviewer.user)
    added = add_claim(article=article, actor=editor, **place_of("closed the pier"))
    before = quotes(article)
    read(article, editor)
    read(article, editor)
    assert quotes(article) == before
    reworded.refresh_from_db()
    assert reworded.wording == "Divers searched for 48 hours."
    assert not Proposal.objects.exists()
    account(article)
    undo_edit(edit=added, actor=editor)
    assert "closed the pier" not in quotes(article)


def test_a_split_claim_does_not_come_back_whole(article, editor):
    claim = claim_of(article, "41 of 52")
    place = claim.placements.get()
    split_claim(
        claim=claim,
        actor=editor,
        version=None,
        at=[TEXT.index(" on Monday") if TEXT.index(" on Monday") < place.end else TEXT.index(" were rescued")],
    )
    before = quotes(article)
    read(article, editor)
    assert quotes(article) == before


def test_a_claim_that_was_gone_and_is_found_again_is_the_same_one(article, editor, settings):
    settings.EXTRACTOR = "tests.pipeline.extractors.lines"
    first = {claim.pk: claim.quote for claim in article.claims.filter(standing="live")}
    read(article, editor)
    settings.EXTRACTOR = "claims.extraction.extract_document"
    read(article, editor)
    assert {claim.pk: claim.quote for claim in article.claims.filter(standing="live")} == first


# --- proposals


@pytest.fixture
def proposed(article, editor, reviewer, settings):
    """What another extractor, for which each line is a claim, proposes where people were at work."""
    make_verdict(claim_of(article, "41 of 52"), reviewer.user)
    make_verdict(claim_of(article, "Police closed"), reviewer.user)
    settings.EXTRACTOR = "tests.pipeline.extractors.lines"
    read(article, editor)
    return list(Proposal.objects.order_by("start"))


def test_where_people_were_at_work_a_reading_proposes(article, proposed):
    judged = claim_of(article, "41 of 52")
    assert judged.standing == "live"
    assert claim_of(article, "Police closed").standing == "live"
    assert [(row.kind, row.claim_id) for row in proposed] == [
        ("change", judged.pk),
        ("add", None),
        ("remove", claim_of(article, "Police closed").pk),
    ]


def test_an_accepted_change_moves_the_claim_and_reopens_it(article, proposed, reviewer, editor):
    change = proposed[0]
    edit = accept_proposal(proposal=change, actor=reviewer)
    claim = change.claim
    claim.refresh_from_db()
    assert claim.quote == "The harbour office said 41 of 52 passengers were rescued on Monday."
    assert claim.world_state == "reopened"
    with pytest.raises(ProposalDecided):
        accept_proposal(proposal=change, actor=reviewer)
    undo_edit(edit=edit, actor=reviewer)
    claim.refresh_from_db()
    change.refresh_from_db()
    assert (claim.world_state, change.state, change.decided_by) == ("verified", "open", None)
    accept_proposal(proposal=change, actor=reviewer)


def test_an_addition_and_a_removal_are_accepted(article, proposed, reviewer):
    _change, addition, removal = proposed
    accept_proposal(proposal=addition, actor=reviewer)
    accept_proposal(proposal=removal, actor=reviewer)
    assert claim_of(article, "Divers searched the bay for two days. Police closed the pier.")
    assert claim_of(article, "Police closed").quote != "Police closed the pier"
    account(article)


def test_a_dismissed_proposal_is_not_made_again(article, proposed, reviewer, editor):
    dismissed = dismiss_proposal(proposal=proposed[1], actor=reviewer)
    read(article, editor)
    assert [row.kind for row in Proposal.objects.filter(state="open").order_by("start")] == ["change", "remove"]
    with pytest.raises(ProposalDecided):
        dismiss_proposal(proposal=dismissed, actor=reviewer)
    reopen_proposal(proposal=dismissed, actor=reviewer)
    assert Proposal.objects.filter(state="open").count() == 3


def test_an_editor_does_not_accept_what_changes_a_judged_claim(proposed, editor):
    with pytest.raises(Forbidden):
        accept_proposal(proposal=proposed[0], actor=editor)
    assert not ClaimEdit.objects.exists()


# --- findings


def test_a_finding_that_was_set_aside_stays_so_when_the_text_is_read_again(article, editor):
    finding = Finding.objects.get(kind__contains="conversion")
    with pytest.raises(InvalidInput):
        dismiss_finding(finding=finding, actor=editor, reason=" ")
    dismiss_finding(finding=finding, actor=editor, reason="Rounded by the agency")
    with pytest.raises(FindingDecided):
        dismiss_finding(finding=finding, actor=editor, reason="Again")
    read(article, editor)
    again = Finding.objects.get(kind__contains="conversion")
    assert (again.pk, again.dismissed_reason) == (finding.pk, "Rounded by the agency")
    raise_finding_again(finding=again, actor=editor)
    with pytest.raises(FindingDecided):
        raise_finding_again(finding=again, actor=editor)


def test_viewers_set_no_finding_aside(article, member):
    with pytest.raises(Forbidden):
        dismiss_finding(finding=Finding.objects.first(), actor=actor(member("viewer")), reason="No")


# --- reading again


def test_a_withdrawn_article_or_one_that_is_being_read_is_not_read_again(article, editor, member):
    read_again(article=article, actor=editor)
    with pytest.raises(Conflict):
        read_again(article=article, actor=editor)
    with pytest.raises(Forbidden):
        read_again(article=article, actor=actor(member("reviewer")))


def test_a_cleared_date_and_outlet_stay_cleared(desk, editor):
    from claims.intake.editing import edit_metadata
    from claims.intake.services import Given

    article = make_article(
        desk,
        "Ferry sinks\n\nThe Orl Herald, 3 March 2025\n\nORL, March 3 (Reuters) - The ferry sank.",
        uploaded_by=editor.user,
    )
    read(article, editor)
    article.refresh_from_db()
    assert article.published is not None
    edit_metadata(
        article=article, actor=editor, version=article.version, given=Given(title=article.title, language="en")
    )
    read(article, editor)
    article.refresh_from_db()
    assert (article.published, article.outlet, article.published_how) == (None, None, "given")


def test_sentences_are_all_accounted_for_after_every_act(article, editor):
    total = Sentence.objects.count()
    for claim in Claim.objects.filter(standing="live").order_by("number"):
        reject_claim(claim=claim, actor=editor, version=None)
        account(article)
    assert Sentence.objects.count() == total
