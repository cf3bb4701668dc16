"""The first start: accounts with random passwords, and the demo archive, once."""

import re

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.test import RequestFactory

from articles.models import Article, ArticleVersion, ImportItem
from articles.permissions import IMPORT
from entities.models import ExtractionRun
from entities.permissions import REVIEW

pytestmark = pytest.mark.django_db


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The accounts and passwords that were printed."""
    return dict(re.findall(r"^  (\w+) +(\S+)$", capsys.readouterr().out, re.MULTILINE))


def test_accounts_get_random_passwords_that_work(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("first_start", demo=False)
    passwords = told(capsys)
    assert list(passwords) == ["editor", "chief", "admin"]
    assert len(set(passwords.values())) == 3
    for name, password in passwords.items():
        validate_password(password)
        request = RequestFactory().post("/login/")
        assert authenticate(request, username=name, password=password)


def test_accounts_have_their_roles() -> None:
    call_command("first_start", demo=False)
    editor, chief, admin = (User.objects.get(username=n) for n in ("editor", "chief", "admin"))
    assert (editor.has_perm(REVIEW), editor.has_perm(IMPORT)) == (True, False)
    assert (chief.has_perm(REVIEW), chief.has_perm(IMPORT)) == (True, True)
    assert (chief.is_staff, admin.is_superuser) == (False, True)


def test_two_archives_have_different_passwords(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("first_start", demo=False)
    first = told(capsys)
    User.objects.all().delete()
    call_command("first_start", demo=False)
    assert not set(first.values()) & set(told(capsys).values())


def test_archive_with_an_account_gets_no_others(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("first_start", demo=False)
    assert told(capsys) == {}
    assert list(User.objects.all()) == [editor]


def test_demo_is_loaded_whole_and_only_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("first_start", demo=True)
    count = Article.objects.count()
    assert count >= 60
    assert f"Loaded {count} demo reports" in capsys.readouterr().out
    assert ArticleVersion.objects.count() == ExtractionRun.objects.count() == count
    call_command("first_start", demo=True)
    assert capsys.readouterr().out == ""
    assert ImportItem.objects.count() == count


def test_demo_can_be_left_out() -> None:
    call_command("first_start", "--no-demo")
    assert not Article.objects.exists()
