"""What kind of claim a clause is, and why some sentences are none."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from claims.extraction.attribution.names import Frame
from claims.extraction.clauses import Clause
from claims.extraction.found import Kind
from claims.extraction.lexicon import load
from claims.extraction.parsing import Parsed

_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|going\s+to|is\s+to|are\s+to|set\s+to|due\s+to\s+(?:be|take|open|start|begin|go|meet|vote)"
    r"|(?:is|are|was|were)\s+(?:\w+\s+)?(?:expected|scheduled|planned|forecast|projected|likely|due)\s+to"
    r"|(?:expects?|plans?|aims?|intends?|hopes?)\s+(?:to\b|that\b)|(?<!had\s)(?:expected|expects|expect)\s+(?:an?|the|no|more|fewer)\b)|['’]ll\b",
    re.I,
)
_OPEN = re.compile(r"\b(?:could|might|may)\b(?!\s+(?:not\b|be\s+(?:independently\s+)?(?:verified|confirmed|reached)))")
_WOULD = re.compile(
    r"\bwould\b(?!\s+(?:not\s+)?(?:comment|say|confirm|disclose|give|reveal))|['’]d\b(?=\s+(?:be|have|like))", re.I
)
_UNNAMED = re.compile(
    r"\b(?:condition\s+of\s+anonymity|(?:asked|wished|wants?|preferred)\s+not\s+to\s+be\s+(?:named|identified)|requested\s+anonymity"
    r"|authori[sz]ed\s+to\s+(?:speak|talk|comment|discuss|brief))\b",
    re.I,
)
_SILENT = re.compile(
    r"\b(?:declin(?:ed?|es|ing)\s+(?:to\s+(?:comment|say|confirm|answer|discuss|give|elaborate|be\s+(?:named|drawn)|respond|disclose|provide)|comment)"
    r"|refus(?:ed?|es|ing)\s+to\s+(?:comment|say|confirm|answer|discuss)"
    r"|(?:did|does|do|has|have|had)(?:\s+not|n['’]t)\s+(?:\w+\s+)?(?:respond|responded|repl(?:y|ied)|comment(?:ed)?|sa(?:y|id)|report(?:ed)?|mention(?:ed)?|disclose[d]?|confirm(?:ed)?|give[n]?\s+(?:details|a\s+reason)|specif(?:y|ied)|elaborate[d]?|name[d]?|immediately\s+\w+)"
    r"|would\s+not\s+(?:say|comment|confirm|be\s+drawn|disclose|give|reveal|elaborate|discuss)"
    r"|(?:could|can)(?:\s+not|not)\s+(?:be\s+)?(?:immediately\s+|independently\s+)*(?:verif(?:y|ied)|confirm(?:ed)?|reached|contacted)"
    r"|(?:neither|none|no)\b[\w\s]{1,30}\bcould\s+be\s+(?:independently\s+)?(?:verified|confirmed|reached)"
    r"|no\s+(?:immediate\s+)?(?:comment|response|reply)|made\s+no\s+mention|also\s+reported\s+it)\b",
    re.I,
)
_STATES = frozenset(
    [
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "am",
        "'s",
        "’s",
        "'re",
        "’re",
        "remain",
        "remains",
        "remained",
        "have",
        "has",
        "had",
        "own",
        "owns",
        "owned",
        "contain",
        "contains",
        "include",
        "includes",
        "included",
        "stand",
        "stands",
        "stood",
        "lie",
        "lies",
        "consist",
        "consists",
        "cost",
        "costs",
        "employ",
        "employs",
        "employed",
        "mean",
        "means",
        "want",
        "wants",
        "wanted",
        "need",
        "needs",
        "needed",
        "know",
        "knows",
        "believe",
        "believes",
        "hold",
        "holds",
        "held",
        "belong",
        "belongs",
        "live",
        "lives",
        "seek",
        "seeks",
        "seem",
        "seems",
        "appear",
        "appears",
        "depend",
        "depends",
        "represent",
        "represents",
        "account",
        "accounts",
        "keep",
        "keeps",
    ]
)
_SECOND_PERSON = re.compile(r"\b(?:you|your|let['’]?s|let\s+us)\b", re.I)
_VALUE_FRAME = re.compile(
    r"\b(?:should|must|ought\s+to|need\s+to|needs\s+to|has\s+to|have\s+to|deserves?|can\s+be\s+proud)\b", re.I
)


@functools.cache
def opinion_words(language: str = "en") -> frozenset[str]:
    return frozenset(load(language, "opinion_words"))


def kind_of(
    parsed: Parsed | None,
    clause: Clause,
    frames: Sequence[Frame],
    words: str,
    *,
    has_quantity: bool,
    hedged: bool,
    title: bool,
) -> Kind:
    """The kind of a clause. `frames` are those that speak for it; `words` its text."""
    if _SILENT.search(words) and not has_quantity:
        return "attribution-only"
    if clause.rule == "relative clause" and _UNNAMED.search(words):
        return "attribution-only"
    acts = parsed is not None and any(frame.kind == "act" and frame.head == clause.head for frame in frames)
    if (
        _FUTURE.search(words)
        or _WOULD.search(words)
        or (title and parsed is not None and _is_headline_future(parsed, clause))
    ):
        return (
            "statement"
            if acts
            else (
                "quantity" if has_quantity and not frames and not hedged and not _FUTURE.search(words) else "prediction"
            )
        )
    if _OPEN.search(words):
        return "prediction"
    if has_quantity:
        return "quantity"
    if acts:
        return "statement"
    if parsed is None:
        return "event"
    if is_valuing(parsed, clause, words):
        return "statement"
    return "status" if _is_state(parsed, clause) else "event"


def _is_headline_future(parsed: Parsed, clause: Clause) -> bool:
    """ "Brennholm to shut works": in a headline the infinitive is the future."""
    return parsed.tags[clause.head] == "VB" and any(parsed.lower[c] == "to" for c in parsed.children[clause.head])


def _is_state(parsed: Parsed, clause: Clause) -> bool:
    head = clause.head
    if parsed.lower[head] in _STATES or not parsed.is_verb(head):
        return True
    return parsed.tags[head] == "VBG" and any(
        parsed.lower[c] in ("is", "are", "'s", "’s", "'re", "’re") for c in parsed.children[head]
    )


def is_valuing(parsed: Parsed, clause: Clause, words: str) -> bool:
    """Whether the clause values or demands rather than tells: "it is a disgrace", "they should resign"."""
    if _VALUE_FRAME.search(words):
        return True
    head = clause.head
    if parsed.lower[head] not in _STATES or parsed.child(head, "expl") is not None:
        return False
    for child in parsed.children[head]:
        if parsed.deps[child] in ("acomp", "attr") and (
            parsed.lower[child] in opinion_words()
            or any(parsed.lower[c] in opinion_words() and parsed.deps[c] == "amod" for c in parsed.children[child])
        ):
            return True
    return False


def why_no_claim(
    parsed: Parsed, clause: Clause, frames: Sequence[Frame], words: str, *, quoted: bool, has_quantity: bool
) -> str | None:
    """Why a clause is no claim, or None when it is one: an address, a rhetorical remark, an opinion, a forecast."""
    head = clause.head
    attributed = quoted or any(frame.kind in ("speech", "according", "act", "thought") for frame in frames)
    subject = clause.subject
    if (
        clause.rule not in ("counted noun", "appositive")
        and parsed.is_verb(head)
        and _is_imperative(parsed, head, clause)
    ):
        return "instruction"
    if (
        subject is None
        and (clause.rule == "main clause" or len(words.split()) < 4)
        and not has_quantity
        and not parsed.is_verb(head)
    ):
        return "fragment"
    if _SECOND_PERSON.search(words) and not has_quantity:
        return "address to the reader" if not quoted else "rhetoric"
    if (
        quoted
        and not has_quantity
        and subject is not None
        and parsed.lower[subject] in ("this", "that")
        and parsed.lower[head] in _STATES
    ):
        return "rhetoric"
    if is_valuing(parsed, clause, words) and not has_quantity:
        if not attributed:
            return "opinion"
        if quoted and (subject is None or parsed.lower[subject] in ("it", "this", "that", "i", "we")):
            return "rhetoric"
    personal = subject is not None and parsed.lower[subject] in ("i", "we") and not quoted
    if personal and not attributed and not has_quantity:
        return "opinion"
    conditional = _is_conditional(parsed, head)
    if conditional and not attributed and words[:3].lower() == "if ":
        return "forecast without attribution"
    if not attributed and (
        (_OPEN.search(words) and not has_quantity) or (conditional and (_OPEN.search(words) or _FUTURE.search(words)))
    ):
        return "forecast without attribution"
    return None


def _is_conditional(parsed: Parsed, head: int) -> bool:
    return any(
        parsed.deps[c] == "advcl" and any(parsed.lower[m] in ("if", "unless", "should") for m in parsed.children[c])
        for c in parsed.children[head]
    )


def _is_imperative(parsed: Parsed, head: int, clause: Clause) -> bool:
    if parsed.tags[head] != "VB" or clause.subject is not None:
        return False
    return parsed.child(head, "aux") is None and clause.rule == "main clause"
