"""Sentences with their frame at an end, read apart from it where the model mixes the two.

In "43 people died in Varn, the fire service of Varn said" it takes the speaker for another name of the place before the comma,
and in "According to the clerk of Varn, a total of 2,211 people voted" the total for another name of Varn. The content alone it
reads right.
"""

from __future__ import annotations

from collections.abc import Sequence

from claims.extraction.attribution.cues import cue_verbs
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.parsing import Parsed, parse_all
from claims.spans import Span

_SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")
_LONGEST_NAME = 10  # words of a speaker with his office
_LEAST_WORDS = 3  # of what is said
_LONGEST_LISTENER = 5
_HEARINGS = frozenset({"court", "inquest", "inquiry", "tribunal", "jury", "jurors", "hearing"})


def read_framed(text: str, parsed: Parsed, quotations: Sequence[Quotation]) -> Parsed:
    """The parse with what is said parsed alone, where a frame of speech closes or opens the sentence and was read into it;
    as it was where that gives no sentence."""
    if "," not in parsed.words or _is_spoken(parsed, quotations):
        return parsed
    closing = _closing_frame(parsed)
    if closing is not None:
        comma, cue = closing
        return parsed if _stands_apart(parsed, comma, cue) else _with_closing(text, parsed, comma)
    opening = _opening_frame(parsed)
    return parsed if opening is None or _has_main_clause(parsed) else _with_opening(text, parsed, opening)


def _is_spoken(parsed: Parsed, quotations: Sequence[Quotation]) -> bool:
    """Whether quoted words open or close the sentence: then a speech stands there, no scrap of one."""
    opening = 3 if len(parsed) > 3 else len(parsed)
    return any(q.outer.start <= parsed.starts[opening - 1] or q.outer.end > parsed.ends[-2] for q in quotations)


# --- "…, Coast Wire reported, citing the mayor of Varn."


def _closing_frame(parsed: Parsed) -> tuple[int, int] | None:
    """The comma before a speaker and the cue behind him, where nothing but "citing …" follows."""
    commas = [i for i, word in enumerate(parsed.words) if word == ","]
    named = _closing_name(parsed, commas)
    if named is not None:
        return named
    for comma in reversed(commas):
        for cue in range(comma + 2, min(len(parsed), comma + 2 + _LONGEST_NAME)):
            if any(word in (",", ";", ":") for word in parsed.words[comma + 1 : cue]):
                break
            if _is_cue(parsed, cue) and _is_name(parsed, comma + 1, cue) and _closes(parsed, cue + 1):
                return (comma, cue) if comma >= _LEAST_WORDS else None
    return None


def _closing_name(parsed: Parsed, commas: Sequence[int]) -> tuple[int, int] | None:
    """The same where the name stands behind the office: "…, its chairman, Tom Hale, said"."""
    if len(commas) < 3:
        return None
    first, second, third = commas[-3:]
    cue = third + 1
    if first < _LEAST_WORDS or cue >= len(parsed) or cue - first > _LONGEST_NAME or not _is_cue(parsed, cue):
        return None
    apposed = _is_name(parsed, first + 1, second) and _is_name(parsed, second + 1, third)
    return (first, cue) if apposed and _closes(parsed, cue + 1) else None


def _is_cue(parsed: Parsed, index: int) -> bool:
    cue = cue_verbs().get(parsed.lower[index])
    if cue is None or parsed.tags[index] not in ("VBD", "VBZ", "VBP", "VBN"):
        return False
    return cue.kind == "speech" or (cue.lemma == "hear" and parsed.lower[index - 1] in _HEARINGS)


def _is_name(parsed: Parsed, first: int, end: int) -> bool:
    tags = parsed.tags[first:end]
    return any(tag.startswith("NN") for tag in tags) and not any(
        tag.startswith(("VB", "MD", "W", "CC", "EX")) for tag in tags
    )


def _closes(parsed: Parsed, index: int) -> bool:
    rest = [word for word in parsed.lower[index:] if word[0].isalnum()]
    return not rest or (parsed.words[index] == "," and rest[0] in ("citing", "quoting")) or _is_listener(parsed, index)


