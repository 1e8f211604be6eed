"""Dates and times in a text: "Aug. 6", "last Friday", "early August 2024", "two days ago", "overnight", "14:30".

`iso` is filled only as far as the words and the article's date allow: a year, a month, a day, "a/b" for a span,
"--MM-DD" without a year; a weekday or "yesterday" without an article date stays None.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from claims.extraction.found import FoundTime
from claims.extraction.lexicon import load
from claims.extraction.numerals import Words, cut, read_numeral
from claims.spans import Span

MONTHS = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
}
MONTHS["sept"] = 9
WEEKDAYS = {
    spelling: number
    for number, spellings in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed weds",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for spelling in spellings.split()
}
UNITS = {"day": 1, "week": 7, "fortnight": 14}

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[0-9]|20)\d\d"
_WEEKDAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_WEEKDAY = rf"{_WEEKDAY_NAME}\b\.?"
_ZONE_NAMES = "gmt|utc|bst|est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|eet|eest|msk|ist|et|pt"
_ZONE = rf"(?:\s?(?:\(?(?:{_ZONE_NAMES})\b(?:[+-]\d{{1,2}})?\)?|local time|z\b))?"
_MERIDIEM = r"\s?(?:[ap]\.m\.|[ap]\.?m\b|[ap]\b(?=[\s.,;)]|\Z))"
_CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.][0-5]\d){{1,2}}{_MERIDIEM}|\d{{1,4}}{_MERIDIEM}|\d{{1,2}}:[0-5]\d(?::[0-5]\d)?(?![\d:])|"
    rf"\d{{1,2}}\s?o['’]?clock|noon\b|midday\b|midnight\b){_ZONE}"
)
_PART = r"(?:morning|afternoon|evening|night|lunchtime|daytime)\b"
_LATE = r"(?:early|late|mid|the\s(?:end|start|beginning|middle)\sof|earlier|later)"
_PERIOD = (
    r"(?:day|night|week|weekend|month|quarter|year|decade|century|morning|afternoon|evening|"
    r"summer|winter|spring|autumn|fall|season)s?\b"
)
_WHICH = r"(?:last|next|this|past|previous|coming|following|same)"
_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|a\sfew|a\scouple\sof|couple\sof)"
_SPAN_UNIT = (
    r"(?:second|sec|minute|min|hour|hr|day|night|week|weekend|fortnight|month|quarter|year|yr|decade|business\sday)s?\b"
)
_SEASON = r"(?:spring|summer|autumn|winter|fall)\b"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_AT_CLOCK = rf"(?:,?\s(?:at\s|by\s|around\s|about\s)?{_CLOCK})?"
# From a month, a weekday or a figure: calendar dates.
_DATE = _compiled(
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[t\s]\d\d:\d\d(?::\d\d)?(?:\.\d{{1,6}})?(?:z|[+-]\d\d:?\d\d)?)?(?!\d)"
    rf"|(?:{_WEEKDAY},?\s(?:the\s)?)?(?:(?P<d1>{_DAY})(?:\s?(?:-|–|to|and)\s?(?P<d1b>{_DAY}))?\s(?:of\s)?(?P<m1>{_MONTH})(?:,?\s?(?P<y1>{_YEAR})\b)?)"
    rf"|(?:{_WEEKDAY},?\s)?(?P<m2>{_MONTH})\s(?:the\s)?(?P<d2>{_DAY})\b(?!,\d{{3}}|\.\d|:\d|\s?%)(?:\s?(?:-|–|to|and)\s?(?P<d2b>{_DAY})\b(?!,\d{{3}}|\s?%))?(?:,?\s(?P<y2>{_YEAR})\b)?"
    rf"|(?P<m3>{_MONTH})(?:,?\s(?:of\s)?)(?P<y3>{_YEAR})\b"
)
_NUMERIC_DATE = _compiled(r"(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/.-]\d)")
_YEAR_SPAN = _compiled(
    rf"(?P<y1>{_YEAR})(?:\s?[-–~]\s?|\s(?:to|till|until|through)\s)(?P<y2>{_YEAR}|\d\d)\b(?![,.]?\d|\s?%)"
)
_DECADE = _compiled(r"(?:(?:early|late|mid)[\s-])?(?P<y>(?:1[0-9]|20)\d0)['’]?s\b|(?:the\s)?['’]\d0s\b")
_AGO = _compiled(
    rf"(?:(?:about|around|nearly|almost|over|more\sthan|less\sthan|some|at\sleast)\s)?(?P<n>{_COUNT}|half\san?)\s(?P<u>{_SPAN_UNIT})\s(?P<w>ago|earlier|later|before|after(?:wards)?|from\snow|prior)\b(?:\s(?:yesterday|today|tomorrow))?"
)
_WHICH_SPAN = _compiled(
    rf"(?:the\s|over\sthe\s|in\sthe\s|during\sthe\s|for\sthe\s)?(?P<w>{_WHICH})\s(?:(?P<n>{_COUNT})\s)?(?P<u>{_SPAN_UNIT})(?:\s{_PART})?"
)
_RELATIVE = _compiled(
    rf"(?P<w>{_WHICH})\s(?:(?P<part>{_PART})|(?P<day>{_WEEKDAY})(?:\s{_PART})?|(?P<month>{_MONTH})|(?P<season>{_SEASON}(?:\s{_YEAR})?)|(?P<unit>{_PERIOD}))(?:['’]s\b)?{_AT_CLOCK}"
)
_DAY_WORD = _compiled(
    rf"(?:the\sday\s(?:before|after)\s)?(?P<d>yesterday|today|tomorrow|tonight|overnight)(?:\s(?:{_PART}))?{_AT_CLOCK}"
)
_WEEKDAY_ALONE = _compiled(
    rf"(?P<day>{_WEEKDAY_NAME})(?:s\b|\b(?:\.(?=\s[a-z\d]))?)(?:[\s-](?P<part>{_PART}))?(?:\s(?P<next>next|last|this)\sweek)?{_AT_CLOCK}"
)
_EARLY = _compiled(
    rf"{_LATE}[\s-](?:(?:on|in|the|this|last|next)\s)?(?:{_WEEKDAY}|(?P<m>{_MONTH})(?:,?\s(?P<y>{_YEAR})\b)?|(?P<y2>{_YEAR})\b(?!,\d)|{_PERIOD}(?!\swarning)|today|tomorrow|yesterday)"
)
_QUARTER = _compiled(
    rf"(?:the\s)?(?P<o>first|second|third|fourth|1st|2nd|3rd|4th|final|last)\s(?P<u>quarter|half)(?:\sof\s(?:the\s)?(?:(?:fiscal\s)?(?P<y>{_YEAR})|year|this\syear|last\syear))?\b"
    rf"|(?P<q>[qh][1-4])(?:\s|,\s)?(?P<y2>{_YEAR})?\b"
)
_SEASON_YEAR = _compiled(rf"(?P<s>{_SEASON})(?:\sof)?\s(?P<y>{_YEAR})\b")
_CLOCK_TIME = _compiled(
    rf"(?:{_CLOCK})(?:\s?(?:-|–|to|until)\s?{_CLOCK})?(?:\s(?:on\s)?(?:{_WEEKDAY}|today|tomorrow|yesterday|tonight)|\s(?:in\sthe\s|this\s)?{_PART})?"
    rf"|\d{{1,2}}\s?[-–]\s?{_CLOCK}"
)
_PART_OF_DAY = _compiled(
    rf"in\sthe\s(?:early\s|late\s)?(?:morning|afternoon|evening)\b(?:\sof\s{_WEEKDAY})?|at\s(?:dawn|dusk|night)\b"
)
_FIRST_SPAN = _compiled(
    rf"(?:the\s)?(?:first|last|past|next|final|opening)\s{_COUNT}\s(?:months?|quarters?|weeks?|days?|years?)\sof\s(?:the\syear|(?:this|last)\syear|(?P<y>{_YEAR}))\b"
)
_IN_SPAN = _compiled(rf"within\s(?:the\snext\s)?{_COUNT}\s{_SPAN_UNIT}")
_RECENT = _compiled(
    r"(?:over\s|in\s|during\s)?(?:the\s)?(?:past|last|recent|coming|next)\s(?:few\s|couple\sof\s|several\s)?(?:hours|days|weeks|months|years|decades)\b"
)

_STARTS_YEAR_AFTER = frozenset(load("en", "time_year_openers"))
_WORDS_BEFORE_DAY = frozenset({"the"})


def find_times(text: str, published: str | None = None) -> list[FoundTime]:
    """Every date and time, in the order of the text, without overlaps; `published` is the article's own date."""
    return scan_times(text, cut(text), published)


