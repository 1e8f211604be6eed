"""Findings about words: headline and captions against the body, days that do not fit, names in two spellings."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from claims.extraction import line_forms
from claims.extraction.check_worthiness import load_weights
from claims.extraction.found import Extraction, FoundFinding, FoundQuantity
from claims.extraction.lexicon import load
from claims.extraction.sentences import Sentence
from claims.spans import Span

# Fewer sentences than this are a note or a caption: much of its headline is not said again.
LEAST_BODY = 5
# A caption is held against so many numbers of the text: more are no article.
MOST_COMPARED = 60
# Names compared for two spellings: more speakers, or more names that begin alike, are no article.
MOST_SPEAKERS, MOST_NAMES = 300, 500

_CAPITALISED = re.compile(r"[A-ZÀ-ÞŠŽČĆĐŁŚŻ][^\W\d_]{3,30}")
_WEEKDAY_DATE = re.compile(
    r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),? (?:the )?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month>[A-Z][a-z]{2,8})\.?"
    r"|(?P<month2>[A-Z][a-z]{2,8})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?)"
    r"(?:,? (?P<year>(?:19|20)\d\d))?\b(?!,\d)"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RELATIVE = re.compile(
    r"(?:(?:on|last|this|next|late|early|since|by|until|from|(?:late|early) (?:on|last)) )*(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?: (?:morning|afternoon|evening|night))?|yesterday.*|today|tonight|tomorrow.*|last night|(?:last|this|next) (?:week|weekend|month)",
    re.I,
)
# What stands between a number and what happened to those counted: "10 people, including a boy, were hurt".
_ASIDE = re.compile(r", (?:including|among them|most of them|all of them|some of them) [^,.;]{1,50}, ")
_KINDS = (
    ("dead", re.compile(r"\b(?:kill(?:s|ed|ing)?|dead|died|deaths?|lives|die)\b", re.I)),
    ("hurt", re.compile(r"\b(?:injur(?:ed|ing|ies|y|es)|wound(?:ed|ing|s)|hurt)\b", re.I)),
    ("missing", re.compile(r"\bmissing\b", re.I)),
    ("held", re.compile(r"\b(?:arrest(?:ed|s|ing)|detain(?:ed|ing))\b", re.I)),
)


def words(text: str, extraction: Extraction, sentences: Sequence[Sentence]) -> Iterator[FoundFinding]:
    """All findings about words, in no particular order."""
    yield from _headline(text, extraction, sentences)
    yield from _captions(text, extraction, sentences)
    yield from _weekdays(text, extraction.metadata.published)
    yield from _relative_days(text, extraction)
    yield from _two_spellings(text, extraction)


def _headline(text: str, extraction: Extraction, sentences: Sequence[Sentence]) -> Iterator[FoundFinding]:
    title = extraction.metadata.title_span
    aside = [leftover.span for leftover in extraction.boilerplate]
    body = [s.span for s in sentences if s.zone in ("body", "caption") and holder(aside, s.span) is None]
    if title is None or len(body) < LEAST_BODY:
        return
    told = " ".join(span.of(text) for span in body)
    missing = [span for span in _headline_names(text, title) if not _is_told(text, span, told)]
    if missing:
        names = ", ".join(f"“{span.of(text)}”" for span in missing)
        yield FoundFinding("headline_without_body", tuple(missing), f"the headline names {names}, the body never does")
    inside = [quantity for quantity in extraction.quantities if holder(body, quantity.span)]
    for quantity in extraction.quantities:
        if title.contains(quantity.span) and not _is_borne_out(quantity, inside):
            yield FoundFinding(
                "headline_without_body",
                (quantity.span,),
                f"the headline says “{quantity.surface}”, no number of the body bears it out",
            )


def _headline_names(text: str, title: Span) -> list[Span]:
    """The names of a headline that no word of the language explains; of a name of several words, one for all.

    Where every word has a capital, only the first word can be told to be a name.
    """
    line = title.of(text)
    start = title.start + next((place for place, character in enumerate(line) if character.isalpha()), 0)
    known = _known_words()
    runs: list[list[Span]] = []
    for match in _CAPITALISED.finditer(text, title.start, title.end):
        span = Span(*match.span())
        if runs and text[runs[-1][-1].end : span.start] in (" ", "-"):
            runs[-1].append(span)
        else:
            runs.append([span])
    unknown = [[span for span in run if not _is_known(span.of(text).lower(), known)] for run in runs]
    if line_forms.title_case_share(line) >= 0.8:
        first = unknown[0][:1] if unknown else []
        plausible = first and first[0].start == start and len(line.split()) >= 5
        return first if plausible and "news" not in first[0].of(text).lower() else []
    told = [run for run in unknown if run and run[0].start > start]
    return [run[-1] for run in told if text[run[0].start - 2 : run[0].start] not in (": ", "– ", "— ")]


def _is_known(word: str, known: frozenset[str]) -> bool:
    """True for words that are no names, and for capitals that stand for a government."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed"), word.removesuffix("ing")}
    forms |= {word.removesuffix("d"), word.removesuffix("ing") + "e"}
    return bool(forms & known)


