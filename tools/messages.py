#!/usr/bin/env python3
"""Words for translators: reads them out of templates and code, merges them into each language, compiles what is written.

`make messages` needs no gettext on the machine. With --check nothing is written: it fails when a language lacks a string,
holds one that nobody uses, or was not compiled.
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings_lint")

from babel.messages import Catalog, mofile, pofile  # noqa: E402
from babel.messages.extract import extract_python  # noqa: E402
from django.utils.translation import templatize  # noqa: E402

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
CODE = ("claims", "newsroom")
TEMPLATES = ROOT / "templates"
LOCALE = ROOT / "locale"
LANGUAGES = ("de",)
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = r"""# What Factdesk says, in this language. `make messages` adds new strings and compiles the file.
msgid ""
msgstr ""
"Project-Id-Version: Factdesk\n"
"Language: {language}\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
LITERAL = re.compile(r"""u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*\"""")
CALL = re.compile(rf"(?:^|\s)(gettext|ngettext|pgettext|npgettext|_)\(((?:(?:{LITERAL.pattern})(?:, *)?)+)")


def strings() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """File, line, string (or singular and plural) and context of everything that is shown to people."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _read(path, path.read_bytes())
    for path in sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]):
        yield from _read_template(path)


def _read_template(path: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """Django turns a template into a row of calls such as gettext('…'); what is around them is no code."""
    for match in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        given = [ast.literal_eval(literal) for literal in LITERAL.findall(match[2])]
        context = given.pop(0) if match[1] in ("pgettext", "npgettext") else None
        plural = match[1] in ("ngettext", "npgettext")
        if given and all(given):
            yield path.relative_to(ROOT).as_posix(), 0, tuple(given[:2]) if plural else given[0], context


def _read(path: Path, code: bytes) -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    name = path.relative_to(ROOT).as_posix()
    for line, function, messages, _comments in extract_python(io.BytesIO(code), KEYWORDS, (), {"encoding": "utf-8"}):
        found = messages if isinstance(messages, tuple) else (messages,)
        kind = KEYWORDS.get(function)
        context, words = (found[0], found[1:]) if function.lstrip("n").startswith("pgettext") else (None, found)
        if kind is None:
            words = words[:1]
        elif "ngettext" in function or function.startswith("npgettext"):
            words = words[:2]
        else:
            words = words[:1]
        if not words or any(not isinstance(word, str) or not word for word in words):
            continue
        yield name, line, words if len(words) > 1 else words[0], context


def template_of_all() -> Catalog:
    catalog = Catalog(project="Factdesk", charset="utf-8")
    for name, _line, words, context in strings():
        plain = words if isinstance(words, str) else words[0]
        flags = ["python-format"] if "%(" in plain or "%s" in plain else []
        catalog.add(words, locations=[(name, None)], flags=flags, context=context)  # no line numbers: they change daily
    return catalog


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with po_path(language).open("rb") as file:
        return pofile.read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = SOME_DAY  # the same words make the same file
    out = io.BytesIO()
    mofile.write_mo(out, catalog, use_fuzzy=False)
    return out.getvalue()


def update(language: str) -> Catalog:
    """The language's catalog with new strings added and unused ones dropped; nothing is guessed from similar ones."""
    catalog = read(language)
    catalog.update(template_of_all(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(language, catalog)
    return catalog


def write(language: str, catalog: Catalog) -> None:
    """The .po for people and the .mo that the product reads."""
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=120, sort_output=True, omit_header=True, ignore_obsolete=True)
    po_path(language).write_bytes(HEADER.format(language=language).encode() + out.getvalue())
    po_path(language).with_suffix(".mo").write_bytes(compiled(read(language)))


def trouble(language: str) -> list[str]:
    """What is wrong with a language, a line each."""
    catalog, wanted = read(language), template_of_all()
    found = []
    for message in wanted:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        there = catalog.get(key, message.context)
        if there is None:
            found.append(f"{language}: no entry for “{key}”")
        elif there.fuzzy:
            found.append(f"{language}: unsure of “{key}”")
        elif isinstance(message.id, tuple) and not (isinstance(there.string, tuple) and all(there.string)):
            found.append(f"{language}: “{key}” lacks a number's form")
        elif not there.string:
            found.append(f"{language}: “{key}” is not translated")
        else:
            found += [f"{language}: “{key}”: {error}" for error in there.check(catalog)]
    for message in catalog:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key and wanted.get(key, message.context) is None:
            found.append(f"{language}: nobody says “{key}” any more")
    mo = po_path(language).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(catalog):
        found.append(f"{language}: {mo.name} is older than {po_path(language).name}; run make messages")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not options.check:
        for language in LANGUAGES:
            update(language)
    lines = [line for language in LANGUAGES for line in trouble(language)]
    print("\n".join(lines) or "Every string has its words in " + ", ".join(LANGUAGES) + ".")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