def scan_times(text: str, words: Words, published: str | None = None) -> list[FoundTime]:
    """`find_times` over words that are already cut; `words` may be a stretch of `text`."""
    today = article_date(published)
    found: list[FoundTime] = []
    edge = -1
    for index, low in enumerate(words.lows):
        rules = _RULES.get(low)
        if rules is None:
            if not low[0].isdecimal():
                continue
            rules = _FIGURE_RULES
        start = words.starts[index]
        if start < edge:
            continue
        best = _best(text, words, index, rules, today)
        if best is not None:
            found.append(best)
            edge = best.span.end
    return found


def article_date(published: str | None) -> dt.date | None:
    """The day of an ISO date or time; None for anything else."""
    if not published:
        return None
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        return None


Rule = Callable[[str, Words, int, dt.date | None], "FoundTime | None"]


def _best(text: str, words: Words, index: int, rules: tuple[Rule, ...], today: dt.date | None) -> FoundTime | None:
    found = [time for rule in rules if (time := rule(text, words, index, today)) is not None]
    return max(found, key=lambda time: len(time.span), default=None)


def _time(text: str, match: re.Match[str], iso: str | None) -> FoundTime:
    start, end = match.span()
    while end > start and text[end - 1] in " ,\n":
        end -= 1
    return FoundTime(Span(start, end), text[start:end], iso)


