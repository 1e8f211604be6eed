"""Numbers that count nothing: designations, versions, phone numbers, scores, sections, addresses, list numbers."""

from __future__ import annotations

import re

from claims.extraction.lexicon import load
from claims.extraction.numeral_tables import GLUED_SCALES, SCALES
from claims.extraction.quantities.draft import Draft
from claims.extraction.quantities.modifiers import BEFORE
from claims.extraction.quantities.nouns import BODIES, PERSON_VERBS, PERSONS, looks_plural
from claims.extraction.quantities.trends import DOWN, UP
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, Words

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,255}|#\w{1,100}", re.IGNORECASE)
_NUMBERED_ONE = [word for line in load("en", "numbered_things") for word in line.split()]
_NOT_NUMBERED = frozenset({"weeks", "days", "years", "lines", "steps", "points"})
NUMBERED = frozenset(_NUMBERED_ONE) | (frozenset(f"{word}s" for word in _NUMBERED_ONE) - _NOT_NUMBERED)
_STREETS = word_set("streets")
_SCORING = word_set("scoring")
_SENTENCE_ENDS = frozenset(
    {".", "!", "?", "\n", ":", ";", "“", '"', "”", "‘", "’", "(", "[", "—", "–", "•", "*", "…", "-", "|"}
)
_LOWER_PREFIXES = word_set("lower_prefixes")
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})


