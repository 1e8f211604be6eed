"""Marked sentences: nobody counts characters in a test."""

from __future__ import annotations

from claims.spans import Span


def marked(sentence: str) -> tuple[str, list[Span]]:
    """The sentence without its square brackets, and the places that they marked, in order of their ends."""
    text: list[str] = []
    opened: list[int] = []
    spans: list[Span] = []
    for character in sentence:
        if character == "[":
            opened.append(len(text))
        elif character == "]":
            spans.append(Span(opened.pop(), len(text)))
        else:
            text.append(character)
    assert not opened, f"a bracket is left open in {sentence!r}"
    return "".join(text), spans
