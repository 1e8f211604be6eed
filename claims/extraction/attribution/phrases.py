"""Sayings without an active verb of saying: "according to", "citing", "it is believed", "Police: 12 dead"."""

from __future__ import annotations

from claims.extraction.attribution.cues import Cue, cue_verbs, speaker_nouns
from claims.extraction.attribution.names import SUBJECT, Frame, frame_of, name_of, pieces_of, subject_of_cue
from claims.extraction.parsing import Parsed
from claims.spans import Span

_PASSIVE_REPORT = frozenset(
    [
        "say",
        "report",
        "believe",
        "think",
        "understand",
        "expect",
        "allege",
        "know",
        "estimate",
        "consider",
        "rumour",
        "rumor",
        "fear",
        "claim",
        "hold",
    ]
)


def of_colon(parsed: Parsed, text: str) -> list[Frame]:
    """ "Police: 12 dead after ferry sinks", and "12 dead after ferry sinks: police", as headlines have it."""
    colon = next((i for i, word in enumerate(parsed.words) if word == ":"), None)
    if colon is None or not 0 < colon < len(parsed) - 1:
        return []
    for first, last, said in ((0, colon, range(colon + 1, len(parsed))), (colon + 1, len(parsed), range(colon))):
        name = [i for i in range(first, last) if parsed.words[i][0].isalnum()]
        if not 0 < len(name) <= 6 or len(said) < 3 or any(parsed.is_verb(i) for i in name):
            continue
        head = name[-1]
        # "…: police" ends a headline in small letters; "Image: United States Navy" is a credit.
        if first > colon and not parsed.words[name[0]][0].islower():
            continue
        if parsed.lower[head] not in speaker_nouns() or any(parsed.tags[i] in ("IN", "CD") for i in name):
            continue
        words = frozenset(said)
        source, cue = parsed.stretch(name[0], head), parsed.stretch(colon, colon)
        pieces = pieces_of(parsed, words)
        frame = Frame(colon, "speech", cue, ":", "say", source, head, pieces, words, frozenset({colon, *name}))
        return [frame]
    return []


def of_dash(parsed: Parsed, text: str) -> list[Frame]:
    """ "“We will not pay.” — Ana Ruiz": the name behind the dash signs the saying before it."""
    dash = next((i for i in range(len(parsed) - 2, 3, -1) if parsed.words[i] in ("—", "–", "--")), None)
    if dash is None or parsed.words[dash - 1][-1] not in ".!?”\"'’":
        return []
    name = [i for i in range(dash + 1, len(parsed)) if parsed.words[i][0].isalnum()]
    if not 2 <= len(name) <= 5 or not all(parsed.is_name(i) for i in name):
        return []
    words = frozenset(range(dash))
    source, cue = parsed.stretch(name[0], name[-1]), parsed.stretch(dash, dash)
    pieces, around = pieces_of(parsed, words), frozenset({dash, *name})
    return [Frame(dash, "speech", cue, parsed.words[dash], "say", source, name[-1], pieces, words, around)]


def is_predicate(parsed: Parsed, index: int) -> bool:
    return parsed.deps[index] == "acomp" or (parsed.tags[index] == "VBN" and parsed.child(index, "auxpass") is not None)


def of_adjective(parsed: Parsed, index: int, text: str) -> Frame | None:
    """ "The minister is adamant that nobody will be paid"."""
    verb = parsed.heads[index] if parsed.deps[index] == "acomp" else index
    content = parsed.child(index, "ccomp") or parsed.child(verb, "ccomp")
    subject = subject_of_cue(parsed, verb)
    if (
        content is None
        or content < index
        or subject is None
        or parsed.lower[subject] in ("it", "this", "that", "there")
    ):
        return None
    said = frozenset(parsed.subtree(content))
    cue = parsed.stretch(min(verb, index), index)
    around = frozenset(parsed.subtree(verb, without={content}))
    return frame_of(parsed, text, verb, "thought", parsed.lower[index], subject, said, around, cue=cue)


def of_passive(parsed: Parsed, index: int, cue: Cue, subject: int | None, text: str) -> Frame | None:
    agent = parsed.child(index, "agent")
    speaker = None if agent is None else parsed.child(agent, "pobj")
    clause = parsed.child(index, "ccomp")
    infinitive = parsed.child(index, "xcomp")
    told = cue.lemma in ("tell", "inform", "advise", "assure", "warn")
    if clause is not None and (told or subject is None or parsed.lower[subject] == "it"):
        said = frozenset(parsed.subtree(clause))
        around = frozenset(parsed.subtree(index, without={clause}))
    elif infinitive is not None and cue.lemma in _PASSIVE_REPORT:
        said = frozenset(parsed.subtree(index)) - frozenset(parsed.subtree(agent) if agent is not None else ())
        around = frozenset()
    elif parsed.lower[index] in ("quoted", "cited") and speaker is not None:
        return None
    else:
        return None
    return frame_of(parsed, text, index, "passive", cue.lemma, speaker, said, around)


