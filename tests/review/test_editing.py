"""People change claims: every act, what follows from it, and what stands against it."""

from __future__ import annotations

import pytest

from claims.errors import Forbidden, InvalidInput
from claims.models import Claim, ClaimEdit, History, Placement, Publication, Succession, Todo, Verdict
from claims.models.base import State
from claims.review.editing import (
    add_claim,
    merge_claims,
    reject_claim,
    respan_claim,
    restore_claim,
    reword_claim,
    split_claim,
    undo_edit,
)
from claims.review.editing.rules import (
    BadPlace,
    CannotUndo,
    ClaimJudged,
    ClaimPublished,
    NotInText,
    PlaceTaken,
    StaleClaim,
)
from claims.review.evidence import add_evidence
from claims.review.links import judge_link
from tests.builders import actor, make_article, make_claim, make_evidence, make_link, make_quantity, make_verdict
from tests.marking import marked

pytestmark = pytest.mark.django_db

TEXT = (
    "Ferry sinks off Orl\n\n"
    "The harbour office said 41 of 52 passengers were rescued and nearly 900 litres of fuel leaked 🚢 into the bay.\n\n"
    "Divers searched for two days. Nobody was found."
)
SAID = "41 of 52 passengers were rescued and nearly 900 litres of fuel leaked"


@pytest.fixture
def article(desk):
    return make_article(desk, TEXT)


@pytest.fixture
def editor(member):
    return actor(member("editor"))


@pytest.fixture
def reviewer(member):
    return actor(member("reviewer"))


@pytest.fixture
def said(article):
    """One claim of two numbers, as the machine would have it."""
    claim = make_claim(article, SAID, speaker="The harbour office", kind="quantity")
    make_quantity(claim, "41 of 52", value=41, low=41, high=41, total=52, counted="passengers")
    make_quantity(claim, "nearly 900 litres", value=900, high=900, modifier="approx", unit="litre")
    return claim


def place_of(text, words):
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def live_quotes(article):
    rows = article.claims.filter(standing="live", placements__state="live").order_by("placements__start")
    for claim in rows:
        placement = claim.placements.get()
        assert TEXT[placement.start : placement.end] == claim.quote
        for quantity in claim.quantities.all():
            assert claim.quote[quantity.start : quantity.end] == quantity.surface
    return [claim.quote for claim in rows]


# --- one claim


def test_a_stretch_becomes_a_claim_with_what_the_machine_reads_of_it(article, editor):
    edit = add_claim(
        article=article, actor=editor, **place_of(TEXT, "nearly 900 litres of fuel leaked 🚢 into the bay")
    )
    claim = article.claims.get()
    assert live_quotes(article) == ["nearly 900 litres of fuel leaked 🚢 into the bay"]
    quantity = claim.quantities.get()
    assert (quantity.surface, quantity.modifier, int(quantity.high)) == ("nearly 900 litres", "approx", 900)
    assert claim.hops.get().speaker == "The harbour office"
    assert (claim.kind, claim.made_by, claim.edited_at is not None) == ("quantity", editor.user, True)
    assert 0 < claim.check_worthiness <= 1
    assert edit.act == "add"
    assert edit.before["claims"] == {}
    assert History.objects.about(claim).get().verb == "made: added"


def test_blanks_at_the_ends_are_no_part_of_a_claim(article, editor):
    start = TEXT.index(" Nobody was found")
    add_claim(article=article, actor=editor, start=start, end=start + len(" Nobody was found"))
    assert live_quotes(article) == ["Nobody was found"]


@pytest.mark.parametrize(
    ("start", "end"),
    [(5, 5), (9, 3), (-1, 4), (0, len(TEXT) + 1), (19, 21), (10, 60), (TEXT.index("🚢"), TEXT.index("🚢") + 1)],
)
def test_what_is_no_stretch_of_words_in_one_paragraph_is_no_claim(article, editor, start, end):
    with pytest.raises(BadPlace):
        add_claim(article=article, actor=editor, start=start, end=end)
    assert not article.claims.exists()
    assert not ClaimEdit.objects.exists()


def test_words_that_do_not_stand_at_the_place_are_refused(article, editor):
    with pytest.raises(BadPlace, match="do not stand"):
        add_claim(article=article, actor=editor, words="Divers found two", **place_of(TEXT, "Divers searched"))


