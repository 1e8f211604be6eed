"""`manage.py extract`: files or lines in, one JSON object a document out, no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "claims/extraction/document.schema.json").read_text(encoding="utf-8"))
TEXT = "The flood killed 14 people on Friday and cut off up to 300 houses, officials said.\nThe F-16 crashed.\n"


def extract(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The command as people run it, with addresses where no database and no broker answer."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "extract", *arguments],
        cwd=ROOT,
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def documents(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "flood.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_gives_one_document_after_the_schema_without_a_database(article: Path) -> None:
    [document] = documents(extract(str(article)))
    jsonschema.validate(document, SCHEMA)
    assert document["id"] == "flood"
    assert [claim["text"] for claim in document["claims"]][:2] == [
        "The flood killed 14 people on Friday",
        "cut off up to 300 houses",
    ]
    [houses] = document["claims"][1]["quantities"]
    assert (houses["high"], houses["low"], houses["modifier"]) == (300, None, "at_most")
    assert not document["claims"][-1]["quantities"]


def test_a_sidecar_and_an_option_say_when_and_by_whom(article: Path) -> None:
    sidecar = article.with_name("flood.txt.meta.json")
    sidecar.write_text(
        json.dumps({"title": "Flood", "published": "2024-08-10", "outlet": "Saar Post"}), encoding="utf-8"
    )
    [document] = documents(extract(str(article)))
    assert (document["published"], document["outlet"]) == ("2024-08-10", "Saar Post")
    assert document["claims"][0]["when"]["iso"] == "2024-08-09"
    [document] = documents(extract(str(article), "--published", "2024-08-17"))
    assert document["claims"][0]["when"]["iso"] == "2024-08-16"


def test_lines_are_read_by_several_processes_in_their_order() -> None:
    rows = [{"id": f"d{n}", "text": f"{n} people died.", "published": "2024-05-06"} for n in range(2, 9)]
    done = extract("--jsonl", "--jobs", "2", "--stats", text="".join(json.dumps(row) + "\n" for row in rows))
    found = documents(done)
    assert [document["id"] for document in found] == [row["id"] for row in rows]
    stats = json.loads(done.stderr.splitlines()[-1])
    assert stats["documents"] == 7
    assert stats["sentences"] == 7
    assert set(stats) == {"documents", "sentences", "characters", "load_seconds", "seconds"}


def test_a_bad_file_is_named_and_the_others_go_on(article: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"caf\xe9 burnt")
    done = extract(str(tmp_path / "missing.txt"), str(broken), str(article))
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["flood"]
    assert "missing.txt: No such file" in done.stderr
    assert "broken.txt: not UTF-8 at byte 3" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_line_is_named_and_the_others_go_on() -> None:
    done = extract("--jsonl", text='{"id": "a"}\nnonsense\n{"id": "b", "text": "Two men died."}\n')
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["b"]
    assert "line 1" in done.stderr
    assert "line 2" in done.stderr


def test_text_form_is_for_reading(article: Path) -> None:
    done = extract(str(article), "--format", "text")
    assert done.returncode == 0
    assert "cut off up to 300 houses" in done.stdout
    assert "up to 300 | officials" in done.stdout


def test_weights_that_are_not_there_are_named(article: Path, tmp_path: Path) -> None:
    done = extract(str(article), "--weights", str(tmp_path / "none.json"))
    assert done.returncode != 0
    assert "none.json: not readable" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_to_read_is_said_so() -> None:
    done = extract()
    assert done.returncode != 0
    assert "name at least one FILE" in done.stderr
