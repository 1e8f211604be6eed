"""Facts, provenance, sources and two articles side by side through the API."""

from __future__ import annotations

import pytest

from claims.facts.services import gather_into_fact
from claims.models import Claim, Fact, Source
from tests.builders import actor, make_article, make_claim, make_desk, make_link, make_quantity, make_source


@pytest.fixture
def caller(desk, program):
    return program(desk, "editor")


def tally(desk, number, day, speaker=None):
    article = make_article(
        desk, f"Report {number} of day {day}\n\n{number} boats sank.", published=f"2025-03-{day:02}T08:00:00Z",
        published_precision="minute", published_how="given",
    )  # fmt: skip
    claim = make_claim(article, f"{number} boats sank", speaker=speaker.name if speaker else "")
    if speaker:
        claim.hops.update(source=speaker)
    make_quantity(claim, str(number), value=number, low=number, high=number, counted="boats")
    return claim


def ids(*rows):
    return [str(row.public_id) for row in rows]


def test_a_fact_is_made_named_split_merged_and_each_act_taken_back(desk, caller):
    claims = [tally(desk, number, day) for day, number in enumerate((5, 8, 3), 1)]
    made = caller.post("facts", {"claims": ids(*claims)})
    assert (made.status_code, made.json()["name_how"], made.json()["claims"]) == (201, "suggested", 3)
    address = f"facts/{made.json()['id']}"
    assert made["ETag"] == '"1"'
    named = caller.patch(address, {"name": "Boats lost"}, headers={"if-match": '"1"'})
    assert (named.json()["name"], named.json()["version"]) == ("Boats lost", 2)
    back = caller.post(f"{address}/undo", {"event": named.json()["undo"]})
    assert back.json()["name"] == made.json()["name"]
    split = caller.post(f"{address}/split", {"claims": ids(claims[2]), "version": 3, "name": "Another storm"})
    assert (split.status_code, split.json()["claims"]) == (201, 1)
    merged = caller.post(f"facts/{split.json()['id']}/merge", {"into": made.json()["id"], "version": 1})
    assert merged.json()["merged_into"]["id"] == made.json()["id"]
    assert caller.all("facts") == [made.json()["id"]]
    assert caller.all("facts?merged=true") == [split.json()["id"]]
    caller.post(f"facts/{split.json()['id']}/undo", {"event": merged.json()["undo"]})
    assert set(caller.all("facts")) == {made.json()["id"], split.json()["id"]}


def test_a_source_is_retracted_filtered_for_and_restored(desk, caller):
    source, other = make_source(desk, "Orl Herald"), make_source(desk, "Varn Herald")
    make_article(desk, outlet=source, url="https://orl-herald.example/1")
    address = f"sources/{source.public_id}"
    assert caller.post(f"{address}/retract", {"version": 1}).status_code == 400
    done = caller.post(f"{address}/retract", {"reason": "It withdrew its report"}, headers={"if-match": '"1"'})
    assert (done.status_code, done["ETag"], done.json()["retracted_hosts"]) == (200, '"2"', ["orl-herald.example"])
    assert (done.json()["retracted_reason"], done.json()["retracted_by"]["id"]) == (
        "It withdrew its report",
        str(caller.user.public_id),
    )
    assert caller.all("sources?retracted=true") == ids(source)
    assert caller.all("sources?retracted=false") == ids(other)
    again = caller.post(f"{address}/retract", {"reason": "Again", "version": 2})
    assert (again.status_code, again.json()["code"]) == (409, "retracted")
    foreign = caller.post(f"sources/{other.public_id}/retract", {"reason": "x", "hosts": ["orl.example"], "version": 1})
    assert (foreign.status_code, foreign.json()["code"]) == (400, "hosts")
    back = caller.post(f"{address}/restore", {"reason": "By mistake", "version": 2, "give_back": True})
    assert (back.status_code, back.json()["retracted_at"], back.json()["retracted_hosts"]) == (200, None, [])


def test_a_stale_write_is_409_with_the_fact_and_one_without_a_version_400(desk, caller):
    fact = gather_into_fact(claims=[tally(desk, 5, 1)], actor=actor(caller.user)).fact
    address = f"facts/{fact.public_id}"
    assert caller.patch(address, {"name": "x"}).status_code == 400
    assert caller.patch(address, {"name": "x", "closed": True, "version": 1}).status_code == 400
    assert caller.patch(address, {"name": "x"}, headers={"if-match": "one"}).status_code == 400
    caller.patch(address, {"closed": True, "version": 1})
    stale = caller.patch(address, {"name": "x", "version": 1})
    assert (stale.status_code, stale.json()["code"], stale.json()["fact"]["version"]) == (409, "stale_fact", 2)


def test_a_claim_of_another_fact_moves_only_when_that_is_said(desk, caller):
    claim, other = tally(desk, 5, 1), tally(desk, 8, 2)
    one, two = (gather_into_fact(claims=[row], actor=actor(caller.user)).fact for row in (claim, other))
    refused = caller.post(f"facts/{two.public_id}/gather", {"claims": ids(claim)})
    assert (refused.status_code, refused.json()["code"], refused.json()["fact"]["id"]) == (
        409,
        "in_another_fact",
        ids(one)[0],
    )
    caller.post(f"facts/{two.public_id}/gather", {"claims": ids(claim), "moved_from": ids(one)[0]})
    assert Claim.objects.get(pk=claim.pk).fact == two


