"""What candidates and linking cost among 10 thousand, 100 thousand and a million stored claims, in one run.

    python -m bench.links scale [--sizes 10000 100000 1000000] [--queries 200] [--state DIR]

Rows are generated and loaded by COPY into a database of its own, which is dropped afterwards. Profiles, keys, vectors and text
bands are made from claims that the comparison itself has read, a few thousand of them; the rest repeats these under other names, so that
words everybody uses are shared by ever more claims while names are not. The queries are new articles on facts of the first ones, put in
other words: they are stored, searched for and linked by the product's own services.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import psycopg

    from claims.models import Article, Desk

CLAIMS_AN_ARTICLE = 20
BASE = 4000  # claims that are really read; the others repeat them under other names
NAME_BEARING = ("w", "p", "o", "e")  # kinds of keys that hold a name or the claim's very words
TRIES = 3
INDEXED = ("claims_linkkey", "claims_linkprofile", "claims_claimvector", "claims_textband")

VERBS = (
    "shot down", "damaged", "closed", "repaired", "counted", "detained", "rescued", "sold", "planted", "inspected", "evacuated", "lost",
    "collected", "delivered", "recalled", "destroyed", "registered", "searched", "vaccinated", "fined",
)  # fmt: skip
NOUNS = (
    "houses", "drones", "boats", "schools", "workers", "lorries", "bridges", "patients", "voters", "trees", "farms", "shops", "soldiers",
    "passengers", "wells", "tickets", "cows", "parcels", "cars", "pumps",
)  # fmt: skip
BODIES = (
    "fire service",
    "town council",
    "police",
    "coast guard",
    "health office",
    "railway office",
    "army",
    "bird station",
)
REASONS = (
    "after the storm",
    "during the strike",
    "before the election",
    "in the night",
    "because of the heat",
    "under the new law",
)


@dataclass(frozen=True)
class Planted:
    """A sentence in the words it was stored with, and in the words it is asked for."""

    stored: str
    asked: str


def planted(rng: random.Random, number: int) -> list[Planted]:
    """Sentences about different facts. Names of places are Zipf-like: a few stand in many sentences."""
    ranks = [1 / (rank + 1) for rank in range(800)]
    places = [_name(rng) for _ in ranks]
    found = []
    for _ in range(number):
        (place,) = rng.choices(places, ranks)
        count, verb, noun = rng.randrange(11, 990), rng.choice(VERBS), rng.choice(NOUNS)
        body, why = rng.choice(BODIES), rng.choice(REASONS)
        asked = f"{why} the {body} of {place} has {verb} {count} {noun}, it was said"
        if rng.random() < 0.3:  # everything that names it is left out: found by its words or not at all
            asked = f"{why} the {body} had {verb} about {count + rng.choice((-1, 0, 1))} {noun}"
        found.append(Planted(f"the {place} {body} {verb} {count} {noun} {why}", asked))
    return found


def _name(rng: random.Random) -> str:
    return "".join(
        rng.choice(("Ba", "Ko", "Li", "Ma", "Nu", "Re", "Sa", "Ti", "Vo", "Zu")).capitalize()
        if not i
        else rng.choice(("ra", "lim", "ston", "ve", "dor", "nak", "mil", "ber"))
        for i in range(3)
    )


# --- rows


class Rows:
    """The base claims as the product keeps them, and any number of others made of them."""

    def __init__(self, sentences: Sequence[Planted]) -> None:
        from claims.linking.compared import compared_claim
        from claims.linking.compared_quantities import compared_quantity
        from claims.linking.keys import keys_of
        from claims.linking.profiles import key_number
        from claims.linking.shared_text import band_numbers, words_of
        from claims.linking.stored_form import to_json
        from claims.linking.vectors import vector_of
        from claims.spans import Span

        self.quotes: list[str] = []
        self.profiles: list[str] = []
        keys: list[list[int]] = []
        named: list[list[bool]] = []
        vectors = []
        for index, sentence in enumerate(sentences):
            quote = sentence.stored
            number = next(word for word in quote.split() if word.isdigit())
            quantity = compared_quantity(
                surface=number, value=_decimal(number), counted=quote.split(number)[1].split()[0]
            )
            claim = compared_claim(
                key=str(index), article=str(index), text=f"Report\n\n{quote}.", span=Span(8, 8 + len(quote)), quantities=[quantity],
                published="2031-05-04", outlet="Stored Gazette",
            )  # fmt: skip
            self.quotes.append(quote)
            self.profiles.append(json.dumps(to_json(claim)))
            of_claim = {key_number(key): key[0] in NAME_BEARING for key in keys_of(claim)}
            keys.append(list(of_claim))
            named.append(list(of_claim.values()))
            vectors.append(vector_of(quote))
        text = "\n\n".join(self.quotes[:CLAIMS_AN_ARTICLE])
        self.bands = band_numbers(text, words_of(text))
        self.vectors = np.stack(vectors)
        self.owners = np.repeat(np.arange(len(keys)), [len(row) for row in keys])
        self.keys = np.array(list(itertools.chain.from_iterable(keys)), dtype=np.int64)
        self.named = np.array(list(itertools.chain.from_iterable(named)), dtype=bool)

    def others(self, world: int) -> tuple[Any, Any]:
        """Keys and owners of the base claims in another world: the same acts and things, other names."""
        salt = np.random.default_rng(world).integers(1, 2**62, dtype=np.int64) if world else np.int64(0)
        return np.where(self.named, self.keys ^ salt, self.keys), self.owners

    def turned(self, world: int) -> Any:
        """Vectors near those of the base, as other names would turn them."""
        if not world:
            return self.vectors
        noise = np.random.default_rng(world).standard_normal(self.vectors.shape).astype(np.float32) / 16
        mixed = self.vectors + 0.7 * noise
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def _decimal(number: str) -> Any:
    from decimal import Decimal

    return Decimal(number)


# --- loading

FIRST_ID = 1_000_000  # of the stored claims and articles
QUERIES_FROM = 1_000_000_000  # the queries are newer than all that is stored
ARTICLE = f"'id', {FIRST_ID} + n, 'public_id', gen_random_uuid(), 'text_sha256', lpad(n::text, 64, '0')"
CLAIM = (
    f"'id', {FIRST_ID} + n, 'public_id', gen_random_uuid(), 'article_id', {FIRST_ID} + n / {CLAIMS_AN_ARTICLE},"
    f" 'number', n %% {CLAIMS_AN_ARTICLE} + 1"
)


@dataclass(frozen=True)
class Templates:
    """Ids of an article and a claim that the stored ones are made like."""

    article: int
    claim: int


def load(link: psycopg.Connection[Any], rows: Rows, desk: int, templates: Templates, first: int, until: int) -> None:
    """Claims number `first` to `until`, whole worlds of them, into the product's tables."""
    with link.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # a throwaway database: no triggers, no checks of references
        dropped = _drop_indexes(cursor)
        _insert_like(
            cursor,
            "claims_article",
            templates.article,
            ARTICLE,
            first // CLAIMS_AN_ARTICLE,
            until // CLAIMS_AN_ARTICLE - 1,
        )
        _insert_like(cursor, "claims_claim", templates.claim, CLAIM, first, until - 1)
        for world in range(first // BASE, math.ceil(until / BASE)):
            begin = world * BASE
            here = range(max(0, first - begin), min(BASE, until - begin))
            _copy(
                cursor,
                "claims_linkprofile (claim_id, profile, digest)",
                ((FIRST_ID + begin + i, rows.profiles[i], "0" * 32) for i in here),
            )
            keys, owners = rows.others(world)
            inside = (owners >= here.start) & (owners < here.stop)
            _copy_keys(cursor, desk, keys[inside], owners[inside] + FIRST_ID + begin)
            _copy_vectors(
                cursor,
                desk,
                np.arange(here.start, here.stop) + FIRST_ID + begin,
                rows.turned(world)[here.start : here.stop],
            )
        cursor.execute("SET maintenance_work_mem = '1500MB'")
        for definition in dropped:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        for table in (*INDEXED, "claims_claim", "claims_article"):
            cursor.execute(
                f"VACUUM (ANALYZE) {table}"
            )  # as autovacuum does in time: the search then reads the index alone


def _drop_indexes(cursor: Any) -> list[str]:
    """Drop the indexes of the linking tables; returns what makes them again."""
    definitions = []
    cursor.execute(
        "SELECT c.conname, c.conrelid::regclass::text, pg_get_constraintdef(c.oid) FROM pg_constraint c"
        " WHERE c.contype = 'p' AND c.conrelid::regclass::text = ANY(%s)", [list(INDEXED)],
    )  # fmt: skip
    for name, table, definition in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
        definitions.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [list(INDEXED)])
    for name, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
        definitions.append(definition)
    return definitions


