"""Does the process live; do the database and the broker answer, and is the work being done?"""

from __future__ import annotations

from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


def database_state() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM now() - max(seen_at)) FROM claims_workerheartbeat")
            (heartbeat_age,) = cursor.fetchone()
            cursor.execute(
                "SELECT count(*), extract(epoch FROM now() - min(created_at)) FROM claims_extractionrun"
                " WHERE state IN ('queued', 'extracting', 'linking')"
            )
            open_runs, oldest = cursor.fetchone()
    except DatabaseError:
        return {"database": "away"}
    return {
        "database": "ok",
        "worker_seen_seconds_ago": None if heartbeat_age is None else round(float(heartbeat_age), 1),
        "open_runs": open_runs,
        "oldest_open_run_seconds": None if oldest is None else round(float(oldest), 1),
    }


def broker_state() -> str:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping()
    except redis.RedisError:
        return "away"
    return "ok"


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers: that is all that pages and uploads need. The broker and the worker are named beside it,
    because work goes on, more slowly, without the broker, and waits without a worker."""
    state = database_state() | {"broker": broker_state()}
    seen = state.get("worker_seen_seconds_ago")
    state["worker"] = "ok" if seen is not None and seen < settings.WORKER_LOST_AFTER_SECONDS else "not seen"
    ready = state["database"] == "ok"
    return JsonResponse({"status": "ready" if ready else "not ready", **state}, status=200 if ready else 503)
