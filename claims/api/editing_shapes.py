"""What the API takes and says where people change the machine's reading: edits, proposals, overrulings."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import MomentField, WordsField
from claims.api.filters import IdFilter, LiveUnlessAsked, Sieve, SomeFilter
from claims.api.inputs import Input, Words
from claims.api.outputs import OBJECT, ArticleRef, Choice, Flag, Named, Shape, Text, Whole
from claims.models import Article, ClaimEdit, Overruling, Proposal
from claims.permissions import Actor

Rows = QuerySet[Any]
OFFSET = {"min_value": 0, "max_value": 100_000_000}


# --- what is sent


class ClaimIn(Input):
    """A stretch of the article's newest text, in code points. With `text`, nothing is done where other words stand there."""

    article = serializers.UUIDField()
    start = serializers.IntegerField(**OFFSET)  # type: ignore[arg-type]
    end = serializers.IntegerField(**OFFSET)  # type: ignore[arg-type]
    text = Words(max_length=20_000, trim_whitespace=False, required=False)
    reason = Words(max_length=2000, allow_blank=True, default="")


class OfVersion(Input):
    """An act on a claim as it was read: its `version` here, or as If-Match."""

    version = serializers.IntegerField(min_value=1, required=False, help_text="The version that you read.")
    reason = Words(max_length=2000, allow_blank=True, default="")


class Respan(OfVersion):
    start = serializers.IntegerField(**OFFSET)  # type: ignore[arg-type]
    end = serializers.IntegerField(**OFFSET)  # type: ignore[arg-type]
    text = Words(max_length=20_000, trim_whitespace=False, required=False)
    wording = Words(max_length=2000, allow_blank=True, default="", help_text="Left out: as the machine words it.")


class Reword(OfVersion):
    wording = Words(max_length=2000)


class Split(OfVersion):
    at = serializers.ListField(
        child=serializers.IntegerField(**OFFSET),  # type: ignore[arg-type]
        min_length=1,
        max_length=20,
        help_text="Places in the article's text at which the claim is cut.",
    )


class ClaimOfVersion(Input):
    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")


class Merge(Input):
    claims = ClaimOfVersion(many=True, min_length=2, max_length=20)  # type: ignore[call-arg]
    wording = Words(max_length=2000, allow_blank=True, default="")
    reason = Words(max_length=2000, allow_blank=True, default="")


class OverrulingIn(Input):
    article = serializers.UUIDField()
    start = serializers.IntegerField(**OFFSET)  # type: ignore[arg-type]
    end = serializers.IntegerField(**OFFSET)  # type: ignore[arg-type]
    is_leftover = serializers.BooleanField(help_text="True: a leftover; false: text after all, which is read at once.")
    reason = Words(max_length=200, allow_blank=True, default="")


class ProposalDecision(Input):
    state = serializers.ChoiceField(Proposal.State.choices)


class FindingReason(Input):
    reason = Words(max_length=2000)


class FindingQuestion(Input):
    body = Words(max_length=5000)
    claim = serializers.UUIDField(
        allow_null=True,
        default=None,
        help_text="On which claim the thread opens; null: on the one nearest to the finding.",
    )


# --- what is shown


class SuccessionOut(serializers.Serializer[Any]):
    old = serializers.UUIDField(source="old.public_id", read_only=True)
    new = serializers.UUIDField(source="new.public_id", read_only=True)


class EditOut(Shape):
    """One act on an article's claims. `before` and `after` hold every claim it changed, by id; one that is absent before was made
    by it."""

    article = ArticleRef(read_only=True)
    act = Choice(ClaimEdit.Act.choices, read_only=True)
    editor = Named(read_only=True)
    reason = WordsField()
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()
    successions = SuccessionOut(many=True, read_only=True, help_text="Which claim took which one's place.")
    undoes = serializers.UUIDField(source="undoes.public_id", read_only=True, default=None, allow_null=True)
    undone_by = serializers.SerializerMethodField()
    created_at = MomentField()

    @extend_schema_field(OBJECT)
    def get_before(self, edit: ClaimEdit) -> dict[str, Any]:
        return {key: _shown(state, edit) for key, state in edit.before["claims"].items()}

    @extend_schema_field(OBJECT)
    def get_after(self, edit: ClaimEdit) -> dict[str, Any]:
        return {key: _shown(state, edit) for key, state in edit.after["claims"].items()}

    @extend_schema_field({"type": "string", "format": "uuid", "nullable": True})
    def get_undone_by(self, edit: ClaimEdit) -> str | None:
        undo = getattr(edit, "undone_by", None)
        return str(undo.public_id) if undo else None


