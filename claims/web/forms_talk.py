"""What a person may type to others. Shape only: the rules are in claims/talk."""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from django.http import QueryDict

from claims.models import Claim, User
from claims.talk.comments import people_of

MOST_PEOPLE = 100


class CommentForm:
    """One comment as it was sent. Hidden fields that make no sense count as absent; the service says what is missing."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data

    @property
    def body(self) -> str:
        return self.data.get("body", "")

    @property
    def version(self) -> int:
        text = self.data.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    @cached_property
    def thread(self) -> UUID | None:
        return _uuid(self.data.get("thread", ""))

    @property
    def offers_people(self) -> bool:
        return "mention_shown" in self.data

    @cached_property
    def chosen(self) -> list[str]:
        ids = [_uuid(text) for text in self.data.getlist("mention")[:MOST_PEOPLE]]
        return [str(found) for found in ids if found]

    def people(self, claim: Claim) -> list[User]:
        return list(people_of(claim.desk_id).filter(public_id__in=self.chosen)) if self.chosen else []


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
