"""Keys by which claims find each other, and the stored form of a claim."""

from __future__ import annotations

import json

import pytest

from claims.linking.keys import CANDIDATES, MOST_KEYS, keys_of, pairs_by_keys
from claims.linking.stored_form import from_json, to_json
from tests.linking.claims import claim

HEAD = "VARN QUAY, 4 May. "
TOLL = claim(HEAD + "[The storm killed at least 31 people in Varn Quay], police said.")
SAME = claim("[31 people died in Varn Quay in the storm].", outlet="Coast Wire")
OTHER = claim("[The opera in Elsby sold 900 tickets].", outlet="Elsby Post")


def test_two_claims_about_one_toll_share_a_key_and_a_third_does_not() -> None:
    assert set(keys_of(TOLL)) & set(keys_of(SAME))
    assert not set(keys_of(TOLL)) & set(keys_of(OTHER))
    assert pairs_by_keys([TOLL, OTHER, SAME]) == [(0, 2)]


def test_a_long_claim_has_no_more_keys_than_any() -> None:
    long = claim("[" + " ".join(f"Minister Anna{n} visited factory hall{n} on foot" for n in range(60)) + "].")
    assert len(keys_of(long)) == MOST_KEYS
    assert max(map(len, keys_of(long))) <= 160


def test_the_work_a_claim_is_bounded_however_many_share_its_keys() -> None:
    many = [claim(f"[The storm killed {n} people in Varn Quay].", outlet=f"Outlet {n}") for n in range(2, 90)]
    pairs = pairs_by_keys(many)
    assert len(pairs) <= CANDIDATES * len(many)
    assert all(left < right for left, right in pairs)


def test_the_stored_form_gives_the_same_claim_back() -> None:
    for one in (TOLL, SAME, OTHER):
        assert from_json(json.loads(json.dumps(to_json(one)))) == one


def test_the_stored_form_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        from_json({**to_json(TOLL), "version": 0})
