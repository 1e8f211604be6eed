"""What one reading found becomes rows, in one transaction. Running twice equals running once, and nothing that a person touched
is overwritten."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from claims import history
from claims.errors import InvalidInput
from claims.extraction.found import Extraction, FoundClaim
from claims.metadata import checked_url, described, parse_published, shortened
from claims.models import (
    Article,
    Attribution,
    Claim,
    ExtractionRun,
    Finding,
    How,
    Leftover,
    Placement,
    Quantity,
    Revision,
    Sentence,
    Source,
)
from claims.pipeline.lease import locked_run
from claims.sources import find_or_create_source, find_source
from claims.spans import Span

log = logging.getLogger(__name__)

LARGEST_NUMBER = Decimal(10) ** 47


def store_reading(*, run: ExtractionRun, found: Extraction) -> ExtractionRun:
    """Store claims, sentences, leftovers and findings of the run's revision, and move the run on to linking.

    Raises LeaseLost, and stores nothing, when another worker holds the run by now.
    """
    article = run.revision.article
    outlet = None
    if found.metadata.outlet and article.outlet_id is None:  # before the transaction: a new source writes history
        outlet = find_or_create_source(desk=article.desk, name=found.metadata.outlet, kind=Source.Kind.OUTLET)
    with transaction.atomic():
        run = locked_run(run)
        revision = run.revision
        article = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=revision.article_id)
        before = described(article)
        changed = fill_in_parsed(article, found, outlet)
        if changed:
            article.version += 1  # a form that was loaded before does not wipe what was found since
            article.save(update_fields=[*changed, "version"])
        _store_account_of_text(revision, found)
        reworded = _store_claims(article, revision, found)
        run.state, run.extractor = ExtractionRun.State.LINKING, found.extractor
        run.progress_done = run.progress_total = 0
        run.save(update_fields=["state", "extractor", "progress_done", "progress_total"])
        _append_history(article, before, reworded)
    return run


def _append_history(article: Article, before: Mapping[str, Any], reworded: Iterable[tuple[Claim, str]]) -> None:
    """Last in the transaction: it takes the lock of the desk's history."""
    after = described(article)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        history.append(
            verb="read from the text", subject=article, desk=article.desk_id, actor=None,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
    for claim, verb in reworded:
        after = {"wording": claim.wording, "standing": claim.standing, "extractor": claim.extractor}
        history.append(verb=verb, subject=claim, desk=article.desk_id, actor=None, after=after)


def fill_in_parsed(article: Article, found: Extraction, outlet: Source | None) -> list[str]:
    """Take over what the text shows of its origin, where nobody gave it; return the columns that changed. Saves nothing."""
    metadata = found.metadata
    changed: list[str] = []

    def take(name: str, value: Any) -> None:
        if value and getattr(article, f"{name}_how") in ("", How.GUESSED) and getattr(article, name) != value:
            setattr(article, name, value)
            setattr(article, f"{name}_how", _how(metadata.how, name))
            changed.extend([name, f"{name}_how"])

    take("title", shortened(metadata.title or ""))
    take("byline", shortened(metadata.byline or ""))
    take("language", metadata.language[:12])
    try:
        take("url", checked_url(metadata.url) if metadata.url else "")
        published = parse_published(metadata.published or "")
    except InvalidInput as error:
        log.info("article %s: its text shows something that cannot be used: %s", article.pk, error.message)
        published = None
    if article.outlet_id is None:
        take("outlet", outlet)
    if published and article.published is None:
        article.published, article.published_precision = published
        article.published_how = _how(metadata.how, "published")
        changed += ["published", "published_precision", "published_how"]
    return changed


def _how(how: Mapping[str, str], name: str) -> str:
    return How.GUESSED if how.get(name) == How.GUESSED else How.PARSED


def _store_account_of_text(revision: Revision, found: Extraction) -> None:
    """The outcome of every sentence, leftovers and findings: the machine's own, so a new reading replaces them."""
    revision.sentences.all().delete()
    revision.leftovers.all().delete()
    revision.findings.all().delete()
    Sentence.objects.bulk_create(
        Sentence(
            revision=revision, start=s.span.start, end=s.span.end, outcome=s.outcome,
            reason="" if s.outcome == "claims" else (s.reason or "no claim found")[:200], check_worthiness=s.check_worthiness,
        )
        for s in found.sentences
    )  # fmt: skip
    Leftover.objects.bulk_create(
        (
            Leftover(revision=revision, start=piece.span.start, end=piece.span.end, reason=piece.reason[:200])
            for piece in found.boilerplate
        ),
        ignore_conflicts=True,
    )
    Finding.objects.bulk_create(
        Finding(revision=revision, kind=f.kind[:40], spans=[list(span) for span in f.spans], message=f.message)
        for f in found.findings
    )


def _store_claims(article: Article, revision: Revision, found: Extraction) -> list[tuple[Claim, str]]:
    """Store them, and return the claims of earlier readings that changed, each with what happened to it."""
    changed: list[tuple[Claim, str]] = []
    standing = {
        (p.start, p.end): p for p in revision.placements.select_related("claim").filter(state=Placement.State.LIVE)
    }
    number = article.claims.aggregate(last=Max("number"))["last"] or 0
    sources = _SourceFinder(article.desk_id)
    for found_claim in _one_a_span(found.claims):
        placement = standing.pop((found_claim.span.start, found_claim.span.end), None)
        if placement is not None:
            if not _touched(placement.claim):
                if placement.claim.wording != found_claim.wording:
                    changed.append((placement.claim, "worded anew"))
                _refresh(placement.claim, found_claim, found, sources)
            continue
        number += 1
        claim = Claim.objects.create(
            desk_id=article.desk_id, article=article, number=number, **_columns(found_claim, found)
        )
        Placement.objects.create(claim=claim, revision=revision, start=found_claim.span.start, end=found_claim.span.end)
        _store_parts(claim, found_claim, found, sources)
    for placement in standing.values():  # found by an earlier reading, not by this one
        if not _touched(placement.claim):
            placement.state = Placement.State.GONE
            placement.save(update_fields=["state"])
            placement.claim.standing = Claim.Standing.GONE
            placement.claim.save(update_fields=["standing"])
            changed.append((placement.claim, "no longer found"))
    return changed


def _one_a_span(claims: Iterable[FoundClaim]) -> list[FoundClaim]:
    """In the order of the text. Two readings of one stretch are one thing to judge: the first is kept, as the database asks."""
    by_span: dict[Span, FoundClaim] = {}
    for claim in claims:
        by_span.setdefault(claim.span, claim)
    return sorted(by_span.values(), key=lambda claim: (claim.span.start, -claim.span.end))


def _storable(value: Decimal | None) -> Decimal | None:
    """None for what the column cannot hold: a number of more than 47 digits counts nothing in a newspaper."""
    return value if value is not None and abs(value) < LARGEST_NUMBER else None


def _touched(claim: Claim) -> bool:
    """Whether a person has done anything with it: then a reading leaves it as it is."""
    return (
        claim.verdicts.exists()
        or claim.evidence.exists()
        or claim.used_as_evidence.exists()
        or claim.links_as_left.exclude(decided_by=None).exists()
        or claim.links_as_right.exclude(decided_by=None).exists()
        or claim.fact_id is not None
    )


def _columns(found_claim: FoundClaim, found: Extraction) -> dict[str, Any]:
    return {
        "quote": found_claim.text,
        "wording": found_claim.wording,
        "wording_is_quote": found_claim.wording_is_quote,
        "kind": found_claim.kind,
        "zone": found_claim.zone,
        "hedge": (found_claim.hedge or "")[:200],
        "negated": found_claim.negated,
        "when_surface": found_claim.when.surface[:200] if found_claim.when else "",
        "when_iso": (found_claim.when.iso or "")[:60] if found_claim.when else "",
        "where_surface": found_claim.where.surface[:200] if found_claim.where else "",
        "check_worthiness": min(1.0, max(0.0, found_claim.check_worthiness)),
        "reasons": list(found_claim.reasons),
        "rules": list(found_claim.rules),
        "stances": [stance.to_json() for stance in found_claim.stances],
        "loaded_terms": [list(span.shifted(-found_claim.span.start)) for span in found_claim.loaded_terms],
        "extractor": found.extractor,
    }


def _refresh(claim: Claim, found_claim: FoundClaim, found: Extraction, sources: _SourceFinder) -> None:
    columns = _columns(found_claim, found)
    for name, value in columns.items():
        setattr(claim, name, value)
    claim.save(update_fields=list(columns))
    claim.quantities.all().delete()
    claim.hops.all().delete()
    _store_parts(claim, found_claim, found, sources)


def _store_parts(claim: Claim, found_claim: FoundClaim, found: Extraction, sources: _SourceFinder) -> None:
    stored: dict[int, Quantity] = {}  # index in the document → row, so that conversions find their first
    for ordinal, index in enumerate(found_claim.quantities):
        quantity = found.quantities[index]
        span = _within(quantity.span, found_claim.span)
        stored[index] = Quantity.objects.create(
            claim=claim,
            ordinal=ordinal,
            start=span.start,
            end=span.end,
            surface=quantity.surface[:300],
            value=_storable(quantity.value),
            low=_storable(quantity.low),
            high=_storable(quantity.high),
            low_exclusive=quantity.low_exclusive,
            high_exclusive=quantity.high_exclusive,
            modifier=quantity.modifier,
            total=_storable(quantity.of),
            unit=(quantity.unit or "")[:80],
            unit_name=(quantity.unit_name or "")[:80],
            counted=(quantity.counted or "")[:300],
            trend=quantity.trend or "",
            derived=quantity.derived,
            conversion_of=stored.get(quantity.conversion_of) if quantity.conversion_of is not None else None,
        )
    Attribution.objects.bulk_create(
        Attribution(
            claim=claim, ordinal=ordinal, source=sources.find(hop.resolved, hop.source), source_words=(hop.source or "")[:300],
            resolved=(hop.resolved or "")[:300], cue=(hop.cue or "")[:100], type=hop.type,
            start=hop.span.start if hop.span else None, end=hop.span.end if hop.span else None,
        )
        for ordinal, hop in enumerate(found_claim.attribution)
    )  # fmt: skip


def _within(span: Span, outer: Span) -> Span:
    """The span counted from the start of the quote, cut to it."""
    start = max(span.start, outer.start) - outer.start
    return Span(start, max(start + 1, min(span.end, outer.end) - outer.start))


class _SourceFinder:
    """Looks names up once an article."""

    def __init__(self, desk_id: int) -> None:
        self.desk_id = desk_id
        self.known: dict[str, Source | None] = {}

    def find(self, *names: str | None) -> Source | None:
        for name in filter(None, names):
            if name not in self.known:
                self.known[name] = find_source(desk_id=self.desk_id, name=name)
            if self.known[name] is not None:
                return self.known[name]
        return None
