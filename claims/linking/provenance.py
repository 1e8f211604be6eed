"""Attribution chains → who a claim goes back to, whether two go back to the same, and how many origins there are; pure.

The graph, the weakest hop and a party's word on itself are in `provenance_graph.py`; stored rows are read by `origins.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from claims.linking import words


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim comes from as far as its article says.

    `speaker` is the innermost one as stems of its words, without articles and pronouns; empty where the article speaks
    itself or the speaker is unnamed. `relays` are the outer hops and the outlet. `attributed` is False for the
    article's own voice.
    """

    speaker: words.Name = ()
    relays: tuple[words.Name, ...] = ()
    attributed: bool = False
    named: bool = False


NOBODY = Origin()


def origin_of(hops: Sequence[tuple[str, str]], outlet: str) -> Origin:
    """The origin of a chain of (speaker, cue), outermost first, in an article of that outlet."""
    speakers = [speaker_stems(speaker) for speaker, _ in hops]
    relays = tuple(stems for stems in [speaker_stems(outlet), *speakers[:-1]] if stems)
    if not speakers:
        return Origin((), relays, False, False)
    return Origin(speakers[-1], relays, True, bool(words.names(f"x {hops[-1][0]}").strong))


def speaker_stems(speaker: str) -> words.Name:
    """The content words of a speaker's name: "the Dravian air force" → ("drav", "air", "force")."""
    small = words.small_words()
    tokens = (token for token in words.TOKEN.findall(speaker) if words.plain(token) not in small)
    return tuple(words.name_stem(words.stem(token) if token[0].islower() else token) for token in tokens)[:8]


def same_speaker(a: words.Name, b: words.Name) -> bool:
    """Whether two speakers are one: the same words, or the shorter's words all in the longer ("air force", "Dravian
    air force"). One word that is no name, like "officials", is nobody in particular."""
    if not a or not b:
        return False
    shorter, longer = sorted((set(a), set(b)), key=len)
    return shorter <= longer


def same_origin(a: Origin, b: Origin) -> str | None:
    """Why the two go back to one origin, in words; None when they do not, or nobody can tell."""
    spoken = a.attributed and b.attributed and same_speaker(a.speaker, b.speaker)
    if spoken and (a.named or b.named or len(set(a.speaker) & set(b.speaker)) >= 2):
        return "both go back to the same speaker"
    for one, other in ((a, b), (b, a)):
        outlet = one.relays[0] if one.relays else ()
        if other.attributed and not one.attributed and same_speaker(outlet, other.speaker) and other.named:
            return "one cites the other's outlet"
        if outlet and any(same_speaker(outlet, relay) and len(relay) > 0 for relay in other.relays[1:]):
            return "one relays the other's outlet"
    for one, other in ((a, b), (b, a)):
        passed_on = any(same_speaker(other.speaker, relay) and len(relay) > 1 for relay in one.relays[1:])
        if other.attributed and passed_on and (other.named or len(other.speaker) > 1):
            return "one cites whom the other's source passes on"
    if a.relays and b.relays and a.relays[0] == b.relays[0] and (not a.attributed and not b.attributed):
        return "both are the same outlet's own words"
    return None


