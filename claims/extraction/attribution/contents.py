"""What a verb of saying hands on: its content clause, or the quotation beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.extraction.attribution.cues import Cue, cue_verbs
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.found import AttributionType
from claims.extraction.parsing import Parsed

# "said on Tuesday it would close": the day is that of the saying.
_WHEN_SAID = re.compile(
    r"\s{0,9}(?:(?:late|early|earlier|later)\s+)?(?:on\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|afternoon|evening|night))?"
    r"|yesterday|today|last\s+(?:week|month|year|night)|(?:this|earlier\s+this)\s+(?:week|month|year|morning)"
    r"|in\s+an?\s+(?:statement|tweet|post|interview|email|letter|report|speech))(?=\s|,)",
)


def behind_only(parsed: Parsed, index: int, said: frozenset[int]) -> frozenset[int]:
    """ "the price was fair, I think the buyers were late": a thought put in between governs what follows it."""
    behind = frozenset(i for i in said if i > index)
    return behind if any(parsed.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in behind) else said


def time_of_saying(parsed: Parsed, index: int, text: str) -> frozenset[int]:
    match = _WHEN_SAID.match(text, parsed.ends[index], parsed.span.end)
    if match is None:
        return frozenset()
    return frozenset(i for i in range(index + 1, len(parsed)) if parsed.ends[i] <= match.end())


def condition_before(parsed: Parsed, index: int, said: frozenset[int]) -> frozenset[int]:
    """ "Had it come earlier, I think the toll would be higher": a condition before the cue is part of what is said."""
    for child in parsed.children[index]:
        if parsed.deps[child] == "advcl" and child < index and said and min(said) > index:
            words = parsed.subtree(child)
            if parsed.lower[words[0]] in ("if", "unless", "had", "were", "should"):
                return frozenset(words)
    return frozenset()


def is_first_person_thought(parsed: Parsed, cue: Cue, subject: int | None) -> bool:
    return cue.kind == "thought" and subject is not None and parsed.lower[subject] in ("i", "we", "you")


def to_the_end(parsed: Parsed, index: int, said: frozenset[int], quotations: list[Quotation]) -> frozenset[int]:
    """ "I think …" governs what follows up to the end of the sentence or of the quotation that it stands in."""
    if not said or min(said) < index:
        return said
    at = parsed.starts[index]
    end = next((q.inner.end for q in quotations if q.inner.start <= at < q.inner.end), parsed.span.end)
    last = max((i for i in range(len(parsed)) if parsed.ends[i] <= end), default=max(said))
    ends = (
        i for i in range(max(said), last) if parsed.words[i] == ";" and parsed.lower[i + 1] not in ("but", "and", "or")
    )
    stop = next(ends, last)
    return frozenset(range(min(said), max(stop, *said) + 1))


def outside_of_quotation(parsed: Parsed, index: int, subject: int | None, quotations: list[Quotation]) -> int | None:
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


def heads_of_content(parsed: Parsed, index: int, cue: Cue) -> list[int]:
    """What hangs on the verb as its content, or the clause into which the verb is put: "…, officials said, …"."""
    heads = [child for child in parsed.children[index] if parsed.deps[child] == "ccomp" and _is_told(parsed, child)]
    if cue.kind == "thought":
        behind = [head for head in heads if head > index]
        heads = behind or [head for head in heads if _is_set_off(parsed, index)]
    if not heads and cue.lemma in ("hope", "expect", "want"):
        return heads
    put_between = parsed.deps[index] == "parataxis" and parsed.child(index, "xcomp", "dobj") is None
    if not heads and (put_between or _is_as_said(parsed, index)):
        heads.append(parsed.heads[index])
    if not heads and parsed.deps[index] in ("ccomp", "ROOT"):
        heads.extend(_hidden_content(parsed, index, cue))
    return heads


def before_the_comma(parsed: Parsed, index: int, cue: Cue, subject: int | None) -> frozenset[int]:
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
    if any(parsed.tags[c] == "TO" for c in helpers):
        return False
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
        loose = child > index and parsed.deps[child] in ("advcl", "dep", "parataxis") and parsed.is_verb(child)
        # "admitted 31 counts, 17 of them involving children" has its object
        beside = parsed.tags[child] == "VBG" and parsed.child(child, "aux") is None and parsed.child(index, "dobj")
        if not loose or beside:
            continue
        if parsed.child(child, "nsubj", "nsubjpass") and parsed.child(child, "mark", "advmod") is None:
            yield child


def words_said(parsed: Parsed, index: int, heads: list[int]) -> frozenset[int]:
    words: set[int] = set()
    own = {index, *(c for c in parsed.children[index] if c not in heads)}
    for head in heads:
        if head == parsed.heads[index] and head != index:
            words.update(parsed.subtree(head, without={index}))
        else:
            words.update(_behind_its_mark(parsed, head))
    words -= own
    return frozenset(words)


def _behind_its_mark(parsed: Parsed, head: int) -> list[int]:
    """A clause from its "that" on: "said, in a letter seen by the Herald, that 14 had resigned"."""
    words = parsed.subtree(head)
    mark = parsed.child(head, "mark")
    return [i for i in words if i >= mark] if mark is not None and parsed.lower[mark] == "that" else words


def words_around(parsed: Parsed, index: int, heads: list[int]) -> frozenset[int]:
    """The frame: the verb with all that hangs on it but the content."""
    joined = {c for c in parsed.children[index] if parsed.deps[c] == "conj" and parsed.is_verb(c)}
    return frozenset(parsed.subtree(index, without={*heads, *joined}))


def quoted_beside(parsed: Parsed, index: int, subject: int | None, quotations: list[Quotation]) -> set[int]:
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


def holds_quotation(parsed: Parsed, said: frozenset[int], quoted: set[int]) -> bool:
    return bool(quoted) and len(quoted & said) >= 0.9 * len(quoted)


def overlap(said: frozenset[int], quoted: set[int]) -> bool:
    return bool(said & quoted)


def type_of(parsed: Parsed, said: frozenset[int], quotations: list[Quotation]) -> AttributionType:
    """Direct where the words said are nearly all quoted."""
    words = [i for i in said if parsed.words[i][0].isalnum()]
    inside = [i for i in words if any(q.outer.start <= parsed.starts[i] < q.outer.end for q in quotations)]
    return "direct" if words and len(inside) >= 0.75 * len(words) else "indirect"
