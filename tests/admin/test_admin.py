"""The moderators' site: who gets in, that every act asks first and goes through the services, that nothing is deleted."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.facts.services import gather_into_fact
from claims.models import ApiToken, Article, Claim, ClaimLink, ExtractionRun, History, Membership, Source, User, Verdict
from tests.builders import (
    PASSWORD,
    actor,
    make_article,
    make_claim,
    make_desk,
    make_link,
    make_member,
    make_source,
    make_user,
    make_verdict,
)


@pytest.fixture
def moderator(desk):
    return make_member(desk, "moderator")


@pytest.fixture
def site(client, moderator):
    client.force_login(moderator)
    return client


def changelist(model):
    return reverse(f"admin:claims_{model._meta.model_name}_changelist")


def change(row):
    return reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])


def act(client, model, action, *rows, **fields):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    return client.post(changelist(model), data, follow=True)


CONTENT = [
    model for model in admin.site._registry if model._meta.model_name not in ("user", "desk", "membership", "apitoken")
]


def test_everything_worth_moderating_is_registered():
    names = {model._meta.model_name for model in admin.site._registry}
    assert names == {
        "article", "extractionrun", "uploaditem", "claim", "claimlink", "verdict", "evidence", "finding", "history", "source",
        "user", "desk", "membership", "apitoken", "decision", "houselabel", "fact",
    }  # fmt: skip


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model._meta.model_name)
def test_a_moderator_sees_the_own_desk_s_rows_and_no_other_one_s(site, desk, model):
    def fill(some_desk, word):
        claim = make_claim(
            make_article(some_desk, f"{word} flood\n\nThe {word} river rose."), quote=f"The {word} river rose"
        )
        make_source(some_desk, f"{word} outlet")
        gather_into_fact(claims=[claim], actor=actor(make_member(some_desk, "editor")), name=f"{word} river")
        make_verdict(claim, make_member(some_desk, "reviewer"))
        make_link(claim, make_claim(make_article(some_desk, f"Again {word}\n\nA {word} dam."), quote=f"A {word} dam"))

    fill(desk, "Ownword")
    fill(make_desk("Otherword desk"), "Otherword")
    response = site.get(changelist(model))
    assert response.status_code == 200
    assert b"Otherword" not in response.content
    own = response.context["cl"].result_count
    assert own == response.context["cl"].queryset.count() < model.objects.count() or model.objects.count() == 0
    assert site.get(changelist(model), {"q": "Otherword"}).context["cl"].result_count in (
        0,
        own,
    )  # own: it has no search


@pytest.mark.parametrize("role", ["viewer", "editor", "reviewer", "senior_reviewer", "integration"])
def test_other_roles_are_told_that_they_may_not(client, desk, role):
    client.force_login(make_member(desk, role))
    assert client.get("/admin/", follow=True).status_code == 403


def test_an_anonymous_visitor_is_sent_to_the_one_sign_in_page(client, db):
    response = client.get("/admin/claims/article/")
    assert response.status_code == 302
    assert client.get(response["Location"]).url.startswith(reverse("sign-in"))


def test_a_system_administrator_manages_accounts_and_sees_no_article_text(client, desk):
    article = make_article(desk, "Secretword here\n\nAnd more.")
    client.force_login(make_user("root", is_superuser=True, is_staff=True))
    assert client.get(changelist(User)).status_code == 200
    for model in CONTENT:
        assert client.get(changelist(model)).status_code == 403
    assert client.get(change(article)).status_code in (302, 403)
    assert b"Secretword" not in client.get(change(article), follow=True).content


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.model_name)
def test_nothing_can_be_deleted_by_anybody(model, desk, rf, moderator):
    for user in (moderator, make_user("root", is_superuser=True, is_staff=True)):
        request = rf.get("/")
        request.user = user
        model_admin = admin.site._registry[model]
        assert not model_admin.has_delete_permission(request)
        assert "delete_selected" not in model_admin.get_actions(request)


def test_withdrawing_asks_then_acts_with_the_reason_and_restoring_undoes_it(site, desk, moderator):
    article = make_article(desk)
    asked = act(site, Article, "withdraw", article)
    assert b"Nothing is deleted" in asked.content
    assert Article.objects.live().count() == 1
    missing = act(site, Article, "withdraw", article, confirmed="1", reason=" ")
    assert missing.status_code == 422
    done = act(site, Article, "withdraw", article, confirmed="1", reason="Wrong file")
    assert b"1 withdrawn" in done.content
    assert Article.objects.live().count() == 0
    act(site, Article, "restore", article, confirmed="1", reason="Right file")
    assert Article.objects.live().count() == 1
    events = History.objects.about(article)
    assert [(event.verb, event.reason, event.actor, event.via) for event in events] == [
        ("withdrew", "Wrong file", moderator, "admin"),
        ("restored", "Right file", moderator, "admin"),
    ]


def test_each_row_gets_its_own_result(site, desk):
    good, bad = make_article(desk), make_article(desk)
    act(site, Article, "withdraw", bad, confirmed="1", reason="x")
    response = act(site, Article, "withdraw", good, bad, confirmed="1", reason="y")
    assert b"1 withdrawn" in response.content
    assert b"withdrawn already" in response.content


def test_an_article_of_another_desk_is_beyond_an_action(site):
    foreign = make_article(make_desk())
    act(site, Article, "withdraw", foreign, confirmed="1", reason="x")
    foreign.refresh_from_db()
    assert foreign.is_live


def test_a_failed_reading_is_tried_again_and_an_article_read_again(site, desk):
    failed = make_article(desk, run_state="failed")
    act(site, ExtractionRun, "retry", failed.revisions.get().runs.get(), confirmed="1")
    assert failed.revisions.get().runs.get().state in ("queued", "extracting", "linking", "ready")
    ready = make_article(desk)
    act(site, Article, "requeue", ready, confirmed="1")
    assert ready.revisions.get().runs.count() == 2


def test_reopening_goes_through_the_table_of_moves(site, desk):
    reviewed, unreviewed = make_claim(make_article(desk)), make_claim(make_article(desk))
    make_verdict(reviewed, make_member(desk, "reviewer"))
    response = act(site, Claim, "reopen", reviewed, unreviewed, confirmed="1", reason="New toll")
    reviewed.refresh_from_db()
    assert reviewed.world_state == "reopened"
    assert b"what can be done now: record" in response.content


def test_links_are_confirmed_and_rejected(site, desk, moderator):
    link = make_link(make_claim(make_article(desk)), make_claim(make_article(desk)))
    act(site, ClaimLink, "confirm", link, confirmed="1")
    assert ClaimLink.objects.get().state == "confirmed"
    act(site, ClaimLink, "reject", link, confirmed="1")
    assert (ClaimLink.objects.get().state, ClaimLink.objects.get().decided_by) == ("rejected", moderator)


@pytest.mark.parametrize("model", [Article, Claim, ClaimLink, Verdict, History, ExtractionRun])
def test_forged_forms_change_nothing(site, desk, model):
    claim = make_claim(make_article(desk))
    make_verdict(claim, make_member(desk, "reviewer"))
    make_link(claim, make_claim(make_article(desk)))
    row = model.objects.first()
    before = model.objects.values().get(pk=row.pk)
    site.post(
        change(row), {"title": "x", "world_state": "disputed", "value": "disputed", "state": "confirmed", "verb": "x"}
    )
    site.post(change(row).replace("/change/", "/delete/"), {"post": "yes"})
    site.post(changelist(model), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.values().get(pk=row.pk) == before


def test_a_source_is_edited_with_its_reason_in_the_history(site, desk):
    source = make_source(desk, "Old Bridge Times")
    fields = {"name": source.name, "kind": source.kind, "side": source.side}
    site.post(change(source), {**fields, "reliability": "B"})
    assert Source.objects.get().reliability == "F"
    site.post(change(source), {**fields, "reliability": "B", "reason": "Right in four of five cases"})
    assert Source.objects.get().reliability == "B"
    event = History.objects.about(source).get()
    assert (event.verb, event.before, event.after, event.reason) == (
        "edited source", {"reliability": "F"}, {"reliability": "B"}, "Right in four of five cases",
    )  # fmt: skip


def test_sources_and_facts_are_merged_into_the_one_that_is_named_after_asking(site, desk):
    editor = actor(make_member(desk, "editor"))
    facts = [
        gather_into_fact(claims=[make_claim(make_article(desk))], actor=editor, name=name).fact
        for name in ("Pier", "Quay")
    ]
    for rows in ([make_source(desk, "The wire"), make_source(desk, "Orl Agency")], facts):
        row, into = rows
        action = "merge_sources" if isinstance(row, Source) else "merge_facts"
        sent = {"action": action, "_selected_action": [row.pk]}
        asked = site.post(changelist(type(row)), sent)
        assert asked.status_code == 200
        assert b"confirmed" in asked.content
        for wrong in ({"into": "Nobody", "reason": "One"}, {"into": into.name, "reason": ""}):
            assert site.post(changelist(type(row)), sent | wrong | {"confirmed": 1}).status_code == 422
        site.post(changelist(type(row)), sent | {"into": into.name, "reason": "One and the same", "confirmed": 1})
        row.refresh_from_db()
        assert row.merged_into == into
        assert History.objects.about(row).latest("sequence").reason == "One and the same"


@pytest.mark.parametrize("model", [Membership, ApiToken])
def test_the_people_and_desks_of_others_are_not_listed(site, model):
    make_member(make_desk("Otherword desk"), "editor", username="otherword_editor")
    add = reverse(f"admin:claims_{model._meta.model_name}_add")
    for page in (site.get(changelist(model)), site.get(add)):
        assert page.status_code == 200
        assert b"therword" not in page.content


def test_members_and_tokens_are_managed_for_the_own_desk(site, desk):
    newcomer = make_user("newcomer")
    site.post(reverse("admin:claims_membership_add"), {"username": "newcomer", "desk": desk.pk, "role": "editor"})
    membership = Membership.objects.get(user=newcomer)
    assert membership.role == "editor"
    foreign = make_desk()
    site.post(reverse("admin:claims_membership_add"), {"username": "newcomer", "desk": foreign.pk, "role": "moderator"})
    assert not Membership.objects.filter(desk=foreign, user=newcomer).exists()
    make_member(desk, "integration", username="feed")
    fields = {"username": "feed", "desk": desk.pk, "name": "Feed", "scopes": ["read"], "days": "30"}
    shown = site.post(reverse("admin:claims_apitoken_add"), fields, follow=True)
    token = ApiToken.objects.get()
    assert f"{token.prefix}.".encode() in shown.content
    assert token.secret_sha256.encode() not in shown.content
    act(site, ApiToken, "revoke", token, confirmed="1")
    assert ApiToken.objects.get().revoked_at is not None
    act(site, Membership, "end", membership, confirmed="1")
    assert not Membership.objects.filter(user=newcomer).exists()


def test_markup_in_an_article_is_shown_as_text(site, desk):
    make_article(desk, "<script>alert(1)</script> flood\n\nMore.")
    assert b"<script>alert(1)" not in site.get(changelist(Article)).content


def test_the_password_of_a_new_account_is_checked_and_hashed(client, db):
    client.force_login(make_user("root", is_superuser=True, is_staff=True))
    fields = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    client.post(reverse("admin:claims_user_add"), fields)
    assert User.objects.get(username="ada").check_password(PASSWORD)


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_no_token_is_made_in_a_colleague_s_name(site, desk, role):
    make_member(desk, role, username="victim")
    fields = {"username": "victim", "desk": desk.pk, "name": "Feed", "scopes": ["review"], "days": "30"}
    refused = site.post(reverse("admin:claims_apitoken_add"), fields)
    assert b"for an integration of this desk" in refused.content
    assert not ApiToken.objects.exists()


def test_a_member_s_role_is_changed_and_a_token_is_shown(site, desk, moderator):
    from claims import accounts

    membership = make_member(desk, "viewer").memberships.get()
    assert site.get(change(membership)).status_code == 200
    site.post(change(membership), {"desk": desk.pk, "role": "reviewer"})
    membership.refresh_from_db()
    assert membership.role == "reviewer"
    token, _ = accounts.create_token(user=moderator, desk=desk, name="Mine", scopes=["read"])
    assert site.get(change(token)).status_code == 200


def test_the_last_moderator_is_kept_with_a_word_in_the_form(site, moderator):
    membership = moderator.memberships.get()
    answer = site.post(change(membership), {"desk": membership.desk_id, "role": "viewer"})
    assert b"last moderator" in answer.content
    membership.refresh_from_db()
    assert membership.role == "moderator"


def test_what_a_system_administrator_does_has_a_name_in_the_history(client, desk):
    root = make_user("root", is_superuser=True, is_staff=True)
    make_user("newcomer")
    client.force_login(root)
    client.post(reverse("admin:claims_membership_add"), {"username": "newcomer", "desk": desk.pk, "role": "editor"})
    assert History.objects.filter(verb="set role", actor=root, via="admin").exists()


def test_a_desk_is_made_and_changed_with_its_history(client, db):
    from claims.models import Desk

    root = make_user("root", is_superuser=True, is_staff=True)
    client.force_login(root)
    client.post(reverse("admin:claims_desk_add"), {"name": "Night desk", "independent_origins": "2"})
    desk = Desk.objects.get()
    assert desk.independent_origins == 2
    client.post(change(desk), {"name": "Late desk", "independent_origins": "0"})
    desk.refresh_from_db()
    assert desk.name == "Night desk"
    client.post(change(desk), {"name": "Late desk", "independent_origins": "3"})
    event = History.objects.about(desk).latest("sequence")
    assert (event.verb, event.actor, event.after) == (
        "edited desk",
        root,
        {"name": "Late desk", "independent_origins": 3},
    )
