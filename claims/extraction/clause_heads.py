"""Which words of a sentence head a clause with news of its own, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from claims.extraction.attribution.cues import speaker_nouns
from claims.extraction.attribution.names import Frame
from claims.extraction.lexicon import word_set
from claims.extraction.parsing import Parsed

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


def is_conditional(parsed: Parsed, verb: int) -> bool:
    """Whether a clause only says under what condition something holds: "if the talks fail"."""
    mark = parsed.child(verb, "mark", "advmod")
    return mark is not None and parsed.lower[mark] in _CONDITIONS and mark < verb


_CONDITIONS = frozenset(("if", "unless", "until", "till", "whether", "lest"))


def framing_verbs(frames: Sequence[Frame]) -> set[int]:
    """The verbs that only hand on what was said: no claims, and never part of one."""
    handing = [frame for frame in frames if frame.said and not frame.silent]
    verbs = {f.head for f in handing if f.kind in ("speech", "thought") or (f.kind == "passive" and f.around)}
    return verbs | {f.head for f in handing if f.kind == "according" and f.lemma in ("cite", "quote")}


def find_heads(parsed: Parsed, frames: Sequence[Frame], framing: set[int], counted: frozenset[int]) -> dict[int, Rule]:
    handing = [frame for frame in frames if frame.said and not frame.silent]
    withheld = frozenset().union(*(frame.said for frame in frames if frame.silent))
    contents = {min_head(parsed, f.said) for f in handing if f.kind in ("speech", "thought", "passive", "according")}
    contents |= {head for frame in handing for head in _behind_the_cue(parsed, frame)}
    contents -= withheld
    heads: dict[int, Rule] = {}
    for index in range(len(parsed)):
        rule = _rule_for(parsed, index, contents, counted, heads)
        if rule is not None and index not in framing and not _only_leads_to(parsed, index, framing):
            heads[index] = rule
    return heads


def _behind_the_cue(parsed: Parsed, frame: Frame) -> list[int]:
    """``"A," he said, "and B."``: a saying that goes on behind its cue has two contents."""
    if frame.kind != "speech" or min(frame.said) > frame.head:
        return []
    behind = (c for c in parsed.children[frame.head] if c > frame.head and c in frame.said)
    return [c for c in behind if parsed.deps[c] == "ccomp" and parsed.is_verb(c)]


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
    if dep == "relcl" and verb and _is_cleft(parsed, index):
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


def _is_cleft(parsed: Parsed, index: int) -> bool:
    """ "It was the fifth time that sales fell": neither half says anything alone."""
    time = parsed.heads[index]
    above = parsed.heads[time]
    subject = parsed.child(above, "nsubj")
    told = parsed.deps[time] == "attr" and subject is not None and parsed.lower[subject] in ("it", "this", "that")
    return told and parsed.lower[time] == "time"


def _rule_for_conjunct(parsed: Parsed, index: int, counted: frozenset[int]) -> Rule | None:
    first = first_conjunct(parsed, index)
    if parsed.is_verb(index):
        if not _is_joined(parsed, index) or _shares_object(parsed, index):
            return None
        if parsed.deps[first] == "acl" and first + 2 == index and parsed.tags[first] == parsed.tags[index] == "VBN":
            return None  # "50 men killed and wounded": one count
        if parsed.deps[first] in ("advcl", "pcomp", "acl") and not _is_tensed(parsed, first):
            return None if _is_tensed(parsed, index) or len(parsed.subtree(index)) < 3 else "participle"
        if parsed.deps[first] in ("ROOT", "ccomp", "relcl", "advcl", "parataxis", "pcomp", "acl"):
            return "coordinated verb"
        if parsed.deps[first] == "xcomp" and counted & set(parsed.subtree(index)):
            return "coordinated verb"
        return None
    if _is_other_reading(parsed, index):
        return None
    own = counted & set(parsed.subtree(index))
    first_words = set(parsed.subtree(first)) - set(parsed.subtree(index))
    if own and counted & first_words and not _same_number(parsed, first, index, counted):
        return "counted noun"
    return None


def _shares_object(parsed: Parsed, index: int) -> bool:
    """ "Gunmen shot and killed two officers": a verb right before "and" that needs an object has the one of the next verb. Those
    that need none ("fell and broke his arm") stand apart."""
    before = parsed.heads[index]
    between = range(before + 1, index)
    adverbs = [i for i in between if parsed.tags[i] == "RB"]
    return (
        1 <= len(between) <= 2
        and parsed.tags[before] == parsed.tags[index]
        and all(parsed.lower[i] in ("and", "or") or i in adverbs for i in between)
        and len(adverbs) < len(between)
        and parsed.child(index, "dobj") is not None
        and parsed.child(index, *SUBJECTS) is None
        and parsed.lower[before] not in word_set("en", "without_object")
    )


def _is_other_reading(parsed: Parsed, index: int) -> bool:
    """ "2,300 jobs, or about 8% of its workforce": one number told twice."""
    joint = next((c for c in parsed.children[parsed.heads[index]] if parsed.deps[c] == "cc" and c < index), None)
    return joint is not None and parsed.lower[joint] == "or" and parsed.words[joint - 1] == ","


def _is_joined(parsed: Parsed, index: int) -> bool:
    """Whether a conjunction, comma or dash stands between a conjunct and the one before, as it must."""
    between = range(parsed.heads[index] + 1, index)
    return any(parsed.deps[i] == "cc" or parsed.words[i] in (",", ";", "–", "—", "-", ":", "&") for i in between)


def first_conjunct(parsed: Parsed, index: int) -> int:
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
    counts = bool(counted & set(words)) and not _tells_only_an_age(parsed, words, counted)
    return set_off or counts or named


_JOBS = frozenset(
    [
        "lead",
        "leads",
        "led",
        "head",
        "heads",
        "headed",
        "run",
        "runs",
        "chair",
        "chairs",
        "chaired",
        "teaches",
        "works",
        "edits",
    ]
)


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
        if word in _CONDITIONAL or subject is None or _is_comparison(parsed, index, first):
            return None
        leading = first < 3
        if parsed.deps[index] == "advcl" and word in ("as", "while", "although", "though", "whereas"):
            return "adverbial clause"
        if parsed.deps[index] == "advcl" and word in _ASSERTING and (leading or number):
            return "adverbial clause"
        return None
    bare = parsed.tags[index] in ("VBG", "VBN") and parsed.child(index, "aux") is None
    if parsed.tags[index] == "VB" or not (bare or subject is not None) or (not number and len(words) < 3):
        return None
    outcome = number and parsed.deps[index] != "acl" and _tells_an_outcome(parsed, index)
    if not (set_off or outcome) or (_before_main_verb(parsed, index) and not outcome):
        return None
    return "participle"


def _is_comparison(parsed: Parsed, index: int, first: int) -> bool:
    """ "nothing will be as it was", "not as likely as it was a week ago": the clause completes the one it hangs on."""
    if first < 2 or parsed.lower[first] not in ("as", "than") or parsed.words[first - 1] in (",", "–", "—", "-", ";"):
        return False
    opened = any(parsed.lower[i] == "as" for i in range(max(0, first - 6), first) if parsed.deps[i] == "advmod")
    return opened or parsed.lower[first - 1] in COPULAS or parsed.lower[first] == "than"


COPULAS = frozenset(("be", "is", "are", "was", "were", "been", "being", "remain", "remains", "remained"))


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
    if parsed.lower[numbers[0] - 1] in ("age", "ages", "aged"):
        return True
    return all("old" in "".join(parsed.lower[i : i + 6]) or "year-old" in parsed.lower[i] for i in numbers)


def _is_superlative_aside(parsed: Parsed, index: int) -> bool:
    """ "…, the wettest April since records began"."""
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
