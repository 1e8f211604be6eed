"""One quantity at one place: currency, number, unit, ratio, age, counted noun."""

from __future__ import annotations

from decimal import Decimal

from claims.extraction.lexicon import load
from claims.extraction.numerals import (
    DASHES,
    DENOMINATORS,
    GLUED_SCALES,
    SCALES,
    Numeral,
    Words,
    and_a_half,
    read_numeral,
    skip_dash,
)
from claims.extraction.quantities import refusals
from claims.extraction.quantities.draft import Draft, from_numeral
from claims.extraction.quantities.modifiers import read_before
from claims.extraction.quantities.nouns import PERSONS, STOPS, looks_plural, plural, read_counted
from claims.extraction.quantities.special import total_after_of
from claims.extraction.units import Unit, UnitHere, read_currency, read_unit, unit_called

_AGE_NOUNS = frozenset({"old", "olds"})
_TIME_KINDS = frozenset({"time"})
_ONE_REFUSED_AFTER = frozenset(
    [
        "of",
        "another",
        "that",
        "who",
        "which",
        "whom",
        "to",
        "in",
        "on",
        "at",
        "for",
        "by",
        "with",
        "is",
        "was",
        "has",
        "s",
        "’",
        "'",
        "day",
        "thing",
        "side",
        "way",
        "sort",
        "kind",
        "more",
        "such",
        "time",
    ]
)
_ONE_REFUSED_BEFORE = frozenset(
    [
        "the",
        "this",
        "that",
        "which",
        "any",
        "every",
        "each",
        "no",
        "some",
        "another",
        "only",
        "first",
        "last",
        "next",
        "new",
        "big",
        "good",
        "bad",
        "other",
        "latest",
        "single",
        "a",
        "an",
    ]
)
_ONE_PERSON_AFTER = frozenset(["killed", "dead", "wounded", "injured", "died", "dying", "missing", "hurt"])
_AFTER_FRACTION = frozenset(
    [
        "of",
        "in",
        "from",
        "to",
        "as",
        "on",
        "since",
        "more",
        "less",
        "higher",
        "lower",
        "up",
        "down",
        "compared",
        "than",
        "for",
        "by",
        "at",
        "and",
        "or",
        "while",
        "within",
        "over",
    ]
)
_POUND_AS_MONEY = frozenset({"million", "billion", "trillion", "bn", "m", "mn"})
_GOODS = frozenset({"mass", "volume", "length", "information"})
_DURATION_WORDS = frozenset({"for", "took", "takes", "lasted", "lasting", "within", "after", "in", "every"})


def read_plain(words: Words, index: int) -> Draft | None:
    """The quantity whose number starts at this word, without its modifier; None when the number counts nothing."""
    money = currency_before(words, index)
    numeral = read_numeral(words, index)
    if numeral is None:
        return None
    if words.is_number(index) and money is None and refusals.is_list_mark(words, index):
        return None
    draft = from_numeral(words, numeral)
    if money is not None:
        _as_money(draft, money, numeral)
    elif not _measure(draft, numeral):
        return None
    if draft.measure is None and refusals.unknown_letters(words, draft.last):
        return None
    draft.after = draft.last
    if draft.measure is None and not _fraction_holds(draft):
        return None
    if not _without_measure(draft):
        return None
    return draft


def currency_before(words: Words, index: int) -> tuple[int, Unit] | None:
    """The currency right before the number ("$", "US$", "RM", "USD "): its first word and the unit."""
    if not (words.is_number(index) or words.low(index - 1) in "$€£¥"):
        return None
    for first in range(max(0, index - 3), index):
        here = read_currency(words, first)
        if here is None or here.last != index:
            continue
        if (
            words.glued(first)
            and (words.is_word(first - 1) or words.is_number(first - 1))
            and words.raw(first).isalpha()
        ):
            continue
        letters = words.raw(first).isalpha() and first == index - 1
        if (
            letters
            and not words.glued(index)
            and words.raw(first) not in ("Rs", "RM", "Rp", "Tk")
            and len(words.raw(first)) != 3
        ):
            continue
        return first, here.unit
    return None


