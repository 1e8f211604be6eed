"""One claim as the comparison sees it: from a reading of a text or from stored rows, the same either way; pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.extraction.found import Extraction, FoundClaim
from claims.linking import clauses, words
from claims.linking.compared_quantities import ComparedQuantity, counts, found_quantity, of_own_words, with_none
from claims.linking.denials import Denied, denied_stretches
from claims.linking.provenance import NOBODY, Origin, origin_of, speaker_stems
from claims.linking.words import Name
from claims.spans import Span

# What of the article around a claim tells which event it speaks of: the head, and what stands just before it.
HEAD_CHARACTERS = 700
BEFORE_CHARACTERS = 500
AFTER_CHARACTERS = 200
TITLE_CHARACTERS = 200
JUST_BEFORE = 120  # "The office has corrected its figures."
LEAD_IN = 60  # "the union speaks of more: …"
LOOK_BACK = 8  # claims before one that disputes a number


@dataclass(frozen=True, slots=True)
class ComparedClaim:
    """Everything that tells how a claim stands to another.

    `concepts` and `stems` are of the quote, `around` of its surroundings in the article; `names` are surely names,
    `weak_names` perhaps. `days` is the interval of ISO days that the claim itself names, `published` the article's.
    """

    key: str
    article: str
    place_in_text: tuple[int, int]
    quote: str
    words: tuple[str, ...]
    concepts: frozenset[str]
    stems: frozenset[str]
    names: frozenset[Name]
    weak_names: frozenset[Name]
    around: frozenset[str]
    around_names: frozenset[Name]
    outlet_names: frozenset[Name]
    ordinals: frozenset[str]
    contrasts: frozenset[str]
    signs: frozenset[str]
    quantities: tuple[ComparedQuantity, ...] = ()
    negated: bool = False
    hedged: bool = False
    kind: str = "event"
    days: tuple[str, str] | None = None
    published: str | None = None
    place: str = ""
    outlet: str = ""
    origin: Origin = NOBODY
    stances: tuple[str, ...] = ()
    is_heading: bool = False  # it stands in the article's first line
    head_names: frozenset[Name] = frozenset()  # of the article's title and first words
    main_names: frozenset[Name] = frozenset()  # those that the article names again and again
    counted_over: str = ""  # "quarter", "year": the span of time that it or its article's head counts over
    all_of: frozenset[str] = frozenset()  # what it says something of all of: "all 44 passengers"
    around_weak: frozenset[Name] = frozenset()  # words around it that may be names, where another text has them as such
    disputes: tuple[ComparedQuantity, ...] = ()  # the number said before, which this one is put against


def compared_claim(
    *,
    key: str,
    article: str,
    text: str,
    span: Span,
    quantities: Sequence[ComparedQuantity] = (),
    hops: Sequence[tuple[str, str]] = (),
    kind: str = "event",
    hedged: bool = False,
    when_iso: str = "",
    where: str = "",
    published: str | None = None,
    outlet: str = "",
    stances: Sequence[str] = (),
) -> ComparedClaim:
    """The claim that stands at `span` of the article's text. `hops` are (speaker, cue) pairs, outermost first."""
    quote = span.of(text)
    around = f"{text[:HEAD_CHARACTERS]}\n{_surroundings(text, span)}"
    in_quote, nearby = words.names(quote), words.names(around)
    plainly = {words.name_stem(token) for token in words.TOKEN.findall(around) if token.islower()}
    strong = in_quote.strong | {
        weak
        for weak in in_quote.weak
        if not words.terms(" ".join(weak)).concepts
        and weak[0] not in plainly
        and any(set(weak) <= set(name) for name in nearby.strong | words.names(f"x {outlet}").strong)
    }
    strong |= words.names(f"x {words.subject_before(_before(text, span), quote)}").strong
    described = words.described(quote)
    in_quote = replace(in_quote, strong=in_quote.strong - described)
    strong -= described
    denied = _denied_in(text, span)
    counted = with_none(quote, [of_own_words(q, quote) for q in quantities if counts(q, quote)])
    sure = {word for word in in_quote.weak_words if (words.name_stem(word),) in strong}
    about = words.terms(words.without_titles(quote), without=in_quote.words | sure)
    setting = words.terms(around, without=nearby.words)
    tokens = tuple(words.plain(token) for token in words.TOKEN.findall(quote))
    return ComparedClaim(
        key=key,
        article=article,
        place_in_text=(span.start, span.end),
        quote=quote,
        words=tokens,
        concepts=_with_turnout(about.concepts, counted, quote),
        stems=about.stems,
        names=frozenset(strong),
        weak_names=in_quote.weak - strong,
        around=setting.concepts | setting.stems,
        around_names=nearby.strong,
        outlet_names=frozenset((word,) for word in speaker_stems(outlet) if word not in words.concepts()),
        ordinals=frozenset(token for token in tokens if _ORDINAL.fullmatch(token)),
        contrasts=frozenset(tokens) & frozenset().union(*words.contrasts()),
        signs=words.signs(quote)
        | (words.signs(text[max(0, span.start - LEAD_IN) : span.start]) & {"disputing"})
        | {"sentence " + sign for sign in words.signs(_sentence(text, span))}
        | {"before " + sign for sign in words.signs(text[max(0, span.start - JUST_BEFORE) : span.start])}
        | ({"conditional"} if clauses.is_conditional(quote, _before(text, span)) else set()),
        quantities=tuple(replace(q, denied=_is_denied(q, quote, denied)) for q in counted),
        negated=words.is_negated(quote) != any(stretch.turns for stretch in denied),
        hedged=hedged,
        kind=kind,
        days=days_of(when_iso),
        published=published[:10] if published else None,
        place=where,
        outlet=outlet,
        origin=origin_of(hops, outlet),
        stances=tuple(stances),
        is_heading=_is_heading(text, span),
        around_weak=nearby.weak - nearby.strong,
        head_names=words.names(text[:TITLE_CHARACTERS]).strong,
        main_names=words.main_names(text),
        counted_over=words.span_counted(tokens)
        or words.span_counted([words.plain(token) for token in words.TOKEN.findall(text[:HEAD_CHARACTERS])]),
        all_of=words.counted_all(quote),
    )


