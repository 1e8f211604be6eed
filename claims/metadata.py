"""Titles, addresses and publication times as people, files and texts write them, made fit to store."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from claims.errors import InvalidInput

if TYPE_CHECKING:
    from claims.models import Article

TITLE_LENGTH = 300

PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


class Published(NamedTuple):
    time: datetime
    precision: str  # minute, day, month, year


class BadDate(InvalidInput):
    code = "published"


class BadAddress(InvalidInput):
    code = "url"


def parse_published(text: str, *, zone: tzinfo = UTC) -> Published | None:
    """“2025-03-02T06:30+01:00”, “2025-03-02 06:30”, “2025-03-02”, “2025-03” or “2025”; None for nothing.

    A time without an offset is in `zone`. Raises BadDate for anything else, and for years before 1700 or after 2200.
    """
    text = text.strip()
    if not text:
        return None
    try:
        if partial := PARTIAL.fullmatch(text):
            year, month, day = partial.groups()
            time = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
            precision = "day" if day else "month" if month else "year"
        else:
            time, precision = datetime.fromisoformat(text), "minute"
            time = time if time.tzinfo else time.replace(tzinfo=zone)
            time = time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadDate(
            _("“%(typed)s” is no date known here; write 2025-03-02 or 2025-03-02 06:30.") % {"typed": text[:40]}
        ) from error
    if not 1700 <= time.year <= 2200:
        raise BadDate(_("The year %(year)s cannot be when an article was published.") % {"year": time.year})
    return Published(time, precision)


def shortened(text: str, length: int = TITLE_LENGTH) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def checked_url(url: str) -> str:
    """The address, or BadAddress when it is none on the web."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise BadAddress(_("“%(url)s” is no web address.") % {"url": url[:80]}) from error
    if len(url) > 2000:
        raise BadAddress(_("The web address is longer than 2,000 characters."))
    return url


def described(article: Article) -> dict[str, Any]:
    """The article's metadata as the history shows it."""
    return {
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else None,
        "byline": article.byline,
        "url": article.url,
        "language": article.language,
        "published": article.published_iso(),
        "published_how": article.published_how,
    }
