"""What the form of one line tells, whatever it is about: headline, date line, byline, row of links, credit."""

from __future__ import annotations

import functools
import re

from claims.extraction.lexicon import load
from claims.spans import Span

_CALENDAR_LINES = [line.split() for line in load("en", "calendar")]
WEEKDAYS = frozenset(name for names in _CALENDAR_LINES[:7] for name in names)
MONTHS = {name: number for number, names in enumerate(_CALENDAR_LINES[7:], start=1) for name in names}
CALENDAR = WEEKDAYS | frozenset(MONTHS)
SMALL_WORDS = frozenset(load("en", "small_words"))

_PARTICLES = frozenset({"de", "da", "di", "la", "le", "van", "von", "der", "den", "bin", "al"})

WORD = re.compile(r"[^\W\d_](?:[\w’'-]{0,60}\w)?")
_FINAL_STOP = re.compile(r"[.!?…:;,。！？।][\"”’'»)\]]{0,3}\Z")
_SENTENCE_STOP = re.compile(r"[.!?…。！？।][\"”’'»)\]]{0,4}(?:\[\d{1,3}\]){0,3}\Z")
_DATE_WORD = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?|\d{4}|\d{4}-\d{2}-\d{2}(?:t[\d:.z+-]{2,20})?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[.:h]\d{2}(?::\d{2})?"
    r"(?:am|pm|z)?|\d{1,2}(?:am|pm)|a\.?m\.?|p\.?m\.?|est|edt|gmt|bst|cet|cest|eet|eest|utc|et|pt|msk|ist|z"
)
_WHOLE_DATE = re.compile(r"\d{1,2}:\d{2}\Z|\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_LEADING_DATE = re.compile(
    r"(?:date|published|posted|updated)[\s:]{1,3}(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?)\s{1,3}(?=\S)",
    re.I,
)
_TRAILING_DATE = re.compile(
    r"(?<=\s)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )(?:[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [a-z]{3,9}\.?,? \d{4})\Z",
    re.I,
)
_PLAIN = re.compile(r"[^\W_][\w’'-]{0,40}")
_URL = re.compile(r"(?:https?://|www\.)\S{1,2000}|(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}/\S{0,2000}", re.I)
_ROW_MARK = re.compile(r"\s[|>»›/•·–—]\s|\s?[|»›]\s?")
_IMPRINT_MARK = re.compile(r"\s{0,9}[|•·]\s{0,9}|\s[–—-]\s")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·*–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_CAPTION_LABEL = re.compile(r"([A-Z][A-Za-z]{2,12}(?: [A-Za-z]{3,12})?)(?:\s?[:|]|\s[–—-]|(?<= caption),)\s+(?=\S)")
# Who made the picture, in front of what it shows: "Agency/Ana Ruiz | The bridge on Monday". A name, not a sentence.
_CREDIT_BEFORE = re.compile(r"([^|.!?]{2,50}?)\s?\|\s{1,3}(?=\S)")
_PICTURE_WORD = re.compile(r"(?:photos?|pictures?|images?|ap|afp|epa|dpa|reuters|getty|imago|tass|archive)\Z", re.I)
_VERSION_MARK = re.compile(
    r"(?:(?:UPDATE|WRAPUP|CORRECTED|CORRECTION|REFILE|RPT|REPEAT|RECAST|EXCLUSIVE|FACTBOX|TIMELINE|INSIGHT|ANALYSIS)"
    r"(?: \d{1,2})?-){1,3}(?=\S)"
)
_NAME = r"[A-Z][\w.’'@-]{0,30}"
_CREDIT = re.compile(
    r"(?i:\b(?:image|photo|photograph|picture|video|illustration|graphic|credit|screenshot)s?(?: credit| source)?: ?)"
    r"\S{1,40}(?: \S{1,40}){0,7}\Z"
    rf"|(?i:\b(?:image|photo|photograph|picture|video|illustration|graphic)s? by )(?:the )?{_NAME}(?:[ /,&]{{1,3}}{_NAME}){{0,6}}\.?\Z"
    r"|(?:©|\([cC]\))[^.!?]{1,80}\.?\Z"
    r"|\((?i:ap|afp|reuters|epa|getty|tass|photo|image|file|courtesy|credit)\b[^()]{0,80}\)\.?\Z"
)
_NAME_AND_PLACE = re.compile(rf"{_NAME}(?: {_NAME}){{1,3}},? in {_NAME}(?: {_NAME}){{0,2}}")
_POSTED = re.compile(
    r"(?:first )?(?:posted|published|updated|filed|uploaded|submitted|written|last updated) (?:by|on|in|at|under|to)\b[^.!?]{2,110}\Z"
    r"|(?:from|by) our [^.!?]{3,60}\Z",
    re.I,
)
# Labels that headlines use too: "Sources: minister to resign over ferry".
_TELLING_LABELS = frozenset({"source", "sources", "author", "editor", "views", "comments", "published", "next"})
_COMMA_LABEL = re.compile(r"(?:image|picture|photo|video) (?:source|credit|caption), ", re.I)
_BYLINE = re.compile(
    r"(?:by|words by|story by|report by|text by|reporting by|written by|from)\s+"
    r"[A-Z][\w.’'-]{0,30}(?:\s+(?:[A-Z][\w.’'-]{0,30}|de|da|di|la|le|van|von|der|den|bin|al|and|&)){0,8}",
    re.I,
)


