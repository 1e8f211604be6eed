"""The admin app with the moderators' site in place of the stock one."""

from django.contrib.admin.apps import AdminConfig


class ModerationConfig(AdminConfig):
    default_site = "newsroom.admin_site.FactdeskAdminSite"
