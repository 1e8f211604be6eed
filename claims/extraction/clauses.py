"""The clauses of a sentence that say something of their own, each as the shortest stretch of text that says it.

"The blast killed two bakers, wounded 17 and cut water to some 3,100 homes" has three: coordinated verbs, relative
clauses, participles, appositives with news and counted nouns stand apart; frames ("officials said") stay outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.extraction.attribution.names import Frame
from claims.extraction.clause_heads import (
    COPULAS,
    SUBJECTS,
    Rule,
    find_heads,
    first_conjunct,
    framing_verbs,
    is_conditional,
    is_stance_aside,
    subject_of,
)
from claims.extraction.marks import with_partners, without_outer_marks
from claims.extraction.parsing import Parsed
from claims.spans import Span

_LEADING = frozenset(
    [
        "and",
        "but",
        "or",
        "nor",
        "so",
        "yet",
        "then",
        "that",
        "because",
        "while",
        "although",
        "though",
        "as",
        "since",
        "when",
        "after",
        "whereas",
        "where",
    ]
)


# A gap between subject and verb is bridged up to this many words; a longer one would say more than the clause.
_WIDEST_GAP = 14


@dataclass(slots=True)
class Clause:
    """`head` is the verb, or the noun of a nominal clause; `subject` the head of its subject, also outside `span`.

    `shared` are helping words of an earlier verb that hold for this one too: "could cut 500 jobs and close a plant".
    """

    span: Span
    head: int
    rule: Rule
    subject: int | None = None
    antecedent: int | None = None
    shared: tuple[int, ...] = ()


def find_clauses(parsed: Parsed, frames: Sequence[Frame], numbers: Sequence[Span], text: str) -> list[Clause]:
    """The clauses of one sentence, in the order of their places. `numbers` are the quantities in the sentence."""
    counted = _words_of_numbers(parsed, numbers)
    framing = framing_verbs(frames)
    heads = find_heads(parsed, frames, framing, counted)
    clauses = []
    for head, rule in heads.items():
        clause = _clause(parsed, head, rule, heads, frames, framing, text)
        if clause is not None:
            clauses.extend(_split_counts(clause, numbers, text))
    clauses = [clause for clause in clauses if not any(number.contains(clause.span) for number in numbers)]
    return _distinct(clauses)


# "40 of them at the mill", "and at most 15 in the two depots": a number with a place or whole of its own.
_ELLIPSIS = re.compile(
    r"\s{1,9}(?:\S{1,40}\s{1,9}){0,2}?(?:of\s+(?:them|it|these|those|which|whom)\b|(?:in|at|from|on|near|for)\s)", re.I
)


_JOINT = re.compile(r"(?:,|;|,?\s{1,9}and|,\s{1,9}(?:while|with|or|but|including))\s{1,9}\Z", re.I)


def _split_counts(clause: Clause, numbers: Sequence[Span], text: str) -> list[Clause]:
    """The clause cut before each later number that stands for a clause of its own with its verb left out."""
    if clause.rule in ("counted noun", "appositive", "relative clause"):
        return [clause]
    within = [number for number in numbers if clause.span.contains(number)]
    starts = [
        number.start
        for number in within[1:]
        if _JOINT.search(text, max(clause.span.start, number.start - 12), number.start)
        and _ELLIPSIS.match(text, number.end, clause.span.end)
    ]
    if not starts:
        return [clause]
    pieces = [clause]
    for start, end in zip(starts, [*starts[1:], clause.span.end], strict=True):
        span = without_outer_marks(text, Span(start, _before_joint(text, start, end, clause.span.end)))
        if len(text[span.start : span.end].split()) >= 3:
            pieces.append(replace(clause, span=span, rule="counted noun", subject=None))
    if len(pieces) > 1:
        first = Span(clause.span.start, _before_joint(text, clause.span.start, starts[0], clause.span.end))
        pieces[0] = replace(clause, span=without_outer_marks(text, first))
    return pieces


def _before_joint(text: str, start: int, end: int, last: int) -> int:
    """The end of a piece, without the comma or "and" that joins it to the next."""
    if end == last:
        return end
    joint = _JOINT.search(text, max(start, end - 12), end)
    return joint.start() if joint is not None else end


def _words_of_numbers(parsed: Parsed, numbers: Sequence[Span]) -> frozenset[int]:
    return frozenset(
        i for number in numbers for i in range(len(parsed)) if number.start <= parsed.starts[i] < number.end
    )


def _distinct(clauses: list[Clause]) -> list[Clause]:
    best: dict[Span, Clause] = {}
    for clause in clauses:
        best.setdefault(clause.span, clause)
    counts = [clause.span for clause in clauses if clause.rule == "counted noun"]
    for span in [
        span
        for span in counts
        if any(span != other and other.start == span.start and other.contains(span) for other in counts)
    ]:
        best.pop(span, None)
    return sorted(best.values(), key=lambda clause: (clause.span.start, -clause.span.end))


def _clause(
    parsed: Parsed,
    head: int,
    rule: Rule,
    heads: dict[int, Rule],
    frames: Sequence[Frame],
    framing: set[int],
    text: str,
) -> Clause | None:
    above = _above(parsed, head)
    apart = {other for other in heads if other != head and other not in above and not _stays(parsed, other, heads)}
    apart |= {other for other in parsed.subtree(head) if other != head and is_stance_aside(parsed, other)}
    apart |= {
        frame.head for frame in frames if frame.head not in above and frame.head != head and frame.head in framing
    }
    words = set(parsed.subtree(head, without=apart))
    for frame in frames:
        if frame.kind != "act" and not frame.silent and head in frame.said and frame.head != head:
            words -= frame.around
    if head not in words:
        return None
    subject = subject_of(parsed, head)
    apposed = rule == "appositive" and parsed.deps[head] == "appos" and not parsed.is_verb(parsed.heads[head])
    antecedent = parsed.heads[head] if rule == "relative clause" or apposed else None
    first, last = _run_with(parsed, words, head, subject)
    if antecedent is not None and parsed.tags[antecedent] == "CD":
        # "the fall of 2022, when …": a year alone is no antecedent.
        of = parsed.heads[antecedent]
        antecedent = parsed.heads[of] if parsed.deps[of] == "prep" and parsed.is_noun(parsed.heads[of]) else antecedent
    if antecedent is not None:
        first = min(first, _phrase_start(parsed, antecedent, head))
    mark = parsed.child(head, "mark") if rule == "reported clause" else None
    if mark is not None and parsed.lower[mark] == "that" and first < mark < head:
        first = mark + 1
    first, last = _trim(parsed, first, last, head)
    if first > 0 and parsed.words[first][0] in "'’" and parsed.starts[first] == parsed.ends[first - 1]:
        first -= 1  # "there’s"
    last = _behind_copula(parsed, head, last)
    if rule in ("main clause", "coordinated verb", "reported clause", "relative clause") and parsed.is_verb(head):
        first = min(first, _first_auxiliary(parsed, head))
    span = with_partners(text, parsed.stretch(first, last), parsed.span)
    span = without_outer_marks(text, span)
    if len(span) == 0 or last - first < (0 if rule == "counted noun" else 1):
        return None
    shared = _shared_helpers(parsed, head) if rule == "coordinated verb" else ()
    return Clause(span, head, rule, subject, antecedent, shared)


_SAME_IN_THE_PAST = frozenset(
    "cut put hit set shut let cost hurt quit split spread shed cast beat burst bet bid read rid thrust upset".split()  # noqa: SIM905
)


def _shared_helpers(parsed: Parsed, head: int) -> tuple[int, ...]:
    """The helping verbs and negation of the first verb of a coordination, where this one has none and needs them."""
    helpers = ("aux", "auxpass", "neg")
    if parsed.child(head, "aux", "auxpass", *SUBJECTS) is not None:
        return ()
    first = first_conjunct(parsed, head)
    if is_conditional(parsed, first):
        return ()
    # "could sell 12 branches and cut 500 jobs": the tagger takes some of these for a past tense.
    bare = parsed.tags[first] == "VB" and parsed.lower[head] in _SAME_IN_THE_PAST
    alike = parsed.tags[head] in ("VB", "VBN", "VBG") and parsed.tags[head] == parsed.tags[first]
    if not alike and not bare:
        return ()
    shared = [c for c in parsed.children[first] if parsed.deps[c] in helpers and c < first]
    if parsed.deps[first] == "xcomp":
        matrix = parsed.heads[first]
        shared = [*(c for c in parsed.children[matrix] if parsed.deps[c] in helpers and c < matrix), matrix, *shared]
    return tuple(shared)


def _stays(parsed: Parsed, index: int, heads: dict[int, Rule]) -> bool:
    """Whether a nominal clause is needed by the one that it stands in: "reduce its workforce of 7,800"."""
    if heads[index] == "relative clause":
        before = parsed.subtree(index)[0] - 1  # "a nurse who saved a boy": without a comma it says who is meant
        return before >= 0 and parsed.words[before][0].isalnum() and index < parsed.heads[parsed.heads[index]]
    return heads[index] == "counted noun" and parsed.deps[index] != "conj"


def _above(parsed: Parsed, index: int) -> set[int]:
    above = set()
    while parsed.heads[index] != index:
        index = parsed.heads[index]
        above.add(index)
    return above


def _run_with(parsed: Parsed, words: set[int], head: int, subject: int | None) -> tuple[int, int]:
    """The unbroken run of words around the head, led to the subject where the gap is small."""
    runs = parsed.runs(sorted(words))
    at = next(i for i, (first, last) in enumerate(runs) if first <= head <= last)
    first, last = runs[at]
    if subject is not None and subject in words and subject < first:
        start = next(run[0] for run in runs if run[0] <= subject <= run[1])
        if first - subject <= _WIDEST_GAP:
            first = start
    # A mark left between two runs (a quotation's) is no gap.
    while (
        at + 1 < len(runs)
        and runs[at + 1][0] - last <= 2
        and not any(parsed.words[i][0].isalnum() for i in range(last + 1, runs[at + 1][0]))
    ):
        at += 1
        last = runs[at][1]
    return first, _to_the_verb_behind(parsed, runs[at + 1 :], head, last)


def _to_the_verb_behind(parsed: Parsed, runs: list[tuple[int, int]], head: int, last: int) -> int:
    """The end of the stretch; a gap is bridged where a verb stands behind it: "why the fence, which leaned, gave way"."""
    for start, end in runs:
        verb = any(parsed.is_verb(i) and i != head for i in range(start, end + 1))
        if start - last > _WIDEST_GAP or not verb:
            break
        last = end
    return last


def _phrase_start(parsed: Parsed, noun: int, before: int) -> int:
    """Where the noun phrase that a relative clause hangs on begins."""
    words = [i for i in parsed.subtree(noun, without={before}) if i <= before]
    for first, last in parsed.runs(words):
        if first <= noun <= last:
            while first < noun and parsed.deps[first] in ("punct", "cc"):
                first += 1
            return first
    return noun


def _first_auxiliary(parsed: Parsed, head: int) -> int:
    first = head
    while first > 0 and parsed.heads[first - 1] == head and parsed.deps[first - 1] in ("aux", "auxpass", "neg"):
        first -= 1
    return first


def _behind_copula(parsed: Parsed, head: int, last: int) -> int:
    """The end with the complement where the clause would stop at a bare "is", because that is a clause of its own."""
    if last != head or parsed.lower[head] not in COPULAS:
        return last
    for start, end in parsed.runs(parsed.subtree(head)):
        if start <= last < end and parsed.words[last + 1] not in (",", ";", ":", "."):
            return _trim(parsed, last, end, last)[1]
    return last


def _trim(parsed: Parsed, first: int, last: int, head: int) -> tuple[int, int]:
    """Without conjunctions, marks and commas at the ends."""
    while first < last and first < head and (_is_mark(parsed, first) or _is_leading_word(parsed, first, head)):
        first += 1
    while (
        last > first
        and last != head
        and (
            _is_mark(parsed, last)
            or parsed.words[last] == "("
            or parsed.deps[last] in ("cc", "mark", "preconj")
            or parsed.lower[last] in ("so", "and", "but")
            or _is_left_alone(parsed, last)
        )
    ):
        last -= 1
    return first, last


def _is_left_alone(parsed: Parsed, last: int) -> bool:
    """A preposition at the end whose complement became a clause of its own: "fell 11 per cent before"."""
    return parsed.tags[last] == "IN" and any(child > last for child in parsed.children[last])


def _is_mark(parsed: Parsed, index: int) -> bool:
    word = parsed.words[index]
    if word in ("(", ")", "”", "“", '"', "``", "''", "%", "$", "€", "£", "¥"):
        return False
    return not any(c.isalnum() for c in word)


def _is_leading_word(parsed: Parsed, index: int, head: int) -> bool:
    if parsed.lower[index] == "that" and parsed.deps[index] not in SUBJECTS and parsed.tags[index + 1] != "CD":
        # "told the Post that the minister had gone", "and that debris fell": the model takes it for a pronoun at times
        if parsed.tags[index] == "DT" and index > 0 and parsed.lower[index - 1] in ("and", "but"):
            return parsed.deps[head] == "conj" and parsed.deps[first_conjunct(parsed, head)] == "ccomp"
        return parsed.tags[index] == "IN" or (parsed.tags[index] == "WDT" and subject_of(parsed, head) is not None)
    return parsed.lower[index] in _LEADING and parsed.deps[index] in ("cc", "mark", "advmod", "preconj")
