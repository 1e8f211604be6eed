"""Two articles that share text: their passages side by side, and the decision whether they are of one origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from claims.errors import InvalidInput
from claims.linking.near_copies import StaleNearCopy, counts_as_one_origin, judge_near_copy, near_copies_of
from claims.linking.shared_text import WORD
from claims.models import Article, NearCopy
from claims.permissions import Action, Actor, require
from claims.web.access import DeskRequest, desk_page
from claims.web.forms import LinkDecisionForm

AROUND = 160  # characters shown before and after a passage
MOST_PASSAGES = 60
MOST_ALIGNED = 1500  # words of a passage beyond which differing words are not marked
DECISIONS = {"confirm": NearCopy.State.CONFIRMED, "reject": NearCopy.State.REJECTED, "undo": NearCopy.State.SUGGESTED}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a passage; `own` where the other text has others."""

    words: str
    own: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A passage in one of the texts, with what stands around it."""

    article: Article
    before: str
    pieces: tuple[Piece, ...]
    after: str


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """A near copy as one of its two articles sees it."""

    copy: NearCopy
    other: Article
    one_origin: bool

    @property
    def percent(self) -> int:
        return round(self.copy.containment * 100)


def copies_shown(article: Article, actor: Actor) -> list[SharedCopy]:
    """The article's near copies of which the actor may read the other end."""
    copies = list(near_copies_of(article))
    others = {
        copy.pk: copy.right.article if copy.left.article_id == article.pk else copy.left.article for copy in copies
    }
    readable = (
        set(
            Article.objects.readable_by(actor)
            .filter(pk__in={other.pk for other in others.values()})
            .values_list("pk", flat=True)
        )
        if copies
        else set()
    )
    return [SharedCopy(c, others[c.pk], counts_as_one_origin(c)) for c in copies if others[c.pk].pk in readable]


@desk_page
@require_GET
def near_copy(request: DeskRequest, near_copy_id: UUID) -> HttpResponse:
    """What two articles share, passage by passage, side by side."""
    return _page(request, get_near_copy(request.actor, near_copy_id))


@desk_page
@require_POST
def decide_near_copy(request: DeskRequest, near_copy_id: UUID) -> HttpResponse:
    """Confirm, reject, or take the decision back. Who was slower sees what holds now (409)."""
    copy = get_near_copy(request.actor, near_copy_id)
    require(request.actor, Action.LINK, copy.desk_id)
    form = LinkDecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(
            _("Say whether the two articles are of one origin, with the version that you saw."), code="decision"
        )
    decision = form.cleaned_data["decision"]
    try:
        judge_near_copy(
            near_copy=copy, actor=request.actor, state=DECISIONS[decision], version=form.cleaned_data["version"]
        )
    except StaleNearCopy as error:
        return _page(request, get_near_copy(request.actor, near_copy_id), status=409, stale=error.message)
    messages.success(request, _told(decision))
    return redirect("near-copy", copy.public_id)


def _told(decision: str) -> str:
    if decision == "confirm":
        return _("The two articles count as one origin where they share text.")
    if decision == "reject":
        return _("The two articles count as two origins. This is not proposed again.")
    return _("The near copy is a suggestion again.")


def get_near_copy(actor: Actor, public_id: UUID) -> NearCopy:
    """The near copy with its articles, or 404."""
    copies = NearCopy.objects.readable_by(actor).select_related(
        "left__article__outlet", "right__article__outlet", "decided_by"
    )
    return get_object_or_404(copies, public_id=public_id)


def _page(request: DeskRequest, copy: NearCopy, *, status: int = 200, stale: str = "") -> HttpResponse:
    earlier, later = _in_order(copy)
    context = {
        "place": "articles",
        "shared": SharedCopy(copy, later, counts_as_one_origin(copy)),
        "articles": (earlier, later),
        "passages": list(passages_of(copy, turned=earlier.pk != copy.left.article_id)),
        "left_out": max(0, len(copy.passages) - MOST_PASSAGES),
        "may_link": request.actor.may(Action.LINK, copy.desk_id),
        "stale": stale,
    }
    return render(request, "articles/near_copy.html", context, status=status)


def _in_order(copy: NearCopy) -> tuple[Article, Article]:
    """The earlier published article on the left; where one day is unknown, as they were uploaded."""
    left, right = copy.left.article, copy.right.article
    if left.published and right.published and left.published != right.published:
        return (left, right) if left.published < right.published else (right, left)
    return (left, right) if left.pk < right.pk else (right, left)


# --- passages


def passages_of(copy: NearCopy, *, turned: bool) -> Iterator[tuple[Side, Side]]:
    """The passages as pairs of sides, the left text's first unless turned."""
    for left, left_end, right, right_end in copy.passages[:MOST_PASSAGES]:
        here, there = copy.left.text[left:left_end], copy.right.text[right:right_end]
        own_here, own_there = _pieces(here, there)
        sides = (
            _side(copy.left.article, copy.left.text, left, left_end, own_here),
            _side(copy.right.article, copy.right.text, right, right_end, own_there),
        )
        yield (sides[1], sides[0]) if turned else sides


def _side(article: Article, text: str, start: int, end: int, pieces: tuple[Piece, ...]) -> Side:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:  # from a whole word on
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Side(article, before, pieces, after)


def _pieces(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both passages cut where their words part."""
    words = [list(WORD.finditer(text)) for text in (one, other)]
    if any(len(found) > MOST_ALIGNED for found in words):
        return (Piece(one, False),), (Piece(other, False),)
    plain = [[match[0].lower().replace("’", "'") for match in found] for found in words]
    own: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for kind, first, end, other_first, other_end in SequenceMatcher(
        None, plain[0], plain[1], autojunk=False
    ).get_opcodes():
        if kind != "equal":
            for side, (start, stop) in enumerate(((first, end), (other_first, other_end))):
                if stop > start:
                    own[side].append((words[side][start].start(), words[side][stop - 1].end()))
    return _cut(one, own[0]), _cut(other, own[1])


def _cut(text: str, own: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, place = [], 0
    for start, end in own:
        pieces += [Piece(text[place:start], False), Piece(text[start:end], True)]
        place = end
    pieces.append(Piece(text[place:], False))
    return tuple(piece for piece in pieces if piece.words)