def _is_listener(parsed: Parsed, first: int) -> bool:
    """ "told the BBC", "said on Friday", "said in a statement": nothing but a listener, a day or an occasion."""
    end = len(parsed) - (not parsed.words[-1][0].isalnum())
    if not 0 < end - first <= _LONGEST_LISTENER:
        return False
    return all(tag in ("DT", "IN", "NN", "NNS", "NNP", "NNPS", "JJ", "PRP") for tag in parsed.tags[first:end])


def _stands_apart(parsed: Parsed, comma: int, cue: int) -> bool:
    """Whether the cue has the whole name for its subject and the whole clause before the comma for its content."""
    subject = parsed.child(cue, "nsubj")
    content = parsed.child(cue, "ccomp")
    if content is None and parsed.deps[cue] == "parataxis":
        content = parsed.heads[cue]
    if subject is None or content is None or content > comma:
        return False
    said = parsed.subtree(content, without={cue})
    return parsed.subtree(subject) == list(range(comma + 1, cue)) and set(range(comma)) <= set(said)


def _with_closing(text: str, parsed: Parsed, comma: int) -> Parsed:
    said, frame = parse_all(
        text, [Span(parsed.starts[0], parsed.ends[comma - 1]), Span(parsed.starts[comma + 1], parsed.span.end)]
    )
    if said is None or frame is None or not is_sentence(said) or not is_sentence(frame):
        return parsed
    cue = root_of(frame)
    if not _is_cue(frame, cue) or frame.child(cue, "ccomp") is not None:
        return parsed
    shift = len(said) + 1
    heads = [*said.heads, shift + cue, *(head + shift for head in frame.heads)]
    deps = [*said.deps, "punct", *frame.deps]
    heads[root_of(said)], deps[root_of(said)] = shift + cue, "ccomp"
    return _joined(parsed, said, comma, frame, deps, heads)


# --- "According to the clerk of Varn, …"


def _opening_frame(parsed: Parsed) -> int | None:
    """The comma behind the name of who is said to say it."""
    if parsed.lower[:2] != ["according", "to"]:
        return None
    comma = parsed.words.index(",")
    return comma if 2 < comma <= 2 + _LONGEST_NAME and _is_name(parsed, 2, comma) else None


def _has_main_clause(parsed: Parsed) -> bool:
    """Whether the sentence has a main verb with a subject of its own."""
    return is_sentence(parsed) and root_of(parsed) != 0


def _with_opening(text: str, parsed: Parsed, comma: int) -> Parsed:
    (said,) = parse_all(text, [Span(parsed.starts[comma + 1], parsed.span.end)])
    if said is None or not is_sentence(said):
        return parsed
    shift, main = comma + 1, comma + 1 + root_of(said)
    inner = [head if head < comma else 1 for head in parsed.heads[:comma]]
    deps = [dep if head < comma else "pobj" for dep, head in zip(parsed.deps, parsed.heads[:comma], strict=False)]
    inner[0], deps[0] = main, "prep"
    heads = [*inner, main, *(head + shift for head in said.heads)]
    return _joined(parsed, _first_words(parsed, comma), comma, said, [*deps, "punct", *said.deps], heads)


def _first_words(parsed: Parsed, end: int) -> Parsed:
    """The words before `end`, without their grammar."""
    cut = slice(0, end)
    return Parsed(
        parsed.span,
        parsed.words[cut],
        parsed.lower[cut],
        parsed.starts[cut],
        parsed.ends[cut],
        parsed.tags[cut],
        deps=[""] * end,
        heads=list(range(end)),
    )


# --- both


def is_sentence(piece: Parsed) -> bool:
    """Whether the main word is a verb with a subject."""
    root = root_of(piece)
    return piece.is_verb(root) and piece.child(root, *_SUBJECTS) is not None


def root_of(piece: Parsed) -> int:
    return next(i for i, head in enumerate(piece.heads) if head == i)


def _joined(parsed: Parsed, left: Parsed, comma: int, right: Parsed, deps: list[str], heads: list[int]) -> Parsed:
    """One parse of two pieces and the comma between them."""
    words = [*left.words, ",", *right.words]
    return Parsed(
        parsed.span,
        words,
        [word.lower() for word in words],
        [*left.starts, parsed.starts[comma], *right.starts],
        [*left.ends, parsed.ends[comma], *right.ends],
        [*left.tags, parsed.tags[comma], *right.tags],
        deps,
        heads,
    )
