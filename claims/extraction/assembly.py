"""Sentences, quantities and attributions joined into claims, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from claims.extraction import kinds, surface
from claims.extraction.attribution.cues import cue_verbs
from claims.extraction.attribution.discourse import Discourse, Reading
from claims.extraction.attribution.frames import find_frames
from claims.extraction.attribution.quotes import Quotation, find_quotations
from claims.extraction.attribution.turns import find_turns
from claims.extraction.bare_counts import read_bare_counts
from claims.extraction.check_worthiness import ClaimSigns, Scorer
from claims.extraction.clause_heads import SUBJECTS
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
    Kind,
    Outcome,
    Zone,
)
from claims.extraction.framed import read_framed
from claims.extraction.hedges import find_hedge
from claims.extraction.inside import Inside
from claims.extraction.loaded_terms import find_loaded_terms
from claims.extraction.parsing import LONGEST_SENTENCE, Parsed, parse_all, with_plain_titles
from claims.extraction.places import find_place
from claims.extraction.repairs import repair
from claims.extraction.semicolons import read_apart
from claims.extraction.sentences import Sentence
from claims.extraction.stances import find_stances, own_stances, speaker_of, with_stances
from claims.extraction.wording import wording_of
from claims.extraction.worthiness_grammar import grammar_of
from claims.spans import Span, trimmed

Progress = Callable[[int, int], None]

PROGRESS_EVERY = 20
_QUESTION = re.compile(r"\?[\"”’'»)\]]*\Z")
_NEGATION = re.compile(r"\b(?:not|no|none|nobody|never|nothing|neither|nor|without)\b|n['’]t\b", re.I)
_BULLET = re.compile(r"[\s•·‣▪◦●○■□►▶✓✔*–—-]{1,60}+(?=[^\s\d])")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_OPEN_ADVERBS = frozenset({"reportedly", "allegedly", "apparently", "purportedly", "supposedly"})
_OPEN_CUES = frozenset(
    ["believe", "think", "fear", "understand", "expect", "assume", "suspect", "consider", "rumour", "rumor"]
)


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
        self._numbers = Inside([quantity.span for quantity in self.quantities])
        self._times = Inside([time.span for time in self.times])
        self._leftover_spans = Inside([leftover.span for leftover in self.leftovers])
        self._quotations: list[Quotation] = []
        self._quotation_spans = Inside([])
        self._turns = find_turns(self.text)
        self._turn_spans = Inside([turn.label.hull(turn.words) for turn in self._turns])
        self._discourse = Discourse(self.text)
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
        for i in self._leftover_spans.reaching(sentence.span):
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
        if not inside:
            return None
        names = self._discourse.persons()
        labelled = [turn.who for turn in self._turns if turn.who is not None and not turn.asks]
        return self._turns[inside[0]].hop([*labelled, *names])

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
        numbers = [self.quantities[i] for i in self._numbers.within(sentence.span)]
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
            claim_or_reason = self._claim_of(sentence, reading, clause, others)
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

    def _claim_of(
        self, sentence: Sentence, reading: Reading, clause: Clause, others: Sequence[Span]
    ) -> FoundClaim | str:
        span = self._clean_span(clause.span, sentence.span)
        if not len(span):
            return "fragment"
        if self._leftover_spans.reaching(span):
            return "leftover"
        words = span.of(self.text)
        numbers = self._numbers.within(span)
        parsed = reading.parsed
        told = " ".join([*(parsed.words[i] for i in clause.shared), words])
        if not numbers and len(words.split()) < 3 and not (len(words.split()) == 2 and _says_something(parsed, clause)):
            return "fragment"
        speaking = [f for f in reading.frames if self._discourse._speaks_for(reading, f, clause.head)]
        aside = clause.rule == "relative clause" and not _is_shifted(parsed, clause.head)
        hops = self._discourse.chain(reading, clause.head, span, narrator_aside=aside)
        quoted = any(hop.type == "direct" for hop in hops)
        reason = kinds.why_no_claim(parsed, clause, speaking, told, quoted=quoted, has_quantity=bool(numbers))
        if reason is not None:
            return reason
        hedge = self._hedge(span, reading, clause)
        own = self._outside(numbers, others)
        kind = kinds.kind_of(
            parsed,
            clause,
            speaking,
            told,
            has_quantity=bool(own),
            hedged=hedge is not None,
            title=sentence.zone == "title",
        )
        quantities = [self.quantities[i] for i in numbers]
        beside = [self.quantities[i] for i in self._numbers.within(sentence.span)]
        wording, is_quote = wording_of(self.text, span, clause, reading, hops, beside, hedge)
        signs = ClaimSigns(
            kind,
            quantities,
            speaker_of(hops),
            hedged=hedge is not None,
            title=sentence.zone == "title",
            quoted=quoted,
        )
        worth, why = self.score(words, quantities, signs)
        times = self._times.within(span)
        taken = [self.times[i].span for i in times] + [q.span for q in quantities]
        return FoundClaim(
            span=span,
            text=words,
            wording=wording,
            kind=kind,
            zone=_zone(sentence),
            quantities=numbers,
            attribution=hops,
            hedge=hedge,
            when=self.times[times[0]] if times else self._shared_time(clause, sentence),
            where=find_place(parsed, span, taken, self.text),
            check_worthiness=worth,
            reasons=why,
            rules=(clause.rule, *sorted({f"attribution: {frame.kind}" for frame in speaking})),
            stances=own_stances(speaking, hops),
            loaded_terms=find_loaded_terms(self.text, span),
            wording_is_quote=is_quote,
            negated=bool(_NEGATION.search(told)),
        )

    def _outside(self, numbers: Sequence[int], others: Sequence[Span]) -> list[int]:
        """Those of the numbers that no clause within the clause has for itself."""
        return [i for i in numbers if not any(other.contains(self.quantities[i].span) for other in others)]

    def _clean_span(self, span: Span, sentence: Span) -> Span:
        """The span with whole numbers at its ends, on one line, within its sentence."""
        for i in self._numbers.touching(span):
            span = span.hull(self.quantities[i].span)
        span = Span(max(span.start, sentence.start), min(span.end, sentence.end))
        line = re.search(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", span.of(self.text))
        if line is not None:
            span = Span(span.start, span.start + line.start())
        return trimmed(self.text, *span)

    def _shared_time(self, clause: Clause, sentence: Sentence) -> FoundTime | None:
        """The time that opens a sentence holds for all its coordinated verbs: "On Friday it rained and snowed"."""
        if clause.rule != "coordinated verb":
            return None
        times = self._times.within(Span(sentence.span.start, min(sentence.span.start + 40, clause.span.start)))
        return self.times[times[0]] if times else None

    def _hedge(self, span: Span, reading: Reading, clause: Clause) -> str | None:
        found = find_hedge(self.text, span)
        if found is not None:
            return found.of(self.text)
        parsed = reading.parsed
        shared = " ".join(parsed.words[i] for i in clause.shared)
        if shared and (found := find_hedge(shared, Span(0, len(shared)))) is not None:
            return found.of(shared)
        for frame in reading.frames:
            if frame.kind == "passive" and frame.around and clause.head in frame.said and frame.lemma in _OPEN_CUES:
                return frame.cue_words
            if clause.head in frame.said and frame.kind == "speech":
                # "He reportedly told officers that …": the report of the saying is open too.
                beside = [c for c in parsed.children[frame.head] if parsed.lower[c] in _OPEN_ADVERBS]
                if beside:
                    return parsed.words[beside[0]]
        return None

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
        made = [claim for piece in pieces.contents if (claim := self._plain_claim(sentence, piece, pieces)) is not None]
        self.result.claims.extend(made)
        self._account(sentence, "claims" if made else "none", None if made else "fragment", worth)

    def _plain_claim(self, sentence: Sentence, span: Span, pieces: surface.Pieces) -> FoundClaim | None:
        span = self._clean_span(span, sentence.span)
        words = span.of(self.text)
        if len(words.split()) < 3 or self._leftover_spans.reaching(span):
            return None
        numbers = self._numbers.within(span)
        quantities = [self.quantities[i] for i in numbers]
        hedge = find_hedge(self.text, span)
        kind: Kind = "quantity" if numbers else "event"
        signs = ClaimSigns(
            kind, quantities, speaker_of(pieces.hops), hedged=hedge is not None, title=sentence.zone == "title"
        )
        worth, why = self.score(words, quantities, signs)
        times = self._times.within(span)
        return FoundClaim(
            span=span,
            text=words,
            wording=" ".join(words.split()),
            kind=kind,
            zone=_zone(sentence),
            quantities=numbers,
            attribution=pieces.hops,
            hedge=hedge.of(self.text) if hedge is not None else None,
            when=self.times[times[0]] if times else None,
            check_worthiness=worth,
            reasons=why,
            rules=("whole sentence",),
            loaded_terms=find_loaded_terms(self.text, span),
            wording_is_quote=True,
            negated=bool(_NEGATION.search(words)),
        )


def is_bare_question(words: str) -> bool:
    """Whether a sentence is a question that nobody is said to ask; such a one is not parsed."""
    return _QUESTION.search(words) is not None and cue_verbs().keys().isdisjoint(words.lower().split())


def _zone(sentence: Sentence) -> Zone:
    return "body" if sentence.zone == "heading" else sentence.zone


def _says_something(parsed: Parsed, clause: Clause) -> bool:
    """Whether two words can be a claim: "everybody survived", "caught fire", "will appeal"."""
    if clause.rule == "coordinated verb":
        told = parsed.child(clause.head, "dobj", *SUBJECTS) is not None
        return (parsed.tags[clause.head] == "VBD" and told) or parsed.child(clause.head, "aux") is not None
    return clause.rule in ("main clause", "reported clause")


def _is_shifted(parsed: Parsed, head: int) -> bool:
    """Whether a relative clause's tense puts it inside the report: "which had been fought over", "who would leave"."""
    return any(
        parsed.lower[c] in ("had", "would", "’d", "'d") and parsed.deps[c] in ("aux", "auxpass")
        for c in parsed.children[head]
    )
