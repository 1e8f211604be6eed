"""Facts gather claims: by hand, name and close them, merge, split, and take any of it back.

Every act counts the fact's version up and leaves one event in the history that names all claims which it moved; taking an
act back reads that event and does the opposite. A claim belongs to at most one fact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.facts.errors import FactMerged, InAnotherFact, NoName, NothingChosen, NotInFact, StaleFact
from claims.facts.naming import Said, suggest_name
from claims.models import Claim, Fact, History
from claims.permissions import Action, Actor, require

LONGEST_NAME = 300
MOST_CLAIMS = 1000  # gathered in one act
ACTS = (
    "made fact", "gathered claims", "removed claims", "merged fact", "split fact", "renamed fact", "closed fact", "opened fact",
    "took back",
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """An act on a fact: the fact afterwards, and the event by which it can be taken back; None where nothing changed."""

    fact: Fact
    event: History | None = None


@dataclass(frozen=True)
class Move:
    """A claim that went from one fact to another, or into or out of the only one."""

    claim: Claim
    before: Fact | None
    after: Fact | None


# --- gathering


def gather_into_fact(
    *,
    claims: Sequence[Claim],
    actor: Actor,
    fact: Fact | None = None,
    name: str = "",
    moved_from: Fact | None = None,
) -> Done:
    """Put claims into the fact, or into a new one of that name (a suggested name where none is given).

    A claim that another fact has moves only when that one is named in `moved_from`. Raises InAnotherFact, FactMerged,
    NothingChosen, Forbidden.
    """
    _require_claims(claims, actor)
    with transaction.atomic():
        facts = lock_facts([fact, moved_from])
        rows = lock_claims(claims)
        if fact is not None:
            fact = _alive(facts[fact.pk], actor)
            _require_desk(rows, fact.desk_id)
        for claim in rows:
            _require_free(claim, fact, moved_from)
        made = fact is None
        if fact is None:
            fact = make_fact(rows, name=name, made_by=actor)
        moves = move_claims([claim for claim in rows if claim.fact_id != fact.pk], fact)
        if not moves:
            return Done(fact)
        for touched in {move.before for move in moves if move.before}:
            _count_up(touched)
        if not made:
            _count_up(fact)
        event = record(
            "made fact" if made else "gathered claims", fact, actor, moves=moves,
            after={"name": fact.name, "name_how": fact.name_how} if made else {},
        )  # fmt: skip
    return _done(fact, event)


def remove_from_fact(*, claims: Sequence[Claim], fact: Fact, actor: Actor, version: int) -> Done:
    """Take claims out of the fact; they belong to none then. Raises NotInFact, StaleFact, NothingChosen."""
    _require_claims(claims, actor)
    with transaction.atomic():
        fact = _fresh(lock_facts([fact])[fact.pk], actor, version)
        rows = _locked_of(fact, claims)
        moves = move_claims(rows, None)
        _count_up(fact)
        event = record("removed claims", fact, actor, moves=moves)
    return _done(fact, event)


def merge_facts(*, fact: Fact, into: Fact, actor: Actor, version: int, reason: str = "") -> Done:
    """Put all claims of `fact` into the other one. The merged fact stays, empty, and its address leads on.

    Raises StaleFact, FactMerged, InvalidInput for a fact of another desk or for itself. Returns the merged fact.
    """
    if fact.pk == into.pk or fact.desk_id != into.desk_id:
        raise InvalidInput(_("A fact is merged into another one of its desk."), code="into")
    with transaction.atomic():
        facts = lock_facts([fact, into])
        fact, into = _fresh(facts[fact.pk], actor, version), _alive(facts[into.pk], actor)
        moves = move_claims(lock_claims(Claim.objects.filter(fact=fact)), into)
        fact.merged_into = into
        _count_up(fact, "merged_into")
        _count_up(into)
        event = record(
            "merged fact", fact, actor, moves=moves, before={"into": None}, after={"into": into.name}, reason=reason
        )
        history.append(
            verb="took in fact", subject=into, desk=into.desk_id, actor=actor, after={"fact": fact.name, "claims": len(moves)}
        )  # fmt: skip
    return _done(fact, event)


def split_fact(*, fact: Fact, claims: Sequence[Claim], actor: Actor, version: int, name: str = "") -> Done:
    """Put some of its claims into a new fact, which is returned. Raises NotInFact, StaleFact, NothingChosen for all or none."""
    _require_claims(claims, actor)
    with transaction.atomic():
        fact = _fresh(lock_facts([fact])[fact.pk], actor, version)
        rows = _locked_of(fact, claims)
        if len(rows) == Claim.objects.filter(fact=fact).count():
            raise NothingChosen(_("Leave at least one claim: else the fact is only renamed."))
        new = make_fact(rows, name=name, made_by=actor)
        moves = move_claims(rows, new)
        _count_up(fact)
        event = record("split fact", fact, actor, moves=moves, after={"into": new.name, "made": str(new.public_id)})
        history.append(
            verb="made fact by splitting", subject=new, desk=new.desk_id, actor=actor,
            after={"name": new.name, "fact": fact.name, "claims": len(moves)},
        )  # fmt: skip
    return _done(new, event)


# --- its name and its end


def rename_fact(*, fact: Fact, actor: Actor, name: str, version: int) -> Done:
    """Give the fact a name; it is no longer a suggested one. Raises NoName, StaleFact."""
    name = clean_name(name)
    if not name:
        raise NoName(_("A fact needs a name."))
    return _change(fact, actor, version, "renamed fact", name=name, name_how=Fact.NameHow.GIVEN)


def close_fact(*, fact: Fact, actor: Actor, closed: bool, version: int) -> Done:
    """Say that its event is over, so that a later figure corrects and adds nothing; or that it still goes on."""
    return _change(fact, actor, version, "closed fact" if closed else "opened fact", closed=closed)


def _change(fact: Fact, actor: Actor, version: int, verb: str, **columns: Any) -> Done:
    with transaction.atomic():
        fact = _fresh(lock_facts([fact])[fact.pk], actor, version)
        before = {name: getattr(fact, name) for name, value in columns.items() if getattr(fact, name) != value}
        if not before:
            return Done(fact)
        for name in before:
            setattr(fact, name, columns[name])
        _count_up(fact, *before)
        event = record(verb, fact, actor, before=before, after={name: columns[name] for name in before})
    return _done(fact, event)


def clean_name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


# --- taking back


def take_back(*, fact: Fact, event: History, actor: Actor) -> Done:
    """Undo the last act on the fact, whoever did it; undoing that again redoes it.

    Raises StaleFact when something else was done to the fact since, or a claim has moved on.
    """
    with transaction.atomic():
        facts = lock_facts([fact, *_facts_of(event)])
        fact = facts[fact.pk]
        require(actor, Action.GATHER, fact.desk_id)
        last = History.objects.about(fact).filter(verb__in=ACTS).order_by("-sequence").first()
        if event.subject_id != fact.public_id or last is None or last.pk != event.pk:
            raise StaleFact(_("Something else was done to this fact since; undo is for the last act only."), fact=fact)
        moves = _moved_back(event, {row.public_id: row for row in facts.values()})
        for name in ("name", "name_how", "closed"):
            if name in event.before:
                setattr(fact, name, event.before[name])
        _turn_merge(fact, event, moves)
        _turn_split(fact, event, facts, actor)
        _count_up(fact, "name", "name_how", "closed", "merged_into")
        for touched in {row.pk: row for move in moves for row in (move.before, move.after) if row}.values():
            if touched.pk != fact.pk:
                _count_up(touched)
        kept = {name: event.after[name] for name in event.after if name != "moves"}
        done = record("took back", fact, actor, moves=moves, before=kept, after=dict(event.before))
    return _done(fact, done)


def _turn_merge(fact: Fact, event: History, moves: Sequence[Move]) -> None:
    """Whether the fact is merged into another one after taking back: a merge is undone, an undone merge is done again."""
    if ("into" not in event.after and "into" not in event.before) or "made" in event.after or "made" in event.before:
        return
    target = next((move.after for move in moves if move.before and move.before.pk == fact.pk), None)
    fact.merged_into = target if event.before.get("into") else None


def _turn_split(fact: Fact, event: History, facts: Mapping[int, Fact], actor: Actor) -> None:
    """A split that is taken back leaves an empty fact, whose address then leads on to the one that has its claims again."""
    made = event.after.get("made") or event.before.get("made")
    new = next((row for row in facts.values() if str(row.public_id) == made), None)
    if new is not None:
        new.merged_into = fact if event.after.get("made") else None
        _count_up(new, "merged_into")
        history.append(
            verb="split taken back" if new.merged_into else "split again", subject=new, desk=new.desk_id, actor=actor
        )


def _facts_of(event: History) -> list[Fact]:
    ids = {fact for _claim, *facts in event.after.get("moves", []) for fact in facts if fact}
    return list(Fact.objects.filter(public_id__in=ids))


def _moved_back(event: History, facts: Mapping[UUID, Fact]) -> list[Move]:
    """The event's moves the other way round. Raises StaleFact when a claim is no longer where the event put it."""
    moves = []
    where = {UUID(claim): (before, after) for claim, before, after in event.after.get("moves", [])}
    for claim in lock_claims(Claim.objects.filter(public_id__in=where)):
        before, after = (facts[UUID(one)] if one else None for one in where[claim.public_id])
        if claim.fact_id != (after.pk if after else None):
            raise StaleFact(_("A claim of this act has moved on since; nothing was undone."), fact=after or before)
        moves += move_claims([claim], before)
    return moves


