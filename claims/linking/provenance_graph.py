"""Attribution chains as a graph from origins over hops to outlets, the weakest hop, a party's word on itself; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from claims.linking import words
from claims.linking.provenance import OriginGroup, Voice, independent_origins, same_speaker, speaker_stems

# The Admiralty code's letters (NATO STANAG 2511), weakest last; F says that nobody could judge.
_BY_LETTER = {"A": 0, "B": 1, "C": 2, "F": 3, "D": 4, "E": 5}
_UNNAMED = 6
_RETRACTED = 7


class ProvenanceCycle(ValueError):
    """Somebody would be a source of himself; `names` are the parties of the circle, in order."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("goes round in a circle: " + " ← ".join(names))
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Party:
    """Who passes something on: a speaker or an outlet. `key` is the source's id as text, empty where the desk has none.

    `letter` is the reliability A–F, `side` that in the conflict ("" for no party); an empty name means an unnamed source.
    """

    name: str
    key: str = ""
    letter: str = "F"
    side: str = ""
    kind: str = ""
    retracted: bool = False

    @property
    def named(self) -> bool:
        return bool(self.name) and self.kind != "unnamed"


@dataclass(frozen=True, slots=True)
class Chain:
    """How one claim came to its article: `hops` outermost first, then the outlet. `voice` tells its origin, `on_itself` why
    its speaker's word is one on himself."""

    claim: str
    article: str
    outlet: Party
    hops: tuple[Party, ...] = ()
    published: str = ""
    on_itself: str = ""
    voice: Voice = field(default_factory=lambda: Voice(""))

    @property
    def parties(self) -> tuple[Party, ...]:
        """The speaker first, the outlet last."""
        return (*reversed(self.hops), self.outlet)


# --- one chain


def weakest_hop(parties: Sequence[Party]) -> int | None:
    """Index of the weakest party of a chain; None where none is weaker than the others, and nobody unnamed or unreliable.

    A retracted source is the weakest; without a name is weaker than any rating; then the reliability E, D, F, C, B, A; then a
    party to the conflict before one that is none; then who stands first in the sequence.
    """
    if not parties:
        return None
    marks = [_weakness(party) for party in parties]
    worst = max(marks)
    if len(set(marks)) == 1 and worst[0] <= _BY_LETTER["F"]:
        return None
    return marks.index(worst)


def _weakness(party: Party) -> tuple[int, bool]:
    if party.retracted:
        return (_RETRACTED, bool(party.side))
    return (_BY_LETTER.get(party.letter, 3) if party.named else _UNNAMED, bool(party.side))


def on_itself(quote: str, speaker: Party, kin: Iterable[str] = ()) -> str | None:
    """Why the claim is a speaker's word on himself, in words; None where it is not, or nothing shows it.

    `kin` are other names of his: aliases, the body he speaks for, the sources of his side. "We", or one of these names,
    in the claim's own words shows it.
    """
    if not speaker.name:
        return None
    tokens = [words.plain(token) for token in words.TOKEN.findall(quote)]
    if not frozenset(words.lines("en", "first_person")).isdisjoint(tokens):
        return "speaks of itself"
    stems = {words.name_stem(token) for token in words.TOKEN.findall(quote) if token[0].isupper()}
    own = _proper_parts(speaker.name) & stems
    if own:
        return f"{speaker.name} on itself"
    for name in kin:
        if _proper_parts(name) & stems:
            return f"{speaker.name} on {name}"
    return None


def _proper_parts(name: str) -> set[str]:
    """The parts of a name that are its own: "Dravian air force" → {"drav"}."""
    small, offices = words.small_words(), frozenset(words.lines("en", "offices"))
    parts = [token for token in words.TOKEN.findall(name) if token[0].isupper() and words.plain(token) not in small]
    return {
        words.name_stem(part)
        for part in parts
        if len(part) > 2 and not words.terms(words.plain(part)).concepts and words.plain(part) not in offices
    }


# --- many chains


ROLES = ("origin", "hop", "outlet")


@dataclass(frozen=True, slots=True)
class Node:
    """A party of the graph. `roles` are those it plays, of origin, hop and outlet, in this order: an agency that is cited may
    also have an article of its own here.

    `claims` are those that went through it. `weakest` says that it is the weakest hop of a chain; `on_itself` why its word is
    one on itself, empty where it is not. `group` is the index of its independent origin, where the stream begins.
    """

    key: str
    party: Party
    roles: tuple[str, ...]
    claims: tuple[str, ...] = ()
    weakest: bool = False
    on_itself: str = ""
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """That something went from one party to the next. `kind` is told (an attribution) or copied (shared text)."""

    start: str
    end: str
    claims: tuple[str, ...]
    kind: str = "told"


