"""Dates and times in a text: "Aug. 6", "last Friday", "early August 2024", "two days ago", "overnight", "from 5 to 6pm".

`iso` is filled only as far as the words and the article's date allow: a year, a month, a day, "a/b" for a span,
"--MM-DD" without a year; a weekday or "yesterday" without an article date stays None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from claims.extraction.found import FoundTime
from claims.extraction.time_atoms import HOURS, Atom, article_date, figure
from claims.extraction.time_patterns import COUNT, SPAN_UNIT
from claims.extraction.time_rules import FIGURE_RULES, WORD_RULES
from claims.extraction.words import Words, cut, stretches, wraps
from claims.spans import Span

__all__ = ["article_date", "find_times", "scan_times"]

_DAYS = frozenset({"date", "weekday", "day", "month"})
_CLOCKS = frozenset({"clock", "part", "figure"})
_COMPOSED = re.compile(r"(?:,? (?:at |on |by |around |of |in |@ |the )?|, at |,? before |,? after |-|,? from )\Z")
_TO = re.compile(r" (?:to|till|until|through) (?:the )?\Z| ?[-–~] ?\Z")
_AND = re.compile(r" and (?:the )?\Z")
_BETWEEN_BEFORE = re.compile(r"\bbetween (?:the )?\Z", re.IGNORECASE)
_FROM_BEFORE = re.compile(r"\b(?:from|for|starting) (?:the )?\Z", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"\b(?:since|before|after|until|till|later than|earlier than|prior to|no later than|as early as|as late as|around|circa|by"
    r"|(?:starting|beginning)(?: on| in)?) (?:the )?\Z",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(r"\b(?:the |fiscal |school |calendar |financial )?year \Z", re.IGNORECASE)
_SHORTENED = re.compile(
    r"(?:\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|thurs?|fri|sat|sun)|\.\s?m|\b[ap])\.\Z",
    re.IGNORECASE,
)
_NOW_BEFORE = re.compile(r"\bbetween now and \Z", re.IGNORECASE)
_SPAN_BEFORE = re.compile(rf"\b{COUNT} {SPAN_UNIT} (?:from|before|after|since|prior to) (?:the )?\Z", re.IGNORECASE)
_LONGEST_PREFIX = 20
_LONGEST_SPAN = 40
_Join = Callable[[str, Atom, Atom], "Atom | None"]


def find_times(text: str, published: str | None = None) -> list[FoundTime]:
    """Every date and time, in the order of the text, without overlaps; `published` is the article's own date."""
    found: list[FoundTime] = []
    for start, end in stretches(text):
        add_times(found, scan_times(text, cut(text, start, end), published))
    return found


def add_times(found: list[FoundTime], more: list[FoundTime]) -> None:
    """Add a stretch's times to those of the stretches before; a time over a line's end may reach into the next one."""
    for time in more:
        if not found or found[-1].span.end <= time.span.start:
            found.append(time)


def scan_times(text: str, words: Words, published: str | None = None) -> list[FoundTime]:
    """`find_times` over words that are already cut; `words` may be a stretch of `text`."""
    atoms = _atoms(text, words, article_date(published))
    joined = _joined(text, atoms)
    return [_found(text, atom) for atom in joined if atom.kind not in ("figure", "now")]


def _found(text: str, atom: Atom) -> FoundTime:
    end = atom.end
    while end > atom.start and (
        text[end - 1] in " ,\n" or (text[end - 1] == "." and not _SHORTENED.search(text[max(0, end - 8) : end]))
    ):
        end -= 1
    return FoundTime(Span(atom.start, end), text[atom.start : end], atom.iso)


def _atoms(text: str, words: Words, today: dt.date | None) -> list[Atom]:
    found: list[Atom] = []
    edge = -1
    for index, low in enumerate(words.lows):
        rules = WORD_RULES.get(low)
        if rules is None:
            if not low[0].isdecimal() or not _may_open_time(words, index):
                continue
            rules = FIGURE_RULES
        if words.starts[index] < edge:
            continue
        atom = _longest(text, [rule(text, words, index, today) for rule in rules])
        if atom is None and (low in HOURS or low[0].isdecimal()):
            atom = figure(text, words, index, today)
        if atom is not None:
            found.append(atom)
            edge = atom.end
    return found


