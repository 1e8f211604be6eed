"""What differs between two texts, as the history tells it."""

from __future__ import annotations

import pytest

from claims.web.record import differences


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("forty boats left", "fifty boats left", [("gone", "forty"), ("new", "fifty"), ("same", " boats left")]),
        (
            "The list cannot be read",
            "Somebody bears it out",
            [("gone", "The list cannot be read"), ("new", "Somebody bears it out")],
        ),
    ],
)
def test_texts_are_told_apart_by_words_where_they_have_some_in_common(
    old: str, new: str, told: list[tuple[str, str]]
) -> None:
    assert list(differences(old, new)) == told