def test_two_claims_never_stand_at_the_same_stretch(article, editor, said):
    with pytest.raises(PlaceTaken) as refused:
        add_claim(article=article, actor=editor, **place_of(TEXT, SAID))
    assert refused.value.details["claim"] == said


def test_borders_move_and_quantities_follow(article, editor, said):
    respan_claim(claim=said, actor=editor, version=1, **place_of(TEXT, "nearly 900 litres of fuel leaked"))
    said.refresh_from_db()
    assert live_quotes(article) == ["nearly 900 litres of fuel leaked"]
    assert [row.surface for row in said.quantities.all()] == ["nearly 900 litres"]
    assert said.hops.get().speaker == "The harbour office"
    assert (said.version, said.edited_at is not None) == (2, True)


def test_a_number_whose_words_are_cut_is_read_by_those_that_are_left(said, editor):
    respan_claim(claim=said, actor=editor, version=1, **place_of(TEXT, "900 litres of fuel leaked"))
    said.refresh_from_db()
    [quantity] = said.quantities.all()
    assert (quantity.surface, quantity.modifier, int(quantity.value)) == ("900 litres", "exact", 900)


def test_a_wording_changes_and_the_quote_stays(said, editor):
    reword_claim(claim=said, actor=editor, version=1, wording="  Of 52 passengers, 41 were\n rescued. ")
    said.refresh_from_db()
    assert (said.wording, said.quote) == ("Of 52 passengers, 41 were rescued.", SAID)
    with pytest.raises(InvalidInput, match="what it was"):
        reword_claim(claim=said, actor=editor, version=2, wording=said.wording)
    with pytest.raises(InvalidInput, match="needs a wording"):
        reword_claim(claim=said, actor=editor, version=2, wording=" ")


def test_who_was_slower_sees_both_versions(said, editor):
    reword_claim(claim=said, actor=editor, version=1, wording="One")
    for act in (
        lambda: reword_claim(claim=said, actor=editor, version=1, wording="Two"),
        lambda: reject_claim(claim=said, actor=editor, version=1),
        lambda: split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")]),
        lambda: respan_claim(claim=said, actor=editor, version=1, **place_of(TEXT, "41 of 52 passengers")),
    ):
        with pytest.raises(StaleClaim) as refused:
            act()
        assert refused.value.details["claim"].wording == "One"


def test_a_rejected_claim_leaves_the_text_and_comes_back_as_it_was(article, said, editor):
    reject_claim(claim=said, actor=editor, version=1, reason="A caption of the map")
    said.refresh_from_db()
    assert (said.standing, live_quotes(article)) == ("rejected", [])
    with pytest.raises(NotInText):
        reject_claim(claim=said, actor=editor, version=2)
    restore_claim(claim=said, actor=editor, version=2)
    said.refresh_from_db()
    assert (said.standing, live_quotes(article)) == ("live", [SAID])
    with pytest.raises(NotInText):
        restore_claim(claim=said, actor=editor, version=3)


def test_adding_what_was_rejected_restores_it(article, said, editor):
    reject_claim(claim=said, actor=editor, version=1)
    edit = add_claim(article=article, actor=editor, **place_of(TEXT, SAID))
    said.refresh_from_db()
    assert (edit.act, said.standing, article.claims.count()) == ("restore", "live", 1)


# --- split and merge


def test_a_claim_is_split_and_its_parts_stand_for_it(article, said, editor):
    said.assignee, said.priority = editor.user, 1
    said.save()
    edit = split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")])
    said.refresh_from_db()
    assert said.standing == "replaced"
    assert live_quotes(article) == ["41 of 52 passengers were rescued", "and nearly 900 litres of fuel leaked"]
    first, second = article.claims.filter(standing="live").order_by("number")
    assert [row.surface for row in first.quantities.all()] == ["41 of 52"]
    assert [row.surface for row in second.quantities.all()] == ["nearly 900 litres"]
    assert {first.hops.get().speaker, second.hops.get().speaker} == {"The harbour office"}
    assert set(Succession.objects.filter(edit=edit).values_list("old", "new")) == {
        (said.pk, first.pk),
        (said.pk, second.pk),
    }
    assert (first.assignee, first.priority, first.world_state) == (editor.user, 1, State.UNREVIEWED)


