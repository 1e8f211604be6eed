"""A corpus with known facts: events, and outlets that report them in their own ways. Seeded; the same seed gives the same texts.

Each article is made of sentences of which the truth is known: which fact a sentence speaks of, with which figure, and on whose word.
From that follows how any two of them stand to each other, and how many independent origins a fact has. The outlets

    tell (in their own voice), quote (an authority), relay (an agency that quotes one), copy (the agency's text, lightly edited),
    round ("nearly 90", "more than 80"), hedge ("reportedly"), convert (kilometres into miles), lag (the old figure, a day later),
    update (the new figure), spin (the other party's figure).

Places, names and outlets are invented.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

OUTLETS = (
    "Varn Herald", "Elsby Post", "Norland Courier", "Quay Tribune", "Marl Gazette", "Tarrant Mercury", "Esk Valley Echo",
    "Roan Observer", "Selin Chronicle", "Harrow Dispatch", "Lindum Argus", "Corvane Times",
)  # fmt: skip
AGENCIES = ("Coast Wire", "Meridian News Agency", "Northline Agency")
SYLLABLES = (
    "Bar",
    "Cor",
    "Dal",
    "Es",
    "Fen",
    "Gal",
    "Hol",
    "Ir",
    "Kes",
    "Lor",
    "Mer",
    "Nor",
    "Os",
    "Pel",
    "Rav",
    "Sul",
    "Tor",
    "Ulm",
    "Ves",
    "Wen",
)
ENDINGS = ("mouth", "stad", "wick", "burn", "holm", "gard", "minster", "ovo", "ara", "une")
KM_A_MILE = 1.609344
NEARLY = 0.85  # of a round number, from which on "nearly" may be said
REDRAWN = 20  # times, where a report of its own would say all in the words of another one
VERBS = (
    " killed ", " damaged ", " shot down ", " injured ", " collected ", " won ", " carried ", " claimed ", " lost ",
    " suffered ", " brought ", " left ", " picked ", " took ", " voted ", " went ", " stretches ", " is ", " will ", " were ",
    " was ", " died ", " cast ", " has ",
)  # fmt: skip


@dataclass(frozen=True)
class FactKind:
    """How one sort of fact is worded. `{n}` takes the figure, `{place}` the place. `open`: a tally that grows."""

    name: str
    wordings: tuple[str, ...]
    authorities: tuple[str, ...]
    low: int
    high: int
    open: bool = False
    total: bool = False  # "of {total}"
    length: bool = False  # in kilometres


@dataclass(frozen=True)
class EventKind:
    name: str
    title: str
    facts: tuple[FactKind, ...]


KINDS = (
    EventKind(
        "flood", "Flood in {place}",
        (
            FactKind("dead", ("the flood in {place} killed {n} people", "{n} people died in the flood in {place}",
                "{n} residents of {place} lost their lives in the flood", "the flood claimed the lives of {n} people in {place}"),
                     ("the {place} fire service", "the provincial health office of {place}"), 12, 60, open=True),
            FactKind("homes", ("the flood damaged {n} houses in {place}", "{n} houses in {place} were damaged by the flood",
                "water from the flood damaged {n} homes in {place}", "{n} homes in {place} suffered damage in the flood"),
                     ("the {place} town council", "the building inspectorate of {place}"), 80, 900, open=True),
        ),
    ),
    EventKind(
        "drones", "Drones over {place}",
        (
            FactKind("downed", ("air defences shot down {n} of {total} drones over {place}",
                                "{n} of {total} drones were shot down over {place} by air defences",
                "air defences brought down {n} of the {total} drones over {place}",
                "{n} of the {total} drones were intercepted over {place}"),
                     ("the Dravian air force", "the Norland defence ministry"), 21, 90, total=True),
            FactKind("hurt", ("the attack on {place} injured {n} people", "{n} people were injured in the attack on {place}",
                "the drone attack left {n} people wounded in {place}", "{n} residents of {place} were hurt in the attack"),
                     ("the governor of {place}", "the {place} ambulance service"), 11, 70, open=True),
        ),
    ),
    EventKind(
        "slick", "Oil off {place}",
        (
            FactKind("long", ("the oil slick off {place} is {n} kilometres long",
                              "the oil slick off {place} has a length of {n} kilometres",
                "the slick of oil off {place} stretches for {n} kilometres"),
                     ("the {place} coast guard", "the harbour office of {place}"), 12, 90, length=True),
            FactKind("birds", ("volunteers collected {n} dead birds on the beach of {place}",
                               "{n} dead birds were collected by volunteers on the beach of {place}",
                "helpers picked up {n} dead birds along the beach of {place}"),
                     ("the {place} bird station",), 120, 700, open=True),
        ),
    ),
    EventKind(
        "vote", "{place} has voted",
        (
            FactKind("seats", ("the Harbour Party won {n} of {total} seats in the council of {place}",
                               "{n} of {total} seats in the council of {place} went to the Harbour Party",
                "the Harbour Party took {n} of the {total} seats on the {place} council"),
                     ("the election commission of {place}",), 15, 60, total=True),
            FactKind("turnout", ("{n} voters cast a ballot in {place} in all", "{n} voters went to the polls in {place} in all",
                "a total of {n} people voted in {place}"),
                     ("the election commission of {place}", "the statistics office of {place}"), 2000, 9000),
        ),
    ),
    EventKind(
        "factory", "{place} plant to shrink",
        (
            FactKind("jobs", ("the {place} steelworks will cut {n} jobs", "{n} jobs will be cut at the {place} steelworks",
                "the steelworks in {place} is to cut {n} jobs", "the {place} steelworks will shed {n} jobs"),
                     ("the management of the {place} steelworks", "the metalworkers' union of {place}"), 120, 900),
        ),
    ),
    EventKind(
        "crash", "Train derails near {place}",
        (
            FactKind("passengers", ("the train that derailed near {place} carried {n} passengers",
                                    "{n} passengers were aboard the train that derailed near {place}",
                "there were {n} passengers on the derailed train near {place}"),
                     ("the {place} railway office", "the transport police of {place}"), 40, 400),
            FactKind("wounded", ("the derailment near {place} injured {n} passengers",
                                 "{n} passengers were injured in the derailment near {place}",
                "{n} passengers were hurt when the train derailed near {place}"),
                     ("the {place} hospital", "the {place} rescue service"), 11, 39, open=True),
        ),
    ),
)  # fmt: skip

# Sentences without a figure or a fact that others share, made of two halves, so that no two reports read alike.
BEGINNINGS = (
    "A neighbour who would not be named", "The owner of the corner shop", "A bus driver on his way home", "Two students with a dog",
    "An old man at the kiosk", "The woman behind the counter", "A baker who had just locked up", "One of the onlookers",
    "A teacher of the village school", "The caretaker of the town hall", "A couple on the promenade", "Somebody with a camera",
)  # fmt: skip
MIDDLES = (
    "stood in the doorway", "shook his or her head", "pointed at the dark windows", "spoke of a long evening",
    "would rather talk of other things", "had heard it on the radio", "waited for the last tram", "kept looking at the sky",
    "wondered what the morning would bring", "had brought coffee for everybody", "remembered quieter years",
    "asked what there was to see",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What one sentence of an article says, as the generator knows it."""

    fact: str
    figure: tuple[float, float]  # what its words allow
    open: bool
    origin: str
    day: date
    hedged: bool
    said: str
    sentence: str
    way: str
    level: bool = False  # it is measured, and may be another tomorrow


