"""What the verdict form shows beside its fields: who is to decide, the checklist, the desk's labels, what somebody else decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Claim, Decision, Evidence, HouseLabel, User, Verdict
from claims.permissions import Actor
from claims.review.checklist import DONE, OPEN, POINTS, points_on
from claims.review.gates import moves_on
from claims.review.labels import labels_for, shown_name
from claims.review.moves import Move, Waits, established
from claims.review.second import Round
from claims.web.forms import VerdictForm


@dataclass
class PointRow:
    key: str
    words: str
    about: str
    ticked: bool


@dataclass
class LabelRow:
    label: HouseLabel
    name: str
    chosen: bool


@dataclass
class LabelGroup:
    """The desk's labels for one core verdict."""

    value: str
    rows: list[LabelRow]
    none_chosen: bool


@dataclass
class Judging:
    """How the reader may judge a layer of a claim."""

    round: Round
    moves: tuple[Move, ...]
    reader: int
    points: list[PointRow] = field(default_factory=list)
    labels: list[LabelGroup] = field(default_factory=list)
    review_day: date | None = None  # as the desk says, unless a verdict names another

    @property
    def first_of_two(self) -> bool:
        return self.round.waits == Waits.TWO

    @property
    def second_of_two(self) -> bool:
        return self.round.waits == Waits.SECOND and self.round.mine is None and not self.reserved

    @property
    def reserved(self) -> bool:
        """Whether somebody else decides again, who undid what everybody saw."""
        return self.round.reserved is not None and self.round.reserved.pk != self.reader

    @property
    def waits_for_another(self) -> bool:
        return self.round.waits == Waits.SECOND and self.round.mine is not None

    @property
    def conflict(self) -> bool:
        return self.round.waits == Waits.CONFLICT

    @property
    def open(self) -> bool:
        """Whether the reader can decide now, as far as the round goes."""
        return not self.waits_for_another and not self.reserved and (not self.conflict or self.round.may_resolve)

    @property
    def decided(self) -> list[Decision]:
        """The two that differ, for who resolves them."""
        return [row for row in (self.round.first, self.round.second) if row is not None]

    @property
    def needs_reason(self) -> bool:
        """Whether a verdict that holds would be changed. Resolving takes the reasons of the two."""
        return not self.conflict and Move.REOPEN in self.moves

    @property
    def open_points(self) -> int:
        return sum(not point.ticked for point in self.points)


def judging_of(
    claim: Claim,
    layer: str,
    actor: Actor,
    form: VerdictForm,
    holding: Verdict | None,
    round: Round,
    parts: Collection[str],
) -> Judging:
    """`parts` are those of the claim that have anything to show, as `parts_of` found them."""
    ticked = set(form["point"].value() or [])
    days = claim.desk.review_after_days
    return Judging(
        round=round,
        moves=moves_on(claim, layer, published="publications" in parts),
        reader=actor.user.pk,
        points=[
            PointRow(point.key, _(point.words), point.about, point.key in ticked) for point in points_on(claim, layer)
        ],
        labels=_labels(claim, form, holding) if "labels" in parts else [],
        review_day=timezone.localdate() + timedelta(days=days) if days else None,
    )


def _labels(claim: Claim, form: VerdictForm, holding: Verdict | None) -> list[LabelGroup]:
    labels = labels_for(claim, holding.label if holding else None)
    groups = []
    for value in Verdict.Value.values:
        chosen = str(form[f"label_{value}"].value() or "")
        rows = [
            LabelRow(label, shown_name(label), str(label.public_id) == chosen)
            for label in labels
            if label.value == value
        ]
        if rows:
            groups.append(LabelGroup(value, rows, not any(row.chosen for row in rows)))
    return groups


def first_guess(
    claim: Claim, layer: str, verdict: Verdict | None, evidence: list[Evidence], round: Round, reader: int
) -> dict[str, Any]:
    """What stands in the form at first: the verdict that holds; or the reader's own decision that a change of words made void; or
    what the reader had written and took back, without its value; or the notes of the evidence as a rationale (confidential ones
    stay where they are)."""
    initial: dict[str, Any] = {
        "layer": layer,
        "replaces": verdict.public_id if verdict else "",
        "wording_seen": claim.wording,
    }
    if verdict is not None and verdict.value:
        return initial | _as_before(verdict)
    if round.void is not None:
        return initial | _as_before(round.void) | {"point": []}
    taken_back = round.taken_back or _undone_by(reader, verdict)
    if taken_back is not None:
        return initial | _as_before(taken_back) | {"value": ""}
    notes = dict.fromkeys(piece.note for piece in evidence if piece.note and not piece.confidential)
    return initial | {"rationale": "\n".join(notes)}


def _undone_by(reader: int, last: Verdict | None) -> Verdict | None:
    """The verdict that the reader undid just before, where nothing holds in its place: its words are not to be typed again."""
    if last is None or last.act != Verdict.Act.WITHDRAW or last.reviewer_id != reader:
        return None
    return last.replaces if last.replaces and last.replaces.value else None


def _as_before(judged: Verdict | Decision) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "value": judged.value,
        "rationale": judged.rationale,
        "point": [key for key, answer in judged.checklist.items() if answer == DONE],
        "review_by": judged.review_by if judged.review_by and judged.review_by > today else None,
        f"label_{judged.value}": judged.label.public_id if judged.label else None,
    }


# --- verdicts as they are listed ------------------------------------------------------------------------------------------


@dataclass
class VerdictRow:
    """One entry, with who made it and for how long it held."""

    verdict: Verdict
    who: str
    until: datetime | None  # None: it holds
    decisions: list[Decision]
    left_open: list[str]

    @property
    def by_machine(self) -> bool:
        return self.verdict.reviewer_id is None


def verdict_rows(claim: Claim, verdicts: Sequence[Verdict], *, by_two: bool = True) -> list[VerdictRow]:
    """The entries of all layers, given newest first; in one query, however many, and in none where no two ever decided."""
    rows = []
    ended: dict[str, datetime] = {}
    rounds = _rounds_of(claim) if verdicts and by_two else {}
    for verdict in verdicts:
        rows.append(
            VerdictRow(
                verdict,
                who_judged(verdict),
                ended.get(verdict.layer),
                rounds.get(verdict.pk, []),
                [_(POINTS[key]) for key, answer in verdict.checklist.items() if answer == OPEN and key in POINTS],
            )
        )
        ended[verdict.layer] = verdict.created_at
    return rows


def _rounds_of(claim: Claim) -> dict[int, list[Decision]]:
    """The decisions behind each verdict of two people. Those that wait again because it was undone stay hidden."""
    rounds: dict[tuple[str, int], list[Decision]] = {}
    rows = list(claim.decisions.select_related("reviewer", "label").order_by("id"))
    carried = {row.carried_from_id for row in rows}
    for row in rows:
        rounds.setdefault((row.layer, row.round), []).append(row)
    return {
        row.verdict_id: of_round
        for of_round in rounds.values()
        for row in of_round
        if row.verdict_id and not any(decision.pk in carried for decision in of_round)
    }


def who_judged(verdict: Verdict) -> str:
    """ "Ama Osei", "Ama Osei and Ben Hale", "Factdesk"."""
    people: list[User | None] = [verdict.reviewer, verdict.second_reviewer]
    names = [person.name for person in people if person is not None]
    return _(" and ").join(names) or "Factdesk"


def holder_of(verdict: Verdict | None) -> str:
    """Who brought the value that holds, even where an undoing restored it."""
    return who_judged(established(verdict)) if verdict is not None and verdict.value else ""
