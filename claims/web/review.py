"""Acts on one claim: verdicts and links, each as a plain form; from the article's panel or from the claim's page."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.errors import Conflict, DomainError, InvalidInput
from claims.models import Claim, ClaimLink, Decision, Evidence, HouseLabel, Verdict
from claims.permissions import Action, require
from claims.review.errors import StaleVerdict
from claims.review.links import judge_link, make_link
from claims.review.second import decide_claim, resolve_conflict, take_back_decision
from claims.review.services import reopen_claim, withdraw_verdict
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import article_response, claim_of
from claims.web.claims import claim_response
from claims.web.forms import LinkDecisionForm, LinkForm, ReasonForm, VerdictForm
from claims.web.htmx import wants_partial
from claims.web.reading import WORLD, claim_address
from claims.web.toasts import told_in_address

REOPENING = (ClaimLink.Relation.CONTRADICTS, ClaimLink.Relation.UPDATES)  # links that may change a claim's state
UUID_IN_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def answer(
    request: DeskRequest, claim: Claim, layer: str, *, status: int = 200, panel_alone: bool = False, **shown: Any
) -> HttpResponse:
    """The page that the form came from, as it is after the act: with errors in the form, or fresh. `panel_alone` is that of
    `article_response`.

    A plain form that went through is answered by a redirect, so that reloading repeats nothing.
    """
    on_claim_page = request.POST.get("page") == "claim"
    if status == 200 and not wants_partial(request):
        told = told_in_address(shown.get("toast") or {})
        if on_claim_page:
            address = reverse("claim", args=[claim.public_id]) + "?" + urlencode({"layer": layer} | told)
        else:
            address = claim_address(claim.article, claim.number, layer)
            address = address.replace("#", f"&{urlencode(told)}#") if told else address
        return redirect(address)
    if on_claim_page:
        claim = claim_of(request.actor, claim.public_id)  # as it is after the act, with its parts
        return claim_response(request, claim, layer=layer, status=status, **shown)
    return article_response(
        request, claim.article, focus=claim.number, layer=layer, panel_alone=panel_alone, status=status, **shown
    )


def layer_of(request: DeskRequest) -> str:
    layer = request.POST.get("layer", "")
    return layer if layer in Verdict.Layer.values else WORLD


@desk_page
@require_POST
def verdict(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Judge a layer: record a verdict or change one; where two must decide, make one of the two decisions. Wrong input comes back
    in the form (422); when somebody was faster, both versions are shown (409)."""
    return _judge(request, claim_id, Action.REVIEW)