def _as_money(draft: Draft, money: tuple[int, Unit], numeral: Numeral) -> None:
    words = draft.words
    draft.first = draft.start = money[0]
    draft.measure = money[1]
    scale = _money_scale(words, numeral)
    if scale is not None:
        draft.value = (draft.value or Decimal(0)) * scale
        draft.low = draft.high = draft.value
        draft.scale, draft.last = scale, numeral.last + 1
    draft.end = draft.last
    rate = read_unit_rate(words, draft.last)
    if rate is not None:
        draft.unit_name = f"{money[1].name.removeprefix('us ')} per {rate.unit.name}"
    same = read_unit(words, draft.last)
    # "$5 dollars" and "US$5 USD" say the currency twice; "$5 Canadian" is left alone
    if same is not None and same.unit.kind == "money" and not words.is_number(same.last):
        draft.last = draft.end = same.last
    draft.rules.append(f"money:{money[1].unit}")


def _money_scale(words: Words, numeral: Numeral) -> Decimal | None:
    low = words.low(numeral.last)
    if numeral.letter:
        return GLUED_SCALES.get(numeral.letter.lower())
    if (
        low in ("m", "b", "k", "t")
        and not words.glued(numeral.last)
        and numeral.style == "digits"
        and words.low(numeral.last + 1) not in ("’", "'")
    ):
        return GLUED_SCALES[low]
    return None


def read_unit_rate(words: Words, place: int) -> UnitHere | None:
    """The "per kg" or "/hour" after a sum of money; "a share" and "per person" are no measures."""
    if words.low(place) == "per" or (words.low(place) == "/" and words.glued(place)):
        under = read_unit(words, place + 1)
        if under is not None and under.unit.kind not in ("money", "share", "points", "times"):
            return under
    return None


def _measure(draft: Draft, numeral: Numeral) -> bool:
    """Find the measure after the number; False when the letters after it make it no number at all."""
    words, place = draft.words, numeral.last
    dashed = skip_dash(words, place)
    here = _unit_at(words, draft, place if dashed == place else dashed)
    if here is None and words.low(place) in ("{", "<", "(") and words.low(place + 2) in ("}", ">"):
        here = read_unit(words, place + 1)
        here = UnitHere(here.unit, here.last + 1) if here is not None and words.low(place) != "(" else None
    if here is not None and numeral.letter and _letter_is_scale(words, draft, numeral):
        here = None
        _scale_by(draft, GLUED_SCALES[numeral.letter.lower()], place + 1)
        here = read_unit(words, draft.last) if words.low(draft.last) not in ("in",) else None
    elif here is None and numeral.letter:
        if not _letter_is_scale(words, draft, numeral) and numeral.letter not in ("m", "b", "B", "T"):
            return False
        _scale_by(draft, GLUED_SCALES[numeral.letter.lower()], place + 1)
        here = read_unit(words, draft.last) if words.low(draft.last) not in ("in",) else None
    if here is None:
        return True
    if here.unit.kind == "times" and not _times_holds(words, draft, here):
        return True
    draft.measure, draft.last, draft.end = here.unit, here.last, here.last
    draft.rules.append(f"unit:{here.unit.unit}")
    _second_pieces(draft)
    return True


def _unit_at(words: Words, draft: Draft, place: int) -> UnitHere | None:
    """The unit at the word, "a year and a half" and "half an hour" included."""
    if draft.style == "fraction" and words.low(place) == "of" and words.low(place + 1) in ("a", "an"):
        place += 2
    elif draft.style == "fraction" and words.low(place) in ("a", "an"):
        place += 1
    if draft.style == "vague" and words.low(place) == "of":
        place += 1
    here = read_unit(words, place)
    if here is None:
        return None
    low = words.low(place)
    if here.unit.kind == "mass" and low in ("pound", "pounds"):
        here = _pounds(words, draft, here)
    if low in (
        "real",
        "won",
        "rand",
        "kip",
        "sen",
        "cup",
        "cups",
        "bar",
        "bars",
        "second",
        "stone",
        "knots",
        "point",
        "bit",
        "bits",
        "turn",
        "turns",
    ) and _is_plain_word(words, draft, place, low):
        return None
    return here


