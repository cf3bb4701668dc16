"""A database of one's own beside the configured one: made, migrated, and dropped afterwards."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from django.core.management import call_command
from django.db import connection


@contextmanager
def scratch_database() -> Iterator[str]:
    """Work in a new, migrated and empty database; drop it at the end, whatever happened.

    Messages to workers stay in this process: a worker would look for their rows in the archive. Not
    inside a transaction.
    """
    configured = connection.settings_dict["NAME"]
    name = f"{configured}_scratch_{os.getpid()}_{secrets.token_hex(4)}"
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted}")
    broker, options = current_app.conf.broker_url, current_app.conf.broker_transport_options
    try:
        current_app.conf.update(broker_url="memory://localhost//", broker_transport_options={})
        _go_to(name)
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        current_app.conf.update(broker_url=broker, broker_transport_options=options)
        _go_to(configured)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


def _go_to(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone
    connection.settings_dict["NAME"] = name
