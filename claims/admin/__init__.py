"""Moderation: queues and filters over what the desk holds; every act goes through the services that pages and API call."""

from claims.admin import accounts, articles, claims, facts, sources, verdicts  # noqa: F401  importing registers
