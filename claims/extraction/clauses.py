"""The clauses of a sentence that say something of their own, each as the shortest stretch of text that says it.

"The blast killed two bakers, wounded 17 and cut water to some 3,100 homes" has three: coordinated verbs, relative
clauses, participles, appositives with news and counted nouns stand apart; frames ("officials said") stay outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from claims.extraction.attribution.cues import speaker_nouns
from claims.extraction.attribution.frames import Frame
from claims.extraction.parsing import Parsed
from claims.spans import Span

Rule = Literal[
    "main clause",
    "coordinated verb",
    "reported clause",
    "relative clause",
    "participle",
    "adverbial clause",
    "appositive",
    "counted noun",
    "whole sentence",
]

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
# Conjunctions whose clause is no assertion ("if Toretsk falls"), and those whose clause is one of its own.
_CONDITIONAL = frozenset(
    ["if", "unless", "whether", "lest", "provided", "until", "till", "once", "so", "that", "in-order"]
)
_ASSERTING = frozenset(
    ["as", "while", "although", "though", "whereas", "because", "since", "after", "when", "where", "before"]
)
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
    framing = _framing(frames)
    heads = _clause_heads(parsed, frames, framing, counted)
    clauses = []
    for head, rule in heads.items():
        clause = _clause(parsed, head, rule, heads, frames, framing, text)
        if clause is not None:
            clauses.extend(_split_counts(clause, numbers, text))
    clauses = [clause for clause in clauses if not any(number.contains(clause.span) for number in numbers)]
    return _distinct(clauses)


# "410 of them at the dock", "and no more than 210 at other locations": a number with a place or whole of its own.
_ELLIPSIS = re.compile(
    r"\s*(?:\S+\s+){0,2}?(?:of\s+(?:them|it|these|those|which|whom)\b|(?:in|at|from|on|near|for)\s)", re.I
)
_JOINT = re.compile(r"(?:,|;|,?\s+and|,\s+(?:while|with|or|but|including))\s+\Z", re.I)


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
        span = _without_outer_marks(text, Span(start, _before_joint(text, start, end, clause.span.end)))
        if len(text[span.start : span.end].split()) >= 3:
            pieces.append(replace(clause, span=span, rule="counted noun", subject=None))
    if len(pieces) > 1:
        first = Span(clause.span.start, _before_joint(text, clause.span.start, starts[0], clause.span.end))
        pieces[0] = replace(clause, span=_without_outer_marks(text, first))
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
    return sorted(best.values(), key=lambda clause: (clause.span.start, -clause.span.end))


# --- which words head a clause of their own


def _framing(frames: Sequence[Frame]) -> set[int]:
    """The verbs that only hand on what was said: no claims, and never part of one."""
    handing = (frame for frame in frames if frame.said and not frame.silent)
    return {f.head for f in handing if f.kind in ("speech", "thought") or (f.kind == "passive" and f.around)}


def _clause_heads(
    parsed: Parsed, frames: Sequence[Frame], framing: set[int], counted: frozenset[int]
) -> dict[int, Rule]:
    handing = [frame for frame in frames if frame.said and not frame.silent]
    contents = {min_head(parsed, f.said) for f in handing if f.kind in ("speech", "thought", "passive", "according")}
    heads: dict[int, Rule] = {}
    for index in range(len(parsed)):
        rule = _rule_for(parsed, index, contents, counted, heads)
        if rule is not None and index not in framing and not _only_leads_to(parsed, index, framing):
            heads[index] = rule
    return heads


def _only_leads_to(parsed: Parsed, index: int, framing: set[int]) -> bool:
    """ "was quoted as saying", "went on to say", "wanted to know": the verb before a cue says nothing of its own."""
    for child in parsed.children[index]:
        if parsed.deps[child] == "xcomp" and child in framing:
            return True
        if parsed.deps[child] == "prep" and parsed.lower[child] == "as" and set(parsed.children[child]) & framing:
            return True
    return False


def min_head(parsed: Parsed, words: Iterable[int]) -> int:
    """The word of a group on which the others hang."""
    group = set(words)
    tops = [word for word in sorted(group) if parsed.heads[word] not in group or parsed.heads[word] == word]
    worded = [word for word in tops if parsed.words[word][0].isalnum()]
    for fits in (parsed.is_verb, parsed.is_noun):
        found = next((word for word in worded if fits(word)), None)
        if found is not None:
            return found
    return worded[0] if worded else min(group, default=0)


def _rule_for(
    parsed: Parsed, index: int, contents: set[int], counted: frozenset[int], heads: dict[int, Rule]
) -> Rule | None:
    dep = parsed.deps[index]
    if dep == "ROOT":
        return "main clause"
    if index in contents:
        return "reported clause"
    verb = parsed.is_verb(index)
    if dep == "conj":
        return _rule_for_conjunct(parsed, index, counted)
    if (
        dep == "relcl"
        and verb
        and (is_stance_aside(parsed, parsed.heads[index]) or _names_a_job(parsed, index, counted))
    ):
        return None
    if dep == "relcl" and verb:
        return "relative clause" if _relative_has_news(parsed, index, counted) else None
    if dep in ("advcl", "acl", "pcomp") and verb:
        return _rule_for_adverbial(parsed, index, counted)
    if dep in ("parataxis", "ccomp") and verb and parsed.child(index, *SUBJECTS) is not None:
        return "main clause" if dep == "parataxis" or parsed.heads[index] > index else None
    if dep == "appos":
        if _counts_part_of(parsed, index, counted):
            return "counted noun"
        return "appositive" if _appositive_has_news(parsed, index, counted) else None
    if parsed.tags[index] == "JJS" and dep in ("npadvmod", "dep", "attr", "dobj", "conj"):
        return "appositive" if _is_superlative_aside(parsed, index) else None
    if parsed.is_noun(index) and _is_owned_count(parsed, index, counted):
        return "counted noun"
    return None


def _rule_for_conjunct(parsed: Parsed, index: int, counted: frozenset[int]) -> Rule | None:
    first = _first_conjunct(parsed, index)
    if parsed.is_verb(index):
        if not _is_joined(parsed, index):
            return None
        if parsed.deps[first] in ("advcl", "pcomp", "acl") and not _is_tensed(parsed, first):
            return None if _is_tensed(parsed, index) or len(parsed.subtree(index)) < 3 else "participle"
        if parsed.deps[first] in ("ROOT", "ccomp", "relcl", "advcl", "parataxis", "pcomp", "acl"):
            return "coordinated verb"
        if parsed.deps[first] == "xcomp" and counted & set(parsed.subtree(index)):
            return "coordinated verb"
        return None
    own = counted & set(parsed.subtree(index))
    first_words = set(parsed.subtree(first)) - set(parsed.subtree(index))
    if own and counted & first_words and not _same_number(parsed, first, index, counted):
        return "counted noun"
    return None


def _is_joined(parsed: Parsed, index: int) -> bool:
    """Whether a conjunction, comma or dash stands between a conjunct and the one before, as it must."""
    between = range(parsed.heads[index] + 1, index)
    return any(parsed.deps[i] == "cc" or parsed.words[i] in (",", ";", "–", "—", "-", ":", "&") for i in between)


def _first_conjunct(parsed: Parsed, index: int) -> int:
    while parsed.deps[index] == "conj" and parsed.heads[index] != index:
        index = parsed.heads[index]
    return index


def _same_number(parsed: Parsed, first: int, index: int, counted: frozenset[int]) -> bool:
    """Whether the conjuncts are the ends of one number: "between 10 and 20"."""
    return index in counted and first in counted and abs(first - index) <= 3


def _relative_has_news(parsed: Parsed, index: int, counted: frozenset[int]) -> bool:
    if not _is_tensed(parsed, index):
        return False
    words = parsed.subtree(index)
    first = words[0]
    if len(words) < 4:
        return False
    set_off = first > 0 and parsed.words[first - 1] in (",", "–", "—", "-", "(")
    subject = parsed.child(index, *SUBJECTS)
    named = subject is not None and any(parsed.is_name(i) for i in parsed.subtree(subject))
    return set_off or bool(counted & set(words)) or named


_JOBS = frozenset("lead leads led head heads headed run runs chair chairs chaired teaches works edits".split())


def _names_a_job(parsed: Parsed, index: int, counted: frozenset[int]) -> bool:
    """ "who leads the agency's response": says who is meant, unless it counts or dates."""
    words = parsed.subtree(index)
    dated = any(parsed.tags[i] == "CD" or parsed.lower[i] in ("since", "until", "first") for i in words)
    return parsed.lower[index] in _JOBS and not dated and not counted & set(words)


def _is_tensed(parsed: Parsed, index: int) -> bool:
    if parsed.tags[index] in ("VBD", "VBZ", "VBP"):
        return True
    return any(
        parsed.deps[c] in ("aux", "auxpass") and parsed.tags[c] in ("VBD", "VBZ", "VBP", "MD")
        for c in parsed.children[index]
    )


def _rule_for_adverbial(parsed: Parsed, index: int, counted: frozenset[int]) -> Rule | None:
    words = parsed.subtree(index)
    first = words[0]
    number = bool(counted & set(words))
    before = first - 2 if first > 1 and parsed.lower[first - 1] in ("with", "after", "before") else first - 1
    set_off = before >= 0 and parsed.words[before] in (",", "–", "—", "-", ";")
    mark = parsed.child(index, "mark")
    subject = parsed.child(index, *SUBJECTS)
    if _is_tensed(parsed, index):
        word = parsed.lower[mark] if mark is not None else parsed.lower[first]
        if word in _CONDITIONAL or subject is None:
            return None
        leading = first < 3
        if parsed.deps[index] == "advcl" and word in ("as", "while", "although", "though", "whereas"):
            return "adverbial clause"
        if parsed.deps[index] == "advcl" and word in _ASSERTING and (leading or number):
            return "adverbial clause"
        return None
    if (parsed.tags[index] in ("VBG", "VBN") and parsed.child(index, "aux") is None) or subject is not None:
        if parsed.tags[index] == "VB":
            return None
        number = number and not set_off and _tells_an_outcome(parsed, index)
        if len(words) >= 3 and (
            set_off or (number and parsed.deps[index] != "acl") or (subject is not None and set_off)
        ):
            return "participle" if not _before_main_verb(parsed, index) or number else None
    return None


# Participles that only say more about a noun or how something was done.
_MANNER = frozenset(
    ("using", "including", "involving", "following", "featuring", "containing", "regarding", "concerning", "according")
)


def _tells_an_outcome(parsed: Parsed, index: int) -> bool:
    """Whether a participle without a comma is news: "killing 14 people", "before closing 6 per cent lower"."""
    if parsed.deps[index] == "pcomp":
        return parsed.lower[parsed.heads[index]] in ("after", "before", "while", "since", "despite")
    return parsed.tags[index] == "VBG" and parsed.lower[index] not in _MANNER


def _before_main_verb(parsed: Parsed, index: int) -> bool:
    """Whether the clause on which this one hangs is still to come: "forces, using drones, are attempting"."""
    head = parsed.heads[index]
    while not parsed.is_verb(head) and parsed.heads[head] != head:
        head = parsed.heads[head]
    return index < head and parsed.is_verb(head)


def _counts_part_of(parsed: Parsed, index: int, counted: frozenset[int]) -> bool:
    """ "two of them in intensive care": a number that takes its noun from before."""
    of = next((c for c in parsed.children[index] if parsed.lower[c] == "of"), None)
    whole = None if of is None else parsed.child(of, "pobj")
    return index in counted and whole is not None and parsed.lower[whole] in ("them", "whom", "which", "these", "those")


def _appositive_has_news(parsed: Parsed, index: int, counted: frozenset[int]) -> bool:
    """An appositive that says more than somebody's job: a number, a superlative, "one of", "a crucial logistics hub"."""
    relatives = {i for i in parsed.subtree(index) if parsed.deps[i] == "relcl"}
    words = parsed.subtree(index, without=relatives)
    if len(words) < 4:
        return False
    if counted & set(words) and not _tells_only_an_age(parsed, words, counted):
        return True
    if any(parsed.tags[i] in ("JJS", "RBS") for i in words):
        return True
    if parsed.lower[index] == "one" or not parsed.is_noun(index) or parsed.is_name(index):
        return parsed.lower[index] == "one"
    article = parsed.child(index, "det")
    adjective = parsed.child(index, "amod")
    return (
        article is not None
        and parsed.lower[article] in ("a", "an")
        and adjective is not None
        and parsed.lower[index] not in speaker_nouns()
        and not any(parsed.lower[c] in speaker_nouns() for c in parsed.children[index] if parsed.deps[c] == "compound")
    )


