"""Times that count from the article's day: "yesterday", "last Friday", "two days ago"."""

from __future__ import annotations

import datetime as dt
import re

from claims.extraction import time_patterns as patterns
from claims.extraction.numerals import read_numeral
from claims.extraction.time_atoms import Atom, Kind, atom_of, glued_before, iso_day, month_number
from claims.extraction.time_patterns import WEEKDAYS
from claims.extraction.wordlists import word_set
from claims.extraction.words import Words, cut

# "would last 30 days": a verb, no date
_BEFORE_VERB_LAST = word_set("before_verb_last")


def day_word(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.DAY_WORD.match(text, words.starts[index])
    if match is None:
        return None
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1}.get(match["d"].lower())
    if today is None or shift is None or match.group().lower().startswith("the day"):
        return atom_of(match, None, "day")
    return atom_of(match, (today + dt.timedelta(days=shift)).isoformat(), "day")


def weekday(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    if not words.capital(index) and len(words.lows[index]) < 6:
        return None
    if len(words.lows[index]) == 3 and words.low(index) in ("sun", "sat", "mon") and words.low(index - 1) == "the":
        return None
    match = patterns.WEEKDAY_ALONE.match(text, words.starts[index])
    if match is None:
        return None
    iso = None
    if today is not None and text[match.end("day") : match.end("day") + 1] != "s" and match["next"] is None:
        iso = last_weekday(today, WEEKDAYS[match["day"].rstrip(".").lower()]).isoformat()
    return atom_of(match, iso, "weekday")


def last_weekday(today: dt.date, number: int) -> dt.date:
    """The latest such weekday up to the article's own day: news tells what has happened."""
    return today - dt.timedelta(days=(today.weekday() - number) % 7)


def relative(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.RELATIVE.match(text, words.starts[index])
    if match is None or (words.low(index) == "last" and words.low(index - 1) in _BEFORE_VERB_LAST):
        return None
    if (
        match["month"]
        and not match["month"][0].isupper()
        and match["month"].rstrip(".").lower() in ("may", "march", "mar")
    ):
        return None
    if match["unit"] and match["w"].lower() in ("same", "following", "coming") and words.low(index - 1) != "the":
        return None
    kind: Kind = "weekday" if match["day"] else "day" if match["part"] else "period"
    return atom_of(match, _relative_iso(match, today) if today else None, kind)


def which_span(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    """ "the last three weeks", "the past few days"."""
    if words.low(index) == "last" and words.low(index - 1) in _BEFORE_VERB_LAST:
        return None
    match = patterns.WHICH_SPAN.match(text, words.starts[index])
    return None if match is None else atom_of(match, match["y"], "period")


def _relative_iso(match: re.Match[str], today: dt.date) -> str | None:
    step = {"last": -1, "next": 1, "this": 0}.get(match["w"].lower())
    if step is None:
        return None
    if match["part"]:
        return today.isoformat() if step == 0 else None
    if match["day"]:
        number = WEEKDAYS[match["day"].rstrip(".").lower()]
        if step < 0:
            return last_weekday(today - dt.timedelta(days=1), number).isoformat()
        return None if step else (today + dt.timedelta(days=(number - today.weekday()) % 7)).isoformat()
    if match["month"]:
        month = month_number(match["month"]) or 1
        turned = (step < 0 and month >= today.month) or (step > 0 and month <= today.month)
        return iso_day(today.year + (step if turned else 0), month, None)
    return _unit_iso(match["unit"], step, today) if match["unit"] else None


def _unit_iso(surface: str, step: int, today: dt.date) -> str | None:
    unit = surface.lower().rstrip("s")
    if unit == "year":
        return f"{today.year + step:04d}"
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return iso_day(months // 12, months % 12 + 1, None)
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday() - 7 * step)
        return f"{monday.isoformat()}/{(monday + dt.timedelta(days=6)).isoformat()}"
    return (today - dt.timedelta(days=1)).isoformat() if unit == "night" and step < 0 else None


def ago(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
    match = patterns.AGO.match(text, words.starts[index])
    if match is None or glued_before(text, match.start()):
        return None
    exact = match.start() == match.start("n") and match["w"].lower() == "ago" and " and " not in match.group()
    return atom_of(match, _ago_iso(match, today) if today and exact else None, "day")


def _ago_iso(match: re.Match[str], today: dt.date) -> str | None:
    numeral = read_numeral(cut(match["n"]), 0)
    one = match["n"].lower() in ("a", "an")
    if not one and (numeral is None or numeral.style not in ("digits", "words")):
        return None
    count = 1 if one or numeral is None else int(numeral.value)
    unit = match["u"].lower().rstrip("s")
    if count > 999:
        return None
    if unit == "day":
        return (today - dt.timedelta(days=count)).isoformat()
    if unit == "year" and today.year > count:
        return f"{today.year - count:04d}"
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return iso_day(months // 12, months % 12 + 1, None) if months > 12 else None
    return None
