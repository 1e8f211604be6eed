"""Work on claims: whose they are, until when, how urgent, how risky; and how much hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Article, Claim, Decision, ExtractionRun, Membership, Notification, User
from claims.notices import notify, take_back
from claims.permissions import TABLE, Action, Actor, require
from claims.review.errors import NotInReview

FIELDS = ("assignee", "deadline", "priority", "risk")
TOLD_AFTER = timedelta(seconds=12)  # an assignment that is undone at once is never told
VERBS = {"assignee": "assigned", "deadline": "set deadline", "priority": "set priority", "risk": "set risk flag"}


class StaleWork(Conflict):
    """Somebody changed the claim since it was read; `details["claim"]` is as it is now."""

    code = "stale_claim"


class NotAssignable(InvalidInput):
    """That person cannot judge the claim, so it is not assigned to him."""

    code = "assignee"


def change_work(*, claim: Claim, actor: Actor, version: int | None = None, **changes: Any) -> Claim:
    """Set any of assignee (a User or None), deadline (a time or None), priority and risk of a claim.

    `version` is the claim's that was read; None takes whatever holds now (bulk acts, which show each row's result). The new
    assignee is told. What is so already changes nothing. Raises StaleWork, NotAssignable, NotInReview, InvalidInput, Forbidden.
    """
    require(actor, Action.ASSIGN, claim.desk_id)
    checked = _checked(changes)
    with transaction.atomic():
        claim = _locked(claim)
        if version is not None and claim.version != version:
            raise StaleWork(
                _("Somebody else changed this claim meanwhile. Look at it again, then decide."), claim=claim
            )
        changed = {name: value for name, value in checked.items() if getattr(claim, name) != value}
        if changed:
            _require_possible(claim, changed)
            _write(claim, actor, changed)
    return claim


def assign_claim(*, claim: Claim, actor: Actor, assignee: User | None, version: int | None = None) -> Claim:
    """Give a claim to somebody, or to nobody."""
    return change_work(claim=claim, actor=actor, version=version, assignee=assignee)


def restore_work(*, claim: Claim, actor: Actor, before: dict[str, Any], after: dict[str, Any]) -> Claim:
    """Put the work on a claim back as it was `before`. Raises StaleWork unless it is still as it was left: `after`.

    Both are as `described_work` says.
    """
    require(actor, Action.ASSIGN, claim.desk_id)
    with transaction.atomic():
        claim = _locked(claim)
        now = described_work(claim)
        if any(now[name] != value for name, value in after.items()):
            raise StaleWork(_("It was changed meanwhile, so it is kept as it is."), claim=claim)
        take_back(Notification.Kind.ASSIGNED, claim=claim)
        values = _values(before)
        _write(claim, actor, {name: values[name] for name in values if now[name] != before[name]}, undo=True)
    return claim


def set_article_deadline(*, article: Article, actor: Actor, deadline: datetime | None) -> Article:
    """Set when an article is due. Its claims that name no deadline themselves are due then too (a trigger keeps that)."""
    require(actor, Action.ASSIGN, article.desk_id)
    if deadline is not None and deadline <= timezone.now():
        raise InvalidInput(_("A deadline lies in the future."), code="deadline")
    with transaction.atomic():
        # in the order of everybody who locks them: a reading that stores claims now, then claims, then the article
        list(ExtractionRun.objects.filter(revision__article=article).select_for_update(of=("self",)).order_by("pk"))
        list(Claim.objects.filter(article=article).select_for_update().order_by("pk").values_list("pk"))
        article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if not article.is_live:
            raise NotInReview(_("The article is withdrawn, so nothing of it is due."))
        before, article.deadline = article.deadline, deadline
        if before == deadline:
            return article
        article.save(update_fields=["deadline"])
        history.append(verb="set deadline", subject=article, desk=article.desk_id, actor=actor,
                       before={"deadline": _iso(before)}, after={"deadline": _iso(deadline)})  # fmt: skip
    return article


def assignable(members: Iterable[Membership]) -> list[User]:
    """Whom of a desk's members (`accounts.members_of`) its claims may be given to: those who review there."""
    return [member.user for member in members if member.role in TABLE[Action.REVIEW].own]


def described_work(claim: Claim) -> dict[str, Any]:
    """The work on the claim in JSON values; `assignee` is a public id."""
    return {
        "assignee": str(claim.assignee.public_id) if claim.assignee else None,
        "deadline": _iso(claim.deadline),
        "priority": claim.priority,
        "risk": claim.risk,
    }


# --- how much hangs on a claim ------------------------------------------------------------------------------------------

