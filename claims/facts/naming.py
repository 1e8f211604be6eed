"""What to call a fact, from its claims' own fields: the counted thing, the place, the day; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 120
SHORT = 90  # a head up to here says more than the counted thing alone
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Said:
    """What of a claim can go into a name. `counted` are the things its numbers count, `numbers` the numbers' own words,
    `iso` its resolved time."""

    wording: str
    counted: Sequence[str] = ()
    numbers: Sequence[str] = ()
    place: str = ""
    iso: str = ""


def suggest_name(claims: Iterable[Said]) -> str:
    """ "Missiles shot down, Kyiv, 13 December 2024": what the claims say without their numbers, in the fewest words, with
    place and day; the counted thing where no wording is short enough. Empty for no claims."""
    said = list(claims)
    if not said:
        return ""
    counted = _commonest(thing for one in said for thing in one.counted)
    told = [_without_numbers(one) for one in said]
    about = [words for words in told if counted.casefold() in words.casefold()] or told
    head = min(about, key=len)
    parts = [_capital(counted) if counted and len(head) > SHORT else _capital(_shortened(head))]
    place, day = _commonest(one.place for one in said), _day(_commonest(one.iso for one in said))
    parts += [part for part in (place, day) if part and part.casefold() not in parts[0].casefold()]
    return ", ".join(parts)[:300]


def _without_numbers(said: Said) -> str:
    """The wording with its numbers left out and what they count kept: "Three dock workers died" → "dock workers died"."""
    whole = said.wording.strip().rstrip(".").split(", according to ")[0]
    if len(said.numbers) != 1 or not said.counted:  # "from 212 votes to 187" makes no sense without both
        return whole
    number, counted = said.numbers[0], said.counted[0]
    at = whole.casefold().find(number.casefold())
    if at < 0 or counted.casefold() not in whole[at:].casefold():
        return whole
    kept = counted if counted.casefold() in number.casefold() else ""
    words = " ".join((whole[:at] + kept + whole[at + len(number) :]).split()).strip(" .,;:")
    return words if " " in words and not words.casefold().startswith("of ") else whole


def _commonest(words: Iterable[str]) -> str:
    """What most of them say, whatever the case; of equals the longer, which says more."""
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for word in words:
        if word := " ".join(word.split()):
            spelled.setdefault(word.casefold(), word)
            counts[word.casefold()] += 1
    if not counts:
        return ""
    return spelled[max(counts, key=lambda key: (counts[key], len(key), key))]


def _day(iso: str) -> str:
    match = _DAY.match(iso)
    if not match or not 1 <= int(match[2]) <= 12:
        return ""
    return f"{int(match[3])} {MONTHS[int(match[2]) - 1]} {match[1]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"
