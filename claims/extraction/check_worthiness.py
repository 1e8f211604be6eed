"""How much a sentence or claim deserves a reviewer's time: a score in 0..1 with its reasons. It says nothing of truth.

Two parts are blended. A linear model, learned from sentences that people judged (`train_check_worthiness`), sees
words, their order and a few counts. Signs of news (harm, a number, an official source, a named actor …) say for a
claim what reporters look for first; they carry the reasons that a reviewer reads.
"""

from __future__ import annotations

import functools
import gzip
import itertools
import json
import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.extraction import news_signs
from claims.extraction.found import FoundQuantity, Kind
from claims.extraction.worthiness_features import EXPLICIT, PAIR, Reading, Word, grams_of, has_meaning, pieces_of, read

DEFAULT_WEIGHTS = Path(__file__).parent / "lexicon" / "en" / "check_worthiness.json.gz"
FORMAT = 3


# What an n-gram adds: its squared rarity to the norm, its rarity times its weight to the evidence.
Part = tuple[float, float]
NOTHING: Part = (0.0, 0.0)
MOST_WORDS = 100_000


@dataclass(frozen=True, slots=True)
class Weights:
    """A learned model: parts by word or stem, by two neighbours of the skeleton, by piece of a word, by what the grammar
    shows; what a word's meaning adds; weights of explicit features.

    A sentence's evidence is the sum of its parts divided by the root of their norm, so that length does not decide; so is
    that of its pieces and of its grammar. Of meanings the mean counts. `by_word` keeps what was added up for words met
    before: the part of its n-grams, that of its pieces, what its meaning adds and whether it is a word at all.
    """

    grams: Mapping[str, Part]
    pairs: Mapping[str, Mapping[str, Part]]
    pieces: Mapping[str, Part]
    grammar: Mapping[str, Part]
    meanings: Mapping[str, float]
    explicit: tuple[float, ...]
    intercept: float
    by_word: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def logit(self, reading: Reading, grammar: Sequence[str] = ()) -> float:
        """The model's evidence: above 0 is worth checking. `grammar` is what `grammar_of` gives for a whole sentence."""
        known, pairs = self.by_word, self.pairs
        parts = [known.get(word.lower) or self._part_of(word) for word in reading.words]
        norms, evidence, piece_norms, piece_evidence, meanings, told = (
            map(sum, zip(*parts, strict=True)) if parts else (0.0,) * 6
        )
        skeleton = reading.skeleton
        beside = [pairs.get(first, {}).get(second, NOTHING) for first, second in itertools.pairwise(skeleton)]
        pair_norms, pair_evidence = zip(*beside, strict=True)
        total = _levelled(norms + sum(pair_norms), evidence + sum(pair_evidence))
        total += _levelled(piece_norms, piece_evidence)
        if told:
            total += meanings / told
        if grammar:
            shown = [self.grammar.get(name, NOTHING) for name in grammar]
            total += _levelled(sum(norm for norm, _ in shown), sum(said for _, said in shown))
        return self.intercept + total + sum(map(operator.mul, reading.explicit, self.explicit))

    def _part_of(self, word: Word) -> tuple[float, ...]:
        parts = [self.grams.get(gram, NOTHING) for gram in grams_of(word)]
        pieces = [self.pieces.get(piece, NOTHING) for piece in pieces_of(word)]
        part = (
            sum(norm for norm, _ in parts),
            sum(evidence for _, evidence in parts),
            sum(norm for norm, _ in pieces),
            sum(evidence for _, evidence in pieces),
            self.meanings.get(word.lower, 0.0),
            float(has_meaning(word)),
        )
        if len(self.by_word) >= MOST_WORDS:
            self.by_word.clear()
        self.by_word[word.lower] = part
        return part


def _levelled(square: float, evidence: float) -> float:
    return evidence / math.sqrt(square) if square else 0.0


@dataclass(frozen=True, slots=True)
class ClaimSigns:
    """What the extractor knows of a claim beyond its words."""

    kind: Kind = "event"
    quantities: Sequence[FoundQuantity] = ()
    speaker: str | None = None
    hedged: bool = False
    title: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores with one file of weights."""

    weights: Weights

    def __call__(
        self, text: str, quantities: Sequence[FoundQuantity] = (), features: ClaimSigns | None = None
    ) -> tuple[float, tuple[str, ...]]:
        """Score and reasons of a text with the quantities in it; of a claim where its signs are given."""
        return score_with(self.weights, text, features)

    def of_sentence(self, text: str, grammar: Sequence[str] = ()) -> float:
        """The score of a whole sentence alone, in less time than with its reasons; `grammar` as `grammar_of` gives it."""
        return _share(self.weights.logit(read(text), grammar))


def score_sentence(text: str, features: ClaimSigns | None = None) -> tuple[float, tuple[str, ...]]:
    """Check-worthiness 0..1 and its reasons in words.

    Without `features` the text is a whole sentence and the learned model alone decides; with them it is a claim, and
    the signs of news weigh more than the model, which was learned from debates.
    """
    return score_with(load_weights(), text, features)


def scorer(weights: Path | None = None) -> Scorer:
    """The scorer of one file of weights; of the product's own where none is named."""
    return Scorer(load_weights(weights))


def score_with(weights: Weights, text: str, features: ClaimSigns | None) -> tuple[float, tuple[str, ...]]:
    """See `score_sentence`."""
    reading = read(text)
    logit = weights.logit(reading)
    if features is None:
        return _share(logit), news_signs.reasons(news_signs.signs(text, reading, None))
    found = news_signs.signs(text, reading, features)
    blended = news_signs.MODEL_SHARE * max(-2.5, min(2.5, logit)) + news_signs.weight(found)
    return _share(blended), news_signs.reasons(found)


def _share(logit: float) -> float:
    """The logistic function, without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


@functools.lru_cache(maxsize=4)
def load_weights(path: Path | None = None) -> Weights:
    """The weights of a file that `train_check_worthiness` wrote; the product's own where none is named.

    Raises ValueError with the file's name where it is no such file.
    """
    path = path or DEFAULT_WEIGHTS
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    try:
        return _weights(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} holds no check-worthiness weights: {error}") from error


def _weights(table: dict[str, Any]) -> Weights:
    if table["format"] != FORMAT or set(table["explicit"]) != set(EXPLICIT):
        raise ValueError("made by another version of train_check_worthiness")
    grams: dict[str, Part] = {}
    pairs: dict[str, dict[str, Part]] = {}
    for name, (rarity, weight) in table["grams"].items():
        part = (float(rarity) ** 2, float(rarity) * float(weight))
        if name.startswith(PAIR):
            first, _, second = name.removeprefix(PAIR).partition(" ")
            pairs.setdefault(first, {})[second] = part
        else:
            grams[name] = part
    return Weights(
        grams,
        pairs,
        _parts(table["pieces"]),
        _parts(table["grammar"]),
        {word: float(weight) for word, weight in table["meanings"].items()},
        tuple(float(table["explicit"][name]) for name in EXPLICIT),
        float(table["intercept"]),
    )


def _parts(named: Mapping[str, tuple[float, float]]) -> dict[str, Part]:
    return {name: (float(rarity) ** 2, float(rarity) * float(weight)) for name, (rarity, weight) in named.items()}
