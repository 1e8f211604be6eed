"""What a program may send: shape only, every field named. The rules are in the services."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.intake.services import Given
from claims.models import ClaimLink, Verdict

NO_SUCH_FIELD = "There is no such field here."
LONG = 100_000  # characters of what people write in a rationale, a note, a quote
METADATA = ("title", "outlet", "published", "url", "byline", "language")


class Words(serializers.CharField):
    """Text, and no number that would be written out as one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Input(serializers.Serializer[Any]):
    """Fields that are not declared are refused, so that a misspelt one is noticed."""

    def to_internal_value(self, data: Any) -> Any:
        if unknown := [str(name) for name in data if name not in self.fields]:
            raise serializers.ValidationError({name: [NO_SUCH_FIELD] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Input):
    """An act that needs no more words."""


class Metadata(Input):
    """What is given of an article. `published` takes as much of a date as is known: 2025-03-02 06:30, 2025-03-02, 2025."""

    title = Words(max_length=500, required=False, allow_blank=True)
    outlet = Words(
        max_length=200, required=False, allow_blank=True, allow_null=True, help_text="Its name; a new one is added."
    )
    published = Words(max_length=40, required=False, allow_blank=True, allow_null=True)
    url = Words(max_length=2000, required=False, allow_blank=True, allow_null=True)
    byline = Words(max_length=300, required=False, allow_blank=True, allow_null=True)
    language = Words(max_length=12, required=False, allow_blank=True)

    def given(self, otherwise: Given | None = None) -> Given:
        """As the services take it; what was not sent comes from `otherwise`."""
        sent, before = self.validated_data, otherwise or Given()
        return Given(
            **{name: (sent[name] or "") if name in sent else str(getattr(before, name) or "") for name in METADATA}
        )


class ArticleIn(Metadata):
    text = Words(trim_whitespace=False, allow_blank=True, help_text="Title first, then the body.")
    file_name = Words(max_length=1000, default="text.txt", help_text="Says how the text is read: .txt or .md.")


class FileIn(Metadata):
    """A form of the type multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True, max_length=None, help_text="A .txt or .md file.")
    sidecar = serializers.FileField(
        required=False, allow_empty_file=True, max_length=None, help_text="FILE.meta.json with the same fields."
    )


class MetadataEdit(Metadata):
    """Fields that are left out stay; an empty outlet or date means “unknown”."""

    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")


class Reason(Input):
    reason = Words(max_length=2000)


class Reopening(Input):
    layer = serializers.ChoiceField(Verdict.Layer.choices)
    reason = Words(max_length=LONG)
    replaces = serializers.UUIDField(help_text="The verdict that held when you looked.")


class LinkIn(Input):
    claim = serializers.UUIDField()
    other = serializers.UUIDField()
    relation = serializers.ChoiceField(ClaimLink.Relation.choices)
    reason = Words(max_length=2000)
    newer = serializers.UUIDField(allow_null=True, default=None, help_text="Of an update: the newer of the two.")


class LinkDecision(Input):
    state = serializers.ChoiceField(ClaimLink.State.choices)
    relation = serializers.ChoiceField(ClaimLink.Relation.choices, required=False)
    newer = serializers.UUIDField(allow_null=True, default=None)
    at = serializers.UUIDField(
        allow_null=True, default=None, help_text="The end that it is decided at: only the other one gets a to-do."
    )
    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")
