"""Near copies on the pages: what is shown, who may decide, and who was slower."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Article, Desk, NearCopy, Role
from claims.permissions import TABLE, Action
from tests import builders
from tests.web.test_articles import signed_in

pytestmark = pytest.mark.django_db

WIRE = "The gale sank <b>nine</b> ferries at Varn Quay on Sunday night & divers searched the basin until noon"


@pytest.fixture
def copy(desk: Desk) -> NearCopy:
    return near_copy(desk)


def near_copy(desk: Desk, **fields: Any) -> NearCopy:
    one, other = (
        builders.make_article(desk, f"{title}\n\nBefore it. {words}. After it.", outlet=builders.make_source(desk))
        for title, words in (("Storm at the quay", WIRE), ("Ferries go down", WIRE.replace("nine", "ten")))
    )
    left, right = one.revisions.get(), other.revisions.get()
    spans = []
    for revision in (left, right):
        start = revision.text.index("The gale")
        spans += [start, revision.text.index(". After")]
    return NearCopy.objects.create(desk=desk, left=left, right=right, containment=0.82, passages=[spans], **fields)


def decide(client: Any, copy: NearCopy, decision: str = "confirm", version: int = 1) -> Any:
    return client.post(reverse("decide-near-copy", args=[copy.public_id]), {"decision": decision, "version": version})


def page(client: Any, copy: NearCopy) -> str:
    response = client.get(reverse("near-copy", args=[copy.public_id]))
    assert response.status_code == 200
    return str(response.content.decode())


def test_both_articles_show_the_other_one_with_how_much_is_shared(copy: NearCopy, member: Any) -> None:
    client = signed_in(member("viewer"))
    for article, other in ((copy.left.article, copy.right.article), (copy.right.article, copy.left.article)):
        html = client.get(reverse("article", args=[article.public_id])).content.decode()
        assert "Text shared with other articles" in html
        assert reverse("near-copy", args=[copy.public_id]) in html
        assert "82 % of the shorter text" in html
        assert other.title in html


def test_an_article_without_near_copies_has_no_box(desk: Desk, member: Any) -> None:
    html = signed_in(member()).get(reverse("article", args=[builders.make_article(desk).public_id])).content.decode()
    assert "Text shared with other articles" not in html


def test_the_passages_stand_side_by_side_escaped_with_the_words_that_part(copy: NearCopy, member: Any) -> None:
    html = page(signed_in(member()), copy)
    assert 'The gale sank &lt;b&gt;<em class="near__own">nine</em>&lt;/b&gt; ferries' in html
    assert '<em class="near__own">ten</em>' in html
    assert "<b>nine</b>" not in html
    assert html.count("until noon") == 2
    assert "Before it." in html


def test_confirming_taking_back_and_rejecting_each_say_what_holds(copy: NearCopy, member: Any) -> None:
    client = signed_in(member("editor"))
    for version, (decision, state, words) in enumerate(
        [
            ("confirm", "confirmed", "Back to suggested"),
            ("undo", "suggested", "Not the same origin"),
            ("reject", "rejected", "Back to suggested"),
        ],
        start=1,
    ):
        response = decide(client, copy, decision, version)
        assert response["Location"] == reverse("near-copy", args=[copy.public_id])
        copy.refresh_from_db()
        assert copy.state == state
        assert words in page(client, copy)


def test_who_was_slower_sees_what_holds_now(copy: NearCopy, member: Any) -> None:
    decide(signed_in(member("editor")), copy, "reject")
    response = decide(signed_in(member("reviewer")), copy, "confirm")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody else decided on this near copy meanwhile." in html
    assert 'value="2"' in html
    copy.refresh_from_db()
    assert copy.state == "rejected"


@pytest.mark.parametrize("sent", [{"decision": "perhaps", "version": 1}, {"decision": "confirm", "version": "x"}, {}])
def test_a_form_that_says_nothing_is_refused(copy: NearCopy, member: Any, sent: dict[str, Any]) -> None:
    response = signed_in(member("editor")).post(reverse("decide-near-copy", args=[copy.public_id]), sent)
    assert response.status_code == 422
    assert NearCopy.objects.get().state == "suggested"


@pytest.mark.parametrize("role", Role.values)
def test_the_page_lets_decide_who_may_link_and_no_other(copy: NearCopy, member: Any, role: str) -> None:
    client = signed_in(member(role))
    may = role in TABLE[Action.LINK].own and role != Role.INTEGRATION
    if role != Role.INTEGRATION:
        assert ("Not the same origin</button>" in page(client, copy)) == may
    response = decide(client, copy)
    assert response.status_code == (302 if may else 404 if role == Role.INTEGRATION else 403)
    assert (NearCopy.objects.get().state == "confirmed") == may


def test_people_of_other_desks_and_strangers_find_nothing(copy: NearCopy, client: Any) -> None:
    outsider = signed_in(builders.make_member(builders.make_desk(), "moderator"))
    assert outsider.get(reverse("near-copy", args=[copy.public_id])).status_code == 404
    assert decide(outsider, copy).status_code == 404
    assert client.get(reverse("near-copy", args=[copy.public_id])).status_code == 302
    assert decide(client, copy).status_code == 302
    assert NearCopy.objects.get().state == "suggested"


def test_a_withdrawn_article_is_no_near_copy_any_more(copy: NearCopy, member: Any) -> None:
    Article.objects.filter(pk=copy.right.article_id).update(
        state="withdrawn", withdrawn_at=copy.created_at, withdrawn_by=member("editor"), withdrawn_reason="wrong file"
    )
    html = signed_in(member()).get(reverse("article", args=[copy.left.article.public_id])).content.decode()
    assert "Text shared with other articles" not in html
