"""Single dates and times at a place in the text, before they are joined to ranges and composites."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from claims.extraction import time_patterns as patterns
from claims.extraction.lexicon import load
from claims.extraction.time_patterns import HOLIDAYS, MONTHS, ORDINALS, WEEKDAYS
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words

Kind = Literal["date", "month", "year", "weekday", "day", "clock", "part", "period", "figure", "now"]
YEAR_OPENERS = frozenset(load("en", "time_year_openers"))
COUNT_WORDS = frozenset(load("en", "modifier_words"))
# These open sentences, name people or are verbs too; alone they are months after a preposition only.
_WARY_MONTHS = frozenset({"may", "march", "mar", "dec", "jan", "june", "april", "august", "sun", "sat", "mon"})
_MONTH_OPENERS = word_set("month_openers")
_VERB_MONTHS = frozenset({"may", "march", "mar", "dec", "sun", "sat"})
_COUNTED_AFTER_YEAR = word_set("counted_after_year")


_PERSONS = frozenset(word for line in load("en", "persons") for word in line.split())
_OPENERS_OF_COUNTS = frozenset({"of", "and", "for", "by", "around", "through", "from", "between", "after", "before"})


@dataclass(frozen=True, slots=True)
class Atom:
    """`figure` and `now` atoms ("5" in "from 5 to 6pm") are times only when they are joined to one."""

    start: int
    end: int
    iso: str | None
    kind: Kind


Rule = Callable[[str, Words, int, "dt.date | None"], "Atom | None"]


def article_date(published: str | None) -> dt.date | None:
    """The day of an ISO date or time; None for anything else."""
    if not published:
        return None
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        return None


def atom_of(match: re.Match[str], iso: str | None, kind: Kind) -> Atom:
    return Atom(match.start(), match.end(), iso, kind)


def _day_number(surface: str | None) -> int | None:
    if not surface:
        return None
    figures = re.sub(r"\D", "", surface)
    if figures:
        return int(figures)
    head, _, tail = surface.lower().replace("-", " ").rpartition(" ")
    return ORDINALS[tail] + {"twenty": 20, "thirty": 30}.get(head, 0)


def month_number(surface: str | None) -> int | None:
    return MONTHS.get(surface.rstrip(".").lower()) if surface else None


def iso_day(year: int | None, month: int, day: int | None) -> str:
    head = f"{year:04d}-{month:02d}" if year else f"--{month:02d}"
    return head if day is None else f"{head}-{day:02d}"


def nearest_year(today: dt.date | None, month: int) -> int | None:
    """The year in which a month without one lies nearest to the article's date; None where two are about as near."""
    if today is None:
        return None
    near, year = min(
        (abs((year - today.year) * 12 + month - today.month), year)
        for year in (today.year - 1, today.year, today.year + 1)
    )
    # half a year away it may be either year
    return year if near < 5 else None


def glued_before(text: str, start: int) -> bool:
    """True where the match would start inside a word, a code or a sum of money."""
    before, first = text[start - 1 : start], text[start : start + 1]
    if start == 0:
        return False
    if before.isalnum():
        return True
    if first.isdigit() and before in "$€£#@_":
        return True
    return before in "-/." and first.isdigit() and text[start - 2 : start - 1].isalnum()


def calendar_date(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.CALENDAR.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()):
        return None
    if match["iso"]:
        return atom_of(match, match["iso"], "date")
    surface = match["m1"] or match["m2"] or match["m3"] or match["m4"]
    month = month_number(surface)
    if month is None or (
        surface.lower() in ("may", "march", "mar", "dec", "sun") and not surface[0].isupper() and match["m2"] is None
    ):
        return None
    if match["m2"] and surface in ("may", "march", "mar") and words.low(index - 1) not in YEAR_OPENERS | {"on"}:
        return None
    if match["d1"] and match["d1"][0].isalpha() and surface.lower() == "may" and not surface[0].isupper():
        return None
    year = match["y1"] or match["y2"] or match["y3"] or match["y4"]
    known = int(year) if year else nearest_year(today, month)
    day, second = _day_number(match["d1"] or match["d2"] or match["d4"]), _day_number(match["d1b"] or match["d2b"])
    if match["d2"] and match["d2"] in ORDINALS and surface == "may":
        return None
    iso = iso_day(known, month, day)
    if second is not None:
        iso = f"{iso}/{iso_day(known, month, second)}"
    return atom_of(match, iso, "date" if day else "month")


