"""Two articles side by side: linked claims in one row, numbers without a counterpart marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q
from django.utils.translation import gettext as _

from claims.models import Article, Claim, ClaimLink, Placement
from claims.permissions import Actor
from claims.spans import Span
from claims.web.highlighting import merged
from claims.web.machine_words import in_words
from claims.web.outline import claim_address

AROUND = 160  # characters shown before and after a claim
MOST_ROWS = 400
SHOWS = ("numbers", "everything", "contradictions")


@dataclass(frozen=True)
class Ref:
    """A claim's number, and where it is read in its text."""

    claim: Claim
    href: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a side: "plain", the "claim" itself, a "number" in it, or the "ref" that ends it."""

    text: str
    kind: str
    ref: Ref | None = None


@dataclass
class Side:
    """What one side of a row shows: a claim in its sentence, or all claims of a sentence that stand alone."""

    claim: Claim
    start: int
    pieces: list[Piece]
    spans: list[tuple[Span, Ref]]  # of its claims


@dataclass
class Row:
    left: Side | None = None
    right: Side | None = None
    link: ClaimLink | None = None

    @property
    def kind(self) -> str:
        return "joined" if self.link else "alone"

    @property
    def join_class(self) -> str:
        if self.link is None:
            return ""
        return {"suggested": "twin__join--suggested", "rejected": "twin__join--none"}.get(self.link.state, "")


@dataclass
class Comparison:
    left: Article
    right: Article
    rows: list[Row]
    confirmed: int
    suggested: int
    rejected: int
    speakers: list[str]  # who speaks in both
    left_silent: int  # claims of neither link nor number
    right_silent: int
    left_out: int = 0

    @property
    def links(self) -> int:
        return self.confirmed + self.suggested


def compare_articles(left: Article, right: Article, actor: Actor, *, show: str = "numbers") -> Comparison:
    """The rows in the order of the left text; what stands only in the right one follows what it follows there."""
    lefts, rights = _sides(left), _sides(right)
    links = _links(left, right, actor)
    if show == "contradictions":
        links = [link for link in links if link.relation == ClaimLink.Relation.CONTRADICTS]
    joined = [_joined(link, lefts, rights) for link in links]
    rows = sorted((row for row in joined if row), key=lambda row: (row.left.start if row.left else 0, _rank(row)))
    open_ends = {pk for link in links if link.state != ClaimLink.State.REJECTED for pk in (link.left_id, link.right_id)}
    alone = [[side for pk, side in sides.items() if pk not in open_ends] for sides in (lefts, rights)]
    if show == "contradictions":
        shown: list[list[Side]] = [[], []]
    else:
        shown = [[side for side in sides if show == "everything" or _has_number(side.claim)] for sides in alone]
    texts = (_text_of(left), _text_of(right))
    if show != "everything":
        shown = [_gathered(text, sides) for text, sides in zip(texts, shown, strict=True)]
    every = _paired(_with_rights(_with_lefts(rows, shown[0]), shown[1]))
    states = [link.state for link in links]
    return Comparison(
        left=left,
        right=right,
        rows=every[:MOST_ROWS],
        confirmed=states.count("confirmed"),
        suggested=states.count("suggested"),
        rejected=states.count("rejected"),
        speakers=sorted(_speakers(lefts) & _speakers(rights)),
        left_silent=len(alone[0]) - sum(len(side.spans) for side in shown[0]),
        right_silent=len(alone[1]) - sum(len(side.spans) for side in shown[1]),
        left_out=max(0, len(every) - MOST_ROWS),
    )


def _rank(row: Row) -> tuple[int, float]:
    assert row.link is not None
    order = {"confirmed": 0, "suggested": 1, "rejected": 2}
    return order[row.link.state], -row.link.score


def _text_of(article: Article) -> str:
    revision = article.revisions.order_by("-number").first()
    return revision.text if revision else ""


def _sides(article: Article) -> dict[int, Side]:
    """The article's claims that stand in its newest text, in its order, by id."""
    revision = article.revisions.order_by("-number").first()
    if revision is None:
        return {}
    placements = (
        Placement.objects.filter(revision=revision, state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE)
        .select_related("claim")
        .prefetch_related("claim__quantities", "claim__hops__source")
        .order_by("start", "-end", "claim__number")
    )
    found = {}
    for placement in placements:
        claim, span = placement.claim, Span(placement.start or 0, placement.end or 0)
        spans = [(span, Ref(claim, claim_address(article, claim.number, "world")))]
        found[claim.pk] = Side(claim, span.start, _pieces(revision.text, spans), spans)
    return found


def _gathered(text: str, sides: Iterable[Side]) -> list[Side]:
    """Claims that stand alone in one sentence are shown in it together."""
    result: list[Side] = []
    for side in sides:
        last = result[-1] if result else None
        if last is not None and _begin(text, last.start) == _begin(text, side.start):
            last.spans = [*last.spans, *side.spans]
            last.pieces = _pieces(text, last.spans)
        else:
            result.append(Side(side.claim, side.start, side.pieces, list(side.spans)))
    return result


