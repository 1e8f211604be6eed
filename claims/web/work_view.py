"""What a page shows of the work on a claim: whose it is, when it is due, who has it in hand, and why it stands where it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Claim, Membership, ReviewLease
from claims.permissions import Action, Actor
from claims.review.leases import lease_of
from claims.web.forms_work import WorkForm

HOUR = 3600


@dataclass
class WorkView:
    claim: Claim
    lease: ReviewLease | None
    mine: bool
    minutes: int
    may_assign: bool
    may_take: bool
    form: WorkForm | None
    open: bool
    stale: str
    said: str
    on_claim_page: bool


def work_view(
    claim: Claim,
    actor: Actor,
    *,
    form: WorkForm | None = None,
    stale: str = "",
    said: str = "",
    on_claim_page: bool = False,
    in_hand: bool = True,
    members: list[Membership] | None = None,
) -> WorkView:
    """`in_hand` is False where it is known that nobody has a lease of the claim; `members` are those of the
    desk, where they are known."""
    lease = lease_of(claim) if in_hand else None
    live = claim.standing == Claim.Standing.LIVE and claim.article.is_live
    may_assign = live and actor.may(Action.ASSIGN, claim.desk_id)
    judges = actor.may(Action.REVIEW, claim.desk_id) and claim.article.uploaded_by_id != actor.user.pk
    return WorkView(
        claim=claim,
        lease=lease,
        mine=lease is not None and lease.holder_id == actor.user.pk,
        minutes=max(1, round((lease.until - timezone.now()).total_seconds() / 60)) if lease else 0,
        may_assign=may_assign,
        may_take=live and judges and lease is None,
        form=form or (WorkForm(claim=claim, members=members) if may_assign else None),
        open=form is not None or bool(stale),
        stale=stale,
        said=said,
        on_claim_page=on_claim_page,
    )


def due_words(due: datetime, now: datetime) -> str:
    """ "14:30" for today, "tomorrow 14:30", else the day."""
    there, here = timezone.localtime(due), timezone.localtime(now)
    days = (there.date() - here.date()).days
    clock = date_format(there, "TIME_FORMAT")
    if days == 0:
        return clock
    if days == 1:
        return _("tomorrow %s") % clock
    return date_format(there, "SHORT_DATETIME_FORMAT" if there.year == here.year else "DATE_FORMAT")


def distance_words(due: datetime, now: datetime) -> str:
    """ "in 48 min", "in 2 h 48", "in 3 days", "overdue by 2 h"."""
    seconds = (due - now).total_seconds()
    words = _span_words(abs(seconds))
    return (_("in %s") if seconds >= 0 else _("overdue by %s")) % words


def _span_words(seconds: float) -> str:
    minutes = max(1, int(seconds // 60))
    if minutes < 100:
        return _("%s min") % minutes
    hours = minutes // 60
    if hours < 48:
        return (
            _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": minutes % 60}
            if hours < 10 and minutes % 60
            else _("%s h") % hours
        )
    days = hours // 24
    return ngettext("%s day", "%s days", days) % days


def is_late(due: datetime | None, now: datetime) -> bool:
    """Within the hour, or past."""
    return due is not None and (due - now).total_seconds() < HOUR


def why_here(claim: Claim, now: datetime) -> list[str]:
    """Why the claim stands where it does in the queue, the first reason first."""
    reasons = []
    if claim.due is not None:
        reasons.append(
            _("due %s") % distance_words(claim.due, now) if claim.due >= now else distance_words(claim.due, now)
        )
    if claim.load_bearing:
        reasons.append(
            ngettext("%s claim hangs on it", "%s claims hang on it", claim.load_bearing) % claim.load_bearing
        )
    if claim.priority:
        reasons.append(_("%s priority") % _(str(Claim.Priority(claim.priority).label)).lower())
    if claim.risk:
        reasons.append(_("flagged as a risk"))
    return reasons + [str(reason) for reason in claim.reasons[:3]]
