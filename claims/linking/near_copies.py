"""Near copies: which of the desk's articles share much of their text, and what people decide about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.linking.comparison import compare
from claims.linking.origins import counting_copies, placed_in_shared_passages
from claims.linking.profiles import stored_profiles
from claims.linking.selection import as_copy
from claims.linking.shared_text import (
    STRONG_OVERLAP,
    TEXTS_A_BAND,
    SharedText,
    band_numbers,
    shared_text,
    words_of,
)
from claims.models import Article, ClaimLink, NearCopy, Revision, TextBand, User
from claims.permissions import Action, Actor, require
from claims.spans import Span

LEAST_CONTAINMENT = 0.2  # of the shorter text; less is a phrase or a quotation
LEAST_WORDS = 40
TEXTS_COMPARED = 20

State = NearCopy.State

SEARCH = """
SELECT sharing.revision_id, count(*) AS bands
FROM unnest(%(bands)s::bigint[]) AS wanted(band) CROSS JOIN LATERAL (
    SELECT b.revision_id FROM claims_textband b
    WHERE b.desk_id = %(desk)s AND b.band = wanted.band AND b.revision_id <> %(revision)s
    ORDER BY b.revision_id DESC LIMIT %(per_band)s
) sharing
GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT %(most)s
"""


class StaleNearCopy(Conflict):
    """Somebody decided meanwhile; `details["near_copy"]` is as it stands now."""

    code = "stale_near_copy"


# --- finding


def suggest_near_copies(*, article_id: int) -> int:
    """Propose as near copies the desk's articles that share much of this one's newest text; return how many are new.

    What a person decided stays, for later revisions of the two too unless they share clearly more by then. Running twice adds
    and changes nothing. The work is bounded whatever the number of articles.
    """
    article = Article.objects.get(pk=article_id)
    revision = article.revisions.order_by("-number").first()
    if revision is None or not article.is_live:
        return 0
    words = words_of(revision.text, _leftovers(revision))
    bands = band_numbers(revision.text, words)
    _store_bands(article, revision, bands)
    found = {}
    for other in _candidates(article, revision, bands):
        shared = shared_text(words, words_of(other.text, _leftovers(other)))
        if shared.containment >= LEAST_CONTAINMENT and shared.words >= LEAST_WORDS:
            found[other.pk] = (other, shared)
    return _store(article, revision, found)


def _leftovers(revision: Revision) -> list[Span]:
    return [Span(start, end) for start, end in revision.leftovers.values_list("start", "end")]


def _store_bands(article: Article, revision: Revision, bands: list[int]) -> None:
    """Committed before others are sought, so that of two copies read at the same time one sees the other."""
    with transaction.atomic():
        Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        TextBand.objects.filter(revision__article=article).exclude(revision=revision).delete()
        known = set(TextBand.objects.filter(revision=revision).values_list("band", flat=True))
        if known != set(bands):
            TextBand.objects.filter(revision=revision).delete()
            TextBand.objects.bulk_create(
                [TextBand(desk_id=article.desk_id, band=band, revision=revision) for band in bands],
                ignore_conflicts=True,
            )


def _candidates(article: Article, revision: Revision, bands: list[int]) -> list[Revision]:
    """The texts that share the most bands, of live articles."""
    if not bands:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")  # the index alone stops at the limit
        cursor.execute(
            SEARCH,
            {"bands": bands, "desk": article.desk_id, "revision": revision.pk, "per_band": TEXTS_A_BAND,
             "most": TEXTS_COMPARED},
        )  # fmt: skip
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_bitmapscan TO DEFAULT")
    others = Revision.objects.filter(pk__in=ids, article__state=Article.State.LIVE).exclude(article=article)
    return list(others.select_related("article").prefetch_related("leftovers").order_by("pk"))


def _store(article: Article, revision: Revision, found: Mapping[int, tuple[Revision, SharedText]]) -> int:
    made = []
    with transaction.atomic():
        if not Article.objects.live().select_for_update(of=("self",)).filter(pk=article.pk).exists():
            return 0  # withdrawn meanwhile
        _forget_outdated(revision)
        for pk in sorted(found):
            other, shared = found[pk]
            left, right = (revision, other) if revision.pk < pk else (other, revision)
            containment = round(shared.containment, 4)
            fields = {"containment": containment, "passages": _passages(shared, turned=left.pk == pk)}
            copy, created = NearCopy.objects.get_or_create(
                left=left,
                right=right,
                defaults={"desk_id": article.desk_id, **fields, **_remembered(left, right, containment)},
            )
            if created:
                made.append(copy)
            elif copy.state == State.SUGGESTED and any(getattr(copy, name) != value for name, value in fields.items()):
                NearCopy.objects.filter(pk=copy.pk).update(**fields)
        for copy in made:
            history.append(
                verb="suggested near copy" if copy.state == State.SUGGESTED else "kept decision on near copy",
                subject=copy, desk=article.desk_id, actor=None,
                after={"articles": [str(copy.left.article.public_id), str(copy.right.article.public_id)],
                       "containment": copy.containment, "state": copy.state},
            )  # fmt: skip
    return len(made)


def _passages(shared: SharedText, *, turned: bool) -> list[list[int]]:
    if turned:
        return sorted([other, other_end, start, end] for start, end, other, other_end in shared.passages)
    return [list(passage) for passage in shared.passages]


def _forget_outdated(revision: Revision) -> None:
    """Suggestions about older revisions of this article; decisions stay."""
    older = NearCopy.objects.filter(state=State.SUGGESTED)
    for side in ("left", "right"):
        older.filter(**{f"{side}__article": revision.article_id}).exclude(**{side: revision}).delete()


def _remembered(left: Revision, right: Revision, containment: float) -> dict[str, str | int | User | datetime | None]:
    """What was decided on earlier revisions of these two articles, unless they share clearly more by now."""
    articles = [left.article_id, right.article_id]
    earlier = (
        NearCopy.objects.filter(left__article__in=articles, right__article__in=articles)
        .exclude(state=State.SUGGESTED)
        .order_by("-decided_at")
        .first()
    )
    if earlier is None or (earlier.state == State.REJECTED and containment > earlier.containment + 0.1):
        return {}
    return {"state": earlier.state, "decided_by": earlier.decided_by, "decided_at": earlier.decided_at}


# --- what follows for links


def copied_with(article: Article) -> set[tuple[int, int]]:
    """Pairs of claim ids (the lower first), one of this article, that stand in a passage which makes two articles one origin."""
    copies = counting_copies().filter(right__article=article) | counting_copies().filter(left__article=article)
    return {pair for copy in copies for pair in placed_in_shared_passages(copy)}


# --- judging


def judge_near_copy(*, near_copy: NearCopy, actor: Actor, state: str, version: int) -> NearCopy:
    """Confirm that two articles are of one origin, reject it, or (state "suggested") take the decision back.

    The machine's own suggestions between claims of the shared passages follow at once: duplicate where it holds, else as they
    compare. Raises StaleNearCopy when somebody decided meanwhile, InvalidInput for an unknown state, Forbidden.
    """
    require(actor, Action.LINK, near_copy.desk_id)
    if state not in State.values:
        raise InvalidInput(_("A near copy is suggested, confirmed or rejected."), code="state")
    with transaction.atomic():
        copy = (
            NearCopy.objects.select_for_update(of=("self",))
            .select_related("left__article", "right__article")
            .get(pk=near_copy.pk)
        )
        if copy.version != version:
            raise StaleNearCopy(_("Somebody else decided on this near copy meanwhile."), near_copy=copy)
        if copy.state == state:
            return copy
        before = copy.state
        undecided = state == State.SUGGESTED
        copy.state = state
        copy.decided_by, copy.decided_at = (None, None) if undecided else (actor.user, timezone.now())
        copy.version += 1
        copy.save(update_fields=["state", "decided_by", "decided_at", "version"])
        changed = _follow_in_links(copy)
        for link, relation in changed:
            history.append(
                verb="brought suggestion up to date", subject=link, desk=copy.desk_id, actor=None,
                before={"relation": relation}, after={"relation": link.relation, "reason": link.reason},
            )  # fmt: skip
        verbs = {
            "confirmed": "confirmed near copy",
            "rejected": "rejected near copy",
            "suggested": "took back near copy decision",
        }
        history.append(
            verb=verbs[state], subject=copy, desk=copy.desk_id, actor=actor, before={"state": before},
            after={"state": state,
                   "articles": [str(copy.left.article.public_id), str(copy.right.article.public_id)]},
        )  # fmt: skip
    return copy


def counts_as_one_origin(copy: NearCopy) -> bool:
    return copy.state == State.CONFIRMED or (copy.state == State.SUGGESTED and copy.containment >= STRONG_OVERLAP)


def _follow_in_links(copy: NearCopy) -> list[tuple[ClaimLink, str]]:
    """Compare anew the machine's suggestions between the passages. Returns the links that changed, with what they were."""
    pairs = placed_in_shared_passages(copy)
    ends = {pk for pair in pairs for pk in pair}
    links = ClaimLink.objects.filter(state=ClaimLink.State.SUGGESTED, made_by=None, left__in=ends, right__in=ends)
    profiles = stored_profiles(ends)
    changed = []
    for link in links.select_for_update(of=("self",)).order_by("pk"):
        a, b = profiles.get(link.left_id), profiles.get(link.right_id)
        if (link.left_id, link.right_id) not in pairs or a is None or b is None:
            continue
        relation = compare(a, b)
        if relation is None:
            continue
        if counts_as_one_origin(copy):
            relation = as_copy(relation)
        if relation.relation == link.relation and relation.reason == link.reason:
            continue
        before = link.relation
        link.relation, link.rule, link.reason = relation.relation, relation.rule[:60], relation.reason
        link.score = min(1.0, max(0.0, relation.score))
        newer = {"a": link.left, "b": link.right}
        link.newer = newer.get(relation.newer or "")
        link.version += 1
        link.save(update_fields=["relation", "rule", "reason", "score", "newer", "version"])
        if before != link.relation:
            changed.append((link, before))
    return changed


def near_copies_of(article: Article) -> Iterable[NearCopy]:
    """Those of the article's newest revision with live articles, the most alike first; rejected ones last."""
    revision = article.revisions.order_by("-number").first()
    if revision is None:
        return []
    rows = NearCopy.objects.filter(left=revision) | NearCopy.objects.filter(right=revision)
    newest = rows.filter(left__article__state=Article.State.LIVE, right__article__state=Article.State.LIVE)
    found = newest.select_related("left__article__outlet", "right__article__outlet", "decided_by")
    order = Counter({State.CONFIRMED: 0, State.SUGGESTED: 1, State.REJECTED: 2})
    return sorted(found, key=lambda copy: (order[State(copy.state)], -copy.containment, copy.pk))