# --- how many origins


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that speaks for or against something: a claim of an article, a web address, a contact.

    `key` is the caller's own name for it. `source` is the innermost speaker as the desk knows it (any id; that of the army
    for its spokesman), `outlet` who published it, likewise; empty where unknown. `host` is `host_of` its address. `article`
    tells what stands in one text. `label` is what people call who stands behind it.
    """

    key: str
    origin: Origin = NOBODY
    source: str = ""
    outlet: str = ""
    outlet_name: str = ""
    host: str = ""
    article: str = ""
    label: str = ""
    retracted: bool = False  # a retracted source stands on its way: what goes back to such voices only is no origin


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """One independent origin: what to call it, the keys of the voices that go back to it, and why they do, in words."""

    name: str
    members: tuple[str, ...]
    why: tuple[str, ...] = ()


def independent_origins(voices: Iterable[Voice], copies: Iterable[tuple[str, str]] = ()) -> list[OriginGroup]:
    """The origins that stand behind these voices, in the order in which they first appear; `len()` is their number.

    The one rule for links, facts, pages and evidence: two voices are one origin when their speakers are one, when
    one cites, relays or copies the other, or when both are the own words of one outlet, host or article. An unnamed
    speaker counts as the outlet that quotes it. Two voices of one article are two origins only where it quotes two
    speakers by name: its own words pass on whom it quotes. What goes back to retracted voices only is left out. `copies`
    are pairs of keys whose words are shared text (near copies that are confirmed, or overlap strongly). From stored rows:
    `claims.linking.origins.voices_of_claims` and `voice_of_evidence` make the voices, `copied_pairs` the copies.
    """
    rows = list(voices)
    copied = {frozenset(pair) for pair in copies}
    groups: list[list[int]] = []
    reasons: list[list[str]] = []
    for index, row in enumerate(rows):
        joined: list[tuple[int, str]] = []
        for place, group in enumerate(groups):
            why = next(filter(None, (_one_origin(rows[member], row, copied) for member in group)), None)
            if why:
                joined.append((place, why))
        if not joined:
            groups.append([index])
            reasons.append([])
            continue
        first = joined[0][0]
        for place, why in reversed(joined):
            reasons[first].append(why)
            if place != first:
                groups[first] += groups.pop(place)
                reasons[first] += reasons.pop(place)
        groups[first] = sorted([*groups[first], index])
    groups, reasons = _without_relays(rows, groups, reasons)
    return [
        OriginGroup(_group_name([rows[i] for i in group]), tuple(rows[i].key for i in group), tuple(dict.fromkeys(why)))
        for group, why in zip(groups, reasons, strict=True)
        if not all(rows[i].retracted for i in group)
    ]


def _one_origin(a: Voice, b: Voice, copied: Collection[frozenset[str]]) -> str | None:
    """Why the two are one origin, in words."""
    if frozenset((a.key, b.key)) in copied:
        return "one text is a copy of the other"
    if a.source and a.source == b.source:
        return "both go back to the same speaker"
    if (why := same_origin(a.origin, b.origin)) is not None:
        return why
    for one, other in ((a, b), (b, a)):
        if other.source and other.source == one.outlet and not one.origin.attributed:
            return "one cites the other's outlet"
    if _speaks_itself(a) and _speaks_itself(b):
        if a.article and a.article == b.article:
            return "both are the same article's own words"
        if (a.outlet and a.outlet == b.outlet) or _same_outlet_words(a, b) or _same_host(a.host, b.host):
            return "both are the same outlet's own words"
    if a.article and a.article == b.article and not (_names_speaker(a) or _names_speaker(b)):
        return "both stand in one article, which names no speaker for either"
    return None


def _without_relays(
    rows: Sequence[Voice], groups: list[list[int]], reasons: list[list[str]]
) -> tuple[list[list[int]], list[list[str]]]:
    """The groups, those that quote nobody by name taken into the one whose named speaker stands in the same article: an
    article that says what its speaker says passes it on. Each goes to one group only, so that no two speakers become one."""
    articles = [{rows[i].article for i in group} - {""} for group in groups]
    named = [{rows[i].article for i in group if _names_speaker(rows[i])} - {""} for group in groups]
    quotes_nobody = [not any(_names_speaker(rows[i]) for i in group) for group in groups]
    for place, group in enumerate(groups):
        if not quotes_nobody[place]:
            continue
        behind = next((other for other, quoted in enumerate(named) if quoted & articles[place]), None)
        if behind is not None:
            groups[behind] = sorted([*groups[behind], *group])
            reasons[behind] += [*reasons[place], "an article passes on whom it quotes"]
            groups[place] = []
    kept = sorted((place for place, group in enumerate(groups) if group), key=lambda place: groups[place][0])
    return [groups[place] for place in kept], [reasons[place] for place in kept]


def _names_speaker(one: Voice) -> bool:
    """Somebody with a name of his own, or whom the desk knows, is quoted."""
    return bool(one.source) or (one.origin.attributed and one.origin.named)


def _speaks_itself(one: Voice) -> bool:
    """Nobody of a name of his own is quoted: the outlet, or the host, answers for it."""
    origin = one.origin
    return not one.source and not (origin.attributed and origin.speaker and (origin.named or len(origin.speaker) > 1))


def _same_outlet_words(a: Voice, b: Voice) -> bool:
    outlet_a, outlet_b = (speaker_stems(one.outlet_name) for one in (a, b))
    if outlet_a and outlet_a == outlet_b:
        return True
    return _named_by_host(a.outlet_name, b.host) or _named_by_host(b.outlet_name, a.host)


def _named_by_host(outlet: str, host: str) -> bool:
    """Whether the host is called like the outlet: "The Varn Herald" and varn-herald.example."""
    called = "".join(t for t in map(words.plain, words.TOKEN.findall(outlet)) if t not in words.small_words())
    return len(called) > 4 and any(label.replace("-", "") == called for label in host.split(".")[:-1])


def _same_host(a: str, b: str) -> bool:
    """The same host, or one a part of the other: news.example.org and example.org."""
    if not a or not b or "/" in a or "/" in b:
        return bool(a) and a == b
    shorter, longer = sorted((a, b), key=len)
    return shorter == longer or (shorter.count(".") > 0 and longer.endswith("." + shorter))


def within_host(host: str, own: str) -> bool:
    """Whether an address at `host` is one at `own`: the same, or a part of it ("news.example.org" of "example.org")."""
    return host == own or ("/" not in own and host.endswith("." + own))


def _group_name(group: Sequence[Voice]) -> str:
    named = [one for one in group if not _speaks_itself(one)] or list(group)
    return next((one.label for one in named if one.label), "") or next((one.host for one in group if one.host), "")


_ACCOUNTS = frozenset(
    (
        "t.me",
        "x.com",
        "twitter.com",
        "facebook.com",
        "instagram.com",
        "tiktok.com",
        "vk.com",
        "medium.com",
        "threads.net",
    )
)
_NOT_ACCOUNTS = frozenset(("", "s", "c", "i", "p", "watch", "share", "status", "photo", "story.php", "permalink.php"))


def host_of(url: str) -> str:
    """Whose address it is: the host without "www."; of a platform also the account ("t.me/channel"); of a web archive's copy
    that of the page copied. Empty for no address."""
    found = _ADDRESS.match(url.strip())
    if not found:
        return ""
    host, path = found[1].lower().removeprefix("www.").removeprefix("m.").removeprefix("mobile."), found[2]
    if host == "web.archive.org" and (inner := _ARCHIVED.match(path)):
        return host_of(inner[1])
    if host in _ACCOUNTS:
        parts = [part for part in path.split("/") if part != "s"]
        account = parts[1].lower().removeprefix("@") if len(parts) > 1 else ""
        return host if account in _NOT_ACCOUNTS else f"{host}/{account}"
    return host


_ADDRESS = re.compile(r"https?://(?:[^/@?#]*@)?([^/:?#]+)(?::\d+)?([^?#]*)", re.IGNORECASE)
_ARCHIVED = re.compile(r"/web/[^/]+/(https?:/?/?[^?#]+)")
