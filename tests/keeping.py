"""Rows that every test of a module begins with, made once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def kept_rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written before the yield is there for each test of a module, as it was written.

    For a fixture of scope "module" that asks for `django_db_setup` and `django_db_blocker`: pytest
    makes it before the transaction of the test, of which it takes everything back. Such a fixture
    gives ids and not instances, which a test could change. A test with real transactions does not
    go with it in one module.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
