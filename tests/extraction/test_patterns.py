"""No pattern of the extraction takes time that grows faster than the text: each one meets long hostile texts."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

from claims import extraction

# A pattern is dangerous where one stretch can be read in many ways; these repeat what the patterns are made of.
PUMPS = (
    "a", "A", " ", "\n", "\t", "1", "0", ".", ",", "-", "–", "'", "’", '"', "“", "(", ")", "[", "/", ":", "$", "%", "#", "@", "_",
    "é", "1,", "1.", "1 ", "1-", "1,000", "a ", "A ", "Ab ", "A. ", "a, ", "a-", "a.", "a's ", "a b. ", ". ", ", ", "  \n", "\n\n",
    "the ", "of ", "and ", "more than ", "per cent ", "million ", "said ", "that ", "$1 ", "1 of ", "1 to ", "Mr ", "at 5pm ", "May ",
    "http://", "www.a.", "a@b.", "#a ", "a | ", "(a) ", "“a ”", "was ", "be ", "not ", "photo by ", "image: ", "(c) ",
)  # fmt: skip
ENDINGS = ("", "!", " x7")
SHORT, LONG = 500, 4_000
SLOW = 0.01  # seconds for the long text; what is quicker is not looked at again
# Twice what a linear pattern takes for a text eight times as long; a quadratic one takes sixty-four times as long.
MOST_GROWTH = 2 * LONG / SHORT


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that stands in a module of the package, or in a table of one, by its place."""
    for info in pkgutil.walk_packages(extraction.__path__, "claims.extraction."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns_in(value)):
                yield f"{info.name.removeprefix('claims.extraction.')}.{name}.{number}", pattern


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _patterns_in(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _patterns_in(inner)
    elif callable(value) and hasattr(value, "cache_info") and getattr(value, "__name__", "").endswith("_pattern"):
        yield from _patterns_in(value("en") if value.__wrapped__.__code__.co_argcount else value())


ALL = dict(patterns())


def test_the_patterns_are_found() -> None:
    assert len(ALL) > 100


@pytest.mark.parametrize("name", ALL)
def test_time_grows_no_faster_than_the_text(name: str) -> None:
    pattern = ALL[name]
    for pump in PUMPS:
        for ending in ENDINGS:
            long = _taken(pattern, pump * (LONG // len(pump)) + ending, SLOW)
            if long > SLOW:
                short = _taken(pattern, pump * (SHORT // len(pump)) + ending, SLOW / MOST_GROWTH)
                assert long < MOST_GROWTH * max(short, SLOW / MOST_GROWTH), f"{pump!r}, {ending!r}: {short} → {long}"


def _taken(pattern: re.Pattern[str], text: str, enough: float) -> float:
    """The least time of up to three searches, for the machine may be busy with something else in one of them."""
    least = float("inf")
    for _ in range(3):
        started = time.thread_time()
        for match in pattern.finditer(text):
            assert match.end() <= len(text)
        least = min(least, time.thread_time() - started)
        if least < enough:
            break
    return least
