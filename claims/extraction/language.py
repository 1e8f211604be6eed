"""The language of a text, guessed from its script and its commonest words."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter

from claims.extraction.lexicon import load

# More is not read: a page of text is enough, and a book would take no longer than a page.
SAMPLE = 20_000
# Below this share of known small words nothing is guessed; running English has about 0.4.
LEAST_SHARE = 0.08
CLEAR_SHARE = 0.12

_WORD = re.compile(r"[^\W\d_]{1,30}")
# Letters that tell languages of one script apart better than their small words.
_LETTERS = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэё")}
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "THAI": "th",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
}


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language a text is most likely in; "und" where nothing tells."""
    sample = text[:SAMPLE]
    script = _script(sample)
    if script is not None and script not in ("LATIN", "CYRILLIC", "ARABIC"):
        return _SCRIPTS.get(script, "und")
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return "und"
    counts = Counter(words)
    scores = {code: sum(counts[word] for word in known) / len(words) for code, known in _small_words().items()}
    letters = Counter(sample.lower())
    for code, own in _LETTERS.items():
        scores[code] += sum(letters[letter] for letter in own) / len(words) / 2
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    if best != "en" and script == "LATIN" and not _is_clear(best, scores, counts):
        best = "en"
    if scores[best] >= LEAST_SHARE or (scores[best] > 0 and len(words) < 12):
        return best
    return _SCRIPTS.get(script or "", "und")


def _is_clear(code: str, scores: dict[str, float], counts: Counter[str]) -> bool:
    """True where a text in Latin letters is not English: short English shares a word with some language or other."""
    distinct = sum(word in counts for word in _small_words()[code])
    return distinct >= 2 and scores[code] >= CLEAR_SHARE and scores[code] > 1.3 * scores["en"]


def _script(sample: str) -> str | None:
    """The script most letters belong to; kana anywhere means Japanese, whose other letters are Chinese."""
    counts: Counter[str] = Counter()
    for character, count in Counter(sample).items():
        if character.isalpha():
            counts[unicodedata.name(character, "?").split()[0].split("-")[0]] += count
    if not counts:
        return None
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana and kana * 5 > counts["CJK"]:
        return "HIRAGANA"
    return counts.most_common(1)[0][0]


@functools.cache
def _small_words() -> dict[str, frozenset[str]]:
    """For each language the words that its running text is full of; each line of the file is one language."""
    table = {}
    for line in load("en", "small_words_by_language"):
        code, *words = line.split()
        table[code] = frozenset(words)
    return table
