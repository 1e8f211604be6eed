"""The Celery app. A message is only a hint that carries a run's id: the ledger in PostgreSQL is the record of work,
so a lost, doubled or late message changes nothing (claims/pipeline/services.py)."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
