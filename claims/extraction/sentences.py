"""Sentences of a text, with the zone each stands in. They hold every visible character once, in order."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from claims.extraction import line_forms
from claims.extraction.lexicon import load
from claims.extraction.paragraphs import find_paragraphs
from claims.spans import Span, trimmed

SentenceZone = Literal["title", "body", "caption", "heading"]

# A text without stops is cut here, at white space where there is some: the parser's time grows with the length.
LONGEST = 5000
# The headline stands among the first lines, under navigation at most.
TITLE_WITHIN = 8
# In words; a longer first line is a paragraph that lost its stop.
LONGEST_TITLE = 24

CLOSERS = "\"”’'»›)\\]}」』）"
OPENERS = "\"“‘'«‹„([{「『（¿¡*_"
# Runs of stops begin once each (the lookbehind) and never backtrack (possessive): linear on "........".
_STOP = re.compile(
    rf"(?<![.!?…])[.!?…]++[{CLOSERS}]*+(?:\[\d{{1,3}}\])*+(?=\s)"
    rf"|[。！？।॥؟۔]++[{CLOSERS}]*+"
    r"|(?<=[a-z]{3})[.!?](?=[A-Z][a-z’']*\s)"
)
_WORD_BEFORE = re.compile(r"[\w.’'-]{1,20}\Z")
_WORD_AFTER = re.compile(rf"[\s{OPENERS}–—•-]{{0,40}}([\w’'-]{{1,40}})(\.?)")
_LIST_MARK = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]\Z")
_ZONES = frozenset(
    ["est", "edt", "gmt", "bst", "cet", "cest", "eet", "eest", "utc", "pst", "pdt", "et", "pt", "msk", "ist"]
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`paragraph` counts from 0 over the text; `first` and `last` say where in its paragraph the sentence stands."""

    span: Span
    paragraph: int
    zone: SentenceZone
    first: bool
    last: bool


def find_sentences(text: str) -> list[Sentence]:
    """Every sentence, in order. A paragraph's end ends a sentence; so does a stop that is none of an abbreviation,
    an initial, a decimal or a list's number. A closing quote after the stop belongs to the sentence."""
    paragraphs = _paragraphs(text)
    zones = _zones(text, paragraphs)
    found: list[Sentence] = []
    for index, (paragraph, zone) in enumerate(zip(paragraphs, zones, strict=True)):
        parts = _parts(text, paragraph, zone)
        spans = [span for part in parts for span in _spans(text, part)]
        for place, span in enumerate(spans):
            found.append(Sentence(span, index, zone, first=place == 0, last=place == len(spans) - 1))
    return found


def _paragraphs(text: str) -> list[Span]:
    """Paragraphs; a date before or behind the headline on the first line is one of its own."""
    paragraphs = find_paragraphs(text)
    if paragraphs:
        first = paragraphs[0]
        cut = line_forms.leading_date_end(text, first) or line_forms.trailing_date_start(text, first)
        if cut is not None:
            paragraphs[:1] = [trimmed(text, first.start, cut), trimmed(text, cut, first.end)]
    return paragraphs


def _parts(text: str, paragraph: Span, zone: SentenceZone) -> list[Span]:
    """Label, caption and credit apart, mark and headline too: "Photo:" before a sentence hides its subject from the
    parser."""
    line = paragraph.of(text)
    if zone == "caption":
        label = line_forms.caption_label(line)
        credit = line_forms.credit_start(line)
        cuts = [0, label, credit if credit is not None and credit > label else len(line), len(line)]
    elif zone == "title":
        cuts = [0, line_forms.version_mark(line), len(line)]
    else:
        return [paragraph]
    parts = [trimmed(text, paragraph.start + start, paragraph.start + end) for start, end in itertools.pairwise(cuts)]
    return [part for part in parts if len(part)]


def _zones(text: str, paragraphs: list[Span]) -> list[SentenceZone]:
    lines = [paragraph.of(text) for paragraph in paragraphs]
    prose = [line_forms.is_prose(line) for line in lines]
    first_prose = prose.index(True) if True in prose else len(lines)
    title = _title_index(lines[: min(first_prose, TITLE_WITHIN)]) if len(lines) > 1 else None
    zones: list[SentenceZone] = ["body"] * len(lines)
    for index, line in enumerate(lines):
        if index == title:
            zones[index] = "title"
        elif line_forms.caption_label(line) or line_forms.ends_in_credit(line):
            zones[index] = "caption"
        elif index > first_prose and _heads_what_follows(lines, prose, index):
            zones[index] = "heading"
    return zones


