"""Whether two claims speak of one event: names, words, place and time, as far as their articles tell; pure."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from claims.linking import words
from claims.linking.compared import ComparedClaim

When = Literal["same", "near", "later", "apart", "far", "unknown"]

NEAR_DAYS = 3  # papers report an event for some days
SAME_STORY_DAYS = 45  # a state or a tally may be followed for weeks; beyond that it is another story


@dataclass(frozen=True, slots=True)
class Setting:
    """What two claims share. `names` are in both quotes, `all_names` somewhere around both; `shared` are concepts and
    stems of both quotes, `bridged` those that only the other's surroundings have."""

    names: frozenset[words.Name]
    all_names: frozenset[words.Name]
    shared: frozenset[str]
    bridged: int
    likeness: float  # share of the smaller claim's names and words that the other one has
    mutual: float  # the same of the larger one
    names_differ: bool  # each names what the other's surroundings do not know
    each_names_another: bool  # each quote names what the other quote does not
    may_be_another: bool  # the same, but a name behind "the town" or "it" is known where its article's head has it
    stranger: bool  # one of them names what the other's surroundings do not know
    contrast: str  # "first, third": words that tell the two apart
    when: When
    days: int | None  # published: how many days b came after a

    same_story: bool  # a name, or enough words at one time, ties the surroundings together
    close: bool  # one article, or two of about one day that share two names or more: one may name less

    @property
    def telling(self) -> frozenset[str]:
        """The shared words that say what happened: no mere nouns for people, offices or areas, and not that
        something rose."""
        return self.shared - frozenset().union(
            *(words.marked(self.shared, mark) for mark in ("person", "role", "scope", "hollow"))
        )

    @property
    def near(self) -> bool:
        """Close, or of one day and about one name: what the one names, the other may stand for with "the drug"."""
        return self.close or (bool(self.all_names) and self.when == "same" and self.days == 0)

    @property
    def one_story(self) -> bool:
        """Nothing but the day tells them apart, and something ties them together."""
        return self.same_story and not self.names_differ and not self.contrast and self.when != "far"

    @property
    def one_event(self) -> bool:
        return self.one_story and self.when != "apart"


WORDS_OF_ONE_STORY = 3
CLOSE_NAMES = 2
CLOSE_WORDS = 5  # of the surroundings, where only one name of both heads is shared


def setting_of(a: ComparedClaim, b: ComparedClaim) -> Setting:
    """What the two share; symmetric but for `days`."""
    names = shared_names(a.names, a.weak_names, b.names, b.weak_names)
    all_a, all_b = _together(a.names, _around(a)), _together(b.names, _around(b))
    weak_a, weak_b = _together(a.weak_names, a.around_weak), _together(b.weak_names, b.around_weak)
    all_names = names | shared_names(all_a, weak_a, all_b, weak_b) | _by_outlet(a, b)
    a_items, b_items = _items(a), _items(b)
    named = {part for name in names for part in name} | _of_another_place(a, b) | _of_another_place(b, a)
    shared = (a_items & b_items | _named_here_only(a, b_items) | _named_here_only(b, a_items)) - named
    bridged = len((a_items - shared) & b.around) + len((b_items - shared) & a.around)
    sizes = sorted((len(a_items) + len(a.names), len(b_items) + len(b.names)))
    ties = len(shared) + len(names)
    when, days = when_of(a, b)
    strange = (_unmatched(a, b), _unmatched(b, a))
    nameless = not (a.around_names and b.around_names)
    enough = WORDS_OF_ONE_STORY - (1 if a.days is not None and a.days == b.days else 0)
    return Setting(
        names=names,
        all_names=all_names,
        shared=shared,
        bridged=bridged,
        likeness=min(1.0, ties / max(1, sizes[0])),
        mutual=min(1.0, ties / max(1, sizes[1])),
        names_differ=all(strange),
        each_names_another=_has_own_names(a, b) and _has_own_names(b, a),
        may_be_another=_has_own_names(a, b, b.head_names) and _has_own_names(b, a, a.head_names),
        stranger=any(strange),
        contrast=_contrast(a, b),
        when=when,
        days=days,
        close=_is_close(a, b, when, all_names),
        same_story=bool(all_names) or (nameless and when in ("same", "near") and len(shared) + bridged >= enough),
    )


def _is_close(a: ComparedClaim, b: ComparedClaim, when: When, all_names: frozenset[words.Name]) -> bool:
    if a.article and a.article == b.article:
        return True
    if when not in ("same", "near"):
        return False
    about_a, about_b = _together(a.head_names, a.main_names), _together(b.head_names, b.main_names)
    heads = shared_names(about_a, frozenset(), about_b, frozenset())
    either = max(len(all_names), len(heads))
    return either >= CLOSE_NAMES or (bool(heads) and len(a.around & b.around) >= CLOSE_WORDS)


