"""Stored claims and evidence as voices, and the claims that stand in shared passages."""

from __future__ import annotations

from typing import Any

import pytest

from claims.linking.origins import copied_pairs, graph_of_claims, voice_of_evidence, voices_of_claims
from claims.linking.provenance import independent_origins
from claims.models import Article, Claim, Desk, NearCopy, Source
from tests import builders

pytestmark = pytest.mark.django_db

SHARED = "The gale sank nine ferries at Varn Quay on Sunday night"


def article(desk: Desk, outlet: str, text: str, **fields: Any) -> Article:
    return builders.make_article(desk, text, outlet=builders.make_source(desk, outlet), outlet_how="given", **fields)


def near_copy(one: Article, other: Article, **fields: Any) -> NearCopy:
    """Their first common sentence is the passage."""
    left, right = sorted((one.revisions.get(), other.revisions.get()), key=lambda revision: revision.pk)
    spans = [
        place for text in (left.text, right.text) for place in (text.index(SHARED), text.index(SHARED) + len(SHARED))
    ]
    return NearCopy.objects.create(
        desk=one.desk, left=left, right=right, containment=fields.pop("containment", 0.9), passages=[spans], **fields
    )


@pytest.fixture
def two_claims(desk: Desk) -> list[Claim]:
    return [
        builders.make_claim(article(desk, outlet, f"{outlet}\n\n{SHARED}. {outlet} asked around."), SHARED)
        for outlet in ("Varn Herald", "Coast Wire")
    ]


def count(claims: list[Claim]) -> int:
    return len(independent_origins(voices_of_claims(claims).values(), copied_pairs(claims)))


def test_two_outlets_in_their_own_words_are_two_origins(two_claims: list[Claim]) -> None:
    assert count(two_claims) == 2


@pytest.mark.parametrize(("containment", "origins"), [(0.9, 1), (0.3, 2)])
def test_a_suggested_near_copy_counts_only_where_it_overlaps_strongly(
    two_claims: list[Claim], containment: float, origins: int
) -> None:
    near_copy(two_claims[0].article, two_claims[1].article, containment=containment)
    assert count(two_claims) == origins


@pytest.mark.parametrize(("state", "origins"), [("confirmed", 1), ("rejected", 2)])
def test_what_a_person_decided_on_a_near_copy_goes_before_its_overlap(
    two_claims: list[Claim], member: Any, state: str, origins: int
) -> None:
    near_copy(
        two_claims[0].article, two_claims[1].article, containment=0.3 if state == "confirmed" else 0.9,
        state=state, decided_by=member(),
    )  # fmt: skip
    assert count(two_claims) == origins


def test_claims_outside_of_the_shared_passage_are_no_copies(desk: Desk, two_claims: list[Claim]) -> None:
    other = builders.make_claim(two_claims[1].article, "Coast Wire asked around", kind=Claim.Kind.EVENT)
    near_copy(two_claims[0].article, two_claims[1].article)
    assert copied_pairs([two_claims[0], other]) == []
    assert copied_pairs([*two_claims, other]) == [tuple(str(claim.pk) for claim in two_claims)]


def test_a_spokesman_speaks_for_the_body_that_the_desk_says_he_belongs_to(desk: Desk) -> None:
    staff = builders.make_source(desk, "General Staff of Dravia", kind=Source.Kind.ARMY)
    colonel = builders.make_source(desk, "Ives Marl", kind=Source.Kind.PERSON, parent=staff)
    claims = []
    for outlet, speaker in (("Varn Herald", staff), ("Coast Wire", colonel)):
        claim = builders.make_claim(article(desk, outlet, f"{outlet}\n\n{SHARED}."), SHARED, speaker=speaker.name)
        claim.hops.update(source=speaker)
        claims.append(claim)
    assert count(claims) == 1


def test_reading_voices_takes_the_same_number_of_queries_however_many_claims(
    desk: Desk, two_claims: list[Claim], django_assert_num_queries: Any
) -> None:
    for claims in (two_claims[:1], two_claims):
        with django_assert_num_queries(3):
            voices_of_claims(claims)


def test_evidence_speaks_with_the_voice_of_its_host_or_of_its_claim(two_claims: list[Claim], member: Any) -> None:
    reviewer = member("reviewer")
    claim, other = two_claims
    page = builders.make_evidence(claim, reviewer, "https://www.coast-wire.example/storm")
    same = builders.make_evidence(claim, reviewer, "", other_claim=other)
    [group] = independent_origins([voice_of_evidence(page), voice_of_evidence(same)])
    assert group.members == (f"evidence:{page.pk}", f"evidence:{same.pk}")


def test_the_graph_of_stored_claims_knows_sides_aliases_and_copies(
    desk: Desk, two_claims: list[Claim], django_assert_max_num_queries: Any
) -> None:
    staff = builders.make_source(desk, "General Staff", kind=Source.Kind.ARMY, side="a", reliability="C")
    builders.make_source(desk, "Dravian air force", kind=Source.Kind.ARMY, side="a")
    claim = builders.make_claim(
        article(desk, "Elsby Post", "Elsby\n\nDravia lost no boat."), "Dravia lost no boat", speaker="General Staff"
    )
    claim.hops.update(source=staff)
    near_copy(two_claims[0].article, two_claims[1].article)
    with django_assert_max_num_queries(7):
        graph = graph_of_claims([*two_claims, claim])
    assert (graph.articles, len(graph.origins), graph.refused) == (3, 2, ())
    [node] = [node for node in graph.nodes if node.party.name == "General Staff"]
    assert (node.roles, node.party.letter, node.on_itself) == (("origin",), "C", "General Staff on Dravian air force")
    assert {edge.kind for edge in graph.edges} == {"told", "copied"}
