"""What a comparison comes to, and what its rules have in common; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from claims.linking import clauses, words
from claims.linking.apart import are_called_apart, are_kinds_apart, clock_times_differ
from claims.linking.compared import ComparedClaim
from claims.linking.provenance import same_origin
from claims.linking.setting import Setting, days_between

RelationName = Literal["corroborates", "contradicts", "updates", "duplicate", "related"]
Side = Literal["a", "b"]

ALIKE = 0.6  # share of the smaller claim's names and words that makes two say one thing
AKIN = 0.4
WEEK = 6  # days from the first to the last
LONG_PAST_DAYS = 400  # last year's figures are news for a year
MUTUAL = 0.5  # the same of the larger one, for claims without figures
MUTUAL_IN_ONE_ARTICLE = 0.6  # an article is about one thing all along


@dataclass(frozen=True, slots=True)
class Relation:
    """How `b` stands to `a`. `newer` is "a" or "b" for updates, else None."""

    relation: RelationName
    score: float
    rule: str
    reason: str
    newer: Side | None = None

    def turned(self) -> Relation:
        """The same, seen from the other side."""
        newer: Side | None = {"a": "b", "b": "a", None: None}[self.newer]
        return Relation(self.relation, self.score, self.rule, self.reason, newer)


def is_planned(claim: ComparedClaim) -> bool:
    return claim.kind == "prediction" or "planned" in claim.signs


def later_side(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Side | None:
    """Which of the two is the newer one by its day; None on one day, or where a day is unknown."""
    if a.days and b.days and setting.when == "apart":
        return "b" if a.days < b.days else "a"
    if not setting.days:
        return None
    return "b" if setting.days > 0 else "a"


def agreement(a: ComparedClaim, b: ComparedClaim, score: float, rule: str, reason: str) -> Relation:
    """Corroboration, or a duplicate where both go back to one origin: then nothing is corroborated."""
    origin = same_origin(a.origin, b.origin)
    if origin is not None and (a.article != b.article or a.origin.attributed):
        return Relation("duplicate", round(score, 3), f"{rule}, same origin", f"{reason}; {origin}")
    if a.article == b.article and a.origin == b.origin:
        return Relation("duplicate", round(score, 3), f"{rule}, same article", f"{reason}; the article says it twice")
    return Relation("corroborates", round(min(score, 1.0), 3), rule, reason)


def _begin_with_others(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Each has a word that may be a name, and that the other one does not have: "Elsby lost …", "Tarn lost …"."""
    known_a, known_b = (
        {part for name in c.names | c.weak_names for part in name} | c.concepts | c.stems for c in (a, b)
    )
    own_a = {name for name in a.names | a.weak_names if not set(name) & known_b}
    own_b = {name for name in b.names | b.weak_names if not set(name) & known_a}
    aliases = words.aliases()
    meant_a, meant_b = ({aliases.get(name, name) for name in c.names} for c in (a, b))
    return any(aliases.get(n, n) not in meant_b for n in own_a) and any(aliases.get(n, n) not in meant_a for n in own_b)