def _items(claim: ComparedClaim) -> frozenset[str]:
    return _both(claim.concepts, claim.stems)


def _named_here_only(claim: ComparedClaim, others: frozenset[str]) -> frozenset[str]:
    """Words that one has in a name and the other has plain: "the Forest Act", "the forest bill"."""
    return frozenset(part for name in claim.names for part in name if part in others)


def _of_another_place(a: ComparedClaim, b: ComparedClaim) -> set[str]:
    """Nouns that a names a place by of which b knows nothing: "the city of Varn" is not "the city" of another story."""
    foreign = (noun for noun, name in words.nouns_of_names(a.quote) if not _is_known(name, _known_to(b), b))
    return {item for noun in foreign for item in words.items_of(noun)}


def _known_to(claim: ComparedClaim) -> frozenset[words.Name]:
    """All names that a claim or its surroundings have."""
    return _together(_together(claim.names, claim.around_names), _together(claim.weak_names, claim.outlet_names))


def _around(claim: ComparedClaim) -> frozenset[words.Name]:
    """The names around a claim without those who merely pass it on: an agency that is cited tells of any event."""
    passing_on = claim.origin.relays[1 if claim.outlet else 0 :]
    return _without_messengers(claim.around_names, passing_on) if passing_on else claim.around_names


@functools.lru_cache(maxsize=4096)
def _without_messengers(around: frozenset[words.Name], passing_on: tuple[words.Name, ...]) -> frozenset[words.Name]:
    messengers = {
        name for name in around for relay in passing_on if name == relay or (len(name) > 1 and set(name) <= set(relay))
    }
    return around - messengers if messengers else around


def _by_outlet(a: ComparedClaim, b: ComparedClaim) -> frozenset[words.Name]:
    """Names that the text of one shares with the name of the other's outlet: "Coast Guard of Sant Elmo"."""
    found: set[words.Name] = set()
    for mine, theirs in ((a, b), (b, a)):
        if not mine.outlet_names:
            continue
        parts = _by_part(_together(theirs.names, _around(theirs)))
        found |= {outlet for outlet in mine.outlet_names if outlet[0] in parts}
    return frozenset(found)


def shared_names(
    a: frozenset[words.Name], a_weak: frozenset[words.Name], b: frozenset[words.Name], b_weak: frozenset[words.Name]
) -> frozenset[words.Name]:
    """Names of both; a weak one counts when the other side surely names it."""
    exact = (a & b) | (a & b_weak) | (a_weak & b)
    return frozenset(exact | _parts_of(a, _together(b, b_weak)) | _parts_of(a_weak, b))


def _parts_of(some: frozenset[words.Name], others: frozenset[words.Name]) -> set[words.Name]:
    """The shorter one of each two names of which one is a part of the other, or stands for it."""
    if not some or not others:
        return set()
    by_part, aliases = _by_part(others), words.aliases()
    found: set[words.Name] = set()
    if _stands_for_another(some) or _stands_for_another(others):
        meant = _meant(others)
        found = {aliases.get(name, name) for name in some - others if aliases.get(name, name) in meant}
    if by_part.keys().isdisjoint(_by_part(some)):
        return found
    for name in some:
        if by_part.keys().isdisjoint(name):
            continue
        for other in {other for part in name for other in by_part.get(part, ())}:
            if name != other and words.same_name(name, other):
                found.add(min(name, other, key=lambda each: (len(each), each)))
    return found


@functools.lru_cache(maxsize=4096)
def _stands_for_another(names: frozenset[words.Name]) -> bool:
    """Whether one of the names is that of a seat of government."""
    return not words.aliases().keys().isdisjoint(names)


# A claim meets some fifty others; what its names come to is worked out once.


@functools.lru_cache(maxsize=4096)
def _together(some: frozenset[words.Name], others: frozenset[words.Name]) -> frozenset[words.Name]:
    return some | others


