"""What happened to the counted thing, in the one form that a fact's name says it in: "killing three dock workers" → "killed"; pure."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from claims.linking import words

BEFORE = 5  # words before a number in which the act stands: "killing at least 12 people"
AFTER = 3
_LONGEST = 3
_AUXILIARIES = (
    "have has had be been being was were is are to will would may also all already reportedly now who that which"
)
AUXILIARIES = frozenset(_AUXILIARIES.split())
PEOPLE_ONLY = frozenset(("killed", "who died", "drowned", "injured", "wounded", "missing", "arrested", "detained"))


def act_after(said: str) -> str:
    """What the words right after the counted thing say happened to it: "have been shot down near Orl" → "shot down"."""
    tokens = _tokens(said)[: AFTER + len(AUXILIARIES)]
    skipped = 0
    while skipped < len(tokens) and tokens[skipped] in AUXILIARIES:
        skipped += 1
    return _act_at(tokens, skipped) or _participle(tokens, skipped)


def act_before(said: str) -> str:
    """What the words before the number say is done to what it counts: "the strike killed at least" → "killed"."""
    tokens = _tokens(said)[-BEFORE:]
    for place in reversed(range(len(tokens))):
        if act := _act_at(tokens, place):
            return act
    return ""


def act_named(counted: str) -> str:
    """The act, where the counted thing is none but it: "three killed"; else empty."""
    tokens = _tokens(counted)
    act = _act_at(tokens, 0)
    return act if act in PEOPLE_ONLY and len(tokens) == 1 else ""


def _tokens(said: str) -> list[str]:
    return [words.plain(token) for token in words.TOKEN.findall(said)]


def _act_at(tokens: Sequence[str], place: int) -> str:
    for length in range(min(_LONGEST, len(tokens) - place), 0, -1):
        if act := _forms().get("_".join(tokens[place : place + length])):
            return act
    return ""


def _participle(tokens: Sequence[str], skipped: int) -> str:
    """ "were inspected": any verb of a passive that is no known act."""
    passive = skipped > 0 and bool({"was", "were", "is", "are", "been", "be"} & set(tokens[:skipped]))
    found = tokens[skipped] if passive and skipped < len(tokens) else ""
    return found if found.endswith("ed") and len(found) > 4 else ""


@functools.cache
def _forms() -> Mapping[str, str]:
    return {form: name for name, forms in words.entries("en", "named_acts") for form in forms.split()}
