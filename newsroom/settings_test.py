"""The few things tests change: services of their own, a fast password hasher, plain static files.

Reading these settings starts PostgreSQL and Valkey under var/test, unless both addresses are given; they stop with the
process. (pytest-django reads the settings before any conftest, so there is no earlier place.)
"""

import atexit
import os
from pathlib import Path

from newsroom import embedded

_state = Path(os.environ.get("FACTDESK_TEST_STATE", Path(__file__).resolve().parent.parent / "var" / "test")).resolve()
os.environ["FACTDESK_STATE"] = str(_state)
if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    _services = embedded.start(_state, durable=False)
    atexit.register(_services.stop)
    os.environ.update(embedded.join(_state))

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STATIC_ROOT  # noqa: E402

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",  # for accounts that sign in to a real server
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Plain connections: a pool would keep the test database busy when it is to be dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)  # type: ignore[attr-defined]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder at every client
