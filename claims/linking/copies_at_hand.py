"""Which claims of some texts stand in text that two of them share, without a database: for `link_files` and the bench; pure.

The product keeps the same of stored articles, see `near_copies.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from claims.linking.compared import ComparedClaim
from claims.linking.shared_text import STRONG_OVERLAP, TEXTS_A_BAND, band_numbers, shared_text, words_of
from claims.spans import Span


def copied_claims(
    texts: Mapping[str, str], claims: Sequence[ComparedClaim], leftovers: Mapping[str, Iterable[Span]] | None = None
) -> set[tuple[int, int]]:
    """Pairs of claims (indexes, lower first) that stand in passages shared by two texts that overlap strongly.

    `texts` by the name that the claims call their article by; `leftovers` are the parts that are no article.
    """
    read = {name: words_of(text, (leftovers or {}).get(name, ())) for name, text in texts.items()}
    holders: dict[int, list[str]] = defaultdict(list)
    for name, text in texts.items():
        for band in band_numbers(text, read[name]):
            holders[band].append(name)
    near = {pair for names in holders.values() for pair in combinations(names[:TEXTS_A_BAND], 2)}
    members: dict[str, list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        members[claim.article].append(index)
    pairs: set[tuple[int, int]] = set()
    for one, other in near:
        shared = shared_text(read[one], read[other])
        if shared.containment < STRONG_OVERLAP:
            continue
        for start, end, other_start, other_end in shared.passages:
            left = _within(claims, members[one], start, end)
            right = _within(claims, members[other], other_start, other_end)
            pairs |= {(min(a, b), max(a, b)) for a in left for b in right}
    return pairs


def _within(claims: Sequence[ComparedClaim], indexes: Sequence[int], start: int, end: int) -> list[int]:
    places = ((index, claims[index].place_in_text) for index in indexes)
    return [index for index, place in places if start <= place[0] and place[1] <= end]