def test_claims_of_another_desk_cannot_be_named(desk, caller):
    stranger = tally(make_desk(), 5, 1)
    assert caller.post("facts", {"claims": ids(stranger)}).status_code == 400
    assert not Fact.objects.exists()


def test_a_fact_is_read_with_versions_agreement_partings_changes_and_provenance(desk, caller):
    police, navy = make_source(desk, "Police"), make_source(desk, "Navy", side="a")
    old, new, same, rival = (
        tally(desk, 5, 1, police),
        tally(desk, 8, 2, police),
        tally(desk, 8, 3, navy),
        tally(desk, 3, 4),
    )
    fact = gather_into_fact(claims=[old, new, same, rival], actor=actor(caller.user)).fact
    link = make_link(old, new, "updates", newer=new)
    caller.patch(f"links/{link.public_id}", {"state": "confirmed", "version": 1})
    make_link(new, rival, "contradicts")
    read = caller.get(f"facts/{fact.public_id}").json()
    assert [(row["number"], row["words"], row["superseded"], row["side"]) for row in read["versions"]] == [
        (1, "5", True, "none"), (2, "8", False, "none"), (3, "8", False, "a"), (4, "3", False, "none"),
    ]  # fmt: skip
    [agreed] = read["agreed"]
    assert (agreed["interval"]["low"], agreed["versions"], len(agreed["origins"])) == (8, [2, 3], 2)
    assert {(row["one"], row["other"], row["state"]) for row in read["partings"]} == {
        (3, 4, "unjudged"),
        (2, 4, "suggested"),
    }
    assert [(row["kind"], row["version"], row["other"]) for row in read["changes"][:2]] == [
        ("first", 1, None),
        ("update", 2, 1),
    ]
    assert {node["name"] for node in read["provenance"]["nodes"]} >= {"Police", "Navy"}
    assert len(read["provenance"]["origins"]) == 3


def test_facts_are_filtered(desk, caller):
    claim = tally(desk, 5, 1)
    fact = gather_into_fact(claims=[claim], actor=actor(caller.user), name="The storm off Orl").fact
    for query, found in (
        ("text=orl", True), ("text=sank", True), ("text=zeppelin", False), (f"claim={claim.public_id}", True), ("closed=true", False),
        (f"article={claim.article.public_id}", True), ("name_how=given", True), ("name_how=suggested", False),
    ):  # fmt: skip
        assert (caller.all(f"facts?{query}") == ids(fact)) is found, query


def test_provenance_of_a_claim_and_two_articles_side_by_side(desk, caller):
    navy = make_source(desk, "Navy", side="a", reliability="D")
    one, other = tally(desk, 5, 1, navy), tally(desk, 8, 2)
    link = make_link(one, other, "contradicts", reason="5 and 8 cannot both hold")
    graph = caller.get(f"claims/{one.public_id}/provenance").json()
    [node] = [node for node in graph["nodes"] if node["name"] == "Navy"]
    assert (node["roles"], node["reliability"], node["side"], node["source"]["name"]) == (["origin"], "D", "a", "Navy")
    left, right = one.article.public_id, other.article.public_id
    compared = caller.get(f"compare?left={left}&right={right}").json()
    assert (compared["suggested"], compared["rows"][0]["link"], compared["rows"][0]["left"]) == (
        1,
        ids(link)[0],
        ids(one),
    )
    assert caller.get(f"compare?left={left}&right={left}").status_code == 400
    assert caller.get(f"compare?left={left}").status_code == 400
    assert caller.get(f"compare?left={left}&right={right}&show=all").status_code == 400


def test_a_source_is_rated_named_merged_and_its_record_read(desk, caller):
    source, other = make_source(desk, "The wire"), make_source(desk, "Orl Agency")
    tally(desk, 5, 1, source)
    address = f"sources/{source.public_id}"
    rated = caller.post(f"{address}/rate", {"letter": "B", "reason": "Checked", "version": 1})
    assert (rated.status_code, rated.json()["reliability"], rated["ETag"]) == (201, "B", '"2"')
    assert caller.post(f"{address}/rate", {"letter": "C", "reason": "x", "version": 1}).status_code == 409
    assert [(row["letter"], row["reason"]) for row in caller.get(f"{address}/ratings").json()] == [("B", "Checked")]
    assert caller.post(f"{address}/aliases", {"name": "TW"}).json()["aliases"] == ["TW"]
    assert caller.get(f"{address}/track-record").json()["says"] == 1
    merged = caller.post(f"{address}/merge", {"into": ids(other)[0]}, headers={"if-match": '"3"'})
    assert (merged.json()["name"], merged.json()["aliases"]) == ("Orl Agency", ["TW"])
    assert caller.get(address).json()["merged_into"]["name"] == "Orl Agency"
    assert caller.all("sources", "name") == ["Orl Agency"]
    circle = caller.patch(f"sources/{other.public_id}", {"parent": ids(other)[0]})
    assert (circle.status_code, circle.json()["code"]) == (400, "source_cycle")
    assert Source.objects.get(pk=other.pk).parent is None


def test_credibility_is_rated_and_a_lost_race_told(desk, program):
    caller, claim = program(desk, "reviewer"), tally(desk, 5, 1)
    address = f"claims/{claim.public_id}/credibility"
    assert caller.post(address, {"credibility": 2}).json()["credibility"] == 2
    stale = caller.post(address, {"credibility": 4})
    assert (stale.status_code, stale.json()["credibility"]) == (409, 2)
    assert caller.post(address, {"credibility": 7, "seen": 2}).status_code == 400
    assert caller.post(address, {"credibility": None, "seen": 2}).json()["credibility"] is None