def numeric_date(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.NUMERIC_YEAR_FIRST.match(text, words.starts[index])
    if match is not None and not glued_before(text, match.start()):
        return atom_of(match, iso_day(int(match["y"]), int(match["m"]), int(match["d"])), "date")
    match = patterns.NUMERIC.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()):
        return None
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    short = len(match["y"]) == 2
    if (match["s"] != "/" and short) or not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    year = year if not short else 2000 + year if year < 70 else 1900 + year
    # 13/04 can only be a day first, 04/13 only a month first; where both can be, only the year is sure
    if first > 12:
        return atom_of(match, iso_day(year, second, first), "date")
    if second > 12:
        return atom_of(match, iso_day(year, first, second), "date")
    return atom_of(
        match, iso_day(year, second, first) if match["s"] == "." or first == second else f"{year:04d}", "date"
    )


def short_date(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    """ "on 22/04", "Friday 7/6": only after a word that dates follow, for "3/4" and "24/7" are none."""
    before = words.low(index - 1)
    ends_range = (
        before in ("to", "-", "–", "till", "until") and words.low(index - 3) == "/" and words.is_number(index - 4)
    )
    if before not in _SHORT_DATE_OPENERS and before not in WEEKDAYS and not ends_range:
        return None
    match = patterns.NUMERIC_SHORT.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()):
        return None
    first, second = int(match["a"]), int(match["b"])
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    if first > 12:
        return atom_of(match, iso_day(None, second, first), "date")
    return atom_of(match, iso_day(None, first, second) if second > 12 else None, "date")


_SHORT_DATE_OPENERS = frozenset({"on", "until", "till", "by", "since", "before", "back", "dated", "from"})


