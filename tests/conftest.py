"""Fixtures for every test: people of each role, and an empty cache and queue."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from hypothesis import HealthCheck, settings

from tests.factories import make_user

# No test asserts a time. On a developer's machine every run tries new examples; whether a change
# may land must not depend on which ones come up, so there (CI is set) they are always the same.
settings.register_profile(
    "archive",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    database=None,
)
settings.load_profile("archive")


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