def _shown(state: dict[str, Any], edit: ClaimEdit) -> dict[str, Any]:
    """A claim's state in the words of the API; nothing of the database's own keys."""
    place = next((each for each in state["places"] if each["revision"] == edit.revision_id), None)
    return {
        "number": state["number"],
        "standing": state["standing"],
        "text": state["quote"],
        "wording": state["wording"],
        "kind": state["kind"],
        "hedge": state["hedge"] or None,
        "start": place["start"] if place else None,
        "end": place["end"] if place else None,
        "quantities": [row["surface"] for row in state["quantities"]],
    }


class ProposalOut(Shape):
    """What a new reading would change where people were at work."""

    article = ArticleRef(source="revision.article", read_only=True)
    kind = Choice(Proposal.Kind.choices, read_only=True)
    claim = serializers.UUIDField(source="claim.public_id", read_only=True, default=None, allow_null=True)
    start = Whole(read_only=True, allow_null=True)
    end = Whole(read_only=True, allow_null=True)
    text = serializers.SerializerMethodField()
    wording = serializers.SerializerMethodField()
    extractor = Text(read_only=True)
    state = Choice(Proposal.State.choices, read_only=True)
    decided_by = Named(read_only=True, allow_null=True)
    decided_at = MomentField(allow_null=True)
    created_at = MomentField()

    def get_text(self, proposal: Proposal) -> str:
        return str(proposal.found["quote"])

    def get_wording(self, proposal: Proposal) -> str:
        return str(proposal.found["wording"])


class OverrulingOut(Shape):
    """That a person overruled the machine on a stretch. The newest one that holds counts."""

    article = ArticleRef(source="revision.article", read_only=True)
    start = Whole(read_only=True)
    end = Whole(read_only=True)
    is_leftover = Flag(read_only=True)
    reason = WordsField()
    made_by = Named(read_only=True)
    undone_at = MomentField(allow_null=True)
    created_at = MomentField()


# --- lists


class EditFilters(Sieve):
    article = IdFilter("article")
    act = SomeFilter("act", choices=ClaimEdit.Act.choices)

    class Meta:
        model = ClaimEdit
        fields: list[str] = []


class ProposalFilters(LiveUnlessAsked):
    article = IdFilter("revision__article")
    state = SomeFilter("state", choices=Proposal.State.choices)
    kind = SomeFilter("kind", choices=Proposal.Kind.choices)

    class Meta:
        model = Proposal
        fields: list[str] = []

    def live(self, rows: Rows) -> Rows:
        return rows.filter(revision__article__state=Article.State.LIVE)


class OverrulingFilters(LiveUnlessAsked):
    article = IdFilter("revision__article")

    class Meta:
        model = Overruling
        fields: list[str] = []

    def live(self, rows: Rows) -> Rows:
        return rows.filter(revision__article__state=Article.State.LIVE)


def edits(actor: Actor) -> QuerySet[ClaimEdit]:
    return (
        ClaimEdit.objects.filter(article__in=Article.objects.readable_by(actor))
        .select_related("article", "editor", "undoes", "undone_by", "revision__article")
        .defer("revision__text")
        .prefetch_related("successions__old", "successions__new")
    )


def proposals(actor: Actor) -> QuerySet[Proposal]:
    return (
        Proposal.objects.filter(revision__article__in=Article.objects.readable_by(actor))
        .select_related("revision__article", "claim__article", "decided_by")
        .defer("revision__text")
    )


def overrulings(actor: Actor) -> QuerySet[Overruling]:
    return (
        Overruling.objects.filter(revision__article__in=Article.objects.readable_by(actor))
        .select_related("revision__article", "made_by")
        .defer("revision__text")
    )
