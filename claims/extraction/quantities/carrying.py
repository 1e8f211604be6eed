"""What a bare number goes on counting: the people that were hurt, the drones of the clause before, the same money."""

from __future__ import annotations

import itertools
from decimal import Decimal

from claims.extraction.quantities import trends
from claims.extraction.quantities.draft import PERCENT, Draft
from claims.extraction.quantities.nouns import PERSON_VERBS, STOPS, looks_plural, singular
from claims.extraction.quantities.refusals import opens_sentence
from claims.extraction.units import read_unit
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, Words

_LINKS = word_set("links")
_SETTLEMENTS = word_set("settlements")
_PERSONS_ALONE_DO = word_set("persons_alone_do")
_LINKS_ON = word_set("after_bare_sum")
_PARENTS = word_set("parents")
_AUXILIARIES = word_set("past_auxiliaries")
_MILLION = 1_000_000
# Words between a sum with its currency and a bare one that is still of the same money.
_MONEY_REACH = 120
# "a town of 20" is of people, "a nation of two halves" of none
_SMALLEST_PLACE = 20
# Words between a measure and "down from" that are still of one change.
_CHANGE_REACH = 8
_LEVEL_REACH = 25
_SUBJECT_REACH = 12
_VOTES = frozenset({"voted", "vote", "majority", "margin"})
_REACHES = frozenset({"reached", "hit", "topped", "passed", "exceeded", "totalled", "totaled", "numbered"})
_MOVES = trends.UP | trends.DOWN | word_set("movement_verbs")
# How much bigger one of two figures may be that are told alike.
_ALIKE = 6
_JOINING = frozenset({"and", ",", "but", "then", "or"})
_SETTINGS = frozenset({"in", "on", "for", "among", "at", "during", "before", "after"})
_WHEN = word_set("when_nouns")


def carry_money(drafts: list[Draft]) -> None:
    """ "€177 billion ..., a tranche of 6bn": a bare sum after money is money, unless it is of people."""
    money: Draft | None = None
    for draft in drafts:
        if draft.measure is not None and draft.measure.kind == "money":
            money = draft
        elif money is None or draft.first - money.end >= _MONEY_REACH or _in_next_paragraph(money, draft):
            continue
        elif _is_metres(draft) and _in_sentence(money, draft):
            draft.value = (draft.value or Decimal(0)) * _MILLION
            draft.low = draft.high = draft.value
            draft.measure = money.measure
            draft.rules.append("money_carried")
        elif _is_sum(draft):
            draft.measure = money.measure
            draft.rules.append("money_carried")


def _in_next_paragraph(earlier: Draft, draft: Draft) -> bool:
    return any(earlier.words.lows[place] == "\n" for place in range(earlier.end, draft.first))


def _is_metres(draft: Draft) -> bool:
    """ "3.9m": metres, or millions where the sentence is about money and goes on with no dimension."""
    words = draft.words
    metres = draft.measure is not None and draft.measure.unit == "m" and words.raw(draft.last - 1) == "m"
    plain = draft.modifier == "exact" and draft.style == "digits"
    return (
        metres
        and plain
        and words.glued(draft.last - 1)
        and not (words.is_word(draft.end) and words.low(draft.end) not in _LINKS_ON)
    )


def _in_sentence(earlier: Draft, draft: Draft) -> bool:
    return _stops(earlier, draft) == 0 and not _in_next_paragraph(earlier, draft)


def _stops(earlier: Draft, draft: Draft) -> int:
    """How many sentences end between the two; the stop of an initial ("U.S.") ends none."""
    words = draft.words
    return sum(
        words.lows[place] in ("!", "?")
        or (words.lows[place] == "." and not (words.capital(place - 1) and len(words.low(place - 1)) == 1))
        for place in range(earlier.end, draft.first)
    )


def _is_sum(draft: Draft) -> bool:
    """A bare number of millions that nothing says is of people."""
    words, after = draft.words, draft.words.low(draft.end)
    if not draft.bare or draft.style == "vague" or draft.scale < _MILLION or _counts_people(draft):
        return False
    return (
        after not in _AUXILIARIES
        and not words.is_number(draft.end)
        and (not words.is_word(draft.end) or after in _LINKS_ON)
    )


def carry_measures(drafts: list[Draft]) -> None:
    """What a bare number is of where the sentence leaves it out: "61.3 per cent, down from 68", "2.4 per cent this year
    and 3.1 next"."""
    for left, right in itertools.pairwise(drafts):
        if not right.bare or left.measure is None or not _in_sentence(left, right):
            continue
        if right.start - left.end <= _CHANGE_REACH and (_is_told_alike(left, right) or _is_changed_from(left, right)):
            right.measure = left.measure
            right.rules.append("measure_carried")
    _carry_shares(drafts)


def _is_changed_from(left: Draft, right: Draft) -> bool:
    words = right.words
    if words.low(right.start - 1) != "from" or words.low(right.start - 2) not in ("up", "down") or left.measure is None:
        return False
    # "up 4 per cent in 41 days, up from 29" would be of something else
    return left.measure.kind != "money" and (left.measure.kind != "time" or _of_one_size(left, right))