# --- what the acts share


def make_fact(claims: Sequence[Claim], *, name: str = "", made_by: Actor | None) -> Fact:
    """A new fact for these claims, which it does not move yet. The caller's transaction records it."""
    given = clean_name(name)
    return Fact.objects.create(
        desk_id=claims[0].desk_id,
        name=given or suggested_name(claims),
        name_how=Fact.NameHow.GIVEN if given else Fact.NameHow.SUGGESTED,
        made_by=made_by.user if made_by else None,
    )


def suggested_name(claims: Iterable[Claim]) -> str:
    return suggest_name(
        Said(
            wording=claim.wording,
            counted=[quantity.counted for quantity in claim.quantities.all() if quantity.counted],
            numbers=[quantity.surface for quantity in claim.quantities.all()],
            place=claim.where_surface,
            iso=claim.when_iso,
        )
        for claim in claims
    )


def move_claims(claims: Iterable[Claim], fact: Fact | None) -> list[Move]:
    """Put locked claims into the fact (None: out of any)."""
    moves = []
    for claim in claims:
        moves.append(Move(claim, claim.fact, fact))
        claim.fact = fact
    Claim.objects.filter(pk__in=[move.claim.pk for move in moves]).update(fact=fact)
    return moves


def record(
    verb: str,
    fact: Fact,
    actor: Actor | None,
    *,
    moves: Sequence[Move] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    link: str = "",
    reason: str = "",
) -> History:
    """Append what was done to the fact, and to each claim that it moved; last in the transaction. Returns the fact's event; its
    number is the database's and not read back here."""
    events = [
        history.event(
            verb="gathered into fact" if move.after else "removed from fact", subject=move.claim, desk=fact.desk_id, actor=actor,
            before={"fact": move.before.name if move.before else None},
            after={"fact": move.after.name if move.after else None, "fact_id": _public(move.after)} | ({"link": link} if link else {}),
        )
        for move in moves
    ]  # fmt: skip
    told = dict(after or {})
    if moves:
        told["claims"] = len(moves)
        told["moves"] = [[str(move.claim.public_id), _public(move.before), _public(move.after)] for move in moves]
    event = history.event(
        verb=verb,
        subject=fact,
        desk=fact.desk_id,
        actor=actor,
        before=dict(before or {}),
        after=told,
        reason=reason.strip(),
    )
    history.append_all([*events, event])
    return event


