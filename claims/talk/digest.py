"""Unread notifications by mail, each once: what happened, why one is told, and where it is; never the words of a comment, of
a rationale or of evidence, and of a blind decision neither value nor name."""

from __future__ import annotations

import logging
import uuid
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from claims.models import Notification, User
from claims.permissions import actor_of
from claims.talk.inbox import notifications_of, with_what_it_is_about

log = logging.getLogger(__name__)

MORNING = 7  # o'clock where the reader is: a daily digest leaves no earlier
MOST_ROWS = 50  # in one mail
AT_ONCE = 20  # mails a round
SALT = "factdesk.digest"


@dataclass(frozen=True)
class Line:
    """One notification as it stands in the mail."""

    notification: Notification
    headline: str
    about: str
    address: str


def send_digests(*, now: datetime | None = None) -> int:
    """Send what is due, and say how many mails left. Twice at once, or once more, sends nothing twice: each person is locked,
    and what was mailed is marked in the same transaction. A mail server that fails leaves everything as it was."""
    now = now or timezone.now()
    sent = 0
    for user in waiting_users(now)[:AT_ONCE]:
        if is_due(user, now):
            try:
                sent += send_digest(user_id=user.pk, now=now)
            except OSError as error:  # smtplib's errors are some of these; the next round tries again
                log.warning("the mail server does not take the digest of account %s: %s", user.pk, type(error).__name__)
                break
    return sent


def waiting_users(now: datetime) -> QuerySet[User]:
    """People with something to be mailed, who want mail and have an address; those who waited longest first."""
    waiting = Notification.objects.filter(
        to=OuterRef("pk"), read_at__isnull=True, mailed_at__isnull=True, not_before__lte=now
    )
    return (
        User.objects.filter(Exists(waiting), is_active=True)
        .exclude(digest=User.Digest.OFF)
        .exclude(email="")
        .order_by("digest_sent_at", "pk")
    )


def is_due(user: User, now: datetime) -> bool:
    """Hourly: an hour after the last one. Daily: once a day, from seven in the morning on where the reader is."""
    last = user.digest_sent_at
    if user.digest == User.Digest.HOURLY:
        return last is None or now - last >= timedelta(hours=1)
    if user.digest == User.Digest.DAILY:
        here = now.astimezone(zoneinfo.ZoneInfo(user.time_zone))
        return here.hour >= MORNING and (last is None or last.astimezone(here.tzinfo).date() < here.date())
    return False


@transaction.atomic
def send_digest(*, user_id: int, now: datetime) -> bool:
    """Mail one person's unread notifications and mark them. False when another round has him, or nothing is left to say."""
    user = User.objects.select_for_update(skip_locked=True).filter(pk=user_id, is_active=True).first()
    if user is None or not user.email or not is_due(user, now):
        return False
    # what may not be read any more is left out here, and stays unmailed
    unread = notifications_of(actor_of(user)).filter(read_at__isnull=True, mailed_at__isnull=True)
    rows = list(with_what_it_is_about(unread)[:MOST_ROWS])
    if not rows:
        return False
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    User.objects.filter(pk=user.pk).update(digest_sent_at=now)
    mail_of(user, rows).send()
    return True


def mail_of(user: User, rows: Iterable[Notification]) -> EmailMessage:
    """The mail, in the reader's language and zone; plain text."""
    rows = list(rows)
    stop = absolute(reverse("mail-off", args=[stop_key(user)]))
    with translation.override(user.locale or settings.LANGUAGE_CODE), timezone.override(
        zoneinfo.ZoneInfo(user.time_zone)
    ):  # fmt: skip
        subject = ngettext("%(number)s notification on Factdesk", "%(number)s notifications on Factdesk", len(rows))
        body = render_to_string(
            "talk/digest.txt",
            {
                "reader": user, "lines": [line_of(row) for row in rows], "list": absolute(reverse("notifications")),
                "settings": absolute(reverse("settings")), "stop": stop,
            },
        )  # fmt: skip
        subject = subject % {"number": len(rows)}
    return EmailMessage(
        subject=subject,
        body=body,
        to=[user.email],
        headers={
            # the same rows make the same id: a mail server that gets it twice can tell
            "Message-ID": f"<{uuid.uuid5(user.public_id, ' '.join(str(row.public_id) for row in rows))}@{_host()}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def line_of(row: Notification) -> Line:
    about = row.claim.wording if row.claim else row.article.title if row.article else row.desk.name
    about = " ".join(about.split())[:200]
    further = getattr(row, "further_number", 0)
    if further:
        about = ngettext("%(about)s (and %(number)s more)", "%(about)s (and %(number)s more)", further) % {
            "about": about,
            "number": further,
        }
    return Line(row, row.headline, about, absolute(reverse("notification", args=[row.public_id])))


def absolute(path: str) -> str:
    return urljoin(settings.PUBLIC_URL, path)


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


# --- no more mail -----------------------------------------------------------------------------------------------------


def stop_key(user: User) -> str:
    """What a mail's link carries: it names the account and can do nothing but end its mail."""
    return signing.dumps(str(user.public_id), salt=SALT)


def user_of_stop_key(key: str) -> User | None:
    """The account, or None for a key that was altered."""
    try:
        return User.objects.filter(public_id=signing.loads(key, salt=SALT)).first()
    except signing.BadSignature:
        return None


def stop_mail(user: User) -> None:
    User.objects.filter(pk=user.pk).update(digest=User.Digest.OFF)
