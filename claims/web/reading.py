"""An article as it is read: passages with marked claims, notes beside them, and how much of the text is accounted for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    ExtractionRun,
    Finding,
    Leftover,
    Revision,
    Sentence,
    Verdict,
)
from claims.models.base import State
from claims.permissions import Actor
from claims.spans import Span
from claims.web.drawing import SentenceTile, most_open, sentence_tiles
from claims.web.highlighting import Mark, merged
from claims.web.passages import passages, same_words

WORLD, STATEMENT = str(Verdict.Layer.WORLD), str(Verdict.Layer.STATEMENT)


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
class Passage:
    index: int
    span: Span
    kind: str = "text"  # text, title, heading, caption, leftover
    marks: list[Mark] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    muted: list[Span] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    no_claim: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Coverage:
    """What became of the sentences; the parts add up to all of them."""

    sentences: int
    parts: list[tuple[str, int]]
    unresolved: int

    @property
    def is_complete(self) -> bool:
        return self.unresolved == 0


@dataclass
class Reading:
    article: Article
    revision: Revision
    layer: str
    run: ExtractionRun | None
    title: Passage | None
    passages: list[Passage]
    notes: list[Note]  # of all claims, in the order of the text
    focus: Note | None
    findings: list[Finding]  # about no place in particular
    coverage: Coverage
    counts: dict[str, int]
    tiles: list[SentenceTile]
    focus_sentence: int | None

    @property
    def text(self) -> str:
        return self.revision.text

    @property
    def place_in_order(self) -> int:
        return self.notes.index(self.focus) + 1 if self.focus else 0

    @property
    def previous(self) -> Note | None:
        index = self.place_in_order - 2
        return self.notes[index] if index >= 0 else None

    @property
    def next(self) -> Note | None:
        index = self.place_in_order
        return self.notes[index] if self.focus and index < len(self.notes) else None

    @property
    def focus_passages(self) -> list[Passage]:
        """Those that a change of the claim in focus changes."""
        if self.focus is None:
            return []
        return [passage for passage in self.passages if passage.span.overlaps(self.focus.span)]

    @property
    def title_is_in_focus(self) -> bool:
        return bool(self.title and self.focus and self.title.span.overlaps(self.focus.span))

    @property
    def strip_label(self) -> str:
        words = _("%(count)s sentences in order") % {"count": len(self.tiles)}
        if self.focus_sentence is None:
            return words
        return _("%(words)s; the claim in focus is in sentence %(place)s") % {
            "words": words,
            "place": self.focus_sentence + 1,
        }


def claim_address(article: Article, number: int, layer: str) -> str:
    """Where a claim is in focus on the page of its article."""
    query = {"claim": number} | ({"layer": layer} if layer == STATEMENT else {})
    return f"{reverse('article', args=[article.public_id])}?{urlencode(query)}#c{number}"


def shown_state(claim: Claim, layer: str) -> str:
    """The state on the layer shown; "none" where nobody is said to say it and so no statement can be judged."""
    if layer == STATEMENT and not claim.hops.all():
        return "none"
    return claim.state_on(layer)


def read_article(article: Article, actor: Actor, *, layer: str, focus: int | None) -> Reading:
    """All that the reading view shows, in a number of queries that does not grow with the text.

    `focus` is a claim's number; without one, the first claim that waits for a verdict is in focus.
    """
    revision = article.revisions.order_by("-number")[0]
    claims = placed_claims(revision)
    sentences = list(revision.sentences.all())
    leftovers = list(revision.leftovers.all())
    findings = list(revision.findings.all())
    run = revision.runs.order_by("-id").first()
    notes = _notes(article, claims, layer, _links_of([claim for claim, _span in claims], actor))
    focused = _focused(notes, focus)
    if focused:
        focused.current = True
    parts = _passages(revision.text, notes, sentences, leftovers, findings)
    title = _take_title(parts, revision.text, article.title)
    placed = {finding.pk for passage in [*parts, *([title] if title else [])] for finding in passage.findings}
    shapes, focus_sentence = _shapes(sentences, notes)
    return Reading(
        article=article,
        revision=revision,
        layer=layer,
        run=run,
        title=title,
        passages=parts,
        notes=notes,
        focus=focused,
        findings=[finding for finding in findings if finding.pk not in placed] + (title.findings if title else []),
        coverage=_coverage(sentences),
        counts=dict(Counter(note.state for note in notes if note.state != "none")),
        tiles=sentence_tiles(shapes, focus_sentence),
        focus_sentence=focus_sentence,
    )


def placed_claims(revision: Revision) -> list[tuple[Claim, Span]]:
    """The claims that stand in the revision, with their places, in the order of the text."""
    hops = Prefetch("claim__hops", Attribution.objects.select_related("source").order_by("ordinal"))
    placements = (
        revision.placements.filter(state="live", claim__standing=Claim.Standing.LIVE)
        .select_related("claim")
        .prefetch_related("claim__quantities", hops)
        .order_by("start", "-end", "claim__number")
    )
    return [
        (row.claim, Span(row.start, row.end)) for row in placements if row.start is not None and row.end is not None
    ]


def _links_of(claims: list[Claim], actor: Actor) -> dict[int, list[ClaimLink]]:
    ids = [claim.pk for claim in claims]
    links = ClaimLink.objects.readable_by(actor).open().filter(Q(left__in=ids) | Q(right__in=ids))
    result: dict[int, list[ClaimLink]] = defaultdict(list)
    for link in links.only("left_id", "right_id", "relation", "state"):
        result[link.left_id].append(link)
        result[link.right_id].append(link)
    return result


def _notes(
    article: Article, claims: list[tuple[Claim, Span]], layer: str, links: dict[int, list[ClaimLink]]
) -> list[Note]:
    return [
        Note(
            claim=claim,
            state=shown_state(claim, layer),
            href=claim_address(article, claim.number, layer),
            current=False,
            links=len(links[claim.pk]),
            contradicted=any(link.relation == ClaimLink.Relation.CONTRADICTS for link in links[claim.pk]),
            span=span,
        )
        for claim, span in claims
    ]


def _focused(notes: list[Note], number: int | None) -> Note | None:
    chosen = [note for note in notes if note.claim.number == number]
    waiting = [note for note in notes if note.state in (State.UNREVIEWED, State.REOPENED)]
    return next(iter([*chosen, *waiting, *notes]), None)


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


def _passages(
    text: str, notes: list[Note], sentences: list[Sentence], leftovers: list[Leftover], findings: list[Finding]
) -> list[Passage]:
    spans = [Span(sentence.start, sentence.end) for sentence in sentences]
    spans += [Span(leftover.start, leftover.end) for leftover in leftovers]
    spans += [note.span for note in notes]
    result = [Passage(index, span) for index, span in enumerate(passages(text, spans), 1)]
    for note in notes:
        for passage in _touching(result, note.span):
            passage.marks.append(mark_of(note))
        for passage in _touching(result, note.span)[:1]:
            passage.notes.append(note)
    for leftover in leftovers:
        for passage in _touching(result, Span(leftover.start, leftover.end)):
            passage.muted.append(Span(leftover.start, leftover.end))
            if leftover.reason not in passage.left_out:
                passage.left_out.append(leftover.reason)
    headings: dict[int, list[bool]] = defaultdict(list)
    for sentence in sentences:
        for passage in _touching(result, Span(sentence.start, sentence.end)):
            headings[passage.index].append(sentence.outcome == Sentence.Outcome.HEADING)
            silent = sentence.outcome in (Sentence.Outcome.NONE, Sentence.Outcome.UNRESOLVED)
            if silent and sentence.reason not in passage.no_claim:
                passage.no_claim.append(sentence.reason)
    for finding in findings:
        for passage in _touching(result, _first_span(finding))[:1]:
            passage.findings.append(finding)
    for passage in result:
        passage.kind = _kind(text, passage, headings[passage.index])
    return result


def _kind(text: str, passage: Passage, headings: list[bool]) -> str:
    if passage.left_out and not _words_between(text, passage.span, passage.muted).strip():
        return "leftover"
    if passage.notes and all(note.claim.zone == Claim.Zone.CAPTION for note in passage.notes):
        return "caption"
    return "heading" if headings and all(headings) and not passage.notes else "text"


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


def _take_title(parts: list[Passage], text: str, title: str) -> Passage | None:
    """The passage that is the article's title, taken out of the text: it stands above it."""
    for passage in parts[:6]:
        zones = {note.claim.zone for note in passage.notes}
        if zones == {Claim.Zone.TITLE} or same_words(passage.span.of(text), title):
            passage.kind = "title"
            parts.remove(passage)
            return passage
    return None