@dataclass(frozen=True)
class Report:
    name: str
    outlet: str
    published: str
    text: str
    told: tuple[Told, ...]
    copy_of: str = ""


@dataclass(frozen=True)
class Event:
    name: str
    reports: tuple[Report, ...]


@dataclass
class _World:
    random: random.Random
    places: set[str] = field(default_factory=set)

    def place(self) -> str:
        while True:
            name = (
                self.random.choice(SYLLABLES)
                + self.random.choice(("en", "an", "or", "il", ""))
                + self.random.choice(ENDINGS)
            )
            if name not in self.places:
                self.places.add(name)
                return name


@dataclass(frozen=True)
class _Fact:
    key: str
    kind: FactKind
    place: str
    first: int
    later: int
    spun: int
    total: int
    authorities: tuple[str, ...]


def events(number: int, seed: int = 1) -> Iterator[Event]:
    """So many events, each in five to nine reports."""
    world = _World(random.Random(seed))  # noqa: S311  a reproducible corpus, no secret
    for index in range(number):
        yield _event(world, index)


def _event(world: _World, index: int) -> Event:
    rng, place, kind = world.random, world.place(), KINDS[index % len(KINDS)]
    day = date(2031, 1, 6) + timedelta(days=rng.randrange(300))
    facts = [_fact(rng, f"{index}-{fact.name}", fact, place) for fact in kind.facts]
    outlets = rng.sample(OUTLETS, len(OUTLETS))
    agency = rng.choice(AGENCIES)
    wire = _report(rng, f"e{index}-wire", agency, day, kind, facts, "quote", agency, set())
    reports = [wire]
    asides = set(wire.text.split("\n"))
    ways = ["tell", "quote", "relay", "copy", "round", "hedge", "lag", "spin"]
    if any(fact.kind.open for fact in facts):
        ways.append("update")
    if any(fact.kind.length for fact in facts):
        ways.append("convert")
    for way in rng.sample(ways, rng.randrange(4, min(8, len(ways)) + 1)):
        outlet, name = outlets.pop(), f"e{index}-{way}"
        if way == "copy":
            reports.append(_copied(rng, name, outlet, wire))
        else:
            when = day + timedelta(days={"lag": 1, "update": 2}.get(way, 0))
            told_by = {tuple(one.said for one in report.told) for report in reports}
            for _ in range(REDRAWN):
                report = _report(rng, name, outlet, when, kind, facts, way, agency, asides)
                if tuple(one.said for one in report.told) not in told_by:
                    break  # in texts as short as these the same words throughout are a copy to anybody
            reports.append(report)
            asides |= set(report.text.split("\n"))
    return Event(f"e{index}", tuple(reports))


