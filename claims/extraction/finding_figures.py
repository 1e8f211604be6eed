"""Findings about figures: conversions, bounds, parts and wholes, sums, per cent and points."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims.extraction.found import FoundFinding, FoundQuantity
from claims.extraction.units import Unit, raised, tables
from claims.spans import Span

Sentences = Sequence[Span]

# A conversion may be off by half of its last digit, or by this share; "about" allows more.
TOLERANCE, ABOUT_TOLERANCE = Decimal("0.02"), Decimal("0.06")

_UPPER = r"(?:less than|fewer than|under|below|up to|at most|no more than|not more than|a maximum of|just under)"
_LOWER = r"(?:more than|over|above|at least|upwards of|no fewer than|no less than|exceeding|a minimum of)"
_FILL = r"(?: [^\s.,;:!?]{1,25}){1,4}?(?: \([^()]{1,40}\))?"
_DOUBLED = re.compile(
    rf"\b{_UPPER}{_FILL} or (?:less|fewer|under|below|lower|more|above|over|higher)\b"
    rf"|\b{_LOWER}{_FILL} or (?:more|above|over|higher|greater|less|fewer|under|below|lower)\b",
    re.I,
)
_PER_CENT = r"(?:\s?%| per ?cent)"
_MOVED = (
    r"(?:rose|risen|rise|rises|fell|fallen|falls|fall|grew|grown|climbed|slid|slipped|dropped|drop|drops|declined|decreased|"
    r"increased|gained|lost|narrowed|widened|improved|jumped|shrank|eased|edged up|edged down|went up|went down|up|down)"
)
_MOVED_TO = re.compile(
    rf"\b{_MOVED}(?: by)?(?: (?:about|around|nearly|almost|some|just))? (?P<by>\d+(?:\.\d+)?){_PER_CENT} to "
    rf"(?:about |around |nearly |almost |just )?(?P<to>\d+(?:\.\d+)?){_PER_CENT}",
    re.I,
)
_FROM_TO = re.compile(
    rf"\bfrom (?P<from>\d+(?:\.\d+)?){_PER_CENT}?(?: [^.;]{{0,40}}?)? to (?P<to>\d+(?:\.\d+)?){_PER_CENT}"
    r"[^.;]{0,25}?[,–—(-] ?(?:an? )?(?:rise|increase|fall|drop|decline|decrease|gain|jump|difference) of "
    rf"(?P<by>\d+(?:\.\d+)?){_PER_CENT}",
    re.I,
)
_INCLUDING = re.compile(r"\A[^.;]{0,60}?,? (?:including|among them) (?:about |some |at least |nearly )?\Z", re.I)
_OF_THEM_AFTER = re.compile(r"\A (?:of (?:them|whom|which|these|those))\b", re.I)
_APPOSED = re.compile(r"[^.;]{0,40},\s(?:\w{1,20}\s)?")
_RATIO = re.compile(r" (?:out )?of (?:the |all )?")
_OF_THESE = re.compile(r"\A(?:of|among) (?:these|those|them|the total|that total|that number)\b", re.I)
_LISTED = re.compile(r"\A\s?(?:,|:|–|—|\(|-)\s?\Z")


def figures(text: str, quantities: Sequence[FoundQuantity], sentences: Sentences) -> Iterator[FoundFinding]:
    """All findings about figures, in no particular order."""
    yield from _conversions(quantities)
    yield from _doubled_bounds(text)
    yield from _parts(text, quantities)
    yield from _sums(text, quantities, sentences)
    yield from _points(text)


def plain(value: Decimal) -> str:
    """A number as people write it: at most two decimals, thousands in groups."""
    rounded = round(value, 2)
    return f"{rounded:,.2f}".rstrip("0").rstrip(".") if rounded % 1 else f"{rounded:,.0f}"


def _conversions(quantities: Sequence[FoundQuantity]) -> Iterator[FoundFinding]:
    for given in quantities:
        if given.conversion_of is None or not 0 <= given.conversion_of < len(quantities):
            continue
        first = quantities[given.conversion_of]
        for before, after in _comparable_ends(first, given):
            expected = converted(before, first.unit_name, given.unit_name)
            if expected is None or _close(expected, after, loose="approx" in (first.modifier, given.modifier)):
                continue
            yield FoundFinding(
                "conversion",
                (first.span, given.span),
                f"{plain(before)} {_plural(first.unit_name)} are {plain(expected)} {_plural(given.unit_name)}, not {plain(after)}",
            )
            break


def _plural(unit: str | None) -> str:
    """A unit's name for any number of it: kilometres, feet, degrees Celsius."""
    head, _, rest = (unit or "").partition(" ")
    if head in ("square", "cubic", "nautical", "light"):
        return f"{head} {_plural(rest)}"
    plural = {"foot": "feet", "inch": "inches"}.get(head, head if head.endswith("s") else f"{head}s")
    return f"{plural} {rest}".strip()


