"""Things in an article that a person should look at: figures that do not fit, days that do not, two spellings."""

from __future__ import annotations

from collections.abc import Sequence

from claims.extraction.finding_figures import figures
from claims.extraction.finding_words import holder, words
from claims.extraction.found import Extraction, FoundFinding
from claims.extraction.sentences import Sentence


def find_findings(text: str, extraction: Extraction, sentences: Sequence[Sentence]) -> list[FoundFinding]:
    """The findings in the order of the text; each message shows its arithmetic in plain words.

    A wrong finding costs more than a missing one: where the text leaves room, nothing is found. Leftovers of the page
    are not looked at.
    """
    aside = [leftover.span for leftover in extraction.boilerplate]
    found = [*figures(text, extraction.quantities, [sentence.span for sentence in sentences])]
    found += words(text, extraction, sentences)
    kept = [finding for finding in found if holder(aside, finding.spans[0]) is None]
    return sorted(kept, key=lambda finding: (finding.spans[0], finding.kind))
