"""Near copies in the API: listed, filtered, decided, by who may."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Desk, History, NearCopy, Role
from claims.permissions import TABLE, Action
from tests import builders
from tests.api.conftest import Program
from tests.web.test_near_copies import near_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(desk: Desk) -> NearCopy:
    return near_copy(desk)


def test_the_api_lists_filters_and_decides(copy: NearCopy, desk: Desk, program: Any) -> None:
    caller: Program = program(desk, "editor")
    query = f"article={copy.left.article.public_id}&state=suggested&containment_min=0.5"
    [row] = caller.get(f"near-copies?{query}").json()["results"]
    assert row["passages"] == [{"left": copy.passages[0][:2], "right": copy.passages[0][2:]}]
    assert (row["containment"], row["left"]["title"], row["version"]) == (0.82, "Storm at the quay", 1)
    assert caller.all("near-copies?containment_min=0.9") == []
    answer = caller.send("PATCH", f"near-copies/{copy.public_id}", {"state": "confirmed", "version": 1})
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    late = caller.send("PATCH", f"near-copies/{copy.public_id}", {"state": "rejected", "version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "stale_near_copy")
    assert late.json()["near_copy"]["state"] == "confirmed"
    assert History.objects.filter(verb="confirmed near copy", via="api").count() == 1


@pytest.mark.parametrize("role", Role.values)
def test_a_program_may_what_its_role_may_and_sees_its_own_desk_only(
    copy: NearCopy, desk: Desk, program: Any, role: str
) -> None:
    near_copy(builders.make_desk())
    caller = program(desk, role)
    assert caller.all("near-copies") == [str(copy.public_id)]
    answer = caller.send("PATCH", f"near-copies/{copy.public_id}", {"state": "rejected", "version": 1})
    assert answer.status_code == (200 if role in TABLE[Action.LINK].own else 403)
    stranger = program(builders.make_desk(), role)
    assert stranger.get(f"near-copies/{copy.public_id}").status_code == 404
