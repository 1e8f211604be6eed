"""What the pages show for changing claims: the words of a paragraph to choose from, neighbours, what was typed and both versions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Article, Claim, ClaimEdit, Overruling, Placement, Proposal, Revision
from claims.permissions import Action, Actor
from claims.pipeline.claim_states import place_in
from claims.review.editing.rules import why_not_editable
from claims.review.editing.undoing import why_not_undoable
from claims.spans import Span
from claims.web.passages import passages

WORD = re.compile(r"\S+")
MOST_WORDS = 600
EDITS_SHOWN = 100


def newest_place(claim: Claim) -> Placement | None:
    """Where the claim stands in the newest revision that has it; asked once for each claim that is loaded."""
    if not hasattr(claim, "place_known"):
        live = claim.placements.filter(state=Placement.State.LIVE)
        claim.place_known = live.order_by("-revision__number").first()  # type: ignore[attr-defined]
    place: Placement | None = claim.place_known  # type: ignore[attr-defined]
    return place


@dataclass(frozen=True, slots=True)
class Word:
    """A word to choose: its place in the text, and how it is shown in a list of many."""

    start: int
    end: int
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A border to choose in a list."""

    value: int
    label: str
    chosen: bool


@dataclass
class EditView:
    """One claim on its edit page, or beside the article when somebody else was faster."""

    claim: Claim
    span: Span | None
    words: list[Word]
    inside: list[Word]  # of the claim itself but the first: where it can be cut
    neighbours: list[Claim]
    why_not: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""  # the form that was sent
    error: str = ""
    stale: bool = False

    @property
    def start(self) -> int | None:
        return _chosen(self.typed.get("start")) if self.at == "borders" else self.span.start if self.span else None

    @property
    def end(self) -> int | None:
        return _chosen(self.typed.get("end")) if self.at == "borders" else self.span.end if self.span else None

    @property
    def firsts(self) -> list[Choice]:
        """Where the claim may begin; a border within a word is kept as it is."""
        here = self.start if self.start is not None else -1
        return [
            Choice(here if word.start <= here < word.end else word.start, word.label, word.start <= here < word.end)
            for word in self.words
        ]

    @property
    def lasts(self) -> list[Choice]:
        here = self.end if self.end is not None else -1
        return [
            Choice(here if word.start < here <= word.end else word.end, word.label, word.start < here <= word.end)
            for word in self.words
        ]

    @property
    def wording(self) -> str:
        return str(self.typed.get("wording", "")) if self.at == "wording" else self.claim.wording

    @property
    def cuts(self) -> list[int]:
        sent = self.typed.getlist("at") if self.at == "split" and hasattr(self.typed, "getlist") else []
        return [number for text in sent if (number := _chosen(text)) is not None]

    @property
    def yours(self) -> str:
        """What was sent, in words, to stand beside how the claim is now."""
        if self.at == "borders":
            return str(self.typed.get("words", "")) or _("borders %(start)s to %(end)s") % {
                "start": self.typed.get("start"),
                "end": self.typed.get("end"),
            }
        if self.at == "wording":
            return self.wording
        return {"split": _("split"), "merge": _("merged"), "reject": _("no claim")}.get(self.at, "")


def view_editing(
    claim: Claim,
    actor: Actor,
    *,
    typed: Mapping[str, Any] | None = None,
    at: str = "",
    error: str = "",
    stale: bool = False,
) -> EditView:
    revision = claim.article.revisions.order_by("-number")[0]
    place = claim.placements.filter(revision=revision, start__isnull=False).first()
    span = Span(place.start or 0, place.end or 0) if place else None
    words = words_of(revision, paragraph_of(revision, span)) if span else []
    inside = [word for word in words if span and span.start < word.start < span.end]
    return EditView(
        claim=claim, span=span, words=words, inside=inside, neighbours=_neighbours(claim, revision, span),
        why_not=why_not_editable(claim, actor), typed=typed or {}, at=at, error=error, stale=stale,
    )  # fmt: skip


