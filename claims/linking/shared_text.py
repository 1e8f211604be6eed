"""Two texts → the passages that they share; pure. And the keys by which a text that shares some is found among a million.

Words are compared without case and punctuation. A passage is a run of the same words in both; small edits inside it (a word
added, a spelling, a date) do not end it.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.spans import Span

WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
SENTENCE_END = re.compile(r"[.!?…]+[\"”’»)]*\s+|\n+")
MOST_WORDS = 50_000  # of a text; what follows is not looked at
SEED_WORDS = 6  # so many same words in a row begin a passage
LEAST_WORDS = 12  # of a passage; shorter ones are phrases that anybody uses
LARGEST_GAP = 4  # words between two runs that still belong to one passage, in each text
SAME_SEED = 8  # places of one run of words that are tried; a text that repeats itself has hundreds
STRONG_OVERLAP = 0.5  # share of the shorter text from which a near copy counts without anybody's word

PERMUTATIONS, ROWS_A_BAND = 128, 2  # two texts with a fifth in common share a band in nine cases of ten
TEXTS_A_BAND = 30  # that are looked at of those that share one; a band that more share is boilerplate
SHINGLE_WORDS = 4
SENTENCE_KEYS, SENTENCE_WORDS = (
    64,
    10,
)  # the longest sentences are keys too: a short text inside a long one is found by them


@dataclass(frozen=True, slots=True)
class Word:
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SharedText:
    """Passages as (start, end) in the one text and (start, end) in the other, in the order of the first; `containment` is the
    share of the shorter text's words that stand in them, 0..1; `words` their number."""

    passages: tuple[tuple[int, int, int, int], ...]
    containment: float
    words: int


def words_of(text: str, without: Iterable[Span] = ()) -> list[Word]:
    """The text's words, without those of the spans left out (leftovers of web pages)."""
    left_out = sorted(without, key=lambda span: span.start)
    found: list[Word] = []
    index = 0
    for match in WORD.finditer(text):
        while index < len(left_out) and left_out[index].end <= match.start():
            index += 1
        if index < len(left_out) and left_out[index].start < match.end():
            continue
        found.append(Word(match[0].lower().replace("’", "'"), match.start(), match.end()))
        if len(found) >= MOST_WORDS:
            break
    return found


# --- passages


def shared_text(a: Sequence[Word], b: Sequence[Word]) -> SharedText:
    """What two texts share. Time grows with their lengths, not with their product."""
    runs = _joined(_runs([word.plain for word in a], [word.plain for word in b]))
    passages = [
        (a[first].start, a[first + long_a - 1].end, b[other].start, b[other + long_b - 1].end)
        for first, long_a, other, long_b, _ in runs
    ]
    same = sum(run[4] for run in runs)
    shorter = min(len(a), len(b))
    return SharedText(tuple(passages), min(1.0, same / shorter) if shorter else 0.0, same)


def _runs(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of the same words as (place in a, place in b, length), each word used once in either text; in the order of a.

    From left to right through b: at each place the longest run that begins there, then on behind it.
    """
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in range(len(a) - SEED_WORDS + 1):
        here = places[tuple(a[index : index + SEED_WORDS])]
        if len(here) < SAME_SEED:
            here.append(index)
    used = bytearray(len(a))
    found: list[tuple[int, int, int]] = []
    other = 0
    while other <= len(b) - SEED_WORDS:
        seeds = places.get(tuple(b[other : other + SEED_WORDS]), ())
        length, first = max(
            ((_length(a, b, used, one, other), one) for one in seeds), default=(0, 0), key=lambda run: run[0]
        )
        if length < SEED_WORDS:
            other += 1
            continue
        used[first : first + length] = b"\1" * length
        found.append((first, other, length))
        other += length
    return sorted(found)


def _length(a: Sequence[str], b: Sequence[str], used: bytearray, first: int, other: int) -> int:
    """How many words are the same from these places on, before one that is used already."""
    length = 0
    while first + length < len(a) and other + length < len(b) and not used[first + length]:
        if a[first + length] != b[other + length]:
            break
        length += 1
    return length


def _joined(runs: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int, int, int]]:
    """Runs with small gaps between them as one passage: (place in a, words in a, place in b, words in b, same words)."""
    passages: list[list[int]] = []
    for first, other, length in runs:
        if passages:
            last = passages[-1]
            gap_a, gap_b = first - (last[0] + last[1]), other - (last[2] + last[3])
            if 0 <= gap_a <= LARGEST_GAP and 0 <= gap_b <= LARGEST_GAP:
                last[1], last[3], last[4] = first + length - last[0], other + length - last[2], last[4] + length
                continue
        passages.append([first, length, other, length, length])
    return [(p[0], p[1], p[2], p[3], p[4]) for p in passages if p[4] >= LEAST_WORDS]


# --- keys


def band_numbers(text: str, words: Sequence[Word]) -> list[int]:
    """64 signed bits for each band of the text's MinHash, and for each of its longest sentences; sorted, each once."""
    from datasketch import MinHash  # here, so that the web server never loads it

    shingles = {
        " ".join(word.plain for word in words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)
    }
    if not shingles:
        return []
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update_batch([shingle.encode() for shingle in sorted(shingles)])
    values = sketch.hashvalues.tolist()
    bands = (values[i : i + ROWS_A_BAND] for i in range(0, PERMUTATIONS, ROWS_A_BAND))
    keys = [f"band {number} {band}" for number, band in enumerate(bands)]
    keys += [f"sentence {sentence}" for sentence in _longest_sentences(text, words)]
    return sorted({_number(key) for key in keys})


def _longest_sentences(text: str, words: Sequence[Word]) -> list[str]:
    sentences = {
        " ".join(word.plain for word in part) for part in _sentences(text, words) if len(part) >= SENTENCE_WORDS
    }
    return sorted(sentences, key=lambda sentence: (-len(sentence), sentence))[:SENTENCE_KEYS]


def _sentences(text: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    part = list(words[:1])
    for before, word in pairwise(words):
        if SENTENCE_END.match(text, before.end) and part:
            yield part
            part = []
        part.append(word)
    yield part


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
