"""Extractors to put behind the door: one that finds what a test says, and some that misbehave."""

from __future__ import annotations

import os
import signal
import time
from decimal import Decimal

from claims.extraction.found import Extraction, FoundClaim, FoundHop, FoundMetadata, FoundQuantity, FoundSentence
from claims.spans import Span

POISON = "Poisoned well."
READ: list[str] = []  # the texts that `noted` was given


def lines(text, *, published=None, outlet=None, on_progress=None, version="lines 1"):
    """Each line is a sentence and a claim; a line's first number is its quantity."""
    claims, quantities, sentences, start = [], [], [], 0
    rows = text.split("\n")
    for done, line in enumerate(rows):
        if line.strip():
            span = Span(start, start + len(line))
            indexes = ()
            for word in line.split():
                if word.isdigit():
                    at = start + line.index(word)
                    indexes = (len(quantities),)
                    place = Span(at, at + len(word))
                    quantities.append(
                        FoundQuantity(
                            place, place, word, Decimal(word), low=Decimal(word), high=Decimal(word), unit="cars"
                        )
                    )
                    break
            hops = (
                (FoundHop("the harbour office", None, "harbour office", "said", "indirect"),) if "said" in line else ()
            )
            claims.append(
                FoundClaim(
                    span,
                    line,
                    line,
                    "event",
                    "body",
                    quantities=indexes,
                    attribution=hops,
                    check_worthiness=0.5,
                    rules=("line",),
                )
            )
            sentences.append(FoundSentence(span, "claims"))
        start += len(line) + 1
        if on_progress:
            on_progress(done + 1, len(rows))
    return Extraction(version, FoundMetadata(), tuple(claims), tuple(quantities), sentences=tuple(sentences))


def fewer_lines(text, **options):
    """A later version, which no longer finds the last line and words the first one anew."""
    found = lines(text, **options, version="lines 2")
    from dataclasses import replace

    first = replace(found.claims[0], wording="Worded anew")
    return replace(found, claims=(first, *found.claims[1:-1]))


def noted(text, *, overruled=(), **options):
    """Remembers what it was asked to read."""
    READ.append(text)
    return lines(text, **options)


def broken(text, **options):
    raise ValueError("the extractor broke on this text")


def poisoned(text, **options):
    """Dies with its whole process on one text, as a parser hit by a fatal bug does."""
    if POISON in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return lines(text, **options)


def slow(text, *, on_progress=None, **options):
    """Takes a second, with progress, so that a test can do something meanwhile."""
    for step in range(10):
        time.sleep(0.1)
        if on_progress:
            on_progress(step, 10)
    return lines(text, **options)