def words(line: str) -> list[str]:
    return WORD.findall(line)


def is_prose(line: str) -> bool:
    """True for a line that ends like a sentence and is long enough for one, or is very long anyway."""
    count = len(line.split())
    return (count >= 6 and bool(_SENTENCE_STOP.search(line))) or count > 40 or (count == 1 and len(line) > 200)


def ends_with_stop(line: str) -> bool:
    return bool(_SENTENCE_STOP.search(line))


def is_headline(line: str) -> bool:
    """True for a line that could be an article's headline: some words, no final stop, none of the furniture."""
    count = len(line.split())
    if not 2 <= count <= 24 or len(line) > 220 or (_FINAL_STOP.search(line) and line[-1] not in "?!’”'\""):
        return False
    if not any(c.isupper() for c in line) and any(c.islower() for c in line):
        return False
    return not (
        is_date_line(line)
        or is_button(line)
        or (is_imprint(line) and (len(imprint_parts(line)) > 2 or any(map(is_date_line, imprint_parts(line)))))
        or is_posted_line(line)
        or is_byline(line)
        or is_link_row(line)
        or is_web_address(line)
        or is_labelled(line)
        or is_bullet(line)
        or is_tag_line(line)
    )


def is_heading(line: str) -> bool:
    """True for a short line without a stop (a question is allowed) that could head what follows."""
    if not 1 <= len(line.split()) <= 14 or len(line) > 120 or is_bullet(line) or not words(line):
        return False
    if _FINAL_STOP.search(line) and line.rstrip("’”'\"")[-1:] not in "?!:":
        return False
    if line.endswith(":") and len(line.split()) > 5:
        return False  # it introduces a quotation or a list
    return not (is_date_line(line) or is_web_address(line) or is_tag_line(line))


def is_button(line: str) -> bool:
    """True for a line of nothing but a page's own words and figures: "Share", "Comments (47)", "Skip to content"."""
    tokens = _PLAIN.findall(line.lower())
    if not 1 <= len(tokens) <= 8 or ends_with_stop(line):
        return False
    return all(token in _button_words() or token.isdigit() for token in tokens) and any(
        token not in SMALL_WORDS and not token.isdigit() for token in tokens
    )


def is_bullet(line: str) -> bool:
    return bool(_BULLET.match(line))


