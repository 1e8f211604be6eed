"""Sayings by a verb: "officials said", "…, say bloggers", "a spokesman rejected that"."""

from __future__ import annotations

from claims.extraction.attribution.contents import (
    before_the_comma,
    behind_only,
    condition_before,
    heads_of_content,
    holds_quotation,
    is_first_person_thought,
    outside_of_quotation,
    overlap,
    quoted_beside,
    time_of_saying,
    to_the_end,
    type_of,
    words_around,
    words_said,
)
from claims.extraction.attribution.cues import Cue
from claims.extraction.attribution.names import (
    Frame,
    frame_of,
    is_outlet,
    is_speaker,
    name_of,
    pieces_of,
    span_of_cue,
    subject_of_cue,
)
from claims.extraction.attribution.phrases import of_citing, of_passive
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.parsing import Parsed
from claims.spans import Span


def of_verb(parsed: Parsed, index: int, cue: Cue, quotations: list[Quotation], text: str) -> Frame | None:
    """The saying that a cue verb makes, or None where the verb is used otherwise ("added 500 jobs")."""
    if parsed.deps[index] in ("amod", "compound"):
        return _of_added_name(parsed, index, cue, quotations, text)
    if cue.lemma in ("cite", "quote") or (cue.lemma == "report" and parsed.tags[index] == "VBG"):
        frame = of_citing(parsed, index, cue, text)
        if frame is not None or cue.lemma in ("cite", "quote"):
            return frame
    subject = outside_of_quotation(parsed, index, subject_of_cue(parsed, index), quotations)
    if parsed.child(index, "auxpass") is not None:
        return of_passive(parsed, index, cue, subject, text)
    inverted = _inverted(parsed, index, cue)
    if inverted is not None:
        return _of_inverted(parsed, index, cue, inverted, quotations, text)
    if _tells_nothing(parsed, index, cue, subject):
        return None
    heads = heads_of_content(parsed, index, cue)
    said = words_said(parsed, index, heads)
    quoted = set() if cue.lemma in _NAMING else quoted_beside(parsed, index, subject, quotations)
    if not said and not quoted:
        said = before_the_comma(parsed, index, cue, subject)
    if not said and not quoted:
        return _of_act(parsed, index, cue, subject, text) or _of_reported_thing(parsed, index, cue, subject, text)
    around = words_around(parsed, index, heads)
    if not heads and not any(word[0].isalnum() for word in parsed.words[index + 1 :]):
        around -= said  # "…, the coast guard said", where a verb of what is said was taken for a noun
    if quoted and cue.kind != "thought":
        around -= quoted
        if not holds_quotation(parsed, said, quoted):
            said = frozenset(quoted - around) | (said if overlap(said, quoted) else frozenset())
    if is_first_person_thought(parsed, cue, subject):
        said = behind_only(parsed, index, said)
    around |= time_of_saying(parsed, index, text)
    said = frozenset(said - around)
    if _is_no_content(parsed, index, cue, subject, said, quoted=bool(quoted)):
        return None
    return _active(parsed, index, cue, subject, said, around, quotations, text)


# Verbs that give a thing a name or value: quoted words behind them are that name.
_NAMING = frozenset(("call", "describe", "brand", "label", "dub", "put"))


def _is_no_content(
    parsed: Parsed, index: int, cue: Cue, subject: int | None, said: frozenset[int], *, quoted: bool
) -> bool:
    """Whether what was found is none after all: "as far as I can tell", "what the crowd thought was thunder"."""
    if not said or (cue.kind == "thought" and subject is not None and subject > index):
        return True  # "Ferry sinks, hopes fade"
    if subject is not None and (
        parsed.tags[subject] == "$"
        or (parsed.tags[subject] == "CD" and subject > 0 and parsed.words[subject - 1] in "$€£")
    ):
        return True
    if not quoted and sum(parsed.words[i][0].isalnum() for i in said) < (2 if min(said) > index else 3):
        return True
    if cue.kind == "thought" and min(said) < index and parsed.lower[min(said)] in ("what", "which", "who"):
        return True
    return cue.kind == "act" and subject is not None and not is_speaker(parsed, subject)


def _active(
    parsed: Parsed,
    index: int,
    cue: Cue,
    subject: int | None,
    said: frozenset[int],
    around: frozenset[int],
    quotations: list[Quotation],
    text: str,
) -> Frame:
    said |= condition_before(parsed, index, said)
    told = to_the_end(parsed, index, said, quotations) if is_first_person_thought(parsed, cue, subject) else said
    type_ = type_of(parsed, said, quotations)
    frame = frame_of(parsed, text, index, cue.kind, cue.lemma, subject, said, around, type=type_)
    frame.content = pieces_of(parsed, told)
    frame.outlet, frame.silent = _outlet_listener(parsed, index), _is_silent(parsed, index, cue)
    return frame


