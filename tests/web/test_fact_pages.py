"""Pages of facts, sources, provenance and two articles side by side: what they show, what they refuse, and to whom."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.facts.services import gather_into_fact, rename_fact
from claims.models import Claim, Fact, Role, Source
from claims.permissions import TABLE, Action
from claims.review.evidence import add_evidence
from claims.review.links import make_link
from claims.review.retraction import retract_source
from claims.sources import rate_source
from tests.builders import (
    actor,
    make_article,
    make_claim,
    make_desk,
    make_member,
    make_quantity,
    make_source,
    make_verdict,
)
from tests.builders import (
    make_link as suggest_link,
)


class Coast:
    """A desk with a fact of three versions, a source and two linked articles."""

    def __init__(self) -> None:
        self.desk = make_desk()
        self.editor = make_member(self.desk, "editor")
        self.police = make_source(self.desk, "Orl Police", kind="organisation")
        self.wire, self.herald = make_source(self.desk, "Coast Wire"), make_source(self.desk, "Varn Herald")
        self.old = self.claim("Five", 5, 1, self.wire, "Orl Police")
        self.new = self.claim("Eight", 8, 2, self.wire, "Orl Police")
        self.rival = self.claim("Only three", 3, 3, self.herald, "")
        self.fact = gather_into_fact(claims=[self.old, self.new, self.rival], actor=actor(self.editor)).fact

    def claim(self, words, number, day, outlet, speaker):
        quote = f"{words} boats were lost"
        article = make_article(
            self.desk, f"Storm, day {day}, {self.desk.pk}\n\n{quote}, they <b>said</b>.", uploaded_by=self.editor,
            outlet=outlet, outlet_how="given", published=f"2025-03-{day:02}T08:00:00Z", published_precision="minute",
            published_how="given",
        )  # fmt: skip
        claim = make_claim(article, quote, kind="quantity", speaker=speaker)
        if speaker:
            claim.hops.update(source=self.police)
        make_quantity(claim, words, value=number, low=number, high=number, counted="boats")
        return claim

    def address(self, name, row=None):
        return reverse(name, args=[(row or self.fact).public_id])


@pytest.fixture
def coast(db):
    return Coast()


@pytest.fixture
def as_editor(client, coast):
    client.force_login(coast.editor)
    return client


def text_of(answer):
    return answer.content.decode()


# --- the fact's page


def test_the_page_shows_every_version_with_chart_graph_and_their_tables(as_editor, coast):
    page = text_of(as_editor.get(coast.address("fact")))
    for words in (
        "Every version",
        "Who passed it on",
        "3 articles, 2 independent origins",
        "Orl Police",
        "Varn Herald",
    ):
        assert words in page
    for claim in (coast.old, coast.new, coast.rival):
        assert f"claim={claim.number}#c{claim.number}" in page
    assert page.count('class="dot"') == 3
    assert "Version 1: “Five”, Orl Police" in page
    assert "style=" not in page


def test_a_suggestion_is_told_and_counts_for_nothing(as_editor, coast):
    suggest_link(coast.old, coast.new, "updates", newer=coast.new)
    suggest_link(coast.new, coast.rival, "contradicts", reason="Eight and three cannot both hold")
    page = text_of(as_editor.get(coast.address("fact")))
    assert "Suggested, counts for nothing until somebody confirms it." in page
    assert "superseded</span>" not in page
    assert "dot--replaced" not in page
    assert "moved" not in page.split("page__lede")[1].split("</p>")[0]


def test_a_confirmed_update_fades_the_older_figure_and_says_so(as_editor, coast):
    make_link(
        actor=actor(coast.editor), claim=coast.new, other=coast.old, relation="updates", newer=coast.new, reason="Two more found"
    )  # fmt: skip
    page = text_of(as_editor.get(coast.address("fact")))
    assert page.count("dot--replaced") == 1
    assert "superseded" in page
    assert "Two more found" in page
    assert "the figure moved once" in page


def test_hostile_names_and_words_are_escaped(as_editor, coast):
    rename_fact(fact=coast.fact, actor=actor(coast.editor), name="<script>x</script>", version=1)
    page = text_of(as_editor.get(coast.address("fact")))
    assert "<script>x" not in page
    compared = text_of(
        as_editor.get(reverse("compare"), {"left": coast.old.article.public_id, "right": coast.new.article.public_id})
    )
    assert "<b>said</b>" not in compared
    assert "&lt;b&gt;said" in compared


def test_renaming_is_undone_by_the_toast(as_editor, coast):
    answer = as_editor.post(coast.address("fact-rename"), {"name": "Boats lost off Orl", "version": 1}, follow=True)
    page = text_of(answer)
    assert "Boats lost off Orl" in page
    assert "data-undo" in page
    event = page.split('name="event" value="')[1].split('"')[0]
    as_editor.post(coast.address("fact-undo"), {"event": event})
    assert Fact.objects.get(pk=coast.fact.pk).name == coast.fact.name


def test_a_lost_race_shows_both_names_and_keeps_what_was_typed(as_editor, coast):
    rename_fact(fact=coast.fact, actor=actor(coast.editor), name="The other name", version=1)
    answer = as_editor.post(coast.address("fact-rename"), {"name": "My name", "version": 1})
    assert answer.status_code == 409
    assert "The other name" in text_of(answer)
    assert 'value="My name"' in text_of(answer)


def test_wrong_input_is_422_with_the_form(as_editor, coast):
    assert as_editor.post(coast.address("fact-rename"), {"name": "", "version": 1}).status_code == 422
    answer = as_editor.post(coast.address("fact-split"), {"version": 1, "name": "Kept words", "do": "split"})
    assert answer.status_code == 422
    assert "Kept words" in text_of(answer)
    assert as_editor.post(coast.address("fact-merge"), {"version": 1, "into": coast.fact.public_id}).status_code == 422
    assert as_editor.post(coast.address("fact-merge"), {"version": 1, "into": "x"}).status_code == 422


def test_claims_are_split_off_taken_out_and_put_back(as_editor, coast):
    sent = {"version": 1, "claims": [coast.rival.public_id], "name": "Another storm", "do": "split"}
    page = text_of(as_editor.post(coast.address("fact-split"), sent, follow=True))
    assert "Another storm" in page
    as_editor.post(coast.address("claim-fact-remove", coast.new), {"version": 2})
    assert Claim.objects.get(pk=coast.new.pk).fact is None
    as_editor.post(coast.address("claim-fact", coast.new), {"fact": coast.fact.public_id})
    assert Claim.objects.get(pk=coast.new.pk).fact == coast.fact


def test_a_claim_of_another_fact_is_moved_only_after_asking(as_editor, coast):
    other = gather_into_fact(
        claims=[make_claim(make_article(coast.desk))], actor=actor(coast.editor), name="Other"
    ).fact
    answer = as_editor.post(coast.address("claim-fact", coast.new), {"fact": other.public_id})
    assert answer.status_code == 409
    assert f'name="moved_from" value="{coast.fact.public_id}"' in text_of(answer)
    as_editor.post(
        coast.address("claim-fact", coast.new), {"fact": other.public_id, "moved_from": coast.fact.public_id}
    )
    assert Claim.objects.get(pk=coast.new.pk).fact == other


def test_a_merged_facts_address_leads_on(as_editor, coast):
    other = gather_into_fact(claims=[make_claim(make_article(coast.desk))], actor=actor(coast.editor)).fact
    answer = as_editor.post(coast.address("fact-merge"), {"version": 1, "into": other.public_id})
    assert reverse("fact", args=[other.public_id]) in answer["Location"]
    assert as_editor.get(coast.address("fact"))["Location"] == reverse("fact", args=[other.public_id])


def test_facts_are_listed_and_found_by_words_of_name_and_claims(as_editor, coast):
    for words, found in (("", True), ("boats lost", True), ("three", True), ("zeppelin", False)):
        assert (coast.fact.name in text_of(as_editor.get(reverse("facts"), {"q": words}))) is found
    assert coast.fact.name not in text_of(as_editor.get(reverse("facts"), {"state": "closed"}))


# --- the claim's page, provenance, credibility


def test_the_claims_page_names_its_fact_and_its_provenance(as_editor, coast):
    page = text_of(as_editor.get(coast.address("claim", coast.old)))
    assert coast.fact.name in page
    assert "Who passed it on" in page
    assert coast.address("claim-provenance", coast.old) in page


def test_provenance_counts_confirmed_links_only(as_editor, coast):
    link = suggest_link(coast.old, coast.rival, "contradicts")
    page = text_of(as_editor.get(coast.address("claim-provenance", coast.old)))
    assert "No confirmed link joins it" in page
    link.state, link.decided_by = "confirmed", coast.editor
    link.save()
    page = text_of(as_editor.get(coast.address("claim-provenance", coast.old)))
    assert "2 independent origins" in page


def test_credibility_is_rated_beside_the_claim(client, coast):
    client.force_login(make_member(coast.desk, "reviewer"))
    address = coast.address("credibility", coast.old)
    assert client.post(address, {"credibility": "2", "seen": ""}).status_code == 302
    assert "probably true" in text_of(client.get(coast.address("claim", coast.old)))
    assert client.post(address, {"credibility": "3", "seen": ""}).status_code == 409
    assert client.post(address, {"credibility": "9", "seen": "2"}).status_code == 422


# --- sources


def test_a_source_page_shows_names_record_and_claims(as_editor, coast):
    page = text_of(as_editor.get(coast.address("source", coast.police)))
    for words in ("Orl Police", "says 2 claims", "First figures later revised", "Coast Wire", "boats were lost"):
        assert words in page


def test_rating_needs_a_reason_and_a_lost_race_shows_what_holds(as_editor, coast):
    address = coast.address("source-rate", coast.police)
    answer = as_editor.post(address, {"letter": "B", "reason": "", "version": 1})
    assert answer.status_code == 422
    rate_source(source=coast.police, actor=actor(coast.editor), letter="D", reason="Retracted twice", version=1)
    answer = as_editor.post(address, {"letter": "B", "reason": "My own check", "version": 1})
    assert (answer.status_code, "It is D now." in text_of(answer)) == (409, True)
    assert "My own check" in text_of(answer)
    as_editor.post(address, {"letter": "B", "reason": "My own check", "version": 2})
    assert Source.objects.get(pk=coast.police.pk).reliability == "B"


def test_sources_are_filtered(as_editor, coast):
    coast.police.aliases.create(desk=coast.desk, name="The constabulary")
    for query, found in (
        ({"q": "constab"}, True), ({"kind": "organisation"}, True), ({"kind": "army"}, False), ({"side": "a"}, False),
        ({"reliability": "F"}, True), ({"reliability": "A"}, False),
    ):  # fmt: skip
        assert ("Orl Police" in text_of(as_editor.get(reverse("sources"), query))) is found, query


def test_retracting_says_what_it_does_marks_the_source_everywhere_and_is_taken_back(as_editor, coast):
    judged = make_verdict(coast.old, make_member(coast.desk))
    address = coast.address("source-retract", coast.police)
    assert "<b>1 verdict</b> rests on it" in text_of(as_editor.get(address))
    assert as_editor.post(address, {"version": 1, "reason": " "}).status_code == 422
    stale = as_editor.post(address, {"version": 7, "reason": "Its <b>figures</b> are withdrawn"})
    assert (stale.status_code, "Its &lt;b&gt;figures&lt;/b&gt; are withdrawn" in text_of(stale)) == (409, True)
    done = as_editor.post(address, {"version": 1, "reason": "Its figures are withdrawn"}, follow=True)
    for words in ("1 verdict that rests on it reopens", "Its figures are withdrawn", "counts as no independent origin"):
        assert words in text_of(done), words
    assert Claim.objects.get(pk=coast.old.pk).world_state == "reopened"
    claim_page = text_of(as_editor.get(coast.address("claim", coast.old)))
    assert "was retracted on" in claim_page
    assert "to whom the claim is attributed, was retracted: Its figures are withdrawn" in claim_page
    assert "retracted" in text_of(as_editor.get(coast.address("claim-provenance", coast.old)))
    assert "Orl Police" in text_of(as_editor.get(reverse("sources"), {"retracted": "yes"}))
    assert "Orl Police" not in text_of(as_editor.get(reverse("sources"), {"retracted": "no"}))
    assert as_editor.get(coast.address("fact")).status_code == 200
    back = coast.address("source-restore", coast.police)
    assert "1 verdict reopened for it" in text_of(as_editor.get(back))
    assert as_editor.post(back, {"version": 2}).status_code == 422
    as_editor.post(back, {"version": 2, "reason": "The wrong police", "give_back": "on"})
    assert Claim.objects.get(pk=coast.old.pk).world_state == judged.value
    assert "counts as no independent origin" not in text_of(as_editor.get(coast.address("source", coast.police)))
    assert as_editor.post(back, {"version": 3, "reason": "Again"}).status_code == 409


def test_evidence_of_a_retracted_source_says_so_and_is_not_ticked(client, coast):
    reviewer = make_member(coast.desk)
    made = add_evidence(claim=coast.rival, actor=actor(reviewer), stance="refutes", other_claim=coast.new)
    retract_source(source=coast.police, actor=actor(coast.editor), reason="Its figures are withdrawn")
    client.force_login(reviewer)
    page = text_of(client.get(coast.address("claim", coast.rival)))
    assert "Orl Police is retracted: no origin" in page
    assert f'value="{made.public_id}" form="verdict-form">' in page


def test_merging_a_source_asks_first_with_what_moves(as_editor, coast):
    into = make_source(coast.desk, "Coast Constabulary")
    address = coast.address("source-merge", coast.police)
    page = text_of(as_editor.get(address, {"into": into.public_id}))
    assert "2 places where it speaks" in page
    as_editor.post(address, {"into": into.public_id, "version": 1})
    assert as_editor.get(coast.address("source", coast.police))["Location"] == coast.address("source", into)


def test_a_source_is_added_edited_and_refused_in_words(as_editor, coast):
    as_editor.post(reverse("source-add"), {"name": "Varn Army", "kind": "army", "side": "a", "parent": ""})
    army = Source.objects.get(name="Varn Army")
    taken = as_editor.post(reverse("source-add"), {"name": "varn army", "kind": "army", "side": "a"})
    assert (taken.status_code, "already" in text_of(taken)) == (409, True)
    sent = {"name": "Varn Army", "kind": "army", "side": "a", "parent": "Varn Army", "version": 1}
    circle = as_editor.post(coast.address("source-edit", army), sent)
    assert (circle.status_code, "belong to themselves" in text_of(circle)) == (422, True)
    as_editor.post(coast.address("source-alias", army), {"name": "VA"})
    as_editor.post(coast.address("source-alias", army), {"name": "VA", "do": "remove"})
    assert not army.aliases.exists()


# --- side by side


def test_linked_claims_stand_in_one_row_and_numbers_alone_are_framed(as_editor, coast):
    suggest_link(coast.old, coast.rival, "contradicts", reason="Five and three cannot both hold")
    query = {"left": coast.old.article.public_id, "right": coast.rival.article.public_id}
    page = text_of(as_editor.get(reverse("compare"), query))
    assert "twin__join--suggested" in page
    assert "Five and three cannot both hold" in page
    assert page.count("mark--unmatched") == 1  # the lede's own example: every number is joined
    query["right"] = coast.new.article.public_id
    page = text_of(as_editor.get(reverse("compare"), query))
    assert page.count("mark--unmatched") == 3


def test_what_to_compare_with_is_what_is_linked_most(as_editor, coast):
    suggest_link(coast.old, coast.rival, "contradicts")
    page = text_of(as_editor.get(reverse("compare"), {"left": coast.old.article.public_id}))
    assert coast.rival.article.title in page
    assert coast.new.article.title not in page
    assert as_editor.get(reverse("compare"), {"left": "x"}).status_code == 404


# --- who may what

ACTS = [
    ("fact-rename", "fact", Action.GATHER), ("fact-close", "fact", Action.GATHER), ("fact-split", "fact", Action.GATHER),
    ("fact-merge", "fact", Action.GATHER), ("fact-undo", "fact", Action.GATHER), ("claim-fact", "old", Action.GATHER),
    ("claim-fact-remove", "old", Action.GATHER), ("credibility", "old", Action.REVIEW), ("source-rate", "police", Action.EDIT_SOURCES),
    ("source-edit", "police", Action.EDIT_SOURCES), ("source-alias", "police", Action.EDIT_SOURCES),
    ("source-merge", "police", Action.EDIT_SOURCES), ("source-retract", "police", Action.EDIT_SOURCES),
    ("source-restore", "police", Action.EDIT_SOURCES),
]  # fmt: skip
PAGES = [("fact", "fact"), ("claim-provenance", "old"), ("source", "police")]


@pytest.mark.parametrize("role", [role for role in Role.values if role != "integration"])
def test_each_act_is_for_the_roles_of_the_table_and_for_nobody_elsewhere(client, coast, role):
    client.force_login(make_member(coast.desk, role))
    for name, row, action in ACTS:
        status = client.post(coast.address(name, getattr(coast, row)), {}).status_code
        assert (status == 403) is (role not in TABLE[action].own), (role, name, status)
    client.force_login(make_member(make_desk(), role))
    for name, row, _action in ACTS:
        assert client.post(coast.address(name, getattr(coast, row)), {}).status_code == 404, name
    for name, row in PAGES:
        assert client.get(coast.address(name, getattr(coast, row))).status_code == 404, name
    assert coast.fact.name not in text_of(client.get(reverse("facts")))
    assert "Orl Police" not in text_of(client.get(reverse("sources")))


def test_anonymous_people_sign_in_first(client, coast):
    for name, row in PAGES:
        assert client.get(coast.address(name, getattr(coast, row))).status_code == 302
    for name, row, _action in ACTS:
        assert client.post(coast.address(name, getattr(coast, row)), {}).status_code == 302


def test_a_viewer_sees_no_control_that_does_nothing_for_him(client, coast):
    client.force_login(make_member(coast.desk, "viewer"))
    page = text_of(client.get(coast.address("fact")))
    for name in ("fact-rename", "fact-split", "fact-merge", "fact-close", "fact-undo"):
        assert coast.address(name) not in page
    page = text_of(client.get(coast.address("source", coast.police)))
    for name in ("source-rate", "source-edit", "source-alias", "source-merge", "source-retract"):
        assert coast.address(name, coast.police) not in page
