"""Claims to compare, out of a marked text: the least that is valid."""

from __future__ import annotations

from typing import Any

from claims.linking.compared import ComparedClaim
from claims.linking.reading import Document, claim_at
from tests.marking import marked


def claim(text: str, *, day: str | None = "2031-05-04", outlet: str = "Varn Herald", name: str = "") -> ComparedClaim:
    """The claim in square brackets, as the extractor and the comparison read it."""
    plain, [span] = marked(text)
    return claim_at(Document(name or outlet, plain, day, outlet), span)


def pair(a: str, b: str, **of_b: Any) -> tuple[ComparedClaim, ComparedClaim]:
    """Two claims by two outlets on one day, unless told otherwise."""
    return claim(a), claim(b, **{"outlet": "Coast Wire", **of_b})
