"""What two numbers of the same thing come to: agreement, an update, or, of closed figures, a contradiction; pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from claims.linking import clauses, figures, words
from claims.linking.apart import speak_of_two
from claims.linking.compared import ComparedClaim
from claims.linking.compared_quantities import ComparedQuantity
from claims.linking.figures import FigurePair
from claims.linking.own_figures import counted_in_two_ways, own_figures
from claims.linking.own_ways import by_own_ways
from claims.linking.relation import (
    AKIN,
    ALIKE,
    MUTUAL_IN_ONE_ARTICLE,
    Relation,
    Side,
    agreement,
    counts_over_days,
    is_planned,
    later_side,
    may_contradict,
    pairs_across,
    said_of_two_things,
)
from claims.linking.setting import Setting

ROUGHLY = Decimal("1.1")
LARGE_COUNT = 100  # from which two counts in close articles hardly meet by chance


def by_figures(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    a, b = own_figures(a), own_figures(b)
    found = by_own_ways(a, b, setting)
    if found is not None:
        return found
    if a.disputes or b.disputes:
        return None  # which number it is put against is all that is known of it
    turned = bool(pairs_across(a, b, "opposites"))
    for pair in figures.figure_pairs(a, b):
        if turned and pair.agree:
            continue  # profits that rose by 4 per cent and fell by 4 per cent
        found = _by_figure(a, b, pair, setting)
        if found is not None:
            return found
    return None


def exactly_agreeing(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """The same precise number of the same thing under one name, where each also names more: "410 in Hull, Norland" and "410 at
    the Hull works of Orlen"."""
    a, b = own_figures(a), own_figures(b)
    for pair in figures.figure_pairs(a, b):
        done = _what_is_done(a, b, pair, setting)
        if pair.counted != "same" or not (pair.is_precise and pair.is_telling) or done not in ("same", "akin"):
            continue
        if setting.names and setting.telling and setting.mutual >= MUTUAL_IN_ONE_ARTICLE:
            return agreement(a, b, 0.7, "figures agree", pair.reason)
    return None


