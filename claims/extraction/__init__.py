"""The only door to extraction: a text goes in, everything it says comes out, with places.

Pure Python: no settings, clock, database or network. The same text gives the same claims.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from claims.extraction.found import Extraction, FoundClaim
from claims.extraction.overruling import Overruled

__all__ = ["EXTRACTOR", "Extractor", "extract_claims", "extract_document"]

EXTRACTOR = "factdesk-en 0.1.0"


class Extractor(Protocol):
    """What another extractor has to offer to be put behind this door."""

    def __call__(
        self,
        text: str,
        *,
        published: str | None = None,
        outlet: str | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        weights: Path | None = None,
        overruled: Sequence[Overruled] = (),
    ) -> Extraction: ...


def extract_document(
    text: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    weights: Path | None = None,
    overruled: Sequence[Overruled] = (),
) -> Extraction:
    """Everything that one reading of `text` finds; spans count its code points.

    `published` (ISO date or time) and `outlet` are what is known from elsewhere; they go before what the text shows,
    and without a date no relative day is resolved. `on_progress` is told sentences done and their total, every few
    sentences. `weights` names another file of check-worthiness weights. `overruled` are stretches of which a person said
    that they are text, or leftovers, whatever the signs; the later one holds. In a language without rules no claim is made;
    sentences and numbers are given all the same.
    """
    from claims.extraction import reading

    return reading.read_document(
        text, extractor=EXTRACTOR, published=published, outlet=outlet, on_progress=on_progress, weights=weights,
        overruled=overruled,
    )  # fmt: skip


def extract_claims(text: str) -> list[FoundClaim]:
    """The claims of a text alone, in its order. Their `quantities` are indexes that only `extract_document` gives."""
    return list(extract_document(text).claims)