def month_alone(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    low = words.lows[index]
    before = words.low(index - 1)
    if words.glued(index) and before in ("'", "’", "."):
        return None
    after_preposition = (before in YEAR_OPENERS and before != "and") or before in _MONTH_OPENERS
    if before == "and" and (words.low(index - 2) in MONTHS or words.low(index - 3) in ("between", "from")):
        after_preposition = True
    joined = words.low(index + 1) in ("-", "–") and words.low(index + 2) in MONTHS
    if words.capital(index):
        if low in _WARY_MONTHS and not (after_preposition or joined):
            return None
    elif low in _VERB_MONTHS or not (after_preposition or (before == "the" and words.low(index - 2) == "in")):
        return None
    return Atom(
        words.starts[index], words.ends[index], iso_day(nearest_year(today, MONTHS[low]), MONTHS[low], None), "month"
    )


def year_alone(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    low = words.lows[index]
    if len(low) != 4 or not low.isdecimal() or not 1000 <= int(low) <= 2100:
        return None
    if not _stands_free(words, index):
        return None
    if not stands_as_year(words, index, int(low)):
        return None
    return Atom(words.starts[index], words.ends[index], low, "year")


def _stands_free(words: Words, index: int) -> bool:
    """False where the four figures are a part of a word, a code, a sum or a longer number."""
    if words.glued(index):
        before = words.low(index - 1)
        if before not in _BEFORE_YEAR:
            return False
        if (
            before == "-"
            and words.glued(index - 1)
            and words.low(index - 2) not in ("pre", "post", "mid", "late", "early", "end")
        ):
            return False
    if not words.glued(index + 1):
        return True
    after = words.low(index + 1)
    if words.is_word(index + 1) or words.is_number(index + 1) or after in ("%", "°", "/", "€", "£", "#", "_"):
        return False
    return not (after in (",", ".", ":") and words.glued(index + 2) and words.is_number(index + 2))


_BEFORE_YEAR = frozenset({"(", "[", '"', "“", "‘", "'", "’", "-", "–", "—"})


# "no earlier than 2031" names a year, "more than 2031" counts.
_SOONER = frozenset({"earlier", "later", "sooner"})


def stands_as_year(words: Words, index: int, year: int) -> bool:
    before, after = words.low(index - 1), words.low(index + 1)
    if after == "or" and words.low(index + 2) in ("more", "fewer", "less", "so"):
        return False
    if after in _COUNTED_AFTER_YEAR or before in ("$", "€", "£", "no", "number"):
        return False
    if before in _OPENERS_OF_COUNTS and (after in _PERSONS or (year < 1900 and after.endswith("s"))):
        return False
    if before in YEAR_OPENERS or before in MONTHS or (before == "than" and words.low(index - 2) in _SOONER):
        return True
    if after in _PERSONS and before not in ("the", "s"):
        return False
    return 1900 <= year <= 2100 and before not in COUNT_WORDS


def year_span(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.YEAR_SPAN.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()) or words.low(index - 1) in ("$", "€", "£"):
        return None
    first = int(match["y1"])
    second = int(match["y2"]) if len(match["y2"]) == 4 else int(match["y1"][:2] + match["y2"])
    if not 1900 <= first < second <= 2100:
        return None
    return atom_of(match, f"{first}/{second}", "year")


def decade(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.DECADE.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()):
        return None
    year = int(match["y"]) if match["y"] else None
    return atom_of(match, f"{year}/{year + 9}" if year else None, "period")


def early(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.EARLY.match(text, words.starts[index])
    if match is None:
        return None
    surface = match["m"]
    if surface and not surface[0].isupper() and surface.lower() in ("may", "march", "mar"):
        return None
    if match["y2"]:
        return atom_of(match, match["y2"], "year")
    if not surface:
        return atom_of(match, None, "period")
    month = month_number(surface) or 1
    return atom_of(match, iso_day(int(match["y"]) if match["y"] else nearest_year(today, month), month, None), "month")


_PARTS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def quarter(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.QUARTER.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()):
        return None
    label = (match["q"] or match["q2"] or match["o"]).lower()
    year = match["y"] or match["y2"] or match["y3"]
    if match["q"] and not year and not match["q"][0].isupper():
        return None
    if match["o"] and (words.low(index - 1) == "a" or (match["u"].lower() == "half" and " of " not in match.group())):
        return None
    part = _PARTS.get(label) if match["o"] else int(label[1])
    months = 6 if label[0] == "h" or (match["u"] or "").lower() == "half" else 3
    if year is None or part is None or part * months > 12:
        return atom_of(match, None, "period")
    return atom_of(match, f"{year}-{(part - 1) * months + 1:02d}/{year}-{part * months:02d}", "period")


def holiday(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.HOLIDAY.match(text, words.starts[index])
    if match is None or not (
        words.capital(index)
        or words.lows[index] in ("next", "last", "this", "following")
        or " " in match.group()
        or words.low(index - 1) in ("before", "after", "next", "last", "following")
    ):
        return None
    return atom_of(match, HOLIDAYS.get(match.group().lower().replace("’", "'")) or None, "date")


def ordinal_day(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    """ "on the 4th": only after "on", "by", "from" or "since", for "the 4th Brigade" is none."""
    if words.low(index - 1) not in ("on", "by", "from", "since", "until"):
        return None
    match = patterns.ORDINAL_DAY.match(text, words.starts[index])
    return None if match is None else atom_of(match, None, "date")


def year_in_words(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    before = words.low(index - 1)
    if before not in MONTHS and not (before in ("in", "since", "of", "until") and words.low(index) != "twenty"):
        return None
    match = patterns.YEAR_IN_WORDS.match(text, words.starts[index])
    following = words.low(_after(words, index, match.end())) if match else ""
    return (
        None
        if match is None or following.endswith("s") or following in ("people", "men", "women")
        else atom_of(match, None, "year")
    )


def _after(words: Words, index: int, end: int) -> int:
    while index < len(words) and words.starts[index] < end:
        index += 1
    return index


def figure(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    """A bare hour: a time only beside another one ("from 5 to 6pm", "tonight at 8")."""
    low = words.lows[index]
    dotted = len(low) <= 5 and low[-3:-2] == "." and low[-2:] < "60" and int(low[:-3]) <= 24
    if low in HOURS or dotted or (low.isdecimal() and len(low) <= 2 and 1 <= int(low) <= 24):
        if (words.glued(index) and words.low(index - 1) not in ("-", "–")) or (
            words.glued(index + 1) and words.is_word(index + 1)
        ):
            return None
        return Atom(words.starts[index], words.ends[index], None, "figure")
    return None


HOURS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"})