def _comparable_ends(first: FoundQuantity, given: FoundQuantity) -> list[tuple[Decimal, Decimal]]:
    if first.value is not None and given.value is not None:
        return [(first.value, given.value)]
    pairs = ((first.low, given.low), (first.high, given.high))
    return [(a, b) for a, b in pairs if a is not None and b is not None]


@functools.cache
def _units_by_name() -> dict[str, Unit]:
    known = tables()
    units = {unit.name: unit for unit in (*known.words.values(), *known.symbols.values())}
    for name, unit in list(units.items()):
        if unit.kind == "length":
            units.setdefault(f"square {name}", raised(unit, 2))
            units.setdefault(f"cubic {name}", raised(unit, 3))
    return units


def converted(value: Decimal, unit: str | None, other: str | None) -> Decimal | None:
    """`value` in the other unit (both by their English names); None where they measure different things or money."""
    a, b = _units_by_name().get(unit or ""), _units_by_name().get(other or "")
    if a is None or b is None or a.kind != b.kind or a.name == b.name:
        return None
    if a.kind == "temperature":
        celsius = "celsius" in a.name.lower(), "celsius" in b.name.lower()
        fahrenheit = "fahrenheit" in a.name.lower(), "fahrenheit" in b.name.lower()
        if celsius[0] and fahrenheit[1]:
            return value * 9 / 5 + 32
        if fahrenheit[0] and celsius[1]:
            return (value - 32) * 5 / 9
        return None
    if a.factor is None or b.factor is None or a.base != b.base:
        return None
    return value * a.factor / b.factor


def _close(expected: Decimal, given: Decimal, *, loose: bool) -> bool:
    step = Decimal(1).scaleb(_last_digit(given))
    share = ABOUT_TOLERANCE if loose else TOLERANCE
    return abs(expected - given) <= max(step / 2, abs(expected) * share) * Decimal("1.02")


def _last_digit(value: Decimal) -> int:
    """The power of ten of the last digit that is not a rounding zero: 1,200 → 2, 45 → 0, 4.5 → -1."""
    if value == 0:
        return 0
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _doubled_bounds(text: str) -> Iterator[FoundFinding]:
    for match in _DOUBLED.finditer(text):
        words = match.group()
        if not any(character.isdigit() for character in words) and not _SPELLED.search(words):
            continue
        upper = re.match(_UPPER, words, re.I) is not None
        ending = words.rsplit(" ", 1)[1].lower()
        same = upper == (ending in ("less", "fewer", "under", "below", "lower"))
        first = words[: (re.match(rf"{_UPPER}|{_LOWER}", words, re.I) or match).end()]
        problem = "sets the same bound twice" if same else "sets two bounds that exclude each other"
        yield FoundFinding("doubled_bound", (Span(*match.span()),), f"“{first} … or {ending}” {problem}")


_DOWNWARDS = re.compile(
    r"(?:fell|fall|slid|slip|drop|declin|decreas|lost|narrow|shrank|eased|edged down|went down|down)", re.I
)
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand|million|dozens?)\b",
    re.I,
)


def _counts_things(quantity: FoundQuantity) -> bool:
    """True for people and counted things; a part in another measure is no part of the number."""
    return (
        quantity.unit != "share"
        and (quantity.unit_name or "") not in _units_by_name()
        and quantity.conversion_of is None
    )


def _least(quantity: FoundQuantity) -> Decimal | None:
    return quantity.low if quantity.low is not None else quantity.value


def _most(quantity: FoundQuantity) -> Decimal | None:
    if quantity.high is not None:
        return quantity.high
    return quantity.value if quantity.modifier == "exact" else None


def _parts(text: str, quantities: Sequence[FoundQuantity]) -> Iterator[FoundFinding]:
    for first, second in itertools.pairwise(quantities):
        between = text[first.span.end : second.span.start]
        if len(between) > 80 or not _counts_things(second):
            continue
        if _RATIO.fullmatch(between) and first.counted is None and second.counted is not None:
            whole, part = second, first  # "95 of 93 missiles": no ratio to the reader of numbers, for it cannot be one
        elif _counts_things(first) and _is_part(text, between, second):
            whole, part = first, second
        else:
            continue
        most, least = _most(whole), _least(part)
        if most is not None and least is not None and least > most:
            yield _above(whole, part, least, most)


