"""The admin site's name, and its accounts, which are closed instead of deleted."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  (registered first, to be taken away below)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from newsroom import logins, roles

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "Administration"
# The same log-in as everywhere, with its second factor.
admin.site.login = logins.admin_login  # type: ignore[method-assign, assignment]
admin.site.unregister([User, Group])
# Secrets are nobody's to look at, and e-mail addresses of log-ins are not used here.
admin.site.unregister([Authenticator, EmailAddress])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Who decided something stays known: an account that is no longer wanted is made inactive."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_superuser")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The groups of our roles are written from newsroom.roles after every migration."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        ours = obj is not None and obj.name in roles.ROLES
        return not ours and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