_OF_VOTERS = re.compile(r"\b(?:registered|eligible|entitled to vote|electorate)\b", re.IGNORECASE)
_FOR_WHOM = re.compile(r"\b(?:for|against|yes|no)\b", re.IGNORECASE)


def _with_turnout(concepts: frozenset[str], counted: Sequence[ComparedQuantity], quote: str) -> frozenset[str]:
    """The concepts, a share of those who may vote that did called what it is: "fewer than half of registered voters cast a ballot"."""
    share = any(quantity.unit == "share" for quantity in counted)
    if share and "vote" in concepts and _OF_VOTERS.search(quote) and not _FOR_WHOM.search(quote):
        return (concepts - {"vote"}) | {"turnout"}
    return concepts


def _is_heading(text: str, span: Span) -> bool:
    """Whether the claim stands in the first line, and that line ends without a stop."""
    end = text.find("\n", span.end)
    line = text[: end if end >= 0 else len(text)].strip()
    return bool(line) and "\n" not in line and line[-1] not in '.!?”"'


def with_disputes(claims: Sequence[ComparedClaim]) -> list[ComparedClaim]:
    """One article's claims, in their order, each with the number that it is put against: "the real figure is 1,480" answers
    the nearest number of the same thing before it."""
    ordered = sorted(claims, key=lambda claim: claim.place_in_text)
    answers = {
        claim.key: before
        for index, claim in enumerate(ordered)
        if "disputing" in claim.signs and (before := _said_before(claim, ordered[max(0, index - LOOK_BACK) : index]))
    }
    return [replace(c, disputes=(answers[c.key],)) if c.key in answers else c for c in claims]


