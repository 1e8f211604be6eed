"""`rank_claims`: the likeliest first, bad lines named, nothing stored touched and nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from claims.models import LinkProfile

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

DOCUMENTS = {
    "bridge": "The bridge over the Esk at Varn was closed after a lorry struck a pillar.",
    "wages": "Nurses in Norland earn a third less than ten years ago.",
    "sharks": "A photograph shows a shark swimming along a flooded motorway.",
    "vaccine": "Vaccines against measles cause deafness in children.",
    "moon": "The Moon landing was filmed in a studio near Elsby.",
    "tax": "Mayor Roan doubled the dog tax within four years.",
}
QUERIES = {
    "tax": "@TildaRoan has raised taxes on dogs by 100% in just 4 yrs!! #DogTax https://short.example/x",
    "sharks": "OMG a SHARK on the highway after the floods",
    "vaccine": "measels vaccination makes kids deaf??",
    "moon": "they shot the #MoonLanding in a film studio",
}


def write(path: Path, rows: Iterable[tuple[Any, str]]) -> Path:
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in rows), encoding="utf-8")
    return path


def ranked(
    tmp_path: Path, documents: Iterable[tuple[Any, str]], queries: Iterable[tuple[Any, str]], **options: Any
) -> dict[Any, list[Any]]:
    out = StringIO()
    call_command(
        "rank_claims",
        queries=write(tmp_path / "q", queries),
        documents=write(tmp_path / "d", documents),
        stdout=out,
        **options,
    )
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    return {row["id"]: row["ranked"] for row in rows}


def schemas() -> set[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace")
        return {name for (name,) in cursor.fetchall()}


def test_other_words_tags_and_misspellings_find_what_says_the_same(tmp_path: Path) -> None:
    found = ranked(tmp_path, DOCUMENTS.items(), QUERIES.items())
    assert {query: names[0] for query, names in found.items()} == {query: query for query in QUERIES}


def test_each_document_is_named_once_and_no_more_than_asked_for(tmp_path: Path) -> None:
    [names] = ranked(tmp_path, DOCUMENTS.items(), [("q", QUERIES["tax"])]).values()
    assert len(names) == len(set(names)) <= len(DOCUMENTS)
    [names] = ranked(tmp_path, DOCUMENTS.items(), [("q", QUERIES["tax"])], top=2).values()
    assert len(names) == 2


def test_numbers_as_ids_come_out_as_numbers(tmp_path: Path) -> None:
    assert ranked(tmp_path, [(7, DOCUMENTS["moon"]), (8, DOCUMENTS["tax"])], [(1, QUERIES["moon"])])[1][0] == 7


@pytest.mark.parametrize(
    "text", ["", "of the and", "https://only.example/address", "\0 \ud800", "'; DROP TABLE claims_claim; --"]
)
def test_a_query_that_says_nothing_or_something_odd_ranks_what_it_can(tmp_path: Path, text: str) -> None:
    assert isinstance(ranked(tmp_path, DOCUMENTS.items(), [("q", text)])["q"], list)


def test_running_it_leaves_no_schema_and_no_profile_behind(tmp_path: Path) -> None:
    before = schemas()
    ranked(tmp_path, DOCUMENTS.items(), QUERIES.items())
    assert schemas() == before
    assert not LinkProfile.objects.exists()


def test_the_same_files_give_the_same_ranks(tmp_path: Path) -> None:
    runs = [ranked(tmp_path, DOCUMENTS.items(), QUERIES.items()) for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "a", "text": "The bridge is closed."}\n{"id": "b"}\n', 'line 2: not an object with "id" and "text"'),
        (b'{"id": "a", "text": 5}\n', 'line 1: not an object with "id" and "text"'),
        (b"not json\n", "line 1: not JSON"),
        (b'["id"]\n', 'line 1: not an object with "id" and "text"'),
        (b'{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n', 'line 2: the id "a" was there before'),
        (b'{"id": "a", "text": "\xff"}\n', "not UTF-8"),
        (b"\n", "no documents in it"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_nothing_is_left_behind(tmp_path: Path, content: bytes, message: str) -> None:
    before = schemas()
    documents = tmp_path / "documents.jsonl"
    documents.write_bytes(content)
    with pytest.raises(CommandError, match=message.replace("(", r"\(")):
        call_command("rank_claims", queries=write(tmp_path / "q", QUERIES.items()), documents=documents)
    assert schemas() == before


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("rank_claims", queries=tmp_path / "none.jsonl", documents=tmp_path / "none.jsonl")