def test_commas_at_a_cut_belong_to_neither_part(desk, editor):
    text, [span] = marked("Port closes\n\n[Two cranes fell, three ships left] on Monday.")
    article = make_article(desk, text)
    claim = make_claim(article, span.of(text))
    split_claim(claim=claim, actor=editor, version=1, at=[text.index(", three")])
    assert [row.quote for row in article.claims.filter(standing="live").order_by("number")] == [
        "Two cranes fell",
        "three ships left",
    ]


@pytest.mark.parametrize("at", [[], [0], [TEXT.index("41")], [TEXT.index(" 🚢")], list(range(50, 80))])
def test_a_cut_outside_of_the_claim_is_refused(said, editor, at):
    with pytest.raises(BadPlace):
        split_claim(claim=said, actor=editor, version=1, at=at)


def test_claims_whose_evidence_was_split_ask_for_a_look_and_confidential_evidence_is_not_named(
    desk, said, reviewer, editor
):
    open_one, secret = (make_claim(make_article(desk)) for _ in range(2))
    for claim, confidential in ((open_one, False), (secret, True)):
        add_evidence(claim=claim, actor=reviewer, stance="supports", other_claim=said, confidential=confidential)
    edit = split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")])
    told = {todo.claim: todo.reason for todo in Todo.objects.open()}
    assert told[open_one].startswith("Claim 1 of “Ferry sinks off Orl”, which is evidence here, was split or merged")
    assert told[secret] == "A claim that is confidential evidence here was split or merged: name what it became."
    undo_edit(edit=edit, actor=editor)
    assert not Todo.objects.open().filter(claim__in=[open_one, secret]).exists()


def test_links_go_to_the_part_whose_number_they_rest_on(desk, article, said, reviewer, editor):
    rival = make_claim(
        make_article(desk, "Report\n\nOnly 30 of 52 passengers were rescued, a union said."),
        "Only 30 of 52 passengers were rescued",
    )
    fuel = make_claim(
        make_article(desk, "Spill\n\nSome litres of fuel leaked at Orl."), "Some litres of fuel leaked at Orl"
    )
    vague = make_claim(make_article(desk, "Orl\n\nThe minister resigned."), "The minister resigned")
    confirmed = make_link(said, rival, "contradicts", reason="41 of 52 and 30 of 52 cannot both hold")
    judge_link(link=confirmed, actor=reviewer, state="confirmed", version=1)
    by_words, flagged = (
        make_link(said, fuel, "related", reason="same words"),
        make_link(said, vague, "related", reason="same day"),
    )
    split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")])
    first, second = article.claims.filter(standing="live").order_by("number")
    for link in (confirmed, by_words, flagged):
        link.refresh_from_db()
    assert confirmed.other(rival) == first
    assert (confirmed.state, confirmed.made_by) == ("suggested", reviewer.user)
    assert "Confirmed by" in confirmed.reason
    assert "replaced by claim" in confirmed.reason
    assert by_words.other(fuel) == second
    assert flagged.other(vague) == said
    assert set(Todo.objects.open().filter(link=flagged, cause="edit").values_list("claim", flat=True)) == {
        first.pk,
        second.pk,
    }
    assert Todo.objects.open().get(link=confirmed, cause="edit").claim == first


def test_verdicts_stay_with_the_old_claim_and_its_parts_say_so(article, said, reviewer):
    verdict = make_verdict(said, reviewer.user)
    split_claim(claim=said, actor=reviewer, version=None, at=[TEXT.index("and nearly")])
    said.refresh_from_db()
    assert said.verdicts.get() == verdict
    assert said.evidence.count() == 1
    for part in article.claims.filter(standing="live"):
        assert part.world_state == State.UNREVIEWED
        assert not part.verdicts.exists()
        assert "was judged “verified” (world)" in Todo.objects.get(claim=part, cause="edit").reason