def _is_plain_word(words: Words, draft: Draft, place: int, low: str) -> bool:
    """ "one second" is a time, "three second places" are none; "12 won" is a verb."""
    if low == "won":
        return draft.scale == 1
    if low in ("second", "bit", "turn", "bar", "cup", "stone"):
        return words.low(place - 1) not in DASHES and draft.value != 1 and draft.style != "fraction"
    return low in ("real", "bars", "bits", "turns", "cups") and draft.scale == 1 and low in ("real", "bars")


def _pounds(words: Words, draft: Draft, here: UnitHere) -> UnitHere:
    sterling = unit_called("GBP")
    if sterling is None or (words.low(here.last) in ("of", "per") and draft.scale == 1):
        return here
    if words.low(here.last) == "sterling":
        return UnitHere(sterling, here.last + 1)
    return UnitHere(sterling, here.last) if draft.scale > 1 else here


def _letter_is_scale(words: Words, draft: Draft, numeral: Numeral) -> bool:
    """ "5m people" and "3.5m barrels" are millions, "5m" and "5m high" metres."""
    following = words.low(numeral.last + 1)
    if numeral.letter in ("K", "b", "B") and numeral.letter != "B":
        return True
    if numeral.letter not in ("m", "B", "T", "t"):
        return False
    if numeral.letter == "m":
        return (looks_plural(following) and following not in STOPS) or (
            read_unit(words, numeral.last + 1) is not None and following not in ("in", "x", "×", "s")
        )
    return looks_plural(following) and numeral.letter == "B"


def _scale_by(draft: Draft, scale: Decimal, last: int) -> None:
    draft.value = (draft.value or Decimal(0)) * scale
    draft.low = draft.high = draft.value
    draft.scale, draft.last, draft.end = scale, last, last


def _times_holds(words: Words, draft: Draft, here: UnitHere) -> bool:
    """ "four times per week", "three times as many", "5x"; "The Times" is a paper."""
    if words.low(here.last - 1) == "times":
        return not words.capital(here.last - 1) and words.low(here.last) != "of"
    return words.glued(here.last - 1) and not words.glued(here.last)


def _second_pieces(draft: Draft) -> None:
    """ "a year and a half", "two hours and a half", "3 dollars 50 cents", "5 feet 10 inches"."""
    words = draft.words
    half = and_a_half(words, draft.last)
    if half is not None and draft.value is not None:
        draft.value += half[0]
        draft.low = draft.high = draft.value
        draft.last = draft.end = half[1]
        return
    _smaller_money(draft)


def _smaller_money(draft: Draft) -> None:
    if draft.measure is None or draft.measure.kind != "money" or draft.value is None:
        return
    words, place = draft.words, draft.last
    place += words.low(place) == "and"
    numeral = read_numeral(words, place)
    if numeral is None or numeral.value >= 100 or numeral.style not in ("digits", "words"):
        return
    here = read_unit(words, numeral.last)
    if here is not None and here.unit.unit in ("cents", "pence", "kopeks"):
        draft.value += numeral.value / 100
        draft.low = draft.high = draft.value
        draft.last = draft.end = here.last


def _fraction_holds(draft: Draft) -> bool:
    """ "a third of the jobs", "up by a third", "half the village"; not "a third attempt", "the first half", "a quarter"."""
    words, place = draft.words, draft.last
    if draft.style != "fraction":
        return True
    before, after = words.low(draft.first - 1), words.low(place)
    last_word = words.low(place - 1)
    if last_word in ("quarter", "quarters") and before in (
        "in",
        "for",
        "during",
        "each",
        "per",
        "every",
        "last",
        "this",
    ):
        return False
    if last_word == "half":
        if (words.glued(place) and after in DASHES) or (words.glued(draft.first) and before in DASHES):
            return False
        if (
            before in ("first", "second", "other", "the", "last", "better", "latter", "this", "one’s", "every", "each")
            and draft.last - draft.first == 1
        ):
            return before == "the" and after == "of"
        return (
            after
            in (
                "of",
                "the",
                "a",
                "an",
                "its",
                "their",
                "his",
                "her",
                "our",
                "all",
                "this",
                "those",
                "these",
                "that",
                "as",
                ".",
                ",",
                "\n",
                "",
            )
            or looks_plural(after)
            or read_before(words, draft.first) is not None
        )
    if "/" in words.lows[draft.first : place] or not words.is_word(draft.first):
        return True
    if words.low(draft.first) in ("a", "an") and words.is_word(place) and after not in _AFTER_FRACTION:
        return False
    return not (
        last_word in DENOMINATORS
        and words.is_word(place)
        and after not in _AFTER_FRACTION
        and not looks_plural(after)
        and after in ("party", "time", "round")
    )


