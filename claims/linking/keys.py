"""What makes two claims worth comparing: typed keys, of which a pair shares at least one; pure.

A key names one thing that claims about one fact have in common: a name with a concept, a counted noun with a number, two
content words. Single common words are no keys: they would tie everything to everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from claims.linking import words
from claims.linking.compared import ComparedClaim

MOST_KEYS = 40
CLAIMS_A_KEY = 60  # of the newest that share one key; a key that more of them share tells little
CANDIDATES = 50

# A pair of words says more than a name alone; a number with its noun the most.
WEIGHTS = {"n": 3.0, "p": 2.0, "t": 1.5, "o": 1.0, "e": 0.7, "c": 0.5, "w": 4.0}


def keys_of(claim: ComparedClaim) -> list[str]:
    """The claim's keys, the most telling first, at most MOST_KEYS.

    `w:` its words, `n:` a counted thing with its number, `p:` a name with a concept or word, `t:` two concepts or words,
    `o:` a name of its surroundings with a concept, `e:` a name, `c:` a counted thing that is done or suffered.
    """
    names = sorted({" ".join(name) for name in claim.names} | {name[0] for name in claim.weak_names})
    around = sorted({part for name in claim.around_names | claim.outlet_names for part in name if len(part) > 3})
    items = sorted(claim.concepts) + sorted(claim.stems)
    parts = sorted({part for name in claim.names for part in name if len(part) > 2})
    keys = [f"w:{' '.join(claim.words)[:120]}"] if len(claim.words) >= 3 else []
    for quantity in claim.quantities:
        if quantity.value is not None:
            keys.append(f"n:{quantity.counted or quantity.unit}:{quantity.value.normalize():f}"[:120])
    acts = sorted(words.marked(claim.concepts, "act"))
    keys += [f"p:{name}:{item}" for item in items for name in parts]
    keys += [f"t:{one}:{other}" for one, other in combinations(sorted(items)[:9], 2)]
    keys += [f"o:{name}:{act}" for act in acts[:2] for name in around[:8]]
    keys += [f"e:{name}" for name in names]
    keys += [f"c:{quantity.counted}:{act}" for quantity in claim.quantities for act in acts if quantity.counted]
    return [key[:160] for key in _spread(dict.fromkeys(keys))]


def _spread(keys: Iterable[str]) -> list[str]:
    """At most MOST_KEYS, each type getting its turn, so that a long claim's word pairs do not crowd out its names."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_type[key[0]].append(key)
    kept: list[str] = []
    while len(kept) < MOST_KEYS and any(by_type.values()):
        for kind in sorted(by_type, key=lambda kind: -WEIGHTS[kind]):
            if by_type[kind] and len(kept) < MOST_KEYS:
                kept.append(by_type[kind].pop(0))
    return kept


def pairs_by_keys(claims: Sequence[ComparedClaim]) -> list[tuple[int, int]]:
    """Index pairs (lower first) among these claims that share keys, at most CANDIDATES a claim, best first a claim.

    The same search as that of the database, for claims in memory.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    every = [keys_of(claim) for claim in claims]
    for index, keys in enumerate(every):
        for key in keys:
            holders[key].append(index)
    found: set[tuple[int, int]] = set()
    for index, keys in enumerate(every):
        weight: Counter[int] = Counter()
        for key in keys:
            sharing = holders[key][-CLAIMS_A_KEY:]
            for other in sharing:
                if other != index:
                    weight[other] += WEIGHTS[key[0]] / (1 + len(sharing)) ** 0.5
        best = sorted(weight, key=lambda other: (-weight[other], other))[:CANDIDATES]
        found.update((min(index, other), max(index, other)) for other in best)
    return sorted(found)
