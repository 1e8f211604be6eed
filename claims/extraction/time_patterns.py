"""The forms of dates and times as compiled patterns; each is matched at one place and never further than a time is long."""

from __future__ import annotations

import calendar
import re

from claims.extraction.lexicon import load

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
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed", "weds"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for spelling in spellings
}
ORDINALS = {word: int(value) for word, value in (line.split("\t") for line in load("en", "time_ordinals"))}
# Name → "--MM-DD" where the day is the same every year, else "".
HOLIDAYS = {name: day.strip() for name, _, day in (line.partition("\t") for line in load("en", "time_holidays"))}


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:\.(?=[\s,]))?"
)
_UNIT_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINAL_WORD = (
    rf"(?:(?:twenty|thirty)[\s-](?:{_UNIT_ORDINALS})|{_UNIT_ORDINALS}|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
DAY = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?|{_ORDINAL_WORD})"
YEAR = r"(?:1[0-9]|20)\d\d"
WEEKDAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
WEEKDAY = rf"{WEEKDAY_NAME}\b(?:\.(?=[\s,]))?"
MERIDIEM = r"\s?(?:[ap]\.\s?m\.|[ap]m\b|[ap]\s?m\b)"
_O_CLOCK = r"\s?o['’]?clock"
CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.][0-5]\d){{1,2}}{MERIDIEM}|\d{{1,4}}{MERIDIEM}|\d{{1,2}}:[0-5]\d(?::[0-5]\d)?(?![\d:])|"
    rf"\d{{1,2}}{_O_CLOCK}|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve){_O_CLOCK}|"
    r"noon\b|midday\b|midnight\b)"
)
PART = r"(?:(?:early\s|late\s|mid[\s-]?)?(?:night-?time|mornings?|afternoons?|evenings?|nights?|lunchtime|daytime))\b"
PERIOD = (
    r"(?:day|night|week|weekend|fortnight|month|quarter|year|decade|century|morning|afternoon|evening|"
    r"summer|winter|spring|autumn|fall|season)s?\b"
)
WHICH = r"(?:last|next|this\s(?:coming|upcoming|past)|this|past|previous|current|coming|upcoming|following|same)"
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|fifty|sixty"
)
COUNT = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|an?|{_SMALL}|several|a\sfew|few|a\scouple\sof|couple\sof|couple|half\san?)"
SPAN_UNIT = r"(?:second|sec|minute|min|hour|hr|(?:business\s|working\s)?day|night|week|weekend|fortnight|month|quarter|year|yr|decade)s?\b"
SEASON = r"(?:spring|summer|autumn|winter|fall)\b"

