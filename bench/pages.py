"""How fast every page and act answers at the server, and whether its queries grow: `make bench-pages`.

    python -m bench.pages [--claims 100000] [--small 1000] [--rounds 30] [--again] [--acts] [--strict] [--json FILE]

Fills a desk with each number of claims (made up, seeded, by COPY) in a database of its own, then asks Django's test client for
each page and act: the time from request to response, without a network or a browser. p50 and p95 in milliseconds, beside
them what Python and the database themselves worked (on a busy machine the rest is waiting for a turn), and the number of
queries, which must be the same on both desks. An act is done on another claim every time; its queries are counted on claims
that are alike on both desks. The last line says whether all acts were fast enough; with --strict so does the status.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import itertools
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

LIMIT_MS = {True: 100.0, False: 200.0}  # p95 of acts, and of pages
ALIKE = 8  # claims kept for counting queries


@dataclass
class Figure:
    """One page or act on one desk."""

    name: str
    act: bool
    p50: float
    p95: float
    cpu: float  # of Python alone, p50: what a busy machine does not add to
    database: float  # of the database's processes, on the average of all rounds
    queries: int

    @property
    def is_slow(self) -> bool:
        return self.p95 > LIMIT_MS[self.act]


class Fresh:
    """A claim that no act was done on yet, at each call; while queries are counted, one of those that are alike on every desk."""

    counting = False

    def __init__(self, alike: list[Any], others: list[Any]) -> None:
        self.alike, self.others = iter(alike), itertools.cycle(others)

    def __next__(self) -> Any:
        # desks that were measured often have none left that are alike
        return (next(self.alike, None) if Fresh.counting else None) or next(self.others)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--again", action="store_true", help="measure on the desks that the last run filled")
    parser.add_argument("--acts", action="store_true", help="measure the acts only")
    parser.add_argument("--strict", action="store_true", help="status 1 where an act was too slow")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    _set_up()
    from bench.desk_of import fill, filled

    figures: dict[int, list[Figure]] = {}
    for number in (options.small, options.claims):
        started = time.perf_counter()
        desk, people = (filled(number) if options.again else None) or fill(number)
        print(f"{number:,} claims there in {time.perf_counter() - started:.0f} s", flush=True)
        figures[number] = [
            measure(name, act, work, options.rounds)
            for name, act, work in scenes(desk, people)
            if act or not options.acts
        ]
    report(figures)
    if options.json:
        options.json.write_text(
            json.dumps({size: [vars(row) for row in rows] for size, rows in figures.items()}, indent=1)
        )
    acts = [row for row in figures[options.claims] if row.act]
    slow = [row.name for row in acts if row.is_slow]
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(
        f"\nAt {options.claims:,} claims {'all' if not slow else len(acts) - len(slow)} of {len(acts)} acts were answered in under"
        f" {LIMIT_MS[True]:.0f} ms (p95){', not: ' + ', '.join(slow) if slow else ''}. Load of the machine {load:.1f} on {cores} cores."
    )
    return int(options.strict and bool(slow))


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("prepare_database", verbosity=0)


def scenes(desk: Any, people: dict[str, Any]) -> Iterator[tuple[str, bool, Callable[[], Any]]]:
    """Name, whether it is an act, and what to do; each call does it once more."""
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from claims.models import Claim, ClaimLink, KeptReading, Placement, Verdict
    from claims.models.base import State
    from claims.pipeline.readings import extract, keep_reading, known_of

    def signed_in(role: str) -> Client:
        client = Client(raise_request_exception=True, headers={"host": "localhost"})
        client.force_login(people[role])
        return client

    reader, editor = signed_in("reviewer"), signed_in("editor")
    htmx = {"hx-request": "true"}
    claims = Claim.objects.filter(desk=desk)
    # a verdict that was undone by an earlier run is seen by who judges again: such claims are none of the first time
    open_claims = claims.filter(world_state=State.UNREVIEWED, risk=False, verdicts=None, assignee=None, evidence=None)
    long_one = claims.filter(number=min(300, claims.order_by("-number").values_list("number", flat=True)[0])).first()
    assert long_one is not None
    elsewhere = open_claims.exclude(article=long_one.article).select_related("article").order_by("pk")
    alike = _alike(desk, open_claims)
    here = [link.left.number for link in alike if link.left.article_id == long_one.article_id]
    kept = [link for link in alike if link.left.article_id != long_one.article_id][: 2 * ALIKE]
    ids = {pk for link in kept for pk in (link.left_id, link.right_id)}
    others = [claim for claim in elsewhere[:1500] if claim.pk not in ids]
    if not others:
        raise SystemExit("Every claim of this desk was acted on by earlier runs; fill it anew, without --again.")
    fresh = Fresh([link.left for link in kept[1:ALIKE]], others)

    def get(address: str, client: Client = reader, **options: Any) -> Callable[[], Any]:
        return lambda: _ok(client.get(address, **options))

    def each(make: Callable[[Any], tuple[str, dict[str, Any]]], client: Client = reader) -> Callable[[], Any]:
        def act() -> Any:
            address, fields = make(next(fresh))
            return _ok(client.post(address, fields, headers=htmx))

        return act

    queue, article = reverse("queue"), reverse("article", args=[long_one.article.public_id])
    assert long_one.article.outlet is not None
    outlet, one = long_one.article.outlet.public_id, kept[0].left if kept else others[0]
    yield "desk", False, get(reverse("desk"))
    yield "queue", False, get(queue)
    yield (
        "queue: outlet, kind, unit, speaker",
        False,
        get(f"{queue}?outlet={outlet}&kind=event&kind=status&unit=pumps&speaker=the+union"),
    )
    yield "queue: judged, by worth", False, get(f"{queue}?state=unverifiable&sort=worth")
    yield (
        "queue: contradictions, nobody's, no deadline",
        False,
        get(f"{queue}?links=contradicted&assignee=none&due=none"),
    )
    yield "queue: one speaker", False, get(f"{queue}?speaker=the+mayor+of+Selin")
    yield "queue: a page further down", False, get(_further_down(reader, queue))
    yield "articles", False, get(reverse("articles"))
    yield "article of 300 claims, 10,000 words", False, get(f"{article}?claim={here[0] if here else long_one.number}")
    yield "its panel, at the next claim", False, get(f"{article}?claim={here[-1] if here else 7}", headers=htmx)
    yield "claim", False, get(reverse("claim", args=[one.public_id]))
    yield "claims of the API", False, get("/api/v1/claims?limit=50", _program(desk, people["moderator"]))
    yield "next claim", True, lambda: _ok(reader.post(reverse("queue-next")))
    yield "take in hand", True, each(lambda claim: (reverse("claim-lease", args=[claim.public_id]), {"act": "take"}))
    yield (
        "assign",
        True,
        each(
            lambda claim: (
                reverse("claim-work", args=[claim.public_id]),
                {"assignee": people["reviewer"].public_id, "priority": 1, "version": claim.version, "deadline": ""},
            ),
            editor,
        ),
    )
    yield (
        "add evidence",
        True,
        each(
            lambda claim: (
                reverse("evidence", args=[claim.public_id]),
                {
                    "layer": "world",
                    "url": f"https://example.net/{time.perf_counter_ns()}",
                    "stance": "supports",
                    "weight": "secondary",
                    "note": "Seen.",
                },
            )
        ),
    )
    yield (
        "verdict",
        True,
        each(
            lambda claim: (
                reverse("verdict", args=[claim.public_id]),
                {
                    "layer": "world",
                    "value": "unverifiable",
                    "rationale": "Nobody there.",
                    "replaces": "",
                    "wording_seen": claim.wording,
                },
            )
        ),
    )

    def undo() -> Any:
        verdict = (
            Verdict.objects.filter(reviewer=people["reviewer"], replaced_by=None, act="record").order_by("-pk").first()
        )
        if Fresh.counting or verdict is None or (timezone.now() - verdict.created_at) > timedelta(seconds=8):
            claim = next(fresh)
            reader.post(
                reverse("verdict", args=[claim.public_id]),
                {"layer": "world", "value": "unverifiable", "rationale": "No.", "replaces": ""},
                headers=htmx,
            )
            verdict = Verdict.objects.filter(reviewer=people["reviewer"]).latest("pk")
        return _timed(
            lambda: _ok(
                reader.post(reverse("undo-verdict", args=[verdict.public_id]), {"layer": "world"}, headers=htmx)
            )
        )

    yield "undo verdict", True, undo
    suggested = ClaimLink.objects.filter(desk=desk, state="suggested", relation="corroborates").select_related("left")
    links = Fresh(kept[ALIKE:], list(suggested.exclude(pk__in=[link.pk for link in kept])[:1500]))

    def decide() -> Any:
        link = next(links)
        return _ok(
            reader.post(
                reverse("decide-link", args=[link.left.public_id, link.public_id]),
                {"decision": "confirm", "version": link.version},
                headers=htmx,
            )
        )

    yield "confirm link", True, decide

    def borders() -> Any:
        claim = next(fresh)
        place = Placement.objects.select_related("revision").get(claim=claim, state="live")
        if not KeptReading.objects.filter(revision=place.revision).exists():  # as the worker leaves it behind
            keep_reading(place.revision, claim.article, extract(place.revision.text, **known_of(claim.article)), ())
        form = {"start": place.start, "end": place.start + claim.quote.rindex(" "), "version": claim.version}
        return _timed(lambda: _ok(editor.post(reverse("respan", args=[claim.public_id]), form, headers=htmx)))

    yield "change borders", True, borders


def _alike(desk: Any, open_claims: Any) -> list[Any]:
    """Suggested links between claims that nobody judged and no fact holds, each the only one of its left end: the panel of that
    claim shows the same on a small desk and on a large one."""
    from django.db.models import Q

    from claims.models import ClaimLink

    links = ClaimLink.objects.filter(
        desk=desk, state="suggested", relation="corroborates", left__fact=None, right__fact=None
    )
    pairs = (
        links.filter(left__in=open_claims, right__in=open_claims).select_related("left__article").order_by("pk")[:1500]
    )
    lefts = [link.left_id for link in pairs]
    ends = ClaimLink.objects.filter(Q(left__in=lefts) | Q(right__in=lefts)).values_list("left", "right")
    number_of_links = Counter(pk for pair in ends for pk in pair)
    return [link for link in pairs if number_of_links[link.left_id] == 1]


def _ok(response: Any) -> Any:
    if response.status_code >= 400:
        text = response.content.decode(errors="replace")
        raise SystemExit(
            f"{response.request['REQUEST_METHOD']} {response.request['PATH_INFO']}: {response.status_code}\n{text[:3000]}"
        )
    return None


@dataclass(frozen=True)
class Taken:
    """What the request alone took, where making the thing to act on is no part of it; queries only while they are captured."""

    ms: float
    cpu_ms: float
    queries: int
    of: Any = None  # what the work returned: its own figures, where only a part of it counts


def _timed(work: Callable[[], Any]) -> Taken:
    from django.db import connection

    started, cpu_started, before = time.perf_counter(), time.process_time(), len(connection.queries_log)
    of = work()
    return Taken(
        (time.perf_counter() - started) * 1000,
        (time.process_time() - cpu_started) * 1000,
        len(connection.queries_log) - before,
        of,
    )


def _program(desk: Any, user: Any) -> Any:
    from django.test import Client

    from claims.accounts import create_token

    _, key = create_token(user=user, desk=desk, name="bench", scopes=["read"])
    return Client(headers={"host": "localhost", "authorization": f"Bearer {key}"})


def _further_down(client: Any, queue: str) -> str:
    """The address of the fifth page."""
    import re

    address = queue
    for _ in range(4):
        found = re.search(r'rel="next" href="([^"]+)"', client.get(address).content.decode())
        if not found:
            break
        address = found[1].replace("&amp;", "&")
    return address


def _database_cpu() -> dict[int, float]:
    """Milliseconds that each of the database's processes for this database has worked; none where they run on another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = [pid for (pid,) in cursor.fetchall()]
    worked = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            worked[pid] = (int(words[11]) + int(words[12])) * 1000 / os.sysconf("SC_CLK_TCK")
    return worked


