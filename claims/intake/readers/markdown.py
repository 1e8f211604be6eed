"""Markdown to the text that a reader would see, a block a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claims.intake.readers import ReadDocument, UnreadableDocument
from claims.intake.readers.plain import cleaned, decoded

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n---[ \t]*\n", re.DOTALL)
HTML_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>")
FRONT_MATTER_KEYS = {
    "title": "title", "date": "published", "published": "published", "author": "byline", "byline": "byline", "outlet": "outlet",
    "source": "outlet", "publisher": "outlet", "url": "url", "link": "url", "lang": "language", "language": "language",
}  # fmt: skip


def read(content: bytes) -> ReadDocument:
    """The visible text, its first top heading as title, and its front matter. Raises UnreadableDocument when nothing is left."""
    raw, notes = decoded(content)
    raw, more = cleaned(raw)
    front = FRONT_MATTER.match(raw)
    given: dict[str, str] = {}
    if front:
        given, front_notes = _front_matter(front[1])
        more += front_notes
        raw = raw[front.end() :]
    tokens = MarkdownIt("commonmark", {"html": False, "maxNesting": 200}).enable("table").parse(raw)
    blocks = [block for block in _blocks(tokens) if block.strip()]
    text, tags = HTML_TAG.subn("", "\n\n".join(blocks))
    if tags:
        more.append(f"{tags} HTML tags were taken out; their words were kept.")
    if not text.strip():
        raise UnreadableDocument("empty", "There is no text in it.")
    return ReadDocument(text=text, title=_title(tokens), given=given, notes=(*notes, *more))


def _front_matter(block: str) -> tuple[dict[str, str], list[str]]:
    """Its scalar values as written. BaseLoader makes no dates and numbers; aliases could blow a line up to gigabytes."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=yaml.BaseLoader)):
            return {}, ["The front matter has aliases and was left out."]
        values = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes strings, lists and maps only
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, ["The front matter could not be read."]
    if not isinstance(values, dict):
        return {}, []
    named = {FRONT_MATTER_KEYS.get(str(key).lower()): value for key, value in values.items()}
    return {key: value for key, value in named.items() if key and isinstance(value, str) and value}, []


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak",):
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)


def _blocks(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _inline(token)
        elif token.type in ("fence", "code_block"):
            yield token.content.rstrip("\n")


def _title(tokens: list[Token]) -> str | None:
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            return _inline(following).strip() or None
    return None
