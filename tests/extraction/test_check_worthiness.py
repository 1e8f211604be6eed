"""Check-worthiness: scores and their reasons, the weights behind them, and the command that learns them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction import check_worthiness
from claims.extraction.check_worthiness import DEFAULT_WEIGHTS, ClaimSigns, load_weights, score_sentence, scorer
from claims.extraction.found import FoundQuantity
from claims.extraction.parsing import parse_all
from claims.extraction.worthiness_grammar import grammar_of
from claims.management.commands.train_check_worthiness import half_of
from claims.spans import Span


def counted(value: int, noun: str = "workers") -> FoundQuantity:
    place = Span(0, 1)
    return FoundQuantity(place, place, str(value), Decimal(value), unit=noun, unit_name=noun[:-1], counted=noun)


@pytest.mark.parametrize(
    ("worthy", "other"),
    [
        ("Unemployment fell by 12 percent between 1994 and 1998.", "I think we can do better than that."),
        ("The senator voted against the bill in 2003.", "Let me say thank you to our hosts."),
        ("We spent 65 billion dollars on the war last year.", "Would you do that?"),
        ("Crime in Texas has doubled since the governor took office.", "We will go forward together."),
    ],
)
def test_a_sentence_of_fact_scores_above_one_of_talk(worthy: str, other: str) -> None:
    assert score_sentence(worthy)[0] > 0.5 > score_sentence(other)[0]


@pytest.mark.parametrize(
    ("text", "signs", "reasons"),
    [
        ("the blast killed 17 workers", ClaimSigns("quantity", (counted(17),)), {"number", "harm"}),
        (
            "sales rose by 8 % to $3 billion",
            ClaimSigns("quantity", (counted(8, "share"),)),
            {"money", "share", "change in a number"},
        ),
        (
            "the army seized the port",
            ClaimSigns("event", (), "the defence ministry"),
            {"something done", "official source"},
        ),
        ("the ship was sold", ClaimSigns("event", (), "two sources at the yard"), {"unnamed source"}),
        ("Acme is the largest maker of tyres", ClaimSigns("status"), {"superlative", "named actor"}),
        ("nobody was hurt", ClaimSigns("quantity", (counted(0, "people"),)), {"denial or exclusion", "harm"}),
        ("it could reach the coast", ClaimSigns("prediction"), {"an aim lowers it"}),
        ("the plan is a terrible idea", ClaimSigns("status"), {"opinion lowers it", "background lowers it"}),
        ("we met our goals", ClaimSigns("event"), {"first person lowers it"}),
        ("her 40 readers", ClaimSigns("quantity", (counted(40, "readers"),)), {"said in passing lowers it"}),
        ("Bo Lind, 44,", ClaimSigns("quantity", (counted(44),)), {"an age lowers it"}),
        ("two members of the board left", ClaimSigns("quantity", (counted(2, "members"),)), {"a small number"}),
        ("Lind may sell", ClaimSigns("prediction", hedged=True, title=True), {"hedge", "headline"}),
    ],
)
def test_reasons_are_words_for_what_the_claim_shows(text: str, signs: ClaimSigns, reasons: set[str]) -> None:
    assert reasons <= set(score_sentence(text, signs)[1])


def test_what_lowers_the_score_is_named_last() -> None:
    _, reasons = score_sentence("we may have killed 17 workers", ClaimSigns("quantity", (counted(17),)))
    lowering = [reason.endswith("lowers it") for reason in reasons]
    assert any(lowering)  # else the order below would say nothing
    assert lowering == sorted(lowering)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (("17 workers were killed", (counted(17),)), ("the workers were in the hall", ())),
        (("the firm cut 1,150 jobs", (counted(1150, "jobs"),)), ("the firm, which makes tyres", ())),
        (("the army captured the town", ()), ("the town is a hub of the region", ())),
        (
            ("600 houses burnt down", (counted(600, "houses"),)),
            ("two members of the club sang", (counted(2, "members"),)),
        ),
    ],
)
def test_news_scores_above_background(
    more: tuple[str, tuple[FoundQuantity, ...]], less: tuple[str, tuple[FoundQuantity, ...]]
) -> None:
    def score(text: str, quantities: tuple[FoundQuantity, ...]) -> float:
        return score_sentence(text, ClaimSigns("event", quantities))[0]

    assert score(*more) > score(*less)


@pytest.mark.parametrize(
    "text", ["Ruiz declined to comment on the letter", "The port did not respond to a request for comment"]
)
def test_silence_is_worth_less_than_a_denial(text: str) -> None:
    score, reasons = score_sentence(text, ClaimSigns())
    assert "no comment lowers it" in reasons
    assert score < score_sentence("Ruiz denied that she had seen the letter", ClaimSigns())[0]
    assert "no comment lowers it" not in score_sentence("The port did not pay the fine", ClaimSigns())[1]


def test_an_allegation_without_a_number_shows_that_something_was_done() -> None:
    assert "something done" in score_sentence("the mayor bribed two judges", ClaimSigns())[1]
    assert "something done" in score_sentence("the firm concealed a leak at its plant", ClaimSigns())[1]


def test_us_the_country_is_no_first_person() -> None:
    assert "first person lowers it" not in score_sentence("The US army left the base in May.")[1]


def test_a_year_alone_is_no_number() -> None:
    assert "number" not in score_sentence("The plant opened in 1998.")[1]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_score_between_0_and_1(text: str) -> None:
    for signs in (None, ClaimSigns()):
        score, reasons = score_sentence(text, signs)
        assert 0.0 <= score <= 1.0
        assert len(set(reasons)) == len(reasons)


def test_scores_do_not_depend_on_the_seed_of_hashes() -> None:
    program = (
        "from claims.extraction.check_worthiness import score_sentence\n"
        "print(repr(score_sentence('The senator voted against the bill that cut 12 percent of all jobs in 2003.')))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_the_weights_tell_where_they_come_from_and_stay_small() -> None:
    table = json.loads(gzip.decompress(DEFAULT_WEIGHTS.read_bytes()))
    assert "ClaimBuster" in table["credit"]
    assert table["licence"].startswith("CC BY 4.0")
    assert DEFAULT_WEIGHTS.stat().st_size < 1_500_000


def test_scoring_is_fast() -> None:
    sentences = [
        f"The minister said that {n} of the plants had lost 12 percent of their workers since May." for n in range(4000)
    ]
    score = scorer()
    score(sentences[0])
    started = time.process_time()
    for sentence in sentences:
        score(sentence)
    # 20,000 a second on an idle core; a tenth of it leaves room for a busy one
    assert time.process_time() - started < 2.0


def rows(path: Path, count: int = 40) -> Path:
    lines = []
    for n in range(count):
        text = (
            f"The city built {n + 20} schools in {1980 + n}."
            if n % 2
            else f"I think we should talk about hope, my {n}th friend."
        )
        lines.append(json.dumps({"id": f"row-{n}", "text": text, "label": n % 2}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_training_is_repeatable_and_its_weights_can_be_used(tmp_path: Path) -> None:
    source = rows(tmp_path / "rows.jsonl")
    first, second = tmp_path / "a.json.gz", tmp_path / "b.json.gz"
    call_command("train_check_worthiness", source, "--out", first)
    shuffled = tmp_path / "shuffled.jsonl"
    shuffled.write_text("\n".join(reversed(source.read_text().splitlines())))
    call_command("train_check_worthiness", shuffled, "--out", second)
    assert first.read_bytes() == second.read_bytes()
    score = scorer(first)
    assert score("The city built 31 schools in 1995.")[0] > 0.5 > score("I think we should talk about hope.")[0]


def test_half_of_the_rows_is_the_half_by_their_ids(tmp_path: Path) -> None:
    source, out = rows(tmp_path / "rows.jsonl"), tmp_path / "half.json"
    call_command("train_check_worthiness", source, "--half", "0", "--out", out)
    assert json.loads(out.read_text())["rows"] == sum(half_of(f"row-{n}") == 0 for n in range(40))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"id": "a", "text": "x"}\n', "line 1"),
        ("\nnonsense\n", "line 2"),
        ('{"id": "a", "text": "x", "label": 1}\n', "both labels"),
    ],
)
def test_rows_that_cannot_be_learned_from_are_named(tmp_path: Path, content: str, message: str) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text(content)
    with pytest.raises(CommandError, match=message):
        call_command("train_check_worthiness", source, "--out", tmp_path / "out.json")


def test_a_missing_file_of_rows_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.jsonl"):
        call_command("train_check_worthiness", tmp_path / "none.jsonl", "--out", tmp_path / "out.json")


def test_training_without_scikit_learn_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(CommandError, match=r"requirements-dev\.txt"):
        call_command("train_check_worthiness", rows(tmp_path / "rows.jsonl"), "--out", tmp_path / "out.json")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 99}', b'{"format": 1, "explicit": {}}'])
def test_a_file_that_holds_no_weights_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"weights\.json"):
        load_weights(path)


def test_scoring_needs_neither_django_nor_scikit_learn() -> None:
    program = (
        "import sys\n"
        f"import {check_worthiness.__name__} as worth\n"
        "worth.score_sentence('A mill burnt down.')\n"
        "assert not {'django', 'sklearn', 'numpy'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)


def test_the_grammar_tells_a_sentence_of_fact_from_talk() -> None:
    def worth(text: str, quantities: tuple[FoundQuantity, ...] = ()) -> float:
        [parsed] = parse_all(text, [Span(0, len(text))])
        return scorer().of_sentence(text, grammar_of(parsed, quantities)) - scorer().of_sentence(text)

    assert worth("The governor cut spending on schools.") > worth("We should cut spending on schools.")


def test_a_sentence_that_is_not_parsed_shows_no_grammar() -> None:
    assert grammar_of(None, (counted(17),)) == []


def test_a_word_that_no_row_has_is_judged_by_its_meaning(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    call_command("train_check_worthiness", rows(tmp_path / "rows.jsonl"), "--out", out)
    meanings = json.loads(out.read_text())["meanings"]
    assert meanings["village"] > meanings["dream"]