def is_tag_line(line: str) -> bool:
    """True where at least half of the words are hashtags or account names."""
    tokens = line.split()[:200]
    tags = sum(len(token) > 1 and token[0] in "#@" and not token[1].isdigit() for token in tokens)
    return bool(tokens) and tags * 2 >= len(tokens)


def is_web_address(line: str) -> bool:
    """True for a bare address, with at most two words before it ("Original: https://…")."""
    address = url_in(line)
    return address is not None and len(line.replace(address.group(), "").split()) <= 2


def url_in(line: str) -> re.Match[str] | None:
    # every address has one of these; most lines of an article have none, and looking for it is far quicker
    return _URL.search(line) if "/" in line or "www." in line.lower() else None


def is_link_row(line: str) -> bool:
    """True for "Home | News | Sport" and "World > Europe": short names in a row, no sentence among them."""
    if len(line) > 300 or ends_with_stop(line) or line.endswith(":"):
        return False
    parts = [part.strip() for part in _ROW_MARK.split(line)]
    if len(parts) < 2 or not all(parts):
        return False
    short = all(len(part.split()) <= (4 if len(parts) > 2 else 2) and part[0].isupper() for part in parts)
    return short and not any(part.strip("’'“”\"").lower() in SMALL_WORDS for part in parts)


def is_date_line(line: str) -> bool:
    """True where nothing is left of the line without dates, clock times and the words that label them."""
    if len(line) > 160:
        return False
    tokens = [token for token in re.split(r"[\s,|•·–—()]+|(?<=\D):(?=\s)", line.lower()) if token]
    if not tokens or len(tokens) > 22:
        return False
    dated = 0
    for token in tokens:
        token = token.rstrip(":")
        bare = token.rstrip(".")
        if bare in CALENDAR or _DATE_WORD.fullmatch(token) or _DATE_WORD.fullmatch(bare):
            dated += 1
        elif bare not in _date_labels():
            return False
    return dated > 0 and (len(tokens) > 1 or _WHOLE_DATE.match(tokens[0]) is not None)


def is_imprint(line: str) -> bool:
    """True for a line of names and a date or section beside each other: "Harbour Post, 3 May 2026", "Post | World"."""
    if len(line) > 160 or ends_with_stop(line) or len(line.split()) > 16:
        return False
    parts = imprint_parts(line)
    if len(parts) < 2:
        return False
    dated = sum(is_date_line(part) for part in parts)
    named = sum(is_name(part) for part in parts)
    return dated + named == len(parts) and (dated > 0 or "|" in line)


def imprint_parts(line: str) -> list[str]:
    """The pieces of a line that are set off from each other; a date keeps its comma."""
    parts = [part.strip() for part in _IMPRINT_MARK.split(line)]
    pieces: list[str] = []
    for part in parts:
        name, comma, rest = part.partition(", ")
        pieces.extend([name, rest] if comma and is_name(name) and is_date_line(rest) else [part])
    return [piece for piece in pieces if piece]


def is_name(line: str) -> bool:
    """True for up to eight words that all begin with a capital or a figure, small words apart."""
    parts = line.split()
    if not 1 <= len(parts) <= 9 or not line[0].isupper():
        return False
    return len(parts) == 1 or title_case_share(line) >= 0.75


def is_outlet_name(line: str) -> bool:
    """True for a short name with a word in it that outlets are called by ("Herald", "News")."""
    parts = line.split()
    return (
        len(parts) <= 6
        and not _FINAL_STOP.search(line)
        and all(part[0].isupper() or part.lower() in SMALL_WORDS or part == "&" for part in parts)
        and any(part.lower() in _outlet_words() for part in parts)
    )


def is_byline(line: str) -> bool:
    """True for "By Ana Ruiz", with or without a role after a comma."""
    match = _BYLINE.match(line)
    if match is None or len(line.split()) > 14 or (ends_with_stop(line) and not line.endswith("Jr.")):
        return False
    rest = line[match.end() :].strip()
    names = match.group().split()[1:]
    if not all(word[0].isupper() or word.lower() in SMALL_WORDS | _PARTICLES or word == "&" for word in names):
        return False
    return not rest or rest[0] in ",|•·(–—-/@" or is_date_line(rest)


