"""Changing claims on the pages: plain forms that work without a script, the same for htmx, each with an undo."""

from __future__ import annotations

import re

import pytest

from claims.models import Claim, Finding, Leftover, Proposal, Sentence
from claims.pipeline.services import execute_run, read_again
from claims.review.editing import reject_claim, reword_claim, split_claim
from tests.builders import actor, make_article, make_claim, make_desk, make_quantity, make_verdict

pytestmark = pytest.mark.django_db

TEXT = """Ferry sinks off Orl

The harbour office said 41 of 52 passengers were rescued and nearly 900 litres of fuel leaked 🚢 into the bay.

Divers searched for two days. Nobody was found.

Follow us on every channel!"""
SAID = "41 of 52 passengers were rescued and nearly 900 litres of fuel leaked"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def article(desk):
    article = make_article(desk, TEXT)
    revision = article.revisions.get()
    for words, outcome, reason in [
        ("The harbour", "claims", ""),
        ("Divers", "none", "opinion"),
        ("Follow us", "leftover", "asks to follow"),
    ]:
        start = TEXT.index(words)
        end = TEXT.find("\n", start)
        Sentence.objects.create(
            revision=revision, start=start, end=end if end > 0 else len(TEXT), outcome=outcome, reason=reason
        )
    Leftover.objects.create(revision=revision, start=TEXT.index("Follow"), end=len(TEXT), reason="asks to follow")
    return article


@pytest.fixture
def said(article):
    claim = make_claim(article, SAID, speaker="The harbour office", kind="quantity")
    make_quantity(claim, "41 of 52", value=41, low=41, high=41, total=52)
    return claim


@pytest.fixture
def editor(client, member):
    user = member("editor")
    client.force_login(user)
    return user


def place_of(words):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "words": words}


def url(row, act=""):
    kind = {"Claim": "claims", "Article": "articles", "Finding": "findings"}[type(row).__name__]
    return f"/{kind}/{row.public_id}/" + (f"{act}/" if act else "")


def quotes(article):
    return list(article.claims.filter(standing="live").order_by("number").values_list("quote", flat=True))


def undo_from(client, page):
    """Press the toast's undo, as a form."""
    [ids] = re.findall(r'name="edits" value="([^"]+)"', page)
    return client.post("/edits/undo/", {"edits": ids})


def test_words_that_are_marked_become_a_claim_and_the_toast_takes_it_back(client, editor, article):
    words = "fuel leaked 🚢 into the bay"
    answer = client.post(url(article, "mark"), {"act": "claim", **place_of(words)})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "A claim is added." in page
    assert quotes(article) == [words]
    answer = undo_from(client, page)
    assert quotes(article) == []
    assert "Taken back" in client.get(answer["Location"]).content.decode()


def test_htmx_gets_the_panel_and_the_passage_that_changed(client, editor, article, said):
    answer = client.post(url(said, "split"), {"version": 1, "at": TEXT.index("and nearly")}, headers=HTMX)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="panel"' in body
    assert "Claim 1 is split." in body
    assert 'data-claim="2"' in body
    assert 'data-claim="3"' in body
    assert "<html" not in body


def test_passages_that_come_together_fetch_the_page_anew(client, editor, desk):
    article = make_article(desk, "A ferry sank.\nDivers searched for two days.\nNobody was found.")
    first, second = make_claim(article, "A ferry sank"), make_claim(article, "Divers searched for two days")
    merged = client.post(
        url(first, "merge"), {"claim": [f"{first.public_id}:1", f"{second.public_id}:1"]}, headers=HTMX
    )
    page = client.get(merged["HX-Redirect"]).content.decode()
    assert page.count('<section class="passage"') == 2  # the two lines of the claim are one paragraph now
    ids = re.findall(r'name="edits" value="([^"]+)"', page)[0]
    assert "HX-Redirect" in client.post("/edits/undo/", {"edits": ids}, headers=HTMX).headers


