"""Near copies: proposed once, remembered as decided, and what follows for links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from claims.errors import Forbidden, InvalidInput
from claims.intake.storage import sha256
from claims.linking.near_copies import (
    StaleNearCopy,
    judge_near_copy,
    near_copies_of,
    suggest_near_copies,
)
from claims.linking.services import link_article
from claims.models import Article, Claim, ClaimLink, Desk, History, Leftover, NearCopy, Revision, TextBand
from tests import builders
from tests.builders import actor

pytestmark = pytest.mark.django_db

QUOTE = "The gale sank nine ferries at Varn Quay on Sunday night"
WIRE = (
    f"{QUOTE}. Divers searched the basin until noon and found two crew members alive in an air pocket below deck. "
    "The harbour office closed the pier to everybody, and insurers were asked to send their people before the next storm. "
    "A crane from Elsby will lift the wrecks once the swell is below a metre."
)
OWN = "Our reporter walked along the quay at noon. A bakery gave away what it had left, and nobody wanted to be named."


def article(desk: Desk, outlet: str, text: str) -> Article:
    return builders.make_article(
        desk, text, outlet=builders.make_source(desk, outlet), outlet_how="given",
        published=datetime(2031, 5, 4, tzinfo=UTC), published_precision="day", published_how="given",
    )  # fmt: skip


@pytest.fixture
def two(desk: Desk) -> tuple[Article, Article]:
    return article(desk, "Coast Wire", f"Ferries sink\n\n{WIRE}"), article(
        desk, "Varn Herald", f"Storm\n\n{OWN}\n\n{WIRE}"
    )


def suggest(*articles: Article) -> list[int]:
    return [suggest_near_copies(article_id=one.pk) for one in articles]


def revise(one: Article, text: str) -> Revision:
    number = one.revisions.count() + 1
    return Revision.objects.create(article=one, number=number, text=text, text_sha256=sha256(text.encode()))


def test_a_wire_story_in_two_outlets_is_proposed_with_its_exact_place_in_both(two: tuple[Article, Article]) -> None:
    assert suggest(*two) == [0, 1]
    copy = NearCopy.objects.get()
    assert (copy.state, copy.decided_by) == ("suggested", None)
    assert copy.containment > 0.9
    [[left, left_end, right, right_end]] = copy.passages
    assert copy.left.text[left:left_end] == copy.right.text[right:right_end] == WIRE.removesuffix(".")
    assert History.objects.get(verb="suggested near copy").after["articles"] == [str(one.public_id) for one in two]


def test_suggesting_twice_adds_and_changes_nothing(two: tuple[Article, Article]) -> None:
    suggest(*two)
    before = (list(NearCopy.objects.values()), list(TextBand.objects.order_by("pk").values()), History.objects.count())
    assert suggest(*two) == [0, 0]
    assert (
        list(NearCopy.objects.values()),
        list(TextBand.objects.order_by("pk").values()),
        History.objects.count(),
    ) == before


def test_articles_of_other_desks_and_withdrawn_ones_are_not_found(two: tuple[Article, Article], member: Any) -> None:
    elsewhere = article(builders.make_desk(), "Coast Wire", f"Ferries sink\n\n{WIRE}")
    Article.objects.filter(pk=two[0].pk).update(
        state="withdrawn", withdrawn_at=datetime(2031, 5, 5, tzinfo=UTC), withdrawn_by=member("editor"), withdrawn_reason="a test",
    )  # fmt: skip
    assert suggest(elsewhere, *two) == [0, 0, 0]


def test_what_only_leftovers_share_is_no_copy(desk: Desk) -> None:
    advert = "Join our channel for the best offers of the week and " * 6
    texts = [f"Boats\n\n{OWN}\n\n{advert}", f"Ferries\n\n{WIRE}\n\n{advert}"]
    articles = [article(desk, f"Outlet {index}", text) for index, text in enumerate(texts)]
    for one in articles:
        revision = one.revisions.get()
        start = revision.text.index("Join our")
        Leftover.objects.create(revision=revision, start=start, end=len(revision.text), reason="advertising")
    assert suggest(*articles) == [0, 0]


def test_a_rejected_near_copy_is_not_proposed_again_for_a_corrected_revision(
    two: tuple[Article, Article], member: Any
) -> None:
    suggest(*two)
    judge_near_copy(near_copy=NearCopy.objects.get(), actor=actor(member("editor")), state="rejected", version=1)
    assert suggest(*two) == [0, 0]
    revise(two[1], f"Storm, corrected\n\n{OWN}\n\n{WIRE}")
    suggest(two[1])
    assert {copy.state for copy in near_copies_of(two[1])} == {"rejected"}


def test_a_new_revision_that_shares_nothing_any_more_drops_the_suggestion(two: tuple[Article, Article]) -> None:
    suggest(*two)
    revise(two[1], f"Storm, rewritten\n\n{OWN}")
    assert suggest(two[1]) == [0]
    assert not NearCopy.objects.exists()


def test_who_was_faster_wins_and_the_other_gets_it_as_it_stands(two: tuple[Article, Article], member: Any) -> None:
    suggest(*two)
    copy = NearCopy.objects.get()
    judge_near_copy(near_copy=copy, actor=actor(member("editor")), state="confirmed", version=1)
    with pytest.raises(StaleNearCopy) as caught:
        judge_near_copy(near_copy=copy, actor=actor(member("reviewer")), state="rejected", version=1)
    assert caught.value.details["near_copy"].state == "confirmed"  # type: ignore[attr-defined]


def test_deciding_is_written_down_and_can_be_taken_back(two: tuple[Article, Article], member: Any) -> None:
    suggest(*two)
    person = actor(member("editor"))
    copy = judge_near_copy(near_copy=NearCopy.objects.get(), actor=person, state="confirmed", version=1)
    assert (copy.decided_by, copy.version) == (person.user, 2)
    copy = judge_near_copy(near_copy=copy, actor=person, state="suggested", version=2)
    assert (copy.state, copy.decided_by, copy.decided_at) == ("suggested", None, None)
    verbs = History.objects.filter(subject_id=copy.public_id).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["suggested near copy", "confirmed near copy", "took back near copy decision"]


def test_a_viewer_may_not_decide_and_an_unknown_state_is_refused(two: tuple[Article, Article], member: Any) -> None:
    suggest(*two)
    copy = NearCopy.objects.get()
    with pytest.raises(Forbidden):
        judge_near_copy(near_copy=copy, actor=actor(member("viewer")), state="confirmed", version=1)
    with pytest.raises(InvalidInput):
        judge_near_copy(near_copy=copy, actor=actor(member("editor")), state="perhaps", version=1)


# --- links


@pytest.fixture
def links(two: tuple[Article, Article]) -> tuple[Claim, Claim]:
    """The same words in two outlets' own voices, said a little differently in the second."""
    return builders.make_claim(two[0], QUOTE), builders.make_claim(two[1], QUOTE)