def test_neighbours_become_one_claim(article, said, editor):
    split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")])
    first, second = article.claims.filter(standing="live").order_by("number")
    merge_claims(claims={second: 1, first: 1}, actor=editor) if first.version == 1 else merge_claims(
        claims={second: second.version, first: first.version}, actor=editor
    )
    assert live_quotes(article) == [SAID]
    merged = article.claims.get(standing="live")
    assert merged not in (said, first, second)
    assert [row.surface for row in merged.quantities.all()] == ["41 of 52", "nearly 900 litres"]
    assert merged.hops.get().speaker == "The harbour office"


def test_a_claim_inside_another_merges_into_it(article, said, editor):
    inner = make_claim(article, "nearly 900 litres of fuel leaked")
    merge_claims(claims={said: 1, inner: 1}, actor=editor)
    assert live_quotes(article) == [SAID]


def test_claims_far_apart_or_of_two_articles_are_not_merged(desk, article, said, editor):
    far = make_claim(article, "Nobody was found")
    other = make_claim(make_article(desk))
    for claims in ({said: 1, far: 1}, {said: 1, other: 1}, {said: 1}):
        with pytest.raises((BadPlace, InvalidInput)):
            merge_claims(claims=claims, actor=editor)
    assert article.claims.filter(standing="live").count() == 2


# --- verdicts and links of changed words


def test_a_judged_claim_reopens_when_its_words_change_and_keeps_its_verdict(said, reviewer):
    verdict = make_verdict(said, reviewer.user)
    respan_claim(claim=said, actor=reviewer, version=None, **place_of(TEXT, "41 of 52 passengers were rescued"))
    said.refresh_from_db()
    assert said.world_state == State.REOPENED
    last = said.verdicts.get(layer="world", replaced_by__isnull=True)
    assert (last.act, last.cause, last.replaces) == ("reopen", "words_changed", verdict)


def test_undoing_gives_the_verdict_back(said, reviewer):
    verdict = make_verdict(said, reviewer.user)
    edit = reword_claim(claim=said, actor=reviewer, version=None, wording="41 were rescued.")
    undo_edit(edit=edit, actor=reviewer)
    said.refresh_from_db()
    last = said.verdicts.get(layer="world", replaced_by__isnull=True)
    assert (said.world_state, said.wording, last.act, last.value) == (State.VERIFIED, SAID, "withdraw", verdict.value)
    assert list(last.evidence.all()) == list(verdict.evidence.all())


def test_the_same_change_made_twice_reopens_twice(said, reviewer):
    make_verdict(said, reviewer.user)
    edit = reword_claim(claim=said, actor=reviewer, version=None, wording="41 were rescued.")
    undo_edit(edit=edit, actor=reviewer)
    said.refresh_from_db()
    reword_claim(claim=said, actor=reviewer, version=None, wording="41 were rescued.")
    said.refresh_from_db()
    assert said.world_state == State.REOPENED


def test_decided_links_become_suggestions_again_with_a_note(desk, said, reviewer):
    others = [make_claim(make_article(desk)) for _ in range(2)]
    confirmed, rejected = (make_link(said, other, reason="They overlap") for other in others)
    judge_link(link=confirmed, actor=reviewer, state="confirmed", version=1)
    judge_link(link=rejected, actor=reviewer, state="rejected", version=1)
    edit = respan_claim(claim=said, actor=reviewer, version=1, **place_of(TEXT, "41 of 52 passengers were rescued"))
    confirmed.refresh_from_db()
    rejected.refresh_from_db()
    assert (confirmed.state, rejected.state) == ("suggested", "suggested")
    assert "the words of claim 1 changed" in confirmed.reason
    assert (confirmed.made_by, rejected.made_by) == (reviewer.user, None)
    assert Todo.objects.open().get(claim=said, cause="edit").link == confirmed
    undo_edit(edit=edit, actor=reviewer)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.reason, confirmed.decided_by, confirmed.made_by) == (
        "confirmed",
        "They overlap",
        reviewer.user,
        None,
    )
    assert not Todo.objects.open().filter(cause="edit").exists()


# --- who may, and when