def _by_figure(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> Relation | None:
    done = _what_is_done(a, b, pair, setting)
    if counted_in_two_ways(a, b, pair):
        return None
    if done == "different" and pair.agree and (_same_sum(a, b, pair, setting) or _same_count(a, b, pair, setting)):
        done = "unknown"  # what was invested, and the project that it built
    if done == "different" or said_of_two_things(a, b):
        return None
    if pair.counted == "unknown" and done != "same" and not (pair.is_telling and setting.likeness >= AKIN):
        return None
    if is_planned(a) != is_planned(b) and not (pair.agree and done == "same" and not pair.measured):
        return None  # a plan and what came of it: the propositions tell
    open_tally = _is_open(a, b) and not (figures.is_money(pair.a) and _is_nobody_s(a, b))
    later = later_side(a, b, setting)
    if pair.agree and (speak_of_two(a, b) or pair.totals_part):
        return None
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
    if (
        harms[0]
        and harms[1]
        and not any(frozenset((x, y)) in words.concept_pairs("akin") for x in acts[0] for y in acts[1])
    ):
        return "same" if harms[0] & harms[1] else "different"
    if (acts[0] & acts[1]) - words.marked(acts[0], "hollow"):
        return "same" if not (harms[0] or harms[1]) else "unknown"
    if acts[0] & acts[1]:
        return "akin" if setting.telling else "unknown"  # "rose": what rose?
    if any(frozenset((x, y)) in words.concept_pairs("akin") for x in acts[0] for y in acts[1]):
        return "same" if pair.agree else "akin"
    if acts[0] and acts[1]:
        return "different"
    more_than_the_noun = setting.names or setting.shared - {pair.a.counted, pair.b.counted}
    return "akin" if setting.likeness >= ALIKE and more_than_the_noun else "unknown"


def _is_open(a: ComparedClaim, b: ComparedClaim) -> bool:
    """A tally that may still grow: the dead, the hurt, the cases, money raised, or anything "so far"."""
    acts = a.concepts | b.concepts | {q.counted for q in (*a.quantities, *b.quantities)}
    return bool(words.marked(acts, "open")) or "so_far" in a.signs | b.signs


def _is_nobody_s(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether what is missing or lost are no people: two million are missing from the till."""
    return bool(words.marked(a.concepts & b.concepts, "open") & {"missing"}) and not {"so_far"} & (a.signs | b.signs)


def _is_closed(claim: ComparedClaim) -> bool:
    return "closed" in claim.signs or "sentence closed" in claim.signs


_NO_MORE = re.compile(r"(?<!not )\b(?:just|only|merely|a mere|no more than) $", re.IGNORECASE)


def _says_no_more(claim: ComparedClaim, quantity: ComparedQuantity) -> bool:
    """Whether the claim says that it were no more: "just six soldiers"."""
    at = claim.quote.find(quantity.surface)
    return at > 0 and _NO_MORE.search(claim.quote[:at]) is not None


def _agreeing(
    a: ComparedClaim,
    b: ComparedClaim,
    pair: FigurePair,
    setting: Setting,
    done: Done,
    open_tally: bool,
    later: Side | None,
) -> Relation | None:
    if pair.counted in ("part", "whole") and not (pair.is_telling or done == "same"):
        return None
    if pair.counted == "unknown" and (pair.a.value is None or pair.b.value is None):
        return None  # "dozens", of whatever
    if pair.counted in ("part", "whole") and not _may_be_one_count(pair, setting):
        return None
    if setting.each_names_another and not (pair.is_telling and (setting.names or (setting.close and done == "same"))):
        return None
    grown = open_tally and later is not None and pair.grows == (1 if later == "b" else -1)
    if grown and later is not None and pair.are_far_apart and done == "same" and pair.counted in ("same", "unknown"):
        return _update(pair, later, "a later, higher tally", setting)
    if figures.is_money(pair.a) and _roughly_apart(pair):
        return None  # "3.1 billion", "roughly 2.7 billion"
    if pair.are_far_apart or (
        pair.measured and not setting.telling and done != "same" and not _same_sum(a, b, pair, setting)
    ):
        return None
    if done == "unknown" and not (pair.is_telling and pair.a.interval.is_exact and pair.b.interval.is_exact):
        return None
    if a.negated != b.negated and not (pair.a_interval.is_zero or pair.b_interval.is_zero):
        return None
    if grown and later is not None and not _is_exact_repeat(pair):
        return _update(pair, later, "a later, higher tally", setting)
    certain = 0.55 + 0.25 * setting.likeness + (0.1 if pair.counted == "same" and done == "same" else 0)
    rule = "figures agree" if figures.can_both_hold(pair.a_interval, pair.b_interval) else "figures agree when rounded"
    return agreement(a, b, certain, rule, pair.reason)


def _roughly_apart(pair: FigurePair) -> bool:
    """Whether only the width of a word such as "roughly" lets two sums of some digits meet."""
    values = [q.value for q in (pair.a, pair.b)]
    if any(v is None or len(v.normalize().as_tuple().digits) < figures.PRECISE_DIGITS for v in values):
        return False
    smaller, larger = sorted(abs(v) for v in values if v is not None)
    return larger > ROUGHLY * smaller and not any(
        q.interval.low is None or q.interval.high is None for q in (pair.a, pair.b)
    )


def _may_be_one_count(pair: FigurePair, setting: Setting) -> bool:
    """Whether a part and its whole may be one: the same number, or one of hundreds that was rounded in a close article ("some 1,200
    migrants", "1,187 people")."""
    if figures.lie(pair.a_interval, pair.b_interval) == "equal":
        return True
    values = [q.value for q in (pair.a, pair.b)]
    return setting.near and all(v is not None and v >= LARGE_COUNT for v in values) and not pair.are_far_apart


def _same_sum(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> bool:
    """One sum of money in two articles of one story: two things hardly cost the same to the last digit."""
    return (
        pair.is_precise
        and setting.close
        and a.article != b.article
        and pair.a.unit == pair.b.unit
        and pair.a.unit.isupper()
    )


def _same_count(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> bool:
    """One precise number of one thing under one name, in words of which at most one tells a harm: "lost 25 fighters in the battle",
    "the battle cost the rebels 25 fighters"."""
    harmed = [words.marked(claim.concepts | {q.counted}, "open") for claim, q in ((a, pair.a), (b, pair.b))]
    one_thing = pair.counted == "same" and pair.is_precise and bool(setting.names)
    return one_thing and not all(harmed) and setting.likeness >= ALIKE


def _is_exact_repeat(pair: FigurePair) -> bool:
    return pair.a_interval.is_exact and pair.a_interval == pair.b_interval


def _update(pair: FigurePair, newer: Literal["a", "b"], why: str, setting: Setting) -> Relation:
    return Relation("updates", round(0.6 + 0.3 * setting.likeness, 3), why, f"{pair.reason}: {why}", newer)


def _parting(
    a: ComparedClaim,
    b: ComparedClaim,
    pair: FigurePair,
    setting: Setting,
    done: Done,
    open_tally: bool,
    later: Side | None,
) -> Relation | None:
    """Figures that cannot both hold: an update where a tally moves on, a contradiction where it is closed, else nothing."""
    if done == "unknown" or (pair.counted == "unknown" and done != "same"):
        return None
    if not _predicates(a, b, pair, setting) or _is_the_whole_of_it(a, b, pair):
        return None
    if pair.counted in ("part", "whole"):
        return _none_are_left(a, b, pair, setting, later) or _part_above_whole(a, b, pair, setting)
    if _is_part_of_a_sum(pair.a, a) != _is_part_of_a_sum(pair.b, b):
        return None  # "a budget of 84 million", "31 million of the budget"
    if pair.counted == "unknown" and pair.a.modifiers and pair.b.modifiers:
        return None  # dock workers and hospital workers: two parts of one whole
    corrected = [name for name, claim in (("a", a), ("b", b)) if "correction" in claim.signs]
    if len(corrected) == 1:
        newer: Side = "a" if corrected[0] == "a" else "b"
        return _update(pair, later or newer, "a correction", setting)
    if later is not None and "before correction" in (a if later == "a" else b).signs:
        return _update(pair, later, "a correction", setting)
    if _has_moved(a, b, pair, setting) and later is not None:
        return _update(pair, later, "a later reading of the same measure", setting)
    zero = pair.a_interval.is_zero or pair.b_interval.is_zero
    so_far = "so_far" in a.signs | b.signs
    if open_tally and later is not None and not (zero and not so_far):
        return _tally_moved(a, pair, setting, later)
    no_more = pair.are_far_apart and any(_says_no_more(claim, q) for claim, q in ((a, pair.a), (b, pair.b)))
    if open_tally and not (zero or pair.same_total or no_more or _is_closed(a) or _is_closed(b)):
        return None
    return _closed_apart(a, b, pair, setting)


def _closed_apart(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> Relation | None:
    """A contradiction of two closed figures, where nothing tells that they are of two things, two places or two spans of time."""
    metric = pair.measured and _one_metric(a, b, pair, setting)
    zero = pair.a_interval.is_zero or pair.b_interval.is_zero
    if not may_contradict(a, b, setting, strict=not metric) or clauses.may_be(a.quote) != clauses.may_be(b.quote):
        return None
    if pair.counted == "unknown" or _elsewhere(a, b) or (not zero and not metric and _reach_differs(a, b, pair)):
        return None
    whole = setting.likeness == 1 and setting.near and (_is_closed(a) or _is_closed(b))
    if pair.measured and not metric and not whole and (setting.likeness < ALIKE or setting.mutual < AKIN):
        return None  # two lengths, two sums: of the same thing only where the words are nearly the same
    settled = zero or metric or pair.same_total or _is_closed(a) or _is_closed(b)
    unknown_place = not setting.names and bool(a.names) != bool(b.names)
    unknown_place = unknown_place and not (setting.near and a.names | b.names <= setting.all_names)
    if not settled and (setting.mutual < AKIN or unknown_place):
        return None  # one names a place or a party, the other does not: unknown
    own = [_own_words(claim, q, setting) for claim, q in ((a, pair.a), (b, pair.b))]
    if setting.near:  # "its key rate", "the central bank's rate"
        own = [each - words.standing_in(claim.quote) for each, claim in zip(own, (a, b), strict=True)]
    if all(own) and (zero or not settled):
        return None  # what the tunnel cost, what the bridge cost: each says something that the other does not
    if any(each - words.marked(each, "dimension") for each in own) and pair.measured and not settled:
        return None  # what the toll house of the bridge cost
    why = (
        "one says that there was none"
        if zero
        else "a count out of the same total"
        if pair.same_total
        else "both are closed figures"
    )
    return Relation("contradicts", _weight(pair, setting), f"closed figures part: {why}", f"{pair.reason}: {why}")


def _tally_moved(a: ComparedClaim, pair: FigurePair, setting: Setting, later: Side) -> Relation | None:
    higher = pair.grows == (1 if later == "b" else -1)
    if clauses.is_addition(a.quote, pair.a.surface):
        return None  # three more on Monday, five more on Tuesday
    if not higher and _are_bodies(pair.a) != _are_bodies(pair.b):
        return None  # three bodies were found: no fewer died
    return _update(pair, later, "a later, higher tally" if higher else "a later, lower tally: a correction", setting)


def _is_the_whole_of_it(a: ComparedClaim, b: ComparedClaim, pair: FigurePair) -> bool:
    """Whether one number is only the total of the other, of which more is said: "attacked with 52 drones" and "downed 41 of the 52
    drones that attacked" agree; "downed 52 drones" would not."""
    for part, whole, mine, theirs in ((a, b, pair.a, pair.b), (b, a, pair.b, pair.a)):
        said_of_all = theirs.counted in whole.all_of  # "all eight climbers stood on the summit"
        if mine.total is not None and theirs.total is None and theirs.value == mine.total and not said_of_all:
            return bool(words.marked(part.concepts, "act") - words.marked(whole.concepts, "act"))
    return False


def _are_bodies(quantity: ComparedQuantity) -> bool:
    """Whether the dead are counted as they are found: who counts them does not count all who died."""
    return not words.word_list("dead_bodies").isdisjoint(map(words.plain, words.TOKEN.findall(quantity.counted_words)))


def _is_part_of_a_sum(quantity: ComparedQuantity, claim: ComparedClaim) -> bool:
    sum_or_measure = figures.is_measure(quantity) or not figures.is_person(quantity.counted)
    return quantity.total is None and sum_or_measure and words.is_part_of_known(claim.quote, quantity.surface)


def _own_words(claim: ComparedClaim, quantity: ComparedQuantity, setting: Setting) -> frozenset[str]:
    """What the claim says that the other does not, beside names, who says it, and the noun that it counts."""
    named = {part for name in (*claim.names, *claim.weak_names, claim.origin.speaker) for part in name}
    counted = words.terms(quantity.counted_words)
    does = words.what_they_do(quantity.counted)
    light = words.marked(claim.concepts, "anyone") | words.light_words()
    return (claim.concepts | claim.stems) - setting.shared - named - counted.concepts - counted.stems - does - light


def _has_moved(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> bool:
    """A level of something on two days, neither of which the claims name: 62 per cent full, then 48."""
    alike = setting.likeness >= ALIKE and setting.mutual >= MUTUAL_IN_ONE_ARTICLE and bool(setting.telling)
    return pair.measured and alike and not a.days and not b.days and setting.when in ("near", "later")


def _predicates(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> frozenset[str]:
    """What both say of the counted things, beyond naming them: 187 votes of a lead are no votes cast."""
    counted = words.terms(f"{pair.a.counted_words} {pair.b.counted_words}")
    return setting.telling - (counted.stems | counted.concepts - words.marked(counted.concepts, "open"))


def _reach_differs(a: ComparedClaim, b: ComparedClaim, pair: FigurePair) -> bool:
    """One counts in a city, a battalion or the second of something, the other in a region, a brigade, or does not say."""
    return any(
        of_a != of_b
        for of_a, of_b in (
            (words.marked(a.concepts, "scope"), words.marked(b.concepts, "scope")),
            (a.ordinals, b.ordinals),
            (_aspects(a), _aspects(b)),
            (words.reaches_back(a.quote), words.reaches_back(b.quote)),
            (words.years_named(a.quote), words.years_named(b.quote)),
            (_periods(a, pair.a), _periods(b, pair.b)),
            (counts_over_days(a), counts_over_days(b)),
        )
    ) or bool(words.parts_of(a.quote, b.concepts | b.stems) or words.parts_of(b.quote, a.concepts | a.stems))


def _periods(claim: ComparedClaim, quantity: ComparedQuantity) -> frozenset[str]:
    """The spans of time that it names, but for one that is the figure itself: "jailed for 14 years"."""
    own = {words.plain(token) for token in words.TOKEN.findall(quantity.surface)} | {quantity.unit}
    return words.periods(word for word in claim.words if word not in own)


def _one_metric(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> bool:
    """The same line of one company's books over the same span of time: profit of a quarter, new orders of a year."""
    mine, theirs = (words.marked(claim.concepts, "metric") for claim in (a, b))
    return (
        len(mine) == 1
        and mine == theirs
        and setting.close
        and figures.same_unit(pair.a, pair.b)
        and figures.is_money(pair.a)
        and next(q for q in a.quantities if q.unit == pair.a.unit) is pair.a
        and next(q for q in b.quantities if q.unit == pair.b.unit) is pair.b
        and bool(a.counted_over)
        and a.counted_over == b.counted_over
    )


def _aspects(claim: ComparedClaim) -> frozenset[str]:
    """Words such as "first" and "net" that pick one of several; nouns for people are compared as what is counted."""
    return frozenset(word for word in claim.contrasts - words.calendar_words() if not words.terms(word).concepts)


def _elsewhere(a: ComparedClaim, b: ComparedClaim) -> bool:
    return words.points_elsewhere(a.quote) != words.points_elsewhere(b.quote)


def _weight(pair: FigurePair, setting: Setting) -> float:
    return round(
        min(0.95, 0.6 + 0.2 * setting.likeness + (0.1 if pair.same_total else 0) + (0.05 if setting.names else 0)), 3
    )


def _none_are_left(
    a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting, later: Side | None
) -> Relation | None:
    """ "Fourteen passengers are still missing", and days later "nobody is missing any longer"."""
    newer = a if later == "a" else b
    none = pair.a_interval if later == "a" else pair.b_interval
    if later is None or not none.is_zero or not clauses.no_longer(newer.quote):
        return None
    return _update(pair, later, "none are left", setting)


def _part_above_whole(a: ComparedClaim, b: ComparedClaim, pair: FigurePair, setting: Setting) -> Relation | None:
    """41 children against 35 dead in all; 23 officers among 88 people are no quarrel."""
    part, whole = (pair.a_interval, pair.b_interval) if pair.counted == "part" else (pair.b_interval, pair.a_interval)
    whole_claim = b if pair.counted == "part" else a
    too_many = part.low is not None and whole.high is not None and part.low > whole.high
    if _elsewhere(a, b):
        return None  # "nobody was hurt there": where that is the claim does not say
    if too_many and (whole.is_zero or _is_closed(whole_claim)) and may_contradict(a, b, setting):
        return Relation(
            "contradicts",
            _weight(pair, setting),
            "a part above its whole",
            f"{pair.reason}: a part cannot be larger than its whole",
        )
    return None