def _title_index(lines: list[str]) -> int | None:
    """The first line long enough for a headline; else the first that has the form of one. None after a long line."""
    long = next((index for index, line in enumerate(lines) if len(line.split()) > LONGEST_TITLE), len(lines))
    candidates = [index for index, line in enumerate(lines[:long]) if line_forms.is_headline(line)]
    return next(
        (index for index in candidates if len(lines[index].split()) >= 3), candidates[0] if candidates else None
    )


def _heads_what_follows(lines: list[str], prose: list[bool], index: int) -> bool:
    if prose[index] or not line_forms.is_heading(lines[index]) or index + 1 == len(lines):
        return False
    return prose[index + 1] or line_forms.is_bullet(lines[index + 1])


def _spans(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for match in _STOP.finditer(text, paragraph.start, paragraph.end):
        if match.end() < paragraph.end and _ends_sentence(text, start, match, paragraph):
            yield from _capped(text, trimmed(text, start, match.end()))
            start = match.end()
    rest = trimmed(text, start, paragraph.end)
    if len(rest):
        yield from _capped(text, rest)


def _capped(text: str, span: Span) -> Iterator[Span]:
    while len(span) > LONGEST:
        cut = next(
            (place for place in range(span.start + LONGEST, span.start + LONGEST - 500, -1) if text[place].isspace()),
            span.start + LONGEST,
        )
        yield trimmed(text, span.start, cut)
        span = trimmed(text, cut, span.end)
    if len(span):
        yield span


def _ends_sentence(text: str, start: int, match: re.Match[str], paragraph: Span) -> bool:
    stop = match.group()
    after = _WORD_AFTER.match(text, match.end(), paragraph.end)
    if not text[match.end()].isspace() and stop[0] in ".!?":
        # "ended.The next": only before a word that begins sentences, for "Booking.Com" is a name
        return after is not None and after.group(1).lower() in _openers()
    if after is None:
        return True
    following = after.group(1)
    if following[0].islower():
        return False
    if stop[0] in "!?" and len(stop) > 1 and stop[-1] in CLOSERS:
        return not _is_handed_to_speaker(text, match.end(), paragraph)
    if stop == ".":
        return _dot_ends(text, start, match.start(), following, initial=bool(after.group(2)))
    return True


def _is_handed_to_speaker(text: str, end: int, paragraph: Span) -> bool:
    """True where a name and a verb of speech follow the closed quotation: “Is it open?” Mayor Hill asked."""
    following = text[end : min(end + 90, paragraph.end)].split()[:5]
    if len(following) < 2 or following[0].lower() in _openers():
        return False
    verb = next((place for place, word in enumerate(following) if word.strip(",.:") in _followers()), 0)
    return verb > 0 and all(word[0].isupper() or word in line_forms.SMALL_WORDS for word in following[:verb])


def _dot_ends(text: str, start: int, dot: int, following: str, *, initial: bool) -> bool:
    before = _WORD_BEFORE.search(text, max(start, dot - 20), dot)
    if before is None:
        return True
    word = before.group()
    if before.start() == start and _LIST_MARK.match(word + "."):
        return False
    opener = following.lower() in _openers() and not initial
    if len(word) == 1 and word.isalpha() and word.isupper():
        return opener and following != "I"
    kind = _abbreviations().get(word.lower().strip("’'-"))
    if kind is None:
        # a run of initials that no list can hold: "J.R.R. Tolkien"
        return opener if re.fullmatch(r"(?:[A-Z]\.){1,5}[A-Z]", word) else True
    return _abbreviation_ends(kind, word, following, opener=opener)


def _abbreviation_ends(kind: str, word: str, following: str, *, opener: bool) -> bool:
    if kind == "name":
        return word.islower()
    if kind == "never":
        return False
    if kind == "number":
        return not following[0].isdigit() and (word.islower() or opener)
    if kind == "clock":
        return not (following.lower() in line_forms.CALENDAR or following.lower() in _ZONES)
    return opener


@functools.cache
def _openers() -> frozenset[str]:
    return frozenset(load("en", "sentence_openers"))


@functools.cache
def _followers() -> frozenset[str]:
    return frozenset(load("en", "quote_followers"))


@functools.cache
def _abbreviations() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for line in load("en", "abbreviations"):
        kind, *members = line.split()
        kinds.update(dict.fromkeys(members, kind))
    return kinds
