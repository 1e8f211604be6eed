"""Who says what within one parsed sentence: source, cue and content as places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.extraction.attribution.cues import Cue, cue_adjectives, cue_verbs, outlet_words, speaker_nouns
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.found import AttributionType
from claims.extraction.parsing import Parsed
from claims.spans import Span

PRONOUNS = frozenset(
    {"he", "she", "they", "it", "i", "we", "you", "who", "which", "that", "this", "one", "some", "many"}
)
_CONTENT = ("ccomp", "xcomp")
_SUBJECT = ("nsubj", "nsubjpass", "csubj")
# Branches of a noun phrase that say more about a speaker than who it is.
_BESIDE_THE_NAME = frozenset({"relcl", "advcl", "parataxis", "ccomp", "dep", "advmod", "preconj"})
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


def find_frames(parsed: Parsed, quotations: list[Quotation], text: str) -> list[Frame]:
    """All sayings of a sentence, in the order of their cues. `quotations` are those that touch the sentence."""
    frames: list[Frame] = []
    verbs = cue_verbs()
    for index, word in enumerate(parsed.lower):
        cue = verbs.get(word)
        if cue is not None and parsed.tags[index].startswith("VB"):
            frame = _of_verb(parsed, index, cue, quotations, text)
            if frame is not None:
                frames.append(frame)
        elif word in cue_adjectives() and _is_predicate(parsed, index):
            frame = _of_adjective(parsed, index, text)
            if frame is not None:
                frames.append(frame)
        elif word == "according":
            frame = _of_according(parsed, index, text)
            if frame is not None:
                frames.append(frame)
    return frames or _of_colon(parsed, text)


def _of_colon(parsed: Parsed, text: str) -> list[Frame]:
    """ "Police: 12 dead after ferry sinks", and "12 dead after ferry sinks: police", as headlines have it."""
    colon = next((i for i, word in enumerate(parsed.words) if word == ":"), None)
    if colon is None or not 0 < colon < len(parsed) - 1:
        return []
    for first, last, said in ((0, colon, range(colon + 1, len(parsed))), (colon + 1, len(parsed), range(colon))):
        name = [i for i in range(first, last) if parsed.words[i][0].isalnum()]
        if not 0 < len(name) <= 6 or len(said) < 3 or any(parsed.is_verb(i) for i in name):
            continue
        head = name[-1]
        if parsed.lower[head] not in speaker_nouns() or any(parsed.tags[i] in ("IN", "CD") for i in name):
            continue
        words = frozenset(said)
        source, cue = parsed.stretch(name[0], head), parsed.stretch(colon, colon)
        pieces = _pieces(parsed, words)
        frame = Frame(colon, "speech", cue, ":", "say", source, head, pieces, words, frozenset({colon, *name}))
        return [frame]
    return []


# --- the verb of saying


def _of_verb(parsed: Parsed, index: int, cue: Cue, quotations: list[Quotation], text: str) -> Frame | None:
    if parsed.deps[index] in ("amod", "compound"):
        return _of_added_name(parsed, index, cue, quotations, text)
    if cue.lemma in ("cite", "quote") or (cue.lemma == "report" and parsed.tags[index] == "VBG"):
        frame = _of_citing(parsed, index, cue, text)
        if frame is not None or cue.lemma in ("cite", "quote"):
            return frame
    subject = _subject(parsed, index)
    subject = _outside_of_quotation(parsed, index, subject, quotations)
    passive = parsed.child(index, "auxpass") is not None
    if passive:
        return _of_passive(parsed, index, cue, subject, text)
    inverted = _inverted(parsed, index, cue)
    if inverted is not None:
        return _of_inverted(parsed, index, cue, inverted, quotations, text)
    if _tells_nothing(parsed, index, cue, subject):
        return None
    content_heads = _content_heads(parsed, index, cue)
    said = _said(parsed, index, content_heads)
    quoted = _quoted_beside(parsed, index, subject, quotations)
    if not said and not quoted:
        said = _before_the_comma(parsed, index, cue, subject)
    if not said and not quoted:
        return _of_act(parsed, index, cue, subject, text) or _of_reported_thing(parsed, index, cue, subject, text)
    around = _around(parsed, index, content_heads)
    if quoted and cue.kind != "thought":
        around -= quoted
    if cue.kind != "thought" and quoted and not _quote_inside(parsed, said, quoted):
        said = frozenset(quoted - around) | (said if _one_piece(said, quoted) else frozenset())
    if not said:
        return None
    around |= _time_of_saying(parsed, index, text)
    said = frozenset(said - around)
    said |= _condition(parsed, index, said)
    told = _to_the_end(parsed, index, said, quotations) if _is_first_person_thought(parsed, cue, subject) else said
    source, source_head = (None, None) if subject is None else (name_of(parsed, subject), subject)
    return Frame(
        head=index,
        kind=cue.kind,
        cue=_cue_span(parsed, index),
        cue_words=_cue_span(parsed, index).of(text),
        lemma=cue.lemma,
        source=source,
        source_head=source_head,
        content=_pieces(parsed, told),
        said=said,
        around=around,
        type="direct" if _is_direct(parsed, said, quotations) else "indirect",
        outlet=_outlet_listener(parsed, index),
        silent=_is_silent(parsed, index, cue),
    )


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
    if cue.lemma == "put":
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


def _of_act(parsed: Parsed, index: int, cue: Cue, subject: int | None, text: str) -> Frame | None:
    """ "A spokesman rejected that", "declined to comment": the clause is a claim that somebody said so."""
    if subject is None or not (is_speaker(parsed, subject) or parsed.tags[subject] in ("NNS", "NNPS")):
        return None
    if not _is_act(parsed, index, cue):
        return None
    if parsed.tags[index] in ("VB", "VBG") and parsed.child(index, "aux") is None:
        return None
    cue_span = _cue_span(parsed, index)
    return Frame(
        head=index,
        kind="act",
        cue=cue_span,
        cue_words=cue_span.of(text),
        lemma=cue.lemma,
        source=name_of(parsed, subject),
        source_head=subject,
        content=(),
        said=frozenset(),
        around=frozenset(),
    )


# "said on Tuesday it would close": the day is that of the saying.
_WHEN_SAID = re.compile(
    r"\s*(?:(?:late|early|earlier|later)\s+)?(?:on\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|afternoon|evening|night))?"
    r"|yesterday|today|last\s+(?:week|month|year|night)|(?:this|earlier\s+this)\s+(?:week|month|year|morning)"
    r"|in\s+an?\s+(?:statement|tweet|post|interview|email|letter|report|speech))(?=\s|,)",
)


def _time_of_saying(parsed: Parsed, index: int, text: str) -> frozenset[int]:
    match = _WHEN_SAID.match(text, parsed.ends[index], parsed.span.end)
    if match is None:
        return frozenset()
    return frozenset(i for i in range(index + 1, len(parsed)) if parsed.ends[i] <= match.end())


def _condition(parsed: Parsed, index: int, said: frozenset[int]) -> frozenset[int]:
    """ "Had it come earlier, I think the toll would be higher": a condition before the cue is part of what is said."""
    for child in parsed.children[index]:
        if parsed.deps[child] == "advcl" and child < index and said and min(said) > index:
            words = parsed.subtree(child)
            if parsed.lower[words[0]] in ("if", "unless", "had", "were", "should"):
                return frozenset(words)
    return frozenset()


def _is_first_person_thought(parsed: Parsed, cue: Cue, subject: int | None) -> bool:
    return cue.kind == "thought" and subject is not None and parsed.lower[subject] in ("i", "we", "you")


def _to_the_end(parsed: Parsed, index: int, said: frozenset[int], quotations: list[Quotation]) -> frozenset[int]:
    """ "I think …" governs what follows up to the end of the sentence or of the quotation that it stands in."""
    if not said or min(said) < index:
        return said
    at = parsed.starts[index]
    end = next((q.inner.end for q in quotations if q.inner.start <= at < q.inner.end), parsed.span.end)
    last = max((i for i in range(len(parsed)) if parsed.ends[i] <= end), default=max(said))
    stop = next((i for i in range(max(said), last) if parsed.words[i] == ";"), last)
    return frozenset(range(min(said), max(stop, max(said)) + 1))


def _tells_nothing(parsed: Parsed, index: int, cue: Cue, subject: int | None) -> bool:
    """Uses of a cue verb that hand nothing on: "the taxes requested", "it means that", "saw levels reach"."""
    participle = parsed.tags[index] == "VBN" and parsed.child(index, "aux", "auxpass") is None
    if participle and (parsed.deps[index] in ("acl", "amod", "advcl") or cue.kind == "thought"):
        return True
    if cue.lemma == "mean":
        return subject is None or parsed.lower[subject] not in ("i", "you", "we", "he", "she")
    if cue.kind != "thought":
        return False
    content = parsed.child(index, "ccomp")
    return content is not None and parsed.tags[content] == "VB" and parsed.child(content, "aux") is None


# Verbs whose bare object is what they report ("reported blackouts"); "added 500 jobs" reports nothing.
_REPORTING_THINGS = frozenset(["report", "announce", "confirm", "disclose", "reveal", "predict", "forecast", "allege"])


def _of_reported_thing(parsed: Parsed, index: int, cue: Cue, subject: int | None, text: str) -> Frame | None:
    """ "The utility reported widespread blackouts": the whole clause is the claim, by its subject."""
    if cue.lemma not in _REPORTING_THINGS or parsed.child(index, "dobj") is None or subject is None:
        return None
    if parsed.tags[index] in ("VBG", "VB") or not is_speaker(parsed, subject):
        return None
    said = frozenset(parsed.subtree(index))
    cue_span = _cue_span(parsed, index)
    return Frame(
        head=index,
        kind="noun",
        cue=cue_span,
        cue_words=cue_span.of(text),
        lemma=cue.lemma,
        source=name_of(parsed, subject),
        source_head=subject,
        content=_pieces(parsed, said),
        said=said,
        around=frozenset(),
        outlet=None,
    )


def _inverted(parsed: Parsed, index: int, cue: Cue) -> int | None:
    """The speaker behind the verb at the end: "…, say Russian bloggers"."""
    if cue.kind != "speech" or index < 3 or parsed.words[index - 1][-1] not in ",”\"’'?!":
        return None
    if parsed.child(index, "ccomp") is not None:
        return None
    after = [c for c in parsed.children[index] if c > index and parsed.deps[c] in ("nsubj", "dobj", "npadvmod", "attr")]
    if len(after) == 1 and parsed.deps[after[0]] != "nsubj":
        # "Ann Lee, a lawyer, told LA Weekly": an object behind the verb is a listener unless nobody stands before it.
        if cue.lemma in ("tell", "inform", "assure") or parsed.child(index, "nsubj") is not None:
            return None
    if len(after) != 1 or not is_speaker(parsed, after[0]):
        return None
    return after[0]


def _of_added_name(parsed: Parsed, index: int, cue: Cue, quotations: list[Quotation], text: str) -> Frame | None:
    """``"…", added KCNA.``: right behind a quotation a participle before a name is the cue after all."""
    name = parsed.heads[index]
    before = {"".join(parsed.words[max(0, index - 2) : index])[-1:], parsed.words[index - 1][:1] if index else ""}
    if cue.kind != "speech" or index < 4 or not before & set("”\"'’") or not parsed.is_name(name) or name < index:
        return None
    return _of_inverted(parsed, index, cue, name, quotations, text)


def _of_inverted(parsed: Parsed, index: int, cue: Cue, speaker: int, quotations: list[Quotation], text: str) -> Frame:
    said = (
        frozenset(i for i in range(index) if parsed.words[i] != ",")
        if parsed.deps[index] == "ROOT"
        else frozenset(_said(parsed, index, [parsed.heads[index]]))
    )
    branch = frozenset({index, *(i for i in parsed.subtree(speaker) if i > index)})
    said -= branch
    span = _cue_span(parsed, index)
    return Frame(
        head=index,
        kind=cue.kind,
        cue=span,
        cue_words=span.of(text),
        lemma=cue.lemma,
        source=name_of(parsed, speaker),
        source_head=speaker,
        content=_pieces(parsed, said),
        said=said,
        around=branch,
        type="direct" if _is_direct(parsed, said, quotations) else "indirect",
    )


def _subject(parsed: Parsed, index: int) -> int | None:
    """The subject of a verb; a verb in a coordination ("confirmed … and said") borrows that of the first."""
    for _ in range(4):
        subject = parsed.child(index, *_SUBJECT)
        if subject is not None:
            if parsed.lower[subject] in ("who", "which", "that") and parsed.deps[index] == "relcl":
                return parsed.heads[index]
            return subject
        agent = parsed.child(index, "agent")
        if agent is not None:
            return parsed.child(agent, "pobj")
        dep = parsed.deps[index]
        if dep == "conj" and parsed.is_verb(parsed.heads[index]):
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


def _outside_of_quotation(parsed: Parsed, index: int, subject: int | None, quotations: list[Quotation]) -> int | None:
    """The subject, or the name between the marks and the verb where the parser took one out of the quotation."""
    if subject is None or subject > index:
        return subject
    at = parsed.starts[subject]
    inside = next((q for q in quotations if q.outer.start <= at < q.outer.end <= parsed.starts[index]), None)
    if inside is None:
        return subject
    between = [i for i in range(subject, index) if parsed.starts[i] >= inside.outer.end]
    nouns = [i for i in between if parsed.is_noun(i) or parsed.tags[i] == "PRP"]
    if not nouns:
        return subject
    first = nouns[0]
    while first + 1 < index and parsed.is_noun(first + 1) and parsed.heads[first] == first + 1:
        first += 1
    return first


def _content_heads(parsed: Parsed, index: int, cue: Cue) -> list[int]:
    """What hangs on the verb as its content, or the clause into which the verb is put: "…, officials said, …"."""
    heads = [child for child in parsed.children[index] if parsed.deps[child] == "ccomp" and _is_told(parsed, child)]
    if cue.kind == "thought":
        behind = [head for head in heads if head > index]
        heads = behind or [head for head in heads if _is_set_off(parsed, index)]
    if not heads and cue.lemma in ("hope", "expect", "want"):
        return heads
    if not heads and (parsed.deps[index] == "parataxis" or _is_as_said(parsed, index)):
        heads.append(parsed.heads[index])
    if not heads and parsed.deps[index] in ("ccomp", "ROOT"):
        heads.extend(_hidden_content(parsed, index, cue))
    return heads


def _before_the_comma(parsed: Parsed, index: int, cue: Cue, subject: int | None) -> frozenset[int]:
    """Everything before a closing ", near-complete results showed on Monday", where the parser gave the cue nothing."""
    if cue.kind != "speech" or subject is None or subject > index or parsed.tags[index] not in ("VBD", "VBZ", "VBP"):
        return frozenset()
    if len(parsed) - index > 8 or parsed.child(index, "dobj", "dative") is not None:
        return frozenset()
    first = min(i for i in parsed.subtree(subject) if i <= subject)
    if first < 4 or parsed.words[first - 1] != ",":
        return frozenset()
    return frozenset(range(first - 1))


def _is_told(parsed: Parsed, head: int) -> bool:
    """Whether a clause has a tense or a mark: "found him guilty" and "expect the company to pay" hand nothing on."""
    if parsed.tags[head] in ("VBD", "VBZ", "VBP", "MD") or parsed.child(head, "mark") is not None:
        return True
    helpers = [c for c in parsed.children[head] if parsed.deps[c] in ("aux", "auxpass", "cop")]
    if any(parsed.tags[c] in ("VBD", "VBZ", "VBP", "MD") for c in helpers):
        return True
    bare = parsed.tags[head] in ("VB", "VBG", "VBN") and parsed.child(head, "nsubj", "nsubjpass") is not None
    return not bare and not (parsed.tags[head] in ("JJ", "NN", "NNS") and parsed.child(head, "nsubj") is not None)


def _is_set_off(parsed: Parsed, index: int) -> bool:
    """Whether a comma or dash stands before "I think", as it must when the thought comes first."""
    beside = (c for c in parsed.children[index] if parsed.deps[c] in ("nsubj", "aux", "neg"))
    first = min([index, *(parsed.subtree(c)[0] for c in beside)])
    return first > 0 and not parsed.words[first - 1][-1].isalnum()


def _is_as_said(parsed: Parsed, index: int) -> bool:
    """ "As the mayor told reporters, the bridge is safe": the clause that it hangs on is what was said."""
    mark = parsed.child(index, "mark", "advmod")
    return (
        parsed.deps[index] == "advcl"
        and mark is not None
        and parsed.lower[mark] == "as"
        and mark == parsed.subtree(index)[0]
    )


def _hidden_content(parsed: Parsed, index: int, cue: Cue) -> Iterator[int]:
    """Content that the parser hung elsewhere: a clause before ", X said" that it took for something else."""
    if cue.kind == "thought":
        return
    for child in parsed.children[index]:
        verb = parsed.is_verb(child)
        if parsed.deps[child] in ("advcl", "dep", "parataxis") and verb and parsed.child(child, "nsubj", "nsubjpass"):
            if parsed.child(child, "mark", "advmod") is None and child > index:
                yield child


def _said(parsed: Parsed, index: int, heads: list[int]) -> frozenset[int]:
    words: set[int] = set()
    own = {index, *(c for c in parsed.children[index] if c not in heads)}
    for head in heads:
        if head == parsed.heads[index] and head != index:
            words.update(parsed.subtree(head, without={index}))
        else:
            words.update(parsed.subtree(head))
    words -= own
    return frozenset(words)


def _around(parsed: Parsed, index: int, heads: list[int]) -> frozenset[int]:
    """The frame: the verb with all that hangs on it but the content."""
    joined = {c for c in parsed.children[index] if parsed.deps[c] == "conj" and parsed.is_verb(c)}
    return frozenset(parsed.subtree(index, without={*heads, *joined}))


def _quoted_beside(parsed: Parsed, index: int, subject: int | None, quotations: list[Quotation]) -> set[int]:
    """The quoted words of a sentence whose cue verb stands outside of the marks."""
    at = parsed.starts[index]
    if any(quotation.outer.start <= at < quotation.outer.end for quotation in quotations):
        return set()
    words: set[int] = set()
    for quotation in quotations:
        inside = parsed.words_in(quotation.inner)
        if not inside or _is_of_another(parsed, index, inside):
            continue
        if is_speech(parsed, inside) or _is_handed_over(parsed, index, inside):
            words.update(inside)
    return words


def _is_handed_over(parsed: Parsed, index: int, inside: list[int]) -> bool:
    """Whether a quotation of any length stands right behind its cue: ``she said, "Thank you."``"""
    between = range(index + 1, inside[0])
    return len(inside) >= 2 and 2 <= len(between) <= 3 and parsed.words[index + 1] in (",", ":")


def _is_of_another(parsed: Parsed, index: int, inside: list[int]) -> bool:
    """Whether quoted words hang on a cue verb nearer to them than `index`."""
    above = inside[0]
    while parsed.heads[above] != above:
        above = parsed.heads[above]
        if above == index:
            return False
        cue = cue_verbs().get(parsed.lower[above])
        if cue is not None and cue.kind == "speech" and above not in inside and parsed.tags[above].startswith("VB"):
            return True
    return False


def is_speech(parsed: Parsed, inside: list[int]) -> bool:
    """Whether quoted words are a saying, not a mere scrap ("cracking") or a name in marks."""
    if not inside:
        return False
    if len(inside) >= 7:
        return True
    return len(inside) >= 3 and any(parsed.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in inside)


def _quote_inside(parsed: Parsed, said: frozenset[int], quoted: set[int]) -> bool:
    return bool(quoted) and len(quoted & said) >= 0.9 * len(quoted)


def _one_piece(said: frozenset[int], quoted: set[int]) -> bool:
    return bool(said & quoted)


def _is_direct(parsed: Parsed, said: frozenset[int], quotations: list[Quotation]) -> bool:
    words = [i for i in said if parsed.words[i][0].isalnum()]
    inside = [i for i in words if any(q.outer.start <= parsed.starts[i] < q.outer.end for q in quotations)]
    return bool(words) and len(inside) >= 0.75 * len(words)


def _cue_span(parsed: Parsed, index: int) -> Span:
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


def _outlet_listener(parsed: Parsed, index: int) -> Span | None:
    """The outlet that somebody told or said it to; other listeners are no source."""
    listener = parsed.child(index, "dobj", "dative", "iobj")
    if listener is None:
        preposition = next((c for c in parsed.children[index] if parsed.lower[c] in ("to", "with")), None)
        listener = None if preposition is None else parsed.child(preposition, "pobj")
    if listener is None:
        return None
    return name_of(parsed, listener) if is_outlet(parsed, listener) else None


def is_outlet(parsed: Parsed, noun: int) -> bool:
    """A name with an outlet's word in it ("the Financial Times"), or such a word itself ("the newspaper")."""
    if parsed.child(noun, "poss") is not None and parsed.tags[noun] == "NNS":
        return False
    if parsed.is_name(noun):
        return any(parsed.lower[i] in outlet_words() for i in parsed.subtree(noun) if parsed.is_name(i))
    return parsed.lower[noun] in outlet_words()


