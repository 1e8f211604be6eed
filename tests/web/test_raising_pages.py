"""The question about a finding on its pages: offered where it works, asked without a script, shown with how it stands."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Finding, Role
from claims.permissions import TABLE, Action
from claims.talk.comments import resolve_thread
from tests.builders import actor, make_article, make_claim, make_desk, make_member

TEXT = "Flood report of Orl\n\nThe police closed nine of seven bridges."


@pytest.fixture
def finding(desk, member):
    article = make_article(desk, TEXT, uploaded_by=member("editor", display_name="Ida <Holm>"))
    make_claim(article, "The police closed nine of seven bridges")
    at = TEXT.index("nine")
    return Finding.objects.create(
        revision=article.revisions.get(), kind="part_above_whole", spans=[[at, at + 13]], message="9 is above <7>"
    )


def page_of(client, finding):
    return client.get(reverse("article", args=[finding.revision.article.public_id])).content.decode()


def test_a_reviewer_asks_and_the_finding_shows_how_it_stands(client, finding, reviewer):
    client.force_login(reviewer)
    address = reverse("raise-finding", args=[finding.public_id])
    shown = page_of(client, finding)
    assert "Raise with Ida &lt;Holm&gt;" in shown
    assert "9 is above &lt;7&gt;. Is the text right?</textarea>" in shown
    empty = client.post(address, {"body": " "})
    assert (empty.status_code, "A comment needs words." in empty.content.decode()) == (422, True)
    done = client.post(address, {"body": "Nine <of> seven?"})
    finding.refresh_from_db()
    assert done["Location"].endswith(f"#comment-{finding.thread.public_id}")
    assert "Nine &lt;of&gt; seven?" in client.get(done["Location"]).content.decode()
    shown = page_of(client, finding)
    assert "Raised with Ida &lt;Holm&gt;</a>, open" in shown
    again = client.post(address, {"body": "Once more?"})
    assert (again.status_code, "raised already" in again.content.decode()) == (409, True)
    resolve_thread(thread=finding.thread, actor=actor(reviewer))
    assert "Raised with Ida &lt;Holm&gt;</a>, resolved" in page_of(client, finding)
    client.post(address, {"act": "take-back"})
    assert "Raised with" not in page_of(client, finding)


def test_who_handed_it_in_is_offered_no_question_to_himself(client, finding):
    client.force_login(finding.revision.article.uploaded_by)
    assert "Raise with" not in page_of(client, finding)
    assert client.post(reverse("raise-finding", args=[finding.public_id]), {"body": "?"}).status_code == 409


@pytest.mark.parametrize("role", [role for role in Role.values if role != "integration"])
def test_asking_is_for_who_may_comment_and_for_nobody_elsewhere(client, finding, role):
    address = reverse("raise-finding", args=[finding.public_id])
    assert client.get(address).status_code == 302
    client.force_login(make_member(finding.revision.article.desk, role))
    assert (client.get(address).status_code == 200) is (role in TABLE[Action.COMMENT].own)
    client.force_login(make_member(make_desk(), role))
    assert client.get(address).status_code == 404
    assert client.post(address, {"body": "?"}).status_code == 404