def _fact(rng: random.Random, key: str, kind: FactKind, place: str) -> _Fact:
    first = rng.randrange(kind.low, kind.high)
    total = first + rng.randrange(4, 20)
    spun = max(2, round(first * rng.uniform(0.4, 0.6)))
    later = first + max(3, round(first * rng.uniform(0.3, 0.8)))
    return _Fact(
        key, kind, place, first, later, spun, total, tuple(name.format(place=place) for name in kind.authorities)
    )


def _report(
    rng: random.Random,
    name: str,
    outlet: str,
    day: date,
    kind: EventKind,
    facts: Sequence[_Fact],
    way: str,
    agency: str,
    asides: Collection[str],
) -> Report:
    """A report whose background stands in none of the `asides`: papers that work apart do not share a sentence."""
    free = [line for first in BEGINNINGS for rest in MIDDLES if (line := f"{first} {rest}.") not in asides]
    background = rng.sample(free, 3)
    told = [_told(rng, fact, day, way, outlet, agency) for fact in facts]
    lines = [
        background[0],
        *[line for one, extra in zip(told, background[1:], strict=False) for line in (one.sentence, extra)],
    ]
    place = facts[0].place
    body = "\n\n".join(line for line in lines if line)
    text = f"{kind.title.format(place=place)}\n\n{place.upper()}, {day:%-d %B %Y}\n\n{body}\n"
    return Report(name, outlet, day.isoformat(), text, tuple(told))