@desk_page
@require_POST
def resolve(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Resolve two decisions that differ, by the same form."""
    return _judge(request, claim_id, Action.RESOLVE)


def _judge(request: DeskRequest, claim_id: UUID, action: Action) -> HttpResponse:
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, action, claim.desk_id)
    layer = layer_of(request)
    named = request.POST.getlist("evidence")  # without any, nothing is to be chosen from
    evidence = list(Evidence.objects.readable_by(request.actor).filter(claim=claim)) if named else []
    form = VerdictForm(request.POST, evidence=evidence)
    if not form.is_valid():
        return answer(request, claim, layer, verdict_form=form, status=422)
    try:
        came = _decided(request, claim, layer, form, evidence, resolving=action == Action.RESOLVE)
    except StaleVerdict as error:
        stale = error.details.get("verdict")
        return answer(request, claim, layer, verdict_form=fresh(form, error), stale=stale, status=409)
    except DomainError as error:
        form.add_error(field_of(error), error.message)
        return answer(request, claim, layer, verdict_form=form, status=409 if isinstance(error, Conflict) else 422)
    toast = {"verdict" if isinstance(came, Verdict) else "made": came, "claim": claim}
    return answer(request, claim, layer, toast=toast, saved=f"verdict-{claim.public_id}-{layer}")


def _decided(
    request: DeskRequest, claim: Claim, layer: str, form: VerdictForm, evidence: list[Evidence], *, resolving: bool
) -> Verdict | Decision:
    data = form.cleaned_data
    chosen = [piece for piece in evidence if str(piece.public_id) in data["evidence"]]
    said: dict[str, Any] = {
        "claim": claim,
        "actor": request.actor,
        "layer": layer,
        "value": data["value"],
        "rationale": data["rationale"],
        "evidence": chosen if request.POST.get("evidence_shown") else None,
        "label": _label(claim, form.chosen_label),
        "review_by": data["review_by"],
        "checklist": form.checklist,
    }
    if resolving:
        return resolve_conflict(**said)
    return decide_claim(
        **said,
        reason=data["reason"],
        replaces=seen_verdict(claim, layer, data["replaces"]),
        wording_seen=data["wording_seen"] or None,
    )


def _label(claim: Claim, public_id: UUID | None) -> HouseLabel | None:
    if public_id is None:
        return None
    label = HouseLabel.objects.filter(desk_id=claim.desk_id, public_id=public_id).first()
    if label is None:
        raise InvalidInput(_("That label was removed meanwhile; choose another, or none."), code="label")
    return label


@desk_page
@require_POST
def take_back(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """Take back one's own decision, before another one came or within ten seconds."""
    decision = get_object_or_404(
        Decision.objects.filter(reviewer=request.actor.user).select_related("claim"), public_id=decision_id
    )
    claim = claim_of(request.actor, decision.claim.public_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    take_back_decision(decision=decision, actor=request.actor)
    return answer(request, claim, decision.layer, toast={"undone": True, "claim": claim})


def seen_verdict(claim: Claim, layer: str, public_id: UUID | None) -> Verdict | None:
    """The verdict that the reviewer had before him. An unknown one counts as none, which is then stale."""
    if public_id is None:
        return None
    return claim.verdicts.filter(layer=layer, public_id=public_id).first()


def fresh(form: VerdictForm, error: StaleVerdict) -> VerdictForm:
    """The form as it was typed, but seen against the verdict that holds now: sending it again is a decision."""
    now = error.details.get("verdict")
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["replaces"] = str(now.public_id) if isinstance(now, Verdict) else ""
    again = VerdictForm(data, evidence=[])
    again.fields["evidence"].choices = form.fields["evidence"].choices  # type: ignore[attr-defined]
    return again


def field_of(error: DomainError) -> str | None:
    """The field at which the page shows the error; None for the whole form."""
    return {
        "rationale": "rationale",
        "reason": "reason",
        "value": "value",
        "evidence": "evidence",
        "origins": "evidence",
        "label": "label_verified",
        "review_by": "review_by",
    }.get(error.code)


@desk_page
@require_POST
def undo_verdict(request: DeskRequest, verdict_id: UUID) -> HttpResponse:
    """Take back one's own verdict, within ten seconds."""
    found = get_object_or_404(Verdict.objects.readable_by(request.actor).select_related("claim"), public_id=verdict_id)
    claim = claim_of(request.actor, found.claim.public_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    withdraw_verdict(verdict=found, actor=request.actor)
    return answer(request, claim, found.layer, toast={"undone": True, "claim": claim})


@desk_page
@require_POST
def reopen(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Put a judged layer back to review, with a reason."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    layer = layer_of(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("Say why it is reopened."))
    seen = request.POST.get("replaces", "")
    verdict = seen_verdict(claim, layer, UUID(seen)) if UUID_IN_TEXT.fullmatch(seen) else None
    reopened = reopen_claim(
        claim=claim, actor=request.actor, layer=layer, reason=form.cleaned_data["reason"], replaces=verdict
    )
    toast = {"verdict": reopened, "claim": claim}
    return answer(request, claim, layer, toast=toast, saved=f"reopen-{claim.public_id}-{layer}")


def other_claim(request: DeskRequest, words: str, *, of: Claim | None = None) -> Claim | None:
    """The claim that an address or an id names, or a number in the article of `of`. Raises InvalidInput for one that is not found."""
    if not words.strip():
        return None
    if of is not None and (short := re.fullmatch(r"\s*#?(\d{1,8})\s*", words)):
        same_article = (
            Claim.objects.readable_by(request.actor).filter(article=of.article_id, number=int(short[1])).first()
        )
        if same_article is None:
            raise InvalidInput(_("This article has no claim of that number."), code="other_claim")
        return same_article
    ids = UUID_IN_TEXT.findall(words.lower())
    claims = Claim.objects.readable_by(request.actor)
    found = claims.filter(public_id=ids[-1]).first() if ids else None
    number = re.search(r"[?&]claim=(\d{1,8})", words)
    if found is None and ids and number:
        found = claims.filter(article__public_id=ids[0], number=int(number[1])).first()
    if found is None:
        raise InvalidInput(_("No claim is at that address."), code="other_claim")
    return found


@desk_page
@require_POST
def draw_link(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Link the claim to another one by hand, with a reason."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.LINK, claim.desk_id)
    layer = layer_of(request)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return answer(request, claim, layer, link_form=form, status=422)
    data = form.cleaned_data
    try:
        other = other_claim(request, data["other_claim"], of=claim)
        if other is None:
            raise InvalidInput(_("No claim is at that address."), code="other_claim")
        newer = {"this": claim, "other": other}.get(data["newer"])
        link = make_link(
            actor=request.actor, claim=claim, other=other, relation=data["relation"], reason=data["reason"], newer=newer
        )
    except (InvalidInput, Conflict) as error:
        where = {"other_claim": "other_claim", "pair": "other_claim", "linked": "other_claim", "newer": "newer"}
        form.add_error(where.get(error.code), error.message)
        return answer(request, claim, layer, link_form=form, status=409 if isinstance(error, Conflict) else 422)
    toast = {"link": link, "claim": claim, "decision": "draw"}
    return answer(request, claim, layer, toast=toast, saved=f"link-{claim.public_id}")


@desk_page
@require_POST
def decide_link(request: DeskRequest, link_id: UUID, claim_id: UUID) -> HttpResponse:
    """Confirm or reject a suggested link, or take the decision back; answered with the claim it was decided at."""
    link = get_object_or_404(ClaimLink.objects.readable_by(request.actor).only("desk_id"), public_id=link_id)
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.LINK, link.desk_id)
    form = LinkDecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("The decision could not be understood; reload the page and try again."))
    decision = form.cleaned_data["decision"]
    state = {
        "confirm": ClaimLink.State.CONFIRMED,
        "reject": ClaimLink.State.REJECTED,
        "undo": ClaimLink.State.SUGGESTED,
    }[decision]
    link = judge_link(link=link, actor=request.actor, state=state, version=form.cleaned_data["version"], at=claim)
    toast = {"link": link, "claim": claim, "decision": decision}
    # a suggestion counts in a note like a confirmed link
    alone = decision == "confirm" and link.relation not in REOPENING
    return answer(request, claim, layer_of(request), toast=toast, panel_alone=alone)
