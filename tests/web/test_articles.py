"""The article pages: what is shown, to whom, and that reading costs the same whatever the length."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Leftover, Role, Sentence, User
from claims.spans import Span
from claims.web.reading import read_article
from tests import builders

TEXT = """Storm cuts power in three towns

Officials said 41 of 52 ferries had left on time. The union counted fewer than 30.

Is that so?

Crossing times

Follow us on every channel!"""


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def article(desk: Any, member: Any) -> Article:
    article = builders.make_article(desk, TEXT, outlet=builders.make_source(desk, "Coast Courier"), outlet_how="given")
    first = builders.make_claim(
        article, "41 of 52 ferries had left on time", speaker="Officials", kind="quantity", reasons=["number"]
    )
    builders.make_quantity(first, "41 of 52", value=41, low=41, high=41, total=52, counted="ferries", unit="ferries")
    second = builders.make_claim(article, "The union counted fewer than 30")
    builders.make_quantity(second, "fewer than 30", value=30, high=30, high_exclusive=True, modifier="less_than")
    revision = article.revisions.get()
    for words, outcome, reason in [
        ("Storm cuts power in three towns", "none", "no number or actor"),
        ("Officials said 41 of 52 ferries had left on time.", "claims", ""),
        ("The union counted fewer than 30.", "claims", ""),
        ("Is that so?", "none", "question"),
        ("Crossing times", "heading", "heading"),
        ("Follow us on every channel!", "leftover", "asks to follow"),
    ]:
        start = TEXT.index(words)
        Sentence.objects.create(revision=revision, start=start, end=start + len(words), outcome=outcome, reason=reason)
    start = TEXT.index("Follow")
    Leftover.objects.create(revision=revision, start=start, end=len(TEXT), reason="asks to follow")
    return article


def page(user: User, article: Article, query: str = "") -> str:
    response = signed_in(user).get(reverse("article", args=[article.public_id]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_text_stands_with_its_claims_marked_and_the_first_open_one_in_focus(article: Article, member: Any) -> None:
    html = page(member(), article)
    assert 'mark--current" id="c1" data-claim="1"' in html
    assert '<span class="mark__number">41 of 52</span> ferries had left on time</mark>' in html
    assert 'data-claim-number="1"' in html
    assert ">Crossing times</h2>" in html


def test_every_sentence_is_accounted_for_and_silence_has_its_reason(article: Article, member: Any) -> None:
    html = page(member(), article)
    assert "Coverage: 6 sentences, all accounted for" in html
    assert "No claim: question." in html
    assert "Left out: asks to follow." in html
    assert "= 100 %" in html


def test_another_claim_comes_into_focus_by_its_number(article: Article, member: Any) -> None:
    html = page(member(), article, "?claim=2")
    assert 'data-claim-number="2"' in html
    assert "below 30" in html


def test_htmx_gets_the_panel_and_what_changes_with_it(article: Article, member: Any) -> None:
    response = signed_in(member()).get(
        reverse("article", args=[article.public_id]) + "?claim=2", headers={"hx-request": "true"}
    )
    html = response.content.decode()
    assert html.lstrip().startswith('<aside class="panel"')
    assert 'id="strip" hx-swap-oob="true"' in html
    assert "HX-Request" in response["Vary"]
    assert "<html" not in html


def test_the_statement_layer_is_offered_only_where_somebody_is_said_to_say_it(article: Article, member: Any) -> None:
    assert 'class="layer-tabs"' in page(member(), article, "?claim=1")
    assert 'class="layer-tabs"' not in page(member(), article, "?claim=2")


def test_hostile_words_stay_words(desk: Any, member: Any) -> None:
    hostile = "<script>alert(1)</script> & <b>bold</b>"
    article = builders.make_article(desk, f"{hostile}\n\nThe river {hostile} rose.", title=hostile)
    builders.make_claim(
        article, f"river {hostile} rose", wording=f"Wording {hostile}", reasons=[hostile], hedge=hostile
    )
    html = page(member(), article)
    assert "<script>alert" not in html
    assert "<b>bold" not in html


def test_an_article_of_another_desk_is_not_found(article: Article) -> None:
    stranger = builders.make_member(builders.make_desk(), Role.MODERATOR)
    for name in ["article", "article-edit", "article-withdraw", "article-csv", "article-history", "article-state"]:
        assert signed_in(stranger).get(reverse(name, args=[article.public_id])).status_code == 404


def test_anonymous_readers_sign_in_first(article: Article, client: Client) -> None:
    response = client.get(reverse("article", args=[article.public_id]))
    assert response.status_code == 302
    assert reverse("sign-in") in response["Location"]


def test_reading_costs_the_same_number_of_queries_whatever_the_length(
    article: Article, member: Any, django_assert_num_queries: Any, desk: Any
) -> None:
    reader = builders.actor(member())
    assert reader.roles  # asked once a request, by whoever comes first
    with django_assert_num_queries(9):
        read_article(article, reader, layer="world", focus=None)
    long = builders.make_article(desk, "\n\n".join(f"In week {n} the river rose by {n} metres." for n in range(40)))
    for number in range(40):
        claim = builders.make_claim(long, f"In week {number} the river rose by {number} metres", speaker="The office")
        builders.make_quantity(claim, f"{number} metres", value=number)
    with django_assert_num_queries(9):
        reading = read_article(long, reader, layer="world", focus=None)
    assert len(reading.stops) == 40


def test_a_long_text_is_read_in_parts_and_a_claim_opens_in_its_own(desk: Any, member: Any) -> None:
    lines = [
        f"In week {n} the river rose by {n} metres, the office said, and fell again before the next one."
        for n in range(700)
    ]
    article = builders.make_article(desk, "A year of floods\n\n" + "\n\n".join(lines), title="A year of floods")
    first = builders.make_claim(article, "In week 3 the river rose by 3 metres", number=1)
    last = builders.make_claim(article, "In week 690 the river rose by 690 metres", number=2)
    reader = builders.actor(member())
    begin = read_article(article, reader, layer="world", focus=None)
    end = read_article(article, reader, layer="world", focus=2)
    assert (begin.part, end.part, begin.parts) == (1, end.parts, end.parts)
    assert begin.parts > 2
    assert begin.focus is not None
    assert begin.focus.claim == first
    assert end.focus is not None
    assert end.focus.claim == last
    assert begin.next is not None
    assert begin.next.number == 2
    shown = [
        line
        for part in range(1, begin.parts + 1)
        for line in (
            passage.span.of(begin.text)
            for passage in read_article(article, reader, layer="world", focus=None, part=part).passages
        )
    ]
    assert shown == lines
    html = page(member(), article, "?part=2")
    assert "part 2 of" in html
    assert "In week 3 the" not in html


def test_the_title_stands_once_and_above_the_text(article: Article, member: Any) -> None:
    reading = read_article(article, builders.actor(member()), layer="world", focus=None)
    assert reading.title is not None
    assert reading.title.span == Span(0, len("Storm cuts power in three towns"))
    assert reading.title not in reading.passages


@pytest.mark.parametrize(
    ("query", "found"), [("q=storm", True), ("q=towns storm", True), ("q=flood", False), ("state=failed", False)]
)
def test_the_list_is_filtered(article: Article, member: Any, query: str, found: bool) -> None:
    html = signed_in(member()).get(reverse("articles") + "?" + query).content.decode()
    assert ("Storm cuts power in three towns" in html) is found


def test_the_list_is_filtered_by_outlet(article: Article, member: Any) -> None:
    client = signed_in(member())
    assert article.outlet
    assert (
        str(article.public_id)
        in client.get(f"{reverse('articles')}?outlet={article.outlet.public_id}").content.decode()
    )
    assert str(article.public_id) not in client.get(f"{reverse('articles')}?outlet=unknown").content.decode()
    assert client.get(f"{reverse('articles')}?outlet=nonsense&page=9").status_code == 200


def test_the_list_costs_the_same_number_of_queries_whatever_its_length(
    desk: Any, member: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(member())
    counts = []
    for _round in range(2):
        for _ in range(6):
            builders.make_claim(builders.make_article(desk))
        with django_assert_max_num_queries(14) as queries:
            client.get(reverse("articles"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_editor_corrects_what_is_known_and_it_counts_as_given(article: Article, member: Any) -> None:
    editor = member("editor", time_zone="Europe/Kyiv")
    response = signed_in(editor).post(
        reverse("article-edit", args=[article.public_id]),
        {
            "title": "Storm cuts power",
            "outlet": "Coast Courier",
            "published": "2025-03-02 06:30",
            "version": 1,
            "language": "en",
        },
    )
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.title, article.title_how, article.version) == ("Storm cuts power", "given", 2)
    assert article.published_iso() == "2025-03-02T04:30:00+00:00"


def test_a_bad_date_is_told_at_its_field_and_nothing_typed_is_lost(article: Article, member: Any) -> None:
    response = signed_in(member("editor")).post(
        reverse("article-edit", args=[article.public_id]), {"title": "Kept words", "published": "soon", "version": 1}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert 'value="Kept words"' in html
    assert 'id="e-published-error"' in html


def test_the_slower_editor_sees_both_versions(article: Article, member: Any) -> None:
    client = signed_in(member("editor"))
    address = reverse("article-edit", args=[article.public_id])
    client.post(address, {"title": "The faster title", "version": 1})
    response = client.post(address, {"title": "The slower title", "version": 1})
    assert response.status_code == 409
    assert "The faster title" in response.content.decode()
    assert 'value="The slower title"' in response.content.decode()
    assert 'name="version" value="2"' in response.content.decode()


def test_a_viewer_may_read_but_not_edit_withdraw_or_export(article: Article, member: Any) -> None:
    client = signed_in(member("viewer"))
    html = client.get(reverse("article", args=[article.public_id])).content.decode()
    for name in ["article-edit", "article-withdraw", "article-csv", "article-history"]:
        address = reverse(name, args=[article.public_id])
        assert address not in html
        assert client.get(address).status_code == 403


def test_a_wrong_upload_is_withdrawn_with_a_reason_and_leaves_the_lists(article: Article) -> None:
    client = signed_in(article.uploaded_by)
    address = reverse("article-withdraw", args=[article.public_id])
    assert "2 claims leave" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Uploaded twice"}).status_code == 302
    assert str(article.public_id) not in client.get(reverse("articles")).content.decode()
    assert str(article.public_id) in client.get(reverse("articles") + "?state=withdrawn").content.decode()
    assert "Uploaded twice" in client.get(reverse("article", args=[article.public_id])).content.decode()


def test_claims_leave_as_csv(article: Article, member: Any) -> None:
    response = signed_in(member()).get(reverse("article-csv", args=[article.public_id]))
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert response["Content-Type"].startswith("text/csv")
    assert len(body.splitlines()) == 3


def test_a_text_that_is_not_read_yet_is_shown_and_asks_how_far_it_is(desk: Any, member: Any) -> None:
    article = builders.make_article(desk, run_state="queued")
    client = signed_in(member())
    html = client.get(reverse("article", args=[article.public_id])).content.decode()
    assert reverse("article-state", args=[article.public_id]) in html
    assert "The river rose by two metres overnight." in html
    article.revisions.get().runs.update(state="ready")
    response = client.get(reverse("article-state", args=[article.public_id]), headers={"hx-request": "true"})
    assert response["HX-Refresh"] == "true"


def test_a_failed_reading_says_why_and_can_be_started_again(desk: Any, member: Any) -> None:
    article = builders.make_article(desk, run_state="failed")
    assert "It broke." in page(member(), article)
    assert reverse("retry", args=[article.public_id]) not in page(member("viewer"), article)
    response = signed_in(member("editor")).post(reverse("retry", args=[article.public_id]))
    assert response.status_code == 302
    assert article.revisions.get().runs.get().state == "queued"
