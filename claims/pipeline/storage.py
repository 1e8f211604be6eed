"""What one reading found becomes rows, in one transaction. Running twice equals running once, and nothing that a person touched
is overwritten."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from claims import history
from claims.errors import InvalidInput
from claims.extraction.found import Extraction, FoundClaim
from claims.extraction.overruling import Overruled
from claims.metadata import checked_url, described, parse_published, shortened
from claims.models import (
    Article,
    Claim,
    ExtractionRun,
    Finding,
    How,
    Leftover,
    Placement,
    Revision,
    Sentence,
    Source,
)
from claims.pipeline.accounts import settle_sentences
from claims.pipeline.claim_states import columns_of, state_found, write_parts, write_state
from claims.pipeline.lease import locked_run
from claims.pipeline.readings import keep_reading
from claims.pipeline.standing import Standing
from claims.sources import find_or_create_source
from claims.spans import Span
from claims.speakers import SpeakerFinder

log = logging.getLogger(__name__)


def store_reading(*, run: ExtractionRun, found: Extraction, overruled: Sequence[Overruled] = ()) -> ExtractionRun:
    """Store claims, sentences, leftovers and findings of the run's revision, and move the run on to linking. `overruled` is what
    the extractor was told of people's words.

    Raises LeaseLost, and stores nothing, when another worker holds the run by now.
    """
    article = run.revision.article
    outlet = None
    if (
        found.metadata.outlet and article.outlet_id is None and article.outlet_how != How.GIVEN
    ):  # before the transaction: a new source writes history
        outlet = find_or_create_source(desk=article.desk, name=found.metadata.outlet, kind=Source.Kind.OUTLET)
    with transaction.atomic():
        run = locked_run(run)
        revision = run.revision
        # in the order in which people's acts take them: claims by their ids, then the article
        list(
            Claim.objects.select_for_update(of=("self",)).filter(article=revision.article_id).order_by("pk").only("pk")
        )
        article = Article.objects.select_for_update(of=("self",)).select_related("desk").get(pk=revision.article_id)
        before = described(article)
        changed = fill_in_parsed(article, found, outlet)
        if changed:
            article.version += 1  # a form that was loaded before does not wipe what was found since
            article.save(update_fields=[*changed, "version"])
        _store_account_of_text(revision, found)
        reworded = _store_claims(article, revision, found)
        settle_sentences(revision)
        keep_reading(revision, article, found, overruled)  # with what the text itself showed of its origin
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
    if published and article.published is None and article.published_how != How.GIVEN:
        article.published, article.published_precision = published
        article.published_how = _how(metadata.how, "published")
        changed += ["published", "published_precision", "published_how"]
    return changed


def _how(how: Mapping[str, str], name: str) -> str:
    return How.GUESSED if how.get(name) == How.GUESSED else How.PARSED


def _store_account_of_text(revision: Revision, found: Extraction) -> None:
    """The outcome of every sentence and leftovers: the machine's own, so a new reading replaces them. What people said of
    a stretch has been told to the reading; what they dismissed stays dismissed."""
    revision.sentences.all().delete()
    revision.leftovers.all().delete()
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
    _store_findings(revision, found)


def _store_findings(revision: Revision, found: Extraction) -> None:
    """A finding of the same kind at the same place is the same one, and keeps that somebody dismissed it."""
    known = {(row.kind, str(row.spans), row.message): row for row in revision.findings.all()}
    for each in found.findings:
        spans = [list(span) for span in each.spans]
        if known.pop((each.kind[:40], str(spans), each.message), None) is None:
            Finding.objects.create(revision=revision, kind=each.kind[:40], spans=spans, message=each.message)
    # no longer found: a dismissed one stays for the record, the others go
    Finding.objects.filter(pk__in=[row.pk for row in known.values() if row.dismissed_at is None]).delete()


def _store_claims(article: Article, revision: Revision, found: Extraction) -> list[tuple[Claim, str]]:
    """Store them, and return the claims of earlier readings that changed, each with what happened to it.

    What people touched stays as it is: where the reading differs there, it is proposed.
    """
    sources = SpeakerFinder(article.desk_id, revision.text)
    seen = Standing(article, revision)
    changed: list[tuple[Claim, str]] = []
    number = article.claims.aggregate(last=Max("number"))["last"] or 0
    for found_claim in _one_a_span(found.claims):
        here = seen.take(found_claim.span)
        if here is not None and here.pk in seen.touched:
            seen.compare(here, state_found(found_claim, found, revision, sources.find))
        elif here is not None:
            state = state_found(found_claim, found, revision, sources.find)
            if here.standing == Claim.Standing.GONE:
                here.standing = Claim.Standing.LIVE
                here.save(update_fields=["standing"])
                changed.append((here, "found again"))
            elif here.wording != found_claim.wording:
                changed.append((here, "worded anew"))
            write_state(here, state)
        elif seen.is_settled(found_claim.span):
            continue  # a person rejected, replaced or moved the claim that stood here
        elif seen.is_touched_at(found_claim.span):
            seen.propose_to_add(state_found(found_claim, found, revision, sources.find))
        else:
            number += 1
            state = state_found(found_claim, found, revision, sources.find)
            claim = Claim.objects.create(
                desk_id=article.desk_id, article=article, number=number, **columns_of(found_claim, found)
            )
            write_parts(claim, state)
    for claim in seen.not_found():
        claim.placements.filter(revision=revision).update(state=Placement.State.GONE)
        claim.standing = Claim.Standing.GONE
        claim.save(update_fields=["standing"])
        changed.append((claim, "no longer found"))
    seen.store_proposals(found.extractor)
    return changed


def _one_a_span(claims: Iterable[FoundClaim]) -> list[FoundClaim]:
    """In the order of the text. Two readings of one stretch are one thing to judge: the first is kept, as the database asks."""
    by_span: dict[Span, FoundClaim] = {}
    for claim in claims:
        by_span.setdefault(claim.span, claim)
    return sorted(by_span.values(), key=lambda claim: (claim.span.start, -claim.span.end))
