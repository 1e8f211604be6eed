"""Bytes of one format to text, a file a format. Pure: no Django, no network, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader made of the bytes. `given` holds what the document says of itself outside its text (front matter);
    `notes` say what reading cost ("3 unreadable bytes replaced")."""

    text: str
    title: str | None = None
    given: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class UnreadableDocument(Exception):
    """The bytes cannot be read as what they claim to be. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
