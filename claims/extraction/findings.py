"""Things in an article that a person should look at: figures that do not fit, days that do not, two spellings."""

from __future__ import annotations

from claims.extraction.found import Extraction, FoundFinding


def find_findings(text: str, extraction: Extraction) -> list[FoundFinding]:
    """The findings in the order of the text; each message shows its arithmetic in plain words."""
    return []
