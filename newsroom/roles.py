"""Who may do what, in one place: three roles, two of them groups with permissions.

Views ask for a permission by name; nothing else in the project decides about people. The table is
written to the groups after every migration, and tests/newsroom/test_permissions.py walks every URL
for every role.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

from articles.permissions import ACT, IMPORT
from entities.permissions import LEAD, MERGE, REVIEW

EDITOR = "editor"
CHIEF_EDITOR = "chief editor"

# Administrators are superusers: they hold every permission and the only keys to the admin site.
ROLES: dict[str, tuple[str, ...]] = {
    EDITOR: (REVIEW,),
    CHIEF_EDITOR: (REVIEW, IMPORT, ACT, LEAD, MERGE),
}

PERMISSIONS = tuple(sorted({name for held in ROLES.values() for name in held}))


def has_a_role(user: User) -> bool:
    """Whether an account may do anything that readers may not. At most two queries."""
    return user.is_staff or any(user.has_perm(permission) for permission in PERMISSIONS)


def write_groups(**_: Any) -> None:
    """Make the groups hold exactly what ROLES says (a receiver of post_migrate)."""
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        wanted = Q(pk__in=[])
        for permission in permissions:
            app, codename = permission.split(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.set(Permission.objects.filter(wanted))
