"""What to call a fact, from its claims' own fields: the counted thing, the place, the day; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.facts.acts import PEOPLE_ONLY, act_after, act_before, act_named

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
    """ "Missiles shot down, Kyiv, 13 December 2024": the counted thing and what happened to it, with place and day. Without
    figures, or where no claim tells what happened, the shortest wording without its frame. Empty for no claims."""
    said = list(claims)
    if not said:
        return ""
    parts = [_capital(_by_act(said) or _by_wording(said))]
    place = _PLACE_FRAME.sub("", _commonest(one.place for one in said))
    day = _day(_commonest(one.iso for one in said))
    parts += [part for part in (place, day) if part and part.casefold() not in parts[0].casefold()]
    return ", ".join(parts)[:300]


def _by_act(said: Sequence[Said]) -> str:
    """ "dock workers killed": empty where no claim counts anything, or none tells what happened to it."""
    acts = [found for one in said for found in _acts(one)]
    nouns = [noun for one in said for noun in one.counted if not act_named(noun)]
    counted = _commonest(nouns)
    about = [act for noun, act in acts if not counted or noun.casefold() == counted.casefold()] or [a for _, a in acts]
    act = _commonest(act for act in about if act)
    if act == "who died" and "killed" in (found for _, found in acts):
        act = "killed"  # one of the claims says so; else nobody was said to be
    if not act or (not counted and act not in PEOPLE_ONLY):
        return ""
    return f"{counted or 'people'} {act}"


def _acts(said: Said) -> Iterable[tuple[str, str]]:
    """The counted things of a claim ("" for people who are not named), each with what happened to it."""
    for number, counted in zip(said.numbers, [*said.counted, *[""] * len(said.numbers)], strict=False):
        at = said.wording.casefold().find(number.casefold())
        if at < 0:
            continue
        if named := act_named(counted):
            yield "", named
            continue
        noun = said.wording.casefold().find(counted.casefold(), at) if counted else at + len(number)
        if noun >= 0:
            after = said.wording[max(noun + len(counted), at + len(number)) :]
            act = act_after(after) or act_before(said.wording[:at])
            if act:
                yield counted, act


def _by_wording(said: Sequence[Said]) -> str:
    counted = _commonest(thing for one in said for thing in one.counted)
    told = [_without_numbers(one) for one in said]
    about = [words for words in told if counted.casefold() in words.casefold()] or told
    head = min(about, key=len)
    return counted if counted and len(head) > SHORT else _shortened(head)


def _without_frame(wording: str) -> str:
    """The wording without who says it: "Officials said that the bridge is closed" → "the bridge is closed"."""
    bare = _SAID_AFTER.sub("", wording.strip().rstrip("."))
    return _SAID_BEFORE.sub("", bare, count=1).strip() or wording


_SAYING = "said|says|told|reported|reports|announced|confirmed|added|warned"
_SAID_AFTER = re.compile(
    rf",? according to [^,;]{{1,200}}$|, [^,;]{{1,80}} (?:{_SAYING})$|, (?:{_SAYING}) [^,;]{{1,80}}$", re.IGNORECASE
)
_SAID_BEFORE = re.compile(
    rf"^(?:according to [^,;]{{1,80}}, |[^,;]{{1,80}}? (?:{_SAYING}) (?:[^,;]{{1,40}}? )?that )", re.IGNORECASE
)
_PLACE_FRAME = re.compile(r"^(?:(?:in|at|on|near|off|around|outside) )?(?:the )?", re.IGNORECASE)
_PERFECT = re.compile(r"^(?:have|has|had)(?: been)? |^(?:were|was) ", re.IGNORECASE)
_GERUND = re.compile(r"^\w+ing\b[^,;]{0,40}$", re.IGNORECASE)


def _without_numbers(said: Said) -> str:
    """The wording with its numbers left out and what they count kept: "Three ferries have left" → "ferries left"."""
    whole = _without_frame(said.wording)
    if len(said.numbers) != 1 or not said.counted:  # "from 212 votes to 187" makes no sense without both
        return whole
    number, counted = said.numbers[0], said.counted[0]
    at = whole.casefold().find(number.casefold())
    if at < 0 or counted.casefold() not in whole[at:].casefold():
        return whole
    kept = counted if counted.casefold() in number.casefold() else ""
    before = "" if _GERUND.match(whole[:at].strip()) else whole[:at]
    rest = f"{kept}{whole[at + len(number) :]}".strip()
    if rest.casefold().startswith(counted.casefold()):
        rest = f"{counted} {_PERFECT.sub('', rest[len(counted) :].lstrip())}"
    words = " ".join(f"{before} {rest}".split()).strip(" .,;:")
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