def test_an_editor_changes_claims_until_they_are_judged_and_a_reviewer_until_they_are_published(
    said, editor, reviewer, member
):
    verdict = make_verdict(said, reviewer.user)
    with pytest.raises(ClaimJudged):
        reword_claim(claim=said, actor=editor, version=None, wording="Other")
    publication = Publication.objects.create(claim=said, verdict=verdict, published_by=reviewer.user)
    for someone in (editor, reviewer, actor(member("senior_reviewer")), actor(member("moderator"))):
        with pytest.raises(ClaimPublished):
            reject_claim(claim=said, actor=someone, version=None)
    publication.retracted_by, publication.retracted_at, publication.retracted_reason = (
        reviewer.user,
        publication.created_at,
        "Wrong",
    )
    publication.save()
    reject_claim(claim=said, actor=reviewer, version=None)


def test_viewers_and_strangers_change_nothing(article, said, member):
    other = make_claim(article, "Nobody was found")
    for someone in (actor(member("viewer")), actor(make_claim().article.uploaded_by)):
        for act in (
            lambda who: add_claim(article=article, actor=who, **place_of(TEXT, "Divers searched for two days")),
            lambda who: reword_claim(claim=said, actor=who, version=1, wording="Other"),
            lambda who: respan_claim(claim=said, actor=who, version=1, **place_of(TEXT, "41 of 52")),
            lambda who: split_claim(claim=said, actor=who, version=1, at=[TEXT.index("and nearly")]),
            lambda who: merge_claims(claims={said: 1, other: 1}, actor=who),
            lambda who: reject_claim(claim=said, actor=who, version=1),
            lambda who: restore_claim(claim=said, actor=who, version=1),
        ):
            with pytest.raises(Forbidden):
                act(someone)
    assert not ClaimEdit.objects.exists()


# --- undoing


def test_undo_is_refused_where_something_depends_on_the_edit(desk, article, said, editor, reviewer):
    split = split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")])
    first, _second = article.claims.filter(standing="live").order_by("number")
    reword = reword_claim(claim=first, actor=editor, version=None, wording="41 were rescued.")
    with pytest.raises(CannotUndo, match="changed since"):
        undo_edit(edit=split, actor=editor)
    undo_edit(edit=reword, actor=editor)
    make_evidence(first, reviewer.user)
    with pytest.raises(CannotUndo, match="evidence"):
        undo_edit(edit=split, actor=editor)
    make_verdict(first, reviewer.user)
    with pytest.raises(CannotUndo, match="judged since"):
        undo_edit(edit=split, actor=reviewer)
    assert live_quotes(article) == ["41 of 52 passengers were rescued", "and nearly 900 litres of fuel leaked"]


def test_an_edit_is_taken_back_once_and_the_undo_can_be_undone(article, said, editor):
    edit = split_claim(claim=said, actor=editor, version=1, at=[TEXT.index("and nearly")])
    undo = undo_edit(edit=edit, actor=editor)
    assert live_quotes(article) == [SAID]
    with pytest.raises(CannotUndo, match="already"):
        undo_edit(edit=edit, actor=editor)
    undo_edit(edit=undo, actor=editor)
    assert live_quotes(article) == ["41 of 52 passengers were rescued", "and nearly 900 litres of fuel leaked"]


def test_undo_is_refused_where_another_claim_took_the_place(article, said, editor):
    edit = respan_claim(claim=said, actor=editor, version=1, **place_of(TEXT, "41 of 52 passengers were rescued"))
    add_claim(article=article, actor=editor, **place_of(TEXT, SAID))
    with pytest.raises(CannotUndo, match="old place"):
        undo_edit(edit=edit, actor=editor)


def test_an_added_claim_that_is_taken_back_does_not_stand_any_more(article, editor):
    edit = add_claim(article=article, actor=editor, **place_of(TEXT, "Nobody was found"))
    undo_edit(edit=edit, actor=editor)
    claim = article.claims.get()
    assert (claim.standing, claim.placements.get().state) == (Claim.Standing.REJECTED, Placement.State.GONE)


def test_a_verdict_of_before_the_split_cannot_be_lost_by_it(said, reviewer):
    make_verdict(said, reviewer.user)
    edit = split_claim(claim=said, actor=reviewer, version=None, at=[TEXT.index("and nearly")])
    undo_edit(edit=edit, actor=reviewer)
    said.refresh_from_db()
    assert (said.standing, said.world_state, Verdict.objects.count()) == ("live", State.VERIFIED, 1)