def is_posted_line(line: str) -> bool:
    """True for "Posted by admin on May 3, 2026 in Politics" and "From our correspondents"."""
    return len(line.split()) <= 16 and _POSTED.match(line) is not None


def label_of(line: str) -> str | None:
    """The words before a colon that stand for what a page does with the rest ("Tags", "Read more"), lower case."""
    head, colon, rest = line.partition(", " if _COMMA_LABEL.match(line) else ":")
    head = head.strip().lower()
    if not colon or len(head) > 40 or head not in _page_labels():
        return None
    telling = head in _TELLING_LABELS and len(rest.split()) > 4 and title_case_share(rest) < 0.6
    return None if telling else head


def is_labelled(line: str) -> bool:
    return label_of(line) is not None


def caption_label(line: str) -> int:
    """Length of the label before a caption ("WATCH: ", "PHOTO — ") or of a credit there; 0 where there is none."""
    match = _CAPTION_LABEL.match(line)
    if match is None or match.group(1).lower() not in caption_labels():
        return _credit_before(line)
    return match.end()


def _credit_before(line: str) -> int:
    match = _CREDIT_BEFORE.match(line)
    if match is None:
        return 0
    named = [part for part in re.split(r"[\s/]", match.group(1)) if part]
    shows = line[match.end() :].split()
    made = len(named) <= 6 and any(_PICTURE_WORD.match(part) for part in named)
    return match.end() if made and len(shows) > 5 and title_case_share(line[match.end() :]) < 0.6 else 0


def version_mark(line: str) -> int:
    """Length of a wire's mark before its headline ("UPDATE 2-"); 0 where there is none."""
    match = _VERSION_MARK.match(line)
    return match.end() if match else 0


def is_name_and_place(line: str) -> bool:
    """True for "Ana Ruiz in Orlen", which signs an article when it stands below the headline."""
    return _NAME_AND_PLACE.fullmatch(line) is not None


def ends_in_credit(line: str) -> re.Match[str] | None:
    """The credit at the end of a caption: "Image: Ana Ruiz.", "(AP Photo/Ana Ruiz)"."""
    return _CREDIT.search(line[-200:]) if len(line) < 1500 else None


def credit_start(line: str) -> int | None:
    offset = max(0, len(line) - 200)
    match = ends_in_credit(line)
    return offset + match.start() if match else None


def leading_date_end(text: str, first: Span) -> int | None:
    """Where the headline begins on a first line that opens with "date 2024-05-06 "; None on other lines."""
    match = _LEADING_DATE.match(text, first.start, first.end)
    return match.end() if match else None


def trailing_date_start(text: str, first: Span) -> int | None:
    """Where a date begins that stands behind the headline on the first line."""
    match = _TRAILING_DATE.search(text, max(first.start, first.end - 40), first.end)
    return match.start() if match and match.end() == first.end and match.start() - first.start > 20 else None


def title_case_share(line: str) -> float:
    """How many of the longer words begin with a capital; 0 where there are too few to tell."""
    long = [word for word in words(line) if len(word) > 3 or word.lower() not in SMALL_WORDS]
    return sum(word[0].isupper() for word in long) / len(long) if len(long) > 1 else 0.0


@functools.cache
def _page_labels() -> frozenset[str]:
    return frozenset(load("en", "page_labels"))


@functools.cache
def caption_labels() -> frozenset[str]:
    return frozenset(load("en", "caption_labels"))


@functools.cache
def _outlet_words() -> frozenset[str]:
    return frozenset(load("en", "outlet_words"))


@functools.cache
def _button_words() -> frozenset[str]:
    return frozenset(load("en", "button_words"))


@functools.cache
def _date_labels() -> frozenset[str]:
    return frozenset(load("en", "date_line_words"))
