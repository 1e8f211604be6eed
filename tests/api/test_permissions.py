"""Every role × action × own or other desk, from the one table: the status, and that nothing changed where it is refused."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from claims.models import (
    Article,
    Claim,
    ClaimLink,
    Comment,
    Evidence,
    ExtractionRun,
    History,
    Role,
    Source,
    UploadBatch,
    Verdict,
)
from claims.permissions import TABLE, Action
from claims.review.labels import add_label
from claims.talk.comments import add_comment
from tests.api.conftest import ALL_SCOPES, Program
from tests.builders import (
    actor,
    make_article,
    make_claim,
    make_conflict,
    make_desk,
    make_evidence,
    make_link,
    make_member,
    make_source,
    make_verdict,
)

# What a token can never do, so that no address does it.
WITHOUT_ADDRESS = {action for action, rule in TABLE.items() if rule.scope is None}


class Call(NamedTuple):
    action: Action
    method: str
    address: str
    body: dict[str, Any] | None = None
    status: int = 200


class Room:
    """A desk with one of everything, and the calls that act on them."""

    def __init__(self, desk: Any, uploader: Any = None) -> None:
        self.desk = desk
        reviewer = make_member(desk, "reviewer")
        self.article = make_article(desk, run_state="failed", uploaded_by=uploader)
        self.claim, self.other = make_claim(make_article(desk)), make_claim(make_article(desk))
        self.judged = make_claim(make_article(desk))
        self.verdict = make_verdict(self.judged, reviewer)
        self.evidence = make_evidence(self.claim, reviewer)
        self.link = make_link(self.claim, self.judged)
        self.source = make_source(desk)
        self.comment = add_comment(claim=self.claim, actor=actor(reviewer), body="Is it open?").comment
        self.conflict = make_conflict(make_claim(make_article(desk), risk=True))
        self.label = add_label(desk=desk, actor=actor(make_member(desk, "moderator")), value="disputed", name="Off")

    def calls(self) -> list[Call]:
        article, claim, other = (str(row.public_id) for row in (self.article, self.claim, self.other))
        judged, verdict, evidence = (str(row.public_id) for row in (self.judged, self.verdict, self.evidence))
        link, source = str(self.link.public_id), str(self.source.public_id)
        sequence = self.desk.history.earliest("sequence").sequence
        return [
            *(Call(Action.READ, "GET", f"articles/{article}{part}") for part in ("", "/text", "/progress")),
            Call(Action.READ, "GET", f"claims/{claim}"),
            Call(Action.READ, "GET", f"verdicts/{verdict}"),
            Call(Action.READ, "GET", f"evidence/{evidence}"),
            Call(Action.READ, "GET", f"links/{link}"),
            Call(Action.READ, "GET", f"sources/{source}"),
            Call(Action.READ_HISTORY, "GET", f"history/{sequence}"),
            Call(Action.EXPORT, "GET", f"articles/{article}/claims.csv"),
            Call(Action.REVIEW, "POST", "evidence", {"claim": claim, "stance": "supports", "url": "https://example.org/b"}, 201),
            Call(Action.REVIEW, "POST", "verdicts", {"claim": claim, "layer": "world", "value": "verified", "rationale": "Read."}, 201),
            Call(Action.REVIEW, "POST", f"claims/{judged}/reopen", {"layer": "world", "reason": "New", "replaces": verdict}, 201),
            Call(Action.READ, "GET", f"claims/{claim}/judging"),
            Call(Action.READ, "GET", f"labels/{self.label.public_id}"),
            Call(Action.RESOLVE, "POST", f"claims/{self.conflict.public_id}/resolve",
                 {"layer": "world", "value": "unverifiable", "rationale": "Weighed both."}, 201),
            Call(Action.EDIT_HOUSE_RULES, "PATCH", f"labels/{self.label.public_id}", {"retired": True}),
            Call(Action.EDIT_HOUSE_RULES, "DELETE", f"labels/{self.label.public_id}", None, 204),
            Call(Action.READ, "GET", f"comments/{self.comment.public_id}"),
            Call(Action.COMMENT, "POST", "comments", {"claim": claim, "body": "Which bridge?"}, 201),
            Call(Action.COMMENT, "POST", f"comments/{self.comment.public_id}/resolve", {}),
            Call(Action.COMMENT, "POST", f"comments/{self.comment.public_id}/reopen", {}),
            Call(Action.LINK, "PATCH", f"links/{link}", {"state": "confirmed", "version": 1}),
            Call(Action.LINK, "POST", "links", {"claim": claim, "other": other, "relation": "related", "reason": "Same bridge"}, 201),
            Call(Action.EDIT_SOURCES, "PATCH", f"sources/{source}", {"reliability": "A"}),
            Call(Action.RETRY, "POST", f"articles/{article}/retry", None, 202),
            Call(Action.EDIT_METADATA, "PATCH", f"articles/{article}", {"version": 1, "title": "Another title"}),
            Call(Action.WITHDRAW, "POST", f"articles/{article}/withdraw", {"reason": "Wrong file"}),
        ]  # fmt: skip

    def creating(self) -> list[Call]:
        """What names no row of the desk."""
        return [
            Call(Action.UPLOAD, "POST", "articles", {"text": "The bridge at Orl is closed, the council said."}, 201),
            Call(Action.EDIT_SOURCES, "POST", "sources", {"name": "Orl Herald", "kind": "outlet"}, 201),
            Call(Action.EDIT_HOUSE_RULES, "POST", "labels", {"value": "verified", "name": "Right"}, 201),
            Call(Action.EDIT_HOUSE_RULES, "PATCH", "rules", {"review_after_days": 90}),
        ]


def state_of_things() -> list[Any]:
    counted = [model.objects.count() for model in (History, UploadBatch, Source, Evidence, Verdict, ClaimLink)]
    return [
        counted,
        list(Article.objects.order_by("pk").values_list("title", "state", "version")),
        list(Claim.objects.order_by("pk").values_list("world_state", "statement_state")),
        list(ClaimLink.objects.order_by("pk").values_list("state", "version")),
        list(Source.objects.order_by("pk").values_list("name", "reliability")),
        list(Comment.objects.order_by("pk").values_list("version", "resolved_at")),
        list(ExtractionRun.objects.order_by("pk").values_list("state", "attempts")),
    ]


def asked(caller: Program, call: Call) -> Any:
    answer = caller.send(call.method, call.address, call.body)
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", (call, answer.content)
        assert answer.json()["status"] == answer.status_code
    return answer


def test_every_action_that_a_token_can_have_has_an_address(desk):
    room = Room(desk)
    assert {call.action for call in room.calls() + room.creating()} == set(Action) - WITHOUT_ADDRESS


@pytest.mark.parametrize("role", Role.values)
def test_a_role_may_what_the_table_says_on_its_own_desk(desk, program, role):
    caller = program(desk, role)
    room = Room(desk, uploader=caller.user)
    for call in room.calls() + room.creating():
        allowed = role in TABLE[call.action].own
        before = state_of_things()
        answer = asked(caller, call)
        assert answer.status_code == (call.status if allowed else 403), (role, call, answer.content[:300])
        if not allowed:
            assert state_of_things() == before, (role, call)


@pytest.mark.parametrize("role", Role.values)
def test_no_role_finds_anything_of_another_desk(desk, program, role):
    room = Room(make_desk())
    caller = program(desk, role)
    before = state_of_things()
    for call in room.calls():
        if call.action == Action.READ_HISTORY:
            continue  # events are numbered per desk, so this address names one of the caller's own desk
        assert asked(caller, call).status_code == 404, (role, call)
        assert state_of_things() == before, (role, call)


def test_nobody_may_anything_without_a_token(desk, nobody):
    room = Room(desk)
    before = state_of_things()
    for call in room.calls() + room.creating():
        assert asked(nobody, call).status_code == 401
        assert state_of_things() == before


@pytest.mark.parametrize("scope", ALL_SCOPES)
def test_a_token_s_scopes_narrow_its_account_s_role(desk, program, scope):
    caller = program(desk, "moderator", scopes=[scope])
    room = Room(desk, uploader=caller.user)
    for call in room.calls() + room.creating():
        # all but an upload begins with finding the thing, which is reading
        allowed = TABLE[call.action].scope == scope and (scope == "read" or call.action == Action.UPLOAD)
        before = state_of_things()
        answer = asked(caller, call)
        assert answer.status_code == (call.status if allowed else 403), (scope, call, answer.content[:300])
        if not allowed:
            assert (answer.json()["code"], state_of_things()) == ("scope", before), (scope, call)


@pytest.mark.parametrize(
    "resource", ["articles", "claims", "verdicts", "evidence", "links", "sources", "runs", "findings", "history"]
)
def test_a_list_holds_the_desk_s_own_rows_only(desk, program, resource):
    caller = program(desk, "moderator")
    mine, theirs = Room(desk), Room(make_desk())
    shown = caller.get(f"{resource}?limit=200").content.decode()
    for row in (
        theirs.article,
        theirs.claim,
        theirs.judged,
        theirs.verdict,
        theirs.evidence,
        theirs.link,
        theirs.source,
    ):
        assert str(row.public_id) not in shown
    own = {"articles": mine.article, "claims": mine.claim, "verdicts": mine.verdict, "evidence": mine.evidence, "links": mine.link,
           "sources": mine.source, "runs": mine.article, "history": mine.judged}  # fmt: skip
    if resource in own:
        assert str(own[resource].public_id) in shown


@pytest.mark.parametrize("resource", ["claims", "verdicts", "links", "runs", "findings", "evidence"])
def test_a_filter_by_another_desk_s_id_finds_nothing(desk, program, resource):
    theirs = Room(make_desk())
    parameter = (
        f"article={theirs.judged.article.public_id}" if resource != "evidence" else f"claim={theirs.claim.public_id}"
    )
    assert program(desk).all(f"{resource}?{parameter}") == []
