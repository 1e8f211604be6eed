"""The app's registration; no signal handlers."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Factdesk"
