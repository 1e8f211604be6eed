"""Near copies in the browser: accessible in both schemes and three widths, decided with and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import NearCopy, User
from tests.browser.conftest import Open
from tests.browser.test_pages import assert_accessible, assert_nothing_scrolls_sideways
from tests.web.test_near_copies import near_copy

pytestmark = pytest.mark.browser


@pytest.fixture
def copy(people: dict[str, User]) -> NearCopy:
    return near_copy(people["editor"].memberships.get().desk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 360])
def test_the_passages_and_the_article_s_box_are_accessible_and_fit(
    open_as: Open, people: dict[str, User], copy: NearCopy, width: int, scheme: str
) -> None:
    page = open_as(people["editor"], reverse("near-copy", args=[copy.public_id]), width=width, scheme=scheme)
    assert_accessible(page)
    assert_nothing_scrolls_sideways(page)
    page.get_by_role("link", name="Storm at the quay").first.click()
    page.get_by_role("heading", name="Text shared with other articles").wait_for()
    assert_accessible(page)
    assert_nothing_scrolls_sideways(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_deciding_and_taking_it_back_works_with_and_without_scripts(
    open_as: Open, people: dict[str, User], copy: NearCopy, scripts: bool
) -> None:
    page = open_as(people["editor"], reverse("near-copy", args=[copy.public_id]), scripts=scripts)
    page.get_by_role("button", name="Same origin", exact=True).click()
    page.get_by_text("The two articles count as one origin where they share text.").wait_for()
    page.get_by_role("button", name="Back to suggested").click()
    page.get_by_role("button", name="Not the same origin").wait_for()
    copy.refresh_from_db()
    assert (copy.state, copy.version) == ("suggested", 3)