_WITHHOLDING = frozenset(
    [
        "decline",
        "declined",
        "declines",
        "refuse",
        "refused",
        "refuses",
        "fail",
        "failed",
        "unable",
        "declining",
        "refusing",
    ]
)


def _is_silent(parsed: Parsed, index: int, cue: Cue) -> bool:
    """Whether the cue tells that something was not said: "would not say", "declined to say"."""
    if cue.kind != "speech":
        return False
    if parsed.child(index, "neg") is not None:
        return True
    return parsed.deps[index] == "xcomp" and parsed.lower[parsed.heads[index]] in _WITHHOLDING


# Acts that are as often no speech at all ("offered 50 jobs", "called the police").
_ONLY_WITH_CONTENT: frozenset[str] = frozenset(
    ["call", "offer", "request", "thank", "order", "welcome", "signal", "plead"]
)


def _is_act(parsed: Parsed, index: int, cue: Cue) -> bool:
    """Whether the verb says by itself that somebody spoke: "rejected that", "put the damage at 300m", "ruled it out"."""
    if cue.lemma == "claim":
        claimed = parsed.child(index, "dobj")
        return claimed is not None and parsed.lower[claimed] in ("victory", "responsibility", "credit")
    if cue.lemma in ("put", "estimate"):
        at = next((c for c in parsed.children[index] if parsed.lower[c] == "at"), None)
        return at is not None and parsed.child(index, "dobj") is not None
    if cue.lemma == "rule":
        return parsed.child(index, "prt") is not None
    if cue.lemma in ("describe", "call", "brand", "label", "dub"):
        valued = parsed.child(index, "oprd", "ccomp") is not None
        return valued or any(parsed.lower[c] == "as" for c in parsed.children[index])
    if cue.lemma == "decline":
        return parsed.child(index, "xcomp") is not None or parsed.lower[index + 1 : index + 2] == ["comment"]
    return cue.kind == "act" and cue.lemma not in _ONLY_WITH_CONTENT


# "He signed it, accusing the judges of …": as participles these still tell that somebody spoke.
_ACCUSING = frozenset(("accuse", "blame", "condemn", "denounce", "criticise", "criticize", "praise"))


def _of_act(parsed: Parsed, index: int, cue: Cue, subject: int | None, text: str) -> Frame | None:
    """ "A spokesman rejected that", "declined to comment": the clause is a claim that somebody said so."""
    if subject is None or not (is_speaker(parsed, subject) or parsed.tags[subject] in ("NNS", "NNPS")):
        return None
    if not _is_act(parsed, index, cue):
        return None
    accuses = parsed.deps[index] == "advcl" and cue.lemma in _ACCUSING and parsed.words[index - 1] == ","
    if parsed.tags[index] in ("VB", "VBG") and parsed.child(index, "aux") is None and not accuses:
        return None
    return frame_of(parsed, text, index, "act", cue.lemma, subject)


# Of somebody named only these say what is held to be so; "residents know", "the team noticed" tell what happened.
_OPINIONS = frozenset(
    ("believe", "think", "hope", "fear", "expect", "suspect", "doubt", "assume", "worry", "hear", "feel", "anticipate")
)


def _tells_nothing(parsed: Parsed, index: int, cue: Cue, subject: int | None) -> bool:
    """Uses of a cue verb that hand nothing on: "the taxes requested", "it means that", "saw levels reach"."""
    participle = parsed.tags[index] == "VBN" and parsed.child(index, "aux", "auxpass") is None
    if participle and (parsed.deps[index] in ("acl", "amod", "advcl") or cue.kind == "thought"):
        return True
    if parsed.tags[index] in ("VB", "VBP") and subject is None and cue.lemma in ("see", "say", "tell"):
        return True  # "see below", "say a word"
    if subject is not None and subject < index and parsed.lower[parsed.subtree(subject)[0] - 1] == "what":
        return True  # "sold for what the owner says the pumps are worth": no clause can be cut out of that
    if cue.lemma == "assess" and parsed.tags[index] == "VB":
        return True  # "wait to assess to what extent"
    if parsed.deps[index] in ("xcomp", "advcl", "acl") and subject is not None and parsed.lower[subject] == "it":
        return True  # "it is reasonable to assume that"
    if _is_asked_for(parsed, index):
        return True
    if parsed.deps[index] == "pcomp" and parsed.lower[parsed.heads[index]] in ("from", "without"):
        return True  # "banned them from claiming", "left without saying that"
    if parsed.deps[index] == "parataxis" and cue.lemma == "know" and subject and parsed.lower[subject] == "you":
        return True  # "it was, you know, a long night"
    if cue.lemma == "mean":
        return subject is None or parsed.lower[subject] not in ("i", "you", "we", "he", "she")
    if cue.kind != "thought":
        return False
    if subject is not None and parsed.is_noun(subject) and cue.lemma not in _OPINIONS:
        return not (cue.lemma in ("learn", "understand") and is_outlet(parsed, subject))
    content = parsed.child(index, "ccomp")
    return content is not None and parsed.tags[content] == "VB" and parsed.child(content, "aux") is None


