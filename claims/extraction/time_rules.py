"""Which forms of dates and times are tried at which word."""

from __future__ import annotations

import datetime as dt
import re

from claims.extraction import time_patterns as patterns
from claims.extraction.time_atoms import (
    Atom,
    Kind,
    Rule,
    atom_of,
    calendar_date,
    decade,
    early,
    glued_before,
    holiday,
    month_alone,
    numeric_date,
    ordinal_day,
    quarter,
    short_date,
    year_alone,
    year_in_words,
    year_span,
)
from claims.extraction.time_patterns import HOLIDAYS, MONTHS, ORDINALS, WEEKDAYS
from claims.extraction.time_relative import ago, day_word, relative, weekday, which_span
from claims.extraction.words import Words


def plain(pattern: re.Pattern[str], kind: Kind, year_group: str | None = None) -> Rule:
    """A rule for a pattern that needs no more than to match."""

    def rule(text: str, words: Words, index: int, today: dt.date | None) -> Atom | None:
        match = pattern.match(text, words.starts[index])
        if match is None or glued_before(text, match.start()):
            return None
        return atom_of(match, match[year_group] if year_group else None, kind)

    return rule


_compiled_now = re.compile(r"right\snow\b|at\s(?:the\smoment|present|this\s(?:time|moment))\b", re.IGNORECASE)


_compiled_just_now = re.compile(r"now\b", re.IGNORECASE)


def rules() -> tuple[dict[str, tuple[Rule, ...]], tuple[Rule, ...]]:
    """Which rules to try at which word, and those to try at a figure."""
    clock = plain(patterns.CLOCK_TIME, "clock")
    spoken = plain(patterns.CLOCK_IN_WORDS, "clock")
    first = plain(patterns.FIRST_SPAN, "period", "y")
    span_which = plain(patterns.SPAN_WHICH, "period")
    anchored = plain(patterns.ANCHORED, "day")
    table: dict[str, list[Rule]] = {}

    def add(spellings: str, *found: Rule) -> None:
        for spelling in spellings.split():
            table.setdefault(spelling, []).extend(found)

    add(" ".join(MONTHS), calendar_date, month_alone)
    add(" ".join(WEEKDAYS), calendar_date, weekday)
    add("next last this following", holiday)
    add(
        "last next this past previous current coming upcoming following same",
        relative,
        which_span,
        first,
    )
    add("in at", plain(patterns.PART_OF_DAY, "part"))
    add("in within", plain(patterns.IN_SPAN, "day"))
    add("early late mid earlier later end start beginning middle", early, decade)
    add("the yesterday today tomorrow tmrw tonight overnight mid", day_word)
    add("the", ordinal_day)
    add("noon midday midnight", clock)
    add("first second third fourth final opening 1st 2nd 3rd 4th", quarter)
    add("first second third fourth final opening", first)
    add("now", plain(_compiled_just_now, "now"))
    add("right at", plain(_compiled_now, "day"))
    add("q h", quarter)
    add("spring summer autumn winter fall", plain(patterns.SEASON_YEAR, "period", "y"))
    add(
        "a an one two three four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty",
        ago,
        anchored,
    )
    add("forty fifty sixty several few couple half", ago, anchored)
    add("one two three four five six seven eight nine ten eleven twelve few", span_which, clock)
    add("half quarter a one two three four five six seven eight nine ten fifteen twenty", spoken)
    add("about around nearly almost more less some over", ago)
    add("more less", anchored)
    add("every each", plain(patterns.EVERY, "day"))
    add(" ".join(ORDINALS) + " twenty thirty", calendar_date)
    add("nineteen eighteen twenty two", year_in_words)
    add(" ".join({name.split()[0].split("'")[0].split("-")[0] for name in HOLIDAYS}), holiday)
    figures = (
        calendar_date,
        numeric_date,
        short_date,
        quarter,
        first,
        year_span,
        decade,
        clock,
        spoken,
        ago,
        anchored,
        span_which,
        year_alone,
    )
    return {word: tuple(dict.fromkeys(found)) for word, found in table.items()}, figures


WORD_RULES, FIGURE_RULES = rules()
