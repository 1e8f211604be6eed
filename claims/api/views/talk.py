"""What people say to each other about claims, what the token's account was told, and what is its own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.account_settings import edit_settings
from claims.accounts import revoke_token
from claims.api import talk_shapes as shapes
from claims.api.inputs import Nothing
from claims.api.views.base import DeskView, Guarded, named, referred
from claims.errors import Forbidden
from claims.models import ApiToken, Claim, Comment, Notification, User
from claims.talk.comments import (
    Said,
    add_comment,
    edit_comment,
    people_of,
    reopen_thread,
    resolve_thread,
    restore_comment,
    withdraw_comment,
)
from claims.talk.inbox import mark_read, mark_unread


class Comments(DeskView):
    nouns = ("comment", "comments")
    queryset = Comment.objects.none()
    rows = staticmethod(shapes.comments)
    serializer_class = shapes.CommentOut
    filterset_class = shapes.CommentFilters

    @extend_schema(request=shapes.CommentIn, responses={201: shapes.StoredComment})
    def create(self, request: Request) -> Response:
        """Say something on a claim, or answer in a thread, which opens it again."""
        sent = self.sent(shapes.CommentIn).validated_data
        claim = named(Claim.objects.readable_by(self.actor), sent["claim"])
        said = add_comment(
            claim=claim,
            actor=self.actor,
            body=sent["body"],
            thread=referred(Comment.objects.readable_by(self.actor), "thread", sent["thread"]),
            mentions=self._people(sent["mentions"]),
            start=sent["start"],
            end=sent["end"],
        )
        return self._stored(said, 201)

    @extend_schema(request=shapes.CommentEdit, responses=shapes.StoredComment)
    def partial_update(self, request: Request, id: str) -> Response:
        """Change one's own words. When they were changed meanwhile, the answer is 409 with the `comment` as it is now."""
        comment, sent = self.get_object(), self.sent(shapes.CommentEdit).validated_data
        people = self._people(sent["mentions"]) if "mentions" in sent else None
        said = edit_comment(
            comment=comment, actor=self.actor, body=sent["body"], version=sent["version"], mentions=people
        )  # fmt: skip
        return self._stored(said, 200)

    @extend_schema(request=shapes.VersionRead, responses=shapes.CommentOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:
        """Take one's own words back; a placeholder keeps their place. Within ten seconds `restore` undoes it."""
        comment, sent = self.get_object(), self.sent(shapes.VersionRead).validated_data
        withdraw_comment(comment=comment, actor=self.actor, version=sent["version"])
        return self.show(self.get_object())

    @extend_schema(request=Nothing, responses=shapes.CommentOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, id: str) -> Response:
        """Undo the withdrawal of one's own words, within ten seconds."""
        comment = self.get_object()
        self.sent(Nothing)
        restore_comment(comment=comment, actor=self.actor)
        return self.show(self.get_object())

    @extend_schema(request=Nothing, responses=shapes.CommentOut)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, id: str) -> Response:
        """Settle the thread that this comment opened."""
        comment = self.get_object()
        self.sent(Nothing)
        resolve_thread(thread=comment, actor=self.actor)
        return self.show(self.get_object())

    @extend_schema(request=Nothing, responses=shapes.CommentOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """Open the resolved thread again that this comment opened."""
        comment = self.get_object()
        self.sent(Nothing)
        reopen_thread(thread=comment, actor=self.actor)
        return self.show(self.get_object())

    def _people(self, ids: Collection[Any]) -> list[User]:
        return list(people_of(self.desk_id).filter(public_id__in=ids)) if ids else []

    def _stored(self, said: Said, status: int) -> Response:
        row = self.get_queryset().get(pk=said.comment.pk)
        context = {**self.get_serializer_context(), "unknown": said.unknown}
        return Response(shapes.StoredComment(row, context=context).data, status)


class Notifications(DeskView):
    """What the token's own account was told on the token's desk, and may still read."""

    nouns = ("notification", "notifications")
    queryset = Notification.objects.none()
    rows = staticmethod(shapes.notifications)
    serializer_class = shapes.NotificationOut
    filterset_class = shapes.NotificationFilters

    @extend_schema(request=shapes.Reading, responses=shapes.NotificationOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Mark it as read, or as unread again."""
        row, sent = self.get_object(), self.sent(shapes.Reading).validated_data
        if sent["read"]:
            mark_read(actor=self.actor, ids=[row.public_id])
        else:
            mark_unread(actor=self.actor, ids=[row.public_id])
        return self.show(self.get_object())

    @extend_schema(request=Nothing, responses=shapes.Marked, operation_id="notifications_read_all")
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: Request) -> Response:
        """Mark all as read."""
        self.sent(Nothing)
        number, _ = mark_read(actor=self.actor)
        return Response({"marked": number})


class Tokens(DeskView):
    """The tokens of the token's own account on its desk. They are made on the settings page, where the password is asked for."""

    nouns = ("token", "tokens")
    queryset = ApiToken.objects.none()
    rows = staticmethod(shapes.own_tokens)
    serializer_class = shapes.OwnTokenOut
    filterset_class = shapes.TokenFilters

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Revoke it at once, the calling one included."""
        revoke_token(token=self.get_object(), actor=self.actor)
        return Response(status=204)


class OwnSettings(Guarded):
    @extend_schema(responses=shapes.SettingsOut, operation_id="settings")
    def get(self, request: Request) -> Response:
        """What the token's account has set for itself: name, zone, language, keys, mail."""
        return Response(shapes.SettingsOut(request.user).data)

    @extend_schema(request=shapes.SettingsEdit, responses=shapes.SettingsOut, operation_id="settings_edit")
    def patch(self, request: Request) -> Response:
        """Change them. The mail address and the password are changed on the settings page only."""
        if ApiToken.Scope.WRITE not in (self.actor.scopes or ()):
            raise Forbidden("This token's scopes may not change settings.", code="scope")
        form = shapes.SettingsEdit(data=request.data)
        form.is_valid(raise_exception=True)
        user = self.actor.user
        now = {name: getattr(user, name) for name in ("display_name", "time_zone", "locale", "single_keys", "digest")}
        changed = edit_settings(user=user, email=user.email, **{**now, **form.validated_data})
        return Response(shapes.SettingsOut(changed).data)