def _tells_only_an_age(parsed: Parsed, words: Sequence[int], counted: frozenset[int]) -> bool:
    """ "a 52-year-old man from Leith": the age says who is meant."""
    numbers = [i for i in words if i in counted]
    return all("old" in "".join(parsed.lower[i : i + 6]) or "year-old" in parsed.lower[i] for i in numbers)


def _is_superlative_aside(parsed: Parsed, index: int) -> bool:
    """ "…, the highest ever recorded in a first quarter"."""
    words = parsed.subtree(index)
    return len(words) >= 4 and words[0] > 0 and parsed.words[words[0] - 1] in (",", "–", "—", "-")


_STANCE_NOUNS = frozenset(
    ("claim", "charge", "allegation", "accusation", "suggestion", "assertion", "figure", "report")
)


def is_stance_aside(parsed: Parsed, index: int) -> bool:
    """ "…, a claim that the commission rejects": what somebody holds of the clause, no part of it."""
    return (
        parsed.lower[index] in _STANCE_NOUNS
        and parsed.deps[index] in ("appos", "npadvmod", "dep", "attr", "dobj", "conj")
        and parsed.child(index, "relcl", "acl") is not None
        and parsed.words[parsed.subtree(index)[0] - 1 : parsed.subtree(index)[0]] == [","]
    )


