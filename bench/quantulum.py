"""quantulum3 over texts: JSON {"texts": […], "passes": N} on standard input, median seconds on standard output."""

import json
import statistics
import sys
import time

from quantulum3 import parser


def read(text: str) -> object:
    try:
        return parser.parse(text)
    except Exception as error:  # noqa: BLE001  it is what is measured; what it cannot read is counted as read
        return error


def main() -> None:
    job = json.load(sys.stdin)
    read("The ferry carried 40 cars.")
    taken = []
    for _ in range(job["passes"]):
        started = time.process_time()
        for text in job["texts"]:
            read(text)
        taken.append(time.process_time() - started)
    print(statistics.median(taken))


if __name__ == "__main__":
    main()
