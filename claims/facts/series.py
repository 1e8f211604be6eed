"""What the claims of one fact say over time: which figures hold, where they agree, where they part, what changed; pure.

Every rule here works on what people have confirmed. A suggested link is handed in apart and comes out apart: it moves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from claims.linking.intervals import Interval

FARTHEST = 2  # times as large: "up to 1,150" and "410" may both hold, but nobody would call them one figure
Way = Literal["up", "down", "same"]
Pair = tuple[str, str]  # keys of two versions, in any order
Edge = tuple[Decimal, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One claim's say on the fact. `at` is its article's publication as an ISO time in UTC, as far as it is known.

    `interval` is None for a claim without a figure that the others' can be compared with. `origin` names who is behind it
    (claims.linking.provenance.independent_origins), `source` whose word it is, `slack` by how much it may be rounded.
    """

    key: str
    at: str = ""
    words: str = ""
    interval: Interval | None = None
    total: Decimal | None = None
    origin: str = ""
    source: str = ""
    side: str = "none"
    slack: Decimal = Decimal(0)

    @property
    def tells(self) -> bool:
        """Whether it bounds the figure at all; "some" does not."""
        return self.interval is not None and not self.interval.is_vague


@dataclass(frozen=True, slots=True)
class Agreement:
    """Numbers that fit what several independent origins say; `interval` is what they leave, `keys` whose versions."""

    interval: Interval
    origins: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to the figure. `other` is the version that it changed, or parts from."""

    kind: Literal["first", "update", "correction", "parts", "repeats"]
    key: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Parting:
    """Two versions of which at most one can hold: judged by a person, suggested by the machine, or plain from the figures."""

    one: str
    other: str
    state: Literal["confirmed", "suggested", "unjudged"]


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a source's first figure on one fact: the one that holds now, and which way it went."""

    first: str
    latest: str
    way: Way


def in_order(versions: Iterable[Version]) -> list[Version]:
    """Earliest first; those of an unknown time come last, for nothing says when they were."""
    return sorted(versions, key=lambda version: (not version.at, version.at, _number(version.key)))


def _number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdigit() else (0, key)


def superseded(updates: Iterable[tuple[str, str]]) -> set[str]:
    """The keys of figures that a newer one took the place of; `updates` are confirmed (newer, older) pairs.

    Of updates that go round in a circle none counts: nobody knows then which figure is the newest.
    """
    newer_of: dict[str, set[str]] = defaultdict(set)
    for newer, older in updates:
        newer_of[older].add(newer)
    return {older for older in list(newer_of) if not _leads_to(older, older, newer_of)}


