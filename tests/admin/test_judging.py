"""Moderating what two people decide, and the desk's labels: read-only, blind, and through the services."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Decision, HouseLabel, Source
from claims.review.labels import add_label
from claims.review.second import decide_claim, resolve_conflict
from tests.admin.test_admin import act, change, changelist
from tests.builders import actor, make_article, make_claim, make_conflict, make_member, make_source, make_verdict

SECRET = "Thoughts of the first reviewer"


@pytest.fixture
def moderator(desk):
    return make_member(desk, "moderator")


@pytest.fixture
def site(client, moderator):
    client.force_login(moderator)
    return client


def test_a_first_decision_is_hidden_here_too_and_shown_once_it_led_to_a_verdict(site, desk):
    claim = make_claim(make_article(desk), risk=True)
    for _ in range(2):
        assert site.get(changelist(Decision)).context["cl"].result_count == 0
        said = {"layer": "world", "value": "unverifiable", "rationale": SECRET, "replaces": None}
        decide_claim(claim=claim, actor=actor(make_member(desk)), **said)
    assert site.get(changelist(Decision)).context["cl"].result_count == 2
    assert SECRET in site.get(change(Decision.objects.first())).content.decode()


def test_both_decisions_of_a_conflict_are_shown_and_changed_by_nobody(site, desk, moderator):
    claim = make_conflict(make_claim(make_article(desk), risk=True))
    assert site.get(changelist(Decision)).context["cl"].result_count == 2
    assert site.post(change(Decision.objects.first()), {"value": "verified"}).status_code == 403
    resolve_conflict(claim=claim, actor=actor(moderator), layer="world", value="disputed", rationale="Weighed both.")
    assert site.get(changelist(Decision)).context["cl"].result_count == 3


@pytest.mark.parametrize(("layer", "action"), [("world", "reopen"), ("statement", "reopen_statement")])
def test_claims_reopen_on_either_layer_with_a_reason(site, desk, layer, action):
    claim = make_claim(make_article(desk), speaker="The mayor")
    make_verdict(claim, make_member(desk), layer=layer)
    act(site, type(claim), action, claim, confirmed="yes", reason="New facts")
    claim.refresh_from_db()
    assert claim.state_on(layer) == "reopened"


def test_an_illegal_move_is_refused_with_the_legal_ones(site, desk):
    claim = make_claim(make_article(desk))
    answer = act(site, type(claim), "reopen", claim, confirmed="yes", reason="New facts")
    assert "what can be done now: record" in answer.content.decode()


def test_labels_are_retired_and_brought_back(site, desk, moderator):
    label = add_label(desk=desk, actor=actor(moderator), value="disputed", name="Off")
    for action, retired in (("retire", True), ("bring_back", False)):
        act(site, HouseLabel, action, label, confirmed="yes")
        label.refresh_from_db()
        assert label.retired is retired
    assert site.get(reverse("admin:claims_houselabel_add")).status_code == 403


def test_sources_are_retracted_and_restored_with_a_reason(site, desk):
    source = make_source(desk, "Orl Herald")
    claim = make_claim(make_article(desk, outlet=source))
    make_verdict(claim, make_member(desk))
    assert "count as no independent origin" in act(site, Source, "retract", source).content.decode()
    act(site, Source, "retract", source, confirmed="yes", reason="It withdrew its report")
    source.refresh_from_db(), claim.refresh_from_db()
    assert (source.retracted_reason, claim.world_state) == ("It withdrew its report", "reopened")
    assert "It withdrew its report" in site.get(change(source)).content.decode()
    act(site, Source, "restore", source, confirmed="yes", reason="The wrong one")
    source.refresh_from_db()
    assert not source.is_retracted