def _shapes(sentences: list[Sentence], notes: list[Note]) -> tuple[list[str], int | None]:
    states: dict[int, list[str]] = defaultdict(list)
    focus_sentence = None
    index = 0
    for note in notes:  # both are in the order of the text
        while index + 1 < len(sentences) and sentences[index + 1].start <= note.span.start:
            index += 1
        states[index].append(note.state)
        if note.current:
            focus_sentence = index
    outside = (Sentence.Outcome.LEFTOVER, Sentence.Outcome.HEADING)
    shapes = [
        "outside" if sentence.outcome in outside and not states[place] else most_open(states[place])
        for place, sentence in enumerate(sentences)
    ]
    return shapes, focus_sentence if sentences else None


def _coverage(sentences: Iterable[Sentence]) -> Coverage:
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for sentence in sentences:
        outcomes[sentence.outcome] += 1
        if sentence.outcome == Sentence.Outcome.NONE:
            reasons[sentence.reason] += 1
    words: list[tuple[str, Any]] = [(_("with claims"), outcomes["claims"])]
    words += [(_("without a claim (%s)") % reason, count) for reason, count in reasons.most_common(3)]
    words += [
        (
            _("without a claim (other reasons)"),
            sum(reasons.values()) - sum(count for _word, count in reasons.most_common(3)),
        ),
        (ngettext("heading", "headings", outcomes["heading"]), outcomes["heading"]),
        (ngettext("leftover", "leftovers", outcomes["leftover"]), outcomes["leftover"]),
        (_("unresolved"), outcomes["unresolved"]),
    ]
    return Coverage(sum(outcomes.values()), [(word, count) for word, count in words if count], outcomes["unresolved"])
