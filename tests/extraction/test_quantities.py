from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from claims.extraction.found import FoundQuantity
from claims.extraction.quantities import find_quantities, with_counted
from claims.extraction.quantities.nouns import plural, singular
from claims.spans import Span
from tests.extraction.quantity_cases import CASES
from tests.marking import marked


def figure(value: Decimal | None) -> str:
    if value is None:
        return ""
    value = round(value, 6)
    return str(int(value)) if value == int(value) else str(value.normalize())


def described(quantity: FoundQuantity) -> str:
    """A quantity in the notation of the cases."""
    low = figure(quantity.low) + ("<" if quantity.low_exclusive else "")
    high = ("<" if quantity.high_exclusive else "") + figure(quantity.high)
    if quantity.value is None:
        size = f"{low}..{high}"
    elif quantity.modifier == "approx" and quantity.high is not None and quantity.low is None:
        size = f"..{high}"
    else:
        size = figure(quantity.value)
    words = [quantity.modifier, size, quantity.unit or "-"]
    if quantity.of is not None:
        words.append(f"of={figure(quantity.of)}")
    return " ".join([*words, quantity.trend] if quantity.trend else words)


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_quantities_of_a_sentence_stand_where_they_are_marked(sentence: str, expected: str) -> None:
    text, spans = marked(sentence)
    found = [quantity for quantity in find_quantities(text) if not quantity.derived]
    assert "; ".join(described(quantity) for quantity in found) == expected
    assert [quantity.span for quantity in found] == spans


def one(text: str) -> FoundQuantity:
    [found] = find_quantities(text)
    return found


BOUNDS = [
    ("12 tanks", "exact", "12", "12", "12", False, False),
    ("at least 12 tanks", "at_least", "12", "12", None, False, False),
    ("more than 12 tanks", "more_than", "12", "12", None, True, False),
    ("up to 12 tanks", "at_most", "12", None, "12", False, False),
    ("fewer than 12 tanks", "less_than", "12", None, "12", False, True),
    ("about 12 tanks", "approx", "12", None, None, False, False),
    ("nearly 12 tanks", "approx", "12", None, "12", False, False),
    ("10 to 12 tanks", "between", None, "10", "12", False, False),
    ("several tanks", "vague", None, "3", None, False, False),
    ("a handful of tanks", "vague", None, "3", None, False, False),
    ("dozens of tanks", "vague", None, "24", None, False, False),
    ("scores of tanks", "vague", None, "40", None, False, False),
    ("hundreds of tanks", "vague", None, "200", None, False, False),
    ("several thousand tanks", "vague", None, "3000", None, False, False),
]


@pytest.mark.parametrize(("phrase", "modifier", "value", "low", "high", "low_open", "high_open"), BOUNDS)
def test_a_modifier_bounds_the_value(
    phrase: str, modifier: str, value: str | None, low: str | None, high: str | None, low_open: bool, high_open: bool
) -> None:
    found = one(f"They lost {phrase} there.")
    assert found.modifier == modifier
    assert (found.value, found.low, found.high) == tuple(
        None if part is None else Decimal(part) for part in (value, low, high)
    )
    assert (found.low_exclusive, found.high_exclusive) == (low_open, high_open)


def test_the_number_span_leaves_the_modifier_out() -> None:
    text, [whole] = marked("They sent [up to 12,000] men.")
    found = one(text)
    assert found.span == whole
    assert found.number_span.of(text) == "12,000"


def test_a_share_of_a_total_also_gives_the_derived_number() -> None:
    share, derived = find_quantities("Half of 300,000 residents left.")
    assert (share.value, share.of, share.unit, share.derived) == (Decimal("0.5"), Decimal(300_000), "share", False)
    assert (derived.value, derived.of, derived.unit, derived.derived) == (Decimal(150_000), None, "residents", True)
    assert share.span != derived.span


def test_a_derived_number_keeps_the_bound_of_its_share() -> None:
    share, derived = find_quantities("Fewer than half of the 1,400 houses stand.")
    assert (share.modifier, share.high) == ("less_than", Decimal("0.5"))
    assert (derived.modifier, derived.low, derived.high, derived.high_exclusive) == (
        "less_than",
        None,
        Decimal(700),
        True,
    )


def test_a_conversion_points_to_what_it_repeats_and_is_bounded_like_it() -> None:
    first, kilometres, miles = find_quantities("The 12 men are less than 70 kilometers (45 miles) away.")
    assert first.conversion_of is None
    assert kilometres.conversion_of is None
    assert miles.conversion_of == 1
    assert (miles.modifier, miles.high, miles.high_exclusive) == ("less_than", Decimal(45), True)


def test_an_aside_of_another_kind_is_no_conversion() -> None:
    _, share = find_quantities("It cost €5m (4% of sales).")
    assert share.conversion_of is None


COUNTED = [
    ("81 of 93 enemy missiles were brought down", "enemy missiles", "missiles", "missile"),
    ("4,000 young Belgian recruits arrived", "young Belgian recruits", "recruits", "recruit"),
    ("three long-range F-16 fighters flew", "long-range F-16 fighters", "fighters", "fighter"),
    ("dozens of armed men came", "armed men", "men", "man"),
    ("40 people died", "people", "people", "person"),
    ("one person died", "person", "people", "person"),
    ("nine countries agreed", "countries", "countries", "country"),
    ("two news agencies reported", "news agencies", "agencies", "agency"),
    ("seven policemen were hurt", "policemen", "policemen", "policeman"),
    ("20 buses burned", "buses", "buses", "bus"),
    ("12 wounded soldiers were flown out", "wounded soldiers", "soldiers", "soldier"),
    ("two civil rights bills passed", "civil rights bills", "bills", "bill"),
    ("two women accuse officials", "women", "women", "woman"),
    ("30 e-mails came", "e-mails", "e-mails", "e-mail"),
    ("five aircraft were lost", "aircraft", "aircraft", "aircraft"),
]


