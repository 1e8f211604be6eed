"""A text read on the spot, for a person who edits its claims: the same reading that a worker would make, remembered for a while."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from claims.extraction.found import Extraction
from claims.extraction.overruling import Overruled
from claims.extraction.stretch import shifted
from claims.models import Article, Revision
from claims.spans import Span

# A newspaper's article is read whole in a tenth of a second; of a longer text only the surroundings are.
READ_WHOLE = 20_000
AROUND = 4_000


def overruled_in(revision: Revision) -> tuple[Overruled, ...]:
    """What people said of stretches of this revision and did not take back, the oldest first."""
    return tuple(
        Overruled(Span(start, end), is_leftover, reason)
        for start, end, is_leftover, reason in revision.overrulings.filter(undone_at=None)
        .order_by("id")
        .values_list("start", "end", "is_leftover", "reason")
    )


def read_around(revision: Revision, article: Article, span: Span) -> Extraction:
    """What the machine reads of the revision, at least around the span; places count in the revision's text."""
    text = revision.text
    window = Span(0, len(text)) if len(text) <= READ_WHOLE else _window(text, span)
    overruled = tuple(
        said._replace(span=said.span.shifted(-window.start))
        for said in overruled_in(revision)
        if window.contains(said.span)
    )
    found = _read(
        settings.EXTRACTOR,
        window.of(text),
        article.published_iso(),
        article.outlet.name if article.outlet else None,
        overruled,
    )
    return shifted(found, window.start)


def extract(text: str, *, overruled: tuple[Overruled, ...] = (), **known: Any) -> Extraction:
    """The extractor that the settings name, told what people overruled, where they did: one behind the door that knows
    nothing of it is not asked in vain."""
    extract_document = import_string(settings.EXTRACTOR)  # here, so that a web server loads it with the first edit only
    if overruled:
        known["overruled"] = overruled
    found: Extraction = extract_document(text, **known)
    return found


@lru_cache(maxsize=8)
def _read(
    extractor: str, text: str, published: str | None, outlet: str | None, overruled: tuple[Overruled, ...]
) -> Extraction:
    """Remembered by all that it depends on: the same text gives the same claims."""
    return extract(text, published=published, outlet=outlet, overruled=overruled)


def _window(text: str, span: Span) -> Span:
    """The span with its surroundings, from an empty line to an empty line where there is one."""
    low, high = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    start = text.find("\n\n", low, span.start)
    end = text.rfind("\n\n", span.end, high)
    return Span(low if start < 0 else start + 2, high if end < 0 else end)
