"""4. Claims of other articles about the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import Q

from claims import history
from claims.linking.candidates import find_candidates
from claims.linking.compared import ComparedClaim
from claims.linking.comparison import Relation, compare
from claims.linking.near_copies import copied_with, suggest_near_copies
from claims.linking.neighbours import MOST_CLAIMS, nearest_articles, pairs_between, pairs_within
from claims.linking.profiles import read_claims, store_profiles, stored_profiles
from claims.linking.selection import as_copy, worth_showing
from claims.models import Article, Claim, ClaimLink

CLAIMS_A_SEARCH = 50
ROWS_A_STATEMENT = 1000

Pair = tuple[int, int]  # claim ids, the lower first


def link_article(*, article_id: int, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Suggest links of the article's claims within the article and across the desk's articles; return how many are new.

    A pair that is linked already keeps its link: a decided one is never touched, so that a rejected one is remembered; a
    suggestion of the machine is brought up to date. Running twice adds nothing. A withdrawn article gets no links.
    """
    article = Article.objects.select_related("outlet").get(pk=article_id)
    if not article.is_live:
        return 0
    claims = read_claims(article)
    store_profiles(article, claims)
    suggest_near_copies(article_id=article.pk)
    found = _relations(article, claims, on_progress or (lambda done, total: None))
    return _store(article, found, set(claims))


# --- finding


def _relations(
    article: Article, claims: Mapping[int, ComparedClaim], on_progress: Callable[[int, int], None]
) -> dict[Pair, Relation | None]:
    """What each pair worth comparing came to; None for pairs that are linked by a suggestion no rule bears out now."""
    again = _suggested_pairs(claims)
    compared: dict[Pair, Relation | None] = dict.fromkeys(again)
    copied = copied_with(article)
    done, article_key = 0, str(article.pk)
    near: list[tuple[str, str]] = []
    rest = iter(claims.items())
    while some := dict(islice(rest, CLAIMS_A_SEARCH)):
        candidates = find_candidates(desk_id=article.desk_id, claims=some)
        pairs = {_pair(pk, other) for pk, others in candidates.items() for other in others}
        pairs |= {pair for pair in again if some.keys() & set(pair)}
        others = stored_profiles({pk for pair in pairs for pk in pair} - claims.keys())
        for left, right in sorted(pairs):
            a, b = claims.get(left) or others.get(left), claims.get(right) or others.get(right)
            if a is None or b is None:  # not read yet, or by an older version: its own article's linking will tell
                compared.pop((left, right), None)
                continue
            relation = compare(a, b)
            if relation is not None:
                compared[(left, right)] = as_copy(relation) if (left, right) in copied else relation
        near.extend((article_key, other.article) for pair in pairs for pk in pair if (other := others.get(pk)))
        done += len(some)
        on_progress(done, len(claims))
    for (left, right), relation in _of_one_story(article_key, claims, near).items():
        if (left, right) not in compared:
            compared[(left, right)] = as_copy(relation) if (left, right) in copied else relation
    kept = dict(worth_showing((pair, relation) for pair, relation in compared.items() if relation is not None))
    return {pair: relation for pair, relation in compared.items() if pair in kept or pair in again}


def _of_one_story(
    article: str, claims: Mapping[int, ComparedClaim], near: Iterable[tuple[str, str]]
) -> dict[Pair, Relation]:
    """What the article's claims come to with each other and with all claims of the few articles that tell its story."""
    found = {}
    every: dict[int, ComparedClaim] = dict(claims)
    pairs = pairs_within(list(claims))
    for other in nearest_articles(near).get(article, ()):
        theirs = stored_profiles(
            Claim.objects.current().filter(article_id=int(other)).values_list("pk", flat=True)[: MOST_CLAIMS + 1]
        )
        every |= theirs
        pairs += pairs_between(list(claims), list(theirs))
    for pair in pairs:
        relation = compare(every[pair[0]], every[pair[1]])
        if relation is not None:
            found[pair] = relation
    return found


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _suggested_pairs(claims: Iterable[int]) -> set[Pair]:
    mine = list(claims)
    links = _machine_made().filter(Q(left__in=mine) | Q(right__in=mine), left__standing="live", right__standing="live")
    return set(links.values_list("left_id", "right_id"))


def _machine_made():  # type: ignore[no-untyped-def]
    """Suggestions that no person has made or decided on."""
    return ClaimLink.objects.filter(state=ClaimLink.State.SUGGESTED, made_by=None)


# --- storing


