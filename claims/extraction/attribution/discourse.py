"""Speakers over several sentences: quotations that run on, pronouns, and chains of who told whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from claims.extraction.attribution.cues import cue_verbs, speaker_nouns, speaker_people
from claims.extraction.attribution.memory import Memory, Mention, MentionKind, mention_of, passing_mention
from claims.extraction.attribution.names import PRONOUNS, Frame, name_of
from claims.extraction.attribution.quotes import Quotation
from claims.extraction.found import FoundHop
from claims.extraction.parsing import Parsed
from claims.spans import Span

_SAYING = frozenset({"speech", "according", "act"})
_FIRST_PERSON = frozenset({"i", "we", "you", "one"})


@dataclass(slots=True)
class Reading:
    """One sentence as read so far. `mentions` maps word numbers of pronouns and noun phrases to whom they mean."""

    parsed: Parsed
    frames: list[Frame]
    paragraph: int
    quotations: list[Quotation]
    mentions: dict[int, Mention] = field(default_factory=dict)
    certain: set[int] = field(default_factory=set)
    turn: FoundHop | None = None  # whose turn of an interview the sentence stands in


@dataclass(slots=True)
class Discourse:
    """The state of a reading: who was mentioned, and who speaks in each quotation met so far."""

    text: str
    memory: Memory = field(default_factory=Memory)
    speakers: dict[Span, tuple[FoundHop, ...]] = field(default_factory=dict)
    announced: tuple[FoundHop, ...] = ()
    last_quotation: Quotation | None = None

    def read_paragraph(self, readings: Sequence[Reading]) -> None:
        """Resolve the mentions of a paragraph's sentences and find the speakers of its quotations."""
        for reading in readings:
            self._resolve(reading)
        self._assign_quotations(readings)
        self.announced = self._announcement(readings[-1]) if readings else ()

    # --- whom words mean

    def _resolve(self, reading: Reading) -> None:
        parsed = reading.parsed
        sources = {frame.source_head for frame in reading.frames if frame.kind in _SAYING}
        for index in range(len(parsed)):
            tag = parsed.tags[index]
            if tag in ("PRP", "PRP$"):
                self._resolve_pronoun(reading, index, speaks=index in sources)
            elif index in sources or parsed.deps[index] in ("nsubj", "nsubjpass"):
                self._note(reading, index, spoke=index in sources, leads=True)
            elif parsed.deps[index] in ("dobj", "pobj", "attr"):
                # "The firm bought the plant. It closed": whoever is not the subject makes a pronoun uncertain.
                if parsed.lower[index] in speaker_people():
                    self._note(reading, index, spoke=False, leads=True)
                elif parsed.is_noun(index):
                    self.memory.note(passing_mention(parsed, index, reading.paragraph))

    def _resolve_pronoun(self, reading: Reading, index: int, *, speaks: bool) -> None:
        """Inside of a quotation nothing is certain: its speaker is never "he", and its "they" may be anybody."""
        word, at = reading.parsed.lower[index], reading.parsed.starts[index]
        found = self.memory.resolve(word, reading.paragraph, speaks=speaks)
        quoted = reading.turn is not None or any(q.inner.start <= at < q.inner.end for q in reading.quotations)
        if found is None or (quoted and speaks):
            return
        reading.mentions[index] = found
        # "She called it a long night": what an object "it" or "them" means is a guess.
        vague = word in ("it", "them") and reading.parsed.deps[index] not in ("nsubj", "nsubjpass")
        if (
            not quoted
            and not vague
            and not found.counted
            and self.memory.is_certain(word, reading.paragraph, speaks=speaks)
        ):
            reading.certain.add(index)

    def _note(self, reading: Reading, index: int, *, spoke: bool, leads: bool) -> None:
        parsed, paragraph = reading.parsed, reading.paragraph
        if not parsed.is_noun(index):
            return
        owner = parsed.child(index, "poss")
        if owner is not None and parsed.lower[owner] in ("my", "our", "your"):
            return
        definite = parsed.child(index, "det")
        word = parsed.lower[index]
        if definite is not None and parsed.lower[definite] in ("the", "this") and word in speaker_nouns():
            bare = not any(parsed.is_name(i) for i in parsed.words_in(name_of(parsed, index)))
            earlier = self.memory.find_noun(word, paragraph) if bare else None
            if earlier is not None:
                reading.mentions[index] = earlier
                self.memory.note(
                    Mention(earlier.text, earlier.kind, earlier.words, paragraph, spoke, True, earlier.gender)
                )
                return
        mention = mention_of(parsed, index, paragraph, self.text, spoke=spoke)
        if mention is None:
            kind: MentionKind = "things" if parsed.tags[index] in ("NNS", "NNPS") else "thing"
            name = name_of(parsed, index)
            counted = any(parsed.tags[i] == "CD" for i in parsed.words_in(name))
            mention = Mention(name.of(self.text), kind, frozenset(), paragraph, False, False, counted=counted)
        self.memory.note(mention if leads else replace(mention, leads=False))

    # --- hops

    def hops_of(self, reading: Reading, frame: Frame) -> tuple[FoundHop, ...]:
        """The links that one frame adds to a chain, outermost first."""
        hops: list[FoundHop] = []
        if frame.outlet is not None:
            hops.append(FoundHop(frame.outlet.of(self.text), frame.outlet, None, frame.cue_words, "indirect"))
        parsed = reading.parsed
        if frame.source_head is not None:
            hops.extend(self._relayed(parsed, frame.source_head))
        source = None if frame.source is None else frame.source.of(self.text)
        hops.append(FoundHop(source, frame.source, self._resolved(reading, frame), frame.cue_words, frame.type))
        return tuple(hops)

    def _relayed(self, parsed: Parsed, noun: int) -> list[FoundHop]:
        """ "Sources cited by the paper": the paper is the outer hop."""
        for child in parsed.children[noun]:
            if parsed.deps[child] == "acl" and parsed.lower[child] in ("cited", "quoted", "interviewed"):
                agent = parsed.child(child, "agent")
                outer = None if agent is None else parsed.child(agent, "pobj")
                if outer is not None and agent is not None:
                    span = name_of(parsed, outer)
                    return [
                        FoundHop(
                            span.of(self.text), span, None, parsed.stretch(child, agent).of(self.text), "according_to"
                        )
                    ]
        return []

    def _resolved(self, reading: Reading, frame: Frame) -> str | None:
        if frame.source_head is None:
            return None
        parsed = reading.parsed
        apposed = parsed.child(frame.source_head, "appos")
        if apposed is not None and parsed.is_name(apposed) and not parsed.is_name(frame.source_head):
            return name_of(parsed, apposed).of(self.text)
        mention = reading.mentions.get(frame.source_head)
        return (
            mention.text
            if mention is not None and frame.source and mention.text != frame.source.of(self.text)
            else None
        )

    def chain(self, reading: Reading, head: int, span: Span, *, narrator_aside: bool = False) -> tuple[FoundHop, ...]:
        """Who is said to say the clause headed by `head`, outermost first; empty in the article's own voice."""
        speaking = [frame for frame in reading.frames if self.speaks_for(reading, frame, head)]
        if narrator_aside and not self._quotation_of(span, reading):
            speaking = [frame for frame in speaking if frame.type == "direct"]
        speaking.sort(key=lambda frame: (-len(frame.said), frame.type == "according_to", frame.head))
        hops = [hop for frame in speaking for hop in self.hops_of(reading, frame)]
        quotation = self._quotation_of(span, reading)
        if quotation is not None and not any(frame.type == "direct" for frame in speaking):
            outside = [frame for frame in speaking if not quotation.outer.contains(frame.cue)]
            if not outside:
                hops = [*self.speakers.get(quotation.outer, ()), *hops]
        if reading.turn is not None:
            hops = [reading.turn, *(hop for hop in hops if (hop.source or "i").lower() not in _FIRST_PERSON)]
        return tuple(_once(hops))

    def persons(self) -> list[str]:
        """The names of those met so far, each once."""
        return list(dict.fromkeys(m.text for m in self.memory.mentions if m.kind == "person" and m.named))

    def speaks_for(self, reading: Reading, frame: Frame, head: int) -> bool:
        """Whether a saying is that of the clause headed by `head`."""
        if frame.kind in ("act", "noun"):
            return head == frame.head or (frame.kind == "act" and frame.type == "direct" and head in frame.said)
        if head not in frame.said or frame.silent:
            return False
        if frame.kind == "thought":
            word = reading.parsed.lower[frame.source_head] if frame.source_head is not None else "i"
            return word not in _FIRST_PERSON
        return not (frame.source_head is not None and reading.parsed.lower[frame.source_head] in ("you", "one"))

    def _quotation_of(self, span: Span, reading: Reading) -> Quotation | None:
        for quotation in reading.quotations:
            if quotation.outer.contains(span):
                return quotation
        return None

    # --- quotations

    def _assign_quotations(self, readings: Sequence[Reading]) -> None:
        seen: list[Quotation] = []
        for reading in readings:
            for quotation in reading.quotations:
                if quotation not in seen:
                    seen.append(quotation)
        named: dict[Quotation, tuple[FoundHop, ...]] = {}
        for quotation in seen:
            hops = self._named_speaker(quotation, readings)
            if hops:
                named[quotation] = hops
        before: tuple[FoundHop, ...] = ()
        for quotation in seen:
            hops = named.get(quotation, ())
            if not hops and self._is_speech(quotation):
                hops = self._carried(quotation, before, seen)
            if hops:
                self.speakers[quotation.outer] = hops
                before = hops
            self.last_quotation = quotation

    def _is_speech(self, quotation: Quotation) -> bool:
        """Whether quoted words are somebody's speech: long ones, or those that make a sentence of their own."""
        if quotation.continues or len(quotation.inner.of(self.text).split()) >= 5:
            return True
        before = self.text[max(0, quotation.outer.start - 3) : quotation.outer.start].rstrip(" ")[-1:]
        return before in (".", "!", "?", "\n", "”", '"') and quotation.inner.of(self.text)[-1:] in (".", "!")

    def _named_speaker(self, quotation: Quotation, readings: Sequence[Reading]) -> tuple[FoundHop, ...]:
        for reading in readings:
            if quotation not in reading.quotations:
                continue
            for frame in reading.frames:
                if frame.kind not in _SAYING or quotation.outer.contains(frame.cue) or frame.source is None:
                    continue
                if any(quotation.outer.overlaps(piece) for piece in frame.content):
                    return self.hops_of(reading, frame)
        return ()

    def _carried(
        self, quotation: Quotation, before: tuple[FoundHop, ...], seen: Sequence[Quotation]
    ) -> tuple[FoundHop, ...]:
        """The speaker of the quotation before, where this one goes on or stands in the same paragraph."""
        if before:
            return before
        if quotation is seen[0] and self.announced:
            return self.announced
        last = self.last_quotation
        if last is not None and quotation is seen[0]:
            hops = self.speakers.get(last.outer, ())
            starts_line = self.text[: quotation.outer.start].rstrip(" ")[-1:] in ("\n", "")
            if quotation.continued or (
                starts_line and self.text[last.outer.end : quotation.outer.start].count(".") < 2
            ):
                return hops
        return ()

    def _announcement(self, reading: Reading) -> tuple[FoundHop, ...]:
        """ "The mayor added:" at a paragraph's end hands the next quotation to the mayor."""
        parsed = reading.parsed
        if not parsed.words or parsed.words[-1] != ":":
            return ()
        for index in range(len(parsed) - 1, -1, -1):
            cue = cue_verbs().get(parsed.lower[index])
            subject = parsed.child(index, "nsubj")
            if cue is not None and subject is not None and parsed.tags[index].startswith("VB"):
                span = name_of(parsed, subject)
                mention = reading.mentions.get(subject)
                resolved = mention.text if mention is not None and mention.text != span.of(self.text) else None
                return (FoundHop(span.of(self.text), span, resolved, parsed.words[index], "direct"),)
        return ()


def _once(hops: Sequence[FoundHop]) -> list[FoundHop]:
    """A chain without repeats: "Reznikov added that he hoped" has one speaker."""
    kept: list[FoundHop] = []
    for hop in hops:
        if not any(_is_same(hop, other) for other in kept):
            kept.append(hop)
    return kept


def _is_same(hop: FoundHop, other: FoundHop) -> bool:
    if hop.source is None or other.source is None:
        return False
    if hop.source == other.source:
        return True
    if hop.source.lower() not in PRONOUNS or hop.resolved is None:
        return False
    return hop.resolved.split()[-1:] == (other.resolved or other.source).split()[-1:]


def is_pronoun(word: str) -> bool:
    return word.lower() in PRONOUNS
