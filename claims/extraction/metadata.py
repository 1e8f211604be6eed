"""What a text itself shows about its origin: title, byline, outlet, time of publication, address, language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from claims.extraction import leftover_signs, line_forms
from claims.extraction.found import FoundMetadata
from claims.extraction.language import detect_language
from claims.extraction.sentences import Sentence
from claims.spans import Span

# Dates and bylines stand among the first lines or the last ones; what is between them is the article.
HEAD_LINES, TAIL_LINES = 10, 6

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH}),? (\d{{4}})\b", re.I)
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.I)
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})(?::\d{2})?\s?([ap])?\.?(?:m\b)?", re.I)
_ZONE = re.compile(r"\b(?:UTC|GMT|Z)\b")
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][\w.’'-]{1,30}(?:[ /][A-ZÀ-Þ][\w.’'-]{0,30}){0,3}(?:, [A-Z][\w.’' -]{1,30}){0,2}?)"
    rf"(?:,? (?P<date>(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?))?"
    r"(?: ?\((?P<agency>[A-Z][\w./& -]{1,40})\))?\s?(?:–|—|--|-)\s",
    re.I,
)
_OUTLET_LINE = re.compile(
    r"(?:source|via|published by|copyright(?: ©)?|©)[\s:]{1,3}"
    r"(?:\d{4}(?:\s?[–-]\s?\d{4})?,? )?(?P<name>[^|:]{2,60})",
    re.I,
)
_RIGHTS = re.compile(r"[.,]?\s{0,9}(?:all rights reserved.{0,200}|ltd|inc)\.?\Z", re.I)
_BY = re.compile(r"(?:(?:words|story|report|text|reporting|written|posted)\s+)?by\s+|author:\s*", re.I)
_HANDLE = re.compile(r"(?<![\w.])@([A-Za-z]\w{2,40})")


class Dateline(NamedTuple):
    """The place, day and agency that open a report, with the dash; the sentence proper begins at `span.end`."""

    span: Span
    place: str
    agency: str | None
    date: str | None


def find_metadata(text: str, sentences: Sequence[Sentence]) -> FoundMetadata:
    """Title, byline, outlet, published, address and language as far as the text shows them; `how` tells how each
    is known. A field that nothing shows is None; nothing is made up from the article's subject."""
    lines = _lines(text, sentences)
    edge = lines[:HEAD_LINES] + lines[max(HEAD_LINES, len(lines) - TAIL_LINES) :]
    title = next((span for span, zone in lines if zone == "title"), None)
    if title is not None:
        title = Span(title.start + line_forms.version_mark(title.of(text)), title.end)
    dateline = find_dateline(text, sentences)
    found: dict[str, str | None] = {
        "title": title.of(text) if title else None,
        "byline": _byline(text, edge),
        "published": _published(text, lines, dateline),
        "url": _url(text, edge),
    }
    how = {name: "parsed" for name, value in found.items() if value}
    outlet, outlet_how = _outlet(text, edge, dateline, found["url"])
    if outlet:
        how["outlet"] = outlet_how
    how["language"] = "guessed"
    return FoundMetadata(
        title=found["title"],
        title_span=title,
        outlet=outlet,
        byline=found["byline"],
        published=found["published"],
        url=found["url"],
        language=detect_language(text),
        how=how,
    )


def find_dateline(text: str, sentences: Sequence[Sentence]) -> Dateline | None:
    """The dateline that opens the first paragraphs of the body ("KYIV, Nov. 15 (Reuters) – "); None without one."""
    bodies = [sentence for sentence in sentences if sentence.first and sentence.zone == "body"][:5]
    for sentence in bodies:
        match = _DATELINE.match(text, sentence.span.start, min(sentence.span.end, sentence.span.start + 140))
        if match is None:
            continue
        place = match["place"]
        if match["agency"] or match["date"] or (place.isupper() and len(place) > 2):
            return Dateline(Span(*match.span()), place, match["agency"], match["date"])
    return None


def date_in(line: str) -> str | None:
    """The first full date in a line as ISO, with the clock time where the line is a date line; None without a year."""
    match = _ISO.search(line)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        date = _iso(int(year), int(month), int(day))
        if date and hour and int(hour) < 24 and int(minute) < 60:
            return f"{date}T{hour}:{minute}" + (f":{second}" if second else "") + (zone or "")
        return date
    match = _DOTTED.search(line)
    if match:
        day, month, year = match.groups()
        return _iso(int(year), int(month), int(day))
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        match = pattern.search(line)
        if match:
            year, month, day = (match.group(place) for place in order)
            date = _iso(int(year), line_forms.MONTHS[month.lower().rstrip(".")], int(day))
            return date and date + _clock(line[match.end() : match.end() + 40], whole=line_forms.is_date_line(line))
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    return f"{year:04d}-{month:02d}-{day:02d}" if 1500 < year < 2200 and 1 <= month <= 12 and 1 <= day <= 31 else None


