"""Every word that a template shows goes through translation: nothing bare between tags, in labels, hints or titles."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHOWN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription", "summary"}
NAMES = {"Factdesk", "Fact", "desk", "CSV", "JSON", "API", "OpenAPI", "SHA", "https"}  # alike in every language
PIECE = re.compile(
    r"\{#.*?#\}|\{%\s*block main_class\s*%\}.*?\{%\s*endblock\s*%\}|\{%\s*comment\b.*?endcomment\s*%\}"
    r"|\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]{2,}")


class Shown(HTMLParser):
    """Collects the words that people see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("kbd", "script", "style", "code"):
            self.silent += 1
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES and value:
                self._take(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("kbd", "script", "style", "code"):
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._take(data)

    def _take(self, words: str) -> None:
        self.words += [word for word in WORD.findall(words.replace("\ufffc", " ")) if word not in NAMES]


def bare_words(source: str) -> list[str]:
    """Words of a template that no translator sees."""
    parser = Shown()
    parser.feed(PIECE.sub("\ufffc", source))
    parser.close()
    return parser.words


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{% translate 'Good' %}</p>", []),
        ("<p>Bad</p>", ["Bad"]),
        ('<input placeholder="Bad" value="{{ x }}" class="input">', ["Bad"]),
        ("{# Bad #}{% comment %}Bad{% endcomment %}{% blocktranslate %}Good {{ n }}{% endblocktranslate %}", []),
        ("<kbd>Ctrl</kbd> 12 km", ["km"]),
        ("{% if a > 3 %}<b title='{% translate \"Good\" %}'>x</b>{% endif %} and", ["and"]),
    ],
)
def test_bare_words_are_found(source: str, found: list[str]) -> None:
    assert bare_words(source) == found


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(TEMPLATES.rglob("*.*")) if path.suffix in (".html", ".txt")],
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_a_template_shows_no_bare_word(path: Path) -> None:
    assert bare_words(path.read_text(encoding="utf-8")) == []
