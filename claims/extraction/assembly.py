"""Sentences, quantities and attributions joined into claims, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from claims.extraction import surface
from claims.extraction.attribution.cues import cue_verbs
from claims.extraction.attribution.discourse import Discourse, Reading
from claims.extraction.attribution.frames import find_frames
from claims.extraction.attribution.quotes import Quotation, find_quotations
from claims.extraction.attribution.turns import find_turns
from claims.extraction.bare_counts import read_bare_counts
from claims.extraction.check_worthiness import Scorer
from claims.extraction.claim_making import ClaimMaker
from claims.extraction.clauses import Clause, find_clauses, is_stance_aside
from claims.extraction.found import (
    FoundAttribution,
    FoundClaim,
    FoundHop,
    FoundLeftover,
    FoundQuantity,
    FoundSentence,
    FoundStance,
    FoundTime,
    Outcome,
)
from claims.extraction.framed import read_framed
from claims.extraction.inside import Inside
from claims.extraction.parsing import LONGEST_SENTENCE, Parsed, parse_all, with_plain_titles
from claims.extraction.repairs import repair
from claims.extraction.semicolons import read_apart
from claims.extraction.sentences import Sentence
from claims.extraction.stances import find_stances, with_stances
from claims.extraction.worthiness_grammar import grammar_of
from claims.spans import Span

Progress = Callable[[int, int], None]

PROGRESS_EVERY = 20
_QUESTION = re.compile(r"\?[\"”’'»)\]]*\Z")
_BULLET = re.compile(r"[\s•·‣▪◦●○■□►▶✓✔*–—-]{1,60}+(?=[^\s\d])")
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(slots=True)
class Assembled:
    """What reading the sentences gave; all in the order of the text."""

    claims: list[FoundClaim] = field(default_factory=list)
    attributions: list[FoundAttribution] = field(default_factory=list)
    sentences: list[FoundSentence] = field(default_factory=list)


@dataclass
class Assembler:
    """Reads one text. Everything found before (sentences, numbers, times, leftovers) is given; claims come out."""

    text: str
    sentences: Sequence[Sentence]
    quantities: Sequence[FoundQuantity]
    times: Sequence[FoundTime]
    leftovers: Sequence[FoundLeftover]
    score: Scorer
    dateline: Span | None = None
    on_progress: Progress | None = None
    result: Assembled = field(default_factory=Assembled)

    def __post_init__(self) -> None:
        self._quotations: list[Quotation] = []
        self._quotation_spans = Inside([])
        self._turns = find_turns(self.text)
        self._turn_spans = Inside([turn.label.hull(turn.words) for turn in self._turns])
        self._discourse = Discourse(self.text)
        self._make = ClaimMaker(self.text, self.quantities, self.times, self.leftovers, self.score, self._discourse)
        self._done = 0

    def read(self) -> Assembled:
        """Read every sentence once; a sentence that is not read (leftover, heading) is accounted for all the same."""
        self._quotations = find_quotations(self.text)
        self._quotation_spans = Inside([quotation.outer for quotation in self._quotations])
        reasons = [self._skipped(sentence) for sentence in self.sentences]
        to_parse = (self._spoken(s) for s, reason in zip(self.sentences, reasons, strict=True) if reason is None)
        parses = parse_all(
            with_plain_titles(self.text, [s.span for s in self.sentences if s.zone == "title"]), to_parse
        )
        numbered = zip(self.sentences, reasons, strict=True)
        for _, group in groupby(numbered, key=lambda pair: pair[0].paragraph):
            self._read_paragraph(list(group), parses)
        self.result.claims.sort(key=lambda claim: (claim.span.start, -claim.span.end))
        self.result.sentences.sort(key=lambda sentence: sentence.span.start)
        return self.result

    # --- paragraphs

    def _read_paragraph(
        self, pairs: Sequence[tuple[Sentence, tuple[Outcome, str] | None]], parses: Iterator[Parsed | None]
    ) -> None:
        readings: list[tuple[Sentence, Reading | None]] = []
        for sentence, skipped in pairs:
            if skipped is not None:
                worth = self.score.of_sentence(sentence.span.of(self.text)) if skipped[1] == "question" else 0.0
                self._account(sentence, *skipped, worth)
                continue
            parsed = next(parses, None)
            readings.append((sentence, self._reading(sentence, parsed)))
        self._discourse.read_paragraph([reading for _, reading in readings if reading is not None])
        for sentence, reading in readings:
            if reading is None:
                self._read_unparsed(sentence)
            else:
                self._read_sentence(sentence, reading)

    def _skipped(self, sentence: Sentence) -> tuple[Outcome, str] | None:
        """Why a sentence is not read at all, or None."""
        covered = 0
        for i in self._make.leftovers.reaching(sentence.span):
            span = self.leftovers[i].span
            covered += min(span.end, sentence.span.end) - max(span.start, sentence.span.start)
            if 2 * covered > len(sentence.span):
                return "leftover", self.leftovers[i].reason
        if sentence.zone == "heading":
            return "heading", "heading between paragraphs"
        words = sentence.span.of(self.text)
        if not _LETTERS.search(words):
            return "none", "no words"
        return ("none", "question") if is_bare_question(words) else None

    def _reading(self, sentence: Sentence, parsed: Parsed | None) -> Reading | None:
        if parsed is None or not len(parsed):
            return None
        quotations = self._quotations_touching(sentence.span)
        parsed = read_framed(self.text, read_apart(self.text, parsed, quotations), quotations)
        if sentence.zone == "title":
            parsed = read_bare_counts(parsed)
        repair(parsed)
        frames = find_frames(parsed, quotations, self.text)
        return Reading(parsed, frames, sentence.paragraph, quotations, turn=self._turn_of(sentence.span))

    def _turn_of(self, span: Span) -> FoundHop | None:
        """Who speaks, where the sentence stands in an interview."""
        inside = self._turn_spans.reaching(span)
        return self._turns[inside[0]].hop(self._discourse.persons()) if inside else None

    def _quotations_touching(self, span: Span) -> list[Quotation]:
        return [self._quotations[i] for i in self._quotation_spans.reaching(span)]

    def _account(self, sentence: Sentence, outcome: Outcome, reason: str | None, worth: float = 0.0) -> None:
        self.result.sentences.append(FoundSentence(sentence.span, outcome, reason, worth))
        self._done += 1
        if self.on_progress is not None and (self._done % PROGRESS_EVERY == 0 or self._done == len(self.sentences)):
            self.on_progress(self._done, len(self.sentences))

    def _spoken(self, sentence: Sentence) -> Span:
        """The sentence without what is no part of it: a bullet, the speaker of an interview, or a dateline before it."""
        start, end = sentence.span
        if self.dateline is not None and self.dateline.start <= start < self.dateline.end < end:
            start = self.dateline.end
        for i in self._turn_spans.reaching(sentence.span):
            label = self._turns[i].label
            start = label.end if label.start <= start < label.end < end else start
        lead = _BULLET.match(self.text, start, end)
        return Span(lead.end() if lead is not None and lead.end() < end else start, end)

    # --- one sentence

    def _read_sentence(self, sentence: Sentence, reading: Reading) -> None:
        words = sentence.span.of(self.text)
        numbers = [self.quantities[i] for i in self._make.numbers.within(sentence.span)]
        worth = self.score.of_sentence(words, grammar_of(reading.parsed, numbers))
        self.result.attributions.extend(
            FoundAttribution((frame.source,) if frame.source else (), (frame.cue,), frame.content, frame.type)
            for frame in reading.frames
            if frame.content and not frame.silent and frame.kind != "noun" and (frame.around or frame.source)
        )
        if _QUESTION.search(words):
            self._account(sentence, "none", "question", worth)
            return
        clauses = find_clauses(reading.parsed, reading.frames, [q.span for q in numbers], self.text)
        stances = find_stances(reading.parsed, self.text)
        made, reasons = self._claims_of(sentence, reading, clauses)
        if stances:
            aside = any(is_stance_aside(reading.parsed, i) for i in range(len(reading.parsed)))
            if aside:
                made = [with_stances(claim, stances) for claim in made]
            else:
                self._hand_back(stances)
        self.result.claims.extend(made)
        if made:
            self._account(sentence, "claims", None, worth)
        else:
            self._account(sentence, "none", reasons[0] if reasons else "fragment", worth)

    def _claims_of(
        self, sentence: Sentence, reading: Reading, clauses: Sequence[Clause]
    ) -> tuple[list[FoundClaim], list[str]]:
        made: list[FoundClaim] = []
        reasons: list[str] = []
        refused: set[int] = set()
        for clause in clauses:
            others = [c.span for c in clauses if clause.span.contains(c.span) and len(c.span) < len(clause.span)]
            claim_or_reason = self._make.of_clause(sentence, reading, clause, others)
            if isinstance(claim_or_reason, str):
                reasons.append(claim_or_reason)
                refused.add(clause.head)
            elif (
                clause.rule == "participle"
                and not claim_or_reason.quantities
                and reading.parsed.heads[clause.head] in refused
            ):
                reasons.append(reasons[-1])
            elif all(claim_or_reason.span != other.span for other in made):
                made.append(claim_or_reason)
        return made, reasons

    # --- stances

    def _hand_back(self, stances: Sequence[FoundStance]) -> None:
        """What a sentence tells of a stance is about the claims just before it, in the sentence before."""
        for index in self._last_claims():
            self.result.claims[index] = with_stances(self.result.claims[index], stances)

    def _last_claims(self) -> list[int]:
        claims = self.result.claims
        if not claims or not self.result.sentences:
            return []
        for sentence in reversed(self.result.sentences[-4:]):
            if sentence.outcome == "claims":
                return [
                    i
                    for i in range(max(0, len(claims) - 12), len(claims))
                    if sentence.span.contains(claims[i].span) and claims[i].kind != "attribution-only"
                ]
        return []

    # --- without a parse

    def _read_unparsed(self, sentence: Sentence) -> None:
        words = sentence.span.of(self.text)
        worth = self.score.of_sentence(words)
        if _QUESTION.search(words):
            self._account(sentence, "none", "question", worth)
            return
        if len(sentence.span) > LONGEST_SENTENCE:
            self._account(sentence, "unresolved", "too long to be one sentence", worth)
            return
        pieces = surface.read(self.text, sentence.span, self._quotations_touching(sentence.span))
        self.result.attributions.extend(pieces.attributions)
        made = [
            claim for piece in pieces.contents if (claim := self._make.of_plain(sentence, piece, pieces)) is not None
        ]
        self.result.claims.extend(made)
        self._account(sentence, "claims" if made else "none", None if made else "fragment", worth)


def is_bare_question(words: str) -> bool:
    """Whether a sentence is a question that nobody is said to ask; such a one is not parsed."""
    return _QUESTION.search(words) is not None and cue_verbs().keys().isdisjoint(words.lower().split())
