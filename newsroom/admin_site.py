"""The moderators' site. Signing in happens on the desk's own page, so that there is one door and one lock."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class FactdeskAdminSite(admin.AdminSite):
    site_header = "Factdesk moderation"
    site_title = "Factdesk moderation"
    index_title = "What is there to moderate"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the sign-in page; somebody who is signed in but no moderator is told so, not asked to sign in again."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path(), settings.LOGIN_URL)
