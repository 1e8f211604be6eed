"""How far articles are, drawn in a terminal: a line for each that is done, and one bar that moves."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence

from django.core.management.base import OutputWrapper
from django.db.models import Count, Q

from claims.models import Article, Claim, ExtractionRun

POLL_SECONDS = 0.5
STALLED_AFTER = 60.0
BAR = 24
CLEAR = "\r\033[K"  # to the line's begin, and empty it
State = ExtractionRun.State


def latest_runs(articles: Sequence[int]) -> dict[int, ExtractionRun]:
    """Article id to its newest run; withdrawn articles are left out."""
    runs = ExtractionRun.objects.filter(
        revision__article_id__in=articles, revision__article__state=Article.State.LIVE
    ).select_related("revision__article")
    return {run.revision.article_id: run for run in runs.order_by("id")}


def share_done(run: ExtractionRun) -> float:
    """0 to 1; an estimate for a bar."""
    if not run.is_open:
        return 1.0
    if run.state == State.LINKING:
        return 0.95
    return 0.9 * run.progress_done / run.progress_total if run.progress_total else 0.0


def bar(runs: Sequence[ExtractionRun], width: int) -> str:
    """One line, at most `width` wide: how much of all of it is done, and what is being read."""
    share = sum(map(share_done, runs)) / len(runs)
    done = sum(not run.is_open for run in runs)
    filled = round(BAR * share)
    line = f"[{'#' * filled}{'.' * (BAR - filled)}] {share:4.0%}  {done} of {len(runs)} articles"
    active = [run for run in runs if run.state in (State.EXTRACTING, State.LINKING)]
    if active:
        line += f"  {active[0].get_state_display().lower()}: {_title(active[0])}"
    return line[: max(20, width - 1)]


def show_progress(out: OutputWrapper, articles: Sequence[int]) -> int:
    """Wait until every article is ready or failed; the number of those that failed.

    In a terminal one bar moves; elsewhere there is a line per finished article only.
    """
    tty = out.isatty()
    finished: set[int] = {article for article, run in latest_runs(articles).items() if run.state == State.READY}
    before, moved, warned = "", time.monotonic(), False
    while True:
        runs = latest_runs(articles)
        _tell_finished(out, runs, finished, clear=tty)
        if all(not run.is_open for run in runs.values()):
            break
        line = bar(list(runs.values()), shutil.get_terminal_size().columns)
        if line != before:
            before, moved, warned = line, time.monotonic(), False
            if tty:
                out.write(f"{CLEAR}{line}", ending="")
                out.flush()
        elif time.monotonic() - moved > STALLED_AFTER and not warned:
            warned = True
            out.write(f"\nNothing moved for {STALLED_AFTER:.0f} s; does a worker run? Still waiting.")
        time.sleep(POLL_SECONDS)
    ready = sum(run.state == State.READY for run in runs.values())
    out.write(f"{ready} of {len(runs)} articles are ready.")
    return len(runs) - ready


def _tell_finished(out: OutputWrapper, runs: dict[int, ExtractionRun], finished: set[int], *, clear: bool) -> None:
    new = {article: run for article, run in runs.items() if not run.is_open and article not in finished}
    if not new:
        return
    counts = dict(
        Article.objects.filter(pk__in=new)
        .annotate(found=Count("claims", filter=Q(claims__standing=Claim.Standing.LIVE)))
        .values_list("pk", "found")
    )
    for article, run in new.items():
        finished.add(article)
        what = f"{counts[article]:5} claims  {_title(run)}"
        if run.state == State.FAILED:
            what = f"      failed  {_title(run)}: {run.error}"
        out.write(f"{CLEAR if clear else ''}{what}")


def _title(run: ExtractionRun) -> str:
    """Cut, and without control characters: a title is an article's text, and a terminal obeys some."""
    title = run.revision.article.title
    return "".join(character if character.isprintable() else " " for character in title)[:60]
