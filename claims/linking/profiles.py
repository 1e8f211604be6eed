"""Stored claims → what linking keeps of them: a profile to compare by, keys to be found by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Prefetch

from claims.linking.compared import ComparedClaim, compared_claim, with_disputes
from claims.linking.compared_quantities import ComparedQuantity, from_fields
from claims.linking.house_words import words_of
from claims.linking.intervals import HouseWords
from claims.linking.keys import keys_of
from claims.linking.stored_form import from_json, to_json
from claims.linking.vectors import vector_of
from claims.models import Article, Attribution, Claim, ClaimVector, LinkKey, LinkProfile, Placement, Quantity
from claims.spans import Span

ROWS_A_STATEMENT = 2000


def read_claims(article: Article) -> dict[int, ComparedClaim]:
    """The article's claims that stand in its newest revision, by id, as the comparison sees them."""
    revision = article.revisions.order_by("-number").first()
    if revision is None:
        return {}
    here = Placement.objects.filter(revision=revision, state=Placement.State.LIVE)
    claims = (
        article.claims.filter(standing=Claim.Standing.LIVE, placements__in=here)
        .order_by("pk")
        .prefetch_related(
            "quantities",
            Prefetch("hops", Attribution.objects.select_related("source")),
            Prefetch("placements", here, to_attr="here"),
        )
    )
    outlet = article.outlet.name if article.outlet else ""
    published = article.published_iso()
    house = words_of(article.desk_id)
    compared = [_compared(claim, claim.here[0], article, revision.text, outlet, published, house) for claim in claims]
    return {int(claim.key): claim for claim in with_disputes(compared)}


def stored_quantity(quantity: Quantity, house: HouseWords | None = None) -> ComparedQuantity:
    """A stored number as the comparison sees it; `house` is what the desk takes its words to allow."""
    return from_fields(quantity, total=quantity.total, house=house)


def _compared(
    claim: Claim,
    placement: Placement,
    article: Article,
    text: str,
    outlet: str,
    published: str | None,
    house: HouseWords,
) -> ComparedClaim:
    assert placement.start is not None  # a live placement has a span (a constraint)
    assert placement.end is not None
    quantities = [stored_quantity(quantity, house) for quantity in claim.quantities.all()]
    return compared_claim(
        key=str(claim.pk),
        article=str(article.pk),
        text=text,
        span=Span(placement.start, placement.end),
        quantities=quantities,
        hops=[(hop.speaker if hop.source_words or hop.source_id else "", hop.cue) for hop in claim.hops.all()],
        kind=claim.kind,
        hedged=claim.hedged,
        when_iso=claim.when_iso,
        where=claim.where_surface,
        published=published,
        outlet=outlet,
        stances=[str(stance.get("stance", "")) for stance in claim.stances],
    )


def stored_profiles(ids: Iterable[int]) -> dict[int, ComparedClaim]:
    """What linking keeps of these claims, by id; without those that were not read yet, or by an older version."""
    found = {}
    for pk, profile in LinkProfile.objects.filter(claim__in=list(ids)).values_list("claim_id", "profile"):
        try:
            found[pk] = from_json(profile)
        except ValueError:  # kept by an older version: compared when its own article is linked again
            continue
    return found


def key_number(key: str) -> int:
    """A key as the 64 signed bits that the database keeps of it."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def store_profiles(article: Article, claims: dict[int, ComparedClaim]) -> int:
    """Keep profiles and keys of these claims, and forget those of the article's others. Returns how many changed.

    Committed before candidates are sought, so that of two articles linked at the same time one sees the other.
    """
    rows = {pk: _row(pk, claim) for pk, claim in claims.items()}
    with transaction.atomic():
        Article.objects.select_for_update(of=("self",)).get(pk=article.pk)  # one linking of an article at a time
        LinkProfile.objects.filter(claim__article=article).exclude(claim__in=claims).delete()
        LinkKey.objects.filter(claim__article=article).exclude(claim__in=claims).delete()
        ClaimVector.objects.filter(claim__article=article).exclude(claim__in=claims).delete()
        whole = LinkProfile.objects.filter(claim__in=claims, claim__vector__isnull=False)
        known = dict(whole.values_list("claim_id", "digest"))
        changed = [pk for pk, row in rows.items() if known.get(pk) != row.digest]
        _write(article.desk_id, changed, rows, claims)
    return len(changed)


def _row(pk: int, claim: ComparedClaim) -> LinkProfile:
    profile = to_json(claim)
    digest = hashlib.blake2b(json.dumps(profile, sort_keys=True).encode(), digest_size=16).hexdigest()
    return LinkProfile(claim_id=pk, profile=profile, digest=digest)


def _write(
    desk_id: int, changed: Sequence[int], rows: dict[int, LinkProfile], claims: dict[int, ComparedClaim]
) -> None:
    LinkProfile.objects.bulk_create(
        [rows[pk] for pk in changed], batch_size=ROWS_A_STATEMENT, update_conflicts=True,
        unique_fields=["claim"], update_fields=["profile", "digest"],
    )  # fmt: skip
    LinkKey.objects.filter(claim__in=changed).delete()
    keys = ((pk, number) for pk in changed for number in _numbers(claims[pk]))
    LinkKey.objects.bulk_create(
        [LinkKey(desk_id=desk_id, key=number, claim_id=pk) for pk, number in keys],
        batch_size=ROWS_A_STATEMENT, ignore_conflicts=True,
    )  # fmt: skip
    ClaimVector.objects.bulk_create(
        [ClaimVector(claim_id=pk, desk_id=desk_id, vector=vector_of(claims[pk].quote).tolist()) for pk in changed],
        batch_size=ROWS_A_STATEMENT, update_conflicts=True, unique_fields=["claim"], update_fields=["vector"],
    )  # fmt: skip


def _numbers(claim: ComparedClaim) -> Iterable[int]:
    return dict.fromkeys(map(key_number, keys_of(claim)))