def _clock(after: str, *, whole: bool) -> str:
    match = _CLOCK.search(after) if whole else None
    if match is None:
        return ""
    hour, minute, half = int(match.group(1)), match.group(2), (match.group(3) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or int(minute) > 59:
        return ""
    return f"T{hour:02d}:{minute}" + ("Z" if _ZONE.search(after) else "")


def _lines(text: str, sentences: Sequence[Sentence]) -> list[tuple[Span, str]]:
    lines: list[tuple[Span, str]] = []
    for sentence in sentences:
        if sentence.first:
            lines.append((sentence.span, sentence.zone))
        else:
            lines[-1] = (lines[-1][0].hull(sentence.span), sentence.zone)
    return lines


def _byline(text: str, edge: Sequence[tuple[Span, str]]) -> str | None:
    for span, _zone in edge:
        line = span.of(text)
        if len(line) < 160 and line_forms.is_byline(line):
            name = _BY.sub("", line, count=1)
            name = re.split(r"\s[|–—-]\s|\s?[|•·(]", name)[0]
            parts = [part.strip() for part in name.split(",")]
            kept = [part for part in parts if date_in(part) is None and not line_forms.is_date_line(part)]
            return ", ".join(kept) or None
    return None


def _published(text: str, lines: Sequence[tuple[Span, str]], dateline: Dateline | None) -> str | None:
    """The date of a date line, of a byline or of the dateline; a date inside the article's prose is none."""
    edge = [*lines[:HEAD_LINES], *lines[max(HEAD_LINES, len(lines) - TAIL_LINES) :]]
    for span, _zone in edge:
        line = span.of(text)
        if len(line) <= 200 and (
            line_forms.is_date_line(line)
            or line_forms.is_byline(line)
            or line_forms.is_posted_line(line)
            or _is_rest_dated(line)
        ):
            date = date_in(line)
            if date:
                return date
    return date_in(dateline.date) if dateline and dateline.date else None


def _is_rest_dated(line: str) -> bool:
    """True for "City Desk, 3 March 2025" and "News | 3 March 2025": short names and a date, no sentence."""
    return not line_forms.ends_with_stop(line) and any(
        line_forms.is_date_line(part) for part in line_forms.imprint_parts(line)[:6]
    )


def _url(text: str, edge: Sequence[tuple[Span, str]]) -> str | None:
    for span, _zone in edge:
        line = span.of(text)
        if len(line) < 2100 and line_forms.is_web_address(line):
            match = line_forms.url_in(line)
            if match and match.group().lower().startswith("http"):
                return match.group().rstrip(".,;)>\"'”’")
    return None


def _outlet(
    text: str, edge: Sequence[tuple[Span, str]], dateline: Dateline | None, url: str | None
) -> tuple[str | None, str]:
    for span, _zone in edge:
        line = span.of(text)
        match = _OUTLET_LINE.match(line) if len(line) < 160 else None
        if match and not line_forms.is_web_address(line):
            name = re.sub(r"[ ,]+\d{4}\Z", "", _RIGHTS.sub("", match["name"]).strip(" .,–—-"))
            if name and name[0].isupper() and len(name.split()) <= 7:
                return name, "parsed"
    if dateline and dateline.agency:
        return dateline.agency, "parsed"
    imprint = _imprint_name(text, edge)
    if imprint:
        return imprint, "parsed"
    if url:
        host = re.sub(r"\Ahttps?://(?:www\.)?", "", url, flags=re.I).split("/")[0].split(":")[0].lower()
        return (host, "guessed") if "." in host else (None, "")
    return _own_account(text, edge)


def _imprint_name(text: str, edge: Sequence[tuple[Span, str]]) -> str | None:
    """The outlet that a line of its own names, alone or beside a date or section ("Harbour Post, 3 May 2026")."""
    for span, zone in edge:
        line = span.of(text)
        if zone == "title" or len(line) > 160 or line_forms.is_byline(line):
            continue
        if line_forms.is_outlet_name(line) and len(line.split()) > 1:
            return line
        parts = line_forms.imprint_parts(line) if line_forms.is_imprint(line) else []
        names = [part for part in parts if line_forms.is_name(part) and not line_forms.is_date_line(part)]
        for part in sorted(names, key=line_forms.is_outlet_name, reverse=True):
            if len(part.split()) > 1 and not any(character.isdigit() for character in part):
                return part
    return None


def _own_account(text: str, edge: Sequence[tuple[Span, str]]) -> tuple[str | None, str]:
    """The account that the page asks its reader to follow; accounts in the article's prose belong to others."""
    for span, _zone in edge:
        line = span.of(text)
        match = _HANDLE.search(line[:300])
        if match and leftover_signs.sign_of_sentence(line[:300], frozenset()) == leftover_signs.ASKS:
            return re.sub(r"_official\Z", "", match.group(1), flags=re.I), "guessed"
    return None, ""
