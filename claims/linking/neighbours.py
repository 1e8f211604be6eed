"""Which claims are compared besides those that share a key: those of one article, and of the few articles nearest to it; pure.

"About 60 are missing" and "the number of missing is put at 60" share no key that would not tie half a corpus together. Two
articles of which several claims share keys tell one story, and then all their claims are worth a comparison. The work stays
bounded: so many articles, so many claims of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

Key = TypeVar("Key", int, str)

NEAREST_ARTICLES = 4
LEAST_SHARED = 3  # pairs of claims by keys, for two articles to tell one story
MOST_CLAIMS = 150  # of an article; longer texts are compared by keys alone


def nearest_articles(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """For each article the articles that tell one story with it, nearest first; `pairs` are the articles of each pair of
    claims that share keys."""
    shared: dict[str, Counter[str]] = {}
    for one, other in pairs:
        if one != other:
            shared.setdefault(one, Counter())[other] += 1
            shared.setdefault(other, Counter())[one] += 1
    return {
        article: [
            other
            for other, many in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NEAREST_ARTICLES]
            if many >= LEAST_SHARED
        ]
        for article, counts in shared.items()
    }


def pairs_within(claims: Sequence[Key]) -> list[tuple[Key, Key]]:
    """All pairs of one article's claims; none of an article that is too long."""
    return list(combinations(sorted(claims), 2)) if len(claims) <= MOST_CLAIMS else []


def pairs_between(claims: Sequence[Key], others: Sequence[Key]) -> list[tuple[Key, Key]]:
    """All pairs of two articles' claims, the lower key first; none where either is too long."""
    if max(len(claims), len(others)) > MOST_CLAIMS:
        return []
    return [(min(one, other), max(one, other)) for one in claims for other in others]


def every_pair(by_keys: Iterable[tuple[Key, Key]], article_of: Mapping[Key, str]) -> list[tuple[Key, Key]]:
    """The pairs by keys, and those of one article and of near articles, for claims that are all at hand."""
    found = set(by_keys)
    members: dict[str, list[Key]] = {}
    for key, article in article_of.items():
        members.setdefault(article, []).append(key)
    near = nearest_articles((article_of[one], article_of[other]) for one, other in sorted(found))
    for claims in members.values():
        found.update(pairs_within(claims))
    for article, others in near.items():
        for other in others:
            found.update(pairs_between(members[article], members[other]))
    return sorted(found)
