"""A text's reading for a person who edits its claims: the one that the worker made, while it still holds, else one made on the spot."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from pydantic import TypeAdapter, ValidationError

from claims.extraction.found import Extraction
from claims.extraction.overruling import Overruled
from claims.extraction.stretch import shifted
from claims.models import Article, KeptReading, Revision
from claims.spans import Span

# A newspaper's article is read whole in a tenth of a second; of a longer text only the surroundings are.
READ_WHOLE = 20_000
AROUND = 4_000
# The reading of a longer text is not kept: taking it out again would last longer than reading the surroundings.
LONGEST_KEPT = 300_000


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
    overruled = overruled_in(revision)
    if (kept := _kept(revision, article, overruled)) is not None:
        return kept
    text = revision.text
    if len(text) <= READ_WHOLE:
        found = extract(text, overruled=overruled, **known_of(article))
        keep_reading(revision, article, found, overruled)
        return found
    window = _window(text, span)
    inside = tuple(
        said._replace(span=said.span.shifted(-window.start)) for said in overruled if window.contains(said.span)
    )
    return shifted(extract(window.of(text), overruled=inside, **known_of(article)), window.start)


def extract(text: str, *, overruled: tuple[Overruled, ...] = (), **known: Any) -> Extraction:
    """The extractor that the settings name, told what people overruled, where they did: one behind the door that knows
    nothing of it is not asked in vain."""
    extract_document = import_string(settings.EXTRACTOR)
    if overruled:
        known["overruled"] = overruled
    found: Extraction = extract_document(text, **known)
    return found


def keep_reading(revision: Revision, article: Article, found: Extraction, overruled: Sequence[Overruled]) -> None:
    """Keep the reading of the whole revision, in place of an older one, for `read_around`."""
    if len(revision.text) > LONGEST_KEPT:
        return
    row = KeptReading(
        revision=revision,
        key=_key(article, overruled),
        found=zlib.compress(_shape().dump_json(found), 1),
    )
    KeptReading.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["revision"], update_fields=["key", "found"]
    )


def _kept(revision: Revision, article: Article, overruled: Sequence[Overruled]) -> Extraction | None:
    """The reading that is kept of the revision, where everything it depends on is as it was."""
    row = KeptReading.objects.filter(revision=revision, key=_key(article, overruled)).first()
    if row is None:
        return None
    try:
        return _shape().validate_json(zlib.decompress(row.found))
    except ValidationError:  # an older version of the extractor found things of another shape
        return None


def known_of(article: Article) -> dict[str, Any]:
    """What is known of the text from elsewhere."""
    return {"published": article.published_iso(), "outlet": article.outlet.name if article.outlet else None}


def _key(article: Article, overruled: Sequence[Overruled]) -> str:
    return sha256(repr((settings.EXTRACTOR, known_of(article), list(overruled))).encode()).hexdigest()


@cache
def _shape() -> TypeAdapter[Extraction]:
    """How a reading is written as JSON and read again, by its own types."""
    return TypeAdapter(Extraction)


def _window(text: str, span: Span) -> Span:
    """The span with its surroundings, from an empty line to an empty line where there is one."""
    low, high = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    start = text.find("\n\n", low, span.start)
    end = text.rfind("\n\n", span.end, high)
    return Span(low if start < 0 else start + 2, high if end < 0 else end)
