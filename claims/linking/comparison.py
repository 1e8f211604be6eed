"""Two claims → how they stand to each other, with score, rule and reason in words; pure.

One wrong contradiction costs a desk more trust than ten missing links, so every doubt leads to "related" or to nothing:
another day, place, side or counted thing is no contradiction, whatever the digits. docs/linking.md lists the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from claims.linking import figures, words
from claims.linking.compared import ComparedClaim
from claims.linking.figures import FigurePair
from claims.linking.provenance import same_origin
from claims.linking.setting import Setting, setting_of

RelationName = Literal["corroborates", "contradicts", "updates", "duplicate", "related"]

SHINGLE = 3
NEAR_COPY = 0.8  # share of the shorter one's three-word runs that stand in the other
COPY_WORDS = 4  # shorter claims are told apart by their setting, not by their words
ALIKE = 0.6  # share of the smaller claim's names and words that makes two say one thing
AKIN = 0.4
MUTUAL = 0.5  # the same of the larger one, for claims without figures
MUTUAL_IN_ONE_ARTICLE = 0.6  # an article is about one thing all along


@dataclass(frozen=True, slots=True)
class Relation:
    """How `b` stands to `a`. `newer` is "a" or "b" for updates, else None."""

    relation: RelationName
    score: float
    rule: str
    reason: str
    newer: Literal["a", "b"] | None = None

    def turned(self) -> Relation:
        """The same, seen from the other side."""
        newer: Literal["a", "b"] | None = {"a": "b", "b": "a", None: None}[self.newer]
        return Relation(self.relation, self.score, self.rule, self.reason, newer)


def compare(a: ComparedClaim, b: ComparedClaim) -> Relation | None:
    """How the two stand to each other; None when nothing ties them together. The order changes nothing but `newer`."""
    if a.key == b.key:
        return None
    if (b.key, b.article, b.quote) < (a.key, a.article, a.quote):
        turned = _compare(b, a)
        return turned.turned() if turned is not None else None
    return _compare(a, b)


def _compare(a: ComparedClaim, b: ComparedClaim) -> Relation | None:
    setting = setting_of(a, b)
    if setting.contrast and setting.likeness < 1 and not setting.names:
        return None
    copied = _copied(a, b, setting)
    if copied is not None:
        return copied
    if setting.names_differ and not setting.names:
        return None
    if not setting.same_story:
        return None
    if _says_nothing(a) or _says_nothing(b):
        return _related(setting, "one of them only says that something is not known or not confirmed")
    if setting.one_event:
        found = _by_figures(a, b, setting) or _by_proposition(a, b, setting)
        if found is not None:
            return found
    elif setting.one_story:
        found = _by_proposition(a, b, setting)
        if found is not None and found.relation == "updates":
            return found  # what was so on one day was different on another
    return _related(setting, None, two_tallies=_is_tally(a) and _is_tally(b) and setting.one_event)


def _is_tally(claim: ComparedClaim) -> bool:
    return bool(claim.quantities) and bool(words.marked(claim.concepts, "open"))


def _says_nothing(claim: ComparedClaim) -> bool:
    """Silence, doubt and refusals to comment never contradict, and never agree."""
    return "unverified" in claim.signs or claim.kind == "attribution-only"


# --- the same words


def _copied(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    if setting.contrast or setting.when in ("apart", "far"):
        return None
    share = shared_runs(a.words, b.words)
    numbers = {word for word in a.words if word[0].isdigit()} == {word for word in b.words if word[0].isdigit()}
    if share < NEAR_COPY or not numbers or a.negated != b.negated:
        return None
    if min(len(a.words), len(b.words)) < COPY_WORDS and not setting.all_names:
        return None
    if setting.names_differ and share < 1:
        return None
    exact = a.words == b.words
    reason = (
        "the words are the same"
        if exact
        else f"{share:.0%} of the shorter one's words stand in the other in the same order"
    )
    return Relation("duplicate", 0.98 if exact else 0.9, "same words", reason)


def shared_runs(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """The share of the shorter one's runs of three words that the longer one has too."""
    if len(a) < SHINGLE or len(b) < SHINGLE:
        return 1.0 if a == b and a else 0.0
    runs_a = {a[i : i + SHINGLE] for i in range(len(a) - SHINGLE + 1)}
    runs_b = {b[i : i + SHINGLE] for i in range(len(b) - SHINGLE + 1)}
    return len(runs_a & runs_b) / min(len(runs_a), len(runs_b))