def _done(fact: Fact, event: History) -> Done:
    """With the number that the database gave the event, by which it can be taken back."""
    event.refresh_from_db(fields=["sequence"])
    return Done(fact, event)


def _public(fact: Fact | None) -> str | None:
    return str(fact.public_id) if fact else None


def lock_facts(facts: Iterable[Fact | None]) -> dict[int, Fact]:
    """The facts as they are now, locked in the order of their ids."""
    ids = sorted({fact.pk for fact in facts if fact is not None})
    if not ids:
        return {}
    rows = Fact.objects.select_for_update(of=("self",)).select_related("merged_into")
    return {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}


def lock_claims(claims: Iterable[Claim | int]) -> list[Claim]:
    """The claims (or those of these ids) as they are now, locked in the order of their ids, with fact and quantities."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("fact").prefetch_related("quantities")
    ids = {claim.pk if isinstance(claim, Claim) else claim for claim in claims}
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _locked_of(fact: Fact, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, locked; all of them are the fact's. Raises NotInFact."""
    rows = lock_claims(claims)
    if any(claim.fact_id != fact.pk for claim in rows):
        raise NotInFact(_("A claim that you chose is no longer in this fact. Look again."), fact=fact)
    return rows


def _require_claims(claims: Collection[Claim], actor: Actor) -> None:
    if not claims:
        raise NothingChosen(_("Choose at least one claim."))
    if len(claims) > MOST_CLAIMS:
        raise NothingChosen(_("At most %(most)s claims go at once.") % {"most": MOST_CLAIMS})
    for desk_id in {claim.desk_id for claim in claims}:
        require(actor, Action.GATHER, desk_id)
    _require_desk(claims, next(iter(claims)).desk_id)


