"""Retracted sources: an outlet that withdrew its reporting, a speaker who is not who he said he was.

What was judged on such a source's word reopens by itself, in turns that a worker goes on with, so that no request waits for a
thousand claims; docs/review.md says which verdicts rest on a source.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.linking.retracted import own_hosts
from claims.models import Claim, History, Source, User, Verdict
from claims.permissions import Action, Actor, require
from claims.review.causes import RESTORED, RETRACTED
from claims.review.reopening import reopen_for_cause
from claims.review.resting import Resting, Way, verdicts_resting_on
from claims.review.services import append_history, restore_before
from claims.review.telling import Kind, hush
from claims.sources import RETRACTION, lock_source

Cause = Verdict.Cause
AT_ONCE = 25  # layers that the request itself reopens; a worker goes on in turns of as many


class SourceRetracted(Conflict):
    """It is retracted already, or is not."""

    code = "retracted"


def resting_on(source: Source, hosts: Collection[str] | None = None) -> list[Resting]:
    """What would reopen if the source were retracted, addresses at `hosts` (None: all of its own) counted as its word."""
    return verdicts_resting_on(source, own_hosts(source) if hosts is None else hosts)


def retract_source(
    *, source: Source, actor: Actor, reason: str, version: int | None = None, hosts: Collection[str] | None = None
) -> Source:
    """Mark the source as retracted: it counts as no origin, and what was judged on its word reopens with that as the cause.

    `hosts` are those of `own_hosts` at which addresses are its word, None for all of them. The first verdicts reopen at once,
    the others by a worker. Raises InvalidInput (no reason, a host that is not its own), SourceRetracted, StaleSource.
    """
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why the source is retracted."), code="reason")
    known = own_hosts(source)
    chosen = known if hosts is None else sorted(set(hosts))
    if not set(chosen) <= set(known):
        raise InvalidInput(_("That is no address of this source alone."), code="hosts")
    with transaction.atomic():
        source = lock_source(source, version)
        if source.is_retracted:
            raise SourceRetracted(_("This source is retracted already."), source=source)
        _mark(source, at=timezone.now(), by=actor.user, reason=reason, hosts=chosen, due=True)
        history.append(
            verb="retracted source", subject=source, desk=source.desk_id, actor=actor, reason=reason,
            after={"retracted": True, "hosts": chosen},
        )  # fmt: skip
    if go_on_reopening(source_id=source.pk, via=actor.via):
        _hint(source)
    source.refresh_from_db()
    return source


def restore_source(
    *, source: Source, actor: Actor, reason: str, version: int | None = None, give_back: bool = False
) -> Source:
    """Take the retraction back: the source counts again. With `give_back` the verdicts that reopened for it hold again where
    nobody has decided anything since; else they stay reopened, and somebody looks at them. Raises InvalidInput (no reason),
    SourceRetracted, StaleSource.
    """
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why the retraction is taken back."), code="reason")
    with transaction.atomic():
        source = lock_source(source, version)
        if not source.is_retracted:
            raise SourceRetracted(_("This source is not retracted."), source=source)
        assert source.retracted_at is not None
        before = {"retracted": True, "since": source.retracted_at.isoformat(), "why": source.retracted_reason}
        _mark(source, at=None, by=None, reason="", hosts=[], due=False)
        history.append(
            verb="restored source", subject=source, desk=source.desk_id, actor=actor, reason=reason, before=before,
            after={"retracted": False, "give_back": give_back},
        )  # fmt: skip
    if give_back and give_verdicts_back(source_id=source.pk):
        _hint(source)
    return source


def _mark(source: Source, *, at: Any, by: User | None, reason: str, hosts: Sequence[str], due: bool) -> None:
    source.retracted_at, source.retracted_by, source.retracted_reason = at, by, reason
    source.retracted_hosts, source.reopening_due = list(hosts), due
    source.version += 1
    source.save(update_fields=[*RETRACTION, "version"])


def _hint(source: Source) -> None:
    """Have a worker go on, once this is committed; with the broker away the sweeper finds what is due."""
    from claims.tasks import enqueue_retraction

    source_id = source.pk
    transaction.on_commit(lambda: enqueue_retraction(source_id), robust=True)


# --- in turns ---------------------------------------------------------------------------------------------------------


def go_on_reopening(*, source_id: int, most: int | None = None, via: str = "worker") -> bool:
    """Reopen some more of what rests on a retracted source; say whether more may be left. Running it twice reopens nothing
    twice, and nothing once the source is restored."""
    most = AT_ONCE if most is None else most
    with transaction.atomic():
        source = Source.objects.select_for_update(of=("self",)).select_related("retracted_by").get(pk=source_id)
        if not source.reopening_due:
            return False
        assert source.retracted_by is not None
        rests = verdicts_resting_on(source, source.retracted_hosts)
        actor = Actor(user=source.retracted_by, via=via)
        _reopen(source, rests[:most], actor)
        if len(rests) > most:
            return True
        source.reopening_due = False
        source.save(update_fields=["reopening_due"])
    return False


def _reopen(source: Source, rests: Sequence[Resting], actor: Actor) -> None:
    # all claims before the first history row: the lock of the desk's chain is held until the commit
    claims = Claim.objects.select_for_update(of=("self",)).filter(pk__in={row.claim_id for row in rests}).order_by("pk")
    by_id = {claim.pk: claim for claim in claims}
    details = details_of(source)
    # looked at again under the locks: what somebody judged anew meanwhile is left, he knew of the retraction
    for row in verdicts_resting_on(source, source.retracted_hosts, among=by_id):
        reopen_for_cause(
            claim=by_id[row.claim_id], cause=Cause.SOURCE_RETRACTED, detail=details[row.way], actor=actor,
            layers=[row.layer], again=True,
        )  # fmt: skip


def details_of(source: Source) -> dict[Way, str]:
    """What the cause says, as it is stored."""
    return _details(source.name, source.retracted_reason)


def _details(name: str, reason: str) -> dict[Way, str]:
    return {way: words % {"name": name, "reason": reason} for way, words in RETRACTED.items()}


def due_retractions() -> list[int]:
    """The sources of which verdicts are still to reopen."""
    return list(Source.objects.filter(reopening_due=True).order_by("pk").values_list("pk", flat=True)[:100])


def give_verdicts_back(*, source_id: int, most: int | None = None) -> bool:
    """Let some more verdicts hold again that reopened for a retraction which was taken back as a mistake; say whether more may
    be left. Those of confidential evidence stay reopened: their cause does not name the source."""
    most = AT_ONCE if most is None else most
    with transaction.atomic():
        source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
        event = History.objects.about(source).filter(verb="restored source").order_by("-sequence").first()
        if source.is_retracted or event is None or not event.after.get("give_back") or event.actor is None:
            return False
        reopened = _still_reopened(source, str(event.before["why"]), event.before["since"])
        rows = list(reopened.order_by("claim_id", "pk").values_list("pk", flat=True)[: most + 1])
        _give_back(rows[:most], Actor(user=event.actor, via=event.via), source.name)
    return len(rows) > most


def still_reopened(source: Source) -> int:
    """How many verdicts would hold again if the retraction were taken back as a mistake."""
    return _still_reopened(source, source.retracted_reason, source.retracted_at).count() if source.retracted_at else 0


def _still_reopened(source: Source, why: str, since: datetime | str) -> QuerySet[Verdict]:
    reasons = [said for way, said in _details(source.name, why).items() if way != Way.CONFIDENTIAL]
    found = Verdict.objects.filter(claim__desk_id=source.desk_id, cause=Cause.SOURCE_RETRACTED, reason__in=reasons)
    return found.filter(_NOBODY_DECIDES, replaced_by=None, created_at__gte=since)


# two people may have begun to decide anew
_NOBODY_DECIDES = Q(layer="world", claim__world_pending="") | Q(layer="statement", claim__statement_pending="")


def _give_back(verdict_ids: Sequence[int], actor: Actor, name: str) -> None:
    claims = Claim.objects.filter(verdicts__in=verdict_ids).values("pk")
    list(Claim.objects.select_for_update(of=("self",)).filter(pk__in=claims).order_by("pk").values_list("pk"))
    found = Verdict.objects.filter(_NOBODY_DECIDES, pk__in=verdict_ids, replaced_by=None)
    restored = []
    for verdict in found.select_related("claim", "replaces__label").order_by("claim_id", "pk"):
        hush(verdict.claim, Kind.REOPENED)
        restored.append((restore_before(verdict, actor, RESTORED % {"name": name}), verdict))
    for undone, verdict in restored:
        append_history(undone, verdict, actor)