def _may_open_time(words: Words, index: int) -> bool:
    """False for figures that no date or time starts with: "12,000", "20170302", the "000" of "1, 000,000"."""
    if len(words.lows[index]) > 5:
        return False
    return not (words.glued(index) and words.low(index - 1) in (",", ".", "$", "€", "£") and words.glued(index - 1))


def _longest(text: str, found: list[Atom | None]) -> Atom | None:
    atoms = [atom for atom in found if atom is not None and _in_one_line(text, atom)]
    return max(atoms, key=lambda atom: atom.end - atom.start, default=None)


def _joined(text: str, atoms: list[Atom]) -> list[Atom]:
    """Composites ("Friday at 5pm"), then ranges ("from 5 to 6pm", "between 2019 and 2022"), then bounds ("since August")."""
    ranged = atoms
    for join in (_hours, _compose, _range, _compose):
        ranged = _merge(text, ranged, join)
    return [atom if atom.kind in ("figure", "now") else _bounded(text, atom) for atom in ranged]


def _in_one_line(text: str, atom: Atom) -> bool:
    """False for a date made of a headline's end and the figure that opens the next line."""
    newline = text.find("\n", atom.start, atom.end)
    return newline < 0 or wraps(text, newline)


def _merge(text: str, atoms: list[Atom], join: _Join) -> list[Atom]:
    merged: list[Atom] = []
    for atom in atoms:
        both = join(text, merged[-1], atom) if merged and atom.start - merged[-1].end < _LONGEST_PREFIX else None
        if both is not None:
            merged[-1] = both
        else:
            merged.append(atom)
    return merged


def _compose(text: str, left: Atom, right: Atom) -> Atom | None:
    """A day and a time of day; a week and its day."""
    gap = text[left.end : right.start]
    if not _COMPOSED.match(gap) and gap != "-":
        return None
    if left.kind == "figure" and right.kind == "figure":
        return None
    if left.kind in _DAYS and right.kind in _CLOCKS:
        if right.kind == "figure" and (
            gap not in (" at ", " around ", " by ", " from ") or not _ends_thought(text, right.end)
        ):
            return None
        return Atom(left.start, right.end, left.iso, left.kind)
    if left.kind in _CLOCKS and right.kind in _DAYS and right.kind != "month":
        if left.kind == "figure" and (gap not in (", ", " ") or right.kind != "day" or _counts_back(text, left, right)):
            return None
        return Atom(left.start, right.end, right.iso, right.kind)
    if left.kind == "part" and right.kind in ("figure", "clock") and gap == " at ":
        return Atom(left.start, right.end, None, "clock")
    week = left.kind == "period" and right.kind == "weekday" and gap in (" ", " on ")
    if (
        left.kind in ("date", "month")
        and right.kind == "year"
        and gap in (" ", " in ", ", ", " of ")
        and "/" not in (right.iso or "")
    ):
        return Atom(left.start, right.end, _in_year(left.iso, right.iso), left.kind)
    if left.kind == "weekday" and right.kind == "period" and gap in (" of ", " "):
        return Atom(left.start, right.end, None, "date")
    if week or (left.kind == "weekday" and right.kind == "date" and gap in (" ", ", ")):
        return Atom(left.start, right.end, right.iso if not week else None, "date")
    return None


def _counts_back(text: str, figure: Atom, day: Atom) -> bool:
    """ "up from seven a year ago" and "lost two yesterday" count things; "at eight yesterday" is an hour."""
    back = text[day.start : day.end].lower()
    return (
        back.endswith((" ago", " earlier", " later", "yesterday"))
        and text[max(0, figure.start - 3) : figure.start].lower() != "at "
    )


def _in_year(day: str | None, year: str | None) -> str | None:
    """The day of another year than the one it was guessed to be in."""
    if day is None or year is None or "/" in day:
        return None
    return year + (day[1:] if day.startswith("--") else day[4:])


def _hours(text: str, left: Atom, right: Atom) -> Atom | None:
    """ "from 5 to 6pm": the hours come before the day that may follow them."""
    return _range(text, left, right) if left.kind in ("figure", "clock") and right.kind == "clock" else None


def _same_year(first: str, second: str) -> str:
    """Both ends of a range with a year where one of them has it: "from May to October"."""
    if second.startswith("--") and not first.startswith("--") and len(first) >= 7 and len(second) == len(first) - 3:
        later = second[2:] >= first[5:]
        second = f"{int(first[:4]) + (not later):04d}{second[1:]}"
    elif first.startswith("--") and not second.startswith("--") and len(second) >= 7 and len(first) == len(second) - 3:
        earlier = first[2:] <= second[5:]
        first = f"{int(second[:4]) - (not earlier):04d}{first[1:]}"
    return f"{first}/{second}"


