"""Comments, notifications and tokens: what the API says of them, what it takes, and how their lists are filtered."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from rest_framework import serializers

from claims.api.fields import MomentField, WordsField
from claims.api.filters import FlagFilter, IdFilter, LiveUnlessAsked, Sieve, SomeFilter
from claims.api.inputs import Input, Words
from claims.api.outputs import ArticleRef, Choice, ClaimRef, Named, Shape, Text, TokenOut, Whole
from claims.models import ApiToken, Claim, Comment, Notification, User
from claims.permissions import Actor
from claims.talk.comments import LONGEST
from claims.talk.inbox import notifications_of, with_what_it_is_about

MENTIONS = "People of the desk to tell, beside those named with @ in the body. Others are left out."


class CommentOut(Shape):
    claim = ClaimRef(read_only=True)
    thread = serializers.UUIDField(
        source="thread.public_id", read_only=True, allow_null=True, default=None,
        help_text="The comment that opened the thread; null for that one itself.",
    )  # fmt: skip
    author = Named(read_only=True)
    body = serializers.SerializerMethodField(help_text="Plain text; null once it is withdrawn.")
    start = Whole(read_only=True, allow_null=True, help_text="Within the claim's quote, where it is about some of it.")
    end = Whole(read_only=True, allow_null=True)
    mentions = Named(many=True, read_only=True)
    created_at = MomentField()
    edited_at = MomentField(allow_null=True)
    withdrawn_at = MomentField(allow_null=True)
    resolved_at = MomentField(allow_null=True, help_text="Of a thread; null in answers.")
    resolved_by = Named(read_only=True, allow_null=True)
    version = Whole(read_only=True, help_text="Send it with an edit or a withdrawal.")

    def get_body(self, comment: Comment) -> str | None:
        return None if comment.withdrawn_at else comment.body


class StoredComment(CommentOut):
    unknown_mentions = serializers.SerializerMethodField(
        help_text="Names after an @ that nobody on the desk has: nobody was told under them."
    )

    def get_unknown_mentions(self, comment: Comment) -> list[str]:
        return list(self.context.get("unknown", []))


class CommentIn(Input):
    claim = serializers.UUIDField()
    body = Words(max_length=LONGEST)
    thread = serializers.UUIDField(allow_null=True, default=None, help_text="Any comment of the thread to answer in.")
    mentions = serializers.ListField(
        child=serializers.UUIDField(), max_length=100, default=list, help_text=MENTIONS
    )  # fmt: skip
    start = serializers.IntegerField(min_value=0, allow_null=True, default=None)
    end = serializers.IntegerField(min_value=1, allow_null=True, default=None)


class CommentEdit(Input):
    body = Words(max_length=LONGEST)
    mentions = serializers.ListField(child=serializers.UUIDField(), max_length=100, required=False, help_text=MENTIONS)
    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")


class VersionRead(Input):
    version = serializers.IntegerField(min_value=1, help_text="The version that you read.")


class CommentFilters(LiveUnlessAsked):
    claim = IdFilter("claim")
    article = IdFilter("claim__article")
    author = IdFilter("author")
    thread = IdFilter(method="by_thread", help_text="The comment that opened it: that one and its answers.")
    resolved = FlagFilter(method="by_resolved", help_text="Whether the thread is.")

    class Meta:
        model = Comment
        fields: list[str] = []

    @staticmethod
    def live(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(claim__in=Claim.objects.current())

    def by_thread(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(Q(public_id=value) | Q(thread__public_id=value))

    def by_resolved(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        opens = Q(thread__isnull=True, resolved_at__isnull=value != "true" and value is not True)
        answers = Q(thread__isnull=False, thread__resolved_at__isnull=value != "true" and value is not True)
        return rows.filter(opens | answers)


class NotificationOut(Shape):
    kind = Choice(Notification.Kind.choices, read_only=True)
    why = Text(read_only=True, help_text="Completes “You are told …”.")
    actor = serializers.SerializerMethodField(help_text="Null: the machine, or somebody who must not be known yet.")
    claim = ClaimRef(read_only=True, allow_null=True)
    further_claims = serializers.SerializerMethodField(
        help_text="Ids of the claims that are told with it: many that one cause reopened."
    )
    article = ArticleRef(read_only=True, allow_null=True)
    comment = serializers.UUIDField(source="comment.public_id", read_only=True, allow_null=True, default=None)
    created_at = MomentField()
    read_at = MomentField(allow_null=True)

    def get_further_claims(self, row: Notification) -> list[str]:
        return [str(each.claim.public_id) for each in row.further.all()]

    def get_actor(self, row: Notification) -> Any:
        return Named(row.actor).data if row.says_who else None


class Reading(Input):
    read = serializers.BooleanField()


class Marked(serializers.Serializer[Any]):
    marked = Whole(read_only=True, help_text="How many were unread.")


class NotificationFilters(Sieve):
    kind = SomeFilter(choices=Notification.Kind.choices)
    unread = FlagFilter("read_at", "isnull")
    claim = IdFilter("claim")

    class Meta:
        model = Notification
        fields: list[str] = []


class OwnTokenOut(TokenOut):
    created_at = MomentField()
    last_used_at = MomentField(allow_null=True)
    revoked_at = MomentField(allow_null=True)


class TokenFilters(Sieve):
    revoked = FlagFilter("revoked_at", "isnull", exclude=True)

    class Meta:
        model = ApiToken
        fields: list[str] = []


class SettingsOut(serializers.Serializer[Any]):
    """What the token's account has set for itself."""

    display_name = WordsField()
    time_zone = Text(read_only=True)
    locale = WordsField(help_text="Null: as the browser asks.")
    single_keys = serializers.BooleanField(read_only=True)
    digest = Choice(User.Digest.choices, read_only=True)


class SettingsEdit(Input):
    """Fields that are left out stay."""

    display_name = Words(max_length=120, required=False, allow_blank=True)
    time_zone = Words(max_length=64, required=False)
    locale = Words(max_length=12, required=False, allow_blank=True)
    single_keys = serializers.BooleanField(required=False)
    digest = serializers.ChoiceField(User.Digest.choices, required=False)


def comments(actor: Actor) -> QuerySet[Comment]:
    return (
        Comment.objects.readable_by(actor)
        .select_related("claim__article", "thread", "author", "resolved_by")
        .prefetch_related(Prefetch("mentions", User.objects.order_by("pk")))
    )


def notifications(actor: Actor) -> QuerySet[Notification]:
    return with_what_it_is_about(notifications_of(actor)).prefetch_related("further__claim")


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=actor.user, desk_id=actor.token_desk_id or 0)
