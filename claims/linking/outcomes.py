"""What came of one thing, told in two ways that share few words: opposite ends, another doer, a lone voice, a new forecast; pure."""

from __future__ import annotations

import functools
import re

from claims.linking import clauses, figures, words
from claims.linking.compared import ComparedClaim
from claims.linking.relation import Relation, in_their_words, later_side, may_contradict, pairs_across
from claims.linking.setting import Setting

SUBJECT_WORDS = 6  # of a claim's beginning, among which the noun of its subject stands
FORECAST_DAYS = 400  # within which the forecast of one year is made anew


def by_outcome(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """A contradiction or an update that the words and figures of both, held side by side, do not show."""
    if a.article == b.article or setting.contrast:
        return None
    return (
        _ends_apart(a, b, setting)
        or _another_did_it(a, b, setting)
        or _not_all_agreed(a, b, setting)
        or _forecast_anew(a, b, setting)
    )


@functools.cache
def _outcomes(kind: str) -> frozenset[frozenset[str]]:
    """The pairs of concepts of "person" or of "thing" that are opposite ends."""
    rows = (pair.split("/") for name, pair in words.entries("en", "outcomes") if name == kind)
    return frozenset(frozenset(part.strip() for part in row) for row in rows)


# --- opposite ends: "cleared of all charges", "found guilty"; "the bridge lay in the river", "the bridge is undamaged"


def _ends_apart(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    opposed = pairs_across(a, b, "opposites") | pairs_across(a, b, "complements")
    if not opposed or a.negated or b.negated or not setting.near or setting.days != 0:
        return None
    if not may_contradict(a, b, setting, strict=False) or setting.each_names_another:
        return None
    of_person = any(pair <= opposed for pair in _outcomes("person")) and _one_person(setting)
    of_thing = any(pair <= opposed for pair in _outcomes("thing")) and _one_subject(a, b)
    of_thing = of_thing and bool(setting.close or setting.names)
    if not (of_person and _of_one_charge(a, b)) and not of_thing:
        return None
    what = in_their_words(a, b, opposed)
    return Relation("contradicts", 0.65, "opposite ends", f"of the same one they say what cannot both be: {what}")


def _one_person(setting: Setting) -> bool:
    """Whether both quotes name one person, or whatever has a name of two words, and nobody else."""
    return any(len(name) >= 2 for name in setting.names)


_CHARGE = re.compile(r"\b(?:guilty|convicted|acquitted|cleared|innocent) of ((?:[a-z]+ ?){1,4})")
_ALL = re.compile(
    r"\b(?:all|any|every|both|the) (?:\w+ )?(?:charges?|counts?|allegations?|accusations?|wrongdoing)\b|\bwrongdoing\b"
)


def _of_one_charge(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether neither names a charge that the other leaves open: one may be guilty of fraud and cleared of theft."""
    charges = [_charges(claim.quote) for claim in (a, b)]
    return not all(charges) or bool(charges[0] & charges[1])


def _charges(quote: str) -> frozenset[str]:
    if _ALL.search(quote):
        return frozenset()
    found = (words.terms(stretch) for stretch in _CHARGE.findall(quote))
    return frozenset(item for of in found for item in of.concepts | of.stems)


def _one_subject(a: ComparedClaim, b: ComparedClaim) -> bool:
    mine, theirs = _subject(a.quote), _subject(b.quote)
    return bool(mine) and mine == theirs


@functools.lru_cache(maxsize=20_000)
def _subject(quote: str) -> frozenset[str]:
    """The noun that a claim begins with, "the road bridge over the Irsa" → bridge, as concept or stem. Empty where that is a person,
    a name, a place, or an act without "the"."""
    tokens = words.TOKEN.findall(quote)[:SUBJECT_WORDS]
    small = words.small_words()
    run: list[str] = []
    known = False
    for index, token in enumerate(tokens):
        plain = words.plain(token)
        if plain in small:
            if run:
                break
            known = plain == "the"
            continue
        if index and token[0].isupper():
            return frozenset()
        run.append(plain)
    noun = words.items_of(run[-1]) if run else frozenset()
    marks = ("person", "scope", "role") if known else ("act", "state", "person", "scope", "role")
    return frozenset() if any(words.marked(noun, mark) for mark in marks) else noun


# --- another did it: "it was the rebels who shelled the hospital"

_CLEFT = re.compile(r"\b[Ii]t was (?:actually |in fact )?([^,;:]{3,60}?),? (?:who|that|which) ")


def _another_did_it(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    if not setting.near or setting.days != 0 or a.negated or b.negated or a.hedged or b.hedged:
        return None
    for cleft, other in ((a, b), (b, a)):
        match = _CLEFT.search(cleft.quote)
        if match is None or _CLEFT.search(other.quote):
            continue
        done = words.terms(cleft.quote[match.end() :])
        acts = words.marked(done.concepts, "act")
        others_acts = words.marked(other.concepts, "act")
        one_act = bool(acts & others_acts) or any(
            frozenset((x, y)) in words.concept_pairs("akin") for x in acts for y in others_acts
        )
        to_what = (done.concepts | done.stems) - acts
        before = _before_its_act(other.quote)
        doers = [_doers(match.group(1)), _doers(before)]
        if one_act and all(doers) and not doers[0] & doers[1] and to_what & (other.concepts | other.stems) - acts:
            return Relation("contradicts", 0.65, "another did it", "each names another one as who did the same")
    return None


def _before_its_act(quote: str) -> str:
    """The words before the first act, roughly who does it. Empty in the passive and where no act is found."""
    for match in words.TOKEN.finditer(quote):
        if words.marked(words.items_of(words.plain(match.group())), "act") and match.start():
            passive = re.search(r"\b(?:was|were|been|being|is|are) (?:\w+ )?$", quote[: match.start()])
            return "" if passive else quote[: match.start()]
    return ""


def _doers(text: str) -> frozenset[str]:
    """Who does it, as concepts, stems and names."""
    told = words.terms(text)
    named = words.names(f"x {text}").strong
    return told.concepts | told.stems | {part for name in named for part in name}


# --- "the decision was unanimous", "two members voted against"

_AGAINST = re.compile(r"\b(?:against|dissent\w*|opposed|abstain\w*|rejected|reject)\b", re.IGNORECASE)


def _not_all_agreed(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    for whole, other in ((a, b), (b, a)):
        if "unanimous" not in whole.concepts or whole.negated or "unanimous" in other.concepts or other.negated:
            continue
        some = [q for q in other.quantities if figures.is_person(q.counted) or q.counted in ("member", "vote")]
        voted = bool(setting.telling) and setting.near and setting.days == 0
        some_against = any(not q.interval.is_zero for q in some) and _AGAINST.search(other.quote) is not None
        if some_against and voted and may_contradict(a, b, setting, strict=False):
            return Relation(
                "contradicts", 0.7, "not all agreed", "one says that all agreed, the other that some did not"
            )
    return None


# --- "expects a profit of 600 million", "now sees 720 million"

_FORECASTS = re.compile(
    r"\b(?:expects?|forecasts?|projects?|projected|predicts?|now sees|sees (?:its|growth|profit|sales|inflation)"
    r"|anticipates?|outlook|guidance|projections?|predictions?)\b",
    re.IGNORECASE,
)


def _forecast_anew(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    later = later_side(a, b, setting)
    if (
        later is None
        or not setting.days
        or abs(setting.days) > FORECAST_DAYS
        or not setting.all_names
        or setting.names_differ
        or setting.when == "apart"
    ):
        return None
    if not (_FORECASTS.search(a.quote) and _FORECASTS.search(b.quote)) or a.negated or b.negated:
        return None
    years = words.years_named(a.quote), words.years_named(b.quote)
    about = setting.shared - {"forecast"} - words.light_words() - words.marked(setting.shared, "scope")
    acts = [words.marked(claim.concepts, "act") for claim in (a, b)]
    if all(acts) and not acts[0] & acts[1]:
        return None  # revenue, and a profit
    if (all(years) and not years[0] & years[1]) or not about:
        return None
    for pair in figures.figure_pairs(a, b):
        one_rate = clauses.rate_of(a.quote, pair.a.surface) == clauses.rate_of(b.quote, pair.b.surface)
        parted = pair.measured and pair.counted == "same" and not pair.agree
        if parted and one_rate and figures.same_unit(pair.a, pair.b):
            return Relation("updates", 0.6, "a forecast made anew", f"{pair.reason}: a later forecast", later)
    return None