def _in_one_breath(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether one article says both in one voice; only a headline is held against its own text."""
    return a.article == b.article and a.origin == b.origin and not (a.is_heading or b.is_heading)


def _done_by_others(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether each names another one as who acts: one army's denial is none of what the other army did."""
    mine, theirs = words.acting(a.quote) & a.names, words.acting(b.quote) & b.names
    known = any(words.same_name(x, y) for x in mine for y in b.names) or any(
        words.same_name(x, y) for x in theirs for y in a.names
    )
    return bool(mine and theirs) and not known


def counts_over_days(claim: ComparedClaim) -> bool:
    """Whether the time that it names is a week or more, as in "in April", and no day."""
    length = days_between(*claim.days) if claim.days else None
    return length is not None and length >= WEEK


def _of_two_parties(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether the two begin with words for two parties: "it" and "he", or "they" in the words of two speakers."""
    if clauses.may_be_two_parties(a.quote, b.quote):
        return True
    both = clauses.speaks_of_itself(a.quote) and clauses.speaks_of_itself(b.quote)
    return both and a.origin.named and b.origin.named and same_origin(a.origin, b.origin) is None


def _is_long_past(mine: ComparedClaim, other: ComparedClaim) -> bool:
    """Whether one names a day well before the other's article, which names none: it may speak of another day."""
    if mine.days is None or other.days is not None:
        return False
    lag = days_between(mine.days[1], other.published)
    return lag is not None and lag > LONG_PAST_DAYS


def may_contradict(a: ComparedClaim, b: ComparedClaim, setting: Setting, strict: bool = True) -> bool:
    """Same event, known to be of one time, nothing hedged, planned or left unsaid. Without `strict` a name behind "the
    town" is looked for in the article's head, and a plan may stand against a fact."""
    named_apart = (
        setting.each_names_another or setting.stranger or _begin_with_others(a, b) if strict else setting.may_be_another
    )
    return (
        setting.one_event
        and not named_apart
        and not _in_one_breath(a, b)
        and not _done_by_others(a, b)
        and not _of_two_parties(a, b)
        and not (are_kinds_apart(a, b) or are_called_apart(a, b) or clock_times_differ(a.quote, b.quote))
        and setting.when in ("same", "near")
        and not (a.hedged or b.hedged)
        and not (_is_long_past(a, b) or _is_long_past(b, a))
        and (is_planned(a) == is_planned(b) or not strict)
    )


def pairs_across(a: ComparedClaim, b: ComparedClaim, table: str) -> frozenset[str]:
    """Concepts of which one stands in a only, or in b only, and the other in the other claim."""
    found: set[str] = set()
    paired = words.paired(table)
    if paired.keys().isdisjoint(a.concepts) or paired.keys().isdisjoint(b.concepts):
        return frozenset()
    counted = {q.counted for q in a.quantities} & {
        q.counted for q in b.quantities
    }  # both may tell what became of prisoners
    for x in (a.concepts - counted) & paired.keys():
        for y in (paired[x] & b.concepts) - counted:
            if y not in a.concepts or x not in b.concepts:
                found |= {x, y}
    return frozenset(found)


def said_of_two_things(a: ComparedClaim, b: ComparedClaim) -> bool:
    """The duty on steel, the duty on aluminium: what both speak of, each of another thing that the other does not have."""
    ends = clauses.measured_from(a.quote), clauses.measured_from(b.quote)
    if all(ends) and not ends[0] & ends[1]:
        return True  # 60 kilometres from the plant, 70 from the border
    roles = words.as_what(a.quote), words.as_what(b.quote)
    if all(roles) and not roles[0] & roles[1]:
        return True  # resigned as mayor, resigned as party leader
    if words.on_two_sides(a.quote, b.quote):
        return True  # for the tax, against the tax
    known_a, known_b = (claim.concepts | claim.stems | claim.around for claim in (a, b))
    mine, theirs = (dict(words.complements(claim.quote)) for claim in (a, b))
    return any(not mine[name] & known_b and not theirs[name] & known_a for name in mine.keys() & theirs.keys())


def in_their_words(a: ComparedClaim, b: ComparedClaim, opposed: frozenset[str]) -> str:
    """What is opposed in two claims, as each of them says it: "“closed” and “stayed open”"."""
    said = [words.surfaces_of(opposed, claim.quote) for claim in (a, b)]
    if all(said) and said[0].lower() != said[1].lower():
        return " and ".join(f"“{words_of}”" for words_of in said)
    return " and ".join(sorted(name.replace("_", " ") for name in opposed))


def listed(setting: Setting, claim: ComparedClaim) -> str:
    """What the two share, in the words of this one of them."""
    parts = {part for name in setting.names for part in name}
    shown: dict[str, str] = {}
    for token in words.TOKEN.findall(claim.quote):
        about = words.items_of(words.plain(token)) & setting.shared
        if words.name_stem(token) in parts:
            shown.setdefault(words.name_stem(token), token.removesuffix("'s").removesuffix("’s"))
        elif about:
            shown.setdefault(min(about), words.plain(token))
    left = sorted(name.replace("_", " ") for name in setting.shared if name not in shown and name in words.concepts())
    return ", ".join([*shown.values(), *left][:6]) or "their surroundings"
