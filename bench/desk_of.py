"""A desk with as many claims as asked for: made up, the same every time, written by COPY through the tables' own guards."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connections, models
from django.utils import timezone

from claims import accounts
from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    Desk,
    Evidence,
    ExtractionRun,
    Placement,
    Quantity,
    Revision,
    Sentence,
    Source,
    User,
    Verdict,
)

PER_ARTICLE = 50
LONG_ARTICLE = 300  # claims, in a text of 10,000 words
SPEAKERS = [
    "the harbour office",
    "the mayor of Selin",
    "the union",
    "a ministry spokesman",
    "the river authority",
    "the operator",
]
THINGS = ["lorries", "ferries", "houses", "pumps", "passengers", "trees"]
ACTS = ["counted", "repaired", "moved", "inspected", "lost", "ordered"]
BEGUN = datetime(2025, 1, 6, 6, tzinfo=UTC)


ROLES = ("editor", "reviewer", "senior_reviewer", "moderator")


def filled(number: int) -> tuple[Desk, dict[str, User]] | None:
    """The desk of that size that an earlier run has filled to the end, with its people."""
    desk = Desk.objects.filter(name__startswith=f"Bench desk of {number}, full").order_by("-pk").first()
    if desk is None:
        return None
    return desk, {role: User.objects.get(memberships__desk=desk, memberships__role=role) for role in ROLES}


def fill(number: int, *, seed: int = 7) -> tuple[Desk, dict[str, User]]:
    """A desk with that many claims, one article of 300 among them, and people in every role. Nothing else may write meanwhile:
    the rows bring their ids."""
    chance = random.Random(seed)  # noqa: S311  the same desk every time
    desk = accounts.create_desk(name=f"Bench desk of {number}, {uuid.uuid4().hex[:6]}")
    people = {}
    for role in ROLES:
        user = User.objects.create_user(
            username=f"{role}-{number}-{uuid.uuid4().hex[:6]}", password=None, display_name=f"Bench {role}"
        )
        accounts.set_role(desk=desk, user=user, role=role)
        people[role] = user
    outlets = [Source.objects.create(desk=desk, name=f"Bench outlet {place} of {number}") for place in range(20)]
    left, made, analyzed = number, 0, 0
    while left > 0:
        articles = []
        for _ in range(40):
            size = min(left, LONG_ARTICLE if made == 0 and number >= 600 else PER_ARTICLE)
            if size <= 0:
                break
            articles.append((made, size))
            left, made = left - size, made + 1
        _write_articles(desk, people, outlets, articles, chance)
        if (
            made >= 2 * analyzed
        ):  # the guards look articles up: by their index once the planner knows how many there are
            _analyze()
            analyzed = made
    _analyze()
    _write_links(desk, people["senior_reviewer"], chance)
    _write_verdicts(desk, people["senior_reviewer"], chance)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    # only now: a fill that was broken off leaves a desk that is never taken for a full one
    Desk.objects.filter(pk=desk.pk).update(name=f"Bench desk of {number}, full {uuid.uuid4().hex[:6]}")
    return desk, people


def _write_articles(
    desk: Desk, people: dict[str, User], outlets: list[Source], articles: list[tuple[int, int]], chance: random.Random
) -> None:
    now = timezone.now()
    rows: dict[type[models.Model], list[Any]] = {
        model: [] for model in (Article, Revision, ExtractionRun, Sentence, Claim, Placement, Quantity, Attribution)
    }
    ids = {model: _next_id(model) for model in rows}

    def take(model: type[models.Model]) -> int:
        ids[model] += 1
        return ids[model] - 1

    for place, size in articles:
        sentences = 770 if size == LONG_ARTICLE else size
        texts = [_sentence(chance, desk.pk, place, number) for number in range(sentences)]
        title = f"Report {place} from the harbour of Selin"
        text = title + "\n\n" + "".join(words + _gap(index) for index, words in enumerate(texts)).rstrip()
        age = timedelta(hours=chance.expovariate(1 / 60))
        article = Article(
            pk=take(Article),
            desk=desk,
            uploaded_by=people["editor"],
            title=title,
            title_how="parsed",
            outlet=chance.choice(outlets),
            outlet_how="given",
            text_sha256=sha256(text.encode()).hexdigest(),
            created_at=now - age,
            deadline=now + timedelta(hours=chance.randrange(-5, 200)) if chance.random() < 0.05 else None,
        )
        revision = Revision(
            pk=take(Revision),
            article=article,
            text=text,
            text_sha256=article.text_sha256,
            created_at=article.created_at,
        )
        run = ExtractionRun(
            pk=take(ExtractionRun), revision=revision, state="ready", finished_at=now, created_at=article.created_at
        )
        rows[Article].append(article)
        rows[Revision].append(revision)
        rows[ExtractionRun].append(run)
        start = len(title) + 2
        chosen = set(range(sentences)) if sentences == size else set(chance.sample(range(sentences), size))
        number = 0
        for index, words in enumerate(texts):
            rows[Sentence].append(
                Sentence(
                    pk=take(Sentence),
                    revision=revision,
                    start=start,
                    end=start + len(words),
                    outcome="claims" if index in chosen else "none",
                    reason="" if index in chosen else "no claim of its own",
                )
            )
            if index in chosen:
                number += 1
                _claim(rows, take, desk, article, revision, number, words, start, chance, people)
            start += len(words) + len(_gap(index))
    for model, made in rows.items():
        _copy(model, made)


def _gap(index: int) -> str:
    """What follows a sentence: a paragraph has four."""
    return "\n\n" if index % 4 == 3 else " "


def _sentence(chance: random.Random, desk: int, article: int, number: int) -> str:
    return (
        f"On day {number} of the strike {chance.choice(SPEAKERS)} said that crew {article} of yard {desk} {chance.choice(ACTS)}"
        f" {chance.randrange(2, 9000)} {chance.choice(THINGS)}."
    )


def _claim(
    rows: dict[type[models.Model], list[Any]],
    take: Any,
    desk: Desk,
    article: Article,
    revision: Revision,
    number: int,
    words: str,
    start: int,
    chance: random.Random,
    people: dict[str, User],
) -> None:
    quote = words[:-1]
    claim = Claim(
        pk=take(Claim),
        desk=desk,
        article=article,
        number=number,
        quote=quote,
        wording=words,
        kind=chance.choice(["quantity", "event", "status", "statement"]),
        zone="body",
        check_worthiness=round(chance.random(), 3),
        reasons=["number", "named actor"],
        rules=["counted noun"],
        extractor="bench 1",
        created_at=article.created_at,
        assignee=chance.choice(list(people.values())) if chance.random() < 0.02 else None,
        deadline=timezone.now() + timedelta(hours=chance.randrange(-10, 300)) if chance.random() < 0.01 else None,
        priority=chance.choice([-1, 1, 2]) if chance.random() < 0.03 else 0,
        risk=chance.random() < 0.01,
    )
    rows[Claim].append(claim)
    rows[Placement].append(
        Placement(pk=take(Placement), claim=claim, revision=revision, start=start, end=start + len(quote))
    )
    value, thing = quote.split()[-2:]
    place = quote.rindex(value)
    rows[Quantity].append(
        Quantity(
            pk=take(Quantity),
            claim=claim,
            ordinal=0,
            start=place,
            end=place + len(value),
            surface=value,
            value=int(value),
            low=int(value),
            high=int(value),
            modifier="exact",
            unit=thing,
            unit_name=thing,
            counted=thing,
        )
    )
    speaker = next(name for name in SPEAKERS if name in quote)
    rows[Attribution].append(
        Attribution(
            pk=take(Attribution),
            claim=claim,
            ordinal=0,
            source_words=speaker,
            resolved=speaker,
            cue="said",
            type="indirect",
        )
    )


def _write_links(desk: Desk, senior: User, chance: random.Random) -> None:
    """A link for every fourth claim, a tenth of them contradictions, a third of all confirmed."""
    ids = list(Claim.objects.filter(desk=desk).order_by("pk").values_list("pk", flat=True))
    first = _next_id(ClaimLink)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < len(ids) // 4:
        a, b = sorted(chance.sample(ids, 2))
        pairs.add((a, b))
    rows = []
    for place, (a, b) in enumerate(sorted(pairs)):
        confirmed = chance.random() < 0.33
        rows.append(
            ClaimLink(
                pk=first + place,
                desk=desk,
                left_id=a,
                right_id=b,
                score=round(chance.random(), 3),
                rule="bench",
                reason="Made up for the bench.",
                relation="contradicts" if chance.random() < 0.1 else "corroborates",
                state="confirmed" if confirmed else "suggested",
                decided_by=senior if confirmed else None,
                decided_at=timezone.now() if confirmed else None,
                created_at=timezone.now(),
            )
        )
    _copy(ClaimLink, rows)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET load_bearing = counted.number FROM (SELECT id, count(*) AS number FROM (SELECT left_id AS id FROM"
            " claims_claimlink WHERE state = 'confirmed' UNION ALL SELECT right_id FROM claims_claimlink WHERE state = 'confirmed') AS ends"
            " GROUP BY id) AS counted WHERE counted.id = claims_claim.id AND desk_id = %s",
            [desk.pk],
        )


def _write_verdicts(desk: Desk, senior: User, chance: random.Random) -> None:
    """Two claims of five are judged, every fiftieth of those was reopened; the triggers set their states."""
    ids = Claim.objects.filter(desk=desk).order_by("pk").values_list("pk", flat=True)
    judged = [pk for pk in ids if chance.random() < 0.4]
    evidence, verdicts, first, verdict_id = [], [], _next_id(Evidence), _next_id(Verdict)
    for place, pk in enumerate(judged):
        evidence.append(
            Evidence(
                pk=first + place,
                claim_id=pk,
                added_by=senior,
                kind="url",
                url=f"https://example.org/{pk}",
                stance="supports",
                note="The log says so.",
                accessed_at=timezone.now(),
                created_at=timezone.now(),
            )
        )
        verdicts.append(
            Verdict(
                pk=verdict_id + place,
                claim_id=pk,
                layer="world",
                sequence=1,
                act="record",
                value="unverifiable",
                reviewer=senior,
                rationale="Nobody there could be reached.",
                created_at=timezone.now(),
            )
        )
    _copy(Evidence, evidence)
    _copy(Verdict, verdicts)
    again = _next_id(Verdict)
    _copy(
        Verdict,
        [
            Verdict(
                pk=again + place,
                claim_id=verdict.claim_id,
                layer="world",
                sequence=2,
                act="reopen",
                reviewer=senior,
                reason="A new register came.",
                replaces=verdict,
                created_at=timezone.now(),
            )
            for place, verdict in enumerate(verdicts[::50])
        ],
    )


def _next_id(model: type[models.Model]) -> int:
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def _analyze() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(model: type[models.Model], rows: Iterable[Any]) -> None:
    """Write the rows, ids and all, and set the table's sequence behind them."""
    connection = connections["owner"]
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table

    def values() -> Iterator[list[Any]]:
        for row in rows:
            yield [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # one COPY is one statement, and its triggers run in it
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in values():
                copy.write_row(row)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608
