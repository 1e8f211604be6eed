"""Sentences that the machine stores in English, said in the reader's language.

They are made of fixed words and of what was filled in; each kind is a template here, once, in the words of the place that writes
it. A stored sentence is taken apart by its template, the template is translated, and what was filled in is put back: words of an
article as they stand, numbers and dates in the reader's way, sentences within it again by their templates. What fits none is
shown as it was stored; tests hold the writers and this list together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from claims.review import causes

LINKS = (  # claims/linking: comparison, figures, figure_rules, statement_rules, relation, provenance
    gettext_noop("the words are the same"),
    gettext_noop("%(share)s of the shorter one's words stand in the other in the same order"),
    gettext_noop("“%(a)s” and “%(b)s” are the same"),
    gettext_noop("“%(a)s” and “%(b)s” differ by rounding only"),
    gettext_noop("“%(a)s” and “%(b)s” cannot both hold"),
    gettext_noop("“%(a)s” and “%(b)s” fit each other"),
    gettext_noop("“%(a)s” and “%(b)s” overlap"),
    gettext_noop("“%(a)s” and “%(b)s” touch"),
    gettext_noop("“%(a)s” and “%(b)s” make up the same total"),
    gettext_noop("“%(a)s” and “%(b)s” are more than the total"),
    gettext_noop("“%(a)s” is put against “%(b)s”, which the other one says"),
    gettext_noop("%(said)s: a later, higher tally"),
    gettext_noop("%(said)s: a later, lower tally: a correction"),
    gettext_noop("%(said)s: a correction"),
    gettext_noop("%(said)s: a later reading of the same measure"),
    gettext_noop("%(said)s: one says that there was none"),
    gettext_noop("%(said)s: a count out of the same total"),
    gettext_noop("%(said)s: both are closed figures"),
    gettext_noop("%(said)s: a later forecast"),
    gettext_noop("%(said)s: none are left"),
    gettext_noop("of the same one they say what cannot both be: %(contrast)s"),
    gettext_noop("each names another one as who did the same"),
    gettext_noop("one says that all agreed, the other that some did not"),
    gettext_noop("one gives the age %(number)s, the other %(number2)s"),
    gettext_noop("%(said)s: a part cannot be larger than its whole"),
    gettext_noop("%(said)s; both go back to the same speaker"),
    gettext_noop("%(said)s; one cites the other's outlet"),
    gettext_noop("%(said)s; one relays the other's outlet"),
    gettext_noop("%(said)s; one cites whom the other's source passes on"),
    gettext_noop("%(said)s; both are the same outlet's own words"),
    gettext_noop("%(said)s; the article says it twice"),
    gettext_noop("%(said)s; both stand in text that the two articles share"),
    gettext_noop("the words have changed; no rule bears this out now"),
    gettext_noop("they share %(shared)s"),
    gettext_noop("they share %(shared)s, but on different days"),
    gettext_noop("they share %(shared)s, but %(contrast)s keep them apart"),
    gettext_noop("they share %(shared)s, but names that only one of them has keep them apart"),
    gettext_noop("they share %(shared)s, but %(contrast)s exclude each other"),
    gettext_noop("they share %(shared)s, but one of them is negated"),
    gettext_noop("they share %(shared)s; one of them only says that something is not known or not confirmed"),
    gettext_noop("they share %(shared)s; one of them holds only under a condition"),
    gettext_noop("they share %(shared)s; each is about another one"),
    gettext_noop("they share %(shared)s; each has another one do it"),
    gettext_noop("they share %(shared)s, which one says will not be, and the other that it is so"),
    gettext_noop("one tells of a profit, the other of a loss of the same time"),
    gettext_noop("they share %(shared)s; headlines tell plans as facts"),
    gettext_noop("they share %(shared)s; what the head leaves unnamed may be %(name)s"),
    gettext_noop("they share %(shared)s, and each names another side as the one that has it"),
    gettext_noop("they share %(shared)s, of which one says that there was none"),
    gettext_noop("of all %(shared)s one says what the other says the opposite of"),
    gettext_noop("to deny the one is to say the other"),
    gettext_noop("both say “%(a)s”"),
    gettext_noop("what became of the plan: %(said)s"),
    gettext_noop("the plan was not kept: %(said)s"),
    gettext_noop("one text is a copy of the other"),
    gettext_noop("both go back to the same speaker"),
    gettext_noop("one cites the other's outlet"),
    gettext_noop("one relays the other's outlet"),
    gettext_noop("one cites whom the other's source passes on"),
    gettext_noop("both are the same outlet's own words"),
    gettext_noop("both are the same article's own words"),
    gettext_noop("both stand in one article, which names no speaker for either"),
    gettext_noop("an article passes on whom it quotes"),
    gettext_noop("speaks of itself"),
    gettext_noop("%(name)s on itself"),
)
RULES = (  # the names of the rules that linked two claims
    gettext_noop("%(said)s, same origin"),
    gettext_noop("%(said)s, same article"),
    gettext_noop("%(said)s, shared text"),
    gettext_noop("no longer borne out"),
    gettext_noop("closed figures part: %(said)s"),
    gettext_noop("closed figures part"),
    gettext_noop("the rest of one total"),
    gettext_noop("more than the total"),
    gettext_noop("a figure disputed"),
    gettext_noop("same words"),
    gettext_noop("same subject"),
    gettext_noop("figures agree"),
    gettext_noop("figures agree when rounded"),
    gettext_noop("a later, higher tally"),
    gettext_noop("a later, lower tally: a correction"),
    gettext_noop("a correction"),
    gettext_noop("a later reading of the same measure"),
    gettext_noop("one says that there was none"),
    gettext_noop("a count out of the same total"),
    gettext_noop("both are closed figures"),
    gettext_noop("a part above its whole"),
    gettext_noop("all and some"),
    gettext_noop("none and some"),
    gettext_noop("named later"),
    gettext_noop("a change of hands"),
    gettext_noop("two sides hold one place"),
    gettext_noop("they say the same"),
    gettext_noop("plan and fact"),
    gettext_noop("a change of state"),
    gettext_noop("one denies the other"),
    gettext_noop("headline against text"),
    gettext_noop("done all the same"),
    gettext_noop("profit or loss"),
    gettext_noop("one denied is the other"),
    gettext_noop("one phrase in both"),
    gettext_noop("opposite ends"),
    gettext_noop("another did it"),
    gettext_noop("not all agreed"),
    gettext_noop("a forecast made anew"),
    gettext_noop("none are left"),
    gettext_noop("two ages"),
)
FINDINGS = (  # claims/extraction: finding_figures, finding_words
    gettext_noop("the headline names %(names)s, the body never does"),
    gettext_noop("the headline says “%(a)s”, no number of the body bears it out"),
    gettext_noop("the caption says “%(a)s” %(what)s, the text “%(b)s”"),
    gettext_noop("%(day)s is a %(weekday)s, not a %(given)s"),
    gettext_noop("“%(a)s” cannot be turned into a date: the article shows no date of its own"),
    gettext_noop("“%(a)s” and %(number)s more cannot be turned into a date: the article shows no date of its own"),
    gettext_noop("“%(a)s” and “%(b)s” look like one name in two spellings"),
    gettext_noop("%(number)s %(unit)s are %(number2)s %(unit2)s, not %(number3)s"),
    gettext_noop("“%(a)s … or %(b)s” sets the same bound twice"),
    gettext_noop("“%(a)s … or %(b)s” sets two bounds that exclude each other"),
    gettext_noop("the part, %(number)s, is larger than its whole, %(number2)s"),
    gettext_noop("%(sum)s = %(number)s, more than the stated %(number2)s"),
    gettext_noop("%(sum)s = %(number)s, not the stated %(number2)s"),
    gettext_noop(
        "a move of %(number)s per cent to %(number2)s per cent starts at %(number3)s per cent, one of %(number4)s percentage"
        " points at %(number5)s per cent: which is meant?"
    ),
    gettext_noop(
        "from %(number)s to %(number2)s per cent is %(number3)s percentage points, which are %(number4)s per cent"
    ),
)
WORDS_WITHIN = {  # what a template may be filled with that is the machine's own word
    "shared": (gettext_noop("their surroundings"),),
    "layer": (gettext_noop("statement"), gettext_noop("world")),
    "value": (gettext_noop("verified"), gettext_noop("disputed"), gettext_noop("unverifiable")),
    "weekday": (
        gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
        gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
    ),
    "unit": (
        gettext_noop("kilometres"), gettext_noop("metres"), gettext_noop("centimetres"), gettext_noop("millimetres"),
        gettext_noop("miles"), gettext_noop("nautical miles"), gettext_noop("feet"), gettext_noop("inches"),
        gettext_noop("yards"), gettext_noop("hectares"), gettext_noop("acres"), gettext_noop("square kilometres"),
        gettext_noop("square metres"), gettext_noop("square miles"), gettext_noop("square feet"),
        gettext_noop("square yards"), gettext_noop("cubic metres"), gettext_noop("cubic feet"),
        gettext_noop("kilograms"), gettext_noop("grams"), gettext_noop("tonnes"), gettext_noop("tons"),
        gettext_noop("pounds"), gettext_noop("ounces"), gettext_noop("litres"), gettext_noop("gallons"),
        gettext_noop("barrels"), gettext_noop("pints"), gettext_noop("knots"), gettext_noop("degrees celsius"),
        gettext_noop("degrees fahrenheit"), gettext_noop("kilometres per hour"), gettext_noop("miles per hour"),
    ),
    "what": (gettext_noop("dead"), gettext_noop("hurt"), gettext_noop("missing"), gettext_noop("held")),
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Template:
    """`fixed` are the pieces of its words, around and between the `slots`: one more than these."""

    words: str
    fixed: tuple[str, ...]
    slots: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(map(len, self.fixed))

    def taken_apart(self, said: str) -> dict[str, str] | None:
        """What fills the slots; None where the sentence is of another kind. Each piece is looked for once, from the left."""
        head, *between, tail = self.fixed if self.slots else (self.words, "")
        if not self.slots:
            return {} if said == self.words else None
        if len(said) < self.weight or not said.startswith(head) or not said.endswith(tail):
            return None
        at, end, found = len(head), len(said) - len(tail), {}
        for slot, piece in zip(self.slots, between, strict=False):
            place = said.find(piece, at, end)
            if place < 0:
                return None
            found[slot] = said[at:place]
            at = place + len(piece)
        found[self.slots[-1]] = said[at:end]
        return found if all(found.values()) else None


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """All of them; those with more fixed words first, for they say more exactly what a sentence is."""
    made = []
    for words in (*LINKS, *RULES, *FINDINGS, *causes.SENTENCES):
        pieces = PLACE.split(words)
        made.append(Template(words, tuple(pieces[::2]), tuple(pieces[1::2])))
    return tuple(sorted(made, key=lambda template: -template.weight))


def match(said: str) -> tuple[Template, dict[str, str]] | None:
    """The template of a stored sentence and what fills it."""
    for template in templates():
        found = template.taken_apart(said)
        if found is not None and all(_fits(slot, value) for slot, value in found.items()):
            return template, found
    return None


def unknown_within(said: str) -> Iterator[str]:
    """The sentence, or those within it, that no template says; for the tests."""
    found = match(said)
    if found is None:
        yield said
        return
    for slot, value in found[1].items():
        if _kind(slot) == "said":
            yield from unknown_within(value)


def sentence_in_words(said: str) -> str:
    """A stored sentence in the reader's language, however it is nested; as it was stored where no template fits."""
    language = get_language() or "en"
    return said if language.startswith("en") else _in_language(said, language)