def of_according(parsed: Parsed, index: int, text: str) -> Frame | None:
    preposition = index + 1
    if preposition >= len(parsed) or parsed.lower[preposition] != "to":
        return None
    noun = parsed.child(preposition, "pobj") or parsed.child(index, "pobj")
    if noun is None and preposition + 1 < len(parsed):
        noun = preposition + 1
    if noun is None:
        return None
    branch = frozenset(parsed.subtree(index))
    if not (parsed.is_noun(noun) or parsed.tags[noun] in ("PRP", "CD", "DT")):
        branch = frozenset(range(index, noun + 1))
    at_the_edge = index <= 1 or max(branch) >= len(parsed) - 2
    clause = _root(parsed, index) if at_the_edge else _clause_above(parsed, index)
    said = _between_stops(parsed, index, frozenset(_same_statement(parsed, clause, index)) - branch)
    if not said:
        return None
    cue = parsed.stretch(index, preposition)
    kind = "according"
    return frame_of(parsed, text, index, kind, kind, noun, said, branch, cue=cue, type="according_to")


def _between_stops(parsed: Parsed, index: int, said: frozenset[int]) -> frozenset[int]:
    """What is said within the colons or semicolons around: "Critics say so: according to a survey, …"."""
    stops = [i for i, word in enumerate(parsed.words) if word in (":", ";")]
    first = max((i for i in stops if i < index), default=-1)
    last = min((i for i in stops if i > index), default=len(parsed))
    within = frozenset(i for i in said if first < i < last)
    return within if len(within) > 2 else said


def _root(parsed: Parsed, index: int) -> int:
    while parsed.heads[index] != index:
        index = parsed.heads[index]
    return index


def _clause_above(parsed: Parsed, index: int) -> int:
    """The verb over a preposition, however deep the preposition was hung."""
    at = parsed.heads[index]
    while parsed.heads[at] != at and not parsed.is_verb(at):
        at = parsed.heads[at]
    while parsed.deps[at] in ("aux", "auxpass", "xcomp", "pcomp") and parsed.heads[at] != at:
        at = parsed.heads[at]
        while parsed.heads[at] != at and not parsed.is_verb(at):
            at = parsed.heads[at]
    return at


def _same_statement(parsed: Parsed, clause: int, index: int) -> list[int]:
    """The words of the clause that "according to" speaks for; a clause joined by "and" with a subject of its own is not."""
    apart = {
        child
        for child in parsed.children[clause]
        if parsed.deps[child] == "conj"
        and parsed.child(child, *SUBJECT) is not None
        and not (child < index)
        and not (min(parsed.subtree(child)) < index < max(parsed.subtree(child)))
    }
    return parsed.subtree(clause, without=apart)


def of_citing(parsed: Parsed, index: int, cue: Cue, text: str) -> Frame | None:
    """ "citing employees", and "sources cited by X": the one who is cited said it."""
    if parsed.tags[index] == "VBG" and parsed.deps[index] in ("advcl", "acl", "prep", "pcomp", "dep", "conj"):
        noun = parsed.child(index, "dobj", "pobj") or _misread_name(parsed, index)
        if noun is None or cue.lemma == "report":
            return None
        branch = frozenset(parsed.subtree(index))
        top = parsed.heads[index]
        while not parsed.is_verb(top) and parsed.heads[top] != top:
            top = parsed.heads[top]
        if parsed.lower[top] in cue_verbs() and parsed.child(top, "neg") is not None:
            return None  # "Citing privacy rules, officials would not say why"
        inner = parsed.child(top, "ccomp") if parsed.lower[top] in cue_verbs() else top
        aside = inner is None and parsed.deps[top] == "parataxis"  # "…, Coast Wire reported, citing the mayor"
        if inner is None:
            inner = parsed.heads[top] if aside else top
        said = frozenset(parsed.subtree(inner, without={top} if aside else frozenset())) - branch
        return frame_of(
            parsed,
            text,
            index,
            "according",
            cue.lemma,
            noun,
            said,
            branch,
            cue=parsed.stretch(index, index),
            source=_cited(parsed, index, noun),
            type="according_to",
        )
    return None


def _misread_name(parsed: Parsed, index: int) -> int | None:
    """ "citing the management of the Esk works": the first noun, where the parser took the plural behind it for a verb."""
    clause = parsed.child(index, "ccomp")
    if clause is None or not (parsed.is_noun(clause) or _closes_as_plural(parsed, clause)):
        return None
    return parsed.child(clause, "nsubj")


def _closes_as_plural(parsed: Parsed, index: int) -> bool:
    """Whether the last word of the sentence, read as a verb, may be a plural: "the Esk steelworks"."""
    return parsed.lower[index].endswith("s") and not any(word[0].isalnum() for word in parsed.lower[index + 1 :])


def _cited(parsed: Parsed, index: int, noun: int) -> Span:
    """The name of who is cited."""
    clause = parsed.heads[noun]
    if clause != index and parsed.heads[clause] == index and parsed.deps[clause] == "ccomp":
        return parsed.stretch(parsed.subtree(noun)[0], clause)
    return _with_preposition(parsed, index, name_of(parsed, noun))


def _with_preposition(parsed: Parsed, verb: int, name: Span) -> Span:
    """ "citing employees from the plant": the phrase that follows the name at once, also when hung on the verb."""
    for child in parsed.children[verb]:
        if parsed.deps[child] == "prep" and parsed.starts[child] == name.end + 1:
            words = parsed.subtree(child)
            return name.hull(parsed.stretch(words[0], words[-1]))
    return name