def test_claims_in_shared_passages_are_duplicates_and_part_again_when_the_copy_is_rejected(
    desk: Desk, member: Any
) -> None:
    other = "On Sunday night the heavy gale off the coast sank nine ferries that lay at Varn Quay"
    texts = [f"Ferries\n\n{WIRE}\n\n{QUOTE}!", f"Storm\n\n{WIRE.replace(QUOTE, other)}"]
    a, b = (article(desk, outlet, text) for outlet, text in zip(("Coast Wire", "Varn Herald"), texts, strict=True))
    builders.make_claim(a, QUOTE)
    builders.make_claim(b, other)
    link_article(article_id=a.pk)
    link_article(article_id=b.pk)
    link, copy = ClaimLink.objects.get(), NearCopy.objects.get()
    assert link.relation == "corroborates"  # the changed sentence stands outside of the passage
    whole = [[0, len(revision.text)] for revision in (copy.left, copy.right)]
    NearCopy.objects.update(passages=[whole[0] + whole[1]])
    copy = judge_near_copy(near_copy=copy, actor=actor(member("editor")), state="confirmed", version=1)
    link.refresh_from_db()
    assert (link.relation, link.state) == ("duplicate", "suggested")
    assert link.reason.endswith("both stand in text that the two articles share")
    assert link_article(article_id=a.pk) == 0
    link.refresh_from_db()
    assert link.relation == "duplicate"
    judge_near_copy(near_copy=copy, actor=actor(member("editor")), state="rejected", version=2)
    link.refresh_from_db()
    assert link.relation == "corroborates"


def test_linking_proposes_near_copies_by_itself(two: tuple[Article, Article], links: tuple[Claim, Claim]) -> None:
    for one in two:
        link_article(article_id=one.pk)
    assert NearCopy.objects.count() == 1
    assert ClaimLink.objects.get().relation == "duplicate"


def test_a_link_that_a_person_confirmed_is_left_alone(
    two: tuple[Article, Article], links: tuple[Claim, Claim], member: Any
) -> None:
    suggest(*two)
    person = member("senior_reviewer")
    link = builders.make_link(*links, state="confirmed", decided_by=person, decided_at=datetime(2031, 5, 5, tzinfo=UTC))
    judge_near_copy(near_copy=NearCopy.objects.get(), actor=actor(person), state="confirmed", version=1)
    link.refresh_from_db()
    assert (link.relation, link.version) == ("corroborates", 1)