@dataclass(frozen=True, slots=True)
class ProvenanceGraph:
    """Nodes from origins to outlets, edges with the stream; `refused` are claims whose chain would close a circle."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    origins: tuple[OriginGroup, ...]
    articles: int
    refused: tuple[tuple[str, ProvenanceCycle], ...] = ()


def provenance_graph(
    chains: Sequence[Chain], copies: Collection[tuple[str, str]] = (), *, strict: bool = True
) -> ProvenanceGraph:
    """The graph of these claims' chains, the earliest first. `copies` are pairs of claims in shared text: the later of two
    articles then stands behind the earlier.

    Raises ProvenanceCycle where a chain would make somebody a source of himself; with `strict=False` such a chain is left out
    and told in `refused`.
    """
    ordered = sorted(chains, key=lambda chain: (chain.published or "9999", chain.claim))
    drawing = _Drawing()
    refused: list[tuple[str, ProvenanceCycle]] = []
    copied_from = _earlier_copies(ordered, copies)
    for chain in ordered:
        try:
            drawing.add(chain, copied_from.get(chain.claim))
        except ProvenanceCycle as cycle:
            if strict:
                raise
            refused.append((chain.claim, cycle))
    groups = independent_origins([replace(chain.voice, key=chain.claim) for chain in ordered], copies)
    articles = len({chain.article for chain in ordered})
    return ProvenanceGraph(drawing.nodes(groups), drawing.edges(), tuple(groups), articles, tuple(refused))


def _earlier_copies(ordered: Sequence[Chain], copies: Iterable[tuple[str, str]]) -> dict[str, Chain]:
    """For each claim that is a copy, the earliest chain that has the same text."""
    place = {chain.claim: index for index, chain in enumerate(ordered)}
    earliest: dict[str, int] = {}
    for one, other in copies:
        if one in place and other in place:
            first, later = sorted((place[one], place[other]))
            claim = ordered[later].claim
            earliest[claim] = min(first, earliest.get(claim, first))
    return {claim: ordered[index] for claim, index in earliest.items()}


class _Drawing:
    """The graph while chains are added."""

    def __init__(self) -> None:
        self.parties: dict[str, Party] = {}
        self.roles: dict[str, set[str]] = {}
        self.claims: dict[str, list[str]] = {}
        self.weakest: set[str] = set()
        self.itself: dict[str, str] = {}
        self.next: dict[tuple[str, str, str], list[str]] = {}

    def add(self, chain: Chain, copied: Chain | None) -> None:
        """All of the chain, or nothing where it raises ProvenanceCycle."""
        parties = (copied.outlet, chain.outlet) if copied is not None else chain.parties
        kind = "copied" if copied is not None else "told"
        called = [self._key(party, chain) for party in parties]  # once: what is known changes while they are added
        keys = called
        keys = [
            key for index, key in enumerate(keys) if index == 0 or key != keys[index - 1]
        ]  # an outlet quoting itself
        for first, later in combinations(range(len(keys)), 2):
            if way := self._way(keys[later], keys[first]):
                raise ProvenanceCycle([self._name(key, parties) for key in [*keys[first:later], *way]])
        for key, party in zip(called, parties, strict=True):
            self.parties.setdefault(key, party)
        if copied is not None:
            roles = ["outlet"] * len(keys)
        else:
            roles = ["origin", *["hop"] * (len(keys) - 2), "outlet"] if len(keys) > 1 else ["outlet"]
        for key, role in zip(keys, roles, strict=True):
            self.roles.setdefault(key, set()).add(role)
            self._note(self.claims.setdefault(key, []), chain.claim)
        if copied is None and (weak := weakest_hop(parties)) is not None and len(parties) > 1:
            self.weakest.add(called[weak])
        if chain.on_itself and copied is None:
            self.itself.setdefault(keys[0], chain.on_itself)
        for start, end in pairwise(keys):
            self._note(self.next.setdefault((start, end, kind), []), chain.claim)

    @staticmethod
    def _note(claims: list[str], claim: str) -> None:
        if claim not in claims:
            claims.append(claim)

    def _name(self, key: str, parties: Sequence[Party]) -> str:
        known = self.parties.get(key)
        return known.name if known else next((party.name for party in parties if party.name), "unnamed source")

    def _key(self, party: Party, chain: Chain) -> str:
        """One key for one party, whatever its role: an outlet that is cited elsewhere is one node."""
        if not party.named:
            return f"unnamed {chain.outlet.key or chain.outlet.name or chain.article}"
        if party.key:
            return f"source {party.key}"
        stems = speaker_stems(party.name)
        for key, known in self.parties.items():
            if (
                known.named
                and same_speaker(stems, speaker_stems(known.name))
                and (len(stems) > 1 or known.name == party.name)
            ):
                return key
        return f"name {' '.join(stems) or party.name.lower()}"

    def _way(self, start: str, goal: str) -> list[str]:
        """The keys on a way along the edges, both ends with it; empty where there is none."""
        ways = [[start]]
        seen = {start}
        while ways:
            way = ways.pop()
            if way[-1] == goal:
                return way
            for end in (end for begin, end, _ in self.next if begin == way[-1] and end not in seen):
                seen.add(end)
                ways.append([*way, end])
        return []

    def nodes(self, groups: Sequence[OriginGroup]) -> tuple[Node, ...]:
        group_of = {claim: number for number, group in enumerate(groups) for claim in group.members}
        found = []
        for key, roles in self.roles.items():
            in_order = tuple(role for role in ROLES if role in roles)
            claims = tuple(self.claims[key])
            begins = not any(end == key for _, end, _ in self.next)
            group = group_of.get(claims[0]) if begins else None
            found.append(
                Node(key, self.parties[key], in_order, claims, key in self.weakest, self.itself.get(key, ""), group)
            )
        return tuple(found)

    def edges(self) -> tuple[Edge, ...]:
        return tuple(Edge(start, end, tuple(claims), kind) for (start, end, kind), claims in self.next.items())
