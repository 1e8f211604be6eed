"""A text as words, numbers and signs with their places: what every reader of numbers and times looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?|[^\W\d_]++|\n|[^\s\w]|_|\w")
DASHES = frozenset("-‐‑–−")
# "40 mm-60 mm" and "40 - 60": the long dash "—" sets thoughts apart and joins no numbers.
RANGE_DASHES = frozenset("-‐‑–~−")


@dataclass(slots=True)
class Words:
    """A stretch of a text as words, numbers and signs; word `i` stands at `text[starts[i]:ends[i]]`."""

    text: str
    starts: list[int]
    ends: list[int]
    lows: list[str]

    def __len__(self) -> int:
        return len(self.lows)

    def low(self, index: int) -> str:
        """The word in lower case; "" outside the stretch."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def raw(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]] if 0 <= index < len(self.lows) else ""

    def glued(self, index: int) -> bool:
        """True when nothing stands between word `index` and the one before it."""
        return 0 < index < len(self.lows) and self.ends[index - 1] == self.starts[index]

    def is_number(self, index: int) -> bool:
        return 0 <= index < len(self.lows) and self.lows[index][0].isdecimal()

    def is_word(self, index: int) -> bool:
        return 0 <= index < len(self.lows) and self.lows[index][0].isalpha()

    def capital(self, index: int) -> bool:
        return 0 <= index < len(self.lows) and self.text[self.starts[index]].isupper()

    def phrase(self, start: int, end: int) -> str:
        return " ".join(self.lows[start:end])


def cut(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words of `text[start:end]`, with offsets into `text`."""
    starts, ends, lows = [], [], []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        starts.append(match.start())
        ends.append(match.end())
        lows.append(match.group().lower())
    return Words(text, starts, ends, lows)


def skip_dash(words: Words, index: int) -> int:
    """The next word's index, over a hyphen that is glued to its left."""
    return index + 1 if words.low(index) in DASHES and words.glued(index) and words.glued(index + 1) else index