def test_a_deep_link_to_a_claim_that_stands_no_more_leads_to_what_took_its_place(client, editor, article, said):
    address = url(article) + "?claim=1"
    assert client.get(address).status_code == 200
    client.post(url(said, "split"), {"version": 1, "at": TEXT.index("and nearly")})
    assert client.get(address)["Location"] == url(article) + "?claim=2#c2"
    assert client.get(address + "&comment=1")["Location"] == url(said)  # the talk stays with it
    second = article.claims.get(number=2)
    client.post(url(second, "reject"), {"version": second.version})
    assert client.get(url(article) + "?claim=2")["Location"] == url(second)


def test_who_rejects_a_claim_goes_on_with_the_next_one_in_the_text(client, editor, article, said):
    make_claim(article, "Ferry sinks off Orl", number=7)
    make_claim(article, "Divers searched for two days", number=8)
    body = client.post(url(said, "reject"), {"version": 1}, headers=HTMX).content.decode()
    assert 'data-claim-number="8"' in body


def test_what_is_called_text_or_set_aside_leaves_the_reader_where_it_is(client, editor, article, said):
    make_claim(article, "Ferry sinks off Orl", number=7)
    near = make_claim(article, "Divers searched for two days", number=8)
    place = {"start": TEXT.index("Follow us"), "end": len(TEXT)}
    answer = client.post(url(article, "mark"), {"act": "text", **place}, headers=HTMX)
    assert f"claim={near.number}" in answer["HX-Redirect"]
    finding = Finding.objects.create(
        revision=article.revisions.get(),
        kind="doubled_bound",
        spans=[[TEXT.index("two days"), TEXT.index("two days") + 8]],
        message="x",
    )
    assert "claim=8" in client.post(url(finding), {"act": "dismiss", "reason": "So it is written."})["Location"]


def test_every_act_works_as_a_plain_form(client, editor, article, said):
    client.post(url(said, "respan"), {"version": 1, **place_of("41 of 52 passengers were rescued")})
    assert quotes(article) == ["41 of 52 passengers were rescued"]
    client.post(url(said, "reword"), {"version": 2, "wording": "41 people were rescued."})
    said.refresh_from_db()
    assert said.wording == "41 people were rescued."
    client.post(url(article, "mark"), {"act": "claim", **place_of("nearly 900 litres of fuel leaked")})
    second = article.claims.get(number=2)
    answer = client.post(url(said, "merge"), {"claim": [f"{said.public_id}:3", f"{second.public_id}:{second.version}"]})
    assert answer.status_code == 302
    assert quotes(article) == [SAID]
    merged = article.claims.get(standing="live")
    client.post(url(merged, "reject"), {"version": merged.version, "reason": "A caption"})
    assert quotes(article) == []
    merged.refresh_from_db()
    client.post(url(merged, "restore"), {"version": merged.version})
    assert quotes(article) == [SAID]


def test_the_edit_page_offers_the_words_of_the_paragraph(client, editor, article, said):
    make_claim(article, "fuel leaked 🚢 into the bay")
    page = client.get(url(said, "edit")).content.decode()
    assert f'<option value="{TEXT.index("41 of")}" selected>' in page
    assert f'value="{TEXT.index("leaked") + 6}" selected>' in page
    assert f'name="at" value="{TEXT.index("and nearly")}"' in page
    assert "fuel leaked 🚢 into the bay" in page
    assert "Save the wording" in page


def test_wrong_input_comes_back_with_what_was_typed(client, editor, article, said):
    answer = client.post(url(said, "respan"), {"version": 1, "start": 40, "end": 30})
    assert answer.status_code == 422
    answer = client.post(url(said, "split"), {"version": 1})
    assert (answer.status_code, "Say before which word" in answer.content.decode()) == (422, True)
    answer = client.post(url(said, "reword"), {"version": 1, "wording": ""})
    assert answer.status_code == 422
    answer = client.post(url(article, "mark"), {"act": "claim", "start": 0, "end": 10_000})
    assert answer.status_code == 422
    assert quotes(article) == [SAID]


