"""What the database refuses or records by itself, whatever the door: each attempt as the app's role, as production runs."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from claims import history
from claims.models import (
    Article,
    Claim,
    ClaimLink,
    Evidence,
    History,
    Membership,
    Placement,
    Revision,
    Source,
    Verdict,
    VerdictEvidence,
)
from tests.builders import (
    actor,
    make_article,
    make_claim,
    make_desk,
    make_evidence,
    make_link,
    make_member,
    make_source,
    make_verdict,
)


@pytest.fixture
def judged(transactional_db):
    desk = make_desk()
    claim = make_claim(make_article(desk))
    reviewer = make_member(desk, "reviewer")
    make_verdict(claim, reviewer)
    return claim


def refused(statement, *parameters, error=ProgrammingError):
    with pytest.raises(error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("table", ["claims_history", "claims_verdict", "claims_verdictevidence"])
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE TRIGGER append_only",
        "DROP TABLE {} CASCADE",
        "DROP TRIGGER append_only ON {}",
        "ALTER TABLE {} ADD COLUMN x int",
        "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT (id) DO UPDATE SET id = excluded.id",
    ],
)
def test_the_app_s_role_cannot_change_what_is_append_only(judged, table, attempt):
    before = _rows(table)
    refused(attempt.format(table))
    assert _rows(table) == before


def _rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize(
    "attempt",
    [
        "SET session_replication_role = replica",
        "ALTER FUNCTION factdesk_append_only() RENAME TO gone",
        "CREATE OR REPLACE FUNCTION factdesk_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET ROLE postgres",
        "ALTER ROLE CURRENT_USER SUPERUSER",
    ],
)
def test_the_app_s_role_cannot_lift_the_guards(judged, attempt):
    refused(attempt, error=DatabaseError)


@pytest.mark.parametrize("model", [History, Verdict, VerdictEvidence])
def test_the_orm_cannot_either(judged, model):
    row = model.objects.first()
    for attempt in (lambda: model.objects.update(id=row.pk), model.objects.all().delete, row.save, row.delete):
        with pytest.raises(Exception) as caught, transaction.atomic():  # noqa: PT011  Django's collector may refuse first
            attempt()
        assert type(caught.value).__name__ in ("ProgrammingError", "ProtectedError", "IntegrityError")


def test_even_the_owner_meets_the_trigger(judged, owner_cursor):
    import psycopg

    for statement in ("UPDATE claims_history SET verb = 'x'", "DELETE FROM claims_verdict", "TRUNCATE claims_history"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_cursor.execute(statement)


def test_a_claim_s_state_follows_from_its_verdicts_only(judged):
    refused("UPDATE claims_claim SET world_state = 'disputed'")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Claim.objects.update(statement_state="verified")
    with pytest.raises(ProgrammingError), transaction.atomic():
        make_claim(make_article(judged.desk), world_state="verified")


def test_a_verified_verdict_without_evidence_cannot_be_committed(judged):
    claim = make_claim(make_article(judged.desk))
    fields = {"claim": claim, "layer": "world", "sequence": 1, "act": "record", "value": "verified", "rationale": "x"}
    with pytest.raises(IntegrityError, match="needs evidence"), transaction.atomic():
        Verdict.objects.create(**fields, reviewer=judged.verdicts.first().reviewer)
    claim.refresh_from_db()
    assert claim.world_state == "unreviewed"


def test_a_verdict_follows_the_last_one_of_its_layer(judged):
    last = judged.verdicts.get()
    fields = {
        "claim": judged,
        "layer": "world",
        "act": "record",
        "value": "unverifiable",
        "rationale": "x",
        "reviewer": last.reviewer,
    }
    for sequence, replaces in ((1, None), (3, last), (2, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Verdict.objects.create(**fields, sequence=sequence, replaces=replaces)


def test_evidence_that_a_verdict_rests_on_stays_as_it_was(judged):
    with pytest.raises(ProgrammingError), transaction.atomic():
        Evidence.objects.update(note="other words")


def test_evidence_of_another_claim_cannot_carry_a_verdict(judged):
    elsewhere = make_evidence(make_claim(make_article(judged.desk)), judged.verdicts.get().reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        VerdictEvidence.objects.create(verdict=judged.verdicts.get(), evidence=elsewhere)


def test_a_revision_s_text_is_never_edited(judged):
    with pytest.raises(ProgrammingError), transaction.atomic():
        Revision.objects.update(text="other words")


def test_a_placement_holds_the_claim_s_very_words_in_code_points(judged):
    article = make_article(judged.desk, "Ðoá 🌊🌊 flood\n\n𝒯he dam held 🧱 overnight.")
    claim = make_claim(article, quote="𝒯he dam held 🧱")
    placement = claim.placements.get()
    assert placement.revision.text[placement.start : placement.end] == claim.quote
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(end=placement.end + 1)


def test_rows_of_two_desks_do_not_mix(judged):
    other = make_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLink.objects.create(
            desk=judged.desk, left=judged, right=other, relation="related", score=0.5, rule="x", reason="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=judged.article_id).update(outlet=make_source(other.desk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=judged.pk).update(article=other.article)


@pytest.mark.parametrize(
    ("change", "subject", "column"),
    [
        (lambda claim: Article.objects.update(title="Another headline"), lambda claim: claim.article, "title"),
        (lambda claim: Claim.objects.update(wording="Softer words"), lambda claim: claim, "wording"),
        (lambda claim: Source.objects.update(reliability="A"), lambda claim: Source.objects.get(), "reliability"),
        (lambda claim: Membership.objects.filter(role="reviewer").update(role="moderator"), None, "role"),
    ],
)
def test_a_change_by_hand_is_written_down_all_the_same(judged, change, subject, column):
    make_source(judged.desk, "Old Bridge Times")
    before = History.objects.count()
    change(judged)
    events = History.objects.filter(verb="changed outside the services")
    assert History.objects.count() > before
    assert all(column in event.after and event.actor is None for event in events)
    if subject:
        assert subject(judged).public_id in set(events.values_list("subject_id", flat=True))


def test_a_verdict_inserted_by_hand_is_written_down(judged):
    claim = make_claim(make_article(judged.desk))
    Verdict.objects.create(
        claim=claim, layer="world", sequence=1, act="record", value="unverifiable", rationale="x",
        reviewer=judged.verdicts.get().reviewer,
    )  # fmt: skip
    event = History.objects.about(claim).get()
    assert (event.verb, event.after) == ("changed outside the services", {"world_state": "unverifiable"})


def test_a_change_through_a_service_is_written_down_once(judged):
    from claims.review.links import judge_link

    link = make_link(judged, make_claim(make_article(judged.desk)))
    judge_link(link=link, actor=actor(judged.verdicts.get().reviewer), state="rejected", version=1)
    assert [event.verb for event in History.objects.about(link)] == ["rejected link"]


def test_many_changes_by_hand_are_each_looked_up_and_never_the_whole_history(judged):
    claims = [make_claim(make_article(judged.desk)) for _ in range(8)]
    with transaction.atomic(), connection.cursor() as cursor:
        Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(risk=True)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'claims_history'")
        assert cursor.fetchone() == (0,)
    assert History.objects.about(*claims).filter(verb="changed outside the services").count() == len(claims)


def test_events_written_in_one_statement_follow_each_other(judged):
    before = history.head(judged.desk_id)[0]
    verbs = ["first", "second", "third"]
    history.append_all([history.event(verb=verb, subject=judged, desk=judged.desk_id, actor=None) for verb in verbs])
    rows = History.objects.filter(desk=judged.desk_id, sequence__gt=before).order_by("sequence")
    assert list(rows.values_list("sequence", "verb")) == [
        (before + 1 + place, verb) for place, verb in enumerate(verbs)
    ]
    assert list(history.broken_links(judged.desk_id)) == []


def test_what_several_services_tell_within_one_act_is_appended_at_its_end_or_not_at_all(
    judged, django_assert_num_queries
):
    def tell(verb):
        history.append(verb=verb, subject=judged, desk=judged.desk_id, actor=None)

    def tell_and_fail(verb):
        tell(verb)
        raise RuntimeError

    first = history.head(judged.desk_id)[0]
    with transaction.atomic(), django_assert_num_queries(1), history.one_statement():
        tell("saw")
        with history.one_statement():
            tell("heard")
        tell("noted")
    told = History.objects.filter(desk=judged.desk_id, sequence__gt=first).order_by("sequence")
    assert [row.verb for row in told] == ["saw", "heard", "noted"]
    with pytest.raises(RuntimeError), history.one_statement():
        tell_and_fail("dreamt")
    tell("woke")
    assert history.head(judged.desk_id)[0] == first + 4
    assert not list(history.broken_links(judged.desk_id))


def test_an_untouched_chain_holds(judged):
    assert list(history.broken_links(judged.desk_id)) == []
    sequence, digest = history.head(judged.desk_id)
    assert (sequence, len(digest)) == (History.objects.filter(desk=judged.desk).count(), 64)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE claims_history SET reason = 'because' WHERE sequence = 2",
        "UPDATE claims_history SET actor_id = NULL, after = '{}' WHERE sequence = 2",
        "UPDATE claims_history SET at = at + interval '1 microsecond' WHERE sequence = 2",
        "UPDATE claims_history SET hash = repeat('a', 64) WHERE sequence = 2",
        "DELETE FROM claims_history WHERE sequence = 2",
    ],
)
def test_tampering_by_a_superuser_is_found_and_named(judged, owner_cursor, tampering):
    owner_cursor.execute("ALTER TABLE claims_history DISABLE TRIGGER USER")
    try:
        owner_cursor.execute(tampering)
    finally:
        owner_cursor.execute("ALTER TABLE claims_history ENABLE TRIGGER USER")
    found = list(history.broken_links(judged.desk_id))
    assert 2 in {link.sequence for link in found}


def test_the_command_fails_on_a_broken_chain(judged, owner_cursor, capsys):
    from django.core.management import CommandError, call_command

    call_command("check_history")
    owner_cursor.execute("ALTER TABLE claims_history DISABLE TRIGGER USER")
    owner_cursor.execute("UPDATE claims_history SET verb = 'nothing' WHERE sequence = 3")
    owner_cursor.execute("ALTER TABLE claims_history ENABLE TRIGGER USER")
    with pytest.raises(CommandError):
        call_command("check_history")
    assert "row 3" in capsys.readouterr().err


def test_eight_writers_at_once_make_one_chain(transactional_db):
    from concurrent.futures import ThreadPoolExecutor

    desk = make_desk()

    def write(number):
        try:
            for count in range(25):
                history.append(verb=f"noted {number}.{count}", subject=desk, desk=desk, actor=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert History.objects.filter(desk=desk).count() == 201  # and the desk's own creation
    assert list(history.broken_links(desk.pk)) == []
