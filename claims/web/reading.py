"""An article as it is read: passages with marked claims, notes beside them, and how much of the text is accounted for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from claims.models import Article, Claim, ClaimLink, ExtractionRun, Finding, Leftover, Revision, Sentence
from claims.models.base import State
from claims.permissions import Actor
from claims.spans import Span
from claims.web.highlighting import Mark, merged
from claims.web.outline import (
    STATEMENT,
    WORLD,
    Coverage,
    Line,
    Stop,
    claim_address,
    coverage_of,
    lines_of,
    shapes_of,
    stops_of,
)
from claims.web.passages import passages, same_words
from claims.web.sieve import EVERYTHING, Sieve

__all__ = ["STATEMENT", "WORLD", "Note", "Passage", "Reading", "claim_address", "read_article"]

PART_CHARACTERS = 20_000  # of a long text at once; an article of a newspaper is one part


@dataclass
class Note:
    """One claim in the margin."""

    claim: Claim
    state: str
    href: str
    current: bool
    links: int
    contradicted: bool
    span: Span

    @property
    def number_spans(self) -> list[Span]:
        return [Span(quantity.start, quantity.end) for quantity in self.claim.quantities.all()]

    @property
    def says(self) -> str:
        """The number and what it counts where a number is the news; else the claim's words."""
        quantities = list(self.claim.quantities.all())
        if self.claim.kind != Claim.Kind.QUANTITY or not quantities:
            return self.claim.quote
        surface, counted = quantities[0].surface, quantities[0].counted
        if not counted or counted.casefold() in surface.casefold():
            return self.claim.quote
        return f"{surface} {counted}"

    @property
    def bold(self) -> list[Span]:
        if self.says == self.claim.quote:
            return self.number_spans
        return [Span(0, len(self.claim.quantities.all()[0].surface))]


@dataclass
class LeftOut:
    """Why a piece of a passage yields no claims, and where it stands: what an editor can overrule."""

    reason: str
    span: Span


@dataclass
class Passage:
    index: int
    span: Span
    kind: str = "text"  # text, title, heading, caption, leftover
    marks: list[Mark] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    muted: list[Span] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    no_claim: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)  # of its sentences


@dataclass
class Reading:
    """What the page shows: the whole outline, and one part of the text (`part` of `parts`, from 1) with its notes."""

    article: Article
    revision: Revision
    layer: str
    run: ExtractionRun | None  # not where a part with a claim in focus is asked for
    title: Passage | None
    passages: list[Passage]
    stops: list[Stop]
    focus: Note | None
    findings: list[Finding]  # about no place in particular
    coverage: Coverage
    counts: dict[str, int]
    shapes: list[str]  # one a sentence, or for every few of a long text
    focus_shape: int | None  # the place among them of the claim in focus
    part: int
    parts: int
    sieve: Sieve
    claims: int  # in the text, shown or not
    changed: Sequence[Span] = ()  # by the act that is answered
    only_focus: bool = False  # neither passages nor coverage are loaded

    @property
    def text(self) -> str:
        return self.revision.text

    @cached_property
    def place_in_order(self) -> int:
        """Of the claim in focus among all, from 1; 0 without one."""
        if self.focus is None:
            return 0
        return next(place for place, stop in enumerate(self.stops, 1) if stop.number == self.focus.claim.number)

    @property
    def previous(self) -> Stop | None:
        index = self.place_in_order - 2
        return self.stops[index] if index >= 0 else None

    @property
    def next(self) -> Stop | None:
        index = self.place_in_order
        return self.stops[index] if self.focus and index < len(self.stops) else None

    @property
    def focus_passages(self) -> list[Passage]:
        """Those that a change of the claim in focus changes, and those where an act changed something."""
        places = [*self.changed, *([self.focus.span] if self.focus else [])]
        return [passage for passage in self.passages if any(passage.span.overlaps(place) for place in places)]

    @property
    def title_is_in_focus(self) -> bool:
        if self.title is None:
            return False
        places = [*self.changed, *([self.focus.span] if self.focus else [])]
        return any(self.title.span.overlaps(place) for place in places)

    @property
    def part_before(self) -> int:
        return self.part - 1

    @property
    def part_after(self) -> int:
        return self.part + 1 if self.part < self.parts else 0

    @property
    def strip_label(self) -> str:
        words = _("%(count)s sentences in order") % {"count": self.coverage.sentences}
        if self.focus_shape is None or len(self.shapes) != self.coverage.sentences:
            return words
        return _("%(words)s; the claim in focus is in sentence %(place)s") % {
            "words": words,
            "place": self.focus_shape + 1,
        }