def _is_predicate(parsed: Parsed, index: int) -> bool:
    return parsed.deps[index] == "acomp" or (parsed.tags[index] == "VBN" and parsed.child(index, "auxpass") is not None)


def _of_adjective(parsed: Parsed, index: int, text: str) -> Frame | None:
    """ "The minister is adamant that nobody will be paid"."""
    verb = parsed.heads[index] if parsed.deps[index] == "acomp" else index
    content = parsed.child(index, "ccomp") or parsed.child(verb, "ccomp")
    subject = _subject(parsed, verb)
    if (
        content is None
        or content < index
        or subject is None
        or parsed.lower[subject] in ("it", "this", "that", "there")
    ):
        return None
    said = frozenset(parsed.subtree(content))
    cue = parsed.stretch(min(verb, index), index)
    return Frame(
        head=verb,
        kind="thought",
        cue=cue,
        cue_words=cue.of(text),
        lemma=parsed.lower[index],
        source=name_of(parsed, subject),
        source_head=subject,
        content=_pieces(parsed, said),
        said=said,
        around=frozenset(parsed.subtree(verb, without={content})),
    )


# --- nobody is named


def _of_passive(parsed: Parsed, index: int, cue: Cue, subject: int | None, text: str) -> Frame | None:
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
    return Frame(
        head=index,
        kind="passive",
        cue=_cue_span(parsed, index),
        cue_words=_cue_span(parsed, index).of(text),
        lemma=cue.lemma,
        source=None if speaker is None else name_of(parsed, speaker),
        source_head=speaker,
        content=_pieces(parsed, said),
        said=said,
        around=around,
    )


