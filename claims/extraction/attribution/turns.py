"""Who speaks in an interview: lines that open with a speaker's name or with Q and A."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claims.extraction.found import FoundHop
from claims.spans import Span, trimmed

_LABEL = re.compile(
    r"^[ \t]{0,8}(?P<who>(?P<letter>[QA]|Question|Answer)|[A-Z][\w’'.-]{0,24}(?: [\w’'.-]{1,24}){0,5})"
    r"(?:(?P<mark>:)|(?(letter)\.))[ \t]{1,8}(?=\S)",
    re.MULTILINE,
)
_SMALL = frozenset({"of", "the", "de", "van", "von", "der", "al", "and", "bin"})
_ASKERS = frozenset({"q", "question"})
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
# A last answer goes on over paragraphs as long as it speaks of "I" and "we".
_LONGEST_LAST = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """What one says up to the next label. `asks` is the one whose lines are questions; a name is known, a letter is not."""

    label: Span
    words: Span
    who: str | None
    who_span: Span | None
    mark: str
    asks: bool
    fullest: str | None  # the longest label of the same speaker: "Mayor Lena Fors" for "Fors"

    def hop(self, persons: Sequence[str]) -> FoundHop | None:
        """The speaker, with the fullest name among the labels and the persons named so far; None for what "Q" tells."""
        if self.asks and self.who is None:
            return None
        if self.who is None or self.fullest is None:
            # "A" is whom the lines before name, where they name one
            only = persons[0] if len(persons) == 1 else None
            return FoundHop(None, None, only, self.mark, "direct")
        alike = (name for name in persons if _last(name) == _last(self.who))
        fuller = max([self.fullest, *alike], key=len)
        return FoundHop(self.who, self.who_span, fuller if fuller != self.who else None, self.mark, "direct")


def find_turns(text: str) -> list[Turn]:
    """The turns of an interview, in order; none where no label's lines are questions and no other one answers."""
    labels = [match for match in _LABEL.finditer(text) if _is_speaker(match)]
    if len(labels) < 2:
        return []
    said = [
        trimmed(text, match.end(), labels[i + 1].start() if i + 1 < len(labels) else _last_end(text, match.end()))
        for i, match in enumerate(labels)
    ]
    keys = [_key(match) for match in labels]
    turns = Counter(keys)
    asked = Counter(key for key, words in zip(keys, said, strict=True) if words.of(text).rstrip("”\"’' ").endswith("?"))
    askers = {key for key in turns if key in _ASKERS or 2 * asked[key] > turns[key]}
    answers = sum(count for key, count in turns.items() if key not in askers)
    # "FAQ: What are my rights?" and "Status: …" are labels of a page: names take turns
    least = 1 if _ASKERS & turns.keys() else 2
    if sum(asked[key] for key in askers) < least or answers < least:
        return []
    fullest: dict[str, str] = {}
    for match, key in zip(labels, keys, strict=True):
        fullest[key] = max(fullest.get(key, ""), match["who"], key=len)
    found = []
    for match, words, key in zip(labels, said, keys, strict=True):
        name = Span(*match.span("who"))
        lettered = match["letter"] is not None
        label = Span(match.start(), match.end())
        mark = trimmed(text, *label).of(text)
        who = None if lettered else match["who"]
        found.append(
            Turn(label, words, who, None if lettered else name, mark, key in askers, None if lettered else fullest[key])
        )
    return found


def _is_speaker(match: re.Match[str]) -> bool:
    words = match["who"].split()
    return match["letter"] is not None or all(word[0].isupper() or word in _SMALL for word in words)


def _key(match: re.Match[str]) -> str:
    """One key for "Mayor Lena Fors" and "Fors"."""
    return _last(match["who"])


def _last(name: str) -> str:
    return name.split()[-1].lower()


def _last_end(text: str, start: int) -> int:
    end = _line_end(text, start)
    for _ in range(_LONGEST_LAST):
        line = _line_end(text, _past_blank_lines(text, end))
        if not _FIRST_PERSON.search(text, end, line):
            break
        end = line
    return end


def _past_blank_lines(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
