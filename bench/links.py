"""How well links and origins are found in a corpus of which the truth is known, and what they cost.

    python -m bench.links [--events 60] [--seed 7] [--failures 10]      quality, on the corpus of bench/corpus.py; no database
    python -m bench.links scale [--sizes 10000 100000]                  time and size, see bench/links_scale.py

Texts are read by the extractor and linked by the comparison of the product. A pair of sentences is right when the relation
found between their claims is the one that follows from the facts (and for an update the newer side); "related" is not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bench.corpus import Event, Report, Told, events, origins_of, relation_between
from claims.linking.compared import ComparedClaim
from claims.linking.comparison import Relation, compare
from claims.linking.copies_at_hand import copied_claims
from claims.linking.keys import pairs_by_keys
from claims.linking.provenance import Voice, independent_origins
from claims.linking.reading import Document, claims_of
from claims.linking.selection import as_copy, worth_showing

FIRM = ("corroborates", "contradicts", "updates", "duplicate")


@dataclass
class Corpus:
    """Reports and the claims found in them; `of_sentence` names the claims (by index) of each planted sentence."""

    reports: list[Report] = field(default_factory=list)
    claims: list[ComparedClaim] = field(default_factory=list)
    of_sentence: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    copied: set[tuple[int, int]] = field(default_factory=set)


def read(all_events: Sequence[Event]) -> Corpus:
    corpus = Corpus()
    for report in (report for event in all_events for report in event.reports):
        corpus.reports.append(report)
        found = claims_of(Document(report.name, report.text, report.published, report.outlet))
        first = len(corpus.claims)
        corpus.claims += found
        for number, told in enumerate(report.told):
            start = report.text.index(told.sentence)
            end = start + len(told.sentence)
            corpus.of_sentence[report.name, number] = [
                first + index
                for index, claim in enumerate(found)
                if claim.quantities and start <= claim.place_in_text[0] and claim.place_in_text[1] <= end
            ]
    corpus.copied = copied_claims({report.name: report.text for report in corpus.reports}, corpus.claims)
    return corpus


# --- relations


def relations(corpus: Corpus) -> dict[tuple[int, int], Relation]:
    """What linking would show, by pairs of claims."""
    found = []
    for left, right in pairs_by_keys(corpus.claims):
        relation = compare(corpus.claims[left], corpus.claims[right])
        if relation is not None:
            found.append(((left, right), as_copy(relation) if (left, right) in corpus.copied else relation))
    return dict(worth_showing(found))


@dataclass(frozen=True)
class Judged:
    """A pair of planted sentences: what follows from the facts, and what was found."""

    accepted: tuple[str | None, ...]
    found: str | None
    newer_right: bool
    a: Told
    b: Told
    why: str

    @property
    def expected(self) -> str | None:
        """What is right: what was found where that is among what may be said, else what one would say first."""
        return self.found if self.found in self.accepted else self.accepted[0]


def judged_pairs(
    all_events: Sequence[Event], corpus: Corpus, shown: Mapping[tuple[int, int], Relation]
) -> Iterator[Judged]:
    """All pairs of sentences of different reports of one event, and every firm link between events (none is right)."""
    event_of = {report.name: event.name for event in all_events for report in event.reports}
    for event in all_events:
        for a, b in combinations(event.reports, 2):
            for i, one in enumerate(a.told):
                for j, other in enumerate(b.told):
                    accepted, newer = relation_between(a, one, b, other)
                    best = _best(shown, corpus.of_sentence[a.name, i], corpus.of_sentence[b.name, j])
                    right = best is None or best.relation != "updates" or best.newer == newer
                    yield Judged(
                        accepted, best.relation if best else None, right, one, other, best.reason if best else ""
                    )
    planted = {index: key for key, indexes in corpus.of_sentence.items() for index in indexes}
    for (left, right_end), relation in shown.items():
        ends = corpus.claims[left], corpus.claims[right_end]
        if (
            relation.relation in FIRM
            and event_of[ends[0].article] != event_of[ends[1].article]
            and left in planted
            and right_end in planted
        ):
            a_told, b_told = (_told(corpus, planted[index]) for index in (left, right_end))
            yield Judged((None,), relation.relation, True, a_told, b_told, relation.reason)


def _told(corpus: Corpus, key: tuple[str, int]) -> Told:
    return next(report.told[key[1]] for report in corpus.reports if report.name == key[0])


def _best(shown: Mapping[tuple[int, int], Relation], left: Sequence[int], right: Sequence[int]) -> Relation | None:
    found = [shown[pair] for a in left for b in right if (pair := (min(a, b), max(a, b))) in shown]
    firm = [relation for relation in found if relation.relation in FIRM]
    return max(firm, key=lambda relation: relation.score, default=None)


def report_relations(judged: Sequence[Judged], failures: int) -> None:
    print(f"{'relation':14}{'expected':>10}{'found':>8}{'right':>8}{'precision':>11}{'recall':>8}")
    for name in FIRM:
        expected = sum(row.expected == name for row in judged)
        found = sum(row.found == name for row in judged)
        right = sum(row.expected == row.found == name and row.newer_right for row in judged)
        print(f"{name:14}{expected:10}{found:8}{right:8}{_share(right, found):>11}{_share(right, expected):>8}")
    wrong = [row for row in judged if row.expected != row.found or not row.newer_right]
    print(
        f"\n{len(wrong)} of {len(judged)} pairs are wrong, by what was expected and found, and how the two reports tell it:"
    )
    kinds = Counter(
        (row.expected or "none", row.found or "none", " / ".join(sorted((row.a.way, row.b.way)))) for row in wrong
    )
    for (wanted, found_name, ways), number in kinds.most_common(failures):
        print(f"  {number:5}  {wanted} → {found_name}  ({ways})")
    shown: set[tuple[str, str]] = set()
    for row in wrong:
        kind = (row.expected or "none", row.found or "none")
        if kind not in shown and len(shown) < failures:
            shown.add(kind)
            print(f"\n  {kind[0]} → {kind[1]}\n    {row.a.sentence}\n    {row.b.sentence}\n    {row.why}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


# --- origins


def count_origins(all_events: Sequence[Event], corpus: Corpus, failures: int) -> tuple[int, int]:
    """Facts whose number of independent origins is counted right, and all facts that two reports at least tell."""
    right = total = told_wrong = 0
    for event in all_events:
        tellings: dict[str, list[tuple[Report, int, Told]]] = defaultdict(list)
        for report in event.reports:
            for number, told in enumerate(report.told):
                tellings[told.fact].append((report, number, told))
        for fact, told_by in tellings.items():
            claim_of = {
                report.name: (corpus.of_sentence[report.name, number] or [-1])[0] for report, number, _ in told_by
            }
            voices = [_voice(corpus, index) for index in claim_of.values() if index >= 0]
            copies = [
                (str(a), str(b)) for a, b in combinations(sorted(claim_of.values()), 2) if (a, b) in corpus.copied
            ]
            groups = independent_origins(voices, copies)
            wanted = origins_of([told for _, _, told in told_by])
            total += 1
            if len(groups) == wanted:
                right += 1
            elif (told_wrong := told_wrong + 1) <= failures:
                print(f"  {fact}: {len(groups)} counted, {wanted} true")
                for report, _, told in told_by:
                    place = next(
                        (n for n, group in enumerate(groups) if str(claim_of[report.name]) in group.members), None
                    )
                    print(f"    group {place}: {told.way:7} {told.origin:38} {told.sentence}")
    return right, total


def _voice(corpus: Corpus, index: int) -> Voice:
    claim = corpus.claims[index]
    return Voice(str(index), claim.origin, outlet_name=claim.outlet, article=claim.article)


def quality(options: argparse.Namespace) -> None:
    all_events = list(events(options.events, options.seed))
    started = time.perf_counter()
    corpus = read(all_events)
    reading = time.perf_counter() - started
    started = time.perf_counter()
    shown = relations(corpus)
    linking = time.perf_counter() - started
    missed = sum(not indexes for indexes in corpus.of_sentence.values())
    print(
        f"seed {options.seed}: {len(all_events)} events, {len(corpus.reports)} reports, {len(corpus.of_sentence)} planted sentences"
        f" ({missed} without a claim), {len(corpus.claims)} claims; read in {reading:.0f} s, linked in {linking:.1f} s\n"
    )
    report_relations(list(judged_pairs(all_events, corpus, shown)), options.failures)
    print("\nindependent origins")
    right, total = count_origins(all_events, corpus, options.failures)
    print(f"  counted right in {right} of {total} facts ({right / total:.1%})")


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "scale":
        from bench.links_scale import main as scale

        scale(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--failures", type=int, default=10, help="kinds of mistakes to show")
    quality(parser.parse_args())


if __name__ == "__main__":
    main()
