"""Fixtures for every test: people of each role, and an empty cache and queue."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from tests.factories import make_user


@pytest.fixture
def editor(db: None) -> User:
    return make_user("editor")


@pytest.fixture
def other_editor(db: None) -> User:
    return make_user("editor", username="other-editor")


@pytest.fixture
def chief(db: None) -> User:
    return make_user("chief editor")


@pytest.fixture
def admin(db: None) -> User:
    return make_user("admin")


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    yield
    cache.clear()
