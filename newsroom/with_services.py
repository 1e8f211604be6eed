"""`python -m newsroom.with_services [--state DIR] COMMAND…`: run one command while the embedded services run.

The command sees them by DATABASE_URL, MIGRATION_DATABASE_URL and REDIS_URL; its status is ours. Services that ran
before go on running.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from newsroom import embedded


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m newsroom.with_services")
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("FACTDESK_STATE") or "var"))
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if not options.command:
        parser.error("name the command to run")
    state_dir = options.state.resolve()
    try:
        with embedded.start(state_dir) as services:
            environment = {**os.environ, **services.urls, "FACTDESK_STATE": str(state_dir)}
            return subprocess.call(options.command, env=environment)
    except embedded.ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
