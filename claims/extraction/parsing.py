"""Sentences with their grammar: words, tags and who depends on whom, as plain lists.

The model is read once a process, when the first sentence needs it. Without the model (`model_is_there()` is False)
every sentence comes back unparsed, and the callers fall back to the patterns of `surface`.
"""

from __future__ import annotations

import contextlib
import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.extraction.model import model
from claims.spans import Span

# Longer "sentences" are tables, lists or hostile input; the parser's answer there is not worth its time.
LONGEST_SENTENCE = 1200
BATCH = 128
LARGEST_VOCABULARY = 60_000


@dataclass(slots=True)
class Parsed:
    """One sentence's parse. Word `i` stands at `text[starts[i]:ends[i]]` of the whole text; the root heads itself."""

    span: Span
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    children: list[list[int]] = field(default_factory=list)
    _subtrees: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.children = [[] for _ in self.words]
        for index, head in enumerate(self.heads):
            if head != index:
                self.children[head].append(index)

    def __len__(self) -> int:
        return len(self.words)

    def subtree(self, index: int, without: frozenset[int] | set[int] = frozenset()) -> list[int]:
        """The words that hang on `index`, itself included, in order; branches that start in `without` are left out.
        The list is shared: do not change it."""
        if not without:
            known = self._subtrees.get(index)
            if known is not None:
                return known
        found, open_ = [], [index]
        children = self.children
        while open_:
            word = open_.pop()
            found.append(word)
            if children[word]:
                open_.extend(child for child in children[word] if child not in without)
        found.sort()
        if not without:
            self._subtrees[index] = found
        return found

    def hang(self, index: int, head: int, dep: str) -> None:
        """Hang a word on another one with a new relation; nothing happens where that would make a circle."""
        if index == self.heads[index] or head in self.subtree(index):
            return
        self.children[self.heads[index]].remove(index)
        self.heads[index] = head
        self.deps[index] = dep
        self.children[head].append(index)
        self.children[head].sort()
        self._subtrees.clear()

    def lift(self, index: int, head: int) -> None:
        """Turn round the two: `index`, which hung on `head`, becomes what `head` was, and `head` its content clause."""
        above = self.heads[head]
        self.children[head].remove(index)
        self.heads[index], self.deps[index] = (index if above == head else above), self.deps[head]
        if above != head:
            self.children[above][self.children[above].index(head)] = index
        self.heads[head], self.deps[head] = index, "ccomp"
        self.children[index] = sorted([*self.children[index], head])
        self._subtrees.clear()

    def child(self, index: int, *deps: str) -> int | None:
        """The first child of `index` with one of these relations."""
        for child in self.children[index]:
            if self.deps[child] in deps:
                return child
        return None

    def is_verb(self, index: int) -> bool:
        return self.tags[index].startswith("VB") or self.tags[index] == "MD"

    def is_name(self, index: int) -> bool:
        return self.tags[index].startswith("NNP")

    def is_noun(self, index: int) -> bool:
        return self.tags[index].startswith("NN")

    def stretch(self, first: int, last: int) -> Span:
        """The place of the words `first` to `last`, both included."""
        return Span(self.starts[first], self.ends[last])

    def runs(self, indexes: Iterable[int]) -> list[tuple[int, int]]:
        """Sorted word numbers as unbroken stretches (first, last)."""
        result: list[tuple[int, int]] = []
        for index in indexes:
            if result and result[-1][1] == index - 1:
                result[-1] = (result[-1][0], index)
            else:
                result.append((index, index))
        return result

    def words_in(self, span: Span) -> list[int]:
        """The words that lie wholly within the span."""
        return list(range(bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)))


def model_is_there() -> bool:
    """Whether sentences get parsed; reads the model if nobody has yet."""
    return model() is not None


_WORD = re.compile(r"[^\W\d_]+")


def with_plain_titles(text: str, titles: Sequence[Span]) -> str:
    """The text with headlines in Title Case or capitals set as the body writes those words, place for place.

    The model takes a capital for a name: in "Kyiv Stakes Its All" it finds no verb.
    """
    for title in titles:
        words = [match for match in _WORD.finditer(text, *title) if len(match[0]) > 3]
        if len(words) < 3 or 4 * sum(match[0][0].isupper() for match in words) < 3 * len(words):
            continue
        small = {word for word in _WORD.findall(text, title.end, title.end + 20_000) if word.islower()}
        first = words[0].start() - title.start
        as_in_body = functools.partial(_as_in_body, small=small, first=first)
        plain = _WORD.sub(as_in_body, text[title.start : title.end])
        if len(plain) == len(title):
            text = text[: title.start] + plain + text[title.end :]
    return text


def _as_in_body(match: re.Match[str], *, small: set[str], first: int) -> str:
    word = match[0]
    known = word.lower() in small or (word.lower().endswith("s") and word.lower()[:-1] in small)
    return word.lower() if known and match.start() != first else word


def parse_all(text: str, spans: Iterable[Span]) -> Iterator[Parsed | None]:
    """Yield one parse a span, in order; None for a sentence that is too long, and for all without the model."""
    batch: list[Span] = []
    for span in spans:
        batch.append(span)
        if len(batch) == BATCH:
            yield from _parse_batch(text, batch)
            batch = []
    yield from _parse_batch(text, batch)


def _parse_batch(text: str, batch: list[Span]) -> Iterator[Parsed | None]:
    parser = model()
    if parser is None:
        yield from (None for _ in batch)
        return
    short = [span for span in batch if 0 < len(span) <= LONGEST_SENTENCE]
    # The memory zone gives back what a batch's new words take, or texts of invented words would fill the memory; until
    # the vocabulary is that large, knowing the words from the batch before is a quarter of the time.
    with parser.memory_zone() if len(parser.vocab) > LARGEST_VOCABULARY else contextlib.nullcontext():
        plain = [_plain(span.of(text)) for span in short]
        docs = parser.read(plain)
        parsed = {span: _from_doc(doc, words, span) for span, words, doc in zip(short, plain, docs, strict=True)}
    for span in batch:
        yield parsed.get(span)


# Marks that the model has rarely seen, for those that it knows; one for one, so that the places stay.
_KNOWN_MARKS = str.maketrans(
    {"„": "“", "«": "“", "»": "”", "\u00a0": " ", "\u202f": " ", "\n": " ", "‑": "-", "`": "'"}
)


# Half of a character outside of its pair; the tokenizer hashes UTF-8, in which it can't be written.
_SURROGATE = re.compile("[\ud800-\udfff]")


def _plain(sentence: str) -> str:
    return _SURROGATE.sub("\ufffd", sentence.translate(_KNOWN_MARKS))


def _from_doc(doc: Any, sentence: str, span: Span) -> Parsed:
    rows = doc.to_array(["IDX", "LENGTH", "TAG", "DEP"]).tolist()
    # Distances to the head, which go both ways.
    steps = doc.to_array(["HEAD"]).astype("int64").tolist()
    words = [sentence[at : at + length] for at, length, _, _ in rows]
    names = doc.vocab.strings
    return Parsed(
        span=span,
        words=words,
        lower=[word.lower() for word in words],
        starts=[span.start + row[0] for row in rows],
        ends=[span.start + row[0] + row[1] for row in rows],
        tags=[names[row[2]] for row in rows],
        deps=[names[row[3]] for row in rows],
        heads=[index + step for index, step in enumerate(steps)],
    )
