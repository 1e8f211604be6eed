"""Attribution chains → who a claim goes back to, and whether two go back to the same; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    if a.relays and b.relays and a.relays[0] == b.relays[0] and (not a.attributed and not b.attributed):
        return "both are the same outlet's own words"
    return None


def independent_origins(origins: Iterable[Origin]) -> int:
    """How many of them go back to somebody of their own. An unnamed speaker counts as the outlet that quotes it."""
    groups: list[list[Origin]] = []
    for origin in origins:
        joined = [group for group in groups if any(_one(origin, member) for member in group)]
        groups = [group for group in groups if group not in joined] + [
            [origin, *(m for group in joined for m in group)]
        ]
    return len(groups)


def _one(a: Origin, b: Origin) -> bool:
    if same_origin(a, b) is not None:
        return True
    unnamed = not (a.attributed and a.speaker) or not (b.attributed and b.speaker)
    return unnamed and bool(a.relays) and bool(b.relays) and a.relays[0] == b.relays[0]
