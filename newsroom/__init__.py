"""How the site runs; nothing about claims. Loads the Celery app, so that `shared_task` finds it."""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