def _without_measure(draft: Draft) -> bool:
    """Ratio, age, share or counted noun; False when the number proves to count nothing."""
    words = draft.words
    if draft.measure is not None:
        _age_after(draft)
        if draft.measure.kind in _GOODS | {"money"} and draft.unit_name is None:
            of = draft.last + (words.low(draft.last) == "of")
            if of > draft.last:
                draft.counted = read_counted(words, of)
        return not (
            draft.style == "words"
            and words.low(draft.first) == "one"
            and draft.measure.kind == "time"
            and words.low(draft.last - 1) == "day"
            and words.low(draft.last) not in DASHES
            and words.low(draft.first - 1) not in ("for", "than", "least", "just", "only", "in")
        )
    if _one_in_five(draft) or _short_age(draft):
        return True
    if draft.style == "fraction":
        _share(draft)
        return True
    _ratio(draft)
    if words.low(draft.first) == "one" and draft.last - draft.first == 1:
        return _one(draft)
    return _count(draft)


def _age_after(draft: Draft) -> None:
    """ "9-year-old", "34 years old", "three years of age": a year that is of age."""
    words, place = draft.words, draft.last
    if draft.measure is None or draft.measure.unit not in ("years", "months", "weeks", "days"):
        return
    dashed = skip_dash(words, place)
    if words.low(dashed) in _AGE_NOUNS:
        last = dashed + 1
    elif words.low(place) == "of" and words.low(place + 1) == "age":
        last = place + 2
    else:
        return
    draft.last = draft.end = draft.after = last
    draft.unit_name = f"{draft.measure.name} of age"
    draft.rules.append("age")


def _short_age(draft: Draft) -> bool:
    """ "aged 34", "at the age of 34", "87 yo", and the ", 43," after a person's name."""
    words, index = draft.words, draft.first
    value = draft.value
    if value is None or value > 120 or draft.style not in ("digits", "words"):
        return False
    years = unit_called("years")
    before = words.low(index - 1)
    named = before in ("aged", "age") or (before in ("of", "at") and words.low(index - 2) == "age")
    if words.low(draft.last) in ("yo", "yrs") and words.low(draft.last) == "yo":
        draft.last = draft.end = draft.last + 1
    elif before == "turned" and draft.style == "digits" and not words.is_word(draft.last):
        pass
    elif not named and not _age_in_commas(draft):
        return False
    draft.measure, draft.unit_name, draft.after = years, "year of age", draft.last
    draft.rules.append("age")
    return True


def _age_in_commas(draft: Draft) -> bool:
    words, index = draft.words, draft.first
    if draft.style != "digits" or draft.last - index != 1 or "." in words.lows[index] or (draft.value or 0) < 1:
        return False
    if words.low(index - 1) not in (",", "(") or words.low(draft.last) not in (",", ".", ")", ";", "\n", ""):
        return False
    if words.low(index - 1) == "(" and words.low(draft.last) != ")":
        return False
    return (
        words.capital(index - 2)
        and words.is_word(index - 2)
        and words.raw(index - 2)[1:].islower()
        and (
            words.capital(index - 3)
            or words.low(index - 3) in ("s", "-", "‘", "“", "de", "van", "al", "el", "bin", "von")
        )
    )


def _one_in_five(draft: Draft) -> bool:
    """ "one in five households": a share of 0.2."""
    words, place = draft.words, draft.last
    if (
        words.low(place) != "in"
        or draft.value is None
        or draft.value != draft.value.to_integral_value()
        or draft.style == "fraction"
    ):
        return False
    place += 1 + (words.low(place + 1) == "every")
    under = read_numeral(words, place)
    if (
        under is None
        or under.style not in ("digits", "words")
        or under.value <= draft.value
        or not 2 <= under.value <= 100_000
    ):
        return False
    unit = read_unit(words, skip_dash(words, under.last))
    if (
        unit is not None
        or (under.style == "digits" and 1900 < under.value < 2100)
        or (draft.value > 10 and words.low(place - 1) != "every")
    ):
        return False
    draft.value = draft.value / under.value
    draft.low = draft.high = draft.value
    draft.last = draft.end = draft.after = under.last
    draft.unit, draft.unit_name = "share", "share"
    draft.counted = read_counted(words, under.last)
    draft.rules.append("share:one_in")
    return True