def _leads_to(start: str, goal: str, newer_of: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    open_ends = list(newer_of.get(start, ()))
    while open_ends:
        key = open_ends.pop()
        if key == goal:
            return True
        if key not in seen:
            seen.add(key)
            open_ends.extend(newer_of.get(key, ()))
    return False


# --- agreement


def agreed(versions: Iterable[Version], replaced: Collection[str] = ()) -> list[Agreement]:
    """What at least two independent origins agree on, the widest agreement first; figures in `replaced` say nothing any more.

    An origin that also gives a figure outside of the agreement is not counted for it, and neither is an open figure that is
    far from it: "more than 40" does not bear out 81.
    """
    current = [version for version in versions if version.tells and version.key not in replaced and version.origin]
    found: list[Agreement] = []
    for candidate in current:
        agreement = _around(candidate, current)
        if agreement is not None and agreement not in found:
            found.append(agreement)
    kept = [one for one in found if not any(set(one.keys) < set(other.keys) for other in found)]
    return sorted(kept, key=lambda one: (-len(one.origins), -len(one.keys), one.keys))


def _around(candidate: Version, current: Sequence[Version]) -> Agreement | None:
    """The agreement of all versions that allow the lowest number which the candidate allows; None below two origins."""
    low = _low_edge(_loose(candidate))
    fitting = [one for one in current if _low_edge(_loose(one)) <= low <= _high_edge(_loose(one))]
    shared = _shared(fitting)
    fitting = [one for one in fitting if not _is_far(one, shared)]
    quarrel = {one.origin for one in current if _apart(_loose(one), shared)}
    fitting = [one for one in fitting if one.origin not in quarrel]
    origins = dict.fromkeys(one.origin for one in in_order(fitting))
    if len(origins) < 2:
        return None
    return Agreement(_shared(fitting), tuple(origins), tuple(one.key for one in in_order(fitting)))


def _loose(version: Version) -> Interval:
    """The interval with its rounding; the ends that rounding reaches are themselves no longer meant."""
    assert version.interval is not None
    if not version.slack:
        return version.interval
    wide = version.interval.widened(version.slack, version.slack)
    return replace(wide, low_exclusive=wide.low is not None, high_exclusive=wide.high is not None)


_ENDLESS = Decimal("Infinity")


def _low_edge(interval: Interval) -> Edge:
    return (-_ENDLESS, 0) if interval.low is None else (interval.low, int(interval.low_exclusive))


def _high_edge(interval: Interval) -> Edge:
    return (_ENDLESS, 0) if interval.high is None else (interval.high, -int(interval.high_exclusive))


def _shared(versions: Sequence[Version]) -> Interval:
    """What all of them allow: as written where that is anything, else with the rounding."""
    strict = _intersection([one.interval for one in versions if one.interval is not None])
    loose = _intersection([_loose(one) for one in versions])
    return strict or loose or Interval()


def _intersection(intervals: Sequence[Interval]) -> Interval | None:
    low, high = max(map(_low_edge, intervals)), min(map(_high_edge, intervals))
    if low > high:
        return None
    return Interval(
        None if low[0] == -_ENDLESS else low[0],
        None if high[0] == _ENDLESS else high[0],
        bool(low[1]),
        bool(high[1]),
    )


def _apart(a: Interval, b: Interval) -> bool:
    return _intersection([a, b]) is None


def can_both_hold(a: Version, b: Version) -> bool:
    """Whether one number fits both, rounding allowed for. Versions without a figure part from nothing."""
    if not (a.tells and b.tells):
        return True
    assert a.interval is not None and b.interval is not None  # noqa: PT018
    if not _apart(a.interval, b.interval):
        return True
    slack = max(a.slack, b.slack)
    return not _apart(_loose(replace(a, slack=slack)), b.interval)


def point(interval: Interval) -> Decimal | None:
    """The number that was said, as near as the bounds tell."""
    if interval.low is not None and interval.high is not None:
        return (interval.low + interval.high) / 2
    return interval.low if interval.low is not None else interval.high


def _is_far(version: Version, shared: Interval) -> bool:
    """An open figure that only its open end ties to the others."""
    interval = version.interval
    if interval is None or (interval.low is not None and interval.high is not None):
        return False
    mine, theirs = point(interval), point(shared)
    if mine is None or theirs is None:
        return False
    smaller, larger = sorted((abs(mine), abs(theirs)))
    return larger > FARTHEST * smaller


@dataclass(frozen=True, slots=True)
class SharedTotal:
    """The whole that counts are taken out of, where at least two origins give the same one."""

    total: Decimal
    origins: tuple[str, ...]
    giving: int  # versions that give this total
    giving_any: int  # versions that give one at all
    versions: int


def agreed_total(versions: Sequence[Version], replaced: Collection[str] = ()) -> SharedTotal | None:
    """The total ("of 93") on which two independent origins agree and from which nobody departs."""
    current = [one for one in versions if one.key not in replaced]
    giving = [one for one in in_order(current) if one.total is not None]
    totals = {one.total for one in giving}
    origins = tuple(dict.fromkeys(one.origin for one in giving if one.origin))
    if len(totals) != 1 or len(origins) < 2:
        return None
    total = next(iter(totals))
    assert total is not None
    return SharedTotal(total, origins, len(giving), len(giving), len(current))


def said_alike(keys: Sequence[str], agreeing: Iterable[Pair], origins: dict[str, str]) -> list[tuple[str, ...]]:
    """Claims without figures that confirmed links hold together, where at least two origins are among them."""
    groups = {key: {key} for key in keys}
    for one, other in agreeing:
        if one in groups and other in groups and groups[one] is not groups[other]:
            groups[one] |= groups[other]
            for key in groups[other]:
                groups[key] = groups[one]
    distinct = {id(group): group for group in groups.values()}.values()
    return [
        tuple(key for key in keys if key in group)
        for group in distinct
        if len({origins[key] for key in group if origins.get(key)}) >= 2
    ]


# --- parting


def partings(
    versions: Sequence[Version], confirmed: Iterable[Pair], suggested: Iterable[Pair], replaced: Collection[str] = ()
) -> list[Parting]:
    """Where the numbers part, those that a person judged first; suggestions are told apart and count for nothing.

    Two current figures that no number fits part too, whether or not anybody has looked ("unjudged").
    """
    judged = {frozenset(pair) for pair in confirmed}
    proposed = {frozenset(pair) for pair in suggested} - judged
    ordered = in_order(versions)
    keys = [one.key for one in ordered]
    found = []
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            pair = frozenset((one.key, other.key))
            state: Literal["confirmed", "suggested", "unjudged"] | None = None
            if pair in judged:
                state = "confirmed"
            elif pair in proposed:
                state = "suggested"
            elif not {one.key, other.key} & set(replaced) and not can_both_hold(one, other):
                state = "unjudged"
            if state is not None:
                found.append(Parting(one.key, other.key, state))
    rank = {"confirmed": 0, "unjudged": 1, "suggested": 2}
    return sorted(found, key=lambda one: (rank[one.state], keys.index(one.one), keys.index(one.other)))


# --- over time


def changes(
    versions: Iterable[Version], updates: Iterable[tuple[str, str]], contradictions: Iterable[Pair] = ()
) -> list[Change]:
    """What happened to the figure, in the order in which it was published: the first one, updates and corrections that
    people confirmed, and figures that part from an earlier one by a confirmed contradiction.

    A later and higher figure is an update; a later and lower one a correction, which replaces the older figure as well. Of
    the figures that one takes the place of the latest is named.
    """
    ordered = in_order(one for one in versions if one.tells)
    by_key = {one.key: one for one in ordered}
    older_of: dict[str, list[str]] = defaultdict(list)
    for newer, older in updates:
        if newer in by_key and older in by_key:
            older_of[newer].append(older)
    parts = {frozenset(pair) for pair in contradictions}
    result: list[Change] = []
    moved: set[tuple[Interval | None, Interval | None]] = set()  # (from, to): the same move is told once
    for place, version in enumerate(ordered):
        earlier = ordered[:place]
        replaces = in_order(by_key[key] for key in older_of[version.key])[-1:]
        told = [one for one in replaces if (one.interval, version.interval) not in moved]
        moved.update((one.interval, version.interval) for one in told)
        against = [one for one in earlier if frozenset((one.key, version.key)) in parts]
        result += [Change(_update_kind(version, older), version.key, older.key) for older in told]
        result += [Change("parts", version.key, one.key) for one in against]
        if not earlier and not replaces:
            result.append(Change("first", version.key))
        elif not told and not against:
            same = next((one for one in reversed(earlier) if one.interval == version.interval), None)
            if same is not None:
                result.append(Change("repeats", version.key, same.key))
    return result


def _update_kind(newer: Version, older: Version) -> Literal["update", "correction"]:
    return "correction" if way_of(older, newer) == "down" else "update"


def way_of(first: Version, later: Version) -> Way:
    """Which way the figure went."""
    if first.interval is None or later.interval is None:
        return "same"
    before, after = point(first.interval), point(later.interval)
    if before is None or after is None or before == after:
        return "same"
    return "up" if after > before else "down"


def revision_of_first(versions: Iterable[Version], updates: Iterable[tuple[str, str]], source: str) -> Revision | None:
    """What became of the first figure that the source gave: revised where a confirmed update took its place, or where the
    source itself later gave a figure that cannot hold beside it. None where it never gave a figure of a known time."""
    ordered = in_order(one for one in versions if one.tells and one.at)
    mine = [one for one in ordered if one.source == source]
    if not mine:
        return None
    first = mine[0]
    by_key = {one.key: one for one in versions}
    latest = _newest(first.key, updates)
    if latest != first.key and latest in by_key:
        return Revision(first.key, latest, way_of(first, by_key[latest]))
    own = next((one for one in reversed(mine[1:]) if one.at > first.at and not can_both_hold(first, one)), None)
    if own is not None:
        return Revision(first.key, own.key, way_of(first, own))
    return Revision(first.key, first.key, "same")


def _newest(key: str, updates: Iterable[tuple[str, str]]) -> str:
    """Where the chain of updates from this figure ends; itself where nothing replaced it, or where the chain is a circle."""
    newer_of: dict[str, list[str]] = defaultdict(list)
    for newer, older in updates:
        newer_of[older].append(newer)
    seen, here = {key}, key
    while newer_of[here]:
        here = max(newer_of[here], key=_number)
        if here in seen:
            return key
        seen.add(here)
    return here
