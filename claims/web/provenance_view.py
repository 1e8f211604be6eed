"""The provenance of single claims as pages show it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.linking.origins import graph_of_claims
from claims.models import Claim
from claims.web.graph_view import GraphView, Place, view_graph


def view_claims_graph(claims: Sequence[Claim]) -> GraphView:
    """The graph of these claims, each called by its number."""
    places = {
        str(claim.pk): Place(_("claim %(number)s") % {"number": claim.number}, reverse("claim", args=[claim.public_id]))
        for claim in claims
    }
    return view_graph(graph_of_claims(claims), places)
