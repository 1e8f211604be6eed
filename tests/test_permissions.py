"""Every role × action × own or other desk, generated from the one table; and that querysets are filtered by it."""

from __future__ import annotations

import pytest

from claims import accounts
from claims.errors import Forbidden
from claims.models import Article, Claim, ClaimLink, Evidence, History, Role, Verdict
from claims.permissions import TABLE, Action, Actor, actor_of, desk_ids, require
from tests.builders import make_article, make_claim, make_desk, make_link, make_member, make_user, make_verdict

# Written out by hand beside the table, so that a slip in one of them shows.
DESK_WORK = {Action.EDIT_CLAIMS, Action.ASSIGN, Action.COMMENT, Action.LINK, Action.GATHER}
PAGES = {
    "viewer": {Action.READ, Action.COMMENT},
    "editor": DESK_WORK | {
        Action.READ, Action.UPLOAD, Action.EDIT_METADATA, Action.WITHDRAW, Action.RETRY, Action.EXPORT, Action.PUBLISH,
        Action.READ_HISTORY, Action.EDIT_SOURCES, Action.CREATE_TOKEN,
    },
    "reviewer": DESK_WORK | {Action.READ, Action.REVIEW, Action.EXPORT, Action.READ_HISTORY, Action.CREATE_TOKEN},
    "senior_reviewer": DESK_WORK | {
        Action.READ, Action.REVIEW, Action.RESOLVE, Action.EXPORT, Action.PUBLISH, Action.READ_HISTORY, Action.EDIT_SOURCES,
        Action.CREATE_TOKEN, Action.SEE_CONFIDENTIAL, Action.EDIT_HOUSE_RULES,
    },
    "moderator": set(Action) - {Action.SEE_CONFIDENTIAL},
    "integration": set(),
}  # fmt: skip
TOKEN_SCOPES = {
    "read": {Action.READ, Action.EXPORT},
    "write": DESK_WORK | {Action.UPLOAD, Action.EDIT_METADATA, Action.WITHDRAW, Action.RETRY, Action.EDIT_SOURCES},
    "review": {Action.REVIEW, Action.PUBLISH},
}


def test_every_action_has_its_row():
    assert set(TABLE) == set(Action)
    assert set(PAGES) == set(Role.values)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", Role.values)
def test_a_person_may_what_the_role_may_on_its_own_desk_only(db, role, action):
    desk, other = make_desk(), make_desk()
    actor = Actor(make_member(desk, role))
    assert actor.may(action, desk.pk) is (action in PAGES[role])
    assert actor.may(action, other.pk) is False
    if action in PAGES[role]:
        require(actor, action, desk.pk)
    else:
        with pytest.raises(Forbidden):
            require(actor, action, desk.pk)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("scope", ["read", "write", "review"])
def test_a_program_may_what_its_scope_and_its_role_may_on_the_token_s_desk(db, scope, action):
    desk, other = make_desk(), make_desk()
    user = make_member(desk, "integration")
    accounts.set_role(desk=other, user=user, role="integration")
    actor = Actor(user, via="api", scopes=frozenset({scope}), token_desk_id=desk.pk)
    assert actor.may(action, desk.pk) is (action in TOKEN_SCOPES[scope])
    assert actor.may(action, other.pk) is False


@pytest.mark.parametrize("action", list(Action))
def test_a_token_never_widens_its_person_s_role(db, action):
    desk = make_desk()
    actor = Actor(make_member(desk, "viewer"), scopes=frozenset({"read", "write", "review"}), token_desk_id=desk.pk)
    assert actor.may(action, desk.pk) is (action in PAGES["viewer"])


def test_an_account_without_a_desk_or_closed_may_nothing(db):
    desk = make_desk()
    closed = make_member(desk, "moderator")
    closed.is_active = False
    for user in (make_user(), closed, make_user(is_superuser=True)):
        assert not any(Actor(user).may(action, desk.pk) for action in Action)


def test_access_ends_with_the_membership(db):
    desk = make_desk()
    user = make_member(desk, "editor")
    accounts.end_membership(membership=user.memberships.get(), actor=None)
    assert desk_ids(Actor(user), Action.READ) == []


def test_an_anonymous_visitor_is_asked_to_sign_in():
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(Forbidden):
        actor_of(AnonymousUser())


def test_no_queryset_shows_another_desk_s_rows(db):
    desk = make_desk()
    reviewer = make_member(desk, "reviewer")
    claim = make_claim(make_article(desk))
    make_verdict(claim, reviewer)
    make_link(claim, make_claim(make_article(desk)))
    stranger = Actor(make_member(make_desk(), "moderator"))
    for model in (Article, Claim, Verdict, Evidence, ClaimLink):
        assert model.objects.readable_by(Actor(reviewer)).exists()
        assert not model.objects.readable_by(stranger).exists(), model
    assert History.objects.readable_by(Actor(reviewer)).exists()
    assert not History.objects.readable_by(stranger).filter(desk=desk).exists()


def test_the_last_moderator_stays(db):
    desk = make_desk()
    moderator = make_member(desk, "moderator")
    with pytest.raises(accounts.LastModerator):
        accounts.set_role(desk=desk, user=moderator, role="viewer")
    with pytest.raises(accounts.LastModerator):
        accounts.end_membership(membership=moderator.memberships.get(), actor=None)
    make_member(desk, "moderator")
    accounts.set_role(desk=desk, user=moderator, role="viewer")
    moderator.refresh_from_db()
    assert not moderator.is_staff