def paragraph_of(revision: Revision, span: Span) -> Span:
    """The passage that the place stands in, as the article's page has it."""
    unbroken = [Span(start, end) for start, end in revision.sentences.values_list("start", "end")]
    found = [passage for passage in passages(revision.text, [*unbroken, span]) if passage.overlaps(span)]
    return found[0].hull(found[-1]) if found else span


def words_of(revision: Revision, span: Span) -> list[Word]:
    """Its words, at most some hundred, numbered so that a list of them can be searched by eye."""
    words = []
    for number, match in enumerate(WORD.finditer(revision.text, span.start, span.end), 1):
        if number > MOST_WORDS:
            break
        end = match.start() + len(bare(match[0]))
        words.append(Word(match.start(), end, match[0], f"{number} · {match[0][:60]}"))
    return words


def bare(word: str) -> str:
    """The word without the comma or stop behind it, which is no part of a claim; "U.S." keeps its own."""
    shorter = word.rstrip(",;:")
    if shorter.endswith(".") and shorter.count(".") == 1:
        shorter = shorter[:-1]
    return shorter or word


def _neighbours(claim: Claim, revision: Revision, span: Span | None) -> list[Claim]:
    """The claims of the same paragraph: which it can be merged with."""
    if span is None:
        return []
    around = paragraph_of(revision, span)
    rows = revision.placements.filter(
        state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE, start__lt=around.end, end__gt=around.start
    ).exclude(claim=claim)
    return [row.claim for row in rows.select_related("claim").order_by("start", "-end")]


@dataclass
class MarkView:
    """A paragraph whose words can be marked."""

    span: Span
    text: str
    words: list[Word]
    start: int | None
    end: int | None


def mark_view(article: Article, asked: Mapping[str, Any]) -> MarkView:
    """The paragraph at `at` (or where the first word was chosen), with the words that were chosen so far."""
    revision = article.revisions.order_by("-number")[0]
    at = _chosen(asked.get("at")) or _chosen(asked.get("start")) or 0
    at = min(at, max(0, len(revision.text) - 1))
    span = paragraph_of(revision, Span(at, at + 1))
    words = words_of(revision, span)
    start = _chosen(asked.get("start")) if "start" in asked else words[0].start if words else None
    end = _chosen(asked.get("end")) if "end" in asked else words[-1].end if words else None
    return MarkView(span, span.of(revision.text), words, start, end)


def _chosen(text: Any) -> int | None:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


# --- after an act


def claim_to_show(edits: Sequence[ClaimEdit]) -> int | None:
    """The number of the claim that is in focus after the act: the first in the text of those that stand by it."""
    if not edits:
        return None
    edit = edits[-1]
    standing = [
        (place.start, state["number"])
        for state in edit.after["claims"].values()
        if state["standing"] == Claim.Standing.LIVE and (place := place_in(state, edit.revision)) is not None
    ]
    return min(standing)[1] if standing else None


def claim_near(edits: Sequence[ClaimEdit]) -> int | None:
    """The number of the claim that comes next in the text where no claim stands by the act any more, else of the one before."""
    if not edits:
        return None
    edit = edits[-1]
    said = edit.after.get("overruling")
    if said:
        at = Overruling.objects.get(public_id=said["id"]).start
    else:
        at = min((place.start for place in changed_places([edit])), default=0)
    return claim_at(edit.revision, at)


def claim_at(revision: Revision, at: int) -> int | None:
    """The number of the claim that stands at that place, else of the next one, else of the last one before it."""
    standing = revision.placements.filter(state=Placement.State.LIVE, claim__standing=Claim.Standing.LIVE)
    from_here_on = standing.filter(end__gt=at).order_by("start", "-end")
    number: int | None = from_here_on.values_list("claim__number", flat=True).first()
    return number or standing.order_by("-start", "end").values_list("claim__number", flat=True).first()