def disputing_figures(claim: ComparedClaim) -> Sequence[ComparedQuantity]:
    """Which numbers of a claim with "the true number" may be meant by that: beside a count no share, which tells who says so ("the
    union, which represents two thirds of the staff, puts the true number at 1,600")."""
    return [quantity for quantity in claim.quantities if quantity.unit != "share"] or claim.quantities


def _said_before(claim: ComparedClaim, earlier: Sequence[ComparedClaim]) -> ComparedQuantity | None:
    counted = {quantity.counted for quantity in disputing_figures(claim) if quantity.counted}
    for before in reversed(earlier):
        for quantity in before.quantities:
            if quantity.counted in counted and before.place_in_text[1] <= claim.place_in_text[0]:
                return quantity
    return None


def _surroundings(text: str, span: Span) -> str:
    return text[max(0, span.start - BEFORE_CHARACTERS) : span.end + AFTER_CHARACTERS]


def _sentence(text: str, span: Span) -> str:
    """The words up to the borders of the sentence, roughly: signs like "no more" stand there."""
    start, end = _sentence_borders(text, span)
    return text[start:end]


def _before(text: str, span: Span) -> str:
    """What stands before the claim in its sentence."""
    return text[_sentence_borders(text, span)[0] : span.start]


def _sentence_borders(text: str, span: Span) -> tuple[int, int]:
    start = max(text.rfind(mark, max(0, span.start - 300), span.start) for mark in (". ", "\n", "! ", "? "))
    end = min(
        (e for mark in (". ", "\n", "! ", "? ") if (e := text.find(mark, span.end - 1, span.end + 300)) >= 0),
        default=span.end + 200,
    )
    return max(0, start), end


def _denied_in(text: str, span: Span) -> tuple[Denied, ...]:
    """What of the claim its sentence says is not so, in places of the quote."""
    start, end = _sentence_borders(text, span)
    offset = span.start - start
    shifted = (
        replace(found, start=found.start - offset, end=found.end - offset)
        for found in denied_stretches(text[start:end])
    )
    return tuple(found for found in shifted if found.start < span.end - span.start and found.end > 0)


def _is_denied(quantity: ComparedQuantity, quote: str, denied: Sequence[Denied]) -> bool:
    at = quote.find(quantity.surface) if denied else -1
    return at >= 0 and any(stretch.start <= at < stretch.end for stretch in denied)


_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


def days_of(iso: str) -> tuple[str, str] | None:
    """First and last day of a resolved time: a day, a month, a year, a time of day or "a/b"; None for anything else."""
    ends = iso.split("/")
    if len(ends) == 2 and all(ends):
        first, last = days_of(ends[0]), days_of(ends[1])
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    if _DAY.match(iso):
        return iso[:10], iso[:10]
    if _MONTH.fullmatch(iso):
        year, month = int(iso[:4]), int(iso[5:])
        return (f"{iso}-01", f"{iso}-{monthrange(year, month)[1]}") if year and 1 <= month <= 12 else None
    return (f"{iso}-01-01", f"{iso}-12-31") if len(iso) == 4 and iso.isdigit() else None


# --- from a reading


def from_extraction(
    extraction: Extraction, claim: FoundClaim, *, key: str, article: str, text: str, published: str | None, outlet: str
) -> ComparedClaim:
    return compared_claim(
        key=key,
        article=article,
        text=text,
        span=claim.span,
        quantities=[found_quantity(extraction.quantities[index]) for index in claim.quantities],
        hops=[(hop.resolved or hop.source or "", hop.cue or "") for hop in claim.attribution],
        kind=claim.kind,
        hedged=claim.hedged,
        when_iso=(claim.when.iso or "") if claim.when else "",
        where=claim.where.surface if claim.where else "",
        published=published or extraction.metadata.published,
        outlet=outlet or extraction.metadata.outlet or "",
        stances=[stance.stance for stance in claim.stances],
    )