def _in_year_of(text: str, left: Atom, right: Atom) -> str:
    """The first day of "January 23 - March 9 2014" is in the year that the second one names."""
    first, year = left.iso or "", text[right.end - 4 : right.end]
    named = year.isdecimal() and not text[left.end - 4 : left.end].isdecimal()
    if not named or left.kind not in ("date", "month") or not (right.iso or "").startswith(year):
        return first
    return year + first[4:] if not first.startswith("--") else year + first[1:]


def _ends_thought(text: str, end: int) -> bool:
    after = text[end : end + 1]
    return after in ("", ".", ",", "?", "!", "\n", ";") or text[end : end + 4] in (" to ", " and")


def _range(text: str, left: Atom, right: Atom) -> Atom | None:
    gap = text[left.end : right.start]
    before = text[max(0, left.start - _LONGEST_PREFIX) : left.start]
    between = _BETWEEN_BEFORE.search(before)
    opened = between or _FROM_BEFORE.search(before)
    if not (_TO.match(gap) or (between and _AND.match(gap))):
        return None
    if "now" in (left.kind, right.kind):
        other = left if right.kind == "now" else right
        if not opened or other.kind in ("figure", "now", "part"):
            return None
        return Atom(left.start - (len(before) - opened.start()), right.end, None, other.kind)
    if left.kind == "figure" and (right.kind not in _CLOCKS or right.kind == "figure"):
        return None
    if right.kind == "figure" and (left.kind not in ("clock", "date") or not opened):
        return None
    clocks = (left.kind in _CLOCKS, right.kind in _CLOCKS)
    if (
        left.kind == "part"
        or (left.kind == "year" and clocks[1])
        or ("period" in (left.kind, right.kind) and left.kind != right.kind)
    ):
        return None
    if gap.strip() in ("-", "–", "~") and clocks[0] != clocks[1]:
        return None
    start = (
        left.start
        if opened is None or before[opened.start() :].startswith("for")
        else left.start - (len(before) - opened.start())
    )
    iso = None
    if left.iso and right.iso and "/" not in left.iso + right.iso:
        iso = _same_year(_in_year_of(text, left, right), right.iso)
    kind = right.kind if right.kind != "figure" else left.kind
    return Atom(start, right.end, iso, kind)


def _bounded(text: str, atom: Atom) -> Atom:
    """With the preposition that bounds it ("since August"); "after Tuesday’s attack" is bounded by the attack."""
    if text[atom.end : atom.end + 2] in ("'s", "’s"):
        return atom
    if text[atom.start - 1 : atom.start] != " ":
        return atom
    before = text[max(0, atom.start - _LONGEST_SPAN) : atom.start]
    span = _SPAN_BEFORE.search(before) or _NOW_BEFORE.search(before)
    if span is not None and atom.kind not in ("year", "clock"):
        return Atom(atom.start - (len(before) - span.start()), atom.end, None, atom.kind)
    before = before[-_LONGEST_PREFIX:]
    called = _YEAR_BEFORE.search(before) if atom.kind == "year" else None
    if called is not None:
        atom = Atom(atom.start - (len(before) - called.start()), atom.end, atom.iso, atom.kind)
        before = before[: called.start()]
    prefix = _BOUND_BEFORE.search(before)
    if prefix is None:
        return _with_between(text, atom, before)
    word = prefix.group().split(" ")[0].lower()
    if atom.kind == "year" and prefix.group().lower().endswith(" the "):
        return atom  # "before the 2014 protests"
    if word in ("by", "around") and atom.kind not in ("clock", "day") and not (word == "by" and atom.kind == "period"):
        return atom
    return Atom(atom.start - (len(before) - prefix.start()), atom.end, atom.iso, atom.kind)


def _with_between(text: str, atom: Atom, before: str) -> Atom:
    """ "between 2014-2018": the range was one already."""
    opened = _BETWEEN_BEFORE.search(before) or re.search(r"\bfrom \Z", before, re.IGNORECASE)
    if opened is None or not (atom.iso and "/" in atom.iso) or atom.kind not in ("year", "date"):
        return atom
    return Atom(atom.start - (len(before) - opened.start()), atom.end, atom.iso, atom.kind)
