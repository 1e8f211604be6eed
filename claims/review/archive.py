"""Copies of the pages that evidence names: fetched by a worker, kept under their SHA-256, and looked at again.

The ledger is the table of copies. A row is there before any message; a message is a hint that may be lost. A worker takes a
waiting row by a lease, and writes only while the number of attempts is still the one that it took.
"""

from __future__ import annotations

import ipaddress
import logging
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.fetching.addresses import Refused
from claims.fetching.web import Failed, Fetched, Limits, fetch
from claims.intake import storage
from claims.models import Article, Claim, Evidence, EvidenceCopy
from claims.permissions import Action, Actor, require
from claims.review.lost_evidence import reopen_for_gone
from claims.tasks import enqueue_copy

log = logging.getLogger(__name__)

State = EvidenceCopy.State
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
ENDINGS = {
    "text/html": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
PAUSES = (60, 600, 3600)  # seconds before the next attempt
RECHECKS_AT_ONCE = 200


class CopyWaits(Conflict):
    """A copy of this page is being made already."""

    code = "copy_waits"


def start_copy(piece: Evidence) -> EvidenceCopy:
    """The row of a look at the page, in the caller's transaction; the hint to a worker goes out after its commit."""
    copy = EvidenceCopy.objects.create(evidence=piece, not_before=timezone.now())
    transaction.on_commit(lambda: enqueue_copy(copy.pk), robust=True)
    return copy


def request_copy(*, evidence: Evidence, actor: Actor) -> EvidenceCopy:
    """Look at the page again, now. Raises CopyWaits while a look is under way, InvalidInput for what is no page."""
    require(actor, Action.REVIEW, evidence.claim.desk_id)
    if evidence.kind != Evidence.Kind.URL:
        raise InvalidInput(_("Only a web address has a page to archive."), code="evidence_kind")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=evidence.claim_id)
        if evidence.copies.filter(state=State.WAITING).exists():
            raise CopyWaits(_("This page is being fetched already; look again in a moment."))
        copy = start_copy(evidence)
        history.append(
            verb="asked for a copy", subject=claim, desk=claim.desk_id, actor=actor, after={"id": str(evidence.public_id)}
        )  # fmt: skip
    return copy


def limits() -> Limits:
    """How far a fetch may go, by the settings."""
    return Limits(
        seconds=settings.FETCH_SECONDS,
        bytes=settings.FETCH_BYTES,
        ports=frozenset(settings.FETCH_PORTS),
        also=tuple(ipaddress.ip_network(words) for words in settings.FETCH_ALSO_NETWORKS),
    )


# --- one look ---------------------------------------------------------------------------------------------------------


def _free() -> Q:
    """Waiting rows that nobody holds and that may start now, by the database's clock."""
    return Q(state=State.WAITING, not_before__lte=Now()) & (Q(leased_until__isnull=True) | Q(leased_until__lt=Now()))


def take_lease(copy_id: int) -> EvidenceCopy | None:
    """The row, held by this worker; None when it is done, held by another, or must wait."""
    lease = timedelta(seconds=2 * settings.FETCH_SECONDS + 30)
    taken = EvidenceCopy.objects.filter(_free(), pk=copy_id, attempts__lt=settings.FETCH_ATTEMPTS).update(
        attempts=F("attempts") + 1, leased_until=Now() + lease
    )
    return EvidenceCopy.objects.select_related("evidence__claim").get(pk=copy_id) if taken else None


def execute_copy(*, copy_id: int) -> bool:
    """Fetch the page and keep it; say whether this call did it. What is done, or held by another worker, is left as it is."""
    copy = take_lease(copy_id)
    if copy is None:
        return False
    try:
        page = fetch(copy.evidence.url, limits())  # seconds: no lock is held here
        if page.status == HTTPStatus.OK and page.content:
            storage.store(page.content)
    except Refused as error:
        return _settle(copy, state=State.REFUSED, error=error.message)
    except (Failed, OSError) as error:
        said = error.message if isinstance(error, Failed) else "The server could not store the page."
        return _try_again(copy, said)
    return _weigh(copy, page)