COUNT = """
UPDATE claims_claim SET load_bearing = counted.number FROM (
    SELECT claim.id, (SELECT count(*) FROM (
        SELECT right_id FROM claims_claimlink WHERE left_id = claim.id AND state = 'confirmed'
        UNION SELECT left_id FROM claims_claimlink WHERE right_id = claim.id AND state = 'confirmed'
        UNION SELECT claim_id FROM claims_evidence WHERE other_claim_id = claim.id
    ) AS uses) AS number
    FROM claims_claim claim WHERE claim.id = ANY(%s)
) AS counted WHERE counted.id = claims_claim.id AND load_bearing <> counted.number
"""


def recount_load(*claims: Claim | int) -> None:
    """Count anew how many claims hang on each: those linked to it by a confirmed link, and those whose evidence it is. Call it
    in the transaction that confirms or rejects a link, or adds or removes a claim as evidence."""
    ids = sorted({claim.pk if isinstance(claim, Claim) else claim for claim in claims})
    with transaction.atomic(savepoint=False):
        list(Claim.objects.filter(pk__in=ids).select_for_update().order_by("pk").values_list("pk"))
        recount_locked(ids)


def recount_locked(ids: Sequence[int]) -> None:
    """As `recount_load`, of claims that the transaction has locked: by a statement before this one, so that the count sees what
    another transaction wrote that had these locks before."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(ids)])


# --- rules --------------------------------------------------------------------------------------------------------------


def _locked(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(of=("self",)).select_related("assignee", "article", "desk").get(pk=claim.pk)


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, each of a shape that can be. Raises InvalidInput."""
    if unknown := set(changes) - set(FIELDS):
        raise InvalidInput(
            _("Nothing called %(name)s can be set.") % {"name": ", ".join(sorted(unknown))}, code="field"
        )
    if "priority" in changes and changes["priority"] not in Claim.Priority.values:
        raise InvalidInput(_("A priority is low, normal, high or urgent."), code="priority")
    return changes


def _require_possible(claim: Claim, changed: dict[str, Any]) -> None:
    if claim.standing != Claim.Standing.LIVE or not claim.article.is_live:
        raise NotInReview(_("This claim no longer stands in a live article, so nobody works on it."))
    if changed.get("deadline") is not None and changed["deadline"] <= timezone.now():
        raise InvalidInput(_("A deadline lies in the future."), code="deadline")
    if (person := changed.get("assignee")) is not None:
        _require_judge(claim, person)


def _require_judge(claim: Claim, person: User) -> None:
    """Raise NotAssignable unless the person may judge the claim."""
    role = Membership.objects.filter(user=person, desk_id=claim.desk_id).values_list("role", flat=True).first()
    named = {"name": person.name}
    if not person.is_active or role not in TABLE[Action.REVIEW].own or role == "integration":
        raise NotAssignable(_("%(name)s does not review on this desk.") % named)
    if claim.article.uploaded_by_id == person.pk:
        raise NotAssignable(_("%(name)s uploaded this article, so somebody else judges its claims.") % named)
    if claim.world_pending == Claim.Pending.SECOND:
        first = Decision.objects.filter(claim=claim, layer="world").order_by("-round", "id").first()
        if first is not None and first.reviewer_id == person.pk:
            raise NotAssignable(_("%(name)s made the first decision, so somebody else makes the second one.") % named)


def _write(claim: Claim, actor: Actor, changed: dict[str, Any], *, undo: bool = False) -> None:
    before = _told(claim)
    for name, value in changed.items():
        setattr(claim, name, value)
    claim.version += 1
    claim.save(update_fields=[*changed, "version"])
    claim.refresh_from_db(fields=["due"])
    if not undo and changed.get("assignee") is not None:
        why = format_lazy(gettext_lazy("because {name} assigned it to you"), name=actor.user.name)
        notify(to=changed["assignee"], kind=Notification.Kind.ASSIGNED, why=why, desk_id=claim.desk_id, actor=actor,
               claim=claim, not_before=timezone.now() + TOLD_AFTER)  # fmt: skip
    verb = VERBS[next(iter(changed))] if len(changed) == 1 else "changed work"
    after = _told(claim)
    history.append(
        verb=f"undid: {verb}" if undo else verb, subject=claim, desk=claim.desk_id, actor=actor,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip


def _told(claim: Claim) -> dict[str, Any]:
    """The work on the claim as the history tells it: people by name."""
    priority = Claim.Priority(claim.priority).name.capitalize()  # not its label: that speaks the reader's language
    name = claim.assignee.name if claim.assignee else None
    return described_work(claim) | {"assignee": name, "priority": priority}


def _values(described: dict[str, Any]) -> dict[str, Any]:
    """What `described_work` says, as the columns hold it."""
    values = dict(described)
    if "assignee" in values:
        values["assignee"] = User.objects.filter(public_id=values["assignee"]).first() if values["assignee"] else None
    if values.get("deadline"):
        values["deadline"] = datetime.fromisoformat(values["deadline"])
    return values


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