@pytest.mark.parametrize(("sentence", "counted", "unit", "name"), COUNTED)
def test_what_a_number_counts(sentence: str, counted: str, unit: str, name: str) -> None:
    found = one(f"There {sentence}.")
    assert (found.counted, found.unit, found.unit_name) == (counted, unit, name)
    assert found.counted_span is not None


UNIT_NAMES = [
    ("8%", "share", "percentage"),
    ("$5", "USD", "us dollar"),
    ("2km", "km", "kilometre"),
    ("5 km2", "km2", "square kilometre"),
    ("9-year-old", "years", "year of age"),
    ("3 weeks", "weeks", "week"),
    ("30 mph", "mph", "mile per hour"),
    ("$15.40/hour", "USD", "dollar per hour"),
    ("6 per cent", "share", "percentage"),
    ("7 MWh", "MWh", "megawatt-hour"),
]


@pytest.mark.parametrize(("phrase", "unit", "name"), UNIT_NAMES)
def test_a_measure_has_a_short_word_and_an_english_name(phrase: str, unit: str, name: str) -> None:
    found = one(f"It was {phrase} there.")
    assert (found.unit, found.unit_name) == (unit, name)


def test_a_bare_number_goes_on_counting_what_the_one_before_counted() -> None:
    jobs, hull = find_quantities("More than 900 jobs will go, 250 of them in Leeds.")
    assert (jobs.unit, hull.unit, hull.counted) == ("jobs", "jobs", None)


def test_a_bare_number_counts_nothing_of_another_paragraph() -> None:
    _, other = find_quantities("They cut 1,100 jobs.\n\nThe answer is 42.")
    assert other.unit is None


def test_offsets_count_from_the_start_of_the_whole_text() -> None:
    padding = "Nothing is counted here. " * 6000
    text = f"{padding}\nThey lost 12 tanks. {padding}\nThen 7 ships sank."
    found = find_quantities(text)
    assert [quantity.surface for quantity in found] == ["12", "7"]
    assert all(text[quantity.span.start : quantity.span.end] == quantity.surface for quantity in found)


def test_a_wrapped_line_does_not_part_a_number_from_its_words() -> None:
    text = "The ministry said in its morning report that it had lost more than\n40 vehicles there.\n12\nMissiles"
    vehicles, twelve = find_quantities(text)
    assert (vehicles.surface, vehicles.unit, vehicles.low_exclusive) == ("more than\n40", "vehicles", True)
    assert twelve.counted is None


def test_a_parse_may_know_better_what_is_counted() -> None:
    text = "They saw 12 big red balloons."
    noun = Span(text.index("balloons"), text.index("balloons") + len("balloons"))
    [found] = find_quantities(text, nouns=lambda given, quantity: noun)
    assert (found.counted, found.unit, found.unit_name) == ("balloons", "balloons", "balloon")


def test_another_noun_leaves_a_measure_alone() -> None:
    text = "They ate 5 kg of rice."
    [found] = find_quantities(text)
    changed = with_counted(found, Span(text.index("rice"), text.index("rice") + 4), text)
    assert changed == replace(found, counted="rice", counted_span=Span(17, 21))


@pytest.mark.parametrize(
    ("many", "single"),
    [
        ("missiles", "missile"),
        ("cities", "city"),
        ("boxes", "box"),
        ("policewomen", "policewoman"),
        ("people", "person"),
        ("series", "series"),
    ],
)
def test_plurals_and_singulars_belong_together(many: str, single: str) -> None:
    assert singular(many) == single
    assert plural(single) == many


def test_a_sum_goes_on_over_the_end_of_a_wrapped_line() -> None:
    wrapped = "The harbour board has told its members that the quay will cost ($6.4\nmillion) and more."
    [found] = find_quantities(wrapped)
    assert (found.surface, found.value, found.unit) == ("$6.4\nmillion", Decimal(6_400_000), "USD")


def test_a_sum_at_the_end_of_a_short_line_ends_there() -> None:
    assert [found.value for found in find_quantities("Cost: $6.4\nmillion trees planted")] == [Decimal("6.4")]


RATES = [
    ("a levy of $40 a tonne", "dollar per tonne"),
    ("£11.90 an hour", "pound sterling per hour"),
    ("420 euros per month", "euro per month"),
    ("3,100 patients a month", "patient per month"),
    ("1.6 children per woman", "child per woman"),
    ("7 deaths per 1,000 births", "death per 1,000 births"),
    ("2 tonnes of waste a head", "tonne per head"),
    ("12 people a day before the vote", "person"),
    ("it rose 3 per cent a year", "percentage"),
]


@pytest.mark.parametrize(("words", "name"), RATES, ids=[case[0] for case in RATES])
def test_the_name_of_a_unit_says_for_each_of_what(words: str, name: str) -> None:
    assert one(words).unit_name == name