# --- according to, citing


def _of_according(parsed: Parsed, index: int, text: str) -> Frame | None:
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
    said = frozenset(_same_statement(parsed, clause, index)) - branch
    if not said:
        return None
    cue = parsed.stretch(index, preposition)
    return Frame(
        head=index,
        kind="according",
        cue=cue,
        cue_words=cue.of(text),
        lemma="according",
        source=name_of(parsed, noun),
        source_head=noun,
        content=_pieces(parsed, said),
        said=said,
        around=branch,
        type="according_to",
    )


def _root(parsed: Parsed, index: int) -> int:
    while parsed.heads[index] != index:
        index = parsed.heads[index]
    return index


def _clause_above(parsed: Parsed, index: int) -> int:
    """The verb over a preposition, however deep the preposition was hung."""
    at = parsed.heads[index]
    while parsed.heads[at] != at and not parsed.is_verb(at):
        at = parsed.heads[at]
    while parsed.deps[at] in ("aux", "auxpass", "xcomp", "pcomp", "acl", "relcl", "advcl") and parsed.heads[at] != at:
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
        and parsed.child(child, *_SUBJECT) is not None
        and not (child < index)
        and not (min(parsed.subtree(child)) < index < max(parsed.subtree(child)))
    }
    return parsed.subtree(clause, without=apart)


