"""What the machine noticed, set aside by a person with a reason, and taken up again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Finding
from claims.permissions import Action, Actor, require


class FindingDecided(Conflict):
    code = "finding_decided"


def dismiss_finding(*, finding: Finding, actor: Actor, reason: str) -> Finding:
    """Set a finding aside. It stays aside when the same text is read again. Raises InvalidInput (no reason), FindingDecided."""
    article = finding.revision.article
    require(actor, Action.EDIT_CLAIMS, article.desk_id)
    if not reason.strip():
        raise InvalidInput(_("Say why this finding is set aside."), code="reason")
    with transaction.atomic():
        finding = _locked(finding)
        if finding.dismissed_at is not None:
            raise FindingDecided(_("This finding was set aside already."))
        finding.dismissed_by, finding.dismissed_at, finding.dismissed_reason = (
            actor.user,
            timezone.now(),
            reason.strip(),
        )
        finding.save(update_fields=["dismissed_by", "dismissed_at", "dismissed_reason"])
        history.append(
            verb="set a finding aside", subject=finding, desk=article.desk_id, actor=actor, reason=reason.strip(),
            after={"kind": finding.kind, "message": finding.message, "article": str(article.public_id)},
        )  # fmt: skip
    return finding


def raise_finding_again(*, finding: Finding, actor: Actor) -> Finding:
    """Take up a finding that was set aside. Raises FindingDecided where it was not."""
    article = finding.revision.article
    require(actor, Action.EDIT_CLAIMS, article.desk_id)
    with transaction.atomic():
        finding = _locked(finding)
        if finding.dismissed_at is None:
            raise FindingDecided(_("This finding was not set aside."))
        was = finding.dismissed_reason
        finding.dismissed_by = finding.dismissed_at = None
        finding.dismissed_reason = ""
        finding.save(update_fields=["dismissed_by", "dismissed_at", "dismissed_reason"])
        history.append(
            verb="took a finding up again", subject=finding, desk=article.desk_id, actor=actor, before={"reason": was},
            after={"kind": finding.kind, "message": finding.message, "article": str(article.public_id)},
        )  # fmt: skip
    return finding


def _locked(finding: Finding) -> Finding:
    found = Finding.objects.select_for_update(of=("self",)).filter(pk=finding.pk).first()
    if found is None:
        raise FindingDecided(_("The text was read again meanwhile, and this is not found any more."))
    return found
