"""Chains of attribution, and how many independent origins stand behind them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from claims.linking.provenance import Voice, host_of, independent_origins, origin_of, same_origin


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


def voice(key: str, hops: list[tuple[str, str]], outlet: str = "", **fields: str) -> Voice:
    return Voice(key, origin_of(hops, outlet), outlet_name=outlet, **fields)


def origins(*voices: Voice, copies: Iterable[tuple[str, str]] = ()) -> list[set[str]]:
    return [set(group.members) for group in independent_origins(voices, copies)]


def test_five_articles_may_be_two_origins() -> None:
    police = [("Harbour Police of Varn", "said")]
    assert origins(
        voice("a", police, "Varn Herald"),
        voice("b", police, "Coast Wire"),
        voice("c", [("Coast Wire", "reported"), *police], "Elsby Post"),
        voice("d", [("the Harbour Police of Varn", "said")], "Night Radio"),
        voice("e", [("Tilda Roan", "said")], "Varn Herald"),
    ) == [{"a", "b", "c", "d"}, {"e"}]


def test_nobody_is_no_origin() -> None:
    assert independent_origins([]) == []


def test_an_unnamed_speaker_counts_as_the_outlet_that_quotes_it() -> None:
    officials = [("officials", "said")]
    found = origins(
        voice("a", officials, "Varn Herald"),
        voice("b", [], "Varn Herald"),
        voice("c", officials, "Coast Wire"),
    )
    assert found == [{"a", "b"}, {"c"}]


def test_a_near_copy_is_no_second_origin_whatever_its_outlet_says() -> None:
    a, b = voice("a", [], "Varn Herald"), voice("b", [], "Coast Wire")
    assert origins(a, b) == [{"a"}, {"b"}]
    [group] = independent_origins([a, b], [("b", "a")])
    assert group.why == ("one text is a copy of the other",)


def test_a_source_that_the_desk_knows_under_two_names_is_one_origin() -> None:
    a = voice("a", [("General Staff", "said")], "Varn Herald", source="7")
    b = voice("b", [("Colonel Ives Marl", "told")], "Coast Wire", source="7")
    assert origins(a, b) == [{"a", "b"}]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.herald.example/a", "https://herald.example/b?x=1", True),
        ("https://news.herald.example/a", "https://herald.example/b", True),
        ("https://herald.example/a", "https://courier.example/a", False),
        ("https://t.me/varn_fire/12", "https://t.me/s/varn_fire/14", True),
        ("https://t.me/varn_fire/12", "https://t.me/varn_police/12", False),
        ("https://web.archive.org/web/2031/https://herald.example/a", "http://herald.example:80/a", True),
    ],
)
def test_addresses_of_one_host_are_one_origin(one: str, other: str, same: bool) -> None:
    found = origins(Voice("a", host=host_of(one)), Voice("b", host=host_of(other)))
    assert len(found) == (1 if same else 2)


def test_an_address_at_the_outlets_own_host_is_no_second_origin() -> None:
    claim = voice("claim", [], "The Varn Herald")
    assert origins(claim, Voice("page", host=host_of("https://varn-herald.example/x"))) == [{"claim", "page"}]


def test_joining_two_groups_by_a_third_keeps_the_order_of_first_appearance() -> None:
    found = origins(
        Voice("a", host="one.example"),
        Voice("b", host="two.example"),
        Voice("c", host="three.example"),
        Voice("d", host="three.example"),
        copies=[("a", "c"), ("d", "b")],
    )
    assert found == [{"a", "b", "c", "d"}]


POLICE, MAYOR = [("Harbour Police of Varn", "said")], [("Tilda Roan", "said")]


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([("own", [], "1"), ("police", POLICE, "1")], [{"own", "police"}]),
        ([("police", POLICE, "1"), ("own", [], "1"), ("mayor", MAYOR, "1")], [{"police", "own"}, {"mayor"}]),
        ([("police", POLICE, "1"), ("mayor", MAYOR, "1")], [{"police"}, {"mayor"}]),
        ([("own", [], "1"), ("officials", [("port officials", "said")], "1")], [{"own", "officials"}]),
        ([("officials", [("port officials", "said")], "1"), ("medics", [("clinic staff", "said")], "1")], [{"officials", "medics"}]),
        ([("own", [], "1"), ("police", POLICE, "2")], [{"own"}, {"police"}]),
    ],
)  # fmt: skip
def test_one_article_is_two_origins_only_for_two_named_speakers(
    voices: list[tuple[str, list[tuple[str, str]], str]], expected: list[set[str]]
) -> None:
    outlets = {"1": "Varn Herald", "2": "Coast Wire"}
    assert origins(*(voice(key, hops, outlets[at], article=at) for key, hops, at in voices)) == expected


def test_own_words_that_two_speakers_may_stand_behind_do_not_make_the_speakers_one() -> None:
    found = origins(
        voice("police", POLICE, "Varn Herald", article="1"),
        voice("own", [], "Varn Herald", article="1"),
        voice("later", [], "Varn Herald", article="2"),
        voice("mayor", MAYOR, "Varn Herald", article="2"),
    )
    assert found == [{"police", "own", "later"}, {"mayor"}]