def _of_citing(parsed: Parsed, index: int, cue: Cue, text: str) -> Frame | None:
    """ "citing employees", and "sources cited by X": the one who is cited said it."""
    if parsed.tags[index] == "VBG" and parsed.deps[index] in ("advcl", "acl", "prep", "pcomp", "dep", "conj"):
        noun = parsed.child(index, "dobj", "pobj")
        if noun is None or cue.lemma == "report":
            return None
        branch = frozenset(parsed.subtree(index))
        top = parsed.heads[index]
        while not parsed.is_verb(top) and parsed.heads[top] != top:
            top = parsed.heads[top]
        inner = parsed.child(top, "ccomp") if parsed.lower[top] in cue_verbs() else top
        if inner is None:
            inner = top
        said = frozenset(parsed.subtree(inner)) - branch
        cue_span = parsed.stretch(index, index)
        return Frame(
            head=index,
            kind="according",
            cue=cue_span,
            cue_words=cue_span.of(text),
            lemma=cue.lemma,
            source=_with_preposition(parsed, index, name_of(parsed, noun)),
            source_head=noun,
            content=_pieces(parsed, said),
            said=said,
            around=branch,
            type="according_to",
        )
    return None


def _with_preposition(parsed: Parsed, verb: int, name: Span) -> Span:
    """ "citing employees from the plant": the phrase that follows the name at once, also when hung on the verb."""
    for child in parsed.children[verb]:
        if parsed.deps[child] == "prep" and parsed.starts[child] == name.end + 1:
            words = parsed.subtree(child)
            return name.hull(parsed.stretch(words[0], words[-1]))
    return name


# --- names and pieces


def name_of(parsed: Parsed, noun: int) -> Span:
    """The noun phrase that names a speaker, without what is said about it ("Mr Kotenok", not "…, who is …")."""
    beside = {
        c
        for c in _below(parsed, noun)
        if parsed.deps[c] in _BESIDE_THE_NAME or (_is_comment(parsed, c) and not _names(parsed, noun, c))
    }
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


def _pieces(parsed: Parsed, said: frozenset[int]) -> tuple[Span, ...]:
    """The content as unbroken stretches; bare marks between and around them are no pieces."""
    pieces = []
    for first, last in parsed.runs(sorted(said)):
        while first <= last and not parsed.words[first][0].isalnum() and parsed.words[first][0] not in "$€£":
            first += 1
        while last >= first and not parsed.words[last][-1].isalnum() and parsed.words[last][-1] not in "%)":
            last -= 1
        if first <= last:
            pieces.append(parsed.stretch(first, last))
    return tuple(pieces)