def read_article(
    article: Article,
    actor: Actor,
    *,
    layer: str,
    focus: int | None,
    part: int | None = None,
    sieve: Sieve = EVERYTHING,
    changed: Sequence[Span] = (),
    partly: bool = False,
    only_focus: bool = False,
) -> Reading:
    """All that the reading view shows, in a number of queries that does not grow with the text.

    `focus` is a claim's number; without one, the first claim that waits for a verdict is in focus: of the `part`, where one
    is asked for, else of all. `sieve` leaves claims out; the one that is asked for is shown all the same.
    `partly` loads the claims of those passages only that the claim in focus and the changes touch: what htmx swaps. `only_focus`
    loads that claim with its place in the order, where it stands in the text: enough after an act that changes its panel alone.
    """
    revision = article.revisions.order_by("-number")[0]
    everything = stops_of(revision, article, layer, sieve.query)
    only_focus = only_focus and any(stop.number == focus for stop in everything)
    lines = [] if only_focus else lines_of(revision)
    # most have none of the people and threads
    findings = list(revision.findings.prefetch_related("dismissed_by", "thread", "raised_with"))
    leftovers = [] if only_focus else list(revision.leftovers.all())
    whole = [] if only_focus else _passages(revision.text, everything, lines, leftovers, findings)
    title = _take_title(whole, revision.text, article.title, everything)
    stops = sieve.sifted(everything, article, findings, focus)
    parts = _parts(whole)
    place, current = _where(parts, stops, focus, part)
    shown = parts[place] if parts else []
    wanted = [*changed, *([current.span] if current else [])]
    if partly:
        shown = [passage for passage in shown if any(passage.span.overlaps(span) for span in wanted)]
    spans = [Span(shown[0].span.start, shown[-1].span.end)] if len(shown) > 4 else [passage.span for passage in shown]
    if title and (not partly or any(title.span.overlaps(span) for span in wanted)):
        spans.append(title.span)
    if only_focus:
        spans = wanted
    notes = _notes(revision, spans, stops, None if only_focus else actor)
    for note in notes:
        note.current = current is not None and note.claim.number == current.number
        if note.current:
            note.claim.findings_known, note.claim.outline_known = findings, everything  # type: ignore[attr-defined]  # for its panel
        _put(note, title, shown)
    _name(revision.text, shown)
    placed = {finding.pk for passage in [*whole, *([title] if title else [])] for finding in passage.findings}
    shapes, focus_shape = shapes_of(lines, everything, current)
    return Reading(
        article=article,
        revision=revision,
        layer=layer,
        run=None if partly and current else revision.runs.order_by("-id").first(),
        title=title,
        passages=shown,
        stops=stops,
        focus=next((note for note in notes if note.current), None),
        findings=[finding for finding in findings if finding.pk not in placed],
        coverage=coverage_of(lines),
        counts=dict(Counter(stop.state for stop in everything if stop.state != "none")),
        shapes=shapes,
        focus_shape=focus_shape,
        part=place + 1,
        parts=len(parts),
        sieve=sieve,
        claims=len(everything),
        changed=changed,
        only_focus=only_focus,
    )


def _passages(
    text: str, stops: list[Stop], lines: list[Line], leftovers: list[Leftover], findings: list[Finding]
) -> list[Passage]:
    """All passages of the text with what is known of them but for their claims."""
    spans = [Span(line.start, line.end) for line in lines]
    spans += [Span(leftover.start, leftover.end) for leftover in leftovers]
    spans += [stop.span for stop in stops]
    result = [Passage(index, span) for index, span in enumerate(passages(text, spans), 1)]
    for leftover in leftovers:
        for passage in _touching(result, Span(leftover.start, leftover.end)):
            span = Span(leftover.start, leftover.end)
            passage.muted.append(span)
            known = next((piece for piece in passage.left_out if piece.reason == leftover.reason), None)
            if known is None:
                passage.left_out.append(LeftOut(leftover.reason, span))
            else:
                known.span = known.span.hull(span)
    for line in lines:
        for passage in _touching(result, Span(line.start, line.end)):
            passage.outcomes.add(line.outcome)
            silent = line.outcome in (Sentence.Outcome.NONE, Sentence.Outcome.UNRESOLVED)
            if silent and line.reason not in passage.no_claim:
                passage.no_claim.append(line.reason)
    for finding in findings:
        for passage in _touching(result, _first_span(finding))[:1]:
            passage.findings.append(finding)
    return result


def _take_title(whole: list[Passage], text: str, title: str, stops: list[Stop]) -> Passage | None:
    """The passage that is the article's title, taken out of the text: it stands above it."""
    titles = [stop.span for stop in stops[:10] if stop.zone == Claim.Zone.TITLE]
    for passage in whole[:6]:
        if any(passage.span.overlaps(span) for span in titles) or same_words(passage.span.of(text), title):
            passage.kind = "title"
            whole.remove(passage)
            return passage
    return None


def _parts(whole: list[Passage]) -> list[list[Passage]]:
    """The passages in parts of about the same length."""
    parts: list[list[Passage]] = []
    for passage in whole:
        if not parts or passage.span.end - parts[-1][0].span.start > PART_CHARACTERS:
            parts.append([])
        parts[-1].append(passage)
    return parts


