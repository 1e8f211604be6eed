"""What one of two claims says that the other does not: by which they may speak of two things; pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from claims.linking import words
from claims.linking.compared import ComparedClaim

SAME_FRAME = 0.6  # share of the shorter claim's words that stand at the ends of both
FILLER = 4  # words at most that fill the one frame in two ways

_INSTEAD = re.compile(r",? but\b.*", re.IGNORECASE | re.DOTALL)


def own_content(
    mine: ComparedClaim, other: ComparedClaim, opposed: frozenset[str] = frozenset(), quote: str = ""
) -> frozenset[str]:
    """What one says that the other does not, beside names, who says it, words akin to one of the other and words that carry no
    sense; of a part of it where `quote` gives one."""
    known = (*mine.names, *other.names, *(mine.weak_names & other.weak_names), mine.origin.speaker)
    named = {part for name in known for part in name}
    about = words.terms(quote) if quote else None
    said = about.concepts | about.stems if about else mine.concepts | mine.stems
    light = (
        frozenset().union(*(words.marked(said, mark) for mark in ("anyone", "hollow", "role"))) | words.light_words()
    )
    own = (said & (mine.concepts | mine.stems)) - other.concepts - other.stems - named - light - opposed
    return frozenset(item for item in own if not _is_akin(item, other.concepts, "alike"))


def speak_of_two(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether what is alike in two claims is said of two things, or for two reasons."""
    reasons = words.because_of(a.quote), words.because_of(b.quote)
    other_reason = bool(reasons[0] and reasons[1]) and not reasons[0] & reasons[1]
    return other_reason or are_kinds_apart(a, b) or fill_one_frame(a, b)


_NOUN_PHRASE = re.compile(r"\b(?i:the|an?|its|their|his|her|our|two|both|all) ((?:[a-z][\w’'-]*,? ?){2,4})")


@functools.lru_cache(maxsize=20_000)
def _modifiers(quote: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each noun that others stand before, as concept or stem, with those: "the old railway bridge" → bridge: old, railway."""
    found: list[tuple[str, frozenset[str]]] = []
    for stretch in _NOUN_PHRASE.findall(quote):
        before: list[str] = []
        for token in words.TOKEN.findall(stretch):
            plain = words.plain(token)
            if plain in words.small_words() and plain not in _TELLING_APART:
                break
            found += [(item, frozenset(before)) for item in words.items_of(plain) if before]
            before += (words.items_of(plain) or {plain}) - words.light_words()
    return tuple(found)


_TELLING_APART = frozenset({"old", "new", "first", "last"})


def are_called_apart(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether each calls one noun by another word before it: "the drivers' union", "the mechanics' union"."""
    mine, theirs = dict(_modifiers(a.quote)), dict(_modifiers(b.quote))
    known = [claim.concepts | claim.stems | {part for name in claim.names for part in name} for claim in (a, b)]
    return any(
        not mine[noun] & (known[1] | theirs[noun]) and not theirs[noun] & known[0]
        for noun in mine.keys() & theirs.keys()
    )


def _is_akin(item: str, others: frozenset[str], table: str) -> bool:
    return any(frozenset((item, other)) in words.concept_pairs(table) for other in others)


def what_is_not(claim: ComparedClaim) -> str:
    """The part of a denial that says what is not so: without "but …", and without who denies it."""
    return _INSTEAD.sub("", words.what_is_denied(claim.quote))


_NAMED_BEFORE = re.compile(r"\b([A-Z][\w’'-]+) ([a-z]{3,})\b")
_NAMED_AFTER = re.compile(r"\b([a-z]{3,}) (?:of|at|in) (?:the )?([A-Z][\w’'-]+)")


def named_things(claim: ComparedClaim) -> frozenset[tuple[str, ...]]:
    """What a claim names so that no other is meant: people in full, and things by a name and what they are: "Tom Hale", "the Tolm
    bridge", "the port of Sund"."""
    known = {part for name in (*claim.names, *claim.weak_names) for part in name}
    pairs = [*_NAMED_BEFORE.findall(claim.quote), *((name, noun) for noun, name in _NAMED_AFTER.findall(claim.quote))]
    found = {name for name in claim.names if len(name) > 1}
    for name, noun in pairs:
        items = words.items_of(words.plain(noun)) & (claim.concepts | claim.stems) - words.light_words()
        if words.name_stem(name) in known:
            found |= {(words.name_stem(name), item) for item in items - words.marked(items, "state")}
    return frozenset(found)


@functools.cache
def _kinds(language: str = "en") -> tuple[dict[str, int], ...]:
    """For each line of kinds: its words, each with the number of its kind."""
    rows = (line.split("|") for line in words.lines(language, "kinds"))
    return tuple({word: index for index, kind in enumerate(row) for word in kind.split()} for row in rows)


def are_kinds_apart(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether each speaks of another kind of one thing: lorries and buses, a height and a length."""
    mine, theirs = _kinds_in(a.words), _kinds_in(b.words)
    return any(row in theirs and not kinds & theirs[row] for row, kinds in mine.items())


@functools.lru_cache(maxsize=20_000)
def _kinds_in(tokens: tuple[str, ...]) -> dict[int, frozenset[int]]:
    """Of which lines of kinds the words have some, and which."""
    found = {number: frozenset(row[word] for word in tokens if word in row) for number, row in enumerate(_kinds())}
    return {number: kinds for number, kinds in found.items() if kinds}


_CLOCK = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))? ?([ap])\.?m\b|\b(\d{1,2})[.:](\d\d)\b(?! ?(?:per|%|m))", re.IGNORECASE)


def clock_times_differ(a: str, b: str) -> bool:
    """Whether each names another time of day: what was so at six need not be so at nine."""
    mine, theirs = (frozenset(match.group().lower() for match in _CLOCK.finditer(text)) for text in (a, b))
    return bool(mine and theirs) and not mine & theirs


def fill_one_frame(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether both are the same but for one place that each fills with other words: "stood at red", "stood at green"."""
    start = _alike(a.words, b.words)
    end = _alike(a.words[start:][::-1], b.words[start:][::-1])
    fillers = [claim.words[start : len(claim.words) - end] for claim in (a, b)]
    if start + end < SAME_FRAME * min(len(a.words), len(b.words)) or not all(0 < len(f) <= FILLER for f in fillers):
        return False
    told = [words.terms(" ".join(filler)) for filler in fillers]
    mine, theirs = (of.concepts | of.stems for of in told)
    if any(_is_akin(item, theirs, table) for item in mine for table in ("akin", "alike", "told_alike")):
        return False
    numbers = any(word[0].isdigit() for filler in fillers for word in filler)
    return bool(mine - words.light_words() and theirs - words.light_words()) and not mine & theirs and not numbers


def _alike(some: Sequence[str], others: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    return next((i for i, (x, y) in enumerate(zip(some, others, strict=False)) if x != y), min(len(some), len(others)))