def test_who_was_slower_gets_both_versions(client, editor, article, said, member):
    reword_claim(claim=said, actor=actor(member("editor")), version=1, wording="Forty-one were rescued.")
    answer = client.post(url(said, "reword"), {"version": 1, "wording": "Mine is this."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Forty-one were rescued." in page
    assert "Mine is this.</textarea>" in page
    answer = client.post(url(said, "respan"), {"version": 1, **place_of("41 of 52 passengers")}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "41 of 52 passengers</dd>" in page
    assert "Set my borders all the same" in page
    said.refresh_from_db()
    assert said.quote == SAID


def test_a_leftover_is_called_text_and_a_paragraph_a_leftover(client, editor, article, said):
    page = client.get(url(article)).content.decode()
    assert "Left out: asks to follow." in page
    assert "Part of the article" in page
    start = TEXT.index("Follow")
    answer = client.post(url(article, "mark"), {"act": "text", "start": start, "end": len(TEXT)})
    page = client.get(answer["Location"]).content.decode()
    assert "Left out" not in page
    assert "Read as text." in page
    undo_from(client, page)
    assert "Left out" in client.get(url(article)).content.decode()
    answer = client.post(
        url(article, "mark"),
        {"act": "leftover", **place_of("Divers searched for two days. Nobody was found."), "reason": "teaser"},
    )
    assert "Left out: teaser." in client.get(answer["Location"]).content.decode()


def test_a_finding_is_set_aside_with_a_reason_and_taken_up_again(client, editor, article, said):
    finding = Finding.objects.create(revision=article.revisions.get(), kind="headline_without_body", message="The body never says it.",
                                     spans=[[TEXT.index("41"), TEXT.index("52") + 2]])  # fmt: skip
    page = client.get(url(article)).content.decode()
    assert page.count("</b> The body never says it.") == 2  # at its place, and on the claim's card
    assert client.post(url(finding), {"act": "dismiss", "reason": ""}).status_code == 422
    client.post(url(finding), {"act": "dismiss", "reason": "It does, in <b>line</b> 3"})
    page = client.get(url(article)).content.decode()
    assert "It does, in &lt;b&gt;line&lt;/b&gt; 3" in page
    assert page.count("</b> The body never says it.") == 1
    client.post(url(finding), {"act": "raise"})
    finding.refresh_from_db()
    assert finding.dismissed_at is None


def test_proposals_are_accepted_one_by_one_or_all_with_undo(client, editor, desk, member, settings):
    article = make_article(desk, TEXT)
    settings.EXTRACTOR = "tests.pipeline.extractors.lines"
    execute_run(run_id=read_again(article=article, actor=actor(editor)).pk)
    make_verdict(article.claims.get(number=2), member("reviewer"))
    settings.EXTRACTOR = "tests.pipeline.extractors.fewer_lines"
    Claim.objects.filter(number__in=[3, 4]).update(risk=True)
    settings.EXTRACTOR = "claims.extraction.extract_document"
    execute_run(run_id=read_again(article=article, actor=actor(editor)).pk)
    assert Proposal.objects.filter(state="open").exists()
    page = client.get(url(article)).content.decode()
    assert "A new reading proposes" in page
    first = (
        Proposal.objects.filter(claim=None, state="open").first() or Proposal.objects.filter(claim__risk=True).first()
    )
    answer = client.post(url(article, "proposals"), {"act": "accept", "proposal": str(first.public_id)})
    first.refresh_from_db()
    assert (answer.status_code, first.state) == (302, "accepted")
    undo_from(client, client.get(answer["Location"]).content.decode())
    first.refresh_from_db()
    assert first.state == "open"
    client.post(url(article, "proposals"), {"act": "dismiss"})
    assert not Proposal.objects.filter(state="open").exists()
    changes = client.get(url(article, "edits")).content.decode()
    assert "Dismissed proposals" in changes
    client.post(url(article, "proposals"), {"act": "reopen", "proposal": str(first.public_id)})
    answer = client.post(url(article, "proposals"), {"act": "accept"}, follow=True)
    assert answer.status_code == 200


def test_an_article_is_read_again_by_its_editors(client, editor, article, member):
    assert "Read again" in client.get(url(article)).content.decode()
    assert client.post(url(article, "read-again")).status_code == 302
    assert article.revisions.get().runs.count() == 2
    assert client.post(url(article, "read-again")).status_code == 409
    client.force_login(member("reviewer"))
    assert "Read again" not in client.get(url(article)).content.decode()


def test_the_changes_of_an_article_are_listed_and_taken_back(client, editor, article, said):
    reject_claim(claim=said, actor=actor(editor), version=1, reason="A <caption>")
    page = client.get(url(article, "edits")).content.decode()
    assert "A &lt;caption&gt;" in page
    assert "Rejected claims" in page
    undo_from(client, page)
    assert quotes(article) == [SAID]


def test_a_successor_says_where_the_verdicts_are(client, article, said, member):
    reviewer = member("reviewer")
    make_verdict(said, reviewer)
    split_claim(claim=said, actor=actor(reviewer), version=None, at=[TEXT.index("and nearly")])
    client.force_login(reviewer)
    page = client.get(url(article) + "?claim=2").content.decode()
    assert "Takes the place of claim 1." in page
    assert "Its verdicts stay with it: Verified." in page
    old = client.get(url(said)).content.decode()
    assert "Its place is taken by" in old


def test_controls_are_shown_to_those_who_may_use_them_only(client, article, said, member):
    for role, shown in [
        ("viewer", False),
        ("editor", True),
        ("reviewer", True),
        ("senior_reviewer", True),
        ("moderator", True),
    ]:
        client.force_login(member(role))
        page = client.get(url(article)).content.decode()
        assert ("data-respan" in page, "Mark words" in page, "Part of the article" in page) == (shown, shown, shown), (
            role
        )
    make_verdict(said, member("reviewer"))
    client.force_login(member("editor"))
    page = client.get(url(article)).content.decode()
    assert "data-respan" not in page
    assert "is judged already" in page


@pytest.mark.parametrize("who", ["viewer", "stranger", "nobody"])
def test_nobody_else_changes_anything(client, article, said, member, who):
    if who == "stranger":
        client.force_login(make_article(make_desk()).uploaded_by)
    elif who == "viewer":
        client.force_login(member("viewer"))
    finding = Finding.objects.create(revision=article.revisions.get(), kind="x", message="y")
    wanted = {"viewer": 403, "stranger": 404, "nobody": 302}[who]
    sent = {
        "version": 1,
        "act": "claim",
        "wording": "Other",
        "reason": "r",
        "at": TEXT.index("and nearly"),
        **place_of("Nobody was found"),
    }
    for address in [*(url(said, act) for act in ("respan", "reword", "split", "reject", "restore")), url(article, "mark"),
                    url(article, "read-again"), url(article, "proposals"), url(finding)]:  # fmt: skip
        answer = client.post(address, sent)
        assert answer.status_code == wanted, address
    assert client.get(url(said, "edit")).status_code == wanted
    assert quotes(article) == [SAID]
    finding.refresh_from_db()
    assert finding.dismissed_at is None


def test_the_filter_leaves_claims_out_and_says_so(client, editor, article, said, member):
    other = make_claim(article, "Nobody was found", check_worthiness=0.2)
    make_verdict(said, member("reviewer"), "disputed")
    assert 'data-claim="2"' in client.get(url(article)).content.decode()
    for query in ("state=disputed", "kind=quantity", "worth=0.5"):
        page = client.get(url(article) + f"?{query}").content.decode()
        assert 'data-claim="1"' in page
        assert 'data-claim="2"' not in page, query
        assert "1 of 2" in page
        assert f"claim=1&amp;{query}" in page
    page = client.get(url(article) + f"?state=disputed&claim={other.number}").content.decode()
    assert 'data-claim="2"' in page  # asked for by name
    assert "No claim passes this filter" in client.get(url(article) + "?findings=1").content.decode()
    assert client.get(url(article) + "?state=nonsense&worth=x&kind=zzz").status_code == 200


def test_coverage_has_its_table_that_adds_up(client, editor, article, said):
    page = client.get(url(article)).content.decode()
    table = page[page.index('class="coverage__table"') :]
    shares = [int(share) for share in re.findall(r"<td>(\d+) %</td>", table[: table.index("</table>")])]
    assert sum(shares[:-1]) == 100 == shares[-1]


def test_passages_say_where_they_begin(client, editor, article, said):
    page = client.get(url(article)).content.decode()
    assert f'data-start="{TEXT.index("The harbour")}">' in page
    assert f'data-start="{TEXT.index("Follow")}"' in page