@functools.cache
def _known_words() -> frozenset[str]:
    """Words of the language as far as the learned weights know them, and seats of power."""
    grams = load_weights().grams
    return frozenset(gram for gram in grams if gram.isalpha()) | frozenset(load("en", "seats_of_power"))


def _is_told(text: str, name: Span, body: str) -> bool:
    """True when the body has the name, another form of it (Russian for Russia), or the name before it."""
    before = re.search(r"([A-ZÀ-Þ][^\W\d_]{3,30})[ -]\Z", text[max(0, name.start - 34) : name.start])
    return any(
        re.search(rf"\b{re.escape(word[: max(4, len(word) - 3)])}", body, re.I)
        for word in (name.of(text), *(before.groups() if before else ()))
    )


def _range(quantity: FoundQuantity) -> tuple[Decimal, Decimal] | None:
    low = quantity.low if quantity.low is not None else quantity.value
    high = quantity.high if quantity.high is not None else quantity.value
    if low is None and high is None:
        return None
    bottom = low if low is not None else Decimal(0)
    return (bottom, high if high is not None else Decimal("Infinity"))


def _is_borne_out(quantity: FoundQuantity, inside: Sequence[FoundQuantity]) -> bool:
    wanted = quantity.value
    if wanted is None or quantity.unit == "share" or wanted < 3 or quantity.modifier == "vague":
        return True
    near = Decimal("0.1") * abs(wanted)
    values = [value for q in inside for value in (q.value, q.low, q.high, q.of) if value is not None]
    if any(abs(value - wanted) <= near for value in values):
        return True
    plain_values = [q.value for q in inside if q.value is not None][:MOST_COMPARED]
    return any(abs(a + b - wanted) <= near for index, a in enumerate(plain_values) for b in plain_values[index + 1 :])


def _kind(text: str, quantity: FoundQuantity, sentence: Span) -> str | None:
    """What happened to the people counted, by the nearest word that says so in the same clause."""
    if quantity.unit not in (None, "people") and quantity.counted is None:
        return None
    start = max(sentence.start, quantity.span.start - 40)
    before = re.split(r"[,;:–—]| and ", text[start : quantity.span.start])[-1]
    rest = _ASIDE.sub(" ", text[quantity.span.end : min(sentence.end, quantity.span.end + 100)])
    after = re.split(r"[,;:–—.]| and ", rest)[0]
    found = {name for name, pattern in _KINDS if pattern.search(before)} or {
        name for name, pattern in _KINDS if pattern.search(after)
    }
    return found.pop() if len(found) == 1 else None


def _captions(text: str, extraction: Extraction, sentences: Sequence[Sentence]) -> Iterator[FoundFinding]:
    captions = [s.span for s in sentences if s.zone == "caption"]
    if not captions:
        return
    bodies = [s.span for s in sentences if s.zone == "body"]
    told: dict[str, list[FoundQuantity]] = {}
    shown: list[tuple[str, FoundQuantity]] = []
    for quantity in extraction.quantities:
        caption, body = holder(captions, quantity.span), holder(bodies, quantity.span)
        kind = _kind(text, quantity, place) if (place := caption or body) else None
        if kind and caption:
            shown.append((kind, quantity))
        elif kind:
            told.setdefault(kind, []).append(quantity)
    for kind, quantity in shown:
        others = told.get(kind, [])[:MOST_COMPARED]
        if others and not any(_says_the_same(quantity, other) for other in others):
            other = others[0]
            yield FoundFinding(
                "caption_against_text",
                (quantity.span, other.span),
                f"the caption says “{quantity.surface}” {kind}, the text “{other.surface}”",
            )


def holder(spans: Sequence[Span], inner: Span) -> Span | None:
    """The span that holds another one, of spans in order and apart; None where none does."""
    index = bisect.bisect_right(spans, inner.start, key=lambda span: span.start) - 1
    return spans[index] if index >= 0 and spans[index].contains(inner) else None


def _says_the_same(a: FoundQuantity, b: FoundQuantity) -> bool:
    if a.value is not None and a.value == b.value:
        bounds = ("at_least", "more_than", "at_most", "less_than")
        return not (("exact" in (a.modifier, b.modifier)) and (a.modifier in bounds or b.modifier in bounds))
    first, second = _range(a), _range(b)
    if first is None or second is None or "approx" in (a.modifier, b.modifier):
        return True
    return first[0] <= second[1] and second[0] <= first[1]


