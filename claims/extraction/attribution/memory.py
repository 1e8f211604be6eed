"""Who was spoken of so far, so that "he", "they" and "the ministry" find their speaker."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from claims.extraction.attribution.cues import speaker_bodies, speaker_nouns, speaker_people
from claims.extraction.attribution.names import name_of
from claims.extraction.parsing import Parsed

MentionKind = Literal["person", "body", "group", "thing", "things"]
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "his"})
_GROUP_PRONOUNS = frozenset({"they", "them", "their"})
_BODY_PRONOUNS = frozenset({"it", "its"})
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "sir",
        "dame",
        "lord",
        "lady",
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "prof.",
        "gen.",
        "col.",
        "sen.",
        "rep.",
        "gov.",
        "lt.",
        "sgt.",
    ]
)
_HE_TITLES = frozenset({"mr", "mr.", "sir", "lord"})
_SHE_TITLES = frozenset({"mrs", "mrs.", "ms", "ms.", "miss", "dame", "lady"})
# Paragraphs after which nobody is remembered as "he" any more.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """`words` are those of the name and of what was said about it, lower case, for "the union" to find its way back."""

    text: str
    kind: MentionKind
    words: frozenset[str]
    paragraph: int
    spoke: bool
    named: bool
    gender: str | None = None
    leads: bool = True  # stood where pronouns look first: as a subject or a speaker
    counted: bool = False  # has a number in its name, which a pronoun does not repeat


@dataclass(slots=True)
class Memory:
    mentions: list[Mention] = field(default_factory=list)
    longest: int = 150
    _named: dict[tuple[str, str], Mention] = field(default_factory=dict)

    def note(self, mention: Mention) -> None:
        full = self._fuller(mention)
        self.mentions.append(full)
        if len(self.mentions) > self.longest:
            del self.mentions[0]

    def _fuller(self, mention: Mention) -> Mention:
        """ "Mr Kotenok" is the "Yuri Kotenok" of before: what was known of him stays known."""
        if not mention.named:
            return mention
        key = (mention.kind, mention.text.rpartition(" ")[2])
        earlier = self._named.get(key)
        if earlier is not None:
            longer = len(earlier.text) > len(mention.text) and _same_name(earlier, mention)
            mention = replace(
                mention,
                text=earlier.text if longer else mention.text,
                words=mention.words | earlier.words,
                gender=mention.gender or earlier.gender,
            )
        self._named[key] = mention
        return mention

    def resolve(self, word: str, paragraph: int, *, speaks: bool = False) -> Mention | None:
        """Whom a pronoun means, as of now; the last one of its kind within a few paragraphs. One who speaks is no thing."""
        fitting = [mention for mention in self._fitting(word, paragraph, _REACH, speaks=speaks) if mention.leads]
        speakers = [mention for mention in fitting if mention.named or mention.spoke] if speaks else fitting
        candidates = speakers or fitting
        return candidates[-1] if candidates else None

    def is_certain(self, word: str, paragraph: int, *, speaks: bool = False) -> bool:
        """True when only one that fits was mentioned near by."""
        return len({mention.text for mention in self._fitting(word, paragraph, 1, speaks=speaks)}) == 1

    def _fitting(self, word: str, paragraph: int, reach: int, *, speaks: bool) -> list[Mention]:
        kinds = self._kinds(word, speaks=speaks)
        wrong = {"he": "f", "him": "f", "his": "f", "she": "m", "her": "m"}.get(word)
        return [
            m
            for m in self.mentions
            if m.kind in kinds and paragraph - m.paragraph <= reach and (wrong is None or m.gender != wrong)
        ]

    def _kinds(self, word: str, *, speaks: bool) -> tuple[MentionKind, ...]:
        if word in _PERSON_PRONOUNS:
            return ("person",)
        if word in _GROUP_PRONOUNS:
            return ("group",) if speaks else ("group", "things")
        if word in _BODY_PRONOUNS:
            return ("body",) if speaks else ("body", "thing")
        return ()

    def find_noun(self, noun: str, paragraph: int) -> Mention | None:
        """Whom "the ministry" or "the spokesman" means: the last name that was called so, or has the word in it."""
        for mention in reversed(self.mentions):
            if noun in mention.words and mention.named:
                return mention
        return None


def _same_name(earlier: Mention, mention: Mention) -> bool:
    names = [word for word in mention.text.split() if word.lower() not in _TITLES]
    return len(names) <= 1 or set(names) <= set(earlier.text.split())


def passing_mention(parsed: Parsed, noun: int, paragraph: int) -> Mention:
    """A noun that is no subject, by its last word alone: enough to know that a pronoun might mean it."""
    kind = _kind_of(parsed, noun, spoke=False)
    if kind is None:
        kind = "things" if parsed.tags[noun] in ("NNS", "NNPS") else "thing"
    return Mention(parsed.words[noun], kind, frozenset(), paragraph, False, parsed.is_name(noun), leads=False)


def mention_of(parsed: Parsed, noun: int, paragraph: int, text: str, *, spoke: bool) -> Mention | None:
    """A noun phrase as a mention; None for pronouns and for nouns that are no speakers."""
    tag = parsed.tags[noun]
    if not tag.startswith("NN"):
        return None
    kind = _kind_of(parsed, noun, spoke=spoke)
    if kind is None:
        return None
    span = name_of(parsed, noun)
    within = parsed.words_in(span)
    named = parsed.is_name(noun) or any(parsed.is_name(i) for i in within)
    name = span.of(text)
    apposed = parsed.child(noun, "appos")
    words = {parsed.lower[i] for i in within}
    if apposed is not None:
        words |= {parsed.lower[i] for i in parsed.subtree(apposed) if parsed.is_noun(i)}
        if parsed.is_name(apposed) and not parsed.is_name(noun):
            name, named = name_of(parsed, apposed).of(text), True
            kind = "person" if kind == "person" else kind
    counted = any(parsed.tags[i] == "CD" for i in within)
    return Mention(name, kind, frozenset(words), paragraph, spoke, named, _gender(words), counted=counted)


def _kind_of(parsed: Parsed, noun: int, *, spoke: bool) -> MentionKind | None:
    word = parsed.lower[noun]
    joined = any(parsed.deps[c] == "conj" for c in parsed.children[noun])
    if joined or parsed.tags[noun] in ("NNS", "NNPS"):
        return "group" if joined or spoke or word in speaker_nouns() or parsed.tags[noun] == "NNPS" else None
    if word in speaker_bodies():
        return "body"
    if word in speaker_people():
        return "person"
    if not parsed.is_name(noun):
        return "body" if spoke else None
    beside = [c for c in parsed.children[noun] if parsed.deps[c] in ("compound", "amod", "nmod")]
    own = [noun, *beside, *(c for b in beside for c in parsed.children[b] if parsed.deps[c] == "compound")]
    lower = {parsed.lower[i] for i in own}
    if lower & _TITLES or lower & speaker_people():
        return "person"
    if lower & speaker_bodies() or parsed.child(noun, "det") is not None or parsed.words[noun].isupper():
        return "body"
    apposed = parsed.child(noun, "appos")
    if apposed is not None and parsed.lower[apposed] in speaker_bodies():
        return "body"
    names = sum(parsed.is_name(i) for i in own)
    if names >= 2 or (apposed is not None and parsed.lower[apposed] in speaker_people()):
        return "person"
    return "person" if spoke else "body"


def _gender(words: set[str]) -> str | None:
    if words & _HE_TITLES or words & {"spokesman", "chairman", "father", "king", "prince"}:
        return "m"
    if words & _SHE_TITLES or words & {"spokeswoman", "chairwoman", "mother", "queen"}:
        return "f"
    return None
