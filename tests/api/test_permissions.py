"""Every role × action × own or other desk, from the one table: the status, and that nothing changed where it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.utils import timezone

from claims.facts.services import gather_into_fact
from claims.models import (
    Article,
    Claim,
    ClaimEdit,
    ClaimLink,
    Comment,
    Contact,
    Evidence,
    EvidenceCopy,
    ExtractionRun,
    Fact,
    Finding,
    History,
    Overruling,
    Proposal,
    Publication,
    Role,
    Source,
    UploadBatch,
    Verdict,
)
from claims.permissions import TABLE, Action
from claims.pipeline.claim_states import state_of
from claims.review.contacts import log_contact
from claims.review.editing import add_claim, overrule
from claims.review.labels import add_label
from claims.talk.comments import add_comment
from tests.api.conftest import ALL_SCOPES, Program
from tests.builders import (
    actor,
    contact_made,
    make_article,
    make_claim,
    make_conflict,
    make_desk,
    make_evidence,
    make_link,
    make_member,
    make_near_copy,
    make_publication,
    make_source,
    make_todo,
    make_verdict,
    make_word_bound,
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
        self.near_copy = make_near_copy(self.claim.article, self.judged.article)
        self.source = make_source(desk)
        self._add_proof(reviewer)
        self._add_edits(reviewer)
        self._add_facts(reviewer)
        self.comment = add_comment(claim=self.claim, actor=actor(reviewer), body="Is it open?").comment
        self.conflict = make_conflict(make_claim(make_article(desk), risk=True))
        self.todo = make_todo(make_claim(make_article(desk)))
        self.bound = make_word_bound(desk)
        self.label = add_label(desk=desk, actor=actor(make_member(desk, "moderator")), value="disputed", name="Off")

    def _add_proof(self, reviewer: Any) -> None:
        editor = make_member(self.desk, "editor")
        self.contact = log_contact(claim=self.claim, actor=actor(reviewer), made=contact_made())
        self.looked_at = make_evidence(self.claim, reviewer, "https://looked.example/")
        self.spare = make_evidence(make_claim(make_article(self.desk)), reviewer)
        self.looked_at.copies.update(state="failed", error="It was down.", fetched_at=timezone.now())
        published, self.publishable = (
            make_claim(make_article(self.desk)),
            make_verdict(make_claim(make_article(self.desk)), reviewer),
        )
        make_verdict(published, reviewer)
        self.publication = make_publication(published, editor)

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
            Call(Action.READ, "GET", f"near-copies/{self.near_copy.public_id}"),
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
            Call(Action.READ, "GET", f"claims/{claim}/work"),
            Call(Action.ASSIGN, "PATCH", f"claims/{other}/work", {"version": 1, "priority": 2}),
            Call(Action.ASSIGN, "PUT", f"articles/{article}/deadline", {"deadline": "2090-05-06T07:08:00Z"}),
            Call(Action.REVIEW, "POST", "leases", {"claim": other}, 201),
            Call(Action.REVIEW, "PATCH", f"leases/{other}"),
            Call(Action.REVIEW, "DELETE", f"leases/{other}", None, 204),
            Call(Action.ASSIGN, "POST", "bulk-acts", {"verb": "priority", "claims": [judged], "priority": 1}, 201),
            Call(Action.LINK, "PATCH", f"links/{link}", {"state": "confirmed", "version": 1}),
            Call(Action.LINK, "PATCH", f"near-copies/{self.near_copy.public_id}", {"state": "confirmed", "version": 1}),
            Call(Action.LINK, "POST", "links", {"claim": claim, "other": other, "relation": "related", "reason": "Same bridge"}, 201),
            Call(Action.READ, "GET", f"todos/{self.todo.public_id}"),
            Call(Action.REVIEW, "POST", f"todos/{self.todo.public_id}/done"),
            Call(Action.READ, "GET", f"word-bounds/{self.bound.public_id}"),
            Call(Action.EDIT_HOUSE_RULES, "DELETE", f"word-bounds/{self.bound.public_id}", {"version": 1}, 204),
            Call(Action.EDIT_SOURCES, "PATCH", f"sources/{source}", {"reliability": "A", "reason": "Known for years"}),
            *self.proof_calls(),
            *self.editing_calls(),
            *self.fact_calls(),
            Call(Action.RETRY, "POST", f"articles/{article}/retry", None, 202),
            Call(Action.EDIT_METADATA, "PATCH", f"articles/{article}", {"version": 1, "title": "Another title"}),
            Call(Action.WITHDRAW, "POST", f"articles/{article}/withdraw", {"reason": "Wrong file"}),
        ]  # fmt: skip

    def _add_facts(self, reviewer: Any) -> None:
        self.told = [make_claim(make_article(self.desk)) for _ in range(6)]
        gathered = [gather_into_fact(claims=self.told[i : i + 2], actor=actor(reviewer)) for i in (0, 2)]
        self.fact, self.second_fact = (done.fact for done in gathered)
        self.undoable = gather_into_fact(claims=[self.told[4]], actor=actor(reviewer))
        self.rated, self.merged = make_source(self.desk), make_source(self.desk)

    def fact_calls(self) -> list[Call]:
        """Facts, provenance, sources and the comparison; each call finds what the one before left."""
        fact, second = self.fact.public_id, self.second_fact.public_id
        first, other, loose = (str(self.told[index].public_id) for index in (0, 2, 5))
        left, right = self.told[0].article.public_id, self.told[2].article.public_id
        rated, merged = self.rated.public_id, self.merged.public_id
        event = self.undoable.event.sequence if self.undoable.event else 0
        return [
            Call(Action.READ, "GET", f"facts/{fact}"),
            Call(Action.READ, "GET", f"claims/{first}/provenance"),
            Call(Action.READ, "GET", f"compare?left={left}&right={right}"),
            Call(Action.READ, "GET", f"sources/{rated}/ratings"),
            Call(Action.READ, "GET", f"sources/{rated}/track-record"),
            Call(Action.REVIEW, "POST", f"claims/{other}/credibility", {"credibility": 3}),
            Call(Action.GATHER, "POST", f"facts/{fact}/gather", {"claims": [loose]}),
            Call(Action.GATHER, "POST", f"facts/{fact}/remove", {"claims": [loose], "version": 2}),
            Call(Action.GATHER, "PATCH", f"facts/{fact}", {"name": "The bridge", "version": 3}),
            Call(Action.GATHER, "POST", f"facts/{fact}/split", {"claims": [first], "version": 4}, 201),
            Call(Action.GATHER, "POST", f"facts/{second}/merge", {"into": str(fact), "version": 1}),
            Call(Action.GATHER, "POST", f"facts/{self.undoable.fact.public_id}/undo", {"event": event}),
            Call(Action.EDIT_SOURCES, "POST", f"sources/{rated}/rate", {"letter": "B", "reason": "Checked", "version": 1}, 201),
            Call(Action.EDIT_SOURCES, "POST", f"sources/{rated}/aliases", {"name": f"Orl {rated}"}, 201),
            Call(Action.EDIT_SOURCES, "POST", f"sources/{rated}/aliases/remove", {"name": f"Orl {rated}"}),
            Call(Action.EDIT_SOURCES, "POST", f"sources/{merged}/merge", {"into": str(rated), "version": 1}),
            Call(Action.EDIT_SOURCES, "POST", f"sources/{rated}/retract", {"reason": "It withdrew its report", "version": 5}),
            Call(Action.EDIT_SOURCES, "POST", f"sources/{rated}/restore", {"reason": "By mistake", "version": 6}),
        ]  # fmt: skip

    def editing_calls(self) -> list[Call]:
        """Changing the machine's reading, on an article of its own: each call finds what the one before left."""
        article, first, second = self.edited.article, self.edited, self.beside
        edit, finding, proposal, said = (
            self.edit.public_id,
            self.finding.public_id,
            self.proposal.public_id,
            self.said.public_id,
        )
        text = article.revisions.get().text
        at = text.index("and closed")
        return [
            Call(Action.READ, "GET", f"claim-edits/{edit}"),
            Call(Action.READ, "GET", f"proposals/{proposal}"),
            Call(Action.READ, "GET", f"overrulings/{said}"),
            Call(Action.EDIT_CLAIMS, "POST", f"claims/{first.public_id}/reword", {"version": 1, "wording": "The river rose."}, 201),
            Call(Action.EDIT_CLAIMS, "POST", f"claims/{first.public_id}/respan",
                 {"version": 2, "start": 13, "end": text.index(" roads")}, 201),
            Call(Action.EDIT_CLAIMS, "POST", "claims", {"article": str(article.public_id), "start": at, "end": at + 10}, 201),
            Call(Action.EDIT_CLAIMS, "POST", f"claims/{first.public_id}/split", {"version": 3, "at": [text.index("by two")]}, 201),
            Call(Action.EDIT_CLAIMS, "POST", f"claims/{second.public_id}/reject", {"version": 1}, 201),
            Call(Action.EDIT_CLAIMS, "POST", f"claims/{second.public_id}/restore", {"version": 2}, 201),
            Call(Action.EDIT_CLAIMS, "POST", "claims/merge",
                 {"claims": [{"id": str(self.left.public_id), "version": 1}, {"id": str(self.right.public_id), "version": 1}]}, 201),
            Call(Action.EDIT_CLAIMS, "POST", f"claim-edits/{edit}/undo", None, 201),
            Call(Action.EDIT_CLAIMS, "POST", "overrulings",
                 {"article": str(article.public_id), "start": 0, "end": 5, "is_leftover": True}, 201),
            Call(Action.EDIT_CLAIMS, "POST", f"overrulings/{said}/undo", None, 201),
            Call(Action.EDIT_CLAIMS, "PATCH", f"proposals/{proposal}", {"state": "dismissed"}),
            Call(Action.EDIT_CLAIMS, "POST", f"findings/{finding}/dismiss", {"reason": "Rounded"}),
            Call(Action.EDIT_CLAIMS, "POST", f"findings/{finding}/raise-again"),
            Call(Action.COMMENT, "POST", f"findings/{self.asked_of.public_id}/raise", {"body": "Is the text right?"}, 201),
            Call(Action.COMMENT, "POST", f"findings/{self.asked_of.public_id}/take-question-back"),
            Call(Action.RETRY, "POST", f"articles/{article.public_id}/read-again", None, 202),
        ]  # fmt: skip

    def _add_edits(self, reviewer: Any) -> None:
        text = (
            "Flood report\n\nThe river rose by two metres and closed roads.\n\n"
            "Two cranes fell, three ships left.\n\nNobody was hurt."
        )
        article = make_article(self.desk, f"{text} Report {self.desk.pk}-{Article.objects.count()}")
        revision = article.revisions.get()
        self.edited, self.beside = (
            make_claim(article, "The river rose by two metres"),
            make_claim(article, "Nobody was hurt"),
        )
        self.left, self.right = make_claim(article, "Two cranes fell"), make_claim(article, "three ships left")
        end = len(revision.text)
        self.edit = add_claim(article=article, actor=actor(reviewer), start=end - 12, end=end)
        overruling = overrule(article=article, actor=actor(reviewer), start=6, end=12, is_leftover=True)
        self.said = Overruling.objects.get(public_id=overruling.after["overruling"]["id"])
        self.finding = Finding.objects.create(revision=revision, kind="parts", message="A part is above its whole.")
        self.asked_of = Finding.objects.create(revision=revision, kind="weekday", message="The 3rd is a Monday.")
        self.proposal = Proposal.objects.create(
            revision=revision, kind="change", claim=self.beside, start=0, end=5, extractor="test 2", found=state_of(self.beside)
        )  # fmt: skip

    def proof_calls(self) -> list[Call]:
        """Evidence by a contact, copies, contacts, harm, publications."""
        claim, contact = str(self.claim.public_id), str(self.contact.public_id)
        look = self.evidence.copies.get().public_id
        publication, free = str(self.publication.public_id), self.publishable
        yesterday = (timezone.now() - timedelta(days=1)).isoformat()
        return [
            Call(Action.READ, "GET", f"contacts/{contact}"),
            Call(Action.READ, "GET", f"evidence-copies/{look}"),
            Call(Action.READ, "GET", f"publications/{publication}"),
            Call(Action.READ, "GET", f"articles/{self.article.public_id}/publishing"),
            Call(Action.READ, "GET", f"claims/{claim}/harm"),
            Call(Action.REVIEW, "POST", "contacts", {"claim": claim, "whom": "Ida", "way": "phone", "contacted_at": yesterday}, 201),
            Call(Action.REVIEW, "PATCH", f"contacts/{contact}", {"version": 1, "answer": "Yes."}),
            Call(Action.REVIEW, "POST", f"contacts/{contact}/strike", {"version": 2, "reason": "Another claim"}),
            Call(Action.REVIEW, "POST", f"contacts/{contact}/restore", {"version": 3}),
            Call(Action.REVIEW, "PATCH", f"claims/{self.spare.claim.public_id}/harm", {"version": 1, "harms_named_party": False}),
            Call(Action.REVIEW, "POST", f"evidence/{self.looked_at.public_id}/look", None, 202),
            Call(Action.REVIEW, "DELETE", f"evidence/{self.spare.public_id}", None, 204),
            Call(Action.PUBLISH, "POST", f"publications/{publication}/retract", {"reason": "Too early"}),
            Call(Action.PUBLISH, "POST", "publications",
                 {"claim": str(free.claim.public_id), "verdict": str(free.public_id)}, 201),
            Call(Action.PUBLISH, "POST", f"articles/{self.article.public_id}/publish"),
        ]  # fmt: skip

    def creating(self) -> list[Call]:
        """What names no row of the desk."""
        return [
            Call(Action.EDIT_HOUSE_RULES, "POST", "word-bounds", {"word": "some", "of": "factor", "low": "0.8"}, 201),
            Call(Action.UPLOAD, "POST", "articles", {"text": "The bridge at Orl is closed, the council said."}, 201),
            Call(Action.EDIT_SOURCES, "POST", "sources", {"name": "Orl Herald", "kind": "outlet"}, 201),
            Call(Action.EDIT_HOUSE_RULES, "POST", "labels", {"value": "verified", "name": "Right"}, 201),
            Call(Action.EDIT_HOUSE_RULES, "PATCH", "rules", {"review_after_days": 90}),
        ]


def state_of_things() -> list[Any]:
    counted = [
        model.objects.count()
        for model in (
            Contact,
            EvidenceCopy,
            History,
            UploadBatch,
            Source,
            Evidence,
            Verdict,
            ClaimLink,
            ClaimEdit,
            Overruling,
        )
    ]
    return [
        counted,
        list(Publication.objects.order_by("pk").values_list("retracted_at")),
        list(Article.objects.order_by("pk").values_list("title", "state", "version")),
        list(
            Claim.objects.order_by("pk").values_list("world_state", "statement_state", "quote", "wording", "standing")
        ),
        list(Proposal.objects.order_by("pk").values_list("state")),
        list(Finding.objects.order_by("pk").values_list("dismissed_at")),
        list(ClaimLink.objects.order_by("pk").values_list("state", "version")),
        list(Source.objects.order_by("pk").values_list("name", "reliability", "version", "merged_into")),
        list(Fact.objects.order_by("pk").values_list("name", "closed", "version", "merged_into")),
        list(Claim.objects.order_by("pk").values_list("fact", "credibility")),
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