@functools.lru_cache(maxsize=4096)
def _both(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return some | others


@functools.lru_cache(maxsize=4096)
def _by_part(names: frozenset[words.Name]) -> Mapping[str, list[words.Name]]:
    """The names by each of their words."""
    by_part: dict[str, list[words.Name]] = {}
    for name in names:
        for part in name:
            by_part.setdefault(part, []).append(name)
    return by_part


@functools.lru_cache(maxsize=4096)
def _meant(names: frozenset[words.Name]) -> frozenset[words.Name]:
    """The names, seats of government as their states."""
    aliases = words.aliases()
    return frozenset(aliases.get(name, name) for name in names)


def _has_own_names(mine: ComparedClaim, other: ComparedClaim, stood_for: frozenset[words.Name] = frozenset()) -> bool:
    """Whether `mine` names somebody or some place that the other one's own words do not; a stand-in such as "the town"
    may mean one of `stood_for`."""
    if not mine.names:
        return False
    items = _items(other)
    known = other.names | other.weak_names
    if stood_for and words.has_stand_in(other.quote):
        known |= stood_for
    return any(
        not any(words.same_name(name, theirs) for theirs in known) and not any(part in items for part in name)
        for name in mine.names
        if not _is_its_speaker(name, mine)
    )


def _is_its_speaker(name: words.Name, claim: ComparedClaim) -> bool:
    """Whether the name is of who says it, in a claim of something else: "the broker Lindq puts orders at 430". Not so the
    place that an office has its name of: the Varn fire service on "the attack on Varn"."""
    if claim.kind == "statement" or not claim.origin.named or not set(name) <= set(claim.origin.speaker):
        return False
    return name[0] not in _named_as_places(claim.quote)


@functools.lru_cache(maxsize=4096)
def _named_as_places(quote: str) -> frozenset[str]:
    """The stems of capitalised words behind "in", "at" and their like."""
    before = words.word_list("before_places")
    return frozenset(
        words.name_stem(token)
        for earlier, token in pairwise(words.TOKEN.findall(quote))
        if words.plain(earlier) in before and token[0].isupper()
    )


def _unmatched(mine: ComparedClaim, other: ComparedClaim) -> bool:
    """Whether `mine` names somebody or some place that the other one's surroundings do not know."""
    if not mine.names or mine.names <= other.names or mine.names <= other.around_names:
        return False
    known = _known_to(other)
    return any(
        name not in known and not _is_known(name, known, other)
        for name in mine.names
        if not _is_its_speaker(name, mine)
    )


def _is_known(name: words.Name, known: frozenset[words.Name], other: ComparedClaim) -> bool:
    """Whether a part of the name is a plain word there, or the name a part of another, or one stands for the other."""
    if any(part in other.around or part in other.stems or part in other.concepts for part in name):
        return True
    by_part = _by_part(known)
    near = {theirs for part in name for theirs in by_part.get(part, ())}
    return any(words.same_name(name, theirs) for theirs in near) or words.aliases().get(name, name) in _meant(known)


def _contrast(a: ComparedClaim, b: ComparedClaim) -> str:
    if not (a.contrasts and b.contrasts):
        return ""
    for line in words.contrasts():
        mine, theirs = a.contrasts & line, b.contrasts & line
        if mine and theirs and not mine & theirs and not _is_calendar_of_known_days(a, b, line):
            return f"{', '.join(sorted(mine))} and {', '.join(sorted(theirs))}"
    return ""


def _is_calendar_of_known_days(a: ComparedClaim, b: ComparedClaim, line: frozenset[str]) -> bool:
    """Where both days are known, the days are compared, not their names."""
    return a.days is not None and b.days is not None and bool(line & {"monday", "january"})


def when_of(a: ComparedClaim, b: ComparedClaim) -> tuple[When, int | None]:
    """How the two times lie, and how many days b was published after a."""
    days = days_between(a.published, b.published)
    if a.days and b.days:
        if a.days[0] <= b.days[1] and b.days[0] <= a.days[1]:
            return "same", days
        return "apart", days
    if a.article and a.article == b.article:
        return "same", 0
    if days is None:
        return "unknown", None
    known = a.days or b.days
    if known is not None:
        other = b.published if a.days else a.published
        lag = days_between(known[1], other)
        first = days_between(known[0], other)
        if lag is not None and first is not None and first >= -1 and lag > NEAR_DAYS and abs(days) > NEAR_DAYS:
            return ("later" if lag <= SAME_STORY_DAYS else "far"), days
    distance = abs(days)
    if distance == 0:
        return "same", days
    return ("near" if distance <= NEAR_DAYS else "later" if distance <= SAME_STORY_DAYS else "far"), days


@functools.lru_cache(maxsize=10_000)
def days_between(first: str | None, second: str | None) -> int | None:
    """Days from the first to the second; None unless both are days of the calendar."""
    if not first or not second:
        return None
    try:
        return (date.fromisoformat(second[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:  # a month, a year, or an end of month that the calendar lacks
        return None
