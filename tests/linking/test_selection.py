"""Which relations are shown: the strongest, never hundreds for one claim."""

from __future__ import annotations

from collections import Counter

from claims.linking.comparison import Relation
from claims.linking.selection import FIRM_A_CLAIM, RELATED_A_CLAIM, worth_showing


def relations(name, pairs):
    return [(pair, Relation(name, 0.5 + index / 1000, "test", "made for a test")) for index, pair in enumerate(pairs)]


def test_a_text_that_repeats_itself_yields_a_bounded_number_of_links_a_claim():
    pairs = [(a, b) for a in range(60) for b in range(a + 1, 60)]
    ends = Counter(end for pair, _ in worth_showing(relations("contradicts", pairs)) for end in pair)
    assert 1 <= min(ends.values()) <= max(ends.values()) <= FIRM_A_CLAIM


def test_the_strongest_are_kept_and_firm_ones_go_before_related_ones():
    pairs = [(0, other) for other in range(1, 40)]
    kept = worth_showing(relations("related", pairs) + relations("updates", [(0, 50)]))
    assert kept[0][0] == (0, 50)
    assert [pair for pair, relation in kept if relation.relation == "related"] == [(0, 39), (0, 38), (0, 37)][
        :RELATED_A_CLAIM
    ]
