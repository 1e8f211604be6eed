"""How credible the information of one claim is, 1 to 6 (NATO STANAG 2511): apart from its source's reliability, and no verdict."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Claim
from claims.permissions import Action, Actor, require

CREDIBILITY = {
    1: gettext_lazy("confirmed by other sources"),
    2: gettext_lazy("probably true"),
    3: gettext_lazy("possibly true"),
    4: gettext_lazy("doubtful"),
    5: gettext_lazy("improbable"),
    6: gettext_lazy("cannot be judged"),
}


class StaleCredibility(Conflict):
    """Somebody rated the claim meanwhile; `credibility` is what holds now."""

    code = "stale_credibility"


def rate_credibility(*, claim: Claim, actor: Actor, value: int | None, seen: int | None, reason: str = "") -> Claim:
    """Set it, or None for not rated. `seen` is the one that the actor saw. Raises StaleCredibility, InvalidInput, Forbidden."""
    require(actor, Action.REVIEW, claim.desk_id)
    if value is not None and value not in CREDIBILITY:
        raise InvalidInput(_("Credibility is a number from 1 to 6, or not rated."), code="credibility")
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        before = claim.credibility
        if before == value:
            return claim
        if before != seen:
            raise StaleCredibility(
                _("Somebody rated this claim meanwhile: it is %(now)s now. Look, then rate again.")
                % {"now": before or _("not rated")},
                credibility=before,
            )
        claim.credibility = value
        claim.save(update_fields=["credibility"])
        history.append(
            verb="rated credibility", subject=claim, desk=claim.desk_id, actor=actor,
            before={"credibility": before}, after={"credibility": value}, reason=reason.strip(),
        )  # fmt: skip
    return claim