CALENDAR = _compiled(
    rf"(?P<iso>{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"(?:[t\s]\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?:z|[+-]\d\d:?\d\d)?)?(?!\d)"
    rf"|(?:{WEEKDAY},?\s(?:the\s)?)?(?P<d1>{DAY})(?:\s?(?:-|–|to|and|through|till|until)\s?(?:the\s)?(?P<d1b>{DAY}))?"
    rf"(?:\s(?:day\s)?(?:of\s)?|-|/)(?P<m1>{MONTH})(?:(?:,?\s(?:of\s)?|-|/)(?P<y1>{YEAR})\b)?"
    rf"|(?:{WEEKDAY},?\s|{WEEKDAY}-)?(?P<m2>{MONTH})(?:,?\s(?:the\s)?|/|-)(?P<d2>{DAY})\b(?!,\d{{3}}|\.\d|:\d|\s?%|\s(?:million|billion))"
    rf"(?:\s?(?:-|–|to|and|through|till|until)\s?(?:the\s)?(?P<d2b>{DAY})\b(?!,\d{{3}}|\s?%|:\d|\s?[ap]\.?m))?"
    rf"(?:(?:,?\s(?:of\s)?|-|/)(?P<y2>{YEAR})\b)?"
    rf"|(?P<m3>{MONTH})(?:,?\s(?:of\s)?|-|/)(?P<y3>{YEAR})\b(?!,\d)"
    rf"|(?P<y4>{YEAR})[-/](?P<d4>{DAY})[-/](?P<m4>{MONTH})"
)
NUMERIC = _compiled(r"(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![\d/-]|\.\d)")
NUMERIC_YEAR_FIRST = _compiled(
    rf"(?P<y>{YEAR})(?P<s>[/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/.-]\d)"
)
NUMERIC_SHORT = _compiled(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/%]|\.\d|\s?(?:of|cup|inch)\b)")
YEAR_SPAN = _compiled(
    rf"(?P<y1>{YEAR})(?:\s?[-–~]\s?|\s(?:to|till|until|through)\s)(?P<y2>{YEAR}|\d\d)\b(?![,.]?\d|\s?%|-)"
)
DECADE = _compiled(r"(?:(?:early|late|mid)[\s-])?(?P<y>(?:1[0-9]|20)\d0)['’]?s\b|['’]\d0s\b")
AGO = _compiled(
    rf"(?:(?:nearly|almost|over|more\sthan|less\sthan|at\sleast)\s)?(?P<n>{COUNT})\s(?P<u>{SPAN_UNIT})"
    rf"(?:\sand\s(?:{COUNT})\s{SPAN_UNIT})?"
    r"\s(?P<w>ago|earlier|later|afterwards|from\snow|hence)\b"
)
ANCHORED = _compiled(
    rf"(?:(?:more\sthan|less\sthan)\s)?(?P<n>{COUNT})\s(?P<u>{SPAN_UNIT})\s(?P<w>from|before|after|prior\sto|following)\s"
    rf"(?:the\s)?(?P<day>yesterday|today|tomorrow|tmrw|now)\b"
)
WHICH_SPAN = _compiled(
    rf"(?P<w>{WHICH})\s(?:(?P<n>{COUNT})\s)?(?P<u>{SPAN_UNIT})(?:\sof\s(?:the\syear|(?:last|this|next)\s{PERIOD}|(?P<y>{YEAR})))?(?:\s{PART})?"
)
SPAN_WHICH = _compiled(
    rf"(?P<n>\d{{1,3}}|{_SMALL}|few)\s(?:past|last|next|coming|upcoming|previous|following)\s{SPAN_UNIT}(?<=s)"
)
RELATIVE = _compiled(
    rf"(?P<w>{WHICH})\s(?:working\s)?(?:(?P<part>{PART})|(?P<day>{WEEKDAY})(?:\s{PART})?|(?P<month>{MONTH})|(?P<season>{SEASON}(?:\s{YEAR})?)|"
    rf"(?P<unit>{PERIOD}))"
)
DAY_WORD = _compiled(
    rf"(?:the\sday\s(?:before|after)\s|mid[\s-])?(?P<d>yesterday|today|tomorrow|tmrw|tonight|overnight)(?:\s(?:{PART}))?"
)
WEEKDAY_ALONE = _compiled(
    rf"(?P<day>{WEEKDAY_NAME})(?:s\b|\b(?:\.(?=\s[a-z\d]))?)(?:[\s-](?P<part>{PART}))?(?:\s(?P<next>next|last|this)\sweek)?"
    rf"(?:\sthe\s(?:\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL_WORD})\b|\s\d{{1,2}}(?:st|nd|rd|th)\b(?!\s[a-z])|\s\d{{1,2}}(?=[!?.]|\Z))?"
)
EARLY = _compiled(
    rf"(?:early|late|mid|end\sof|start\sof|beginning\sof|middle\sof|earlier|later)[\s-](?:(?:on|in|the|this|last|next)\s)?(?:in\s)?(?:the\s)?"
    rf"(?:{WEEKDAY}(?:\s{PART})?|(?P<m>{MONTH})(?:,?\s(?P<y>{YEAR})\b)?|(?P<y2>{YEAR})\b(?!,\d)|{PERIOD}(?!\swarning)|today|tomorrow|yesterday)"
)
QUARTER = _compiled(
    r"(?P<o>first|second|third|fourth|1st|2nd|3rd|4th|final|last)\s(?P<u>quarter|half)"
    rf"(?:\sof\s(?:the\s)?(?:(?:fiscal\s)?(?P<y>{YEAR})|year|this\syear|last\syear))?\b"
    rf"|(?P<q>[qh][1-4])(?:(?:\s(?:of\s)?|,\s|-)(?P<y2>{YEAR}))?\b|(?P<y3>{YEAR})[\s-](?P<q2>[qh][1-4])\b"
)
SEASON_YEAR = _compiled(rf"(?P<s>{SEASON})(?:\sof)?\s(?P<y>{YEAR})\b")
CLOCK_TIME = _compiled(
    rf"{CLOCK}(?:\s(?:in\sthe\s|this\s)?{PART})?|\d{{1,2}}(?::[0-5]\d)?\s?[-–]\s?{CLOCK}|(?:1[0-2]|[1-9]|{_SMALL})\sin\sthe\s{PART}"
)
CLOCK_IN_WORDS = _compiled(
    rf"(?:half|(?:a\s)?quarter|\d{{1,2}}|{_SMALL})(?:\smin(?:ute)?s?)?\spast\s(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    rf"(?:{_O_CLOCK}|{MERIDIEM})?(?:\sin\sthe\s{PART})?|(?:a\s)?quarter\sto\s(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
PART_OF_DAY = _compiled(rf"in\sthe\s{PART}(?:\sof\s{WEEKDAY})?|at\s(?:dawn|dusk|night)\b")
FIRST_SPAN = _compiled(
    rf"(?:first|second|third|fourth|1st|2nd|3rd|4th|last|past|next|final|opening)\s(?:{COUNT}\s)?"
    r"(?:months?|quarters?|weeks?|weekend|days?|years?|half)\sof\s"
    rf"(?:the\s(?:year|month|week)|(?:this|last|next)\s(?:year|month|week)|(?P<y>{YEAR})|(?P<m>{MONTH})(?:\s{YEAR}\b)?)"
)
IN_SPAN = _compiled(
    rf"(?:within\s(?:the\snext\s|next\s)?|in\s(?:less\sthan\s|about\s|around\s)?)(?P<n>{COUNT})\s(?P<u>{SPAN_UNIT})(?:['’]s?\stime\b)?(?!\sof\b|\sand\sa\shalf\b|-)"
)
EVERY = _compiled(rf"(?:every|each)\s(?:(?:{WEEKDAY}|{PERIOD})(?:\s{PART})?|(?:\d{{1,3}}|{_SMALL})\s{SPAN_UNIT})")
ORDINAL_DAY = _compiled(r"the\s(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)\b(?!\s[a-z])")
HOLIDAY = _compiled(
    r"(?:(?:next|last|this|following)\s)?(?:"
    + "|".join(sorted((re.escape(name).replace("'", "['’]") for name in HOLIDAYS), key=len, reverse=True))
    + r")\b"
)
YEAR_IN_WORDS = _compiled(
    r"(?:nineteen|eighteen|twenty)[\s-](?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?\b"
    r"|two\sthousand(?:(?:\sand)?[\s-](?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty))?\b"
)
