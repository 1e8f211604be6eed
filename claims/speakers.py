"""Whom the speakers of one article mean among the desk's sources: by name or alias, or by a body's general name where the
article itself tells whose body it is. Whatever is not certain stays unresolved."""

from __future__ import annotations

from collections import defaultdict

from claims.models import Source, SourceAlias
from claims.source_names import find_source, name_key

BODIES = (Source.Kind.ARMY, Source.Kind.MINISTRY, Source.Kind.ORGANISATION)
MOST_SOURCES = 5000  # of one desk whose names are compared


class SpeakerFinder:
    """Finds a desk's sources for the speakers of one text; each name is looked up once."""

    def __init__(self, desk_id: int, text: str = "") -> None:
        self.desk_id = desk_id
        self.text = " ".join(text.casefold().split())
        self.known: dict[str, Source | None] = {}
        self._keys: dict[frozenset[str], dict[int, Source]] | None = None
        self._names: dict[int, set[str]] = {}

    def find(self, *names: str | None) -> Source | None:
        """The source that one of the names means, the first name first; None where nothing is certain."""
        for name in filter(None, names):
            if name not in self.known:
                self.known[name] = find_source(desk_id=self.desk_id, name=name) or self._by_words(name)
            if self.known[name] is not None:
                return self.known[name]
        return None

    def _by_words(self, name: str) -> Source | None:
        """A source by other words of its name ("Ukraine's air force"), or a body by a part of it ("the air force") where the
        text names exactly one body of which it is the part."""
        key = name_key(name)
        if not key:
            return None
        same = self._all().get(key, {})
        if same:
            return next(iter(same.values())) if len(same) == 1 else None
        if len(key) < 2:
            return None  # "officials", "the ministry": nobody in particular
        larger = {pk: source for other, held in self._all().items() if key < other for pk, source in held.items()}
        bodies = [source for source in larger.values() if source.kind in BODIES]
        named = [body for body in bodies if any(full in self.text for full in self._names[body.pk])]
        return named[0] if len(named) == 1 else None

    def _all(self) -> dict[frozenset[str], dict[int, Source]]:
        if self._keys is None:
            self._keys = defaultdict(dict)
            rows = Source.objects.filter(desk_id=self.desk_id, merged_into=None).order_by("pk")
            by_id = {source.pk: source for source in rows[:MOST_SOURCES]}
            names = [(source.pk, source.name) for source in by_id.values()]
            names += list(SourceAlias.objects.filter(source__in=by_id).values_list("source_id", "name"))
            for pk, name in names:
                self._keys[name_key(name)][pk] = by_id[pk]
                self._names.setdefault(pk, set()).add(" ".join(name.casefold().split()))
        return self._keys
