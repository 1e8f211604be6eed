"""Parses put right where the model is known to err, by signs that it does not weigh."""

from __future__ import annotations

from claims.extraction.attribution.cues import cue_verbs
from claims.extraction.parsing import Parsed

_FINITE = ("VBD", "VBZ", "VBP")
_AUXILIARIES = ("aux", "auxpass")
_SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")


def repair(parsed: Parsed) -> None:
    """Change the relations of `parsed` where they can't be right; in place."""
    for index, dep in enumerate(parsed.deps):
        if dep == "conj" and parsed.is_verb(index) and parsed.child(index, *_SUBJECTS) is None:
            _give_subject(parsed, index)
            _lift_to_reporter(parsed, index)


def _hang(parsed: Parsed, index: int, head: int, dep: str) -> None:
    parsed.children[parsed.heads[index]].remove(index)
    parsed.heads[index] = head
    parsed.deps[index] = dep
    parsed.children[head].append(index)
    parsed.children[head].sort()


def _is_finite(parsed: Parsed, index: int) -> bool:
    if parsed.tags[index] in _FINITE:
        return True
    return any(parsed.deps[c] in _AUXILIARIES and parsed.tags[c] in (*_FINITE, "MD") for c in parsed.children[index])


def _give_subject(parsed: Parsed, verb: int) -> None:
    """ "the war in Ukraine and Putin wants …": the noun right before a finite verb, after "and", is its subject."""
    first = min([verb, *(c for c in parsed.children[verb] if parsed.deps[c] in (*_AUXILIARIES, "neg"))])
    noun = first - 1
    while noun > 0 and parsed.tags[noun] in ("RB", "RBR"):
        noun -= 1
    if noun < 1 or not _is_finite(parsed, verb) or parsed.deps[noun] != "conj" or not parsed.is_noun(noun):
        return
    if parsed.is_verb(parsed.heads[noun]) or noun in parsed.subtree(verb):
        return
    between = range(parsed.heads[noun], noun)
    joint = next((i for i in reversed(between) if parsed.deps[i] == "cc"), None)
    if joint is None:
        return
    _hang(parsed, noun, verb, "nsubj")
    if joint != parsed.heads[verb]:
        _hang(parsed, joint, parsed.heads[verb], "cc")


def _lift_to_reporter(parsed: Parsed, verb: int) -> None:
    """ "confirmed that they had taken it but did not report …": a past tense that steps out of a report in the past
    perfect, or another cue, belongs to the reporter."""
    content = parsed.heads[verb]
    reporter = parsed.heads[content]
    if parsed.deps[content] != "ccomp" or reporter == content or reporter > content:
        return
    if parsed.lower[reporter] not in cue_verbs() or parsed.tags[reporter] != "VBD":
        return
    shifted = any(parsed.lower[c] == "had" and parsed.deps[c] == "aux" for c in parsed.children[content])
    did = any(parsed.lower[c] == "did" for c in parsed.children[verb])
    plain_past = parsed.tags[verb] == "VBD" or did
    cue = cue_verbs().get(parsed.lower[verb])
    speaks = cue is not None and cue.kind == "speech" and parsed.child(verb, "ccomp") is not None
    if plain_past and ((shifted and did) or speaks):
        _hang(parsed, verb, reporter, "conj")