def _weekdays(text: str, published: str | None) -> Iterator[FoundFinding]:
    for match in _WEEKDAY_DATE.finditer(text):
        month = line_forms.MONTHS.get((match["month"] or match["month2"]).lower())
        day = int(match["day"] or match["day2"])
        date = _date(match["year"], month, day, published)
        if date is None or _DAYS[date.weekday()] == match["weekday"]:
            continue
        told = f"{day} {date:%B} {date.year}"
        yield FoundFinding(
            "weekday_against_date",
            (Span(*match.span()),),
            f"{told} is a {_DAYS[date.weekday()]}, not a {match['weekday']}",
        )


def _date(year: str | None, month: int | None, day: int, published: str | None) -> dt.date | None:
    """The date meant; without a year the one nearest to the article's own date, if that is near."""
    if month is None:
        return None
    try:
        if year:
            return dt.date(int(year), month, day)
        if not published or not re.match(r"\d{4}-\d{2}-\d{2}", published):
            return None
        own = dt.date.fromisoformat(published[:10])
        candidates = [dt.date(own.year + shift, month, day) for shift in (-1, 0, 1)]
    except ValueError:
        return None
    nearest = min(candidates, key=lambda date: abs((date - own).days))
    return nearest if abs((nearest - own).days) <= 120 else None


def _relative_days(text: str, extraction: Extraction) -> Iterator[FoundFinding]:
    if extraction.metadata.published is not None:
        return
    spans = [
        time.span for time in extraction.times if time.iso is None and _RELATIVE.fullmatch(time.surface.strip(" .,"))
    ]
    if spans:
        first = spans[0].of(text)
        more = f" and {len(spans) - 1} more" if len(spans) > 1 else ""
        yield FoundFinding(
            "relative_day_without_date",
            tuple(spans),
            f"“{first}”{more} cannot be turned into a date: the article shows no date of its own",
        )


def _two_spellings(text: str, extraction: Extraction) -> Iterator[FoundFinding]:
    speakers = {
        match.group()
        for attribution in extraction.attributions
        for span in attribution.source
        for match in _CAPITALISED.finditer(span.of(text)[:200])
    }
    if not speakers:
        return
    places: dict[str, list[Span]] = {}
    for match in _CAPITALISED.finditer(text):
        places.setdefault(match.group(), []).append(Span(*match.span()))
    known = _known_words()
    names = [name for name in places if len(name) >= 5 and name.lower() not in known]
    by_start: dict[str, list[str]] = {}
    for name in names:
        by_start.setdefault(name[:2], []).append(name)
    done: set[frozenset[str]] = set()
    for name in sorted(speakers)[:MOST_SPEAKERS]:
        if len(name) < 5 or name.lower() in known or name not in places:  # a source that begins within a word
            continue
        for other in by_start.get(name[:2], [])[:MOST_NAMES]:
            pair = frozenset((name, other))
            if other == name or pair in done or not _one_slip(name, other):
                continue
            if _same_person(text, places[name], places[other]):
                done.add(pair)
                spans = (places[name][0], places[other][0])
                yield FoundFinding(
                    "speaker_spelled_twice",
                    tuple(sorted(spans)),
                    f"“{name}” and “{other}” look like one name in two spellings",
                )


# Endings that make another word or another person of a name: Korean, Petrova, Jones.
_ENDINGS = ("s", "n", "a", "e", "i", "r")


def _one_slip(a: str, b: str) -> bool:
    """True when one letter inside was added, lost, changed or swapped, or a final y doubled; endings are no slips."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) > 1 or long in {short + ending for ending in _ENDINGS}:
        return False
    if len(short) < len(long):
        return any(long[:index] + long[index + 1 :] == short for index in range(1, len(long)))
    wrong = [index for index in range(len(a)) if a[index] != b[index]]
    if len(wrong) == 1:
        return wrong[0] < len(a) - 1 or {a[-1], b[-1]} <= {"i", "y"}
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]


def _same_person(text: str, first: Iterable[Span], second: Iterable[Span]) -> bool:
    """True when nothing before the two names shows two people: the same first name, or one stands alone."""
    before_first, before_second = (
        {given for span in spans if (given := _given_name(text, span))} for spans in (first, second)
    )
    if before_first and before_second:
        return bool(before_first & before_second)
    return bool(before_first or before_second)


def _given_name(text: str, span: Span) -> str | None:
    match = re.search(r"([A-ZÀ-Þ][^\W\d_]{1,20})\s\Z", text[max(0, span.start - 24) : span.start])
    return match.group(1) if match and match.group(1).lower() not in _known_words() else None
