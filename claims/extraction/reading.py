"""One text read from end to end: language, sentences, leftovers, numbers and times, then claims and findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from claims.extraction import check_worthiness
from claims.extraction.assembly import Assembler
from claims.extraction.findings import find_findings
from claims.extraction.found import Extraction, FoundMetadata, FoundSentence
from claims.extraction.leftovers import find_leftovers
from claims.extraction.metadata import find_dateline, find_metadata
from claims.extraction.overruling import Overruled, leftovers_overruled, sentences_overruled
from claims.extraction.quantities import find_times_and_quantities
from claims.extraction.sentences import find_sentences
from claims.extraction.unwrapping import put_back, unwrapped

# Languages with a folder of rules and word lists under lexicon/.
LANGUAGES = frozenset({"en"})
# Texts too short to tell their language by ("nan") are read as the one the rules are for.
UNTOLD = frozenset({"und"})


def read_document(
    text: str,
    *,
    extractor: str,
    published: str | None,
    outlet: str | None,
    on_progress: Callable[[int, int], None] | None,
    weights: Path | None,
    overruled: Sequence[Overruled] = (),
) -> Extraction:
    """See `extract_document`."""
    printed, text = text, unwrapped(text)
    sentences = find_sentences(text)
    metadata = _known(find_metadata(text, sentences), published, outlet)
    leftovers = find_leftovers(text, sentences)
    if overruled:
        leftovers = leftovers_overruled(leftovers, overruled)
        sentences = sentences_overruled(sentences, overruled)
    times, quantities = find_times_and_quantities(text, metadata.published)
    extraction = Extraction(
        extractor=extractor,
        metadata=metadata,
        quantities=tuple(quantities),
        times=tuple(times),
        boilerplate=tuple(leftovers),
    )
    if metadata.language not in LANGUAGES | UNTOLD and not _too_short_to_tell(text):
        reason = f"no rules for the language {metadata.language}"
        return replace(extraction, sentences=tuple(FoundSentence(s.span, "none", reason) for s in sentences))
    score = check_worthiness.scorer(weights)
    opening = find_dateline(text, sentences)
    dateline = opening.span if opening is not None else None
    read = Assembler(text, sentences, quantities, times, leftovers, score, dateline, on_progress).read()
    extraction = replace(
        extraction,
        claims=tuple(read.claims),
        attributions=tuple(read.attributions),
        sentences=tuple(read.sentences),
    )
    extraction = replace(extraction, findings=tuple(find_findings(text, extraction, sentences)))
    return extraction if text == printed else put_back(printed, extraction)


def _too_short_to_tell(text: str) -> bool:
    """Whether a guess at the language means little: a headline in plain letters has few of the small words it rests on."""
    return len(text) < 400 and text.isascii() and len(text.split()) < 25


def _known(metadata: FoundMetadata, published: str | None, outlet: str | None) -> FoundMetadata:
    """What the text shows, with what is given from elsewhere put before it."""
    given = {name: "given" for name, value in (("published", published), ("outlet", outlet)) if value}
    return replace(
        metadata,
        published=published or metadata.published,
        outlet=outlet or metadata.outlet,
        how={**metadata.how, **given},
    )
