"""Names of sources: which source a name means, and which hops mean a source."""

from __future__ import annotations

from django.db.models import Q

from claims.linking import words
from claims.models import Attribution, Source

MOST_NAMES = 5000  # different spellings of speakers that are looked at for one source
SPELLINGS = {"defenc": "defen", "defens": "defen"}  # both spellings of one office


def clean_name(name: str) -> str:
    return " ".join(name.split())[:200]


def find_source(*, desk_id: int, name: str) -> Source | None:
    """The desk's source of that name or alias, whatever the case; for the name of a merged one the source that took it in."""
    name = clean_name(name)
    if not name:
        return None
    known = Source.objects.filter(desk_id=desk_id).select_related("merged_into")
    found = known.filter(name__iexact=name).first() or known.filter(aliases__name__iexact=name).first()
    return found.merged_into if found is not None and found.merged_into is not None else found


def name_key(name: str) -> frozenset[str]:
    """What is left of a name without articles, case, possessives and endings: "Ukraine's Air Force" is "the Ukrainian air force"."""
    small = words.small_words()
    plain = (words.plain(token) for token in words.TOKEN.findall(name))
    stems = (words.name_stem(words.stem(word)) for word in plain if word not in small)
    return frozenset(SPELLINGS.get(stem, stem) for stem in stems)


def resolve_speakers(*, source: Source) -> int:
    """Let hops without a source that use one of its names mean the source, articles, case and possessives aside; returns how
    many did. A name that another source of the desk has as well is left alone."""
    if source.merged_into_id:
        return 0
    unresolved = Attribution.objects.filter(source=None, claim__desk_id=source.desk_id)
    resolved = 0
    for name in [source.name, *source.aliases.values_list("name", flat=True)]:
        key = name_key(name)
        longest = max(words.TOKEN.findall(name) or [name], key=len)[:-1] or name
        if not key or _is_shared(source, key, longest):
            continue
        likely = unresolved.filter(Q(resolved__icontains=longest) | Q(resolved="", source_words__icontains=longest))
        for spelled, said in likely.order_by().values_list("resolved", "source_words").distinct()[:MOST_NAMES]:
            if name_key(spelled or said) == key:
                mine = unresolved.filter(resolved=spelled)
                resolved += (mine if spelled else mine.filter(source_words=said)).update(source=source)
    return resolved


def _is_shared(source: Source, key: frozenset[str], longest: str) -> bool:
    others = Source.objects.filter(desk_id=source.desk_id, merged_into=None).exclude(pk=source.pk)
    names = others.filter(Q(name__icontains=longest)).values_list("name", flat=True)
    return any(name_key(name) == key for name in names[:MOST_NAMES])