def _store(article: Article, found: Mapping[Pair, Relation | None], claims: set[int]) -> int:
    """Write the suggestions, all of one article or none, in the order of their ids, so that two workers never wait for
    each other in a circle; the history comes last, for its lock is held until the commit."""
    with transaction.atomic():
        # withdrawn, or read anew, while the comparison ran: then nothing of this is said any more
        live = Article.objects.live().select_for_update(of=("self",)).filter(pk=article.pk).exists()
        standing = _still_standing(found) if live else set()
        wanted = {
            pair: relation
            for pair, relation in sorted(found.items())
            if relation is not None and standing.issuperset(pair)
        }
        changed = _refresh(wanted, {pair for pair, relation in found.items() if relation is None})
        again = _propose_again(wanted)
        made = _insert(article, wanted)
        for link in again:
            history.append(
                verb="proposed link again", subject=link, desk=article.desk_id, actor=None,
                before={"state": "rejected"}, after={"state": link.state, "relation": link.relation, "reason": link.reason},
            )  # fmt: skip
        for link, before in changed:
            history.append(
                verb="brought suggestion up to date", subject=link, desk=article.desk_id, actor=None,
                before={"relation": before}, after={"relation": link.relation, "reason": link.reason},
            )  # fmt: skip
        if made:
            history.append(
                verb="suggested links", subject=article, desk=article.desk_id, actor=None,
                after={"links": made, "claims": len(claims)},
            )  # fmt: skip
    return made


def _still_standing(pairs: Iterable[Pair]) -> set[int]:
    ids = {pk for pair in pairs for pk in pair}
    return set(Claim.objects.current().filter(pk__in=ids).values_list("pk", flat=True))


def _refresh(wanted: Mapping[Pair, Relation], unfounded: set[Pair]) -> list[tuple[ClaimLink, str]]:
    """Bring the machine's own suggestions up to date; those whose rule no longer holds become merely related. Returns the
    links whose relation changed, with what it was."""
    ends = {pk for pair in [*wanted, *unfounded] for pk in pair}
    links = _machine_made().filter(left__in=ends, right__in=ends).select_for_update(of=("self",)).order_by("pk")
    changed = []
    for link in links:
        pair = (link.left_id, link.right_id)
        relation = wanted.get(pair)
        if relation is None and pair in unfounded and link.relation != ClaimLink.Relation.RELATED:
            relation = Relation(
                "related", 0.1, "no longer borne out", "the words have changed; no rule bears this out now"
            )
        if relation is None or _says(link) == _written(pair, relation):
            continue
        before = link.relation
        for name, value in _written(pair, relation).items():
            setattr(link, name, value)
        link.version += 1
        link.save(update_fields=["relation", "newer", "score", "rule", "reason", "version"])
        if link.relation != before:
            changed.append((link, before))
    return changed


def _propose_again(wanted: Mapping[Pair, Relation]) -> list[ClaimLink]:
    """Bring back the rejected links of which a claim's words have changed since: what was rejected is no longer what they say.
    One that is merely related stays rejected."""
    firm = {pair: relation for pair, relation in wanted.items() if relation.relation != ClaimLink.Relation.RELATED}
    links = (
        ClaimLink.objects.filter(
            state=ClaimLink.State.REJECTED, made_by=None,
            left__in={pair[0] for pair in firm}, right__in={pair[1] for pair in firm},
        )
        .exclude(decided_on="")
        .select_related("left", "right")
        .select_for_update(of=("self",))
        .order_by("pk")
    )  # fmt: skip
    brought_back = []
    for link in links:
        pair = (link.left_id, link.right_id)
        if pair not in firm or link.decided_on == link.words_digest():
            continue
        for name, value in _written(pair, firm[pair]).items():
            setattr(link, name, value)
        link.state, link.decided_by, link.decided_at, link.decided_on = ClaimLink.State.SUGGESTED, None, None, ""
        link.undecided_relation, link.undecided_newer = "", None
        link.version += 1
        link.save()
        brought_back.append(link)
    return brought_back


def _says(link: ClaimLink) -> dict[str, object]:
    return {name: getattr(link, name) for name in ("relation", "newer_id", "score", "rule", "reason")}


def _written(pair: Pair, relation: Relation) -> dict[str, object]:
    newer = {"a": pair[0], "b": pair[1], None: None}[relation.newer]
    return {
        "relation": relation.relation,
        "newer_id": newer,
        "score": min(1.0, max(0.0, relation.score)),
        "rule": relation.rule[:60],
        "reason": relation.reason,
    }


def _insert(article: Article, wanted: Mapping[Pair, Relation]) -> int:
    """Add what is not there yet, whoever adds it at the same moment; returns how many this call added."""
    there = set(
        ClaimLink.objects.filter(
            left__in={pair[0] for pair in wanted}, right__in={pair[1] for pair in wanted}
        ).values_list("left_id", "right_id")
    )
    links = [
        ClaimLink(desk_id=article.desk_id, left_id=pair[0], right_id=pair[1], **_written(pair, relation))
        for pair, relation in wanted.items()
        if pair not in there
    ]
    ClaimLink.objects.bulk_create(links, batch_size=ROWS_A_STATEMENT, ignore_conflicts=True)
    return ClaimLink.objects.filter(public_id__in=[link.public_id for link in links]).count()