def _insert_like(cursor: Any, table: str, template: int, changes: str, first: int, until: int) -> None:
    """Rows `first` to `until` (n) that are the template's but for some columns."""
    cursor.execute(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({changes}))).*"  # noqa: S608  our own words
        f" FROM {table} t, generate_series(%s::bigint, %s::bigint) n WHERE t.id = %s", [first, until, template],
    )  # fmt: skip


def _copy_keys(cursor: Any, desk: int, keys: Any, claims: Any) -> None:
    fields = [
        ("fields", ">i2"),
        ("a", ">i4"),
        ("desk", ">i8"),
        ("b", ">i4"),
        ("key", ">i8"),
        ("c", ">i4"),
        ("claim", ">i8"),
    ]
    block = np.zeros(len(keys), dtype=fields)
    block["fields"], block["a"], block["b"], block["c"] = 3, 8, 8, 8
    block["desk"], block["key"], block["claim"] = desk, keys, claims
    _copy_block(cursor, "claims_linkkey (desk_id, key, claim_id)", block)


def _copy_vectors(cursor: Any, desk: int, claims: Any, vectors: Any) -> None:
    fields = [
        ("fields", ">i2"), ("a", ">i4"), ("claim", ">i8"), ("b", ">i4"), ("desk", ">i8"), ("c", ">i4"), ("dimensions", ">i2"),
        ("unused", ">i2"), ("vector", ">f2", vectors.shape[1:]),
    ]  # fmt: skip
    block = np.zeros(len(claims), dtype=fields)
    block["fields"], block["a"], block["b"], block["c"] = 3, 8, 8, 4 + 2 * vectors.shape[1]
    block["claim"], block["desk"], block["dimensions"], block["vector"] = claims, desk, vectors.shape[1], vectors
    _copy_block(cursor, "claims_claimvector (claim_id, desk_id, vector)", block)