# --- figures


def _by_figures(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    for pair in figures.figure_pairs(a, b):
        found = _by_figure(a, b, pair, setting)
        if found is not None:
            return found
    return None


def _by_figure(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> Relation | None:
    done = _what_is_done(a, b, pair, setting)
    if done == "different":
        return None
    if pair.counted == "unknown" and done != "same" and not (pair.is_telling and setting.likeness >= AKIN):
        return None
    if _planned(a) != _planned(b) and not (pair.agree and done == "same" and not pair.measured):
        return None  # a plan and what came of it: the propositions tell
    open_tally = _is_open(a, b)
    later = _later(a, b, setting)
    if pair.agree:
        return _agreeing(a, b, pair, setting, done, open_tally, later)
    return _parting(a, b, pair, setting, done, open_tally, later)


Done = Literal["same", "akin", "unknown", "different"]


def _what_is_done(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> Done:
    """Whether both say that the same happened to what they count: shot down is not launched, hurt is not dead."""
    acts = [
        words.marked(claim.concepts, "act") | words.marked([q.counted], "act")
        for claim, q in ((a, pair.a), (b, pair.b))
    ]
    harms = [words.marked(mine, "open") for mine in acts]
    if harms[0] and harms[1]:
        return "same" if harms[0] & harms[1] else "different"
    if acts[0] & acts[1]:
        return "same" if not (harms[0] or harms[1]) else "unknown"
    if acts[0] and acts[1]:
        return "akin" if acts[0] | acts[1] <= _SENT_AGAINST and pair.counted != "different" else "different"
    return "akin" if setting.likeness >= ALIKE else "unknown"


_SENT_AGAINST = frozenset({"launch", "attack"})


def _planned(claim: ComparedClaim) -> bool:
    return claim.kind == "prediction" or "planned" in claim.signs


def _is_open(a: ComparedClaim, b: ComparedClaim) -> bool:
    """A tally that may still grow: the dead, the hurt, the cases, money raised, or anything "so far"."""
    acts = a.concepts | b.concepts | {q.counted for q in (*a.quantities, *b.quantities)}
    return bool(words.marked(acts, "open")) or "so_far" in a.signs | b.signs


def _is_closed(claim: ComparedClaim) -> bool:
    return "closed" in claim.signs or "sentence closed" in claim.signs


def _later(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Literal["a", "b"] | None:
    """Which of the two is the newer one by its day; None on one day, or where a day is unknown."""
    if a.days and b.days and setting.when == "apart":
        return "b" if a.days < b.days else "a"
    if not setting.days:
        return None
    return "b" if setting.days > 0 else "a"


def _agreeing(
    a: ComparedClaim,
    b: ComparedClaim,
    pair: FigurePair,
    setting: Setting,
    done: Done,
    open_tally: bool,
    later: Literal["a", "b"] | None,
) -> Relation | None:
    if pair.counted in ("part", "whole") and not pair.is_telling:
        return None
    if pair.counted in ("part", "whole") and figures.lie(pair.a_interval, pair.b_interval) != "equal":
        return None
    if setting.each_names_another and not (setting.names and pair.is_telling):
        return None
    if pair.are_far_apart or (pair.measured and not setting.telling and done != "same"):
        return None
    if done == "unknown" and not (pair.is_telling and pair.a.interval.is_exact and pair.b.interval.is_exact):
        return None
    if a.negated != b.negated and not (pair.a_interval.is_zero or pair.b_interval.is_zero):
        return None
    if open_tally and later is not None and pair.grows == (1 if later == "b" else -1) and not _is_exact_repeat(pair):
        return _update(pair, later, "a later, higher tally", setting)
    certain = 0.55 + 0.25 * setting.likeness + (0.1 if pair.counted == "same" and done == "same" else 0)
    rule = "figures agree" if figures.can_both_hold(pair.a_interval, pair.b_interval) else "figures agree when rounded"
    return _agreement(a, b, certain, rule, pair.reason)


def _is_exact_repeat(pair: FigurePair) -> bool:
    return pair.a_interval.is_exact and pair.a_interval == pair.b_interval


def _agreement(a: ComparedClaim, b: ComparedClaim, score: float, rule: str, reason: str) -> Relation:
    """Corroboration, or a duplicate where both go back to one origin: then nothing is corroborated."""
    origin = same_origin(a.origin, b.origin)
    if origin is not None and (a.article != b.article or a.origin.attributed):
        return Relation("duplicate", round(score, 3), f"{rule}, same origin", f"{reason}; {origin}")
    if a.article == b.article and a.origin == b.origin:
        return Relation("duplicate", round(score, 3), f"{rule}, same article", f"{reason}; the article says it twice")
    return Relation("corroborates", round(min(score, 1.0), 3), rule, reason)


def _update(pair: FigurePair, newer: Literal["a", "b"], why: str, setting: Setting) -> Relation:
    return Relation("updates", round(0.6 + 0.3 * setting.likeness, 3), why, f"{pair.reason}: {why}", newer)


def _parting(
    a: ComparedClaim,
    b: ComparedClaim,
    pair: FigurePair,
    setting: Setting,
    done: Done,
    open_tally: bool,
    later: Literal["a", "b"] | None,
) -> Relation | None:
    """Figures that cannot both hold: an update where a tally moves on, a contradiction where it is closed, else nothing."""
    if done == "unknown" or (pair.counted == "unknown" and done != "same"):
        return None
    corrected = [name for name, claim in (("a", a), ("b", b)) if "correction" in claim.signs]
    if len(corrected) == 1:
        newer: Literal["a", "b"] = "a" if corrected[0] == "a" else "b"
        return _update(pair, later or newer, "a correction", setting)
    if pair.counted in ("part", "whole"):
        return _part_above_whole(a, b, pair, setting)
    if _has_moved(a, b, pair, setting) and later is not None:
        return _update(pair, later, "a later reading of the same measure", setting)
    zero = pair.a_interval.is_zero or pair.b_interval.is_zero
    so_far = "so_far" in a.signs | b.signs
    if open_tally and later is not None and not (zero and not so_far):
        higher = pair.grows == (1 if later == "b" else -1)
        why = "a later, higher tally" if higher else "a later, lower tally: a correction"
        return _update(pair, later, why, setting)
    closed = zero or pair.same_total or _is_closed(a) or _is_closed(b) or not open_tally
    if not closed or not _may_contradict(a, b, setting):
        return None
    if pair.counted == "unknown" or (not zero and _reach_differs(a, b)):
        return None
    if pair.measured and (setting.likeness < ALIKE or setting.mutual < AKIN):
        return None  # two lengths, two sums: of the same thing only where the words are nearly the same
    settled = zero or pair.same_total or _is_closed(a) or _is_closed(b)
    if not settled and (setting.mutual < AKIN or (not setting.names and bool(a.names) != bool(b.names))):
        return None  # one names a place or a party, the other does not: unknown
    why = (
        "one says that there was none"
        if zero
        else "a count out of the same total"
        if pair.same_total
        else "both are closed figures"
    )
    return Relation("contradicts", _weight(pair, setting), f"closed figures part: {why}", f"{pair.reason}: {why}")


def _has_moved(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> bool:
    """A level of something on two days, neither of which the claims name: 62 per cent full, then 48."""
    alike = setting.likeness >= ALIKE and setting.mutual >= MUTUAL_IN_ONE_ARTICLE and bool(setting.telling)
    return pair.measured and alike and not a.days and not b.days and setting.when in ("near", "later")


def _reach_differs(a: ComparedClaim, b: ComparedClaim) -> bool:
    """One counts in a city, a battalion or the second of something, the other in a region, a brigade, or does not say."""
    return words.marked(a.concepts, "scope") != words.marked(b.concepts, "scope") or a.ordinals != b.ordinals


def _weight(pair: FigurePair, setting: Setting) -> float:
    return round(
        min(0.95, 0.6 + 0.2 * setting.likeness + (0.1 if pair.same_total else 0) + (0.05 if setting.names else 0)), 3
    )


def _part_above_whole(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> Relation | None:
    """41 children against 35 dead in all; 23 officers among 88 people are no quarrel."""
    part, whole = (pair.a_interval, pair.b_interval) if pair.counted == "part" else (pair.b_interval, pair.a_interval)
    whole_claim = b if pair.counted == "part" else a
    too_many = part.low is not None and whole.high is not None and part.low > whole.high
    if too_many and (whole.is_zero or _is_closed(whole_claim)) and _may_contradict(a, b, setting):
        return Relation(
            "contradicts",
            _weight(pair, setting),
            "a part above its whole",
            f"{pair.reason}: a part cannot be larger than its whole",
        )
    return None


def _may_contradict(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> bool:
    """Same event, known to be of one time, nothing hedged, planned or left unsaid."""
    return (
        setting.one_event
        and not setting.each_names_another
        and setting.when in ("same", "near")
        and not (a.hedged or b.hedged)
        and _planned(a) == _planned(b)
    )


# --- propositions


def _by_proposition(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    opposed = _pairs_across(a, b, "opposites")
    turned = _is_turned(a, opposed) != _is_turned(b, opposed)
    ties = len(setting.shared) + len(setting.names)
    denied = turned and bool(_pairs_across(a, b, "complements"))
    if denied and setting.shared and setting.names and not setting.each_names_another and not _figures_part(a, b):
        return _agreement(a, b, 0.6, "one denied is the other", "to deny the one is to say the other")
    likeness = _likeness_without(a, b, setting, opposed)
    if ties + bool(opposed) < 2 or likeness < AKIN:
        return None
    if _planned(a) != _planned(b):
        return _plan_and_fact(a, b, setting, bool(opposed), turned)
    if bool(opposed) != turned:
        return _turned_round(a, b, setting, opposed, likeness)
    if (
        opposed
        or likeness < ALIKE
        or not setting.all_names
        or _figures_part(a, b)
        or not _figures_support(a, b)
        or not _one_thing_done(a, b, setting)
    ):
        return None
    return _agreement(a, b, 0.45 + 0.4 * likeness, "they say the same", f"they share {_listed(setting)}")


def _one_thing_done(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> bool:
    """Whether the shared words are about what happened, and about most of it in either claim."""
    acts = [words.marked(claim.concepts, "act") for claim in (a, b)]
    if acts[0] and acts[1] and not acts[0] & acts[1]:
        return False
    if setting.each_names_another:
        return False
    both_denied = _is_turned(a, frozenset()) and _is_turned(b, frozenset())
    telling = len(setting.telling) + both_denied
    least = MUTUAL_IN_ONE_ARTICLE if a.article == b.article else MUTUAL
    return telling >= 1 and telling + len(setting.names) >= 2 and setting.mutual >= (AKIN if both_denied else least)


def _is_turned(claim: ComparedClaim, opposed: frozenset[str]) -> bool:
    """Whether the claim says that something is not so: by "not", or by "denied", "refused", "failed"."""
    negators = words.marked(claim.concepts, "negator") - opposed
    return claim.negated != (len(negators) % 2 == 1)


def _figures_part(a: ComparedClaim, b: ComparedClaim) -> bool:
    return any(not pair.agree for pair in figures.figure_pairs(a, b) if pair.counted in ("same", "unknown"))


def _figures_support(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether numbers of both agree, or one has none: two claims about different numbers do not say the same."""
    return not (a.quantities and b.quantities) or any(pair.agree for pair in figures.figure_pairs(a, b))


def _pairs_across(a: ComparedClaim, b: ComparedClaim, table: str) -> frozenset[str]:
    """Concepts of which one stands in a only, or in b only, and the other in the other claim."""
    found: set[str] = set()
    for pair in words.concept_pairs(table):
        one, other = sorted(pair) if len(pair) == 2 else (next(iter(pair)),) * 2
        for x, y in ((one, other), (other, one)):
            if x in a.concepts and y in b.concepts and (y not in a.concepts or x not in b.concepts):
                found |= {x, y}
    return frozenset(found)


def _likeness_without(a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str]) -> float:
    """How alike the two are apart from the opposed words."""
    if not opposed:
        return setting.likeness
    sizes = [len((claim.concepts | claim.stems) - opposed) + len(claim.names) for claim in (a, b)]
    return min(1.0, (len(setting.shared - opposed) + len(setting.names)) / max(1, min(sizes)))


def _plan_and_fact(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: bool, turned: bool
) -> Relation | None:
    later = _later(a, b, setting)
    fact = "b" if _planned(a) else "a"
    if later != fact:
        return None  # a plan that comes after its fact is another plan
    how = "what became of the plan" if opposed == turned else "the plan was not kept"
    return Relation(
        "updates",
        round(0.5 + 0.3 * setting.likeness, 3),
        "plan and fact",
        f"{how}: they share {_listed(setting)}",
        later,
    )


def _turned_round(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str], likeness: float
) -> Relation | None:
    """The same of the same thing, once said and once denied: a change of state where days lie between, else a contradiction."""
    what = " and ".join(sorted(name.replace("_", " ") for name in opposed)) if opposed else "one of them is negated"
    reason = f"they share {_listed(setting)}, but {what if not opposed else what + ' exclude each other'}"
    later = _later(a, b, setting)
    state = bool(words.marked(opposed or (a.concepts & b.concepts), "state"))
    if (
        later is not None
        and (state or "so_far" in a.signs | b.signs)
        and abs(setting.days or 0) >= 1
        and not _same_day_said(a, b)
    ):
        return Relation("updates", round(0.45 + 0.4 * likeness, 3), "a change of state", reason, later)
    thing = len(setting.telling - opposed) + len(setting.names)
    firm = (
        likeness >= ALIKE
        and setting.names
        and setting.mutual >= AKIN
        and thing >= 2
        and bool(setting.telling | opposed)
    )
    if firm and _may_contradict(a, b, setting):
        return Relation("contradicts", round(0.4 + 0.4 * likeness, 3), "one denies the other", reason)
    return None


def _same_day_said(a: ComparedClaim, b: ComparedClaim) -> bool:
    return a.days is not None and b.days is not None and a.days[0] <= b.days[1] and b.days[0] <= a.days[1]


# --- nothing firmer


def _related(setting: Setting, why: str | None, two_tallies: bool = False) -> Relation | None:
    """Same thing, other fact: only where both quotes share a name, or words that few claims share."""
    if setting.when == "far" and setting.likeness < AKIN:
        return None
    ties = 2 * len(setting.names) + len(setting.shared)
    if setting.each_names_another and (not setting.names or setting.mutual < MUTUAL) and not two_tallies:
        return None
    if ties == 0 and not two_tallies:
        return None
    if ties + min(2, setting.bridged) < (1 if setting.all_names else 2) or (setting.contrast and ties < 3):
        return None
    reason = f"they share {_listed(setting)}" + (f"; {why}" if why else _what_keeps_apart(setting))
    return Relation("related", round(min(0.5, 0.1 + 0.05 * ties + 0.2 * setting.likeness), 3), "same subject", reason)


def _what_keeps_apart(setting: Setting) -> str:
    if setting.contrast:
        return f", but {setting.contrast} keep them apart"
    if setting.when in ("apart", "far"):
        return ", but on different days"
    return ", but names that only one of them has keep them apart" if setting.names_differ else ""


def _listed(setting: Setting) -> str:
    named = sorted(" ".join(part.title() for part in name) for name in setting.names)
    plain = sorted(word.replace("_", " ") for word in setting.shared)
    return ", ".join([*named, *plain][:5]) or "their surroundings"
