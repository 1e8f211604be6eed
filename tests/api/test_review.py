"""Claims, verdicts, evidence, links and sources through the API."""

from __future__ import annotations

import uuid

import pytest

from claims.models import Claim, ClaimLink, Evidence, Source, SourceAlias, Verdict
from tests.builders import (
    make_article,
    make_claim,
    make_evidence,
    make_link,
    make_quantity,
    make_source,
    make_verdict,
)

QUOTE = "The river rose by two metres overnight"


def world(judged: Claim, **sent):
    return {"claim": str(judged.public_id), "layer": "world", "value": "verified", "rationale": "Read it."} | sent


# --- claims -----------------------------------------------------------------------------------------------------------


def test_a_claim_is_shown_in_the_words_of_the_extract_schema(desk, program):
    text = "Convoy\n\nThe ministry said up to 12,000 conscripts, 81 of 93 of them trained, left."
    article = make_article(desk, text)
    ministry = make_source(desk, "Ministry of Defence", kind="ministry")
    quote = "up to 12,000 conscripts, 81 of 93 of them trained, left"
    claim = make_claim(
        article, quote, speaker="The ministry", hedge="reportedly", loaded_terms=[[15, 25]], when_surface="today"
    )
    claim.hops.update(source=ministry, start=8, end=20)
    make_quantity(
        claim, "up to 12,000", high=12000, value=12000, modifier="at_most", unit="conscripts", counted="conscripts"
    )
    make_quantity(claim, "81 of 93", value=81, low=81, high=81, total=93)
    shown = program(desk).get(f"claims/{claim.public_id}").json()
    start = text.index(quote)
    assert (shown["start"], shown["end"], shown["text"]) == (start, start + len(quote), quote)
    most, of = shown["quantities"]
    assert text[most["start"] : most["end"]] == "up to 12,000"
    assert (most["low"], most["high"], most["value"], most["modifier"]) == (None, 12000, 12000, "at_most")
    assert (of["value"], of["of"]) == (81, 93)
    assert shown["attribution"] == [
        {"source": "The ministry", "resolved": "The ministry", "cue": "said", "type": "indirect", "start": 8, "end": 20,
         "speaker": {"id": str(ministry.public_id), "name": "Ministry of Defence"}}
    ]  # fmt: skip
    assert (shown["hedged"], shown["hedge"], shown["when"]) == (True, "reportedly", {"surface": "today", "iso": None})
    [[a, b]] = shown["loaded_terms"]
    assert text[a:b] == quote[15:25]
    assert shown["placements"] == [
        {
            "revision": str(article.revisions.get().public_id),
            "number": 1,
            "state": "live",
            "start": start,
            "end": shown["end"],
        }
    ]
    assert shown["states"] == {"statement": "unreviewed", "world": "unreviewed"}
    assert shown["verdicts"] == {"statement": None, "world": None}


def test_a_claim_that_nobody_is_said_to_say_has_no_statement_to_judge(desk, program):
    claim = make_claim(make_article(desk))
    assert program(desk).get(f"claims/{claim.public_id}").json()["states"] == {"statement": None, "world": "unreviewed"}


def test_a_claim_that_is_gone_has_no_place(desk, program):
    claim = make_claim(make_article(desk))
    make_quantity(claim, "two metres", value=2)
    claim.placements.update(state="gone")
    shown = program(desk).get(f"claims/{claim.public_id}").json()
    assert (shown["start"], shown["end"], shown["quantities"][0]["start"]) == (None, None, None)


def test_a_claim_comes_with_what_holds_and_what_it_is_linked_to(desk, program, member):
    claim, other = make_claim(make_article(desk)), make_claim(make_article(desk))
    verdict = make_verdict(claim, member("reviewer"))
    link = make_link(claim, other)
    shown = program(desk).get(f"claims/{claim.public_id}").json()
    assert shown["verdicts"]["world"]["id"] == str(verdict.public_id)
    assert [piece["url"] for piece in shown["evidence"]] == ["https://example.org/report"]
    assert [row["id"] for row in shown["links"]] == [str(link.public_id)]


# --- verdicts ---------------------------------------------------------------------------------------------------------