def _is_part(text: str, between: str, part: FoundQuantity) -> bool:
    """True where words tell that the second number counts some of the first: "12 people, including 5 children"."""
    if _INCLUDING.match(between):
        return True
    after = text[part.span.end : part.span.end + 12]
    return bool(_OF_THEM_AFTER.match(after) and _APPOSED.fullmatch(between))


def _above(whole: FoundQuantity, part: FoundQuantity, least: Decimal, most: Decimal) -> FoundFinding:
    spans = tuple(sorted((whole.span, part.span)))
    return FoundFinding("part_above_whole", spans, f"the part, {plain(least)}, is larger than its whole, {plain(most)}")


def _sums(text: str, quantities: Sequence[FoundQuantity], sentences: Sentences) -> Iterator[FoundFinding]:
    place = 0
    before: FoundQuantity | None = None
    for sentence in sentences:
        inside: list[FoundQuantity] = []
        while place < len(quantities) and quantities[place].span.start < sentence.end:
            if quantities[place].span.start >= sentence.start:
                inside.append(quantities[place])
            place += 1
        counted = [quantity for quantity in inside if _counts_things(quantity)]
        if before is not None and len(counted) >= 2 and _OF_THESE.match(text[sentence.start : sentence.start + 40]):
            yield from _sum_above(before, counted)
        yield from _list_after_total(text, counted, sentence)
        before = counted[-1] if counted else None


def _sum_above(total: FoundQuantity, parts: Sequence[FoundQuantity]) -> Iterator[FoundFinding]:
    least = [_least(part) for part in parts if part.modifier != "at_most"]
    most = _most(total)
    if most is None or not all(least):
        return
    added = [value for value in least if value is not None]
    if sum(added) > most and max(added) <= most:
        yield FoundFinding(
            "sum",
            (total.span, *(part.span for part in parts)),
            f"{' + '.join(map(plain, added))} = {plain(sum(added, Decimal(0)))}, more than the stated {plain(most)}",
        )


def _list_after_total(text: str, counted: Sequence[FoundQuantity], sentence: Span) -> Iterator[FoundFinding]:
    """Check "12 people, seven men and four women," where the list follows its total and is closed."""
    for index, total in enumerate(counted[:-2]):
        parts = _closed_list(text, counted[index + 1 :], total, sentence)
        if len(parts) < 2 or total.modifier != "exact" or total.value is None:
            continue
        values = [part.value for part in parts]
        if any(value is None or part.modifier != "exact" for part, value in zip(parts, values, strict=True)):
            continue
        added = [value for value in values if value is not None]
        if sum(added) != total.value:
            yield FoundFinding(
                "sum",
                (total.span, *(part.span for part in parts)),
                f"{' + '.join(map(plain, added))} = {plain(sum(added, Decimal(0)))}, not the stated {plain(total.value)}",
            )


def _closed_list(
    text: str, following: Sequence[FoundQuantity], total: FoundQuantity, sentence: Span
) -> list[FoundQuantity]:
    end = total.counted_span.end if total.counted_span else total.span.end
    if total.counted is None or not following or not _LISTED.match(text[end : following[0].span.start]):
        return []
    parts: list[FoundQuantity] = []
    for part in following:
        joint = text[end : part.span.start]
        if parts and not re.fullmatch(r",? and |, ", joint):
            break
        if part.counted_span is None:
            return []
        parts.append(part)
        end = part.counted_span.end
        if " and " in joint:
            return parts if re.match(r"[.,;)–—]", text[end : end + 1]) or end >= sentence.end else []
    return []


def _points(text: str) -> Iterator[FoundFinding]:
    for match in _MOVED_TO.finditer(text):
        by, to = Decimal(match["by"]), Decimal(match["to"])
        sign = -1 if _DOWNWARDS.match(match.group()) else 1
        in_points = to - sign * by
        in_per_cent = to / (1 + sign * by / 100) if by < 100 else None
        if in_points <= 0 or in_per_cent is None:
            continue
        yield FoundFinding(
            "percent_against_points",
            (Span(*match.span()),),
            f"a move of {plain(by)} per cent to {plain(to)} per cent starts at {plain(in_per_cent)} per cent, "
            f"one of {plain(by)} percentage points at {plain(in_points)} per cent: which is meant?",
        )
    for match in _FROM_TO.finditer(text):
        by, low, high = Decimal(match["by"]), Decimal(match["from"]), Decimal(match["to"])
        if abs(high - low) == by and low > 0:
            yield FoundFinding(
                "percent_against_points",
                (Span(*match.span()),),
                f"from {plain(low)} to {plain(high)} per cent is {plain(by)} percentage points, "
                f"which are {plain(abs(high - low) / low * 100)} per cent",
            )
