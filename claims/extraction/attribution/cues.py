"""The words that tell who speaks: cue verbs by class, and the nouns that can be speakers."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Literal, NamedTuple

from claims.extraction.lexicon import load

CueClass = Literal["speech", "thought", "act"]

_VOWELS = "aeiou"


class Cue(NamedTuple):
    lemma: str
    kind: CueClass


def regular_forms(verb: str) -> set[str]:
    """The forms of a regular English verb: deny, denies, denied, denying; drop doubles only where the list says so."""
    if verb.endswith("ee"):
        return {verb, verb + "s", verb + "d", verb + "ing"}
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb[:-1] + "ing"}
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    ending = "es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
    return {verb, verb + ending, verb + "ed", verb + "ing"}


def _forms(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        lemma, *irregular = line.split()
        for form in {*regular_forms(lemma), *irregular}:
            yield form, lemma


@functools.cache
def cue_verbs(language: str = "en") -> dict[str, Cue]:
    """Every form of every cue verb; where a verb stands in two lists, acts win over speech and speech over thought."""
    cues: dict[str, Cue] = {}
    classes: tuple[tuple[str, CueClass], ...] = (
        ("cue_thought", "thought"),
        ("cue_speech", "speech"),
        ("cue_acts", "act"),
    )
    for name, kind in classes:
        for form, lemma in _forms(load(language, name)):
            cues[form] = Cue(lemma, kind)
    return cues


@functools.cache
def cue_adjectives(language: str = "en") -> frozenset[str]:
    """Adjectives of being sure or afraid that something is so: "Italian associations are concerned that …"."""
    return frozenset(load(language, "cue_adjectives"))


@functools.cache
def speaker_people(language: str = "en") -> frozenset[str]:
    """Nouns for people by trade or office, singular and plural."""
    nouns = {noun.lower() for noun in load(language, "speaker_people")}
    return frozenset(nouns | {plural(noun) for noun in nouns})


@functools.cache
def speaker_bodies(language: str = "en") -> frozenset[str]:
    """Nouns for bodies that can speak, singular and plural."""
    nouns = {noun.lower() for noun in load(language, "speaker_bodies")}
    return frozenset(nouns | {plural(noun) for noun in nouns})


@functools.cache
def speaker_nouns(language: str = "en") -> frozenset[str]:
    return speaker_people(language) | speaker_bodies(language)


@functools.cache
def outlet_words(language: str = "en") -> frozenset[str]:
    return frozenset(load(language, "outlet_words"))


def plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return noun + "s"
