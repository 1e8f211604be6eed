"""`relate` and `link_files`: the comparison at hand, without a database."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.marking import marked


def end(text: str, day: str, outlet: str) -> dict[str, Any]:
    plain, [span] = marked(text)
    return {"text": plain, "published": day, "outlet": outlet, "start": span.start, "end": span.end}


def test_relate_answers_each_line_with_relation_score_and_reason(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    a = end("VARN QUAY, 4 May. [31 of the 60 boats sank].", "2031-05-04", "Varn Herald")
    b = end("At Varn Quay [44 of the 60 boats sank].", "2031-05-04", "Coast Wire")
    c = end("[The opera in Elsby sold 900 tickets].", "2031-05-04", "Elsby Post")
    lines = [{"id": "one", "a": a, "b": b}, {"id": "two", "a": a, "b": c}]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines)) + "\n"))
    out = io.StringIO()
    call_command("relate", "--jsonl", stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["id"], first["relation"], first["newer"]) == ("one", "contradicts", None)
    assert "cannot both hold" in first["reason"]
    assert (second["id"], second["relation"], second["score"]) == ("two", None, 0.0)


def test_relate_names_a_line_that_is_no_pair_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    a = end("[31 boats sank].", "2031-05-04", "Varn Herald")
    beyond = {**a, "end": 900}
    lines = ["no json", json.dumps({"id": "x", "a": a, "b": beyond}), json.dumps({"id": "y", "a": a, "b": a})]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("relate", "--jsonl", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["y"]
    assert "line 1" in err.getvalue()
    assert "line 2" in err.getvalue()


def test_link_files_prints_the_links_among_files_with_places(tmp_path: Path) -> None:
    texts = {
        "a": "VARN QUAY, 4 May. A storm came. 31 of the 60 boats in the harbour of Varn Quay sank.",
        "b": "After the storm. 44 of the 60 boats in the harbour of Varn Quay sank, owners said.",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    meta = tmp_path / "meta.json"
    meta.write_text(
        json.dumps({name: {"published": "2031-05-04", "outlet": f"Paper {name}"} for name in texts}), encoding="utf-8"
    )
    out = io.StringIO()
    call_command("link_files", *(str(tmp_path / f"{name}.txt") for name in texts), meta=meta, stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    firm = [row for row in rows if row["relation"] != "related"]
    assert [row["relation"] for row in firm] == ["contradicts"]
    for side in ("a", "b"):
        place = firm[0][side]
        assert "of the 60 boats" in texts[Path(place["file"]).stem][place["start"] : place["end"]]


def test_link_files_says_which_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.txt"):
        call_command("link_files", str(tmp_path / "gone.txt"))
