"""Who says what within one parsed sentence: source, cue and content as places."""

from __future__ import annotations

from claims.extraction.attribution.cues import cue_adjectives, cue_verbs
from claims.extraction.attribution.names import SUBJECT, Frame, is_speaker, pieces_of
from claims.extraction.attribution.phrases import is_predicate, of_according, of_adjective, of_colon, of_dash
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.attribution.verbs import of_verb
from claims.extraction.parsing import Parsed


def find_frames(parsed: Parsed, quotations: list[Quotation], text: str) -> list[Frame]:
    """All sayings of a sentence, in the order of their cues. `quotations` are those that touch the sentence."""
    frames: list[Frame] = []
    verbs = cue_verbs()
    for index, word in enumerate(parsed.lower):
        cue = verbs.get(word)
        if cue is not None and parsed.tags[index].startswith("VB"):
            frame = of_verb(parsed, index, cue, quotations, text)
            if frame is not None:
                frames.append(frame)
        elif word in cue_adjectives() and is_predicate(parsed, index):
            frame = of_adjective(parsed, index, text)
            if frame is not None:
                frames.append(frame)
        elif word == "according":
            frame = of_according(parsed, index, text)
            if frame is not None:
                frames.append(frame)
    _leave_contrasts(parsed, frames)
    return frames or of_colon(parsed, text) or of_dash(parsed, text)


_CONTRAST = frozenset(("while", "although", "though", "whereas"))


def _leave_contrasts(parsed: Parsed, frames: list[Frame]) -> None:
    """ "…, the board said, while the utility said that …": who speaks in the contrast speaks for it alone, in place."""
    for verb in range(len(parsed)):
        mark = parsed.child(verb, "mark") if parsed.deps[verb] == "advcl" else None
        if mark is None or parsed.lower[mark] not in _CONTRAST:
            continue
        clause = frozenset(parsed.subtree(verb))
        rest = frozenset(range(len(parsed))) - clause
        spoken = any(_speaks(parsed, i, verb) for i in clause)
        for frame in frames:
            if not frame.said & clause or not frame.said & rest:
                continue
            if frame.type == "according_to" and (frame.head in clause or min(rest) < verb < frame.head):
                # "A, although B, according to S" is sure of B only.
                _cut(parsed, frame, (frame.said & clause) - frame.around)
            elif spoken and frame.type != "direct" and frame.head not in clause:
                _cut(parsed, frame, frame.said - clause)


def _speaks(parsed: Parsed, index: int, verb: int) -> bool:
    """Whether a verb of saying or doubt in the contrast has a speaker of its own."""
    if cue_verbs().get(parsed.lower[index]) is None or not parsed.tags[index].startswith("VB"):
        return False
    subject = parsed.child(index, *SUBJECT)
    return (
        subject is not None
        and (index == verb or parsed.child(index, "ccomp") is not None)
        and is_speaker(parsed, subject)
    )


def _cut(parsed: Parsed, frame: Frame, said: frozenset[int]) -> None:
    frame.said = said
    frame.content = pieces_of(parsed, said)