def test_from_evidence_to_verdict_to_reopening(desk, program):
    claim = make_claim(make_article(desk))
    caller = program(desk)
    piece = caller.post(
        "evidence",
        {
            "claim": str(claim.public_id),
            "stance": "supports",
            "url": "https://example.org/gauge",
            "note": "Gauge at 6 m",
        },
    )
    assert (piece.status_code, piece.json()["kind"]) == (201, "url")
    first = caller.post("verdicts", world(claim, evidence=[piece.json()["id"]]))
    assert (first.status_code, first.json()["act"], first.json()["holds"]) == (201, "record", True)
    assert first.json()["evidence"] == [piece.json()["id"]]
    changed = caller.post(
        "verdicts", world(claim, value="disputed", reason="New gauge data", replaces=first.json()["id"])
    )
    assert (changed.status_code, changed.json()["act"], changed.json()["replaces"]) == (
        201,
        "change",
        first.json()["id"],
    )
    reopened = caller.post(
        f"claims/{claim.public_id}/reopen",
        {"layer": "world", "reason": "Disputed by the mayor", "replaces": changed.json()["id"]},
    )
    assert (reopened.status_code, reopened.json()["act"], reopened.json()["value"]) == (201, "reopen", None)
    assert caller.get(f"claims/{claim.public_id}").json()["states"]["world"] == "reopened"
    assert caller.all(f"verdicts?claim={claim.public_id}&ordering=created_at", "act") == ["record", "change", "reopen"]
    assert caller.all("verdicts?holds=true", "act") == ["reopen"]


def test_the_slower_reviewer_gets_the_verdict_that_holds(desk, program, member):
    claim = make_claim(make_article(desk))
    faster = make_verdict(claim, member("reviewer"))
    answer = program(desk).post("verdicts", world(claim, value="disputed", reason="I think so"))
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_verdict")
    assert answer.json()["verdict"]["id"] == str(faster.public_id)
    assert Verdict.objects.count() == 1


def test_an_illegal_move_is_refused_with_the_legal_ones(desk, program):
    claim = make_claim(make_article(desk))
    caller = program(desk, "reviewer")
    make_evidence(claim, caller.user)
    undone = caller.post("verdicts", world(claim)).json()
    back = caller.post(f"verdicts/{undone['id']}/withdraw")
    assert (back.status_code, back.json()["act"], back.json()["value"]) == (201, "withdraw", None)
    answer = caller.post(
        f"claims/{claim.public_id}/reopen", {"layer": "world", "reason": "Again", "replaces": back.json()["id"]}
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["legal"]) == (409, "illegal_move", ["record"])


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"rationale": " "}, 400, "rationale"),
        ({"rationale": None}, 400, "invalid"),
        ({"evidence": []}, 400, "evidence"),
        ({"value": "true"}, 400, "invalid"),
        ({"layer": "heaven"}, 400, "invalid"),
        ({"layer": "statement"}, 400, "layer"),
        ({"claim": str(uuid.uuid4())}, 404, "not_found"),
        ({"replaces": str(uuid.uuid4())}, 400, "invalid"),
        ({"evidence": [str(uuid.uuid4())]}, 400, "invalid"),
        ({"reviewer": str(uuid.uuid4())}, 400, "invalid"),
    ],
)
def test_a_verdict_that_cannot_stand_is_refused(desk, program, sent, status, code):
    claim = make_claim(make_article(desk))
    caller = program(desk, "reviewer")
    make_evidence(claim, caller.user)
    answer = caller.post("verdicts", world(claim, **sent))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Verdict.objects.exists()


def test_nobody_judges_what_their_own_account_uploaded(desk, program):
    caller = program(desk)
    claim = make_claim(make_article(desk, uploaded_by=caller.user))
    answer = caller.post("verdicts", world(claim, value="unverifiable"))
    assert (answer.status_code, answer.json()["code"]) == (403, "second_person")


def test_a_claim_that_left_its_text_is_not_judged(desk, program):
    claim = make_claim(make_article(desk), standing="gone")
    answer = program(desk).post("verdicts", world(claim, value="unverifiable"))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_in_review")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_verdict_is_never_changed_or_removed(desk, program, member, method):
    verdict = make_verdict(make_claim(make_article(desk)), member("reviewer"))
    answer = program(desk).send(method, f"verdicts/{verdict.public_id}", {"value": "disputed"})
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert Verdict.objects.get().value == "verified"