def joins_or_parts_passages(edits: Sequence[ClaimEdit]) -> bool:
    """Whether a claim of the acts goes, or went, over a line end that no sentence goes over: passages are other ones then."""
    for edit in edits:
        text = edit.revision.text
        ends = {at for span in changed_places([edit]) for at in range(span.start, span.end) if text[at] == "\n"}
        if not ends:
            continue
        around = edit.revision.sentences.filter(start__lte=max(ends), end__gt=min(ends)).values_list("start", "end")
        sentences = [Span(start, end) for start, end in around]
        if any(not any(sentence.start <= at < sentence.end for sentence in sentences) for at in ends):
            return True
    return False


def changed_places(edits: Sequence[ClaimEdit]) -> list[Span]:
    """Where the text looks different after the acts."""
    return [
        place
        for edit in edits
        for states in (edit.before["claims"], edit.after["claims"])
        for state in states.values()
        if (place := place_in(state, edit.revision)) is not None
    ]


def words_for(edits: Sequence[ClaimEdit]) -> str:
    """What the toast says of the acts."""
    if not edits:
        return _("Nothing was changed.")
    edit = edits[0]
    numbers = [state["number"] for state in edit.before["claims"].values()]
    if edit.act == ClaimEdit.Act.UNDO:
        return _("Taken back: everything is as it was.")
    if len(edits) > 1:
        return _("%(count)s changes are made.") % {"count": len(edits)}
    if edit.after.get("overruling"):
        is_leftover = edit.act == ClaimEdit.Act.REJECT
        return _("Marked as a leftover.") if is_leftover else _("Read as text.")
    words = {
        ClaimEdit.Act.ADD: _("A claim is added."),
        ClaimEdit.Act.RESPAN: _("The borders of claim %(number)s moved."),
        ClaimEdit.Act.REWORD: _("Claim %(number)s has another wording."),
        ClaimEdit.Act.SPLIT: _("Claim %(number)s is split."),
        ClaimEdit.Act.MERGE: _("The claims are merged."),
        ClaimEdit.Act.REJECT: _("Claim %(number)s is rejected as no claim."),
        ClaimEdit.Act.RESTORE: _("Claim %(number)s is back."),
    }[ClaimEdit.Act(edit.act)]
    return words % {"number": numbers[0] if numbers else ""}


def edits_named(article: Article, ids: str) -> list[ClaimEdit]:
    """The edits of the article that an address names, for the toast after a plain form; none for nonsense."""
    keys = [key for key in ids.split(",")[:20] if re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)]
    return list(ClaimEdit.objects.filter(article=article, public_id__in=keys).select_related("revision").order_by("id"))


def article_edits(article: Article, actor: Actor) -> dict[str, Any]:
    """The page of an article's edits: each with what it changed and whether it can be taken back; and what is rejected."""
    may = actor.may(Action.EDIT_CLAIMS, article.desk_id) and article.is_live
    rows = []
    found = article.claim_edits.select_related("editor", "revision", "undone_by").order_by("-id")[:EDITS_SHOWN]
    for edit in found:
        why_not = why_not_undoable(edit) if may else _("Your role on this desk changes no claims.")
        rows.append({"edit": edit, "changes": _changes(edit), "why_not": why_not, "says": words_for([edit])})
    rejected = article.claims.filter(standing=Claim.Standing.REJECTED).order_by("number")
    dismissed = Proposal.objects.filter(revision__article=article, state=Proposal.State.DISMISSED)
    return {"edits": rows, "rejected": rejected, "dismissed": dismissed, "may_change": may}


def _changes(edit: ClaimEdit) -> list[tuple[int, str, str]]:
    """Number, words before and words after of each claim; empty where it did not stand."""
    changes = []
    for key, after in edit.after["claims"].items():
        before = edit.before["claims"].get(key)
        was = before["wording"] if before and before["standing"] == Claim.Standing.LIVE else ""
        now = after["wording"] if after["standing"] == Claim.Standing.LIVE else ""
        changes.append((after["number"], was, now))
    return sorted(changes)
