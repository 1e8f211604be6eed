"""All quantities of a stretch of text, in order."""

from __future__ import annotations

import re
from collections.abc import Callable

from claims.extraction.found import FoundQuantity, FoundTime
from claims.extraction.quantities import carrying, modifiers, rates, refusals, relations, special
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.measures import currency_before
from claims.extraction.quantities.readers import read_article_measure, read_plain, triggers
from claims.extraction.quantities.trends import trend_of
from claims.extraction.words import DASHES, Words
from claims.spans import Span

# The place of the counted noun after a number, for callers with a parse: (text, the quantity) → its span or None.
Nouns = Callable[[str, FoundQuantity], Span | None]
_TRIGGERS = triggers() | special.TRIGGERS
_SIGNS = frozenset({"-", "−", "minus", "negative"})


def scan(text: str, words: Words, times: list[FoundTime]) -> list[Draft]:
    """The drafts of one stretch, ranges joined and bounded, conversions and shared nouns linked."""
    drafts = _read_all(text, words, times)
    drafts = relations.join_bounds(drafts)
    relations.share_units(drafts)
    carrying.carry_money(drafts)
    carrying.carry_measures(drafts)
    carrying.carry_nouns(drafts)
    relations.join_conversions(drafts)
    rates.name_rates(drafts)
    return drafts


def _read_all(text: str, words: Words, times: list[FoundTime]) -> list[Draft]:
    if not words.lows:
        return []
    blocked = _Blocked(times, refusals.addresses(text, words.starts[0], words.ends[-1]))
    drafts: list[Draft] = []
    edge = floor = 0
    for index, low in enumerate(words.lows):
        if index < edge or not (low in _TRIGGERS or low[0].isdecimal()):
            continue
        until = blocked.until(words.starts[index])
        if until is not None:
            edge = _word_at(words, index, until)
            continue
        read = _read(words, index, blocked, floor)
        if isinstance(read, int):
            edge = read
            continue
        floor = max(read.last, index + 1)
        edge = max(floor, _past_named_figures(words, read))
        drafts.append(read)
        derived = relations.derive(read)
        if derived is not None:
            drafts.append(derived)
    return drafts


def _past_named_figures(words: Words, draft: Draft) -> int:
    """The end of the counted noun where figures in it are names ("18 Leopard 2 tanks")."""
    if draft.counted is None or not any(
        words.is_number(place) for place in range(draft.counted.first, draft.counted.last)
    ):
        return 0
    return draft.counted.last


def _word_at(words: Words, index: int, offset: int) -> int:
    while index < len(words) and words.starts[index] < offset:
        index += 1
    return index


_RANGE_ENDS = _TRIGGERS - special.TRIGGERS - {"a", "an", "several", "few"}
# "in two weeks" and "22 minutes later" say when and how long: the weeks are a quantity too.
_DURATION = re.compile(r"(?:in|within|every|each)\s|[^\n]{1,60}\s(?:later|earlier)$", re.IGNORECASE)


class _Blocked:
    """Stretches whose digits are no quantities: dates, times, addresses. Asked in the order of the text."""

    def __init__(self, times: list[FoundTime], addresses: list[tuple[int, int]]) -> None:
        dates = [(time.span.start, time.span.end) for time in times if not _DURATION.match(time.surface)]
        self.stretches = sorted(dates + addresses)
        self.at = 0

    def until(self, offset: int) -> int | None:
        """The end of the stretch that holds this place; None outside of all."""
        while self.at < len(self.stretches) and self.stretches[self.at][1] <= offset:
            self.at += 1
        if self.at < len(self.stretches) and self.stretches[self.at][0] <= offset:
            return self.stretches[self.at][1]
        return None

    def holds(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.stretches[self.at : self.at + 3])


def _read(words: Words, index: int, blocked: _Blocked, floor: int) -> Draft | int:
    """The quantity at this word, or the word from which to go on."""
    low = words.lows[index]
    if low in special.TRIGGERS:
        zero = special.read_special(words, index)
        if zero is None:
            return index + 1
        if zero.start == zero.first and zero.style != "none":
            modifiers.apply(zero)
        return zero
    draft = _number(words, index, floor)
    if isinstance(draft, int):
        return draft
    draft = _with_range(words, draft, blocked)
    if draft.modifier == "exact" or draft.modifier == "vague" or draft.modifier == "between":
        modifiers.apply(draft, floor)
    draft.trend = trend_of(draft)
    if refusals.is_numbered(words, draft) or refusals.is_address(words, draft):
        return draft.last
    return draft


def _number(words: Words, index: int, floor: int) -> Draft | int:
    if words.is_number(index) and currency_before(words, index, floor) is None:
        end = refusals.is_identifier(words, index)
        if end is not None:
            return end
    draft = read_plain(words, index, floor)
    if draft is None and words.low(index) in ("a", "an"):
        draft = read_article_measure(words, index, floor)
    if draft is None:
        return index + 1
    _sign(words, draft, index)
    return draft


def _sign(words: Words, draft: Draft, index: int) -> None:
    """ "-5°C", "minus 5", "negative one": the sign belongs to the number."""
    place = draft.first - 1
    low = words.low(place)
    if low not in _SIGNS or draft.value is None or draft.style == "none" or words.low(place - 1) == "or":
        return  # "plus or minus two points"
    if low in DASHES:
        before = words.text[words.starts[place] - 1 : words.starts[place]]
        if not words.glued(place + 1) or before.strip("(<>=~ \u00a0\n\t") or (place and words.is_number(place - 1)):
            return
    draft.first = draft.start = place
    draft.value = -draft.value
    draft.low = draft.high = draft.value
    draft.rules.append("negative")


def _with_range(words: Words, draft: Draft, blocked: _Blocked) -> Draft:
    between = relations.opens_between(words, draft.first)
    joint = relations.range_joint(draft, between)
    if joint is None or joint >= len(words) or blocked.holds(words.starts[joint]):
        return draft
    place = joint
    while words.low(place) in ("$", "€", "£", "us", "-", "−") and place < joint + 2:
        place += 1
    if not (
        words.is_number(place)
        or words.low(place) in _RANGE_ENDS
        or (words.low(place) == "a" and draft.style == "fraction")
    ):
        return draft
    right = read_plain(words, place, joint)
    if right is None:
        return draft
    _sign(words, right, place)
    if right.first < joint and words.low(right.first) not in _SIGNS:
        return draft
    word = words.low(draft.last)
    if (
        word in ("to", "or")
        and not between
        and relations.changes(words, draft.first)
        and (draft.measure is not None or words.low(draft.first - 1) == "from")
    ):
        return draft
    joined = relations.join_range(draft, right, between, word)
    return joined if joined is not None else draft
