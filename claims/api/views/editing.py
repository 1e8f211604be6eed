"""People change the machine's reading: claims, leftovers, proposals, findings; each act is an edit that can be taken back."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import editing_shapes as shapes
from claims.api import rows
from claims.api.inputs import Nothing
from claims.api.outputs import FindingOut, RunOut
from claims.api.views.base import DeskView, named, referred
from claims.api.views.work import version_read
from claims.models import Article, Claim, ClaimEdit, Overruling, Proposal
from claims.permissions import Action, require
from claims.pipeline.services import read_again
from claims.review.editing import (
    accept_proposal,
    add_claim,
    dismiss_proposal,
    merge_claims,
    overrule,
    reject_claim,
    reopen_proposal,
    respan_claim,
    restore_claim,
    reword_claim,
    split_claim,
    undo_edit,
)
from claims.review.editing.overruling import edit_of
from claims.review.findings import dismiss_finding, raise_finding_again
from claims.review.raising import raise_finding, take_back_question


class EditsOfClaims:
    """For the claims' resource: what people change about their words. Each answers with the edit; its id takes it back."""

    @extend_schema(request=shapes.ClaimIn, responses={201: shapes.EditOut})
    def create(self: Any, request: Request) -> Response:
        """Make a claim of a stretch of an article's text; the machine reads its quantities, attribution and hedge."""
        sent = self.sent(shapes.ClaimIn).validated_data
        article = _article(self, sent["article"])
        edit = add_claim(
            article=article, actor=self.actor, start=sent["start"], end=sent["end"], words=sent.get("text"), reason=sent["reason"]
        )  # fmt: skip
        return _edited(edit)

    def _as_read(self: Any, request: Request, shape: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The claim with the version that was read, as every act takes them; and what else was sent."""
        claim = self.get_object()
        require(self.actor, Action.EDIT_CLAIMS, claim.desk_id)
        sent = dict(self.sent(shape).validated_data)
        version = version_read(request, sent.pop("version", None))
        return {"claim": claim, "actor": self.actor, "version": version, "reason": sent.pop("reason")}, sent

    @extend_schema(request=shapes.Respan, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def respan(self: Any, request: Request, id: str) -> Response:
        """Move a claim's borders. A judged claim reopens, its decided links become suggestions again."""
        act, sent = self._as_read(request, shapes.Respan)
        return _edited(respan_claim(**act, words=sent.pop("text", None), **sent))

    @extend_schema(request=shapes.Reword, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def reword(self: Any, request: Request, id: str) -> Response:
        """Give a claim another standalone wording."""
        act, sent = self._as_read(request, shapes.Reword)
        return _edited(reword_claim(**act, **sent))

    @extend_schema(request=shapes.Split, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def split(self: Any, request: Request, id: str) -> Response:
        """Cut a claim into two or more. Verdicts stay with the old one; links go to the part that they rest on."""
        act, sent = self._as_read(request, shapes.Split)
        return _edited(split_claim(**act, **sent))

    @extend_schema(request=shapes.OfVersion, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def reject(self: Any, request: Request, id: str) -> Response:
        """Say that a claim is none. No later reading brings it back."""
        act, _sent = self._as_read(request, shapes.OfVersion)
        return _edited(reject_claim(**act))

    @extend_schema(request=shapes.OfVersion, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def restore(self: Any, request: Request, id: str) -> Response:
        """Bring a rejected claim back."""
        act, _sent = self._as_read(request, shapes.OfVersion)
        return _edited(restore_claim(**act))

    @extend_schema(request=shapes.Merge, responses={201: shapes.EditOut})
    @action(detail=False, methods=["post"])
    def merge(self: Any, request: Request) -> Response:
        """Make one claim of several of an article that stand next to each other or overlap."""
        sent = self.sent(shapes.Merge).validated_data
        versions = {each["id"]: each["version"] for each in sent["claims"]}
        found = list(Claim.objects.readable_by(self.actor).select_related("article").filter(public_id__in=versions))
        if len(found) != len(versions):
            raise Http404
        claims = {claim: versions[claim.public_id] for claim in found}
        return _edited(merge_claims(claims=claims, actor=self.actor, wording=sent["wording"], reason=sent["reason"]))


class ReadingOfArticles:
    """For the articles' resource: a new reading that writes over nothing that people touched."""

    @extend_schema(request=None, responses={202: RunOut})
    @action(detail=True, methods=["post"], url_path="read-again")
    def read_again(self: Any, request: Request, id: str) -> Response:
        """Read the newest text once more. What would change claims that people touched is proposed; see proposals."""
        self.sent(Nothing)
        run = read_again(article=_article(self, id), actor=self.actor)
        return self.show(rows.runs(self.actor).get(pk=run.pk), RunOut, 202)


class DecisionsOnFindings:
    """For the findings' resource."""

    @extend_schema(request=shapes.FindingReason, responses=FindingOut)
    @action(detail=True, methods=["post"])
    def dismiss(self: Any, request: Request, id: str) -> Response:
        """Set a finding aside, with a reason. It stays aside when the same text is read again."""
        finding, sent = self.get_object(), self.sent(shapes.FindingReason).validated_data
        dismiss_finding(finding=finding, actor=self.actor, reason=sent["reason"])
        return self.show(self.get_object())

    @extend_schema(request=None, responses=FindingOut)
    @action(detail=True, methods=["post"], url_path="raise-again")
    def raise_again(self: Any, request: Request, id: str) -> Response:
        """Take up a finding that was set aside."""
        self.sent(Nothing)
        raise_finding_again(finding=self.get_object(), actor=self.actor)
        return self.show(self.get_object())

    @extend_schema(request=shapes.FindingQuestion, responses={201: FindingOut})
    @action(detail=True, methods=["post"], url_path="raise")
    def raise_with_author(self: Any, request: Request, id: str) -> Response:
        """Ask whoever handed the article in about a finding. It opens a thread on the claim, else on the one nearest to it, and
        is told as a mention. 409 where it is raised already, or nobody can be asked."""
        finding, sent = self.get_object(), self.sent(shapes.FindingQuestion).validated_data
        require(self.actor, Action.COMMENT, finding.revision.article.desk_id)
        claim = referred(rows.claims(self.actor), "claim", sent["claim"])
        raise_finding(finding=finding, actor=self.actor, body=sent["body"], claim=claim)
        return self.show(self.get_object(), status=201)

    @extend_schema(request=None, responses=FindingOut)
    @action(detail=True, methods=["post"], url_path="take-question-back")
    def take_question_back(self: Any, request: Request, id: str) -> Response:
        """Withdraw one's own question while nobody has answered."""
        self.sent(Nothing)
        take_back_question(finding=self.get_object(), actor=self.actor)
        return self.show(self.get_object())


class Edits(DeskView):
    nouns = ("edit of claims", "edits of claims")
    queryset = ClaimEdit.objects.none()
    rows = staticmethod(shapes.edits)
    serializer_class = shapes.EditOut
    filterset_class = shapes.EditFilters

    @extend_schema(request=None, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Take an edit back: claims, links and verdicts are as they were. Where somebody judged or built on what it made, the
        answer is 409 and says so. An undo can be undone."""
        self.sent(Nothing)
        return _edited(undo_edit(edit=self.get_object(), actor=self.actor))


class Proposals(DeskView):
    nouns = ("proposal of a reading", "proposals of a reading")
    queryset = Proposal.objects.none()
    rows = staticmethod(shapes.proposals)
    serializer_class = shapes.ProposalOut
    filterset_class = shapes.ProposalFilters

    @extend_schema(request=shapes.ProposalDecision, responses=shapes.ProposalOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Accept or dismiss a proposal, or open a dismissed one again. An accepted one is taken back by undoing its edit."""
        proposal, state = self.get_object(), self.sent(shapes.ProposalDecision).validated_data["state"]
        if state == Proposal.State.ACCEPTED:
            accept_proposal(proposal=proposal, actor=self.actor)
        elif state == Proposal.State.DISMISSED:
            dismiss_proposal(proposal=proposal, actor=self.actor)
        else:
            reopen_proposal(proposal=proposal, actor=self.actor)
        return self.show(self.get_object())


class Overrulings(DeskView):
    nouns = ("overruling", "overrulings")
    queryset = Overruling.objects.none()
    rows = staticmethod(shapes.overrulings)
    serializer_class = shapes.OverrulingOut
    filterset_class = shapes.OverrulingFilters

    @extend_schema(request=shapes.OverrulingIn, responses={201: shapes.OverrulingOut})
    def create(self, request: Request) -> Response:
        """Say of a stretch that it is text, which is read at once, or a leftover, whose claims are rejected."""
        sent = dict(self.sent(shapes.OverrulingIn).validated_data)
        edit = overrule(article=_article(self, sent.pop("article")), actor=self.actor, **sent)
        said = self.get_queryset().get(public_id=edit.after["overruling"]["id"])
        return self.show(said, status=201)

    @extend_schema(request=None, responses={201: shapes.EditOut})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Take an overruling back, with the claims that it made or rejected."""
        self.sent(Nothing)
        return _edited(undo_edit(edit=edit_of(self.get_object()), actor=self.actor))


def _article(view: Any, public_id: Any) -> Article:
    articles = Article.objects.readable_by(view.actor).select_related("outlet", "desk")
    return named(articles, public_id)


def _edited(edit: ClaimEdit) -> Response:
    return Response(shapes.EditOut(edit).data, 201)
