"""How others stand to a claim, as the article tells it: confirms, denies, silent, declined, could not verify."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from claims.extraction import lexicon
from claims.extraction.attribution.names import Frame, name_of
from claims.extraction.found import FoundClaim, FoundHop, FoundStance, StanceWord
from claims.extraction.parsing import Parsed

_WORD = r"\w[\w'’-]*"
_WORDS = re.compile(r"\w+")
_PARTS = {
    "any": rf"(?:{_WORD}\s+){{0,3}}?",
    "word": rf"{_WORD}\s*",
    "who": rf"(?P<who>{_WORD}(?:\s+{_WORD}){{0,5}}?)\s*",
    "end": r"(?=[.,;:!?”\"]|$)",
}
_PRONOUNS = frozenset({"it", "he", "she", "they", "we"})
_LEADING = frozenset({"and", "but", "while", "although", "though", "as", "so", "yet"})


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of the list. A sentence without any of `needed` can't fit it."""

    stance: str
    pattern: re.Pattern[str]
    needed: frozenset[str]


@functools.cache
def _rules(language: str = "en") -> tuple[_Rule, ...]:
    """The rules of `lexicon/<language>/stances.txt`, in order."""
    objects = "|".join(
        sorted((re.escape(line).replace(r"\ ", r"\s+") for line in lexicon.load(language, "stance_objects")), key=len)[
            ::-1
        ]
    )
    lines = (line.split(":", 1) for line in lexicon.load(language, "stances"))
    return tuple(_Rule(stance.strip(), _compiled(words, objects), _needed(words)) for stance, words in lines)


@functools.cache
def _rules_by_word() -> dict[str, list[int]]:
    """Numbers of the rules by each word that they need one of: trying them all is a fifth of the time of a reading."""
    rules: dict[str, list[int]] = {}
    for number, rule in enumerate(_rules()):
        for word in rule.needed:
            rules.setdefault(word, []).append(number)
    return rules


def _needed(words: str) -> frozenset[str]:
    """First words of the alternatives of which one must be in the sentence: those of the rule's rarest part, by length."""
    parts = [
        [_WORDS.findall(alternative.replace("_", " "))[0] for alternative in token.split("|")]
        for token in words.split()
        if "{" not in token
    ]
    return frozenset(max(reversed(parts), key=lambda part: min(map(len, part))))


def _compiled(words: str, objects: str) -> re.Pattern[str]:
    """One rule as a pattern. Every repetition in it is bounded, so that the search stays linear."""
    pieces = []
    for token in words.split():
        name = token.strip("{}")
        if token.startswith("{") and token.endswith("}") and name in _PARTS:
            pieces.append(_PARTS[name])
        else:
            pieces.append(rf"\b(?:{_alternatives(token, objects)})\b\s*")
    return re.compile("".join(pieces), re.IGNORECASE)


def _alternatives(token: str, objects: str) -> str:
    if token.strip("{}") == "about":
        return objects
    return token.replace("_", r"\s+").replace("'", "['’]").replace("{about}", objects)


def find_stances(parsed: Parsed, text: str) -> list[FoundStance]:
    """The stances that a sentence tells, each with who takes it; a passive one ("cannot be verified") is the article's."""
    sentence = parsed.span.of(text)
    rules, by_word = _rules(), _rules_by_word()
    fitting = {number for word in set(_WORDS.findall(sentence.lower())) & by_word.keys() for number in by_word[word]}
    for stance, pattern in ((rules[number].stance, rules[number].pattern) for number in sorted(fitting)):
        match = pattern.search(sentence)
        if match is None:
            continue
        named = match.groupdict().get("who")
        who = _without_leading(named) if named else _holder(parsed, parsed.span.start + match.start(), text)
        if stance == "none":
            return []
        if who:
            return [FoundStance(who, cast(StanceWord, stance))]
    return []


def _without_leading(words: str) -> str:
    """Whoever it is, without the conjunction before."""
    kept = words.split()
    while kept and kept[0].lower() in _LEADING:
        kept.pop(0)
    return " ".join(kept)


def _holder(parsed: Parsed, at: int, text: str) -> str | None:
    verb = next((i for i, end in enumerate(parsed.ends) if end > at), None)
    last = len(parsed.ends) - 1
    while verb is not None and verb < last and not parsed.is_verb(verb):
        verb += 1
    if verb is None:
        return None
    pronoun = None
    for _ in range(6):
        subject = parsed.child(verb, "nsubj")
        if subject is not None:
            name = name_of(parsed, subject).of(text)
            if name.lower() not in _PRONOUNS:
                return name
            pronoun = pronoun or name  # "the lawyers said they had no comment": whoever says so
        if parsed.child(verb, "nsubjpass") is not None:
            return "the article"
        if parsed.heads[verb] == verb:
            return pronoun
        verb = parsed.heads[verb]
    return pronoun


def speaker_of(hops: Sequence[FoundHop]) -> str | None:
    """The one who said it first: the innermost hop, as whom the text means."""
    return (hops[-1].resolved or hops[-1].source) if hops else None


def own_stances(speaking: Sequence[Frame], hops: Sequence[FoundHop]) -> tuple[FoundStance, ...]:
    """Whoever confirms or denies a claim in the same breath: "the ministry confirmed that …"."""
    stance: dict[str, StanceWord] = {"confirm": "confirms", "corroborate": "confirms", "deny": "denies"}
    holder = speaker_of(hops)
    if holder is None:
        return ()
    return tuple(FoundStance(holder, stance[f.lemma]) for f in speaking if f.lemma in stance and f.kind == "speech")[:1]


def with_stances(claim: FoundClaim, stances: Sequence[FoundStance]) -> FoundClaim:
    """The claim with further stances on it, none twice."""
    fresh = tuple(stance for stance in stances if stance not in claim.stances)
    return replace(claim, stances=claim.stances + fresh)