def _weigh(copy: EvidenceCopy, page: Fetched) -> bool:
    seen = {"final_url": page.url[:2000], "status": page.status, "fetched_at": page.at}
    if page.status in GONE:
        return _settle(copy, state=State.GONE, error=f"The page is not there any more: {_words(page.status)}.", **seen)
    if page.status == HTTPStatus.OK and page.content:
        kept = {"media_type": page.media_type, "size": len(page.content), "sha256": storage.sha256(page.content)}
        return _settle(copy, state=State.FETCHED, error="", **kept, **seen)
    if page.status >= 500 or page.status in (HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT):
        said = (
            "The site sent an empty page."
            if page.status == HTTPStatus.OK
            else f"The site answered {_words(page.status)}."
        )
        return _try_again(copy, said, **seen)
    return _settle(
        copy, state=State.FAILED, error=f"The site answered {_words(page.status)}, so there is no copy.", **seen
    )


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _try_again(copy: EvidenceCopy, said: str, **seen: object) -> bool:
    if copy.attempts >= settings.FETCH_ATTEMPTS:
        return _settle(copy, state=State.FAILED, error=f"{said} It was tried {copy.attempts} times.", **seen)
    pause = PAUSES[min(copy.attempts, len(PAUSES)) - 1]
    return _settle(copy, error=said, not_before=timezone.now() + timedelta(seconds=pause), **seen)


def _settle(copy: EvidenceCopy, **fields: object) -> bool:
    """Write what came of it, unless another worker has taken the row meanwhile. A page that is gone reopens what rests on it,
    in the same transaction."""
    fields.setdefault("fetched_at", timezone.now())
    if fields.get("state") is None:
        fields.pop("fetched_at")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=copy.evidence.claim_id)
        held = EvidenceCopy.objects.select_for_update(of=("self",)).filter(
            pk=copy.pk, state=State.WAITING, attempts=copy.attempts
        )
        if held.first() is None:
            log.warning("copy %s: the lease was lost, nothing was written", copy.pk)
            return False
        EvidenceCopy.objects.filter(pk=copy.pk).update(leased_until=None, **fields)
        if fields.get("state") == State.GONE:
            reopen_for_gone(evidence=copy.evidence, claim=claim, status=int(str(fields["status"])))
    return True


def file_name_of(copy: EvidenceCopy) -> str:
    """What the archived page is called when it is saved: its host and when it was fetched."""
    host = urlsplit(copy.final_url).hostname or "page"
    when = f"{copy.fetched_at:%Y-%m-%d}" if copy.fetched_at else ""
    return f"{host}-{when}{ENDINGS.get(copy.media_type, '.bin')}"


# --- all looks --------------------------------------------------------------------------------------------------------


def sweep_copies() -> None:
    """Give up the rows whose workers died each time."""
    spent = EvidenceCopy.objects.filter(_free(), attempts__gte=settings.FETCH_ATTEMPTS)
    spent.update(
        state=State.FAILED, leased_until=None, fetched_at=Now(),
        error="The worker stopped each time while it fetched this page. Ask for a copy again.",
    )  # fmt: skip


def next_waiting_copy(*, waited_seconds: float) -> int | None:
    """The oldest row that could have been started so long ago; for idle workers, so that work goes on without the broker."""
    limit = timezone.now() - timedelta(seconds=waited_seconds)
    waiting = EvidenceCopy.objects.filter(_free(), attempts__lt=settings.FETCH_ATTEMPTS, not_before__lte=limit)
    return waiting.order_by("not_before", "pk").values_list("pk", flat=True).first()


def recheck_copies() -> int:
    """Look again at the pages whose newest look is long ago: the number of looks that were put into the ledger."""
    pieces = list(due_rechecks()[:RECHECKS_AT_ONCE])
    for piece in pieces:
        with transaction.atomic():
            Claim.objects.select_for_update(of=("self",)).get(pk=piece.claim_id)  # two beats, or a beat and a button
            if not piece.copies.filter(state=State.WAITING).exists():
                start_copy(piece)
    return len(pieces)


def due_rechecks() -> QuerySet[Evidence]:
    """Addresses that were looked at before and not lately, longest ago first. What may not be fetched is not tried again."""
    looks = EvidenceCopy.objects.filter(evidence=OuterRef("pk")).order_by("-id")
    limit = timezone.now() - timedelta(hours=settings.EVIDENCE_RECHECK_HOURS)
    return (
        Evidence.objects.filter(kind=Evidence.Kind.URL, claim__standing=Claim.Standing.LIVE)
        .filter(claim__article__state=Article.State.LIVE)
        .annotate(last_state=Subquery(looks.values("state")[:1]), last_look=Subquery(looks.values("fetched_at")[:1]))
        .filter(last_state__in=[State.FETCHED, State.GONE, State.FAILED], last_look__lt=limit)
        .order_by("last_look", "pk")
    )