def addresses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places of web and mail addresses and hashtags, whose digits are names."""
    head = text[start:end]
    if "@" not in head and "#" not in head and "www." not in head and "://" not in head:
        return []
    return [(match.start(), match.end()) for match in _ADDRESS.finditer(text, start, end)]


def chain_end(words: Words, index: int) -> int:
    """The word after a chain of glued figures ("192.168.1.2", "+1-222-2222", "3-1", "14:30"); `index + 1` for none."""
    last, signs = index + 1, []
    while (
        last + 1 < len(words)
        and words.lows[last] in ("-", "‑", ".", ":", "/", "–", "−", "_", ",")
        and words.glued(last)
        and words.glued(last + 1)
        and words.is_number(last + 1)
    ):
        signs.append(words.lows[last])
        last += 2
    return last


def is_identifier(words: Words, index: int) -> int | None:
    """The word after a figure that is part of a name or code; None when it may be a number."""
    if len(words.lows[index]) > 21:
        return index + 1
    end = chain_end(words, index)
    parts = (end - index + 1) // 2
    for known in (_phone_end(words, index), _odds_end(words, index)):
        if known is not None:
            return known
    if parts >= 3 or (words.low(index + 1) in (":", "_") and parts == 2):
        return end
    if _glued_before(words, index) or _glued_after(words, index) or _is_docket(words, index):
        return _skip_glued(words, end)
    if parts == 2 and words.low(index + 1) == "/" and words.low(index + 2) != "2" and _slash_name(words, index):
        return end
    if (parts == 2 and _is_score(words, index)) or _is_marked(words, index):
        return end
    return None


def _is_docket(words: Words, index: int) -> bool:
    """ "23-cv-4512"."""
    dashed = words.low(index + 1) in DASHES and words.glued(index + 1) and words.low(index + 3) in DASHES
    return dashed and words.is_number(index + 4) and words.low(index + 2) != "to"


def _is_marked(words: Words, index: int) -> bool:
    """ "#5", "§ 1001", "[12]", "Article 4(2)", "per 100,000", "the summer of ’83", "007": a sign makes it a name."""
    low, before = words.lows[index], words.low(index - 1)
    if before == "§" or (before in ("#", "№", "@", "_") and words.glued(index)):
        return True
    if before == "per" and "," in low:
        return True
    if before == "[" and words.low(index + 1) == "]":
        return True
    if before == "(" and words.low(index + 1) == ")" and words.glued(index) and words.glued(index - 1):
        return True
    if before in ("'", "’", "‘") and words.glued(index) and len(low) == 2:
        return words.low(index + 1) not in PERSONS
    return low[0] == "0" and len(low) > 1 and "." not in low


def _phone_end(words: Words, index: int) -> int | None:
    """The word after a telephone number: "+44 20 7946 0991", "020 7946 0991", "(206) 555-1212"; None for anything else."""
    low = words.lows[index]
    plus = words.low(index - 1) == "+" and words.glued(index)
    area = words.low(index - 1) == "(" and words.low(index + 1) == ")" and len(low) == 3
    if not (plus or area or (low[0] == "0" and len(low) > 2 and low.isdecimal())):
        return None
    last = index + 1
    while last < len(words) and last < index + 12:
        if (words.is_number(last) and words.lows[last].isdecimal()) or (
            words.lows[last] in ("-", "‑", ")", "(", ".", "/")
            and words.is_number(last + 1)
            and len(words.low(last + 1)) > 1
        ):
            last += 1
        else:
            break
    return last if last > index + 2 else None


def _odds_end(words: Words, index: int) -> int | None:
    """The word after "10-to-1"; None where no odds stand. "8-to-10-metre" is a range."""
    if words.low(index + 1) not in DASHES or words.low(index + 2) != "to" or words.low(index + 3) not in DASHES:
        return None
    second = words.low(index + 4)
    return index + 5 if second == "1" or second == "one" else None


_IN_PHONES = frozenset({"-", "‑", ")", "(", ".", "/"})


def _slash_name(words: Words, index: int) -> bool:
    """ "24/7" and "9/11" are names; "3/4" may be a fraction."""
    over, under = words.lows[index], words.lows[index + 2]
    if not (over.isdecimal() and under.isdecimal()):
        return False
    return int(under) not in (2, 3, 4, 5, 8, 10, 16) or int(over) >= int(under)


def _skip_glued(words: Words, place: int) -> int:
    while place < len(words) and words.glued(place) and words.lows[place] not in (".", ",", ";", ")", "”", '"'):
        place += 1
    return place


def _glued_before(words: Words, index: int) -> bool:
    """ "T0504", "F-16", "COVID-19", "top-10"; but not "RM79" (a currency was looked for before) and "mid-30"."""
    if not words.glued(index):
        return False
    before = words.low(index - 1)
    if words.is_word(index - 1):
        return True
    if before in DASHES and words.glued(index - 1):
        if words.is_word(index - 2):
            return before != "–" and words.low(index - 2) not in _LOWER_PREFIXES and not _range_word(words, index)
        return words.is_number(index - 2)
    return before in ("/", ".", ":", "_", "’", "'", "\\", "=") and (
        words.glued(index - 1) and (words.is_word(index - 2) or words.is_number(index - 2))
    )


def _range_word(words: Words, index: int) -> bool:
    return words.low(index - 2) in ("to", "m", "km", "kg", "bn") and words.is_number(index - 3)


def _glued_after(words: Words, index: int) -> bool:
    """ "21st", "5G", "777F", "3D": letters that are neither unit nor scale are checked by the caller first."""
    after = words.low(index + 1)
    return words.glued(index + 1) and (after in _ORDINAL_ENDS or (after == "s" and words.lows[index].endswith("0")))


def unknown_letters(words: Words, last: int) -> bool:
    """True when letters are glued to the number that no unit or scale explained."""
    if words.glued(last) and words.is_word(last):
        return words.low(last) not in SCALES and words.low(last) not in GLUED_SCALES
    return False


def _is_score(words: Words, index: int) -> bool:
    """ "3-1", "747-400", "4-4-2"; "30-40" is a range unless somebody won by it."""
    if words.low(index + 1) not in DASHES or (words.is_word(index + 3) and words.glued(index + 3)):
        return False
    first, second = words.lows[index].replace(",", ""), words.low(index + 2).replace(",", "")
    if float(first[:15]) >= float(second[:15]):
        return True
    return any(words.low(index - back) in _SCORING for back in range(1, 4))


def is_list_mark(words: Words, index: int) -> bool:
    """ "1." and "2)" at the start of a line."""
    if index > 0 and words.lows[index - 1] not in ("\n", "("):
        return False
    if index > 1 and words.lows[index - 1] == "(" and words.lows[index - 2] != "\n":
        return False
    mark = words.low(index + 1)
    if mark not in (".", ")") or not words.glued(index + 1) or len(words.lows[index]) > 2:
        return False
    return not words.glued(index + 2)


def is_numbered(words: Words, draft: Draft) -> bool:
    """ "section 5", "Flight 370", "No. 3", "Windows 11": the number names the thing before it."""
    index = draft.first
    before = words.low(index - 1)
    if (
        before in NUMBERED
        and draft.measure is not None
        and draft.last - index == 2
        and words.ends[index + 1] - words.ends[index] == 1
    ):
        return words.glued(index + 1)  # "runway 27L"
    if draft.start < draft.first or (draft.measure is not None and draft.measure.kind != "time"):
        return False
    if _is_model(words, draft):
        return True
    if before == "." and words.low(index - 2) in ("no", "nos", "art", "fig", "sec", "vol", "ch", "pp", "p"):
        return True
    if (
        before in ("and", ",", "-", "–", "&", "or", "to")
        and words.is_number(index - 2)
        and words.low(index - 3) in NUMBERED
    ):
        return draft.bare
    if before == "no" and draft.style == "digits" and draft.bare:
        return True
    # "Phase 3 trials", "chapter 11 filings"; but "it cost the company 300 jobs"
    named = draft.counted is None or before in _ALWAYS_NUMBERED or words.capital(index - 1)
    if before in NUMBERED and draft.measure is None and named:
        return True
    if draft.style == "digits" and draft.bare and draft.of is None and draft.modifier == "exact":
        return _follows_name(words, index) or _follows_plural(words, index)
    return draft.style == "words" and _is_name(words, draft)


def _is_model(words: Words, draft: Draft) -> bool:
    """ "ATR 72-500": a capital acronym with two figures joined by a dash, in a sentence of small letters."""
    before = words.raw(draft.first - 1)
    if draft.modifier != "between" or not draft.bare or draft.last - draft.first != 3:
        return False
    if (
        not (before.isalpha() and before.isupper() and 2 <= len(before) <= 5)
        or words.low(draft.first + 1) not in DASHES
    ):
        return False
    return not words.raw(draft.first - 2).isupper()


_ALWAYS_NUMBERED = word_set("always_numbered")


def _follows_name(words: Words, index: int) -> bool:
    """ "Windows 11 is" but not "Kyiv 12 have": a bare figure after a capital in a sentence that has small letters."""
    if not (words.is_word(index - 1) and words.capital(index - 1)) or opens_sentence(words, index - 1):
        return False
    if (
        words.low(index - 1) in BEFORE
        or len(words.lows[index]) > 5
        or "," in words.lows[index]
        or "." in words.lows[index]
    ):
        return False
    if words.low(index - 1) in PERSON_VERBS or (words.raw(index - 1).isupper() and words.raw(index - 2).isupper()):
        return False  # "KILLING 5" in a headline of capitals
    after = words.low(index + 1)
    return after not in ("were", "are", "have", "had", "was", "of", "out", "in", "to", "have", "killed", "dead")


def _follows_plural(words: Words, index: int) -> bool:
    """ "police posts 542 and 543": names of the things before them."""
    before = words.low(index - 1)
    if before in BODIES or before in PERSON_VERBS or "," in words.lows[index]:
        return False
    return (
        looks_plural(before)
        and before not in _REACHES
        and before not in BEFORE
        and before not in DOWN
        and before not in UP
    )


_REACHES = word_set("reaches")


def _is_name(words: Words, draft: Draft) -> bool:
    """ "Two Majors", "the Big Three", "Group of Seven": capitals inside a sentence of small letters."""
    index = draft.first
    if not words.capital(index) or opens_sentence(words, index):
        return False
    before = words.is_word(index - 1) and not words.capital(index - 1)
    if draft.bare and words.capital(index - 1) and words.low(index - 2) == "the":
        return True
    if (
        draft.bare
        and words.low(index - 1) in ("of", "s")
        and words.capital(index - 2 - (words.low(index - 2) in ("’", "'")))
    ):
        return True  # "the Group of Seven"
    return before and words.capital(draft.last)


def opens_sentence(words: Words, index: int) -> bool:
    """True for the first word of a line, a sentence or a quotation."""
    return index <= 0 or words.lows[index - 1] in _SENTENCE_ENDS


def is_address(words: Words, draft: Draft) -> bool:
    """ "10 Downing Street", "221 Baker St"."""
    if draft.style != "digits" or draft.measure is not None or draft.start < draft.first:
        return False
    for place in range(draft.last, min(draft.last + 4, len(words))):
        if not words.capital(place):
            return False
        if place > draft.last and words.lows[place] in _STREETS:
            return True
    return False