def _is_owned_count(parsed: Parsed, index: int, counted: frozenset[int]) -> bool:
    """ "his 400,000 subscribers", "its workforce of 7,800": a possessive says that the number holds."""
    owner = parsed.child(index, "poss")
    if owner is None or parsed.deps[index] in ("ROOT", "nsubj", "nsubjpass"):
        return False
    above = parsed.heads[index]
    if parsed.deps[index] == "pobj" and parsed.lower[above] == "of" and parsed.heads[above] in counted:
        return False  # "three of its five bridges": one number, told by the clause
    number = parsed.child(index, "nummod")
    if number is not None and number in counted:
        return True
    of = next((c for c in parsed.children[index] if parsed.lower[c] == "of"), None)
    inner = None if of is None else parsed.child(of, "pobj")
    return inner is not None and inner in counted


# --- the stretch of text that says it


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
    if antecedent is not None:
        first = min(first, _phrase_start(parsed, antecedent, head))
    first, last = _trim(parsed, first, last, head)
    if rule in ("main clause", "coordinated verb", "reported clause", "relative clause") and parsed.is_verb(head):
        first = min(first, _first_auxiliary(parsed, head))
    span = _with_partners(text, parsed.stretch(first, last), parsed.span)
    span = _without_outer_marks(text, span)
    if len(span) == 0 or last - first < (0 if rule == "counted noun" else 1):
        return None
    shared = _shared_helpers(parsed, head) if rule == "coordinated verb" else ()
    return Clause(span, head, rule, subject, antecedent, shared)