def _carry_shares(drafts: list[Draft]) -> None:
    """ "Labour rose to 32 per cent, …, while the Greens slipped to 9", "on 32 per cent, … on 9": one scale for all."""
    level: Draft | None = None
    for draft in drafts:
        before = draft.words.low(draft.start - 1)
        if level is not None and (draft.start - level.end > _LEVEL_REACH or not _in_sentence(level, draft)):
            level = None
        if draft.percent:
            level = draft
        elif level is not None and draft.bare and draft.value is not None and draft.value <= PERCENT:
            words = draft.words
            same = before == level.words.low(level.start - 1) or (before == "on" and words.capital(draft.start - 2))
            moved = before == "on" or (before in ("to", "at") and words.low(draft.start - 2) in _MOVES)
            if same and moved and _nothing_counted(words, draft.end):
                draft.measure = level.measure
                draft.rules.append("measure_carried")


def _is_told_alike(left: Draft, right: Draft) -> bool:
    """True for two figures of about one size that stand beside each other, each with its own time, place or group."""
    words = right.words
    joined = words.low(right.start - 1) in _JOINING or words.low(right.start - 2) in _JOINING
    if not joined or right.style == "vague" or left.scale != right.scale:
        return False
    setting = _setting(words, left.end)
    return _of_one_size(left, right) and setting is not None and setting == _setting(words, right.end)


def _nothing_counted(words: Words, place: int) -> bool:
    return not words.is_word(place) or words.low(place) in STOPS


def _of_one_size(left: Draft, right: Draft) -> bool:
    sizes = sorted(abs(draft.value or draft.low or draft.high or Decimal(0)) for draft in (left, right))
    return sizes[1] <= sizes[0] * _ALIKE


def _setting(words: Words, place: int) -> str | None:
    """What kind of setting opens at the word: "this year" and "next" say when, "in Leeds" where, "among men" of whom."""
    low = words.low(place)
    if low in ("this", "last", "next", "the") and (words.low(place + 1) in _WHEN or not words.is_word(place + 1)):
        return "when" if low != "the" or words.low(place + 1) in _WHEN else None
    if words.is_number(place + 1) and low in ("in", "by") and len(words.low(place + 1)) == 4:
        return "when"
    return low if low in _SETTINGS else None


def carry_nouns(drafts: list[Draft]) -> None:
    """ "killed 12 and wounded 35" counts people; "530 are in Esbjerg" counts what a number before it counted."""
    counted: list[Draft] = []
    for draft in drafts:
        if draft.bare and _is_magnitude(draft):
            draft.unit = draft.unit_name = "magnitude"
        earlier = _carried_from(counted, draft) if draft.bare else None
        if draft.bare and (_whole(draft) or (earlier is not None and not _whole(earlier))):
            unit = _own_unit(draft)
            if unit is not None:
                draft.unit, draft.unit_name = unit
                draft.rules.append("people")
            elif earlier is not None and _goes_on(earlier, draft):
                draft.unit, draft.unit_name = _noun_of(earlier)
                draft.rules.append("noun_carried")
                _take_total(earlier, draft)
        if draft.measure is None and _noun_of(draft)[0] not in (None, "share", "times") and not _is_attribute(draft):
            counted.append(draft)


def _noun_of(draft: Draft) -> tuple[str | None, str | None]:
    """What it counts; of a share, the things it is a share of: "a third of the shops …, and a further 12 will close"."""
    if draft.unit == "share" and draft.counted is not None:
        return draft.counted.plural, draft.counted.singular
    return draft.unit_word(), draft.name_of_unit()


def _is_magnitude(draft: Draft) -> bool:
    """ "a magnitude 6.8 quake", "had a magnitude of 5.9"."""
    words, place = draft.words, draft.start - 1
    place -= words.low(place) == "of"
    return words.low(place) == "magnitude" and (draft.value or 0) < 11


def _own_unit(draft: Draft) -> tuple[str, str] | None:
    """What the clause itself says a bare number counts."""
    if draft.modifier != "vague" and _counts_people(draft):
        return "people", "person"
    words, start = draft.words, draft.start
    of = start - 2 if words.low(start - 1) in DASHES and words.low(start - 2) == "of" else start - 1
    if words.low(of) == "of" and words.low(of - 1 - (words.low(of - 1) in DASHES)) in _PARENTS:
        return "children", "child"  # "father of three", "mum-of-three"
    if words.low(start - 1) == "of" and words.low(start - 2) in _SETTLEMENTS and (draft.value or 0) >= _SMALLEST_PLACE:
        return "people", "person"
    if words.low(draft.end) == "to" and words.is_number(draft.end + 1) and _is_vote(words, start):
        return "votes", "vote"
    return _of_subject(draft)


def _is_vote(words: Words, start: int) -> bool:
    """ "voted 58 to 41", "by a majority of 10 to 2"."""
    return any(words.low(place) in _VOTES for place in range(start - 2, start))


