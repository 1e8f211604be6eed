"""The addresses of facts, sources, provenance and the comparison of two articles."""

from __future__ import annotations

from django.urls import path

from claims.web import compare, facts, provenance, retraction, sources

urlpatterns = [
    path("facts/", facts.fact_list, name="facts"),
    path("facts/gather/", facts.gather_suggested, name="facts-gather"),
    path("facts/<uuid:fact_id>/", facts.fact, name="fact"),
    path("facts/<uuid:fact_id>/rename/", facts.rename, name="fact-rename"),
    path("facts/<uuid:fact_id>/close/", facts.close, name="fact-close"),
    path("facts/<uuid:fact_id>/split/", facts.split, name="fact-split"),
    path("facts/<uuid:fact_id>/merge/", facts.merge, name="fact-merge"),
    path("facts/<uuid:fact_id>/undo/", facts.undo, name="fact-undo"),
    path("claims/<uuid:claim_id>/fact/", facts.choose, name="claim-fact"),
    path("claims/<uuid:claim_id>/fact/remove/", facts.remove, name="claim-fact-remove"),
    path("claims/<uuid:claim_id>/provenance/", provenance.provenance, name="claim-provenance"),
    path("claims/<uuid:claim_id>/credibility/", sources.credibility, name="credibility"),
    #
    path("sources/", sources.source_list, name="sources"),
    path("sources/add/", sources.add, name="source-add"),
    path("sources/<uuid:source_id>/", sources.source, name="source"),
    path("sources/<uuid:source_id>/edit/", sources.edit, name="source-edit"),
    path("sources/<uuid:source_id>/rate/", sources.rate, name="source-rate"),
    path("sources/<uuid:source_id>/alias/", sources.alias, name="source-alias"),
    path("sources/<uuid:source_id>/merge/", sources.merge, name="source-merge"),
    path("sources/<uuid:source_id>/retract/", retraction.retract, name="source-retract"),
    path("sources/<uuid:source_id>/restore/", retraction.restore, name="source-restore"),
    #
    path("compare/", compare.compare, name="compare"),
]
