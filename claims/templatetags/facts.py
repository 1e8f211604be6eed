"""What the pages of facts, sources and claims share: a claim's fact, its provenance, its credibility, small marks."""

from __future__ import annotations

from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Claim, ClaimLink, History, Source
from claims.permissions import Action
from claims.review.credibility import CREDIBILITY
from claims.templatetags.factdesk import amount, icon
from claims.web.compare_view import link_words
from claims.web.provenance_view import view_claims_graph

register = Library()


@register.simple_tag
def side_mark(side: str, words: bool = False) -> SafeString:
    """The side's shape, named: beside it where there is room, else for those who do not see it."""
    side = side if side in ("a", "b") else "none"
    name = str(Source.Side(side).label)
    if words:
        return format_html('<span class="side side--{}">{} {}</span>', side, icon(f"side-{side}"), name)
    return format_html('<span class="side side--{}">{}</span>', side, icon(f"side-{side}", name))


@register.filter
def unlocalized(value: int) -> str:
    """A number as a form sends it back, whatever the reader's way of writing numbers."""
    return str(value)


@register.filter
def chart_value(value: float, unit: str) -> str:
    """A tick of the chart's scale."""
    return _("%s %%") % amount(round(value * 100, 1)) if unit == "share" else amount(round(value, 6))


@register.filter
def link_reason(link: ClaimLink) -> str:
    """What the gutter between two articles says below the relation."""
    return link_words(link)


@register.filter
def act_done(event: History) -> str:
    """What the reader has just done to a fact."""
    claims = ngettext("%s claim", "%s claims", int(event.after.get("claims", 0))) % event.after.get("claims", 0)
    words = {
        "made fact": _("A new fact with %(claims)s."),
        "gathered claims": _("%(claims)s put into the fact."),
        "removed claims": _("%(claims)s taken out."),
        "merged fact": _("Merged: %(claims)s moved here."),
        "split fact": _("Split off, with %(claims)s."),
        "renamed fact": _("The fact is renamed."),
        "closed fact": _("Its event is over."),
        "opened fact": _("Its event goes on."),
        "took back": _("Taken back."),
    }
    return words.get(event.verb, _("Done.")) % {"claims": claims}


@register.inclusion_tag("facts/_layers.html")
def both_layers(claim: Claim) -> dict[str, Any]:
    """How the claim stands on its layers, as glyphs in a table."""
    return {"claim": claim, "said": bool(claim.hops.all())}


@register.inclusion_tag("facts/_of_claim.html", takes_context=True)
def fact_of(context: Any, claim: Claim) -> dict[str, Any]:
    """The fact that the claim belongs to, with what the reader may do about it."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    return {
        "claim": claim,
        "fact": claim.fact,
        "may_gather": bool(actor and actor.may(Action.GATHER, claim.desk_id)),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("provenance/_of_claim.html", takes_context=True)
def provenance_of(context: Any, claim: Claim) -> dict[str, Any]:
    """The claim's chain as a graph with its table."""
    return {"claim": claim, "graph": view_claims_graph([claim])}


@register.inclusion_tag("claims/_credibility.html", takes_context=True)
def credibility_of(context: Any, claim: Claim) -> dict[str, Any]:
    """How credible the claim's information is, and a control for whoever may rate it."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    return {
        "claim": claim,
        "words": CREDIBILITY.get(claim.credibility or 0, _("not rated")),
        "choices": CREDIBILITY.items(),
        "may_rate": bool(actor and actor.may(Action.REVIEW, claim.desk_id)),
        "csrf_token": context.get("csrf_token"),
    }
