"""Who says what within one parsed sentence: source, cue and content as places."""

from __future__ import annotations

from claims.extraction.attribution.cues import cue_adjectives, cue_verbs
from claims.extraction.attribution.names import Frame
from claims.extraction.attribution.phrases import is_predicate, of_according, of_adjective, of_colon
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
    return frames or of_colon(parsed, text)
