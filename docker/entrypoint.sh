#!/bin/sh
# web, worker or beat; any other words are a manage.py command (docker compose run --rm web demo_desk).
set -eu
umask 077

: "${DATABASE_URL:?set DATABASE_URL to a PostgreSQL database, 16 or newer}"
: "${REDIS_URL:?set REDIS_URL to a Valkey or Redis server}"
: "${SECRET_KEY:?set SECRET_KEY to 50 or more random characters, the same for all containers}"

role="${1:-web}"
case "$role" in
web)
    # Of several replicas one migrates, under a lock in the database; the others wait for it.
    python manage.py prepare_database --verbosity 0
    # The tables' owner stays out of the process that serves.
    unset MIGRATION_DATABASE_URL
    exec python -m gunicorn -c python:newsroom.gunicorn_conf --no-control-socket newsroom.wsgi
    ;;
worker)
    unset MIGRATION_DATABASE_URL
    exec python -m celery -A newsroom worker --concurrency "${WORKER_PROCESSES:-2}" --loglevel INFO \
        --without-gossip --without-mingle
    ;;
beat)
    unset MIGRATION_DATABASE_URL
    export BEAT_ALIVE_FILE=/tmp/beat-alive
    exec python -m celery -A newsroom beat --loglevel INFO --pidfile= --schedule /tmp/celerybeat-schedule \
        --scheduler newsroom.beat:WatchedScheduler
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
