#!/usr/bin/env python
"""Django's command line. Any command joins the embedded services when they run and no DATABASE_URL is given."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            f"Django is not installed here ({error}). Run `make setup`, then .venv/bin/python manage.py"
        ) from error
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        # the trace says nothing that this does not; --traceback still shows it
        if "--traceback" in sys.argv:
            raise
        raise SystemExit(
            f"The database does not answer ({error}). `make up` starts it; or set DATABASE_URL."
        ) from error


if __name__ == "__main__":
    main()