def _copy_block(cursor: Any, target: str, block: Any) -> None:
    """Rows in PostgreSQL's binary form: each its number of fields, and each field with its length before it."""
    with cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        copy.write(block.tobytes())
        copy.write(b"\xff\xff")


def _copy(cursor: Any, target: str, rows: Iterator[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


# --- measuring


@dataclass(frozen=True)
class Cost:
    """Milliseconds of each query, and which of the planted claims were among its candidates. The steady ones are the best of
    three, so that other work of the machine counts little."""

    candidates: list[float]
    linking: list[float]
    steady_candidates: list[float]
    steady_linking: list[float]
    by_keys: int
    by_vectors: int
    by_both: int
    queries: int


def ask(desk: Desk, sentences: Sequence[Planted], queries: int, rng: random.Random) -> Cost:
    """Store new articles with one claim each, search and link them as a worker does."""
    from claims.linking.candidates import find_candidates, found_by_keys, found_by_vectors
    from claims.linking.profiles import read_claims, store_profiles
    from claims.linking.services import link_article

    searched: list[list[float]] = []
    linked: list[list[float]] = []
    hits = [0, 0, 0]
    for index in rng.sample(range(len(sentences)), queries):
        article, claim = new_article(desk, sentences[index].asked)
        claims = read_claims(article)
        store_profiles(article, claims)
        searched.append(_timed(lambda claims=claims: find_candidates(desk_id=desk.pk, claims=claims)))  # type: ignore[misc]
        found = find_candidates(desk_id=desk.pk, claims=claims)
        wanted = (claim, FIRST_ID + index)
        ways = (
            found_by_keys(desk.pk, claims),
            found_by_vectors(desk.pk, [claim]),
            [(claim, pk) for pk in found.get(claim, [])],
        )
        for way, pairs in enumerate(ways):
            hits[way] += wanted in pairs
        linked.append(_timed(lambda pk=article.pk: link_article(article_id=pk)))  # type: ignore[misc]
    return Cost(
        [times[0] for times in searched],
        [times[0] for times in linked],
        [min(times) for times in searched],
        [min(times) for times in linked],
        hits[0],
        hits[1],
        hits[2],
        queries,
    )


def _timed(work: Callable[[], object]) -> list[float]:
    """Milliseconds of three times the same; linking twice changes nothing."""
    times = []
    for _ in range(TRIES):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return times


_article_number = itertools.count(1)


def new_article(desk: Desk, sentence: str) -> tuple[Article, int]:
    """An article with one claim, its number among the quantities."""
    import hashlib

    from claims.models import Article, Claim, Placement, Quantity, Revision, User

    text = f"New report {next(_article_number)}\n\n{sentence}."
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article.objects.create(
        desk=desk, uploaded_by=User.objects.earliest("pk"), title="New report", title_how="guessed", text_sha256=digest,
    )  # fmt: skip
    revision = Revision.objects.create(article=article, text=text, text_sha256=digest)
    claim = Claim.objects.create(
        desk=desk, article=article, number=1, quote=sentence, wording=sentence, kind="quantity", zone="body", check_worthiness=0.5,
        extractor="bench",
    )  # fmt: skip
    start = text.index(sentence)
    Placement.objects.create(claim=claim, revision=revision, start=start, end=start + len(sentence))
    word = next(word for word in sentence.split() if word.isdigit())
    value = _decimal(word)
    at = sentence.index(word)
    noun = sentence[at + len(word) :].split()[0].strip(",.")
    Quantity.objects.create(
        claim=claim, ordinal=0, start=at, end=at + len(word), surface=word, modifier="exact", value=value, low=value, high=value,
        unit=noun, unit_name=noun, counted=noun,
    )  # fmt: skip
    return article, claim.pk


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


def growth_exponent(measured: Sequence[tuple[int, float]]) -> float:
    """By how much time grows with size: the slope of the straight line that fits the logarithms of all sizes best."""
    sizes, times = (np.log(np.array(column, dtype=float)) for column in zip(*measured, strict=True))
    return float(np.polyfit(sizes, times, 1)[0])


def sizes_of(link: psycopg.Connection[Any]) -> dict[str, int]:
    """Megabytes of the linking tables, each with its indexes; of these indexes together; of the whole database."""
    sizes = dict(
        link.execute(
            "SELECT t, pg_total_relation_size(t::regclass) FROM unnest(%s::text[]) t", [list(INDEXED)]
        ).fetchall()
    )
    both = link.execute(
        "SELECT sum(pg_indexes_size(t::regclass)), pg_database_size(current_database()) FROM unnest(%s::text[]) t",
        [list(INDEXED)],
    ).fetchone()
    assert both is not None
    return {table: size // 2**20 for table, size in (*sizes.items(), ("indexes", int(both[0])), ("database", both[1]))}


def measure(sizes: Sequence[int], queries: int, superuser_url: str) -> None:
    import psycopg
    from django.conf import settings

    from claims import accounts
    from claims.models import User

    rng = random.Random(11)  # noqa: S311  a reproducible measure
    started = time.perf_counter()
    sentences = planted(rng, BASE)
    rows = Rows(sentences)
    print(
        f"{BASE} claims read, {len(rows.keys) / BASE:.0f} keys each, in {time.perf_counter() - started:.0f} s",
        flush=True,
    )
    desk = accounts.create_desk(name="Scale")
    User.objects.create_user(username="scale", password=None)
    article, claim = new_article(desk, "a template with 5 words")
    templates = Templates(article.pk, claim)
    steady: list[tuple[int, float, float]] = []
    loaded = 0
    print(
        f"{'claims':>10}{'load s':>8}{'candidates p50':>16}{'p95 ms':>8}{'linking p50':>13}{'p95 ms':>8}{'keys MB':>9}{'profiles':>9}"
        f"{'vectors':>9}{'indexes':>9}{'database':>10}  found by keys, vectors, both"
    )
    with psycopg.connect(superuser_url, dbname=str(settings.DATABASES["default"]["NAME"]), autocommit=True) as link:
        for table in ("claims_claim", "claims_article"):
            link.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, QUERIES_FROM])
        for size in sizes:
            started = time.perf_counter()
            load(link, rows, desk.pk, templates, loaded, size)
            loading, loaded = time.perf_counter() - started, size
            ask(desk, sentences, min(20, queries), random.Random(size))  # noqa: S311  so that caches are as in the middle of a day's work
            cost = ask(desk, sentences, queries, rng)
            megabytes = sizes_of(link)
            p50, linking50 = statistics.median(cost.candidates), statistics.median(cost.linking)
            steady.append((size, statistics.median(cost.steady_candidates), statistics.median(cost.steady_linking)))
            print(
                f"{size:10,}{loading:8.0f}{p50:16.1f}{percentile(cost.candidates, 0.95):8.1f}{linking50:13.1f}"
                f"{percentile(cost.linking, 0.95):8.1f}{megabytes['claims_linkkey']:9}{megabytes['claims_linkprofile']:9}"
                f"{megabytes['claims_claimvector']:9}{megabytes['indexes']:9}{megabytes['database']:10}"
                f"  {cost.by_keys}, {cost.by_vectors}, {cost.by_both} of {cost.queries}",
                flush=True,
            )
    if len(steady) > 1:
        searching, linking = (growth_exponent([(row[0], row[column]) for row in steady]) for column in (1, 2))
        told = ", ".join(f"{size:,}: {searched:.1f} and {linked:.1f} ms" for size, searched, linked in steady)
        print(f"medians of the best of {TRIES}, candidates and linking: {told}")
        print(
            f"growth exponent from {steady[0][0]:,} to {steady[-1][0]:,} claims, by these: candidates {searching:.2f},"
            f" linking {linking:.2f} (1 is linear, 0 is none)"
        )
    if hasattr(os, "getloadavg"):
        print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.links scale", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="stored claims, ascending"
    )
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument(
        "--state", type=Path, default=Path("var/bench-links"), help="folder of the database, removed afterwards"
    )
    options = parser.parse_args(arguments)
    sizes = sorted(size - size % CLAIMS_AN_ARTICLE for size in options.sizes)
    if sizes[0] < BASE:
        parser.error(f"--sizes: at least {BASE}")
    _with_database(options.state, lambda superuser_url: measure(sizes, options.queries, superuser_url))


def _with_database(state: Path, work: Callable[[str], None]) -> None:
    """Run the work on a new database of the product's own kind, without waiting for the disk, and remove it."""
    import shutil

    from newsroom import embedded

    if state.exists():
        raise SystemExit(f"{state} is there already; remove it, or name another --state")
    services = embedded.start(state, durable=False, valkey=False)
    try:
        os.environ |= {
            **services.urls,
            "FACTDESK_STATE": str(state.resolve()),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }
        import django

        django.setup()
        from django.db import connections

        from newsroom.database import prepare

        prepare("owner", verbosity=0)
        work(services.superuser_url)
        connections.close_all()
    finally:
        services.stop()
        shutil.rmtree(state, ignore_errors=True)