def _shared_helpers(parsed: Parsed, head: int) -> tuple[int, ...]:
    """The helping verbs and negation of the first verb of a coordination, where this one has none and needs them."""
    helpers = ("aux", "auxpass", "neg")
    if parsed.tags[head] not in ("VB", "VBN", "VBG") or parsed.child(head, "aux", "auxpass") is not None:
        return ()
    first = _first_conjunct(parsed, head)
    shared = [c for c in parsed.children[first] if parsed.deps[c] in helpers and c < first]
    if parsed.deps[first] == "xcomp":
        matrix = parsed.heads[first]
        shared = [*(c for c in parsed.children[matrix] if parsed.deps[c] in helpers and c < matrix), matrix, *shared]
    return tuple(shared)


def _stays(parsed: Parsed, index: int, heads: dict[int, Rule]) -> bool:
    """Whether a nominal clause is needed by the one that it stands in: "reduce its workforce of 7,800"."""
    return heads[index] == "counted noun" and parsed.deps[index] != "conj"


def _above(parsed: Parsed, index: int) -> set[int]:
    above = set()
    while parsed.heads[index] != index:
        index = parsed.heads[index]
        above.add(index)
    return above


def subject_of(parsed: Parsed, head: int) -> int | None:
    """The subject of a verb; a later verb of a coordination has that of the first one."""
    for _ in range(8):
        subject = parsed.child(head, *SUBJECTS)
        if subject is not None:
            return subject
        if parsed.deps[head] in ("conj", "advcl", "xcomp") and parsed.is_verb(parsed.heads[head]):
            head = parsed.heads[head]
        elif parsed.deps[head] == "acl":
            return parsed.heads[head]
        else:
            return None
    return None


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
    return first, last


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