def test_only_who_recorded_a_verdict_undoes_it(desk, program, member):
    verdict = make_verdict(make_claim(make_article(desk)), member("reviewer"))
    answer = program(desk).post(f"verdicts/{verdict.public_id}/withdraw")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_own")


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_evidence_that_no_verdict_rests_on_can_be_taken_back(desk, program, member):
    claim = make_claim(make_article(desk))
    caller = program(desk, "reviewer")
    unused = make_evidence(claim, caller.user, url="https://example.org/unused")
    used = make_evidence(claim, caller.user, url="https://example.org/used")
    answer = caller.post("verdicts", world(claim, evidence=[str(used.public_id)]))
    assert answer.status_code == 201
    assert caller.delete(f"evidence/{unused.public_id}").status_code == 204
    refused = caller.delete(f"evidence/{used.public_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "evidence_in_use")
    assert caller.all(f"evidence?claim={claim.public_id}") == [str(used.public_id)]


def test_a_claim_of_another_desk_is_no_evidence(desk, program):
    claim, foreign = make_claim(make_article(desk)), make_claim()
    answer = program(desk).post(
        "evidence", {"claim": str(claim.public_id), "stance": "refutes", "other_claim": str(foreign.public_id)}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["other_claim"])
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "evidence_kind"),
        ({"url": "ftp://example.org/x"}, "url"),
        ({"url": "https://example.org/x", "stance": "neutral"}, "invalid"),
        ({"url": "https://example.org/x", "locator": "x" * 201}, "invalid"),
    ],
)
def test_evidence_that_is_none_is_refused(desk, program, sent, code):
    claim = make_claim(make_article(desk))
    answer = program(desk).post("evidence", {"claim": str(claim.public_id), "stance": "supports"} | sent)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_suggested_link_is_confirmed_once(desk, program):
    link = make_link(make_claim(make_article(desk)), make_claim(make_article(desk)))
    caller = program(desk)
    confirmed = caller.patch(f"links/{link.public_id}", {"state": "confirmed", "version": 1})
    assert (confirmed.status_code, confirmed.json()["state"], confirmed.json()["version"]) == (200, "confirmed", 2)
    assert confirmed.json()["decided_by"]["id"] == str(caller.user.public_id)
    stale = caller.patch(f"links/{link.public_id}", {"state": "rejected", "version": 1})
    assert (stale.status_code, stale.json()["code"], stale.json()["link"]["state"]) == (409, "stale_link", "confirmed")


def test_an_update_names_the_newer_claim(desk, program):
    left, right = make_claim(make_article(desk)), make_claim(make_article(desk))
    link = make_link(left, right)
    caller = program(desk)
    sent = {"state": "confirmed", "relation": "updates", "version": 1}
    assert caller.patch(f"links/{link.public_id}", sent).json()["code"] == "newer"
    answer = caller.patch(f"links/{link.public_id}", sent | {"newer": str(right.public_id)})
    assert (answer.status_code, answer.json()["newer"]) == (200, str(right.public_id))


def test_a_drawn_link_is_confirmed_from_the_start_and_drawn_once(desk, program):
    left, right = make_claim(make_article(desk)), make_claim(make_article(desk))
    caller = program(desk)
    sent = {
        "claim": str(right.public_id),
        "other": str(left.public_id),
        "relation": "contradicts",
        "reason": "81 against 60",
    }
    drawn = caller.post("links", sent)
    assert (drawn.status_code, drawn.json()["state"], drawn.json()["left"]["id"]) == (
        201,
        "confirmed",
        str(left.public_id),
    )
    again = caller.post("links", sent)
    assert (again.status_code, again.json()["code"], again.json()["link"]["id"]) == (409, "linked", drawn.json()["id"])
    assert ClaimLink.objects.count() == 1


# --- sources ----------------------------------------------------------------------------------------------------------


def test_a_source_is_added_and_edited(desk, program):
    caller = program(desk)
    added = caller.post("sources", {"name": "  Malden   Post ", "kind": "outlet", "reliability": "B"})
    assert (added.status_code, added.json()["name"], added.json()["side"]) == (201, "Malden Post", "none")
    edited = caller.patch(f"sources/{added.json()['id']}", {"reliability": "C", "reason": "Two retractions"})
    assert (edited.status_code, edited.json()["reliability"], edited.json()["name"]) == (200, "C", "Malden Post")
    for sent in ({"name": "malden post", "kind": "outlet"},):
        taken = caller.post("sources", sent)
        assert (taken.status_code, taken.json()["code"]) == (409, "source_name")
    assert Source.objects.count() == 1


def test_sources_are_found_by_an_alias(desk, program):
    source = make_source(desk, "Ministry of Defence", kind="ministry")
    SourceAlias.objects.create(source=source, desk=desk, name="MoD")
    make_source(desk, "Malden Post")
    caller = program(desk)
    assert caller.all("sources?name=mod", "name") == ["Ministry of Defence"]
    assert caller.get("sources?name=mod").json()["results"][0]["aliases"] == ["MoD"]
    assert caller.all("sources?kind=ministry,army", "name") == ["Ministry of Defence"]
    assert caller.all("sources", "name") == ["Malden Post", "Ministry of Defence"]
