"""Sources as one desk knows them: found by name or alias, never across desks; edited, rated, merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Article, Attribution, Desk, ReliabilityRating, Source, SourceAlias
from claims.permissions import Action, Actor, require
from claims.source_names import clean_name, find_source, resolve_speakers
from claims.tasks import link_again

RELINKED = 200  # of the newest articles of a source that was merged

RETRACTION = ("retracted_at", "retracted_by", "retracted_reason", "retracted_hosts", "reopening_due")
EDITABLE = ("name", "kind", "reliability", "side", "parent")


class SourceNameTaken(Conflict):
    code = "source_name"


class StaleSource(Conflict):
    """Somebody changed the source since the actor looked; `source` is as it is now."""

    code = "stale_source"


class SourceMerged(Conflict):
    """The source was merged into another one; `source` is that one."""

    code = "source_merged"


class SourceCycle(InvalidInput):
    """A source would belong to itself, along the sources it belongs to."""

    code = "source_cycle"


def find_or_create_source(
    *, desk: Desk, name: str, kind: str = Source.Kind.OUTLET, actor: Actor | None = None
) -> Source:
    """The desk's source of that name; made when it is new."""
    name = clean_name(name)
    found = find_source(desk_id=desk.pk, name=name)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            source = Source.objects.create(desk=desk, name=name, kind=kind)
            history.append(
                verb="added source", subject=source, desk=desk, actor=actor, after={"name": name, "kind": kind}
            )
    except IntegrityError:  # another upload made it at this moment
        found = find_source(desk_id=desk.pk, name=name)
        if found is None:
            raise
        return found
    return source


def create_source(
    *,
    desk: Desk,
    actor: Actor,
    name: str,
    kind: str,
    reliability: str = "F",
    side: str = "none",
    parent: Source | None = None,
    reason: str = "",
) -> Source:
    """A new source; articles that name it as a speaker mean it from now on. A letter other than F is its first rating.

    Raises SourceNameTaken when the desk has one of that name or alias.
    """
    require(actor, Action.EDIT_SOURCES, desk.pk)
    name = _required_name(name)
    _require_free_name(desk.pk, name)
    _require_parent(None, parent, desk.pk)
    with transaction.atomic():
        source = Source.objects.create(
            desk=desk, name=name, kind=kind, reliability=reliability, side=side, parent=parent
        )
        if reliability != Source.Reliability.F:
            ReliabilityRating.objects.create(
                source=source, letter=reliability, rater=actor.user, reason=reason.strip() or _("When it was added")
            )
        resolved = resolve_speakers(source=source)
        after = {"name": name, "kind": kind, "reliability": reliability, "side": side, "parent": _name(parent)}
        history.append(
            verb="added source", subject=source, desk=desk, actor=actor, reason=reason.strip(),
            after=after | ({"hops": resolved} if resolved else {}),
        )  # fmt: skip
    return source


