"""How others stand to a claim, as the article tells it: confirms, denies, silent, declined, could not verify."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from claims.extraction.attribution.names import Frame, name_of
from claims.extraction.found import FoundClaim, FoundHop, FoundStance, StanceWord
from claims.extraction.parsing import Parsed

_ABOUT = (
    r"(?:it|this|that|them|the\s+(?:claims?|allegations?|accusations?|reports?|charges?|figures?|suggestions?)"
    r"|involvement|responsibility|(?:any\s+)?wrongdoing|all\s+the)"
)
_PATTERNS: tuple[tuple[StanceWord, re.Pattern[str]], ...] = (
    (
        "could_not_verify",
        re.compile(
            r"\b(?:could|can|has|have|was|were)(?:\s+not|not)\s+(?:\w+\s+){0,3}?(?:verif(?:y|ied)|confirm(?:ed)?)\b"
            r"|\b(?:neither|none|no)\s+(?:\w+\s+){1,4}could\s+be\s+(?:independently\s+)?(?:verified|confirmed)\b|\bunable\s+to\s+(?:\w+\s+)?(?:verify|confirm)\b",
            re.I,
        ),
    ),
    (
        "declined",
        re.compile(
            r"\b(?:declin(?:ed?|es)|refus(?:ed?|es))\s+to\s+(?:comment|say|confirm|answer|discuss|elaborate|respond|formally|be\s+drawn)"
            r"|\bdeclin(?:ed?|es)\s+comment|\bwould\s+not\s+(?:comment|say|confirm|be\s+drawn|discuss)",
            re.I,
        ),
    ),
    (
        "silent",
        re.compile(
            r"\b(?:did|has|have|had|does|do)(?:\s+not|n['’]t)\s+(?:\w+\s+)?(?:report(?:ed)?|mention(?:ed)?|respond(?:ed)?|repl(?:y|ied)|comment(?:ed)?|return(?:ed)?\s+(?:calls|requests?))"
            r"|\bmade\s+no\s+mention|\bsaid\s+nothing|\bremained\s+silent",
            re.I,
        ),
    ),
    (
        "denies",
        re.compile(
            rf"\b(?:denied|denies|deny|rejected|rejects|disputed|disputes|dismissed|dismisses|refuted|refutes)\s+{_ABOUT}\b",
            re.I,
        ),
    ),
    (
        "denies",
        re.compile(
            r"\b(?:claim|charge|allegation|accusation|suggestion|assertion|figure|report)s?\s+(?:that\s+|which\s+)?(?P<who>(?:\w+\s+){1,5})"
            r"(?:denied|denies|rejected|rejects|disputed|disputes|dismissed|dismisses)\b",
            re.I,
        ),
    ),
    ("confirms", re.compile(rf"\b(?:confirmed|confirms|also\s+reported|corroborated)\s+{_ABOUT}\b", re.I)),
)


def find_stances(parsed: Parsed, text: str) -> list[FoundStance]:
    """The stances that a sentence tells, each with who takes it; a passive one ("cannot be verified") is the article's."""
    sentence = parsed.span.of(text)
    found = []
    for stance, pattern in _PATTERNS:
        match = pattern.search(sentence)
        if match is None:
            continue
        named = match.groupdict().get("who")
        who = named.strip() if named else _holder(parsed, parsed.span.start + match.end() - 1, text)
        if who is not None:
            found.append(FoundStance(who, stance))
            break
    return found


def _holder(parsed: Parsed, at: int, text: str) -> str | None:
    verb = next((i for i, end in enumerate(parsed.ends) if end > at), None)
    while verb is not None and verb > 0 and not parsed.is_verb(verb):
        verb -= 1
    if verb is None:
        return None
    for _ in range(6):
        subject = parsed.child(verb, "nsubj")
        if subject is not None:
            return name_of(parsed, subject).of(text)
        if parsed.child(verb, "nsubjpass") is not None:
            return "the article"
        if parsed.heads[verb] == verb:
            return None
        verb = parsed.heads[verb]
    return None


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
