"""Texts damaged in every way that mail, copying and malice damage them: does one crash, hang or lose a place?

    python -m bench.mutations TEXT… [--count 10000] [--seed 1]

TEXT is what bench.extraction takes. Each round takes a piece of one text, damages it several times over, reads it and looks at
every place in the document: within the text, and the quote what stands there. Half of the texts are first dressed as another kind:
Markdown with tables, mail, capitals, letters of other scripts, one long line, emoji, marks for right to left, other line ends,
control characters. The exit status is 1 where anything was wrong.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.extraction import texts_in
from claims.extraction import extract_document
from claims.extraction.found import Extraction

LONGEST_PIECE = 1_500
MOST_SECONDS = 10  # for a text of that length; the longest seen is printed
STRANGE = "\u200b\u00ad\ufeff\u2028\u0301\u202e🙂👩‍👩‍👧İß\ufb01\u00a0\t\r\x0b\x85\ud800“”«»„‘’\"'()[]{}<>&;|—–-…$€%#@*_~`^\\/0１٣½²"

# Letters that look alike in other scripts, and words of some that run the other way or need no blanks.
ALIKE = str.maketrans("aeopcxyABEHKMOPCTX", "аеорсхуАВЕНКМОРСТХ")
FOREIGN = ("قال المتحدث", "1,200 رجل", "אמר הדובר", "警方表示", "約300人", "दो लोग", "и 40 домов", "५००", "ไม่มี")
EMOJI = "🔥📉🇺🇦👨‍👩‍👧‍👦1️⃣✅➡️☔️"
TURNS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
CONTROLS = "\x01\x07\x08\x0b\x0c\x1b\x1c\x1d\x1e\x1f\x7f\x85\u2028\u2029"

Damage = Callable[[str, random.Random], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts = [text for path in options.texts for text in texts_in(path)]
    chance = random.Random(options.seed)  # noqa: S311  damage, no secret
    extract_document("The ferry carried 40 cars, the harbour office said.")  # reads the model, which takes its time
    signal.signal(signal.SIGALRM, _hangs)
    wrong: Counter[str] = Counter()
    longest = claims = 0.0
    for number in range(options.count):
        text = damaged(texts, chance)
        started = time.perf_counter()
        signal.alarm(MOST_SECONDS)
        try:
            document = extract_document(text)
            wrong.update(misplaced(text, document))
            claims += len(document.claims)
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted and shown
            wrong[f"{type(error).__name__}: {error}"[:200]] += 1
            print(f"text {number}: {error!r}\n{text!r}", file=sys.stderr)
        finally:
            signal.alarm(0)
        longest = max(longest, time.perf_counter() - started)
    print(
        f"{options.count:,} damaged texts, {claims:,.0f} claims; the slowest took {longest:.2f} s; wrong: {sum(wrong.values())}"
    )
    for what, times in wrong.most_common():
        print(f"  {times} × {what}")
    sys.exit(1 if wrong else 0)


class Hangs(Exception):
    """A text was not read in time; nothing else may catch it."""


def _hangs(signum: int, frame: Any) -> None:
    raise Hangs(f"not read within {MOST_SECONDS} s")


def damaged(texts: list[str], chance: random.Random) -> str:
    """A piece of one text, half of the time dressed as another kind of text, damaged up to eight times."""
    text = chance.choice(texts)
    start = chance.randrange(len(text))
    text = text[start : start + chance.randrange(20, LONGEST_PIECE)]
    if chance.random() < 0.5:
        text = chance.choice(DRESSES)(text, chance)[: 2 * LONGEST_PIECE]
    for _ in range(chance.randrange(1, 9)):
        text = chance.choice(DAMAGES)(text, chance)[: 2 * LONGEST_PIECE] or "."
    return text


def _span(text: str, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.randrange(1, 60))


def _cut(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:start] + text[end:]


def _double(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:end] + text[start:end] * chance.randrange(1, 20) + text[end:]


def _move(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    rest, at = text[:start] + text[end:], chance.randrange(len(text) + 1)
    return rest[:at] + text[start:end] + rest[at:]


def _strange(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + "".join(chance.choices(STRANGE, k=chance.randrange(1, 6))) + text[at:]


def _replace_marks(text: str, chance: random.Random) -> str:
    return text.replace(chance.choice(" .,\n\"'-“”"), chance.choice([*STRANGE, "", "\n", " "]))


def _letters(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    changed = chance.choice([str.upper, str.lower, str.title, str.swapcase])(text[start:end])
    return text[:start] + changed + text[end:]


def _digits(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + "".join(chance.choices("0123456789.,-–/%$ ", k=chance.randrange(1, 40))) + text[at:]


def _markdown(text: str, chance: random.Random) -> str:
    words = text.split()
    rows = [words[i : i + 3] for i in range(0, len(words), 3)][:12]
    table = "\n".join("| " + " | ".join(row) + " |" for row in [*rows[:1], ["---"] * 3, *rows[1:]])
    lead = chance.choice(["# ", "> ", "- ", "1. ", "```\n", "**", "[link](https://example.org/a?b=1) "])
    return f"{lead}{text}\n\n{table}\n\n***\n{chance.choice(['* ', '1) ', '~~'])}{text}"


def _mail(text: str, chance: random.Random) -> str:
    lines = [text[i : i + 72] for i in range(0, len(text), 72)]
    mark = chance.choice(["> ", ">> ", "| ", ""])
    head = "From: A. Lind <lind@example.org>\nDate: Fri, 9 Aug 2024 10:02:11 +0200\nSubject: Re: FW: 40 homes\n\n"
    return head + "\n".join(mark + line for line in lines) + "\n-- \nSent from my phone"


def _other_script(text: str, chance: random.Random) -> str:
    start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    text = text[:start] + text[start:end].translate(ALIKE) + text[end:]
    return _scattered(text, FOREIGN, chance)


def _scattered(text: str, things: Sequence[str], chance: random.Random) -> str:
    for _ in range(chance.randrange(1, 15)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(things) + text[at:]
    return text


DRESSES: list[Damage] = [
    _markdown,
    _mail,
    _other_script,
    lambda text, chance: text.upper(),
    lambda text, chance: (" ".join(text.split()) + chance.choice([" ", "", ",", "…"])) * 3,
    lambda text, chance: _scattered(text, list(EMOJI), chance),
    lambda text, chance: _scattered(text, TURNS, chance),
    lambda text, chance: text.replace("\n", chance.choice(["\r\n", "\r", "\r\r\n", "\n\r"])),
    lambda text, chance: _scattered(text, CONTROLS, chance),
]
DAMAGES: list[Damage] = [_cut, _double, _move, _strange, _strange, _replace_marks, _letters, _digits]


def misplaced(text: str, document: Extraction) -> list[str]:
    """What is wrong with the places of a document, in words."""
    wrong = [f"claim at {c.span}" for c in document.claims if not c.text or c.span.of(text) != c.text]
    spans = (
        [s.span for s in document.sentences] + [t.span for t in document.times] + [b.span for b in document.boilerplate]
    )
    spans += [span for finding in document.findings for span in finding.spans]
    spans += [span for quantity in document.quantities for span in (quantity.span, quantity.counted_span) if span]
    wrong += [f"span {span}" for span in spans if not 0 <= span.start < span.end <= len(text)]
    for quantity in document.quantities:
        low, high = quantity.low, quantity.high
        if low is not None and high is not None and low > high:
            wrong.append(f"bounds {low} to {high}")
    return ["misplaced: " + what.split(" ")[0] for what in wrong]


if __name__ == "__main__":
    main()
