"""The table of roles in the documents says what newsroom.roles says."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission

from newsroom import roles

REVIEW_DOC = Path(__file__).resolve().parents[2] / "docs" / "desk.md"


def documented() -> dict[str, set[str]]:
    """The permissions of each role, as the table in docs/desk.md has them."""
    rows = re.findall(r"^\|(.+)\|$", REVIEW_DOC.read_text(), re.MULTILINE)
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    head = next(row for row in cells if row[-1] == "permission")
    table: dict[str, set[str]] = {name: set() for name in head[1:-1]}
    for row in cells:
        if len(row) == len(head) and (name := re.fullmatch(r"`([a-z_.]+)`", row[-1])):
            for role, cell in zip(head[1:-1], row[1:-1], strict=True):
                if cell == "yes":
                    table[role].add(name[1])
    return table


def test_documented_table_is_that_of_the_code() -> None:
    wanted = {name: set(held) for name, held in roles.ROLES.items()}
    assert documented() == {**wanted, "admin": set(roles.PERMISSIONS)}


@pytest.mark.django_db
@pytest.mark.parametrize("role", roles.ROLES)
def test_group_holds_what_the_table_says(role: str) -> None:
    held = Group.objects.get(name=role).permissions.select_related("content_type")
    names = {f"{one.content_type.app_label}.{one.codename}" for one in held}
    assert names == set(roles.ROLES[role])


@pytest.mark.django_db
def test_every_permission_of_the_table_exists() -> None:
    for name in roles.PERMISSIONS:
        app, codename = name.split(".")
        assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()