def _trim(parsed: Parsed, first: int, last: int, head: int) -> tuple[int, int]:
    """Without conjunctions, marks and commas at the ends."""
    while first < last and first < head and (_is_mark(parsed, first) or _is_leading_word(parsed, first, head)):
        first += 1
    while (
        last > first
        and last != head
        and (
            _is_mark(parsed, last)
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
    return parsed.lower[index] in _LEADING and parsed.deps[index] in ("cc", "mark", "advmod", "preconj")


_PAIRS = {"“": "”", '"': '"', "‘": "’", "(": ")", "[": "]", "«": "»", "'": "'", "„": "“"}
_CLOSERS = {"”": "“", "’": "‘", ")": "(", "]": "[", "»": "«"}
_EDGE = " \t,;:–—-…"


def _without_outer_marks(text: str, span: Span) -> Span:
    """The span without quotation marks or brackets at its ends that have no partner inside, or that wrap it whole."""
    start, end = span
    while start < end:
        stretch = text[start:end]
        first, last = stretch[0], stretch[-1]
        if first in _PAIRS and last == _PAIRS[first] and len(stretch) > 1 and not _partner_inside(stretch, first):
            start, end = start + 1, end - 1
        elif first in _EDGE or (first in '“"‘([«„”’)' and not _closed(stretch, first)):
            start += 1
        elif (
            last in _EDGE
            or (last == "." and not _abbreviated(stretch))
            or (last in '”"’)]»“' and not _opened(stretch, last))
        ):
            end -= 1
        else:
            break
    return Span(start, end)


def _with_partners(text: str, span: Span, sentence: Span) -> Span:
    """The span with the mark just outside whose partner is inside: “scraps” at its ends stay whole."""
    start, end = span
    stretch = text[start:end]
    before = text[start - 1] if start > sentence.start else ""
    after = text[end] if end < sentence.end else ""
    if (before in _PAIRS and before not in "'\"" and stretch.count(_PAIRS[before]) > stretch.count(before)) or (
        before == '"' and stretch.count('"') % 2
    ):
        start -= 1
    elif (after in _CLOSERS and stretch.count(after) < stretch.count(_CLOSERS[after])) or (
        after == '"' and stretch.count('"') % 2
    ):
        end += 1
    return Span(start, end)


def _partner_inside(stretch: str, first: str) -> bool:
    return _PAIRS[first] in stretch[1:-1]


def _closed(stretch: str, first: str) -> bool:
    return first in _PAIRS and _PAIRS[first] in stretch[1:]


def _opened(stretch: str, last: str) -> bool:
    openers = [opener for opener, closer in _PAIRS.items() if closer == last]
    if last == "’" and "‘" not in stretch:
        return len(stretch) > 1 and stretch[-2] in "sz"
    return any(opener in stretch[:-1] for opener in openers)


def _abbreviated(stretch: str) -> bool:
    """ "U.S.", "p.m." keep their stop."""
    return len(stretch) > 3 and stretch[-3] == "." and stretch[-2].isalpha()