def _require_desk(claims: Iterable[Claim], desk_id: int) -> None:
    if any(claim.desk_id != desk_id for claim in claims):
        raise InvalidInput(_("A fact gathers claims of one desk."), code="desk")


def _require_free(claim: Claim, fact: Fact | None, moved_from: Fact | None) -> None:
    if claim.fact_id in (None, fact.pk if fact else None, moved_from.pk if moved_from else None):
        return
    assert claim.fact is not None
    raise InAnotherFact(
        _("Claim %(number)s belongs to “%(fact)s” already. A claim belongs to one fact: say that it moves.")
        % {"number": claim.number, "fact": claim.fact.name},
        fact=claim.fact,
    )


def _alive(fact: Fact, actor: Actor) -> Fact:
    require(actor, Action.GATHER, fact.desk_id)
    if fact.merged_into is not None:
        raise FactMerged(
            _("This fact was merged into “%(name)s”.") % {"name": fact.merged_into.name}, fact=fact.merged_into
        )
    return fact


def _fresh(fact: Fact, actor: Actor, version: int) -> Fact:
    fact = _alive(fact, actor)
    if fact.version != version:
        raise StaleFact(
            _("Somebody else changed this fact meanwhile. Nothing of yours is lost: compare, then decide."), fact=fact
        )
    return fact


def _count_up(fact: Fact, *columns: str) -> None:
    fact.version += 1
    fact.save(update_fields=[*columns, "version"])


def final_fact(fact: Fact) -> Fact:
    """Where a merged fact's address leads: along merges to the one that has the claims."""
    seen = {fact.pk}
    while fact.merged_into is not None and fact.merged_into.pk not in seen:
        fact = fact.merged_into
        seen.add(fact.pk)
    return fact


def history_event(fact: Fact, sequence: int) -> History:
    """The event of the fact's desk by that number. Raises Conflict for one that is none of the fact's."""
    event = History.objects.about(fact).filter(desk_id=fact.desk_id, sequence=sequence, verb__in=ACTS).first()
    if event is None:
        raise Conflict(_("There is nothing to undo here any more."), code="stale_fact")
    return event
