"""The site's settings and the two apps that check templates and migrations; neither runs in production."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [*_INSTALLED_APPS, "django_extensions", "django_migration_linter"]
