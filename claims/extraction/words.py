"""A text as words, numbers and signs with their places: what every reader of numbers and times looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?|[^\W\d_]++|\n|[^\s\w]|_|\w")
DASHES = frozenset("-‐‑–−")
# "40 mm-60 mm" and "40 - 60": the long dash "—" sets thoughts apart and joins no numbers.
RANGE_DASHES = frozenset("-‐‑–~−")
# The words of one stretch are held in memory at once; a stretch ends at a line's end, or at a space in an endless line.
STRETCH = 60_000
# Lines that programs wrap are about this long.
_NARROWEST, _WIDEST = 50, 110


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
    """The words of `text[start:end]`, with offsets into `text`. A line's end is a word, unless the line is only wrapped."""
    starts, ends, lows = [], [], []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        low = match.group().lower()
        if low == "\n" and wraps(text, match.start()):
            continue
        starts.append(match.start())
        ends.append(match.end())
        lows.append(low)
    return Words(text, starts, ends, lows)


def wraps(text: str, newline: int) -> bool:
    """True where a mail or terminal broke a sentence: a long line that ends in a small word, going on in small letters."""
    following = text[newline + 1 : newline + 2]
    if not (following.islower() or following.isdecimal()):
        return False
    line = text.rfind("\n", max(0, newline - _WIDEST), newline)
    length = newline - (line if line >= 0 else max(0, newline - _WIDEST))
    if not _NARROWEST <= length < _WIDEST:
        return False
    [last] = text[max(0, newline - 40) : newline].rsplit(None, 1)[-1:] or [""]
    if last[:1].islower():
        return last[-1:] not in ".!?:;"
    # "$8.7" and "million", "Santos City," and "according": small letters go on with it all the same
    return following.islower() and (last[-1:].isalnum() or last[-1:] in ",)%”")


def skip_dash(words: Words, index: int) -> int:
    """The next word's index, over a hyphen that is glued to its left."""
    return index + 1 if words.low(index) in DASHES and words.glued(index) and words.glued(index + 1) else index


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Pieces of the text that are read one by one, cut where no quantity is cut."""
    start = 0
    while len(text) - start > STRETCH:
        end = text.find("\n", start + STRETCH, start + 2 * STRETCH)
        if end < 0:
            end = text.rfind(" ", start + STRETCH, start + 2 * STRETCH)
        end = start + 2 * STRETCH if end < 0 else end + 1
        yield start, min(end, len(text))
        start = min(end, len(text))
    if start < len(text):
        yield start, len(text)
