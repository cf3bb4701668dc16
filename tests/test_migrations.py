"""The migrations say what the models say, and can be taken back."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_of_our_own_sql_go_back_and_forth() -> None:
    try:
        MigrationExecutor(connection).migrate(
            [("entities", "0001_initial"), ("articles", "0001_initial")]
        )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
