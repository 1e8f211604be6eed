"""What the grammar of a sentence says of its worth: who does what in which tense, and which kinds of numbers it tells.

"We built 40 schools" and "we should build schools" share their words; the tags and the subject tell fact from talk.
Training and scoring both come through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from claims.extraction.found import FoundQuantity
from claims.extraction.parsing import Parsed

# Words that stand for a subject and are told apart by name; other subjects are a name, a noun or none.
_PRONOUNS = frozenset({"PRP", "PRP$", "EX", "WP", "DT", "WDT"})
MOST_NUMBERS = 3


def grammar_of(parsed: Parsed | None, quantities: Sequence[FoundQuantity]) -> list[str]:
    """The names of a sentence's tags, of two neighbouring tags, of its main verbs with their subjects, and of its numbers.
    Nothing for a sentence that was not parsed."""
    if parsed is None:
        return []
    tags = ["^", *parsed.tags, "$"]
    names = [*tags, *(f"{first} {second}" for first, second in pairwise(tags))]
    for index, dep in enumerate(parsed.deps):
        if dep == "ROOT":
            names += _main_verb(parsed, index)
    names.append(f"numbers:{min(len(quantities), MOST_NUMBERS)}")
    for quantity in quantities:
        names += (f"unit:{quantity.unit}", f"modifier:{quantity.modifier}")
    return names


def _main_verb(parsed: Parsed, verb: int) -> tuple[str, ...]:
    subject = parsed.child(verb, "nsubj", "nsubjpass", "expl")
    if subject is None:
        who = "none"
    elif parsed.tags[subject] in _PRONOUNS:
        who = parsed.lower[subject]
    else:
        who = "name" if parsed.is_name(subject) else "noun"
    modal = next((parsed.lower[child] for child in parsed.children[verb] if parsed.tags[child] == "MD"), "")
    tag, word = parsed.tags[verb], parsed.lower[verb]
    return f"who:{who}", f"who:{who} {tag}", f"who:{who} {tag} {modal}", f"who:{who} {word}", f"verb:{word}"
