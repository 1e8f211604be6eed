"""Which of a claim's numbers say something of their own, and out of which total; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from claims.linking import clauses, figures, words
from claims.linking.apart import own_content
from claims.linking.compared import ComparedClaim
from claims.linking.compared_quantities import ComparedQuantity


def own_figures(claim: ComparedClaim) -> ComparedClaim:
    """The claim without figures of a report that it denies, which are nobody's tally, without what was left behind ("from 8
    to 7"), and without those that only say which thing is meant where it gives another: "put £12m into the £340m project"."""
    own = [quantity for quantity in claim.quantities if not quantity.denied]
    own = [quantity for quantity in own if not clauses.was_before(claim.quote, quantity.surface)] or own
    told = [quantity for quantity in own if not _names_the_thing(quantity, claim)] or own
    told = _with_totals(claim.quote, told)
    return claim if told == list(claim.quantities) else replace(claim, quantities=tuple(told))


def _names_the_thing(quantity: ComparedQuantity, claim: ComparedClaim) -> bool:
    """Whether a measure stands between "the" and its noun, as what is known already: "the £340m project"."""
    return figures.is_measure(quantity) and words.is_known_by(claim.quote, quantity.surface)


_OF = re.compile(r"^\W*of (?:the |its |their |all |about |some |these |those )*$", re.IGNORECASE)
_OF_WHICH = re.compile(r"\bof (?:which|whom|them|these|those)\b[\w ]{0,20}$", re.IGNORECASE)


def _with_totals(quote: str, quantities: Sequence[ComparedQuantity]) -> list[ComparedQuantity]:
    """The numbers, a whole that stands apart from its part drawn together: "of 33 drones only 12 were shot down"."""
    if len(quantities) != 2 or quantities[0].total is not None or quantities[1].total is not None:
        return list(quantities)
    whole, part = sorted(quantities, key=lambda quantity: quote.find(quantity.surface))
    at, then = quote.find(whole.surface), quote.find(part.surface)
    if at < 0 or whole.value is None or part.value is None or part.value > whole.value or figures.is_measure(whole):
        return list(quantities)
    of_it = _OF.match(quote[:at]) or _OF_WHICH.search(quote[at + len(whole.surface) : then])
    if not of_it or (part.counted and part.counted != whole.counted and not words.marked([part.counted], "open")):
        return list(quantities)
    return [
        replace(
            part,
            total=whole.value,
            counted=part.counted or whole.counted,
            counted_words=part.counted_words or whole.counted_words,
        )
    ]


def counted_in_two_ways(a: ComparedClaim, b: ComparedClaim, pair: figures.FigurePair) -> bool:
    """Per day and in all; what came on top and the whole; by how much and to how much: two such numbers say nothing of each
    other."""
    mine, theirs = ((claim.quote, quantity.surface) for claim, quantity in ((a, pair.a), (b, pair.b)))
    if {clauses.step_or_level(*mine), clauses.step_or_level(*theirs)} == {"step", "level"}:
        return True
    if pair.a.unit == "share" and pair.a.value == pair.b.value and not pair.is_precise:
        return bool(own_content(a, b) and own_content(b, a))  # 5 per cent on loans, 5 per cent on savings
    return clauses.rate_of(*mine) != clauses.rate_of(*theirs) or (
        clauses.is_addition(*mine) != clauses.is_addition(*theirs)
    )
