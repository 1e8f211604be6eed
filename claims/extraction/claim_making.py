"""One clause made a claim: its place, numbers, speakers, hedge, kind, wording and check-worthiness."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims.extraction import kinds
from claims.extraction.attribution.discourse import Discourse, Reading
from claims.extraction.check_worthiness import ClaimSigns, Scorer
from claims.extraction.clause_heads import SUBJECTS
from claims.extraction.clauses import Clause
from claims.extraction.found import FoundClaim, FoundLeftover, FoundQuantity, FoundTime, Kind, Zone
from claims.extraction.hedges import find_hedge
from claims.extraction.inside import Inside
from claims.extraction.loaded_terms import find_loaded_terms
from claims.extraction.parsing import Parsed
from claims.extraction.places import find_place
from claims.extraction.sentences import Sentence
from claims.extraction.stances import own_stances, speaker_of
from claims.extraction.surface import Pieces
from claims.extraction.wording import wording_of
from claims.spans import Span, trimmed

_NEGATION = re.compile(r"\b(?:not|no|none|nobody|never|nothing|neither|nor|without)\b|n['’]t\b", re.I)
_OPEN_ADVERBS = frozenset({"reportedly", "allegedly", "apparently", "purportedly", "supposedly"})
_OPEN_CUES = frozenset(
    ["believe", "think", "fear", "understand", "expect", "assume", "suspect", "consider", "rumour", "rumor"]
)


class ClaimMaker:
    """Makes the claims of one text, out of what was found in it before."""

    def __init__(
        self,
        text: str,
        quantities: Sequence[FoundQuantity],
        times: Sequence[FoundTime],
        leftovers: Sequence[FoundLeftover],
        score: Scorer,
        discourse: Discourse,
    ) -> None:
        self.text = text
        self.quantities = quantities
        self.times = times
        self.score = score
        self.numbers = Inside([quantity.span for quantity in quantities])
        self.times_inside = Inside([time.span for time in times])
        self.leftovers = Inside([leftover.span for leftover in leftovers])
        self._discourse = discourse

    def of_clause(
        self, sentence: Sentence, reading: Reading, clause: Clause, others: Sequence[Span]
    ) -> FoundClaim | str:
        """The claim of one clause, or why it makes none. `others` are the clauses within it."""
        span = self._clean_span(clause.span, sentence.span)
        if not len(span):
            return "fragment"
        if self.leftovers.reaching(span):
            return "leftover"
        words = span.of(self.text)
        numbers = self.numbers.within(span)
        parsed = reading.parsed
        told = " ".join([*(parsed.words[i] for i in clause.shared), words])
        if not numbers and len(words.split()) < 3 and not (len(words.split()) == 2 and _says_something(parsed, clause)):
            return "fragment"
        speaking = [f for f in reading.frames if self._discourse.speaks_for(reading, f, clause.head)]
        aside = clause.rule == "relative clause" and not _belongs_to_report(parsed, clause.head)
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
        beside = [self.quantities[i] for i in self.numbers.within(sentence.span)]
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
        times = self.times_inside.within(span)
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

    def of_plain(self, sentence: Sentence, span: Span, pieces: Pieces) -> FoundClaim | None:
        """The claim of a stretch that was read without a parse."""
        span = self._clean_span(span, sentence.span)
        words = span.of(self.text)
        if len(words.split()) < 3 or self.leftovers.reaching(span):
            return None
        numbers = self.numbers.within(span)
        quantities = [self.quantities[i] for i in numbers]
        hedge = find_hedge(self.text, span)
        kind: Kind = "quantity" if numbers else "event"
        signs = ClaimSigns(
            kind, quantities, speaker_of(pieces.hops), hedged=hedge is not None, title=sentence.zone == "title"
        )
        worth, why = self.score(words, quantities, signs)
        times = self.times_inside.within(span)
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

    def _outside(self, numbers: Sequence[int], others: Sequence[Span]) -> list[int]:
        """Those of the numbers that no clause within the clause has for itself."""
        return [i for i in numbers if not any(other.contains(self.quantities[i].span) for other in others)]

    def _clean_span(self, span: Span, sentence: Span) -> Span:
        """The span with whole numbers at its ends, on one line, within its sentence."""
        for i in self.numbers.touching(span):
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
        times = self.times_inside.within(Span(sentence.span.start, min(sentence.span.start + 40, clause.span.start)))
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


def _zone(sentence: Sentence) -> Zone:
    return "body" if sentence.zone == "heading" else sentence.zone


def _says_something(parsed: Parsed, clause: Clause) -> bool:
    """Whether two words can be a claim: "everybody survived", "caught fire", "will appeal"."""
    if clause.rule == "coordinated verb":
        told = parsed.child(clause.head, "dobj", *SUBJECTS) is not None
        return (parsed.tags[clause.head] == "VBD" and told) or parsed.child(clause.head, "aux") is not None
    return clause.rule in ("main clause", "reported clause")


def _belongs_to_report(parsed: Parsed, head: int) -> bool:
    """Whether a relative clause is told by who tells the rest: it says which is meant ("a fire that killed two"), or its tense
    puts it there ("which had been fought over", "who would leave")."""
    first, subject = parsed.subtree(head)[0], parsed.child(head, *SUBJECTS)
    if (
        first > 0
        and parsed.words[first - 1][0].isalnum()
        and subject is not None
        and parsed.tags[subject] in ("WDT", "WP")
    ):
        return True
    return any(
        parsed.lower[c] in ("had", "would", "’d", "'d") and parsed.deps[c] in ("aux", "auxpass")
        for c in parsed.children[head]
    )