def _share(draft: Draft) -> None:
    """ "half of 300,000", "a third of the 9,000 homes", "half the jobs"."""
    words = draft.words
    draft.unit = draft.unit_name = "share"
    draft.rules.append("share:fraction")
    of = draft.last
    if words.low(of) == "of":
        total = total_after_of(words, of)
        if total is not None and total[0] > 1:
            draft.of, draft.last = total
            draft.end = draft.after = draft.last
            draft.counted = read_counted(words, draft.last)
            return
        of += 1
    place = of
    while (
        words.low(place) in ("the", "its", "their", "his", "her", "all", "of", "our", "these", "those")
        and place < of + 3
    ):
        place += 1
    draft.counted = read_counted(words, place)


def _ratio(draft: Draft) -> None:
    """ "81 of 93", "81 out of the 93", "four of the city’s five bridges"."""
    words, of = draft.words, draft.last
    if words.low(of) == "out" and words.low(of + 1) == "of":
        of += 1
    if words.low(of) != "of" or draft.value is None or draft.style == "vague":
        return
    total = total_after_of(words, of)
    if (
        total is None
        or total[0] < draft.value
        or total[0] <= 1
        or (words.low(draft.first) == "one" and of == draft.last and not words.is_number(of + 1))
    ):
        return
    if words.low(draft.first) == "one" and of == draft.last:
        return
    if read_unit(words, total[1]) is not None and words.low(total[1]) not in ("times",):
        return
    draft.of, draft.last = total
    draft.end = draft.after = draft.last
    draft.rules.append("ratio")


def _one(draft: Draft) -> bool:
    """ "one person died", "one was killed", "at least one"; not "one of", "no one", "the one that"."""
    words, index, place = draft.words, draft.first, draft.last
    if draft.of is not None:
        draft.counted = read_counted(words, place)
        return True
    before, after = words.low(index - 1), words.low(place)
    bounded = read_before(words, index) is not None
    if (
        before in ("no", "any", "every")
        or after in ("another",)
        or words.glued(index)
        or (words.glued(place) and after in ("’", "'", *DASHES))
    ):
        return False
    if before in ("killing", "wounding", "injuring", "killed", "wounded", "injured") and after not in ("of", "another"):
        draft.unit, draft.unit_name = "people", "person"
        return True
    if after in _ONE_PERSON_AFTER or (after in ("was", "has") and words.low(place + 1) in _ONE_PERSON_AFTER):
        draft.unit, draft.unit_name = "people", "person"
        return True
    if after in STOPS or (after in _ONE_REFUSED_AFTER and not (after == "day" and bounded)) or not words.is_word(place):
        return bounded and after not in ("of", "that", "who", "which", "another")
    if before in _ONE_REFUSED_BEFORE or (words.capital(index) and words.capital(place)):
        return False
    draft.counted = read_counted(words, place, one=True)
    return draft.counted is not None


def _count(draft: Draft) -> bool:
    """Attach what is counted; vague words need a noun, an "of" or a verb that kills."""
    words, place = draft.words, draft.last
    if draft.style == "vague":
        return _vague(draft)
    dashed = skip_dash(words, place)
    if dashed > place:
        return _hyphenated(draft, dashed)
    if words.low(place) == "of":
        following = place + 1
        while words.low(following) in ("the", "its", "their", "those", "these", "his", "our"):
            following += 1
        draft.counted = read_counted(words, following) if draft.of is None else None
        return True
    draft.counted = read_counted(words, place)
    return True


