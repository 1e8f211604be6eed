"""How much a sentence or claim deserves a reviewer's time: a score in 0..1 with its reasons. It says nothing of truth.

Two parts are blended. A linear model, learned from sentences that people judged (`train_check_worthiness`), sees
words, their order and a few counts. Signs of news (harm, a number, an official source, a named actor …) say for a
claim what reporters look for first; they carry the reasons that a reviewer reads.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.extraction import news_signs
from claims.extraction.found import FoundQuantity, Kind
from claims.extraction.worthiness_features import EXPLICIT, Reading, read

DEFAULT_WEIGHTS = Path(__file__).parent / "lexicon" / "en" / "check_worthiness.json.gz"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Weights:
    """A learned model: for each n-gram its squared rarity and its rarity times its weight, so that a sentence's
    n-grams are normed to length 1 by one division; for each explicit feature its weight."""

    grams: Mapping[str, tuple[float, float]]
    explicit: tuple[float, ...]
    intercept: float

    def logit(self, reading: Reading) -> float:
        """The model's evidence: above 0 is worth checking."""
        known = self.grams
        entries = [known[gram] for gram in reading.grams if gram in known]
        square = math.fsum([entry[0] for entry in entries])  # exact, so that the order of a set does not matter
        total = math.fsum([entry[1] for entry in entries]) / math.sqrt(square) if square else 0.0
        return self.intercept + total + sum(map(operator.mul, reading.explicit, self.explicit))


@dataclass(frozen=True, slots=True)
class ClaimSigns:
    """What the extractor knows of a claim beyond its words."""

    kind: Kind = "event"
    quantities: Sequence[FoundQuantity] = ()
    speaker: str | None = None
    hedged: bool = False
    title: bool = False
    quoted: bool = False


Scorer = Callable[..., tuple[float, tuple[str, ...]]]


def score_sentence(text: str, features: ClaimSigns | None = None) -> tuple[float, tuple[str, ...]]:
    """Check-worthiness 0..1 and its reasons in words.

    Without `features` the text is a whole sentence and the learned model alone decides; with them it is a claim, and
    the signs of news weigh more than the model, which was learned from debates.
    """
    return score_with(load_weights(), text, features)


def scorer(weights: Path | None = None) -> Scorer:
    """The scoring function for one file of weights: called with a text, the quantities in it, and for a claim its
    `ClaimSigns`."""
    loaded = load_weights(weights)

    def score(
        text: str, quantities: Sequence[FoundQuantity] = (), features: ClaimSigns | None = None
    ) -> tuple[float, tuple[str, ...]]:
        return score_with(loaded, text, features)

    return score


def score_with(weights: Weights, text: str, features: ClaimSigns | None) -> tuple[float, tuple[str, ...]]:
    """See `score_sentence`."""
    reading = read(text)
    logit = weights.logit(reading)
    if features is None:
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), news_signs.reasons(
            news_signs.signs(text, reading, None)
        )
    found = news_signs.signs(text, reading, features)
    blended = news_signs.MODEL_SHARE * max(-2.5, min(2.5, logit)) + news_signs.weight(found)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, blended)))), news_signs.reasons(found)


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
    grams = {
        gram: (float(rarity) ** 2, float(rarity) * float(weight)) for gram, (rarity, weight) in table["grams"].items()
    }
    return Weights(grams, tuple(float(table["explicit"][name]) for name in EXPLICIT), float(table["intercept"]))
