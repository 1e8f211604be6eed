"""Chains of attribution, and how many independent origins stand behind them."""

from __future__ import annotations

from claims.linking.provenance import independent_origins, origin_of, same_origin


def test_an_article_in_its_own_voice_goes_back_to_its_outlet() -> None:
    origin = origin_of([], "Varn Herald")
    assert (origin.attributed, origin.speaker, origin.relays) == (False, (), (("varn", "herald"),))


def test_the_innermost_speaker_is_the_origin_and_the_rest_relay() -> None:
    origin = origin_of([("Coast Wire", "reported"), ("the harbour police", "said")], "Varn Herald")
    assert origin.speaker == ("harbour", "polic")
    assert origin.relays == (("varn", "herald"), ("coast", "wire"))


def test_one_speaker_in_two_outlets_is_one_origin() -> None:
    a = origin_of([("Mayor Tilda Roan", "said")], "Varn Herald")
    b = origin_of([("Tilda Roan", "told")], "Coast Wire")
    assert same_origin(a, b) == "both go back to the same speaker"


def test_officials_of_nobody_in_particular_are_not_the_same_officials() -> None:
    assert (
        same_origin(origin_of([("officials", "said")], "Varn Herald"), origin_of([("officials", "said")], "Coast Wire"))
        is None
    )


def test_who_cites_the_other_outlet_is_no_second_origin() -> None:
    a = origin_of([], "Coast Wire")
    b = origin_of([("Coast Wire", "reported")], "Varn Herald")
    assert same_origin(a, b) == "one cites the other's outlet"


def test_five_articles_may_be_two_origins() -> None:
    police = [("Harbour Police of Varn", "said")]
    origins = [
        origin_of(police, "Varn Herald"),
        origin_of(police, "Coast Wire"),
        origin_of([("Coast Wire", "reported"), *police], "Elsby Post"),
        origin_of([("the Harbour Police of Varn", "said")], "Night Radio"),
        origin_of([("Tilda Roan", "said")], "Varn Herald"),
    ]
    assert independent_origins(origins) == 2


def test_nobody_is_no_origin() -> None:
    assert independent_origins([]) == 0