def _where(
    parts: list[list[Passage]], stops: list[Stop], number: int | None, part: int | None
) -> tuple[int, Stop | None]:
    """Which part is shown (from 0), and which claim is in focus."""
    asked = next((stop for stop in stops if stop.number == number), None)
    if asked is None and part is not None and 1 <= part <= len(parts):
        first, last = parts[part - 1][0].span.start, parts[part - 1][-1].span.end
        inside = [stop for stop in stops if first <= stop.span.start < last]
        return part - 1, next(iter([*(stop for stop in inside if stop.is_open), *inside]), None)
    current = asked or next(iter([*(stop for stop in stops if stop.is_open), *stops]), None)
    if current is None:
        return 0, None
    return max(
        (index for index, passages in enumerate(parts) if passages[0].span.start <= current.span.start), default=0
    ), current


def _notes(revision: Revision, spans: list[Span], stops: list[Stop], reader: Actor | None) -> list[Note]:
    """The claims that touch any of the spans, with what their notes say; of links only where a reader is named."""
    inside = Q(pk__in=[])
    for span in spans:
        inside |= Q(start__lt=span.end, end__gt=span.start)
    placements = (
        revision.placements.filter(inside, state="live", claim__standing=Claim.Standing.LIVE)
        .select_related("claim" if reader else "claim__fact")  # of one claim alone its panel shows the fact
        .prefetch_related("claim__quantities")
        .order_by()
    )
    claims = []
    for row in sorted(placements, key=lambda row: (row.start or 0, -(row.end or 0), row.claim.number)):
        row.claim.place_known = row  # type: ignore[attr-defined]  # for `newest_place`
        claims.append(row.claim)
    links: Mapping[int, list[bool]] = _links_of(claims, reader) if reader else defaultdict(list)
    by_number = {stop.number: stop for stop in stops}
    return [
        Note(
            claim=claim,
            state=by_number[claim.number].state,
            href=by_number[claim.number].href,
            current=False,
            links=len(links[claim.pk]),
            contradicted=any(links[claim.pk]),
            span=by_number[claim.number].span,
        )
        for claim in claims
        if claim.number in by_number  # the outline was read a moment earlier
    ]


def _links_of(claims: list[Claim], actor: Actor) -> dict[int, list[bool]]:
    """Claim id to its links that nobody rejected: of each, whether it is a confirmed contradiction."""
    ids = [claim.pk for claim in claims]
    links = ClaimLink.objects.readable_by(actor).open().filter(Q(left__in=ids) | Q(right__in=ids)).order_by()
    result: dict[int, list[bool]] = defaultdict(list)
    for left, right, relation, state in links.values_list("left_id", "right_id", "relation", "state"):
        contradicts = relation == ClaimLink.Relation.CONTRADICTS and state == ClaimLink.State.CONFIRMED
        result[left].append(contradicts)
        result[right].append(contradicts)
    return result


def _put(note: Note, title: Passage | None, shown: list[Passage]) -> None:
    """The note beside the first passage that its claim stands in; the mark in all of them."""
    touched = [title] if title and title.span.overlaps(note.span) else []
    touched += _touching(shown, note.span)
    for passage in touched:
        passage.marks.append(mark_of(note))
    for passage in touched[:1]:
        passage.notes.append(note)


def _name(text: str, shown: list[Passage]) -> None:
    """What kind each passage is, now that its notes are known."""
    for passage in shown:
        if passage.left_out and not _words_between(text, passage.span, passage.muted).strip():
            passage.kind = "leftover"
        elif passage.notes and all(note.claim.zone == Claim.Zone.CAPTION for note in passage.notes):
            passage.kind = "caption"
        elif passage.outcomes == {Sentence.Outcome.HEADING} and not passage.notes:
            passage.kind = "heading"


def mark_of(note: Note) -> Mark:
    word = _("no statement") if note.state == "none" else str(State(note.state).label).lower()
    return Mark(
        span=note.span,
        number=note.claim.number,
        state=note.state,
        current=note.current,
        numbers=tuple(span.shifted(note.span.start) for span in note.number_spans),
        href=note.href,
        label=_("Claim %(number)s, %(state)s") % {"number": note.claim.number, "state": word},
    )


def _words_between(text: str, whole: Span, spans: list[Span]) -> str:
    """What of `whole` lies in none of the spans."""
    words, done = [], whole.start
    for span in merged(spans):
        words.append(text[done : max(done, span.start)])
        done = max(done, span.end)
    return "".join([*words, text[done : whole.end]])


def _touching(parts: list[Passage], span: Span | None) -> list[Passage]:
    """Passages that share a character with the span; found by halving, because a long text has thousands."""
    if span is None:
        return []
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high) // 2
        if parts[middle].span.end <= span.start:
            low = middle + 1
        else:
            high = middle
    found = []
    while low < len(parts) and parts[low].span.start < span.end:
        found.append(parts[low])
        low += 1
    return found


def _first_span(finding: Finding) -> Span | None:
    spans: list[list[int]] = finding.spans
    return Span(*spans[0][:2]) if spans else None
