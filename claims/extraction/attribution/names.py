"""The names of speakers, and the frame that joins one to a cue and to what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.extraction.attribution.cues import cue_verbs, outlet_words, speaker_nouns
from claims.extraction.found import AttributionType
from claims.extraction.parsing import Parsed
from claims.spans import Span

PRONOUNS = frozenset(
    {"he", "she", "they", "it", "i", "we", "you", "who", "which", "that", "this", "one", "some", "many"}
)


SUBJECT = ("nsubj", "nsubjpass", "csubj")


# Branches of a noun phrase that say more about a speaker than who it is.
_BESIDE_THE_NAME = frozenset({"relcl", "advcl", "parataxis", "ccomp", "dep", "advmod", "preconj"})


@dataclass(slots=True)
class Frame:
    """One saying. `said` holds the words of the content, `around` those of the frame itself.

    `kind` is the class of the cue: speech, thought, act (the saying is the news), passive (nobody is named),
    according (according to, citing). `outlet` is a listener that is a news outlet: the outer hop of the chain.
    """

    head: int
    kind: str
    cue: Span
    cue_words: str
    lemma: str
    source: Span | None
    source_head: int | None
    content: tuple[Span, ...]
    said: frozenset[int]
    around: frozenset[int]
    type: AttributionType = "indirect"
    outlet: Span | None = None
    silent: bool = False  # "would not say whether": nothing is handed on


def frame_of(
    parsed: Parsed,
    text: str,
    head: int,
    kind: str,
    lemma: str,
    speaker: int | None,
    said: frozenset[int] = frozenset(),
    around: frozenset[int] = frozenset(),
    *,
    cue: Span | None = None,
    source: Span | None = None,
    type: AttributionType = "indirect",
) -> Frame:
    """The frame with this speaker and these words said; its cue is the verb at `head` where no other is given."""
    cue = cue or span_of_cue(parsed, head)
    source = source or (None if speaker is None else name_of(parsed, speaker))
    return Frame(head, kind, cue, cue.of(text), lemma, source, speaker, pieces_of(parsed, said), said, around, type)


def subject_of_cue(parsed: Parsed, index: int) -> int | None:
    """The subject of a verb; a verb in a coordination ("confirmed … and said") borrows that of the first."""
    for _ in range(4):
        subject = parsed.child(index, *SUBJECT)
        if subject is not None:
            if parsed.lower[subject] in ("who", "which", "that") and parsed.deps[index] == "relcl":
                return parsed.heads[index]
            return _before_participle(parsed, subject)
        agent = parsed.child(index, "agent")
        if agent is not None:
            return parsed.child(agent, "pobj")
        dep = parsed.deps[index]
        reporter = _reporter_above(parsed, index)
        if reporter is not None:
            index = reporter
        elif dep == "conj" and parsed.is_verb(parsed.heads[index]):
            index = parsed.heads[index]
        elif dep == "acl":
            return parsed.heads[index]
        elif dep == "pcomp":
            before = parsed.heads[index]
            inner = parsed.child(before, "pobj")
            if inner is not None:
                return inner
            index = parsed.heads[before]
        elif dep in ("advcl", "xcomp"):
            index = parsed.heads[index]
        else:
            return None
    return None


def _before_participle(parsed: Parsed, subject: int) -> int | None:
    """The subject, or the one before "who disclosed this while briefing reporters", where that was taken for one."""
    first = parsed.subtree(subject)[0]
    if parsed.tags[first] != "VBG" or first < 2 or parsed.lower[first - 1] not in ("while", "when", "after", "before"):
        return subject
    for index in range(first - 1, 0, -1):
        verb = parsed.heads[index]
        if parsed.lower[index] == "who" and parsed.deps[verb] == "relcl":
            noun = parsed.heads[verb]
            return parsed.heads[noun] if parsed.deps[noun] == "appos" else noun
    return None


def _reporter_above(parsed: Parsed, index: int) -> int | None:
    """The verb of saying over a participle of saying: in "said the rate had fallen, adding that …" who said also adds."""
    cue = cue_verbs().get(parsed.lower[index])
    if parsed.tags[index] != "VBG" or parsed.deps[index] != "advcl" or cue is None or cue.kind != "speech":
        return None
    content = parsed.heads[index]
    reporter = parsed.heads[content]
    above = cue_verbs().get(parsed.lower[reporter])
    if parsed.deps[content] != "ccomp" or content < reporter or above is None or above.kind != "speech":
        return None
    return reporter if parsed.lower[content] not in cue_verbs() else None


def span_of_cue(parsed: Parsed, index: int) -> Span:
    """The verb with its auxiliaries and negation: "have reported", "did not say"."""
    first = index
    while (
        first > 0 and parsed.heads[first - 1] == index and parsed.deps[first - 1] in ("aux", "auxpass", "neg", "advmod")
    ):
        if parsed.deps[first - 1] == "advmod" and parsed.lower[first - 1] not in (
            "also",
            "later",
            "earlier",
            "repeatedly",
        ):
            break
        first -= 1
    last = index
    particle = index + 1
    if particle < len(parsed) and parsed.deps[particle] == "prt" and parsed.heads[particle] == index:
        last = particle
    return parsed.stretch(first, last)


def is_outlet(parsed: Parsed, noun: int) -> bool:
    """A name with an outlet's word in it ("the Financial Times"), or such a word itself ("the newspaper")."""
    if parsed.child(noun, "poss") is not None and parsed.tags[noun] == "NNS":
        return False
    if parsed.is_name(noun):
        return any(parsed.lower[i] in outlet_words() for i in parsed.subtree(noun) if parsed.is_name(i))
    return parsed.lower[noun] in outlet_words()


