"""What a claim rests on, as its pages show it: evidence with its copies, the contact log, and what is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from claims.errors import DomainError
from claims.linking.retracted import RetractedParties, retracted_parties
from claims.models import (
    Claim,
    Contact,
    DecisionEvidence,
    Evidence,
    EvidenceCopy,
    Publication,
    Verdict,
    VerdictEvidence,
)
from claims.models.base import State
from claims.permissions import Action, Actor
from claims.publishing.services import obstacle_of, standing_publication
from claims.review.contacts import had_its_say, harms_named_party
from claims.web.people import with_people


def visible_evidence(claim: Claim, actor: Actor, *, any_retracted: bool = True) -> list[Evidence]:
    """The claim's evidence that the actor may see; each piece with `in_use`, its newest look `look`, the newest copy that was
    kept, `kept`, and the retracted source whose word it is, `gone_source`: not looked for where `any_retracted` says that the desk
    has none."""
    rests = VerdictEvidence.objects.filter(evidence=OuterRef("pk"))
    decided = DecisionEvidence.objects.filter(evidence=OuterRef("pk"))
    pieces: QuerySet[Evidence] = Evidence.objects.readable_by(actor).filter(claim=claim)
    rows: list[Evidence] = list(
        pieces.annotate(in_use=Exists(rests) | Exists(decided))
        # most pieces are addresses: the other kinds are not joined to every one of them
        .prefetch_related("other_claim__article__outlet", "other_claim__hops", "contact__made_by")
        .prefetch_related(Prefetch("copies", EvidenceCopy.objects.order_by("-id"), to_attr="looks"))
        .order_by()
    )
    rows.sort(key=lambda piece: piece.pk)
    with_people(rows, "added_by", reader=actor.user)
    gone = retracted_parties(claim.desk_id) if rows and any_retracted else RetractedParties()
    for piece in rows:
        piece.gone_source = gone.behind_evidence(piece)  # type: ignore[attr-defined]
        looks: list[EvidenceCopy] = piece.looks  # type: ignore[attr-defined]
        piece.look = looks[0] if looks else None  # type: ignore[attr-defined]
        piece.kept = next((look for look in looks if look.sha256), None)  # type: ignore[attr-defined]
    return rows


def is_gone(piece: Evidence) -> bool:
    """Whether the newest look at the page of a piece from `visible_evidence` found that it is not there any more."""
    look: EvidenceCopy | None = getattr(piece, "look", None)
    return look is not None and look.state == EvidenceCopy.State.GONE


def is_retracted(piece: Evidence) -> bool:
    """Whether a piece from `visible_evidence` is the word of a retracted source."""
    return getattr(piece, "gone_source", None) is not None


def hidden_evidence(claim: Claim, actor: Actor) -> int:
    """How many confidential pieces carry a verdict of the claim without the actor being allowed to see them."""
    rests = VerdictEvidence.objects.filter(evidence=OuterRef("pk"))
    confidential = claim.evidence.filter(Exists(rests), confidential=True)
    return confidential.exclude(pk__in=Evidence.objects.readable_by(actor).filter(claim=claim)).count()


@dataclass
class ContactLog:
    claim: Claim
    contacts: list[Contact]
    may_log: bool
    harms: bool
    harm_is_set: str  # yes, no, automatic
    heard: bool


def visible_contacts(claim: Claim, actor: Actor) -> list[Contact]:
    """The entries of the claim's contact log that the actor may see, the newest first."""
    contacts = Contact.objects.readable_by(actor).filter(claim=claim).select_related("made_by", "struck_by")
    return list(contacts.order_by("-contacted_at", "-id"))


def contact_log(claim: Claim, actor: Actor, contacts: list[Contact]) -> ContactLog:
    harms = harms_named_party(claim)
    return ContactLog(
        claim=claim,
        contacts=contacts,
        may_log=actor.may(Action.REVIEW, claim.desk_id) and claim.article.is_live,
        harms=harms,
        harm_is_set={None: "automatic", True: "yes", False: "no"}[claim.harms_named_party],
        heard=harms and had_its_say(claim),
    )


@dataclass
class Publishing:
    """What is out of a claim, and whether more can go out now."""

    claim: Claim
    publication: Publication | None
    verdict: Verdict | None
    obstacle: DomainError | None
    may_publish: bool

    @property
    def since(self) -> str:
        """What happened to the verdict since it was published, in words; empty where nothing did."""
        if self.publication is None:
            return ""
        if self.claim.world_state in (State.REOPENED, State.UNREVIEWED):
            return _("Reopened since it was published.")
        if self.verdict is not None and self.verdict.pk != self.publication.verdict_id:
            if self.verdict.act == Verdict.Act.CORRECT:
                return _("Corrected since it was published.")
            return _("Judged anew since it was published.")
        return ""


def publishing_of(claim: Claim, actor: Actor, verdict: Verdict | None, *, published: bool = True) -> Publishing:
    """`verdict` is the newest one on the world layer; `published` is False where it is known that nothing is out."""
    publication = standing_publication(claim) if published else None
    may_publish = actor.may(Action.PUBLISH, claim.desk_id)
    obstacle = obstacle_of(claim, verdict, publication) if may_publish else None
    return Publishing(claim, publication, verdict, obstacle, may_publish)
