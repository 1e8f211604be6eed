"""The contact log: who was asked about a claim, and what came back; and whether the harmed party was given its say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Article, Claim, Contact, DecisionEvidence, VerdictEvidence
from claims.permissions import Action, Actor, require

HARM = {"harm", "named actor"}  # reasons of the check-worthiness (claims/extraction/news_signs.py)
LONGEST = 100_000
STAY = ("whom", "way", "contacted_at", "asked", "answer", "answered_at")  # once a verdict rests on it


class StaleContact(Conflict):
    """Somebody edited the entry since the form was loaded; `details["contact"]` is how it stands now."""

    code = "stale_contact"


class StaleClaim(Conflict):
    """Somebody set something else on the claim meanwhile."""

    code = "stale"


@dataclass(frozen=True, slots=True)
class ContactMade:
    """What a person says of a contact."""

    whom: str
    way: str
    contacted_at: datetime
    deadline: datetime | None = None
    asked: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    right_of_reply: bool = False

    def columns(self) -> dict[str, Any]:
        """As they are stored. Raises InvalidInput for what cannot be."""
        whom, asked, answer = self.whom.strip(), self.asked.strip(), self.answer.strip()
        if not whom or len(whom) > 200:
            raise InvalidInput(_("Say whom you asked, in at most 200 characters."), code="whom")
        if self.way not in Contact.Way.values:
            raise InvalidInput(_("Say how: one of %s.") % ", ".join(Contact.Way.values), code="way")
        if max(len(asked), len(answer)) > LONGEST:
            raise InvalidInput(_("At most 100,000 characters are kept."), code="asked")
        if self.contacted_at > timezone.now():
            raise InvalidInput(_("A contact that was made lies in the past."), code="contacted_at")
        if self.deadline is not None and self.deadline < self.contacted_at:
            raise InvalidInput(_("The deadline lies before the contact."), code="deadline")
        answered_at = self.answered_at or (timezone.now() if answer else None)
        if answered_at is not None and not self.contacted_at <= answered_at <= timezone.now():
            raise InvalidInput(_("The answer came after the contact, and not in the future."), code="answered_at")
        return {
            "whom": whom, "way": self.way, "contacted_at": self.contacted_at, "deadline": self.deadline, "asked": asked,
            "answer": answer, "answered_at": answered_at, "right_of_reply": self.right_of_reply,
        }  # fmt: skip


def log_contact(*, claim: Claim, actor: Actor, made: ContactMade, confidential: bool = False) -> Contact:
    """An entry of the claim's contact log. Whether it is confidential is said now and stays so: what was open once stands in
    the history."""
    require(actor, Action.REVIEW, claim.desk_id)
    columns = made.columns()
    with transaction.atomic():
        contact = Contact.objects.create(claim=claim, made_by=actor.user, confidential=confidential, **columns)
        history.append(
            verb="logged contact", subject=claim, desk=claim.desk_id, actor=actor, after=_told(contact, columns)
        )  # fmt: skip
    return contact


def edit_contact(*, contact: Contact, actor: Actor, version: int, made: ContactMade) -> Contact:
    """Set what is known of a contact, such as its answer. Raises StaleContact unless `version` is the entry's, Conflict for what
    a verdict rests on: there, only what was empty is filled in, and the deadline moved."""
    require(actor, Action.REVIEW, contact.claim.desk_id)
    columns = made.columns()
    with transaction.atomic():
        claim, contact = _locked(contact, version)
        if contact.struck_at is not None:
            raise Conflict(_("This entry is struck out; take it up again first."), code="contact_struck")
        if not made.answered_at and contact.answered_at and columns["answer"]:
            columns["answered_at"] = contact.answered_at
        changed = {name: value for name, value in columns.items() if getattr(contact, name) != value}
        if not changed:
            return contact
        if any(getattr(contact, name) for name in changed if name in STAY) and carries_a_verdict(contact):
            raise Conflict(
                _("A verdict rests on this contact, so what was said stays. Log another entry for what came later."),
                code="contact_in_use",
            )
        before = {name: getattr(contact, name) for name in changed}
        for name, value in changed.items():
            setattr(contact, name, value)
        contact.version += 1
        contact.save()
        history.append(
            verb="edited contact", subject=claim, desk=claim.desk_id, actor=actor, before=_told(contact, before),
            after=_told(contact, changed),
        )  # fmt: skip
    return contact


def strike_contact(*, contact: Contact, actor: Actor, version: int, reason: str) -> Contact:
    """Say that an entry was logged by mistake: it stays in the log, struck out, and counts for no right of reply.

    Raises InvalidInput (no reason), StaleContact, Conflict where evidence names it, or a published verdict needs it.
    """
    require(actor, Action.REVIEW, contact.claim.desk_id)
    if not reason.strip():
        raise InvalidInput(_("Say why the entry is struck out."), code="reason")
    with transaction.atomic():
        claim, contact = _locked(contact, version)
        if contact.struck_at is not None:
            return contact
        if contact.used_as_evidence.exists():
            raise Conflict(
                _("This contact is evidence. Remove that evidence first; one that a verdict rests on stays."),
                code="contact_in_use",
            )
        if _is_the_reply_of_a_publication(contact, claim):
            raise Conflict(
                _("The published verdict needs this right of reply. Take the publication back first."),
                code="contact_in_use",
            )
        contact.struck_at, contact.struck_by, contact.struck_reason = timezone.now(), actor.user, reason.strip()
        _save_struck(contact)
        history.append(
            verb="struck out contact", subject=claim, desk=claim.desk_id, actor=actor,
            before=_told(contact, {"whom": contact.whom}), reason="" if contact.confidential else contact.struck_reason,
        )  # fmt: skip
    return contact


def restore_contact(*, contact: Contact, actor: Actor, version: int) -> Contact:
    """Let an entry count again that was struck out. Raises StaleContact."""
    require(actor, Action.REVIEW, contact.claim.desk_id)
    with transaction.atomic():
        claim, contact = _locked(contact, version)
        if contact.struck_at is None:
            return contact
        contact.struck_at, contact.struck_by, contact.struck_reason = None, None, ""
        _save_struck(contact)
        history.append(
            verb="took contact up again", subject=claim, desk=claim.desk_id, actor=actor,
            after=_told(contact, {"whom": contact.whom}),
        )  # fmt: skip
    return contact


def _locked(contact: Contact, version: int) -> tuple[Claim, Contact]:
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=contact.claim_id)
    contact = Contact.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=contact.pk)
    if contact.version != version:
        raise StaleContact(
            _("Somebody else edited this entry meanwhile. Both versions are shown; nothing of yours is lost."),
            contact=contact,
        )
    return claim, contact


def _save_struck(contact: Contact) -> None:
    contact.version += 1
    contact.save(update_fields=["struck_at", "struck_by", "struck_reason", "version"])


def _is_the_reply_of_a_publication(contact: Contact, claim: Claim) -> bool:
    if not contact.right_of_reply or not harms_named_party(claim):
        return False
    out = claim.publications.filter(retracted_at__isnull=True, verdict__value__in=["verified", "disputed"])
    return out.exists() and not _heard().filter(claim=claim).exclude(pk=contact.pk).exists()


def _told(contact: Contact, columns: dict[str, Any]) -> dict[str, Any]:
    """What the history says of an entry: of a confidential one that it is there, and nothing else."""
    if contact.confidential:
        return {"id": str(contact.public_id), "confidential": True}
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in columns.items()}
    return {"id": str(contact.public_id), **said}


def carries_a_verdict(contact: Contact) -> bool:
    return (
        VerdictEvidence.objects.filter(evidence__contact=contact).exists()
        or DecisionEvidence.objects.filter(evidence__contact=contact).exists()
    )


# --- right of reply ---------------------------------------------------------------------------------------------------


def harms_named_party(claim: Claim) -> bool:
    """Whether the claim does harm to a named party: as a person set it, else as the reasons of its check-worthiness say."""
    if claim.harms_named_party is not None:
        return claim.harms_named_party
    return set(claim.reasons) >= HARM


def had_its_say(claim: Claim) -> bool:
    """Whether the harmed party was asked for its reply, and has answered or let its deadline pass."""
    return _heard().filter(claim=claim).exists()


def heard_claims(article: Article) -> set[int]:
    """The ids of the article's claims of which the same is true."""
    return set(_heard().filter(claim__article=article).values_list("claim_id", flat=True))


def _heard() -> QuerySet[Contact]:
    asked = Contact.objects.filter(right_of_reply=True, struck_at__isnull=True)
    return asked.filter(Q(answered_at__isnull=False) | Q(deadline__lte=timezone.now()))


def set_harm(*, claim: Claim, actor: Actor, harms: bool | None, version: int) -> Claim:
    """Say that the claim harms a named party, or not; None leaves it to the reasons of its check-worthiness. Raises StaleClaim
    unless `version` is the claim's."""
    require(actor, Action.REVIEW, claim.desk_id)
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        if claim.version != version:
            raise StaleClaim(
                _("Somebody else changed this claim meanwhile; look at it again, then decide."), claim=claim
            )
        if claim.harms_named_party == harms:
            return claim
        before = claim.harms_named_party
        claim.harms_named_party = harms
        claim.version += 1
        claim.save(update_fields=["harms_named_party", "version"])
        history.append(
            verb="said whom the claim harms", subject=claim, desk=claim.desk_id, actor=actor,
            before={"harms_named_party": _words(before)}, after={"harms_named_party": _words(harms)},
        )  # fmt: skip
    return claim


def _words(harms: bool | None) -> str:
    return {None: "automatic", True: "yes", False: "no"}[harms]