def edit_source(
    *, source: Source, actor: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> Source:
    """Change name, kind, side or parent; a new reliability is a rating and needs its reason.

    `version` is the one that the actor saw, where he saw one. Raises StaleSource, SourceNameTaken for a name that another
    source has, SourceCycle, SourceMerged.
    """
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise InvalidInput(_("A source has no %(unknown)s.") % {"unknown": ", ".join(sorted(unknown))}, code="field")
    if "name" in changes:
        changes["name"] = _required_name(changes["name"])
        _require_free_name(source.desk_id, changes["name"], but_for=source)
    with transaction.atomic():
        if changes.get("parent") is not None:
            Desk.objects.select_for_update(of=("self",)).get(pk=source.desk_id)  # two at once could close a circle
            _require_parent(source, changes["parent"], source.desk_id)
        source = lock_source(source, version)
        before = {name: getattr(source, name) for name, value in changes.items() if getattr(source, name) != value}
        if not before:
            return source
        if "reliability" in before:
            _add_rating(source, actor, changes["reliability"], reason)
        for name in before:
            setattr(source, name, changes[name])
        source.version += 1
        source.save(update_fields=[*before, "version"])
        if "name" in before:
            resolve_speakers(source=source)
        history.append(
            verb="edited source",
            subject=source,
            desk=source.desk_id,
            actor=actor,
            before={name: _told(value) for name, value in before.items()},
            after={name: _told(changes[name]) for name in before},
            reason=reason,
        )
    return source


def rate_source(
    *, source: Source, actor: Actor, letter: str, reason: str, version: int | None = None
) -> ReliabilityRating:
    """Append a rating with its reason; its letter is the source's from now on. The same letter again says that it was looked at."""
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    with transaction.atomic():
        source = lock_source(source, version)
        before = source.reliability
        rating = _add_rating(source, actor, letter, reason)
        source.reliability = letter
        source.version += 1
        source.save(update_fields=["reliability", "version"])
        history.append(
            verb="rated source", subject=source, desk=source.desk_id, actor=actor, before={"reliability": before},
            after={"reliability": letter}, reason=rating.reason,
        )  # fmt: skip
    return rating


def _add_rating(source: Source, actor: Actor, letter: str, reason: str) -> ReliabilityRating:
    if letter not in Source.Reliability.values:
        raise InvalidInput(
            _("Reliability is one of %(letters)s.") % {"letters": ", ".join(Source.Reliability.values)}, code="letter"
        )
    if not reason.strip():
        raise InvalidInput(_("Say why: a rating needs its reason."), code="reason")
    return ReliabilityRating.objects.create(source=source, letter=letter, rater=actor.user, reason=reason.strip())


# --- other names


def add_alias(*, source: Source, actor: Actor, name: str) -> SourceAlias:
    """Another name that the source goes by; texts that use it mean the source from now on. Raises SourceNameTaken."""
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    name = _required_name(name)
    _require_free_name(source.desk_id, name)
    with transaction.atomic():
        source = lock_source(source, None)
        alias = SourceAlias.objects.create(source=source, desk_id=source.desk_id, name=name)
        source.version += 1
        source.save(update_fields=["version"])
        resolved = resolve_speakers(source=source)
        history.append(
            verb="added alias", subject=source, desk=source.desk_id, actor=actor,
            after={"alias": name} | ({"hops": resolved} if resolved else {}),
        )  # fmt: skip
    return alias


def remove_alias(*, source: Source, actor: Actor, name: str) -> None:
    """The source no longer goes by that name. Hops that were found by it keep the source: who was meant does not change.

    Raises InvalidInput for a name that is no alias of it.
    """
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    with transaction.atomic():
        source = lock_source(source, None)
        alias = source.aliases.filter(name__iexact=clean_name(name)).first()
        if alias is None:
            raise InvalidInput(_("“%(name)s” is no other name of this source.") % {"name": name}, code="alias")
        alias.delete()
        source.version += 1
        source.save(update_fields=["version"])
        history.append(
            verb="removed alias", subject=source, desk=source.desk_id, actor=actor, before={"alias": alias.name}
        )


# --- merging


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a source has: what merging it would move."""

    articles: int
    hops: int
    aliases: int
    parts: int


def belongings(source: Source) -> Belongings:
    return Belongings(
        articles=source.articles.count(),
        hops=source.hops.count(),
        aliases=source.aliases.count(),
        parts=source.parts.count(),
    )


def merge_sources(*, source: Source, into: Source, actor: Actor, version: int, reason: str = "") -> Source:
    """Let the other one take in this source: its articles, hops, aliases and parts; texts that use its name mean the other one.

    The merged source stays, with its ratings, and its address leads on. It cannot be undone, so ask first, with `belongings`.
    Raises StaleSource, SourceMerged, InvalidInput for itself or a source of another desk. Returns the one that took it in.
    """
    require(actor, Action.EDIT_SOURCES, source.desk_id)
    if source.pk == into.pk or source.desk_id != into.desk_id:
        raise InvalidInput(_("A source is merged into another one of its desk."), code="into")
    with transaction.atomic():
        rows = {row.pk: row for row in _rows().filter(pk__in=[source.pk, into.pk]).order_by("pk")}
        source, into = _usable(rows[source.pk], version), _usable(rows[into.pk], None)
        _require_both_or_neither_retracted(source, into)
        moved = belongings(source)
        articles = list(source.articles.select_for_update(of=("self",)).order_by("pk"))
        told = _newest_articles_of(source)
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(outlet=into)
        Attribution.objects.filter(source=source).update(source=into)
        SourceAlias.objects.filter(source=source).update(source=into)
        others = [*Source.objects.filter(parent=source).exclude(pk=into.pk), *Source.objects.filter(merged_into=source)]
        _move_family(source, into)
        for row in (source, into):
            row.version += 1
        source.merged_into = into
        _hand_over_retraction(source, into)
        source.save(update_fields=["merged_into", "parent", "version", *RETRACTION])
        into.save(update_fields=["parent", "version", "retracted_hosts", "reopening_due"])
        _record_merge(source, into, actor, moved, articles, others, reason)
        for article_id in told:  # two origins may be one now
            transaction.on_commit(lambda pk=article_id: link_again(pk), robust=True)  # type: ignore[misc]
    return into


def _newest_articles_of(source: Source) -> list[int]:
    """The newest live articles that the source issued or speaks in."""
    theirs = Q(outlet=source) | Q(claims__hops__source=source)
    return list(
        Article.objects.live().filter(theirs).order_by("-pk").values_list("pk", flat=True).distinct()[:RELINKED]
    )


def _require_both_or_neither_retracted(source: Source, into: Source) -> None:
    """What rests on a retracted source would come to rest on one that is not, or the other way round, with nobody told."""
    if source.is_retracted != into.is_retracted:
        gone = source if source.is_retracted else into
        raise Conflict(
            _("“%(name)s” is retracted and the other one is not: retract or restore one of them first.")
            % {"name": gone.name},
            code="retracted",
        )


def _hand_over_retraction(source: Source, into: Source) -> None:
    """Of two retracted sources the one that stays answers for both, so that one act takes both retractions back."""
    if source.is_retracted:
        into.retracted_hosts = sorted({*into.retracted_hosts, *source.retracted_hosts})
        into.reopening_due = into.reopening_due or source.reopening_due
        source.retracted_at, source.retracted_by, source.retracted_reason = None, None, ""
        source.retracted_hosts, source.reopening_due = [], False


def _move_family(source: Source, into: Source) -> None:
    """What belonged to the merged source, or was merged into it, goes to the other one; nobody comes to belong to himself."""
    Source.objects.filter(merged_into=source).update(merged_into=into)
    Source.objects.filter(parent=source).exclude(pk=into.pk).update(parent=into)
    if into.parent_id == source.pk:
        into.parent = source.parent
    source.parent = None
    if into.parent_id == into.pk:
        into.parent = None


def _record_merge(
    source: Source,
    into: Source,
    actor: Actor,
    moved: Belongings,
    articles: list[Article],
    others: list[Source],
    reason: str,
) -> None:
    counts = {"articles": moved.articles, "hops": moved.hops, "aliases": moved.aliases}
    why = _("“%(source)s” was merged into “%(into)s”") % {"source": source.name, "into": into.name}
    for article in articles:
        history.append(
            verb="edited", subject=article, desk=article.desk_id, actor=actor, before={"outlet": source.name},
            after={"outlet": into.name}, reason=why,
        )  # fmt: skip
    for other in others:
        name = "parent" if other.merged_into_id is None else "into"
        history.append(
            verb="edited source", subject=other, desk=other.desk_id, actor=actor, before={name: source.name},
            after={name: into.name}, reason=why,
        )  # fmt: skip
    history.append(
        verb="merged source", subject=source, desk=source.desk_id, actor=actor, after={"into": into.name, **counts}, reason=reason
    )  # fmt: skip
    history.append(
        verb="took in source", subject=into, desk=into.desk_id, actor=actor, after={"source": source.name, **counts}, reason=reason
    )  # fmt: skip


def final_source(source: Source) -> Source:
    """Where a merged source's address leads."""
    return source.merged_into if source.merged_into is not None else source


# --- what the acts share


def _rows():  # type: ignore[no-untyped-def]
    return Source.objects.select_for_update(of=("self",)).select_related("merged_into", "parent")


def lock_source(source: Source, version: int | None) -> Source:
    """The source as it is now, locked. Raises StaleSource unless `version` is its version (None: any), SourceMerged."""
    return _usable(_rows().get(pk=source.pk), version)


def _usable(source: Source, version: int | None) -> Source:
    if source.merged_into is not None:
        raise SourceMerged(
            _("This source was merged into “%(name)s”.") % {"name": source.merged_into.name}, source=source.merged_into
        )
    if version is not None and source.version != version:
        raise StaleSource(
            _("Somebody else changed this source meanwhile. Nothing of yours is lost: compare, then save again."),
            source=source,
        )
    return source


def _required_name(name: str) -> str:
    name = clean_name(name)
    if not name:
        raise InvalidInput(_("A source needs a name."), code="source_name")
    return name


def _require_free_name(desk_id: int, name: str, *, but_for: Source | None = None) -> None:
    other = find_source(desk_id=desk_id, name=name)
    if other is not None and (but_for is None or other.pk != but_for.pk):
        raise SourceNameTaken(_("This desk knows a source named “%(name)s” already.") % {"name": name}, source=other)
    if Source.objects.filter(desk_id=desk_id, name__iexact=name, merged_into__isnull=False).exists():
        raise SourceNameTaken(_("“%(name)s” is the name of a merged source.") % {"name": name})


def _require_parent(source: Source | None, parent: Source | None, desk_id: int) -> None:
    """A parent of the same desk that does not itself belong to the source, as the database has it now."""
    if parent is None:
        return
    if parent.desk_id != desk_id or parent.merged_into_id:
        raise InvalidInput(_("A source belongs to another source of its desk."), code="parent")
    if source is None:
        return
    above = dict(Source.objects.filter(desk_id=desk_id, parent__isnull=False).values_list("pk", "parent_id"))
    here: int | None = parent.pk
    seen: set[int] = set()
    while here is not None and here not in seen:
        if here == source.pk:
            raise SourceCycle(
                _(
                    "“%(parent)s” belongs to “%(source)s” already; the other way round as well, both would belong to themselves."
                )
                % {"parent": parent.name, "source": source.name}
            )
        seen.add(here)
        here = above.get(here)


def _told(value: Any) -> Any:
    return value.name if isinstance(value, Source) else value


def _name(source: Source | None) -> str | None:
    return source.name if source else None
