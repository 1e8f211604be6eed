"""What a number counts, read off the words after it without a parse: "81 of 93 Russian missiles" → "Russian missiles"."""

from __future__ import annotations

from claims.extraction.lexicon import load
from claims.extraction.quantities.draft import Counted
from claims.extraction.wordlists import word_set
from claims.extraction.words import DASHES, Words


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in load("en", name) for word in line.split())


STOPS = _words("counted_stops")
PERSONS = _words("persons")
BODIES = _words("counted_bodies")
PERSON_VERBS = _words("person_verbs")
COUNTLESS = _words("countless_nouns")
IRREGULAR = dict(line.split("\t") for line in load("en", "units_singular"))
PLURAL_OF = {singular: plural for plural, singular in reversed(IRREGULAR.items())} | {"person": "people"}
LONGEST = 9
# Words that end in s and are no plurals, or verbs that follow a noun.
_NOT_PLURAL = word_set("not_plural")
_PERSON_PLURALS = frozenset({"people", "persons"})
_DONE_TO_THINGS = word_set("things_done_to")
_ATTRIBUTIVE = word_set("attributive_plurals")
_ING_NOUNS = word_set("ing_nouns")
_SUFFIX_MEN = "men"
# "a poll of 2,040 adults suggests": no noun follows these, whatever ends in s
_WHOLE = word_set("whole_plurals")


def singular(plural: str) -> str:
    """The singular of a plural noun, by rule and a short list."""
    if plural in IRREGULAR:
        return IRREGULAR[plural]
    if plural.endswith(_SUFFIX_MEN) and len(plural) > 4:
        return plural[:-3] + "man"
    if plural.endswith("ies") and len(plural) > 4:
        return plural[:-3] + "y"
    if plural.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return plural[:-2]
    return plural[:-1] if plural.endswith("s") and not plural.endswith("ss") else plural


def plural(noun: str) -> str:
    """The plural of a singular noun, by rule and a short list."""
    if noun in PLURAL_OF:
        return PLURAL_OF[noun]
    if noun.endswith("man") and noun not in ("human", "german", "roman"):
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def looks_plural(low: str) -> bool:
    if low in IRREGULAR or (
        low.endswith(_SUFFIX_MEN) and len(low) > 4 and low not in ("specimen", "regimen", "abdomen", "omen")
    ):
        return True
    return len(low) > 2 and low.endswith("s") and not low.endswith(("ss", "us", "is", "ous")) and low not in _NOT_PLURAL


def read_counted(words: Words, index: int, one: bool = False) -> Counted | None:
    """The noun phrase at this word, up to its plural head (its singular one after "one"); None where none starts."""
    head, place = _head_and_end(words, index, one)
    if head >= 0 and words.lows[head] in ("more", "fewer"):
        return None  # "20 more were killed" counts what the sentence counts
    if one and head < 0:
        head = _singular_head(words, index, place)
    return _counted(words, index, head) if head >= 0 else None


def _head_and_end(words: Words, index: int, one: bool) -> tuple[int, int]:
    """The head's word, or -1, and the word at which the noun phrase ends."""
    place, head = index, -1
    limit = min(len(words), index + LONGEST)
    while place < limit:
        low = words.lows[place]
        if not words.is_word(place):
            if not _inside_word(words, place, index):
                break
        elif low in STOPS and not _in_compound(words, place, index):
            break
        elif low in BODIES:
            return _body_head(words, place, head), place
        elif head >= 0 and (words.lows[head] in _WHOLE or not (looks_plural(low) and place == head + 1)):
            if words.lows[head] not in _ATTRIBUTIVE or place > head + 2:
                break
            head = place if looks_plural(low) else head  # "two civil rights bills", but "two women accuse officials"
        elif not one and looks_plural(low) and not _hyphen_follows(words, place):
            head = place
        elif one and low in PERSONS:
            return place, place
        elif one and place > index and ((low.endswith(("ed", "ing")) and low not in _ING_NOUNS) or looks_plural(low)):
            break
        place += 1
    return head, place


def _in_compound(words: Words, place: int, index: int) -> bool:
    """ "US-made", "long-serving": small words that are a part of a longer one."""
    if place > index and words.glued(place) and words.lows[place - 1] in DASHES and words.glued(place - 1):
        return True
    return _hyphen_follows(words, place) and (place > index or words.capital(place))


def _inside_word(words: Words, place: int, index: int) -> bool:
    """The hyphen of "long-range", the figures of "F-16"."""
    if words.lows[place] in DASHES:
        return words.glued(place) and words.glued(place + 1)
    if words.lows[place] == ".":
        return (
            words.glued(place) and len(words.lows[place - 1]) == 1 and words.capital(place - 1)
        )  # "two U.S. officials"
    if not words.is_number(place) or place <= index:
        return False
    # "F-16 fighters", "Leopard 2 tanks"
    named = (
        words.capital(place - 1)
        and words.is_word(place + 1)
        and len(words.lows[place]) < 4
        and looks_plural(words.low(place + 1))
    )
    return words.glued(place) or named


def _hyphen_follows(words: Words, place: int) -> bool:
    return words.low(place + 1) in DASHES and words.glued(place + 1) and words.glued(place + 2)


def _body_head(words: Words, place: int, head: int) -> int:
    """ "12 wounded soldiers" counts soldiers, "12 wounded" people, "12 soldiers wounded" soldiers."""
    if head >= 0:
        return head
    if words.lows[place] == "others":
        return place  # "seven others sustained injuries"
    following = words.low(place + 1)
    if words.is_word(place + 1) and following not in STOPS and looks_plural(following):
        return place + 1
    if (
        words.is_word(place + 2)
        and looks_plural(words.low(place + 2))
        and words.is_word(place + 1)
        and following not in STOPS
    ):
        return place + 2
    return place


def _singular_head(words: Words, index: int, end: int) -> int:
    last = min(end, index + 3) - 1
    while last >= index and not words.is_word(last):
        last -= 1
    while last > index and words.lows[last].endswith(("ed", "ly", "ing")) and words.lows[last] not in _ING_NOUNS:
        last -= 1
    if last < index or len(words.lows[last]) < 3 or words.lows[last].endswith("ly"):
        return -1
    return last


def _counted(words: Words, first: int, head: int) -> Counted:
    low = words.lows[head]
    if low == "others" and words.low(head + 1) in _DONE_TO_THINGS:
        return Counted(first, head + 1, "others", "other")
    if low in BODIES:
        return Counted(first, head + 1, "people", "person")
    if low in _PERSON_PLURALS or low == "person":
        return Counted(first, head + 1, "people", "person")
    joined = words.lows[head - 1] in DASHES if head - 2 >= first else False
    stem = f"{words.lows[head - 2]}-" if joined and words.glued(head) and words.glued(head - 1) else ""  # "e-mails"
    if looks_plural(low):
        return Counted(first, head + 1, stem + low, stem + singular(low))
    return Counted(first, head + 1, stem + plural(low), stem + low)
