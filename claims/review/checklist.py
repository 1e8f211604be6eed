"""What a reviewer goes through before judging, by what is in the claim (RV-9). The points are data from a pure function."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.models import Claim

DONE, NOT_NEEDED, OPEN = "done", "not_needed", "open"
ANSWERS = (DONE, NOT_NEEDED, OPEN)
STATEMENT = "statement"
QUOTATION = re.compile('[“”„«»"]')
WORD = re.compile(r"[^\W\d_]+")
SUPERLATIVES = re.compile("most|least|best|worst|first|only|sole|record|unprecedented|never|[a-z]{3,20}est")
NO_SUPERLATIVES = re.compile(
    "arrest|attest|behest|bequest|bucharest|budapest|chest|conquest|contest|crest|detest|digest|divest|earnest|forest|guest|harvest"
    "|honest|infest|ingest|inquest|interest|invest|manifest|midwest|modest|molest|northwest|priest|protest|quest|request|southwest"
    "|suggest|tempest|unrest|wrest"
)
EXACT = "exact"
MOST_SHOWN = 3


def gettext_noop(words: str) -> str:
    """Marks words for translation; this file knows no Django."""
    return words


@dataclass(frozen=True, slots=True)
class Number:
    surface: str
    unit: str = ""  # or what is counted
    modifier: str = EXACT
    total: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a claim, as far as the checklist goes."""

    wording: str
    quote: str = ""
    numbers: tuple[Number, ...] = ()
    speaker: str = ""
    direct: bool = False  # somebody's own words
    place: str = ""
    when: str = ""
    harms: bool = False  # a named party


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to check: `key` is kept with the verdict, `words` is shown (translated), `about` the words of the claim."""

    key: str
    words: str
    about: str = ""


POINTS = {
    "value": gettext_noop("The number is the source’s own"),
    "unit": gettext_noop("Its unit, and what is counted"),
    "modifier": gettext_noop("Its modifier: at least, about, up to"),
    "total": gettext_noop("The whole that it is a part of"),
    "wording": gettext_noop("The quoted words, word by word"),
    "speaker": gettext_noop("Who said it, and in what office"),
    "place": gettext_noop("The place"),
    "date": gettext_noop("The day or the time"),
    "superlative": gettext_noop("Nothing larger, earlier or worse is known"),
    "harm": gettext_noop("The named party is the right one, and was heard"),
}


def points(contents: Contents, layer: str) -> list[Point]:
    """The points to check on that layer, in the order of the list. What was said is checked for its words and its speaker;
    whether it is so, for all that it says."""
    numbers = contents.numbers
    said = contents.speaker if layer == STATEMENT or contents.direct else ""
    found = {
        "value": [number.surface for number in numbers],
        "unit": [number.unit for number in numbers],
        "modifier": [number.surface for number in numbers if number.modifier != EXACT],
        "total": [number.total for number in numbers],
        "wording": [contents.quote] if contents.direct else [],
        "speaker": [said],
    }
    if layer != STATEMENT:
        found |= {
            "place": [contents.place],
            "date": [contents.when],
            "superlative": superlatives(contents.wording),
            "harm": [contents.wording] if contents.harms else [],  # the speaker is seldom the one that is harmed
        }
    about = {key: _listed(words) for key, words in found.items()}
    return [Point(key, POINTS[key], about[key]) for key in POINTS if about.get(key)]


def _listed(words: Iterable[str]) -> str:
    """The words once each, the first few of them."""
    shown = [word if len(word) <= 60 else f"{word[:59]}…" for word in dict.fromkeys(filter(None, words))]
    return ", ".join(shown[:MOST_SHOWN]) + (" …" if len(shown) > MOST_SHOWN else "")


def superlatives(wording: str) -> list[str]:
    """ "first", "only", "deadliest" and their like."""
    words = WORD.findall(wording[:4000])
    return [w for w in words if SUPERLATIVES.fullmatch(w.lower()) and not NO_SUPERLATIVES.fullmatch(w.lower())]


def answered(open_points: Collection[Point], answers: Mapping[str, str]) -> dict[str, str]:
    """What is kept with a verdict: each point of the claim with its answer, "open" where there is none."""
    given = {point.key: answers.get(point.key, OPEN) for point in open_points}
    return {key: answer if answer in ANSWERS else OPEN for key, answer in given.items()}


def contents_of(claim: Claim) -> Contents:
    """What is in a stored claim."""
    from claims.review.contacts import harms_named_party  # which knows the database; this file is pure up to here

    hops = sorted(claim.hops.all(), key=lambda hop: hop.ordinal)
    direct = any(hop.type == "direct" for hop in hops) or bool(QUOTATION.search(claim.quote))
    return Contents(
        wording=claim.wording,
        quote=claim.quote,
        numbers=tuple(
            Number(
                row.surface,
                row.unit_name or row.counted or row.unit,
                row.modifier,
                f"{row.total.normalize():f}" if row.total is not None else "",
            )
            for row in claim.quantities.all()
        ),
        speaker=hops[-1].speaker if hops else "",
        direct=direct,
        place=claim.where_surface,
        when=claim.when_surface or claim.when_iso,
        harms=harms_named_party(claim),
    )


def points_on(claim: Claim, layer: str) -> list[Point]:
    return points(contents_of(claim), layer)
