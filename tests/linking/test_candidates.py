"""The search for candidates: by keys and by vectors, of one desk, of what stands, and as much work for many as for few."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from claims.linking.candidates import CANDIDATES, NEAR, find_candidates
from claims.linking.profiles import read_claims, store_profiles
from claims.models import Article, Claim, ClaimVector, Desk
from tests import builders

pytestmark = pytest.mark.django_db


def stored(desk: Desk, quote: str, title: str = "Report") -> Claim:
    article = builders.make_article(desk, f"{title}\n\n{quote}.")
    claim = builders.make_claim(article, quote)
    store_profiles(article, read_claims(article))
    return claim


def candidates(claim: Claim) -> list[int]:
    return find_candidates(desk_id=claim.desk_id, claims=read_claims(claim.article)).get(claim.pk, [])


def test_what_shares_no_key_is_found_by_what_its_words_mean(desk: Desk) -> None:
    old = stored(desk, "the physician recommended a vaccination", "Health")
    for number in range(20):
        stored(desk, f"the shop in street {number} sells garden chairs", f"Shops {number}")
    new = stored(desk, "doctors advise immunisation", "Medicine")
    assert candidates(new)[0] == old.pk


def test_neither_search_finds_other_desks_itself_or_what_is_gone(desk: Desk) -> None:
    quote = "the gale sank nine ferries at Varn Quay"
    stored(builders.make_desk(), quote, "Elsewhere")
    gone = stored(desk, quote, "Old")
    Claim.objects.filter(pk=gone.pk).update(standing=Claim.Standing.GONE)
    withdrawn = stored(desk, quote, "Withdrawn")
    Article.objects.filter(pk=withdrawn.article_id).update(
        state="withdrawn", withdrawn_at=datetime(2031, 5, 5, tzinfo=UTC), withdrawn_by=builders.make_member(desk, "editor"),
        withdrawn_reason="a test",
    )  # fmt: skip
    here = stored(desk, quote, "Here")
    new = stored(desk, quote, "New")
    assert candidates(new) == [here.pk]


def test_there_are_never_more_than_the_bound(desk: Desk) -> None:
    for number in range(CANDIDATES + 15):
        stored(desk, "the gale sank nine ferries at Varn Quay", f"Copy {number}")
    found = candidates(stored(desk, "the gale sank nine ferries at Varn Quay", "New"))
    assert len(found) == len(set(found)) == CANDIDATES
    assert NEAR < CANDIDATES


def test_vectors_are_kept_once_replaced_with_the_words_and_forgotten_with_the_claim(desk: Desk) -> None:
    claim = stored(desk, "the gale sank nine ferries at Varn Quay")
    before = ClaimVector.objects.get(claim=claim).vector
    assert store_profiles(claim.article, read_claims(claim.article)) == 0
    ClaimVector.objects.all().delete()  # kept by a version that knew no vectors
    assert store_profiles(claim.article, read_claims(claim.article)) == 1
    assert ClaimVector.objects.get(claim=claim).vector == before
    Claim.objects.filter(pk=claim.pk).update(standing=Claim.Standing.GONE)
    store_profiles(claim.article, read_claims(claim.article))
    assert not ClaimVector.objects.exists()


def test_the_search_reads_indexes_only_and_leaves_no_setting_behind(desk: Desk) -> None:
    claim = stored(desk, "the gale sank nine ferries at Varn Quay")
    candidates(claim)
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_bitmapscan")
        assert cursor.fetchone() == ("on",)


def test_the_web_server_loads_no_weights(settings: Any) -> None:
    import subprocess
    import sys

    code = (
        "import django; django.setup(); import newsroom.urls, sys; "
        "print(sorted({'wordllama', 'datasketch', 'tokenizers', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
