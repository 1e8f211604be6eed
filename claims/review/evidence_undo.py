"""Taking back the removal of evidence, within ten seconds: what was removed travels with the page, signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict
from claims.models import Claim, Contact, Evidence, EvidenceCopy, User
from claims.permissions import Action, Actor, require
from claims.review.errors import TooLateToUndo
from claims.review.evidence import told
from claims.review.services import UNDO_GRACE_SECONDS, UNDO_SECONDS

SALT = "claims.review.evidence_undo"
COLUMNS = (
    "kind", "url", "file_name", "media_type", "size", "sha256", "confidential", "weight", "stance", "quote", "locator", "note",
)  # fmt: skip
OF_COPIES = ("state", "attempts", "final_url", "status", "media_type", "size", "sha256", "error")
MOMENTS = ("not_before", "fetched_at")


def kept_for_undo(piece: Evidence, actor: Actor) -> str:
    """All that `restore_evidence` needs of a piece that the actor is about to remove. Only he can use it."""
    kept: dict[str, Any] = {name: getattr(piece, name) for name in COLUMNS}
    kept |= {"id": str(piece.public_id), "claim": piece.claim_id, "by": piece.added_by_id, "remover": actor.user.pk}
    kept |= {"other": piece.other_claim_id, "contact": piece.contact_id, "at": piece.accessed_at.isoformat()}
    kept["copies"] = [
        {name: getattr(copy, name) for name in OF_COPIES}
        | {name: moment.isoformat() if (moment := getattr(copy, name)) else None for name in MOMENTS}
        for copy in piece.copies.order_by("id")
    ]
    return signing.dumps(kept, salt=SALT, compress=True)


def restore_evidence(*, kept: str, actor: Actor) -> Evidence:
    """The piece, there again under its own id. Raises TooLateToUndo, Conflict when it is back already, Forbidden."""
    try:
        data = signing.loads(kept, salt=SALT, max_age=UNDO_SECONDS + UNDO_GRACE_SECONDS)
    except signing.BadSignature as error:
        raise TooLateToUndo(_("The ten seconds for undoing are over. Add the evidence again.")) from error
    claim = Claim.objects.filter(pk=data["claim"]).first()
    if claim is None or data["remover"] != actor.user.pk:
        raise TooLateToUndo(_("The ten seconds for undoing are over. Add the evidence again."))
    require(actor, Action.REVIEW, claim.desk_id)
    try:
        with transaction.atomic():
            piece = Evidence.objects.create(
                public_id=data["id"], claim=claim, added_by=User.objects.get(pk=data["by"]),
                other_claim=Claim.objects.filter(pk=data["other"]).first(), contact=Contact.objects.filter(pk=data["contact"]).first(),
                accessed_at=datetime.fromisoformat(data["at"]), **{name: data[name] for name in COLUMNS},
            )  # fmt: skip
            for copy in data["copies"]:
                moments = {name: datetime.fromisoformat(copy[name]) if copy[name] else None for name in MOMENTS}
                EvidenceCopy.objects.create(evidence=piece, **{name: copy[name] for name in OF_COPIES}, **moments)
            history.append(verb="restored evidence", subject=claim, desk=claim.desk_id, actor=actor, after=told(piece))
    except IntegrityError as error:
        raise Conflict(_("This evidence is there again already."), code="restored") from error
    return piece
