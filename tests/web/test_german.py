"""German is complete, and pages are really in it: words, plurals, numbers, dates; the article's own text stays as it is."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from claims.models import Claim, State, User
from claims.permissions import TABLE, Action
from claims.templatetags.factdesk import amount, ready_words
from claims.web.machine_words import unit_in_words
from tests import builders
from tests.web.test_articles import signed_in

ROOT = Path(__file__).resolve().parents[2]


def test_every_string_has_its_german_words_and_none_is_unsure() -> None:
    checked = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_numbers_dates_and_plurals_are_german() -> None:
    with translation.override("de"), timezone.override("Europe/Berlin"):
        assert amount(Decimal("1234.5")) == "1.234,5"
        assert amount(Decimal("18000000000")) == "18 Milliarden"
        assert (
            date_format(timezone.localtime(datetime(2026, 3, 2, 17, 5, tzinfo=UTC)), "DATETIME_FORMAT")
            == "2. März 2026, 18:05"
        )
        assert ready_words({"verified": 1, "disputed": 2, "unreviewed": 1}) == "3 von 4 geprüft, 2 strittig"
        assert [unit_in_words(unit) for unit in ("hours", "miles", "km", "ferries")] == [
            "Stunden",
            "Meilen",
            "km",
            "ferries",
        ]
    with translation.override("en"):
        assert amount(Decimal("1234.5")) == "1,234.5"
        assert date_format(datetime(2026, 3, 2, 17, 5, tzinfo=UTC), "DATETIME_FORMAT") == "2 Mar 2026, 17:05"


def test_every_state_and_act_has_a_word_of_its_own() -> None:
    with translation.override("de"):
        assert [str(State(value).label) for value in State.values] == [
            "Ungeprüft", "Verifiziert", "Strittig", "Nicht prüfbar", "Wieder offen",
        ]  # fmt: skip
        assert {translation.gettext(act.value) for act in TABLE}.isdisjoint({act.value for act in Action})


@pytest.fixture
def claim(desk: Any) -> Claim:
    article = builders.make_article(desk, "Bridge\n\nThe bridge cost 12,500.5 euros.", language="en")
    claim = builders.make_claim(article, "The bridge cost 12,500.5 euros", kind="quantity")
    builders.make_quantity(
        claim, "12,500.5 euros", value=Decimal("12500.5"), low=Decimal("12500.5"), high=Decimal("12500.5"), unit="EUR"
    )
    return claim


def test_an_article_s_page_is_german_around_a_text_that_stays_english(claim: Claim, member: Any) -> None:
    reader = member(locale="de")
    html = signed_in(reader).get(reverse("article", args=[claim.article.public_id])).content.decode()
    assert '<html lang="de">' in html
    assert 'lang="en"' in html  # the article's own words
    assert "12,500.5" in html  # as the text says it
    assert "12.500,5" in html  # as the reader writes it
    for words in ("Behauptung im Blick", "Kommentare", "Belege", "Urteil"):
        assert words in html


def test_a_svg_holds_no_decimal_comma(claim: Claim, member: Any) -> None:
    html = signed_in(member(locale="de")).get(reverse("article", args=[claim.article.public_id])).content.decode()
    pieces = [
        tag for tag in html.split("<") if tag.split(" ")[0] in ("line", "rect", "circle", "path", "text", "polygon")
    ]
    assert pieces
    for tag in pieces:
        for name in (" x=", " y=", " width=", " height=", " cx=", " cy=", " r=", " x1=", " x2=", " y1=", " y2="):
            if name in tag:
                assert "," not in tag.split(name)[1].split('"')[1], tag


def test_refusals_are_in_the_reader_s_language(claim: Claim, member: Any) -> None:
    client = signed_in(member("viewer", locale="de"))
    answer = client.post(reverse("verdict", args=[claim.public_id]), {"layer": "world"})
    assert answer.status_code == 403
    assert "Ihre Rolle in dieser Redaktion erlaubt dies nicht" in answer.content.decode()


def test_times_are_in_the_reader_s_zone(claim: Claim, member: Any) -> None:
    Claim.objects.filter(pk=claim.pk).update(created_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    address = reverse("claim", args=[claim.public_id])
    kyiv, new_york = member(time_zone="Europe/Kyiv"), member(time_zone="America/New_York", locale="de")
    assert "1 Jul 2026, 01:30" in signed_in(kyiv).get(address).content.decode()
    assert "30. Juni 2026, 18:30" in signed_in(new_york).get(address).content.decode()


def test_a_zone_that_this_machine_does_not_know_counts_as_utc(member: Any) -> None:
    user = member()
    User.objects.filter(pk=user.pk).update(time_zone="Atlantis/Centre")
    assert signed_in(user).get(reverse("desk")).status_code == 200