def _hyphenated(draft: Draft, place: int) -> bool:
    """ "a 2,000-strong force", "three-storey houses", "five-member panel": the noun after the hyphen, if it is one."""
    words = draft.words
    low = words.low(place)
    draft.after = place
    if low == "strong":
        draft.unit, draft.unit_name = "people", "person"
        draft.last = draft.end = draft.after = place + 1
        return True
    if low in ("fold",):
        draft.unit, draft.unit_name = "times", "time"
        draft.last = draft.end = draft.after = place + 1
        return True
    if (
        low in ("time", "way", "star", "on", "off", "up", "down", "in", "to", "and", "a", "part")
        or low in STOPS
        or not words.is_word(place)
    ):
        return (draft.style == "digits" and words.is_number(place)) or low in ("to", "and")
    if words.capital(place) and draft.style == "digits":
        return False
    if low in PERSONS or draft.style == "words" or looks_plural(low):
        head = low if looks_plural(low) else plural(low)
        draft.unit = head
        draft.unit_name = low if not looks_plural(low) else None
        draft.counted = read_counted(words, place, one=not looks_plural(low))
        if draft.counted is not None:
            draft.counted.first, draft.counted.last = place, place + 1
        if head == "people":
            draft.unit_name = "person"
        return True
    draft.unit, draft.unit_name = plural(low), low
    return True


def _vague(draft: Draft) -> bool:
    words, place = draft.words, draft.last
    first = words.low(draft.first)
    if words.low(place) == "of":
        place += 1
        while words.low(place) in ("the", "its", "their", "his", "these", "those", "our", "other"):
            place += 1
        draft.counted = read_counted(words, place)
        return draft.counted is not None or words.low(place) in ("them", "us", "whom")
    if first in ("a", "several", "few", "couple") or words.low(draft.last - 1) in ("few", "several"):
        draft.counted = read_counted(words, place)
        return draft.counted is not None
    if first in ("dozens", "hundreds", "thousands", "tens"):
        before = words.low(draft.first - 1)
        if words.low(place) in (
            "were",
            "are",
            "have",
            "had",
            "fled",
            "killed",
            "more",
            "wounded",
            "injured",
            "dead",
            "died",
            "marched",
            "gathered",
            "protested",
        ) or before in (
            "killing",
            "wounding",
            "killed",
            "wounded",
            "injured",
            "injuring",
            "displacing",
            "displaced",
            "arrested",
            "detained",
        ):
            draft.unit, draft.unit_name = "people", "person"
            return True
    return False


def read_article_measure(words: Words, index: int) -> Draft | None:
    """ "more than a month", "for a year", "a year and a half", "a tonne of coal": one of a measure."""
    if words.low(index + 1) in SCALES:
        return None
    here = read_unit(words, index + 1)
    if here is None or here.unit.kind in ("share", "points", "times") or words.capital(index + 1):
        return None
    one = Decimal(1)
    draft = Draft(words, index, here.last, one, "words", low=one, high=one, measure=here.unit)
    draft.rules.append("number:article")
    _second_pieces(draft)
    draft.after = draft.last
    if draft.value != one:
        return draft
    low = words.low(index + 1)
    bounded = read_before(words, index)
    if bounded is not None and bounded[1] != "exact!" and not (bounded[1] == "approx" and here.unit.kind != "time"):
        return draft if words.low(here.last) not in ("ago", "of", "later") or here.unit.kind != "time" else None
    if (
        here.unit.kind in _GOODS
        and words.low(here.last) == "of"
        and low not in ("bit", "stone", "foot", "inch", "cup", "mile")
    ):
        draft.counted = read_counted(words, here.last + 1)
        return draft
    if here.unit.unit in ("pence",):
        return draft
    if (
        here.unit.kind == "time"
        and words.low(index - 1) in ("for", "lasted", "took")
        and low in ("day", "week", "month", "year", "decade", "century", "fortnight")
    ):
        following = words.low(here.last)
        if not words.is_word(here.last) or following in STOPS - {"or"}:
            return draft if following not in ("’", "'", "-") else None
    return None


TRIGGER_LISTS = ("numerals_small", "numerals_tens", "numerals_vague")


def triggers() -> frozenset[str]:
    """Words at which a quantity may start, besides figures."""
    found = {line.split("\t")[0] for name in TRIGGER_LISTS for line in load("en", name)}
    return frozenset(
        found
        | {"a", "an", "half", "quarter", "hundred", "thousand", "million", "billion", "trillion"}
        | set("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑")
    )
