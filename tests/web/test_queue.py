"""The queue's page: filters that are addresses, views, next claim, acts on many, and the work on one claim."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import BulkAct, Claim, ReviewLease, SavedView
from claims.review.leases import take_claim
from claims.review.work import assign_claim, change_work
from tests import builders
from tests.builders import actor, make_article, make_claim, make_source
from tests.web.test_articles import signed_in

HTMX = {"hx-request": "true"}


def said(desk, words, **fields):
    return make_claim(make_article(desk, f"Report: {words}\n\n{words}."), words, **fields)


def page(client, query=""):
    response = client.get(reverse("queue") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_speaker_beyond_those_that_are_listed_is_named(desk, member):
    client = signed_in(member())
    for number in range(12):
        said(desk, f"Pier {number} burned", speaker="Officials")
    assert 'id="other-speaker"' not in page(client)
    for number in range(12):
        said(desk, f"Lock {number} broke", speaker=f"Officer {number:02}")
    html = page(client)
    assert 'id="other-speaker"' in html
    assert "Officer 11" not in html.split('id="other-speaker"')[0].split("Speaker</summary>")[1]
    assert "1 claim matches" in page(client, "?speaker=Officer 11&speaker=")


def test_each_row_says_why_it_stands_there(desk, member):
    first, second = said(desk, "The pier burned"), said(desk, "The lock broke", reasons=["named actor"])
    change_work(claim=first, actor=actor(member("editor")), deadline=timezone.now() + timedelta(minutes=49), priority=2)
    Claim.objects.filter(pk=second.pk).update(load_bearing=4)
    html = page(signed_in(member()))
    assert html.index("The pier burned") < html.index("The lock broke")
    assert "due in 48 min" in html
    assert "urgent priority" in html
    assert "4 claims hang on it" in html
    assert "named actor" in html


def test_facets_are_counted_kept_in_the_address_and_taken_out_one_by_one(desk, member):
    outlet = make_source(desk, "Coast Courier")
    make_claim(make_article(desk, outlet=outlet, outlet_how="given"), kind="status")
    make_claim(make_article(desk))
    html = page(signed_in(member()), f"?kind=status&outlet={outlet.public_id}")
    assert "1 claim matches" in html
    assert re.search(r'value="status" checked>.*?<span class="count">1</span>', html)
    assert re.search(r'value="event">.*?<span class="count">0</span>', html)
    assert "Remove filter Kind: Status" in html
    assert f'href="{reverse("queue")}?kind=status"' in html
    assert "Remove filter Outlet: Coast Courier" in html


def test_outlets_beyond_those_listed_can_be_chosen(desk, member):
    outlets = [make_source(desk, f"Paper {number:02}") for number in range(14)]
    for outlet in outlets:
        make_claim(make_article(desk, outlet=outlet, outlet_how="given"))
    make_source(desk, "Paper without an article")
    html = page(signed_in(member()))
    (select,) = re.findall(r'<select[^>]* name="outlet">.*?</select>', html)
    listed = set(re.findall(r'type="checkbox" name="outlet" value="([^"]+)"', html))
    others = re.findall(r'<option value="([^"]+)">Paper \d\d<', select)
    assert len(listed) == 12
    assert sorted([*listed, *others]) == sorted(str(outlet.public_id) for outlet in outlets)
    html = page(signed_in(member()), f"?outlet=&outlet={others[1]}")
    assert "1 claim matches" in html
    assert "Remove filter Outlet: Paper " in html


def test_an_address_with_nonsense_shows_the_queue(desk, member):
    said(desk, "The pier burned")
    assert "The pier burned" in page(signed_in(member()), "?state=x&outlet=y&after=zzz&sort=q&due=&assignee=--")


def test_an_empty_queue_says_what_helps(desk, member):
    assert "No claim matches" in page(signed_in(member()), "?risk=yes")


def test_a_long_queue_goes_on_below(desk, member):
    article = make_article(desk, "Long\n\n" + " ".join(f"Ship {n} sank." for n in range(35)))
    for number in range(35):
        make_claim(article, f"Ship {number} sank.", check_worthiness=0.5)
    client = signed_in(member())
    html = page(client)
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    rest = client.get(following[1].replace("&amp;", "&")).content.decode()
    shown = [set(re.findall(r"Ship \d+ sank", text)) for text in (html, rest)]
    assert [len(part) for part in shown] == [30, 5]
    assert shown[0].isdisjoint(shown[1])
    assert "To the top" in rest


def test_the_queue_costs_the_same_number_of_queries_however_full(desk, member, django_assert_max_num_queries):
    client = signed_in(member())
    counts = []
    for _round in range(2):
        for _ in range(5):
            builders.make_link(
                make_claim(make_article(desk), speaker="Ada"), make_claim(make_article(desk)), "contradicts"
            )
        with django_assert_max_num_queries(25) as queries:
            page(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_does_not_review_sees_no_next_claim(desk, member):
    said(desk, "The pier burned")
    assert 'action="/queue/next/"' not in page(signed_in(member("editor")))
    assert signed_in(member("viewer")).post(reverse("queue-next")).status_code == 403


# --- in hand ------------------------------------------------------------------------------------------------------------


def test_others_see_who_has_a_claim_in_hand(desk, member):
    claim = said(desk, "The pier burned")
    ada, other = member("reviewer", display_name="Ada North"), member("reviewer")
    take_claim(claim=claim, actor=actor(ada))
    assert "Ada North has this in hand, 15 min" in page(signed_in(other))
    for address in (reverse("claim", args=[claim.public_id]), reverse("article", args=[claim.article.public_id])):
        html = signed_in(other).get(address).content.decode()
        assert "Ada North has this in hand, 15 min" in html
        assert "Take it in hand" not in html
    own = signed_in(ada).get(reverse("claim", args=[claim.public_id])).content.decode()
    assert "You have this in hand" in own
    assert 'hx-trigger="every 60s, load"' in own


def test_a_claim_is_taken_kept_and_given_back(desk, member):
    claim, reviewer = said(desk, "The pier burned"), member()
    client, address = signed_in(reviewer), reverse("claim-lease", args=[claim.public_id])
    assert client.post(address, {"act": "take", "page": "claim"})["Location"] == reverse(
        "claim", args=[claim.public_id]
    )
    ReviewLease.objects.update(until=timezone.now() + timedelta(seconds=5))
    assert client.post(address, {"act": "renew"}, headers=HTMX).status_code == 200
    assert ReviewLease.objects.get().until > timezone.now() + timedelta(minutes=10)
    assert client.post(address, {"act": "leave"}).status_code == 204
    assert ReviewLease.objects.get().until < timezone.now() + timedelta(minutes=1)
    assert signed_in(member()).post(address, {"act": "take"}, headers=HTMX).status_code == 409
    client.post(address, {"act": "back"}, headers=HTMX)
    assert not ReviewLease.objects.exists()
    assert client.post(address, {"act": "steal"}).status_code == 422


# --- work on one claim --------------------------------------------------------------------------------------------------


def work(claim, **fields):
    claim.refresh_from_db()
    return {"assignee": "", "deadline": "", "priority": 0, "version": claim.version, "page": "claim", **fields}


def test_work_is_set_with_and_without_a_script(desk, member):
    claim, reviewer = said(desk, "The pier burned"), member()
    client, address = signed_in(member("editor")), reverse("claim-work", args=[claim.public_id])
    response = client.post(
        address, work(claim, assignee=reviewer.public_id, priority=2, risk="yes", deadline="2090-05-06T07:08")
    )
    assert response["Location"] == reverse("claim", args=[claim.public_id])
    claim.refresh_from_db()
    assert (claim.assignee, claim.priority, claim.risk) == (reviewer, 2, True)
    assert f"{claim.deadline:%Y-%m-%d %H:%M}" == "2090-05-06 07:08"
    response = client.post(address, work(claim, assignee=reviewer.public_id, deadline="2090-05-06T07:08"), headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert "Saved." in html
    claim.refresh_from_db()
    assert (claim.priority, claim.risk) == (0, False)
    html = client.post(address, work(claim, risk="yes"), headers=HTMX).content.decode()
    assert "From now on two people decide on it." in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_work_comes_back_with_what_was_typed(desk, member, headers):
    claim, client = said(desk, "The pier burned"), signed_in(member("editor"))
    address = reverse("claim-work", args=[claim.public_id])
    for fields, words in [
        ({"deadline": "2001-01-01T00:00"}, "A deadline lies in the future."),
        ({"deadline": "soon"}, "Write a day and a time"),
        ({"assignee": member("viewer").public_id}, "Select a valid choice"),
    ]:
        response = client.post(address, work(claim, **fields), headers=headers)
        assert response.status_code == 422
        assert words in response.content.decode()


def test_the_slower_of_two_sees_what_holds_now_and_keeps_what_he_typed(desk, member):
    claim, reviewer = said(desk, "The pier burned"), member(display_name="Ada North")
    stale = work(claim, priority=2)
    assign_claim(claim=claim, actor=actor(reviewer), assignee=reviewer)
    response = signed_in(member("editor")).post(reverse("claim-work", args=[claim.public_id]), stale, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else changed this claim" in html
    assert "Assigned to Ada North" in html
    assert re.search(r'<option value="2" selected>Urgent', html)


def test_a_viewer_sees_whose_a_claim_is_and_no_form(desk, member):
    claim = said(desk, "The pier burned")
    client = signed_in(member("viewer"))
    html = client.get(reverse("claim", args=[claim.public_id])).content.decode()
    assert "Assigned to nobody" in html
    assert 'name="priority"' not in html
    assert client.post(reverse("claim-work", args=[claim.public_id]), work(claim)).status_code == 403


# --- views --------------------------------------------------------------------------------------------------------------


def test_a_view_is_saved_shared_renamed_deleted_and_brought_back(desk, member):
    owner, other = member(), member()
    client = signed_in(owner)
    response = client.post(reverse("queue-save"), {"name": "Mine, urgent", "query": "assignee=me&priority=2&page=7"})
    assert response["Location"] == reverse("queue") + "?assignee=me&priority=2"
    view = SavedView.objects.get()
    assert "Mine, urgent" not in page(signed_in(other))
    client.post(reverse("queue-view", args=[view.public_id]), {"name": "All urgent", "shared": "yes"})
    assert "All urgent" in page(signed_in(other))
    assert signed_in(other).post(reverse("queue-view", args=[view.public_id]), {"act": "delete"}).status_code == 404
    html = client.post(reverse("queue-view", args=[view.public_id]), {"act": "delete"}).content.decode()
    assert not SavedView.objects.exists()
    fields = dict(re.findall(r'name="(name|query|desk|shared)" value="([^"]*)"', html))
    client.post(reverse("queue-save"), {key: value.replace("&amp;", "&") for key, value in fields.items()})
    again = SavedView.objects.get()
    assert (again.name, again.query, again.shared) == ("All urgent", "assignee=me&priority=2", True)


def test_two_views_of_one_name_are_refused(desk, member):
    client = signed_in(member())
    assert client.post(reverse("queue-save"), {"name": "Urgent", "query": ""}).status_code == 302
    response = client.post(reverse("queue-save"), {"name": "urgent", "query": "kind=event"})
    assert response.status_code == 409
    assert "a view of this name already" in response.content.decode()
    assert client.post(reverse("queue-save"), {"name": " ", "query": ""}).status_code == 422


# --- many ---------------------------------------------------------------------------------------------------------------


def test_many_are_asked_about_done_and_undone(desk, member):
    reviewer = member()
    claims = [said(desk, f"The pier {word}") for word in ("burned", "stands")]
    own = make_claim(make_article(desk, uploaded_by=reviewer))
    ids = [claim.public_id for claim in (*claims, own)]
    client = signed_in(reviewer)
    html = client.post(reverse("bulk"), {"verb": "unverifiable", "claim": ids}).content.decode()
    assert "Mark unverifiable: 3 claims" in html
    assert "2 will be done" in html
    assert "1 will be refused" in html
    assert "You uploaded this article" in html
    assert not BulkAct.objects.exists()
    response = client.post(reverse("bulk-do"), {"verb": "unverifiable", "claim": ids, "words": ""})
    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    response = client.post(reverse("bulk-do"), {"verb": "unverifiable", "claim": ids, "words": "Nobody answers."})
    act = BulkAct.objects.get()
    assert response["Location"] == reverse("bulk-act", args=[act.public_id])
    html = client.get(response["Location"]).content.decode()
    assert "2 done" in html
    assert "Refused: You uploaded" in html
    client.post(reverse("bulk-undo", args=[act.public_id]))
    html = client.get(response["Location"]).content.decode()
    assert "2 undone" in html
    assert "Undo all of it" not in html
    for claim in claims:
        claim.refresh_from_db()
        assert claim.world_state == "unreviewed"


def test_all_that_match_are_taken_without_ticking_them(desk, member):
    for word in ("burned", "stands", "leans"):
        said(desk, f"The pier {word}", kind="status" if word != "leans" else "event")
    client = signed_in(member("editor"))
    fields = {"verb": "priority", "all": "yes", "query": "kind=status"}
    html = client.post(reverse("bulk"), fields).content.decode()
    assert "Set a priority: 2 claims" in html
    assert html.count('name="claim"') == 2


def test_choosing_somebody_looks_again_who_may_judge(desk, member):
    moderator = member("moderator", display_name="Mo Tan")
    claim = make_claim(make_article(desk, uploaded_by=moderator))
    client = signed_in(member())
    fields = {"verb": "assign", "claim": [claim.public_id], "assignee": moderator.public_id}
    html = client.post(reverse("bulk"), fields, headers=HTMX).content.decode()
    assert "<html" not in html
    assert "Mo Tan uploaded this article" in html


@pytest.mark.parametrize("fields", [{}, {"verb": "assign"}, {"verb": "praise"}, {"verb": "assign", "claim": ["x"]}])
def test_an_act_on_nothing_is_refused_with_what_helps(desk, member, fields):
    assert signed_in(member()).post(reverse("bulk"), fields).status_code == 422


def test_what_would_be_done_to_no_claim_has_no_button_unless_a_choice_on_the_page_changes_that(desk, member):
    claim = said(desk, "The pier burned")
    client = signed_in(member())
    html = client.post(reverse("bulk"), {"verb": "reopen", "claim": [claim.public_id]}).content.decode()
    assert "1 will be refused" in html
    assert ">Reopen</button>" not in html
    html = client.post(
        reverse("bulk"), {"verb": "priority", "claim": [claim.public_id], "priority": "0"}
    ).content.decode()
    assert ">Set a priority</button>" in html


def test_nothing_of_another_desk_is_acted_on_or_shown(desk, member):
    foreign = make_claim(make_article())
    client = signed_in(member("moderator"))
    assert client.post(reverse("bulk"), {"verb": "reject", "claim": [foreign.public_id]}).status_code == 422
    act = BulkAct.objects.create(desk=foreign.desk, actor=foreign.article.uploaded_by, verb="risk")
    assert client.get(reverse("bulk-act", args=[act.public_id])).status_code == 404
    assert client.post(reverse("bulk-undo", args=[act.public_id])).status_code == 404
    for name in ("claim-work", "claim-lease"):
        assert client.post(reverse(name, args=[foreign.public_id]), {"act": "take"}).status_code == 404
    assert client.post(reverse("queue-next"), {"leaving": foreign.public_id})["Location"] == reverse("desk")


# --- an article's deadline ----------------------------------------------------------------------------------------------


def test_an_article_gets_a_deadline_on_its_edit_page_and_by_whoever_assigns(desk, member):
    claim = said(desk, "The pier burned")
    address = reverse("article-deadline", args=[claim.article.public_id])
    editor = signed_in(member("editor"))
    assert address in editor.get(reverse("article-edit", args=[claim.article.public_id])).content.decode()
    assert editor.post(address, {"deadline": "2090-05-06T07:08"}).status_code == 302
    claim.refresh_from_db()
    assert f"{claim.due:%Y-%m-%d %H:%M}" == "2090-05-06 07:08"
    reviewer = signed_in(member())
    assert 'value="2090-05-06T07:08"' in reviewer.get(address).content.decode()
    response = reviewer.post(address, {"deadline": "2001-05-06T07:08"})
    assert response.status_code == 422
    assert "A deadline lies in the future." in response.content.decode()
    assert reviewer.post(address, {"deadline": ""}).status_code == 302
    claim.refresh_from_db()
    assert claim.due is None
    assert signed_in(member("viewer")).get(address).status_code == 403
