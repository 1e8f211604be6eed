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


def test_a_share_that_tells_who_disputes_a_number_is_not_the_number_put_against_it(tmp_path: Path) -> None:
    path = tmp_path / "deal.txt"
    path.write_text(
        "Varga to close two mills under £150m deal\n\nHallam Steel will close two mills at Varga and build one that costs £150m, the"
        " company said on Thursday. The city will pay £60m, or 40 per cent.\n\nThe deal will cost 350 of the 900 jobs at the site."
        " Builders United, which speaks for two thirds of the workforce, put the true number at 700 because crews had been left out.",
        encoding="utf-8",
    )
    out = io.StringIO()
    call_command("link_files", str(path), stdout=out)
    links = [json.loads(line) for line in out.getvalue().splitlines()]
    assert links
    assert not [link["reason"] for link in links if link["relation"] == "contradicts"]


def test_link_files_says_which_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.txt"):
        call_command("link_files", str(tmp_path / "gone.txt"))


WIRE = (
    "Flood in Lorara\n\nLORARA, 4 May 2031. The river rose overnight and took two bridges with it. The flood damaged 412 houses in "
    "Lorara, the town council said. Helpers filled sandbags until the morning, and the school hall was opened for those who had "
    "nowhere to sleep.\n"
)


def linked(*paths: Path, meta: dict[str, Any] | None = None) -> tuple[list[dict[str, Any]], str]:
    out, err = io.StringIO(), io.StringIO()
    options = {}
    if meta is not None:
        options["meta"] = paths[0].parent / "meta.json"
        options["meta"].write_text(json.dumps(meta), encoding="utf-8")
    try:
        call_command("link_files", *map(str, paths), stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(str(error))
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def written(folder: Path, **texts: str | bytes) -> list[Path]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return [folder / f"{name}.txt" for name in texts]


def test_of_two_files_that_are_near_copies_the_same_is_a_duplicate(tmp_path: Path) -> None:
    copy = WIRE.replace("Flood in Lorara", "Lorara under water: what is known") + "\nMore in our evening edition.\n"
    other = "After the Lorara flood\n\nLORARA, 4 May 2031. 412 homes in Lorara were damaged by the flood.\n"
    paths = written(tmp_path, wire=WIRE, copy=copy, other=other)
    about = {path.stem: {"published": "2031-05-04", "outlet": f"Paper {path.stem}"} for path in paths}
    rows, _ = linked(*paths, meta=about)
    told = {
        frozenset(Path(row[side]["file"]).stem for side in "ab"): row["relation"]
        for row in rows
        if row["relation"] != "related"
    }
    assert told[frozenset(("wire", "copy"))] == "duplicate"
    assert told[frozenset(("wire", "other"))] == "corroborates"


@pytest.mark.parametrize("bad", [b"\xff\xfe\x00", None])
def test_a_file_that_is_no_text_is_named_and_the_others_are_linked(tmp_path: Path, bad: bytes | None) -> None:
    paths = written(
        tmp_path,
        a="VARN QUAY, 4 May 2031. 31 of the 60 boats in the harbour of Varn Quay sank.",
        b="VARN QUAY, 4 May 2031. 44 of the 60 boats in the harbour of Varn Quay sank.",
        empty="",
    )
    broken = tmp_path / "broken.txt"
    if bad is not None:
        broken.write_bytes(bad)
    about = {path.stem: {"published": "2031-05-04", "outlet": f"Paper {path.stem}"} for path in paths}
    rows, told = linked(paths[0], broken, paths[1], paths[2], paths[0], meta=about)
    assert [row["relation"] for row in rows] == ["contradicts"]
    assert "broken.txt" in told
    assert "1 of 4 files" in told
    assert "empty.txt: no claims found" in told


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 3}', '{"a": {"published": 20310504}}', "[" * 100_000])
def test_a_file_about_the_files_that_says_nothing_usable_is_named(tmp_path: Path, content: str) -> None:
    [path] = written(tmp_path, a="31 boats sank in Varn Quay.")
    meta = tmp_path / "meta.json"
    meta.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"meta\.json"):
        call_command("link_files", str(path), meta=meta)


def test_relate_answers_all_lines_but_those_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    a = end("[31 boats sank].", "2031-05-04", "Varn Herald")
    bad = [
        json.dumps({"id": 1, "a": {**a, "start": float("inf")}, "b": a}),
        json.dumps({"id": 2, "a": {**a, "text": ["x"]}, "b": a}),
        json.dumps({"id": 3, "a": {**a, "published": 20310504}, "b": a}),
        json.dumps({"id": 4, "a": {**a, "start": -1}, "b": a}),
        json.dumps({"id": 5, "a": {**a, "start": 5, "end": 5}, "b": a}),
        json.dumps({"id": 6, "a": a}),
        json.dumps({"a": a, "b": a}),
        json.dumps({"id": "\ud800", "a": a, "b": a}),
        "[" * 100_000,
        "[]",
    ]
    good = json.dumps({"id": "good", "a": a, "b": a})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n" + "\n".join([*bad, good]).encode())))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("relate", "--jsonl", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["good"]
    assert [f"line {number}:" in err.getvalue() for number in range(1, len(bad) + 2)] == [True] * (len(bad) + 1)


@pytest.mark.parametrize("published", ["yesterday", "2031-13-45", ""])
def test_relate_takes_a_day_that_is_none_for_unknown(monkeypatch: pytest.MonkeyPatch, published: str) -> None:
    a = end("[31 of the 60 boats sank in Varn Quay].", published, "Varn Herald")
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"id": 1, "a": a, "b": {**a, "outlet": "Coast Wire"}})))
    out = io.StringIO()
    call_command("relate", "--jsonl", stdout=out)
    assert json.loads(out.getvalue())["relation"] in ("duplicate", "related")