_ASKING = frozenset(
    [
        "ask",
        "asks",
        "asked",
        "urge",
        "urges",
        "urged",
        "invite",
        "invited",
        "encourage",
        "encouraged",
        "advised",
        "require",
        "requires",
        "required",
        "order",
        "ordered",
        "tells",
        "told",
        "persuaded",
        "convinced",
        "want",
        "wants",
        "wanted",
    ]
)


def _is_asked_for(parsed: Parsed, index: int) -> bool:
    """ "People were encouraged to write in and suggest what it should mean": what somebody else is to say is not said."""
    if parsed.tags[index] != "VB":
        return False
    while parsed.deps[index] == "conj":
        index = parsed.heads[index]
    matrix = parsed.heads[index]
    if parsed.deps[index] not in ("xcomp", "ccomp") or parsed.lower[matrix] not in _ASKING:
        return False
    passive = parsed.child(matrix, "auxpass") is not None
    return passive or parsed.child(matrix, "dobj") is not None or parsed.child(index, "nsubj") is not None


# Verbs whose bare object is what they report ("reported blackouts"); "added 500 jobs" reports nothing.
_REPORTING_THINGS = frozenset(["report", "announce", "confirm", "disclose", "reveal", "predict", "forecast", "allege"])


def _of_reported_thing(parsed: Parsed, index: int, cue: Cue, subject: int | None, text: str) -> Frame | None:
    """ "The utility reported widespread blackouts": the whole clause is the claim, by its subject."""
    if cue.lemma not in _REPORTING_THINGS or parsed.child(index, "dobj") is None or subject is None:
        return None
    if parsed.tags[index] in ("VBG", "VB") or not is_speaker(parsed, subject):
        return None
    return frame_of(parsed, text, index, "noun", cue.lemma, subject, frozenset(parsed.subtree(index)))


def _inverted(parsed: Parsed, index: int, cue: Cue) -> int | None:
    """The speaker behind the verb at the end: "…, say Russian bloggers"."""
    if cue.kind != "speech" or index < 3 or parsed.words[index - 1][-1] not in ",”\"’'?!":
        return None
    if parsed.child(index, "ccomp") is not None:
        return None
    after = [c for c in parsed.children[index] if c > index and parsed.deps[c] in ("nsubj", "dobj", "npadvmod", "attr")]
    # "Ann Lee, a lawyer, told LA Weekly": an object behind the verb is a listener unless nobody stands before it.
    listened = cue.lemma in ("tell", "inform", "assure") or parsed.child(index, "nsubj") is not None
    # "They launched a site, emailed friends": so is that of a verb which goes on with the one before.
    listened = listened or (parsed.deps[index] == "conj" and parsed.words[index - 1] == ",")
    if len(after) == 1 and parsed.deps[after[0]] != "nsubj" and listened:
        return None
    if len(after) != 1 or not is_speaker(parsed, after[0]):
        return None
    return after[0]


def _of_added_name(parsed: Parsed, index: int, cue: Cue, quotations: list[Quotation], text: str) -> Frame | None:
    """``"…", added KCNA.``: right behind a quotation a participle before a name is the cue after all."""
    name = parsed.heads[index]
    behind_marks = any(word[0] in "”\"'’" for word in parsed.words[max(0, index - 2) : index])
    if cue.kind != "speech" or index < 4 or not behind_marks or not parsed.is_name(name) or name < index:
        return None
    said = frozenset(range(index))
    span = parsed.stretch(index, index)
    around = frozenset(range(index, name + 1))
    source = parsed.stretch(index + 1, name)
    type_ = type_of(parsed, said, quotations)
    return frame_of(parsed, text, index, cue.kind, cue.lemma, name, said, around, cue=span, source=source, type=type_)


def _of_inverted(parsed: Parsed, index: int, cue: Cue, speaker: int, quotations: list[Quotation], text: str) -> Frame:
    said = (
        frozenset(i for i in range(index) if parsed.words[i] != ",")
        if parsed.deps[index] == "ROOT"
        else frozenset(words_said(parsed, index, [parsed.heads[index]]))
    )
    branch = frozenset({index, *(i for i in parsed.subtree(speaker) if i > index)})
    said -= branch
    span = span_of_cue(parsed, index)
    type_ = type_of(parsed, said, quotations)
    return frame_of(parsed, text, index, cue.kind, cue.lemma, speaker, said, branch, cue=span, type=type_)


def _outlet_listener(parsed: Parsed, index: int) -> Span | None:
    """The outlet that somebody told or said it to; other listeners are no source."""
    listener = parsed.child(index, "dobj", "dative", "iobj")
    if listener is None:
        preposition = next((c for c in parsed.children[index] if parsed.lower[c] in ("to", "with")), None)
        listener = None if preposition is None else parsed.child(preposition, "pobj")
    if listener is None:
        return None
    return name_of(parsed, listener) if is_outlet(parsed, listener) else None
