"""Whom the speakers of one article mean among the desk's sources: by name or alias, or by a body's general name where the
article itself tells whose body it is. Whatever is not certain stays unresolved."""

from __future__ import annotations

from collections import defaultdict

from claims.linking import words
from claims.models import Source, SourceAlias
from claims.sources import find_source

BODIES = (Source.Kind.ARMY, Source.Kind.MINISTRY, Source.Kind.ORGANISATION)
MOST_BODIES = 2000  # of one desk that are looked at
SPELLINGS = {"defenc": "defens"}  # both spellings of one office


class SpeakerFinder:
    """Finds a desk's sources for the speakers of one text; each name is looked up once."""

    def __init__(self, desk_id: int, text: str = "") -> None:
        self.desk_id = desk_id
        self.text = " ".join(text.casefold().split())
        self.known: dict[str, Source | None] = {}
        self._bodies: dict[frozenset[str], dict[int, Source]] | None = None
        self._names: dict[int, set[str]] = {}

    def find(self, *names: str | None) -> Source | None:
        """The source that one of the names means, the first name first; None where nothing is certain."""
        for name in filter(None, names):
            if name not in self.known:
                self.known[name] = find_source(desk_id=self.desk_id, name=name) or self._body(name)
            if self.known[name] is not None:
                return self.known[name]
        return None

    def _body(self, name: str) -> Source | None:
        """A body by other words of its name ("Ukraine's air force"), or by a part of it ("the air force") where the text
        names exactly one body of which it is the part."""
        key = name_key(name)
        if len(key) < 2:
            return None  # "officials", "the ministry": nobody in particular
        bodies = self._all_bodies()
        same = bodies.get(key, {})
        if len(same) == 1:
            return next(iter(same.values()))
        if same:
            return None
        larger = {pk: source for other, held in bodies.items() if key < other for pk, source in held.items()}
        named = [source for pk, source in larger.items() if any(full in self.text for full in self._names[pk])]
        return named[0] if len(named) == 1 else None

    def _all_bodies(self) -> dict[frozenset[str], dict[int, Source]]:
        if self._bodies is None:
            self._bodies = defaultdict(dict)
            rows = Source.objects.filter(desk_id=self.desk_id, kind__in=BODIES, merged_into=None).order_by("pk")
            by_id = {source.pk: source for source in rows[:MOST_BODIES]}
            names = [(source.pk, source.name) for source in by_id.values()]
            names += list(SourceAlias.objects.filter(source__in=by_id).values_list("source_id", "name"))
            for pk, name in names:
                self._bodies[name_key(name)][pk] = by_id[pk]
                self._names.setdefault(pk, set()).add(" ".join(name.casefold().split()))
        return self._bodies


def name_key(name: str) -> frozenset[str]:
    """What is left of a name without articles, case, possessives and endings: "Ukraine's Air Force" is "the Ukrainian air force"."""
    small = words.small_words()
    plain = (words.plain(token) for token in words.TOKEN.findall(name))
    stems = (words.name_stem(words.stem(word)) for word in plain if word not in small)
    return frozenset(SPELLINGS.get(stem, stem) for stem in stems)