def _of_subject(draft: Draft) -> tuple[str, str] | None:
    """ "Arrests rose to 83", "measles cases in the county reached 83": the subject that opens the clause is what is counted."""
    words, verb = draft.words, draft.start - 1
    verb -= words.low(verb) == "to"
    moved = words.low(verb) in (_MOVES if verb < draft.start - 1 else _REACHES)
    if not moved or not (_nothing_counted(words, draft.end) or _setting(words, draft.end)):
        return None
    head = verb
    while head > verb - _SUBJECT_REACH and not (opens_sentence(words, head) or words.low(head - 1) in _JOINING):
        head -= 1
    while head + 1 < verb and words.is_word(head + 1) and words.low(head + 1) not in STOPS | {"has", "have", "had"}:
        head += 1
    low = words.low(head)
    return (low, singular(low)) if looks_plural(low) and head < verb else None


def _is_attribute(draft: Draft) -> bool:
    """ "three-storey blocks" and "five more days": nothing later counts storeys or days."""
    words = draft.words
    unit = draft.unit_word() or ""
    timed = draft.counted is not None and read_unit(words, draft.counted.last - 1) is not None
    hyphened = words.low(draft.last) in DASHES and words.glued(draft.last) and draft.style != "vague"
    return hyphened or (timed and unit != "people")


def _goes_on(earlier: Draft, draft: Draft) -> bool:
    """True where the sentence leaves it open what is counted, so that it is still what the last one was."""
    words = draft.words
    before, after = words.low(draft.start - 1), words.low(draft.end)
    if before == "(" and after == ")":
        return False
    if after == "of":
        return words.low(draft.end + 1) in ("them", "these", "those", "which", "whom")
    if before == "of" and words.low(draft.start - 2) not in ("out", "total"):
        return False  # "a girl of 6"
    if _stops(earlier, draft) == 0 and ";" not in words.lows[earlier.end : draft.first]:
        return True
    return _opens_clause(words, draft) and (words.is_word(draft.end) or before in ("other", "these", "those", "rest"))


def _opens_clause(words: Words, draft: Draft) -> bool:
    """ "Of these, 530 are", "The other 22 reached": the number is the subject, or near it."""
    for place in range(draft.start - 1, max(-1, draft.start - 6), -1):
        low = words.lows[place]
        if low in (".", "!", "?", ",", ";", "“", '"', ":"):
            return True
        if low not in _BEFORE_SUBJECT:
            return False
    return draft.start == 0


_BEFORE_SUBJECT = word_set("before_subject")


def _take_total(earlier: Draft, draft: Draft) -> None:
    """ "Out of 47 drones only 9 were downed" is 9 of 47."""
    words = earlier.words
    if words.low(earlier.start - 1) != "of" or words.low(earlier.start - 2) != "out" or draft.of is not None:
        return
    if _stops(earlier, draft) or ";" in words.lows[earlier.end : draft.first]:
        return
    if draft.value is not None and earlier.value is not None and draft.value < earlier.value:
        draft.of = earlier.value


def _carried_from(counted: list[Draft], draft: Draft) -> Draft | None:
    """The nearest number before that this one can be a part of, else the nearest one: "30 drones at three regions; 25
    were downed" speaks of drones."""
    near = [earlier for earlier in counted[-4:] if _same_paragraph(earlier, draft)]
    size = draft.value or draft.low or draft.high
    for earlier in reversed(near):
        whole = earlier.of or earlier.value or earlier.high or earlier.low
        if size is None or whole is None or whole >= size:
            return earlier
    return near[-1] if near else None


def _whole(draft: Draft) -> bool:
    """ "5.1" goes on counting nothing: things come in whole numbers."""
    return draft.value is None or draft.value == draft.value.to_integral_value()


def _counts_people(draft: Draft) -> bool:
    words, start = draft.words, draft.start
    before = words.low(start - 1)
    if before in PERSON_VERBS:
        return True
    if before in _LINKS or before in trends.UP:
        return any(
            words.low(place) in PERSON_VERBS and words.low(place) not in ("cut",)
            for place in range(start - 2, max(-1, start - 7), -1)
        )
    after = words.low(draft.end)
    if before in ("left", "leaves", "leaving", "leave") and after in ("without", "stranded", "trapped"):
        return True  # "left 220,000 without power"
    if words.low(draft.end + (after == "more")) in _PERSONS_ALONE_DO:
        return True  # "two more died": things do not
    if before in ("another", "a", "further", "injured", "other", "including") and any(
        words.low(place) in PERSON_VERBS for place in range(start - 2, max(-1, start - 5), -1)
    ):
        return True
    if after == "aboard" or words.phrase(draft.end, draft.end + 2) == "on board":
        return True
    return after in ("were", "was", "are") and words.low(draft.end + 1) in PERSON_VERBS


def _same_paragraph(earlier: Draft, draft: Draft) -> bool:
    """Near enough that a bare number goes on counting the same; over a stop only to the sentence after."""
    if draft.first - earlier.end > 40:
        return False
    return not _in_next_paragraph(earlier, draft) and _stops(earlier, draft) < 2
