"""What the build of a claim tells beside its words: under a condition or not, of whom, who does it to whom; pure.

Word lists are in `lexicon/<language>/pronouns.txt` and `conditions.txt`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from claims.linking import words
from claims.linking.words import Name

OPENERS = 2  # words such as "and" or "also" that may stand before a pronoun
BEFORE_A_SPAN = 40  # characters before a claim in which its "if" may stand
BODY_WORDS = 4  # of a claim's beginning, in which a noun for a body or an office may be its subject


# --- conditions


@functools.cache
def _conditions(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = dict(words.entries(language, "conditions"))
    opens, harmless = ("|".join(re.escape(p.strip()) for p in rows[name].split("|")) for name in ("opens", "harmless"))
    return re.compile(rf"\b(?:{opens})\b", re.IGNORECASE), re.compile(rf"\b(?:{harmless})\b", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def is_conditional(quote: str, before: str = "", language: str = "en") -> bool:
    """Whether the claim holds only under a condition that it names: then it says of nothing that it is so."""
    opens, harmless = _conditions(language)
    lead = harmless.sub(" ", before[-BEFORE_A_SPAN:]).rstrip()
    found = opens.search(harmless.sub(" ", quote)) is not None
    return found or any(match.end() == len(lead) for match in opens.finditer(lead))


# --- of whom


@functools.cache
def _kinds(language: str) -> dict[str, str]:
    """Each pronoun that may be a subject → its kind."""
    return {word: kind for kind, listed in words.entries(language, "pronouns") for word in listed.split()}


# A man is no woman and neither is a thing; "they" and "we" may be a body, which others call "it".
_APART = frozenset(
    frozenset(pair)
    for pair in (("man", "woman"), ("man", "thing"), ("woman", "thing"), ("man", "several"), ("woman", "several"),
                 ("speaker", "thing"), ("speaker", "several"))
)  # fmt: skip


@functools.lru_cache(maxsize=20_000)
def pronoun_of(quote: str, language: str = "en") -> str:
    """The kind of the pronoun that a claim is about: "man" for "he had received no warning". Empty where it begins with
    another word."""
    kinds = _kinds(language)
    tokens = [token.lower() for token in words.TOKEN.findall(quote.replace("’", "'"))[: OPENERS + 1]]
    for token in tokens:
        kind = kinds.get(token.split("'")[0])
        if kind is not None:
            return kind
        if token not in words.small_words(language):
            return ""
    return ""


@functools.lru_cache(maxsize=20_000)
def _noun_kind(quote: str, language: str = "en") -> str:
    """ "person" where a title or a noun for one person begins the claim, "thing" where a body does, else nothing."""
    tokens = words.TOKEN.findall(quote)[: BODY_WORDS + 1]
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        word = token.lower()
        if word in words.word_list("titles", language) or word in ("mr", "mrs", "ms"):
            return "person"
        if word in words.word_list("stand_ins", language) | words.word_list("collectives", language):
            return "" if following.lower() in words.word_list("titles", language) else "thing"
        if word not in words.small_words(language) and not token[0].isupper():
            return ""
    return ""


def subjects_differ(a: str, b: str) -> bool:
    """Whether the pronouns that two claims begin with cannot mean the same: "it had received", "he had received"."""
    return frozenset((pronoun_of(a), pronoun_of(b))) in _APART


def may_be_two_parties(a: str, b: str) -> bool:
    """The same, of a pronoun in one and a noun in the other: "the council", "she"."""
    for mine, theirs in ((a, b), (b, a)):
        pronoun, noun = pronoun_of(mine), _noun_kind(theirs)
        if noun == "thing" and pronoun in ("man", "woman", "speaker"):
            return True
        if noun == "person" and pronoun in ("thing", "several"):
            return True
    return subjects_differ(a, b)


def speaks_of_itself(quote: str) -> bool:
    """Whether a claim that somebody is cited for begins with "it", "they", "we" or "I": most likely the speaker."""
    return pronoun_of(quote) in ("thing", "several", "speaker")


# --- who does it to whom


def roles_swapped(a: str, b: str, shared: Iterable[Name]) -> bool:
    """Whether two names change places around what is done: "Elsby attacked Molden", "Molden attacked Elsby"."""
    names = frozenset(shared)
    if len(names) < 2 or _BY.search(a) or _BY.search(b) or _is_passive(a) != _is_passive(b):
        return False
    if any(
        words.items_of(words.plain(token)) & words.word_list("mutual")
        for text in (a, b)
        for token in words.TOKEN.findall(text)
    ):
        return False
    first = _in_order(a, names)[:2], _in_order(b, names)[:2]
    if len(first[0]) < 2 or [name for name, _ in first[0]] != [name for name, _ in first[1]][::-1]:
        return False
    done = [
        words.terms(" ".join(words.TOKEN.findall(text)[at[0][1] + 1 : at[1][1]]))
        for text, at in zip((a, b), first, strict=True)
    ]
    return bool((done[0].concepts | done[0].stems) & (done[1].concepts | done[1].stems))


_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be) (?:\w+ly )?\w+(?:ed|en|wn|ung|nt)\b")


def _is_passive(text: str) -> bool:
    """Roughly: "was launched from Vestra" tells whom it is done to first."""
    return _PASSIVE.search(text) is not None


def _in_order(text: str, names: frozenset[Name]) -> list[tuple[Name, int]]:
    """Those of the names that the text has, as they follow each other and where, places ("in Varn") and pairs ("A and B") left out."""
    tokens = words.TOKEN.findall(text)
    before = (words.word_list("before_places") | _ALIKE) - {"from", "to"}
    found: list[tuple[Name, int]] = []
    for index, token in enumerate(tokens):
        earlier = tokens[index - 1].lower() if index else ""
        name = next((n for n in names if token[0].isupper() and words.name_stem(token) == n[0]), None)
        if name is None or any(name == known for known, _ in found):
            continue
        if earlier in _ALIKE:
            return []
        if earlier not in before:
            found.append((name, index))
    return found


_ALIKE = frozenset({"and", "with", "or", "between"})
_BY = re.compile(r"\bby\b|[“”\"]", re.IGNORECASE)  # “We will stay in Varn,” Roan said


# --- numbers in their clause

_RATE = re.compile(
    r"^\W?(?: ?\([^)]{0,30}\))?(?: ?[^\W\d]+){0,4}? ?(?:\b(?:an?|per|each|every)|/) ?(hour|day|week|month|year|minute|second|night)\b"
    r"(?! (?:ago|earlier|later|before|after|on\b|old|long))"
)
_RATE_WORD = re.compile(r"\b(hourly|daily|nightly|weekly|monthly|yearly|annual)\b(?: \w+){0,3}\W*$", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def rate_of(quote: str, surface: str) -> str:
    """Per which span of time a number counts: "400 hectares a day" → "day". Empty where it counts over none."""
    at = quote.find(surface)
    if at < 0:
        return ""
    after = _RATE.match(quote[at + len(surface) :][:80])
    before = _RATE_WORD.search(quote[max(0, at - 40) : at])
    return after.group(1) if after else before.group(1).lower() if before else ""


_MORE_BEFORE = re.compile(
    r"\b(?:another|(?:an?|the) (?:additional|further|extra)|additional|further)(?: \w+)?\s$", re.IGNORECASE
)
_MORE_AFTER = re.compile(r"^ (?:more|further|additional|extra)\b(?! than\b)", re.IGNORECASE)
_MORE_INSIDE = re.compile(r"\b(?:another|additional|further)\b|(?<!or )\bmore\b(?! than\b)", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def is_addition(quote: str, surface: str) -> bool:
    """Whether a number counts what came on top of others: "three more bodies", "another two"."""
    at = quote.find(surface)
    if at < 0:
        return False
    return bool(
        _MORE_BEFORE.search(quote[max(0, at - 30) : at])
        or _MORE_AFTER.match(quote[at + len(surface) :])
        or _MORE_INSIDE.search(surface)
    )


_ABOUT = r"(?:about |around |some |nearly |almost |more than |at least |just )*$"
_BY_HOW_MUCH = re.compile(rf"\bby {_ABOUT}", re.IGNORECASE)
_TO_WHAT = re.compile(rf"\b(?:to|reached) {_ABOUT}", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def step_or_level(quote: str, surface: str) -> str:
    """ "step" for "rose by 4 per cent", "level" for "rose to 4 per cent", empty where the words before it do not tell."""
    before = quote[: max(0, quote.find(surface))]
    return "step" if _BY_HOW_MUCH.search(before) else "level" if _TO_WHAT.search(before) else ""


_FROM = re.compile(r"\bfrom (?:about |some |nearly |around |the )?$", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def was_before(quote: str, surface: str) -> bool:
    """Whether a number is the one that was left behind: "from 212 votes to 187", "to 1.2bn from 1.1bn"."""
    at = quote.find(surface)
    return at > 0 and _FROM.search(quote[:at]) is not None and re.search(r"\bto \W?\w*\d", quote) is not None


_MEASURED_FROM = re.compile(
    r"\b(?:km|kilomet\w+|miles?|met(?:re|er)s?)\b[^.;]{0,25}?\b(?:from|off|outside|to) ((?:\W?\w+){1,5})"
)


@functools.lru_cache(maxsize=20_000)
def measured_from(quote: str) -> frozenset[str]:
    """From where a distance is measured, as stems: "60 kilometres from the border" → border."""
    match = _MEASURED_FROM.search(quote)
    if match is None:
        return frozenset()
    found = words.terms(match.group(1))
    return (
        found.concepts
        | found.stems
        | {words.name_stem(t) for t in words.TOKEN.findall(match.group(1)) if t[0].isupper()}
    )


_PAST_DENIED = re.compile(r"\b(?:did not|didn['’]t|had not|hadn['’]t|never|den(?:y|ies|ied|ying))\b", re.IGNORECASE)


def denies_the_past(quote: str) -> bool:
    """Whether the words say that something did not happen, which no later day changes: "did not leave", "denied"."""
    return _PAST_DENIED.search(quote) is not None


_OF_ANY = re.compile(r"\b(?:any|anyone|anybody|never|ever|no|none|nobody|nothing)\b", re.IGNORECASE)


def denies_all(quote: str) -> bool:
    """Whether the words deny every case, and not only one that they name: "did not meet any rebel leader"."""
    return _OF_ANY.search(quote) is not None


_NO_LONGER = re.compile(r"\b(?:any ?more|any longer|no longer|still|now|by now)\b", re.IGNORECASE)


def no_longer(quote: str) -> bool:
    """Whether the words tell that what was so is not so now: "nobody is missing any longer"."""
    return _NO_LONGER.search(quote) is not None


_MAY_BE = re.compile(r"\b(?:can|could|might|may|able to|capable of|room for)\b")


def may_be(quote: str) -> bool:
    """Whether the words say what is possible, and not what is: "200 people can sleep there"."""
    return _MAY_BE.search(quote) is not None
