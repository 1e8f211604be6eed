"""The web server's entrance."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

# What is loaded by now stays: every view, so that no first reader waits for its import, and 150,000 objects that the garbage
# collector need not look through again in the middle of somebody's request (40 to 100 ms each time).
get_resolver().url_patterns  # noqa: B018  reading it imports them
gc.collect()
gc.freeze()
# An act makes some hundred thousand objects, nearly all of which are gone with their last name: looking for circles among them
# every 700 objects takes a twentieth of its time.
gc.set_threshold(10_000, 20, 20)
