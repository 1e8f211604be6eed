"""An article's claims as CSV, with cells that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from claims.models import Claim
from claims.models.claim import ClaimQuerySet

COLUMNS = (
    "article", "outlet", "published", "claim", "start", "end", "quote", "wording", "kind", "zone", "quantities", "attribution", "hedge",
    "when", "where", "check_worthiness", "statement_verdict", "world_verdict", "claim_id", "article_id",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(cell: Any) -> Any:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula. Numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    return "'" + cell if cell.lstrip().startswith(FORMULA_STARTS) or cell.startswith(FORMULA_STARTS) else cell


class _Line:
    """A file that hands each written line back, so that csv can stream."""

    def write(self, line: str) -> str:
        return line


def claims_csv(claims: ClaimQuerySet) -> Iterator[str]:
    """Lines of CSV (RFC 4180, with a byte order mark for spreadsheets), the header first, in the order of the text."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for row in _rows(claims.for_cards().iterator(chunk_size=500)):
        yield writer.writerow([defused(cell) for cell in row])


def _rows(claims: Iterable[Claim]) -> Iterator[list[Any]]:
    for claim in claims:
        article = claim.article
        placement = max(claim.placements.all(), key=lambda p: p.revision_id, default=None)
        yield [
            article.title,
            article.outlet.name if article.outlet else "",
            article.published_iso() or "",
            claim.number,
            placement.start if placement else None,
            placement.end if placement else None,
            claim.quote,
            claim.wording,
            claim.kind,
            claim.zone,
            "; ".join(_quantity(quantity) for quantity in claim.quantities.all()),
            " ← ".join(hop.speaker for hop in reversed(claim.hops.all())),
            claim.hedge,
            claim.when_iso or claim.when_surface,
            claim.where_surface,
            round(claim.check_worthiness, 3),
            claim.statement_state if claim.hops.all() else "",
            claim.world_state,
            str(claim.public_id),
            str(article.public_id),
        ]


def _quantity(quantity: Any) -> str:
    """“up to 12,000 [–12000] conscripts”: the words, then the interval; round brackets are open ends."""
    low = "" if quantity.low is None else plain(quantity.low)
    high = "" if quantity.high is None else plain(quantity.high)
    total = f" of {plain(quantity.total)}" if quantity.total is not None else ""
    interval = f"{'(' if quantity.low_exclusive else '['}{low}–{high}{')' if quantity.high_exclusive else ']'}{total}"
    return f"{quantity.surface} {interval} {quantity.unit}".strip()


def plain(number: Decimal) -> str:
    """12000, 0.081: no exponent, no padding zeros."""
    return f"{number.normalize():f}"
