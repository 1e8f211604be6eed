"""Every setting, read top to bottom; each knob comes from the environment (docs/operations.md lists them)."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from newsroom.env import env_bool, env_int, env_list, env_secret, env_str

BASE_DIR = Path(__file__).resolve().parent.parent

# State of an embedded installation: database, broker, uploaded files, the secret key. Never inside a container image.
STATE_DIR = Path(env_str("FACTDESK_STATE", str(BASE_DIR / "var"))).resolve()

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = env_secret("SECRET_KEY", STATE_DIR / "secret_key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])
BEHIND_HTTPS = env_bool("BEHIND_HTTPS", False)  # a proxy in front ends TLS and sets X-Forwarded-Proto

# --- database and broker: given by address, else the embedded ones (newsroom/embedded.py) -----------------------------

if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
    from newsroom import embedded

    _given_database = bool(os.environ.get("DATABASE_URL"))
    for _name, _url in embedded.join(STATE_DIR).items():
        if _given_database and _name == "MIGRATION_DATABASE_URL":
            continue  # the embedded database's owner is a stranger to a database that was given
        os.environ.setdefault(_name, _url)

# No service and no address: commands that need no database (extract, check) still run; others say what to do.
DATABASE_URL = env_str("DATABASE_URL", "postgresql://factdesk_app@127.0.0.1:1/factdesk")
MIGRATION_DATABASE_URL = env_str("MIGRATION_DATABASE_URL", DATABASE_URL)
REDIS_URL = env_str("REDIS_URL", "redis://127.0.0.1:1/0")


def _database(url: str, *, pool: bool) -> dict[str, object]:
    options: dict[str, object] = {
        # A stuck database must answer with an error, never with a hang. An idle transaction is a lost client.
        "connect_timeout": 5,
        "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
        # Indexes lie in memory or on flash, where a page out of order costs what one in order does: without being told, the
        # planner reads whole tables for a few hundred rows. No statement of a page runs so long that compiling it, or starting
        # further processes for it, pays.
        " -c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0",
    }
    if pool:
        # Values travel beside the statement, which the server parses and plans once for a connection: a page's twenty small
        # queries cost it half. A pooler in between has to know prepared statements (pgbouncer since 1.21 does).
        options["server_side_binding"] = True
        options["prepare_threshold"] = 2
        options["pool"] = {"min_size": 1, "max_size": env_int("DATABASE_POOL", 8, low=2), "timeout": 5}
    parsed = dj_database_url.parse(url)
    return {**parsed, "CONN_MAX_AGE": 0, "OPTIONS": {**parsed.get("OPTIONS", {}), **options}, "ATOMIC_REQUESTS": False}


DATABASES = {
    "default": _database(DATABASE_URL, pool=True),
    # Migrates and owns the tables. Web and worker never use it.
    "owner": _database(MIGRATION_DATABASE_URL, pool=False),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "factdesk",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# --- the site ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "newsroom.apps.ModerationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "claims",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.RequestGuard",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "newsroom.middleware.ReaderLocale",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.web.context.desk_of_the_reader",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env_str("STATIC_ROOT", str(STATE_DIR / "staticfiles")))
MEDIA_ROOT = Path(env_str("MEDIA_ROOT", str(STATE_DIR / "files")))  # never served by URL: downloads pass a view
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- accounts ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "claims.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = env_int("SESSION_HOURS", 12, low=1) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts read the token from the page, never from the cookie
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"

# --- security headers -------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the reference page's and the admin's small vendored icons
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # Django's own check of the origin needs the Referer over HTTPS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# --- uploads ----------------------------------------------------------------------------------------------------------

MAX_UPLOAD_BYTES = env_int("MAX_UPLOAD_MB", 20, low=1) * 1024 * 1024  # one file
MAX_TEXT_CHARACTERS = env_int("MAX_TEXT_CHARACTERS", 5_000_000, low=1000)  # one article
MAX_BATCH_FILES = env_int("MAX_BATCH_FILES", 200, low=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * MAX_TEXT_CHARACTERS + 1024 * 1024  # a pasted text in UTF-8, and the form around it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = MAX_BATCH_FILES + 1
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- evidence ---------------------------------------------------------------------------------------------------------

MAX_EVIDENCE_BYTES = env_int("MAX_EVIDENCE_MB", 25, low=1) * 1024 * 1024  # one file that somebody adds
FETCH_SECONDS = env_int("FETCH_SECONDS", 20, low=1)  # one page of the web, with all its redirects
FETCH_BYTES = env_int("FETCH_MB", 20, low=1) * 1024 * 1024  # as sent, and again as decoded
FETCH_PORTS = [int(port) for port in env_list("FETCH_PORTS", ["80", "443"])]
# Networks of one's own that may be fetched from besides the open internet, such as an archive's: 10.20.0.0/16
FETCH_ALSO_NETWORKS = env_list("FETCH_ALSO_NETWORKS", [])
FETCH_ATTEMPTS = env_int("FETCH_ATTEMPTS", 4, low=1)
EVIDENCE_RECHECK_HOURS = env_int(
    "EVIDENCE_RECHECK_HOURS", 24, low=1
)  # whether a page that evidence names is still there

# How often an open page asks whether others changed what it shows.
PULSE_SECONDS = env_int("PULSE_SECONDS", 15, low=1)

# --- background work --------------------------------------------------------------------------------------------------

# The door of the extractor: any callable with the signature of claims.extraction.extract_document.
EXTRACTOR = env_str("EXTRACTOR", "claims.extraction.extract_document")
RUN_LEASE_SECONDS = env_int("RUN_LEASE_SECONDS", 20, low=2)  # renewed while a worker is at it
RUN_ATTEMPTS = env_int("RUN_ATTEMPTS", 3, low=1)
SWEEP_SECONDS = env_int("SWEEP_SECONDS", 5, low=1)
WORKER_LOST_AFTER_SECONDS = 60

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,  # above the hard time limit, or a long task runs again and again
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "factdesk:",
    # A broker that is down must cost an upload a moment, not its success: the hint is dropped, the sweeper repeats it.
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the lease decides, not the broker
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "claims.tasks.sweep", "schedule": float(SWEEP_SECONDS)},
    "digests": {"task": "claims.tasks.send_mail", "schedule": 60.0},
    "recheck-evidence": {"task": "claims.tasks.recheck_evidence", "schedule": 900.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["claims.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "claims.api.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "claims.api.schema.PlainNames",
    "EXCEPTION_HANDLER": "claims.api.errors.problem_json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,  # the Accept header says it; ?format=… is an unknown parameter like any other
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Factdesk",
    "DESCRIPTION": "Articles, the claims in them, what reviewers say of each, and how claims stand to each other.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # an edit has fields of its own, some of them required
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["claims.api.schema.plain_addresses"],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "claims.api.schema.refusals"],
    "ENUM_NAME_OVERRIDES": {
        "How": "claims.models.How",
        "LayerState": "claims.models.State",
        "ArticleState": "claims.models.Article.State",
        "LinkState": "claims.models.ClaimLink.State",
        "RunState": "claims.models.ExtractionRun.State",
        "PlacementState": "claims.models.Placement.State",
        "ClaimKind": "claims.models.Claim.Kind",
        "EvidenceKind": "claims.models.Evidence.Kind",
        "CopyState": "claims.models.EvidenceCopy.State",
        "NearCopyState": "claims.models.NearCopy.State",
        "ProposalState": "claims.models.Proposal.State",
        "SourceKind": "claims.models.Source.Kind",
        "Reliability": "claims.models.Source.Reliability",
    },
}

# --- language, time, mail, log ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each by its own name; a reader's setting, else the browser's wish
TIME_ZONE = env_str("TIME_ZONE", "UTC")
USE_TZ = USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]

# Where people reach the site: what links in mail begin with.
PUBLIC_URL = env_str("PUBLIC_URL", "http://localhost:8000/")
EMAIL_BACKEND = env_str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25, low=1)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_str("EMAIL_FROM", "Factdesk <factdesk@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
