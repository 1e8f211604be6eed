"""The standalone, neutral sentence for a claim; the quote itself where that can't be had with certainty."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims.extraction.attribution.antecedents import is_sure, is_told_of_name
from claims.extraction.attribution.cues import speaker_nouns, speaker_people
from claims.extraction.attribution.discourse import Reading
from claims.extraction.attribution.names import PRONOUNS, name_of
from claims.extraction.clause_heads import first_conjunct, is_conditional
from claims.extraction.clauses import Clause
from claims.extraction.found import FoundHop, FoundQuantity
from claims.extraction.loaded_terms import neutral
from claims.extraction.parsing import Parsed
from claims.spans import Span

_UNCLEAR = frozenset(
    ["i", "we", "me", "us", "my", "our", "you", "your", "this", "these", "those", "here", "there's", "mine", "ours"]
)
_DETERMINERS = frozenset(
    ("The", "A", "An", "Some", "Several", "Many", "Most", "Its", "His", "Her", "Their", "Our", "Two", "Three", "One")
)
_BACKWARD = frozenset(["he", "she", "they", "it", "him", "her", "them", "his", "their", "its"])


# A statement that ends so has lost what was to follow.
_CUT_OFF = re.compile(
    r"(?:\b(?:the|a|an|of|from|than|and|or|but|which|who|whose)"
    r"|(?<!\bit )(?<!\bthey )(?<!\bhe )(?<!\bshe )(?<!\bthere )\b(?:be|is|are|was|were)|[(“])\Z",
    re.I,
)


def wording_of(
    text: str,
    span: Span,
    clause: Clause | None,
    reading: Reading | None,
    hops: Sequence[FoundHop],
    numbers: Sequence[FoundQuantity],
    hedge: str | None,
) -> tuple[str, bool]:
    """The wording, and whether it is the quote itself. `numbers` are those of the whole sentence.

    Every number with its modifier and the hedge stand in the wording. Where they can't, it is the quote; a hedge or
    negation that the quote shares with an earlier verb is put before it in square brackets.
    """
    quote = _bracketed(_on_one_line(span.of(text)), clause, reading, hedge)
    statement = None if clause is None or reading is None else _statement(text, span, clause, reading, numbers)
    if statement is None or clause is None or reading is None:
        return quote, True
    if any(hop.resolved is None and hop.source is not None and hop.source.lower() in PRONOUNS for hop in hops):
        return quote, True
    if reading.turn is not None and not (reading.turn.source or reading.turn.resolved):
        return quote, True  # "A:" answers, and nothing says who that is
    statement = neutral(_on_one_line(statement))
    if _CUT_OFF.search(statement[-40:]):  # it looks at the last word only
        return quote, True
    kept = [_on_one_line(number.surface) for number in numbers if span.contains(number.span)]
    if not all(surface.lower() in statement.lower() for surface in kept):
        return quote, True
    if hedge is not None and _on_one_line(hedge).lower() not in statement.lower():
        return quote, True
    tells_itself = any(f.head == clause.head and f.kind in ("act", "noun") for f in reading.frames)
    return _with_frame(statement, hops, tells_itself=tells_itself), False


def _bracketed(quote: str, clause: Clause | None, reading: Reading | None, hedge: str | None) -> str:
    shared = ""
    if clause is not None and reading is not None and clause.shared:
        shared = " ".join(reading.parsed.words[i] for i in clause.shared)
    if hedge is not None and _on_one_line(hedge).lower() not in f"{shared} {quote}".lower():
        shared = f"{_on_one_line(hedge)} {shared}".strip()
    return f"[{shared}] {quote}" if shared else quote


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _statement(text: str, span: Span, clause: Clause, reading: Reading, numbers: Sequence[FoundQuantity]) -> str | None:
    parsed = reading.parsed
    if clause.rule in ("participle", "counted noun"):
        return _owned_count(text, span, clause, reading)
    words = parsed.words_in(span)
    if not words:
        return None
    if clause.rule == "relative clause":
        return _relative(text, span, clause, reading, numbers)
    if clause.rule == "appositive":
        return _appositive(text, span, clause, reading)
    body = _resolved(text, words, reading, subject=clause.subject)
    if body is None:
        return None
    if clause.subject is None:
        return body if clause.rule == "main clause" and not parsed.is_verb(clause.head) and len(words) > 5 else None
    if clause.subject in words:
        return body
    if not _opens_with_verb(parsed, words[0], clause.head) or _disagree(parsed, clause.subject, words[0]):
        return None
    if _lacks_helper(parsed, clause):
        return None
    subject = _subject_words(text, clause.subject, reading, numbers)
    helpers = " ".join(parsed.words[i] for i in clause.shared).replace(" n't", "n't").replace(" n’t", "n’t")
    return None if subject is None else f"{subject} {helpers} {body}"


def _opens_with_verb(parsed: Parsed, first: int, head: int) -> bool:
    """Whether a subject can be put before the words at all: they begin with the verb or what belongs to it."""
    return first == head or (parsed.heads[first] == head and parsed.deps[first] in ("aux", "auxpass", "neg", "advmod"))


def _lacks_helper(parsed: Parsed, clause: Clause) -> bool:
    """Whether a bare verb has nothing that tells its tense, so that a subject before it would say what was only planned, or
    belongs to a condition: "a plan to hire 40 and open two shops"."""
    helpers = [*clause.shared, *(c for c in parsed.children[clause.head] if parsed.deps[c] in ("aux", "auxpass"))]
    if parsed.tags[clause.head] in ("VB", "VBG") and not any(parsed.tags[i] in _TENSED for i in helpers):
        return True
    return clause.rule == "coordinated verb" and is_conditional(parsed, first_conjunct(parsed, clause.head))


_TENSED = ("MD", "VBD", "VBZ", "VBP")


def _disagree(parsed: Parsed, subject: int, verb: int) -> bool:
    """Whether a verb shows by its number that another word is its subject: "the economy … are still short"."""
    word, tag = parsed.lower[verb], parsed.tags[subject]
    joined = parsed.child(subject, "conj", "nummod") is not None or parsed.child(subject, "cc") is not None
    if word in ("are", "were", "have"):
        return tag == "NN" and not joined and parsed.lower[subject] not in _CAN_BE_MANY | speaker_nouns()
    return word in ("is", "was", "has") and tag == "NNS" and not joined


_CAN_BE_MANY = frozenset(
    ("majority", "number", "half", "third", "rest", "handful", "couple", "dozen", "most", "people")
)


def _subject_words(text: str, subject: int, reading: Reading, numbers: Sequence[FoundQuantity]) -> str | None:
    """The subject as a noun phrase: itself, or whom the pronoun means where that is certain."""
    parsed = reading.parsed
    verb = parsed.heads[subject]
    if parsed.tags[subject] in ("WP", "WDT") and parsed.deps[verb] == "relcl":
        return _subject_words(text, parsed.heads[verb], reading, numbers)  # "who runs a firm and has trained 40"
    if parsed.tags[subject] in ("PRP", "DT", "WP", "WDT", "EX", "CD"):
        mention = reading.mentions.get(subject)
        return mention.text if mention is not None and subject in reading.certain else None
    name = name_of(parsed, subject)
    for number in numbers:
        if number.span.overlaps(name):
            name = name.hull(number.span)  # "About 2,300 workers" must keep its "About"
    return _resolved(text, parsed.words_in(name), reading, subject=None)


def _resolved(text: str, words: Sequence[int], reading: Reading, subject: int | None) -> str | None:
    """The words with their pronouns put right; None when one of them can't be with certainty.

    A pronoun behind a noun of the same clause may stand: it finds its antecedent there.
    """
    parsed = reading.parsed
    pieces: list[str] = []
    at = parsed.starts[words[0]]
    nouns = [subject] if subject is not None and subject not in words and parsed.is_noun(subject) else []
    for index in words:
        word = parsed.lower[index]
        if word in _UNCLEAR and parsed.tags[index] in ("PRP", "PRP$", "DT"):
            return None
        if word in _BACKWARD and parsed.tags[index] in ("PRP", "PRP$") and not _finds(parsed, nouns, word):
            if word == "it" and parsed.deps[index] in ("expl",):
                continue
            mention = reading.mentions.get(index)
            if mention is None or index not in reading.certain:
                return None
            pieces += [
                text[at : parsed.starts[index]],
                _inserted(mention.text, first=index == words[0], possessive=parsed.tags[index] == "PRP$"),
            ]
            at = parsed.ends[index]
        if parsed.is_noun(index):
            nouns.append(index)
    pieces.append(text[at : parsed.ends[words[-1]]])
    return "".join(pieces)


def _inserted(name: str, *, first: bool, possessive: bool) -> str:
    """A name in the place of a pronoun."""
    return (name if first else _lowered(name)) + (_possessive(name) if possessive else "")


def _finds(parsed: Parsed, nouns: Sequence[int], word: str) -> bool:
    """Whether a pronoun has an antecedent among the nouns before it in its own clause."""
    if word in ("they", "them", "their"):
        return any(parsed.tags[i] in ("NNS", "NNPS") or parsed.child(i, "conj") is not None for i in nouns)
    if word in ("it", "its"):
        return any(parsed.tags[i] in ("NN", "NNP") and parsed.lower[i] not in speaker_people() for i in nouns)
    return any(parsed.is_name(i) or parsed.lower[i] in speaker_people() for i in nouns)


def _possessive(name: str) -> str:
    return "’" if name.endswith("s") else "’s"


def _relative(text: str, span: Span, clause: Clause, reading: Reading, numbers: Sequence[FoundQuantity]) -> str | None:
    """ "Plekhovo, which had been fought over" → "Plekhovo had been fought over"; other relatives stay as they are."""
    parsed = reading.parsed
    subject = parsed.child(clause.head, "nsubj", "nsubjpass")
    if clause.antecedent is None or subject is None or parsed.tags[subject] not in ("WDT", "WP"):
        return None
    if not is_sure(parsed, clause.head):
        return None
    antecedent = _subject_words(text, clause.antecedent, reading, numbers)
    words = [i for i in parsed.words_in(span) if i > subject]
    if antecedent is None or not words:
        return None
    body = _resolved(text, words, reading, subject=clause.antecedent)
    return None if body is None else f"{antecedent} {body}"


def _appositive(text: str, span: Span, clause: Clause, reading: Reading) -> str | None:
    parsed = reading.parsed
    if (
        clause.antecedent is None
        or not parsed.is_name(clause.antecedent)
        or parsed.tags[clause.head] not in ("NN", "CD")
        or not is_told_of_name(parsed, clause.head)
    ):
        return None
    name = name_of(parsed, clause.antecedent)
    words = [
        i
        for i in parsed.words_in(span)
        if parsed.starts[i] > name.end and parsed.words[i] not in (",", "–", "—", "-", "(")
    ]
    body = _resolved(text, words, reading, subject=clause.antecedent) if words else None
    return None if body is None else f"{name.of(text)} is {body}"


def _owned_count(text: str, span: Span, clause: Clause, reading: Reading) -> str | None:
    """ "his 400,000 subscribers" → "Yuri Kotenok has 400,000 subscribers", where "his" is certain."""
    parsed = reading.parsed
    owner = parsed.child(clause.head, "poss") if clause.rule == "counted noun" else None
    if owner is None or parsed.tags[owner] != "PRP$" or owner not in reading.certain:
        return None
    words = [i for i in parsed.words_in(span) if i > owner]
    if not words or parsed.child(clause.head, "nummod") is None:
        return None
    verb = "have" if reading.mentions[owner].kind == "group" else "has"
    return f"{reading.mentions[owner].text} {verb} {text[parsed.starts[words[0]] : span.end]}"


def _with_frame(statement: str, hops: Sequence[FoundHop], *, tells_itself: bool) -> str:
    """The statement with who said it, inner source first: "…, according to an official, as reported by the Herald".
    `tells_itself` is set where the statement's own verb is the saying ("the union rejected the offer")."""
    sentence = statement[:1].upper() + statement[1:]
    named = [hop.resolved or hop.source for hop in hops]
    names = [name for name in named if name and name.lower() not in PRONOUNS]
    if names and tells_itself and _mentions(statement, names[-1]):
        names = names[:-1]
        prefix = ", as reported by "
    elif names and _mentions(statement, names[-1]):
        sentence += ", by their own account"
        names, prefix = names[:-1], ", as reported by "
    else:
        prefix = ", according to "
    if names:
        sentence += prefix + _lowered(names[-1])
        if len(names) > 1:
            sentence += ", as reported by " + " and ".join(_lowered(name) for name in reversed(names[:-1]))
    return sentence if sentence.rstrip("”\"’'").endswith((".", "!", "?")) else sentence + "."


def _mentions(statement: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", statement.lower()) is not None


def _lowered(name: str) -> str:
    """The name as it stands within a sentence: "Officials" → "officials", but "Western intelligence" stays."""
    first, _, rest = name.partition(" ")
    common = first.lower() in speaker_nouns() and not any(word[:1].isupper() for word in rest.split())
    return first.lower() + name[len(first) :] if common or first in _DETERMINERS else name