def name_of(parsed: Parsed, noun: int) -> Span:
    """The noun phrase that names a speaker, without what is said about it ("Mr Kotenok", not "…, who is …")."""
    beside = {
        c
        for c in _below(parsed, noun)
        if parsed.deps[c] in _BESIDE_THE_NAME or (_is_comment(parsed, c) and not _names(parsed, noun, c))
    }
    number = parsed.child(noun, "nummod")
    if number is not None:  # "to pay $4 million to 12 families": read as one number
        parts = parsed.children[number]
        sums = [c for c in parts if parsed.deps[c] == "quantmod" and _is_sum(parsed, c)]
        beside |= {c for c in parts if c in sums or (c - 1 in sums and parsed.tags[c] in _TO)}
    words = parsed.subtree(noun, without=beside)
    for first, last in parsed.runs(words):
        if first <= noun <= last:
            while first < noun and (
                parsed.deps[first] in ("punct", "cc", "det:predet") or parsed.tags[first] in ("''", "``", ",")
            ):
                first += 1
            while last > noun and (parsed.deps[last] in ("punct", "cc") or parsed.tags[last] in (",", "-RRB-", "''")):
                if parsed.words[last] == ")" and any(w == "(" for w in parsed.words[first:last]):
                    break
                last -= 1
            return parsed.stretch(first, last)
    return parsed.stretch(noun, noun)


_TO = ("TO", "IN")


def _is_sum(parsed: Parsed, index: int) -> bool:
    return any(parsed.tags[i] == "$" for i in parsed.subtree(index))


def _names(parsed: Parsed, noun: int, apposed: int) -> bool:
    """ "The regional governor, Ana Mestre": the name is part of who is meant."""
    return (
        parsed.deps[apposed] == "appos"
        and parsed.heads[apposed] == noun
        and parsed.is_name(apposed)
        and not parsed.is_name(noun)
    )


def _below(parsed: Parsed, index: int) -> Iterator[int]:
    for child in parsed.children[index]:
        yield child
        yield from _below(parsed, child)


def _is_comment(parsed: Parsed, index: int) -> bool:
    """A branch set off by a comma: ", speaking in London"."""
    dep = parsed.deps[index]
    first = min(parsed.subtree(index))
    if dep == "acl" and parsed.lower[index] in ("cited", "quoted", "interviewed"):
        return True
    return dep in ("acl", "prep", "appos") and first > 0 and parsed.words[first - 1] in (",", "–", "—", "(")


def is_speaker(parsed: Parsed, noun: int) -> bool:
    """Whether a noun can speak: a name, a pronoun, or a noun of the list."""
    if parsed.is_name(noun) or parsed.lower[noun] in PRONOUNS or parsed.lower[noun] in speaker_nouns():
        return True
    apposed = parsed.child(noun, "appos")
    return apposed is not None and parsed.is_name(apposed)


def pieces_of(parsed: Parsed, said: frozenset[int]) -> tuple[Span, ...]:
    """The content as unbroken stretches; bare marks between and around them are no pieces."""
    pieces = []
    for first, last in parsed.runs(sorted(said)):
        while first <= last and not parsed.words[first][0].isalnum() and parsed.words[first][0] not in "$€£":
            first += 1
        while last >= first and (
            (not parsed.words[last][-1].isalnum() and parsed.words[last][-1] not in "%)") or parsed.deps[last] == "cc"
        ):
            last -= 1
        if first <= last:
            pieces.append(parsed.stretch(first, last))
    return tuple(pieces)
