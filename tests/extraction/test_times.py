from __future__ import annotations

import pytest

from claims.extraction.times import find_times
from tests.marking import marked

PUBLISHED = "2024-12-20"  # a Friday

RESOLVED = [
    ("It began on [6 May 2025].", "2025-05-06"),
    ("It began on [Tuesday, Aug. 6].", "2024-08-06"),
    ("It began on [September 14th, 2019], they said.", "2019-09-14"),
    ("It began on the [first of March].", "2025-03-01"),
    ("In [August 2024] it ended.", "2024-08"),
    ("In [early August] it ended.", "2024-08"),
    ("It ended in [November].", "2024-11"),
    ("It dates from [2019].", "2019"),
    ("It has stood [since 2014].", "2014"),
    ("[Between 2019 and 2022] it grew.", "2019/2022"),
    ("It ran [from 2004 to 2009].", "2004/2009"),
    ("The years [2014-2018] were calm.", "2014/2018"),
    ("In the [1990s] it was new.", "1990/1999"),
    ("It fell on [2024-08-06].", "2024-08-06"),
    ("It fell on [23.04.2022].", "2022-04-23"),
    ("It fell on [13/04/2022].", "2022-04-13"),
    ("It fell on [03/04/2022].", "2022"),
    ("They left [yesterday].", "2024-12-19"),
    ("They left [today].", "2024-12-20"),
    ("They left [last Friday].", "2024-12-13"),
    ("They left on [Tuesday].", "2024-12-17"),
    ("They left [last year].", "2023"),
    ("It closed eight [last year].", "2023"),
    ("They left [last month].", "2024-11"),
    ("They left [last week].", "2024-12-09/2024-12-15"),
    ("They left [two days ago].", "2024-12-18"),
    ("They left [three years ago].", "2021"),
    ("They left about [two days ago].", "2024-12-18"),
    ("They left [overnight].", None),
    ("They left [the day before yesterday].", None),
    ("They left at [14:30].", None),
    ("They left at [5 p.m. on January 3].", "2025-01-03"),
    ("They left on [Friday at 5pm].", "2024-12-20"),
    ("They met [from 5 to 6pm].", None),
    ("Over the [past few days] it rained.", None),
    ("In the [first quarter of 2024] it fell.", "2024-01/2024-03"),
    ("In [Q1 2024] it fell.", "2024-01/2024-03"),
    ("In the [first three months of the year] it fell.", None),
    ("It ran [January 23 - March 9 2014].", "2014-01-23/2014-03-09"),
    ("The pass is open [from May to October].", "2024-05/2024-10"),
    ("It is shut [from November to March].", "2024-11/2025-03"),
    ("It runs on [Christmas Eve].", "--12-24"),
    ("It runs [every Sunday].", None),
    ("It ends [by the end of the year].", None),
]


@pytest.mark.parametrize(("sentence", "iso"), RESOLVED, ids=[row[0] for row in RESOLVED])
def test_a_time_stands_where_it_is_marked_and_is_resolved_as_far_as_the_text_goes(
    sentence: str, iso: str | None
) -> None:
    text, [span] = marked(sentence)
    [found] = find_times(text, PUBLISHED)
    assert found.surface == span.of(text)
    assert (found.span, found.iso) == (span, iso)


UNRESOLVED = [
    ("It fell on Aug. 6.", "--08-06"),
    ("It fell in November.", "--11"),
    ("They left yesterday.", None),
    ("They left last Friday.", None),
    ("They left on Tuesday.", None),
    ("They left two days ago.", None),
    ("They left last year.", None),
    ("They left in 2019.", "2019"),
]


@pytest.mark.parametrize(("sentence", "iso"), UNRESOLVED)
def test_nothing_is_resolved_without_the_articles_date(sentence: str, iso: str | None) -> None:
    [found] = find_times(sentence)
    assert found.iso == iso


NO_TIMES = [
    "They may march.",
    "He may 12 times a day.",
    "Some 2000 people came.",
    "About 1900 homes burned.",
    "It cost $2024.",
    "The A2024 road and the X-1999 model.",
    "It costs 2,024 euros.",
    "A survey of 1709 pupils was made.",
    "The truce would last longer.",
    "April Jones and May Smith sat down.",
    "The sun is up.",
    "See 3/4 of it.",
    "Scores of 1:75000000 are odd.",
]


@pytest.mark.parametrize("sentence", NO_TIMES)
def test_these_words_and_figures_are_no_times(sentence: str) -> None:
    assert find_times(sentence, PUBLISHED) == []


def test_the_article_date_may_be_a_time_or_nonsense() -> None:
    assert find_times("They left yesterday.", "2024-12-20T08:00:00+01:00")[0].iso == "2024-12-19"
    assert find_times("They left yesterday.", "soon")[0].iso is None


def test_a_month_half_a_year_away_keeps_its_year_open() -> None:
    assert find_times("It is due in June.", "2024-12-20")[0].iso == "--06"


def test_a_date_does_not_reach_into_the_next_line() -> None:
    assert [time.surface for time in find_times("Polls open in September\n5 candidates stand")] == ["September"]
    wrapped = "The ministry said on the phone that it had begun to rain on the 5th of\nseptember 2021 there."
    assert [time.iso for time in find_times(wrapped)] == ["2021-09-05"]