def _pieces(text: str, spans: Sequence[tuple[Span, Ref]]) -> list[Piece]:
    """The claims with their numbers and references, and the words around them up to the ends of the sentence."""
    whole = Span(min(span.start for span, _ in spans), max(span.end for span, _ in spans))
    start, end = _begin(text, whole.start), _finish(text, whole.end)
    numbers = merged(
        Span(span.start + quantity.start, span.start + quantity.end)
        for span, ref in spans
        for quantity in ref.claim.quantities.all()
    )
    refs: dict[int, list[Ref]] = {}
    for span, ref in spans:
        refs.setdefault(span.end, []).append(ref)
    edges = {start, end, whole.start, whole.end, *refs}
    edges |= {edge for number in numbers for edge in number if start <= edge <= end}
    pieces = [Piece("… ", "plain")] if start and text[start - 1] != "\n" else []
    points = sorted(edges)
    for here, there in pairwise(points):
        words = text[here:there]
        kind = "claim" if whole.start <= here < whole.end else "plain"
        if any(number.start <= here and there <= number.end for number in numbers):
            kind = "number"
        pieces.append(Piece(words, kind))
        pieces += [Piece("", "ref", ref) for ref in refs.get(there, [])]
    if end < len(text) and text[end] != "\n":
        pieces.append(Piece(" …", "plain"))
    return pieces


def _begin(text: str, place: int) -> int:
    """Where the words before a claim begin: at its sentence or line, not too far away, between words."""
    line = text.rfind("\n", 0, place) + 1
    stops = [at + 2 for mark in (". ", "? ", "! ") if (at := text.rfind(mark, line, place)) >= 0]
    sentence = max(stops, default=line)
    begin = max(line, sentence)
    if place - begin > AROUND:
        space = text.find(" ", place - AROUND, place)
        begin = space + 1 if space >= 0 else place
    return begin


def _finish(text: str, place: int) -> int:
    line = text.find("\n", place)
    line = len(text) if line < 0 else line
    stops = [at + 1 for mark in (". ", "? ", "! ") if 0 <= (at := text.find(mark, place, line)) < line]
    finish = min([line, *stops])
    if finish - place > AROUND:
        space = text.rfind(" ", place, place + AROUND)
        finish = space if space > place else place
    return finish


def _links(left: Article, right: Article, actor: Actor) -> list[ClaimLink]:
    across = Q(left__article=left, right__article=right) | Q(left__article=right, right__article=left)
    links = ClaimLink.objects.readable_by(actor).filter(across, left__standing="live", right__standing="live")
    return list(links.select_related("left", "decided_by").order_by("-score", "pk"))


def _joined(link: ClaimLink, lefts: dict[int, Side], rights: dict[int, Side]) -> Row | None:
    ends = (link.left_id, link.right_id) if link.left_id in lefts else (link.right_id, link.left_id)
    left, right = lefts.get(ends[0]), rights.get(ends[1])
    return Row(left, right, link) if left and right else None


def _has_number(claim: Claim) -> bool:
    return bool(claim.quantities.all())


def _speakers(sides: dict[int, Side]) -> set[str]:
    return {
        hop.speaker for side in sides.values() for hop in side.claim.hops.all() if hop.source_words or hop.source_id
    }


def _with_lefts(rows: Sequence[Row], alone: Iterable[Side]) -> list[Row]:
    every = [*rows, *(Row(left=side) for side in alone)]
    return sorted(every, key=lambda row: row.left.start if row.left else 0)


def _with_rights(rows: list[Row], alone: Sequence[Side]) -> list[Row]:
    """Put each claim of the right text after the joined row that stands last before it there."""
    result = list(rows)
    for side in sorted(alone, key=lambda side: -side.start):
        before = [index for index, row in enumerate(result) if row.link and row.right and row.right.start <= side.start]
        at = max(before, key=lambda index: result[index].right.start) + 1 if before else 0  # type: ignore[union-attr]
        result.insert(at, Row(right=side))
    return result


def _paired(rows: Sequence[Row]) -> list[Row]:
    """Claims that stand alone on either side share a row where they follow each other."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        if last is not None and not last.link and not row.link:
            if last.left is None and row.left is not None and row.right is None:
                last.left = row.left
                continue
            if last.right is None and row.right is not None and row.left is None:
                last.right = row.right
                continue
        result.append(row)
    return result


def link_words(link: ClaimLink) -> str:
    """What the gutter says below the relation."""
    if link.state == ClaimLink.State.REJECTED and link.decided_by is not None:
        return _("%(name)s: %(reason)s") % {"name": link.decided_by.name, "reason": in_words(link.reason)}
    return in_words(link.reason)
