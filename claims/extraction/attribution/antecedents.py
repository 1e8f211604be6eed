"""What "who" and "which" refer to: set right where only one noun can be meant, and whether that is sure."""

from __future__ import annotations

import functools

from claims.extraction.attribution.cues import speaker_bodies, speaker_people
from claims.extraction.lexicon import load
from claims.extraction.parsing import Parsed

_PRONOUNS = ("who", "which", "that", "whom", "whose")
_PLURAL_VERBS = frozenset(("are", "were", "have"))
_SINGULAR_VERBS = frozenset(("is", "was", "has"))


@functools.cache
def _persons() -> frozenset[str]:
    return frozenset(word for line in load("en", "persons") for word in line.split())


def set_antecedent(parsed: Parsed, verb: int) -> None:
    """Hang a relative clause with "who" on the one person or group in the phrase before it; in place.

    "A nurse at the Agder centre, who asked …" is the nurse, "$4 million to 12 families who …" the families.
    """
    subject = parsed.child(verb, "nsubj", "nsubjpass")
    if subject is None or parsed.lower[subject] != "who" or _can_be_who(parsed, parsed.heads[verb]):
        return
    before = _words_before(parsed, verb, subject)
    nearest = next((i for i in reversed(before) if parsed.is_noun(i) or parsed.tags[i] == "CD"), None)
    if parsed.tags[parsed.heads[verb]] in ("CD", "$") and nearest is not None and parsed.tags[nearest] == "NNS":
        parsed.hang(verb, nearest, "relcl")
        return
    people = [i for i in before if _is_person_noun(parsed, i)]
    if len(people) == 1:
        parsed.hang(verb, people[0], "relcl")


def is_sure(parsed: Parsed, verb: int) -> bool:
    """Whether the noun that a relative clause hangs on is the only one in the phrase that it can be about."""
    antecedent = parsed.heads[verb]
    subject = parsed.child(verb, "nsubj", "nsubjpass")
    if subject is None or parsed.lower[subject] not in _PRONOUNS:
        return True
    if parsed.lower[subject] == "who" and not _can_be_who(parsed, antecedent):
        return False
    if parsed.words[subject - 1] not in (",", "–", "—", "-"):
        return True  # without a comma it says which one is meant, and stands right behind it
    fitting = [i for i in _words_before(parsed, verb, subject) if _fits(parsed, i, subject, verb)]
    return fitting in ([], [antecedent]) if _fits(parsed, antecedent, subject, verb) else False


def is_told_of_name(parsed: Parsed, noun: int) -> bool:
    """Whether an appositive is about the name that it hangs on: "at 0935 GMT, its strongest since May" is not."""
    name = parsed.heads[noun]
    if any(parsed.tags[c] == "CD" for c in parsed.children[name]) or parsed.child(noun, "poss") is not None:
        return False
    above = parsed.heads[name]
    behind_noun = parsed.deps[name] == "pobj" and parsed.is_noun(parsed.heads[above])
    return not behind_noun or parsed.lower[above] == "of"


def _words_before(parsed: Parsed, verb: int, pronoun: int) -> list[int]:
    """The words of the whole noun phrase in front of the pronoun, in order."""
    top = parsed.heads[verb]
    while parsed.deps[top] in ("pobj", "prep", "poss", "compound", "nmod", "amod", "agent") or (
        parsed.deps[top] == "acl" and top < pronoun
    ):
        above = parsed.heads[top]
        if parsed.is_verb(above) and parsed.deps[top] != "agent" and parsed.deps[above] != "acl":
            break
        top = above
    return [i for i in parsed.subtree(top) if i < pronoun]


def _fits(parsed: Parsed, noun: int, pronoun: int, verb: int) -> bool:
    """Whether a word can be what a relative pronoun is about: a whole noun, of its number, no person for "which"."""
    if parsed.deps[noun] in ("compound", "nmod", "amod", "nummod", "quantmod", "npadvmod"):
        return False
    if not parsed.is_noun(noun):
        return False
    who = parsed.lower[pronoun] == "who"
    if who and not _can_be_who(parsed, noun):
        return False
    if parsed.lower[pronoun] == "which" and _is_person_noun(parsed, noun):
        return False
    first = min([verb, *(c for c in parsed.children[verb] if parsed.deps[c] in ("aux", "auxpass"))])
    plural = parsed.tags[noun] in ("NNS", "NNPS") or parsed.child(noun, "conj") is not None
    if parsed.lower[first] in _SINGULAR_VERBS or parsed.tags[first] == "VBZ":
        return not plural
    return plural or not (parsed.lower[first] in _PLURAL_VERBS or parsed.tags[first] == "VBP")


def _is_person_noun(parsed: Parsed, noun: int) -> bool:
    word = parsed.lower[noun]
    named = word in _persons() or (word in speaker_people() and word not in speaker_bodies())
    return parsed.is_noun(noun) and (named or _is_full_name(parsed, noun))


def _is_full_name(parsed: Parsed, noun: int) -> bool:
    """A name of two or three words without an article or a body's word: "Ida Holm"."""
    parts = [c for c in parsed.children[noun] if parsed.deps[c] == "compound"]
    if not parsed.is_name(noun) or not 0 < len(parts) < 3 or parsed.child(noun, "det", "poss") is not None:
        return False
    return all(parsed.is_name(c) and parsed.lower[c] not in speaker_bodies() for c in (*parts, noun)) and (
        parsed.deps[noun] != "pobj" or parsed.lower[parsed.heads[noun]] not in ("in", "at", "near", "from")
    )


def _can_be_who(parsed: Parsed, noun: int) -> bool:
    """Whether "who" can be this word: no amount, body, or place behind "at" or "in"."""
    if _is_person_noun(parsed, noun):
        return True
    word = parsed.lower[noun]
    if parsed.tags[noun] in ("CD", "$"):
        of_them = any(parsed.lower[c] == "of" for c in parsed.children[noun])
        return of_them or word in ("one", "two", "three", "four", "five", "some", "many")
    own = {word, *(parsed.lower[c] for c in parsed.children[noun] if parsed.deps[c] in ("compound", "amod"))}
    if parsed.tags[noun] in ("NNP", "NN") and (own & speaker_bodies()) and not own & speaker_people():
        return False
    above = parsed.heads[noun]
    placed = parsed.deps[noun] == "pobj" and parsed.lower[above] in ("at", "in", "near", "from")
    return not (placed and parsed.tags[noun] in ("NN", "NNP") and _is_person_noun(parsed, parsed.heads[above]))