def _day_number(surface: str | None) -> int | None:
    return int(re.sub(r"\D", "", surface)) if surface else None


def _month_number(surface: str | None) -> int | None:
    return MONTHS.get(surface.rstrip(".").lower()) if surface else None


def _iso_day(year: int | None, month: int, day: int | None) -> str:
    head = f"{year:04d}-{month:02d}" if year else f"--{month:02d}"
    return head if day is None else f"{head}-{day:02d}"


# ------------------------------------------------------------- calendar dates


def _date(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _DATE.match(text, words.starts[index])
    if match is None or _glued_before(text, match.start()):
        return None
    if match["iso"]:
        return _time(text, match, match["iso"])
    month_surface = match["m1"] or match["m2"] or match["m3"]
    month = _month_number(month_surface)
    if month is None or (
        not month_surface[0].isupper()
        and month_surface.rstrip(".").lower() in ("may", "mar", "march", "dec", "sun")
        and match["m1"]
    ):
        return None
    year = match["y1"] or match["y2"] or match["y3"]
    day, second = _day_number(match["d1"] or match["d2"]), _day_number(match["d1b"] or match["d2b"])
    iso = _iso_day(int(year) if year else _nearest_year(today, month), month, day)
    if second is not None:
        iso = f"{iso}/{_iso_day(int(year) if year else _nearest_year(today, month), month, second)}"
    return _time(text, match, iso)


def _nearest_year(today: dt.date | None, month: int) -> int | None:
    """The year in which a month without one lies nearest to the article's date."""
    if today is None:
        return None
    return min(
        (today.year - 1, today.year, today.year + 1), key=lambda y: abs((y - today.year) * 12 + month - today.month)
    )


def _glued_before(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return before.isalnum() or (
        before in ("-", "/", ".", "$", "€", "£", "#", "_", "@")
        and text[start : start + 1].isdigit()
        and text[start - 2 : start - 1].isalnum()
    )


def _numeric_date(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _NUMERIC_DATE.match(text, words.starts[index])
    if match is None or _glued_before(text, match.start()):
        return None
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if (match["s"] != "/" and len(match["y"]) == 2) or not (1 <= a <= 31 and 1 <= b <= 31) or min(a, b) > 12:
        return None
    year = year if year > 99 else 2000 + year if year < 70 else 1900 + year
    # 13/04 can only be a day first; 04/13 only a month first; both possible: not resolved beyond the year
    if a > 12:
        return _time(text, match, _iso_day(year, b, a))
    if b > 12:
        return _time(text, match, _iso_day(year, a, b))
    return _time(text, match, _iso_day(year, b, a) if match["s"] == "." or a == b else f"{year:04d}")


def _month_alone(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    low = words.lows[index]
    month = MONTHS[low]
    if not words.capital(index) or (words.glued(index) and words.low(index - 1) in ("-", "'", "’")):
        return None
    # "May" and "March" open sentences and name people; elsewhere a capital month is one
    if low in ("may", "march", "mar", "dec", "jan", "june", "april", "august") and not _after_time_preposition(
        words, index
    ):
        return None
    span = Span(words.starts[index], words.ends[index])
    return FoundTime(span, span.of(text), _iso_day(_nearest_year(today, month) if today else None, month, None))


def _after_time_preposition(words: Words, index: int) -> bool:
    return words.low(index - 1) in _STARTS_YEAR_AFTER or words.low(index - 1) in ("s", "every", "each", "of")


def _year_alone(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    low = words.lows[index]
    if len(low) != 4 or not low.isdecimal() or not 1000 <= int(low) <= 2100:
        return None
    if words.glued(index) and words.low(index - 1) not in ("(", "[", '"', "“", "‘", "'", "’", "-", "–", "—"):
        return None
    if words.glued(index + 1) and (
        words.is_word(index + 1) or words.is_number(index + 1) or words.low(index + 1) in ("%", "°", "/", "€", "£")
    ):
        return None
    if (
        words.glued(index)
        and words.low(index - 1) == "-"
        and words.glued(index - 1)
        and words.low(index - 2) not in ("pre", "post", "mid", "late", "early", "end")
    ):
        return None
    if (
        words.glued(index + 1)
        and words.low(index + 1) in (",", ".")
        and words.glued(index + 2)
        and words.is_number(index + 2)
    ):
        return None
    if not _stands_as_year(words, index, int(low)):
        return None
    span = Span(words.starts[index], words.ends[index])
    return FoundTime(span, low, low)


_COUNT_WORDS = frozenset(load("en", "modifier_words"))


def _stands_as_year(words: Words, index: int, year: int) -> bool:
    before, after = words.low(index - 1), words.low(index + 1)
    if after in (
        "people",
        "soldiers",
        "troops",
        "men",
        "women",
        "children",
        "or",
        "tonnes",
        "tons",
        "km",
        "percent",
        "million",
        "metres",
        "meters",
        "dollars",
        "euros",
        "miles",
    ):
        return False
    if after == "per" or (before in ("$", "€", "£")):
        return False
    if before in _STARTS_YEAR_AFTER or before in MONTHS:
        return True
    return not (not 1900 <= year <= 2100 or before in _COUNT_WORDS)


def _year_span(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _YEAR_SPAN.match(text, words.starts[index])
    if match is None or _glued_before(text, match.start()) or words.low(index - 1) in ("$", "€", "£"):
        return None
    first = int(match["y1"])
    second = int(match["y2"]) if len(match["y2"]) == 4 else int(match["y1"][:2] + match["y2"])
    if not 1900 <= first < second <= 2100:
        return None
    return _time(text, match, f"{first}/{second}")


def _decade(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _DECADE.match(text, words.starts[index])
    if match is None or _glued_before(text, match.start()):
        return None
    year = int(match["y"]) if match["y"] else None
    return _time(text, match, f"{year}/{year + 9}" if year else None)


# -------------------------------------------------------------- relative times


def _day_word(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _DAY_WORD.match(text, words.starts[index])
    if match is None:
        return None
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}.get(match["d"].lower())
    if today is None or shift is None or match.group().lower().startswith("the day"):
        return _time(text, match, None)
    return _time(text, match, (today + dt.timedelta(days=shift)).isoformat())


def _weekday(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    if not words.capital(index) and len(words.lows[index]) < 6:
        return None
    match = _WEEKDAY_ALONE.match(text, words.starts[index])
    if match is None:
        return None
    iso = None
    if today is not None and words.text[match.end("day") : match.end("day") + 1] != "s" and match["next"] is None:
        iso = _last_weekday(today, WEEKDAYS[match["day"].rstrip(".").lower()]).isoformat()
    return _time(text, match, iso)


def _last_weekday(today: dt.date, weekday: int) -> dt.date:
    """The latest such weekday up to the article's own day: news tells what has happened."""
    return today - dt.timedelta(days=(today.weekday() - weekday) % 7)


def _relative(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _RELATIVE.match(text, words.starts[index])
    if match is None:
        return None
    if (
        match["month"]
        and not match["month"][0].isupper()
        and match["month"].rstrip(".").lower() in ("may", "march", "mar")
    ):
        return None
    if match["unit"] and match["w"].lower() in ("same", "following", "coming") and words.low(index - 1) != "the":
        return None
    return _time(text, match, _relative_iso(match, today) if today else None)


def _relative_iso(match: re.Match[str], today: dt.date) -> str | None:
    which = match["w"].lower()
    if which not in ("last", "next", "this"):
        return None
    step = {"last": -1, "next": 1, "this": 0}[which]
    if match["part"]:
        return today.isoformat() if step == 0 else None
    if match["day"]:
        weekday = WEEKDAYS[match["day"].rstrip(".").lower()]
        if step < 0:
            return (_last_weekday(today - dt.timedelta(days=1), weekday)).isoformat()
        ahead = today + dt.timedelta(days=(weekday - today.weekday()) % 7)
        return None if step else ahead.isoformat()
    if match["month"]:
        month = _month_number(match["month"]) or 1
        year = today.year + (step if step else 0)
        if step < 0 and month < today.month:
            year = today.year
        if step > 0 and month > today.month:
            year = today.year
        return _iso_day(year, month, None)
    return _unit_iso(match["unit"], step, today) if match["unit"] else None


def _unit_iso(surface: str, step: int, today: dt.date) -> str | None:
    unit = surface.lower().rstrip("s")
    if unit == "year":
        return f"{today.year + step:04d}"
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return _iso_day(months // 12, months % 12 + 1, None)
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday() - 7 * step)
        return f"{monday.isoformat()}/{(monday + dt.timedelta(days=6)).isoformat()}"
    if unit == "night" and step < 0:
        return (today - dt.timedelta(days=1)).isoformat()
    return None


def _ago(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _AGO.match(text, words.starts[index])
    if match is None or _glued_before(text, match.start()):
        return None
    iso = _ago_iso(match, today) if today and match["w"].lower() == "ago" else None
    return _time(text, match, iso)


def _ago_iso(match: re.Match[str], today: dt.date) -> str | None:
    numeral = read_numeral(cut(match["n"]), 0)
    count = (
        1
        if match["n"].lower() in ("a", "an")
        else int(numeral.value)
        if numeral is not None and numeral.style in ("digits", "words")
        else None
    )
    unit = match["u"].lower().rstrip("s")
    if (
        count is None
        or count > 999
        or match.group().lower().split()[0]
        in ("about", "around", "nearly", "almost", "over", "more", "less", "some", "at")
    ):
        return None
    if unit in UNITS and unit == "day":
        return (today - dt.timedelta(days=count)).isoformat()
    if unit == "year" and today.year > count:
        return f"{today.year - count:04d}"
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return _iso_day(months // 12, months % 12 + 1, None) if months > 12 else None
    return None


def _early(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _EARLY.match(text, words.starts[index])
    if match is None:
        return None
    month_surface = match["m"]
    if month_surface and not month_surface[0].isupper() and month_surface.lower() in ("may", "march", "mar"):
        return None
    iso = None
    if match["y2"]:
        iso = match["y2"]
    elif month_surface:
        month = _month_number(month_surface) or 1
        iso = _iso_day(int(match["y"]) if match["y"] else _nearest_year(today, month), month, None)
    return _time(text, match, iso)


def _quarter(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
    match = _QUARTER.match(text, words.starts[index])
    if match is None or _glued_before(text, match.start()):
        return None
    year = match["y"] or match["y2"]
    label = (match["q"] or match["o"] or "").lower()
    part = (
        int(label[1])
        if label[:1] in "qh" and label[1:].isdigit()
        else {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}.get(label)
    )
    months = 6 if label[:1] == "h" or (match["u"] or "").lower() == "half" else 3
    if match["q"] is None and words.low(index - 1) == "a":
        return None
    if year is None or part is None or part * months > 12:
        return _time(text, match, None)
    return _time(text, match, f"{year}-{(part - 1) * months + 1:02d}/{year}-{part * months:02d}")


def _plain(pattern: re.Pattern[str], year_group: str | None = None) -> Rule:
    def rule(text: str, words: Words, index: int, today: dt.date | None) -> FoundTime | None:
        match = pattern.match(text, words.starts[index])
        if match is None or _glued_before(text, match.start()):
            return None
        return _time(text, match, match[year_group] if year_group else None)

    return rule


def _rules() -> dict[str, tuple[Rule, ...]]:
    ago, clock, first = _ago, _plain(_CLOCK_TIME), _plain(_FIRST_SPAN, "y")
    relative = (_relative, _plain(_WHICH_SPAN), _plain(_RECENT), first)
    early = (_early,)
    table: dict[str, list[Rule]] = {}

    def add(spellings: str, *rules: Rule) -> None:
        for spelling in spellings.split():
            table.setdefault(spelling, []).extend(rules)

    add(" ".join(MONTHS), _date, _month_alone)
    add(" ".join(WEEKDAYS), _date, _weekday)
    add("last next this past previous coming following same", *relative)
    add("the", _plain(_FIRST_SPAN, "y"), _plain(_RECENT), _plain(_WHICH_SPAN), _early, _quarter, _day_word)
    add("over in during for", _plain(_RECENT), _plain(_WHICH_SPAN), _plain(_PART_OF_DAY))
    add("at", _plain(_PART_OF_DAY))
    add("early late mid earlier later", *early, _decade)
    add("yesterday today tomorrow tonight overnight", _day_word)
    add("noon midday midnight", clock)
    add("first second third fourth final opening 1st 2nd 3rd 4th", _quarter, first)
    add("q h", _quarter)
    add("spring summer autumn winter fall", _plain(_SEASON_YEAR, "y"))
    add("a an one two three four five six seven eight nine ten eleven twelve several few couple half", ago)
    add("about around nearly almost more less some", ago)
    add("within", _plain(_IN_SPAN))
    add("recent", _plain(_RECENT))
    return {word: tuple(dict.fromkeys(rules)) for word, rules in table.items()}


_RULES = _rules()
_FIGURE_RULES: tuple[Rule, ...] = (_date, _numeric_date, _year_span, _decade, _plain(_CLOCK_TIME), _ago, _year_alone)
