"""Settings from the environment are typed, and loud on nonsense."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.env import env_bool, env_int, env_list, env_secret


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False), ("", False)]
)
def test_a_switch_understands_the_usual_words(monkeypatch: pytest.MonkeyPatch, word: str, value: bool) -> None:
    monkeypatch.setenv("KNOB", word)
    assert env_bool("KNOB", not value) is value


@pytest.mark.parametrize("default", [True, False])
def test_a_switch_that_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch, default: bool) -> None:
    monkeypatch.delenv("KNOB", raising=False)
    assert env_bool("KNOB", default) is default


def test_a_switch_refuses_other_words_and_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOB", "perhaps")
    with pytest.raises(ImproperlyConfigured, match=r"KNOB is 'perhaps'"):
        env_bool("KNOB", False)


@pytest.mark.parametrize(("word", "value"), [("12", 12), ("-3", -3), ("", 7)])
def test_a_number_is_read_and_an_empty_one_is_the_default(
    monkeypatch: pytest.MonkeyPatch, word: str, value: int
) -> None:
    monkeypatch.setenv("KNOB", word)
    assert env_int("KNOB", 7) == value


@pytest.mark.parametrize("word", ["twelve", "1.5", "1e3", "0x10"])
def test_a_number_refuses_what_is_no_whole_number(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("KNOB", word)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env_int("KNOB", 7)


def test_a_number_below_what_makes_sense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOB", "0")
    with pytest.raises(ImproperlyConfigured, match="at least 1"):
        env_int("KNOB", 7, low=1)


def test_a_list_is_split_at_commas_and_loses_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOB", " a, b,,c ")
    assert env_list("KNOB", ["x"]) == ["a", "b", "c"]


def test_a_secret_comes_from_the_environment_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KNOB", "given")
    assert env_secret("KNOB", tmp_path / "secret") == "given"
    assert not (tmp_path / "secret").exists()


def test_a_secret_is_made_once_and_only_its_owner_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KNOB", raising=False)
    path = tmp_path / "state" / "secret"
    secret = env_secret("KNOB", path)
    assert len(secret) >= 50
    assert env_secret("KNOB", path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_without_a_place_must_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KNOB", raising=False)
    with pytest.raises(ImproperlyConfigured, match="KNOB must be set"):
        env_secret("KNOB", None)


def test_every_setting_from_the_environment_is_documented() -> None:
    root = Path(__file__).resolve().parents[2]
    documented = set(re.findall(r"`([A-Z][A-Z_]+)[`=]", (root / "docs" / "operations.md").read_text()))
    read = re.compile(r'(?:env_(?:str|bool|int|list|secret)\(|environ(?:\.get\(|\[))"([A-Z_]+)"')
    used = {name for path in (root / "newsroom").glob("*.py") for name in read.findall(path.read_text())}
    assert used - {"DJANGO_SETTINGS_MODULE"} <= documented