def _copied(rng: random.Random, name: str, outlet: str, wire: Report) -> Report:
    """The wire's text under another headline, with a sentence of one's own at its end."""
    title, rest = wire.text.split("\n", 1)
    own = rng.choice(
        ("Our newsroom follows the story.", "More on this in our evening edition.", "Readers sent us pictures.")
    )
    return Report(name, outlet, wire.published, f"{title}: what is known\n{rest}\n{own}\n", wire.told, wire.name)


def _told(rng: random.Random, fact: _Fact, day: date, way: str, outlet: str, agency: str) -> Told:
    kind = fact.kind
    number = {
        "update": fact.later if kind.open else fact.first,
        "spin": fact.spun if not kind.open else fact.first,
    }.get(way, fact.first)
    words, figure = _figure(rng, number, way, kind)
    wording = rng.choice(kind.wordings)
    if way == "convert" and kind.length:
        wording = wording.replace("kilometres", "miles")
    said = wording.format(n=words, place=fact.place, total=fact.total)
    hedged = way == "hedge"
    authority = fact.authorities[-1] if way in ("spin", "update") else fact.authorities[0]
    sentence, origin = _voiced(rng, said, way, outlet, agency, authority)
    return Told(fact.key, figure, kind.open, origin, day, hedged, said, sentence, way, kind.length)


def _figure(rng: random.Random, number: int, way: str, kind: FactKind) -> tuple[str, tuple[float, float]]:
    """The figure in words, and what they allow."""
    if way == "convert" and kind.length:
        miles = number / KM_A_MILE
        return f"{miles:.0f}", ((miles - 0.5) * KM_A_MILE, (miles + 0.5) * KM_A_MILE)
    if way == "round" and not kind.total:
        step = 10 if number < 200 else 100
        below, above = number // step * step, -(-number // step) * step
        if (rng.random() < 0.5 and below < number) or number < NEARLY * above:
            return f"more than {below:,}", (below, float("inf"))
        return f"nearly {above:,}", (above * NEARLY, above)
    return f"{number:,}", (number, number)


def _voiced(rng: random.Random, said: str, way: str, outlet: str, agency: str, authority: str) -> tuple[str, str]:
    """The sentence, and who stands behind it."""
    first = said[0].upper() + said[1:]
    if way in ("tell", "round", "convert"):
        return f"{first}.", outlet
    if way == "hedge":
        verb = next(part for part in VERBS if part in said)
        return f"{first.replace(verb, f' reportedly{verb}', 1)}.", outlet
    if way == "relay":
        return f"{first}, {agency} reported, citing {authority}.", authority
    return rng.choice((f"{first}, {authority} said.", f"According to {authority}, {said}.")), authority


# --- the truth


def relation_between(a: Report, one: Told, b: Report, other: Told) -> tuple[tuple[str | None, ...], str | None]:
    """How `other` may stand to `one`, the first being what is expected, and which side is newer ("a", "b") for an update; None
    where nothing firm follows. The same words are a duplicate too, whoever says them."""
    if one.fact != other.fact:
        return (None,), None
    can_both_hold = max(one.figure[0], other.figure[0]) <= min(one.figure[1], other.figure[1])
    newer = "a" if one.day > other.day else "b" if other.day > one.day else None
    if can_both_hold:
        if a.copy_of == b.name or b.copy_of == a.name or one.origin == other.origin:
            return ("duplicate",), None
        if one.figure != other.figure and one.open and newer:
            return ("corroborates", "updates"), newer  # "more than 80", and two days later 95
        return ("corroborates", "duplicate") if one.said == other.said else ("corroborates",), None
    if one.open:
        return ("updates" if newer else None,), newer
    if one.hedged or other.hedged:
        return (None,), None
    if one.level and newer:
        return ("contradicts", "updates"), newer  # a slick measured on two days may have shrunk
    return ("contradicts",), None


def origins_of(told: Sequence[Told]) -> int:
    """How many independent origins stand behind these sentences on one fact."""
    return len({one.origin for one in told})