def measure(name: str, act: bool, work: Callable[[], Any], rounds: int) -> Figure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        work()
    gc.collect()
    gc.freeze()  # as newsroom/wsgi.py does: what is there before a request is no part of its cost
    gc.set_threshold(10_000, 20, 20)
    taken, cpu, before = [], [], _database_cpu()
    for _ in range(rounds):
        own = _timed(work)
        own = own.of if isinstance(own.of, Taken) else own
        cpu.append(own.cpu_ms)
        taken.append(own.ms)
    database = sum(worked - before.get(pid, 0.0) for pid, worked in _database_cpu().items()) / rounds
    Fresh.counting = True
    with CaptureQueriesContext(connection) as captured:
        own = work()
    Fresh.counting = False
    queries = own.queries if isinstance(own, Taken) else len(captured)
    p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    figure = Figure(name, act, statistics.median(taken), p95, statistics.median(cpu), database, queries)
    print(
        f"  {name:46}{figure.p50:9.1f}{figure.p95:9.1f} ms; Python{figure.cpu:8.1f}, database{figure.database:8.1f} ms;"
        f"{figure.queries:4} queries",
        flush=True,
    )
    return figure


def report(figures: dict[int, list[Figure]]) -> None:
    (small, few), (large, many) = figures.items()
    names = "".join(f"{name:>9}" for name in ("p50", "p95", "Python", "database", "queries"))
    print(f"\nat {large:,} claims{names:>{len(names) + 46 - len(f'at {large:,} claims')}}   at {small:,}: p95, queries")
    for a, b in zip(few, many, strict=True):
        notes = [] if b.queries == a.queries else ["queries differ"]
        notes += [f"above {LIMIT_MS[b.act]:.0f} ms"] if b.is_slow else []
        row = f"{b.name:46}{b.p50:9.1f}{b.p95:9.1f}{b.cpu:9.1f}{b.database:9.1f}{b.queries:9}{a.p95:11.1f}{a.queries:6}"
        print(f"{row}   {', '.join(notes)}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