@lru_cache(maxsize=5000)  # a page says most of them more than once
def _in_language(said: str, language: str) -> str:
    found = match(said)
    if found is None:
        return said
    template, values = found
    return _(template.words) % {slot: _filled(slot, value) for slot, value in values.items()}


sentence_lazy = lazy(sentence_in_words, str)  # for who reads it later, in a language of his own


def _kind(slot: str) -> str:
    return {"given": "weekday", "sum": "sum"}.get(slot, slot.rstrip("0123456789"))


def _fits(slot: str, value: str) -> bool:
    """Whether a number stands where one must: what a template is filled with tells it from its like."""
    kind = _kind(slot)
    if kind == "number":
        return _number(value) is not None
    return all(_number(part) is not None for part in value.split(" + ")) if kind == "sum" else True


def _filled(slot: str, value: str) -> str:
    kind = _kind(slot)
    if kind in WORDS_WITHIN:
        return _(value) if value in WORDS_WITHIN[kind] else value
    return FILLED[kind](value) if kind in FILLED else value


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value.replace(",", ""))
    except InvalidOperation:
        return None


def _number_in_words(value: str) -> str:
    number = _number(value)
    return value if number is None else number_format(number, use_l10n=True, force_grouping=True)


def _day_in_words(value: str) -> str:
    try:
        day, month, year = value.split(" ")
        return date_format(date(int(year), MONTHS.index(month) + 1, int(day)), "DATE_FORMAT")
    except ValueError:  # no day of the calendar
        return value


def _per_cent_in_words(value: str) -> str:
    return _("%(number)s per cent") % {"number": value.removesuffix("%")} if value.endswith("%") else value


FILLED: dict[str, Callable[[str], str]] = {
    "said": sentence_in_words,
    "number": _number_in_words,
    "sum": lambda value: " + ".join(map(_number_in_words, value.split(" + "))),
    "day": _day_in_words,
    "share": _per_cent_in_words,
    "contrast": lambda value: f" {_('and')} ".join(value.split(" and ")),
}
